/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a file says, before it is known what it means: a tree of texts, lists and maps that remembers places.
 * Nodes live in an arena and are never freed one by one. Functions accept NULL as "not there", so that running
 * out of memory (which the arena remembers) needs no check at each step.
 */
#ifndef ENT_PARAMS_NODE_H
#define ENT_PARAMS_NODE_H

#include "params/arena.h"
#include "params/complaints.h"

enum ent_node_kind { ENT_NODE_BLANK, ENT_NODE_TEXT, ENT_NODE_LIST, ENT_NODE_MAP };

enum { ENT_MAX_KEYS = 1024, ENT_MAX_ITEMS = 4096, ENT_MAX_DEPTH = 64, ENT_MAX_FILE = 1000000 };

struct ent_node {
    enum ent_node_kind kind;
    int quoted;              /* a TEXT between quotes: never a number */
    int n;                   /* children */
    struct ent_place at;     /* of the value */
    struct ent_place key_at; /* of the key, in a map */
    const char *key;         /* in a map */
    const char *text;        /* of a TEXT */
    struct ent_node *first, *last, *next;
};

struct ent_node *ent_node_new(struct ent_arena *arena, enum ent_node_kind kind, struct ent_place at);
struct ent_node *ent_node_text(struct ent_arena *arena, const char *text, struct ent_place at);

/* Appends to a list, or to a map if the child has a key. */
void ent_node_append(struct ent_node *parent, struct ent_node *child);

/* A copy of the node and all below; the child named `except`, if any, is shared instead. */
struct ent_node *ent_node_copy(struct ent_arena *arena, const struct ent_node *node, const char *except);

/* The child of a map with this key; NULL if there is none. */
struct ent_node *ent_node_find(const struct ent_node *map, const char *key);

/* The text of a map's child; NULL if there is none or it is not a text. */
const char *ent_node_find_text(const struct ent_node *map, const char *key);

/* Puts `child` (with its key) in the place of the child of that key, or at the end. */
void ent_node_put(struct ent_node *map, struct ent_node *child);

/* Takes the child with this key out of a map; NULL if there is none. */
struct ent_node *ent_node_remove(struct ent_node *map, const char *key);

/* The item of a list of maps whose first key ("order: clusters") has this value; NULL if there is none. */
struct ent_node *ent_node_named(const struct ent_node *list, const char *name);

/* That first value: the name of an order, shock, ...; NULL if it has none. */
const char *ent_node_name(const struct ent_node *map);

/* "a number" and so on, for messages. */
const char *ent_node_kind_name(const struct ent_node *node);

#endif
