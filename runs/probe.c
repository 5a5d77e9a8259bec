/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/probe.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "params/precision.h"
#include "params/record.h"
#include "runs/journal.h"
#include "runs/layout.h"
#include "runs/probe_size.h"
#include "runs/room.h"

enum { FIRST_RUNS = 2, MOST_POINTS = 64 };

/* Time of the runs of one cell. */
struct timing {
    int32_t cell;
    int32_t n_runs;
    double seconds;
};

struct prober {
    const struct ent_cells *cells;
    const struct ent_kernel *kernel;
    struct ent_probe *probe;
    struct ent_room room;
    struct ent_block block;
    struct ent_encoder encoder;
    struct timing *timing; /* [n_timings], a cell each */
    int32_t n_timings, capacity;
    double prepare_seconds;
    int64_t n_prepared;
    /* Of whole blocks. */
    double encode_seconds, part_bytes, cell_bytes, runs_needed;
    int64_t n_encoded, n_blocks;
    float *metric; /* [ENT_N_METRICS][metric_stride] of the runs in them */
    size_t metric_stride;
};

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- room ----------------------------------------------------------------------------------------------------------------- */

static int prober_init(struct prober *prober, const struct ent_cells *cells, const struct ent_kernel *kernel, struct ent_probe *probe,
                       struct ent_error *error)
{
    struct ent_shape most = ent_layout_most(cells);
    *prober = (struct prober){.cells = cells, .kernel = kernel, .probe = probe};
    int code = ent_room_init(&prober->room, kernel, error);
    if (code == ENT_OK) code = ent_block_init(&prober->block, &most, error);
    if (code == ENT_OK) code = ent_encoder_init(&prober->encoder, &most, error);
    probe->worker_bytes = ent_room_bytes(kernel) + sizeof prober->block + prober->encoder.room;
    for (size_t s = 0; s < ENT_N_SUMS; s++) probe->worker_bytes += 8 * ent_sum_length(&most, (enum ent_sum)s);
    return code;
}

static void prober_free(struct prober *prober)
{
    ent_room_free(&prober->room);
    free(prober->timing);
    free(prober->metric);
    ent_block_free(&prober->block);
    ent_encoder_free(&prober->encoder);
}

/* A place for the times of a further cell; NULL when out of memory. */
static struct timing *new_timing(struct prober *prober, int32_t cell)
{
    if (prober->n_timings == prober->capacity) {
        int32_t capacity = prober->capacity > 0 ? 2 * prober->capacity : 64;
        struct timing *larger = realloc(prober->timing, (size_t)capacity * sizeof *larger);
        if (larger == NULL) return NULL;
        prober->timing = larger;
        prober->capacity = capacity;
    }
    struct timing *timing = &prober->timing[prober->n_timings++];
    *timing = (struct timing){.cell = cell};
    return timing;
}

/* --- measuring -------------------------------------------------------------------------------------------------------------- */

static void prepare(struct prober *prober, int32_t cell)
{
    const struct ent_cells *cells = prober->cells;
    double before = processor_seconds();
    ent_cells_resolve(cells, cell / cells->n_scenarios / cells->n_orders, ent_cells_order(cells, cell), cell % cells->n_scenarios,
                      prober->room.inputs);
    prober->kernel->prepare(prober->room.inputs, prober->room.constants);
    prober->prepare_seconds += processor_seconds() - before;
    prober->n_prepared++;
}

static void simulate(struct prober *prober, uint32_t run)
{
    prober->kernel->run(prober->room.constants, prober->room.world, prober->cells->seed, run, prober->room.result);
}

/* The first runs of a cell. */
static int time_cell(struct prober *prober, int32_t cell, struct ent_error *error)
{
    struct timing *timing = new_timing(prober, cell);
    if (timing == NULL) return ent_error_set(error, ENT_BUG, "out of memory for the times of %d cells", prober->n_timings);
    prepare(prober, cell);
    if (prober->n_timings == 1) simulate(prober, 0); /* memory touched for the first time is slow */
    double before = processor_seconds();
    for (uint32_t run = 0; run < FIRST_RUNS; run++) simulate(prober, run);
    timing->seconds = processor_seconds() - before;
    timing->n_runs = FIRST_RUNS;
    return ENT_OK;
}

