/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Means, standard deviations and quantiles from the integer sums over runs. Only + - x / and the square root, in a fixed
 * order: the same bits everywhere.
 */
#ifndef ENT_RUNS_DERIVE_H
#define ENT_RUNS_DERIVE_H

#include <stdint.h>

enum { ENT_N_LEVELS = 65536 };

/* Value of a (mean) level on [low, high]: level 0 is low, level 65535 is high. */
double ent_level_value(double level, double low, double high);

/* Mean of n levels with this sum; NaN if n is 0. */
double ent_level_mean(int64_t n, int64_t sum, double low, double high);

/* Standard deviation, with n - 1; NaN if n < 2. Exact in integers up to the last division and root. */
double ent_level_sd(int64_t n, int64_t sum, int64_t squares, double low, double high);

/* The quantile of probability p: the value below which n p of the n runs lie, each bin's runs spread evenly over it. The
 * error is less than a bin, (high - low)/64. NaN if n is 0. histogram is [64]. */
double ent_level_quantile(int64_t n, const int64_t *histogram, double p, double low, double high);

#endif
