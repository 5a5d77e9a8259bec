/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads `design` of an experiment:
 *
 *   design: {method: sobol, points: 256, parameters: {parameters.values.theta: {low: 0, high: .5}}}
 *
 * A design comes last: it replaces what the experiment and its scenarios say of a parameter.
 */
#include "params/design.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "params/experiment_tree.h"
#include "params/names.h"
#include "params/number.h"

enum { MAX_VARIED = 512, MAX_POINTS = 1000000, MAX_LEVELS = 1000 };

#define NAME(name, size, doc) #name,
const char *const ent_design_method_names[ENT_N_DESIGN_METHODS] = {ENT_DESIGN_METHODS(NAME)};
const char *const ent_distribution_names[ENT_N_DISTRIBUTIONS] = {"uniform", "log_uniform", "triangular", "normal"};

/* --- where a parameter stands in the inputs --- */

/* The next name of a dotted path, in `step`; what follows is returned, NULL at the end. */
static const char *next_step(const char *path, char step[ENT_MAX_NAME])
{
    const size_t n = strcspn(path, ".");

    step[0] = 0;
    if (n < ENT_MAX_NAME) {
        memcpy(step, path, n);
        step[n] = 0;
    }
    return path[n] ? path + n + 1 : NULL;
}

static void *field_of(const struct ent_table *table, const char *name, void *base)
{
    const struct ent_field *field = name ? ent_table_field(table, name) : NULL;

    return field ? (char *)base + field->offset : NULL;
}

static void *find_parameter(struct ent_inputs *inputs, const char *group, const char *name)
{
    for (int i = 0; i < ENT_N_GROUPS; i++)
        if (strcmp(ent_tables[i].title, group) == 0)
            return field_of(&ent_tables[i], name, (char *)&inputs->parameters + ent_tables[i].offset);
    return NULL;
}

static void *find_cooperation(struct ent_forum *forum, const char *path)
{
    char name[ENT_MAX_NAME];
    const char *rest = next_step(path, name);

    for (int32_t i = 0; i < forum->n_cooperations; i++)
        if (strcmp(forum->cooperation[i].name, name) == 0)
            return field_of(&ent_tables[ENT_TABLE_COOPERATION], rest, &forum->cooperation[i]);
    return NULL;
}

static void *find_in_forum(struct ent_inputs *inputs, const char *path)
{
    char name[ENT_MAX_NAME];
    const char *rest = next_step(path, name);

    for (int32_t f = 0; rest && f < inputs->n_forums; f++) {
        if (strcmp(inputs->forum[f].name, name) != 0) continue;
        if (strncmp(rest, "cooperations.", 13) == 0) return find_cooperation(&inputs->forum[f], rest + 13);
        return field_of(&ent_tables[ENT_TABLE_FORUM], rest, &inputs->forum[f]);
    }
    return NULL;
}

/* RULE.tallies.N.quota */
static void *find_quota(struct ent_inputs *inputs, const char *path)
{
    char name[ENT_MAX_NAME], number[ENT_MAX_NAME];
    const char *rest = next_step(path, name);
    int64_t n = -1;

    if (!rest || strncmp(rest, "tallies.", 8) != 0) return NULL;
    rest = next_step(rest + 8, number);
    if (!rest || strcmp(rest, "quota") != 0 || ent_number_int(number, &n) || n < 0) return NULL;
    for (int32_t r = 0; r < inputs->n_rules; r++)
        if (strcmp(inputs->rule[r].name, name) == 0) return n < inputs->rule[r].n_tallies ? &inputs->rule[r].tally[n].quota_num : NULL;
    return NULL;
}

/* A '*' stands for every order that has the rest. */
static void *find_in_order(struct ent_inputs *inputs, const char *path, const char *order, int *is_quota)
{
    char name[ENT_MAX_NAME];
    const char *rest = next_step(path, name);

    if (!rest || (strcmp(name, order) != 0 && strcmp(name, "*") != 0)) return NULL;
    if (strncmp(rest, "forums.", 7) == 0) return find_in_forum(inputs, rest + 7);
    *is_quota = strncmp(rest, "rules.", 6) == 0;
    return *is_quota ? find_quota(inputs, rest + 6) : NULL;
}

