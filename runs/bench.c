/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/bench.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "runs/clock.h"
#include "runs/dispatch.h"
#include "runs/room.h"

enum { N_ROUNDS = 7, MOST_CELLS = 32 };

static const struct ent_bench_level *const levels[] = {
    &ent_bench_generic,
#if defined(__x86_64__)
    &ent_bench_avx2,
    &ent_bench_avx512,
#endif
};
enum { N_LEVELS = sizeof levels / sizeof *levels };

/* Seconds that this thread has had a processor. */
static double own_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- what is measured of a level ------------------------------------------------------------------------------------------- */

static double toy_seconds(const struct ent_bench_level *level, uint32_t n, struct ent_bench_toy *toy)
{
    double before = own_seconds(), order = 0, collapsed = 0;
    for (uint32_t run = 0; run < n; run++) {
        struct ent_toy_end end = level->toy(run);
        order += (double)end.order;
        collapsed += end.collapsed;
    }
    toy->order = order / n;
    toy->collapsed = collapsed / n;
    return (own_seconds() - before) / ((double)n * ENT_TOY_STEPS);
}

static double word_seconds(const struct ent_bench_level *level, uint32_t n)
{
    volatile uint32_t kept;
    double before = own_seconds();
    kept = level->words(n);
    (void)kept;
    return (own_seconds() - before) / ((double)n * ENT_BENCH_WORDS);
}

static double memory_seconds(const struct ent_bench_level *level, uint32_t n)
{
    volatile float kept;
    double before = own_seconds();
    kept = level->memory(n);
    (void)kept;
    return (own_seconds() - before) / ((double)n * ENT_BENCH_BYTES);
}

/* --- runs -------------------------------------------------------------------------------------------------------------------- */

/* Constants of some cells from all over the experiment, and one world for each thread. */
struct sample {
    const struct ent_kernel *kernel;
    uint64_t seed;
    int32_t n_cells, n_threads;
    double months;
    uint8_t *constants;
    size_t step;
    struct ent_room *room; /* [n_threads] */
};

static const void *constants_of(const struct sample *sample, int32_t c)
{
    return sample->constants + (size_t)c * sample->step;
}

static void sample_free(struct sample *sample)
{
    for (int32_t t = 0; sample->room != NULL && t < sample->n_threads; t++) ent_room_free(&sample->room[t]);
    free(sample->room);
    free(sample->constants);
}

/* Each by the thread that uses it, as in the engine: so its memory is near to it. */
static int make_rooms(struct sample *sample, struct ent_error *error)
{
    int code = ENT_OK;
#pragma omp parallel num_threads(sample->n_threads)
    {
        struct ent_error here = {0};
        int made = ent_room_init(&sample->room[omp_get_thread_num()], sample->kernel, &here);
#pragma omp critical(ent_bench)
        if (made != ENT_OK && code == ENT_OK) {
            code = made;
            if (error != NULL) *error = here;
        }
    }
    return code;
}

static int sample_init(struct sample *sample, const struct ent_cells *cells, const struct ent_kernel *kernel, int32_t n_threads,
                       struct ent_error *error)
{
    *sample = (struct sample){.kernel = kernel, .seed = cells->seed, .n_threads = n_threads};
    sample->n_cells = cells->n_cells < MOST_CELLS ? cells->n_cells : MOST_CELLS;
    sample->step = ent_room_step(kernel->constants_size);
    sample->constants = ent_room_take(sample->step * (size_t)sample->n_cells);
    sample->room = calloc((size_t)n_threads, sizeof *sample->room);
    int code =
        sample->constants != NULL && sample->room != NULL ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory for a simulated world");
    if (code == ENT_OK) code = make_rooms(sample, error);
    for (int32_t c = 0; code == ENT_OK && c < sample->n_cells; c++) {
        int32_t cell = (int32_t)((int64_t)c * cells->n_cells / sample->n_cells);
        ent_cells_resolve(cells, cell / cells->n_scenarios / cells->n_orders, ent_cells_order(cells, cell), cell % cells->n_scenarios,
                          sample->room[0].inputs);
        kernel->prepare(sample->room[0].inputs, sample->constants + (size_t)c * sample->step);
        sample->months += (double)sample->room[0].inputs->n_months / sample->n_cells;
    }
    return code;
}

/* Simulates runs first .. first + n - 1 of every cell of the sample in the room of one thread. */
static void simulate(const struct sample *sample, struct ent_room *room, uint32_t first, uint32_t n)
{
    for (int32_t c = 0; c < sample->n_cells; c++)
        for (uint32_t k = 0; k < n; k++) sample->kernel->run(constants_of(sample, c), room->world, sample->seed, first + k, room->result);
}

static double run_seconds(const struct sample *sample, uint32_t first, uint32_t n)
{
    double before = own_seconds();
    simulate(sample, &sample->room[0], first, n);
    return (own_seconds() - before) / ((double)n * sample->n_cells);
}

/* --- shares ------------------------------------------------------------------------------------------------------------------ */

