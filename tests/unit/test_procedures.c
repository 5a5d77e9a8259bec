/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Procedures: cases of the treaties, and every possible vote of four states against the procedure spelled out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/procedures.h"
#include "tests/reference/council.h"
#include "tests/unit/treaty_rules.h"

static const struct ent_rule four_fifths = {.n_tallies = 1, .tally = {{ENT_WEIGHT_MEMBERS, 4, 5}}, .abstention = ENT_ABSTENTION_AGAINST};
static const uint64_t union_of_27 = (UINT64_C(1) << 27) - 1;

static void the_council_weighs(void)
{
    everybody_weighs(0);
    memcpy(population, council_lisbon.population, sizeof council_lisbon.population);
}

/* ---- enhanced cooperation ---- */

static struct ent_outcome cooperate(const struct ent_rule *authorisation, uint64_t all_no, const struct ent_rule *among, uint64_t group,
                                    uint64_t no, uint64_t abstain, int least)
{
    const struct ent_ballot all = {union_of_27 & ~all_no, all_no, 0}, part = {group & ~no & ~abstain, no, abstain};
    return ent_cooperation_outcome(authorisation, &all, among, &part, least, &weights);
}

/* Nine at least, TEU 20(2). */
static void nine_go_ahead_and_eight_do_not(void **state)
{
    const uint64_t nine = those(0, 8), eight = those(0, 7);
    struct ent_outcome outcome;
    (void)state;
    the_council_weighs();
    outcome = cooperate(&lisbon, 0, &unanimity, eight, 0, 0, 9);
    assert_true(outcome.step == ENT_STEP_TOO_FEW && outcome.bound == 0);
    outcome = cooperate(&lisbon, 0, &unanimity, nine, 0, 0, 9);
    assert_true(outcome.step == ENT_STEP_ADOPTED && outcome.bound == nine);
    outcome = cooperate(&lisbon, 0, &unanimity, nine, ONE(3), 0, 9); /* unanimity is that of those who take part, TFEU 330 */
    assert_true(outcome.step == ENT_STEP_REFUSED && outcome.bound == 0);
    outcome = cooperate(&lisbon, 0, &unanimity, nine, 0, ONE(3), 9);
    assert_true(outcome.step == ENT_STEP_ADOPTED && outcome.bound == nine);
    outcome = cooperate(&lisbon, 0, &unanimity, 0, 0, 0, 0);
    assert_true(outcome.step == ENT_STEP_TOO_FEW);
}

/* The unitary patent: Spain and Italy were against the authorisation, by qualified majority, and stayed out (2011). Had it
 * been foreign policy, TFEU 329(2), the authorisation would have been unanimous. */
static void two_against_do_not_stop_the_patent(void **state)
{
    const uint64_t two = ONE(ESP) | ONE(ITA), group = union_of_27 & ~two;
    (void)state;
    the_council_weighs();
    assert_int_equal(cooperate(&lisbon, two, &among_some, group, 0, 0, 9).step, ENT_STEP_ADOPTED);
    assert_true(cooperate(&lisbon, two, &among_some, group, ONE(DEU) | ONE(FRA), 0, 9).bound == group);
    assert_int_equal(cooperate(&lisbon, two, &among_some, group, ONE(DEU) | ONE(FRA) | ONE(MLT), 0, 9).step, ENT_STEP_REFUSED);
    assert_int_equal(cooperate(&unanimity, two, &among_some, group, 0, 0, 9).step, ENT_STEP_NOT_AUTHORISED);
    assert_int_equal(cooperate(&lisbon, two | ONE(FRA) | ONE(DEU), &among_some, group, 0, 0, 9).step, ENT_STEP_NOT_AUTHORISED);
}

/* TEU 46: the Council lets them by a qualified majority, without a proposal of the Commission; no least number; those who
 * take part are unanimous. All but Malta take part since 2023. */
