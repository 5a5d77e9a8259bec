/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/verify.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/record.h"
#include "params/sha256.h"
#include "runs/configuration.h"
#include "runs/digest.h"
#include "runs/output.h"

enum { MOST_SAID = 20 };

struct verify {
    const char *path;
    struct ent_experiment *experiment;
    struct ent_cells cells;
    struct ent_output file;
    struct ent_verify_report *report;
    const struct ent_listener *listener;
    char first[512]; /* the first violation */
    int same_version;
    float *value; /* of one cell: [n_runs] */
    int8_t *status, *failure_code;
    int16_t *failure_month;
    struct ent_totals totals;
};

__attribute__((format(printf, 3, 4))) static void violated(struct verify *verify, int32_t cell, const char *format, ...)
{
    char place[300], what[200];
    va_list values;
    va_start(values, format);
    vsnprintf(what, sizeof what, format, values);
    va_end(values);
    ent_cells_describe(&verify->cells, cell, place, sizeof place);
    if (verify->report->n_violations == 0) snprintf(verify->first, sizeof verify->first, "%s: %s", place, what);
    if (verify->report->n_violations++ < MOST_SAID) ent_say(verify->listener, "%s: %s: %s", verify->path, place, what);
}

/* --- digest and configuration ---------------------------------------------------------------------------------------------- */

static int check_digest(struct verify *verify, struct ent_error *error)
{
    uint8_t digest[32];
    char *stored = NULL;
    int code = ent_output_text(verify->file.file, verify->path, "results_digest", 0, &stored, error);
    if (code == ENT_OK) code = ent_digest(verify->file.file, verify->path, digest, NULL, error);
    if (code == ENT_OK) {
        ent_sha256_hex(digest, verify->report->digest);
        if (strcmp(stored, verify->report->digest) != 0)
            code = ent_error_set(error, ENT_IO, "%s: the results are not those that were written: digest %s, stored %s", verify->path,
                                 verify->report->digest, stored);
    }
    free(stored);
    return code;
}

static int check_version(struct verify *verify, struct ent_error *error)
{
    int64_t version = -1;
    hid_t attribute = H5Aopen(verify->file.file, "results_version", H5P_DEFAULT);
    int good = attribute >= 0 && H5Aread(attribute, H5T_NATIVE_INT64, &version) >= 0;
    if (attribute >= 0) H5Aclose(attribute);
    if (!good) return ent_error_set(error, ENT_BAD_INPUT, "%s: has no results_version", verify->path);
    verify->same_version = version == ENT_RESULTS_VERSION;
    if (!verify->same_version)
        ent_say(verify->listener, "%s: made with results_version %lld, this is %d: the cells' hashes are not compared", verify->path,
                (long long)version, ENT_RESULTS_VERSION);
    return ENT_OK;
}

static int check_hash(struct verify *verify, int32_t cell, struct ent_error *error)
{
    size_t start[ENT_MAX_AXES] = {0};
    const size_t count[ENT_MAX_AXES] = {1, 1, 1, 32};
    uint8_t hash[32];
    if (!verify->same_version) return ENT_OK;
    ent_cells_place(&verify->cells, cell, start);
    int code = ent_output_read(&verify->file, verify->file.layout.cell_hash, start, count, hash, error);
    if (code == ENT_OK && memcmp(hash, verify->cells.cell[cell].hash, 32) != 0)
        violated(verify, cell, "its hash is not that of the stored configuration");
    return code;
}

/* --- values of runs ----------------------------------------------------------------------------------------------------------- */

