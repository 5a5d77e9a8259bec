/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/merge.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "params/sha256.h"
#include "runs/clock.h"
#include "runs/configuration.h"
#include "runs/digest.h"
#include "runs/kept.h"
#include "runs/output.h"
#include "runs/settle.h"
#include "runs/sums.h"

enum { MOST_ATTEMPTS = 5 };

struct merge {
    struct ent_cells *cells;
    const struct ent_merge_options *options;
    struct ent_store store;
    struct ent_output output;
    const char *final;
    char *temporary;
    size_t steps_done, steps_total; /* of progress */
    /* Values of the runs of one chunk: [n_elements] each, metric [ENT_N_METRICS][n_elements]. */
    size_t n_elements;
    float *metric;
    int8_t *status, *failure_code;
    int16_t *failure_month;
};

static int out_of_memory(const struct merge *merge, struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory while merging %s", merge->final);
}

static void step(void *closure)
{
    struct merge *merge = closure;
    merge->steps_done++;
    if (merge->options->progress != NULL)
        merge->options->progress((double)merge->steps_done / (double)merge->steps_total, merge->options->progress_closure);
}

/* --- gaps ------------------------------------------------------------------------------------------------------------------ */

static int check_gaps(const struct merge *merge, struct ent_merge_report *report, struct ent_error *error)
{
    const struct ent_cells *cells = merge->cells;
    int32_t n_blocks = merge->store.n_blocks, gap_cell = -1, gap_block = 0;
    for (int32_t c = 0; c < cells->n_cells; c++)
        for (int32_t b = 0; b < n_blocks; b++) {
            uint64_t done = merge->store.done[(size_t)cells->cell[c].same * (size_t)n_blocks + (size_t)b];
            uint64_t open = ent_cells_block_mask(cells, c, b) & ~done;
            if (open != 0 && gap_cell < 0) {
                gap_cell = c;
                gap_block = b;
            }
            report->n_missing += __builtin_popcountll(open);
        }
    report->n_runs = ent_cells_all_runs(cells);
    if (report->n_missing == 0 || merge->options->allow_missing) return ENT_OK;
    char place[300];
    ent_cells_describe(cells, gap_cell, place, sizeof place);
    return ent_error_set(error, ENT_NO_INPUT, "%s: %lld of %lld runs are missing, the first in %s, runs %d to %d", merge->options->target,
                         (long long)report->n_missing, (long long)report->n_runs, place, gap_block * ENT_BLOCK_RUNS,
                         gap_block * ENT_BLOCK_RUNS + ENT_BLOCK_RUNS - 1 < cells->n_runs ? gap_block * ENT_BLOCK_RUNS + ENT_BLOCK_RUNS - 1
                                                                                         : cells->n_runs - 1);
}

/* Whether the target is already what would be written. */
static int is_complete(const struct merge *merge)
{
    const struct ent_cells *cells = merge->cells;
    const size_t *length = merge->store.base.layout.length;
    if (!merge->store.has_base || merge->store.n_entries > 0 || merge->options->output != NULL ||
        length[ENT_AXIS_point] != (size_t)cells->n_points || length[ENT_AXIS_order] != (size_t)cells->n_orders ||
        length[ENT_AXIS_scenario] != (size_t)cells->n_scenarios || length[ENT_AXIS_run] != (size_t)cells->n_runs)
        return 0;
    for (int32_t c = 0; c < cells->n_cells; c++)
        if (merge->store.base_cell[cells->cell[c].same] != c && cells->cell[c].same == c) return 0;
    static const enum ent_axis named[] = {ENT_AXIS_order, ENT_AXIS_scenario};
    int same = 1;
    for (size_t a = 0; same && a < sizeof named / sizeof *named; a++) {
        char **label;
        size_t n;
        if (ent_output_labels(&merge->store.base, named[a], &label, &n, NULL) != ENT_OK) return 0;
        for (size_t i = 0; i < n; i++) same &= strcmp(label[i], ent_layout_label(cells, named[a], i)) == 0;
        ent_output_labels_free(label, n);
    }
    return same;
}

/* --- values of runs ------------------------------------------------------------------------------------------------------------ */

/* A box of the axes point, order, scenario, run that is one chunk of every variable of runs. */
struct box {
    size_t start[ENT_MAX_AXES], count[ENT_MAX_AXES];
};

static void clear_box(struct merge *merge)
{
    for (size_t i = 0; i < merge->n_elements; i++) {
        merge->status[i] = ENT_RUN_MISSING;
        merge->failure_code[i] = 0;
        merge->failure_month[i] = -1;
    }
    for (size_t i = 0; i < merge->n_elements * ENT_N_METRICS; i++) merge->metric[i] = NAN;
}

