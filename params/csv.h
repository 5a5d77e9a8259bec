/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables in CSV: a header, columns found by name, commas, quotes doubled inside quotes, no blank lines.
 */
#ifndef ENT_PARAMS_CSV_H
#define ENT_PARAMS_CSV_H

#include "params/node.h"

/* Reads text[0..length), called `file` in messages, as a list of maps from column to cell; an empty cell is a BLANK. All
 * `columns` [n_columns] must be there; of others only `optional` (or none: NULL). `columns` NULL: any. NULL if there is no usable header. */
struct ent_node *ent_csv_read(struct ent_arena *arena, struct ent_complaints *complaints, const char *file, const char *text, size_t length,
                              const char *const *columns, int n_columns, const char *optional);

#endif
