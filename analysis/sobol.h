/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sobol' indices from the matrices of Saltelli et al. (2010): which share of an output's variance each parameter explains, alone
 * (first order) and alone or together with others (total order). Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_SOBOL_H
#define ENT_ANALYSIS_SOBOL_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/bootstrap.h"
#include "analysis/estimators.h"
#include "params/error.h"

/* Two independent samples of N points in k parameters, A and B; AB_i is A with column i from B, BA_i is B with column i from A.
 * A part is one of these: 0 is A, 1 is B, 2 + i is AB_i, 2 + k + i is BA_i. */
struct ent_saltelli {
    size_t n_rows, k;
    int has_ba;          /* 1: the parts BA_i are there */
    const double *a, *b; /* [N][k] the points; NULL: estimates without control variate, less precise */
    const double *y;     /* [n_parts][N] outputs; a row in which one is not finite is left out whole */
    size_t n_batches;    /* 0: the outputs are exact, or nothing is known of their noise */
    const double *error; /* [n_batches][n_parts][N] what ent_noise_scale makes of batches of runs: the outputs' noise */
};

struct ent_sobol_index {
    struct ent_estimate first, total;
    int stands_out; /* the interval of the total order lies above 0 and above that of the dummy */
};

struct ent_sobol {
    size_t n_rows, n_left_out;                    /* rows used, left out */
    double mean, variance;                        /* of the outputs of A and B; the variance without noise */
    double noise;                                 /* share of the variance over points that is Monte Carlo noise; NaN: unknown */
    double predicted;                             /* share of the variance that the control variate predicts */
    int is_constant;                              /* 1: the outputs of the rows used are all the same */
    struct ent_estimate dummy_first, dummy_total; /* of a parameter that does nothing, estimated from the same rows */
    struct ent_sobol_index *index;                /* [k] */
};

/* Indices with percentile bootstrap intervals over the rows. A constant output has variance 0 and indices NaN, as have fewer than
 * two rows. Free with ent_sobol_free. Errors: ENT_BUG (out of memory). */
int ent_sobol(struct ent_sobol *sobol, const struct ent_saltelli *design, const struct ent_bootstrap *options, struct ent_error *error);
void ent_sobol_free(struct ent_sobol *sobol);

size_t ent_saltelli_parts(const struct ent_saltelli *design);

/* From the values [n_batches] of a point, each the mean of a batch of runs: their deviations from their mean over
 * sqrt(G (G - 1)), G those that are finite, so that the expectation of the sum of their products at two points is the
 * covariance of the noise in the two means; 0 where a value is missing or alone. */
void ent_noise_scale(const double *values, size_t n_batches, double *error);

#endif