static int read_base_runs(struct merge *merge, int32_t base_cell, const struct box *box, size_t at, struct ent_error *error)
{
    const struct ent_output *base = &merge->store.base;
    size_t start[ENT_MAX_AXES] = {0}, count[ENT_MAX_AXES] = {1, 1, 1, box->count[3]};
    size_t n_runs = base->layout.length[ENT_AXIS_run];
    ent_store_place(&merge->store, base_cell, start);
    start[3] = box->start[3];
    if (start[3] >= n_runs) return ENT_OK;
    if (start[3] + count[3] > n_runs) count[3] = n_runs - start[3];
    int code = ent_output_read(base, base->layout.status, start, count, merge->status + at, error);
    if (code == ENT_OK) code = ent_output_read(base, base->layout.failure_code, start, count, merge->failure_code + at, error);
    if (code == ENT_OK) code = ent_output_read(base, base->layout.failure_month, start, count, merge->failure_month + at, error);
    for (int k = 0; code == ENT_OK && k < ENT_N_METRICS; k++)
        code = ent_output_read(base, base->layout.metric + k, start, count, merge->metric + (size_t)k * merge->n_elements + at, error);
    return code;
}

static int read_entry_runs(struct merge *merge, const struct ent_entry *entry, size_t at, struct ent_error *error)
{
    struct ent_journal_record record;
    float metric[ENT_BLOCK_RUNS][ENT_N_METRICS];
    int code = ent_store_read(&merge->store, entry, 0, &record, error);
    if (code != ENT_OK) return code;
    ent_block_get_runs(merge->store.bytes, entry->count, &metric[0][0], merge->status + at, merge->failure_code + at,
                       merge->failure_month + at);
    for (size_t r = 0; r < entry->count; r++)
        for (size_t k = 0; k < ENT_N_METRICS; k++) merge->metric[k * merge->n_elements + at + r] = metric[r][k];
    return ENT_OK;
}

/* Fills the row of runs of one cell, which begins at element `at` of the box. */
static int read_row(struct merge *merge, int32_t cell, const struct box *box, size_t at, struct ent_error *error)
{
    int32_t same = merge->cells->cell[cell].same;
    int code = ENT_OK;
    if (merge->store.base_cell[same] >= 0) code = read_base_runs(merge, merge->store.base_cell[same], box, at, error);
    for (size_t e = merge->store.first_entry[same]; code == ENT_OK && e < merge->store.first_entry[same + 1]; e++) {
        const struct ent_entry *entry = &merge->store.entry[e];
        if (entry->first >= box->start[3] && entry->first < box->start[3] + box->count[3])
            code = read_entry_runs(merge, entry, at + entry->first - box->start[3], error);
    }
    return code;
}

static int write_box(struct merge *merge, const struct box *box, struct ent_error *error)
{
    const struct ent_layout *layout = &merge->output.layout;
    size_t at = 0;
    int code = ENT_OK;
    clear_box(merge);
    for (size_t p = 0; p < box->count[0]; p++)
        for (size_t o = 0; o < box->count[1]; o++)
            for (size_t s = 0; s < box->count[2] && code == ENT_OK; s++, at += box->count[3])
                code = read_row(
                    merge,
                    ent_cells_index(merge->cells, (int32_t)(box->start[0] + p), (int32_t)(box->start[1] + o), (int32_t)(box->start[2] + s)),
                    box, at, error);
    if (code == ENT_OK) code = ent_output_write(&merge->output, layout->status, box->start, box->count, merge->status, error);
    if (code == ENT_OK) code = ent_output_write(&merge->output, layout->failure_code, box->start, box->count, merge->failure_code, error);
    if (code == ENT_OK) code = ent_output_write(&merge->output, layout->failure_month, box->start, box->count, merge->failure_month, error);
    for (int k = 0; code == ENT_OK && k < ENT_N_METRICS; k++)
        code = ent_output_write(&merge->output, layout->metric + k, box->start, box->count, merge->metric + (size_t)k * merge->n_elements,
                                error);
    return code;
}

static size_t n_chunks(size_t length, size_t chunk)
{
    return (length + chunk - 1) / chunk;
}

static void free_runs(struct merge *merge)
{
    free(merge->metric);
    free(merge->status);
    free(merge->failure_code);
    free(merge->failure_month);
    merge->metric = NULL;
    merge->status = merge->failure_code = NULL;
    merge->failure_month = NULL;
}

