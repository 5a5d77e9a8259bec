/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The floating-point mode that the bits depend on: rounding to nearest, nothing flushed to zero.
 */
#ifndef ENT_RUNS_FLOATS_H
#define ENT_RUNS_FLOATS_H

#include <stdint.h>

/* How many of n threads compute in another mode. */
int32_t ent_floats_wrong(int32_t n_threads);

#endif
