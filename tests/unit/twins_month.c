/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every mechanism of the month against a slow twin that says its equations (model/ODD.md) in plain loops: every bit of the world
 * that the mechanism leaves must be the same. The worlds are those that months of a run have led to: the shipped orders on the
 * real states, and random orders on random states, few and many. With a constant changed in its last digits, a twin must differ.
 *
 * Included by test_twins_month.c, and by test_twins_month_narrow.c for the copy of the kernel that has room for fewer states.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "params/experiment.h"
#include "tests/law/walk.h"
#include "tests/law/worlds.c"

#include "tests/unit/plain.h"
#include "tests/unit/unlike_worlds.h"
#include "tests/unit/twin_states.h"
#include "tests/unit/twin_votes.h"
#include "tests/unit/twin_decision.h"
#include "tests/unit/twin_agenda.h"
#include "tests/unit/twin_exchange.h"
#include "tests/unit/twin_bargaining.h"
#include "tests/unit/twin_forums.h"
#include "tests/unit/twin_effort.h"
#include "tests/unit/twin_record.h"
#include "tests/unit/twin_shocks.h"
#include "tests/unit/twin_membership.h"
#include "tests/unit/twin_discipline.h"

enum { N_SHIPPED_MONTHS = 120, N_RANDOM = 60, N_RANDOM_MONTHS = 36 };

/* ---- the schedule ---- */

typedef void mechanism_of(const struct ent_constants *k, struct ent_world *w);

/* One constant, so little different that only bits tell. */
static double nearby(double x)
{
    return x * (1 + 1e-6) + 1e-9;
}
#define SPOIL(name, parameter)                                           \
    static void spoil_##name(struct ent_constants *k)                    \
    {                                                                    \
        k->in.parameters.parameter = nearby(k->in.parameters.parameter); \
    }
SPOIL(commitment, deterrence.enablers_conditional)
SPOIL(elections, bargaining.turnover)
SPOIL(arrivals, bargaining.stake_mean)
SPOIL(votes, compliance.burden_scale)
SPOIL(exchange, exchange.purse)
SPOIL(cooperation, bargaining.settled_step)
SPOIL(left, bargaining.overdue_cost)
SPOIL(alienation, alienation.memory)
SPOIL(capital, capital.growth)
SPOIL(effort, effort.threat_response)
SPOIL(membership, membership.sovereignty)
static void spoil_memory(struct ent_constants *k)
{
    k->memory -= R(0x1p-22);
}
static void spoil_defence(struct ent_constants *k)
{
    for (int d = 0; d < k->in.n_domains; d++) k->in.domain[d].defence = 1;
}
static void spoil_shocks(struct ent_constants *k)
{
    for (int s = 0; s < k->in.n_shocks; s++) k->in.shock[s].excitation_decay = nearby(k->in.shock[s].excitation_decay);
}
static void spoil_step(struct ent_constants *k)
{
    k->dt *= 1 + R(0x1p-19);
}
static void spoil_positions(struct ent_constants *k)
{
    for (int i = 0; i < k->n; i++) k->base[0][i] *= 1 + R(0x1p-19);
}
static void spoil_stances(struct ent_constants *k)
{
    for (int i = 0; i < k->n; i++) k->threat0[i] *= 1 + R(0x1p-19);
}
static void spoil_power(struct ent_constants *k)
{
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < k->n; j++) k->power_near[i][j] *= 1 + R(0x1p-19);
}

