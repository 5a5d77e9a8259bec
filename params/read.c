/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/load.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "params/names.h"
#include "params/number.h"

void ent_load_complain(struct ent_load *load, struct ent_place at, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ent_complaints_add(load->complaints, ENT_BAD_INPUT, at, "%s", text);
}

int ent_load_is(struct ent_load *load, const struct ent_node *node, enum ent_node_kind kind)
{
    static const char *const wanted[] = {"nothing", "a text", "a list", "a map"};

    if (!node) return 0;
    if (node->kind == kind) return 1;
    if (node->key)
        ent_load_complain(load, node->at, "'%s': %s is expected here, this is %s", node->key, wanted[kind], ent_node_kind_name(node));
    else
        ent_load_complain(load, node->at, "%s is expected here, this is %s", wanted[kind], ent_node_kind_name(node));
    return 0;
}

struct ent_node *ent_load_require(struct ent_load *load, const struct ent_node *map, const char *key, const char *what)
{
    struct ent_node *child = ent_node_find(map, key);

    if (!child && map) ent_load_complain(load, map->key ? map->key_at : map->at, "'%s' is missing: %s", key, what);
    return child;
}

static void complain_key(struct ent_load *load, const struct ent_node *child, const char *const *keys, int n_keys,
                         const struct ent_table *table)
{
    struct ent_guess guess = ent_guess_start(child->key);
    char hint[ENT_HINT_SIZE];

    for (int i = 0; i < n_keys; i++) ent_guess_offer(&guess, keys[i]);
    for (int i = 0; table && i < table->n_fields; i++) ent_guess_offer(&guess, table->field[i].name);
    ent_load_complain(load, child->key_at, "unknown key '%s'%s", child->key, ent_guess_hint(&guess, hint));
}

void ent_load_keys(struct ent_load *load, const struct ent_node *map, const char *const *keys, int n_keys, const struct ent_table *table)
{
    if (!map || map->kind != ENT_NODE_MAP) return;
    for (const struct ent_node *child = map->first; child; child = child->next)
        if (ent_name_position(keys, n_keys, child->key) < 0 && !(table && ent_table_field(table, child->key)))
            complain_key(load, child, keys, n_keys, table);
}

/* A number's text, or NULL (said) if the node is none. */
static const char *number_text(struct ent_load *load, const struct ent_node *node)
{
    if (node->kind == ENT_NODE_TEXT && !node->quoted) return node->text;
    if (node->kind == ENT_NODE_TEXT)
        ent_load_complain(load, node->at, "'%s': a number is expected here, '%s' is between quotes", node->key, node->text);
    else
        ent_load_complain(load, node->at, "'%s': a number is expected here, this is %s", node->key, ent_node_kind_name(node));
    return NULL;
}

static void complain_number(struct ent_load *load, const struct ent_node *node, const char *wrong)
{
    ent_load_complain(load, node->at, "'%s': '%.60s' %s", node->key, node->text, wrong);
}

static const char *read_flag(const char *text, double *value)
{
    if (!strcmp(text, "true") || !strcmp(text, "1"))
        *value = 1;
    else if (!strcmp(text, "false") || !strcmp(text, "0"))
        *value = 0;
    else
        return "is not a flag: write true or false";
    return NULL;
}

static const char *read_value(const struct ent_field *field, const char *text, double *value)
{
    const char *wrong;
    int64_t whole = 0;

    if (field->type == ENT_FIELD_FLAG) return read_flag(text, value);
    if (field->type == ENT_FIELD_REAL) return ent_number_real(text, value);
    wrong = ent_number_int(text, &whole);
    *value = (double)whole;
    return wrong;
}

