/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The resolved configuration: the experiment's tree, with every default filled in, written as YAML.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "params/experiment_tree.h"
#include "params/names.h"
#include "params/number.h"
#include "params/text.h"

/* --- filling in defaults --- */

static void fill_number(struct ent_arena *arena, struct ent_node *map, const char *key, const char *number)
{
    struct ent_node *node = ent_node_find(map, key) ? NULL : ent_node_text(arena, number, map->at);

    if (!node) return;
    node->key = key;
    node->key_at = map->at;
    ent_node_append(map, node);
}

static void fill_fields(struct ent_arena *arena, struct ent_node *map, const struct ent_table *table)
{
    char number[ENT_NUMBER_SIZE];

    for (int i = 0; map && i < table->n_fields; i++) {
        const struct ent_field *field = &table->field[i];

        if (isnan(field->fallback)) continue;
        if (field->type == ENT_FIELD_REAL)
            ent_number_print(number, field->fallback);
        else
            snprintf(number, sizeof number, "%d", (int)field->fallback);
        fill_number(arena, map, field->name, number);
    }
}

static struct ent_node *child_map(struct ent_arena *arena, struct ent_node *map, const char *key)
{
    struct ent_node *child = ent_node_find(map, key);

    if (child) return child;
    child = ent_node_new(arena, ENT_NODE_MAP, map->at);
    if (child) {
        child->key = key;
        ent_node_append(map, child);
    }
    return child;
}

static void fill_children(struct ent_arena *arena, struct ent_node *parent, const struct ent_table *table)
{
    for (struct ent_node *child = parent ? parent->first : NULL; child; child = child->next) fill_fields(arena, child, table);
}

static void fill_forums(struct ent_arena *arena, struct ent_node *forums)
{
    fill_children(arena, forums, &ent_tables[ENT_TABLE_FORUM]);
    for (const struct ent_node *forum = forums ? forums->first : NULL; forum; forum = forum->next)
        fill_children(arena, ent_node_find(forum, "cooperations"), &ent_tables[ENT_TABLE_COOPERATION]);
}

void ent_experiment_fill(struct ent_experiment *experiment)
{
    struct ent_arena *arena = &experiment->arena;
    struct ent_node *root = experiment->root, *parameters = child_map(arena, root, "parameters");
    const struct ent_node *orders = ent_node_find(root, "orders");

    for (int i = 0; parameters && i < ENT_N_GROUPS; i++)
        fill_fields(arena, child_map(arena, parameters, ent_tables[i].title), &ent_tables[i]);
    fill_children(arena, ent_node_find(root, "domains"), &ent_tables[ENT_TABLE_DOMAIN]);
    fill_children(arena, ent_node_find(root, "states"), &ent_tables[ENT_TABLE_STATE]);
    fill_children(arena, ent_node_find(root, "shocks"), &ent_tables[ENT_TABLE_SHOCK]);
    for (const struct ent_node *order = orders->first; order; order = order->next) fill_forums(arena, ent_node_find(order, "forums"));
    fill_number(arena, root, "start", "2026-01");
    fill_number(arena, root, "months", "240");
    fill_number(arena, root, "steps_per_month", "1");
}

/* --- writing --- */