static void check_statuses(struct verify *verify, int32_t cell, int64_t *n_done)
{
    struct ent_verify_report *report = verify->report;
    size_t n = verify->file.layout.length[ENT_AXIS_run];
    while (ent_cells_are_precise(&verify->cells) && n > 0 && verify->status[n - 1] == ENT_RUN_MISSING) n--; /* not needed */
    for (size_t r = 0; r < n; r++) {
        int status = verify->status[r], failure = verify->failure_code[r], month = verify->failure_month[r];
        report->n_runs++;
        *n_done += status == ENT_RUN_DONE;
        report->n_missing += status == ENT_RUN_MISSING;
        report->n_failed += status == ENT_RUN_FAILED;
        if (status < 0 || status > ENT_RUN_FAILED) violated(verify, cell, "run %zu has status %d", r, status);
        if ((status == ENT_RUN_FAILED) != (failure != 0) || failure < 0 || failure >= ENT_N_RUN_FAILURES)
            violated(verify, cell, "run %zu has status %d and failure code %d", r, status, failure);
        if (month < -1 || month >= verify->cells.cell[cell].n_months || (status != ENT_RUN_FAILED && month != -1))
            violated(verify, cell, "run %zu has status %d and failure month %d", r, status, month);
    }
    report->n_done += *n_done;
}

static void check_metric(struct verify *verify, int32_t cell, int k)
{
    const struct ent_metric_row *row = &ent_metric_rows[k];
    /* Values are float32: a bound that is not one is widened to the next. */
    double low = (double)(float)row->low, high = (double)(float)row->high;
    int is_always = strcmp(row->undefined, "never") == 0;
    for (size_t r = 0; r < verify->file.layout.length[ENT_AXIS_run]; r++) {
        double value = (double)verify->value[r];
        int is_done = verify->status[r] == ENT_RUN_DONE;
        if (isnan(value) ? is_done && is_always : !is_done)
            violated(verify, cell, "run %zu has %s %g with status %d", r, row->name, value, verify->status[r]);
        else if (!isnan(value) && !(value >= low && value <= high))
            violated(verify, cell, "run %zu has %s %g outside [%g, %g]", r, row->name, value, row->low, row->high);
    }
}

static int check_runs(struct verify *verify, int32_t cell, int64_t *n_done, struct ent_error *error)
{
    const struct ent_layout *layout = &verify->file.layout;
    size_t start[ENT_MAX_AXES] = {0};
    const size_t count[ENT_MAX_AXES] = {1, 1, 1, layout->length[ENT_AXIS_run]};
    ent_cells_place(&verify->cells, cell, start);
    int code = ent_output_read(&verify->file, layout->status, start, count, verify->status, error);
    if (code == ENT_OK) code = ent_output_read(&verify->file, layout->failure_code, start, count, verify->failure_code, error);
    if (code == ENT_OK) code = ent_output_read(&verify->file, layout->failure_month, start, count, verify->failure_month, error);
    if (code == ENT_OK) check_statuses(verify, cell, n_done);
    for (int k = 0; code == ENT_OK && k < ENT_N_METRICS; k++) {
        code = ent_output_read(&verify->file, layout->metric + k, start, count, verify->value, error);
        if (code == ENT_OK) check_metric(verify, cell, k);
    }
    return code;
}

/* --- runs that are kept whole --------------------------------------------------------------------------------------------------- */

static void check_kept_run(struct verify *verify, int32_t cell, int t, int32_t run, const float *value, size_t n_months)
{
    const struct ent_metric_row *row = &ent_trajectory_rows[t];
    int is_done = (size_t)run < verify->file.layout.length[ENT_AXIS_run] && verify->status[run] == ENT_RUN_DONE;
    for (size_t m = 0; m < n_months; m++) {
        int is_good = is_done ? value[m] >= (float)row->low && value[m] <= (float)row->high : isnan(value[m]);
        if (is_good) continue;
        violated(verify, cell, "run %d, kept whole, has %s %g", run, row->name, (double)value[m]);
        return;
    }
}

