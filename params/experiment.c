/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From files to cells. All files of an experiment become one tree; overrides change the tree; each scenario is a copy
 * of it with the scenario's own overrides; reading the tree gives the inputs of each cell.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/experiment_tree.h"
#include "params/names.h"
#include "params/number.h"
#include "params/yaml.h"

enum { MAX_MONTHS = 600, MAX_RUNS = 100000000 };

/* --- overrides --- */

static const char *const scenario_roots[] = {"parameters", "domains", "shocks", "states", "orders"};
static const char *const experiment_roots[] = {"parameters", "domains", "shocks",          "states", "orders",    "runs",   "seed",
                                               "start",      "months",  "steps_per_month", "split",  "precision", "record", "design"};

enum { N_SCENARIO_ROOTS = 5, N_EXPERIMENT_ROOTS = 14 };

/* May a path begin so? Says no, if not. */
static int is_settable(struct ent_load *load, const char *path, struct ent_place at, const char *const *roots, int n_roots)
{
    const size_t length = strcspn(path, ".");
    char *first = ent_arena_copy(load->arena, path, length), hint[ENT_HINT_SIZE];
    struct ent_guess guess;

    if (!first) return 0;
    if (ent_name_position(roots, n_roots, first) >= 0) return 1;
    guess = ent_guess_start(first);
    for (int i = 0; i < n_roots; i++) ent_guess_offer(&guess, roots[i]);
    ent_load_complain(load, at, "'%.200s': '%.60s' cannot be set here%s", path, first, ent_guess_hint(&guess, hint));
    return 0;
}

static void apply_map(struct ent_load *load, struct ent_node *root, const struct ent_node *set, const char *const *roots, int n_roots)
{
    if (!set || !ent_load_is(load, set, ENT_NODE_MAP)) return;
    for (const struct ent_node *value = set->first; value; value = value->next)
        if (is_settable(load, value->key, value->key_at, roots, n_roots)) ent_override(load, root, value->key, value->key_at, value);
}

/* A path that --set has overridden is gone from the scenarios, which would otherwise come after it. */
static void forget_path(struct ent_node *root, const char *path)
{
    struct ent_node *scenarios = ent_node_find(root, "scenarios");
    struct ent_node *scenario = scenarios && scenarios->kind == ENT_NODE_LIST ? scenarios->first : NULL;

    for (; scenario; scenario = scenario->next) {
        struct ent_node *const sets[] = {ent_node_find(scenario, "set"), ent_node_find(ent_node_find(scenario, "cabinet"), "set")};

        for (int i = 0; i < 2; i++)
            if (sets[i]) ent_node_remove(sets[i], path);
    }
}

static void apply_sets(struct ent_load *load, struct ent_node *root, const char *const *sets, size_t n_sets)
{
    for (size_t i = 0; i < n_sets; i++) {
        const char *name = ent_arena_format(load->arena, "--set %s", sets[i]);
        const char *equals = strchr(sets[i], '=');
        const size_t complaints = load->complaints->n;
        struct ent_place at = {name, 0, 0};
        struct ent_node *value;
        char *path;

        if (!name) return;
        if (!equals || equals == sets[i]) {
            ent_load_complain(load, at, "write --set path=value");
            continue;
        }
        path = ent_arena_copy(load->arena, sets[i], (size_t)(equals - sets[i]));
        value = ent_yaml_read(load->arena, load->complaints, name, equals + 1, strlen(equals + 1));
        if (!value && load->complaints->n > complaints) continue;
        if (!value) value = ent_node_new(load->arena, ENT_NODE_BLANK, at);
        if (!path || !value) return;
        value->at = at;
        if (is_settable(load, path, at, experiment_roots, N_EXPERIMENT_ROOTS)) {
            ent_override(load, root, path, at, value);
            forget_path(root, path);
        }
    }
}

/* --- from the tree to cells --- */

static void load_start(struct ent_load *load, const struct ent_node *node, struct ent_inputs *inputs)
{
    int year = 0, month = 0, end = 0;

    inputs->start_year = 2026;
    inputs->start_month = 1;
    if (!node || !ent_load_is(load, node, ENT_NODE_TEXT)) return;
    if (strlen(node->text) != 7 || strspn(node->text, "0123456789-") != 7 || sscanf(node->text, "%4d-%2d%n", &year, &month, &end) != 2 ||
        end != 7 || month < 1 || month > 12) {
        ent_load_complain(load, node->at, "'start': '%.60s' is not a month: write it as 2026-01", node->text);
        return;
    }
    inputs->start_year = year;
    inputs->start_month = month;
}

