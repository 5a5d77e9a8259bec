/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many runs each cell of a target has, where a precision decides it: found from the values that are there, so that a merge
 * needs nothing but the configuration.
 */
#ifndef ENT_RUNS_SETTLE_H
#define ENT_RUNS_SETTLE_H

#include "params/error.h"
#include "runs/stops.h"
#include "runs/store.h"

/* Judges every column by what the store holds and sets n_blocks_of and n_runs of its cells; records beyond are left out. A column
 * of which runs are missing keeps what there is, and what its next judgement would need. Nothing is done without a precision.
 * ENT_BAD_INPUT if the file holds more than a column needs: nothing is trimmed. */
int ent_settle(struct ent_store *store, ent_half_width_of *half_width, const struct ent_listener *listener, struct ent_error *error);

/* Reads the values of the metric in runs [64 from, 64 to) of cell `cell` (which is cell.same) that the store holds: value
 * [64 (to - from)], NaN where there is none. */
int ent_settle_read(struct ent_store *store, int32_t metric, int32_t cell, int32_t from, int32_t to, float *value, struct ent_error *error);

/* ENT_BAD_INPUT if the file holds more blocks of a cell than `n_blocks`. */
int ent_settle_refuse(const struct ent_store *store, int32_t cell, int32_t n_blocks, struct ent_error *error);

/* Recomputes the stops of a merged file from its values. ENT_IO naming the first cell that has more or fewer runs; ENT_OK for a
 * file without a precision. */
int ent_settle_verify(const char *path, ent_half_width_of *half_width, struct ent_error *error);

#endif
