/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a sample without structure tells of sensitivity: independent points, such as a Latin hypercube, a Sobol' sequence or a table.
 * Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_SENSITIVITY_SAMPLE_H
#define ENT_ANALYSIS_SENSITIVITY_SAMPLE_H

#include <stddef.h>

#include "analysis/bootstrap.h"
#include "analysis/estimators.h"
#include "params/error.h"

/* So many points it takes to tell anything. */
enum { ENT_SAMPLE_LEAST = 16 };

/* Points x [n][k] and outputs y [n], all finite, with what ent_noise_scale (sobol.h) makes of batches of runs. */
struct ent_sample_points {
    size_t n, k;
    const double *x, *y;
    size_t n_batches;    /* 0: the outputs are exact, or nothing is known of their noise */
    const double *error; /* [n_batches][n] */
};

struct ent_sample_index {
    struct ent_estimate first;   /* first-order Sobol' index: correlation ratio over bins of equal content, bias-corrected */
    struct ent_estimate rank;    /* standardised rank regression coefficient; NaN below k + 3 points, where columns are
                                    collinear, and of a constant column */
    struct ent_estimate partial; /* partial rank correlation coefficient; NaN likewise */
};

struct ent_sample_indices {
    double variance, noise;         /* of the outputs, without noise; share of noise in what they vary, NaN: unknown */
    double rank_r2;                 /* share of the ranks' variance that the regression explains: how monotone the model is */
    struct ent_estimate dummy;      /* first order of a column of random order: mean, and the quantiles of its distribution */
    struct ent_estimate dummy_rank; /* the same for its rank coefficients */
    struct ent_sample_index *index; /* [k] */
};

/* Indices with percentile bootstrap intervals over the points. A constant output has NaN. Free with ent_sample_indices_free.
 * Errors: ENT_BUG (out of memory). */
int ent_sample_indices(struct ent_sample_indices *indices, const struct ent_sample_points *sample, const struct ent_bootstrap *options,
                       struct ent_error *error);
void ent_sample_indices_free(struct ent_sample_indices *indices);

/* How many bins n points make. */
size_t ent_sample_bins(size_t n);

#endif
