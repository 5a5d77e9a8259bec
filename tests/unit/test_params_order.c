/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An order with everything an order can say: what its inputs hold, that its resolved configuration is the same order, and
 * that each value of it counts in the hash.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include <cmocka.h>

#include "params/experiment.h"
#include "params/schema.h"

static const char text[] =
    "experiment: procedures\n"
    "orders:\n"
    "  - order: full\n"
    "    rules:\n"
    "      agree: {tallies: [{weight: members, quota: 1}], abstention: allows}\n"
    "      most: {tallies: [{weight: members, quota: 55/100}, {weight: population, quota: 65/100}],\n"
    "        blocking_share: 35/100, abstention: against}\n"
    "      apart: {tallies: [{weight: members, quota: 1}], abstention: aside, aside_limit: 1/3}\n"
    "      quiet: {silence: true}\n"
    "      heard: {silence: 1, tallies: [{weight: population, quota: 1}], abstention: allows}\n"
    "      loud: {silence: false, tallies: [{weight: capability, quota: 2/3}], abstention: excluded, blocking_least: 2}\n"
    "    forums:\n"
    "      union:\n"
    "        in_force: true\n"
    "        founders: [ALP, BET]\n"
    "        eligible: all\n"
    "        rules: {reserved: agree, ordinary: most}\n"
    "        leader: GAM\n"
    "        leader_proposes: true\n"
    "        suspension_rule: most\n"
    "        determinations: [loud, agree]\n"
    "        command_of: [pact]\n"
    "        reform: {domains: all, rule: agree, to: most}\n"
    "        reform_rate: 0.25\n"
    "        domain_rules: {trade: {reserved: most, ordinary: most}}\n"
    "        cooperations:\n"
    "          enhanced: {domains: all, authorisation: most, rules: {reserved: agree, ordinary: most}, least: 3}\n"
    "          structured: {domains: [security], rules: {reserved: agree, ordinary: agree}, least: 2, last_resort: 0}\n"
    "      pact: {in_force: true, founders: all, external_leader: true, leader_proposes: true, leader_position: 0.9,\n"
    "        rules: {reserved: quiet, ordinary: heard}}\n"
    "      willing: {ad_hoc: true, lifetime_months: 36, founders: all, pressure: true,\n"
    "        rules: {reserved: apart, ordinary: apart}}\n"
    "    domains: {security: [pact, union], trade: [union], foreign: [willing, union]}\n"
    "domains: {security: {}, trade: {}, foreign: {}}\n"
    "scenarios: [{scenario: plain}]\n"
    "shocks: [{shock: slump, law: constant, hazard: 0.1}]\n"
    "ties: [{a: ALP, b: BET, distance_km: 5, minilateral: 0}, {b: ALP, a: GAM, distance_km: 7, minilateral: 1},\n"
    "  {a: GAM, b: BET, distance_km: 9, ideal_distance: .2, minilateral: 2}]\n"
    "states:\n"
    "  ALP: {name: A, v: .7, gdp: 5, population: 5, effort: .01, ideal_point: 1, rival_km: 5, war_km: 5}\n"
    "  BET: {name: B, v: .6, gdp: 6, population: 5, effort: .01, ideal_point: 1, rival_km: 5, war_km: 5}\n"
    "  GAM: {name: C, v: .5, gdp: 7, population: 5, effort: .01, ideal_point: 1, rival_km: 5, war_km: 5}\n";

static struct ent_inputs one, other;

static struct ent_experiment *done(struct ent_experiment *experiment, struct ent_complaints *complaints)
{
    char *messages = ent_complaints_text(complaints);

    if (complaints->code != ENT_OK) fail_msg("%s", messages);
    free(messages);
    ent_complaints_free(complaints);
    return experiment;
}

static struct ent_experiment *parse(const char *yaml)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;

    ent_experiment_parse(&experiment, yaml, strlen(yaml), "text", &complaints);
    return done(experiment, &complaints);
}

/* The experiment with one value set from outside, as --set does. */
static struct ent_experiment *parse_with(const char *set)
{
    char path[] = P_tmpdir "/entente_XXXXXX.yaml";
    const int descriptor = mkstemps(path, 5);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    ent_experiment_load(&experiment, path, NULL, &set, 1, &complaints);
    unlink(path);
    return done(experiment, &complaints);
}

