/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small design with a precision: at all points one order is the same, so that columns share a cell.
 */
#ifndef ENT_TESTS_PRECISION_WORLD_H
#define ENT_TESTS_PRECISION_WORLD_H

#include "analysis/precision.h"
#include "tests/unit/runs_world.h"

/* `rest` is more of the experiment: "runs: 100", "precision: {...}". */
static inline struct ent_experiment *open_sweep(const char *rest)
{
    char text[2048];
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    snprintf(text, sizeof text,
             "experiment: sweep\norders: [eu-only, clusters]\nscenarios: [{scenario: calm}, {scenario: rough, set: "
             "{parameters.values.theta: 0.3}}]\nseed: 5\nmonths: 6\ndesign:\n  method: grid\n  parameters:\n"
             "    orders.clusters.forums.security.floor: {values: [0.5, 0.55, 0.6]}\n%s\n",
             rest);
    int code = ent_experiment_parse(&experiment, text, strlen(text), "sweep", &complaints);
    for (size_t i = 0; i < complaints.n; i++) fprintf(stderr, "%d: %s\n", complaints.list[i].line, complaints.list[i].text);
    ent_complaints_free(&complaints);
    return code == ENT_OK ? experiment : NULL;
}

/* Stops after so many blocks of one call; 0: does not. */
static int64_t stop_after_blocks;
static volatile sig_atomic_t stop_now;

static inline void count_blocks(const struct ent_progress *progress, void *closure)
{
    (void)closure;
    if (stop_after_blocks == 0 || progress->blocks_done < stop_after_blocks) return;
#pragma omp atomic write
    stop_now = 1;
}

/* As many runs as the experiment asks for; step->n_runs 0. */
static inline int simulate_precisely(const struct ent_experiment *experiment, const char *target, struct step *step,
                                     struct ent_error *error)
{
    struct ent_cells cells;
    stop_now = 0;
    int code = ent_cells_init(&cells, experiment, step->n_runs, ent_experiment_seed(experiment), 0, error);
    if (code != ENT_OK) return code;
    const struct ent_engine_options options = {.kernel = &made_up_kernel,
                                               .target = target,
                                               .n_threads = step->n_threads,
                                               .shard = step->shard,
                                               .half_width = ent_precision_half_width,
                                               .max_seconds = step->max_seconds,
                                               .stop = &stop_now,
                                               .progress = count_blocks,
                                               .listener = step->listener};
    code = ent_engine_run(&cells, &options, &step->report, error);
    ent_cells_free(&cells);
    return code;
}

static inline int merge_precisely(const char *target, char *digest, struct ent_error *error)
{
    const struct ent_merge_options options = {.target = target, .half_width = ent_precision_half_width};
    struct ent_merge_report report;
    int code = ent_merge_target(&options, &report, error);
    if (code == ENT_OK) memcpy(digest, report.digest, sizeof report.digest);
    return code;
}

/* Both with the same cells, as the command does it. */
static inline int run_precisely(const struct ent_experiment *experiment, const char *target, struct ent_engine_report *done,
                                struct ent_merge_report *merged, struct ent_error *error)
{
    struct ent_cells cells;
    const struct ent_engine_options options = {
        .kernel = &made_up_kernel, .target = target, .n_threads = 1, .half_width = ent_precision_half_width};
    const struct ent_merge_options merging = {.target = target, .half_width = ent_precision_half_width};
    int code = ent_cells_init(&cells, experiment, 0, ent_experiment_seed(experiment), 0, error);
    if (code != ENT_OK) return code;
    code = ent_engine_run(&cells, &options, done, error);
    if (code == ENT_OK) code = ent_merge(&cells, &merging, merged, error);
    ent_cells_free(&cells);
    return code;
}

#endif
