/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results.h"

#include <errno.h>
#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/model.h"
#include "runs/layout.h"
#include "runs/output.h"

enum {
    MAX_LABELS = 100000, /* names on one axis */
    MAX_OPEN = 128,      /* variables that stay open */
    AT_ONCE = 16384      /* runs whose status is read at a time: a chunk of a long cell (FORMAT.md) */
};

static int damaged(struct ent_error *error, const struct ent_results *results, const char *what)
{
    return ent_error_set(error, ENT_IO, "%s: '%s' cannot be read: the file is damaged", results->path, what);
}

static int incomplete(struct ent_error *error, const struct ent_results *results, const char *what)
{
    return ent_error_set(error, ENT_BAD_INPUT, "%s: '%s' is missing: the file is incomplete or was not written by Entente", results->path,
                         what);
}

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* Variables stay open once they were read, so that HDF5 has the last chunk of each at hand: neighbouring cells share it. */
struct ent_open_variables {
    size_t n;
    hid_t id[MAX_OPEN];
    char *name[MAX_OPEN];
};

/* Attributes of the root */

static int read_text(const struct ent_results *results, const char *name, char **text, struct ent_error *error)
{
    if (H5Aexists(results->file, name) <= 0) return incomplete(error, results, name);
    return ent_output_text(results->file, results->path, name, 0, text, error);
}

static int read_integer(const struct ent_results *results, const char *name, int64_t *value, struct ent_error *error)
{
    if (H5Aexists(results->file, name) <= 0) return incomplete(error, results, name);
    hid_t attribute = H5Aopen(results->file, name, H5P_DEFAULT);
    hid_t type = attribute >= 0 ? H5Aget_type(attribute) : H5I_INVALID_HID;
    hid_t space = attribute >= 0 ? H5Aget_space(attribute) : H5I_INVALID_HID;
    int good = type >= 0 && H5Tget_class(type) == H5T_INTEGER && H5Sget_simple_extent_npoints(space) == 1 &&
               H5Aread(attribute, H5T_NATIVE_INT64, value) >= 0;
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(attribute);
    return good ? ENT_OK : damaged(error, results, name);
}

/* Axes */

static hid_t open_variable(const struct ent_results *results, const char *name, struct ent_error *error)
{
    hid_t variable = H5I_INVALID_HID, access = H5Pcreate(H5P_DATASET_ACCESS);
    if (access < 0 || H5Pset_chunk_cache(access, 1, ENT_CHUNK_ELEMENTS * sizeof(double), 1.0) < 0)
        out_of_memory(error);
    else if (H5Lexists(results->file, name, H5P_DEFAULT) <= 0)
        incomplete(error, results, name);
    else if ((variable = H5Dopen2(results->file, name, access)) < 0)
        damaged(error, results, name);
    if (access >= 0) H5Pclose(access);
    return variable;
}

/* The same, for values: stays open, and what is handed over is closed like any other. */
static hid_t open_values(const struct ent_results *results, const char *name, struct ent_error *error)
{
    struct ent_open_variables *open = results->open;
    for (size_t i = 0; i < open->n; i++) {
        if (strcmp(open->name[i], name) != 0) continue;
        if (H5Iinc_ref(open->id[i]) > 0) return open->id[i];
        damaged(error, results, name);
        return H5I_INVALID_HID;
    }
    hid_t variable = open_variable(results, name, error);
    if (variable < 0 || open->n == MAX_OPEN) return variable;
    open->name[open->n] = strdup(name);
    if (!open->name[open->n] || H5Iinc_ref(variable) < 0) {
        free(open->name[open->n]);
        H5Dclose(variable);
        out_of_memory(error);
        return H5I_INVALID_HID;
    }
    open->id[open->n++] = variable;
    return variable;
}

static void close_values(struct ent_open_variables *open)
{
    for (size_t i = 0; open && i < open->n; i++) {
        H5Dclose(open->id[i]);
        free(open->name[i]);
    }
    free(open);
}

static int shape_of(hid_t variable, hsize_t shape[ENT_RESULTS_MAX_DIMENSIONS])
{
    int n = -1;
    hid_t space = H5Dget_space(variable);
    if (space >= 0) {
        n = H5Sget_simple_extent_ndims(space);
        if (n > ENT_RESULTS_MAX_DIMENSIONS || (n > 0 && H5Sget_simple_extent_dims(space, shape, NULL) != n)) n = -1;
        H5Sclose(space);
    }
    return n;
}