static void structured_cooperation_is_unanimous_among_those_in_it(void **state)
{
    const uint64_t group = union_of_27 & ~ONE(MLT), pair = ONE(DEU) | ONE(FRA);
    (void)state;
    the_council_weighs();
    assert_true(cooperate(&alone, ONE(MLT), &unanimity, group, 0, 0, 2).bound == group);
    assert_int_equal(cooperate(&alone, 0, &unanimity, group, ONE(HUN), 0, 2).step, ENT_STEP_REFUSED);
    assert_int_equal(cooperate(&alone, 0, &unanimity, group, 0, ONE(HUN), 2).step, ENT_STEP_ADOPTED);
    assert_true(cooperate(&alone, 0, &unanimity, pair, 0, 0, 2).bound == pair);
    assert_int_equal(cooperate(&alone, those(0, 7), &unanimity, pair & ~those(0, 7), 0, 0, 1).step, ENT_STEP_NOT_AUTHORISED);
    assert_int_equal(cooperate(NULL, union_of_27, &unanimity, pair, 0, 0, 2).step, ENT_STEP_ADOPTED); /* nobody is asked */
}

/* Who stands aside within the group is not bound either. */
static void one_stands_aside_within_a_group(void **state)
{
    const uint64_t group = those(0, 11);
    (void)state;
    the_council_weighs();
    assert_true(cooperate(&lisbon, 0, &apart, group, 0, ONE(BEL), 9).bound == (group & ~ONE(BEL)));
}

/* ---- suspension, TEU 7 and TFEU 354 ---- */

static int steps(const uint64_t *no, const uint64_t *abstain, uint64_t concerned)
{
    const struct ent_rule *const rules[3] = {&four_fifths, &unanimity, &alone};
    struct ent_ballot ballots[3];
    for (int s = 0; s < 3; s++) ballots[s] = (struct ent_ballot){union_of_27 & ~no[s] & ~abstain[s], no[s], abstain[s]};
    return ent_suspension_steps(rules, ballots, 3, concerned, &weights);
}

static void article_seven_has_three_steps(void **state)
{
    const uint64_t hungary = ONE(HUN), none[3] = {0, 0, 0}, itself[3] = {hungary, hungary, hungary};
    const uint64_t friend[3] = {hungary | ONE(POL), hungary | ONE(POL), hungary | ONE(POL)}, shy[3] = {0, ONE(POL), 0};
    const uint64_t five[3] = {hungary | those(0, 4), 0, 0}, six[3] = {hungary | those(0, 5), 0, 0};
    (void)state;
    the_council_weighs();
    assert_int_equal(steps(none, none, hungary), 3);
    assert_int_equal(steps(itself, none, hungary), 3); /* its own vote counts nowhere */
    assert_int_equal(steps(itself, none, 0), 1);
    assert_int_equal(steps(friend, none, hungary), 1); /* two protect each other for good */
    assert_int_equal(steps(itself, shy, hungary), 3);  /* an abstention does not prevent the second step */
    assert_int_equal(steps(five, none, hungary), 3);   /* 21 of 26 are four fifths */
    assert_int_equal(steps(six, none, hungary), 0);    /* 20 are not */
}

/* Of the 26 others 72 % are 19, with 65 % of their population. */
static void the_last_step_is_a_qualified_majority_of_the_others(void **state)
{
    const uint64_t hungary = ONE(HUN), none[3] = {0, 0, 0};
    const uint64_t small = ONE(MLT) | ONE(LUX) | ONE(CYP) | ONE(EST) | ONE(LVA) | ONE(SVN) | ONE(LTU);
    const uint64_t seven[3] = {0, 0, small}, eight[3] = {0, 0, small | ONE(HRV)}, large[3] = {0, 0, ONE(DEU) | ONE(FRA) | ONE(BEL)};
    (void)state;
    the_council_weighs();
    assert_int_equal(steps(seven, none, hungary), 3);
    assert_int_equal(steps(eight, none, hungary), 2);
    assert_int_equal(steps(large, none, hungary), 2); /* 37 % of the population of the others */
    assert_int_equal(steps(none, eight, hungary), 2); /* here an abstention is no yes */
}

/* ---- passerelle, silence, who proposes, statements ---- */