/* Everything but the order. */
static void load_world(struct ent_load *load, const struct ent_node *root, const struct ent_node *scenario, struct ent_inputs *inputs)
{
    const struct ent_node *states = ent_node_find(root, "states"), *ties = ent_node_find(root, "ties");
    const struct ent_node *domains = ent_node_find(root, "domains");

    memset(inputs, 0, sizeof *inputs);
    inputs->n_months = (int32_t)ent_load_int(load, ent_node_find(root, "months"), 1, MAX_MONTHS, 240);
    inputs->steps_per_month = (int32_t)ent_load_int(load, ent_node_find(root, "steps_per_month"), 1, 2, 1);
    load_start(load, ent_node_find(root, "start"), inputs);
    ent_load_parameters(load, ent_node_find(root, "parameters"), inputs);
    if (states) ent_load_states(load, states, inputs);
    if (ties && states) ent_load_ties(load, ties, inputs);
    if (domains) ent_load_domains(load, domains, inputs);
    ent_load_shocks(load, ent_node_find(root, "shocks"), inputs);
    ent_load_scripted(load, ent_node_find(scenario, "scripted"), inputs);
}

/* Reads one scenario's tree; cells [n_orders] may be NULL: then it is only checked. */
static void load_cells(struct ent_load *load, const struct ent_node *root, const struct ent_node *scenario, struct ent_inputs *world,
                       struct ent_inputs *spare, struct ent_inputs *cells)
{
    const struct ent_node *orders = ent_node_find(root, "orders");
    const struct ent_node *order = orders && orders->kind == ENT_NODE_LIST ? orders->first : NULL;

    load_world(load, root, scenario, world);
    for (; order; order = order->next) {
        struct ent_inputs *cell = cells ? cells++ : spare;

        *cell = *world;
        ent_load_order(load, order, cell);
    }
}

static void load_scenarios(struct ent_load *load, struct ent_experiment *experiment, struct ent_inputs *world, struct ent_inputs *spare)
{
    static const char *const keys[] = {"scenario", "about", "cabinet", "set", "scripted"};
    const struct ent_node *scenarios = ent_node_find(experiment->root, "scenarios");
    const struct ent_node *scenario = scenarios && scenarios->kind == ENT_NODE_LIST ? scenarios->first : NULL;

    load_cells(load, experiment->root, NULL, world, spare, NULL);
    for (int32_t i = 0; scenario && !load->arena->failed; scenario = scenario->next, i++) {
        struct ent_node *tree = ent_node_copy(load->arena, experiment->root, "ties");

        ent_load_keys(load, scenario, keys, 5, NULL);
        apply_map(load, tree, ent_node_find(ent_node_find(scenario, "cabinet"), "set"), scenario_roots, N_SCENARIO_ROOTS);
        apply_map(load, tree, ent_node_find(scenario, "set"), scenario_roots, N_SCENARIO_ROOTS);
        load_cells(load, tree, scenario, world, spare, &experiment->cell[(size_t)i * (size_t)experiment->n_orders]);
    }
}

static int32_t position(const struct ent_node *list, const char *name)
{
    int32_t i = 0;

    for (const struct ent_node *item = list ? list->first : NULL; item; item = item->next, i++)
        if (strcmp(list->kind == ENT_NODE_MAP ? item->key : ent_node_name(item), name) == 0) return i;
    return -1;
}

/* The position of what `key` names in a list of named things or in a map; -1 (said) if there is no such. */
static int32_t choose(struct ent_load *load, const struct ent_node *split, const char *key, const struct ent_node *among)
{
    const struct ent_node *node = ent_load_require(load, split, key, "a split names an order, a forum and a month");
    struct ent_guess guess;
    char hint[ENT_HINT_SIZE];
    int32_t i;

    if (!node || !ent_load_is(load, node, ENT_NODE_TEXT)) return -1;
    i = position(among, node->text);
    if (i >= 0) return i;
    guess = ent_guess_start(node->text);
    for (const struct ent_node *item = among ? among->first : NULL; item; item = item->next)
        ent_guess_offer(&guess, among->kind == ENT_NODE_MAP ? item->key : ent_node_name(item));
    ent_load_complain(load, node->at, "'%s': there is no %s '%.60s'%s", key, key, node->text, ent_guess_hint(&guess, hint));
    return -1;
}

