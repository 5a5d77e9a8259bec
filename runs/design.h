/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points of a design: a number for each parameter that varies. A pure function of what the experiment says, with the
 * same bits on every machine.
 */
#ifndef ENT_RUNS_DESIGN_H
#define ENT_RUNS_DESIGN_H

#include "params/design.h"
#include "params/error.h"

struct ent_points {
    int32_t n, n_varied;
    double *value; /* [n][n_varied] */
};

/* Makes the points; without a design it is one point of no parameters. ENT_BAD_INPUT if the method does not reach so far:
 * Sobol' numbers exist for 40 dimensions. Free with ent_points_free (accepts zeroed). */
int ent_points_make(struct ent_points *points, const struct ent_design *design, struct ent_error *error);
void ent_points_free(struct ent_points *points);

/* The inputs of an order in a scenario, varied as the point says. */
void ent_points_resolve(const struct ent_points *points, const struct ent_experiment *experiment, int32_t point, int32_t order,
                        int32_t scenario, struct ent_inputs *inputs);

#endif
