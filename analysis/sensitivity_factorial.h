/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a full factorial, and a design of one parameter at a time, tell of sensitivity. The points are all that is asked about, so
 * that the only uncertainty is that of the runs. Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_SENSITIVITY_FACTORIAL_H
#define ENT_ANALYSIS_SENSITIVITY_FACTORIAL_H

#include "analysis/sensitivity.h"

/* Sobol' indices of a grid, *is_grid, all levels equally likely, with the outcome's means at the ends of each parameter; intervals from the
 * jackknife over the batches of runs. Fills sensitivity->parameter, whose ranges are set, and the outcome's mean, variance
 * and noise. Points that are not every combination of some levels once, *is_grid 0, leave it as it was.
 * Errors: ENT_BUG (out of memory). */
int ent_sensitivity_grid(struct ent_sensitivity *sensitivity, const struct ent_design_points *points, const struct ent_outcome *outcome,
                         double level, int *is_grid, struct ent_error *error);

/* Effects of one parameter at a time: from its least to its greatest value, with paired t intervals over the batches of runs. */
int ent_sensitivity_one_at_a_time(struct ent_sensitivity *sensitivity, const struct ent_design_points *points,
                                  const struct ent_structure *structure, const struct ent_outcome *outcome, double level,
                                  struct ent_error *error);

#endif
