/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente plan: what an experiment will take, and the lines that submit it to Slurm.
 */
#include "runs/clock.h"
#include "runs/plan.h"

#include <inttypes.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "params/text.h"
#include "runs/cli/commands.h"
#include "runs/cli/load.h"
#include "runs/dispatch.h"

static const double probe_seconds = 1.5;

/* Everything that the report is made of. */
struct report {
    const struct cli_arguments *arguments;
    const struct ent_cells *cells;
    const char *kernel;
    int32_t n_threads; /* of a run on this machine */
    int32_t n_task_threads;
    double task_minutes;
    struct ent_probe probe;
    struct ent_plan plan;
    char *script[2];  /* array.sbatch and merge.sbatch */
    char *array_line; /* for the shell */
    char *merge_line;
};

/* Bytes of memory in use, 0 if the system does not say. */
static double resident_bytes(void)
{
    double pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%*s %lf", &pages) != 1) pages = 0;
    if (file) fclose(file);
    return pages * (double)sysconf(_SC_PAGESIZE);
}

/* --- the lines for the shell ----------------------------------------------------------------------------------------- */

/* Adds a word so that the shell takes it as it is. */
static void add_word(struct ent_text *text, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";
    if (word[0] && word[strspn(word, plain)] == '\0') {
        ent_text_add(text, " %s", word);
        return;
    }
    ent_text_add(text, " '");
    for (; *word; word++) ent_text_add(text, *word == '\'' ? "'\\''" : "%c", *word);
    ent_text_add(text, "'");
}

/* Finds a script beside the params folder, as the source tree and an installation have it; else its bare name (malloc'ed). */
static char *find_script(const char *params, const char *name)
{
    static const char *const beside[] = {"/../slurm/", "/../runs/slurm/"};
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        char path[CLI_PATH_SIZE];
        if (snprintf(path, sizeof path, "%s%s%s", params, beside[i], name) >= (int)sizeof path) continue;
        char *found = realpath(path, NULL);
        if (found) return found;
    }
    return strdup(name);
}

/* What a job of Slurm is told about this program. */
static void add_export(struct ent_text *text)
{
    char program[CLI_PATH_SIZE], word[CLI_PATH_SIZE + 32];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) return;
    program[length] = '\0';
    snprintf(word, sizeof word, "--export=ALL,ENTENTE=%s", program);
    add_word(text, word);
}

static int32_t hours(double seconds)
{
    return (int32_t)(seconds / 3600);
}

static void add_resources(struct ent_text *text, double seconds, double bytes)
{
    int32_t minutes = (int32_t)((seconds - 3600.0 * hours(seconds)) / 60);
    double megabytes = 64 * ceil(1.25 * bytes / 64e6);
    ent_text_add(text, " --time=%02d:%02d:00 --mem=%.0fM", (int)hours(seconds), (int)minutes, megabytes < 256 ? 256 : megabytes);
}

static char *array_line(const struct report *report, const char *output)
{
    struct ent_text text = {0};
    ent_text_add(&text, "array=$(sbatch --parsable --array=1-%d --cpus-per-task=%d", (int)report->plan.n_tasks,
                 (int)report->n_task_threads);
    add_resources(&text, report->plan.time_limit, report->plan.run_bytes);
    add_export(&text);
    add_word(&text, report->script[0]);
    add_word(&text, report->arguments->operands[0]);
    ent_text_add(&text, " -o");
    add_word(&text, output);
    static const enum cli_option passed[] = {OPTION_RUNS, OPTION_PRECISION, OPTION_SEED, OPTION_PARAMS};
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
        if (!cli_given(report->arguments, passed[i])) continue;
        ent_text_add(&text, " --%s", cli_options[passed[i]].name);
        add_word(&text, report->arguments->value[passed[i]]);
    }
    for (size_t i = 0; i < report->arguments->n_sets; i++) {
        ent_text_add(&text, " --set");
        add_word(&text, report->arguments->sets[i]);
    }
    ent_text_add(&text, ")");
    return ent_text_take(&text);
}

/* A gigabyte of parts is given ten minutes, the least is ten. */
static char *merge_line(const struct report *report, const char *output)
{
    struct ent_text text = {0};
    ent_text_add(&text, "sbatch --dependency=afterok:$array --kill-on-invalid-dep=yes");
    add_resources(&text, 600 * ceil(1 + (report->plan.parts_bytes + report->plan.file_bytes) / 1e9), report->plan.merge_bytes);
    add_export(&text);
    add_word(&text, report->script[1]);
    add_word(&text, output);
    return ent_text_take(&text);
}

