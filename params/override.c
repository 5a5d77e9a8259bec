/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Overrides: "parameters.values.theta", "states.HUN.v", "orders.clusters.rules.majority.tallies.0.quota". The last
 * step may be new (the readers know which keys exist); the steps before it must be there.
 */
#include <stdlib.h>
#include <string.h>

#include "params/load.h"
#include "params/names.h"

static struct ent_node *nth_item(const struct ent_node *list, const char *step)
{
    struct ent_node *item = list->first;
    long n = 0;

    if (!*step || strspn(step, "0123456789") != strlen(step) || strlen(step) > 4) return NULL;
    for (n = strtol(step, NULL, 10); item && n > 0; n--) item = item->next;
    return item;
}

/* Parameters and a precision that nobody gave have no node yet. */
static struct ent_node *open_group(struct ent_load *load, struct ent_node *at, const char *step, int depth)
{
    struct ent_node *group;
    int is_known = depth == 0 && (strcmp(step, "parameters") == 0 || strcmp(step, "precision") == 0);

    for (int i = 0; i < ENT_N_GROUPS && depth == 1 && at->key && strcmp(at->key, "parameters") == 0; i++)
        is_known = is_known || strcmp(step, ent_tables[i].title) == 0;
    if (!is_known) return NULL;
    group = ent_node_new(load->arena, ENT_NODE_MAP, at->at);
    if (group) {
        group->key = ent_arena_copy(load->arena, step, strlen(step));
        group->key_at = at->at;
    }
    if (!group || !group->key) return NULL;
    ent_node_append(at, group);
    return group;
}

static struct ent_node *descend(struct ent_load *load, struct ent_node *at, const char *step, int depth)
{
    struct ent_node *next = NULL;

    if (at->kind == ENT_NODE_LIST) {
        next = ent_node_named(at, step);
        return next ? next : nth_item(at, step);
    }
    next = ent_node_find(at, step);
    return next ? next : open_group(load, at, step, depth);
}

/* Orders and shocks are gathered, counted and named before anything is set: only values inside of them may change. Says so. */
static int is_fixed(struct ent_load *load, const struct ent_node *parent, const struct ent_node *node, const char *path, const char *step,
                    struct ent_place at)
{
    if (!parent && (strcmp(step, "orders") == 0 || strcmp(step, "shocks") == 0))
        ent_load_complain(load, at, "'%s' cannot be replaced as a whole: set values, like '%s.NAME.KEY'", step, step);
    else if (node->kind == ENT_NODE_LIST && ent_node_named(node, step))
        ent_load_complain(load, at, "'%.200s' cannot be replaced as a whole: set its values, like '%.200s.KEY'", path, path);
    else if (parent && parent->kind == ENT_NODE_LIST && parent->key && node->first && strcmp(node->first->key, step) == 0)
        ent_load_complain(load, at, "'%.200s': '%s' is its name, which stays", path, step);
    else
        return 0;
    return 1;
}

static void complain_step(struct ent_load *load, const struct ent_node *at, const char *path, const char *step, int depth,
                          struct ent_place place)
{
    struct ent_guess guess = ent_guess_start(step);
    char hint[ENT_HINT_SIZE];

    for (const struct ent_node *child = at->first; child; child = child->next) {
        const char *name = at->kind == ENT_NODE_MAP ? child->key : ent_node_name(child);

        if (name) ent_guess_offer(&guess, name);
    }
    for (int i = 0; i < ENT_N_GROUPS && depth == 1 && at->key && strcmp(at->key, "parameters") == 0; i++)
        ent_guess_offer(&guess, ent_tables[i].title);
    if (depth == 0) ent_guess_offer(&guess, "parameters");
    ent_load_complain(load, place, "'%.200s': there is no '%.60s'%s%s%s%s", path, step, depth ? " in '" : "",
                      depth && at->key ? at->key : "", depth ? "'" : "", ent_guess_hint(&guess, hint));
}

static void put(struct ent_load *load, struct ent_node *map, const char *step, struct ent_place at, const struct ent_node *value)
{
    struct ent_node *copy = ent_node_copy(load->arena, value, NULL);

    if (!copy) return;
    copy->key = step;
    copy->key_at = at;
    ent_node_put(map, copy);
}

/* A map whose keys may be new, although it stands at the top. */
static int is_precision(const struct ent_node *node)
{
    return node->key && strcmp(node->key, "precision") == 0;
}

/* The runs that are kept whole: without any the place is blank, and a key of it begins the map. */
static int begins_kept_runs(const struct ent_node *node, const struct ent_node *next)
{
    return next->kind == ENT_NODE_BLANK && node->key && strcmp(node->key, "record") == 0 && next->key && strcmp(next->key, "runs") == 0;
}

void ent_override(struct ent_load *load, struct ent_node *root, const char *path, struct ent_place at, const struct ent_node *value)
{
    char *steps = ent_arena_copy(load->arena, path, strlen(path)), *step = steps, *dot;
    struct ent_node *node = root, *parent = NULL;

    for (int depth = 0; step && root; depth++, step = dot + 1) {
        struct ent_node *next;

        dot = strchr(step, '.');
        if (dot) *dot = 0;
        if (!*step) {
            ent_load_complain(load, at, "'%.200s' is not a path: names with a dot between them", path);
            return;
        }
        if (!dot && depth <= 2 && is_fixed(load, parent, node, path, step, at)) return;
        if (!dot && node->kind == ENT_NODE_MAP && (depth != 1 || ent_node_find(node, step) || is_precision(node))) {
            put(load, node, step, at, value);
            return;
        }
        next = dot && node->kind != ENT_NODE_TEXT ? descend(load, node, step, depth) : NULL;
        if (next && begins_kept_runs(node, next)) next->kind = ENT_NODE_MAP;
        if (!next || next->kind == ENT_NODE_TEXT || next->kind == ENT_NODE_BLANK) {
            complain_step(load, node, path, step, depth, at);
            return;
        }
        parent = node;
        node = next;
    }
}
