/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/moments.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

/* Half of what an interval leaves out. */
static double tail(double level)
{
    return (1 - level) / 2;
}

static double value_at(const double *a, const double *b, size_t i)
{
    return b ? a[i] - b[i] : a[i];
}

/* --- values ------------------------------------------------------------------------------------------------------------------ */

void ent_moments_add(struct ent_moments *moments, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double x = value_at(a, b, i);
        if (!isfinite(x)) {
            moments->n_missing++;
            continue;
        }
        moments->sum += x;
        moments->n++;
        moments->n_nonzero += x != 0;
    }
}

void ent_moments_centre(struct ent_moments *moments)
{
    moments->mean = moments->n ? moments->sum / (double)moments->n : NAN;
}

void ent_moments_add_squares(struct ent_moments *moments, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double x = value_at(a, b, i);
        if (!isfinite(x)) continue;
        moments->drift += x - moments->mean;
        moments->squares += (x - moments->mean) * (x - moments->mean);
    }
}

/* The drift, the mean of the deviations, corrects the rounding of the first sum. */
void ent_moments_mean(const struct ent_moments *moments, double level, struct ent_estimate *estimate)
{
    double n = (double)moments->n, drift = moments->n ? moments->drift / n : 0, mean = moments->mean + drift;
    *estimate = (struct ent_estimate){mean, NAN, NAN, NAN, moments->n, moments->n_missing};
    if (moments->n < 2) return;
    double squares = fmax(0, moments->squares - n * drift * drift);
    estimate->sd = sqrt(squares / (n - 1));
    double half = gsl_cdf_tdist_Qinv(tail(level), n - 1) * estimate->sd / sqrt(n);
    estimate->low = mean - half;
    estimate->high = mean + half;
}

void ent_moments_share(const struct ent_moments *moments, double level, struct ent_estimate *estimate)
{
    ent_share_of(moments->n_nonzero, moments->n, level, estimate);
    estimate->n_missing = moments->n_missing;
}

/* --- pairs ------------------------------------------------------------------------------------------------------------------- */

void ent_pairs_add(struct ent_pairs *pairs, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) {
            pairs->n_missing++;
            continue;
        }
        pairs->n++;
        pairs->only_a += a[i] != 0 && b[i] == 0;
        pairs->only_b += a[i] == 0 && b[i] != 0;
        pairs->greater += a[i] > b[i];
        pairs->equal += !(a[i] > b[i]) && !(a[i] < b[i]);
        pairs->mean_a += (a[i] - pairs->mean_a) / (double)pairs->n;
        pairs->mean_b += (b[i] - pairs->mean_b) / (double)pairs->n;
    }
}

void ent_pairs_add_squares(struct ent_pairs *pairs, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) continue;
        double da = a[i] - pairs->mean_a, db = b[i] - pairs->mean_b;
        double u = da * da + db * db, v = (da - db) * (da - db);
        pairs->independent += u;
        pairs->paired += v;
        pairs->squares_u += u * u;
        pairs->product += u * v;
        pairs->squares_v += v * v;
    }
}

void ent_pairs_share(const struct ent_pairs *pairs, double level, struct ent_estimate *estimate)
{
    *estimate = (struct ent_estimate){NAN, NAN, NAN, NAN, pairs->n, pairs->n_missing};
    if (pairs->n == 0) return;
    double total = (double)pairs->n;
    estimate->value = (double)(pairs->only_a - pairs->only_b) / total;
    if (pairs->n > 1) {
        double squares = (double)(pairs->only_a + pairs->only_b) - total * estimate->value * estimate->value;
        estimate->sd = sqrt(fmax(0, squares) / (total - 1));
    }
    double pa = (double)(pairs->only_a + 1) / (total + 2), pb = (double)(pairs->only_b + 1) / (total + 2);
    double half = gsl_cdf_ugaussian_Qinv(tail(level)) * sqrt((pa + pb - (pa - pb) * (pa - pb)) / (total + 2));
    estimate->low = fmax(-1, pa - pb - half);
    estimate->high = fmin(1, pa - pb + half);
}

void ent_pairs_greater(const struct ent_pairs *pairs, int less, double level, struct ent_estimate *estimate, double *ties)
{
    ent_share_of(less ? pairs->n - pairs->greater - pairs->equal : pairs->greater, pairs->n, level, estimate);
    estimate->n_missing = pairs->n_missing;
    if (ties) *ties = pairs->n ? (double)pairs->equal / (double)pairs->n : NAN;
}

/* Below this share of the squared means, a variance is rounding. */
static bool varies(double variance, const struct ent_pairs *pairs)
{
    return variance > 1e-24 * (pairs->mean_a * pairs->mean_a + pairs->mean_b * pairs->mean_b);
}

/* The influence of run i on log(ratio) is u / U - v / D, with U and D the variances of the independent and of the paired
 * difference; its spread over the runs gives the standard error. */
void ent_pairs_variance_ratio(const struct ent_pairs *pairs, double level, struct ent_variance_ratio *ratio)
{
    double n = (double)pairs->n, independent = pairs->independent / n, paired = pairs->paired / n;
    *ratio = (struct ent_variance_ratio){NAN, NAN, NAN, NAN, pairs->n, pairs->n_missing};
    if (pairs->n < 2 || !varies(independent, pairs)) return;
    if (!varies(paired, pairs)) {
        ratio->ratio = ratio->low = ratio->high = ratio->z = INFINITY;
        return;
    }
    double squares =
        pairs->squares_u / (independent * independent) - 2 * pairs->product / (independent * paired) + pairs->squares_v / (paired * paired);
    double log_ratio = log(independent / paired), error = sqrt(fmax(0, squares) / (n - 1) / n);
    double half = gsl_cdf_ugaussian_Qinv(tail(level)) * error;
    ratio->ratio = exp(log_ratio);
    ratio->low = exp(log_ratio - half);
    ratio->high = exp(log_ratio + half);
    if (error > 0) ratio->z = log_ratio / error;
}
