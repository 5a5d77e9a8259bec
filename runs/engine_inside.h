/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the engine share: its state, and what a round of a precision needs of it. For runs/engine*.c alone.
 */
#ifndef ENT_RUNS_ENGINE_INSIDE_H
#define ENT_RUNS_ENGINE_INSIDE_H

#include "runs/engine.h"
#include "runs/room.h"
#include "runs/settle.h"
#include "runs/stops.h"

/* What one thread needs. */
struct ent_worker {
    int is_ready;
    struct ent_room room;
    struct ent_block block;
    struct ent_encoder encoder;
};

/* The blocks between two judgements. */
struct ent_round {
    int32_t from, to; /* blocks */
    int32_t *leader;  /* [n_cells], at cell.same: the cell of this process that stands for its equals, -1: none */
    float **value;    /* [n_cells], at cell.same: [64 (to - from)] values of the metric judged; NULL: not needed */
};

struct ent_engine {
    struct ent_cells *cells;
    const struct ent_engine_options *options;
    const struct ent_kernel *kernel;
    struct ent_store store;
    struct ent_shape most;
    uint8_t *shared; /* constants of all cells, NULL: prepared anew for each block */
    size_t constants_step;
    struct ent_journal journal;
    char *configuration;
    struct ent_worker *worker; /* [n_threads] */
    struct ent_stops stops;
    struct ent_round round;
    int64_t n_blocks; /* all blocks of the experiment */
    double start;
    int code; /* of the first failure */
    int stopping;
    int enough;
    struct ent_progress progress;
};

int ent_engine_out_of_memory(struct ent_error *error);

/* Whether block `number` belongs to this process, and the runs that are missing in it. */
int ent_engine_is_mine(const struct ent_engine *engine, int64_t number);
int64_t ent_engine_missing_runs(const struct ent_engine *engine, int64_t number);

/* 1 once a signal, the time or a failure wants it to end. */
int ent_engine_should_stop(struct ent_engine *engine);

/* What is needed before the first run. */
int ent_engine_prepare(struct ent_engine *engine, struct ent_engine_report *report, struct ent_error *error);

/* Does the blocks [from, to) of this process; a failure is in engine->code. */
void ent_engine_run_blocks(struct ent_engine *engine, int64_t from, int64_t to, struct ent_error *error);

/* Round after round, until every column of this process is precise or has the most runs. */
int ent_engine_rounds(struct ent_engine *engine, struct ent_engine_report *report, struct ent_error *error);

#endif
