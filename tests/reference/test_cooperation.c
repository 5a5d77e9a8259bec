/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8, a group that goes ahead within a forum: when it may, who is bound, and what those left out may object to, against
 * cases worked out by hand.
 */
#include "tests/reference/reference.h"

enum { UNANIMITY, REINFORCED, N_MEMBERS = 10, WILLING = 0x1ff, UNWILLING = 0x200 };

static void add_rule(int32_t abstention, int32_t num, int32_t den)
{
    struct ent_rule *rule = &inputs.rule[inputs.n_rules++];
    rule->abstention = abstention;
    rule->tally[rule->n_tallies++] = (struct ent_tally){ENT_WEIGHT_MEMBERS, num, den};
}

/* Ten members, nine of whom may go ahead with the consent of all after eight tenths of the time. */
static int ten_members(void)
{
    plain_inputs(N_MEMBERS);
    inputs.domain[0].excludability = 0.5; /* sigma = .5 x .5 */
    add_rule(ENT_ABSTENTION_ALLOWS, 1, 1);
    add_rule(ENT_ABSTENTION_AGAINST, 72, 100);
    const int f = add_forum(0x3ff);
    struct ent_forum *forum = &inputs.forum[f];
    forum->reserved_rule[0] = forum->ordinary_rule[0] = UNANIMITY;
    inputs.n_sequence[0] = 1;
    inputs.sequence[0][0] = f;
    forum->n_cooperations = 1;
    forum->cooperation[0] = (struct ent_cooperation){.domains = 1,
                                                     .authorisation = UNANIMITY,
                                                     .reserved_rule = UNANIMITY,
                                                     .ordinary_rule = REINFORCED,
                                                     ENT_COOPERATION_TABLE(DEFAULT_FIELD)};
    return f;
}

/* One issue whose vote failed this month, by the last member alone: q = .3, y = .6; U = 10 months. */
static struct ent_issue *failed_issue(int f, int age, double last)
{
    prepare();
    begin(1, 0);
    const int slot = world.free_slot[--world.n_free];
    world.pending[world.n_pending++] = world.failed[world.n_failed++] = slot;
    struct ent_issue *issue = &world.issue[slot];
    *issue = (struct ent_issue){.domain = 0, .forum = f, .second = -1, .reserved = 1, .proposed = 1, .failed = 1, .concerns = 0x3ff};
    issue->urgency = 10;
    issue->stake = issue->depth = issue->reach = 1;
    issue->quo = R(0.3);
    issue->text = R(0.6);
    issue->ballot = (struct ent_ballot){.yes = WILLING, .no = UNWILLING, .abstain = 0};
    for (int i = 0; i < N_MEMBERS; i++) {
        world.salience[slot][i] = R(0.5);
        world.stance[0][i] = i == N_MEMBERS - 1 ? R(last) : R(0.7);
    }
    world.month = age;
    return issue;
}

static void the_willing_go_ahead(void **state)
{
    (void)state;
    const int f = ten_members();
    const struct ent_issue *issue = failed_issue(f, 8, 0.28);
    cooperation_month(&constants, &world);
    assert_int_equal(world.n_pending, 0);
    assert_int_equal(world.tally.n_cooperations, 1);
    assert_near(world.forum[f].successes, 1, 0, "decided in time");
    assert_near(world.realised[f][0], 0.5 * (0.16 - 0.01), 1e-6, "gain of a participant");
    assert_near(world.realised[f][N_MEMBERS - 1], 0, 1e-9, "the outsider is not bound");
    assert_near(world.excluded[N_MEMBERS - 1], 0.5, 1e-6, "and is left out");
    assert_near(world.heard[0], 0.5, 1e-6, "a participant is heard");
    const double comply = 1 / (1 + exp(-((double)world.forum[f].trust + 0.5)));
    assert_near(issue->covered, 0.9 * comply + 0.1 * 0.25, 1e-5, "coverage: nine comply, one enjoys a quarter");
    assert_near(issue->covered_only, 0.9 * comply, 1e-5, "coverage without spillover");
    assert_int_equal(world.n_memories > 0, 1);
    assert_int_equal(world.remembered[0].yes, WILLING);
    assert_int_equal(world.remembered[0].no, UNWILLING);
}

