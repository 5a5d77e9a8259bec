/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forums that are led, by hand: whose text is on the table, what absence costs, with how much command a forum works, and when
 * Europe's own pillar stands. Oversight, too: what it costs in time and brings in compliance.
 */
#define ENT_TRACED
#include "tests/reference/reference.h"

enum { N = 4, LED = 0, OTHER = 1 };

/* Four like states; a forum of the first three, and one of all. */
static void two_forums(void)
{
    plain_inputs(N);
    inputs.domain[0].arrivals = 0;
    inputs.domain[0].defence = 1;
    inputs.parameters.capital.growth = inputs.parameters.capital.decay = inputs.parameters.capital.death_base = 0;
    add_forum(7);
    add_forum(15);
    inputs.forum[LED].capital = inputs.forum[OTHER].capital = 0.8;
    inputs.n_sequence[0] = 2;
    inputs.sequence[0][0] = LED;
    inputs.sequence[0][1] = OTHER;
}

static void start(void)
{
    prepare();
    begin(1, 0);
}

static const real x[ENT_P] = {R(0.9), R(0.5), R(0.1), R(0.3)};

static double text(int *who)
{
    return (double)leader_text(&constants, &world, LED, x, R(0.45), who);
}

static void a_member_puts_its_own_text(void **state)
{
    int who;
    (void)state;
    two_forums();
    inputs.forum[LED].leader = 4;
    start();
    assert_near(text(&who), 0.45, 1e-7, "led, but all propose");
    assert_int_equal(who, -1);
    inputs.forum[LED].leader_proposes = 1;
    start();
    assert_near(text(&who), 0.1, 1e-7, "the leader's position");
    assert_int_equal(who, 2);
    world.forum[LED].suspended = 4;
    assert_near(text(&who), 0.45, 1e-7, "suspended: a compromise");
    assert_int_equal(who, -1);
    world.forum[LED].suspended = 0;
    membership_end(&world, LED, 2);
    assert_near(text(&who), 0.45, 1e-7, "gone: a compromise");
    inputs.forum[LED].leader = 0;
    start();
    assert_near(text(&who), 0.45, 1e-7, "nobody leads: a compromise");
}

static void an_external_power_fades(void **state)
{
    static const double expected[] = {[ENT_LEADING] = 0.75, [ENT_CONDITIONAL] = 0.75 * 0.5 + 0.45 * 0.5, [ENT_ABSENT] = 0.45};
    int who;
    (void)state;
    two_forums();
    inputs.forum[LED].external_leader = inputs.forum[LED].leader_proposes = 1;
    start();
    for (int stage = ENT_LEADING; stage <= ENT_ABSENT; stage++) {
        world.leader = stage;
        assert_near(text(&who), expected[stage], 1e-6, "text under an external leader");
        assert_int_equal(who, -1);
    }
    world.leader = ENT_CONDITIONAL;
    constants.in.parameters.commitment.conditional_weight = 0.2;
    assert_near(text(&who), 0.75 * 0.2 + 0.45 * 0.8, 1e-6, "worth .2");
    assert_apart(text(&who), expected[ENT_CONDITIONAL], 0.05, "worth .5");
}

/* Capital of a forum after the leader has gone from stage to stage. */
static double capital_after(int f, int n, const int *stages)
{
    world.leader = stages[0];
    for (int s = 1; s < n; s++) {
        commitment_change(&constants, &world, stages[s]);
        capital_update(&constants, &world);
    }
    return (double)world.forum[f].capital;
}

