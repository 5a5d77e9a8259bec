/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/derive.h"

#include <math.h>

#include "runs/block.h"

__extension__ typedef __int128 wide;

double ent_level_value(double level, double low, double high)
{
    return low + (high - low) * (level / (ENT_N_LEVELS - 1));
}

double ent_level_mean(int64_t n, int64_t sum, double low, double high)
{
    return n < 1 ? (double)NAN : ent_level_value((double)sum / (double)n, low, high);
}

double ent_level_sd(int64_t n, int64_t sum, int64_t squares, double low, double high)
{
    if (n < 2) return (double)NAN;
    wide spread = (wide)n * squares - (wide)sum * sum; /* n^2 times the variance with n */
    double variance = (double)spread / ((double)n * (double)(n - 1));
    return (high - low) * (sqrt(variance) / (ENT_N_LEVELS - 1));
}

double ent_level_quantile(int64_t n, const int64_t *histogram, double p, double low, double high)
{
    if (n < 1) return (double)NAN;
    const double width = (double)ENT_N_LEVELS / ENT_N_BINS, target = p * (double)n;
    double below = 0;
    int last = 0;
    for (int bin = 0; bin < ENT_N_BINS; bin++) {
        if (histogram[bin] == 0) continue;
        double here = (double)histogram[bin];
        if (below + here >= target) {
            double level = width * (bin + (target - below) / here);
            return ent_level_value(level > ENT_N_LEVELS - 1 ? ENT_N_LEVELS - 1 : level, low, high);
        }
        below += here;
        last = bin;
    }
    return ent_level_value(width * last, low, high);
}
