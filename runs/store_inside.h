/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What store.c and store_base.c share.
 */
#ifndef ENT_RUNS_STORE_INSIDE_H
#define ENT_RUNS_STORE_INSIDE_H

#include "runs/store.h"

int ent_store_out_of_memory(const struct ent_store *store, struct ent_error *error);

/* Opens the base if there is one, and raises what is asked for to what it holds: nothing is trimmed. */
int ent_store_open_base(struct ent_store *store, const struct ent_listener *listener, struct ent_error *error);

/* Notes which cells, forums and runs the open base holds. ENT_BAD_INPUT, naming the difference, if a cell of it is of no concern. */
int ent_store_read_base(struct ent_store *store, struct ent_error *error);

#endif
