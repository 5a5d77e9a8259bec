/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/output_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_SLOTS = 127 };

/* --- types ------------------------------------------------------------------------------------------------------------- */

hid_t ent_output_memory_type(enum ent_kind kind)
{
    switch (kind) {
    case ENT_KIND_F32:
        return H5T_NATIVE_FLOAT;
    case ENT_KIND_F64:
        return H5T_NATIVE_DOUBLE;
    case ENT_KIND_I8:
        return H5T_NATIVE_INT8;
    case ENT_KIND_U8:
        return H5T_NATIVE_UINT8;
    case ENT_KIND_I16:
        return H5T_NATIVE_INT16;
    case ENT_KIND_I64:
        return H5T_NATIVE_INT64;
    }
    return -1;
}

/* --- the file --------------------------------------------------------------------------------------------------------------- */

const char *ent_output_coordinate(const struct ent_axis_row *row, char text[64])
{
    snprintf(text, 64, "%s%s", row->in_group ? "accumulators/" : "", row->name);
    return text;
}

hid_t ent_output_access(const struct ent_layout *layout, const struct ent_variable *variable)
{
    const size_t element = H5Tget_size(ent_output_memory_type(variable->kind)); /* 0: failed */
    size_t bytes = ENT_CHUNK_ELEMENTS * element;
    hid_t list = element > 0 ? H5Pcreate(H5P_DATASET_ACCESS) : -1;
    if (ent_layout_is_chunked_by_cell(layout, variable)) bytes = 0;
    if (list >= 0 && H5Pset_chunk_cache(list, CACHE_SLOTS, bytes, 1.0) < 0) {
        H5Pclose(list);
        return -1;
    }
    return list;
}

void ent_output_place(const struct ent_variable *variable, char place[128])
{
    snprintf(place, 128, "%s%s", variable->in_group ? "accumulators/" : "", variable->name);
}

int ent_output_prepare(struct ent_output *output, const char *path, const struct ent_cells *cells, struct ent_error *error)
{
    memset(output, 0, sizeof *output);
    output->file = -1;
    int code = ent_layout_init(&output->layout, cells, error);
    if (code != ENT_OK) return code;
    output->path = strdup(path);
    output->dataset = calloc((size_t)output->layout.n_variables, sizeof *output->dataset);
    if (output->path == NULL || output->dataset == NULL) {
        free(output->path);
        free(output->dataset);
        ent_layout_free(&output->layout);
        memset(output, 0, sizeof *output);
        return ent_error_set(error, ENT_BUG, "out of memory for %s", path);
    }
    for (int v = 0; v < output->layout.n_variables; v++) output->dataset[v] = -1;
    return ENT_OK;
}

/* Opens variable `v` and takes over the lengths that a grown experiment may change. */
static int open_variable(struct ent_output *output, int v, struct ent_error *error)
{
    const struct ent_variable *variable = &output->layout.variable[v];
    hsize_t size[H5S_MAX_RANK];
    char place[128];
    ent_output_place(variable, place);
    hid_t access = ent_output_access(&output->layout, variable);
    if (access >= 0) output->dataset[v] = H5Dopen2(output->file, place, access);
    if (access >= 0) H5Pclose(access);
    if (output->dataset[v] < 0)
        return H5Lexists(output->file, place, H5P_DEFAULT) > 0
                   ? ent_output_fail(error, ENT_IO, output->path, "damaged: a variable cannot be opened")
                   : ent_error_set(error, ENT_BAD_INPUT, "%s: has no variable %s: another format or other metrics", output->path, place);
    hid_t space = H5Dget_space(output->dataset[v]);
    int n = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
    int good = n == variable->n_axes && H5Sget_simple_extent_dims(space, size, NULL) == n;
    if (space >= 0) H5Sclose(space);
    for (int a = 0; good && a < n; a++) {
        enum ent_axis axis = variable->axis[a];
        if (axis <= ENT_AXIS_month || axis == ENT_AXIS_forum || axis == ENT_AXIS_kept_run || axis == ENT_AXIS_kept_month)
            output->layout.length[axis] = (size_t)size[a];
        good = output->layout.length[axis] == size[a];
    }
    return good ? ENT_OK : ent_error_set(error, ENT_BAD_INPUT, "%s: variable %s has another shape", output->path, place);
}