static int make_lines(struct report *report, struct ent_error *error)
{
    char space[CLI_PATH_SIZE];
    const char *params = cli_params_folder(report->arguments, space);
    const char *output = cli_given(report->arguments, OPTION_OUTPUT) ? report->arguments->value[OPTION_OUTPUT] : "results.h5";
    if (!params) params = getenv("ENTENTE_PARAMS");
    if (!params || !params[0]) params = ENT_PARAMS_DIR;
    report->script[0] = find_script(params, "array.sbatch");
    report->script[1] = find_script(params, "merge.sbatch");
    if (report->script[0] && report->script[1]) {
        report->array_line = array_line(report, output);
        report->merge_line = merge_line(report, output);
    }
    return report->array_line && report->merge_line ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
}

/* --- for people ---------------------------------------------------------------------------------------------------------- */

struct quantity {
    char text[32];
};

static struct quantity in_units(double value, const double *factor, const char *const *unit, size_t n)
{
    struct quantity quantity;
    size_t i = 0;
    while (i + 1 < n && value >= factor[i + 1]) i++;
    double shown = value / factor[i];
    snprintf(quantity.text, sizeof quantity.text, "%.*f %s", shown < 10 ? 1 : 0, shown, unit[i]);
    return quantity;
}

static struct quantity duration(double seconds)
{
    static const double factor[] = {1e-6, 1e-3, 1, 120, 7200, 172800};
    static const double size[] = {1e-6, 1e-3, 1, 60, 3600, 86400};
    static const char *const unit[] = {"us", "ms", "s", "min", "h", "days"};
    size_t i = 0;
    struct quantity quantity;
    while (i + 1 < sizeof factor / sizeof *factor && seconds >= factor[i + 1]) i++;
    double shown = seconds / size[i];
    snprintf(quantity.text, sizeof quantity.text, "%.*f %s", shown < 10 ? 1 : 0, shown, unit[i]);
    return quantity;
}

static struct quantity bytes(double value)
{
    static const double factor[] = {1e3, 1e6, 1e9, 1e12};
    static const char *const unit[] = {"kB", "MB", "GB", "TB"};
    return in_units(value, factor, unit, sizeof factor / sizeof *factor);
}

static void print_work(const struct report *report)
{
    const struct ent_cells *cells = report->cells;
    const struct ent_plan *plan = &report->plan;
    printf("%s\n", ent_experiment_name(cells->experiment));
    printf("  cells    %d = %d points x %d orders x %d scenarios", cells->n_cells, cells->n_points, cells->n_orders, cells->n_scenarios);
    if (plan->n_cells < cells->n_cells) printf("; %d differ, the others share their runs", plan->n_cells);
    const char *about = ent_cells_are_precise(cells) ? "about " : "";
    printf("\n  runs     %s%" PRId64 " = %s%.0f of each; %" PRId64 " world-months; to be cut into at most %" PRId64 "\n", about,
           plan->n_runs, about, plan->runs_of_each, plan->n_months, plan->n_pieces);
    if (!ent_cells_are_precise(cells)) return;
    printf("           as many as give '%s' a half-width of %g, from %d to %d: guessed from the spread in the sample\n",
           cells->precision.metric, cells->precision.half_width, cells->precision.least, cells->precision.most);
}

static void print_time(const struct report *report)
{
    const struct ent_probe *probe = &report->probe;
    const struct ent_plan *plan = &report->plan;
    char fastest[256], slowest[256];
    ent_cells_describe(report->cells, probe->fastest, fastest, sizeof fastest);
    ent_cells_describe(report->cells, probe->slowest, slowest, sizeof slowest);
    printf("  time     %.3g core-hours (%s of one processor)", plan->seconds / 3600, duration(plan->seconds).text);
    if (!isnan(plan->uncertain)) printf(" +-%.0f %%", 100 * plan->uncertain);
    printf("; with %d thread%s here %s\n", report->n_threads, report->n_threads == 1 ? "" : "s",
           duration(plan->seconds / report->n_threads).text);
    printf("           a run %s, from %s", duration(probe->run_seconds).text, duration(probe->least).text);
    printf(" (%s)\n           to %s (%s)\n", fastest, duration(probe->most).text, slowest);
    printf("           seen in %" PRId64 " runs of %d cells at %d of %d points, kernel %s\n", probe->n_runs, probe->n_cells,
           probe->n_points, report->cells->n_points, report->kernel);
}

