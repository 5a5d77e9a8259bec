/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped experiment: what its inputs hold, which override wins, and that its resolved configuration is the same
 * experiment.
 */
#include <math.h>
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

static struct ent_inputs one, other;

static struct ent_experiment *load(const char *where, const char *const *sets, size_t n_sets)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;
    char *text;

    if (ent_experiment_load(&experiment, where, NULL, sets, n_sets, &complaints) != ENT_OK) {
        text = ent_complaints_text(&complaints);
        print_error("%s", text);
        free(text);
        ent_complaints_free(&complaints);
        fail();
    }
    return experiment;
}

static void check_refused(const char *where, const char *set, const char *expected)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;
    char *text;

    assert_int_equal(ent_experiment_load(&experiment, where, NULL, &set, 1, &complaints), ENT_BAD_INPUT);
    text = ent_complaints_text(&complaints);
    assert_string_equal(text, expected);
    free(text);
    ent_complaints_free(&complaints);
}

static struct ent_experiment *parse(const char *text)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;
    char *messages;

    if (ent_experiment_parse(&experiment, text, strlen(text), "text", &complaints) != ENT_OK) {
        messages = ent_complaints_text(&complaints);
        print_error("%s", messages);
        free(messages);
        ent_complaints_free(&complaints);
        fail();
    }
    return experiment;
}

static int32_t state_of(const struct ent_inputs *inputs, const char *code)
{
    for (int32_t i = 0; i < inputs->n_states; i++)
        if (strcmp(inputs->state[i].code, code) == 0) return i;
    fail();
    return -1;
}

static int same_hash(const struct ent_inputs *a, const struct ent_inputs *b)
{
    uint8_t x[32], y[32];

    ent_inputs_hash(a, x);
    ent_inputs_hash(b, y);
    return memcmp(x, y, sizeof x) == 0;
}

static void the_baseline_holds_the_real_states(void **state)
{
    struct ent_experiment *experiment = load("baseline", NULL, 0);
    int n_eu = 0, n_pact = 0;

    (void)state;
    assert_string_equal(ent_experiment_name(experiment), "baseline");
    assert_int_equal(ent_experiment_n_orders(experiment), 2);
    assert_int_equal(ent_experiment_n_scenarios(experiment), 5);
    assert_int_equal(ent_experiment_n_runs(experiment), 2000);
    assert_int_equal(ent_experiment_split(experiment).order, 1);
    assert_int_equal(ent_experiment_split(experiment).month, 60);
    assert_int_equal(ent_experiment_resolve(experiment, 1, 0, &one), ENT_OK);
    assert_int_equal(ent_experiment_resolve(experiment, 2, 0, &one), ENT_USAGE);
    assert_int_equal(one.n_states, 41);
    assert_int_equal(one.n_domains, 7);
    assert_int_equal(one.n_months, 240);
    assert_string_equal(one.forum[ent_experiment_split(experiment).forum].name, "security");
    for (int32_t i = 0; i < one.n_states; i++) {
        n_eu += one.state[i].eu;
        n_pact += one.state[i].pact;
        assert_true(i == 0 || strcmp(one.state[i - 1].code, one.state[i].code) < 0);
        for (int32_t j = 0; j < one.n_states; j++) {
            assert_true(one.distance_km[i][j] == one.distance_km[j][i]);
            assert_true(i == j || one.distance_km[i][j] > 0);
            assert_true(one.minilateral[i][j] == one.minilateral[j][i]);
        }
    }
    assert_int_equal(n_eu, 27);
    assert_int_equal(n_pact, 30);
    assert_true(isnan(one.state[state_of(&one, "NOR")].eu_russia));
    assert_true(one.state[state_of(&one, "UKR")].eu_russia == 0.3);
    assert_true(one.state[state_of(&one, "ISL")].effort == 0);
    ent_experiment_free(experiment);
}

static void an_experiment_without_memory_of_the_last(void **state)
{
    struct ent_experiment *experiment = load("baseline", NULL, 0);

    (void)state;
    memset(&one, 0xff, sizeof one);
    memset(&other, 0, sizeof other);
    ent_experiment_resolve(experiment, 1, 4, &one);
    ent_experiment_resolve(experiment, 1, 4, &other);
    assert_memory_equal(&one, &other, sizeof one);
    ent_experiment_free(experiment);
}