/* One chunk's runs at a time. */
static int check_kept(struct verify *verify, int32_t cell, struct ent_error *error)
{
    const struct ent_layout *layout = &verify->file.layout;
    const struct ent_recording *recording = ent_experiment_recording(verify->cells.experiment);
    struct ent_shape shape = ent_layout_shape(&verify->cells, cell);
    size_t chunk[ENT_MAX_AXES], start[ENT_MAX_AXES] = {0}, n_kept = layout->length[ENT_AXIS_kept_run];
    size_t n_months = ent_shape_kept_months(&shape), count[ENT_MAX_AXES] = {1, 1, 1, 0, n_months};
    if (layout->of_run < 0) return ENT_OK;
    ent_layout_chunk(layout, &layout->variable[layout->of_run], chunk);
    float *value = malloc(chunk[3] * n_months * sizeof *value);
    int code = value != NULL ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory while verifying %s", verify->path);
    ent_cells_place(&verify->cells, cell, start);
    for (int t = 0; code == ENT_OK && t < ENT_N_TRAJECTORIES; t++)
        for (start[3] = 0; code == ENT_OK && start[3] < n_kept; start[3] += chunk[3]) {
            count[3] = n_kept - start[3] < chunk[3] ? n_kept - start[3] : chunk[3];
            code = ent_output_read(&verify->file, layout->of_run + t, start, count, value, error);
            for (size_t k = 0; code == ENT_OK && k < count[3]; k++)
                check_kept_run(verify, cell, t, ent_recording_run(recording, (int32_t)(start[3] + k)), value + k * n_months, n_months);
        }
    free(value);
    return code;
}

/* --- sums ------------------------------------------------------------------------------------------------------------------------ */

/* Every histogram counts each run once, and agrees with the sum to within the width of its bins. */
static void check_histograms(struct verify *verify, int32_t cell, int64_t n)
{
    const struct ent_totals *totals = &verify->totals;
    size_t n_places = ent_sum_length(&totals->shape, ENT_SUM_level_sum);
    for (size_t i = 0; i < n_places; i++) {
        const int64_t *histogram = totals->sum[ENT_SUM_histogram] + i * ENT_N_BINS;
        int64_t counted = 0, least = 0;
        for (int bin = 0; bin < ENT_N_BINS; bin++) {
            counted += histogram[bin];
            least += histogram[bin] * bin * (65536 / ENT_N_BINS);
        }
        int64_t sum = totals->sum[ENT_SUM_level_sum][i];
        if (counted != n || sum < least || sum > least + n * (65536 / ENT_N_BINS - 1)) {
            const char *name = ent_trajectory_rows[i / (size_t)totals->shape.n_months].name;
            violated(verify, cell, "the histogram of %s in month %zu does not agree with its sum or the %lld runs done", name,
                     i % (size_t)totals->shape.n_months, (long long)n);
            return;
        }
    }
}