static void *find_named(struct ent_inputs *inputs, const char *root, const char *name, const char *field)
{
    if (strcmp(root, "parameters") == 0) return find_parameter(inputs, name, field);
    if (strcmp(root, "domains") == 0)
        for (int32_t d = 0; d < inputs->n_domains; d++)
            if (strcmp(inputs->domain[d].name, name) == 0) return field_of(&ent_tables[ENT_TABLE_DOMAIN], field, &inputs->domain[d]);
    if (strcmp(root, "states") == 0)
        for (int32_t i = 0; i < inputs->n_states; i++)
            if (strcmp(inputs->state[i].code, name) == 0) return field_of(&ent_tables[ENT_TABLE_STATE], field, &inputs->state[i]);
    if (strcmp(root, "shocks") == 0)
        for (int32_t s = 0; s < inputs->n_shocks; s++)
            if (strcmp(inputs->shock[s].name, name) == 0) return field_of(&ent_tables[ENT_TABLE_SHOCK], field, &inputs->shock[s]);
    return NULL;
}

/* The number that `path` names in the inputs of one order; NULL if there is none. */
static void *find(struct ent_inputs *inputs, const char *path, const char *order, int *is_quota)
{
    char root[ENT_MAX_NAME], name[ENT_MAX_NAME];
    const char *rest = next_step(path, root), *field;

    *is_quota = 0;
    if (!rest) return NULL;
    if (strcmp(root, "orders") == 0) return find_in_order(inputs, rest, order, is_quota);
    field = next_step(rest, name);
    return field ? find_named(inputs, root, name, field) : NULL;
}

/* --- one parameter --- */

static double number_of(struct ent_load *load, const struct ent_node *node, double fallback)
{
    const char *wrong;
    double value = fallback;

    if (!node || !ent_load_is(load, node, ENT_NODE_TEXT)) return fallback;
    wrong = node->quoted ? "is between quotes" : ent_number_real(node->text, &value);
    if (wrong) ent_load_complain(load, node->at, "'%s': '%.60s' %s", node->key ? node->key : "value", node->text, wrong);
    return wrong ? fallback : value;
}

static double value_at(const struct ent_varied *varied, const void *at)
{
    const struct ent_tally *tally;
    int32_t whole;
    double real;

    if (varied->is_quota) {
        tally = (const struct ent_tally *)(const void *)((const char *)at - offsetof(struct ent_tally, quota_num));
        return (double)tally->quota_num / tally->quota_den;
    }
    if (varied->type == ENT_FIELD_REAL) {
        memcpy(&real, at, sizeof real);
        return real;
    }
    memcpy(&whole, at, sizeof whole);
    return whole;
}

/* Finds the parameter in every order; 0 (said) if no order has it. */
static int bind(struct ent_load *load, struct ent_experiment *experiment, const struct ent_node *node, struct ent_varied *varied)
{
    char hint[2 * ENT_HINT_SIZE];
    int found = 0;

    for (int32_t o = 0; o < experiment->n_orders; o++) {
        struct ent_inputs *inputs = &experiment->cell[o];
        int is_quota = 0;
        void *at = find(inputs, varied->path, ent_experiment_order_name(experiment, o), &is_quota);

        varied->offset[o] = at ? (size_t)((char *)at - (char *)inputs) : SIZE_MAX;
        if (!at) continue;
        varied->is_quota = is_quota;
        if (!found) varied->centre = value_at(varied, at);
        found = 1;
    }
    if (found) return 1;
    ent_schema_find(varied->path, hint, sizeof hint);
    ent_load_complain(load, node->key_at, "'%.200s': no such number in this experiment%s", varied->path, hint);
    return 0;
}

static void check_range(struct ent_load *load, const struct ent_node *node, const struct ent_varied *varied, double value, double low,
                        double high)
{
    char number[ENT_NUMBER_SIZE], least[ENT_NUMBER_SIZE], most[ENT_NUMBER_SIZE];

    if (value >= low && value <= high) return;
    ent_number_print(number, value);
    ent_number_print(least, low);
    ent_number_print(most, high);
    ent_load_complain(load, node->at, "'%.200s': %s is outside [%s, %s]", varied->path, number, least, most);
}

