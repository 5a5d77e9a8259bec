/* SPDX-License-Identifier: GPL-3.0-or-later */
#define ENT_REAL double
#include "runs/quantile.h"

#include "model/numerics.h"

/* 1/2 + phi(z) (z + z^3/3 + z^5/15 + ...): Abramowitz & Stegun 26.2.11. Beyond |z| = 8 it is 0 or 1 to double precision. */
static double normal_below(double z)
{
    if (z < -8 || z > 8) return z > 0;
    double term = z, sum = z;
    for (int k = 3; r_abs(term) > 1e-18 * r_abs(sum) && k < 1000; k += 2) {
        term *= z * z / k;
        sum += term;
    }
    return .5 + sum * r_exp(-z * z / 2) * .3989422804014326779;
}

/* Halves the interval until no number is left between its ends. */
static double normal_truncated(const struct ent_varied *varied, double p)
{
    double low = (varied->low - varied->mean) / varied->sd, high = (varied->high - varied->mean) / varied->sd;
    const double from = normal_below(low), target = from + p * (normal_below(high) - from);
    for (int i = 0; i < 200; i++) {
        const double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high)) break;
        if (normal_below(middle) < target)
            low = middle;
        else
            high = middle;
    }
    return varied->mean + varied->sd * (low + (high - low) / 2);
}

static double triangular(const struct ent_varied *varied, double p)
{
    const double width = varied->high - varied->low, rise = varied->mode - varied->low, fall = varied->high - varied->mode;
    if (p * width < rise) return varied->low + r_sqrt(p * width * rise);
    return varied->high - r_sqrt((1 - p) * width * fall);
}

static double real_quantile(const struct ent_varied *varied, double p)
{
    switch (varied->distribution) {
    case ENT_LOG_UNIFORM:
        return varied->low * r_exp(p * r_log(varied->high / varied->low));
    case ENT_TRIANGULAR:
        return triangular(varied, p);
    case ENT_NORMAL:
        return normal_truncated(varied, p);
    default:
        return varied->low + p * (varied->high - varied->low);
    }
}

double ent_varied_quantile(const struct ent_varied *varied, double p)
{
    if (varied->n_values > 0) {
        const int32_t i = (int32_t)(p * varied->n_values);
        return varied->value[i < varied->n_values ? i : varied->n_values - 1];
    }
    if (varied->type == ENT_FIELD_REAL) return r_min(r_max(real_quantile(varied, p), varied->low), varied->high);
    const double whole = (double)(int64_t)(varied->low + p * (varied->high - varied->low + 1));
    return whole < varied->high ? whole : varied->high;
}