static void absence_halves_capital(void **state)
{
    static const int leaves[] = {ENT_LEADING, ENT_ABSENT}, loosens[] = {ENT_LEADING, ENT_CONDITIONAL},
                     twice[] = {ENT_CONDITIONAL, ENT_ABSENT, ENT_CONDITIONAL, ENT_ABSENT},
                     returns[] = {ENT_ABSENT, ENT_CONDITIONAL, ENT_LEADING};
    (void)state;
    two_forums();
    inputs.forum[LED].external_leader = 1;
    start();
    assert_near(capital_after(LED, 2, leaves), 0.4, 1e-6, "half at once");
    assert_near(world.forum[OTHER].capital, 0.8, 1e-6, "not where nobody led");
    start();
    assert_near(capital_after(LED, 2, loosens), 0.8, 1e-6, "doubt costs nothing");
    start();
    assert_near(capital_after(LED, 3, returns), 0.8, 1e-6, "a return neither");
    start();
    assert_near(capital_after(LED, 4, twice), 0.2, 1e-6, "half of a half");
    inputs.parameters.commitment.absence_loss = 0.1;
    start();
    assert_near(capital_after(LED, 2, leaves), 0.72, 1e-6, "another loss");
}

/* Own command .1; the led forum's .8 works with worth + (1 - worth) e: all of it while the power leads, .5 + .5 x .88, .75. */
static void command_works_as_far_as_it_is_ones_own(void **state)
{
    static const double works[] = {[ENT_LEADING] = 1, [ENT_CONDITIONAL] = 0.5 + 0.5 * 0.88, [ENT_ABSENT] = 0.75};
    (void)state;
    two_forums();
    inputs.forum[LED].external_leader = 1;
    inputs.forum[LED].pooled_command = 0.8;
    inputs.forum[OTHER].pooled_command = 0.1;
    inputs.parameters.commitment.stage0 = ENT_LEADING;
    start();
    for (int stage = ENT_LEADING; stage <= ENT_ABSENT; stage++) {
        if (stage > ENT_LEADING) commitment_change(&constants, &world, stage);
        assert_near(leader_command(&constants, &world, LED), 0.8 * works[stage], 1e-5, "command of the led forum");
        assert_near(leader_command(&constants, &world, OTHER), 0.1, 1e-6, "command of the other");
        constants.in.forum[OTHER].command_of = 1 << LED;
        assert_near(leader_command(&constants, &world, OTHER), 0.8 * works[stage], 1e-5, "borrowed");
        constants.in.forum[OTHER].command_of = 0;
    }
    world.enablers = R(0.95); /* rebuilt */
    assert_near(leader_command(&constants, &world, LED), 0.8 * 0.95, 1e-5, "with a pillar");
    constants.in.forum[OTHER].command_of = 1 << LED;
    constants.in.forum[OTHER].pooled_command = 0.9;
    assert_near(leader_command(&constants, &world, OTHER), 0.9, 1e-5, "one's own, if better");
    constants.in.forum[OTHER].pooled_command = 0.1;
    forum_dissolve(&constants, &world, LED);
    assert_near(leader_command(&constants, &world, OTHER), 0.1, 1e-6, "what is no more lends nothing");
}

/* pool = .3 x command x the members' share of spending: 3 of 4 like states. */
static void pooling_follows_command(void **state)
{
    (void)state;
    two_forums();
    inputs.forum[LED].external_leader = 1;
    inputs.forum[LED].pooled_command = 0.8;
    inputs.parameters.commitment.stage0 = ENT_ABSENT;
    start();
    real spending[ENT_P] = {2, 2, 2, 2};
    assert_near(effort_pooling(&constants, &world, LED, spending, 8), 0.3 * 0.8 * 0.75 * 0.75, 1e-5, "pooling without the leader");
    world.leader = ENT_LEADING;
    assert_near(effort_pooling(&constants, &world, LED, spending, 8), 0.3 * 0.8 * 0.75, 1e-5, "and with it");
}

/* ---- the pillar is told once per absence ---- */

struct told {
    int pillars, coalitions;
    double enablers;
    uint64_t yes;
};

static void listen(void *context, const struct ent_trace_event *event)
{
    struct told *told = context;
    if (event->kind != ENT_TRACE_PILLAR) return;
    told->pillars++;
    told->enablers = event->value[0];
    told->yes = event->yes;
    assert_int_equal(event->forum, LED);
}