int ent_output_open(struct ent_output *output, const char *path, const struct ent_cells *cells, struct ent_error *error)
{
    int code = ent_output_prepare(output, path, cells, error);
    if (code != ENT_OK) return code;
    code = ent_output_open_file(path, &output->file, error);
    for (int v = 0; code == ENT_OK && v < output->layout.n_variables; v++)
        if (v != output->layout.design) code = open_variable(output, v, error);
    if (code != ENT_OK) ent_output_close(output, NULL);
    return code;
}

int ent_output_close(struct ent_output *output, struct ent_error *error)
{
    int code = ENT_OK;
    if (output->path == NULL) return ENT_OK;
    for (int v = 0; v < output->layout.n_variables; v++)
        if (output->dataset[v] >= 0 && H5Dclose(output->dataset[v]) < 0 && code == ENT_OK)
            code = ent_output_fail(error, ENT_IO, output->path, "a variable cannot be closed");
    if (output->file >= 0 && output->writable && H5Fflush(output->file, H5F_SCOPE_GLOBAL) < 0 && code == ENT_OK)
        code = ent_output_fail(error, ENT_IO, output->path, "cannot be written out");
    if (output->file >= 0 && H5Fclose(output->file) < 0 && code == ENT_OK)
        code = ent_output_fail(error, ENT_IO, output->path, "cannot be closed");
    free(output->path);
    free(output->dataset);
    ent_chunk_codec_free(&output->codec);
    ent_layout_free(&output->layout);
    memset(output, 0, sizeof *output);
    return code;
}

/* --- values ------------------------------------------------------------------------------------------------------------------ */

/* Selects the part in the file and makes its shape in memory. */
static int select_part(const struct ent_output *output, int v, const size_t *start, const size_t *count, hid_t *in_file, hid_t *in_memory)
{
    hsize_t from[ENT_MAX_AXES], size[ENT_MAX_AXES];
    int n = output->layout.variable[v].n_axes;
    for (int a = 0; a < n; a++) {
        from[a] = start[a];
        size[a] = count[a];
    }
    *in_memory = H5Screate_simple(n, size, NULL);
    *in_file = H5Dget_space(output->dataset[v]);
    return *in_memory >= 0 && *in_file >= 0 && H5Sselect_hyperslab(*in_file, H5S_SELECT_SET, from, NULL, size, NULL) >= 0;
}

static void close_part(hid_t in_file, hid_t in_memory)
{
    if (in_file >= 0) H5Sclose(in_file);
    if (in_memory >= 0) H5Sclose(in_memory);
}

int ent_output_read(const struct ent_output *output, int v, const size_t *start, const size_t *count, void *values, struct ent_error *error)
{
    hid_t in_file = -1, in_memory = -1;
    int good =
        select_part(output, v, start, count, &in_file, &in_memory) &&
        H5Dread(output->dataset[v], ent_output_memory_type(output->layout.variable[v].kind), in_memory, in_file, H5P_DEFAULT, values) >= 0;
    int code = good ? ENT_OK : ent_output_fail(error, ENT_IO, output->path, "a variable cannot be read");
    close_part(in_file, in_memory);
    return code;
}

/* Number of elements of a chunk if the part is whole chunks, each contiguous in memory; else 0. */
static size_t whole_chunks(const struct ent_output *output, int v, const size_t *start, const size_t *count, size_t *chunk)
{
    const struct ent_variable *variable = &output->layout.variable[v];
    size_t n = 1;
    int a = variable->n_axes - 1;
    ent_layout_chunk(&output->layout, variable, chunk);
    for (; a > 0 && chunk[a] == count[a] && start[a] == 0; a--) n *= chunk[a];
    if (start[a] % chunk[a] != 0 || count[a] % chunk[a] != 0) return 0;
    n *= chunk[a];
    while (--a >= 0)
        if (chunk[a] != 1) return 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return n;
#else
    return 0;
#endif
}

