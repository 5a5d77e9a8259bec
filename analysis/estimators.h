/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Estimates with their uncertainty, from plain arrays. Formulas and sources: METHODS.md.
 *
 * Every function takes values [n] in any unit and leaves out what is not finite: a failed run, or a metric
 * without a value, is NaN. What was left out is counted, never replaced. `level` is the coverage of the
 * interval, strictly between 0 and 1, such as 0.95. Nothing here fails: what the data cannot tell is NaN,
 * and the comment of each function says when.
 */
#ifndef ENT_ANALYSIS_ESTIMATORS_H
#define ENT_ANALYSIS_ESTIMATORS_H

#include <stddef.h>
#include <stdint.h>

/* Values whose relative difference is smaller are equal but for the rounding of their means. */
#define ENT_ROUNDING 1e-14

struct ent_estimate {
    double value;      /* the estimate; NaN if no value was used */
    double low, high;  /* the interval; NaN where the data do not bound it */
    double sd;         /* sample standard deviation of what was averaged; NaN below two values or for a quantile */
    int64_t n;         /* values, or pairs, used */
    int64_t n_missing; /* values, or pairs, left out */
};

/* Mean with Student's t interval: mean -+ t(n-1) sd / sqrt(n).
 * n = 1: no interval. All values equal: an interval of length 0. */
void ent_mean(const double *x, size_t n, double level, struct ent_estimate *estimate);

/* Share of values that are not 0, with Wilson's score interval (Wilson 1927). Never empty or outside [0, 1],
 * also where all or none are. */
void ent_share(const double *x, size_t n, double level, struct ent_estimate *estimate);

/* The same from counts: `k` of `n`, 0 <= k <= n. */
void ent_share_of(int64_t k, int64_t n, double level, struct ent_estimate *estimate);

/* Jeffreys' interval of the same share: quantiles of the beta distribution (k + 1/2, n - k + 1/2), from 0 for k = 0 and to 1 for
 * k = n (Brown, Cai & DasGupta 2001). Shorter than Wilson's near 0 and 1, where it may cover a little less. */
void ent_share_jeffreys(int64_t k, int64_t n, double level, struct ent_estimate *estimate);

/* Quantile at `p` in [0, 1], interpolated between order statistics (Hyndman & Fan 1996, type 7), with the
 * distribution-free interval between two order statistics (Conover 1999, 3.2), whose coverage is at least `level`.
 * An end is NaN where so few values cannot bound it. `work` [n] is scratch. */
void ent_quantile(const double *x, size_t n, double p, double level, double *work, struct ent_estimate *estimate);

/* Where the ends of that interval stand among n sorted values, p strictly between 0 and 1: its low end is the value before
 * position `below`, its high end the one at position `above`, from 0; 0 and n mean that there is no such end. */
void ent_quantile_ranks(size_t n, double p, double level, size_t *below, size_t *above);

/* Mean of a[i] - b[i] over the pairs in which both are finite, with Student's t interval. */
void ent_paired_mean(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate);

/* The same for values that are 0 or not 0: difference of two shares in the same runs. The interval is Wald's
 * after one pair is added to each kind of disagreement (Bonett & Price 2012), so that it is never empty. */
void ent_paired_share(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate);

/* How often a[i] is greater than b[i] among the pairs in which both are finite, with Wilson's interval;
 * `ties`, which may be NULL, gets the share in which they are equal. */
void ent_paired_greater(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate, double *ties);

/* What common random numbers save: how many times greater the variance of the difference would be if the two
 * were drawn independently. */
struct ent_variance_ratio {
    double ratio;     /* (var a + var b) / var(a - b); infinite if the difference never varies; NaN if neither a nor b does */
    double low, high; /* interval, from the standard error of log(ratio) */
    double z;         /* log(ratio) over its standard error: above 0 where pairing helps */
    int64_t n, n_missing;
};
void ent_variance_ratio(const double *a, const double *b, size_t n, double level, struct ent_variance_ratio *ratio);

#endif