static uint64_t nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* What two looks at the clock show when nothing lies between them. */
static double clock_cost(void)
{
    enum { LOOKS = 2000 };
    uint64_t sum = 0;
    for (int i = 0; i < LOOKS; i++) {
        uint64_t before = nanoseconds();
        sum += nanoseconds() - before;
    }
    return (double)sum / LOOKS;
}

/* Shares by mechanism and words drawn, from the timed copy, less what the clock itself takes. */
static int measure_shares(const struct ent_cells *cells, uint32_t n, struct ent_bench *bench, struct ent_error *error)
{
    struct ent_stopwatch stopwatch = {.clock = nanoseconds};
    struct sample sample;
    int runs_here = 0;
    bench->timed_level = NULL;
    ent_dispatch_named(ent_kernel_timed.level, &runs_here);
    if (!runs_here) return ENT_OK;
    int code = sample_init(&sample, cells, &ent_kernel_timed, 1, error);
    for (int32_t c = 0; code == ENT_OK && c < sample.n_cells; c++)
        for (uint32_t k = 0; k < n; k++)
            sample.kernel->time(constants_of(&sample, c), sample.room[0].world, sample.seed, k, sample.room[0].result, &stopwatch);
    double cost = clock_cost(), all = 0;
    for (int p = 0; code == ENT_OK && p < ENT_N_TIMED_PARTS; p++) {
        double ticks = (double)stopwatch.ticks[p] - cost * (double)stopwatch.calls[p];
        bench->share[p] = ticks > 0 ? ticks : 0;
        all += bench->share[p];
    }
    for (int p = 0; code == ENT_OK && p < ENT_N_TIMED_PARTS; p++) bench->share[p] /= all > 0 ? all : 1;
    if (code == ENT_OK) {
        bench->timed_level = ent_kernel_timed.level;
        bench->words = (double)stopwatch.words / ((double)n * sample.n_cells * sample.months);
    }
    sample_free(&sample);
    return code;
}

/* --- scaling ----------------------------------------------------------------------------------------------------------------- */

/* What a run takes when every thread makes n runs of each cell, one cell after the other, as the engine does; all make the same ones, so
 * that there is nothing to compare but what they cost each other. */
struct pace {
    double own, wall; /* seconds of a thread's processor, and of the clock, for each of its runs */
};

static struct pace pace_of(const struct sample *sample, int32_t n_threads, uint32_t n)
{
    const double n_runs = (double)n * sample->n_cells;
    double own = 0, before = ent_clock_seconds();
#pragma omp parallel num_threads(n_threads) reduction(+ : own)
    {
        double start = own_seconds();
        simulate(sample, &sample->room[omp_get_thread_num()], 0, n);
        own += own_seconds() - start;
    }
    return (struct pace){.own = own / (n_runs * n_threads), .wall = (ent_clock_seconds() - before) / n_runs};
}

/* 1, 2, 4, ... and all threads, each against one thread measured just before. Of processor time, in which other processes do not count,
 * but whatever the threads share does: caches, memory, the speed of the cores; and of the clock. */
static void measure_scaling(const struct sample *sample, uint32_t n, struct ent_bench *bench)
{
    for (int32_t threads = 1;; threads = threads * 2 < sample->n_threads ? threads * 2 : sample->n_threads) {
        double rate[N_ROUNDS], speedup[N_ROUNDS], by_clock[N_ROUNDS];
        int at = bench->n_scales++;
        for (int r = 0; r < N_ROUNDS; r++) {
            struct pace one = pace_of(sample, 1, n), all = threads > 1 ? pace_of(sample, threads, n) : one;
            rate[r] = threads / all.own;
            speedup[r] = threads * one.own / all.own;
            by_clock[r] = threads * one.wall / all.wall;
        }
        bench->threads[at] = threads;
        bench->rate[at] = ent_bench_median(rate, N_ROUNDS);
        bench->speedup[at] = ent_bench_median(speedup, N_ROUNDS);
        bench->speedup_by_clock[at] = ent_bench_median(by_clock, N_ROUNDS);
        if (threads == sample->n_threads || bench->n_scales == ENT_BENCH_MAX_SCALES) return;
    }
}

/* Number `what` of processor `p` in the system's list of them; -1 if it has none. */
static int32_t topology_number(int32_t p, const char *what)
{
    char path[128];
    int32_t number = -1;
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/%s", p, what);
    FILE *file = fopen(path, "r");
    if (file != NULL && fscanf(file, "%d", &number) != 1) number = -1;
    if (file != NULL) fclose(file);
    return number;
}