static void load_split(struct ent_load *load, const struct ent_node *root, struct ent_split *split, int32_t n_months)
{
    static const char *const keys[] = {"order", "forum", "month"};
    const struct ent_node *node = ent_node_find(root, "split"), *orders = ent_node_find(root, "orders"), *forums = NULL, *month;

    split->order = -1;
    if (!node || !ent_load_is(load, node, ENT_NODE_MAP) || !orders || orders->kind != ENT_NODE_LIST) return;
    ent_load_keys(load, node, keys, 3, NULL);
    month = ent_load_require(load, node, "month", "a split names an order, a forum and a month");
    split->month = (int32_t)ent_load_int(load, month, 0, n_months - 1, 0);
    split->order = choose(load, node, "order", orders);
    if (split->order >= 0) {
        const struct ent_node *order = orders->first;

        for (int32_t i = 0; i < split->order; i++) order = order->next;
        forums = ent_node_find(order, "forums");
        if (forums && forums->kind == ENT_NODE_MAP) split->forum = choose(load, node, "forum", forums);
    }
}

static void load_heads(struct ent_load *load, struct ent_experiment *experiment)
{
    const struct ent_node *root = experiment->root, *orders = ent_node_find(root, "orders");
    const struct ent_node *scenarios = ent_node_find(root, "scenarios"), *name;

    name = ent_load_require(load, root, "experiment", "its name");
    if (name && ent_load_is(load, name, ENT_NODE_TEXT)) ent_load_name(load, experiment->name, name->text, name->at);
    experiment->n_runs = (int32_t)ent_load_int(load, ent_node_find(root, "runs"), 1, MAX_RUNS, 1000);
    experiment->seed = (uint64_t)ent_load_int(load, ent_node_find(root, "seed"), 0, INT64_MAX, 1);
    ent_precision_load(load, ent_node_find(root, "precision"), &experiment->precision);
    if (experiment->precision.half_width > 0) experiment->n_runs = experiment->precision.most;
    if (orders && orders->kind == ENT_NODE_LIST) experiment->n_orders = orders->n;
    if (scenarios && scenarios->kind == ENT_NODE_LIST) experiment->n_scenarios = scenarios->n;
    if (orders && orders->kind == ENT_NODE_LIST && orders->n == 0 && !load->complaints->n)
        ent_load_complain(load, orders->at, "'orders': at least one order");
    if (scenarios && scenarios->kind == ENT_NODE_LIST && scenarios->n == 0 && !load->complaints->n)
        ent_load_complain(load, scenarios->at, "'scenarios': at least one scenario");
}

/* A precision takes the place of the runs: of a file that has both, one is meant to be left out; a precision from the command
 * line replaces the runs of the file. */
static void replace_runs(struct ent_load *load, struct ent_node *root, int had_precision)
{
    const struct ent_node *runs = ent_node_find(root, "runs");

    if (!runs || !ent_node_find(root, "precision")) return;
    if (had_precision || strncmp(runs->at.file, "--set", 5) == 0)
        ent_load_complain(load, runs->key_at,
                          "'runs' has no meaning beside 'precision', which decides how many there are: 'least', 'most'");
    ent_node_remove(root, "runs");
}

static void load_tree(struct ent_load *load, struct ent_experiment *experiment, const char *const *sets, size_t n_sets)
{
    struct ent_node *root = experiment->root;
    struct ent_inputs *two;
    size_t n_cells;
    int had_precision;

    if (!ent_load_is(load, root, ENT_NODE_MAP)) return;
    ent_experiment_gather(load, root);
    apply_map(load, root, ent_node_find(root, "set"), experiment_roots, N_EXPERIMENT_ROOTS);
    ent_node_remove(root, "set");
    had_precision = ent_node_find(root, "precision") != NULL;
    apply_sets(load, root, sets, n_sets);
    replace_runs(load, root, had_precision);
    load_heads(load, experiment);
    n_cells = (size_t)experiment->n_orders * (size_t)experiment->n_scenarios;
    experiment->cell = calloc(n_cells ? n_cells : 1, sizeof *experiment->cell);
    two = calloc(2, sizeof *two);
    if (experiment->cell && two) {
        load_scenarios(load, experiment, &two[0], &two[1]);
        load_split(load, root, &experiment->split, two[0].n_months);
        ent_design_load(load, experiment);
        ent_record_gather(load, root); /* it may have been set as a whole */
        ent_record_load(load, ent_node_find(root, "record"), &experiment->recording);
    } else {
        load->arena->failed = 1;
    }
    free(two);
}

