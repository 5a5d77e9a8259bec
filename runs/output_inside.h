/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What output.c, output_create.c, output_scales.c and output_file.c share. Identifiers are to be closed, and negative where HDF5 fails.
 */
#ifndef ENT_RUNS_OUTPUT_INSIDE_H
#define ENT_RUNS_OUTPUT_INSIDE_H

#include "runs/output.h"

/* The type of a text: of any length, UTF-8. */
hid_t ent_output_text_type(void);

/* How files are opened: closed for good, without locks, with little kept in memory. */
hid_t ent_output_file_access(void);

/* The type of a value in memory; not to be closed. */
hid_t ent_output_memory_type(enum ent_kind kind);

/* How a variable is opened: one chunk of it stays in memory, and none where a chunk is never asked for twice. */
hid_t ent_output_access(const struct ent_layout *layout, const struct ent_variable *variable);

/* Where a variable, or the coordinate of an axis, stands in the file. */
void ent_output_place(const struct ent_variable *variable, char place[128]);
const char *ent_output_coordinate(const struct ent_axis_row *row, char text[64]);

/* Makes an output with the layout of these cells, and no file yet. */
int ent_output_prepare(struct ent_output *output, const char *path, const struct ent_cells *cells, struct ent_error *error);

/* Gives every variable of a new file its dimension scales. */
int ent_output_attach_scales(const struct ent_output *output, struct ent_error *error);

#endif
