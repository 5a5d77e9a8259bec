/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A clock that nobody sets, for durations.
 */
#ifndef ENT_RUNS_CLOCK_H
#define ENT_RUNS_CLOCK_H

#include <time.h>

static inline double ent_clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
