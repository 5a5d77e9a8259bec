/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the runs of an experiment cost on this machine: time and bytes, measured on a sample of its cells. Writes nothing.
 */
#ifndef ENT_RUNS_PROBE_H
#define ENT_RUNS_PROBE_H

#include <stddef.h>
#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "runs/cells.h"

/* Times are of one processor, in seconds of its own clock: what others do on the machine meanwhile does not count. */
struct ent_probe {
    int32_t n_cells, n_points; /* sampled */
    int64_t n_runs;            /* simulated for it */
    double run_seconds;        /* a run with its share of the encoding: mean over the cells sampled */
    double run_error;          /* standard error of that mean, from the spread between the cells */
    double least, most;        /* means of the fastest and the slowest cell */
    int32_t fastest, slowest;  /* which cells these are */
    double prepare_seconds;    /* the constants of a cell */
    double part_bytes;         /* of a run in a part */
    double file_bytes;         /* of a run in the output file */
    double cell_bytes;         /* of a cell in the output file, beside its runs */
    double runs_needed;        /* where the cells have a precision: of a cell, as far as a block can tell */
    double text_bytes;         /* of the configuration in the output file */
    double deflated_bytes;     /* of the same in a part */
    size_t worker_bytes;       /* room of one thread */
};

/* Simulates runs of the first and the last point, and of points between, under every order and scenario, then whole blocks of some
 * of these cells, for about `seconds`. ENT_BUG when out of memory. */
int ent_probe_run(const struct ent_cells *cells, const struct ent_kernel *kernel, double seconds, struct ent_probe *probe,
                  struct ent_error *error);

#endif
