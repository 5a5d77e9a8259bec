/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M7: who is bought and who pays for it, which issues are exchanged and how both sides come to gain alike, what it costs to
 * link forums, and when all but one make a statement. Small worlds worked out by hand; packages against a search over all
 * pairs of depths.
 */
#include "tests/reference/reference.h"

enum { HOME, ABROAD, N_PLACES }; /* domains */

static int forum, other;

/* States of these GDPs, two domains; a forum of all that decides in both by `rule`, and one that decides abroad only. */
static void two_domains(int n, const double *gdp, struct ent_rule rule)
{
    plain_inputs(n);
    inputs.n_domains = N_PLACES;
    inputs.domain[ABROAD] = inputs.domain[HOME];
    inputs.parameters.bargaining.slack_trust = inputs.parameters.bargaining.slack_age = 0;
    for (int i = 0; i < n; i++) inputs.state[i].gdp = gdp[i];
    inputs.n_rules = 1;
    inputs.rule[0] = rule;
    forum = add_forum((UINT64_C(1) << n) - 1);
    other = add_forum((UINT64_C(1) << n) - 1);
    for (int d = 0; d < N_PLACES; d++) {
        inputs.forum[forum].reserved_rule[d] = inputs.forum[forum].ordinary_rule[d] = 0;
        inputs.sequence[d][inputs.n_sequence[d]++] = forum;
    }
    inputs.forum[other].reserved_rule[ABROAD] = inputs.forum[other].ordinary_rule[ABROAD] = 0;
    inputs.sequence[ABROAD][inputs.n_sequence[ABROAD]++] = other;
}

static const struct ent_rule unanimity = {.n_tallies = 1, .tally = {{ENT_WEIGHT_MEMBERS, 1, 1}}, .abstention = ENT_ABSTENTION_ALLOWS};

static void start(void)
{
    prepare();
    begin(1, 0);
    world.month = 11;
}

/* An issue of the domain's number, a year old, on the table of forum f, with everybody's position; votes on it. */
static struct ent_issue *put(int d, int f, double quo, double text, double stake, const double *x)
{
    const int slot = world.free_slot[--world.n_free];
    world.pending[world.n_pending++] = slot;
    world.issue[slot] = (struct ent_issue){.domain = d, .forum = f, .proposed = 1, .reserved = 1, .second = -1, .reach = 1, .depth = 1};
    struct ent_issue *issue = &world.issue[slot];
    issue->stake = R(stake);
    issue->urgency = 12;
    issue->quo = R(quo);
    issue->text = R(text);
    issue->concerns = constants.everyone;
    for (int i = 0; i < constants.n; i++) {
        world.stance[d][i] = R(x[i]);
        world.salience[slot][i] = 1;
    }
    assert_int_equal(bargaining_vote(&constants, &world, slot), 0);
    return issue;
}

/* ---- payments ---- */

/* Root GDPs 10, 10, 10, 20, 10 of mean 12; q .4, y .9, stake 2. States 3 and 4 at .5 and .45 lose .15 and .2 and tolerate
 * .005: they miss 2 (.145 + .0001) = .2902 and .3902, which costs .2902 20/12 = .483667 and .3902 10/12 = .325167. */
static const double ROOTS[5] = {10, 10, 10, 20, 10}, GDPS[5] = {100, 100, 100, 400, 100}, WISHES[5] = {.9, .9, .9, .5, .45};
static const double PRICE = .483667 + .325167;

static void refusers(double purse)
{
    two_domains(5, GDPS, unanimity);
    inputs.parameters.exchange.purse = 1e-9; /* grows by next to nothing in the month */
    inputs.parameters.exchange.purse_years = 1e12;
    inputs.forum[forum].budget = 1;
    start();
    world.forum[forum].purse = R(purse);
    const struct ent_issue *issue = put(HOME, forum, .4, .9, 2, WISHES);
    assert_true(issue->failed && issue->ballot.no == 0x18);
}

static void refusers_are_bought_if_the_purse_holds_their_price(void **state)
{
    (void)state;
    refusers(PRICE + 1e-4);
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_bought, 2);
    assert_int_equal(world.n_pending, 0);
    assert_near(world.forum[forum].purse, 1e-4, 2e-6, "left in the purse");
    refusers(PRICE - 1e-4);
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_bought, 0);
    assert_int_equal(world.n_pending, 1);
    assert_near(world.forum[forum].purse, PRICE - 1e-4, 2e-6, "nothing is paid for nothing");
}

static void payment_waits_until_the_refusal_is_old(void **state)
{
    (void)state;
    refusers(1);
    world.month = 8; /* payment_age U = 8.4 */
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_bought, 0);
    world.month = 9;
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_bought, 2);
}

/* Against the same decision without payment: the paid gain what they missed, everybody pays the same utility, and weighted
 * by root GDP nothing is made or lost. */
