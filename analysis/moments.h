/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Means, shares and paired differences of values that come in pieces, in two passes over them: the first counts and sums, the
 * second adds squared deviations from the mean that the first found. The figures do not depend on how the values are cut into
 * pieces. What is not finite is left out and counted.
 */
#ifndef ENT_ANALYSIS_MOMENTS_H
#define ENT_ANALYSIS_MOMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/estimators.h"

/* Of values a [n], or of differences a[i] - b[i]; b is NULL for single values. Zeroed before the first piece. */
struct ent_moments {
    double sum, mean, drift, squares;
    int64_t n, n_missing, n_nonzero;
};
void ent_moments_add(struct ent_moments *moments, const double *a, const double *b, size_t n);
/* Between the passes. */
void ent_moments_centre(struct ent_moments *moments);
void ent_moments_add_squares(struct ent_moments *moments, const double *a, const double *b, size_t n);
/* After them: the mean with Student's t interval. */
void ent_moments_mean(const struct ent_moments *moments, double level, struct ent_estimate *estimate);
/* The share of values that are not 0 with Wilson's interval; needs the first pass only. */
void ent_moments_share(const struct ent_moments *moments, double level, struct ent_estimate *estimate);

/* Of pairs (a[i], b[i]) of which both are finite. Zeroed before the first piece. */
struct ent_pairs {
    int64_t n, n_missing, only_a, only_b, greater, equal; /* only_a: a is not 0 and b is; greater: a > b */
    double mean_a, mean_b;
    double independent, paired;           /* sums of u = da^2 + db^2 and of v = (da - db)^2, deviations from the means */
    double squares_u, product, squares_v; /* sums of u^2, u v, v^2 */
};
void ent_pairs_add(struct ent_pairs *pairs, const double *a, const double *b, size_t n);
void ent_pairs_add_squares(struct ent_pairs *pairs, const double *a, const double *b, size_t n);
/* After the first pass: the difference of shares (Bonett & Price 2012); how often a is greater, or less, and how often equal. */
void ent_pairs_share(const struct ent_pairs *pairs, double level, struct ent_estimate *estimate);
void ent_pairs_greater(const struct ent_pairs *pairs, int less, double level, struct ent_estimate *estimate, double *ties);
/* After both: what common random numbers save. */
void ent_pairs_variance_ratio(const struct ent_pairs *pairs, double level, struct ent_variance_ratio *ratio);

#endif
