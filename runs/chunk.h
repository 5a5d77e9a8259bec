/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A chunk as the filters shuffle and deflate of HDF5 store it, made and read without HDF5: most planes of bytes are zero, and others as
 * good as random; neither needs to be searched for repetitions. What is written is a zlib stream that every reader of HDF5 inflates.
 */
#ifndef ENT_RUNS_CHUNK_H
#define ENT_RUNS_CHUNK_H

#include <stddef.h>
#include <stdint.h>

/* Filters that a chunk has not gone through, of the two of every variable. */
enum { ENT_CHUNK_SHUFFLE_SKIPPED = 1, ENT_CHUNK_DEFLATE_SKIPPED = 2 };

enum { ENT_CHUNK_ZEROS = 8 };

/* A deflated run of zeros, from one whole byte to another. */
struct ent_chunk_zeros {
    size_t n, length; /* zeros; bytes stored */
    uint8_t *bytes;
};

/* Room for chunks; zeroed, it is empty. */
struct ent_chunk_codec {
    void *deflater, *inflater; /* z_stream, raw */
    uint8_t *planes;           /* bytes of one chunk, the lowest of all elements first */
    uint8_t *stored;
    size_t planes_capacity, stored_capacity;
    struct ent_chunk_zeros zeros[ENT_CHUNK_ZEROS]; /* the last lengths asked for */
    int next_zeros;
};
void ent_chunk_codec_free(struct ent_chunk_codec *codec);

/* Leaves `n` little-endian elements of `element` bytes (1, 2, 4, 8) in codec->stored [*length], through both filters, the same bytes
 * whatever was made before. Returns 0 if there is no memory or zlib fails. */
int ent_chunk_encode(struct ent_chunk_codec *codec, const void *elements, size_t n, size_t element, size_t *length);

/* The little-endian elements of a stored chunk, written by this program or another. Returns 0 if it is damaged or there is no memory. */
int ent_chunk_decode(struct ent_chunk_codec *codec, const uint8_t *stored, size_t length, uint32_t skipped, size_t n, size_t element,
                     uint8_t *elements);

/* Whether bytes hold nearly as many values as random ones do. */
int ent_chunk_is_noise(const uint8_t *bytes, size_t length);

#endif