/* Writes a part of whole chunks of `n` elements, filtered here. */
static int write_chunks(struct ent_output *output, int v, const size_t *start, const size_t *count, const size_t *chunk, size_t n,
                        const uint8_t *values)
{
    const struct ent_variable *variable = &output->layout.variable[v];
    const size_t element = H5Tget_size(ent_output_memory_type(variable->kind)); /* 0: failed */
    hsize_t at[ENT_MAX_AXES];
    for (int a = 0; a < variable->n_axes; a++) at[a] = start[a];
    for (;; values += n * element) {
        size_t length;
        if (element == 0 || !ent_chunk_encode(&output->codec, values, n, element, &length)) return 0;
        if (H5Dwrite_chunk(output->dataset[v], H5P_DEFAULT, 0, at, length, output->codec.stored) < 0) return 0;
        int a = variable->n_axes - 1;
        for (; a >= 0; a--) {
            at[a] += chunk[a];
            if (at[a] < start[a] + count[a]) break;
            at[a] = start[a];
        }
        if (a < 0) return 1;
    }
}

static int write_through_filters(const struct ent_output *output, int v, const size_t *start, const size_t *count, const void *values)
{
    hid_t in_file = -1, in_memory = -1;
    int good =
        select_part(output, v, start, count, &in_file, &in_memory) &&
        H5Dwrite(output->dataset[v], ent_output_memory_type(output->layout.variable[v].kind), in_memory, in_file, H5P_DEFAULT, values) >= 0;
    close_part(in_file, in_memory);
    return good;
}

int ent_output_write(struct ent_output *output, int v, const size_t *start, const size_t *count, const void *values,
                     struct ent_error *error)
{
    size_t chunk[ENT_MAX_AXES], n = whole_chunks(output, v, start, count, chunk);
    int good = n > 0 ? write_chunks(output, v, start, count, chunk, n, values) : write_through_filters(output, v, start, count, values);
    return good ? ENT_OK : ent_output_fail(error, ENT_IO, output->path, "a variable cannot be written");
}

/* --- texts -------------------------------------------------------------------------------------------------------------------- */

int ent_output_labels(const struct ent_output *output, enum ent_axis axis, char ***labels, size_t *n, struct ent_error *error)
{
    char place[64];
    int code = ENT_OK;
    *labels = NULL;
    *n = 0;
    hid_t type = ent_output_text_type(), dataset = H5Dopen2(output->file, ent_output_coordinate(&ent_axis_rows[axis], place), H5P_DEFAULT);
    hid_t space = dataset >= 0 ? H5Dget_space(dataset) : -1;
    hssize_t length = space >= 0 ? H5Sget_simple_extent_npoints(space) : -1;
    char **read = length > 0 ? calloc((size_t)length, sizeof *read) : NULL,
         **copy = length > 0 ? calloc((size_t)length, sizeof *copy) : NULL;
    if (type < 0 || read == NULL || copy == NULL || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, read) < 0) {
        code = ent_output_fail(error, ENT_IO, output->path, "a coordinate cannot be read");
    } else {
        for (hssize_t i = 0; i < length; i++)
            if ((copy[i] = strdup(read[i] != NULL ? read[i] : "")) == NULL)
                code = ent_error_set(error, ENT_BUG, "out of memory while reading %s", output->path);
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, read);
    }
    free(read);
    if (code == ENT_OK) {
        *labels = copy;
        *n = (size_t)length;
    } else {
        ent_output_labels_free(copy, length > 0 ? (size_t)length : 0);
    }
    if (space >= 0) H5Sclose(space);
    if (dataset >= 0) H5Dclose(dataset);
    if (type >= 0) H5Tclose(type);
    return code;
}

void ent_output_labels_free(char **labels, size_t n)
{
    for (size_t i = 0; labels != NULL && i < n; i++) free(labels[i]);
    free(labels);
}