static void what_is_paid_is_what_is_received(void **state)
{
    static struct ent_world twin;
    (void)state;
    refusers(1);
    twin = world;
    const int slot = twin.pending[0];
    real x[ENT_P];
    issue_positions(&constants, &twin, slot, x);
    const struct ent_ballot all = {.yes = 0x1f};
    bargaining_adopts(&constants, &twin, slot, x, &all, &unanimity);
    exchange_month(&constants, &world);
    double change[5], sum = 0, each = PRICE * 12 / 60;
    for (int i = 0; i < 5; i++) {
        change[i] = world.tally.welfare[i] - twin.tally.welfare[i];
        sum += ROOTS[i] * change[i];
        assert_near(world.realised[forum][i] - twin.realised[forum][i], change[i], 1e-6, "gains of members");
    }
    for (int i = 0; i < 3; i++) assert_near(change[i], -each, 1e-6, "share of a member");
    assert_near(change[3], .2902 - each, 1e-6, "payment of the first");
    assert_near(change[4], .3902 - each, 1e-6, "payment of the second");
    assert_near(sum, 0, 1e-5, "sum of root GDP x change");
    assert_apart(change[0] + change[1] + change[2] + change[3] + change[4], 0, 1e-3, "unweighted sum");
}

/* 80 % of people: refusers of 10 and 40 millions beside three of 10. The cheaper, small one is not needed, and not paid. */
static void only_those_who_are_needed_are_paid(void **state)
{
    static const double equal[5] = {100, 100, 100, 100, 100}, wishes[5] = {.9, .9, .9, .5, .45};
    (void)state;
    two_domains(5, equal, (struct ent_rule){.n_tallies = 1, .tally = {{ENT_WEIGHT_POPULATION, 4, 5}}});
    inputs.state[4].population = 40;
    inputs.forum[forum].budget = 1;
    inputs.parameters.exchange.purse_years = 1e12;
    start();
    world.forum[forum].purse = 10;
    const struct ent_issue *issue = put(HOME, forum, .4, .9, 2, wishes);
    assert_int_equal(issue->ballot.no, 0x18);
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_bought, 1);
    assert_true((double)world.tally.welfare[4] > (double)world.tally.welfare[3]);
    assert_int_equal(world.n_pending, 0);
}

static void without_a_budget_nobody_pays(void **state)
{
    (void)state;
    refusers(0);
    constants.in.forum[forum].budget = 0;
    constants.in.parameters.exchange.purse = 0.02;
    for (int month = 0; month < 12; month++) exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_bought, 0);
    assert_near(world.forum[forum].purse, 0, 0, "purse");
}

/* ---- packages ---- */

/* q .3, y0 .7: state 0 loses .04 by the first issue and wins .32 by the second, state 1 wins .32 and loses .08, state 2 wins. */
static const double LIKE[3] = {100, 100, 100}, FIRST[3] = {.45, .9, .7}, SECOND[3] = {.9, .4, .7};

static void exchangeable(double price, int second_forum)
{
    two_domains(3, LIKE, unanimity);
    inputs.parameters.exchange.linkage_price = price;
    start();
    assert_int_equal(put(HOME, forum, .3, .7, 1, FIRST)->ballot.no, 1);
    assert_int_equal(put(ABROAD, second_forum, .3, .7, 1, SECOND)->ballot.no, 2);
}

static double gain_of(double x, double depth)
{
    const double y = .3 + .4 * depth;
    return (x - .3) * (x - .3) - (x - y) * (x - y);
}

/* What the poorer side gains from these depths if it keeps that much of the other issue. */
static double least_gain(double keep, double first, double second)
{
    const double a = gain_of(FIRST[0], first) + keep * gain_of(SECOND[0], second);
    const double b = gain_of(SECOND[1], second) + keep * gain_of(FIRST[1], first);
    return a < b ? a : b;
}

static void check_package(double keep)
{
    enum { FINE = 1500 };
    assert_int_equal(world.tally.n_packages, 1);
    assert_int_equal(world.n_pending, 0);
    const double first = (double)world.issue[0].depth, second = (double)world.issue[1].depth;
    double best = 0;
    for (int i = 0; i <= FINE; i++)
        for (int j = 0; j <= FINE; j++) {
            const double found = least_gain(keep, .25 + .75 * i / FINE, .25 + .75 * j / FINE);
            if (found > best) best = found;
        }
    const double side[2] = {gain_of(FIRST[0], first) + keep * gain_of(SECOND[0], second),
                            gain_of(SECOND[1], second) + keep * gain_of(FIRST[1], first)};
    assert_near(side[0] - side[1], 0, 1e-4, "both sides gain alike");
    assert_near(side[0], best, 1e-4, "as much as they can");
    assert_apart(gain_of(FIRST[0], 1) + gain_of(SECOND[0], 1) - gain_of(SECOND[1], 1) - gain_of(FIRST[1], 1), 0, 1e-2, "undiluted texts");
}

static void both_sides_of_a_package_gain_alike(void **state)
{
    (void)state;
    exchangeable(.2, forum);
    exchange_month(&constants, &world);
    check_package(1);
}

static void a_package_within_a_forum_knows_no_price_of_linkage(void **state)
{
    (void)state;
    real depth[2];
    exchangeable(0, forum);
    exchange_month(&constants, &world);
    depth[0] = world.issue[0].depth;
    depth[1] = world.issue[1].depth;
    exchangeable(1, forum);
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_packages, 1);
    assert_memory_equal(&depth[0], &world.issue[0].depth, sizeof(real));
    assert_memory_equal(&depth[1], &world.issue[1].depth, sizeof(real));
}

