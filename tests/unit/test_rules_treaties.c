/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Council of the European Union under its treaties: the rules of the model against cases whose outcome is known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/rules.h"
#include "tests/reference/council.h"
#include "tests/unit/treaty_rules.h"

static void the_council_weighs(void)
{
    memcpy(population, council_lisbon.population, sizeof council_lisbon.population);
}

/* All 27 but those against and those who abstain. */
static int council_adopts(const struct ent_rule *rule, uint64_t no, uint64_t abstain)
{
    return passes(rule, those(0, 26) & ~no & ~abstain, no, abstain);
}

/* Germany, France and Italy have 47 % of the population and cannot block; with Malta they can. */
static void three_large_states_need_a_fourth(void **state)
{
    const uint64_t three = ONE(DEU) | ONE(FRA) | ONE(ITA);
    (void)state;
    the_council_weighs();
    assert_true(council_adopts(&lisbon, three, 0));
    assert_false(council_adopts(&lisbon, three | ONE(MLT), 0));
    assert_false(council_adopts(&lisbon, three, ONE(MLT)));
    assert_false(council_adopts(&alone, three, 0)); /* without a proposal of the Commission there is no such clause */
}

/* 72 % of 27 are 20 members. */
static void without_the_commission_twenty_are_needed(void **state)
{
    const uint64_t small = ONE(MLT) | ONE(LUX) | ONE(CYP) | ONE(EST) | ONE(LVA) | ONE(SVN) | ONE(LTU);
    (void)state;
    the_council_weighs();
    assert_true(council_adopts(&alone, small, 0));
    assert_false(council_adopts(&alone, small | ONE(HRV), 0)); /* 19, with 97 % of the population */
    assert_true(council_adopts(&lisbon, small | ONE(HRV), 0));
}

/* The 25 of the unitary patent (2011, all of 27 but Spain and Italy): Germany and France have more than 35 % of their
 * population, so that a blocking minority is three. In the Council of all 27 it takes three states to have that much. */
static void the_unitary_patent_blocks_with_three(void **state)
{
    enum { FRANCE = 8, GERMANY = 9, ITALY = 13, MALTA = 17, SPAIN = 24 };
    const uint64_t group = those(0, 26) & ~ONE(ITALY) & ~ONE(SPAIN), pair = ONE(FRANCE) | ONE(GERMANY);
    (void)state;
    everybody_weighs(0);
    memcpy(population, council_nice.population, sizeof council_nice.population);
    assert_int_equal(ent_rule_blocking_least(&among_some, group, &weights), 3);
    assert_int_equal(ent_rule_blocking_least(&among_some, those(0, 26), &weights), 4);
    assert_true(passes(&among_some, group & ~pair, pair, 0));
    assert_false(passes(&among_some, group & ~pair & ~ONE(MALTA), pair | ONE(MALTA), 0));
    assert_true(passes(&among_some, group & ~ONE(MALTA), ONE(MALTA), 0));
}

/* The euro area of 20 (2023) and 21 (2026): Germany and France together are above 35 %, Germany alone is not. */
static void the_euro_area_decides_by_itself(void **state)
{
    const uint64_t euro21 = those(0, 26) & ~(ONE(CZE) | ONE(DNK) | ONE(HUN) | ONE(POL) | ONE(ROU) | ONE(SWE)), euro20 = euro21 & ~ONE(BGR);
    (void)state;
    the_council_weighs();
    assert_int_equal(ent_set_count(euro21), 21);
    assert_int_equal(ent_rule_blocking_least(&among_some, euro20, &weights), 3);
    assert_int_equal(ent_rule_blocking_least(&among_some, euro21, &weights), 3);
    for (int i = 0; i < 2; i++) {
        const uint64_t group = i ? euro21 : euro20, pair = ONE(DEU) | ONE(FRA),
                       nine = ONE(MLT) | ONE(LUX) | ONE(CYP) | ONE(EST) | ONE(LVA) | ONE(SVN) | ONE(LTU) | ONE(HRV) | ONE(IRL);
        assert_true(passes(&among_some, group & ~pair, pair, 0));
        assert_false(passes(&among_some, group & ~pair & ~ONE(SVK), pair | ONE(SVK), 0));
        assert_true(passes(&among_some, group & ~nine, nine, 0)); /* 11 of 20 are 55 %, 12 of 21 are 57 % */
        assert_int_equal(passes(&among_some, group & ~nine & ~ONE(SVK), nine | ONE(SVK), 0), 0);
    }
}

/* European Peace Facility for lethal equipment (2022): Austria, Ireland and Malta stood aside, and 24 were bound. EULEX
 * (2008): Cyprus alone. */
static void a_few_stand_aside(void **state)
{
    const uint64_t neutral = ONE(AUT) | ONE(IRL) | ONE(MLT), all = those(0, 26);
    const struct ent_ballot facility = {all & ~neutral, 0, neutral}, mission = {all & ~ONE(CYP), 0, ONE(CYP)};
    (void)state;
    the_council_weighs();
    assert_true(ent_rule_passes(&apart, &facility, &weights));
    assert_true(ent_rule_bound(&apart, &facility, all) == (all & ~neutral));
    assert_true(ent_rule_passes(&apart, &mission, &weights));
    assert_int_equal(ent_set_count(ent_rule_bound(&apart, &mission, all)), 26);
    assert_false(council_adopts(&apart, ONE(HUN), neutral)); /* a no is still a veto */
    assert_true(ent_rule_bound(&unanimity, &facility, all) == all);
}

/* It takes a third of the members *and* of the population: nine small ones are not enough, nor eight with half of it. */
static void a_third_stands_aside(void **state)
{
    const uint64_t small = ONE(MLT) | ONE(LUX) | ONE(CYP) | ONE(EST) | ONE(LVA) | ONE(SVN) | ONE(LTU) | ONE(HRV);
    const uint64_t large = ONE(DEU) | ONE(FRA), eight = large | (small & ~ONE(HRV) & ~ONE(LTU));
    (void)state;
    the_council_weighs();
    assert_true(council_adopts(&apart, 0, small | ONE(IRL)));
    assert_int_equal(ent_set_count(eight), 8);
    assert_true(council_adopts(&apart, 0, eight));
    assert_false(council_adopts(&apart, 0, eight | ONE(LTU)));
    assert_false(passes(&apart, 0, 0, those(0, 26)));
    everybody_weighs(1);
    assert_false(council_adopts(&apart, 0, those(0, 8))); /* exactly a third of both */
    assert_true(council_adopts(&apart, 0, those(0, 7)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_large_states_need_a_fourth),
        cmocka_unit_test(without_the_commission_twenty_are_needed),
        cmocka_unit_test(the_unitary_patent_blocks_with_three),
        cmocka_unit_test(the_euro_area_decides_by_itself),
        cmocka_unit_test(a_few_stand_aside),
        cmocka_unit_test(a_third_stands_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
