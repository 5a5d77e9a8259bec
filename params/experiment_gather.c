/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From files to one tree: every order, scenario, shock, cabinet and table that an experiment names takes the place of its name.
 */
#include <string.h>

#include "params/experiment_tree.h"
#include "params/names.h"

enum { MAX_ORDERS = 32, MAX_SCENARIOS = 64 };

/* The named thing's name comes first, so that lists can be searched by it. */
static void put_name_first(struct ent_node *map, const char *key)
{
    struct ent_node *name = map->first && strcmp(map->first->key, key) == 0 ? NULL : ent_node_remove(map, key);

    if (!name) return;
    name->next = map->first;
    map->first = name;
    if (!map->last) map->last = name;
    map->n++;
}

/* Says what is wrong with a thing that should have a name of its own; 1 if nothing is. */
static int has_name(struct ent_load *load, struct ent_node *map, const char *key, const struct ent_node *list)
{
    const struct ent_node *name = ent_node_find(map, key);
    const char *wrong;

    if (!name || name->kind != ENT_NODE_TEXT) {
        ent_load_complain(load, name ? name->at : map->at, "'%s' is missing: its name", key);
        return 0;
    }
    wrong = ent_name_check(name->text);
    if (wrong) {
        ent_load_complain(load, name->at, "'%.80s' %s", name->text, wrong);
        return 0;
    }
    put_name_first(map, key);
    if (ent_node_named(list, name->text)) {
        ent_load_complain(load, name->at, "a second %s named '%s'", key, name->text);
        return 0;
    }
    return 1;
}

/* Replaces each item of root.<key> by the file it names; items that cannot be read are left out. */
static void gather(struct ent_load *load, struct ent_node *root, const char *key, const char *what, int most)
{
    struct ent_node *old = ent_node_find(root, key), *list, *next;

    if (!old || !ent_load_is(load, old, ENT_NODE_LIST)) return;
    list = ent_node_new(load->arena, ENT_NODE_LIST, old->at);
    if (!list) return;
    list->key = key;
    list->key_at = old->key_at;
    for (struct ent_node *item = old->first; item; item = next) {
        struct ent_node *map = ent_load_named_file(load, item, key, what);

        next = item->next;
        if (list->n == most) {
            ent_load_complain(load, item->at, "'%s': %d; at most %d", key, old->n, most);
            break;
        }
        if (map && ent_load_is(load, map, ENT_NODE_MAP) && has_name(load, map, what, list)) ent_node_append(list, map);
    }
    ent_node_put(root, list);
}

/* Puts what a file held in the place of its name; a name whose file could not be read is taken out. */
static void rename_child(struct ent_node *root, struct ent_node *child, const char *key)
{
    if (!child) {
        ent_node_remove(root, key);
        return;
    }
    if (!child->key) child->key_at = child->at;
    child->key = key;
    ent_node_put(root, child);
}

/* The domains are a file with one key, `domains`. */
static struct ent_node *gather_domains(struct ent_load *load, struct ent_node *root)
{
    struct ent_node *node = ent_node_find(root, "domains"), *file;
    static const char *const keys[] = {"domains", "about"};

    if (node && node->kind == ENT_NODE_MAP) return node;
    if (!node) {
        node = ent_node_text(load->arena, "domains", root->at);
        if (node) node->key = "domains";
    }
    file = ent_load_named_file(load, node, "", "domains");
    if (!file || !ent_load_is(load, file, ENT_NODE_MAP)) return NULL;
    ent_load_keys(load, file, keys, 2, NULL);
    return ent_load_require(load, file, "domains", "a map from each domain's name to its parameters");
}

static void gather_cabinets(struct ent_load *load, struct ent_node *root)
{
    static const char *const keys[] = {"cabinet", "about", "assumed", "set"};
    struct ent_node *scenarios = ent_node_find(root, "scenarios");

    if (!scenarios || scenarios->kind != ENT_NODE_LIST) return;
    for (struct ent_node *scenario = scenarios->first; scenario; scenario = scenario->next) {
        struct ent_node *old = ent_node_find(scenario, "cabinet");
        struct ent_node *cabinet = ent_load_named_file(load, old, "cabinets", "cabinet");

        if (!cabinet || !ent_load_is(load, cabinet, ENT_NODE_MAP) || !has_name(load, cabinet, "cabinet", NULL)) continue;
        ent_load_keys(load, cabinet, keys, 4, NULL);
        if (cabinet != old) rename_child(scenario, cabinet, "cabinet");
    }
}

void ent_experiment_gather(struct ent_load *load, struct ent_node *root)
{
    static const char *const keys[] = {"experiment", "about", "orders", "scenarios", "shocks", "states",          "ties",
                                       "domains",    "runs",  "seed",   "start",     "months", "steps_per_month", "split",
                                       "parameters", "set",   "design", "precision", "record"};

    ent_load_keys(load, root, keys, sizeof keys / sizeof *keys, NULL);
    ent_load_require(load, root, "orders", "at least one order");
    ent_load_require(load, root, "scenarios", "at least one scenario");
    gather(load, root, "orders", "order", MAX_ORDERS);
    gather(load, root, "scenarios", "scenario", MAX_SCENARIOS);
    gather(load, root, "shocks", "shock", ENT_MAX_KEYS);
    gather_cabinets(load, root);
    ent_design_gather(load, root);
    ent_record_gather(load, root);
    rename_child(root, gather_domains(load, root), "domains");
    rename_child(root, ent_load_states_table(load, ent_node_find(root, "states"), root->at), "states");
    rename_child(root, ent_load_ties_table(load, ent_node_find(root, "ties"), root->at), "ties");
}