static void resolve(struct ent_experiment *experiment, struct ent_inputs *inputs)
{
    assert_int_equal(ent_experiment_resolve(experiment, 0, 0, inputs), ENT_OK);
    ent_experiment_free(experiment);
}

static void rules_have_their_clauses(void **state)
{
    (void)state;
    resolve(parse(text), &one);
    assert_int_equal(one.n_rules, 6);
    assert_true(one.rule[0].blocking_num == 0 && one.rule[0].aside_num == 0 && one.rule[0].silence == 0);
    assert_true(one.rule[1].blocking_num == 7 && one.rule[1].blocking_den == 20 && one.rule[1].blocking_least == 0);
    assert_int_equal(one.rule[2].abstention, ENT_ABSTENTION_ASIDE);
    assert_true(one.rule[2].aside_num == 1 && one.rule[2].aside_den == 3);
    for (int i = 3; i <= 4; i++) { /* silence is unanimity among those who speak */
        assert_true(one.rule[i].silence == 1 && one.rule[i].abstention == ENT_ABSTENTION_ALLOWS && one.rule[i].n_tallies == 1);
        assert_true(one.rule[i].tally[0].weight == ENT_WEIGHT_MEMBERS && one.rule[i].tally[0].quota_num == one.rule[i].tally[0].quota_den);
    }
    assert_true(one.rule[5].silence == 0 && one.rule[5].blocking_least == 2 && one.rule[5].abstention == ENT_ABSTENTION_EXCLUDED);
}

static void forums_have_their_procedures(void **state)
{
    const struct ent_forum *const united = &one.forum[0], *pact = &one.forum[1], *willing = &one.forum[2];

    (void)state;
    resolve(parse(text), &one);
    assert_true(united->leader == 4 && united->leader_proposes == 1 && united->external_leader == 0);
    assert_int_equal(united->command_of, 2);
    assert_int_equal(united->n_determinations, 2);
    assert_true(united->determination_rule[0] == 5 && united->determination_rule[1] == 0 && united->suspension_rule == 1);
    assert_int_equal(united->reform_domains, 5); /* not trade, whose rule it is already */
    assert_true(united->reform_rule == 0 && united->reform_to == 1 && united->reform_rate == 0.25);
    assert_true(pact->leader == 0 && pact->external_leader == 1 && pact->leader_position == 0.9 && pact->n_cooperations == 0);
    assert_true(pact->reform_domains == 0 && pact->n_determinations == 0 && pact->command_of == 0);
    assert_true(willing->ad_hoc == 1 && willing->lifetime_months == 36 && willing->pressure == 1);
}

static void groups_have_their_rules(void **state)
{
    const struct ent_cooperation *const group = one.forum[0].cooperation;

    (void)state;
    resolve(parse(text), &one);
    assert_int_equal(one.forum[0].n_cooperations, 2);
    assert_string_equal(group[0].name, "enhanced");
    assert_true(group[0].domains == 7 && group[0].authorisation == 1 && group[0].reserved_rule == 0 && group[0].ordinary_rule == 1);
    assert_true(group[0].least == 3 && group[0].last_resort == 0.8);
    assert_string_equal(group[1].name, "structured");
    assert_true(group[1].domains == 1 && group[1].authorisation == -1 && group[1].reserved_rule == 0 && group[1].ordinary_rule == 0);
    assert_true(group[1].least == 2 && group[1].last_resort == 0);
}

static void values_within_can_be_set(void **state)
{
    (void)state;
    resolve(parse_with("orders.full.forums.union.cooperations.enhanced.least=2"), &one);
    assert_int_equal(one.forum[0].cooperation[0].least, 2);
    resolve(parse_with("orders.full.forums.union.cooperations.enhanced.last_resort=0.25"), &one);
    assert_true(one.forum[0].cooperation[0].last_resort == 0.25);
    resolve(parse_with("orders.full.forums.union.cooperations.structured.domains=[trade, foreign]"), &one);
    assert_int_equal(one.forum[0].cooperation[1].domains, 6);
    resolve(parse_with("orders.full.rules.most.blocking_share=0.4"), &one);
    assert_true(one.rule[1].blocking_num == 2 && one.rule[1].blocking_den == 5);
    resolve(parse_with("orders.full.rules.apart.aside_limit=1/2"), &one);
    assert_true(one.rule[2].aside_num == 1 && one.rule[2].aside_den == 2);
    resolve(parse_with("orders.full.forums.union.leader=BET"), &one);
    assert_int_equal(one.forum[0].leader, 2);
    resolve(parse_with("orders.full.forums.union.reform.domains=[foreign]"), &one);
    assert_int_equal(one.forum[0].reform_domains, 4);
    resolve(parse_with("orders.full.forums.union.determinations=[]"), &one);
    assert_int_equal(one.forum[0].n_determinations, 0);
    resolve(parse_with("orders.full.forums.union.command_of=[willing, pact]"), &one);
    assert_int_equal(one.forum[0].command_of, 6);
}

