/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When an experiment has runs enough: the half-width that the 95 % interval of one estimate may have, in every order. It
 * takes the place of a fixed number of runs.
 */
#ifndef ENT_PARAMS_PRECISION_H
#define ENT_PARAMS_PRECISION_H

#include <stddef.h>
#include <stdint.h>

#include "params/experiment.h"

enum ent_precision_of { ENT_PRECISION_MEAN, ENT_PRECISION_PROBABILITY, ENT_PRECISION_QUANTILE, ENT_N_PRECISIONS };
extern const char *const ent_precision_names[ENT_N_PRECISIONS];

struct ent_precision {
    char metric[ENT_MAX_NAME];
    double half_width; /* in the metric's unit, or of a probability; 0: no precision is asked for */
    int32_t of;        /* enum ent_precision_of */
    double at;         /* probability: of a value above this; quantile: its p; mean: not used */
    int32_t least;     /* runs of each cell, before the first judgement */
    int32_t most;      /* runs of each cell, precise or not */
};

/* What an experiment asks for; half_width 0 if it has a number of runs instead. */
const struct ent_precision *ent_experiment_precision(const struct ent_experiment *experiment);

/* The metric must be one of `metrics` [n_metrics], which this folder does not know: complains where it stands, if not. */
int ent_experiment_check_metric(const struct ent_experiment *experiment, const char *const *metrics, int n_metrics,
                                struct ent_complaints *complaints);

/* The resolved configuration that asks for `precision` instead of runs; like ent_experiment_yaml. */
char *ent_experiment_yaml_precise(const struct ent_experiment *experiment, const struct ent_precision *precision, uint64_t seed);

/* What a resolved configuration asks for; half_width 0 if it has a number of runs, or cannot be read. */
void ent_precision_of_configuration(const char *yaml, struct ent_precision *precision);

#endif