static void check_same_cells(const struct ent_experiment *a, const struct ent_experiment *b)
{
    assert_int_equal(ent_experiment_n_orders(a), ent_experiment_n_orders(b));
    assert_int_equal(ent_experiment_n_scenarios(a), ent_experiment_n_scenarios(b));
    assert_int_equal(ent_experiment_split(a).forum, ent_experiment_split(b).forum);
    for (int32_t s = 0; s < ent_experiment_n_scenarios(a); s++)
        for (int32_t o = 0; o < ent_experiment_n_orders(a); o++) {
            assert_string_equal(ent_experiment_order_name(a, o), ent_experiment_order_name(b, o));
            assert_string_equal(ent_experiment_scenario_name(a, s), ent_experiment_scenario_name(b, s));
            ent_experiment_resolve(a, o, s, &one);
            ent_experiment_resolve(b, o, s, &other);
            assert_true(same_hash(&one, &other));
            assert_memory_equal(&one, &other, sizeof one);
        }
}

static void the_resolved_configuration_is_the_same_experiment(void **state)
{
    static const char *const sets[] = {"shocks.backsliding.hazard=0.02",
                                       "states.HUN.eu_russia=5",
                                       "parameters.values.theta=0.1",
                                       "orders.clusters.forums.security.founders={where: [eu, nordic], except: [HUN]}",
                                       "months=120",
                                       "start=2027-03",
                                       "steps_per_month=2",
                                       "orders.clusters.rules.majority_capability.tallies.1.quota=2/3"};

    (void)state;
    for (size_t n_sets = 0; n_sets <= sizeof sets / sizeof *sets; n_sets += sizeof sets / sizeof *sets) {
        struct ent_experiment *experiment = load("baseline", sets, n_sets), *again, *third;
        char *text = ent_experiment_yaml(experiment, 77, 5), *twice;

        again = parse(text);
        assert_int_equal(ent_experiment_n_runs(again), 77);
        assert_int_equal(ent_experiment_seed(again), 5);
        check_same_cells(experiment, again);
        twice = ent_experiment_yaml(again, 77, 5);
        assert_string_equal(text, twice);
        third = parse(twice);
        check_same_cells(experiment, third);
        free(text);
        free(twice);
        ent_experiment_free(experiment);
        ent_experiment_free(again);
        ent_experiment_free(third);
    }
}

/* A world of its own in one text: `states` and `extra` are put into it. */
static const char world[] = "experiment: small\n"
                            "orders:\n"
                            "  - order: union\n"
                            "    rules: {agree: {tallies: [{weight: members, quota: 1}], abstention: allows}}\n"
                            "    forums: {all: {in_force: true, founders: all, rules: {reserved: agree, ordinary: agree}}}\n"
                            "    domains: {only: [all]}\n"
                            "domains: {only: {}}\n"
                            "shocks: [{shock: slump, law: constant, hazard: 0.1}]\n"
                            "ties: [{a: ALP, b: BET, distance_km: 5, minilateral: 0}, {b: ALP, a: GAM, distance_km: 7, minilateral: 1},\n"
                            "  {a: GAM, b: BET, distance_km: 9, ideal_distance: .2, minilateral: 2}]\n";
static const char alp[] = "  ALP: {name: Alpha, v: .7, gdp: 5, population: 5, effort: .01, ideal_point: 1, rival_km: 5, war_km: 5}\n";
static const char bet[] = "  BET: {name: Beta, v: .6, gdp: 6, population: 5, effort: .01, ideal_point: 1, rival_km: 5, war_km: 5}\n";
static const char gam[] = "  GAM: {name: Gamma, v: .5, gdp: 7, population: 5, effort: .01, ideal_point: 1, rival_km: 5, war_km: 5}\n";

static struct ent_experiment *small_world(const char *const states[3], const char *extra)
{
    static char text[8192];

    snprintf(text, sizeof text, "%sstates:\n%s%s%s%s", world, states[0], states[1], states[2], extra);
    return parse(text);
}

static void the_order_of_states_does_not_matter(void **state)
{
    struct ent_experiment *forth = small_world((const char *const[]){alp, bet, gam}, "scenarios: [{scenario: s}]\n");
    struct ent_experiment *back = small_world((const char *const[]){gam, alp, bet}, "scenarios: [{scenario: s}]\n");

    (void)state;
    check_same_cells(forth, back);
    ent_experiment_resolve(forth, 0, 0, &one);
    assert_true(one.distance_km[0][2] == 7 && one.distance_km[1][2] == 9 && one.minilateral[2][1] == 2);
    assert_true(isnan(one.ideal_distance[0][1]) && one.ideal_distance[2][1] == 0.2);
    ent_experiment_free(forth);
    ent_experiment_free(back);
}