static void load_values(struct ent_load *load, const struct ent_node *list, struct ent_varied *varied, double low, double high)
{
    if (!ent_load_is(load, list, ENT_NODE_LIST)) return;
    varied->value = ent_arena_take(load->arena, (size_t)(list->n ? list->n : 1) * sizeof *varied->value);
    if (!varied->value) return;
    if (list->n == 0) ent_load_complain(load, list->at, "'values': at least one");
    for (const struct ent_node *item = list->first; item; item = item->next) {
        const double value = number_of(load, item, low);

        check_range(load, item, varied, value, low, high);
        varied->value[varied->n_values++] = value;
    }
}

static void load_distribution(struct ent_load *load, const struct ent_node *node, struct ent_varied *varied)
{
    const struct ent_node *named = ent_node_find(node, "distribution"), *mean = NULL, *sd = NULL;
    const int chosen = named ? ent_load_choice(load, named, ent_distribution_names, ENT_N_DISTRIBUTIONS,
                                               "a distribution: uniform, log_uniform, triangular or normal")
                             : ENT_UNIFORM;

    varied->distribution = chosen < 0 ? ENT_UNIFORM : (enum ent_distribution)chosen;
    varied->mode = number_of(load, ent_node_find(node, "mode"), (varied->low + varied->high) / 2);
    if (varied->distribution == ENT_NORMAL) {
        mean = ent_load_require(load, node, "mean", "a normal has a mean and an sd");
        sd = ent_load_require(load, node, "sd", "a normal has a mean and an sd");
    }
    varied->mean = number_of(load, mean, 0);
    varied->sd = number_of(load, sd, 1);
    if (!(varied->low < varied->high)) ent_load_complain(load, node->at, "'%.200s': low is not below high", varied->path);
    if (varied->distribution == ENT_LOG_UNIFORM && !(varied->low > 0))
        ent_load_complain(load, node->at, "'%.200s': a log_uniform needs low above 0", varied->path);
    if (!(varied->sd > 0)) ent_load_complain(load, sd->at, "'sd' is not above 0");
    if (varied->distribution == ENT_TRIANGULAR && !(varied->mode >= varied->low && varied->mode <= varied->high))
        ent_load_complain(load, node->at, "'%.200s': the mode is outside of low and high", varied->path);
}

/* The range within which a number may lie at all: its row in the tables; (0, 1] for a quota, which has none. */
static void range_of(struct ent_varied *varied, double *low, double *high)
{
    const struct ent_field *field = ent_schema_find(varied->path, NULL, 0);

    varied->type = field ? field->type : ENT_FIELD_REAL;
    *low = field ? field->low : 0.0001;
    *high = field ? field->high : 1;
}

static void load_varied(struct ent_load *load, struct ent_experiment *experiment, const struct ent_node *node, struct ent_varied *varied)
{
    static const char *const keys[] = {"values", "low", "high", "distribution", "mode", "mean", "sd"};
    const struct ent_node *values = ent_node_find(node, "values");
    double low, high;

    varied->path = node->key;
    varied->offset = ent_arena_take(load->arena, (size_t)experiment->n_orders * sizeof *varied->offset);
    if (!varied->offset) return;
    range_of(varied, &low, &high);
    if (!bind(load, experiment, node, varied)) return;
    varied->low = low;
    varied->high = high;
    if (node->kind == ENT_NODE_BLANK) return;
    if (!ent_load_is(load, node, ENT_NODE_MAP)) return;
    ent_load_keys(load, node, keys, sizeof keys / sizeof *keys, NULL);
    if (values) {
        load_values(load, values, varied, low, high);
        return;
    }
    varied->low = number_of(load, ent_node_find(node, "low"), low);
    varied->high = number_of(load, ent_node_find(node, "high"), high);
    check_range(load, node, varied, varied->low, low, high);
    check_range(load, node, varied, varied->high, low, high);
    load_distribution(load, node, varied);
}

