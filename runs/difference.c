/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/difference.h"

#include <stdio.h>
#include <string.h>

#include "params/design.h"
#include "params/names.h"
#include "params/number.h"
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

/* --- why a design cannot grow into another ---------------------------------------------------------------------------------- */

struct designs {
    const struct ent_node *old, *now;
    int method; /* enum ent_design_method, of both */
    char *text;
    size_t size;
};

static int64_t number_of(const struct ent_node *design, const char *key, int64_t fallback)
{
    const char *text = ent_node_find_text(design, key);
    int64_t value = fallback;
    if (text != NULL && ent_number_int(text, &value) != NULL) value = fallback;
    return value;
}

/* Says that a number of the design differs, and `why` the old points are not among the new ones. */
static int number_differs(const struct designs *designs, const char *key, int64_t fallback, const char *why)
{
    int64_t old = number_of(designs->old, key, fallback), now = number_of(designs->now, key, fallback);
    if (old == now) return 0;
    snprintf(designs->text, designs->size, "design.%s was %lld and is now %lld: %s", key, (long long)old, (long long)now, why);
    return 1;
}

/* n levels, evenly spaced, are all among m if n - 1 divides m - 1. */
static int levels_differ(const struct designs *designs)
{
    int64_t old = number_of(designs->old, "levels", 5), now = number_of(designs->now, "levels", 5);
    return (old < 2 || (now - 1) % (old - 1) != 0) &&
           number_differs(designs, "levels", 5,
                          "levels divide the range evenly, and not all the old ones are among the new; after n levels take 2n - 1, or "
                          "give a list of 'values', which may grow");
}

static int fewer(const struct designs *designs, const char *key, int64_t fallback)
{
    if (number_of(designs->now, key, fallback) >= number_of(designs->old, key, fallback)) return 0;
    return number_differs(designs, key, fallback, "the file holds more, and nothing is trimmed");
}

/* The same parameters in the same order? */
static int parameters_differ(const struct designs *designs)
{
    const struct ent_node *old = ent_node_find(designs->old, "parameters"), *now = ent_node_find(designs->now, "parameters");
    const struct ent_node *a = old != NULL ? old->first : NULL, *b = now != NULL ? now->first : NULL;
    const char *why = "every point of the new design varies other parameters";
    while (a != NULL && b != NULL && strcmp(a->key, b->key) == 0) a = a->next, b = b->next;
    if (a == NULL && b == NULL) return 0;
    if (designs->method == ENT_DESIGN_one_at_a_time || designs->method == ENT_DESIGN_grid)
        why = "the old points have the experiment's own value of each other parameter, which must be among its levels";
    if (designs->method == ENT_DESIGN_saltelli)
        why = "its points are k + 2 mixtures of rows of 2k Sobol' numbers, and with other parameters, or another k, every row is another";
    if (old != NULL && now != NULL && old->n != now->n)
        snprintf(designs->text, designs->size, "design.parameters were %d and are now %d, from '%s' on: %s", old->n, now->n,
                 b != NULL ? b->key : a->key, why);
    else
        snprintf(designs->text, designs->size, "design.parameters had '%s' where '%s' is now: %s", a != NULL ? a->key : "none",
                 b != NULL ? b->key : "none", why);
    return 1;
}

static int sizes_differ(const struct designs *designs)
{
    switch (designs->method) {
    case ENT_DESIGN_latin_hypercube:
        return number_differs(designs, "points", 0,
                              "a Latin hypercube cuts each range into as many strata as it has points, so with another number every "
                              "point is another; points can be added to a sobol design");
    case ENT_DESIGN_morris:
        return number_differs(designs, "levels", 4,
                              "trajectories step between the levels, so with another number they go through other values; "
                              "trajectories can be added") ||
               fewer(designs, "trajectories", 10);
    case ENT_DESIGN_grid:
    case ENT_DESIGN_one_at_a_time:
        return levels_differ(designs);
    default:
        return fewer(designs, "points", 0);
    }
}

/* Writes why the points of one design are not all among those of another; nothing if it is none of what is known here. */
static void design_difference(const struct ent_node *old, const struct ent_node *now, char *text, size_t size)
{
    struct designs designs = {.old = old, .now = now, .text = text, .size = size};
    const char *was = ent_node_find_text(old, "method"), *is = ent_node_find_text(now, "method");
    if (old == NULL && now == NULL) return;
    if (old == NULL || now == NULL || was == NULL || is == NULL || strcmp(was, is) != 0) {
        snprintf(text, size, "design.method was %s and is now %s: another method makes other points", was != NULL ? was : "absent",
                 is != NULL ? is : "absent");
        return;
    }
    designs.method = ent_name_position(ent_design_method_names, ENT_N_DESIGN_METHODS, was);
    if (number_differs(&designs, "seed", 1, "another seed of the design makes other points") || parameters_differ(&designs)) return;
    sizes_differ(&designs);
}

void ent_difference(const char *old, const char *now, char *text, size_t size)
{
    struct ent_arena arena = {0};
    struct ent_complaints complaints = {0};
    struct search search = {.text = text, .size = size};
    text[0] = '\0';
    const struct ent_node *old_tree = ent_yaml_read(&arena, &complaints, "old", old, strlen(old));
    const struct ent_node *now_tree = ent_yaml_read(&arena, &complaints, "now", now, strlen(now));
    if (old_tree != NULL && now_tree != NULL) {
        differ(&search, old_tree, now_tree);
        if (text[0] == '\0' || strncmp(text, "design", 6) == 0)
            design_difference(ent_node_find(old_tree, "design"), ent_node_find(now_tree, "design"), text, size);
    }
    ent_complaints_free(&complaints);
    ent_arena_free(&arena);
}