static double slump_hazard(const struct ent_experiment *experiment)
{
    ent_experiment_resolve(experiment, 0, 0, &one);
    return one.shock[0].hazard;
}

static void later_overrides_win(void **state)
{
    static const char *const states[3] = {alp, bet, gam};
    static const char *const extras[] = {
        "scenarios: [{scenario: s}]\n", "scenarios: [{scenario: s}]\nset: {shocks.slump.hazard: 0.2}\n",
        "scenarios: [{scenario: s, cabinet: {cabinet: c, set: {shocks.slump.hazard: 0.3}}}]\nset: {shocks.slump.hazard: 0.2}\n",
        ("scenarios: [{scenario: s, set: {shocks.slump.hazard: 0.4}, cabinet: {cabinet: c, set: {shocks.slump.hazard: 0.3}}}]\n"
         "set: {shocks.slump.hazard: 0.2}\n")};
    const char *set = "shocks.slump.hazard=0.5";
    char path[] = P_tmpdir "/entente_XXXXXX.yaml";
    int descriptor;
    FILE *file;
    struct ent_experiment *experiment;

    (void)state;
    for (int i = 0; i < 4; i++) {
        experiment = small_world(states, extras[i]);
        assert_true(slump_hazard(experiment) == (i + 1) * 0.1 || fabs(slump_hazard(experiment) - (i + 1) * 0.1) < 1e-12);
        ent_experiment_free(experiment);
    }
    descriptor = mkstemps(path, 5);
    file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    assert_non_null(file);
    fprintf(file, "%sstates:\n%s%s%s%s", world, alp, bet, gam, extras[3]);
    fclose(file);
    experiment = load(path, &set, 1);
    unlink(path);
    assert_true(slump_hazard(experiment) == 0.5);
    ent_experiment_free(experiment);
}

static void wrong_overrides_are_said(void **state)
{
    (void)state;
    check_refused("baseline", "parameters.values.tetha=.3",
                  "--set parameters.values.tetha=.3: error: unknown key 'tetha'; did you mean 'theta'?\n");
    check_refused(
        "baseline", "parameters.valeus.theta=.3",
        "--set parameters.valeus.theta=.3: error: 'parameters.valeus.theta': there is no 'valeus' in 'parameters'; did you mean 'values'?\n");
    check_refused("baseline", "states.HUM.v=.3",
                  "--set states.HUM.v=.3: error: 'states.HUM.v': there is no 'HUM' in 'states'; did you mean 'HUN'?\n");
    check_refused("baseline", "parameters.values.theta=.9", "--set parameters.values.theta=.9: error: 'theta': .9 is outside [0, 0.7]\n");
    check_refused("baseline", "runs=many", "--set runs=many: error: 'runs': 'many' is not a number\n");
    check_refused("baseline", "runs=", "--set runs=: error: 'runs': a number is expected here, this is nothing\n");
    check_refused("baseline", "runs", "--set runs: error: write --set path=value\n");
    check_refused("baseline", "orders=[eu-only]",
                  "--set orders=[eu-only]: error: 'orders' cannot be replaced as a whole: set values, like 'orders.NAME.KEY'\n");
    check_refused("baseline", "shocks=[]",
                  "--set shocks=[]: error: 'shocks' cannot be replaced as a whole: set values, like 'shocks.NAME.KEY'\n");
    check_refused(
        "baseline", "shocks.pandemic={}",
        "--set shocks.pandemic={}: error: 'shocks.pandemic' cannot be replaced as a whole: set its values, like 'shocks.pandemic.KEY'\n");
    check_refused("baseline", "orders.clusters.order=[a]",
                  "--set orders.clusters.order=[a]: error: 'orders.clusters.order': 'order' is its name, which stays\n");
    check_refused("baseline", "run=5", "--set run=5: error: 'run': 'run' cannot be set here; did you mean 'runs'?\n");
    check_refused("baseline", "ties.0.minilateral=5",
                  "--set ties.0.minilateral=5: error: 'ties.0.minilateral': 'ties' cannot be set here\n");
    check_refused(
        "baseline", "orders.clusters.forums.security.floor=[",
        "--set orders.clusters.forums.security.floor=[:2:1: error: not YAML: did not find expected node content while parsing a flow node\n");
}

