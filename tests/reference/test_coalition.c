/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M9 by hand: who founds an ad hoc coalition and on what, what it takes up, how the excluded press in, when it lapses, what it
 * leaves behind, and that its place in a list does not matter.
 */
#include "tests/reference/reference.h"

enum { N = 6, UNION = 0, WILLING = 1, AGAIN = 2 };

/* Six like states but for size, a union of all that holds every issue first, and an ad hoc coalition after it. The domain's
 * issues ask for unanimity, take 4 months to prepare, and are urgent after 10. */
static void a_union_and_the_willing(void)
{
    static const double gdp[N] = {400, 200, 100, 100, 100, 300};
    plain_inputs(N);
    for (int i = 0; i < N; i++) inputs.state[i].gdp = gdp[i];
    inputs.n_rules = 1;
    inputs.rule[0] = (struct ent_rule){.name = "all", .n_tallies = 1, .tally[0] = {.quota_num = 1, .quota_den = 1}};
    inputs.domain[0].arrivals = 0;
    inputs.domain[0].preparation = 4;
    inputs.domain[0].urgency = 10;
    inputs.domain[0].reserved_share = 1;
    inputs.parameters.bargaining.urgency_sd = 0;
    inputs.parameters.exchange.cross_share = 0;
    inputs.parameters.values.gate_error = 0;
    add_forum((1 << N) - 1);
    inputs.forum[UNION].capital = 0.8;
    add_forum(0);
    inputs.forum[WILLING].in_force = 0;
    inputs.forum[WILLING].ad_hoc = 1;
    inputs.forum[WILLING].eligible = (1 << N) - 1;
    inputs.forum[WILLING].capital = 0.25;
    inputs.forum[WILLING].lifetime_months = 12;
    inputs.forum[UNION].reserved_rule[0] = inputs.forum[WILLING].reserved_rule[0] = 0;
    inputs.n_sequence[0] = 2;
    inputs.sequence[0][0] = UNION;
    inputs.sequence[0][1] = WILLING;
}

/* Puts an issue on the agenda in the present month: status quo .2, stake 2, positions x, salience .5. Returns its slot. */
static int issue_of(const double *x, uint32_t serial)
{
    agenda_add(&constants, &world, 0, serial, 1, 1);
    const int slot = world.pending[world.n_pending - 1];
    struct ent_issue *issue = &world.issue[slot];
    issue->quo = R(0.2);
    issue->stake = 2;
    issue->concerns = constants.everyone;
    bargaining_stances(&constants, &world);
    for (int i = 0; i < N; i++) {
        world.noise[slot][i] = R(x[i]) - world.stance[0][i];
        world.salience[slot][i] = R(0.5);
    }
    return slot;
}

/* State 1 is content with the status quo, 2 would go back behind it. */
static const double positions[N] = {0.5, 0.2, 0.1, 1.0, 0.6, 0.9};

/* Months of waiting in which nothing happens but the founding of coalitions. */
static void wait_months(int n)
{
    for (int m = 0; m < n; m++) {
        world.month++;
        capital_update(&constants, &world);
        membership_update(&constants, &world);
    }
}

static void start(void)
{
    prepare();
    begin(1, 0);
}

/* Capability is proportional to GDP, 200 in the mean: score = .5 x 2 x (x - .2) x gdp/200
 *   0: .3 x 2 = .6   1: 0   2: 0   3: .8 x .5 = .4   4: .4 x .5 = .2   5: .7 x 1.5 = 1.05 */
static void founders_are_willing_and_able(void **state)
{
    static const struct {
        double threshold;
        uint64_t founders;
    } cases[] = {{0.05, 1 | 8 | 16 | 32},
                 {0.19, 1 | 8 | 16 | 32},
                 {0.21, 1 | 8 | 32},
                 {0.39, 1 | 8 | 32},
                 {0.41, 1 | 32},
                 {0.59, 1 | 32},
                 {0.61, 32},
                 {1.04, 32},
                 {1.06, 0}};
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        a_union_and_the_willing();
        inputs.parameters.widening.founding = cases[c].threshold;
        start();
        const int slot = issue_of(positions, 0);
        assert_int_equal(coalition_willing(&constants, &world, WILLING, slot), cases[c].founders);
        world.issue[slot].stake = R(2.2); /* twin: a tenth more at stake moves those just below */
        if (cases[c].threshold == 0.21 || cases[c].threshold == 0.41 || cases[c].threshold == 0.61)
            assert_int_not_equal(coalition_willing(&constants, &world, WILLING, slot), cases[c].founders);
    }
}

