/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an experiment keeps beside the values of each run:
 *
 *   record: {counts: true, trajectories: true, states: false, runs: {every: 100, months: 3}}
 *
 * Left out: everything without a design, the counts alone with one, and no run whole.
 */
#ifndef ENT_PARAMS_RECORD_H
#define ENT_PARAMS_RECORD_H

#include <stdint.h>

#include "params/experiment.h"

struct ent_recording {
    int32_t counts;       /* flag: vetoes by state and domain, issues by duration */
    int32_t trajectories; /* flag: means, deviations and quantiles by month */
    int32_t states;       /* flag: means by state and month, membership */
    /* Runs whose own trajectories are kept, at months 0, m, 2 m, ...; months 0: of no run. */
    int32_t months;
    int32_t every;      /* runs 0, every, 2 every, ...; 0: those in `run` */
    int32_t n_runs;     /* in `run` */
    const int32_t *run; /* [n_runs], ascending */
};

const struct ent_recording *ent_experiment_recording(const struct ent_experiment *experiment);

/* How many of the runs below `run` have their own trajectories kept: the position of `run` among them, if it is one. */
int32_t ent_recording_before(const struct ent_recording *recording, int64_t run);

/* Places for such runs where a cell has n_runs: those of a list that are beyond have a place too. At least one if any are kept. */
int32_t ent_recording_places(const struct ent_recording *recording, int32_t n_runs);

/* Whether this run's own trajectories are kept. */
int ent_recording_has(const struct ent_recording *recording, int64_t run);

/* The number of the i-th run whose own trajectories are kept. */
int32_t ent_recording_run(const struct ent_recording *recording, int32_t i);

#endif
