/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente run: experiment -> cells -> parts -> one file.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/precision.h"
#include "runs/cli/commands.h"
#include "runs/cli/load.h"
#include "runs/cli/log.h"
#include "runs/cli/progress.h"
#include "runs/cli/stop.h"
#include "runs/dispatch.h"
#include "runs/engine.h"
#include "runs/merge.h"

/* The numbers of the command line. */
struct request {
    uint64_t n_runs, seed, n_threads;
    double max_seconds;
    struct ent_shard shard;
};

static int read_request(const struct cli_arguments *arguments, struct request *request, struct ent_error *error)
{
    int code = ENT_OK;
    request->shard = (struct ent_shard){.index = 0, .n = 1};
    if (!cli_given(arguments, OPTION_OUTPUT))
        code = ent_error_set(error, ENT_USAGE, "'entente run' needs --output FILE");
    else if (!arguments->value[OPTION_OUTPUT][0])
        code = ent_error_set(error, ENT_USAGE, "'--output' needs the name of a file");
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_RUNS, 1, 100000000, &request->n_runs, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_SEED, 0, INT64_MAX, &request->seed, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_THREADS, 1, 1024, &request->n_threads, error);
    if (code == ENT_OK) code = cli_duration(arguments, OPTION_MAX_TIME, &request->max_seconds, error);
    if (code == ENT_OK && cli_given(arguments, OPTION_SHARD)) {
        code = ent_shard_parse(arguments->value[OPTION_SHARD], &request->shard, error);
    }
    return code == ENT_OK ? cli_check_precision(arguments, error) : code;
}

static int make_cells(struct ent_cells *cells, const struct ent_experiment *experiment, const struct cli_arguments *arguments,
                      const struct request *request, const struct ent_kernel *kernel, struct ent_error *error)
{
    int32_t n_runs = cli_given(arguments, OPTION_RUNS) ? (int32_t)request->n_runs : 0;
    uint64_t seed = cli_given(arguments, OPTION_SEED) ? request->seed : ent_experiment_seed(experiment);
    uint32_t record = kernel == &ent_kernel_double ? ENT_RECORD_DOUBLE : 0;
    return ent_cells_init(cells, experiment, n_runs, seed, record, error);
}

static int simulate(struct ent_cells *cells, const struct cli_arguments *arguments, const struct request *request,
                    const struct ent_kernel *kernel, struct ent_engine_report *report, struct ent_error *error)
{
    struct cli_progress progress;
    struct ent_engine_options options = {
        .kernel = kernel,
        .target = arguments->value[OPTION_OUTPUT],
        .n_threads = (int32_t)request->n_threads,
        .shard = request->shard,
        .half_width = ent_precision_half_width,
        .max_seconds = request->max_seconds,
        .stop = &cli_stop,
        .listener = {cli_progress_say, &progress},
        .progress = cli_progress_block,
        .progress_closure = &progress,
    };
    cli_progress_start(&progress);
    int code = ent_engine_run(cells, &options, report, error);
    cli_progress_end(&progress);
    return code;
}

static int merge(struct ent_cells *cells, const struct cli_arguments *arguments, struct ent_merge_report *report, struct ent_error *error)
{
    struct cli_progress progress;
    struct ent_merge_options options = {
        .target = arguments->value[OPTION_OUTPUT],
        .keep_parts = cli_given(arguments, OPTION_KEEP_PARTS),
        .half_width = ent_precision_half_width,
        .listener = {cli_progress_say, &progress},
    };
    cli_progress_start(&progress);
    return ent_merge(cells, &options, report, error);
}

/* What a precision has come to. */
static void say_precision(const struct ent_engine_report *engine)
{
    const struct ent_progress *progress = &engine->progress;
    if (!(progress->asked > 0) || engine->n_columns == 0) return;
    fprintf(stderr, "entente: half-width %.3g, asked for %.3g: %d to %d runs in each of %d columns (design point and scenario)",
            progress->widest, progress->asked, (int)engine->fewest, (int)engine->most, (int)engine->n_columns);
    if (engine->n_short > 0) fprintf(stderr, "; %d of them have the most runs and are not precise", (int)engine->n_short);
    fputc('\n', stderr);
}

static void say_done(const struct cli_log *log)
{
    int64_t failed = log->engine->progress.runs_failed;
    fprintf(stderr, "entente: %s: %" PRId64 " runs made in %.1f s by %d threads", log->output, log->engine->progress.runs_done,
            log->engine->progress.seconds, (int)log->engine->n_threads);
    if (failed > 0) fprintf(stderr, ", of which %" PRId64 " failed; tables count them apart", failed);
    if (log->merge) {
        fprintf(stderr, "; it holds %" PRId64 " runs\nentente: results_digest %s\n", log->merge->n_runs, log->merge->digest);
    } else {
        fprintf(stderr, "; when all shards are done: entente merge %s\n", log->output);
    }
    say_precision(log->engine);
}

/* Simulates what is missing, merges unless this is one shard of several, and writes the log. */
static int carry_out(struct ent_cells *cells, const struct cli_arguments *arguments, const struct request *request,
                     const struct ent_kernel *kernel, struct ent_error *error)
{
    struct ent_engine_report engine = {0};
    struct ent_merge_report merged = {0};
    struct cli_log log = {.arguments = arguments,
                          .output = arguments->value[OPTION_OUTPUT],
                          .started = time(NULL),
                          .shard = request->shard,
                          .engine = &engine};
    int code = simulate(cells, arguments, request, kernel, &engine, error);
    if (code == ENT_OK && request->shard.n == 1) {
        code = merge(cells, arguments, &merged, error);
        log.merge = code == ENT_OK ? &merged : NULL;
    }
    if (code != ENT_OK && code != ENT_INTERRUPTED) return code;
    log.status = code;
    int logged = cli_log_write(&log, code == ENT_OK ? error : NULL);
    if (code != ENT_OK || logged != ENT_OK) return code != ENT_OK ? code : logged;
    say_done(&log);
    return ENT_OK;
}

int command_run(const struct cli_arguments *arguments)
{
    struct request request = {0};
    struct ent_experiment *experiment = NULL;
    struct ent_cells cells = {0};
    const struct ent_kernel *kernel = NULL;
    struct ent_error error = {0};

    int code = read_request(arguments, &request, &error);
    if (code == ENT_OK) code = ent_dispatch(&kernel, &error);
    if (code != ENT_OK) return cli_fail(&error);
    code = cli_load(arguments, &experiment);
    if (code != ENT_OK) return code;

    cli_signals_install();
    code = make_cells(&cells, experiment, arguments, &request, kernel, &error);
    if (code == ENT_OK) code = carry_out(&cells, arguments, &request, kernel, &error);
    if (code == ENT_INTERRUPTED) {
        fprintf(stderr, "entente: %s\n", error.text);
    } else if (code != ENT_OK) {
        cli_fail(&error);
    }
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
    return code;
}
