/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The library's own function opens every scale for every axis of every dataset anew; the attribute that it reads (HDF5 Dimension Scale
 * Specification, DIMENSION_LIST) says by reference which scales they are.
 */
#include "runs/digest_axes.h"

#include <hdf5_hl.h>
#include <stdio.h>
#include <string.h>

/* The scale's own word for its name: to look it up by its address would go through the whole file. */
static int ask_scale(hid_t dataset, const hobj_ref_t *reference, char name[ENT_SCALE_NAME])
{
    hid_t scale = H5Rdereference2(dataset, H5P_DEFAULT, H5R_OBJECT, reference);
    int good = scale >= 0 && H5DSget_scale_name(scale, name, ENT_SCALE_NAME) > 0;
    if (scale >= 0 && H5Dclose(scale) < 0) good = 0;
    return good;
}

/* The name of a scale, NULL if it cannot be read. */
static const char *name_of(struct ent_scales *scales, hid_t dataset, const hobj_ref_t *reference)
{
    for (int s = 0; s < scales->n; s++)
        if (scales->scale[s] == *reference) return scales->name[s];
    if (scales->n == ENT_MOST_SCALES) scales->n = 0;
    if (!ask_scale(dataset, reference, scales->name[scales->n])) return NULL;
    scales->scale[scales->n] = *reference;
    return scales->name[scales->n++];
}

static int copy_names(struct ent_scales *scales, hid_t dataset, const hvl_t *list, int rank, char (*name)[ENT_SCALE_NAME])
{
    for (int a = 0; a < rank; a++) {
        if (list[a].len == 0) continue;
        const char *found = name_of(scales, dataset, list[a].p);
        if (found == NULL) return 0;
        memcpy(name[a], found, ENT_SCALE_NAME);
    }
    return 1;
}

int ent_scales_name_axes(struct ent_scales *scales, hid_t dataset, int rank, char (*name)[ENT_SCALE_NAME])
{
    hvl_t list[H5S_MAX_RANK];
    for (int a = 0; a < rank; a++) name[a][0] = '\0';
    htri_t has_list = H5Aexists(dataset, "DIMENSION_LIST");
    if (has_list <= 0) return has_list == 0;
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ), attribute = H5Aopen(dataset, "DIMENSION_LIST", H5P_DEFAULT);
    hid_t space = attribute >= 0 ? H5Aget_space(attribute) : -1;
    int good = type >= 0 && space >= 0 && H5Sget_simple_extent_npoints(space) == rank && H5Aread(attribute, type, list) >= 0;
    if (good) {
        good = copy_names(scales, dataset, list, rank, name);
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, list);
    }
    if (space >= 0) H5Sclose(space);
    if (attribute >= 0) H5Aclose(attribute);
    if (type >= 0) H5Tclose(type);
    return good;
}
