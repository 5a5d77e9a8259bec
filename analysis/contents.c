/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/contents.h"

#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

#include "runs/output.h"

enum { MOST_ITEMS = 1000, NAME_SIZE = 256 };

/* What a walk through the root collects. */
struct walk {
    const struct ent_results *results;
    struct ent_contents *contents;
    struct ent_error *error;
    int code;
};

static int damaged(const struct walk *walk, const char *what)
{
    return ent_error_set(walk->error, ENT_IO, "%s: '%s' cannot be read: the file is damaged", walk->results->path, what);
}

static int out_of_memory(const struct walk *walk)
{
    return ent_error_set(walk->error, ENT_BUG, "out of memory for the contents of %s", walk->results->path);
}

/* --- attributes ----------------------------------------------------------------------------------------------- */

/* A text attribute; empty if there is none, or NULL if `optional`. */
static int attribute_text(const struct walk *walk, hid_t object, const char *name, int optional, char **text)
{
    *text = NULL;
    if (H5Aexists(object, name) > 0) return ent_output_text(object, walk->results->path, name, 0, text, walk->error);
    if (optional || (*text = strdup("")) != NULL) return ENT_OK;
    return out_of_memory(walk);
}

/* The attribute "range": two numbers. */
static int attribute_range(const struct walk *walk, hid_t object, struct ent_content_variable *variable)
{
    double range[2];
    if (H5Aexists(object, "range") <= 0) return ENT_OK;
    hid_t attribute = H5Aopen(object, "range", H5P_DEFAULT);
    hid_t space = attribute >= 0 ? H5Aget_space(attribute) : H5I_INVALID_HID;
    int good = space >= 0 && H5Sget_simple_extent_npoints(space) == 2 && H5Aread(attribute, H5T_NATIVE_DOUBLE, range) >= 0;
    H5Sclose(space);
    H5Aclose(attribute);
    if (!good) return damaged(walk, variable->name);
    variable->has_range = 1;
    variable->low = range[0];
    variable->high = range[1];
    return ENT_OK;
}

static enum ent_content_type type_of(hid_t dataset)
{
    hid_t type = H5Dget_type(dataset);
    H5T_class_t class = H5Tget_class(type);
    size_t size = H5Tget_size(type);
    H5Tclose(type);
    if (class == H5T_INTEGER) return ENT_CONTENT_WHOLE;
    if (class == H5T_FLOAT) return size == 4 ? ENT_CONTENT_FLOAT : ENT_CONTENT_DOUBLE;
    return ENT_CONTENT_TEXT;
}

/* --- axes ----------------------------------------------------------------------------------------------------- */

static int read_names(hid_t dataset, struct ent_content_axis *axis)
{
    hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    char **given = calloc(axis->n, sizeof *given);
    axis->text = calloc(axis->n, sizeof *axis->text);
    int good = given && axis->text && H5Tis_variable_str(type) > 0 && H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, given) >= 0;
    for (size_t i = 0; good && i < axis->n; i++) good = given[i] && (axis->text[i] = strdup(given[i]));
    if (given && type >= 0 && space >= 0) H5Dvlen_reclaim(type, space, H5P_DEFAULT, given);
    free(given);
    H5Sclose(space);
    H5Tclose(type);
    return good;
}

static int read_numbers(hid_t dataset, struct ent_content_axis *axis)
{
    if (axis->n > ENT_CONTENT_NUMBERS) return 1;
    axis->number = calloc(axis->n, sizeof *axis->number);
    return axis->number && H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis->number) >= 0;
}

static int add_axis(struct walk *walk, const char *name, hid_t dataset)
{
    struct ent_content_axis *axis = &walk->contents->axis[walk->contents->n_axes++];
    hsize_t length = 0;
    hid_t space = H5Dget_space(dataset);
    int good = space >= 0 && H5Sget_simple_extent_ndims(space) == 1 && H5Sget_simple_extent_dims(space, &length, NULL) == 1 && length > 0 &&
               length <= INT32_MAX;
    H5Sclose(space);
    if (!good) return damaged(walk, name);
    axis->n = (size_t)length;
    axis->type = type_of(dataset);
    if (!(axis->name = strdup(name))) return out_of_memory(walk);
    int code = attribute_text(walk, dataset, "long_name", 0, &axis->long_name);
    if (!code) code = attribute_text(walk, dataset, "units", 0, &axis->units);
    if (code) return code;
    good = axis->type == ENT_CONTENT_TEXT ? read_names(dataset, axis) : read_numbers(dataset, axis);
    return good ? ENT_OK : damaged(walk, name);
}

/* --- variables ------------------------------------------------------------------------------------------------ */

/* Called by HDF5 with the scale of a dimension: its name is that of an axis. */
static herr_t take_scale(hid_t dataset, unsigned dimension, hid_t scale, void *to)
{
    (void)dataset;
    (void)dimension;
    return H5Iget_name(scale, to, NAME_SIZE) > 0 ? 1 : -1;
}

