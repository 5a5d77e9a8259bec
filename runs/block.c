/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/block.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t record_of[ENT_N_SUMS] = {
#define SUM_RECORD(name, record, type, stored, n) record,
    ENT_SUMS(SUM_RECORD)};
static const size_t stored_bytes[ENT_N_SUMS] = {
#define SUM_STORED(name, record, type, stored, n) stored,
    ENT_SUMS(SUM_STORED)};
static const size_t source_bytes[ENT_N_SUMS] = {
#define SUM_SOURCE(name, record, type, stored, n) sizeof(type),
    ENT_SUMS(SUM_SOURCE)};

size_t ent_sum_length(const struct ent_shape *shape, enum ent_sum sum)
{
    if ((shape->record & record_of[sum]) == 0) return 0;
    switch (sum) {
#define SUM_CASE(name, record, type, stored, n) \
    case ENT_SUM_##name:                        \
        return (size_t)(n);
        ENT_SUMS(SUM_CASE)
    case ENT_N_SUMS:
        break;
    }
    return 0;
}

size_t ent_shape_kept_months(const struct ent_shape *shape)
{
    return shape->stride > 0 ? (size_t)((shape->n_months + shape->stride - 1) / shape->stride) : 0;
}

/* Levels of one run that is kept whole. */
static size_t kept_levels(const struct ent_shape *shape)
{
    return ENT_N_TRAJECTORIES * ent_shape_kept_months(shape);
}

/* Sets of members of one run: for each forum and month, if states are recorded. */
static size_t member_sets(const struct ent_shape *shape)
{
    return shape->record & ENT_RECORD_STATES ? (size_t)shape->n_forums * (size_t)shape->n_months : 0;
}

/* --- filling a block ----------------------------------------------------------------------------------------------- */

