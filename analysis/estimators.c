/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/estimators.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "analysis/moments.h"

/* Half of what an interval leaves out. */
static double tail(double level)
{
    return (1 - level) / 2;
}

/* Both passes over values, or differences, that are all there. */
static void mean_of(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate)
{
    struct ent_moments moments = {0};
    ent_moments_add(&moments, a, b, n);
    ent_moments_centre(&moments);
    ent_moments_add_squares(&moments, a, b, n);
    ent_moments_mean(&moments, level, estimate);
}

void ent_mean(const double *x, size_t n, double level, struct ent_estimate *estimate)
{
    mean_of(x, NULL, n, level, estimate);
}

void ent_paired_mean(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate)
{
    mean_of(a, b, n, level, estimate);
}

void ent_share_of(int64_t k, int64_t n, double level, struct ent_estimate *estimate)
{
    *estimate = (struct ent_estimate){NAN, NAN, NAN, NAN, n, 0};
    if (n <= 0) return;
    double total = (double)n, p = (double)k / total;
    double z = gsl_cdf_ugaussian_Qinv(tail(level)), zz = z * z;
    double centre = (p + zz / (2 * total)) / (1 + zz / total);
    double half = z / (1 + zz / total) * sqrt(p * (1 - p) / total + zz / (4 * total * total));
    estimate->value = p;
    estimate->low = k == 0 ? 0 : fmax(0, centre - half);
    estimate->high = k == n ? 1 : fmin(1, centre + half);
    if (n > 1) estimate->sd = sqrt(p * (1 - p) * total / (total - 1));
}

/* A distribution function of GSL's, which from some ten million values on gives up near its middle; there the normal one with
 * the same mean and variance is as good. */
static double known_or_normal(double p, double deviation, double variance)
{
    return isnan(p) ? gsl_cdf_ugaussian_P(deviation / sqrt(variance)) : p;
}

/* The quantile of the beta distribution, by halving: gsl_cdf_beta_Pinv ends the program where its iteration does not converge. */
static double beta_quantile(double p, double a, double b)
{
    double below = 0, above = 1, mean = a / (a + b), variance = mean * (1 - mean) / (a + b + 1);
    for (int i = 0; i < 200 && below < above; i++) {
        double x = below + (above - below) / 2;
        if (x <= below || x >= above) break;
        if (known_or_normal(gsl_cdf_beta_P(x, a, b), x - mean, variance) < p)
            below = x;
        else
            above = x;
    }
    return above;
}

void ent_share_jeffreys(int64_t k, int64_t n, double level, struct ent_estimate *estimate)
{
    ent_share_of(k, n, level, estimate);
    if (n <= 0) return;
    double a = (double)k + 0.5, b = (double)(n - k) + 0.5;
    estimate->low = k == 0 ? 0 : beta_quantile(tail(level), a, b);
    estimate->high = k == n ? 1 : beta_quantile(1 - tail(level), a, b);
}

void ent_share(const double *x, size_t n, double level, struct ent_estimate *estimate)
{
    struct ent_moments moments = {0};
    ent_moments_add(&moments, x, NULL, n);
    ent_moments_share(&moments, level, estimate);
}

/* Least k with P(Binomial(n, p) <= k) >= target; n if rounding hides it. */
static size_t binomial_quantile(size_t n, double p, double target)
{
    size_t below = 0, least = n;
    while (below < least) {
        size_t middle = below + (least - below) / 2;
        double mean = p * (double)n, deviation = (double)middle + 0.5 - mean;
        if (known_or_normal(gsl_cdf_binomial_P((unsigned)middle, p, (unsigned)n), deviation, mean * (1 - p)) >= target)
            least = middle;
        else
            below = middle + 1;
    }
    return least;
}

/* B values lie at or below the quantile, B ~ Binomial(n, p): the l-th value is at or below it with probability P(B >= l), the
 * u-th above it with P(B < u). */
void ent_quantile_ranks(size_t n, double p, double level, size_t *below, size_t *above)
{
    *below = binomial_quantile(n, p, tail(level)); /* P(B <= below - 1) < tail */
    *above = binomial_quantile(n, p, 1 - tail(level));
}

void ent_quantile(const double *x, size_t n, double p, double level, double *work, struct ent_estimate *estimate)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) work[used++] = x[i];
    *estimate = (struct ent_estimate){NAN, NAN, NAN, NAN, (int64_t)used, (int64_t)(n - used)};
    if (used == 0) return;
    gsl_sort(work, 1, used);
    estimate->value = gsl_stats_quantile_from_sorted_data(work, 1, used, p);
    if (p <= 0 || p >= 1) return;
    size_t below, above;
    ent_quantile_ranks(used, p, level, &below, &above);
    if (below > 0) estimate->low = work[below - 1];
    if (above < used) estimate->high = work[above];
}

void ent_paired_share(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate)
{
    struct ent_pairs pairs = {0};
    ent_pairs_add(&pairs, a, b, n);
    ent_pairs_share(&pairs, level, estimate);
}

void ent_paired_greater(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate, double *ties)
{
    struct ent_pairs pairs = {0};
    ent_pairs_add(&pairs, a, b, n);
    ent_pairs_greater(&pairs, 0, level, estimate, ties);
}

void ent_variance_ratio(const double *a, const double *b, size_t n, double level, struct ent_variance_ratio *ratio)
{
    struct ent_pairs pairs = {0};
    ent_pairs_add(&pairs, a, b, n);
    ent_pairs_add_squares(&pairs, a, b, n);
    ent_pairs_variance_ratio(&pairs, level, ratio);
}