static int axis_length(const struct ent_results *results, const char *name, size_t *length, struct ent_error *error)
{
    hsize_t shape[ENT_RESULTS_MAX_DIMENSIONS] = {0};
    hid_t variable = open_variable(results, name, error);
    if (variable < 0) return error->code;
    int n = shape_of(variable, shape);
    H5Dclose(variable);
    if (n != 1 || shape[0] == 0 || shape[0] > INT32_MAX) return damaged(error, results, name);
    *length = (size_t)shape[0];
    return ENT_OK;
}

/* ENT_OK, ENT_IO (not texts, or unreadable) or ENT_BUG (out of memory). */
static int copy_labels(hid_t variable, struct ent_labels *labels)
{
    hid_t type = H5Dget_type(variable), space = H5Dget_space(variable);
    char **given = calloc(labels->n, sizeof *given);
    int code = given ? ENT_OK : ENT_BUG;
    if (!code &&
        !(type >= 0 && space >= 0 && H5Tis_variable_str(type) > 0 && H5Dread(variable, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, given) >= 0))
        code = ENT_IO;
    for (size_t i = 0; !code && i < labels->n; i++) {
        if (!given[i])
            code = ENT_IO;
        else if (!(labels->name[i] = strdup(given[i])))
            code = ENT_BUG;
    }
    if (given && type >= 0 && space >= 0) H5Dvlen_reclaim(type, space, H5P_DEFAULT, given);
    free(given);
    H5Sclose(space);
    H5Tclose(type);
    return code;
}

static void labels_free(struct ent_labels *labels)
{
    for (size_t i = 0; labels->name && i < labels->n; i++) free(labels->name[i]);
    free(labels->name);
    *labels = (struct ent_labels){0, NULL};
}

static int read_labels(const struct ent_results *results, const char *name, struct ent_labels *labels, struct ent_error *error)
{
    size_t n = 0;
    int code = axis_length(results, name, &n, error);
    if (code) return code;
    if (n > MAX_LABELS) return damaged(error, results, name);
    if (!(labels->name = calloc(n, sizeof *labels->name))) return out_of_memory(error);
    labels->n = n;
    hid_t variable = open_variable(results, name, error);
    if (variable < 0) return error->code;
    code = copy_labels(variable, labels);
    H5Dclose(variable);
    return code == ENT_BUG ? out_of_memory(error) : code ? damaged(error, results, name) : ENT_OK;
}

/* An axis of names that a file may lack. */
static int read_optional_labels(const struct ent_results *results, const char *name, struct ent_labels *labels, struct ent_error *error)
{
    return H5Lexists(results->file, name, H5P_DEFAULT) > 0 ? read_labels(results, name, labels, error) : ENT_OK;
}

int64_t ent_labels_find(const struct ent_labels *labels, const char *name)
{
    for (size_t i = 0; i < labels->n; i++)
        if (strcmp(labels->name[i], name) == 0) return (int64_t)i;
    return -1;
}

char *ent_results_configuration(const struct ent_results *results, struct ent_error *error)
{
    struct ent_output_quiet quiet;
    char *text = NULL;
    ent_output_quiet_begin(&quiet);
    if (H5Lexists(results->file, ENT_CONFIGURATION, H5P_DEFAULT) <= 0)
        incomplete(error, results, ENT_CONFIGURATION);
    else
        ent_output_text(results->file, results->path, ENT_CONFIGURATION, 1, &text, error);
    ent_output_quiet_end(&quiet);
    return text;
}

/* Opening */

