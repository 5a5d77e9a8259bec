/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A new output file: coordinates, variables and attributes, with every value still missing.
 */
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runs/output_inside.h"

/* --- types ------------------------------------------------------------------------------------------------------------- */

static hid_t file_type(enum ent_kind kind)
{
    switch (kind) {
    case ENT_KIND_F32:
        return H5T_IEEE_F32LE;
    case ENT_KIND_F64:
        return H5T_IEEE_F64LE;
    case ENT_KIND_I8:
        return H5T_STD_I8LE;
    case ENT_KIND_U8:
        return H5T_STD_U8LE;
    case ENT_KIND_I16:
        return H5T_STD_I16LE;
    case ENT_KIND_I64:
        return H5T_STD_I64LE;
    }
    return -1;
}

/* --- attributes --------------------------------------------------------------------------------------------------------- */

/* Attribute of `n` numbers (n = 0: one, as a scalar). */
static int set_numbers(hid_t object, const char *path, const char *name, hid_t stored, hid_t memory, hsize_t n, const void *values,
                       struct ent_error *error)
{
    hid_t space = n == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &n, NULL);
    hid_t attribute = space >= 0 ? H5Acreate2(object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT) : -1;
    int good = attribute >= 0 && H5Awrite(attribute, memory, values) >= 0;
    int code = good ? ENT_OK : ent_output_fail(error, ENT_IO, path, "an attribute cannot be written");
    if (attribute >= 0 && H5Aclose(attribute) < 0 && code == ENT_OK)
        code = ent_output_fail(error, ENT_IO, path, "an attribute cannot be closed");
    if (space >= 0) H5Sclose(space);
    return code;
}

static int set_describing(hid_t object, const char *path, const char *units, const char *text, struct ent_error *error)
{
    int code = ent_output_set_text(object, path, "long_name", text, error);
    if (code == ENT_OK && units[0] != '\0') code = ent_output_set_text(object, path, "units", units, error);
    return code;
}

/* flag_values and flag_meanings of status and failure_code (CF conventions, 3.5). */
static int set_flags(hid_t object, const char *path, int n, const char *meanings, struct ent_error *error)
{
    int8_t values[16];
    for (int i = 0; i < n; i++) values[i] = (int8_t)i;
    int code = set_numbers(object, path, "flag_values", H5T_STD_I8LE, H5T_NATIVE_INT8, (hsize_t)n, values, error);
    return code == ENT_OK ? ent_output_set_text(object, path, "flag_meanings", meanings, error) : code;
}

static int set_attributes(const struct ent_output *output, int v, struct ent_error *error)
{
#define FAILURE_WORD(name, doc) " " #name
    static const char failures[] = ENT_RUN_FAILURES(FAILURE_WORD);
    const struct ent_variable *variable = &output->layout.variable[v];
    hid_t dataset = output->dataset[v];
    int code = set_describing(dataset, output->path, variable->units, variable->text, error);
    if (code == ENT_OK && variable->has_range)
        code = set_numbers(dataset, output->path, "range", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 2, (double[2]){variable->low, variable->high},
                           error);
    if (code == ENT_OK && variable->undefined != NULL)
        code = ent_output_set_text(dataset, output->path, "undefined", variable->undefined, error);
    if (code == ENT_OK && variable->kind == ENT_KIND_F32)
        code = set_numbers(dataset, output->path, "_FillValue", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, 1, &(float){NAN}, error);
    if (code == ENT_OK && variable->kind == ENT_KIND_F64)
        code = set_numbers(dataset, output->path, "_FillValue", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 1, &(double){NAN}, error);
    if (code == ENT_OK && v == output->layout.status)
        code = set_flags(dataset, output->path, ENT_RUN_FAILED + 1, "done not_run failed", error);
    if (code == ENT_OK && v == output->layout.failure_code)
        code = set_flags(dataset, output->path, ENT_N_RUN_FAILURES, failures + 1, error);
    return code;
}

/* --- coordinates --------------------------------------------------------------------------------------------------------- */