static int check_sums(struct verify *verify, int32_t cell, int64_t n_done, struct ent_error *error)
{
    const struct ent_layout *layout = &verify->file.layout;
    struct ent_shape shape = ent_layout_shape(&verify->cells, cell);
    size_t start[ENT_MAX_AXES] = {0}, n_months = (size_t)shape.n_months;
    size_t count[ENT_MAX_AXES] = {1, 1, 1, ENT_N_TRAJECTORIES, n_months, ENT_N_BINS};
    int64_t counted;
    ent_cells_place(&verify->cells, cell, start);
    int code = ent_output_read(&verify->file, layout->counted, start, count, &counted, error);
    if (code == ENT_OK && counted != n_done)
        violated(verify, cell, "the sums hold %lld runs, %lld were done", (long long)counted, (long long)n_done);
    if (code != ENT_OK || layout->sum[ENT_SUM_histogram] < 0) return code;
    ent_totals_reset(&verify->totals, &shape);
    code = ent_output_read(&verify->file, layout->sum[ENT_SUM_level_sum], start, count, verify->totals.sum[ENT_SUM_level_sum], error);
    if (code == ENT_OK)
        code = ent_output_read(&verify->file, layout->sum[ENT_SUM_histogram], start, count, verify->totals.sum[ENT_SUM_histogram], error);
    if (code == ENT_OK) check_histograms(verify, cell, counted);
    return code;
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------- */

static int allocate(struct verify *verify, struct ent_error *error)
{
    size_t n = verify->file.layout.length[ENT_AXIS_run];
    struct ent_shape most = ent_layout_most(&verify->cells);
    verify->value = malloc(n * sizeof *verify->value);
    verify->status = malloc(n * sizeof *verify->status);
    verify->failure_code = malloc(n * sizeof *verify->failure_code);
    verify->failure_month = malloc(n * sizeof *verify->failure_month);
    if (!verify->value || !verify->status || !verify->failure_code || !verify->failure_month)
        return ent_error_set(error, ENT_BUG, "out of memory while verifying %s", verify->path);
    return ent_totals_init(&verify->totals, &most, error);
}

static int check_axes(struct verify *verify, struct ent_error *error)
{
    const size_t *length = verify->file.layout.length;
    struct ent_cells *cells = &verify->cells;
    if (ent_cells_are_precise(cells)) cells->n_runs = (int32_t)length[ENT_AXIS_run]; /* by the values: ent_settle_verify */
    if (length[ENT_AXIS_point] != (size_t)cells->n_points || length[ENT_AXIS_order] != (size_t)cells->n_orders ||
        length[ENT_AXIS_scenario] != (size_t)cells->n_scenarios || length[ENT_AXIS_run] != (size_t)cells->n_runs)
        return ent_error_set(error, ENT_IO, "%s: holds %zu x %zu x %zu cells of %zu runs, its configuration asks for %d x %d x %d of %d",
                             verify->path, length[ENT_AXIS_point], length[ENT_AXIS_order], length[ENT_AXIS_scenario], length[ENT_AXIS_run],
                             cells->n_points, cells->n_orders, cells->n_scenarios, cells->n_runs);
    return ENT_OK;
}

static int check_all(struct verify *verify, struct ent_error *error)
{
    int code = check_digest(verify, error);
    if (code == ENT_OK) code = check_version(verify, error);
    if (code == ENT_OK) code = check_axes(verify, error);
    if (code == ENT_OK) code = allocate(verify, error);
    for (int32_t c = 0; code == ENT_OK && c < verify->cells.n_cells; c++) {
        int64_t n_done = 0;
        code = check_hash(verify, c, error);
        if (code == ENT_OK) code = check_runs(verify, c, &n_done, error);
        if (code == ENT_OK) code = check_kept(verify, c, error);
        if (code == ENT_OK) code = check_sums(verify, c, n_done, error);
    }
    verify->report->n_cells = verify->cells.n_cells;
    if (code == ENT_OK && verify->report->n_violations > 0)
        code = ent_error_set(error, ENT_IO, "%s: %lld broken invariants, the first: %s", verify->path,
                             (long long)verify->report->n_violations, verify->first);
    return code;
}

int ent_verify(const char *path, const struct ent_listener *listener, struct ent_verify_report *report, struct ent_error *error)
{
    struct verify verify = {.path = path, .report = report, .listener = listener};
    struct ent_output_quiet quiet;
    char *yaml = NULL;
    uint32_t record;
    memset(report, 0, sizeof *report);
    ent_output_quiet_begin(&quiet);
    int code = ent_configuration_read(path, &yaml, &record, error);
    if (code == ENT_OK) code = ent_configuration_parse(yaml, path, record, &verify.experiment, &verify.cells, error);
    if (code == ENT_OK) code = ent_output_open(&verify.file, path, &verify.cells, error);
    if (code == ENT_OK) code = check_all(&verify, error);
    ent_output_close(&verify.file, NULL);
    ent_output_quiet_end(&quiet);
    ent_totals_free(&verify.totals);
    ent_cells_free(&verify.cells);
    ent_experiment_free(verify.experiment);
    free(verify.value);
    free(verify.status);
    free(verify.failure_code);
    free(verify.failure_month);
    free(yaml);
    return code;
}