/* In the order of model/step.c. What a part of a month does is asked of a world aside, which then goes no further. */
enum when { EACH_STEP, MONTHLY, ASIDE, LATE };
static const struct row {
    const char *name;
    enum when when;
    mechanism_of *fast, *twin;
    void (*spoil)(struct ent_constants *k);
} rows[] = {
    {"shocks", EACH_STEP, shocks_happen, twin_shocks, spoil_shocks},
    {"threat", EACH_STEP, threat_update, twin_threat, spoil_step},
    {"values", EACH_STEP, values_update, twin_values, spoil_step},
    {"commitment", EACH_STEP, commitment_opportunity, twin_commitment, spoil_commitment},
    {"elections", MONTHLY, agenda_elections, twin_elections, spoil_elections},
    {"positions", MONTHLY, agenda_positions, twin_positions, spoil_positions},
    {"arrivals", MONTHLY, agenda_arrivals, twin_arrivals, spoil_arrivals},
    {"stances", ASIDE, bargaining_stances, twin_stances, spoil_stances},
    {"votes", ASIDE, bargaining_votes, twin_votes, spoil_votes},
    {"exchange", ASIDE, exchange_month, twin_exchange, spoil_exchange},
    {"cooperation", ASIDE, cooperation_month, twin_cooperation, spoil_cooperation},
    {"what is left", ASIDE, bargaining_left, twin_left, spoil_left},
    {"bargaining", MONTHLY, bargaining_month, twin_bargaining, spoil_stances},
    {"reform", MONTHLY, reform_month, twin_reform, spoil_memory},
    {"alienation", MONTHLY, alienation_update, twin_alienation, spoil_alienation},
    {"capital", MONTHLY, capital_update, twin_capital, spoil_capital},
    {"trust", EACH_STEP, trust_update, twin_trust, spoil_step},
    {"effort", EACH_STEP, effort_update, twin_effort, spoil_effort},
    {"enablers", EACH_STEP, commitment_rebuild, twin_rebuild, spoil_step},
    {"membership", MONTHLY, membership_update, twin_membership, spoil_membership},
    {"aggression", EACH_STEP, aggression_happens, twin_aggression, spoil_power},
    {"survey", EACH_STEP, trust_survey, twin_survey, NULL}, /* it has no constant */
    {"failure", LATE, order_may_fail, twin_failure, spoil_defence},
    {"record", LATE, record_month, twin_record, spoil_power},
    {"check", LATE, world_check, NULL, NULL},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

/* ---- the walks ---- */

static struct found {
    int compared, unlike, told_apart;
    char where[160]; /* of the first that was unlike */
} found[N_ROWS];

/* What must have happened somewhere, or the comparisons prove little. */
enum {
    VETOES,
    PACKAGES,
    BOUGHT,
    STATEMENTS,
    COOPERATIONS,
    REFORMS,
    COALITIONS,
    LAPSES,
    ENDS,
    SUSPENSIONS,
    EXPULSIONS,
    ENTRIES,
    EXITS,
    ATTACKS,
    ONSETS,
    FAILURES,
    STAGES,
    N_EVENTS
};
static const char *const event_names[N_EVENTS] = {"vetoes",     "packages", "bought", "statements",  "cooperations", "reforms",
                                                  "coalitions", "lapses",   "ends",   "suspensions", "expulsions",   "entries",
                                                  "exits",      "attacks",  "onsets", "failures",    "stages"};
static int events[N_EVENTS];

static int worlds_of[ENT_P / ENT_LANES + 1]; /* by the groups of lanes that their states fill */

static struct walk walk;
static struct ent_world aside, twin, wrong;
static struct ent_constants spoiled;
static struct ent_run_result aside_report, twin_report, wrong_report, whole;

/* One mechanism on the world `w`, which it changes, and on copies of it by its twin and by a wrong twin. */
static void compare(const char *world, int r, struct ent_world *w)
{
    const struct row *row = &rows[r];
    struct found *f = &found[r];
    struct counts before;
    size_t first = 0;
    if (!row->twin) {
        row->fast(&walk.k, w);
        return;
    }
    counts_of(w->out, &before);
    memcpy(&twin, w, sizeof twin);
    twin.out = &twin_report;
    set_counts(&twin_report, &before);
    if (row->spoil) {
        memcpy(&wrong, w, sizeof wrong);
        memcpy(&spoiled, &walk.k, sizeof spoiled);
        row->spoil(&spoiled);
        wrong.out = &wrong_report;
        set_counts(&wrong_report, &before);
        row->twin(&spoiled, &wrong);
    }
    row->twin(&walk.k, &twin);
    row->fast(&walk.k, w);
    copy_kept(&walk.k, &twin, w);
    copy_kept(&walk.k, &wrong, w);
    twin.out = wrong.out = w->out;
    const int n = unlike(w, &twin, &first), differs = n > 0 || reports_unlike(&walk.k, w->out, &twin_report, w->month);
    if (differs && f->unlike++ == 0)
        snprintf(f->where, sizeof f->where, "first in %s, month %d: %d numbers, from %s on", world, w->month, n,
                 n ? column_at(first) : "the report");
    f->compared++;
    f->told_apart += row->spoil && unlike(w, &wrong, &first) > 0;
}

/* Sets a world aside. Every other month it is stirred, for more to disagree about, and more to pay with, than a month brings. */
static void set_aside(const struct ent_world *w)
{
    struct dice dice = {w->stream.key[0] ^ (uint64_t)w->month << 32};
    memcpy(&aside, w, sizeof aside);
    aside.out = &aside_report;
    if (w->month % 2) return;
    const int older = dice_below(&dice, 12); /* all alike, or issues could not be told apart */
    for (int n = 0; n < aside.n_pending; n++) {
        const int slot = aside.pending[n];
        aside.issue[slot].arrival -= older;
        aside.issue[slot].reserved = dice_chance(&dice, .3);
        if (dice_chance(&dice, .5)) aside.issue[slot].quo = R(dice_unit(&dice));
        aside.issue[slot].ready = dice_chance(&dice, .7) ? aside.month : aside.issue[slot].ready;
        for (int i = 0; i < walk.k.n; i++) aside.noise[slot][i] += R(dice_between(&dice, -.6, .6));
    }
    for (int f = 0; f < walk.k.in.n_forums; f++) aside.forum[f].purse = R(dice_unit(&dice));
    for (int i = 0; i < walk.k.n; i++) aside.alienation[i] = R(dice_unit(&dice));
}

static void step_by_step(const char *world)
{
    struct ent_world *w = &walk.w;
    for (w->step = 0; w->step < walk.k.in.steps_per_month; w->step++)
        for (int r = 0; r < N_ROWS; r++) {
            if (rows[r].when == LATE || (rows[r].when != EACH_STEP && w->step > 0)) continue;
            if (rows[r].when == ASIDE && rows[r - 1].when != ASIDE) set_aside(w);
            compare(world, r, rows[r].when == ASIDE ? &aside : w);
        }
    for (int r = 0; r < N_ROWS; r++)
        if (rows[r].when == LATE) compare(world, r, w);
}

/* Counts what cannot be read off at the end of a run. */
static void watch(const struct ent_world *before)
{
    const struct ent_world *w = &walk.w;
    events[STAGES] += w->leader != before->leader;
    for (int f = 0; f < walk.k.in.n_forums; f++) {
        const struct ent_forum_state *was = &before->forum[f], *is = &w->forum[f];
        events[LAPSES] += was->life == ENT_IN_FORCE && is->life == ENT_UNSIGNED;
        events[ENDS] += was->life == ENT_IN_FORCE && is->life == ENT_DISSOLVED;
        if (was->life != ENT_IN_FORCE || is->life != ENT_IN_FORCE) continue;
        events[ENTRIES] += size_of(is->members & ~was->members);
        events[EXPULSIONS] += size_of(was->suspended & ~is->members);
        events[EXITS] += size_of(was->members & ~was->suspended & ~is->members);
    }
}

static void walk_world(const char *world, const struct ent_inputs *in, uint64_t seed, uint32_t run)
{
    static struct ent_world before;
    static struct walk again;
    walk_start(&walk, in, seed, run);
    worlds_of[walk.k.n_pad / ENT_LANES]++;
    memset(&aside_report, 0, sizeof aside_report);
    memset(&twin_report, 0, sizeof twin_report);
    memset(&wrong_report, 0, sizeof wrong_report);
    for (; walk_goes_on(&walk); walk.w.month++) {
        memcpy(&before, &walk.w, sizeof before);
        step_by_step(world);
        watch(&before);
    }
    const struct ent_tallies *t = &walk.w.tally;
    const int counted[] = {t->n_vetoes, t->n_packages, t->n_bought, t->n_statements, t->n_cooperations, t->n_reforms, t->n_coalitions};
    for (int e = 0; e <= COALITIONS; e++) events[e] += counted[e];
    events[SUSPENSIONS] += t->n_suspensions;
    events[ATTACKS] += t->n_attacks;
    events[ONSETS] += t->n_onsets;
    events[FAILURES] += walk.w.failed_month >= 0;
    walk_finish(&walk);
    run_into(&again, in, seed, run, &whole);
    if (memcmp(&walk.out, &whole, sizeof whole) != 0) fail_msg("%s: the rows of this test are not the month's schedule", world);
}

static void walk_shipped(void)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    static struct ent_inputs in;
    char months[32];
    snprintf(months, sizeof months, "months=%d", N_SHIPPED_MONTHS);
    const char *const sets[] = {months, "split.month=12"};
    assert_int_equal(ent_experiment_load(&experiment, "orders", NULL, sets, 2, &complaints), ENT_OK);
    for (int o = 0; o < ent_experiment_n_orders(experiment); o++) {
        assert_int_equal(ent_experiment_resolve(experiment, o, 0, &in), ENT_OK);
        walk_world(ent_experiment_order_name(experiment, o), &in, 20260101, (uint32_t)o);
    }
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
}

