/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "params/names.h"

#define ROW(type, name, fallback, low, high, unit, source, doc) \
    {ENT_FIELD_##type, #name, fallback, low, high, unit, source, doc, offsetof(struct OWNER, name)},

/* A struct's offsets need its name, which a table cannot pass on: hence one short header per table. */
#define OWNER ent_values_parameters
static const struct ent_field values_fields[] = {ENT_VALUES_TABLE(ROW)};
#undef OWNER
#define OWNER ent_threat_parameters
static const struct ent_field threat_fields[] = {ENT_THREAT_TABLE(ROW)};
#undef OWNER
#define OWNER ent_deterrence_parameters
static const struct ent_field deterrence_fields[] = {ENT_DETERRENCE_TABLE(ROW)};
#undef OWNER
#define OWNER ent_commitment_parameters
static const struct ent_field commitment_fields[] = {ENT_COMMITMENT_TABLE(ROW)};
#undef OWNER
#define OWNER ent_effort_parameters
static const struct ent_field effort_fields[] = {ENT_EFFORT_TABLE(ROW)};
#undef OWNER
#define OWNER ent_trust_parameters
static const struct ent_field trust_fields[] = {ENT_TRUST_TABLE(ROW)};
#undef OWNER
#define OWNER ent_bargaining_parameters
static const struct ent_field bargaining_fields[] = {ENT_BARGAINING_TABLE(ROW)};
#undef OWNER
#define OWNER ent_exchange_parameters
static const struct ent_field exchange_fields[] = {ENT_EXCHANGE_TABLE(ROW)};
#undef OWNER
#define OWNER ent_oversight_parameters
static const struct ent_field oversight_fields[] = {ENT_OVERSIGHT_TABLE(ROW)};
#undef OWNER
#define OWNER ent_reform_parameters
static const struct ent_field reform_fields[] = {ENT_REFORM_TABLE(ROW)};
#undef OWNER
#define OWNER ent_widening_parameters
static const struct ent_field widening_fields[] = {ENT_WIDENING_TABLE(ROW)};
#undef OWNER
#define OWNER ent_membership_parameters
static const struct ent_field membership_fields[] = {ENT_MEMBERSHIP_TABLE(ROW)};
#undef OWNER
#define OWNER ent_compliance_parameters
static const struct ent_field compliance_fields[] = {ENT_COMPLIANCE_TABLE(ROW)};
#undef OWNER
#define OWNER ent_alienation_parameters
static const struct ent_field alienation_fields[] = {ENT_ALIENATION_TABLE(ROW)};
#undef OWNER
#define OWNER ent_capital_parameters
static const struct ent_field capital_fields[] = {ENT_CAPITAL_TABLE(ROW)};
#undef OWNER
#define OWNER ent_domain
static const struct ent_field domain_fields[] = {ENT_DOMAIN_TABLE(ROW)};
#undef OWNER
#define OWNER ent_state
static const struct ent_field state_fields[] = {ENT_STATE_TABLE(ROW)};
#undef OWNER
#define OWNER ent_shock
static const struct ent_field shock_fields[] = {ENT_SHOCK_TABLE(ROW)};
#undef OWNER
#define OWNER ent_forum
static const struct ent_field forum_fields[] = {ENT_FORUM_TABLE(ROW)};
#undef OWNER
#define OWNER ent_cooperation
static const struct ent_field cooperation_fields[] = {ENT_COOPERATION_TABLE(ROW)};
#undef OWNER

#define LENGTH(array) ((int)(sizeof(array) / sizeof(array)[0]))
#define GROUP_TABLE(group, TABLE) \
    {"parameters." #group, #group, group##_fields, LENGTH(group##_fields), offsetof(struct ent_parameters, group)},

const struct ent_table ent_tables[ENT_N_TABLES] = {
    ENT_PARAMETER_GROUPS(GROUP_TABLE){"domains.DOMAIN", "domain", domain_fields, LENGTH(domain_fields), 0},
    {"states.STATE", "state", state_fields, LENGTH(state_fields), 0},
    {"shocks.SHOCK", "shock", shock_fields, LENGTH(shock_fields), 0},
    {"orders.ORDER.forums.FORUM", "forum", forum_fields, LENGTH(forum_fields), 0},
    {"orders.ORDER.forums.FORUM.cooperations.COOPERATION", "cooperation", cooperation_fields, LENGTH(cooperation_fields), 0},
};

int ent_field_may_be_blank(const struct ent_field *field)
{
#define IS_BLANK(column) || strcmp(field->name, #column) == 0
    return field >= state_fields && field < state_fields + LENGTH(state_fields) && (0 ENT_STATE_BLANKS(IS_BLANK));
}

const struct ent_field *ent_table_field(const struct ent_table *table, const char *name)
{
    for (int i = 0; i < table->n_fields; i++)
        if (strcmp(table->field[i].name, name) == 0) return &table->field[i];
    return NULL;
}

double ent_field_get(const struct ent_field *field, const void *base)
{
    const char *at = (const char *)base + field->offset;
    double real;
    int32_t whole;

    if (field->type == ENT_FIELD_REAL) {
        memcpy(&real, at, sizeof real);
        return real;
    }
    memcpy(&whole, at, sizeof whole);
    return whole;
}

void ent_field_set(const struct ent_field *field, void *base, double value)
{
    char *at = (char *)base + field->offset;
    const int32_t whole = field->type == ENT_FIELD_REAL ? 0 : (int32_t)value;

    if (field->type == ENT_FIELD_REAL)
        memcpy(at, &value, sizeof value);
    else
        memcpy(at, &whole, sizeof whole);
}

/* Does `path` begin as `pattern` says, names in capitals standing for anything? Returns what follows, or NULL. */
static const char *match(const char *pattern, const char *path)
{
    while (*pattern) {
        const size_t n = strcspn(pattern, "."), m = strcspn(path, ".");
        const int is_any = *pattern >= 'A' && *pattern <= 'Z';

        if (m == 0 || path[m] != '.' || (!is_any && (n != m || strncmp(pattern, path, n) != 0))) return NULL;
        pattern += n + (pattern[n] == '.');
        path += m + 1;
    }
    return path;
}

static void offer_fields(const struct ent_table *table, struct ent_guess *guess)
{
    for (int i = 0; i < table->n_fields; i++) ent_guess_offer(guess, table->field[i].name);
}

const struct ent_field *ent_schema_find(const char *path, char *hint, size_t hint_size)
{
    const char *last = strrchr(path, '.');
    struct ent_guess guess = ent_guess_start(last ? last + 1 : path);

    if (hint_size) hint[0] = 0;
    for (int i = 0; i < ENT_N_TABLES; i++) {
        const char *name = match(ent_tables[i].path, path);

        if (name && strchr(name, '.')) continue; /* a table further down */
        const struct ent_field *field = name ? ent_table_field(&ent_tables[i], name) : NULL;

        if (field) return field;
        if (name) { /* the table is right, the field is not: guess in this table only */
            guess = ent_guess_start(name);
            offer_fields(&ent_tables[i], &guess);
            if (guess.best) snprintf(hint, hint_size, "; did you mean '%.*s%s'?", (int)(name - path), path, guess.best);
            return NULL;
        }
    }
    for (int i = 0; i < ENT_N_TABLES; i++) {
        const char *before = guess.best;

        offer_fields(&ent_tables[i], &guess);
        if (guess.best && guess.best != before) snprintf(hint, hint_size, "; did you mean '%s.%s'?", ent_tables[i].path, guess.best);
    }
    return NULL;
}
