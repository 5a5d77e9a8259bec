/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/probe_size.h"

#include <stdlib.h>
#include <zlib.h>

#include "runs/derive.h"
#include "runs/layout.h"

enum { MOST_SIZE = 8 };

/* Room for a list of values, shuffled and deflated. */
struct sizer {
    uint8_t *shuffled, *deflated;
    uLong bound;
};

static int sizer_init(struct sizer *sizer, size_t n, struct ent_error *error)
{
    sizer->bound = compressBound((uLong)(n * MOST_SIZE));
    sizer->shuffled = malloc(n * MOST_SIZE + 1);
    sizer->deflated = malloc(sizer->bound);
    if (sizer->shuffled != NULL && sizer->deflated != NULL) return ENT_OK;
    return ent_error_set(error, ENT_BUG, "out of memory for the size of the output");
}

static void sizer_free(struct sizer *sizer)
{
    free(sizer->shuffled);
    free(sizer->deflated);
}

/* Bytes of n values of `size` bytes, a plane for each byte. */
static double deflated_bytes(struct sizer *sizer, const void *values, size_t n, size_t size)
{
    const uint8_t *from = values;
    uLongf length = sizer->bound;
    if (n == 0) return 0;
    for (size_t k = 0; k < size; k++)
        for (size_t i = 0; i < n; i++) sizer->shuffled[k * n + i] = from[i * size + k];
    return compress2(sizer->deflated, &length, sizer->shuffled, (uLong)(n * size), 1) == Z_OK ? (double)length : (double)(n * size);
}

int ent_size_runs(const float *metric, size_t stride, size_t count, double *bytes, struct ent_error *error)
{
    struct sizer sizer;
    int code = sizer_init(&sizer, count, error);
    *bytes = 0;
    for (size_t k = 0; code == ENT_OK && k < ENT_N_METRICS; k++)
        *bytes += deflated_bytes(&sizer, metric + k * stride, count, sizeof *metric) / (double)count;
    sizer_free(&sizer);
    return code;
}

/* The sum that `factor` as many runs would have, give or take: its low digits are as good as random. */
static int64_t grown(int64_t sum, int64_t factor)
{
    uint64_t digits = (uint64_t)sum * 0x9e3779b97f4a7c15u >> 33;
    return sum == 0 || factor == 1 ? sum * factor : sum * factor + (int64_t)(digits % (uint64_t)factor);
}

/* Means, deviations and quantiles of the trajectories. */
static double trajectory_bytes(const struct ent_totals *totals, struct sizer *sizer, double *value, int64_t n)
{
    size_t length = ent_sum_length(&totals->shape, ENT_SUM_level_sum);
    double bytes = 0;
    for (size_t i = 0; i < length; i++) value[i] = ent_level_mean(n, totals->sum[ENT_SUM_level_sum][i], 0, 1);
    bytes += deflated_bytes(sizer, value, length, sizeof *value);
    for (size_t i = 0; i < length; i++)
        value[i] = ent_level_sd(n, totals->sum[ENT_SUM_level_sum][i], totals->sum[ENT_SUM_level_squares][i], 0, 1);
    bytes += deflated_bytes(sizer, value, length, sizeof *value);
    for (size_t q = 0; q < ENT_N_QUANTILES; q++) {
        for (size_t i = 0; i < length; i++)
            value[i] = ent_level_quantile(n, totals->sum[ENT_SUM_histogram] + i * ENT_N_BINS, ent_quantiles[q], 0, 1);
        bytes += deflated_bytes(sizer, value, length, sizeof *value);
    }
    return bytes;
}

/* Means of a sum over runs. */
static double mean_bytes(const struct ent_totals *totals, enum ent_sum sum, struct sizer *sizer, double *value, int64_t n)
{
    size_t length = ent_sum_length(&totals->shape, sum);
    for (size_t i = 0; i < length; i++) value[i] = (double)totals->sum[sum][i] / (double)n;
    return deflated_bytes(sizer, value, length, sizeof *value);
}

static double total_bytes(struct ent_totals *totals, struct sizer *sizer, double *value, int64_t factor)
{
    double bytes = 0;
    for (size_t s = 0; s < ENT_N_SUMS; s++) {
        size_t length = ent_sum_length(&totals->shape, (enum ent_sum)s);
        for (size_t i = 0; i < length; i++) totals->sum[s][i] = grown(totals->sum[s][i], factor);
        bytes += deflated_bytes(sizer, totals->sum[s], length, sizeof *totals->sum[s]);
    }
    int64_t n = totals->n_counted * factor;
    if (n < 1) return bytes;
    bytes += trajectory_bytes(totals, sizer, value, n);
    bytes += mean_bytes(totals, ENT_SUM_state_sum, sizer, value, n);
    return bytes + mean_bytes(totals, ENT_SUM_member_count, sizer, value, n);
}

int ent_size_cell(struct ent_block *block, int32_t n_runs, double *bytes, struct ent_error *error)
{
    enum { HASH_AND_COUNT = 40 };
    struct ent_totals totals;
    struct sizer sizer = {0};
    size_t most = 1;
    int64_t factor = n_runs / (block->count > 0 ? block->count : 1);
    int code = ent_totals_init(&totals, &block->shape, error);
    if (code != ENT_OK) return code;
    for (size_t s = 0; s < ENT_N_SUMS; s++)
        if (ent_sum_length(&block->shape, (enum ent_sum)s) > most) most = ent_sum_length(&block->shape, (enum ent_sum)s);
    uint8_t *section = malloc(ent_block_sums_size(&block->shape) + 1);
    double *value = calloc(most, sizeof *value);
    code = sizer_init(&sizer, most, error);
    if (code == ENT_OK && (section == NULL || value == NULL)) code = ent_error_set(error, ENT_BUG, "out of memory for the size of a cell");
    if (code == ENT_OK) {
        ent_block_put_sums(block, section);
        ent_totals_reset(&totals, &block->shape);
        ent_totals_add(&totals, section, block->n_counted);
        *bytes = HASH_AND_COUNT + total_bytes(&totals, &sizer, value, factor > 1 ? factor : 1);
    }
    free(section);
    free(value);
    sizer_free(&sizer);
    ent_totals_free(&totals);
    return code;
}