static int variable_axes(const struct walk *walk, hid_t dataset, struct ent_content_variable *variable)
{
    for (int a = 0; a < variable->n_axes; a++) {
        char path[NAME_SIZE] = "";
        if (H5DSiterate_scales(dataset, (unsigned)a, NULL, take_scale, path) <= 0 || path[0] != '/') return damaged(walk, variable->name);
        variable->axis[a] = ent_contents_axis(walk->contents, path + 1);
        if (variable->axis[a] < 0) return damaged(walk, variable->name);
    }
    return ENT_OK;
}

static int add_variable(struct walk *walk, const char *name, hid_t dataset, int n_axes)
{
    struct ent_content_variable *variable = &walk->contents->variable[walk->contents->n_variables++];
    variable->type = type_of(dataset);
    variable->n_axes = n_axes;
    if (!(variable->name = strdup(name))) return out_of_memory(walk);
    int code = attribute_text(walk, dataset, "long_name", 0, &variable->long_name);
    if (!code) code = attribute_text(walk, dataset, "units", 0, &variable->units);
    if (!code) code = attribute_text(walk, dataset, "undefined", 0, &variable->undefined);
    if (!code) code = attribute_text(walk, dataset, "flag_meanings", 1, &variable->meanings);
    if (!code) code = attribute_range(walk, dataset, variable);
    return code ? code : variable_axes(walk, dataset, variable);
}

/* --- the walk ------------------------------------------------------------------------------------------------- */

static int take_dataset(struct walk *walk, const char *name, hid_t dataset, int axes)
{
    if (walk->contents->n_axes + walk->contents->n_variables >= MOST_ITEMS) return damaged(walk, name);
    if (H5DSis_scale(dataset) > 0) return axes ? add_axis(walk, name, dataset) : ENT_OK;
    hid_t space = H5Dget_space(dataset);
    int n = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
    H5Sclose(space);
    if (n < 0 || n > ENT_RESULTS_MAX_DIMENSIONS) return damaged(walk, name);
    if (axes || n == 0 || type_of(dataset) == ENT_CONTENT_TEXT) return ENT_OK;
    return add_variable(walk, name, dataset, n);
}

static herr_t take(hid_t root, const char *name, const H5L_info_t *link, void *data, int axes)
{
    struct walk *walk = data;
    if (link->type != H5L_TYPE_HARD) return 0;
    hid_t object = H5Oopen(root, name, H5P_DEFAULT);
    if (object < 0)
        walk->code = damaged(walk, name);
    else if (H5Iget_type(object) == H5I_DATASET)
        walk->code = take_dataset(walk, name, object, axes);
    H5Oclose(object);
    return walk->code != ENT_OK;
}

static herr_t take_axes(hid_t root, const char *name, const H5L_info_t *link, void *data)
{
    return take(root, name, link, data, 1);
}

static herr_t take_variables(hid_t root, const char *name, const H5L_info_t *link, void *data)
{
    return take(root, name, link, data, 0);
}

int ent_contents_read(struct ent_contents *contents, const struct ent_results *results, struct ent_error *error)
{
    struct ent_error local;
    struct walk walk = {results, contents, error ? error : &local, ENT_OK};
    struct ent_output_quiet quiet;
    *contents = (struct ent_contents){.axis = calloc(MOST_ITEMS, sizeof *contents->axis),
                                      .variable = calloc(MOST_ITEMS, sizeof *contents->variable)};
    ent_output_quiet_begin(&quiet);
    if (!contents->axis || !contents->variable)
        walk.code = out_of_memory(&walk);
    else if (H5Literate(results->file, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, take_axes, &walk) < 0 ||
             (!walk.code && H5Literate(results->file, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, take_variables, &walk) < 0))
        walk.code = walk.code ? walk.code : damaged(&walk, "/");
    ent_output_quiet_end(&quiet);
    if (walk.code) ent_contents_free(contents);
    return walk.code;
}

static void free_axis(struct ent_content_axis *axis)
{
    for (size_t i = 0; axis->text && i < axis->n; i++) free(axis->text[i]);
    free(axis->text);
    free(axis->number);
    free(axis->name);
    free(axis->long_name);
    free(axis->units);
}

void ent_contents_free(struct ent_contents *contents)
{
    for (int a = 0; a < contents->n_axes; a++) free_axis(&contents->axis[a]);
    for (int v = 0; v < contents->n_variables; v++) {
        struct ent_content_variable *variable = &contents->variable[v];
        free(variable->name);
        free(variable->long_name);
        free(variable->units);
        free(variable->undefined);
        free(variable->meanings);
    }
    free(contents->axis);
    free(contents->variable);
    *contents = (struct ent_contents){0};
}

int ent_contents_axis(const struct ent_contents *contents, const char *name)
{
    for (int a = 0; a < contents->n_axes; a++)
        if (strcmp(contents->axis[a].name, name) == 0) return a;
    return -1;
}

int ent_contents_variable(const struct ent_contents *contents, const char *name)
{
    for (int v = 0; v < contents->n_variables; v++)
        if (strcmp(contents->variable[v].name, name) == 0) return v;
    return -1;
}
