/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From parts, and the file that may be there already, to one plain HDF5 file.
 *
 * The file is written to OUT.h5.tmp-<host>-<pid> in the same folder, closed, made durable, opened again and its digest
 * compared, and only then renamed; before that nothing under the final name changes. Memory does not grow with the
 * number of runs.
 */
#ifndef ENT_RUNS_MERGE_H
#define ENT_RUNS_MERGE_H

#include <stdint.h>

#include "params/error.h"
#include "runs/cells.h"
#include "runs/stops.h"
#include "runs/store.h"

struct ent_merge_options {
    const char *target; /* OUT.h5: the parts are in OUT.h5.parts */
    const char *output; /* NULL: the target; else another file: parts and target are left alone */
    int keep_parts;
    int allow_missing;             /* runs that do not exist are marked as not run; needs `output` */
    ent_half_width_of *half_width; /* judges a precision; needed where the cells have one */
    struct ent_listener listener;
    void (*progress)(double share, void *closure); /* 0 .. 1; may be NULL */
    void *progress_closure;
};

struct ent_merge_report {
    char digest[65];
    int unchanged;  /* the target held everything already and was not written anew */
    int64_t n_runs; /* runs of all cells, those missing included */
    int64_t n_missing;
    int64_t n_from_parts;
    uint64_t file_bytes;
    double seconds;
};

/* Merges what exists for these cells. ENT_NO_INPUT naming the first gap if runs are missing and that is not allowed. */
int ent_merge(struct ent_cells *cells, const struct ent_merge_options *options, struct ent_merge_report *report, struct ent_error *error);

/* The same without an experiment at hand: the configuration comes from the file or the parts. */
int ent_merge_target(const struct ent_merge_options *options, struct ent_merge_report *report, struct ent_error *error);

#endif
