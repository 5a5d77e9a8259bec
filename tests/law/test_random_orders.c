/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 4 for orders nobody thought of; test_long_random_orders.c does the same for many more, under sanitizers. Damaged text
 * must be refused.
 */
#include "tests/law/random_orders.h"

enum { N_ORDERS = 20, N_RUNS = 4, N_MONTHS = 120 };

static void orders_hold(void **state)
{
    (void)state;
    random_orders_hold(N_ORDERS, N_RUNS, N_MONTHS);
}

/* ---- the whole grammar is drawn ---- */

/* Every key and word of the grammar; each is in some order, and none in all but those that an order cannot do without. */
static const char *const grammar[] = {"silence: true",
                                      "weight: members",
                                      "weight: population",
                                      "weight: capability",
                                      "abstention: against",
                                      "abstention: allows",
                                      "aside_limit",
                                      "abstention: aside",
                                      "abstention: excluded",
                                      "blocking_least",
                                      "blocking_share",
                                      "founders: [",
                                      "eligible: all",
                                      "eligible: {where",
                                      "{except: ",
                                      "waived",
                                      "oversight: none",
                                      "oversight: parliamentary",
                                      "ad_hoc: true",
                                      "lifetime_months",
                                      "ratifications",
                                      "external_leader: true",
                                      "leader: ",
                                      "leader_proposes: true",
                                      "entry_rule",
                                      "suspension_rule",
                                      "determinations: [",
                                      "domain_rules",
                                      "command_of: [",
                                      "reform:",
                                      "reform_failure",
                                      "cooperations:",
                                      "authorisation",
                                      "last_resort",
                                      "statements: true",
                                      "packages: false",
                                      "pressure: true",
                                      "in_force: true",
                                      "in_force: false",
                                      "floor",
                                      "expulsion_months",
                                      "crisis_exposure"};
enum { N_GRAMMAR = sizeof grammar / sizeof *grammar };

static void the_whole_grammar_is_drawn(void **state)
{
    static struct ent_inputs base;
    struct ent_experiment *experiment = random_experiment(NULL, 0, 12);
    int in_orders[N_GRAMMAR] = {0};
    (void)state;
    assert_int_equal(ent_experiment_resolve(experiment, 0, 0, &base), ENT_OK);
    ent_experiment_free(experiment);
    for (int number = 0; number < 200; number++) {
        char *text = NULL;
        size_t size = 0;
        FILE *memory = open_memstream(&text, &size);
        write_experiment(memory, &base, number, 12);
        fclose(memory);
        for (int g = 0; g < N_GRAMMAR; g++) in_orders[g] += strstr(text, grammar[g]) != NULL;
        free(text);
    }
    for (int g = 0; g < N_GRAMMAR; g++)
        if (in_orders[g] < 10) fail_msg("'%s' is in %d of 200 orders only", grammar[g], in_orders[g]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_hold),
        cmocka_unit_test(the_whole_grammar_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