/* Those the issue does not concern, who may not join, or who miss the floor found nothing. */
static void only_those_who_may_and_are_concerned(void **state)
{
    (void)state;
    a_union_and_the_willing();
    inputs.parameters.widening.founding = 0.05;
    inputs.forum[WILLING].floor = 0.6;
    inputs.state[0].v = 0.59;
    inputs.state[3].v = inputs.state[4].v = inputs.state[5].v = 0.61;
    start();
    const int slot = issue_of(positions, 0);
    assert_int_equal(coalition_willing(&constants, &world, WILLING, slot), 8 | 16 | 32);
    world.issue[slot].concerns = 1 | 8 | 32;
    assert_int_equal(coalition_willing(&constants, &world, WILLING, slot), 8 | 32);
    constants.in.forum[WILLING].eligible = 32;
    assert_int_equal(coalition_willing(&constants, &world, WILLING, slot), 32);
    constants.in.forum[WILLING].waived = 1;
    constants.in.forum[WILLING].eligible = 33;
    assert_int_equal(coalition_willing(&constants, &world, WILLING, slot), 33);
}

/* U is 10: nothing at age 4, and at age 5 a coalition of three with the issue on its table, half prepared. */
static void a_stuck_issue_founds_a_coalition(void **state)
{
    (void)state;
    a_union_and_the_willing();
    inputs.parameters.widening.founding = 0.3;
    start();
    const int slot = issue_of(positions, 0);
    world.issue[slot].preparation = 1;
    const struct ent_forum_state *willing = &world.forum[WILLING];
    wait_months(4);
    assert_int_equal(willing->life, ENT_UNSIGNED);
    wait_months(1);
    assert_int_equal(willing->life, ENT_IN_FORCE);
    assert_int_equal(willing->members, 1 | 8 | 32);
    assert_int_equal(world.tally.n_coalitions, 1);
    assert_near(willing->capital, 0.25, 0, "capital of the file");
    assert_near(willing->effective0, 64.0 / 26, 1e-5, "(4 + 1 + 3)^2/(16 + 1 + 9)");
    assert_int_equal(world.issue[slot].forum, WILLING);
    assert_int_equal(world.issue[slot].depth, 1);
    /* .5 x 4 months x (1 + .5 x .75) x .7 without oversight = 1.9, whole months */
    assert_int_equal(world.issue[slot].ready, world.month + 1);
    assert_near(world.forum[UNION].trials, 1, 0, "the union has missed it");
    assert_near(world.forum[UNION].successes, 0, 0, "and not decided it");
}

static void too_few_found_nothing(void **state)
{
    (void)state;
    a_union_and_the_willing();
    inputs.parameters.widening.founding = 0.3;
    inputs.parameters.widening.founders_least = 4;
    start();
    const int slot = issue_of(positions, 0);
    wait_months(20);
    assert_int_equal(world.forum[WILLING].life, ENT_UNSIGNED);
    assert_int_equal(world.issue[slot].founded, 0);
    inputs.parameters.widening.founding = 0.1; /* twin: one more is willing */
    start();
    issue_of(positions, 0);
    wait_months(20);
    assert_int_equal(world.tally.n_coalitions, 1);
}

