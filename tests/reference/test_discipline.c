/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M10, proceedings against a member: the steps of Art. 7 TEU and their pace, friends who stop them, distrust that colours
 * them, what the threat is worth, and the way back in, against cases worked out by hand.
 */
#include "tests/reference/reference.h"

enum { UNANIMITY, FOUR_FIFTHS, REINFORCED, N_MEMBERS = 10 };

static void add_rule(int32_t abstention, int32_t num, int32_t den, int32_t people_num, int32_t people_den)
{
    struct ent_rule *rule = &inputs.rule[inputs.n_rules++];
    rule->abstention = abstention;
    rule->tally[rule->n_tallies++] = (struct ent_tally){ENT_WEIGHT_MEMBERS, num, den};
    if (people_num) rule->tally[rule->n_tallies++] = (struct ent_tally){ENT_WEIGHT_POPULATION, people_num, people_den};
}

/* Trust is mutual, and what follows from it is to be found anew. */
static void trust_one_another(int i, int j, double trust)
{
    world.trust[i][j] = world.trust[j][i] = R(trust);
    for (int f = 0; f < inputs.n_forums; f++) world.confidence[f].members = 0;
}

/* Ten members at v = .8, the first at `v`, in a forum with floor .6, margin .1, and n steps before suspension. */
static int ten_members(double v, int n_determinations)
{
    plain_inputs(N_MEMBERS);
    inputs.parameters.values.gate_error = 0;
    for (int i = 0; i < N_MEMBERS; i++) inputs.state[i].v = i ? 0.8 : v;
    add_rule(ENT_ABSTENTION_ALLOWS, 1, 1, 0, 0);
    add_rule(ENT_ABSTENTION_AGAINST, 4, 5, 0, 0);
    add_rule(ENT_ABSTENTION_AGAINST, 72, 100, 65, 100);
    const int f = add_forum(0x3ff);
    struct ent_forum *forum = &inputs.forum[f];
    forum->eligible = 0x3ff;
    forum->floor = 0.6;
    forum->n_determinations = n_determinations;
    forum->determination_rule[0] = FOUR_FIFTHS;
    forum->determination_rule[1] = UNANIMITY;
    forum->suspension_rule = REINFORCED;
    forum->reserved_rule[0] = forum->ordinary_rule[0] = UNANIMITY;
    inputs.n_sequence[0] = 1;
    inputs.sequence[0][0] = f;
    return f;
}

static void start(void)
{
    prepare();
    begin(1, 0);
}

static void months(int f, int n)
{
    for (; n > 0; n--, world.month++) discipline_month(&constants, &world, f);
}

static int is_suspended(int f)
{
    return (int)(world.forum[f].suspended & 1);
}

/* Votes in months 24, 36 and 48 of being below. */
static void steps_are_a_year_apart(void **state)
{
    (void)state;
    const int f = ten_members(0.3, 2);
    start();
    months(f, 23);
    assert_int_equal(world.determined[f][0], 0);
    months(f, 1);
    assert_int_equal(world.determined[f][0], 1);
    months(f, 11);
    assert_int_equal(world.determined[f][0], 1);
    months(f, 1);
    assert_int_equal(world.determined[f][0], 2);
    months(f, 11);
    assert_false(is_suspended(f));
    months(f, 1);
    assert_true(is_suspended(f));
    assert_int_equal(world.tally.n_suspensions, 1);
    assert_int_equal(world.tally.n_wrongful, 0);
    assert_int_equal(world.determined[f][0], 0);
    months(f, 59);
    assert_true(world.forum[f].members & 1);
    months(f, 1);
    assert_int_equal(world.forum[f].members, 0x3fe); /* expelled after 60 months */
    ten_members(0.3, 0);
    start();
    months(f, 23);
    assert_false(is_suspended(f));
    months(f, 1);
    assert_true(is_suspended(f)); /* in one step: after two years */
}

/* One friend cannot stop four fifths, but unanimity; a failed step is tried again each year. */
static void one_friend_stops_the_second_step(void **state)
{
    (void)state;
    const int f = ten_members(0.3, 2);
    start();
    const real before = world.trust[1][0];
    trust_one_another(1, 0, 1); /* 1 - R_f > .3, the shortfall */
    months(f, 24);
    assert_int_equal(world.determined[f][0], 1);
    months(f, 36);
    assert_int_equal(world.determined[f][0], 1); /* failed in months 36, 48 and 60 */
    trust_one_another(1, 0, (double)before);
    months(f, 11);
    assert_int_equal(world.determined[f][0], 1);
    months(f, 1);
    assert_int_equal(world.determined[f][0], 2);
    months(f, 12);
    assert_true(is_suspended(f));
}

