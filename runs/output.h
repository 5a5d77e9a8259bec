/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The output file through HDF5: created, opened, read and written by variables of the layout. Every call of the
 * library is checked; errors carry its own innermost message.
 */
#ifndef ENT_RUNS_OUTPUT_H
#define ENT_RUNS_OUTPUT_H

#include <hdf5.h>
#include <stddef.h>

#include "params/error.h"
#include "runs/cells.h"
#include "runs/chunk.h"
#include "runs/layout.h"

/* The two texts of a file, which are not part of its digest. */
#define ENT_CONFIGURATION "configuration"
#define ENT_ASSUMPTIONS "assumptions"

/* The attribute of a file whose cells have as many runs as a precision needs. */
#define ENT_STOPPING_RULE "stopping_rule"

struct ent_output {
    char *path;
    hid_t file;
    struct ent_layout layout; /* lengths are those of this file */
    hid_t *dataset;           /* [layout.n_variables] */
    int writable;
    struct ent_chunk_codec codec;
};

/* HDF5 prints its errors unless told otherwise; quiet between the two calls. */
struct ent_output_quiet {
    H5E_auto2_t function;
    void *closure;
};
void ent_output_quiet_begin(struct ent_output_quiet *quiet);
void ent_output_quiet_end(const struct ent_output_quiet *quiet);

/* For a program, before any other call of HDF5: at its exit HDF5 does nothing. Files are closed where they are used, and of a
 * damaged one HDF5 loses memory of its own, at which it would then print "infinite loop closing library". */
void ent_output_no_exit_handler(void);

/* Creates a file with all coordinates, variables and attributes, everything else still missing (NaN, 0).
 * ENT_CANT_CREATE if the path exists or cannot be created. */
int ent_output_create(struct ent_output *output, const char *path, const struct ent_cells *cells, const char *configuration,
                      struct ent_error *error);

/* Opens a file for reading, its variables as these cells would have them. Axes point, order, scenario, run, month and
 * forum have the file's own lengths. ENT_BAD_INPUT if it is not such a file. */
int ent_output_open(struct ent_output *output, const char *path, const struct ent_cells *cells, struct ent_error *error);

/* Closes; a failure to write what was still in memory is reported here. Accepts a zeroed output. */
int ent_output_close(struct ent_output *output, struct ent_error *error);

/* Reads or writes the part of variable `v` from start [n_axes], of count [n_axes] elements, contiguous in memory:
 * float, double, int8_t, uint8_t, int16_t or int64_t by the variable's kind. A part of whole chunks is written past HDF5's filters. */
int ent_output_read(const struct ent_output *output, int v, const size_t *start, const size_t *count, void *values,
                    struct ent_error *error);
int ent_output_write(struct ent_output *output, int v, const size_t *start, const size_t *count, const void *values,
                     struct ent_error *error);

/* A text attribute of the root, or the text dataset `name` of one element if `dataset`; malloc'ed. */
int ent_output_text(hid_t file, const char *path, const char *name, int dataset, char **text, struct ent_error *error);
int ent_output_set_text(hid_t object, const char *path, const char *name, const char *text, struct ent_error *error);

/* The i-th label of a text coordinate; malloc'ed list of n malloc'ed texts. */
int ent_output_labels(const struct ent_output *output, enum ent_axis axis, char ***labels, size_t *n, struct ent_error *error);
void ent_output_labels_free(char **labels, size_t n);

/* Opens the plain file, without a layout. ENT_BAD_INPUT: it is no HDF5 file; ENT_IO: it is one and cannot be read. */
int ent_output_open_file(const char *path, hid_t *file, struct ent_error *error);

/* Records "PATH: WHAT: HDF5's innermost message" and returns `code`. */
int ent_output_fail(struct ent_error *error, int code, const char *path, const char *what);

#endif