static void load_field(struct ent_load *load, const struct ent_node *node, const struct ent_field *field, void *base)
{
    char low[ENT_NUMBER_SIZE], high[ENT_NUMBER_SIZE];
    double value = 0;
    const char *text, *wrong;

    if (node->kind == ENT_NODE_BLANK) {
        if (ent_field_may_be_blank(field))
            ent_field_set(field, base, NAN);
        else
            ent_load_complain(load, node->at, "'%s' has no value", field->name);
        return;
    }
    text = number_text(load, node);
    if (!text) return;
    wrong = read_value(field, text, &value);
    if (wrong) {
        complain_number(load, node, wrong);
        return;
    }
    if (!(value >= field->low && value <= field->high)) {
        ent_number_print(low, field->low);
        ent_number_print(high, field->high);
        ent_load_complain(load, node->at, "'%s': %s is outside [%s, %s]%s%s", field->name, text, low, high,
                          strcmp(field->unit, "1") ? " " : "", strcmp(field->unit, "1") ? field->unit : "");
        return;
    }
    ent_field_set(field, base, value);
}

void ent_load_fields(struct ent_load *load, const struct ent_node *map, const struct ent_table *table, void *base)
{
    for (int i = 0; i < table->n_fields; i++) {
        const struct ent_field *field = &table->field[i];
        const struct ent_node *node = ent_node_find(map, field->name);

        ent_field_set(field, base, field->fallback);
        if (node)
            load_field(load, node, field, base);
        else if (isnan(field->fallback) && !ent_field_may_be_blank(field) && map)
            ent_load_complain(load, map->key ? map->key_at : map->at, "'%s' is missing: every %s has one", field->name, table->title);
    }
}

int64_t ent_load_int(struct ent_load *load, const struct ent_node *node, int64_t low, int64_t high, int64_t fallback)
{
    const char *text = node ? number_text(load, node) : NULL;
    const char *wrong;
    int64_t value = fallback;

    if (!text) return fallback;
    wrong = ent_number_int(text, &value);
    if (wrong) {
        complain_number(load, node, wrong);
        return fallback;
    }
    if (value < low || value > high) {
        ent_load_complain(load, node->at, "'%s': %s is outside [%" PRId64 ", %" PRId64 "]", node->key, text, low, high);
        return fallback;
    }
    return value;
}

void ent_load_flag(struct ent_load *load, const struct ent_node *node, int32_t *flag)
{
    const char *text = number_text(load, node), *wrong;
    double value = 0;

    if (!text) return;
    wrong = read_flag(text, &value);
    if (wrong)
        complain_number(load, node, wrong);
    else
        *flag = (int32_t)value;
}

int ent_load_choice(struct ent_load *load, const struct ent_node *node, const char *const *names, int n_names, const char *what)
{
    char hint[ENT_HINT_SIZE];
    struct ent_guess guess;
    int chosen;

    if (!ent_load_is(load, node, ENT_NODE_TEXT)) return -1;
    chosen = ent_name_position(names, n_names, node->text);
    if (chosen >= 0) return chosen;
    guess = ent_guess_start(node->text);
    for (int i = 0; i < n_names; i++) ent_guess_offer(&guess, names[i]);
    ent_load_complain(load, node->at, "'%.60s' is not %s%s", node->text, what, ent_guess_hint(&guess, hint));
    return -1;
}

void ent_load_quota(struct ent_load *load, const struct ent_node *quota, int32_t *numerator, int32_t *denominator)
{
    const char *wrong;

    if (!ent_load_is(load, quota, ENT_NODE_TEXT)) return;
    wrong = quota->quoted ? "is between quotes" : ent_number_ratio(quota->text, numerator, denominator);
    if (wrong)
        ent_load_complain(load, quota->at, "'%s': '%.60s' %s", quota->key, quota->text, wrong);
    else if (*numerator > *denominator || *numerator == 0)
        ent_load_complain(load, quota->at, "'%s': %s is outside (0, 1]", quota->key, quota->text);
}

void ent_load_name(struct ent_load *load, char to[ENT_MAX_NAME], const char *name, struct ent_place at)
{
    const char *wrong = ent_name_check(name);

    if (wrong)
        ent_load_complain(load, at, "'%.80s' %s", name, wrong);
    else
        memcpy(to, name, strlen(name) + 1);
}
