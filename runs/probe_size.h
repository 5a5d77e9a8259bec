/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the values of a block will be in the output file: shuffled and deflated as HDF5 does it.
 */
#ifndef ENT_RUNS_PROBE_SIZE_H
#define ENT_RUNS_PROBE_SIZE_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"
#include "runs/block.h"

/* Bytes of a run's own values, from `count` values of each metric: metric [ENT_N_METRICS][stride]. */
int ent_size_runs(const float *metric, size_t stride, size_t count, double *bytes, struct ent_error *error);

/* Bytes of what a cell of `n_runs` runs keeps beside them, from the sums over the runs of one block. */
int ent_size_cell(struct ent_block *block, int32_t n_runs, double *bytes, struct ent_error *error);

#endif
