/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rounds: as many runs as a precision needs. A round is the blocks between two judgements.
 */
#include <math.h>
#include <stdlib.h>

#include "runs/engine_inside.h"

static int start_rounds(struct ent_engine *engine, struct ent_error *error)
{
    const struct ent_cells *cells = engine->cells;
    struct ent_round *round = &engine->round;
    int code = ent_stops_init(&engine->stops, cells, engine->options->half_width, &engine->options->shard, error);
    if (code != ENT_OK) return code;
    round->leader = malloc((size_t)cells->n_cells * sizeof *round->leader);
    round->value = calloc((size_t)cells->n_cells, sizeof *round->value);
    if (round->leader == NULL || round->value == NULL) return ent_engine_out_of_memory(error);
    for (int32_t c = 0; c < cells->n_cells; c++) round->leader[c] = -1;
    for (int32_t c = 0; c < cells->n_cells; c++) {
        int32_t column = c / cells->n_scenarios / cells->n_orders * cells->n_scenarios + c % cells->n_scenarios;
        int32_t *leader = &round->leader[cells->cell[c].same];
        if (engine->stops.stop[column] == ENT_COLUMN_OPEN && *leader < 0) *leader = c;
    }
    return ENT_OK;
}

static void forget_values(struct ent_engine *engine)
{
    for (int32_t c = 0; engine->round.value != NULL && c < engine->cells->n_cells; c++) {
        free(engine->round.value[c]);
        engine->round.value[c] = NULL;
    }
}

/* Makes room for the values of a round, with those that exist already. */
static int start_round(struct ent_engine *engine, int32_t to, struct ent_error *error)
{
    struct ent_round *round = &engine->round;
    round->from = engine->stops.n_blocks;
    round->to = to;
    for (int32_t c = 0; c < engine->cells->n_cells; c++) {
        if (engine->stops.n_open_of[c] == 0) continue;
        round->value[c] = malloc((size_t)(to - round->from) * ENT_BLOCK_RUNS * sizeof **round->value);
        if (round->value[c] == NULL) return ent_engine_out_of_memory(error);
        int code = ent_settle_read(&engine->store, engine->stops.metric, c, round->from, to, round->value[c], error);
        if (code != ENT_OK) return code;
    }
    return ENT_OK;
}

/* Takes the values of a round into the samples, in the order of the runs, and judges. */
static int end_round(struct ent_engine *engine, struct ent_error *error)
{
    struct ent_round *round = &engine->round;
    struct ent_stops *stops = &engine->stops;
    size_t n = (size_t)(round->to - round->from) * ENT_BLOCK_RUNS;
    int code = ENT_OK;
    for (int32_t c = 0; code == ENT_OK && c < engine->cells->n_cells; c++)
        if (round->value[c] != NULL) code = ent_sample_add(&stops->sample[c], &engine->cells->precision, round->value[c], n, error);
    if (code != ENT_OK) return code;
    ent_stops_judge(stops, round->to);
    for (int32_t c = 0; code == ENT_OK && c < engine->cells->n_cells; c++)
        if (round->value[c] != NULL && stops->n_open_of[c] == 0) code = ent_settle_refuse(&engine->store, c, stops->n_blocks_of[c], error);
    return code;
}

/* Guesses the runs that are still to come: an interval narrows with the root of their number. */
static void guess_total(struct ent_engine *engine)
{
    const struct ent_stops *stops = &engine->stops;
    const struct ent_precision *precision = &engine->cells->precision;
    double coming = 0;
    for (int32_t column = 0; column < stops->n_columns; column++) {
        if (stops->stop[column] != ENT_COLUMN_OPEN) continue;
        double n = (double)stops->n_blocks * ENT_BLOCK_RUNS, ratio = stops->reached[column] / precision->half_width;
        double in_all = isfinite(ratio) ? n * ratio * ratio : INFINITY;
        coming += fmax(ENT_BLOCK_RUNS, fmin(in_all, (double)engine->cells->n_runs) - n) * engine->cells->n_orders;
    }
    engine->progress.widest = ent_stops_widest(stops);
    engine->progress.runs_total = engine->progress.runs_done + (int64_t)fmin(coming, 1e18);
}

static void count_round(struct ent_engine *engine, int64_t from, int64_t to, struct ent_engine_report *report)
{
    int64_t runs = 0;
    for (int64_t number = from; number < to; number++) {
        int64_t n = ent_engine_is_mine(engine, number) ? ent_engine_missing_runs(engine, number) : 0;
        report->blocks_before += ent_engine_is_mine(engine, number) && n == 0;
        engine->progress.blocks_total += n > 0;
        runs += n;
    }
    if (engine->progress.runs_total < engine->progress.runs_done + runs) engine->progress.runs_total = engine->progress.runs_done + runs;
}

static void report_columns(const struct ent_engine *engine, struct ent_engine_report *report)
{
    const struct ent_stops *stops = &engine->stops;
    report->n_short = stops->n_short;
    for (int32_t column = 0; column < stops->n_columns; column++) {
        int32_t n_runs = stops->stop[column] * ENT_BLOCK_RUNS;
        if (n_runs <= 0) continue;
        if (report->n_columns == 0 || n_runs < report->fewest) report->fewest = n_runs;
        if (n_runs > report->most) report->most = n_runs;
        report->n_columns++;
    }
}

static void say_idle(const struct ent_engine *engine)
{
    ent_say(&engine->options->listener,
            "shard %d of %d has nothing to do: with a precision a shard does whole design points, of which there are %d",
            engine->options->shard.index + 1, engine->options->shard.n, engine->cells->n_points);
}

/* Round after round, until every column of this process is precise or has the most runs. */
int ent_engine_rounds(struct ent_engine *engine, struct ent_engine_report *report, struct ent_error *error)
{
    struct ent_stops *stops = &engine->stops;
    int32_t to;
    int code = start_rounds(engine, error);
    engine->progress.asked = engine->cells->precision.half_width;
    if (code == ENT_OK && stops->n_open == 0) say_idle(engine);
    if (code == ENT_OK && stops->n_open > 0) code = ent_engine_prepare(engine, report, error);
    while (code == ENT_OK && engine->code == ENT_OK && (to = ent_stops_next(stops)) > 0) {
        code = start_round(engine, to, error);
        if (code != ENT_OK) break;
        int64_t first = (int64_t)engine->round.from * stops->n_columns, end = (int64_t)to * stops->n_columns;
        count_round(engine, first, end, report);
        ent_engine_run_blocks(engine, first, end, error);
        if (ent_engine_should_stop(engine)) break;
        code = end_round(engine, error);
        forget_values(engine);
        guess_total(engine);
    }
    forget_values(engine);
    report_columns(engine, report);
    return code != ENT_OK ? code : engine->code;
}