static void linking_forums_has_its_price(void **state)
{
    (void)state;
    exchangeable(.2, other);
    exchange_month(&constants, &world);
    check_package(.8);
    exchangeable(1, other);
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_packages, 0);
    exchangeable(0, other); /* who is in one forum only gains nothing from the other */
    world.forum[other].members &= ~UINT64_C(1);
    world.in[other][0] = 0;
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_packages, 0);
}

static void packages_can_be_forbidden(void **state)
{
    (void)state;
    exchangeable(.2, forum);
    constants.in.parameters.exchange.log_rolling = 0;
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_packages, 0);
    exchangeable(.2, other);
    constants.in.forum[other].packages = 0;
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_packages, 0);
    exchangeable(.2, forum);
    world.issue[0].arrival = 10; /* too young */
    exchange_month(&constants, &world);
    assert_int_equal(world.tally.n_packages, 0);
}

/* ---- issues of two domains ---- */

static void a_narrow_forum_reaches_less(void **state)
{
    (void)state;
    for (int dear = 0; dear < 2; dear++) {
        two_domains(3, LIKE, unanimity);
        inputs.parameters.exchange.linkage_price = dear ? 1 : .2;
        start();
        struct ent_issue issue = {.domain = ABROAD, .second = HOME, .stake = 1, .urgency = 12};
        agenda_put(&constants, &world, &issue, forum, 1);
        assert_near(issue.depth, 1, 0, "a forum with both domains");
        agenda_put(&constants, &world, &issue, other, 1);
        assert_near(issue.reach, dear ? 0 : .8, 1e-6, "a forum with one");
        assert_true(issue.depth > 0 && issue.depth <= 1);
        world.issue[0] = issue;
        world.issue[0].ready = 0;
        for (int i = 0; i < 3; i++) {
            world.stance[ABROAD][i] = R(.7);
            world.salience[0][i] = 1;
        }
        assert_int_equal(bargaining_vote(&constants, &world, 0), !dear);
        assert_int_equal(world.issue[0].failed, 0);
    }
}

static void the_second_domain_is_any_other(void **state)
{
    (void)state;
    double n = 0, second = 0, by_domain[4] = {0};
    plain_inputs(2);
    inputs.n_domains = 4;
    for (int d = 1; d < 4; d++) inputs.domain[d] = inputs.domain[0];
    inputs.parameters.exchange.cross_share = .3;
    prepare();
    for (uint32_t run = 0; run < 120; run++) {
        begin(9, run);
        for (world.month = 0; world.month < 100; world.month++) {
            agenda_add(&constants, &world, 1, 0, 1, 1);
            const struct ent_issue *issue = &world.issue[world.pending[0]];
            n++;
            second += issue->second >= 0;
            if (issue->second >= 0) by_domain[issue->second]++;
            agenda_remove(&world, 0);
        }
    }
    assert_agrees(z_of_share(second, n, .3), "share of issues with a second domain");
    assert_rejected(z_of_share(second, n, .35), "five points more");
    assert_true(by_domain[1] == 0);
    for (int d = 0; d < 4; d++)
        if (d != 1) assert_agrees(z_of_share(by_domain[d], second, 1. / 3), "share of another domain");
    assert_rejected(z_of_share(by_domain[0], second, .25), "a quarter");
}

/* ---- statements ---- */

static void all_but_one_make_one_statement(void **state)
{
    static const double wishes[5] = {.9, .9, .9, .9, .45};
    (void)state;
    for (int n = 4; n <= 5; n++) {
        two_domains(n, GDPS, unanimity);
        inputs.forum[forum].statements = 1;
        start();
        const struct ent_issue *issue = put(HOME, forum, .4, .9, 1, wishes + 5 - n);
        assert_int_equal(ent_set_count(issue->ballot.no), 1);
        for (int month = 0; month < 3; month++) bargaining_left(&constants, &world);
        assert_int_equal(world.tally.n_statements, n == 5);
        assert_int_equal(world.n_pending, 1); /* nothing is decided */
        assert_near(world.forum[forum].achievement[HOME], 0, 0, "achievement");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusers_are_bought_if_the_purse_holds_their_price),
        cmocka_unit_test(payment_waits_until_the_refusal_is_old),
        cmocka_unit_test(what_is_paid_is_what_is_received),
        cmocka_unit_test(only_those_who_are_needed_are_paid),
        cmocka_unit_test(without_a_budget_nobody_pays),
        cmocka_unit_test(both_sides_of_a_package_gain_alike),
        cmocka_unit_test(a_package_within_a_forum_knows_no_price_of_linkage),
        cmocka_unit_test(linking_forums_has_its_price),
        cmocka_unit_test(packages_can_be_forbidden),
        cmocka_unit_test(a_narrow_forum_reaches_less),
        cmocka_unit_test(the_second_domain_is_any_other),
        cmocka_unit_test(all_but_one_make_one_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
