/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 2: results depend on what states and forums are, not on their place in a list, nor on what ran before. States
 * that carry their codes to other places carry their histories with them; forums their memberships; two orders that
 * run in turn, in the same memory, do not know of one another.
 *
 * In double precision: sums over states are taken in another order, and in float that alone would sooner or later
 * turn a vote.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ENT_REAL double
#include "tests/law/shipped.h"
#include "tests/law/walk.h"
#include "tests/law/worlds.c"

enum { N_WORLDS = 100, N_MONTHS = 72 };

static struct walk walk;
static struct ent_inputs in, moved;
static struct ent_run_result expected, found;

/* ---- comparison ---- */

static int near(double a, double b)
{
    if (a != a || b != b) return a != a && b != b;
    return fabs(a - b) <= 1e-6 * (1 + fabs(a));
}

static int level_near(uint32_t a, uint32_t b)
{
    return a + 1 >= b && b + 1 >= a;
}

static uint64_t set_at(uint64_t set, const int32_t *place)
{
    return place ? set_moved(set, in.n_states, place) : set;
}

/* What differs first between `expected` and `found`, whose states and forums stand where the places say (NULL: where they did). */
static const char *difference(const int32_t *state_place, const int32_t *forum_place)
{
    static char text[200];
    for (int m = 0; m < ENT_N_METRICS; m++)
        if (!near((double)expected.metric[m], (double)found.metric[m])) return ent_metric_rows[m].name;
    for (int month = 0; month < in.n_months; month++) {
        for (int t = 0; t < ENT_N_TRAJECTORIES; t++)
            if (!level_near(expected.trajectory[t][month], found.trajectory[t][month])) return ent_trajectory_rows[t].name;
        for (int f = 0; f < in.n_forums; f++)
            if (set_at(expected.members[f][month], state_place) != found.members[forum_place ? forum_place[f] : f][month]) {
                snprintf(text, sizeof text, "members of forum %d in month %d", f, month);
                return text;
            }
        for (int i = 0; i < in.n_states; i++) {
            const int there = state_place ? state_place[i] : i;
            for (int t = 0; t < ENT_N_STATE_TRAJECTORIES; t++)
                if (!level_near(expected.state_trajectory[t][month][i], found.state_trajectory[t][month][there]))
                    return "a state's trajectory";
        }
    }
    for (int i = 0; i < in.n_states; i++) {
        const int there = state_place ? state_place[i] : i;
        if (!near((double)expected.welfare_of[i], (double)found.welfare_of[there])) return "welfare of a state";
        if (memcmp(expected.blocked[i], found.blocked[there], sizeof expected.blocked[i])) return "vetoes of a state";
    }
    if (memcmp(expected.decided, found.decided, sizeof found.decided)) return "durations";
    return NULL;
}

/* Many apply at once, and hardly anybody puts up with a policy moved by a newcomer. */
static void crowded_doors(void)
{
    in.parameters.bargaining.slack_trust = in.parameters.bargaining.refuse_unanimity = in.parameters.bargaining.refuse_majority = 0;
    for (int f = 0; f < in.n_forums; f++) {
        in.forum[f].entry_delay = in.forum[f].ratification_failure = 0;
        in.forum[f].eligible = world_everyone(in.n_states);
        if (in.forum[f].entry_rule < 0) in.forum[f].entry_rule = WORLD_TWO_THIRDS;
    }
}

static void random_world(int s)
{
    struct dice dice = {(uint64_t)(300 + s)};
    world_random(&in, &dice, N_MONTHS);
    if (s % 3 == 2) world_wild_parameters(&in, &dice);
    in.steps_per_month = 1 + s % 2;
    if (s % 4 == 0) world_order_union(&in);
    if (s % 4 == 1) world_order_clusters(&in);
    if (s % 4 == 2) world_order_patchwork(&in);
    if (s % 4 == 3) world_order_random(&in, &dice);
    if (s % 4 == 0) world_equip(&in, 0);
    if (s % 5 < 2) crowded_doors();
}

static void random_places(int32_t *place, int n, uint64_t seed)
{
    struct dice dice = {seed};
    for (int i = 0; i < n; i++) place[i] = i;
    dice_shuffle(&dice, place, n);
}

/* ---- states ---- */

