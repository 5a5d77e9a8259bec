/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 4: nobody leaves the population, coverage is at most 1, shares stay in [0, 1], capability is never negative, the
 * sets of members agree with one another. Checked after every month, and at every event, of many random worlds, orders and
 * runs, some of them with every number anywhere in its range, and of all shipped orders. Damaged worlds and events must be
 * noticed, and every procedure must have been used.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ENT_TRACED
#include "tests/law/shipped.h"
#include "tests/law/walk.h"
#include "tests/law/worlds.c"

#include "tests/law/invariants.h"
#include "tests/law/told.h"

enum { N_WORLDS = 120, N_WILD = 120, N_MONTHS = 60, N_RUNS = 2 };

static struct walk walk;
static int32_t told[ENT_N_TRACE_KINDS]; /* events of all runs */

/* ---- worlds ---- */

static int walk_and_check(const struct ent_inputs *in, uint64_t seed, uint32_t run)
{
    struct told_by by = {.k = &walk.k, .w = &walk.w};
    const struct ent_trace trace = {&by, told_listen};
    walk_start(&walk, in, seed, run);
    for (walk.w.trace = &trace; walk_goes_on(&walk); walk.w.month++) {
        step_month(&walk.k, &walk.w);
        if (walk.w.failure == ENT_FAILURE_AGENDA_FULL) return 0; /* a full table is a recorded failure */
        const char *broken = month_holds(&walk.k, &walk.w);
        if (!broken) broken = by.broken;
        if (broken || walk.w.failure)
            fail_msg("seed %d run %u month %d: %s (failure %d)", (int)seed, run, walk.w.month, broken ? broken : "the run failed",
                     walk.w.failure);
    }
    const char *broken = told_counts_hold(&by);
    if (broken) fail_msg("seed %d run %u: %s counted are not those told", (int)seed, run, broken);
    walk_finish(&walk);
    broken = report_holds(&walk.k, &walk.out);
    if (broken) fail_msg("seed %d run %u: %s", (int)seed, run, broken);
    for (int e = 0; e < ENT_N_TRACE_KINDS; e++) told[e] += by.n[e];
    return 1;
}

enum { N_ORDERS = 5 };

static void set_order(struct ent_inputs *in, struct dice *dice, int order)
{
    if (order <= 1) world_order_union(in);
    if (order == 1) world_equip(in, 0);
    if (order == 2) world_order_clusters(in);
    if (order == 3) world_order_patchwork(in);
    if (order == 4) world_order_random(in, dice);
}

static void worlds_hold(int n, int wild)
{
    static struct ent_inputs in;
    int done = 0;
    for (int s = 0; s < n; s++) {
        struct dice dice = {(uint64_t)(1000 * wild + s)};
        world_random(&in, &dice, N_MONTHS);
        if (wild) world_wild_parameters(&in, &dice);
        in.steps_per_month = 1 + s % 2;
        for (int order = 0; order < N_ORDERS; order++) {
            set_order(&in, &dice, order);
            if (wild) world_wild_institutions(&in, &dice);
            for (uint32_t run = 0; run < N_RUNS; run++) done += walk_and_check(&in, (uint64_t)s, run);
        }
    }
    printf("%d of %d runs of %d months; the others filled the agenda\n", done, n * N_ORDERS * N_RUNS, N_MONTHS);
    assert_true(done > n * N_ORDERS * N_RUNS * 3 / 4);
}

static void plausible_worlds_hold(void **state)
{
    (void)state;
    worlds_hold(N_WORLDS, 0);
}

static void wild_worlds_hold(void **state)
{
    (void)state;
    worlds_hold(N_WILD, 1);
}

static void shipped_orders_hold(void **state)
{
    static struct ent_inputs shipped[SHIPPED_N];
    (void)state;
    assert_int_equal(shipped_load(shipped, SHIPPED_SCENARIO), 0);
    for (int o = 0; o < SHIPPED_N; o++)
        for (uint32_t run = 0; run < 4; run++) assert_int_equal(walk_and_check(&shipped[o], SHIPPED_SEED, run), 1);
}

/* What was checked has happened. */
static void every_procedure_was_used(void **state)
{
    static const int kinds[] = {
        ENT_TRACE_DECISION,  ENT_TRACE_VOTE,     ENT_TRACE_STATEMENT, ENT_TRACE_BOUGHT,   ENT_TRACE_PACKAGE,    ENT_TRACE_COOPERATION,
        ENT_TRACE_COALITION, ENT_TRACE_LAPSED,   ENT_TRACE_ENTERED,   ENT_TRACE_REFORM,   ENT_TRACE_PRESSED_IN, ENT_TRACE_DETERMINATION,
        ENT_TRACE_SUSPENDED, ENT_TRACE_EXPELLED, ENT_TRACE_PILLAR,    ENT_TRACE_IN_FORCE, ENT_TRACE_DISSOLVED,
    };
    (void)state;
    for (size_t e = 0; e < sizeof kinds / sizeof kinds[0]; e++) assert_true(told[kinds[e]] >= 20);
}

/* ---- twins that must be noticed ---- */

