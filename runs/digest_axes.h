/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of the axes of a dataset: those of their dimension scales. Each scale is asked once for all the datasets of a file.
 */
#ifndef ENT_RUNS_DIGEST_AXES_H
#define ENT_RUNS_DIGEST_AXES_H

#include <hdf5.h>

enum { ENT_SCALE_NAME = 128, ENT_MOST_SCALES = 64 };

/* The scales met so far; zeroed, none. */
struct ent_scales {
    int n;
    hobj_ref_t scale[ENT_MOST_SCALES];
    char name[ENT_MOST_SCALES][ENT_SCALE_NAME];
};

/* The name of each of the `rank` axes of an open dataset, empty where it has no scale. Returns 0 if they cannot be read. */
int ent_scales_name_axes(struct ent_scales *scales, hid_t dataset, int rank, char (*name)[ENT_SCALE_NAME]);

#endif
