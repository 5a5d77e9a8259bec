/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8, reform of the rules: who gains by it, who can stop it, how often it is tried, against cases worked out by hand.
 */
#include "tests/reference/reference.h"

enum { UNANIMITY, MAJORITY, N_MEMBERS = 5 };

static void add_rule(int32_t abstention, int32_t num, int32_t den)
{
    struct ent_rule *rule = &inputs.rule[inputs.n_rules++];
    rule->abstention = abstention;
    rule->tally[rule->n_tallies++] = (struct ent_tally){ENT_WEIGHT_MEMBERS, num, den};
}

/* Five members of one forum that may reform its only domain; one reserved issue is expected in two years. */
static int five_members(void)
{
    plain_inputs(N_MEMBERS);
    add_rule(ENT_ABSTENTION_ALLOWS, 1, 1);
    add_rule(ENT_ABSTENTION_AGAINST, 51, 100);
    const int f = add_forum(0x1f);
    struct ent_forum *forum = &inputs.forum[f];
    forum->reserved_rule[0] = UNANIMITY;
    forum->ordinary_rule[0] = forum->reform_to = MAJORITY;
    forum->reform_domains = 1;
    forum->reform_rule = UNANIMITY;
    forum->reform_rate = 1;
    inputs.n_sequence[0] = 1;
    inputs.sequence[0][0] = f;
    inputs.domain[0].arrivals = 1;
    inputs.domain[0].reserved_share = 0.5;
    inputs.domain[0].salience_base = 0.5;
    inputs.parameters.reform.sovereignty = 0;
    return f;
}

/* All at .6 but the first; reserved issues were never decided in time, ordinary ones always: p .17 and .97. */
static void start(int f, double first)
{
    prepare();
    begin(1, 0);
    for (int i = 0; i < N_MEMBERS; i++) world.position[0][i] = i ? R(0.6) : R(first);
    world.forum[f].reserved[0] = (struct ent_record){0, 8};
    world.forum[f].ordinary = (struct ent_record){8, 8};
}

static double gain_at(double x, double mean)
{
    const double quo = 0.52 - 0.2, now = quo + 0.17 * (mean - quo), then = quo + 0.97 * (mean - quo);
    return 0.5 * ((x - now) * (x - now) - (x - then) * (x - then));
}

static void gains_follow_the_records(void **state)
{
    real gain[ENT_P];
    (void)state;
    const int f = five_members();
    start(f, 0.3);
    reform_gain(&constants, &world, f, 0, gain);
    assert_near(gain[0], gain_at(0.3, 0.54), 1e-6, "who lives well with what cannot be changed");
    assert_near(gain[1], gain_at(0.6, 0.54), 1e-6, "who does not");
    assert_true(gain[0] < R(-0.02) && gain[1] > R(0.02));
    inputs.parameters.reform.gain = 2;
    inputs.domain[0].arrivals = 3;
    inputs.parameters.reform.retry_months = 12;
    start(f, 0.3);
    reform_gain(&constants, &world, f, 0, gain);
    assert_near(gain[0], 2 * 1.5 * gain_at(0.3, 0.54), 1e-6, "twice the weight, half as many issues again");
    world.forum[f].reserved[0] = world.forum[f].ordinary;
    reform_gain(&constants, &world, f, 0, gain);
    assert_near(gain[0], 0, 1e-7, "equal records");
}

static int rule_now(int f)
{
    return world.forum[f].reserved_rule[0];
}

static void a_beneficiary_stops_it(void **state)
{
    (void)state;
    const int f = five_members();
    start(f, 0.6);
    reform_vote(&constants, &world, f, 0);
    assert_int_equal(rule_now(f), MAJORITY);
    assert_int_equal(world.tally.n_reforms, 1);
    start(f, 0.3);
    world.month = 7;
    assert_true(reform_is_open(&constants, &world, f, 0));
    reform_vote(&constants, &world, f, 0);
    assert_int_equal(rule_now(f), UNANIMITY);
    assert_int_equal(world.tally.n_reforms, 0);
    world.month = 7 + 23;
    assert_false(reform_is_open(&constants, &world, f, 0));
    world.month++;
    assert_true(reform_is_open(&constants, &world, f, 0)); /* after 24 months */
    inputs.forum[f].reform_rule = MAJORITY;
    start(f, 0.3);
    reform_vote(&constants, &world, f, 0);
    assert_int_equal(rule_now(f), MAJORITY); /* where it has no veto it cannot */
    assert_false(reform_is_open(&constants, &world, f, 0));
}