static void any_parliament_stops_a_reform(void **state)
{
    const struct ent_ballot agreed = {union_of_27, 0, 0}, refused = {union_of_27 & ~ONE(POL), ONE(POL), 0};
    (void)state;
    the_council_weighs();
    assert_int_equal(ent_reform_outcome(&unanimity, &agreed, union_of_27, 0, &weights).step, ENT_STEP_ADOPTED);
    assert_true(ent_reform_outcome(&unanimity, &agreed, union_of_27, 0, &weights).bound == union_of_27);
    assert_int_equal(ent_reform_outcome(&unanimity, &agreed, union_of_27, ONE(DNK), &weights).step, ENT_STEP_OBJECTED);
    assert_true(ent_reform_outcome(&unanimity, &agreed, union_of_27, ONE(DNK), &weights).bound == 0);
    assert_int_equal(ent_reform_outcome(&unanimity, &agreed, union_of_27, ONE(40), &weights).step, ENT_STEP_ADOPTED); /* not a member's */
    const struct ent_ballot others = ent_ballot_without(&agreed, ONE(POL)); /* suspended: no vote, but still a parliament */
    assert_int_equal(ent_reform_outcome(&unanimity, &others, union_of_27, ONE(POL), &weights).step, ENT_STEP_OBJECTED);
    assert_true(ent_reform_outcome(&unanimity, &others, union_of_27, 0, &weights).bound == union_of_27);
    assert_int_equal(ent_reform_outcome(&unanimity, &refused, union_of_27, 0, &weights).step, ENT_STEP_REFUSED);
}

static void who_says_nothing_agrees(void **state)
{
    const uint64_t allies = those(0, 31);
    const struct ent_ballot kept = ent_ballot_of_silence(allies, 0), broken = ent_ballot_of_silence(allies, ONE(7) | ONE(40));
    (void)state;
    everybody_weighs(1);
    assert_true(kept.yes == allies && kept.no == 0 && kept.abstain == 0);
    assert_true(broken.no == ONE(7) && broken.yes == (allies & ~ONE(7)));
    assert_true(ent_rule_passes(&silence, &kept, &weights));
    assert_false(ent_rule_passes(&silence, &broken, &weights));
}

static void a_leader_writes_the_text(void **state)
{
    (void)state;
    assert_true(ent_proposers(those(0, 5), ONE(2), 1) == ONE(2));
    assert_true(ent_proposers(those(0, 5), ONE(2), 0) == those(0, 5));
    assert_true(ent_proposers(those(0, 5), ONE(9), 1) == those(0, 5)); /* it is no member any more */
    assert_true(ent_proposers(those(0, 5), 0, 1) == those(0, 5));
}

static void a_statement_is_by_all_but_one(void **state)
{
    (void)state;
    assert_true(ent_all_but_one(&(struct ent_ballot){union_of_27 & ~ONE(HUN), ONE(HUN), 0}));
    assert_true(ent_all_but_one(&(struct ent_ballot){union_of_27 & ~ONE(HUN) & ~ONE(SVK), ONE(HUN), ONE(SVK)}));
    assert_false(ent_all_but_one(&(struct ent_ballot){union_of_27 & ~ONE(HUN) & ~ONE(SVK), ONE(HUN) | ONE(SVK), 0}));
    assert_false(ent_all_but_one(&(struct ent_ballot){union_of_27, 0, 0}));
    assert_false(ent_all_but_one(&(struct ent_ballot){0, ONE(1), ONE(2)}));
}

/* ---- every vote of four states ---- */

enum { YES, NO, ABSTAINS, OUT, N = 4 };

static struct ent_ballot ballot_of(int number, int base, int *vote)
{
    struct ent_ballot ballot = {0, 0, 0};
    for (int i = 0; i < N; i++, number /= base) {
        vote[i] = number % base;
        if (vote[i] == YES) ballot.yes |= ONE(i);
        if (vote[i] == NO) ballot.no |= ONE(i);
        if (vote[i] == ABSTAINS) ballot.abstain |= ONE(i);
    }
    return ballot;
}

/* Consensus, or a majority of heads with two thirds of the population: said once more, head by head. */
static int agree(const int *vote, int left_out)
{
    int n = 0, against = 0;
    for (int i = 0; i < N; i++) {
        if (vote[i] == OUT || i == left_out) continue;
        n++;
        against += vote[i] == NO;
    }
    return n > 0 && against == 0;
}

static int most(const int *vote, int left_out)
{
    int n = 0, yes = 0, people = 0, yes_people = 0;
    for (int i = 0; i < N; i++) {
        if (vote[i] == OUT || i == left_out) continue;
        n++;
        people += population[i];
        yes += vote[i] == YES;
        yes_people += vote[i] == YES ? population[i] : 0;
    }
    return n > 0 && 2 * yes >= n && 3 * yes_people >= 2 * people;
}

