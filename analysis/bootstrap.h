/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bootstrap (Efron 1979), for any statistic of independent rows: what the statistic would have been with other draws of the
 * same size, and the intervals that follow. The generator is gsl_rng_mt19937 under a given seed: the same digits every time.
 * Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_BOOTSTRAP_H
#define ENT_ANALYSIS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/estimators.h"
#include "params/error.h"

enum ent_bootstrap_kind {
    ENT_BOOTSTRAP_BCA,       /* bias-corrected and accelerated (Efron 1987), accelerated by the jackknife */
    ENT_BOOTSTRAP_PERCENTILE /* quantiles of the replicates, as they are */
};

enum { ENT_BOOTSTRAP_REPLICATES = 2000 };

/* A zeroed struct asks for the usual: BCa, 95 %, 2,000 replicates, seed 0. */
struct ent_bootstrap {
    int kind;            /* enum ent_bootstrap_kind */
    double level;        /* coverage; 0: .95 */
    size_t n_replicates; /* 0: ENT_BOOTSTRAP_REPLICATES */
    uint32_t seed;
};

/* A statistic of rows: from the numbers row [n] of the rows drawn, some of them more than once, computes value [n_values], NaN for
 * what these rows do not tell. `context` is the caller's. */
typedef void ent_rows_statistic(const size_t *row, size_t n, void *context, double *value);

/* Draws n_rows of n_rows with replacement, n_replicates times, and computes the statistic of each: replicate
 * [n_replicates][n_values]. Errors: ENT_BUG (out of memory). */
int ent_bootstrap_replicates(ent_rows_statistic *statistic, void *context, size_t n_rows, size_t n_values,
                             const struct ent_bootstrap *options, double *replicate, struct ent_error *error);

/* The statistic of all rows with its interval: estimate [n_values]. n is n_rows; sd is the standard deviation of the replicates,
 * the bootstrap's standard error. Errors: ENT_BUG (out of memory). */
int ent_bootstrap_rows(ent_rows_statistic *statistic, void *context, size_t n_rows, size_t n_values, const struct ent_bootstrap *options,
                       struct ent_estimate *estimate, struct ent_error *error);

/* A statistic of an array x [n] of finite values; NaN if it has none. */
typedef double ent_array_statistic(const double *x, size_t n, void *context);

/* The same for the finite values among x [n], each a row; the others are counted as missing. */
int ent_bootstrap_array(ent_array_statistic *statistic, void *context, const double *x, size_t n, const struct ent_bootstrap *options,
                        struct ent_estimate *estimate, struct ent_error *error);

/* The interval from replicates that are there: reads estimate->value, writes low, high and sd.
 *   replicate  [n_replicates], every `stride`-th; those that are not finite are left out, and where they are more than one in
 *              ten there is no interval
 *   left_out   [n_rows] the statistic without row i, for BCa's acceleration; NULL or n_rows 0: none (BC)
 *   work       [n_replicates] scratch
 * All replicates equal: an interval of length 0. One row, or no value: none. */
void ent_bootstrap_interval(const double *replicate, size_t n_replicates, size_t stride, const double *left_out, size_t n_rows,
                            const struct ent_bootstrap *options, double *work, struct ent_estimate *estimate);

#endif
