/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points at which anyone's model was run more than once. A row of a table is then a run, not a point: taken for points, rows would
 * count what is one place many times, and their noise as if a parameter had made it.
 */
#ifndef ENT_ANALYSIS_SENSITIVITY_REPEATS_H
#define ENT_ANALYSIS_SENSITIVITY_REPEATS_H

#include "analysis/sensitivity.h"

struct ent_repeats {
    size_t n_points, n_runs; /* n_runs: rows of each point; 1: the rows are the points */
    size_t *point, *run;     /* [n_rows] of each row: points are numbered in the order in which they first occur */
    double *x;               /* [n_points][k] */
};

/* Finds points of which every one occurs equally often, more than once; otherwise, and where a value is missing, rows are points.
 * Free with ent_repeats_free. Errors: ENT_BUG (out of memory). */
int ent_repeats_find(struct ent_repeats *repeats, const struct ent_design_points *rows, struct ent_error *error);
void ent_repeats_free(struct ent_repeats *repeats);

/* The mean over the runs of each point, y [n_points], and the errors of its runs (ent_noise_scale), error [n_runs][n_points], from
 * value, every `stride`-th of [n_rows]. Runs without a value are left out; returns how many. */
size_t ent_repeats_mean(const struct ent_repeats *repeats, const double *value, size_t stride, double *y, double *error);

#endif
