/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "params/names.h"
#include "params/number.h"

#define COLUMN_NAME(type, name, fallback, low, high, unit, source, doc) #name,

static const char *const state_columns[] = {"code", "name", ENT_STATE_TABLE(COLUMN_NAME)};
static const char *const tie_columns[] = {"a", "b", "distance_km", "ideal_distance", "minilateral"};

enum { N_STATE_COLUMNS = sizeof state_columns / sizeof *state_columns, N_TIE_COLUMNS = 5 };

static int is_code(const char *text)
{
    for (int i = 0; i < 3; i++)
        if (text[i] < 'A' || text[i] > 'Z') return 0;
    return text[3] == 0;
}

struct ent_node *ent_load_states_table(struct ent_load *load, struct ent_node *node, struct ent_place at)
{
    const size_t complaints = load->complaints->n;
    struct ent_node *rows = ent_load_table_file(load, node, "states", at, state_columns, N_STATE_COLUMNS, "flags");
    struct ent_node *map, *row, *next;

    load->states_are_partial = load->complaints->n > complaints;

    if (!rows || rows->kind != ENT_NODE_LIST) return rows;
    map = ent_node_new(load->arena, ENT_NODE_MAP, rows->at);
    for (row = rows->first; row; row = next) {
        const struct ent_node *code = ent_node_remove(row, "code");

        next = row->next;
        if (!code || code->kind != ENT_NODE_TEXT) {
            if (code) ent_load_complain(load, code->at, "'code' has no value");
            load->states_are_partial = 1;
            continue;
        }
        row->key = code->text;
        row->key_at = code->at;
        if (ent_node_find(map, row->key))
            ent_load_complain(load, code->at, "a second row for '%s': the first is on line %d", row->key,
                              ent_node_find(map, row->key)->key_at.line);
        else
            ent_node_append(map, row);
    }
    return map;
}

struct ent_node *ent_load_ties_table(struct ent_load *load, struct ent_node *node, struct ent_place at)
{
    return ent_load_table_file(load, node, "ties", at, tie_columns, N_TIE_COLUMNS, NULL);
}

int32_t ent_state_index(const struct ent_inputs *inputs, const char *code)
{
    for (int32_t i = 0; i < inputs->n_states; i++)
        if (strcmp(inputs->state[i].code, code) == 0) return i;
    return -1;
}

static int compare_keys(const void *left, const void *right)
{
    const struct ent_node *const *a = left, *const *b = right;

    return strcmp((*a)->key, (*b)->key);
}

/* The states' nodes sorted by code; those that are no states are said and left out. */
static int sort_states(struct ent_load *load, const struct ent_node *states, const struct ent_node *sorted[ENT_MAX_STATES])
{
    int n = 0;

    for (const struct ent_node *state = states->first; state; state = state->next) {
        if (!is_code(state->key)) {
            ent_load_complain(load, state->key_at, "'%.60s' is not a state's code: three capital letters", state->key);
            load->states_are_partial = 1;
        } else if (n == ENT_MAX_STATES) {
            ent_load_complain(load, state->key_at, "%d states: at most %d", states->n, ENT_MAX_STATES);
            load->states_are_partial = 1;
            break;
        } else if (ent_load_is(load, state, ENT_NODE_MAP)) {
            sorted[n++] = state;
        }
    }
    qsort(sorted, (size_t)n, sizeof *sorted, compare_keys);
    return n;
}

static void load_state(struct ent_load *load, const struct ent_node *node, struct ent_state *state)
{
    static const char *const keys[] = {"name", "flags"};
    const struct ent_node *name = ent_load_require(load, node, "name", "every state has one");

    memcpy(state->code, node->key, 4);
    ent_load_keys(load, node, keys, 2, &ent_tables[ENT_TABLE_STATE]);
    ent_load_fields(load, node, &ent_tables[ENT_TABLE_STATE], state);
    if (!ent_load_is(load, name, ENT_NODE_TEXT)) return;
    if (!*name->text || strlen(name->text) >= ENT_MAX_NAME)
        ent_load_complain(load, name->at, "'name': 1 to %d bytes", ENT_MAX_NAME - 1);
    else
        memcpy(state->name, name->text, strlen(name->text));
}

