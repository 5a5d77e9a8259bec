/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A merged results file, opened for reading (layout: runs/FORMAT.md). Whatever is wrong with a file, it is
 * told in a sentence: missing, not HDF5, not Entente's, of a newer format, incomplete, damaged.
 */
#ifndef ENT_ANALYSIS_RESULTS_H
#define ENT_ANALYSIS_RESULTS_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"

enum { ENT_RESULTS_MAX_DIMENSIONS = 6 };

/* The names along an axis; NULL and 0 if the file has no such axis. */
struct ent_labels {
    size_t n;
    char **name;
};

struct ent_results {
    int64_t file; /* HDF5's identifier; 0: not open */
    char *path;
    char *experiment; /* its name */
    char *digest;     /* results_digest */
    char *seed;       /* a whole number, which may not fit a signed one */
    char *stopping;   /* the precision that decided the number of runs of each cell; NULL: all have n_runs */
    int64_t results_version, n_months;
    size_t n_points, n_runs;
    struct ent_labels order, scenario, state, domain, forum, parameter;
    struct ent_open_variables *open; /* those that were read once */
};

/* Opens a file and reads its axes. On failure `results` is zeroed.
 * Errors: ENT_NO_INPUT, ENT_BAD_INPUT (not a results file, newer, incomplete), ENT_IO (damaged). */
int ent_results_open(struct ent_results *results, const char *path, struct ent_error *error);
void ent_results_close(struct ent_results *results);

/* 1 if the file has a variable of this name. */
int ent_results_has(const struct ent_results *results, const char *variable);

/* The extents [n_dimensions] of a variable. */
int ent_results_shape(const struct ent_results *results, const char *variable, size_t shape[ENT_RESULTS_MAX_DIMENSIONS], int *n_dimensions,
                      struct ent_error *error);

/* Reads one box of a numeric variable: `count` values from `start` along each of its `n_dimensions` axes,
 * converted to double, into values [product of count]. A box that does not lie inside the variable, or another
 * number of axes, is ENT_BAD_INPUT. */
int ent_results_read(const struct ent_results *results, const char *variable, int n_dimensions, const size_t *start, const size_t *count,
                     double *values, struct ent_error *error);

/* A cell: one order in one scenario at one design point. */
struct ent_cell_at {
    size_t point, order, scenario;
};

/* The values [n_runs] of a per-run metric in a cell; NaN where a run failed, was not done, or has no value. */
int ent_results_metric(const struct ent_results *results, const char *metric, struct ent_cell_at cell, double *values,
                       struct ent_error *error);

/* The same for the runs first .. first + n - 1, into values [n]. */
int ent_results_metric_part(const struct ent_results *results, const char *metric, struct ent_cell_at cell, size_t first, size_t n,
                            double *values, struct ent_error *error);

/* How the runs of a cell ended: n of them, which is n_runs, or with a precision as many as the cell needed. */
struct ent_run_counts {
    int64_t n, done, not_run, failed;
};
int ent_results_counts(const struct ent_results *results, struct ent_cell_at cell, struct ent_run_counts *counts, struct ent_error *error);

/* The resolved experiment as YAML, malloc'ed; NULL with an error if the file has none. */
char *ent_results_configuration(const struct ent_results *results, struct ent_error *error);

/* The position of a name along an axis, or -1. */
int64_t ent_labels_find(const struct ent_labels *labels, const char *name);

#endif
