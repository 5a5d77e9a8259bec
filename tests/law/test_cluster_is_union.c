/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 1: a body is what it decides, how, and for whom. A cluster with the union's members, rules, scope, budget and
 * capital gives the union's results bit for bit, whatever it is called, wherever it stands among other forums, however
 * its rules are listed, with or without procedures for reform, closer cooperation and suspension in steps. So does a
 * coalition: a body formed ad hoc that has what the union has. Anything else that differs must show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/walk.h"
#include "tests/law/worlds.c"

enum { N_WORLDS = 25, N_MONTHS = 96, N_RUNS = 2 };

static struct walk walk;
static struct ent_run_result expected, found;
static int equipped; /* the union has all its procedures */

/* World s under the union, with a wild set of parameters in every fourth. */
static void union_world(struct ent_inputs *in, int s)
{
    struct dice dice = {(uint64_t)(17 + s)};
    world_random(in, &dice, N_MONTHS);
    if (s % 4 == 3) world_wild_parameters(in, &dice);
    in->steps_per_month = 1 + s % 2;
    world_order_union(in);
    in->forum[0].pressure = s % 3 == 0;
    if (s % 5 == 4) in->forum[0].floor = 0;
    in->forum[0].suspension_rule = WORLD_TWO_THIRDS;
    in->forum[0].suspension_months = 6;
    if (equipped) world_equip(in, 0);
}

/* Which bits differ; members are compared where the forum stands in each. */
static int same_results(const struct ent_run_result *a, const struct ent_run_result *b, int place)
{
    struct ent_run_result x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    const int same_members = memcmp(x.members[0], y.members[place], sizeof x.members[0]) == 0;
    memset(x.members, 0, sizeof x.members);
    memset(y.members, 0, sizeof y.members);
    return same_members && memcmp(&x, &y, sizeof x) == 0;
}

/* Runs of every world whose results are those of the union, of all N_WORLDS N_RUNS. The change returns the new place. */
static int count_same(int (*change)(struct ent_inputs *in, struct dice *dice))
{
    static struct ent_inputs in, changed;
    int same = 0;
    for (int s = 0; s < N_WORLDS; s++) {
        struct dice dice = {(uint64_t)(9000 + s)};
        union_world(&in, s);
        memcpy(&changed, &in, sizeof in);
        const int place = change(&changed, &dice);
        for (uint32_t run = 0; run < N_RUNS; run++) {
            run_into(&walk, &in, (uint64_t)s, run, &expected);
            run_into(&walk, &changed, (uint64_t)s, run, &found);
            assert_int_equal(expected.status, ENT_RUN_DONE);
            same += same_results(&expected, &found, place);
        }
    }
    return same;
}

#define BIT_IDENTICAL(change) assert_int_equal(count_same(change), N_WORLDS *N_RUNS)
/* The change alters at least a third of the runs. */
#define SHOWS(change)                                                                             \
    do {                                                                                          \
        const int shown = N_WORLDS * N_RUNS - count_same(change);                                 \
        if (shown < N_WORLDS * N_RUNS / 3) fail_msg("%s: shows in %d runs only", #change, shown); \
    } while (0)

/* ---- the same body ---- */

static int unchanged(struct ent_inputs *in, struct dice *dice)
{
    (void)in;
    (void)dice;
    return 0;
}

static int renamed(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    world_rename(in);
    return 0;
}

/* Rules in another order, quotas as other fractions. */
static int rules_rewritten(struct ent_inputs *in, struct dice *dice)
{
    int32_t place[ENT_MAX_RULES];
    for (int r = 0; r < in->n_rules; r++) place[r] = r;
    dice_shuffle(dice, place, in->n_rules);
    for (int r = 0; r < in->n_rules; r++)
        for (int t = 0; t < in->rule[r].n_tallies; t++) {
            in->rule[r].tally[t].quota_num *= 20;
            in->rule[r].tally[t].quota_den *= 20;
        }
    world_move_rules(in, place);
    return 0;
}

static int last_of_sixteen(struct ent_inputs *in, struct dice *dice)
{
    int32_t place[ENT_MAX_FORUMS];
    world_add_idle_forums(in, ENT_MAX_FORUMS);
    for (int f = 0; f < ENT_MAX_FORUMS; f++) place[f] = f;
    dice_shuffle(dice, place, ENT_MAX_FORUMS);
    world_move_forums(in, place);
    return place[0];
}

/* Formed ad hoc, before the world begins, and for good. */
static int a_coalition(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].ad_hoc = 1;
    world_rename(in);
    return 0;
}

static int a_coalition_among_sixteen(struct ent_inputs *in, struct dice *dice)
{
    a_coalition(in, dice);
    return last_of_sixteen(in, dice);
}

static void the_same_body(void **state)
{
    (void)state;
    for (equipped = 0; equipped < 2; equipped++) {
        BIT_IDENTICAL(unchanged);
        BIT_IDENTICAL(renamed);
        BIT_IDENTICAL(rules_rewritten);
        BIT_IDENTICAL(last_of_sixteen);
        BIT_IDENTICAL(a_coalition);
        BIT_IDENTICAL(a_coalition_among_sixteen);
    }
    equipped = 0;
}

/* ---- another body ---- */

static int less_capital(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].capital -= .02;
    return 0;
}