/* All forums ask the same of sovereignty, and shocks drive members out: only ties decide whom. */
static void make_alike(struct ent_inputs *in)
{
    for (int f = 0; f < in->n_forums; f++) {
        struct ent_forum *forum = &in->forum[f];
        forum->secretariat = forum->budget = forum->pooled_command = forum->monitoring = .5;
    }
    for (int s = 0; s < in->n_shocks; s++)
        if (in->shock[s].departure) in->shock[s].hazard = 3;
}

static void walk_random(void)
{
    static struct ent_inputs in;
    for (int s = 0; s < N_RANDOM; s++) {
        char name[40];
        struct dice dice = {(uint64_t)(500 + s)};
        snprintf(name, sizeof name, "random world %d", s);
        world_random(&in, &dice, N_RANDOM_MONTHS);
        if (in.n_states > ENT_P) continue; /* no room for it in a narrow copy */
        in.steps_per_month = 1 + s % 2;
        world_order_random(&in, &dice);
        if (s % 4 == 1) world_order_patchwork(&in);
        if (s % 4 == 2) world_order_clusters(&in);
        if (s % 4 == 3) world_wild_institutions(&in, &dice);
        if (s % 8 > 4) world_wild_parameters(&in, &dice);
        if (s % 5 == 0) make_alike(&in);
        if (s % 5 == 1) in.parameters.commitment.first_month = in.parameters.commitment.every_months = 1;
        if (s % 4 == 0) in.parameters.exchange.purse = 1; /* enough to buy many at once */
        walk_world(name, &in, (uint64_t)s, 1);
    }
}