static void load_parameters(struct ent_load *load, struct ent_experiment *experiment, const struct ent_node *parameters)
{
    struct ent_design *design = &experiment->design;

    if (!parameters || !ent_load_is(load, parameters, ENT_NODE_MAP)) return;
    if (parameters->n < 1 || parameters->n > MAX_VARIED) {
        ent_load_complain(load, parameters->at, "'parameters': %d; a design varies 1 to %d", parameters->n, MAX_VARIED);
        return;
    }
    design->varied = ent_arena_take(load->arena, (size_t)parameters->n * sizeof *design->varied);
    if (!design->varied) return;
    memset(design->varied, 0, (size_t)parameters->n * sizeof *design->varied);
    for (const struct ent_node *node = parameters->first; node; node = node->next)
        load_varied(load, experiment, node, &design->varied[design->n_varied++]);
}

/* --- a table of points --- */

/* A parameter whose values a table gives needs nothing else. */
static void name_parameter(struct ent_load *load, struct ent_node *parameters, const struct ent_node *cell)
{
    struct ent_node *node = ent_node_new(load->arena, ENT_NODE_BLANK, cell->at);

    if (!node) return;
    node->key = cell->key;
    node->key_at = cell->key_at;
    ent_node_append(parameters, node);
}

/* Puts rows of numbers, and the parameters in the order of the columns, in the place of a table's name. */
void ent_design_gather(struct ent_load *load, struct ent_node *root)
{
    struct ent_node *design = ent_node_find(root, "design"), *points = ent_node_find(design, "points"), *table, *rows, *parameters;
    int64_t number = 0;

    if (!points || design->kind != ENT_NODE_MAP || points->kind != ENT_NODE_TEXT || !ent_number_int(points->text, &number)) return;
    table = ent_load_table_file(load, points, "", design->at, NULL, 0, NULL);
    rows = ent_node_new(load->arena, ENT_NODE_LIST, points->at);
    parameters = ent_node_new(load->arena, ENT_NODE_MAP, points->at);
    if (!table || !rows || !parameters) {
        ent_node_remove(design, "points");
        return;
    }
    rows->key = "points";
    parameters->key = "parameters";
    rows->key_at = parameters->key_at = points->key_at;
    for (const struct ent_node *line = table->first; line; line = line->next) {
        struct ent_node *row = ent_node_new(load->arena, ENT_NODE_LIST, line->at);

        for (const struct ent_node *cell = line->first; row && cell; cell = cell->next) {
            if (line == table->first) name_parameter(load, parameters, cell);
            ent_node_append(row, ent_node_text(load->arena, cell->text ? cell->text : "", cell->at));
        }
        if (row) ent_node_append(rows, row);
    }
    ent_node_put(design, rows);
    if (ent_node_find(design, "parameters"))
        ent_load_complain(load, points->at, "'points': the table's columns name the parameters; leave 'parameters' out");
    ent_node_put(design, parameters);
}

static void load_table(struct ent_load *load, const struct ent_node *rows, struct ent_design *design)
{
    double *to;

    if (!rows || !ent_load_is(load, rows, ENT_NODE_LIST)) return;
    if (rows->n == 0) ent_load_complain(load, rows->at, "'points': a table without rows");
    design->table = to = ent_arena_take(load->arena, (size_t)(rows->n + 1) * (size_t)(design->n_varied + 1) * sizeof *to);
    if (!to) return;
    for (const struct ent_node *row = rows->first; row; row = row->next) {
        const struct ent_node *cell = row->first;

        if (!ent_load_is(load, row, ENT_NODE_LIST)) return;
        if (row->n != design->n_varied) {
            ent_load_complain(load, row->at, "%d numbers for %d parameters", row->n, design->n_varied);
            return;
        }
        for (int32_t i = 0; i < design->n_varied; i++, cell = cell->next) {
            const struct ent_varied *varied = &design->varied[i];

            *to = number_of(load, cell, varied->low);
            check_range(load, cell, varied, *to++, varied->low, varied->high);
        }
        design->points++;
    }
}

/* --- the whole --- */