/* --- the door --- */

static int finish(struct ent_experiment **experiment, struct ent_experiment *made, struct ent_complaints *complaints)
{
    if (made && made->arena.failed) ent_complaints_no_memory(complaints);
    ent_complaints_sort(complaints);
    if (complaints->code != ENT_OK) {
        ent_experiment_free(made);
        return complaints->code;
    }
    ent_experiment_fill(made);
    if (made->arena.failed) {
        ent_complaints_no_memory(complaints);
        ent_experiment_free(made);
        return complaints->code;
    }
    *experiment = made;
    return ENT_OK;
}

static struct ent_experiment *start(struct ent_complaints *complaints, struct ent_load *load, const char *params)
{
    struct ent_experiment *made = calloc(1, sizeof *made);

    memset(complaints, 0, sizeof *complaints);
    memset(load, 0, sizeof *load);
    if (!made) {
        ent_complaints_no_memory(complaints);
        return NULL;
    }
    load->arena = &made->arena;
    load->complaints = complaints;
    load->params = ent_load_folder(params);
    return made;
}

int ent_experiment_load(struct ent_experiment **experiment, const char *where, const char *params, const char *const *sets, size_t n_sets,
                        struct ent_complaints *complaints)
{
    struct ent_load load;
    struct ent_experiment *made = start(complaints, &load, params);

    *experiment = NULL;
    if (!made) return complaints->code;
    made->root = ent_load_asked_file(&load, where, "experiments", "experiment");
    if (made->root) load_tree(&load, made, sets, n_sets);
    return finish(experiment, made, complaints);
}

int ent_experiment_parse(struct ent_experiment **experiment, const char *text, size_t length, const char *called,
                         struct ent_complaints *complaints)
{
    struct ent_load load;
    struct ent_experiment *made = start(complaints, &load, NULL);
    const char *name;

    *experiment = NULL;
    if (!made) return complaints->code;
    name = ent_arena_copy(load.arena, called, strlen(called));
    made->root = name ? ent_yaml_read(load.arena, complaints, name, text, length) : NULL;
    if (made->root)
        load_tree(&load, made, NULL, 0);
    else if (!complaints->n && name)
        ent_load_complain(&load, (struct ent_place){name, 1, 1}, "the file is empty");
    return finish(experiment, made, complaints);
}

void ent_experiment_free(struct ent_experiment *experiment)
{
    if (!experiment) return;
    ent_arena_free(&experiment->arena);
    free(experiment->cell);
    free(experiment);
}

static const char *nth_name(const struct ent_experiment *experiment, const char *key, int32_t i)
{
    const struct ent_node *item = ent_node_find(experiment->root, key)->first;

    while (i-- > 0) item = item->next;
    return ent_node_name(item);
}

const char *ent_experiment_name(const struct ent_experiment *experiment)
{
    return experiment->name;
}

int32_t ent_experiment_n_orders(const struct ent_experiment *experiment)
{
    return experiment->n_orders;
}

int32_t ent_experiment_n_scenarios(const struct ent_experiment *experiment)
{
    return experiment->n_scenarios;
}

int32_t ent_experiment_n_runs(const struct ent_experiment *experiment)
{
    return experiment->n_runs;
}

uint64_t ent_experiment_seed(const struct ent_experiment *experiment)
{
    return experiment->seed;
}

const char *ent_experiment_order_name(const struct ent_experiment *experiment, int32_t i_order)
{
    return nth_name(experiment, "orders", i_order);
}

const char *ent_experiment_scenario_name(const struct ent_experiment *experiment, int32_t i_scenario)
{
    return nth_name(experiment, "scenarios", i_scenario);
}

struct ent_split ent_experiment_split(const struct ent_experiment *experiment)
{
    return experiment->split;
}

int ent_experiment_resolve(const struct ent_experiment *experiment, int32_t i_order, int32_t i_scenario, struct ent_inputs *inputs)
{
    if (i_order < 0 || i_order >= experiment->n_orders || i_scenario < 0 || i_scenario >= experiment->n_scenarios) return ENT_USAGE;
    *inputs = experiment->cell[(size_t)i_scenario * (size_t)experiment->n_orders + (size_t)i_order];
    return ENT_OK;
}