/* Distinct cores and packages among the first processors. */
static void look_at_topology(struct ent_bench_topology *topology)
{
    enum { MOST = 1024 };
    static const int32_t none = -1;
    int32_t package[MOST], core[MOST];
    topology->n_processors = omp_get_num_procs();
    topology->n_cores = topology->n_packages = 0;
    for (int32_t p = 0; p < topology->n_processors && p < MOST; p++) {
        package[p] = topology_number(p, "physical_package_id");
        core[p] = topology_number(p, "core_id");
        int new_core = core[p] != none, new_package = package[p] != none;
        for (int32_t q = 0; q < p; q++) {
            new_core &= core[q] != core[p] || package[q] != package[p];
            new_package &= package[q] != package[p];
        }
        topology->n_cores += new_core;
        topology->n_packages += new_package;
    }
}

/* --- all of it --------------------------------------------------------------------------------------------------------------- */

static const struct ent_bench_level *level_of(const struct ent_kernel *kernel)
{
    for (int l = 1; l < N_LEVELS; l++)
        if (strcmp(levels[l]->name, kernel->level) == 0) return levels[l];
    return levels[0];
}

/* Rounds of everything that is compared, one after the other, so that a change of the machine's speed meets all alike. */
static void measure_rounds(const struct sample *sample, double seconds, struct ent_bench *bench)
{
    const struct ent_bench_level *level = level_of(sample->kernel);
    struct ent_bench_toy *toy = bench->toy;
    double step[ENT_BENCH_MAX_LEVELS][N_ROUNDS], run[N_ROUNDS], word[N_ROUNDS], memory[N_ROUNDS], in_toys[N_ROUNDS], over_floor[N_ROUNDS];
    double once = run_seconds(sample, 0, 1);
    double share = seconds / N_ROUNDS / 8;
    uint32_t n = (uint32_t)(2 * share / (once * sample->n_cells)) + 1;
    uint32_t n_toys = (uint32_t)(share / 3 / (toy_seconds(level, 20, &toy[0]) * ENT_TOY_STEPS)) + 1;
    for (int r = 0; r < N_ROUNDS; r++) {
        double own = 0;
        bench->n_toys = 0;
        for (int l = 0; l < N_LEVELS; l++) {
            int runs_here = 0;
            ent_dispatch_named(levels[l]->name, &runs_here);
            if (!runs_here) continue;
            int at = bench->n_toys++;
            toy[at].level = levels[l]->name;
            step[at][r] = toy_seconds(levels[l], n_toys, &toy[at]);
            if (levels[l] == level) own = step[at][r];
        }
        run[r] = run_seconds(sample, (uint32_t)r * n, n);
        word[r] = word_seconds(level, 20000);
        memory[r] = memory_seconds(level, 10000);
        in_toys[r] = run[r] / sample->months / own;
        over_floor[r] = run[r] / sample->months / (bench->words * word[r] + bench->bytes * memory[r]);
    }
    for (int at = 0; at < bench->n_toys; at++) toy[at].step_seconds = ent_bench_median(step[at], N_ROUNDS);
    bench->run_seconds = ent_bench_median(run, N_ROUNDS);
    bench->month_seconds = bench->run_seconds / sample->months;
    bench->month_in_toys = ent_bench_median(in_toys, N_ROUNDS);
    bench->word_seconds = ent_bench_median(word, N_ROUNDS);
    bench->memory_seconds = ent_bench_median(memory, N_ROUNDS);
    bench->floor_seconds = bench->words * bench->word_seconds + bench->bytes * bench->memory_seconds;
    bench->floor_ratio = ent_bench_median(over_floor, N_ROUNDS);
}

static int measure_engine(const struct ent_cells *cells, const struct ent_kernel *kernel, struct ent_bench *bench, struct ent_error *error)
{
    const struct ent_bench_engine *engine = &bench->engine;
    int code = ent_bench_engine(cells, kernel, &bench->engine, error);
    double taken = engine->journal_seconds + engine->merge_seconds, simulated = bench->run_seconds * engine->n_runs * engine->n_cells;
    bench->engine_share = engine->n_runs > 0 ? taken / (taken + simulated) : NAN;
    return code;
}

int ent_bench_run(const struct ent_cells *cells, const struct ent_kernel *kernel, int32_t n_threads, double seconds,
                  struct ent_bench *bench, struct ent_error *error)
{
    struct sample sample;
    memset(bench, 0, sizeof *bench);
    look_at_topology(&bench->topology);
    int code = sample_init(&sample, cells, kernel, n_threads > 0 ? n_threads : bench->topology.n_processors, error);
    if (code == ENT_OK) {
        bench->level = kernel->level;
        bench->n_cells = sample.n_cells;
        bench->n_states = cells->n_states;
        bench->n_months = sample.months;
        bench->bytes = (double)kernel->state_bytes(sample.room[0].inputs);
        code = measure_shares(cells, 3, bench, error);
    }
    if (code == ENT_OK) {
        measure_rounds(&sample, seconds, bench);
        double unit = bench->run_seconds * sample.n_cells * 2 * N_ROUNDS;
        measure_scaling(&sample, (uint32_t)(seconds / 2 / unit) + 1, bench);
    }
    sample_free(&sample);
    if (code == ENT_OK) code = measure_engine(cells, kernel, bench, error);
    return code;
}