static void check_method(struct ent_load *load, const struct ent_node *node, const struct ent_design *design)
{
    const int has_levels = design->method == ENT_DESIGN_grid || design->method == ENT_DESIGN_one_at_a_time;
    double n_points = 1;

    for (int32_t i = 0; i < design->n_varied; i++) {
        const struct ent_varied *varied = &design->varied[i];

        if (varied->n_values && design->method == ENT_DESIGN_table)
            ent_load_complain(load, node->at, "'%.200s': a table gives the values itself", varied->path);
        n_points *= varied->n_values ? varied->n_values : design->levels;
    }
    if (design->method == ENT_DESIGN_grid && n_points > MAX_POINTS)
        ent_load_complain(load, node->at, "a grid of %.0f points: at most %d", n_points, MAX_POINTS);
    if (design->method == ENT_DESIGN_morris && design->levels % 2)
        ent_load_complain(load, node->at, "'levels': %d is odd; trajectories of elementary effects need an even number", design->levels);
    if (!has_levels && design->method != ENT_DESIGN_morris && ent_node_find(node, "levels"))
        ent_load_complain(load, ent_node_find(node, "levels")->key_at, "'levels' has no meaning for '%s'",
                          ent_design_method_names[design->method]);
}

void ent_design_load(struct ent_load *load, struct ent_experiment *experiment)
{
    static const char *const keys[] = {"method", "points", "levels", "trajectories", "seed", "parameters"};
    struct ent_design *design = &experiment->design;
    const struct ent_node *node = ent_node_find(experiment->root, "design"), *method, *points;
    int chosen = -1;

    design->method = ENT_DESIGN_NONE;
    if (!node || !experiment->n_orders || !experiment->n_scenarios || load->complaints->n || !ent_load_is(load, node, ENT_NODE_MAP)) return;
    ent_load_keys(load, node, keys, sizeof keys / sizeof *keys, NULL);
    method = ent_load_require(load, node, "method", "how points are chosen");
    if (method)
        chosen = ent_load_choice(load, method, ent_design_method_names, ENT_N_DESIGN_METHODS,
                                 "a method: grid, one_at_a_time, latin_hypercube, sobol, morris, saltelli or table");
    load_parameters(load, experiment, ent_load_require(load, node, "parameters", "which parameters vary"));
    if (chosen < 0 || load->complaints->n) return;
    design->method = (enum ent_design_method)chosen;
    design->levels = (int32_t)ent_load_int(load, ent_node_find(node, "levels"), 2, MAX_LEVELS, chosen == ENT_DESIGN_morris ? 4 : 5);
    design->trajectories = (int32_t)ent_load_int(load, ent_node_find(node, "trajectories"), 1, MAX_POINTS, 10);
    design->seed = (uint64_t)ent_load_int(load, ent_node_find(node, "seed"), 0, INT64_MAX, 1);
    points = ent_node_find(node, "points");
    if (chosen == ENT_DESIGN_table)
        load_table(load, ent_load_require(load, node, "points", "a file of points, in CSV"), design);
    else if (chosen == ENT_DESIGN_latin_hypercube || chosen == ENT_DESIGN_sobol || chosen == ENT_DESIGN_saltelli)
        design->points = (int32_t)ent_load_int(load, ent_load_require(load, node, "points", "how many"), 1, MAX_POINTS, 1);
    else if (points)
        ent_load_complain(load, points->key_at, "'points' has no meaning for '%s'", ent_design_method_names[chosen]);
    check_method(load, node, design);
}

const struct ent_design *ent_experiment_varies(const struct ent_experiment *experiment)
{
    return &experiment->design;
}

static void apply_one(const struct ent_varied *varied, double value, void *at)
{
    enum { QUOTA_PARTS = 1000000 };
    const int32_t whole = (int32_t)(varied->is_quota ? value * QUOTA_PARTS + .5 : value);
    const int32_t parts = QUOTA_PARTS;

    if (varied->is_quota) {
        memcpy(at, &whole, sizeof whole);
        memcpy((char *)at + offsetof(struct ent_tally, quota_den) - offsetof(struct ent_tally, quota_num), &parts, sizeof parts);
    } else if (varied->type == ENT_FIELD_REAL) {
        memcpy(at, &value, sizeof value);
    } else {
        memcpy(at, &whole, sizeof whole);
    }
}

void ent_design_apply(const struct ent_design *design, int32_t i_order, const double *value, struct ent_inputs *inputs)
{
    for (int32_t i = 0; i < design->n_varied; i++)
        if (design->varied[i].offset[i_order] != SIZE_MAX)
            apply_one(&design->varied[i], value[i], (char *)inputs + design->varied[i].offset[i_order]);
}