static void start_plain(void)
{
    static struct ent_inputs in;
    struct dice dice = {7};
    world_random(&in, &dice, 24);
    world_order_clusters(&in);
    world_equip(&in, in.n_forums - 1);
    walk_start(&walk, &in, 1, 0);
    for (int m = 0; m < 12; m++, walk.w.month++) step_month(&walk.k, &walk.w);
    walk.w.month--;
    assert_null(month_holds(&walk.k, &walk.w));
}

#define NOTICED(damage)                                 \
    do {                                                \
        start_plain();                                  \
        damage;                                         \
        assert_non_null(month_holds(&walk.k, &walk.w)); \
    } while (0)

static void damage_is_noticed(void **state)
{
    struct ent_world *const w = &walk.w;
    (void)state;
    NOTICED(w->v[2] = R(1.001));
    NOTICED(w->v[walk.k.n] = R(.2));
    NOTICED(w->threat[0] = R(ENT_MISSING));
    NOTICED(w->capability[1] = -1);
    NOTICED(w->trust[0][1] = R(-.001));
    NOTICED(w->trust[1][1] = R(.5));
    NOTICED(w->trust[1][0] = r_from_bits(r_bits(w->trust[1][0]) ^ 1));
    NOTICED(w->forum[walk.k.in.n_forums - 1].members ^= 1);
    NOTICED(w->forum[walk.k.in.n_forums - 1].suspended = ~w->forum[walk.k.in.n_forums - 1].members);
    NOTICED(w->in[0][0] = 1 - w->in[0][0]);
    NOTICED(w->forum[0].capital = R(-.01));
    NOTICED(w->n_free--);
    NOTICED(w->pending[0] = w->free_slot[0]);
    NOTICED(w->issue[w->pending[0]].covered = R(1.01));
    NOTICED(w->forum[w->issue[w->pending[0]].forum].life = ENT_RATIFYING);
    NOTICED(w->tally.undecided = w->tally.stake_urgent * 2);
    NOTICED(w->forum[walk.k.in.n_forums - 1].purse = R(-.01));
    NOTICED(w->forum[0].pillar = 1);
    NOTICED(w->determined[walk.k.in.n_forums - 1][0] = 3);
    NOTICED(w->forum[walk.k.in.n_forums - 1].reserved_rule[1] = WORLD_TWO_THIRDS);
    NOTICED(w->forum[walk.k.in.n_forums - 1].active = 1000);
    NOTICED(w->issue[w->pending[0]].second = w->issue[w->pending[0]].domain);
}

/* Events that cannot happen. */
static void false_tales_are_noticed(void **state)
{
    const int f = (start_plain(), walk.k.in.n_forums - 1);
    const uint64_t members = walk.w.forum[f].members, stranger = UINT64_C(1) << 63, one = members & (~members + 1);
    const struct ent_trace_event tales[] = {
        {.kind = ENT_TRACE_DECISION, .forum = f, .yes = members, .set = members | stranger, .value = {.5, 1}},
        {.kind = ENT_TRACE_DECISION, .forum = f, .yes = members, .no = one, .set = members, .value = {.5, 1}},
        {.kind = ENT_TRACE_DECISION, .forum = f, .yes = members, .set = members, .value = {1.5, 1}},
        {.kind = ENT_TRACE_VOTE, .forum = f, .yes = members | stranger},
        {.kind = ENT_TRACE_STATEMENT, .forum = f, .yes = members},
        {.kind = ENT_TRACE_COOPERATION, .forum = f, .yes = one},
        {.kind = ENT_TRACE_COOPERATION, .forum = f, .yes = members | stranger},
        {.kind = ENT_TRACE_COALITION, .forum = f, .set = members},
        {.kind = ENT_TRACE_BOUGHT, .forum = f, .value = {0, 1}},
        {.kind = ENT_TRACE_PACKAGE, .forum = f, .other = f, .value = {0}},
        {.kind = ENT_TRACE_DETERMINATION, .forum = f, .value = {3, 1}},
        {.kind = ENT_TRACE_REFORM, .forum = f, .domain = 1},
        {.kind = ENT_TRACE_PRESSED_IN, .forum = f, .state = ent_set_first(members)},
        {.kind = ENT_TRACE_PILLAR, .forum = f},
        {.kind = ENT_TRACE_LAPSED, .forum = f},
    };
    (void)state;
    for (size_t e = 0; e < sizeof tales / sizeof tales[0]; e++)
        if (!event_holds(&walk.k, &walk.w, &tales[e])) fail_msg("tale %d is believed", (int)e);
    const struct ent_trace_event truth = {.kind = ENT_TRACE_DECISION, .forum = f, .yes = members, .set = members, .value = {.5, 1}};
    assert_null(event_holds(&walk.k, &walk.w, &truth));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plausible_worlds_hold),    cmocka_unit_test(wild_worlds_hold),  cmocka_unit_test(shipped_orders_hold),
        cmocka_unit_test(every_procedure_was_used), cmocka_unit_test(damage_is_noticed), cmocka_unit_test(false_tales_are_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