void ent_load_states(struct ent_load *load, const struct ent_node *states, struct ent_inputs *inputs)
{
    const struct ent_node *sorted[ENT_MAX_STATES];

    if (!ent_load_is(load, states, ENT_NODE_MAP)) return;
    inputs->n_states = sort_states(load, states, sorted);
    for (int32_t i = 0; i < inputs->n_states; i++) load_state(load, sorted[i], &inputs->state[i]);
    if (inputs->n_states < 2 && !load->states_are_partial) ent_load_complain(load, states->at, "fewer than two states");
}

/* --- ties --- */

static int32_t tie_end(struct ent_load *load, const struct ent_node *tie, const char *key, const struct ent_inputs *inputs)
{
    const struct ent_node *node = ent_load_require(load, tie, key, "a tie joins two states");
    char hint[ENT_HINT_SIZE];
    struct ent_guess guess;
    int32_t i;

    if (!ent_load_is(load, node, ENT_NODE_TEXT)) return -1;
    i = ent_state_index(inputs, node->text);
    if (i >= 0) return i;
    guess = ent_guess_start(node->text);
    for (i = 0; i < inputs->n_states; i++) ent_guess_offer(&guess, inputs->state[i].code);
    ent_load_complain(load, node->at, "'%s': unknown state '%.20s'%s", key, node->text, ent_guess_hint(&guess, hint));
    return -1;
}

static double tie_value(struct ent_load *load, const struct ent_node *tie, const char *key, double high, int may_be_blank)
{
    const struct ent_node *node = may_be_blank ? ent_node_find(tie, key) : ent_load_require(load, tie, key, "every tie has one");
    const char *wrong;
    double value = 0;

    if (!node || (may_be_blank && node->kind == ENT_NODE_BLANK)) return NAN;
    if (!ent_load_is(load, node, ENT_NODE_TEXT)) return 0;
    wrong = ent_number_real(node->text, &value);
    if (wrong)
        ent_load_complain(load, node->at, "'%s': '%.60s' %s", key, node->text, wrong);
    else if (value < 0 || value > high)
        ent_load_complain(load, node->at, "'%s': %s is outside [0, %g]", key, node->text, high);
    return value;
}

/* 1 if both ends are states. */
static int load_tie(struct ent_load *load, const struct ent_node *tie, struct ent_inputs *inputs,
                    int32_t line[ENT_MAX_STATES][ENT_MAX_STATES])
{
    const int32_t i = tie_end(load, tie, "a", inputs), j = tie_end(load, tie, "b", inputs);
    const struct ent_node *minilateral = ent_load_require(load, tie, "minilateral", "every tie has one");

    ent_load_keys(load, tie, tie_columns, N_TIE_COLUMNS, NULL);
    if (i < 0 || j < 0) return 0;
    if (i == j || line[i][j]) {
        if (i == j)
            ent_load_complain(load, tie->at, "a tie of '%s' with itself", inputs->state[i].code);
        else
            ent_load_complain(load, tie->at, "a second tie between '%s' and '%s': the first is on line %d", inputs->state[i].code,
                              inputs->state[j].code, line[i][j]);
        return 1;
    }
    line[i][j] = line[j][i] = tie->at.line ? tie->at.line : 1;
    inputs->distance_km[i][j] = inputs->distance_km[j][i] = tie_value(load, tie, "distance_km", 20100, 0);
    inputs->ideal_distance[i][j] = inputs->ideal_distance[j][i] = tie_value(load, tie, "ideal_distance", 10, 1);
    inputs->minilateral[i][j] = inputs->minilateral[j][i] = (int32_t)ent_load_int(load, minilateral, 0, 1000, 0);
    return 1;
}

void ent_load_ties(struct ent_load *load, const struct ent_node *ties, struct ent_inputs *inputs)
{
    int32_t line[ENT_MAX_STATES][ENT_MAX_STATES] = {{0}};
    int32_t n_missing = 0, first_i = 0, first_j = 0;
    int all_known = 1;

    if (load->states_are_partial || !ent_load_is(load, ties, ENT_NODE_LIST)) return;
    for (const struct ent_node *tie = ties->first; tie; tie = tie->next)
        if (ent_load_is(load, tie, ENT_NODE_MAP)) all_known = load_tie(load, tie, inputs, line) && all_known;
    for (int32_t i = inputs->n_states - 1; i >= 0; i--)
        for (int32_t j = inputs->n_states - 1; j > i; j--)
            if (!line[i][j]) {
                n_missing++;
                first_i = i;
                first_j = j;
            }
    if (n_missing && all_known)
        ent_load_complain(load, ties->at, "no tie between '%s' and '%s'; %d of %d pairs are missing", inputs->state[first_i].code,
                          inputs->state[first_j].code, n_missing, inputs->n_states * (inputs->n_states - 1) / 2);
}

