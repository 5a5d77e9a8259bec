/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A polynomial chaos expansion: a model's output as a sum of products of polynomials of at most two parameters, orthonormal
 * under the parameters' own distributions in the sample, so that the variance that each parameter explains of it is a sum of squared
 * coefficients (Sudret 2008). It serves as a control variate for Sobol' indices (sobol.h). Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_CHAOS_H
#define ENT_ANALYSIS_CHAOS_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"

enum { ENT_CHAOS_DEGREE = 8 }; /* of a polynomial, and of the product of two */

/* Polynomials of each column of x, of degrees 1 to ENT_CHAOS_DEGREE, orthonormal over its n values: mean 0, mean square 1, and
 * every two of a column uncorrelated. A column with m distinct values has m - 1 of them, the rest are 0. */
struct ent_basis {
    size_t n, k;
    double *phi; /* [n][k][ENT_CHAOS_DEGREE] */
};

/* x [n][k]; polynomials are of the ranks, equal values have equal ones. Errors: ENT_BUG (out of memory). */
int ent_basis_make(struct ent_basis *basis, const double *x, size_t n, size_t k, struct ent_error *error);
void ent_basis_free(struct ent_basis *basis);

/* Points whose column m takes its value from row[m] of the basis, and the output there. */
struct ent_chaos_points {
    size_t n;
    const uint32_t *row; /* [n][k] */
    const double *y;     /* [n], finite */
};

/* A polynomial of degree a + 1 of column i, alone (j == i) or times one of degree b + 1 of column j > i. */
struct ent_chaos_term {
    uint16_t i, j, a, b;
};

struct ent_chaos {
    size_t k, n_terms;
    double constant;
    struct ent_chaos_term *term; /* [n_terms] */
    double *coefficient;         /* [n_terms] */
};

/* Fits by least squares the terms that explain most of `fit`, at most one in ten points, as many as predict `check` best; none,
 * if none predicts it better than the mean by a twentieth of the variance. Errors: ENT_BUG (out of memory). */
int ent_chaos_fit(struct ent_chaos *chaos, const struct ent_basis *basis, const struct ent_chaos_points *fit,
                  const struct ent_chaos_points *check, struct ent_error *error);
void ent_chaos_free(struct ent_chaos *chaos);

/* Its value where column m has the value of row[m]. */
double ent_chaos_at(const struct ent_chaos *chaos, const struct ent_basis *basis, const uint32_t *row);

/* Its variance, and what of it column i explains alone, first [k], and alone or with others, total [k]. */
struct ent_chaos_parts {
    double variance;
    double *first, *total;
};
void ent_chaos_variances(const struct ent_chaos *chaos, struct ent_chaos_parts *parts);

/* By how much, to first order and times n, the same would change if row `row` of the basis weighed more: the sum of the
 * influences of its k values, each on its own column's distribution; 0 in the mean over all rows. work [k][k][ENT_CHAOS_DEGREE]. */
void ent_chaos_influence(const struct ent_chaos *chaos, const struct ent_basis *basis, size_t row, double *work,
                         struct ent_chaos_parts *parts);

#endif
