/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums over the runs of each cell, from the base and the parts into the new file, with the statistics that follow from them:
 * monthly means, deviations and quantiles, means of states, shares of membership.
 */
#ifndef ENT_RUNS_SUMS_H
#define ENT_RUNS_SUMS_H

#include "params/error.h"
#include "runs/output.h"
#include "runs/store.h"

/* Writes them for every cell of the store; calls `step` after each. */
int ent_sums_write(struct ent_store *store, struct ent_output *output, void (*step)(void *closure), void *closure, struct ent_error *error);

#endif
