/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 10: hazards and relaxations are per year, whatever the step. With the step halved, 2,000 runs of a small world
 * under two orders: the 95 % interval of the difference of ensemble means lies within +-.02 for every share that is
 * reported at the head of a table, and within 10 % for the rates of rare events. A kernel that took its rates per step
 * (rates doubled where the step is halved) is out.
 *
 * Means forgive a relaxation whose end is the same. So each is also followed along its path after scripted shocks, with
 * everything random in steps switched off: it may stray from itself at whole steps by 3 % of the way it goes, the
 * error of taking the derivative at the start of a step, and by much more if its rate is per step.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/statistics.h"
#include "tests/law/walk.h"
#include "tests/law/worlds.c"

enum { N_RUNS = 2000, N_MONTHS = 120, N_SHARES = 10, N_RATES = 3 };

static const int shares[N_SHARES] = {
    ENT_METRIC_structural_cohesion,
    ENT_METRIC_alignment,
    ENT_METRIC_trust_density,
    ENT_METRIC_burden_equity,
    ENT_METRIC_decision_cohesion,
    ENT_METRIC_deadlock_risk,
    ENT_METRIC_deadlock_risk_nobody,
    ENT_METRIC_deadlock_risk_covered,
    ENT_METRIC_threat,
    ENT_METRIC_alienation,
};
static const int rates[N_RATES] = {ENT_METRIC_erosion_onsets, ENT_METRIC_backsliding_states, ENT_METRIC_attacks};

static struct walk walk;
static struct ent_run_result result;

static void small_world(struct ent_inputs *in, int clusters)
{
    struct dice dice = {2};
    world_defaults(in, N_MONTHS);
    world_states(in, &dice, 10);
    world_domains(in, &dice, 3);
    world_shocks(in, &dice);
    in->n_scripted = 0;
    in->shock[2].hazard = .03;
    if (clusters)
        world_order_clusters(in);
    else
        world_order_union(in);
}

/* Everything that runs in steps, at twice the rate. */
static void double_rates(struct ent_inputs *in)
{
    in->parameters.values.phi *= 2;
    in->parameters.values.noise *= sqrt(2);
    in->parameters.values.episode_exit *= 2;
    in->parameters.values.restoration *= 2;
    in->parameters.alienation.rival_pull *= 2;
    in->parameters.threat.memory *= in->parameters.threat.memory;
    in->parameters.threat.war_end *= 2;
    in->parameters.effort.rise *= 2;
    in->parameters.effort.fall *= 2;
    in->parameters.trust.relaxation *= 2;
    for (int s = 0; s < in->n_shocks; s++) in->shock[s].hazard *= 2;
}

static void ensemble(const struct ent_inputs *in, struct moments *of)
{
    memset(of, 0, ENT_N_METRICS * sizeof *of);
    for (uint32_t run = 0; run < N_RUNS; run++) {
        run_into(&walk, in, 8, run, &result);
        assert_int_equal(result.status, ENT_RUN_DONE);
        for (int m = 0; m < ENT_N_METRICS; m++)
            if (result.metric[m] == result.metric[m]) moments_add(&of[m], (double)result.metric[m]);
    }
}

/* Half-width and centre of the interval of b - a, as the farther of its ends from 0. The runs are taken as independent,
 * which makes it wider than it is. */
static double farthest(const struct moments *a, const struct moments *b)
{
    return fabs(b->mean - a->mean) + 1.96 * hypot(moments_error(a), moments_error(b));
}

/* How many metrics leave their bounds. */
static int n_outside(const struct moments *whole, const struct moments *half, int print)
{
    int outside = 0;
    for (int i = 0; i < N_SHARES; i++) {
        const int m = shares[i];
        const double far = farthest(&whole[m], &half[m]);
        if (print) printf("  %-28s %8.4f %8.4f  |difference| < %.4f\n", ent_metric_rows[m].name, whole[m].mean, half[m].mean, far);
        outside += !(far < .02);
    }
    for (int i = 0; i < N_RATES; i++) {
        const int m = rates[i];
        const double far = farthest(&whole[m], &half[m]) / whole[m].mean;
        if (print) printf("  %-28s %8.4f %8.4f  |difference| < %.1f %%\n", ent_metric_rows[m].name, whole[m].mean, half[m].mean, 100 * far);
        outside += !(far < .1);
    }
    return outside;
}

