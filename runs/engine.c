/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/engine.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "params/record.h"
#include "runs/clock.h"
#include "runs/configuration.h"
#include "runs/difference.h"
#include "runs/dispatch.h"
#include "runs/engine_inside.h"

int ent_engine_out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory for a simulated world");
}

/* --- one thread's room ------------------------------------------------------------------------------------------------ */

static int worker_init(struct ent_worker *worker, const struct ent_kernel *kernel, const struct ent_shape *most, struct ent_error *error)
{
    memset(worker, 0, sizeof *worker);
    int code = ent_room_init(&worker->room, kernel, error);
    if (code == ENT_OK) code = ent_block_init(&worker->block, most, error);
    if (code == ENT_OK) code = ent_encoder_init(&worker->encoder, most, error);
    worker->is_ready = code == ENT_OK;
    return code;
}

static void worker_free(struct ent_worker *worker)
{
    ent_room_free(&worker->room);
    ent_block_free(&worker->block);
    ent_encoder_free(&worker->encoder);
    memset(worker, 0, sizeof *worker);
}

/* --- the work ---------------------------------------------------------------------------------------------------------- */

struct block_place {
    int32_t block, scenario, point;
};

/* Blocks are numbered with the block of runs slowest, then the scenario, then the point. */
static struct block_place place_of(const struct ent_cells *cells, int64_t number)
{
    struct block_place place;
    place.point = (int32_t)(number % cells->n_points);
    number /= cells->n_points;
    place.scenario = (int32_t)(number % cells->n_scenarios);
    place.block = (int32_t)(number / cells->n_scenarios);
    return place;
}

static uint64_t *done_of(const struct ent_engine *engine, int32_t cell, int32_t block)
{
    return &engine->store.done[(size_t)cell * (size_t)engine->store.n_blocks + (size_t)block];
}

static uint64_t missing(const struct ent_engine *engine, int32_t cell, int32_t block)
{
    const struct ent_cells *cells = engine->cells;
    int32_t same = cells->cell[cell].same;
    if (ent_cells_are_precise(cells) ? engine->round.leader[same] != cell || engine->round.value[same] == NULL : same != cell) return 0;
    return ent_cells_block_mask(cells, cell, block) & ~*done_of(engine, same, block);
}

int64_t ent_engine_missing_runs(const struct ent_engine *engine, int64_t number)
{
    struct block_place place = place_of(engine->cells, number);
    int64_t n = 0;
    for (int32_t o = 0; o < engine->cells->n_orders; o++)
        n += __builtin_popcountll(missing(engine, ent_cells_index(engine->cells, place.point, o, place.scenario), place.block));
    return n;
}

int ent_engine_is_mine(const struct ent_engine *engine, int64_t number)
{
    const struct ent_shard *shard = &engine->options->shard;
    if (ent_cells_are_precise(engine->cells)) number %= engine->cells->n_points;
    return shard->n <= 1 || number % shard->n == shard->index;
}

static const void *constants_of(struct ent_engine *engine, struct ent_worker *worker, int32_t point, int32_t order, int32_t scenario)
{
    if (engine->shared != NULL)
        return engine->shared + (size_t)ent_cells_index(engine->cells, point, order, scenario) * engine->constants_step;
    ent_room_prepare(&worker->room, engine->kernel, engine->cells, point, order, scenario);
    return worker->room.constants;
}

int ent_engine_should_stop(struct ent_engine *engine)
{
    const struct ent_engine_options *options = engine->options;
    int stopping, told = 0; /* whoever tells may be on another thread */
    int64_t blocks_done;    /* at least one each time: a limit shorter than the start would never be done */
#pragma omp atomic read
    stopping = engine->stopping;
    if (stopping) return 1;
    if (options->stop != NULL) {
#pragma omp atomic read
        told = *options->stop;
    }
#pragma omp atomic read
    blocks_done = engine->progress.blocks_done;
    if (told != 0 || (options->max_seconds > 0 && blocks_done > 0 && ent_clock_seconds() - engine->start >= options->max_seconds)) {
#pragma omp atomic write
        engine->stopping = 1;
        return 1;
    }
    return 0;
}

