/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers on their way from a file into its two hashes: of values, and of bytes as they are stored (runs/digest.h).
 */
#ifndef ENT_RUNS_DIGEST_CHUNKS_H
#define ENT_RUNS_DIGEST_CHUNKS_H

#include <hdf5.h>
#include <stddef.h>
#include <stdint.h>

#include "params/sha256.h"
#include "runs/chunk.h"

struct ent_hashing {
    int wants_results, wants_stored;
    struct ent_sha256 results, stored;
    struct ent_chunk_codec codec;
    uint8_t *bytes, *raw; /* of a chunk: elements; as stored */
    size_t raw_capacity;
};

void ent_hashing_init(struct ent_hashing *hashing, int wants_results, int wants_stored);
void ent_hashing_free(struct ent_hashing *hashing);

/* Takes bytes into both hashes; a number as `n_bytes` little-endian ones, 4 or 8. */
void ent_hashing_both(struct ent_hashing *hashing, const void *bytes, size_t length);
void ent_hashing_number(struct ent_hashing *hashing, uint64_t value, int n_bytes);

/* An open dataset of numbers; `type` leaves the stored little-endian bytes, `element` of each, as they are. */
struct ent_numbers {
    hid_t dataset, type, space;
    size_t element;
    int rank;
    hsize_t size[H5S_MAX_RANK];
};

/* Takes the elements in row-major order into the hash of values, and the chunks into the other. Returns 0 if they cannot be read. */
int ent_hashing_numbers(struct ent_hashing *hashing, const struct ent_numbers *numbers);

#endif