/* The k-th point to look at: the first, the last, the middle, then halves of what is between. */
static int32_t point_of(int32_t k, int32_t n_points)
{
    double share = 0, part = 1;
    if (k < 2) return k == 0 ? 0 : n_points - 1;
    for (int32_t rest = k - 1; rest > 0; rest /= 2) share += (part /= 2) * (rest % 2);
    return (int32_t)(share * (n_points - 1));
}

static int time_cells(struct prober *prober, double end, struct ent_error *error)
{
    const struct ent_cells *cells = prober->cells;
    int32_t n = cells->n_points < MOST_POINTS ? cells->n_points : MOST_POINTS;
    int code = ENT_OK;
    for (int32_t k = 0; code == ENT_OK && k < n; k++) {
        int32_t first = point_of(k, cells->n_points) * cells->n_orders * cells->n_scenarios;
        if (k >= 2 && processor_seconds() >= end) break;
        for (int32_t c = first; code == ENT_OK && c < first + cells->n_orders * cells->n_scenarios; c++)
            if (cells->cell[c].same == c) code = time_cell(prober, c, error);
        prober->probe->n_points++;
    }
    return code;
}

/* How many runs a cell needs for its precision, by the normal approximation and the spread in this block. */
static double runs_needed(const struct ent_precision *precision, const struct ent_block *block)
{
    double sum = 0, squares = 0, n = 0;
    int metric = 0;
    while (metric < ENT_N_METRICS - 1 && strcmp(ent_metric_rows[metric].name, precision->metric) != 0) metric++;
    for (int32_t i = 0; i < block->count; i++) {
        double value = (double)block->metric[i][metric];
        if (isnan(value)) continue;
        if (precision->of == ENT_PRECISION_PROBABILITY) value = value > precision->at;
        n++;
        sum += value;
        squares += value * value;
    }
    double variance = n > 1 ? fmax(0, (squares - sum * sum / n) / (n - 1)) : INFINITY;
    if (precision->of == ENT_PRECISION_QUANTILE) {
        double density = gsl_ran_ugaussian_pdf(gsl_cdf_ugaussian_Pinv(precision->at));
        variance *= precision->at * (1 - precision->at) / (density * density);
    }
    double needed = 1.96 * 1.96 * variance / (precision->half_width * precision->half_width) * block->count / n;
    return fmin(fmax(needed, precision->least), precision->most);
}

static void keep_metrics(struct prober *prober, int32_t count)
{
    size_t from = (size_t)prober->n_encoded;
    for (size_t k = 0; k < ENT_N_METRICS; k++)
        for (size_t i = 0; i < (size_t)count; i++) prober->metric[k * prober->metric_stride + from + i] = prober->block.metric[i][k];
}

/* A whole block of a cell: each time another one, because equal runs of other cells are alike and would deflate too well. */
static int time_block(struct prober *prober, struct timing *timing, struct ent_error *error)
{
    const struct ent_cells *cells = prober->cells;
    int32_t count = cells->n_runs < ENT_BLOCK_RUNS ? cells->n_runs : ENT_BLOCK_RUNS;
    uint32_t first = (uint32_t)(prober->n_blocks * ENT_BLOCK_RUNS);
    const struct ent_recording *recording = ent_experiment_recording(cells->experiment);
    struct ent_shape shape = ent_layout_shape(cells, timing->cell);
    double run_seconds = 0, cell_bytes = 0;
    prepare(prober, timing->cell);
    double before = processor_seconds();
    ent_block_reset(&prober->block, &shape);
    for (int32_t k = 0; k < count; k++) {
        double now = processor_seconds();
        simulate(prober, first + (uint32_t)k);
        run_seconds += processor_seconds() - now;
        ent_block_add(&prober->block, prober->room.result);
        if (ent_recording_has(recording, (int64_t)first + k)) ent_block_keep(&prober->block, prober->room.result);
    }
    ent_encoder_block(&prober->encoder, &prober->block, cells->cell[timing->cell].hash, first);
    prober->encode_seconds += processor_seconds() - before - run_seconds;
    timing->seconds += run_seconds;
    timing->n_runs += count;
    prober->part_bytes += (double)prober->encoder.length;
    if (ent_cells_are_precise(cells)) prober->runs_needed += runs_needed(&cells->precision, &prober->block);
    keep_metrics(prober, count);
    int code = ent_size_cell(&prober->block, cells->n_runs, &cell_bytes, error);
    prober->cell_bytes += cell_bytes;
    prober->n_encoded += count;
    prober->n_blocks++;
    return code;
}