static int is_plain(const struct ent_node *node)
{
    return !node->quoted &&
           strspn(node->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-") == strlen(node->text) &&
           strcmp(node->text, "-") != 0 && strncmp(node->text, "---", 3) != 0;
}

static void write_scalar(struct ent_text *text, const struct ent_node *node)
{
    if (node->kind == ENT_NODE_BLANK)
        ent_text_add(text, "~");
    else if (is_plain(node))
        ent_text_add(text, "%s", node->text);
    else
        ent_text_add_quoted(text, node->text);
}

static int has_only_scalars(const struct ent_node *node)
{
    for (const struct ent_node *child = node->first; child; child = child->next)
        if (child->kind == ENT_NODE_LIST || child->kind == ENT_NODE_MAP) return 0;
    return 1;
}

static void write_flow(struct ent_text *text, const struct ent_node *node)
{
    if (node->kind == ENT_NODE_TEXT || node->kind == ENT_NODE_BLANK) {
        write_scalar(text, node);
        return;
    }
    ent_text_add(text, node->kind == ENT_NODE_MAP ? "{" : "[");
    for (const struct ent_node *child = node->first; child; child = child->next) {
        ent_text_add(text, child == node->first ? "" : ", ");
        if (child->key) ent_text_add(text, "%s: ", child->key);
        write_flow(text, child);
    }
    ent_text_add(text, node->kind == ENT_NODE_MAP ? "}" : "]");
}

static void write_children(struct ent_text *text, const struct ent_node *node, int depth);

/* What stands after "key:" or "-". */
static void write_value(struct ent_text *text, const struct ent_node *node, int depth)
{
    const int is_collection = node->kind == ENT_NODE_LIST || node->kind == ENT_NODE_MAP;

    if (!is_collection || node->n == 0 || (has_only_scalars(node) && (node->kind == ENT_NODE_LIST || !node->key))) {
        ent_text_add(text, " ");
        write_flow(text, node);
        ent_text_add(text, "\n");
    } else {
        ent_text_add(text, "\n");
        write_children(text, node, depth);
    }
}

static void write_children(struct ent_text *text, const struct ent_node *node, int depth)
{
    for (const struct ent_node *child = node->first; child; child = child->next) {
        if (child->key) {
            ent_text_add(text, "%*s%s:", 2 * depth, "", child->key);
            write_value(text, child, depth + 1);
        } else if (child->kind == ENT_NODE_MAP && !has_only_scalars(child)) {
            ent_text_add(text, "%*s-\n", 2 * depth, "");
            write_children(text, child, depth + 1);
        } else {
            ent_text_add(text, "%*s-", 2 * depth, "");
            write_value(text, child, depth + 1);
        }
    }
}

static void write_precision(struct ent_text *text, const struct ent_precision *precision)
{
    ent_text_add(text, "precision:\n  metric: %s\n  half_width: ", precision->metric);
    ent_text_add_real(text, precision->half_width);
    ent_text_add(text, "\n  of: %s\n", ent_precision_names[precision->of]);
    if (precision->of != ENT_PRECISION_MEAN) {
        ent_text_add(text, "  at: ");
        ent_text_add_real(text, precision->at);
        ent_text_add(text, "\n");
    }
    ent_text_add(text, "  least: %" PRId32 "\n  most: %" PRId32 "\n", precision->least, precision->most);
}

static char *write_experiment(const struct ent_experiment *experiment, int32_t n_runs, const struct ent_precision *precision, uint64_t seed)
{
    static const char *const said[] = {"experiment", "runs", "seed", "precision"};
    struct ent_text text = {0};

    ent_text_add(&text, "# A resolved experiment: every file inline, every parameter with its value.\n");
    ent_text_add(&text, "experiment: %s\n", experiment->name);
    if (precision)
        write_precision(&text, precision);
    else
        ent_text_add(&text, "runs: %" PRId32 "\n", n_runs);
    ent_text_add(&text, "seed: %" PRIu64 "\n", seed);
    for (const struct ent_node *child = experiment->root->first; child; child = child->next) {
        if (ent_name_position(said, sizeof said / sizeof *said, child->key) >= 0) continue;
        ent_text_add(&text, "%s:", child->key);
        write_value(&text, child, 1);
    }
    return ent_text_take(&text);
}

char *ent_experiment_yaml(const struct ent_experiment *experiment, int32_t n_runs, uint64_t seed)
{
    return write_experiment(experiment, n_runs, NULL, seed);
}

char *ent_experiment_yaml_precise(const struct ent_experiment *experiment, const struct ent_precision *precision, uint64_t seed)
{
    return write_experiment(experiment, 0, precision, seed);
}
