/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 5: one run number, one set of draws in every order. What no order can touch (arrivals of issues with stake,
 * urgency, preparation, legal basis, second domain and concern, noise and salience on them, governments, the leader's commitment,
 * errors of measurement, crises) is equal bit by bit. With the feedback through trust, membership and deterrence off, so
 * is what it otherwise moves: values, erosion, attacks, threat, and the issues that attacks raise. The same in all shipped
 * orders on the real states.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/shipped.h"
#include "tests/law/walk.h"
#include "tests/law/worlds.c"

enum { N_WORLDS = 24, N_MONTHS = 84, N_ORDERS = 6 };

/* What one month brings from outside. Issues are in the order of their identities. */
struct arrival {
    int32_t domain, serial;
    int32_t reserved, internal, second;
    real stake, urgency, preparation;
    uint64_t concerns;
    real noise[ENT_P], salience[ENT_P];
};

struct month {
    int32_t n_arrivals, leader, active_until[ENT_MAX_SHOCKS];
    real war;
    real deviation[ENT_MAX_DOMAINS][ENT_P], gate_error[ENT_P];
    struct arrival arrival[ENT_MAX_ISSUES];
};

/* What is from outside only while nothing feeds back. */
struct fate {
    real v[ENT_P], stage[ENT_P], threat[ENT_P], excitation[ENT_MAX_SHOCKS];
    int32_t war_until[ENT_P];
    int32_t n_attacks, n_onsets;
};

static struct walk walk;
static struct ent_inputs in;
static struct month first[N_MONTHS], later;
static struct fate first_fate[N_MONTHS], later_fate;

/* A place whose issue left the agenda this month still holds it. */
static void gather_arrivals(struct month *month)
{
    const struct ent_world *w = &walk.w;
    for (int d = 0; d < in.n_domains; d++)
        for (int64_t serial = -1;;) { /* the next identity in the domain */
            int next = -1;
            for (int s = 0; s < ENT_MAX_ISSUES; s++) {
                const struct ent_issue *issue = &w->issue[s];
                if (!(issue->stake > 0) || issue->arrival != w->month || issue->domain != d || issue->serial <= serial) continue;
                if (next < 0 || issue->serial < w->issue[next].serial) next = s;
            }
            if (next < 0) break;
            const struct ent_issue *issue = &w->issue[next];
            struct arrival *a = &month->arrival[month->n_arrivals++];
            a->domain = d;
            a->serial = issue->serial;
            a->reserved = issue->reserved;
            a->internal = issue->internal;
            a->second = issue->second;
            a->stake = issue->stake;
            a->urgency = issue->urgency;
            a->preparation = issue->preparation;
            a->concerns = issue->concerns;
            memcpy(a->noise, w->noise[next], sizeof a->noise);
            memcpy(a->salience, w->salience[next], sizeof a->salience);
            serial = issue->serial;
        }
}

static void observe(struct month *month, struct fate *fate)
{
    const struct ent_world *w = &walk.w;
    memset(month, 0, sizeof *month);
    memset(fate, 0, sizeof *fate);
    gather_arrivals(month);
    month->leader = w->leader;
    month->war = w->war;
    memcpy(month->deviation, w->deviation, sizeof month->deviation);
    memcpy(month->gate_error, w->gate_error, sizeof month->gate_error);
    for (int s = 0; s < in.n_shocks; s++)
        if (in.shock[s].law == ENT_LAW_CONSTANT) month->active_until[s] = w->active_until[s];
    memcpy(fate->v, w->v, sizeof fate->v);
    memcpy(fate->stage, w->stage, sizeof fate->stage);
    memcpy(fate->threat, w->threat, sizeof fate->threat);
    memcpy(fate->excitation, w->excitation, sizeof fate->excitation);
    memcpy(fate->war_until, w->war_until, sizeof fate->war_until);
    fate->n_attacks = w->tally.n_attacks;
    fate->n_onsets = w->tally.n_onsets;
}

static void no_feedback(void)
{
    in.parameters.values.theta = 0;
    in.parameters.values.contagion = 0;
    in.parameters.values.pressure = 0;
    in.parameters.values.anchoring = 0;
    in.parameters.alienation.rival_pull = 0;
    in.parameters.deterrence.slope = 0;
    in.parameters.threat.shared_pact = 0;
}

/* Attacks are exogenous only without feedback; with it they must not raise issues, or arrivals would differ. */
static void set_feedback(int feedback)
{
    for (int i = 0; i < in.n_shocks && feedback; i++)
        if (in.shock[i].law == ENT_LAW_DETERRED) in.shock[i].issue_domains = 0;
    if (!feedback) no_feedback();
}

static void set_order(int order, int s)
{
    struct dice dice = {(uint64_t)(77 * s + order)};
    if (order == 0) world_order_union(&in);
    if (order == 1) world_order_clusters(&in);
    if (order == 2) world_order_patchwork(&in);
    if (order >= 3) world_order_random(&in, &dice);
}