static void print_room(const struct report *report)
{
    const struct ent_plan *plan = &report->plan;
    printf("  memory   %s a task of %d thread%s;", bytes(plan->run_bytes).text, report->n_task_threads,
           report->n_task_threads == 1 ? "" : "s");
    printf(" merge %s\n", bytes(plan->merge_bytes).text);
    printf("  disk     parts %s, result file %s;", bytes(plan->parts_bytes).text, bytes(plan->file_bytes).text);
    printf(" both until the merge is done\n");
}

static void print_tasks(const struct report *report)
{
    const struct ent_plan *plan = &report->plan;
    printf("  tasks    %d of %d thread%s, %s each", plan->n_tasks, report->n_task_threads, report->n_task_threads == 1 ? "" : "s",
           duration(plan->task_time).text);
    printf(": as few as have %.0f min of runs at most", report->task_minutes);
    if (plan->n_tasks == ENT_MOST_TASKS) {
        printf(", but at most %d: tasks out of time go back into the queue", ENT_MOST_TASKS);
    } else if (plan->n_tasks == plan->n_pieces && plan->n_tasks > 1) {
        printf(", but %s cannot be cut", ent_cells_are_precise(report->cells) ? "a design point with a precision" : "a block");
    }
    printf("\n\nAn estimate from a probe of %.1f s on this processor, without the merge and without waiting for disk, queue or other\n"
           "processes; two threads on one core are slower than two cores. Measured on a machine at rest it is best.\n",
           probe_seconds);
    printf("\nOn Slurm, where %s is to stand:\n\n%s\n%s\n",
           cli_given(report->arguments, OPTION_OUTPUT) ? report->arguments->value[OPTION_OUTPUT] : "results.h5", report->array_line,
           report->merge_line);
}

/* --- for machines ---------------------------------------------------------------------------------------------------------- */

static void add_real(struct ent_text *text, const char *name, double value)
{
    ent_text_add(text, "  \"%s\": ", name);
    if (isfinite(value)) {
        ent_text_add_real(text, value);
    } else {
        ent_text_add(text, "null");
    }
    ent_text_add(text, ",\n");
}

static void add_whole(struct ent_text *text, const char *name, int64_t value)
{
    ent_text_add(text, "  \"%s\": %" PRId64 ",\n", name, value);
}

static void add_string(struct ent_text *text, const char *name, const char *value, const char *end)
{
    ent_text_add(text, "  \"%s\": ", name);
    ent_text_add_quoted(text, value);
    ent_text_add(text, "%s\n", end);
}

static int print_json(const struct report *report, struct ent_error *error)
{
    const struct ent_cells *cells = report->cells;
    const struct ent_probe *probe = &report->probe;
    const struct ent_plan *plan = &report->plan;
    struct ent_text text = {0};
    ent_text_add(&text, "{\n");
    add_string(&text, "experiment", ent_experiment_name(cells->experiment), ",");
    add_whole(&text, "points", cells->n_points);
    add_whole(&text, "orders", cells->n_orders);
    add_whole(&text, "scenarios", cells->n_scenarios);
    add_whole(&text, "cells", cells->n_cells);
    add_whole(&text, "cells_that_differ", plan->n_cells);
    add_real(&text, "runs_of_each", plan->runs_of_each);
    add_whole(&text, "runs", plan->n_runs);
    add_whole(&text, "world_months", plan->n_months);
    add_whole(&text, "pieces", plan->n_pieces);
    add_string(&text, "kernel", report->kernel, ",");
    add_whole(&text, "probe_runs", probe->n_runs);
    add_whole(&text, "probe_cells", probe->n_cells);
    add_whole(&text, "probe_points", probe->n_points);
    add_real(&text, "run_seconds", probe->run_seconds);
    add_real(&text, "run_seconds_least", probe->least);
    add_real(&text, "run_seconds_most", probe->most);
    add_real(&text, "core_seconds", plan->seconds);
    add_real(&text, "core_seconds_uncertain", plan->uncertain * plan->seconds);
    add_real(&text, "core_hours", plan->seconds / 3600);
    add_whole(&text, "threads", report->n_threads);
    add_real(&text, "seconds_here", plan->seconds / report->n_threads);
    add_real(&text, "memory_bytes", plan->run_bytes);
    add_real(&text, "merge_memory_bytes", plan->merge_bytes);
    add_real(&text, "parts_bytes", plan->parts_bytes);
    add_real(&text, "file_bytes", plan->file_bytes);
    add_whole(&text, "tasks", plan->n_tasks);
    add_whole(&text, "task_threads", report->n_task_threads);
    add_real(&text, "task_seconds", plan->task_time);
    add_real(&text, "task_time_limit", plan->time_limit);
    add_string(&text, "array", report->array_line, ",");
    add_string(&text, "merge", report->merge_line, "");
    ent_text_add(&text, "}\n");
    char *json = ent_text_take(&text);
    if (!json) return ent_error_set(error, ENT_BUG, "out of memory");
    fputs(json, stdout);
    free(json);
    return ENT_OK;
}

