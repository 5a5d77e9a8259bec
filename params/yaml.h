/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The YAML we read: maps, lists and plain or quoted texts, in block or flow style. No anchors, aliases, tags,
 * directives, second documents, tabs, duplicate keys or keys that are not texts; at most 1 MB and 64 levels.
 */
#ifndef ENT_PARAMS_YAML_H
#define ENT_PARAMS_YAML_H

#include "params/node.h"

/* Reads text[0..length), called `file` in messages (which must outlive the tree). Returns the tree, or
 * NULL if there is none to go on with. What is wrong is in `complaints`; memory that ran out, in the arena. */
struct ent_node *ent_yaml_read(struct ent_arena *arena, struct ent_complaints *complaints, const char *file, const char *text,
                               size_t length);

#endif