/* (8 - 5)/7 of the price against a tolerance of .005, gains aside. */
static void governments_keep_their_veto(void **state)
{
    (void)state;
    const int f = five_members();
    inputs.parameters.reform.gain = 0;
    inputs.parameters.reform.sovereignty = 0.0116; /* .00497 */
    start(f, 0.6);
    reform_vote(&constants, &world, f, 0);
    assert_int_equal(rule_now(f), MAJORITY);
    inputs.parameters.reform.sovereignty = 0.0118; /* .00506 */
    start(f, 0.6);
    reform_vote(&constants, &world, f, 0);
    assert_int_equal(rule_now(f), UNANIMITY);
    inputs.state[0].eu_position = 8; /* no sovereignty to lose: the others still refuse */
    start(f, 0.6);
    const struct ent_ballot ballot = reform_ballot(&constants, &world, f, 0, &constants.in.rule[UNANIMITY]);
    assert_int_equal(ballot.no, 0x1e);
    assert_int_equal(ballot.yes, 0x01);
}

/* One of five parliaments stops it with probability 1 - .9^5. */
static double stopped(uint64_t seed, int n, double failure)
{
    double count = 0;
    const int f = five_members();
    inputs.forum[f].reform_failure = failure;
    prepare();
    begin(seed, 0);
    for (int run = 0; run < n; run++) {
        ent_stream_init(&world.stream, seed, (uint32_t)run);
        count += reform_stopped(&constants, &world, f, 0) != 0;
    }
    return count;
}

static void one_parliament_is_enough(void **state)
{
    (void)state;
    const int n = 20000;
    const double p = 1 - pow(0.9, 5);
    assert_agrees(z_of_share(stopped(3, n, 0.1), n, p), "one of five parliaments");
    assert_rejected(z_of_share(stopped(3, n, 0.12), n, p), "each a fifth more often");
    const int f = five_members();
    inputs.forum[f].reform_failure = 1;
    start(f, 0.6);
    reform_vote(&constants, &world, f, 0);
    assert_int_equal(rule_now(f), UNANIMITY);
    assert_int_equal(world.forum[f].reform_due[0], 24);
}

/* Of n forums, those whose rule is reformed within a year: 1 - exp(-rate). */
static double reformed(uint64_t seed, int n, double rate)
{
    double count = 0;
    const int f = five_members();
    inputs.forum[f].reform_rate = rate;
    start(f, 0.6);
    const struct ent_forum_state forum = world.forum[f];
    for (int run = 0; run < n; run++) {
        ent_stream_init(&world.stream, seed, (uint32_t)run);
        world.forum[f] = forum;
        for (world.month = 0; world.month < 12; world.month++) {
            world.n_memories = 0;
            reform_month(&constants, &world);
        }
        count += rule_now(f) == MAJORITY;
    }
    return count;
}

static void reforms_are_proposed_at_the_stated_rate(void **state)
{
    (void)state;
    const int n = 5000;
    const double p = 1 - exp(-0.5);
    assert_agrees(z_of_share(reformed(5, n, 0.5), n, p), "half a proposal a year");
    assert_rejected(z_of_share(reformed(5, n, 0.6), n, p), "a fifth more");
    assert_near(reformed(5, 200, 0), 0, 0, "none where none are proposed");
}

/* Reserved issues that are pending follow the rule of the day; so do the forums' records, by legal basis. */
static void pending_issues_follow(void **state)
{
    (void)state;
    const int f = five_members();
    start(f, 0.6);
    struct ent_issue issue = {.domain = 0, .forum = f, .reserved = 1};
    assert_ptr_equal(issue_rule(&constants, &world, &issue), &constants.in.rule[UNANIMITY]);
    reform_vote(&constants, &world, f, 0);
    assert_ptr_equal(issue_rule(&constants, &world, &issue), &constants.in.rule[MAJORITY]);
    forum_record(&world, &issue, 1);
    assert_near(world.forum[f].reserved[0].successes, 1, 0, "reserved, in time");
    assert_near(world.forum[f].reserved[0].trials, 9, 0, "reserved");
    issue.reserved = 0;
    forum_record(&world, &issue, 0);
    assert_near(world.forum[f].ordinary.successes, 8, 0, "ordinary, in time");
    assert_near(world.forum[f].ordinary.trials, 9, 0, "ordinary");
    assert_near(world.forum[f].trials, 2, 0, "both");
    reform_month(&constants, &world);
    assert_near(world.forum[f].ordinary.trials, 9 * (1 - 1.0 / 36), 1e-5, "fading in 36 months");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gains_follow_the_records),
        cmocka_unit_test(a_beneficiary_stops_it),
        cmocka_unit_test(governments_keep_their_veto),
        cmocka_unit_test(one_parliament_is_enough),
        cmocka_unit_test(reforms_are_proposed_at_the_stated_rate),
        cmocka_unit_test(pending_issues_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