static void states_carry_their_histories(void **state)
{
    int32_t place[ENT_MAX_STATES];
    int bad = 0;
    (void)state;
    for (int s = 0; s < N_WORLDS; s++) {
        random_world(s);
        run_into(&walk, &in, 5, (uint32_t)s, &expected);
        random_places(place, in.n_states, (uint64_t)s);
        memcpy(&moved, &in, sizeof in);
        world_move_states(&moved, place);
        run_into(&walk, &moved, 5, (uint32_t)s, &found);
        const char *text = difference(place, NULL);
        if (text) {
            print_message("world %d, %d states: %s\n", s, in.n_states, text);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

/* Twin: states that leave their codes behind take over the draws of others. */
static void codes_are_identities(void **state)
{
    int32_t place[ENT_MAX_STATES];
    int same = 0;
    (void)state;
    for (int s = 0; s < N_WORLDS; s++) {
        random_world(s);
        run_into(&walk, &in, 5, (uint32_t)s, &expected);
        random_places(place, in.n_states, (uint64_t)s);
        memcpy(&moved, &in, sizeof in);
        world_move_states(&moved, place);
        for (int i = 0; i < in.n_states; i++) memcpy(moved.state[i].code, in.state[i].code, sizeof in.state[i].code);
        run_into(&walk, &moved, 5, (uint32_t)s, &found);
        same += difference(place, NULL) == NULL;
    }
    assert_true(same <= N_WORLDS / 10); /* some permutations of few states move nobody */
}

/* ---- forums ---- */

static void forums_carry_their_histories(void **state)
{
    int32_t place[ENT_MAX_FORUMS];
    int bad = 0;
    (void)state;
    for (int s = 0; s < N_WORLDS; s++) {
        random_world(s);
        run_into(&walk, &in, 5, (uint32_t)s, &expected);
        random_places(place, in.n_forums, (uint64_t)s);
        memcpy(&moved, &in, sizeof in);
        world_move_forums(&moved, place);
        run_into(&walk, &moved, 5, (uint32_t)s, &found);
        const char *text = difference(NULL, place);
        if (text) {
            print_message("world %d, %d forums: %s\n", s, in.n_forums, text);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

/* ---- orders ---- */

/* Union, clusters and patchwork in turn, in one memory, this way round and that: each is what it is alone. */
static void orders_do_not_know_each_other(void **state)
{
    static struct ent_inputs order[3];
    static struct ent_run_result alone[3];
    (void)state;
    for (int s = 0; s < N_WORLDS / 4; s++) {
        struct dice dice = {(uint64_t)s};
        world_random(&order[0], &dice, N_MONTHS);
        order[1] = order[2] = order[0];
        world_order_union(&order[0]);
        world_order_clusters(&order[1]);
        world_order_patchwork(&order[2]);
        for (int o = 0; o < 3; o++) run_into(&walk, &order[o], 1, (uint32_t)s, &alone[o]);
        assert_true(memcmp(&alone[0], &alone[1], sizeof alone[0]) != 0);
        for (int turn = 0; turn < 6; turn++) {
            const int o = (turn * (1 + s % 2) + s) % 3;
            memset(&found, 0, sizeof found);
            ent_kernel_walked.prepare(&order[o], &walk.k);
            ent_kernel_walked.run(&walk.k, &walk.w, 1, (uint32_t)s, &found);
            assert_memory_equal(&found, &alone[o], sizeof found);
        }
    }
}

/* ---- shipped orders ---- */

/* The real states in another order, the forums in another order: the same history. */
static void shipped_orders_do_not_depend_on_places(void **state)
{
    static struct ent_inputs shipped[SHIPPED_N];
    int32_t state_place[ENT_MAX_STATES], forum_place[ENT_MAX_FORUMS];
    int bad = 0;
    (void)state;
    assert_int_equal(shipped_load(shipped, SHIPPED_SCENARIO), 0);
    for (int o = 0; o < SHIPPED_N; o++)
        for (uint32_t run = 0; run < 4; run++) {
            memcpy(&in, &shipped[o], sizeof in);
            in.n_months = N_MONTHS;
            run_into(&walk, &in, SHIPPED_SEED, run, &expected);
            random_places(state_place, in.n_states, run);
            random_places(forum_place, in.n_forums, 50 + run);
            memcpy(&moved, &in, sizeof in);
            world_move_states(&moved, state_place);
            world_move_forums(&moved, forum_place);
            run_into(&walk, &moved, SHIPPED_SEED, run, &found);
            const char *text = difference(state_place, forum_place);
            if (text) {
                print_message("%s, run %u: %s\n", shipped_name[o], run, text);
                bad++;
            }
        }
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_carry_their_histories),           cmocka_unit_test(codes_are_identities),
        cmocka_unit_test(forums_carry_their_histories),           cmocka_unit_test(orders_do_not_know_each_other),
        cmocka_unit_test(shipped_orders_do_not_depend_on_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
