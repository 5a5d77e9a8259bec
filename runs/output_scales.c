/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dimension scales of a new file's variables. The library attaches them one by one, and each time writes the scale's list of all its
 * variables anew; here both lists (HDF5 Dimension Scale Specification: DIMENSION_LIST of a variable, REFERENCE_LIST of a scale) are
 * written once.
 */
#include <stdlib.h>
#include <string.h>

#include "runs/output_inside.h"

/* An element of REFERENCE_LIST, laid out as the library does. */
struct use {
    hobj_ref_t variable;
    int32_t axis;
};

static int attach_failed(const struct ent_output *output, struct ent_error *error)
{
    return ent_output_fail(error, ENT_IO, output->path, "a dimension scale cannot be attached");
}

/* Writes a list of n elements as an attribute. */
static int write_list(hid_t object, const char *name, hid_t stored, hid_t memory, hsize_t n, const void *values)
{
    hid_t space = H5Screate_simple(1, &n, NULL);
    hid_t attribute = space >= 0 ? H5Acreate2(object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT) : -1;
    int good = attribute >= 0 && H5Awrite(attribute, memory, values) >= 0;
    if (attribute >= 0 && H5Aclose(attribute) < 0) good = 0;
    if (space >= 0) H5Sclose(space);
    return good;
}

/* The scales of each variable. */
static int write_dimensions(const struct ent_output *output, const hobj_ref_t scale[ENT_N_AXES], struct ent_error *error)
{
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
    int good = type >= 0;
    for (int v = 0; good && v < output->layout.n_variables; v++) {
        const struct ent_variable *variable = &output->layout.variable[v];
        hobj_ref_t own[ENT_MAX_AXES];
        hvl_t list[ENT_MAX_AXES];
        for (int a = 0; a < variable->n_axes; a++) {
            own[a] = scale[variable->axis[a]];
            list[a] = (hvl_t){.len = 1, .p = &own[a]};
        }
        good = write_list(output->dataset[v], "DIMENSION_LIST", type, type, (hsize_t)variable->n_axes, list);
    }
    if (type >= 0) H5Tclose(type);
    return good ? ENT_OK : attach_failed(output, error);
}

static hid_t use_type(hid_t axis)
{
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(struct use));
    if (type >= 0 && (H5Tinsert(type, "dataset", offsetof(struct use, variable), H5T_STD_REF_OBJ) < 0 ||
                      H5Tinsert(type, "dimension", offsetof(struct use, axis), axis) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

/* Where the axis is used: use [n_variables]; returns how often. */
static size_t list_uses(const struct ent_output *output, const hobj_ref_t *variable, enum ent_axis axis, struct use *use)
{
    size_t n = 0;
    memset(use, 0, (size_t)output->layout.n_variables * sizeof *use);
    for (int v = 0; v < output->layout.n_variables; v++)
        for (int a = 0; a < output->layout.variable[v].n_axes; a++)
            if (output->layout.variable[v].axis[a] == axis) {
                use[n].variable = variable[v];
                use[n++].axis = a;
            }
    return n;
}

/* The variables of each scale. */
static int write_uses(const struct ent_output *output, const hobj_ref_t *variable, struct use *use, struct ent_error *error)
{
    hid_t stored = use_type(H5T_STD_I32LE), memory = use_type(H5T_NATIVE_INT32);
    int good = stored >= 0 && memory >= 0;
    for (int a = 0; good && a < ENT_N_AXES; a++) {
        char place[64];
        if (output->layout.length[a] == 0) continue;
        size_t n = list_uses(output, variable, (enum ent_axis)a, use);
        hid_t scale = H5Dopen2(output->file, ent_output_coordinate(&ent_axis_rows[a], place), H5P_DEFAULT);
        good = scale >= 0 && write_list(scale, "REFERENCE_LIST", stored, memory, n, use);
        if (scale >= 0 && H5Dclose(scale) < 0) good = 0;
    }
    if (memory >= 0) H5Tclose(memory);
    if (stored >= 0) H5Tclose(stored);
    return good ? ENT_OK : attach_failed(output, error);
}

int ent_output_attach_scales(const struct ent_output *output, struct ent_error *error)
{
    const size_t n = (size_t)output->layout.n_variables;
    hobj_ref_t scale[ENT_N_AXES] = {0}, *variable = calloc(n, sizeof *variable);
    struct use *use = calloc(n, sizeof *use);
    char place[128];
    int good = 1;
    if (variable == NULL || use == NULL) {
        free(variable);
        free(use);
        return ent_error_set(error, ENT_BUG, "out of memory for %s", output->path);
    }
    for (int a = 0; good && a < ENT_N_AXES; a++)
        if (output->layout.length[a] > 0)
            good = H5Rcreate(&scale[a], output->file, ent_output_coordinate(&ent_axis_rows[a], place), H5R_OBJECT, -1) >= 0;
    for (size_t v = 0; good && v < n; v++) {
        ent_output_place(&output->layout.variable[v], place);
        good = H5Rcreate(&variable[v], output->file, place, H5R_OBJECT, -1) >= 0;
    }
    int code = good ? write_dimensions(output, scale, error) : attach_failed(output, error);
    if (code == ENT_OK) code = write_uses(output, variable, use, error);
    free(variable);
    free(use);
    return code;
}