/* --- sets of states --- */

static uint64_t bit(int32_t i)
{
    return UINT64_C(1) << i;
}

static uint64_t all_states(const struct ent_inputs *inputs)
{
    return inputs->n_states == 64 ? UINT64_MAX : bit(inputs->n_states) - 1;
}

static uint64_t load_codes(struct ent_load *load, const struct ent_node *list, const struct ent_inputs *inputs)
{
    const char *codes[ENT_MAX_STATES];
    uint64_t set = 0;

    for (int32_t i = 0; i < inputs->n_states; i++) codes[i] = inputs->state[i].code;
    for (const struct ent_node *item = list->first; item; item = item->next) {
        const int i = ent_load_choice(load, item, codes, inputs->n_states, "a state of this experiment");

        if (i >= 0 && (set & bit(i))) ent_load_complain(load, item->at, "'%s' is there twice", item->text);
        if (i >= 0) set |= bit(i);
    }
    return set;
}

/* The states whose flag of that name is set. */
static uint64_t load_flagged(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs)
{
    const struct ent_table *table = &ent_tables[ENT_TABLE_STATE];
    const struct ent_field *field = node->kind == ENT_NODE_TEXT ? ent_table_field(table, node->text) : NULL;
    uint64_t set = 0;

    if (!ent_load_is(load, node, ENT_NODE_TEXT)) return 0;
    if (!field || field->type != ENT_FIELD_FLAG) {
        struct ent_guess guess = ent_guess_start(node->text);
        char hint[ENT_HINT_SIZE];

        for (int i = 0; i < table->n_fields; i++)
            if (table->field[i].type == ENT_FIELD_FLAG) ent_guess_offer(&guess, table->field[i].name);
        ent_load_complain(load, node->at, "'%.60s' is not a flag of states%s", node->text, ent_guess_hint(&guess, hint));
        return 0;
    }
    for (int32_t i = 0; i < inputs->n_states; i++)
        if (ent_field_get(field, &inputs->state[i]) != 0) set |= bit(i);
    return set;
}

static uint64_t load_where(struct ent_load *load, const struct ent_node *map, const struct ent_inputs *inputs)
{
    static const char *const keys[] = {"where", "except"};
    const struct ent_node *where = ent_node_find(map, "where"), *except = ent_node_find(map, "except");
    uint64_t set = where ? 0 : all_states(inputs);

    ent_load_keys(load, map, keys, 2, NULL);
    if (!where && !except)
        ent_load_complain(load, map->at, "'%s' is a set of states: a list of codes, all, none, {where: FLAG}, {except: [CODE]}", map->key);
    if (where && where->kind == ENT_NODE_LIST)
        for (const struct ent_node *item = where->first; item; item = item->next) set |= load_flagged(load, item, inputs);
    else if (where)
        set |= load_flagged(load, where, inputs);
    if (except && ent_load_is(load, except, ENT_NODE_LIST)) set &= ~load_codes(load, except, inputs);
    return set;
}

uint64_t ent_load_set(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, uint64_t fallback)
{
    if (!node) return fallback;
    if (load->states_are_partial) return all_states(inputs);
    if (node->kind == ENT_NODE_LIST) return load_codes(load, node, inputs);
    if (node->kind == ENT_NODE_MAP) return load_where(load, node, inputs);
    if (node->kind == ENT_NODE_TEXT && strcmp(node->text, "all") == 0) return all_states(inputs);
    if (node->kind == ENT_NODE_TEXT && strcmp(node->text, "none") == 0) return 0;
    ent_load_complain(load, node->at, "'%s' is a set of states: a list of codes, all, none, {where: FLAG}, {except: [CODE]}", node->key);
    return all_states(inputs);
}