/* Appends the worker's record; the part is created with the first one. Called by one thread at a time. */
static int append(struct ent_engine *engine, const struct ent_worker *worker, struct ent_error *error)
{
    int code = ENT_OK;
    if (engine->code != ENT_OK) return engine->code;
    if (engine->journal.fd < 0)
        code = ent_journal_create(&engine->journal, engine->store.folder, engine->configuration, engine->cells->record, error);
    return code == ENT_OK ? ent_journal_append(&engine->journal, worker->encoder.bytes, worker->encoder.length, error) : code;
}

static void report_record(struct ent_engine *engine, const struct ent_worker *worker, int32_t cell, uint32_t first)
{
    const struct ent_block *block = &worker->block;
    engine->progress.runs_done += block->count;
    for (int32_t k = 0; k < block->count; k++) engine->progress.runs_failed += block->status[k] == ENT_RUN_FAILED;
    if (engine->options->finished != NULL) {
        struct ent_finished finished = {.cell = cell,
                                        .first = (int32_t)first,
                                        .count = block->count,
                                        .metric = (const float(*)[ENT_N_METRICS])block->metric,
                                        .status = block->status};
        if (engine->options->finished(&finished, engine->options->finished_closure) != 0) engine->enough = 1;
    }
}

static uint64_t range_mask(int32_t from, int32_t to)
{
    uint64_t mask = to - from >= ENT_BLOCK_RUNS ? UINT64_MAX : ((uint64_t)1 << (to - from)) - 1;
    return mask << from;
}

/* Simulates runs [from, to) of the block for one cell and appends the record. */
static int do_range(struct ent_engine *engine, struct ent_worker *worker, const void *constants, struct ent_sides *sides, int32_t cell,
                    int32_t block, int32_t from, int32_t to, struct ent_error *error)
{
    const struct ent_cells *cells = engine->cells;
    const struct ent_recording *recording = ent_experiment_recording(cells->experiment);
    struct ent_shape shape = ent_layout_shape(cells, cell);
    uint32_t first = (uint32_t)block * ENT_BLOCK_RUNS + (uint32_t)from;
    int32_t same = cells->cell[cell].same;
    float *value = engine->round.value != NULL ? engine->round.value[same] + (block - engine->round.from) * ENT_BLOCK_RUNS : NULL;
    ent_block_reset(&worker->block, &shape);
    for (int32_t k = from; k < to; k++) {
        engine->kernel->run(constants, worker->room.world, cells->seed, (uint32_t)block * ENT_BLOCK_RUNS + (uint32_t)k,
                            worker->room.result);
        if (ent_cells_order(cells, cell) == cells->split.order) ent_sides_note(sides, cells, worker->room.result, k);
        ent_sides_split(sides, cells, k, worker->room.result);
        ent_block_add(&worker->block, worker->room.result);
        if (value != NULL)
            value[k] = worker->room.result->status == ENT_RUN_DONE ? worker->room.result->metric[engine->stops.metric] : (float)NAN;
        if (ent_recording_has(recording, (int64_t)first + k - from)) ent_block_keep(&worker->block, worker->room.result);
    }
    int code;
    ent_encoder_block(&worker->encoder, &worker->block, cells->cell[cell].hash, first);
#pragma omp critical(ent_engine)
    {
        code = append(engine, worker, error);
        if (code == ENT_OK) report_record(engine, worker, cell, first);
    }
    if (code == ENT_OK) *done_of(engine, same, block) |= range_mask(from, to);
    return code;
}

/* Simulates the split order's runs in `needed` for their members alone: runs that the split order has already. */
static void find_sides(struct ent_engine *engine, struct ent_worker *worker, const struct block_place *place, uint64_t needed,
                       struct ent_sides *sides)
{
    const struct ent_cells *cells = engine->cells;
    if (cells->split.order < 0 || needed == 0) return;
    const void *constants = constants_of(engine, worker, place->point, cells->split.order, place->scenario);
    for (int32_t k = 0; k < ENT_BLOCK_RUNS; k++) {
        if ((needed >> k & 1) == 0) continue;
        engine->kernel->run(constants, worker->room.world, cells->seed, (uint32_t)place->block * ENT_BLOCK_RUNS + (uint32_t)k,
                            worker->room.result);
        ent_sides_note(sides, cells, worker->room.result, k);
    }
}

