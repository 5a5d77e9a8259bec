/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/precision.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "analysis/estimators.h"
#include "analysis/measures.h"

static const double level = 0.95;

static double half_of(const struct ent_estimate *estimate)
{
    double half = (estimate->high - estimate->low) / 2;
    return isfinite(half) ? half : INFINITY;
}

static double wilson(int64_t k, int64_t n)
{
    struct ent_estimate share;
    ent_share_of(k, n, level, &share);
    return half_of(&share);
}

/* Student's quantile to nine decimals: what is decided must not depend on the last bits of a mathematical library. */
static double student(int64_t n)
{
    return floor(gsl_cdf_tdist_Qinv((1 - level) / 2, (double)(n - 1)) * 1e9 + .5) / 1e9;
}

static double range_of(const char *metric)
{
    for (int k = 0; k < ENT_N_METRICS; k++)
        if (strcmp(ent_metric_rows[k].name, metric) == 0) return ent_metric_rows[k].high - ent_metric_rows[k].low;
    return INFINITY;
}

static double of_mean(const struct ent_precision *precision, const struct ent_sample *sample)
{
    double n = (double)sample->n;
    if (ent_measure_is_share(precision->metric)) return wilson(sample->n_above, sample->n);
    if (sample->n < 2) return INFINITY;
    if (!(sample->lowest < sample->greatest)) return range_of(precision->metric) * wilson(0, sample->n);
    return student(sample->n) * sqrt(sample->squares / (n - 1)) / sqrt(n);
}

static double of_quantile(const struct ent_precision *precision, const struct ent_sample *sample)
{
    size_t below, above;
    ent_quantile_ranks((size_t)sample->n, precision->at, level, &below, &above);
    if (below == 0 || above >= (size_t)sample->n) return INFINITY;
    return ((double)sample->value[above] - (double)sample->value[below - 1]) / 2;
}

double ent_precision_half_width(const struct ent_precision *precision, const struct ent_sample *sample)
{
    switch (precision->of) {
    case ENT_PRECISION_PROBABILITY:
        return wilson(sample->n_above, sample->n);
    case ENT_PRECISION_QUANTILE:
        return of_quantile(precision, sample);
    default:
        return of_mean(precision, sample);
    }
}