static hid_t new_dataset_list(void)
{
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    if (list >= 0 &&
        (H5Pset_obj_track_times(list, 0) < 0 || H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0)) {
        H5Pclose(list);
        return -1;
    }
    return list;
}

/* Writes the labels or numbers of an axis into its new dataset. */
static int fill_coordinate(const struct ent_output *output, const struct ent_cells *cells, enum ent_axis axis, hid_t dataset, hid_t type,
                           struct ent_error *error)
{
    size_t n = output->layout.length[axis];
    void *values = calloc(n, sizeof(double));
    if (values == NULL) return ent_error_set(error, ENT_BUG, "out of memory for the coordinates of %s", output->path);
    for (size_t i = 0; i < n; i++) {
        if (ent_layout_label(cells, axis, 0) != NULL)
            ((const char **)values)[i] = ent_layout_label(cells, axis, i);
        else if (axis == ENT_AXIS_quantile)
            ((double *)values)[i] = ent_quantiles[i];
        else
            ((int32_t *)values)[i] = ent_layout_number(cells, axis, i);
    }
    int code = H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0
                   ? ENT_OK
                   : ent_output_fail(error, ENT_IO, output->path, "a coordinate cannot be written");
    free(values);
    return code;
}

static int create_coordinate(const struct ent_output *output, const struct ent_cells *cells, enum ent_axis axis, struct ent_error *error)
{
    const struct ent_axis_row *row = &ent_axis_rows[axis];
    char place[64], text[256];
    hsize_t n = output->layout.length[axis];
    int is_text = ent_layout_label(cells, axis, 0) != NULL;
    hid_t type = is_text ? ent_output_text_type() : -1;
    hid_t stored = is_text ? type : axis == ENT_AXIS_quantile ? H5T_IEEE_F64LE : H5T_STD_I32LE;
    hid_t memory = is_text ? type : axis == ENT_AXIS_quantile ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT32;
    hid_t list = new_dataset_list(), space = H5Screate_simple(1, &n, NULL);
    hid_t dataset = list >= 0 && space >= 0 && stored >= 0
                        ? H5Dcreate2(output->file, ent_output_coordinate(row, place), stored, space, H5P_DEFAULT, list, H5P_DEFAULT)
                        : -1;
    int code = dataset >= 0 && H5DSset_scale(dataset, row->name) >= 0
                   ? ENT_OK
                   : ent_output_fail(error, ENT_IO, output->path, "a coordinate cannot be created");
    if (code == ENT_OK) code = fill_coordinate(output, cells, axis, dataset, memory, error);
    if (axis == ENT_AXIS_month)
        snprintf(text, sizeof text, "%s, %04d-%02d", row->text, cells->start_year, cells->start_month);
    else
        snprintf(text, sizeof text, "%s", row->text);
    if (code == ENT_OK) code = set_describing(dataset, output->path, row->units, text, error);
    if (dataset >= 0 && H5Dclose(dataset) < 0 && code == ENT_OK)
        code = ent_output_fail(error, ENT_IO, output->path, "a coordinate cannot be closed");
    if (space >= 0) H5Sclose(space);
    if (list >= 0) H5Pclose(list);
    if (type >= 0) H5Tclose(type);
    return code;
}

/* --- variables ------------------------------------------------------------------------------------------------------------ */

static hid_t new_variable_list(const struct ent_layout *layout, const struct ent_variable *variable)
{
    size_t chunk[ENT_MAX_AXES];
    hsize_t sizes[ENT_MAX_AXES];
    const float nan32 = NAN;
    const double nan64 = NAN;
    const int8_t not_run = ENT_RUN_MISSING;
    const int16_t no_month = -1;
    ent_layout_chunk(layout, variable, chunk);
    for (int a = 0; a < variable->n_axes; a++) sizes[a] = chunk[a];
    hid_t list = new_dataset_list();
    herr_t fill = 0;
    if (list < 0) return -1;
    if (variable->kind == ENT_KIND_F32) fill = H5Pset_fill_value(list, H5T_NATIVE_FLOAT, &nan32);
    if (variable->kind == ENT_KIND_F64) fill = H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &nan64);
    if (variable == &layout->variable[layout->status]) fill = H5Pset_fill_value(list, H5T_NATIVE_INT8, &not_run);
    if (variable == &layout->variable[layout->failure_month]) fill = H5Pset_fill_value(list, H5T_NATIVE_INT16, &no_month);
    if (fill < 0 || H5Pset_chunk(list, variable->n_axes, sizes) < 0 || H5Pset_shuffle(list) < 0 || H5Pset_deflate(list, 1) < 0) {
        H5Pclose(list);
        return -1;
    }
    return list;
}