static int do_order(struct ent_engine *engine, struct ent_worker *worker, const struct block_place *place, struct ent_sides *sides,
                    int32_t order, struct ent_error *error)
{
    int32_t cell = ent_cells_index(engine->cells, place->point, order, place->scenario);
    uint64_t open = missing(engine, cell, place->block);
    if (open == 0) return ENT_OK;
    const void *constants = constants_of(engine, worker, place->point, order, place->scenario);
    for (int32_t from = 0; from < ENT_BLOCK_RUNS;) {
        int32_t to = from;
        while (to < ENT_BLOCK_RUNS && (open >> to & 1)) to++;
        if (to > from) {
            int code = do_range(engine, worker, constants, sides, cell, place->block, from, to, error);
            if (code != ENT_OK) return code;
        }
        from = to + 1;
    }
    return ENT_OK;
}

static int do_block(struct ent_engine *engine, struct ent_worker *worker, int64_t number, struct ent_error *error)
{
    const struct ent_cells *cells = engine->cells;
    struct block_place place = place_of(cells, number);
    struct ent_sides sides = {.known = 0};
    uint64_t needed = 0, by_the_way = 0;
    int32_t split = cells->split.order;
    int code = ENT_OK;
    for (int32_t o = 0; o < cells->n_orders; o++)
        if (o != split) needed |= missing(engine, ent_cells_index(cells, place.point, o, place.scenario), place.block);
    if (split >= 0) by_the_way = missing(engine, ent_cells_index(cells, place.point, split, place.scenario), place.block);
    find_sides(engine, worker, &place, needed & ~by_the_way, &sides);
    if (split >= 0) code = do_order(engine, worker, &place, &sides, split, error);
    for (int32_t o = 0; o < cells->n_orders && code == ENT_OK; o++)
        if (o != split) code = do_order(engine, worker, &place, &sides, o, error);
    return code;
}

static void report_progress(struct ent_engine *engine)
{
    struct ent_progress *progress = &engine->progress;
    progress->seconds = ent_clock_seconds() - engine->start;
    progress->rate = progress->seconds > 0 ? (double)progress->runs_done / progress->seconds : 0;
    progress->remaining = progress->rate > 0 ? (double)(progress->runs_total - progress->runs_done) / progress->rate : NAN;
    if (engine->options->progress != NULL) engine->options->progress(progress, engine->options->progress_closure);
}

static void fail(struct ent_engine *engine, int code, const struct ent_error *here, struct ent_error *error)
{
#pragma omp critical(ent_engine)
    if (engine->code == ENT_OK) {
        engine->code = code;
        if (error != NULL) *error = *here;
    }
#pragma omp atomic write
    engine->stopping = 1;
}

static void work(struct ent_engine *engine, struct ent_worker *worker, int64_t number, struct ent_error *error)
{
    struct ent_error here = {0};
    if (!ent_engine_is_mine(engine, number) || ent_engine_should_stop(engine) || ent_engine_missing_runs(engine, number) == 0) return;
    int code = do_block(engine, worker, number, &here);
    if (code != ENT_OK) {
        fail(engine, code, &here, error);
        return;
    }
#pragma omp critical(ent_engine)
    {
#pragma omp atomic
        engine->progress.blocks_done++;
        report_progress(engine);
        if (engine->enough) {
#pragma omp atomic write
            engine->stopping = 1;
        }
    }
}

static int n_threads_of(const struct ent_engine_options *options)
{
    return options->n_threads > 0 ? options->n_threads : omp_get_max_threads();
}