static const struct ent_rule majority = {
    .n_tallies = 2, .tally = {{ENT_WEIGHT_MEMBERS, 1, 2}, {ENT_WEIGHT_POPULATION, 2, 3}}, .abstention = ENT_ABSTENTION_AGAINST};
static const struct ent_rule *const two_rules[] = {&unanimity, &majority};
static int (*const two_twins[])(const int *, int) = {agree, most};

static void four_states_weigh(void)
{
    everybody_weighs(0);
    for (int i = 0; i < N; i++) population[i] = 1 + i;
}

static enum ent_step spelled_out(const int *all, const int *part, int r, int t, int least)
{
    int n = 0;
    for (int i = 0; i < N; i++) n += part[i] != OUT;
    if (n == 0 || n < least) return ENT_STEP_TOO_FEW;
    if (!two_twins[r](all, -1)) return ENT_STEP_NOT_AUTHORISED;
    return two_twins[t](part, -1) ? ENT_STEP_ADOPTED : ENT_STEP_REFUSED;
}

static void every_cooperation_of_four(void **state)
{
    int n_of[ENT_STEP_ADOPTED + 1] = {0};
    (void)state;
    four_states_weigh();
    for (int number = 0; number < 81 * 256 * 4 * 5; number++) {
        int all[N], part[N];
        const int r = number / (81 * 256) % 2, t = number / (81 * 256) / 2 % 2, least = number / (81 * 256 * 4);
        const struct ent_ballot members = ballot_of(number % 81, 3, all), group = ballot_of(number / 81 % 256, 4, part);
        const struct ent_outcome outcome = ent_cooperation_outcome(two_rules[r], &members, two_rules[t], &group, least, &weights);
        assert_int_equal(outcome.step, spelled_out(all, part, r, t, least));
        assert_true(outcome.bound == (outcome.step == ENT_STEP_ADOPTED ? (group.yes | group.no | group.abstain) : 0));
        n_of[outcome.step]++;
    }
    assert_true(n_of[ENT_STEP_TOO_FEW] > 1000 && n_of[ENT_STEP_NOT_AUTHORISED] > 1000);
    assert_true(n_of[ENT_STEP_REFUSED] > 1000 && n_of[ENT_STEP_ADOPTED] > 1000);
}

static void every_suspension_of_four(void **state)
{
    int n_of[3] = {0};
    (void)state;
    four_states_weigh();
    for (int number = 0; number < 81 * 81 * 5 * 4; number++) {
        int vote[2][N];
        const int r = number / (81 * 81 * 5) % 2, t = number / (81 * 81 * 5) / 2, concerned = number / (81 * 81) % 5;
        const struct ent_ballot ballots[2] = {ballot_of(number % 81, 3, vote[0]), ballot_of(number / 81 % 81, 3, vote[1])};
        const struct ent_rule *const rules[2] = {two_rules[r], two_rules[t]};
        const int passed = ent_suspension_steps(rules, ballots, 2, concerned < N ? ONE(concerned) : 0, &weights);
        const int first = two_twins[r](vote[0], concerned), second = two_twins[t](vote[1], concerned);
        assert_int_equal(passed, first ? 1 + second : 0);
        n_of[passed]++;
    }
    assert_true(n_of[0] > 1000 && n_of[1] > 1000 && n_of[2] > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nine_go_ahead_and_eight_do_not),
        cmocka_unit_test(two_against_do_not_stop_the_patent),
        cmocka_unit_test(structured_cooperation_is_unanimous_among_those_in_it),
        cmocka_unit_test(one_stands_aside_within_a_group),
        cmocka_unit_test(article_seven_has_three_steps),
        cmocka_unit_test(the_last_step_is_a_qualified_majority_of_the_others),
        cmocka_unit_test(any_parliament_stops_a_reform),
        cmocka_unit_test(who_says_nothing_agrees),
        cmocka_unit_test(a_leader_writes_the_text),
        cmocka_unit_test(a_statement_is_by_all_but_one),
        cmocka_unit_test(every_cooperation_of_four),
        cmocka_unit_test(every_suspension_of_four),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