/* Two states of low values protect each other where all others must agree: each would fail the test itself. */
static void two_protect_each_other(void **state)
{
    (void)state;
    const int f = ten_members(0.3, 2);
    inputs.state[1].v = 0.3;
    start();
    months(f, 120);
    assert_int_equal(world.determined[f][0], 1);
    assert_int_equal(world.determined[f][1], 1);
    assert_int_equal(world.forum[f].suspended, 0);
}

/* Once a determination is adopted, only the floor itself ends the proceedings. */
static void the_floor_ends_proceedings(void **state)
{
    (void)state;
    const int f = ten_members(0.3, 2);
    start();
    months(f, 24);
    world.v[0] = R(0.55);
    months(f, 12);
    assert_int_equal(world.determined[f][0], 2);
    world.v[0] = R(0.61);
    months(f, 1);
    assert_int_equal(world.determined[f][0], 0);
    assert_int_equal(world.below[f][0], 0);
    start();
    months(f, 20);
    world.v[0] = R(0.55);
    months(f, 1);
    assert_int_equal(world.below[f][0], 0); /* before it, the margin does */
}

/* Whether the first member would be suspended, seen at `seen`. */
static int would_suspend(int f, double seen)
{
    int32_t capability[ENT_P];
    const struct ent_weights weights = bargaining_weights(&constants, &world, capability);
    return discipline_would_suspend(&constants, &world, f, 0, R(seen), discipline_accomplices(&constants, &world, f), &weights);
}

/* 72 % of nine others are seven; two that refuse block with more than 35 % of the population only. */
static void suspension_takes_a_reinforced_majority(void **state)
{
    (void)state;
    const int f = ten_members(0.3, 0);
    start();
    for (int j = 1; j <= 2; j++) trust_one_another(j, 0, 1);
    assert_true(would_suspend(f, 0.3));
    trust_one_another(3, 0, 1);
    assert_false(would_suspend(f, 0.3));
    assert_true(would_suspend(f, 0.05)); /* a shortfall that friends do not excuse */
    ten_members(0.3, 0);
    inputs.state[1].population = inputs.state[2].population = 19; /* 38 of 108 million */
    start();
    for (int j = 1; j <= 2; j++) trust_one_another(j, 0, 1);
    assert_false(would_suspend(f, 0.3));
}

/* Trust of .6 among all but one, with whom it is .2: R_f = (72 x .6 + 18 x .2)/90 = .52, distrust .32. */
static void distrusted(int f, double v, double politicisation, int32_t oversight)
{
    ten_members(v, 0);
    inputs.parameters.membership.politicisation = politicisation;
    inputs.forum[f].oversight = oversight;
    start();
    for (int i = 0; i < N_MEMBERS; i++)
        for (int j = 0; j < i; j++) trust_one_another(i, j, j == 0 ? 0.2 : 0.6);
    trust_survey(&constants, &world);
}

/* What member i seems to lack because the others distrust it. */
static real politics_of(int f, int i)
{
    real politics[ENT_P];
    discipline_politics(&constants, &world, f, politics);
    return politics[i];
}

static void distrust_colours_proceedings(void **state)
{
    (void)state;
    const int f = 0;
    distrusted(f, 0.65, 1, ENT_OVERSIGHT_NONE);
    assert_near(world.forum[f].trust, 0.52, 1e-6, "mean trust");
    assert_near(politics_of(f, 0), 0.32, 1e-6, "without oversight");
    assert_near(politics_of(f, 1), 0, 1e-6, "trusted more than the mean");
    months(f, 24);
    assert_true(is_suspended(f));
    assert_int_equal(world.tally.n_wrongful, 1); /* .65 meets the floor of .6, .33 does not */
    months(f, 1);
    assert_false(is_suspended(f)); /* measured values restore it */
    distrusted(f, 0.65, 1, ENT_OVERSIGHT_SECRETARIAT);
    assert_near(politics_of(f, 0), 0.32 * 0.7, 1e-6, "a secretariat");
    distrusted(f, 0.65, 1, ENT_OVERSIGHT_PARLIAMENTARY);
    assert_near(politics_of(f, 0), 0.32 * 0.4, 1e-6, "a parliamentary body");
    months(f, 48);
    assert_false(is_suspended(f)); /* .522 is within the margin */
    distrusted(f, 0.65, 0, ENT_OVERSIGHT_NONE);
    months(f, 48);
    assert_int_equal(world.tally.n_suspensions, 0);
}

static void common_money_needs_good_standing(void **state)
{
    (void)state;
    const int f = ten_members(0.3, 2);
    start();
    months(f, 23);
    assert_true(discipline_in_good_standing(&constants, &world, f, 0));
    months(f, 1);
    assert_false(discipline_in_good_standing(&constants, &world, f, 0));
    assert_true(discipline_in_good_standing(&constants, &world, f, 1));
    months(f, 24);
    assert_true(is_suspended(f));
    assert_false(discipline_in_good_standing(&constants, &world, f, 0));
    ten_members(0.3, 2);
    inputs.forum[f].waived = 1;
    start();
    months(f, 48);
    assert_true(discipline_in_good_standing(&constants, &world, f, 0));
}

