/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 3: where all want the same there is nothing to quarrel about. Noise of positions, salience and values off, no
 * elections, no shifts by threat or values, no obstruction, equal positions and salience, no shocks, no external power that
 * wants something else: then in every order, any of the shipped ones among them, no text is refused, positions are at
 * proximity 1, every recorded vote has an agreement index of 1, even where nobody has any patience; nothing is bought,
 * exchanged or stated, and no group goes ahead. One source of difference switched on must show.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/shipped.h"
#include "tests/law/walk.h"
#include "tests/law/worlds.c"

enum { N_WORLDS = 120, N_MONTHS = 96 };

static struct walk walk;
static struct ent_inputs in;

static void quarrels_off(void)
{
    in.n_shocks = in.n_scripted = 0;
    in.parameters.bargaining.position_noise = 0;
    in.parameters.bargaining.salience_noise = 0;
    in.parameters.bargaining.election_months = 0;
    in.parameters.values.noise = 0;
    in.parameters.alienation.obstruction = 0;
    in.parameters.alienation.trust_loss = 0;
    in.parameters.alienation.rival_pull = 0;
    for (int d = 0; d < in.n_domains; d++) {
        struct ent_domain *domain = &in.domain[d];
        domain->threat_shift = domain->values_shift = 0;
        domain->salience_threat = domain->salience_near_war = domain->salience_south = 0;
        domain->w_russia = domain->w_europe = domain->w_liberal = domain->w_income = domain->w_threat = 0;
        domain->w_un = domain->w_renewable = domain->w_gas = domain->w_south = 0;
    }
    for (int f = 0; f < in.n_forums; f++)
        if (in.forum[f].external_leader) in.forum[f].leader_proposes = 0;
}

/* Nobody puts up with anything: the least difference makes a quarrel. */
static void patience_off(void)
{
    struct ent_bargaining_parameters *p = &in.parameters.bargaining;
    p->slack_base = p->slack_trust = p->slack_capital = p->slack_age = 0;
    p->refuse_unanimity = p->refuse_majority = 0;
    for (int d = 0; d < in.n_domains; d++) in.domain[d].leader_bonus = 0;
}

static void like_minded_world(int s)
{
    struct dice dice = {(uint64_t)(4000 + s)};
    world_random(&in, &dice, N_MONTHS);
    if (s % 4 == 0) world_order_random(&in, &dice);
    if (s % 4 == 1) world_order_clusters(&in);
    if (s % 4 == 2) world_order_union(&in);
    if (s % 4 == 3) world_order_patchwork(&in);
    quarrels_off();
    if (s / 4 % 2) patience_off();
}

/* Stake-weighted coverage of the urgent issues that left the agenda in this month. A place that is free again still
 * holds its issue; those free at the start of the month hold no stake (forget_old_issues). */
static double covered_this_month(void)
{
    double sum = 0;
    for (int n = 0; n < walk.w.n_free; n++) {
        const struct ent_issue *issue = &walk.w.issue[walk.w.free_slot[n]];
        if (issue->stake > 0 && issue_is_urgent(&walk.k, issue)) sum += (double)(issue->stake * issue->covered);
    }
    return sum;
}

static void forget_old_issues(void)
{
    for (int n = 0; n < walk.w.n_free; n++) walk.w.issue[walk.w.free_slot[n]].stake = 0;
}

struct quarrels {
    double refused, apart, split, cohesion;
    int n_vetoes, n_contested, n_decided;
    int n_turned; /* statements, payments, packages, groups that go ahead */
};

static struct quarrels quarrels_of_run(uint32_t run)
{
    struct quarrels q = {0};
    for (walk_start(&walk, &in, 11, run); walk_goes_on(&walk); walk.w.month++) {
        const double before = walk.w.tally.cohesion;
        forget_old_issues();
        step_month(&walk.k, &walk.w);
        q.split += covered_this_month() - (walk.w.tally.cohesion - before); /* coverage x (1 - agreement index) */
        q.apart += 1 - (double)positions_proximity(&walk.k, &walk.w);
    }
    walk_finish(&walk);
    assert_int_equal(walk.out.status, ENT_RUN_DONE);
    q.cohesion = walk.w.tally.cohesion;
    q.refused = walk.w.tally.refusal;
    q.n_vetoes = walk.w.tally.n_vetoes;
    q.n_contested = walk.w.tally.n_majority_acts - walk.w.tally.n_uncontested;
    q.n_turned = walk.w.tally.n_statements + walk.w.tally.n_bought + walk.w.tally.n_packages + walk.w.tally.n_cooperations;
    for (int m = 0; m < ENT_N_DURATIONS; m++) q.n_decided += walk.out.decided[m];
    return q;
}

