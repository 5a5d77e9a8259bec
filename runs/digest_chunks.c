/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chunks as this program writes them (shuffled, deflated, each a piece of the row-major order) are read as they are stored and
 * inflated here (runs/chunk.h): HDF5 would move each byte five times. All other datasets are read by HDF5.
 */
#include "runs/digest_chunks.h"

#include <stdlib.h>
#include <string.h>

enum { SLAB_ELEMENTS = 131072, MOST_ELEMENT = 8 };

void ent_hashing_init(struct ent_hashing *hashing, int wants_results, int wants_stored)
{
    memset(hashing, 0, sizeof *hashing);
    hashing->wants_results = wants_results;
    hashing->wants_stored = wants_stored;
    ent_sha256_init(&hashing->results);
    ent_sha256_init(&hashing->stored);
}

void ent_hashing_free(struct ent_hashing *hashing)
{
    free(hashing->bytes);
    ent_chunk_codec_free(&hashing->codec);
    free(hashing->raw);
    memset(hashing, 0, sizeof *hashing);
}

void ent_hashing_both(struct ent_hashing *hashing, const void *bytes, size_t length)
{
    if (hashing->wants_results) ent_sha256_update(&hashing->results, bytes, length);
    if (hashing->wants_stored) ent_sha256_update(&hashing->stored, bytes, length);
}

void ent_hashing_number(struct ent_hashing *hashing, uint64_t value, int n_bytes)
{
    uint8_t bytes[8];
    for (int i = 0; i < n_bytes; i++) bytes[i] = (uint8_t)(value >> (8 * i));
    ent_hashing_both(hashing, bytes, (size_t)n_bytes);
}

/* --- any dataset, through HDF5 ---------------------------------------------------------------------------------------------- */