/* --- the command ----------------------------------------------------------------------------------------------------------- */

struct request {
    uint64_t n_runs, seed, n_threads, minutes;
};

static int read_request(const struct cli_arguments *arguments, struct request *request, struct ent_error *error)
{
    int code = cli_whole_number(arguments, OPTION_RUNS, 1, 100000000, &request->n_runs, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_SEED, 0, INT64_MAX, &request->seed, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_THREADS, 1, 1024, &request->n_threads, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_TASK_MINUTES, 1, 10000, &request->minutes, error);
    return code == ENT_OK ? cli_check_precision(arguments, error) : code;
}

static int make_report(struct report *report, const struct request *request, const struct ent_kernel *kernel, double start,
                       struct ent_error *error)
{
    report->n_threads = request->n_threads > 0 ? (int32_t)request->n_threads : omp_get_max_threads();
    report->n_task_threads = request->n_threads > 0 ? (int32_t)request->n_threads : 1;
    report->task_minutes = (double)request->minutes;
    report->kernel = kernel->level;
    struct ent_plan_request asked = {.n_threads = report->n_task_threads,
                                     .task_seconds = 60 * report->task_minutes,
                                     .start_seconds = ent_clock_seconds() - start,
                                     .base_bytes = resident_bytes()};
    int code = ent_probe_run(report->cells, kernel, probe_seconds, &report->probe, error);
    if (code != ENT_OK) return code;
    ent_plan_make(report->cells, kernel, &report->probe, &asked, &report->plan);
    return make_lines(report, error);
}

static void report_free(struct report *report)
{
    free(report->script[0]);
    free(report->script[1]);
    free(report->array_line);
    free(report->merge_line);
}

int command_plan(const struct cli_arguments *arguments)
{
    struct request request = {.minutes = 20};
    struct ent_experiment *experiment = NULL;
    struct ent_cells cells = {0};
    struct report report = {.arguments = arguments, .cells = &cells};
    const struct ent_kernel *kernel = NULL;
    struct ent_error error = {0};
    double start = ent_clock_seconds();

    int code = read_request(arguments, &request, &error);
    if (code == ENT_OK) code = ent_dispatch(&kernel, &error);
    if (code != ENT_OK) return cli_fail(&error);
    code = cli_load(arguments, &experiment);
    if (code != ENT_OK) return code;

    int32_t n_runs = cli_given(arguments, OPTION_RUNS) ? (int32_t)request.n_runs : 0;
    uint64_t seed = cli_given(arguments, OPTION_SEED) ? request.seed : ent_experiment_seed(experiment);
    code = ent_cells_init(&cells, experiment, n_runs, seed, kernel == &ent_kernel_double ? ENT_RECORD_DOUBLE : 0, &error);
    if (code == ENT_OK) code = make_report(&report, &request, kernel, start, &error);
    if (code == ENT_OK && cli_given(arguments, OPTION_JSON)) {
        code = print_json(&report, &error);
    } else if (code == ENT_OK) {
        print_work(&report);
        print_time(&report);
        print_room(&report);
        print_tasks(&report);
    }
    if (code != ENT_OK) cli_fail(&error);
    report_free(&report);
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
    return code;
}
