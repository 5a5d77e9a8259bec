/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/bench_engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "params/record.h"
#include "runs/block.h"
#include "runs/journal.h"
#include "runs/layout.h"
#include "runs/merge.h"
#include "runs/room.h"
#include "runs/store.h"

struct measuring {
    const struct ent_kernel *kernel;
    struct ent_cells cells; /* with whole blocks of runs */
    char folder[256], target[300];
    struct ent_room room;
    struct ent_block block;
    struct ent_encoder encoder;
    struct ent_journal journal;
    struct ent_bench_engine *bench;
};

/* Seconds that this thread has had a processor. */
static double own_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int make_folder(struct measuring *measuring, struct ent_error *error)
{
    const char *where = getenv("TMPDIR");
    snprintf(measuring->folder, sizeof measuring->folder, "%s/entente-bench-XXXXXX", where != NULL && where[0] != '\0' ? where : "/tmp");
    if (mkdtemp(measuring->folder) == NULL) {
        int code = ent_error_set(error, ENT_CANT_CREATE, "%s: cannot be created: %s", measuring->folder, strerror(errno));
        measuring->folder[0] = '\0';
        return code;
    }
    snprintf(measuring->target, sizeof measuring->target, "%s/bench.h5", measuring->folder);
    return ENT_OK;
}

static int start_journal(struct measuring *measuring, struct ent_error *error)
{
    char *parts = ent_store_folder(measuring->target), *configuration = ent_cells_yaml(&measuring->cells);
    int code = parts != NULL && configuration != NULL ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory for a benchmark");
    if (code == ENT_OK) code = ent_journal_create(&measuring->journal, parts, configuration, measuring->cells.record, error);
    free(parts);
    free(configuration);
    return code;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double ent_bench_median(double *value, int n)
{
    qsort(value, (size_t)n, sizeof *value, compare);
    return n % 2 ? value[n / 2] : (value[n / 2 - 1] + value[n / 2]) / 2;
}

/* What all of them take if each takes what the middle one does: some meet caches that another process has used. */
static double settled_sum(double *seconds, int n)
{
    return n * ent_bench_median(seconds, n);
}

/* The first block of the cell is simulated; journalled are as many as the cell has, each as if it had been. */
static int journal_cell(struct measuring *measuring, int32_t cell, struct ent_error *error)
{
    const struct ent_cells *cells = &measuring->cells;
    struct ent_shape shape = ent_layout_shape(cells, cell);
    int32_t n_blocks = cells->n_runs / ENT_BLOCK_RUNS;
    double adding[ENT_BLOCK_RUNS], encoding[ENT_BENCH_RECORDS];
    int code = ENT_OK;
    ent_room_prepare(&measuring->room, measuring->kernel, cells, cell / cells->n_scenarios / cells->n_orders, ent_cells_order(cells, cell),
                     cell % cells->n_scenarios);
    ent_block_reset(&measuring->block, &shape);
    for (uint32_t k = 0; k < ENT_BLOCK_RUNS; k++) {
        measuring->kernel->run(measuring->room.constants, measuring->room.world, cells->seed, k, measuring->room.result);
        double before = own_seconds();
        ent_block_add(&measuring->block, measuring->room.result);
        adding[k] = own_seconds() - before;
    }
    for (int32_t b = 0; code == ENT_OK && b < n_blocks; b++) {
        double before = own_seconds();
        ent_encoder_block(&measuring->encoder, &measuring->block, cells->cell[cell].hash, (uint32_t)b * ENT_BLOCK_RUNS);
        code = ent_journal_append(&measuring->journal, measuring->encoder.bytes, measuring->encoder.length, error);
        encoding[b] = own_seconds() - before;
    }
    if (code == ENT_OK)
        measuring->bench->journal_seconds += settled_sum(adding, ENT_BLOCK_RUNS) * n_blocks + settled_sum(encoding, n_blocks);
    return code;
}

static int merge_once(struct measuring *measuring, int keep_parts, double *seconds, struct ent_error *error)
{
    const struct ent_merge_options options = {.target = measuring->target, .keep_parts = keep_parts};
    struct ent_merge_report report;
    double before = own_seconds();
    int code = ent_merge(&measuring->cells, &options, &report, error);
    *seconds = own_seconds() - before;
    return code;
}

/* Twice from the same parts; the lesser counts. */
static int merge(struct measuring *measuring, struct ent_error *error)
{
    double first, second;
    int code = merge_once(measuring, 1, &first, error);
    if (code != ENT_OK) return code;
    if (unlink(measuring->target) != 0)
        return ent_error_set(error, ENT_IO, "%s: cannot be removed: %s", measuring->target, strerror(errno));
    code = merge_once(measuring, 0, &second, error);
    measuring->bench->merge_seconds = first < second ? first : second;
    return code;
}

static int measure(struct measuring *measuring, struct ent_error *error)
{
    struct ent_shape most = ent_layout_most(&measuring->cells);
    int removed;
    int code = ent_room_init(&measuring->room, measuring->kernel, error);
    if (code == ENT_OK) code = ent_block_init(&measuring->block, &most, error);
    if (code == ENT_OK) code = ent_encoder_init(&measuring->encoder, &most, error);
    if (code == ENT_OK) code = start_journal(measuring, error);
    for (int32_t c = 0; code == ENT_OK && c < measuring->cells.n_cells; c++)
        if (measuring->cells.cell[c].same == c) code = journal_cell(measuring, c, error);
    int closing = ent_journal_close(&measuring->journal, &removed, code == ENT_OK ? error : NULL);
    if (code == ENT_OK) code = closing;
    return code == ENT_OK ? merge(measuring, error) : code;
}

/* Leaves nothing behind, also of what failed half-way. */
static void clear_folder(struct measuring *measuring)
{
    struct ent_store store;
    char *parts = ent_store_folder(measuring->target);
    if (ent_store_open(&store, measuring->target, &measuring->cells, NULL, NULL) == ENT_OK) {
        ent_store_remove_parts(&store, NULL, NULL);
        ent_store_close(&store);
    }
    if (parts != NULL) rmdir(parts);
    free(parts);
    unlink(measuring->target);
    rmdir(measuring->folder);
}

int ent_bench_engine(const struct ent_cells *cells, const struct ent_kernel *kernel, struct ent_bench_engine *bench,
                     struct ent_error *error)
{
    struct measuring measuring = {.kernel = kernel, .journal = {.fd = -1}, .bench = bench};
    memset(bench, 0, sizeof *bench);
    int32_t n_blocks = ENT_BENCH_RECORDS / cells->n_cells, asked = ent_cells_blocks(cells);
    if (n_blocks < 1 || ent_cells_are_precise(cells) || ent_experiment_recording(cells->experiment)->months > 0) return ENT_OK;
    if (asked < n_blocks) n_blocks = asked;
    bench->n_runs = n_blocks * ENT_BLOCK_RUNS;
    bench->n_cells = cells->n_cells;
    int code = ent_cells_init(&measuring.cells, cells->experiment, bench->n_runs, cells->seed, cells->record, error);
    if (code == ENT_OK) code = make_folder(&measuring, error);
    if (code == ENT_OK) code = measure(&measuring, error);
    if (measuring.folder[0] != '\0') clear_folder(&measuring);
    ent_room_free(&measuring.room);
    ent_block_free(&measuring.block);
    ent_encoder_free(&measuring.encoder);
    ent_cells_free(&measuring.cells);
    return code;
}