/* Every field of every table, changed, changes the hash. */
static void check_fields_count(const struct ent_table *table, void *base)
{
    for (int i = 0; i < table->n_fields; i++) {
        const struct ent_field *field = &table->field[i];
        const double value = ent_field_get(field, base);

        ent_field_set(field, base, isnan(value) ? 1 : value + 1);
        if (same_hash(&one, &other)) fail_msg("%s.%s is not in the hash", table->path, field->name);
        ent_field_set(field, base, value);
        assert_true(same_hash(&one, &other));
    }
}

static void check_counts(int32_t *value)
{
    *value += 1;
    assert_false(same_hash(&one, &other));
    *value -= 1;
}

static void the_hash_takes_in_every_value(void **state)
{
    struct ent_experiment *experiment = load("baseline", NULL, 0);

    (void)state;
    ent_experiment_resolve(experiment, 1, 0, &one);
    other = one;
    for (int i = 0; i < ENT_N_GROUPS; i++) check_fields_count(&ent_tables[i], (char *)&one.parameters + ent_tables[i].offset);
    check_fields_count(&ent_tables[ENT_TABLE_DOMAIN], &one.domain[6]);
    check_fields_count(&ent_tables[ENT_TABLE_STATE], &one.state[40]);
    check_fields_count(&ent_tables[ENT_TABLE_SHOCK], &one.shock[8]);
    check_fields_count(&ent_tables[ENT_TABLE_FORUM], &one.forum[4]);
    check_counts(&one.minilateral[40][39]);
    check_counts(&one.rule[5].tally[0].quota_num);
    check_counts(&one.rule[5].tally[0].quota_den);
    check_counts(&one.rule[5].tally[0].weight);
    check_counts(&one.rule[5].blocking_least);
    check_counts(&one.rule[5].abstention);
    check_counts(&one.forum[1].oversight);
    check_counts(&one.forum[1].reserved_rule[0]);
    check_counts(&one.forum[1].ordinary_rule[6]);
    check_counts(&one.forum[1].entry_rule);
    check_counts(&one.forum[1].suspension_rule);
    check_counts(&one.sequence[0][1]);
    check_counts(&one.shock[3].law);
    check_counts(&one.n_months);
    check_counts(&one.start_year);
    one.forum[2].waived ^= 4;
    assert_false(same_hash(&one, &other));
    one.forum[2].waived ^= 4;
    memset(one.state[0].name, 'x', 5);
    memset(one.forum[0].name, 'x', 5);
    assert_true(same_hash(&one, &other));
    memcpy(one.shock[0].name, "x", 2);
    assert_false(same_hash(&one, &other));
    ent_experiment_free(experiment);
}

static void assumptions_are_listed(void **state)
{
    struct ent_experiment *experiment = load("baseline", NULL, 0);
    char *text = ent_experiment_assumptions(experiment);

    (void)state;
    assert_non_null(strstr(text, "states.UKR.eu_russia: assumed\n"));
    assert_non_null(strstr(text, "states.XKX.ideal_point: assumed\n"));
    assert_non_null(strstr(text, "states.NOR.eu_russia: missing, estimated from like states\n"));
    assert_null(strstr(text, "states.DEU."));
    assert_null(strstr(text, "scenarios."));
    free(text);
    ent_experiment_free(experiment);
    experiment = small_world((const char *const[]){alp, bet, gam},
                             "scenarios: [{scenario: s, cabinet: {cabinet: c, assumed: true, set: {states.ALP.eu_russia: 5}}}]\n");
    text = ent_experiment_assumptions(experiment);
    assert_non_null(strstr(text, "scenarios.s: cabinet 'c' is assumed\n"));
    free(text);
    ent_experiment_free(experiment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_baseline_holds_the_real_states),
        cmocka_unit_test(an_experiment_without_memory_of_the_last),
        cmocka_unit_test(the_resolved_configuration_is_the_same_experiment),
        cmocka_unit_test(the_order_of_states_does_not_matter),
        cmocka_unit_test(later_overrides_win),
        cmocka_unit_test(wrong_overrides_are_said),
        cmocka_unit_test(the_hash_takes_in_every_value),
        cmocka_unit_test(assumptions_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
