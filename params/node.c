/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/node.h"

#include <string.h>

struct ent_node *ent_node_new(struct ent_arena *arena, enum ent_node_kind kind, struct ent_place at)
{
    struct ent_node *node = ent_arena_take(arena, sizeof *node);

    if (node) {
        node->kind = kind;
        node->at = at;
    }
    return node;
}

struct ent_node *ent_node_text(struct ent_arena *arena, const char *text, struct ent_place at)
{
    struct ent_node *node = ent_node_new(arena, ENT_NODE_TEXT, at);

    if (node) node->text = ent_arena_copy(arena, text, strlen(text));
    return node && node->text ? node : NULL;
}

void ent_node_append(struct ent_node *parent, struct ent_node *child)
{
    if (!parent || !child) return;
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->n++;
}

/* Recursion is safe: no tree is deeper than ENT_MAX_DEPTH. */
struct ent_node *ent_node_copy(struct ent_arena *arena, const struct ent_node *node, const char *except)
{
    struct ent_node *copy = node ? ent_arena_take(arena, sizeof *copy) : NULL;

    if (!copy) return NULL;
    *copy = *node;
    copy->next = NULL;
    if (except && node->key && strcmp(node->key, except) == 0) return copy;
    copy->first = copy->last = NULL;
    copy->n = 0;
    for (const struct ent_node *child = node->first; child; child = child->next) ent_node_append(copy, ent_node_copy(arena, child, except));
    return copy;
}

struct ent_node *ent_node_find(const struct ent_node *map, const char *key)
{
    struct ent_node *child = map && map->kind == ENT_NODE_MAP ? map->first : NULL;

    while (child && strcmp(child->key, key) != 0) child = child->next;
    return child;
}

const char *ent_node_find_text(const struct ent_node *map, const char *key)
{
    const struct ent_node *child = ent_node_find(map, key);

    return child && child->kind == ENT_NODE_TEXT ? child->text : NULL;
}

void ent_node_put(struct ent_node *map, struct ent_node *child)
{
    struct ent_node **link, *old = child ? ent_node_find(map, child->key) : NULL;

    if (!map || !child) return;
    if (!old) {
        ent_node_append(map, child);
        return;
    }
    for (link = &map->first; *link != old; link = &(*link)->next)
        ;
    *link = child;
    child->next = old->next;
    if (map->last == old) map->last = child;
}

struct ent_node *ent_node_remove(struct ent_node *map, const char *key)
{
    struct ent_node **link, *before = NULL, *old = ent_node_find(map, key);

    if (!old) return NULL;
    for (link = &map->first; *link != old; link = &(*link)->next) before = *link;
    *link = old->next;
    if (map->last == old) map->last = before;
    map->n--;
    old->next = NULL;
    return old;
}

const char *ent_node_name(const struct ent_node *map)
{
    const struct ent_node *first = map && map->kind == ENT_NODE_MAP ? map->first : NULL;

    return first && first->kind == ENT_NODE_TEXT ? first->text : NULL;
}

struct ent_node *ent_node_named(const struct ent_node *list, const char *name)
{
    struct ent_node *item = list && list->kind == ENT_NODE_LIST ? list->first : NULL;

    for (; item; item = item->next) {
        const char *its_name = ent_node_name(item);

        if (its_name && strcmp(its_name, name) == 0) return item;
    }
    return NULL;
}

const char *ent_node_kind_name(const struct ent_node *node)
{
    switch (node->kind) {
    case ENT_NODE_LIST:
        return "a list";
    case ENT_NODE_MAP:
        return "a map";
    case ENT_NODE_TEXT:
        return "a text";
    default:
        return "nothing";
    }
}