static void paths_within_are_known(void **state)
{
    char hint[200];
    const struct ent_field *field = ent_schema_find("orders.full.forums.union.cooperations.enhanced.least", hint, sizeof hint);

    (void)state;
    assert_non_null(field);
    assert_string_equal(field->name, "least");
    assert_null(ent_schema_find("orders.full.forums.union.cooperations.enhanced.leest", hint, sizeof hint));
    assert_string_equal(hint, "; did you mean 'orders.full.forums.union.cooperations.enhanced.least'?");
    assert_null(ent_schema_find("orders.full.forums.union.flor", hint, sizeof hint));
    assert_string_equal(hint, "; did you mean 'orders.full.forums.union.floor'?");
}

static void the_resolved_order_is_the_same_order(void **state)
{
    struct ent_experiment *experiment = parse(text), *again;
    char *yaml = ent_experiment_yaml(experiment, 64, 1), *twice;

    (void)state;
    assert_non_null(strstr(yaml, "last_resort: 0.8"));
    again = parse(yaml);
    twice = ent_experiment_yaml(again, 64, 1);
    assert_string_equal(yaml, twice);
    free(yaml);
    free(twice);
    resolve(experiment, &one);
    resolve(again, &other);
    assert_memory_equal(&one, &other, sizeof one);
}

static int same_hash(void)
{
    uint8_t x[32], y[32];

    ent_inputs_hash(&one, x);
    ent_inputs_hash(&other, y);
    return memcmp(x, y, sizeof x) == 0;
}

static void check_counts(int32_t *value)
{
    assert_true(same_hash());
    *value += 1;
    assert_false(same_hash());
    *value -= 1;
}

static void check_set_counts(uint32_t *set)
{
    *set ^= 2;
    assert_false(same_hash());
    *set ^= 2;
}

static void every_procedure_counts_in_the_hash(void **state)
{
    struct ent_forum *const united = &one.forum[0];
    struct ent_cooperation *const group = &united->cooperation[1];

    (void)state;
    resolve(parse(text), &one);
    other = one;
    check_counts(&one.rule[1].blocking_num);
    check_counts(&one.rule[1].blocking_den);
    check_counts(&one.rule[2].aside_num);
    check_counts(&one.rule[2].aside_den);
    check_counts(&one.rule[3].silence);
    united->n_determinations = 1;
    assert_false(same_hash());
    united->n_determinations = 2;
    check_counts(&united->determination_rule[0]);
    check_counts(&united->determination_rule[1]);
    check_counts(&united->reform_rule);
    check_counts(&united->reform_to);
    check_counts(&united->n_cooperations);
    check_counts(&group->authorisation);
    check_counts(&group->reserved_rule);
    check_counts(&group->ordinary_rule);
    check_counts(&group->least);
    check_set_counts(&united->command_of);
    check_set_counts(&united->reform_domains);
    check_set_counts(&group->domains);
    group->last_resort = 0.5;
    assert_false(same_hash());
    group->last_resort = 0;
    united->leader = 1;
    assert_false(same_hash());
    united->leader = 4;
    memset(group->name, 'x', 5);
    assert_true(same_hash());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_have_their_clauses),
        cmocka_unit_test(forums_have_their_procedures),
        cmocka_unit_test(groups_have_their_rules),
        cmocka_unit_test(values_within_can_be_set),
        cmocka_unit_test(paths_within_are_known),
        cmocka_unit_test(the_resolved_order_is_the_same_order),
        cmocka_unit_test(every_procedure_counts_in_the_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
