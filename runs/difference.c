/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/difference.h"

#include <stdio.h>
#include <string.h>

#include "params/experiment.h"
#include "params/yaml.h"

enum { MOST_PATH = 256 };

struct search {
    char path[MOST_PATH];
    char *text;
    size_t size;
};

/* A value as it would be read in one line: lists and maps by their kind alone. */
static const char *value_of(const struct ent_node *node)
{
    return node == NULL ? "absent" : node->kind == ENT_NODE_TEXT ? node->text : ent_node_kind_name(node);
}

static int report(struct search *search, const struct ent_node *old, const struct ent_node *now)
{
    snprintf(search->text, search->size, "%s was %s and is now %s", search->path, value_of(old), value_of(now));
    return 1;
}

/* The name of an item that is the first of its name in the list: ties begin with a state that many others share. */
static const char *own_name(const struct ent_node *list, const struct ent_node *item)
{
    const char *name = item->kind == ENT_NODE_MAP ? ent_node_name(item) : NULL;
    return name != NULL && ent_node_named(list, name) == item ? name : NULL;
}

/* What corresponds to child number `i` of `old` in `now`: by key, by name, or by place. */
static const struct ent_node *counterpart(const struct ent_node *old, const struct ent_node *child, const struct ent_node *now, int i)
{
    if (child->key != NULL) return ent_node_find(now, child->key);
    if (own_name(old, child) != NULL) return ent_node_named(now, own_name(old, child));
    const struct ent_node *found = now->first;
    while (found != NULL && i-- > 0) found = found->next;
    return found;
}

static int differ(struct search *search, const struct ent_node *old, const struct ent_node *now)
{
    if (now == NULL || old->kind != now->kind) return report(search, old, now);
    if (old->kind == ENT_NODE_TEXT) return strcmp(old->text, now->text) != 0 && report(search, old, now);
    size_t length = strlen(search->path);
    int i = 0, found = 0;
    for (const struct ent_node *child = old->first; child != NULL && !found; child = child->next, i++) {
        const char *name = child->key != NULL ? child->key : own_name(old, child);
        if (length == 0 && name != NULL && (strcmp(name, "runs") == 0 || strcmp(name, "precision") == 0)) continue;
        if (name != NULL)
            snprintf(search->path + length, sizeof search->path - length, "%s%s", length > 0 ? "." : "", name);
        else
            snprintf(search->path + length, sizeof search->path - length, "[%d]", i);
        found = differ(search, child, counterpart(old, child, now, i));
    }
    search->path[length] = '\0';
    return found;
}

void ent_difference(const char *old, const char *now, char *text, size_t size)
{
    struct ent_arena arena = {0};
    struct ent_complaints complaints = {0};
    struct search search = {.text = text, .size = size};
    text[0] = '\0';
    const struct ent_node *old_tree = ent_yaml_read(&arena, &complaints, "old", old, strlen(old));
    const struct ent_node *now_tree = ent_yaml_read(&arena, &complaints, "now", now, strlen(now));
    if (old_tree != NULL && now_tree != NULL) differ(&search, old_tree, now_tree);
    ent_complaints_free(&complaints);
    ent_arena_free(&arena);
}