static int create_variable(const struct ent_output *output, int v, struct ent_error *error)
{
    const struct ent_variable *variable = &output->layout.variable[v];
    hsize_t size[ENT_MAX_AXES];
    char place[128];
    for (int a = 0; a < variable->n_axes; a++) size[a] = output->layout.length[variable->axis[a]];
    ent_output_place(variable, place);
    hid_t list = new_variable_list(&output->layout, variable), access = ent_output_access(&output->layout, variable);
    hid_t space = H5Screate_simple(variable->n_axes, size, NULL);
    if (list >= 0 && access >= 0 && space >= 0)
        output->dataset[v] = H5Dcreate2(output->file, place, file_type(variable->kind), space, H5P_DEFAULT, list, access);
    int code = output->dataset[v] >= 0 ? ENT_OK : ent_output_fail(error, ENT_IO, output->path, "a variable cannot be created");
    if (space >= 0) H5Sclose(space);
    if (access >= 0) H5Pclose(access);
    if (list >= 0) H5Pclose(list);
    return code == ENT_OK ? set_attributes(output, v, error) : code;
}

/* --- the file --------------------------------------------------------------------------------------------------------------- */

static int create_file(struct ent_output *output, struct ent_error *error)
{
    hid_t access = ent_output_file_access(), list = H5Pcreate(H5P_FILE_CREATE), group_list = H5Pcreate(H5P_GROUP_CREATE);
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    hid_t group = -1;
    if (access >= 0 && list >= 0 && group_list >= 0 && H5Pset_obj_track_times(list, 0) >= 0 &&
        H5Pset_link_creation_order(list, order) >= 0 && H5Pset_attr_creation_order(list, order) >= 0 &&
        H5Pset_obj_track_times(group_list, 0) >= 0 && H5Pset_link_creation_order(group_list, order) >= 0)
        output->file = H5Fcreate(output->path, H5F_ACC_EXCL, list, access);
    int code = output->file >= 0 ? ENT_OK : ent_output_fail(error, ENT_CANT_CREATE, output->path, "cannot be created");
    if (code == ENT_OK) {
        group = H5Gcreate2(output->file, "accumulators", H5P_DEFAULT, group_list, H5P_DEFAULT);
        if (group < 0 || H5Gclose(group) < 0) code = ent_output_fail(error, ENT_IO, output->path, "a group cannot be created");
    }
    if (group_list >= 0) H5Pclose(group_list);
    if (list >= 0) H5Pclose(list);
    if (access >= 0) H5Pclose(access);
    return code;
}

/* A long text is a dataset: attributes end at 64 KiB. */
static int write_text(const struct ent_output *output, const char *name, const char *long_name, const char *text, struct ent_error *error)
{
    hid_t type = ent_output_text_type(), space = H5Screate(H5S_SCALAR), list = new_dataset_list();
    hid_t dataset = type >= 0 && space >= 0 && list >= 0 ? H5Dcreate2(output->file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT) : -1;
    int good = dataset >= 0 && H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text) >= 0;
    int code = good ? ent_output_set_text(dataset, output->path, "long_name", long_name, error)
                    : ent_output_fail(error, ENT_IO, output->path, "a text cannot be written");
    if (dataset >= 0 && H5Dclose(dataset) < 0 && code == ENT_OK)
        code = ent_output_fail(error, ENT_IO, output->path, "a text cannot be closed");
    if (list >= 0) H5Pclose(list);
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    return code;
}