static void decide(int f)
{
    agenda_add(&constants, &world, 0, 0, 1, 1);
    const int slot = world.pending[0];
    world.issue[slot].forum = f;
    const struct ent_ballot ballot = {.yes = world.forum[f].members};
    decision_take(&constants, &world, slot, x, &ballot, ballot.yes);
    agenda_remove(&world, 0);
}

static void the_pillar_stands_once_per_absence(void **state)
{
    struct told told = {0};
    const struct ent_trace trace = {&told, listen};
    (void)state;
    two_forums();
    inputs.forum[LED].external_leader = 1;
    start();
    world.trace = &trace;
    world.leader = ENT_LEADING;
    decide(LED);
    assert_int_equal(told.pillars, 0);
    commitment_change(&constants, &world, ENT_ABSENT);
    decide(OTHER);
    assert_int_equal(told.pillars, 0);
    decide(LED);
    decide(LED);
    assert_int_equal(told.pillars, 1);
    assert_int_equal(told.yes, 7);
    assert_near(told.enablers, world.enablers, 1e-6, "enablers of Europe's own");
    commitment_change(&constants, &world, ENT_CONDITIONAL);
    decide(LED);
    assert_int_equal(told.pillars, 1);
    commitment_change(&constants, &world, ENT_ABSENT);
    decide(LED);
    assert_int_equal(told.pillars, 2);
}

/* ---- oversight ---- */

/* Preparation: 20 months x (1 + .5 (1 - .8)) x haste, whole months. */
static void oversight_costs_time(void **state)
{
    static const struct {
        int32_t oversight;
        int months;
    } cases[] = {{ENT_OVERSIGHT_NONE, 15}, {ENT_OVERSIGHT_SECRETARIAT, 18}, {ENT_OVERSIGHT_PARLIAMENTARY, 22}};
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        two_forums();
        inputs.domain[0].preparation = 20;
        inputs.forum[LED].oversight = cases[c].oversight;
        start();
        world.month = 3;
        struct ent_issue issue = {.second = -1, .preparation = 1};
        agenda_put(&constants, &world, &issue, LED, 1);
        assert_int_equal(issue.ready, 3 + cases[c].months);
    }
}

/* Log-odds of compliance rise by 0, .05, .1; the lightest oversight of equal price decides nothing else. */
static void oversight_brings_compliance(void **state)
{
    static const double legitimacy[] = {[ENT_OVERSIGHT_NONE] = 0, [ENT_OVERSIGHT_SECRETARIAT] = 0.05, [ENT_OVERSIGHT_PARLIAMENTARY] = 0.1};
    (void)state;
    for (int32_t oversight = ENT_OVERSIGHT_NONE; oversight <= ENT_OVERSIGHT_PARLIAMENTARY; oversight++) {
        two_forums();
        inputs.forum[LED].oversight = oversight;
        inputs.forum[LED].monitoring = 0.4;
        start();
        world.forum[LED].trust = R(0.3);
        const struct ent_issue issue = {.forum = LED, .quo = R(0.4)};
        real comply[ENT_P];
        decision_compliance(&constants, &world, &issue, R(0.4), x, comply);
        const double odds = 0.3 + 0.5 + 0.4 + legitimacy[oversight];
        assert_near(comply[0], 1 / (1 + exp(-odds)), 1e-6, "compliance");
        assert_apart(comply[0], 1 / (1 + exp(-odds - 0.05)), 1e-3, "one step more");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_puts_its_own_text), cmocka_unit_test(an_external_power_fades),
        cmocka_unit_test(absence_halves_capital),     cmocka_unit_test(command_works_as_far_as_it_is_ones_own),
        cmocka_unit_test(pooling_follows_command),    cmocka_unit_test(the_pillar_stands_once_per_absence),
        cmocka_unit_test(oversight_costs_time),       cmocka_unit_test(oversight_brings_compliance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
