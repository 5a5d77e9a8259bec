/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Carries out an experiment: simulates the runs that do not exist yet and appends them to a part.
 *
 * The unit of work is a block: (design point, scenario, runs [64 b, 64 b + 64)), all orders together, so that whatever
 * exists is complete in pairs. Blocks are taken by b first: an early stop leaves an even sample. With a precision they are
 * taken in rounds, each up to the next judgement of the columns that go on (runs/stops.h); a shard then does whole points.
 */
#ifndef ENT_RUNS_ENGINE_H
#define ENT_RUNS_ENGINE_H

#include <signal.h>
#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "runs/cells.h"
#include "runs/shard.h"
#include "runs/stops.h"
#include "runs/store.h"

/* Constants of all cells stay in memory together up to this size; beyond, each thread prepares them anew for a block. */
enum { ENT_ENGINE_SHARED_BYTES = 64 << 20 };

/* How far it is; runs are counted once for each order. */
struct ent_progress {
    int64_t blocks_done, blocks_total; /* of this process, without those found done */
    int64_t runs_done, runs_total;     /* with a precision the total is a guess: half the width takes four times the runs */
    int64_t runs_failed;
    double seconds;   /* so far */
    double rate;      /* runs a second, 0 at the start */
    double remaining; /* seconds, NaN at the start */
    double widest;    /* half-width of the least precise column, NaN before the first judgement */
    double asked;     /* half-width that a precision asks for, 0: there is none */
};

/* The runs of one cell in a finished record. */
struct ent_finished {
    int32_t cell; /* as in struct ent_cells */
    int32_t first, count;
    const float (*metric)[ENT_N_METRICS]; /* [count] */
    const int8_t *status;                 /* [count] */
};

struct ent_engine_options {
    const struct ent_kernel *kernel;   /* NULL: the fastest one here, or what ENTENTE_VECTOR names */
    const char *target;                /* OUT.h5 */
    int32_t n_threads;                 /* 0: as OpenMP decides */
    struct ent_shard shard;            /* {0, 1} or zeroed: all */
    ent_half_width_of *half_width;     /* judges a precision; needed where the cells have one */
    double max_seconds;                /* 0: no limit; one block is done in any case, those in work are finished */
    const volatile sig_atomic_t *stop; /* NULL, or the flag of a signal handler: not 0 stops in the same way */
    struct ent_listener listener;
    /* Called one at a time, from any thread, after each block; may be NULL. */
    void (*progress)(const struct ent_progress *progress, void *closure);
    void *progress_closure;
    /* Called one at a time after each record; a result other than 0 says that it is enough: the blocks in work are
     * finished and ent_engine_run returns ENT_OK with `enough` set. May be NULL. */
    int (*finished)(const struct ent_finished *finished, void *closure);
    void *finished_closure;
};

struct ent_engine_report {
    struct ent_progress progress;
    const char *level; /* of the kernel */
    int32_t n_threads;
    int64_t blocks_before; /* blocks of this process that were complete at the start */
    uint64_t journal_bytes;
    double prepare_seconds; /* constants of the cells */
    int complete;           /* every run of every cell exists now, here or in other parts seen at the start */
    int enough;
    int32_t n_columns;    /* with a precision: columns of this process */
    int32_t n_short;      /* of them, those that have the most runs and are not precise */
    int32_t fewest, most; /* runs of a column */
};

/* Simulates what is missing for cells (whose n_runs may rise, see ent_store_open). The double-precision kernel needs cells
 * with ENT_RECORD_DOUBLE and the others cells without. ENT_INTERRUPTED when stopped early: the same call resumes. */
int ent_engine_run(struct ent_cells *cells, const struct ent_engine_options *options, struct ent_engine_report *report,
                   struct ent_error *error);

/* Simulates runs first .. first + count of one cell into caller-owned arrays: metric [count][ENT_N_METRICS], the others
 * [count] or NULL. Uses no file. ENT_USAGE for a cell or runs that do not exist. */
int ent_engine_cell(const struct ent_cells *cells, const struct ent_kernel *kernel, int32_t i_cell, uint32_t first, int32_t count,
                    float *metric, int8_t *status, int8_t *failure_code, int16_t *failure_month, struct ent_error *error);

#endif