/* Prepares the constants of all cells, or frees `shared` where that does not fit. */
static int share_constants(struct ent_engine *engine, struct ent_error *error)
{
    const struct ent_cells *cells = engine->cells;
    int failed = 0;
    engine->constants_step = ent_room_step(engine->kernel->constants_size);
    if (engine->constants_step > ENT_ENGINE_SHARED_BYTES / (size_t)cells->n_cells) return ENT_OK;
    engine->shared = ent_room_take(engine->constants_step * (size_t)cells->n_cells);
    if (engine->shared == NULL) return ent_engine_out_of_memory(error);
#pragma omp parallel num_threads(n_threads_of(engine->options))
    {
        struct ent_inputs *inputs = malloc(sizeof *inputs);
        if (inputs == NULL) {
#pragma omp atomic write
            failed = 1;
        }
#pragma omp for schedule(dynamic)
        for (int32_t c = 0; c < cells->n_cells; c++) {
            if (inputs == NULL) continue;
            int32_t scenario = c % cells->n_scenarios, order = ent_cells_order(cells, c);
            ent_cells_resolve(cells, c / cells->n_scenarios / cells->n_orders, order, scenario, inputs);
            engine->kernel->prepare(inputs, engine->shared + (size_t)c * engine->constants_step);
        }
        free(inputs);
    }
    return failed ? ent_engine_out_of_memory(error) : ENT_OK;
}

/* Does the blocks [from, to) of this process; a thread makes its room when it first needs it. */
void ent_engine_run_blocks(struct ent_engine *engine, int64_t from, int64_t to, struct ent_error *error)
{
#pragma omp parallel num_threads(n_threads_of(engine->options))
    {
        struct ent_worker *worker = &engine->worker[omp_get_thread_num()];
        struct ent_error here = {0};
        int code = worker->is_ready ? ENT_OK : worker_init(worker, engine->kernel, &engine->most, &here);
        if (code != ENT_OK) fail(engine, code, &here, error);
#pragma omp for schedule(dynamic)
        for (int64_t number = from; number < to; number++)
            if (code == ENT_OK) work(engine, worker, number, error);
    }
}

/* Counts what there is to do; returns whether anything is missing in the whole experiment. */
static int count_work(struct ent_engine *engine, struct ent_engine_report *report)
{
    int any = 0;
    for (int64_t number = 0; number < engine->n_blocks; number++) {
        int64_t n = ent_engine_missing_runs(engine, number);
        any |= n > 0;
        if (!ent_engine_is_mine(engine, number)) continue;
        report->blocks_before += n == 0;
        engine->progress.blocks_total += n > 0;
        engine->progress.runs_total += n;
    }
    return any;
}

static int check_kernel(struct ent_engine *engine, struct ent_error *error)
{
    engine->kernel = engine->options->kernel;
    int code = engine->kernel != NULL ? ENT_OK : ent_dispatch(&engine->kernel, error);
    if (code != ENT_OK) return code;
    int is_double = strcmp(engine->kernel->level, "double") == 0;
    if (is_double != ((engine->cells->record & ENT_RECORD_DOUBLE) != 0))
        return ent_error_set(error, ENT_BUG, "the cells were made for another precision than the kernel's");
    return ENT_OK;
}

/* What is needed before the first run. */
int ent_engine_prepare(struct ent_engine *engine, struct ent_engine_report *report, struct ent_error *error)
{
    engine->configuration = ent_cells_yaml(engine->cells);
    engine->worker = calloc((size_t)n_threads_of(engine->options), sizeof *engine->worker);
    if (engine->configuration == NULL || engine->worker == NULL) return ent_engine_out_of_memory(error);
    double before = ent_clock_seconds();
    int code = share_constants(engine, error);
    report->prepare_seconds = ent_clock_seconds() - before;
    engine->most = ent_layout_most(engine->cells);
    return code;
}

/* Everything between opening the store and closing the journal. */
static int carry_out(struct ent_engine *engine, struct ent_engine_report *report, struct ent_error *error)
{
    if (ent_cells_are_precise(engine->cells)) return ent_engine_rounds(engine, report, error);
    engine->n_blocks = (int64_t)engine->store.n_blocks * engine->cells->n_scenarios * engine->cells->n_points;
    int any = count_work(engine, report);
    report->complete = !any;
    if (engine->progress.runs_total == 0) return ENT_OK;
    int code = ent_engine_prepare(engine, report, error);
    if (code != ENT_OK) return code;
    ent_engine_run_blocks(engine, 0, engine->n_blocks, error);
    return engine->code;
}

