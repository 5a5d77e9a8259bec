/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trajectories of runs that are kept whole: from parts, and the file that may be there already, into the new file.
 */
#ifndef ENT_RUNS_KEPT_H
#define ENT_RUNS_KEPT_H

#include "params/error.h"
#include "runs/output.h"
#include "runs/store.h"

/* Writes the variables `<trajectory>_of_run` of every cell, one chunk's runs at a time; nothing if no run is kept whole. A run
 * that failed or does not exist stays without a value. */
int ent_kept_write(struct ent_store *store, struct ent_output *output, struct ent_error *error);

#endif
