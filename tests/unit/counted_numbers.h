/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of known distributions from a counter, the same on every machine.
 */
#ifndef ENT_TESTS_COUNTED_NUMBERS_H
#define ENT_TESTS_COUNTED_NUMBERS_H

#include <math.h>
#include <stdint.h>

static const double pi = 3.14159265358979323846;

/* Numbers in (0, 1) from a counter. */
static inline double uniform(uint64_t *state)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return ((double)((x ^ (x >> 31)) >> 11) + .5) / 9007199254740992.;
}

static inline double normal(uint64_t *state)
{
    const double size = sqrt(-2 * log(uniform(state)));
    return size * cos(2 * pi * uniform(state));
}

#endif