/* A step that, taken around a list of n, meets every place once, and places far apart first. */
static int32_t step_around(int32_t n)
{
    for (int32_t step = (int32_t)(0.618 * n); step > 1; step--) {
        int32_t a = n, b = step;
        while (b != 0) {
            int32_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1) return step;
    }
    return 1;
}

/* Blocks of cells far apart in the list, at least one. */
static int time_blocks(struct prober *prober, double end, struct ent_error *error)
{
    enum { MOST_BLOCKS = 64 };
    int32_t n = prober->n_timings, step = step_around(n);
    prober->metric_stride = MOST_BLOCKS * ENT_BLOCK_RUNS;
    prober->metric = malloc(prober->metric_stride * ENT_N_METRICS * sizeof *prober->metric);
    if (prober->metric == NULL) return ent_error_set(error, ENT_BUG, "out of memory for the values of a sample of runs");
    int code = ENT_OK;
    for (int32_t k = 0; code == ENT_OK && k < n && k < MOST_BLOCKS; k++) {
        if (k > 0 && processor_seconds() >= end) break;
        code = time_block(prober, &prober->timing[(int64_t)k * step % n], error);
    }
    return code;
}

/* --- what it comes to ------------------------------------------------------------------------------------------------------- */

static void sum_up(const struct prober *prober)
{
    struct ent_probe *probe = prober->probe;
    double sum = 0, squares = 0, n = (double)prober->n_timings;
    probe->n_cells = prober->n_timings;
    probe->least = INFINITY;
    for (int32_t i = 0; i < prober->n_timings; i++) {
        const struct timing *timing = &prober->timing[i];
        double mean = timing->seconds / timing->n_runs;
        sum += mean;
        probe->n_runs += timing->n_runs;
        if (mean < probe->least) {
            probe->least = mean;
            probe->fastest = timing->cell;
        }
        if (mean > probe->most) {
            probe->most = mean;
            probe->slowest = timing->cell;
        }
    }
    for (int32_t i = 0; i < prober->n_timings; i++) {
        double off = prober->timing[i].seconds / prober->timing[i].n_runs - sum / n;
        squares += off * off;
    }
    probe->run_error = n > 1 ? sqrt(squares / (n - 1) / n) : NAN;
    probe->run_seconds = sum / n + prober->encode_seconds / (double)prober->n_encoded;
    probe->prepare_seconds = prober->prepare_seconds / (double)prober->n_prepared;
    probe->part_bytes = prober->part_bytes / (double)prober->n_encoded;
    probe->runs_needed = prober->runs_needed / (double)prober->n_blocks;
    probe->cell_bytes = prober->cell_bytes / (double)prober->n_blocks;
}

/* The configuration stands in every part and in the file. */
static int measure_text(struct prober *prober, struct ent_error *error)
{
    const struct ent_cells *cells = prober->cells;
    char *text = ent_cells_yaml(cells);
    uLong length = text != NULL ? (uLong)strlen(text) : 0;
    uLongf deflated = compressBound(length);
    uint8_t *bytes = malloc(deflated);
    int code = text != NULL && bytes != NULL ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory for the configuration");
    if (code == ENT_OK && compress2(bytes, &deflated, (const uint8_t *)text, length, 1) != Z_OK) deflated = length;
    prober->probe->text_bytes = (double)length;
    prober->probe->deflated_bytes = (double)deflated;
    free(text);
    free(bytes);
    return code;
}

int ent_probe_run(const struct ent_cells *cells, const struct ent_kernel *kernel, double seconds, struct ent_probe *probe,
                  struct ent_error *error)
{
    struct prober prober;
    double start = processor_seconds();
    memset(probe, 0, sizeof *probe);
    int code = prober_init(&prober, cells, kernel, probe, error);
    if (code == ENT_OK) code = time_cells(&prober, start + seconds / 2, error);
    if (code == ENT_OK) code = time_blocks(&prober, start + seconds, error);
    if (code == ENT_OK) code = measure_text(&prober, error);
    if (code == ENT_OK) {
        sum_up(&prober);
        code = ent_size_runs(prober.metric, prober.metric_stride, (size_t)prober.n_encoded, &probe->file_bytes, error);
    }
    prober_free(&prober);
    return code;
}
