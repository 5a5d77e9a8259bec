/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente bench: how fast this machine simulates an experiment.
 */
#include "runs/bench.h"

#include <stdlib.h>

#include "params/text.h"
#include "runs/cli/commands.h"
#include "runs/cli/load.h"
#include "runs/dispatch.h"
#include "runs/reference.h"

static const double bench_seconds = 8;

#define PART_NAME(name, function) #name,
static const char *const part_names[ENT_N_TIMED_PARTS] = {ENT_TIMED_PARTS(PART_NAME)};

static void print_table(const struct ent_bench *b)
{
    const double nano = 1e9, micro = 1e6;
    printf("%d states, %.0f months, kernel %s; one processor unless said otherwise, medians\n\n", b->n_states, b->n_months, b->level);
    printf("  %-34s %12.0f 1/s\n", "runs", 1 / b->run_seconds);
    printf("  %-34s %12.0f 1/s\n", "months", 1 / b->month_seconds);
    printf("  %-34s %12.3g 1/s\n", "months of a state", b->n_states / b->month_seconds);
    printf("  %-34s %12.2f us\n", "a month", b->month_seconds * micro);
    printf("  %-34s %12.2f\n\n", "the same in steps of the toy world", b->month_in_toys);
    printf("  toy world (a step)\n");
    for (int i = 0; i < b->n_toys; i++)
        printf("    %-32s %12.0f 1/s  (collapsed %.3f, order %.3f)\n", b->toy[i].level, 1 / b->toy[i].step_seconds, b->toy[i].collapsed,
               b->toy[i].order);
    printf("\n  floor of a month\n");
    printf("    %-32s %12.0f words, %.2f ns each, %.2g words/s\n", "random", b->words, b->word_seconds * nano, 1 / b->word_seconds);
    printf("    %-32s %12.0f bytes, %.1f GB/s read and written\n", "state", b->bytes, 1 / b->memory_seconds / nano);
    printf("    %-32s %12.2f us; a month takes %.1f times that\n\n", "together", b->floor_seconds * micro, b->floor_ratio);
    if (b->timed_level != NULL) {
        printf("  share of a month (%s)\n", b->timed_level);
        for (int p = 0; p < ENT_N_TIMED_PARTS; p++) printf("    %-32s %12.1f %%\n", part_names[p], 100 * b->share[p]);
    }
    if (b->engine.n_runs > 0) {
        printf("\n  the engine, for %d runs of %d cells\n", b->engine.n_runs, b->engine.n_cells);
        printf("    %-32s %12.2f s\n", "sums and journal", b->engine.journal_seconds);
        printf("    %-32s %12.2f s\n", "merge, file, verification", b->engine.merge_seconds);
        printf("    %-32s %12.1f %%\n", "share of the processor time", 100 * b->engine_share);
    }
    printf("\n  %d processors, %d cores, %d packages\n", b->topology.n_processors, b->topology.n_cores, b->topology.n_packages);
    for (int i = 0; i < b->n_scales; i++)
        printf("    %2d thread%s %-22s %12.0f runs/s  %.2f times one (%.2f by the clock)\n", b->threads[i], b->threads[i] == 1 ? " " : "s",
               "", b->rate[i], b->speedup[i], b->speedup_by_clock[i]);
}

static void print_json(const struct ent_bench *b)
{
    printf("{\n  \"level\": \"%s\", \"states\": %d, \"months\": %g,\n", b->level, b->n_states, b->n_months);
    printf("  \"runs_per_second\": %.6g, \"months_per_second\": %.6g, \"state_months_per_second\": %.6g,\n", 1 / b->run_seconds,
           1 / b->month_seconds, b->n_states / b->month_seconds);
    printf("  \"month_seconds\": %.6g, \"month_in_toy_steps\": %.6g,\n  \"toy\": [", b->month_seconds, b->month_in_toys);
    for (int i = 0; i < b->n_toys; i++)
        printf("%s\n    {\"level\": \"%s\", \"steps_per_second\": %.6g, \"collapsed\": %.6g, \"order\": %.9g}", i > 0 ? "," : "",
               b->toy[i].level, 1 / b->toy[i].step_seconds, b->toy[i].collapsed, b->toy[i].order);
    printf("\n  ],\n  \"floor\": {\"words\": %.6g, \"words_per_second\": %.6g, \"bytes\": %.6g, \"bytes_per_second\": %.6g, ", b->words,
           1 / b->word_seconds, b->bytes, 1 / b->memory_seconds);
    printf("\"seconds\": %.6g, \"ratio\": %.6g},\n  \"shares\": {", b->floor_seconds, b->floor_ratio);
    for (int p = 0; b->timed_level != NULL && p < ENT_N_TIMED_PARTS; p++)
        printf("%s\n    \"%s\": %.4f", p > 0 ? "," : "", part_names[p], b->share[p]);
    printf("\n  },\n");
    if (b->engine.n_runs > 0)
        printf("  \"engine\": {\"runs\": %d, \"cells\": %d, \"journal_seconds\": %.6g, \"merge_seconds\": %.6g, \"share\": %.6g},\n",
               b->engine.n_runs, b->engine.n_cells, b->engine.journal_seconds, b->engine.merge_seconds, b->engine_share);
    printf("  \"topology\": {\"processors\": %d, \"cores\": %d, \"packages\": %d},\n  \"scaling\": [", b->topology.n_processors,
           b->topology.n_cores, b->topology.n_packages);
    for (int i = 0; i < b->n_scales; i++)
        printf("%s\n    {\"threads\": %d, \"runs_per_second\": %.6g, \"speedup\": %.4g, \"speedup_by_clock\": %.4g}", i > 0 ? "," : "",
               b->threads[i], b->rate[i], b->speedup[i], b->speedup_by_clock[i]);
    printf("\n  ]\n}\n");
}

int command_bench(const struct cli_arguments *arguments)
{
    struct ent_experiment *experiment = NULL;
    const struct ent_kernel *kernel;
    struct ent_cells cells = {0};
    struct ent_complaints complaints = {0};
    struct ent_bench bench;
    struct ent_error error = {0};
    char folder[CLI_PATH_SIZE];
    uint64_t n_threads = 0;
    const char *where = arguments->n_operands > 0 ? arguments->operands[0] : ent_reference_experiment;
    int code = cli_whole_number(arguments, OPTION_THREADS, 1, 4096, &n_threads, &error);
    if (code == ENT_OK) code = ent_dispatch(&kernel, &error);
    if (code != ENT_OK) return cli_fail(&error);
    code = ent_experiment_load(&experiment, where, cli_params_folder(arguments, folder), arguments->sets, arguments->n_sets, &complaints);
    if (code != ENT_OK) {
        code = cli_complain(&complaints);
        ent_complaints_free(&complaints);
        return code;
    }
    uint32_t record = kernel == &ent_kernel_double ? ENT_RECORD_DOUBLE : 0;
    code = ent_cells_init(&cells, experiment, 0, ent_experiment_seed(experiment), record, &error);
    if (code == ENT_OK) code = ent_bench_run(&cells, kernel, (int32_t)n_threads, bench_seconds, &bench, &error);
    if (code == ENT_OK) {
        if (cli_given(arguments, OPTION_JSON))
            print_json(&bench);
        else
            print_table(&bench);
    }
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    return code == ENT_OK ? cli_finish(ENT_OK) : cli_fail(&error);
}
