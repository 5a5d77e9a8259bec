/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Means of many runs, and how far apart two of them are.
 */
#ifndef ENT_TESTS_LAW_STATISTICS_H
#define ENT_TESTS_LAW_STATISTICS_H

#include <math.h>

/* Running mean and sum of squared deviations (Welford 1962). */
struct moments {
    int n;
    double mean, squares;
};

static inline void moments_add(struct moments *m, double x)
{
    const double apart = x - m->mean;
    m->n++;
    m->mean += apart / m->n;
    m->squares += apart * (x - m->mean);
}

/* Standard error of the mean. */
static inline double moments_error(const struct moments *m)
{
    return m->n > 1 ? sqrt(m->squares / (m->n - 1) / m->n) : INFINITY;
}

#endif