/* One run of the world as it is; decisions in it. */
static int all_agree(int s)
{
    const struct quarrels q = quarrels_of_run((uint32_t)s);
    if (q.refused > 0 || q.n_vetoes > 0 || q.n_contested > 0 || q.n_turned > 0 || fabs(q.apart) > 1e-4 ||
        fabs(q.split) > 1e-4 * (1 + q.cohesion))
        fail_msg("world %d: refused %g, vetoes %d, contested %d, turned %d, apart %g, split %g of %g", s, q.refused, q.n_vetoes,
                 q.n_contested, q.n_turned, q.apart, q.split, q.cohesion);
    assert_float_equal(walk.out.metric[ENT_METRIC_proximity], 1, 1e-6);
    if (walk.w.tally.stake_urgent > 0) assert_true(walk.out.metric[ENT_METRIC_deadlock_risk_refusal] == 0.0f);
    return q.n_decided;
}

static void nobody_quarrels(void **state)
{
    int decided = 0;
    (void)state;
    for (int s = 0; s < N_WORLDS; s++) {
        like_minded_world(s);
        decided += all_agree(s);
    }
    printf("%d decisions, all unanimous\n", decided);
    assert_true(decided > 20 * N_WORLDS);
}

static void nobody_quarrels_in_shipped_orders(void **state)
{
    static struct ent_inputs shipped[SHIPPED_N];
    (void)state;
    assert_int_equal(shipped_load(shipped, SHIPPED_SCENARIO), 0);
    for (int o = 0; o < SHIPPED_N; o++) {
        int decided = 0;
        for (int s = 0; s < 8; s++) {
            memcpy(&in, &shipped[o], sizeof in);
            in.n_months = N_MONTHS;
            quarrels_off();
            if (s % 2) patience_off();
            decided += all_agree(s);
        }
        printf("%-14s %d decisions, all unanimous\n", shipped_name[o], decided);
        assert_true(decided > 8 * 50);
    }
}

/* ---- twins ---- */

/* Sum over worlds with one change made to them. */
static struct quarrels quarrels_with(void (*change)(void))
{
    struct quarrels sum = {0};
    for (int s = 0; s < N_WORLDS / 4; s++) {
        like_minded_world(s);
        change();
        const struct quarrels q = quarrels_of_run((uint32_t)s);
        sum.refused += q.refused;
        sum.split += q.split;
        sum.apart += fabs(q.apart);
        sum.n_contested += q.n_contested;
        sum.n_turned += q.n_turned;
    }
    return sum;
}

static void noisy_positions(void)
{
    in.parameters.bargaining.position_noise = .3;
}

static void unlike_domains(void)
{
    for (int d = 0; d < in.n_domains; d++) in.domain[d].w_income = 1;
}

static void elections_held(void)
{
    in.parameters.bargaining.election_months = 24;
}

static void obstruction(void)
{
    in.parameters.alienation.obstruction = .1;
    in.parameters.alienation.memory = .8;
    in.parameters.bargaining.slack_trust = in.parameters.bargaining.slack_capital = in.parameters.bargaining.slack_age = 0;
}

static void a_leader_elsewhere(void)
{
    for (int f = 0; f < in.n_forums; f++) {
        in.forum[f].external_leader = in.forum[f].leader_proposes = 1;
        in.forum[f].leader_position = 1;
        in.forum[f].leader = 0;
    }
    patience_off();
}

static void every_difference_shows(void **state)
{
    (void)state;
    struct quarrels q = quarrels_with(noisy_positions);
    assert_true(q.refused > 0 && q.split > .01 && q.n_contested > 0 && q.n_turned > 0);
    q = quarrels_with(unlike_domains);
    assert_true(q.refused > 0 && q.split > .01 && q.apart > 1);
    q = quarrels_with(elections_held);
    assert_true(q.split > .01 && q.apart > 1);
    q = quarrels_with(obstruction);
    assert_true(q.split > .01 && q.apart < 1e-4);
    q = quarrels_with(a_leader_elsewhere);
    assert_true(q.refused > 0 && q.apart < 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_quarrels),
        cmocka_unit_test(nobody_quarrels_in_shipped_orders),
        cmocka_unit_test(every_difference_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