int ent_block_init(struct ent_block *block, const struct ent_shape *most, struct ent_error *error)
{
    memset(block, 0, sizeof *block);
    block->most = *most;
    block->kept = calloc(ENT_BLOCK_RUNS * kept_levels(most) + 1, sizeof *block->kept);
    block->state_part = calloc(ent_sum_length(most, ENT_SUM_state_sum) + 1, sizeof *block->state_part);
    block->member_bits = calloc(ENT_MEMBER_BITS * member_sets(most) + 1, sizeof *block->member_bits);
    int complete = block->kept != NULL && block->state_part != NULL && block->member_bits != NULL;
#define SUM_ALLOCATE(name, record, type, stored, n)                               \
    block->name = calloc(ent_sum_length(most, ENT_SUM_##name) + 1, sizeof(type)); \
    complete &= block->name != NULL;
    ENT_SUMS(SUM_ALLOCATE)
    if (complete) return ENT_OK;
    ent_block_free(block);
    return ent_error_set(error, ENT_BUG, "out of memory for the sums of a block");
}

void ent_block_free(struct ent_block *block)
{
#define SUM_FREE(name, record, type, stored, n) \
    free(block->name);                          \
    block->name = NULL;
    ENT_SUMS(SUM_FREE)
    free(block->kept);
    free(block->state_part);
    free(block->member_bits);
    block->kept = NULL;
    block->state_part = NULL;
    block->member_bits = NULL;
}

static void clear_parts(struct ent_block *block)
{
    memset(block->state_part, 0, ent_sum_length(&block->shape, ENT_SUM_state_sum) * sizeof *block->state_part);
    memset(block->member_bits, 0, ENT_MEMBER_BITS * member_sets(&block->shape) * sizeof *block->member_bits);
}

void ent_block_reset(struct ent_block *block, const struct ent_shape *shape)
{
    block->shape = *shape;
    block->count = 0;
    block->n_kept = 0;
    block->n_counted = 0;
#define SUM_CLEAR(name, record, type, stored, n) memset(block->name, 0, ent_sum_length(shape, ENT_SUM_##name) * sizeof(type));
    ENT_SUMS(SUM_CLEAR)
    clear_parts(block);
}

static void add_trajectories(struct ent_block *block, const struct ent_run_result *result)
{
    size_t n_months = (size_t)block->shape.n_months;
    for (size_t t = 0; t < ENT_N_TRAJECTORIES; t++) {
        const uint16_t *level = result->trajectory[t];
        uint32_t *sum = block->level_sum + t * n_months;
        uint64_t *squares = block->level_squares + t * n_months;
        uint8_t *histogram = block->histogram + t * n_months * ENT_N_BINS;
        for (size_t m = 0; m < n_months; m++) { /* apart from the bins, which no vector unit can count */
            sum[m] += level[m];
            squares[m] += (uint32_t)level[m] * level[m];
        }
        for (size_t m = 0; m < n_months; m++) histogram[m * ENT_N_BINS + (level[m] >> 10)]++;
    }
}

/* Levels of one month: 64 runs of them fit in 32 bits, if they are not very great. */
static void add_levels(uint32_t *restrict part, uint64_t *restrict sum, const uint32_t *restrict level, size_t n)
{
    uint32_t any = 0;
    for (size_t i = 0; i < n; i++) any |= level[i];
    if (any <= UINT32_MAX / ENT_BLOCK_RUNS)
        for (size_t i = 0; i < n; i++) part[i] += level[i];
    else
        for (size_t i = 0; i < n; i++) sum[i] += level[i];
}

/* Adds one to the counts of all members of n sets, which are carried from bit to bit; `bits` [ENT_MEMBER_BITS], `step` apart. */
static void add_sets(uint64_t *bits, size_t step, const uint64_t *set, size_t n)
{
    uint64_t carry[ENT_MAX_MONTHS], any = 1;
    memcpy(carry, set, n * sizeof *carry);
    for (int k = 0; any != 0 && k < ENT_MEMBER_BITS; k++, bits += step) {
        any = 0;
        for (size_t m = 0; m < n; m++) {
            uint64_t both = bits[m] & carry[m];
            bits[m] ^= carry[m];
            carry[m] = both;
            any |= both;
        }
    }
}

static void add_states(struct ent_block *block, const struct ent_run_result *result)
{
    size_t n_months = (size_t)block->shape.n_months, n_states = (size_t)block->shape.n_states;
    for (size_t k = 0; k < ENT_N_STATE_TRAJECTORIES; k++)
        for (size_t m = 0; m < n_months; m++) {
            size_t at = (k * n_months + m) * n_states;
            add_levels(block->state_part + at, block->state_sum + at, result->state_trajectory[k][m], n_states);
        }
    for (size_t f = 0; f < (size_t)block->shape.n_forums; f++)
        add_sets(block->member_bits + f * n_months, member_sets(&block->shape), result->members[f], n_months);
}

static void add_counts(struct ent_block *block, const struct ent_run_result *result)
{
    size_t n_domains = (size_t)block->shape.n_domains;
    for (size_t i = 0; i < (size_t)block->shape.n_states; i++)
        for (size_t d = 0; d < n_domains; d++) block->blocked[i * n_domains + d] += result->blocked[i][d];
    for (size_t k = 0; k < ENT_N_DURATIONS; k++) {
        block->decided[k] += result->decided[k];
        block->censored[k] += result->censored[k];
    }
}

void ent_block_add(struct ent_block *block, const struct ent_run_result *result)
{
    int32_t k = block->count++;
    memcpy(block->metric[k], result->metric, sizeof block->metric[k]);
    block->status[k] = (int8_t)result->status;
    block->failure_code[k] = (int8_t)result->failure_code;
    block->failure_month[k] = (int16_t)result->failure_month;
    if (result->status != ENT_RUN_DONE) return;
    block->n_counted++;
    if (block->shape.record & ENT_RECORD_TRAJECTORIES) add_trajectories(block, result);
    if (block->shape.record & ENT_RECORD_STATES) add_states(block, result);
    if (block->shape.record & ENT_RECORD_COUNTS) add_counts(block, result);
}

void ent_block_keep(struct ent_block *block, const struct ent_run_result *result)
{
    size_t n_months = ent_shape_kept_months(&block->shape), stride = (size_t)block->shape.stride;
    uint16_t *to = block->kept + (size_t)block->n_kept++ * kept_levels(&block->shape);
    if (result->status != ENT_RUN_DONE) {
        memset(to, 0, kept_levels(&block->shape) * sizeof *to);
        return;
    }
    for (size_t t = 0; t < ENT_N_TRAJECTORIES; t++)
        for (size_t m = 0; m < n_months; m++) *to++ = result->trajectory[t][m * stride];
}

/* --- the sections ------------------------------------------------------------------------------------------------ */

/* Byte k, counted from the lowest, of n elements of `size` bytes. */
static void put_plane(uint8_t *to, const void *from, size_t n, size_t size, size_t k)
{
    const uint8_t *element = from;
    if (size == 1) memcpy(to, from, n);
    for (size_t i = 0; size == 2 && i < n; i++) {
        uint16_t value;
        memcpy(&value, element + 2 * i, sizeof value);
        to[i] = (uint8_t)(value >> (8 * k));
    }
    for (size_t i = 0; size == 4 && i < n; i++) {
        uint32_t value;
        memcpy(&value, element + 4 * i, sizeof value);
        to[i] = (uint8_t)(value >> (8 * k));
    }
    for (size_t i = 0; size == 8 && i < n; i++) {
        uint64_t value;
        memcpy(&value, element + 8 * i, sizeof value);
        to[i] = (uint8_t)(value >> (8 * k));
    }
}

/* The `width` lowest bytes of n elements of `size` bytes, plane by plane. */
static uint8_t *put_planes(uint8_t *to, const void *from, size_t n, size_t size, size_t width)
{
    for (size_t k = 0; k < width; k++, to += n) put_plane(to, from, n, size, k);
    return to;
}

static uint32_t get_element(const uint8_t *planes, size_t n, size_t i, size_t width)
{
    uint32_t value = 0;
    for (size_t k = 0; k < width; k++) value |= (uint32_t)planes[k * n + i] << (8 * k);
    return value;
}

enum { BYTES_PER_RUN = 4 * ENT_N_METRICS + 1 + 1 + 2 };

size_t ent_block_runs_size(int32_t count)
{
    return (size_t)count * BYTES_PER_RUN;
}

size_t ent_block_kept_size(const struct ent_shape *shape, int32_t n_kept)
{
    return (size_t)n_kept * kept_levels(shape) * 2;
}

size_t ent_block_put_runs(const struct ent_block *block, uint8_t *bytes)
{
    size_t n = (size_t)block->count;
    uint8_t *to = put_planes(bytes, block->metric, n * ENT_N_METRICS, 4, 4);
    to = put_planes(to, block->status, n, 1, 1);
    to = put_planes(to, block->failure_code, n, 1, 1);
    to = put_planes(to, block->failure_month, n, 2, 2);
    to = put_planes(to, block->kept, (size_t)block->n_kept * kept_levels(&block->shape), 2, 2);
    return (size_t)(to - bytes);
}

void ent_block_get_runs(const uint8_t *bytes, int32_t count, float *metric, int8_t *status, int8_t *failure_code, int16_t *failure_month)
{
    size_t n = (size_t)count, n_values = n * ENT_N_METRICS;
    for (size_t i = 0; i < n_values; i++) {
        uint32_t bits = get_element(bytes, n_values, i, 4);
        memcpy(&metric[i], &bits, sizeof bits);
    }
    bytes += 4 * n_values;
    for (size_t i = 0; i < n; i++) {
        status[i] = (int8_t)bytes[i];
        failure_code[i] = (int8_t)bytes[n + i];
        failure_month[i] = (int16_t)get_element(bytes + 2 * n, n, i, 2);
    }
}

void ent_block_get_kept(const uint8_t *bytes, const struct ent_shape *shape, int32_t count, int32_t n_kept, uint16_t *level)
{
    size_t n = (size_t)n_kept * kept_levels(shape);
    bytes += (size_t)count * BYTES_PER_RUN;
    for (size_t i = 0; i < n; i++) level[i] = (uint16_t)get_element(bytes, n, i, 2);
}

size_t ent_block_sums_size(const struct ent_shape *shape)
{
    size_t size = 0;
    for (size_t s = 0; s < ENT_N_SUMS; s++) size += ent_sum_length(shape, (enum ent_sum)s) * stored_bytes[s];
    return size;
}

/* The eight lowest bits of a set as bytes of 0 or 1, the lowest in the lowest byte. */
static uint64_t spread(uint64_t set)
{
    const uint64_t own_bit = 0x8040201008040201, ones = 0x0101010101010101;
    uint64_t bits = (set & 255) * ones & own_bit;
    return (bits + 0x7f * ones) >> 7 & ones;
}

/* Adds to count [n] what is in the bits, for eight states at a time. */
static void count_bits(uint8_t *count, const uint64_t *bits, size_t step, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        uint64_t eight = 0;
        for (size_t k = 0; k < ENT_MEMBER_BITS; k++) eight += spread(bits[k * step] >> i) << k;
        for (size_t j = i; j < i + 8 && j < n; j++, eight >>= 8) count[j] = (uint8_t)(count[j] + (eight & 255));
    }
}

/* Brings the sums up to date. */
static void add_parts(struct ent_block *block)
{
    size_t n_levels = ent_sum_length(&block->shape, ENT_SUM_state_sum), n_sets = member_sets(&block->shape);
    size_t n_states = (size_t)block->shape.n_states;
    for (size_t i = 0; i < n_levels; i++) block->state_sum[i] += block->state_part[i];
    for (size_t i = 0; i < n_sets; i++) count_bits(block->member_count + i * n_states, block->member_bits + i, n_sets, n_states);
    clear_parts(block);
}

size_t ent_block_put_sums(struct ent_block *block, uint8_t *bytes)
{
    add_parts(block);
    const void *const source[ENT_N_SUMS] = {
#define SUM_SOURCE_POINTER(name, record, type, stored, n) block->name,
        ENT_SUMS(SUM_SOURCE_POINTER)};
    uint8_t *to = bytes;
    for (size_t s = 0; s < ENT_N_SUMS; s++)
        to = put_planes(to, source[s], ent_sum_length(&block->shape, (enum ent_sum)s), source_bytes[s], stored_bytes[s]);
    return (size_t)(to - bytes);
}

int ent_block_sums_stretches(const struct ent_shape *shape, struct ent_stretch stretch[ENT_N_SUMS])
{
    const size_t row[ENT_N_SUMS] = {[ENT_SUM_level_sum] = 1,
                                    [ENT_SUM_level_squares] = 1,
                                    [ENT_SUM_histogram] = ENT_N_BINS,
                                    [ENT_SUM_state_sum] = (size_t)shape->n_states,
                                    [ENT_SUM_member_count] = (size_t)shape->n_states};
    int n = 0;
    for (size_t s = 0; s < ENT_N_SUMS; s++) {
        size_t length = ent_sum_length(shape, (enum ent_sum)s) * stored_bytes[s];
        if (length > 0) stretch[n++] = (struct ent_stretch){.length = (uint32_t)length, .row = (uint32_t)row[s]};
    }
    return n;
}

/* --- totals --------------------------------------------------------------------------------------------------------- */

int ent_totals_init(struct ent_totals *totals, const struct ent_shape *most, struct ent_error *error)
{
    memset(totals, 0, sizeof *totals);
    totals->most = *most;
    for (size_t s = 0; s < ENT_N_SUMS; s++) {
        totals->sum[s] = calloc(ent_sum_length(most, (enum ent_sum)s) + 1, sizeof *totals->sum[s]);
        if (totals->sum[s] == NULL) {
            ent_totals_free(totals);
            return ent_error_set(error, ENT_BUG, "out of memory for the sums of a cell");
        }
    }
    return ENT_OK;
}

void ent_totals_free(struct ent_totals *totals)
{
    for (size_t s = 0; s < ENT_N_SUMS; s++) {
        free(totals->sum[s]);
        totals->sum[s] = NULL;
    }
}

void ent_totals_reset(struct ent_totals *totals, const struct ent_shape *shape)
{
    totals->shape = *shape;
    totals->n_counted = 0;
    for (size_t s = 0; s < ENT_N_SUMS; s++) memset(totals->sum[s], 0, ent_sum_length(shape, (enum ent_sum)s) * sizeof *totals->sum[s]);
}

/* Adds the bytes [n], each worth 2^shift; most of them are zero. */
static void add_plane(int64_t *sum, const uint8_t *bytes, size_t n, size_t shift)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        if (eight == 0) continue;
        for (size_t k = i; k < i + 8; k++) sum[k] += (int64_t)bytes[k] << shift;
    }
    for (; i < n; i++) sum[i] += (int64_t)bytes[i] << shift;
}

void ent_totals_add(struct ent_totals *totals, const uint8_t *bytes, int32_t n_counted)
{
    totals->n_counted += n_counted;
    for (size_t s = 0; s < ENT_N_SUMS; s++) {
        size_t n = ent_sum_length(&totals->shape, (enum ent_sum)s);
        for (size_t k = 0; k < stored_bytes[s]; k++, bytes += n) add_plane(totals->sum[s], bytes, n, 8 * k);
    }
}