/* v* = v = .8 falls towards .3 x .8 + .7 x .55 = .625 at .176 a year; floor .79, margin .05, error .05. */
static double anchor_with(int n_determinations, int friends)
{
    const int f = ten_members(0.8, n_determinations);
    inputs.forum[f].floor = 0.79;
    inputs.forum[f].suspension_margin = 0.05;
    inputs.parameters.values.gate_error = 0.05;
    prepare();
    begin(1, 0);
    memset(world.gate_error, 0, sizeof world.gate_error);
    for (int j = 1; j <= friends; j++) trust_one_another(j, 0, 1);
    trust_survey(&constants, &world);
    discipline_anchor(&constants, &world);
    return (double)world.anchor[0];
}

static double anchor_after(double years)
{
    const double v = 0.8 - 0.175 * (1 - exp(-0.176 * years)), club = 1 - exp(-2);
    return club / (1 + exp(-(0.74 - v) / (0.5513 * 0.05)));
}

static void the_threat_counts_every_step(void **state)
{
    (void)state;
    assert_near(anchor_with(0, 0), anchor_after(3), 1e-4, "two years below must fit into five");
    assert_near(anchor_with(2, 0), anchor_after(1), 1e-4, "and a year for each determination");
    assert_near(anchor_with(1, 1), anchor_after(2), 1e-4, "one friend against four fifths");
    assert_near(anchor_with(2, 1), 0, 1e-9, "one friend against unanimity");
    assert_apart(anchor_with(2, 0), anchor_after(3), 0.1, "steps that take no time");
}

/* An expelled state that pays applies as any other, waits for floor and vote, and starts anew. */
static void expelled_states_may_return(void **state)
{
    (void)state;
    const int f = ten_members(0.3, 0);
    inputs.forum[f].entry_rule = UNANIMITY;
    inputs.forum[f].ratification_failure = 0;
    start();
    months(f, 84);
    assert_int_equal(world.forum[f].members, 0x3fe);
    assert_int_equal(world.forum[f].suspended, 0);
    world.benefit[f][0] = -1;
    membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].candidates, 0); /* it does not pay */
    world.benefit[f][0] = 1;
    membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].candidates, 1);
    assert_true(world.due[f][0] > world.month);
    const int32_t first = world.due[f][0];
    for (; world.month <= first; world.month++) membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].members, 0x3fe); /* below the floor */
    assert_int_equal(world.due[f][0], first + 12);
    world.v[0] = R(0.7);
    for (; world.month < first + 12; world.month++) membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].members, 0x3fe);
    membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].members, 0x3ff);
    assert_int_equal(world.forum[f].candidates, 0);
    assert_int_equal(world.below[f][0] + world.determined[f][0] + world.suspension[f][0], 0);
    membership_leave(&world, f, 0);
    membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].candidates, 1); /* so does one that left */
}

static void nobody_returns_unwelcome(void **state)
{
    (void)state;
    const int f = ten_members(0.7, 0);
    inputs.forum[f].entry_rule = UNANIMITY;
    inputs.forum[f].ratification_failure = 0;
    inputs.forum[f].eligible = 0x3fe;
    start();
    membership_leave(&world, f, 0);
    world.benefit[f][0] = 1;
    membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].candidates, 0); /* not eligible */
    inputs.forum[f].eligible = 0x3ff;
    inputs.parameters.membership.size_benefit = 0;
    start();
    membership_leave(&world, f, 0);
    world.benefit[f][0] = 1;
    world.position[0][0] = 0; /* far from all others, who trust it little */
    for (int j = 1; j < N_MEMBERS; j++) {
        world.position[0][j] = R(0.9);
        trust_one_another(j, 0, 0);
    }
    for (; world.month < 60; world.month++) membership_entry(&constants, &world, f);
    assert_int_equal(world.forum[f].members, 0x3fe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_a_year_apart),
        cmocka_unit_test(one_friend_stops_the_second_step),
        cmocka_unit_test(two_protect_each_other),
        cmocka_unit_test(the_floor_ends_proceedings),
        cmocka_unit_test(suspension_takes_a_reinforced_majority),
        cmocka_unit_test(distrust_colours_proceedings),
        cmocka_unit_test(common_money_needs_good_standing),
        cmocka_unit_test(the_threat_counts_every_step),
        cmocka_unit_test(expelled_states_may_return),
        cmocka_unit_test(nobody_returns_unwelcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