static int walk_all(void **unused)
{
    (void)unused;
    walk_shipped();
    walk_random();
    return 0;
}

/* ---- the tests ---- */

static void equals_its_twin(void **state)
{
    const struct row *row = *state;
    const struct found *f = &found[row - rows];
    printf("%d comparisons, a wrong twin told apart in %d\n", f->compared, f->told_apart);
    if (f->unlike > 0) fail_msg("%d of %d comparisons differ; %s", f->unlike, f->compared, f->where);
    assert_true(f->compared > 0);
    assert_true(f->told_apart > 0 || !row->spoil);
}

static void much_has_happened(void **unused)
{
    (void)unused;
    for (int e = 0; e < N_EVENTS; e++) printf("  %s: %d\n", event_names[e], events[e]);
    for (int e = 0; e < N_EVENTS; e++) assert_true(events[e] > 0);
    for (int lanes = 1; lanes <= ENT_P / ENT_LANES; lanes++) assert_true(worlds_of[lanes] > 0);
}

int main(void)
{
    struct CMUnitTest tests[N_ROWS + 1] = {{NULL, NULL, NULL, NULL, NULL}}; /* cmocka passes over what has no function */
    for (int r = 0; r < N_ROWS; r++)
        if (rows[r].twin) tests[r] = (struct CMUnitTest){rows[r].name, equals_its_twin, NULL, NULL, (void *)(uintptr_t)&rows[r]};
    tests[N_ROWS] = (struct CMUnitTest)cmocka_unit_test(much_has_happened);
    return cmocka_run_group_tests(tests, walk_all, NULL);
}
