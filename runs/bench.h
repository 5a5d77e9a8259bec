/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How fast this machine simulates an experiment, beside what it could at most do. Everything is measured several times in turn and
 * the medians are reported; times are those of the threads' processors, so that other processes do not count.
 *
 * The floor of a month is what cannot be saved: the random words it needs at the cost of a word, and one read and one write of
 * every state array from the nearest memory.
 */
#ifndef ENT_RUNS_BENCH_H
#define ENT_RUNS_BENCH_H

#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "runs/bench_engine.h"
#include "runs/bench_level.h"
#include "runs/cells.h"

enum { ENT_BENCH_MAX_LEVELS = 3, ENT_BENCH_MAX_SCALES = 16 };

/* The toy world at one vector level. */
struct ent_bench_toy {
    const char *level;
    double step_seconds;
    double collapsed, order; /* share of collapsed worlds, mean final order */
};

/* What the processors are, as the system says; 0: it does not. */
struct ent_bench_topology {
    int32_t n_processors, n_cores, n_packages;
};

struct ent_bench {
    const char *level; /* of the kernel */
    int32_t n_cells, n_states, n_toys;
    double n_months; /* of a run, mean over the cells */
    struct ent_bench_toy toy[ENT_BENCH_MAX_LEVELS];
    double run_seconds, month_seconds;
    double month_in_toys;  /* a month's time in steps of the toy world at the same level */
    double word_seconds;   /* one random word */
    double memory_seconds; /* one byte read and written */
    double words, bytes;   /* of a month: random words drawn, bytes of state */
    double floor_seconds, floor_ratio;
    const char *timed_level;         /* of the copy that was timed; NULL: none runs here */
    double share[ENT_N_TIMED_PARTS]; /* of a month, by mechanism */
    struct ent_bench_engine engine;
    double engine_share; /* of the processor time of these runs; NaN if not measured */
    struct ent_bench_topology topology;
    int32_t n_scales;
    int32_t threads[ENT_BENCH_MAX_SCALES];
    double rate[ENT_BENCH_MAX_SCALES];             /* runs a second while all threads have a processor */
    double speedup[ENT_BENCH_MAX_SCALES];          /* of this against one thread: median over pairs */
    double speedup_by_clock[ENT_BENCH_MAX_SCALES]; /* of the clock on the wall: less if others use the processors */
};

/* Measures the cells with a kernel on up to `n_threads` threads (0: all processors) for about `seconds`. ENT_BUG when out of memory. */
int ent_bench_run(const struct ent_cells *cells, const struct ent_kernel *kernel, int32_t n_threads, double seconds,
                  struct ent_bench *bench, struct ent_error *error);

#endif
