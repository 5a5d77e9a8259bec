/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hash that names a cell: every value of its inputs as little-endian bytes, in the order of the tables. Only the
 * entries in use are taken. Of names only those count on which random draws depend: the codes of states and the names of
 * shocks.
 */
#include <math.h>
#include <string.h>

#include "params/experiment.h"
#include "params/schema.h"
#include "params/sha256.h"

static void add_int(struct ent_sha256 *sha, int64_t value)
{
    ent_sha256_u64(sha, (uint64_t)value);
}

static void add_real(struct ent_sha256 *sha, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    ent_sha256_u64(sha, isnan(value) ? UINT64_C(0x7ff8000000000000) : value == 0 ? 0 : bits);
}

static void add_fields(struct ent_sha256 *sha, const struct ent_table *table, const void *base)
{
    for (int i = 0; i < table->n_fields; i++) add_real(sha, ent_field_get(&table->field[i], base));
}

static void add_states(struct ent_sha256 *sha, const struct ent_inputs *inputs)
{
    for (int32_t i = 0; i < inputs->n_states; i++) {
        ent_sha256_update(sha, inputs->state[i].code, 4);
        add_fields(sha, &ent_tables[ENT_TABLE_STATE], &inputs->state[i]);
        for (int32_t j = 0; j < i; j++) {
            add_real(sha, inputs->distance_km[i][j]);
            add_real(sha, inputs->ideal_distance[i][j]);
            add_int(sha, inputs->minilateral[i][j]);
        }
    }
}

static void add_rules(struct ent_sha256 *sha, const struct ent_inputs *inputs)
{
    for (int32_t i = 0; i < inputs->n_rules; i++) {
        const struct ent_rule *rule = &inputs->rule[i];

        add_int(sha, rule->n_tallies);
        for (int32_t j = 0; j < rule->n_tallies; j++) {
            add_int(sha, rule->tally[j].weight);
            add_int(sha, rule->tally[j].quota_num);
            add_int(sha, rule->tally[j].quota_den);
        }
        add_int(sha, rule->blocking_least);
        add_int(sha, rule->blocking_num);
        add_int(sha, rule->blocking_den);
        add_int(sha, rule->abstention);
        add_int(sha, rule->aside_num);
        add_int(sha, rule->aside_den);
        add_int(sha, rule->silence);
    }
}

static void add_procedures(struct ent_sha256 *sha, const struct ent_forum *forum)
{
    add_int(sha, forum->n_determinations);
    for (int32_t i = 0; i < forum->n_determinations; i++) add_int(sha, forum->determination_rule[i]);
    add_int(sha, forum->reform_domains);
    add_int(sha, forum->reform_rule);
    add_int(sha, forum->reform_to);
    add_int(sha, forum->n_cooperations);
    for (int32_t i = 0; i < forum->n_cooperations; i++) {
        const struct ent_cooperation *cooperation = &forum->cooperation[i];

        add_int(sha, cooperation->domains);
        add_int(sha, cooperation->authorisation);
        add_int(sha, cooperation->reserved_rule);
        add_int(sha, cooperation->ordinary_rule);
        add_fields(sha, &ent_tables[ENT_TABLE_COOPERATION], cooperation);
    }
}

static void add_forums(struct ent_sha256 *sha, const struct ent_inputs *inputs)
{
    for (int32_t i = 0; i < inputs->n_forums; i++) {
        const struct ent_forum *forum = &inputs->forum[i];

        ent_sha256_u64(sha, forum->founders);
        ent_sha256_u64(sha, forum->eligible);
        ent_sha256_u64(sha, forum->waived);
        ent_sha256_u64(sha, forum->candidates);
        add_int(sha, forum->oversight);
        for (int32_t d = 0; d < inputs->n_domains; d++) {
            add_int(sha, forum->reserved_rule[d]);
            add_int(sha, forum->ordinary_rule[d]);
        }
        add_int(sha, forum->entry_rule);
        add_int(sha, forum->suspension_rule);
        ent_sha256_u64(sha, forum->leader);
        add_int(sha, forum->command_of);
        add_procedures(sha, forum);
        add_fields(sha, &ent_tables[ENT_TABLE_FORUM], forum);
    }
}

static void add_domains(struct ent_sha256 *sha, const struct ent_inputs *inputs)
{
    for (int32_t d = 0; d < inputs->n_domains; d++) {
        add_fields(sha, &ent_tables[ENT_TABLE_DOMAIN], &inputs->domain[d]);
        add_int(sha, inputs->n_sequence[d]);
        for (int32_t i = 0; i < inputs->n_sequence[d]; i++) add_int(sha, inputs->sequence[d][i]);
    }
}

static void add_shocks(struct ent_sha256 *sha, const struct ent_inputs *inputs)
{
    for (int32_t i = 0; i < inputs->n_shocks; i++) {
        ent_sha256_update(sha, inputs->shock[i].name, strlen(inputs->shock[i].name) + 1);
        add_int(sha, inputs->shock[i].law);
        add_int(sha, inputs->shock[i].issue_domains);
        add_fields(sha, &ent_tables[ENT_TABLE_SHOCK], &inputs->shock[i]);
    }
    for (int32_t i = 0; i < inputs->n_scripted; i++) {
        add_int(sha, inputs->scripted[i].shock);
        add_int(sha, inputs->scripted[i].month);
        add_int(sha, inputs->scripted[i].target);
    }
}

void ent_inputs_hash(const struct ent_inputs *inputs, uint8_t hash[32])
{
    const int32_t counts[] = {inputs->n_states,   inputs->n_domains, inputs->n_forums,        inputs->n_rules,    inputs->n_shocks,
                              inputs->n_scripted, inputs->n_months,  inputs->steps_per_month, inputs->start_year, inputs->start_month};
    struct ent_sha256 sha;

    ent_sha256_init(&sha);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) add_int(&sha, counts[i]);
    for (int i = 0; i < ENT_N_GROUPS; i++) add_fields(&sha, &ent_tables[i], (const char *)&inputs->parameters + ent_tables[i].offset);
    add_states(&sha, inputs);
    add_domains(&sha, inputs);
    add_rules(&sha, inputs);
    add_forums(&sha, inputs);
    add_shocks(&sha, inputs);
    ent_sha256_final(&sha, hash);
}