/* Two issues bring their founders together. */
static void two_issues_found_one_coalition(void **state)
{
    static const double others[N] = {0.2, 1, 1, 0.9, 0.2, 0.2};
    (void)state;
    a_union_and_the_willing();
    inputs.parameters.widening.founding = 0.3; /* of the second: 1: .8, 2: .4, 3: .35 */
    start();
    const int first = issue_of(positions, 0), second = issue_of(others, 1);
    wait_months(5);
    assert_int_equal(world.forum[WILLING].members, 1 | 8 | 32 | 2 | 4);
    assert_int_equal(world.issue[first].forum, WILLING);
    assert_int_equal(world.issue[second].forum, WILLING);
    assert_int_equal(world.tally.n_coalitions, 1);
}

static void take(int slot)
{
    real x[ENT_P];
    issue_positions(&constants, &world, slot, x);
    const uint64_t members = world.forum[world.issue[slot].forum].members;
    const struct ent_ballot ballot = {.yes = members};
    world.issue[slot].text = R(0.6);
    decision_take(&constants, &world, slot, x, &ballot, members);
    agenda_settled(&world, slot);
}

/* A lifetime of 12 months runs from the founding, and anew from each decision. What lapses leaves nothing behind, does not form
 * twice on one issue, but does on another. */
static void a_coalition_lapses_without_decisions(void **state)
{
    (void)state;
    a_union_and_the_willing();
    inputs.parameters.widening.founding = 0.3;
    inputs.parameters.capital.death_base = 0;
    inputs.parameters.membership.exit_rate = 0;
    start();
    const int first = issue_of(positions, 0);
    const int second = issue_of(positions, 1);
    const struct ent_forum_state *willing = &world.forum[WILLING];
    wait_months(5 + 8);
    take(first);
    assert_true(willing->achievement[0] > 0);
    wait_months(11);
    assert_int_equal(willing->life, ENT_IN_FORCE);
    wait_months(1);
    assert_int_equal(willing->life, ENT_UNSIGNED);
    assert_int_equal(willing->members | willing->candidates | willing->suspended, 0);
    assert_near(willing->capital, 0.25, 0, "capital as in the file");
    assert_near(willing->achievement[0], 0, 0, "achievement");
    for (int i = 0; i < ENT_P; i++)
        assert_near(world.in[WILLING][i] + world.pressing[WILLING][i] + world.realised[WILLING][i], 0, 0, "member");
    assert_true(domain_has_forum(&constants, &world, 0));
    agenda_hand_over(&constants, &world, &world.issue[second], sequence_in_force(&constants, &world, world.issue[second].domain));
    assert_int_equal(world.issue[second].forum, -1); /* it was the last in turn; next month the union begins anew */
    agenda_hand_over(&constants, &world, &world.issue[second], sequence_in_force(&constants, &world, world.issue[second].domain));
    assert_int_equal(world.issue[second].forum, UNION);
    wait_months(6);
    assert_int_equal(willing->life, ENT_UNSIGNED);
    issue_of(positions, 2);
    wait_months(5);
    assert_int_equal(willing->life, ENT_IN_FORCE);
    assert_int_equal(world.tally.n_coalitions, 2);
}

/* Without lifetime it is a body like any other: it stays, and its end is for good. */
static void a_coalition_without_lifetime_stays(void **state)
{
    (void)state;
    a_union_and_the_willing();
    inputs.forum[WILLING].lifetime_months = 0;
    inputs.parameters.widening.founding = 0.3;
    inputs.parameters.capital.death_base = 0;
    inputs.parameters.membership.exit_rate = 0;
    start();
    issue_of(positions, 0);
    wait_months(60);
    assert_int_equal(world.forum[WILLING].life, ENT_IN_FORCE);
    forum_dissolve(&constants, &world, WILLING);
    issue_of(positions, 1);
    wait_months(20);
    assert_int_equal(world.forum[WILLING].life, ENT_DISSOLVED);
}

/* A coalition is there for a domain while it is in force, and not before. */
static void a_coalition_to_come_holds_no_order(void **state)
{
    (void)state;
    a_union_and_the_willing();
    inputs.domain[0].defence = 1;
    inputs.parameters.widening.founding = 0.3;
    start();
    issue_of(positions, 0);
    forum_dissolve(&constants, &world, UNION);
    assert_false(domain_has_forum(&constants, &world, 0));
    wait_months(5);
    assert_true(domain_has_forum(&constants, &world, 0));
    order_may_fail(&constants, &world);
    assert_int_equal(world.failed_month, -1);
    coalition_lapse(&constants, &world, WILLING);
    order_may_fail(&constants, &world);
    assert_int_equal(world.failed_month, world.month);
}

