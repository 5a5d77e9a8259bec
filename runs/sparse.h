/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes that are mostly like those one row before them: differences to these, of which only the places and values of those that are not
 * zero are kept. For the sums of a record that is as short as deflate makes it, in a tenth of the time. Laid out in runs/FORMAT.md.
 */
#ifndef ENT_RUNS_SPARSE_H
#define ENT_RUNS_SPARSE_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that are compared at one distance; row 0: kept as they are. */
struct ent_stretch {
    uint32_t length, row; /* row at most ENT_SPARSE_MOST_ROW */
};
enum { ENT_SPARSE_MOST_ROW = 1024 };

/* Most bytes that a stretch of this length can take. */
size_t ent_sparse_bound(size_t length);

/* Writes one stretch of bytes; returns the number of bytes written. */
size_t ent_sparse_put(uint8_t *to, const uint8_t *bytes, struct ent_stretch stretch);

/* Reads stretches that together have `length` bytes and take exactly `stored`. Returns 0 if they do not. */
int ent_sparse_get(uint8_t *bytes, size_t length, const uint8_t *from, size_t stored);

#endif
