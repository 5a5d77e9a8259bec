/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 10 in every shipped order, on the real states: with the step of hazards and relaxations halved, 2,000 runs, the 95 %
 * interval of the difference of ensemble means lies within +-.02 for every share at the head of a table, and within 15 % for
 * the rates of rare events. The twin, rates taken per step, is out. (test_half_steps.c follows paths in a small world.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/shipped.h"

enum { N_RUNS = 2000, N_MONTHS = 120, N_SHARES = 13, N_RATES = 3 };

static const int shares[N_SHARES] = {
    ENT_METRIC_structural_cohesion,    ENT_METRIC_alignment,     ENT_METRIC_trust_density,        ENT_METRIC_burden_equity,
    ENT_METRIC_decision_cohesion,      ENT_METRIC_deadlock_risk, ENT_METRIC_deadlock_risk_nobody, ENT_METRIC_deadlock_risk_covered,
    ENT_METRIC_deadlock_risk_eu27,     ENT_METRIC_threat,        ENT_METRIC_alienation,           ENT_METRIC_capability_gap,
    ENT_METRIC_small_state_alienation,
};
static const int rates[N_RATES] = {ENT_METRIC_erosion_onsets, ENT_METRIC_backsliding_states, ENT_METRIC_attacks};

static struct ent_inputs shipped[SHIPPED_N];
static struct ensemble whole, half;

/* The farther end of the interval of half - whole from 0; the runs count as independent, which makes it wider than it is. */
static double farthest(int metric, double *mean)
{
    const struct moments a = ensemble_mean(&whole, metric), b = ensemble_mean(&half, metric);
    *mean = a.mean;
    return fabs(b.mean - a.mean) + 1.96 * hypot(moments_error(&a), moments_error(&b));
}

/* How many metrics leave their bounds; the worst share and rate are printed. */
static int n_outside(const char *called)
{
    double worst_share = 0, worst_rate = 0, mean;
    int outside = 0, share = 0, rate = 0;
    for (int i = 0; i < N_SHARES; i++) {
        const double far = farthest(shares[i], &mean);
        outside += !(far < .02);
        if (far > worst_share) worst_share = far, share = shares[i];
    }
    for (int i = 0; i < N_RATES; i++) {
        const double far = farthest(rates[i], &mean);
        outside += !(far < .15 * mean);
        if (far / mean > worst_rate) worst_rate = far / mean, rate = rates[i];
    }
    printf("  %-14s |difference| < %.4f (%s), < %.1f %% (%s)\n", called, worst_share, ent_metric_rows[share].name, 100 * worst_rate,
           ent_metric_rows[rate].name);
    return outside;
}

static void half_steps_change_nothing_in_any_order(void **state)
{
    (void)state;
    assert_int_equal(shipped_load(shipped, SHIPPED_SCENARIO), 0);
    int outside = 0;
    for (int o = 0; o < SHIPPED_N; o++) {
        struct ent_inputs *in = &shipped[o];
        in->n_months = N_MONTHS;
        assert_int_equal(ensemble_run(in, 0, N_RUNS, &whole), 0);
        in->steps_per_month = 2;
        assert_int_equal(ensemble_run(in, 0, N_RUNS, &half), 0);
        outside += n_outside(shipped_name[o]);
    }
    assert_int_equal(outside, 0);
}

/* Rates that run in steps, doubled where steps are halved. */
static void rates_per_step_are_found_out(void **state)
{
    (void)state;
    struct ent_inputs *in = &shipped[SHIPPED_PATCHWORK];
    in->steps_per_month = 1;
    assert_int_equal(ensemble_run(in, 0, N_RUNS, &whole), 0);
    in->steps_per_month = 2;
    in->parameters.values.phi *= 2;
    in->parameters.values.episode_exit *= 2;
    in->parameters.threat.memory *= in->parameters.threat.memory;
    in->parameters.threat.war_end *= 2;
    in->parameters.effort.rise *= 2;
    in->parameters.effort.fall *= 2;
    in->parameters.trust.relaxation *= 2;
    for (int s = 0; s < in->n_shocks; s++) in->shock[s].hazard *= 2;
    assert_int_equal(ensemble_run(in, 0, N_RUNS, &half), 0);
    assert_true(n_outside("per step") >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_steps_change_nothing_in_any_order),
        cmocka_unit_test(rates_per_step_are_found_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