/* The next part in row-major order; `n` is its number of elements, which bytes have room for. */
static int hash_part(struct ent_hashing *hashing, const struct ent_numbers *numbers, const hsize_t *start, const hsize_t *count, size_t n)
{
    hid_t memory = H5Screate_simple(numbers->rank, count, NULL);
    int good = memory >= 0 && H5Sselect_hyperslab(numbers->space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
               H5Dread(numbers->dataset, numbers->type, memory, numbers->space, H5P_DEFAULT, hashing->bytes) >= 0;
    if (memory >= 0) H5Sclose(memory);
    if (good) ent_hashing_both(hashing, hashing->bytes, n * numbers->element);
    return good;
}

/* Moves on to the next part along the cut axis, `step` places further. */
static void move_on(const struct ent_numbers *numbers, int cut, hsize_t step, hsize_t *start)
{
    start[cut] += step;
    for (int a = cut; a > 0 && start[a] >= numbers->size[a]; a--) {
        start[a] = 0;
        start[a - 1]++;
    }
}

/* At most SLAB_ELEMENTS at a time. */
static int hash_slabs(struct ent_hashing *hashing, const struct ent_numbers *numbers)
{
    const hsize_t *size = numbers->size;
    hsize_t start[H5S_MAX_RANK] = {0}, count[H5S_MAX_RANK], inner = 1;
    int cut = numbers->rank - 1, good = 1;
    for (int a = 0; a < numbers->rank; a++) count[a] = 1;
    while (cut > 0 && inner * size[cut] <= SLAB_ELEMENTS) inner *= size[cut--];
    hsize_t step = inner < SLAB_ELEMENTS ? SLAB_ELEMENTS / inner : 1;
    for (int a = cut + 1; a < numbers->rank; a++) count[a] = size[a];
    while (good && start[0] < size[0]) {
        count[cut] = size[cut] - start[cut] < step ? size[cut] - start[cut] : step;
        good = hash_part(hashing, numbers, start, count, (size_t)(inner * count[cut]));
        move_on(numbers, cut, count[cut], start);
    }
    return good;
}

/* --- chunks as they are stored -------------------------------------------------------------------------------------------------- */

struct chunks {
    hsize_t chunk[H5S_MAX_RANK];
    int cut;                  /* the axis along which chunks follow each other */
    size_t inner, n_elements; /* of one place on that axis; of a chunk */
};

/* Whether the chunks are pieces of the row-major order: whole axes after the cut one, single places before it. */
static int are_in_order(const struct ent_numbers *numbers, struct chunks *chunks)
{
    int cut = numbers->rank - 1;
    chunks->inner = 1;
    for (; cut > 0 && chunks->chunk[cut] == numbers->size[cut]; cut--) chunks->inner *= (size_t)numbers->size[cut];
    chunks->cut = cut;
    for (int a = 0; a < cut; a++)
        if (chunks->chunk[a] != 1) return 0;
    if (chunks->chunk[cut] > SLAB_ELEMENTS || chunks->inner > SLAB_ELEMENTS / chunks->chunk[cut]) return 0;
    chunks->n_elements = (size_t)chunks->chunk[cut] * chunks->inner;
    return 1;
}

/* Whether the filter at this place is `wanted`; -1 if HDF5 does not say. */
static int has_filter(hid_t list, unsigned place, H5Z_filter_t wanted)
{
    unsigned flags, config;
    size_t n_values = 0;
    H5Z_filter_t found = H5Pget_filter2(list, place, &flags, &n_values, NULL, 0, NULL, &config);
    return found < 0 ? -1 : found == wanted;
}

/* 1: stored as this program does; 0: in another way; -1: HDF5 does not say. */
static int describe_chunks(const struct ent_numbers *numbers, struct chunks *chunks)
{
    hid_t list = H5Dget_create_plist(numbers->dataset);
    H5D_layout_t layout = list >= 0 ? H5Pget_layout(list) : H5D_LAYOUT_ERROR;
    int found = layout < 0 ? -1 : layout == H5D_CHUNKED;
    if (found == 1) {
        int n_filters = H5Pget_nfilters(list);
        found = n_filters < 0 || H5Pget_chunk(list, H5S_MAX_RANK, chunks->chunk) != numbers->rank
                    ? -1
                    : n_filters == 2 && are_in_order(numbers, chunks);
    }
    if (found == 1) found = has_filter(list, 0, H5Z_FILTER_SHUFFLE);
    if (found == 1) found = has_filter(list, 1, H5Z_FILTER_DEFLATE);
    if (list >= 0) H5Pclose(list);
    return found;
}

/* Reads the chunk at `start` as it is stored; length 0: HDF5 knows of none. */
static int read_chunk(struct ent_hashing *hashing, hid_t dataset, const hsize_t *start, size_t *length, uint32_t *skipped)
{
    hsize_t size = 0;
    *length = 0;
    if (H5Dget_chunk_storage_size(dataset, start, &size) < 0 || size == 0) return 1;
    if (size > (hsize_t)2 * SLAB_ELEMENTS * MOST_ELEMENT) return 0;
    if (size > hashing->raw_capacity) {
        uint8_t *larger = realloc(hashing->raw, (size_t)size);
        if (larger == NULL) return 0;
        hashing->raw = larger;
        hashing->raw_capacity = (size_t)size;
    }
    *length = (size_t)size;
    return H5Dread_chunk(dataset, H5P_DEFAULT, start, skipped, hashing->raw) >= 0;
}

/* A chunk that was never written, or that cannot be found, is left to HDF5, which tells the one from the other. */
static int hash_chunk(struct ent_hashing *hashing, const struct ent_numbers *numbers, const struct chunks *chunks, const hsize_t *start)
{
    size_t length;
    uint32_t skipped = 0;
    hsize_t count[H5S_MAX_RANK], left = numbers->size[chunks->cut] - start[chunks->cut];
    if (!read_chunk(hashing, numbers->dataset, start, &length, &skipped)) return 0;
    for (int a = 0; a < numbers->rank; a++) count[a] = a < chunks->cut ? 1 : numbers->size[a];
    count[chunks->cut] = left < chunks->chunk[chunks->cut] ? left : chunks->chunk[chunks->cut];
    size_t n = (size_t)count[chunks->cut] * chunks->inner;
    if (hashing->wants_stored) {
        ent_sha256_u64(&hashing->stored, length);
        ent_sha256_u32(&hashing->stored, skipped);
        ent_sha256_update(&hashing->stored, hashing->raw, length);
    }
    if (length == 0) return hash_part(hashing, numbers, start, count, n);
    if (!hashing->wants_results) return 1;
    if (!ent_chunk_decode(&hashing->codec, hashing->raw, length, skipped, chunks->n_elements, numbers->element, hashing->bytes)) return 0;
    ent_sha256_update(&hashing->results, hashing->bytes, n * numbers->element);
    return 1;
}

static int hash_chunks(struct ent_hashing *hashing, const struct ent_numbers *numbers, const struct chunks *chunks)
{
    hsize_t start[H5S_MAX_RANK] = {0};
    if (hashing->wants_stored)
        for (int a = 0; a < numbers->rank; a++) ent_sha256_u64(&hashing->stored, chunks->chunk[a]);
    while (start[0] < numbers->size[0]) {
        if (!hash_chunk(hashing, numbers, chunks, start)) return 0;
        move_on(numbers, chunks->cut, chunks->chunk[chunks->cut], start);
    }
    return 1;
}

int ent_hashing_numbers(struct ent_hashing *hashing, const struct ent_numbers *numbers)
{
    struct chunks chunks = {.cut = 0};
    if (hashing->bytes == NULL) hashing->bytes = malloc((size_t)SLAB_ELEMENTS * MOST_ELEMENT);
    if (hashing->bytes == NULL) return 0;
    int as_ours = describe_chunks(numbers, &chunks);
    return as_ours < 0 ? 0 : as_ours ? hash_chunks(hashing, numbers, &chunks) : hash_slabs(hashing, numbers);
}