static int is_all_done(const struct ent_engine *engine)
{
    return ent_cells_are_precise(engine->cells) ? engine->stops.n_open == 0 : engine->progress.runs_done == engine->progress.runs_total;
}

static int say_interrupted(const struct ent_engine *engine, struct ent_error *error)
{
    const struct ent_progress *progress = &engine->progress;
    if (!ent_cells_are_precise(engine->cells))
        return ent_error_set(error, ENT_INTERRUPTED, "stopped with %lld of %lld runs of this process done; the same command resumes",
                             (long long)progress->runs_done, (long long)progress->runs_total);
    if (isnan(progress->widest))
        return ent_error_set(error, ENT_INTERRUPTED,
                             "stopped with %lld runs of this process done, before they were judged; the same command resumes",
                             (long long)progress->runs_done);
    return ent_error_set(error, ENT_INTERRUPTED,
                         "stopped with %lld runs of this process done and a half-width of %.4g, where %.4g is asked for; the same command "
                         "resumes",
                         (long long)progress->runs_done, progress->widest, progress->asked);
}

static void engine_free(struct ent_engine *engine)
{
    for (int32_t t = 0; engine->worker != NULL && t < n_threads_of(engine->options); t++) worker_free(&engine->worker[t]);
    free(engine->worker);
    free(engine->configuration);
    free(engine->shared);
    free(engine->round.leader);
    free(engine->round.value);
    ent_stops_free(&engine->stops);
    ent_store_close(&engine->store);
}

/* Parts of another experiment under this name are work that somebody may still want: they are not run over. */
static int refuse_foreign_parts(const struct ent_engine *engine, struct ent_error *error)
{
    const struct ent_cells *cells = engine->cells;
    for (int32_t p = 0; p < engine->store.n_parts; p++) {
        const struct ent_part *part = &engine->store.part[p];
        char *old = NULL, difference[512] = "";
        uint32_t record;
        if (part->n_foreign == 0) continue;
        int code = ent_configuration_of_part(part->path, &old, &record, error);
        char *now = code == ENT_OK ? ent_cells_yaml(cells) : NULL;
        if (old != NULL && now != NULL) ent_difference(old, now, difference, sizeof difference);
        free(old);
        free(now);
        if (code != ENT_OK) return code;
        return ent_error_set(error, ENT_BAD_INPUT, "%s holds runs of another experiment%s%s; it is left alone, give another output",
                             part->path, difference[0] != '\0' ? ": " : "", difference);
    }
    return ENT_OK;
}

int ent_engine_run(struct ent_cells *cells, const struct ent_engine_options *options, struct ent_engine_report *report,
                   struct ent_error *error)
{
    struct ent_engine engine = {.cells = cells, .options = options, .journal = {.fd = -1}, .start = ent_clock_seconds()};
    int removed = 0;
    memset(report, 0, sizeof *report);
    engine.progress.remaining = engine.progress.widest = NAN;
    int code = check_kernel(&engine, error);
    if (code != ENT_OK) return code;
    report->level = engine.kernel->level;
    report->n_threads = n_threads_of(options);
    code = ent_store_open(&engine.store, options->target, cells, &options->listener, error);
    if (code != ENT_OK) return code;
    code = refuse_foreign_parts(&engine, error);
    if (code != ENT_OK) {
        ent_store_close(&engine.store);
        return code;
    }

    code = carry_out(&engine, report, error);
    report->journal_bytes = engine.journal.fd >= 0 ? engine.journal.end : 0;
    int closing = ent_journal_close(&engine.journal, &removed, code == ENT_OK ? error : NULL);
    if (code == ENT_OK) code = closing;
    report_progress(&engine);
    report->progress = engine.progress;
    report->enough = engine.enough;
    int is_done = is_all_done(&engine) && !removed;
    if (code == ENT_OK && removed)
        code = ent_error_set(error, ENT_INTERRUPTED, "%s: its part was removed while it grew; the same command does the rest",
                             options->target);
    if (code == ENT_OK && !is_done && !engine.enough) code = say_interrupted(&engine, error);
    if (options->shard.n <= 1 && is_done && code == ENT_OK) report->complete = 1;
    engine_free(&engine);
    return code;
}