/* Pressure of an outsider: stake x root GDP over that of all, 20 + 14.14 + 3 x 10 + 17.32 = 81.46. State 1 with 2 x 14.14/81.46 =
 * .347 per decision is in after one, state 4 with 2 x 10/81.46 = .246 after two, both in one month each. */
static void the_excluded_press_in(void **state)
{
    (void)state;
    a_union_and_the_willing();
    inputs.parameters.widening.founding = 0.3;
    inputs.parameters.capital.death_base = 0;
    inputs.parameters.membership.fee = inputs.parameters.membership.overlap = inputs.parameters.membership.exit_rate = 0;
    inputs.forum[WILLING].pressure = 1;
    inputs.forum[WILLING].entry_delay = 30;
    inputs.forum[WILLING].ratification_failure = 1; /* nobody is admitted on application */
    start();
    int slot[4];
    for (uint32_t n = 0; n < 4; n++) slot[n] = issue_of(positions, n);
    wait_months(5);
    const struct ent_forum_state *willing = &world.forum[WILLING];
    assert_int_equal(willing->members, 1 | 8 | 32);
    take(slot[0]);
    const double all = 20 + sqrt(200) + 30 + sqrt(300);
    assert_near(world.pressing[WILLING][1], 2 * sqrt(200) / all, 1e-5, "pressure of the larger");
    assert_near(world.pressing[WILLING][4], 2 * 10 / all, 1e-5, "pressure of the smaller");
    assert_near(world.pressing[WILLING][0], 0, 0, "pressure of a member");
    wait_months(2);
    assert_int_equal(willing->members, 1 | 8 | 32 | 2);
    take(slot[1]);
    wait_months(1);
    const int one = ent_set_count(willing->members);
    assert_int_equal(one, 5); /* states 2 and 4 press alike: one a month */
    wait_months(1);
    assert_int_equal(willing->members, (1 << N) - 1);
    capital_update(&constants, &world);
    assert_near(willing->dilution, pow((144.0 / 32) / (64.0 / 26), -0.25), 1e-3, "(sum c)^2/sum c^2 from 64/26 to 144/32");
}

/* Two coalitions may form on one issue; the one that comes first in the domain's sequence takes it, wherever they are listed. */
static void places_do_not_matter(void **state)
{
    (void)state;
    for (int first = WILLING; first <= AGAIN; first++) {
        a_union_and_the_willing();
        inputs.parameters.widening.founding = 0.3;
        add_forum(0);
        inputs.forum[AGAIN] = inputs.forum[WILLING];
        inputs.n_sequence[0] = 3;
        inputs.sequence[0][1] = first;
        inputs.sequence[0][2] = WILLING + AGAIN - first;
        start();
        const int slot = issue_of(positions, 0);
        wait_months(5);
        assert_int_equal(world.forum[WILLING].members, world.forum[AGAIN].members);
        assert_int_equal(world.issue[slot].forum, first);
        assert_near(world.forum[UNION].trials, 1, 0, "missed once");
        assert_near(world.forum[WILLING].trials + world.forum[AGAIN].trials, 0, 0, "and by none of them");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(founders_are_willing_and_able),
        cmocka_unit_test(only_those_who_may_and_are_concerned),
        cmocka_unit_test(a_stuck_issue_founds_a_coalition),
        cmocka_unit_test(too_few_found_nothing),
        cmocka_unit_test(two_issues_found_one_coalition),
        cmocka_unit_test(a_coalition_lapses_without_decisions),
        cmocka_unit_test(a_coalition_without_lifetime_stays),
        cmocka_unit_test(a_coalition_to_come_holds_no_order),
        cmocka_unit_test(the_excluded_press_in),
        cmocka_unit_test(places_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