static void half_steps_change_nothing(void **state)
{
    static struct ent_inputs in;
    static struct moments whole[ENT_N_METRICS], half[ENT_N_METRICS];
    (void)state;
    for (int clusters = 0; clusters < 2; clusters++) {
        small_world(&in, clusters);
        ensemble(&in, whole);
        in.steps_per_month = 2;
        ensemble(&in, half);
        printf("order %d\n", clusters);
        assert_int_equal(n_outside(whole, half, 1), 0);
        double_rates(&in);
        ensemble(&in, half);
        const int out = n_outside(whole, half, 0);
        printf("  with rates per step %d of %d are out\n", out, N_SHARES + N_RATES);
        assert_true(out >= 6);
    }
}

/* ---- paths ---- */

enum { N_PATHS = 6, PATH_MONTHS = 72 };
static const char *const path_names[N_PATHS] = {"values", "threat", "effort", "capability", "trust", "enablers"};

struct path {
    double at[N_PATHS][PATH_MONTHS + 1][ENT_P];
};

/* Every state begins to erode, one is attacked, trust falls, the leader withdraws; then nothing happens any more. */
static void shaken_world(struct ent_inputs *in)
{
    small_world(in, 0);
    in->n_months = PATH_MONTHS;
    in->parameters.values.noise = in->parameters.values.episode_exit = in->parameters.threat.war_end = 0;
    in->parameters.commitment.every_months = 240;
    in->parameters.commitment.first_month = 240;
    in->parameters.effort.fall = .3; /* no kink in the path */
    for (int s = 0; s < in->n_shocks; s++) in->shock[s].hazard = in->shock[s].branching = in->shock[s].issue_domains = 0;
    in->shock[0].trust_loss_low = in->shock[0].trust_loss_high = .2;
    in->shock[1].trust_loss_high = 0;
    in->parameters.threat.war_months = 120;
    for (int i = 0; i < in->n_states; i++) in->scripted[in->n_scripted++] = (struct ent_scripted){2, 0, i};
    in->scripted[in->n_scripted++] = (struct ent_scripted){1, 0, 0};
    in->scripted[in->n_scripted++] = (struct ent_scripted){0, 0, -1};
    in->scripted[in->n_scripted++] = (struct ent_scripted){3, 0, -1};
    for (int d = 0; d < in->n_domains; d++) in->domain[d].arrivals = 0; /* no votes to turn on a hair */
    for (int f = 0; f < in->n_forums; f++) in->forum[f].suspension_months = 0;
    in->parameters.membership.exit_rate = 0;
}

static void follow(const struct ent_inputs *in, struct path *path)
{
    for (walk_start(&walk, in, 8, 0); walk_goes_on(&walk); walk.w.month++) {
        step_month(&walk.k, &walk.w);
        for (int i = 0; i < in->n_states; i++) {
            const double now[N_PATHS] = {(double)walk.w.v[i],          (double)walk.w.threat[i],      (double)walk.w.effort[i],
                                         (double)walk.w.capability[i], (double)walk.w.trust_given[i], (double)walk.w.enablers};
            for (int p = 0; p < N_PATHS; p++) path->at[p][walk.w.month][i] = now[p];
        }
    }
    assert_int_equal(walk.w.failure, ENT_FAILURE_NONE);
}

/* How far b strays from a, in the mean over states and months, as a share of the way a goes. */
static double strays(const struct path *a, const struct path *b, int p, int n)
{
    double way = 0, apart = 0;
    for (int i = 0; i < n; i++)
        for (int m = 0; m < PATH_MONTHS; m++) {
            way += fabs(a->at[p][m][i] - a->at[p][PATH_MONTHS - 1][i]);
            apart += fabs(a->at[p][m][i] - b->at[p][m][i]);
        }
    return apart / way;
}

static void paths_do_not_depend_on_the_step(void **state)
{
    static struct ent_inputs in;
    static struct path whole, half, wrong;
    (void)state;
    shaken_world(&in);
    follow(&in, &whole);
    in.steps_per_month = 2;
    follow(&in, &half);
    double_rates(&in);
    in.parameters.effort.depreciation *= 2;
    in.parameters.deterrence.rebuild_low *= 2;
    in.parameters.deterrence.rebuild_high *= 2;
    follow(&in, &wrong);
    for (int p = 0; p < N_PATHS; p++) {
        const double apart = strays(&whole, &half, p, in.n_states), twin = strays(&whole, &wrong, p, in.n_states);
        printf("  %-12s strays by %.2f %% of its way, by %.0f %% with its rate per step\n", path_names[p], 100 * apart, 100 * twin);
        assert_true(apart < .03);
        assert_true(twin > .1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_do_not_depend_on_the_step),
        cmocka_unit_test(half_steps_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