static int narrower_scope(struct ent_inputs *in, struct dice *dice)
{
    const int d = dice_below(dice, in->n_domains);
    in->n_sequence[d] = 0;
    return 0;
}

static int one_founder_less(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].founders &= in->forum[0].founders - 1;
    return 0;
}

static int another_rule(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    for (int d = 0; d < in->n_domains; d++) in->forum[0].ordinary_rule[d] = WORLD_UNANIMITY;
    return 0;
}

static int costly_monitoring(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].monitoring = 1;
    return 0;
}

static int a_living_rival(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    const int f = in->n_forums++;
    in->forum[f] = in->forum[0];
    for (int d = 0; d < in->n_domains; d++) {
        in->sequence[d][0] = f;
        in->sequence[d][1] = 0;
        in->n_sequence[d] = 2;
    }
    return 0;
}

/* ---- another procedure ---- */

static int led_by_its_largest(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].leader = largest_member(in, in->forum[0].founders);
    in->forum[0].leader_proposes = 1;
    return 0;
}

static int led_from_outside(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].external_leader = in->forum[0].leader_proposes = 1;
    in->forum[0].leader_position = .9;
    return 0;
}

static int silence(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->rule[WORLD_LISBON].silence = 1;
    return 0;
}

static int standing_aside(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->rule[WORLD_UNANIMITY].abstention = ENT_ABSTENTION_ASIDE;
    in->rule[WORLD_UNANIMITY].aside_num = 1;
    in->rule[WORLD_UNANIMITY].aside_den = 3;
    return 0;
}

/* The budget costs what it did, and buys nothing. */
static int an_empty_purse(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->parameters.exchange.purse = 0;
    return 0;
}

static int no_packages(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].packages = 0;
    return 0;
}

static int statements(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].statements = 1;
    return 0;
}

static int another_oversight(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].oversight = ENT_OVERSIGHT_NONE;
    return 0;
}

static int reform(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].reform_domains = forum_scope(in, 0);
    in->forum[0].reform_rule = WORLD_TWO_THIRDS;
    in->forum[0].reform_to = WORLD_LISBON;
    in->forum[0].reform_rate = 1;
    return 0;
}

static int cooperation(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    cooperation_add(in, 0, "group", -1);
    return 0;
}

static int suspension_in_steps(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].n_determinations = 2;
    in->forum[0].determination_rule[0] = in->forum[0].determination_rule[1] = WORLD_UNANIMITY;
    return 0;
}

static int a_short_life(struct ent_inputs *in, struct dice *dice)
{
    (void)dice;
    in->forum[0].ad_hoc = 1;
    in->forum[0].lifetime_months = 1;
    return 0;
}

static void another_procedure(void **state)
{
    (void)state;
    SHOWS(led_by_its_largest);
    SHOWS(led_from_outside);
    SHOWS(silence);
    SHOWS(standing_aside);
    SHOWS(an_empty_purse);
    SHOWS(no_packages);
    SHOWS(statements);
    SHOWS(another_oversight);
    SHOWS(reform);
    SHOWS(cooperation);
    SHOWS(suspension_in_steps);
    SHOWS(a_short_life);
}

static void another_body(void **state)
{
    (void)state;
    SHOWS(less_capital);
    SHOWS(narrower_scope);
    SHOWS(one_founder_less);
    SHOWS(another_rule);
    SHOWS(costly_monitoring);
    SHOWS(a_living_rival);
}

/* ---- a coalition of all ---- */

/* A body of all states that nobody leaves; as a coalition, outsiders could press their way in, if there were any. */
static void of_all(struct ent_inputs *in, int coalition)
{
    in->forum[0].founders = in->forum[0].eligible = world_everyone(in->n_states);
    in->forum[0].floor = 0;
    in->forum[0].pressure = coalition;
    in->parameters.membership.exit_rate = 0;
    for (int s = 0; s < in->n_shocks; s++) in->shock[s].departure = 0;
    if (!coalition) return;
    world_rename(in);
    in->forum[0].entry_rule = -1;
    in->forum[0].entry_delay = 0;
    in->forum[0].ratification_failure = .9;
}

static void coalition_of_all(void **state)
{
    static struct ent_inputs in;
    (void)state;
    for (int s = 0; s < N_WORLDS; s++) {
        union_world(&in, s);
        of_all(&in, 0);
        run_into(&walk, &in, (uint64_t)s, 0, &expected);
        of_all(&in, 1);
        run_into(&walk, &in, (uint64_t)s, 0, &found);
        assert_int_equal(expected.status, ENT_RUN_DONE);
        assert_true(same_results(&expected, &found, 0));
    }
}

/* ---- the walk is the kernel ---- */

static void walk_is_kernel(void **state)
{
    static struct ent_inputs in;
    (void)state;
    for (int s = 0; s < 8; s++) {
        union_world(&in, s);
        run_into(&walk, &in, (uint64_t)s, 3, &expected);
        memset(&found, 0, sizeof found);
        ent_kernel_walked.prepare(&in, &walk.k);
        ent_kernel_walked.run(&walk.k, &walk.w, (uint64_t)s, 3, &found);
        assert_true(same_results(&expected, &found, 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_body),    cmocka_unit_test(another_body),   cmocka_unit_test(another_procedure),
        cmocka_unit_test(coalition_of_all), cmocka_unit_test(walk_is_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