static int open_file(struct ent_results *results, struct ent_error *error)
{
    struct stat status;
    if (stat(results->path, &status) != 0) return ent_error_set(error, ENT_NO_INPUT, "%s: %s", results->path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return ent_error_set(error, ENT_BAD_INPUT, "%s: is a folder; results are one file, which 'entente merge' makes of its parts",
                             results->path);
    htri_t is_hdf5 = H5Fis_hdf5(results->path);
    if (is_hdf5 <= 0) return ent_error_set(error, ENT_BAD_INPUT, "%s: not a results file: it is not HDF5", results->path);
    hid_t file;
    if (ent_output_open_file(results->path, &file, NULL) != ENT_OK)
        return ent_error_set(error, ENT_IO, "%s: HDF5 cannot open it: the file is damaged or cut short", results->path);
    results->file = file;
    return ENT_OK;
}

/* Is it one of ours, in a format that this version knows? */
static int check_format(struct ent_results *results, struct ent_error *error)
{
    static const char ours[] = "Entente ";
    int64_t format = 0;
    char *source = NULL;
    int foreign = H5Aexists(results->file, "format_version") <= 0 || H5Aexists(results->file, "source") <= 0;
    int code = foreign ? ENT_OK : ent_output_text(results->file, results->path, "source", 0, &source, error);
    if (code == ENT_BUG) return code;
    foreign = foreign || code || strncmp(source, ours, sizeof ours - 1) != 0;
    free(source);
    if (foreign)
        return ent_error_set(error, ENT_BAD_INPUT, "%s: not a results file of Entente: its attributes do not say so", results->path);
    code = read_integer(results, "format_version", &format, error);
    if (code) return code;
    if (format > ENT_FORMAT_VERSION)
        return ent_error_set(error, ENT_BAD_INPUT, "%s: written by a newer Entente in format %lld; this one reads formats up to %d",
                             results->path, (long long)format, ENT_FORMAT_VERSION);
    if (format < 1) return ent_error_set(error, ENT_BAD_INPUT, "%s: format %lld does not exist", results->path, (long long)format);
    return ENT_OK;
}

static int read_contents(struct ent_results *results, struct ent_error *error)
{
    int code = check_format(results, error);
    if (!code) code = axis_length(results, "point", &results->n_points, error);
    if (!code) code = axis_length(results, "run", &results->n_runs, error);
    if (!code) code = read_labels(results, "order", &results->order, error);
    if (!code) code = read_labels(results, "scenario", &results->scenario, error);
    if (!code) code = read_optional_labels(results, "state", &results->state, error);
    if (!code) code = read_optional_labels(results, "domain", &results->domain, error);
    if (!code) code = read_optional_labels(results, "forum", &results->forum, error);
    if (!code) code = read_optional_labels(results, "parameter", &results->parameter, error);
    if (!code) code = read_integer(results, "n_months", &results->n_months, error);
    if (!code && (results->n_months < 1 || results->n_months > ENT_MAX_MONTHS)) code = damaged(error, results, "n_months");
    if (!code) code = read_integer(results, "results_version", &results->results_version, error);
    if (!code) code = read_text(results, "title", &results->experiment, error);
    if (!code) code = read_text(results, "seed", &results->seed, error);
    if (!code) code = read_text(results, "results_digest", &results->digest, error);
    if (!code && H5Aexists(results->file, ENT_STOPPING_RULE) > 0) code = read_text(results, ENT_STOPPING_RULE, &results->stopping, error);
    return code;
}

int ent_results_open(struct ent_results *results, const char *path, struct ent_error *error)
{
    struct ent_error local;
    *results = (struct ent_results){0};
    if (!error) error = &local;
    results->path = strdup(path);
    results->open = calloc(1, sizeof *results->open);
    struct ent_output_quiet quiet;
    ent_output_quiet_begin(&quiet);
    int code = results->path && results->open ? open_file(results, error) : out_of_memory(error);
    if (!code) code = read_contents(results, error);
    ent_output_quiet_end(&quiet);
    if (code) ent_results_close(results);
    return code;
}

void ent_results_close(struct ent_results *results)
{
    struct ent_output_quiet quiet;
    ent_output_quiet_begin(&quiet);
    close_values(results->open);
    if (results->file > 0) H5Fclose(results->file);
    ent_output_quiet_end(&quiet);
    labels_free(&results->order);
    labels_free(&results->scenario);
    labels_free(&results->state);
    labels_free(&results->domain);
    labels_free(&results->forum);
    labels_free(&results->parameter);
    free(results->path);
    free(results->experiment);
    free(results->digest);
    free(results->seed);
    free(results->stopping);
    *results = (struct ent_results){0};
}

/* Variables */

int ent_results_has(const struct ent_results *results, const char *variable)
{
    struct ent_output_quiet quiet;
    ent_output_quiet_begin(&quiet);
    htri_t has = H5Lexists(results->file, variable, H5P_DEFAULT);
    ent_output_quiet_end(&quiet);
    return has > 0;
}

int ent_results_shape(const struct ent_results *results, const char *variable, size_t shape[ENT_RESULTS_MAX_DIMENSIONS], int *n_dimensions,
                      struct ent_error *error)
{
    struct ent_error local;
    hsize_t extent[ENT_RESULTS_MAX_DIMENSIONS] = {0};
    int code = ENT_OK;
    if (!error) error = &local;
    struct ent_output_quiet quiet;
    ent_output_quiet_begin(&quiet);
    hid_t dataset = open_variable(results, variable, error);
    if (dataset < 0) {
        code = error->code;
    } else {
        *n_dimensions = shape_of(dataset, extent);
        if (*n_dimensions < 0) code = damaged(error, results, variable);
        H5Dclose(dataset);
    }
    ent_output_quiet_end(&quiet);
    for (int i = 0; i < ENT_RESULTS_MAX_DIMENSIONS; i++) shape[i] = (size_t)extent[i];
    return code;
}

/* Reads a box that is known to lie inside. */
static int read_box(hid_t dataset, int n, const hsize_t *start, const hsize_t *count, double *values)
{
    hid_t file = H5Dget_space(dataset), memory = H5Screate_simple(n, count, NULL);
    int good = file >= 0 && memory >= 0 && H5Sselect_hyperslab(file, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
               H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, file, H5P_DEFAULT, values) >= 0;
    H5Sclose(memory);
    H5Sclose(file);
    return good;
}

int ent_results_read(const struct ent_results *results, const char *variable, int n_dimensions, const size_t *start, const size_t *count,
                     double *values, struct ent_error *error)
{
    struct ent_error local;
    hsize_t extent[ENT_RESULTS_MAX_DIMENSIONS] = {0}, from[ENT_RESULTS_MAX_DIMENSIONS], box[ENT_RESULTS_MAX_DIMENSIONS];
    int code = ENT_OK;
    if (!error) error = &local;
    struct ent_output_quiet quiet;
    ent_output_quiet_begin(&quiet);
    hid_t dataset = open_values(results, variable, error);
    if (dataset < 0) {
        code = error->code;
        goto out;
    }
    int inside = n_dimensions > 0 && shape_of(dataset, extent) == n_dimensions;
    for (int i = 0; inside && i < n_dimensions; i++) {
        from[i] = start[i];
        box[i] = count[i];
        inside = count[i] > 0 && start[i] < extent[i] && count[i] <= extent[i] - start[i];
    }
    if (!inside)
        code = ent_error_set(error, ENT_BAD_INPUT, "%s: '%s' does not have the shape that the axes of the file give it", results->path,
                             variable);
    else if (!read_box(dataset, n_dimensions, from, box, values))
        code = damaged(error, results, variable);
out:
    H5Dclose(dataset);
    ent_output_quiet_end(&quiet);
    return code;
}

int ent_results_metric_part(const struct ent_results *results, const char *metric, struct ent_cell_at cell, size_t first, size_t n,
                            double *values, struct ent_error *error)
{
    double status[AT_ONCE];
    size_t start[] = {cell.point, cell.order, cell.scenario, first}, count[] = {1, 1, 1, n};
    int code = ent_results_read(results, metric, 4, start, count, values, error);
    for (size_t done = 0; !code && done < n; done += count[3]) {
        start[3] = first + done;
        count[3] = n - done < AT_ONCE ? n - done : AT_ONCE;
        code = ent_results_read(results, "status", 4, start, count, status, error);
        for (size_t i = 0; !code && i < count[3]; i++)
            if ((int)status[i] != ENT_RUN_DONE) values[done + i] = NAN;
    }
    return code;
}

int ent_results_metric(const struct ent_results *results, const char *metric, struct ent_cell_at cell, double *values,
                       struct ent_error *error)
{
    return ent_results_metric_part(results, metric, cell, 0, results->n_runs, values, error);
}

int ent_results_counts(const struct ent_results *results, struct ent_cell_at cell, struct ent_run_counts *counts, struct ent_error *error)
{
    double status[AT_ONCE];
    size_t start[] = {cell.point, cell.order, cell.scenario, 0}, count[] = {1, 1, 1, 0};
    int code = ENT_OK;
    int64_t end = 0; /* of the runs that were done or failed */
    *counts = (struct ent_run_counts){(int64_t)results->n_runs, 0, 0, 0};
    for (size_t first = 0; !code && first < results->n_runs; first += count[3]) {
        size_t left = results->n_runs - first;
        start[3] = first;
        count[3] = left < AT_ONCE ? left : AT_ONCE;
        code = ent_results_read(results, "status", 4, start, count, status, error);
        for (size_t i = 0; !code && i < count[3]; i++) {
            counts->done += (int)status[i] == ENT_RUN_DONE;
            counts->not_run += (int)status[i] == ENT_RUN_MISSING;
            counts->failed += (int)status[i] == ENT_RUN_FAILED;
            if ((int)status[i] != ENT_RUN_MISSING) end = (int64_t)(first + i) + 1;
        }
    }
    if (results->stopping) {
        counts->not_run -= counts->n - end;
        counts->n = end;
    }
    return code;
}