static void set_world(int s, int feedback)
{
    struct dice dice = {(uint64_t)(600 + s)};
    world_random(&in, &dice, N_MONTHS);
    in.steps_per_month = 1 + s % 2;
    set_feedback(feedback);
}

struct counts {
    int months, same, same_fate, arrivals, raised, crossing;
    int same_stakes; /* runs whose urgent stake is the same at the end */
    int runs;
};

/* Walks a world under its order and compares it month by month with the first order's. */
static void compare_order(int order, uint32_t run, struct counts *c)
{
    static double urgent;
    for (walk_start(&walk, &in, 3, run); walk_goes_on(&walk); walk.w.month++) {
        const int m = walk.w.month;
        step_month(&walk.k, &walk.w);
        observe(order ? &later : &first[m], order ? &later_fate : &first_fate[m]);
        if (!order) continue;
        c->months++;
        c->same += memcmp(&later, &first[m], sizeof later) == 0;
        c->same_fate += memcmp(&later_fate, &first_fate[m], sizeof later_fate) == 0;
        c->arrivals += later.n_arrivals;
        for (int a = 0; a < later.n_arrivals; a++) {
            c->raised += later.arrival[a].serial >= 1 << 27;
            c->crossing += later.arrival[a].second >= 0;
        }
    }
    walk_finish(&walk);
    assert_int_equal(walk.out.status, ENT_RUN_DONE);
    if (!order) {
        urgent = walk.w.tally.stake_urgent;
        return;
    }
    c->runs++;
    const double now = walk.w.tally.stake_urgent;
    c->same_stakes += now <= urgent * 1.000001 && now >= urgent * .999999;
}

static void print_counts(const struct counts *c)
{
    printf("%d months, %d arrivals (%d raised by shocks, %d that touch two domains): equal in %d months, fate in %d\n", c->months,
           c->arrivals, c->raised, c->crossing, c->same, c->same_fate);
}

static struct counts compare_orders(int feedback, uint32_t other_run)
{
    struct counts c = {0};
    for (int s = 0; s < N_WORLDS; s++) {
        set_world(s, feedback);
        for (int order = 0; order < N_ORDERS; order++) {
            set_order(order, s);
            compare_order(order, (uint32_t)s + (order ? other_run : 0), &c);
        }
    }
    print_counts(&c);
    return c;
}

static void streams_are_shared(void **state)
{
    (void)state;
    const struct counts c = compare_orders(1, 0);
    assert_int_equal(c.same, c.months);
    assert_true(c.arrivals > 10 * N_WORLDS * N_ORDERS && c.raised > 0 && c.crossing > 0);
    assert_true(c.same_fate < c.months / 2); /* feedback is real */
}

static void fates_are_shared_without_feedback(void **state)
{
    (void)state;
    const struct counts c = compare_orders(0, 0);
    assert_int_equal(c.same, c.months);
    assert_int_equal(c.same_fate, c.months);
    assert_true(c.raised > 0);
}

/* Every issue whose urgency ends within the horizon is booked once, whatever became of it: deadlock risks of all orders
 * have one denominator. */
static void urgent_stakes_are_shared(void **state)
{
    (void)state;
    const struct counts c = compare_orders(0, 0);
    assert_int_equal(c.same_stakes, c.runs);
}

/* Every shipped order on the real states, in a world with feedback and in one without. */
static void shipped_orders_share_streams(void **state)
{
    static struct ent_inputs shipped[SHIPPED_N];
    struct counts c[2] = {{0}, {0}};
    (void)state;
    assert_int_equal(shipped_load(shipped, SHIPPED_SCENARIO), 0);
    for (int feedback = 0; feedback < 2; feedback++) {
        for (uint32_t run = 0; run < 6; run++)
            for (int o = 0; o < SHIPPED_N; o++) {
                memcpy(&in, &shipped[o], sizeof in);
                in.n_months = N_MONTHS;
                set_feedback(feedback);
                for (int s = 0; s < in.n_shocks; s++)
                    if (in.shock[s].law == ENT_LAW_DETERRED) in.shock[s].hazard = .2;
                compare_order(o, run, &c[feedback]);
            }
        print_counts(&c[feedback]);
        assert_int_equal(c[feedback].same, c[feedback].months);
        assert_true(c[feedback].crossing > 0);
    }
    assert_int_equal(c[0].same_fate, c[0].months);
    assert_int_equal(c[0].same_stakes, c[0].runs);
    assert_true(c[0].raised > 0 && c[1].same_fate < c[1].months);
}

static void other_runs_differ(void **state)
{
    (void)state;
    const struct counts c = compare_orders(0, 1000);
    assert_int_equal(c.same, 0);
    assert_int_equal(c.same_fate, 0);
    assert_int_equal(c.same_stakes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_are_shared),       cmocka_unit_test(fates_are_shared_without_feedback),
        cmocka_unit_test(urgent_stakes_are_shared), cmocka_unit_test(shipped_orders_share_streams),
        cmocka_unit_test(other_runs_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