static int write_runs(struct merge *merge, struct ent_error *error)
{
    const struct ent_layout *layout = &merge->output.layout;
    const struct ent_variable *variable = &layout->variable[layout->status];
    size_t chunk[ENT_MAX_AXES], n[4], total = 1;
    int code = ENT_OK;
    ent_layout_chunk(layout, variable, chunk);
    for (int a = 0; a < 4; a++) {
        n[a] = n_chunks(layout->length[variable->axis[a]], chunk[a]);
        total *= n[a];
    }
    merge->n_elements = chunk[0] * chunk[1] * chunk[2] * chunk[3];
    merge->metric = malloc(merge->n_elements * ENT_N_METRICS * sizeof *merge->metric);
    merge->status = malloc(merge->n_elements * sizeof *merge->status);
    merge->failure_code = malloc(merge->n_elements * sizeof *merge->failure_code);
    merge->failure_month = malloc(merge->n_elements * sizeof *merge->failure_month);
    if (!merge->metric || !merge->status || !merge->failure_code || !merge->failure_month) return out_of_memory(merge, error);
    merge->steps_total = total + (size_t)merge->cells->n_cells;
    for (size_t i = 0; code == ENT_OK && i < total; i++) {
        struct box box;
        size_t rest = i;
        for (int a = 3; a >= 0; a--) {
            size_t length = layout->length[variable->axis[a]];
            box.start[a] = rest % n[a] * chunk[a];
            box.count[a] = length - box.start[a] < chunk[a] ? length - box.start[a] : chunk[a];
            rest /= n[a];
        }
        code = write_box(merge, &box, error);
        step(merge);
    }
    free_runs(merge);
    return code;
}

/* --- the design ------------------------------------------------------------------------------------------------------------------- */

static int write_design(struct merge *merge, struct ent_error *error)
{
    const struct ent_points *points = &merge->cells->points;
    const size_t start[ENT_MAX_AXES] = {0, 0}, count[ENT_MAX_AXES] = {(size_t)points->n, (size_t)points->n_varied};
    if (merge->output.layout.design < 0) return ENT_OK;
    return ent_output_write(&merge->output, merge->output.layout.design, start, count, points->value, error);
}

/* --- from the temporary name to the final one --------------------------------------------------------------------------------------- */

static int sync_path(const char *path, int flags, struct ent_error *error)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) return ent_error_set(error, ENT_IO, "%s: cannot be opened: %s", path, strerror(errno));
    int failed = fsync(fd) != 0 && !((flags & O_DIRECTORY) && errno == EINVAL);
    int cause = errno;
    if (close(fd) != 0 && !failed) {
        failed = 1;
        cause = errno;
    }
    return failed ? ent_error_set(error, ENT_IO, "%s: cannot be made durable: %s", path, strerror(cause)) : ENT_OK;
}

/* Opens the closed file again: every dataset must be stored as it was when the digest was computed from it. */
static int check_written(const struct merge *merge, const uint8_t stored[32], struct ent_error *error)
{
    uint8_t again[32];
    hid_t file;
    if (ent_output_open_file(merge->temporary, &file, error) != ENT_OK) return ENT_IO;
    int code = ent_digest(file, merge->temporary, NULL, again, error);
    if (code == ENT_OK && memcmp(stored, again, 32) != 0)
        code = ent_error_set(error, ENT_IO, "%s: reads back differently from what was written", merge->temporary);
    if (H5Fclose(file) < 0 && code == ENT_OK) code = ent_output_fail(error, ENT_IO, merge->temporary, "cannot be closed");
    return code;
}

static int put_in_place(const struct merge *merge, struct ent_merge_report *report, struct ent_error *error)
{
    struct stat status;
    int code = stat(merge->temporary, &status) == 0 ? ENT_OK : ent_error_set(error, ENT_IO, "%s: %s", merge->temporary, strerror(errno));
    if (code == ENT_OK && rename(merge->temporary, merge->final) != 0)
        code = ent_error_set(error, ENT_IO, "%s: cannot be renamed to %s: %s", merge->temporary, merge->final, strerror(errno));
    if (code != ENT_OK) return code;
    report->file_bytes = (uint64_t)status.st_size;
    char *copy = strdup(merge->final);
    code = copy != NULL ? sync_path(dirname(copy), O_RDONLY | O_DIRECTORY, error) : out_of_memory(merge, error);
    free(copy);
    return code;
}