/* What the file says about itself in words: the experiment, and which of its values nobody measured. */
static int write_texts(const struct ent_output *output, const struct ent_cells *cells, const char *configuration, struct ent_error *error)
{
    int code = write_text(output, ENT_CONFIGURATION, "the resolved experiment, as YAML: running it gives this file", configuration, error);
    if (code != ENT_OK) return code;
    char *assumptions = ent_experiment_assumptions(cells->experiment);
    if (assumptions == NULL) return ent_error_set(error, ENT_BUG, "out of memory for %s", output->path);
    code = write_text(output, ENT_ASSUMPTIONS, "values that are assumed or estimated instead of measured, a line each", assumptions, error);
    free(assumptions);
    return code;
}

/* Why the cells have unlike numbers of runs. */
static int write_stopping_rule(const struct ent_output *output, const struct ent_cells *cells, struct ent_error *error)
{
    const struct ent_precision *precision = &cells->precision;
    char text[256], at[64] = "";
    if (!ent_cells_are_precise(cells)) return ENT_OK;
    if (precision->of != ENT_PRECISION_MEAN)
        snprintf(at, sizeof at, precision->of == ENT_PRECISION_QUANTILE ? " %.6g" : " above %.6g", precision->at);
    snprintf(text, sizeof text, "half-width %.6g of the 95 %% interval of the %s%s of %s in every order, with %d to %d runs",
             precision->half_width, ent_precision_names[precision->of], at, precision->metric, precision->least, precision->most);
    return ent_output_set_text(output->file, output->path, ENT_STOPPING_RULE, text, error);
}

static int write_root(const struct ent_output *output, const struct ent_cells *cells, struct ent_error *error)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"Conventions", "CF-1.10"},         {"title", ent_experiment_name(cells->experiment)},
                 {"source", "Entente " ENT_VERSION}, {"precision", cells->record & ENT_RECORD_DOUBLE ? "double" : "single"},
                 {"build_revision", ENT_REVISION},   {"build_compiler", ENT_COMPILER},
                 {"build_flags", ENT_FLAGS}};
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {{"format_version", ENT_FORMAT_VERSION},
                   {"results_version", ENT_RESULTS_VERSION},
                   {"n_runs", cells->n_runs},
                   {"n_months", cells->n_months},
                   {"record", (int64_t)(cells->record & ENT_RECORD_ALL)}};
    char seed[32];
    int code = ENT_OK;
    for (size_t i = 0; code == ENT_OK && i < sizeof texts / sizeof *texts; i++)
        code = ent_output_set_text(output->file, output->path, texts[i].name, texts[i].text, error);
    for (size_t i = 0; code == ENT_OK && i < sizeof numbers / sizeof *numbers; i++)
        code = set_numbers(output->file, output->path, numbers[i].name, H5T_STD_I64LE, H5T_NATIVE_INT64, 0, &numbers[i].value, error);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)cells->seed); /* as text: it may not fit a signed number */
    if (code == ENT_OK) code = ent_output_set_text(output->file, output->path, "seed", seed, error);
    return code == ENT_OK ? write_stopping_rule(output, cells, error) : code;
}

int ent_output_create(struct ent_output *output, const char *path, const struct ent_cells *cells, const char *configuration,
                      struct ent_error *error)
{
    int code = ent_output_prepare(output, path, cells, error);
    if (code != ENT_OK) return code;
    output->writable = 1;
    code = create_file(output, error);
    if (code == ENT_OK) code = write_root(output, cells, error);
    for (int a = 0; code == ENT_OK && a < ENT_N_AXES; a++)
        if (output->layout.length[a] > 0) code = create_coordinate(output, cells, (enum ent_axis)a, error);
    for (int v = 0; code == ENT_OK && v < output->layout.n_variables; v++) code = create_variable(output, v, error);
    if (code == ENT_OK) code = ent_output_attach_scales(output, error);
    if (code == ENT_OK) code = write_texts(output, cells, configuration, error);
    if (code != ENT_OK) ent_output_close(output, NULL);
    return code;
}
