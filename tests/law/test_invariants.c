/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 4: nobody leaves the population, coverage is at most 1, shares stay in [0, 1], capability is never negative, the
 * sets of members agree with one another. Checked after every month of many random worlds, orders and runs, some of
 * them with every number anywhere in its range. Damaged worlds must be noticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/walk.h"
#include "tests/law/worlds.c"

#include "tests/law/invariants.h"

enum { N_WORLDS = 120, N_WILD = 120, N_MONTHS = 60, N_RUNS = 2 };

static struct walk walk;

/* ---- worlds ---- */

static int walk_and_check(const struct ent_inputs *in, uint64_t seed, uint32_t run)
{
    for (walk_start(&walk, in, seed, run); walk_goes_on(&walk); walk.w.month++) {
        step_month(&walk.k, &walk.w);
        if (walk.w.failure == ENT_FAILURE_AGENDA_FULL) return 0; /* a full table is a recorded failure */
        const char *broken = month_holds(&walk.k, &walk.w);
        if (broken || walk.w.failure)
            fail_msg("seed %d run %u month %d: %s (failure %d)", (int)seed, run, walk.w.month, broken ? broken : "the run failed",
                     walk.w.failure);
    }
    walk_finish(&walk);
    const char *broken = report_holds(&walk.k, &walk.out);
    if (broken) fail_msg("seed %d run %u: %s", (int)seed, run, broken);
    return 1;
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
        for (int order = 0; order < 3; order++) {
            if (order == 0) world_order_union(&in);
            if (order == 1) world_order_clusters(&in);
            if (order == 2) world_order_random(&in, &dice);
            if (wild) world_wild_institutions(&in, &dice);
            for (uint32_t run = 0; run < N_RUNS; run++) done += walk_and_check(&in, (uint64_t)s, run);
        }
    }
    printf("%d of %d runs of %d months; the others filled the agenda\n", done, n * 3 * N_RUNS, N_MONTHS);
    assert_true(done > n * 3 * N_RUNS * 3 / 4);
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

/* ---- twins that must be noticed ---- */

static void start_plain(void)
{
    static struct ent_inputs in;
    struct dice dice = {7};
    world_random(&in, &dice, 24);
    world_order_clusters(&in);
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
    NOTICED(w->forum[walk.k.in.n_forums - 1].members ^= 1);
    NOTICED(w->forum[walk.k.in.n_forums - 1].suspended = ~w->forum[walk.k.in.n_forums - 1].members);
    NOTICED(w->in[0][0] = 1 - w->in[0][0]);
    NOTICED(w->forum[0].capital = R(-.01));
    NOTICED(w->n_free--);
    NOTICED(w->pending[0] = w->free_slot[0]);
    NOTICED(w->issue[w->pending[0]].covered = R(1.01));
    NOTICED(w->forum[w->issue[w->pending[0]].forum].life = ENT_RATIFYING);
    NOTICED(w->tally.undecided = w->tally.stake_urgent * 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plausible_worlds_hold),
        cmocka_unit_test(wild_worlds_hold),
        cmocka_unit_test(damage_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
