/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/estimators.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>

/* Half of what an interval leaves out. */
static double tail(double level)
{
    return (1 - level) / 2;
}

/* Mean and sum of squared deviations of n finite values that `next` yields; two passes, the second of which
 * also corrects the mean's rounding. b is NULL for single values. */
struct moments {
    double mean, squares;
    int64_t n, n_missing;
};

static double value_at(const double *a, const double *b, size_t i)
{
    return b ? a[i] - b[i] : a[i];
}

static struct moments moments_of(const double *a, const double *b, size_t n)
{
    struct moments m = {0};
    double sum = 0, drift = 0;
    for (size_t i = 0; i < n; i++) {
        double x = value_at(a, b, i);
        if (!isfinite(x)) {
            m.n_missing++;
            continue;
        }
        sum += x;
        m.n++;
    }
    if (m.n == 0) {
        m.mean = NAN;
        return m;
    }
    m.mean = sum / (double)m.n;
    for (size_t i = 0; i < n; i++) {
        double x = value_at(a, b, i);
        if (!isfinite(x)) continue;
        drift += x - m.mean;
        m.squares += (x - m.mean) * (x - m.mean);
    }
    drift /= (double)m.n;
    m.mean += drift;
    m.squares = fmax(0, m.squares - (double)m.n * drift * drift);
    return m;
}

static void mean_with_t(const struct moments *m, double level, struct ent_estimate *estimate)
{
    *estimate = (struct ent_estimate){m->mean, NAN, NAN, NAN, m->n, m->n_missing};
    if (m->n < 2) return;
    double degrees = (double)(m->n - 1);
    estimate->sd = sqrt(m->squares / degrees);
    double half = gsl_cdf_tdist_Qinv(tail(level), degrees) * estimate->sd / sqrt((double)m->n);
    estimate->low = m->mean - half;
    estimate->high = m->mean + half;
}

void ent_mean(const double *x, size_t n, double level, struct ent_estimate *estimate)
{
    struct moments m = moments_of(x, NULL, n);
    mean_with_t(&m, level, estimate);
}

void ent_paired_mean(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate)
{
    struct moments m = moments_of(a, b, n);
    mean_with_t(&m, level, estimate);
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

void ent_share_jeffreys(int64_t k, int64_t n, double level, struct ent_estimate *estimate)
{
    ent_share_of(k, n, level, estimate);
    if (n <= 0) return;
    double a = (double)k + 0.5, b = (double)(n - k) + 0.5;
    estimate->low = k == 0 ? 0 : gsl_cdf_beta_Pinv(tail(level), a, b);
    estimate->high = k == n ? 1 : gsl_cdf_beta_Qinv(tail(level), a, b);
}

void ent_share(const double *x, size_t n, double level, struct ent_estimate *estimate)
{
    int64_t used = 0, hits = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) continue;
        used++;
        hits += x[i] != 0;
    }
    ent_share_of(hits, used, level, estimate);
    estimate->n_missing = (int64_t)n - used;
}

/* Least k with P(Binomial(n, p) <= k) >= target; n if rounding hides it. */
static size_t binomial_quantile(size_t n, double p, double target)
{
    size_t below = 0, least = n;
    while (below < least) {
        size_t middle = below + (least - below) / 2;
        if (gsl_cdf_binomial_P((unsigned)middle, p, (unsigned)n) >= target)
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
    int64_t used = 0, only_a = 0, only_b = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) continue;
        used++;
        only_a += a[i] != 0 && b[i] == 0;
        only_b += a[i] == 0 && b[i] != 0;
    }
    *estimate = (struct ent_estimate){NAN, NAN, NAN, NAN, used, (int64_t)n - used};
    if (used == 0) return;
    double total = (double)used;
    estimate->value = (double)(only_a - only_b) / total;
    if (used > 1) {
        double squares = (double)(only_a + only_b) - total * estimate->value * estimate->value;
        estimate->sd = sqrt(fmax(0, squares) / (total - 1));
    }
    double pa = (double)(only_a + 1) / (total + 2), pb = (double)(only_b + 1) / (total + 2);
    double half = gsl_cdf_ugaussian_Qinv(tail(level)) * sqrt((pa + pb - (pa - pb) * (pa - pb)) / (total + 2));
    estimate->low = fmax(-1, pa - pb - half);
    estimate->high = fmin(1, pa - pb + half);
}

void ent_paired_greater(const double *a, const double *b, size_t n, double level, struct ent_estimate *estimate, double *ties)
{
    int64_t used = 0, greater = 0, equal = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) continue;
        used++;
        greater += a[i] > b[i];
        equal += !(a[i] > b[i]) && !(a[i] < b[i]);
    }
    ent_share_of(greater, used, level, estimate);
    estimate->n_missing = (int64_t)n - used;
    if (ties) *ties = used ? (double)equal / (double)used : NAN;
}

/* Mean and variance (divided by n) of a, b and a - b over complete pairs. */
struct pair_moments {
    double mean_a, mean_b, independent, paired;
    int64_t n;
};

static struct pair_moments pair_moments_of(const double *a, const double *b, size_t n)
{
    struct pair_moments m = {0};
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) continue;
        m.n++;
        m.mean_a += (a[i] - m.mean_a) / (double)m.n;
        m.mean_b += (b[i] - m.mean_b) / (double)m.n;
    }
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) continue;
        double da = a[i] - m.mean_a, db = b[i] - m.mean_b;
        m.independent += da * da + db * db;
        m.paired += (da - db) * (da - db);
    }
    if (m.n) {
        m.independent /= (double)m.n;
        m.paired /= (double)m.n;
    }
    return m;
}

/* Below this share of the squared means, a variance is rounding. */
static bool varies(double variance, const struct pair_moments *m)
{
    return variance > 1e-24 * (m->mean_a * m->mean_a + m->mean_b * m->mean_b);
}

/* The influence of run i on log(ratio) is (da^2 + db^2) / U - (da - db)^2 / D, with U and D the variances of
 * the independent and of the paired difference; its spread over the runs gives the standard error. */
void ent_variance_ratio(const double *a, const double *b, size_t n, double level, struct ent_variance_ratio *ratio)
{
    struct pair_moments m = pair_moments_of(a, b, n);
    *ratio = (struct ent_variance_ratio){NAN, NAN, NAN, NAN, m.n, (int64_t)n - m.n};
    if (m.n < 2 || !varies(m.independent, &m)) return;
    if (!varies(m.paired, &m)) {
        ratio->ratio = ratio->low = ratio->high = ratio->z = INFINITY;
        return;
    }
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) continue;
        double da = a[i] - m.mean_a, db = b[i] - m.mean_b;
        double influence = (da * da + db * db) / m.independent - (da - db) * (da - db) / m.paired;
        squares += influence * influence;
    }
    double log_ratio = log(m.independent / m.paired);
    double error = sqrt(squares / (double)(m.n - 1) / (double)m.n);
    double half = gsl_cdf_ugaussian_Qinv(tail(level)) * error;
    ratio->ratio = exp(log_ratio);
    ratio->low = exp(log_ratio - half);
    ratio->high = exp(log_ratio + half);
    if (error > 0) ratio->z = log_ratio / error;
}