static int write_file(struct merge *merge, struct ent_merge_report *report, struct ent_error *error)
{
    uint8_t digest[32], stored[32];
    char *configuration = ent_cells_yaml(merge->cells);
    if (configuration == NULL) return out_of_memory(merge, error);
    int code = ent_output_create(&merge->output, merge->temporary, merge->cells, configuration, error);
    free(configuration);
    if (code != ENT_OK) return code;
    code = write_design(merge, error);
    if (code == ENT_OK) code = write_runs(merge, error);
    if (code == ENT_OK) code = ent_sums_write(&merge->store, &merge->output, step, merge, error);
    if (code == ENT_OK) code = ent_kept_write(&merge->store, &merge->output, error);
    if (code == ENT_OK && H5Fflush(merge->output.file, H5F_SCOPE_GLOBAL) < 0)
        code = ent_output_fail(error, ENT_IO, merge->temporary, "cannot be written out");
    if (code == ENT_OK) code = ent_digest(merge->output.file, merge->temporary, digest, stored, error);
    if (code == ENT_OK) {
        ent_sha256_hex(digest, report->digest);
        code = ent_output_set_text(merge->output.file, merge->temporary, "results_digest", report->digest, error);
    }
    int closing = ent_output_close(&merge->output, code == ENT_OK ? error : NULL);
    if (code == ENT_OK) code = closing;
    if (code == ENT_OK) code = sync_path(merge->temporary, O_RDONLY, error);
    if (code == ENT_OK) code = check_written(merge, stored, error);
    return code == ENT_OK ? put_in_place(merge, report, error) : code;
}

static char *temporary_name(const char *final)
{
    char host[65] = "", *name;
    if (gethostname(host, sizeof host - 1) != 0 || host[0] == '\0' || strchr(host, '/') != NULL) memcpy(host, "host", sizeof "host");
    return asprintf(&name, "%s.tmp-%s-%ld", final, host, (long)getpid()) < 0 ? NULL : name;
}

static int keep_digest(const struct merge *merge, struct ent_merge_report *report, struct ent_error *error)
{
    char *digest;
    int code = ent_output_text(merge->store.base.file, merge->final, "results_digest", 0, &digest, error);
    if (code != ENT_OK) return code;
    snprintf(report->digest, sizeof report->digest, "%s", digest);
    free(digest);
    report->unchanged = 1;
    return ENT_OK;
}

static int merge_once(struct merge *merge, struct ent_merge_report *report, struct ent_error *error)
{
    int code = ent_store_open(&merge->store, merge->options->target, merge->cells, &merge->options->listener, error);
    if (code == ENT_OK) code = ent_settle(&merge->store, merge->options->half_width, &merge->options->listener, error);
    if (code == ENT_OK) code = check_gaps(merge, report, error);
    if (code != ENT_OK) return code;
    for (size_t e = 0; e < merge->store.n_entries; e++) report->n_from_parts += merge->store.entry[e].count;
    merge->temporary = temporary_name(merge->final);
    if (code == ENT_OK && merge->temporary == NULL) code = out_of_memory(merge, error);
    if (code == ENT_OK && is_complete(merge)) {
        code = keep_digest(merge, report, error);
    } else if (code == ENT_OK) {
        if (unlink(merge->temporary) != 0 && errno != ENOENT) /* of a dead process with this number */
            code = ent_error_set(error, ENT_CANT_CREATE, "%s: cannot be replaced: %s", merge->temporary, strerror(errno));
        if (code == ENT_OK) {
            code = write_file(merge, report, error);
            if (code != ENT_OK) unlink(merge->temporary);
        }
    }
    if (code == ENT_OK && merge->options->output == NULL && !merge->options->keep_parts)
        code = ent_store_remove_parts(&merge->store, &merge->options->listener, error);
    return code;
}

static void merge_free(struct merge *merge)
{
    ent_output_close(&merge->output, NULL);
    ent_store_close(&merge->store);
    free(merge->temporary);
    free_runs(merge);
}

int ent_merge(struct ent_cells *cells, const struct ent_merge_options *options, struct ent_merge_report *report, struct ent_error *error)
{
    struct ent_output_quiet quiet;
    double start = ent_clock_seconds();
    int code = ENT_BUG;
    memset(report, 0, sizeof *report);
    if (options->allow_missing && options->output == NULL)
        return ent_error_set(error, ENT_USAGE, "a file with runs missing needs a name of its own: --allow-missing -o PEEK.h5");
    ent_output_quiet_begin(&quiet);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        struct merge merge = {.cells = cells, .options = options, .final = options->output != NULL ? options->output : options->target};
        memset(report, 0, sizeof *report);
        code = merge_once(&merge, report, error);
        int again = code != ENT_OK && merge.store.vanished;
        merge_free(&merge);
        if (!again) break;
    }
    ent_output_quiet_end(&quiet);
    report->seconds = ent_clock_seconds() - start;
    return code;
}

int ent_merge_target(const struct ent_merge_options *options, struct ent_merge_report *report, struct ent_error *error)
{
    struct ent_cells cells = {0};
    struct ent_experiment *experiment = NULL;
    int code = ent_configuration_load(options->target, &experiment, &cells, error);
    if (code == ENT_OK) code = ent_merge(&cells, options, report, error);
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
    return code;
}