static int goes_ahead(void)
{
    cooperation_month(&constants, &world);
    assert_int_equal(world.n_pending, 1 - world.tally.n_cooperations);
    return world.tally.n_cooperations;
}

static void it_is_a_last_resort(void **state)
{
    (void)state;
    const int f = ten_members();
    failed_issue(f, 7, 0.28);
    assert_false(goes_ahead()); /* the others still have their chance */
    failed_issue(f, 8, 0.28)->failed = 0;
    assert_false(goes_ahead()); /* no vote has failed */
    failed_issue(f, 8, 0.28)->ballot = (struct ent_ballot){.yes = 0xff, .no = UNWILLING, .abstain = 0x100};
    assert_false(goes_ahead()); /* eight are too few: who hesitated stays out */
    inputs.forum[f].cooperation[0].least = 8;
    failed_issue(f, 8, 0.28)->ballot = (struct ent_ballot){.yes = 0xff, .no = UNWILLING, .abstain = 0x100};
    assert_true(goes_ahead());
    inputs.forum[f].cooperation[0].domains = 2;
    failed_issue(f, 8, 0.28);
    assert_false(goes_ahead()); /* not in this domain */
}

/* An outsider at x = .1 lives under .3 + .25 x .3 = .375: it loses .5 (.275^2 - .2^2) = .0178. */
static void outsiders_object_to_what_reaches_them(void **state)
{
    (void)state;
    const int f = ten_members();
    failed_issue(f, 8, 0.1);
    assert_false(goes_ahead()); /* more than .005 */
    inputs.forum[f].cooperation[0].authorisation = REINFORCED;
    failed_issue(f, 8, 0.1);
    assert_true(goes_ahead()); /* one of ten cannot stop it */
    inputs.forum[f].cooperation[0].authorisation = UNANIMITY;
    inputs.parameters.bargaining.slack_base = 1;
    failed_issue(f, 8, 0.1);
    assert_false(goes_ahead()); /* patience with the text itself is another matter */
    inputs.parameters.bargaining.refuse_unanimity = 0.0177;
    failed_issue(f, 8, 0.1);
    assert_false(goes_ahead());
    inputs.parameters.bargaining.refuse_unanimity = 0.0179;
    failed_issue(f, 8, 0.1);
    assert_true(goes_ahead());
    inputs.parameters.bargaining.refuse_unanimity = 0.005;
    inputs.domain[0].excludability = 1;
    failed_issue(f, 8, 0.1);
    assert_true(goes_ahead()); /* nothing reaches it */
    inputs.domain[0].excludability = 0.5;
    inputs.forum[f].cooperation[0].authorisation = -1;
    failed_issue(f, 8, 0.1);
    assert_true(goes_ahead()); /* nobody is asked */
}

/* Only those who take part vote: a rule that nine of ten would fail is met among the nine. */
static void only_participants_vote(void **state)
{
    (void)state;
    const int f = ten_members();
    const struct ent_ballot all = {.yes = WILLING, .no = UNWILLING, .abstain = 0};
    failed_issue(f, 8, 0.28);
    assert_false(bargaining_passes(&constants, &world, &constants.in.rule[UNANIMITY], &all));
    assert_true(goes_ahead());
    inputs.forum[f].cooperation[0].reserved_rule = -1;
    failed_issue(f, 8, 0.28);
    assert_false(goes_ahead()); /* not for issues of reserved legal basis */
    failed_issue(f, 8, 0.28)->reserved = 0;
    assert_true(goes_ahead());
}

/* A suspended member neither takes part nor objects. */
static void the_suspended_have_no_say(void **state)
{
    (void)state;
    const int f = ten_members();
    failed_issue(f, 8, 0.1);
    world.forum[f].suspended = UNWILLING;
    assert_true(goes_ahead());
    assert_near(world.realised[f][N_MEMBERS - 1], 0, 1e-9, "not bound either");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_willing_go_ahead),
        cmocka_unit_test(it_is_a_last_resort),
        cmocka_unit_test(outsiders_object_to_what_reaches_them),
        cmocka_unit_test(only_participants_vote),
        cmocka_unit_test(the_suspended_have_no_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
