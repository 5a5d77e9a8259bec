/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each of the three shocks does what it says: with its hazard raised, and the same random numbers, metrics move with
 * the sign that theory expects, in an order of one union and in one of clusters, on the real states. Two twins must
 * be rejected: the two worlds exchanged, and the hazard raised of a shock that has lost its effect.
 *
 * Where theory does not decide the sign, the effect is printed and nothing is asserted:
 *   withdrawal on the capability gap     fewer enablers widen it, more effort narrows it; in the first ten years the
 *                                        former comes first, so it is asserted there
 *   aggression on trust                  broken promises cost trust, agreement on what to do brings it
 *   aggression on the capability gap     the victim's losses widen it, rearmament narrows it
 *   aggression on backsliding            no channel but alienation
 *   backsliding on threat, effort, gap   no channel but what decisions add to pooling
 *   backsliding on deadlock in the union less compliance covers less, but eroding states come closer to those who veto,
 *                                        or lose their vote, and more is decided: the former is asserted by itself, as
 *                                        the share that a decision leaves uncovered; in the clusters it prevails
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "params/experiment.h"
#include "runs/dispatch.h"

enum { N_RUNS = 1200, N_DISABLED_RUNS = 300, N_MONTHS = 120, N_ORDERS = 2 };
enum { WITHDRAWAL, AGGRESSION, BACKSLIDING, N_SHOCKS };

static const double SHOWN = 3; /* one-sided */

/* The shock's law, what it is raised from and to, and what it is called in print. */
static const struct {
    int32_t law;
    double low, high;
    const char *name;
} shocks[N_SHOCKS] = {
    [WITHDRAWAL] = {ENT_LAW_COMMITMENT, 0.1, 0.8, "withdrawal"},
    [AGGRESSION] = {ENT_LAW_DETERRED, 0.01, 0.04, "aggression"},
    [BACKSLIDING] = {ENT_LAW_EROSION, 0.003, 0.03, "backsliding"},
};

/* Expected sign of each metric for each shock; 0: undecided; IN_CLUSTERS: positive there, undecided in the union. */
enum { IN_CLUSTERS = 2 };
enum { UNCOVERED_THOUGH_DECIDED = ENT_N_METRICS }; /* readings b less a of deadlock */
static const struct {
    int metric;
    int sign[N_SHOCKS];
} expected[] = {
    {ENT_METRIC_threat, {+1, +1, 0}},
    {ENT_METRIC_trust_density, {-1, 0, -1}},
    {ENT_METRIC_effort, {+1, +1, 0}},
    {ENT_METRIC_capability_gap, {+1, 0, 0}},
    {ENT_METRIC_deterrence, {-1, 0, 0}},
    {ENT_METRIC_attacks, {+1, +1, 0}},
    {ENT_METRIC_backsliding_states, {+1, 0, +1}},
    {ENT_METRIC_alignment, {0, 0, -1}},
    {ENT_METRIC_deadlock_risk, {+1, +1, IN_CLUSTERS}},
    {ENT_METRIC_deadlock_risk_nobody, {+1, +1, 0}},
    {ENT_METRIC_deadlock_risk_covered, {+1, +1, IN_CLUSTERS}},
    {UNCOVERED_THOUGH_DECIDED, {0, 0, +1}},
};
enum { N_METRICS = sizeof expected / sizeof *expected };

struct arms {
    float value[N_RUNS][N_METRICS];
};

static const struct ent_kernel *kernel;
static void *constants, *world;
static struct ent_run_result result;
static struct ent_inputs inputs[N_ORDERS];
static struct arms low[N_ORDERS], high;

static void *room(size_t size)
{
    void *memory = aligned_alloc(64, (size + 63) / 64 * 64);
    assert_non_null(memory);
    return memory;
}

static int set_up(void **state)
{
    (void)state;
    struct ent_error error;
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    if (ent_dispatch(&kernel, &error) != ENT_OK) return -1;
    if (ent_experiment_load(&experiment, "baseline", NULL, NULL, 0, &complaints) != ENT_OK) return -1;
    for (int o = 0; o < N_ORDERS; o++) {
        assert_int_equal(ent_experiment_resolve(experiment, o, 0, &inputs[o]), ENT_OK);
        inputs[o].n_months = N_MONTHS;
    }
    ent_experiment_free(experiment);
    constants = room(kernel->constants_size);
    world = room(kernel->world_size);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(constants);
    free(world);
    return 0;
}

static void set_hazard(struct ent_inputs *in, int which, double value)
{
    for (int s = 0; s < in->n_shocks; s++) {
        if (in->shock[s].law != shocks[which].law) continue;
        if (which == WITHDRAWAL)
            in->shock[s].probability = value;
        else
            in->shock[s].hazard = value;
    }
}

static int sign_of(int m, int which, int order)
{
    const int sign = expected[m].sign[which];
    return sign == IN_CLUSTERS ? order == 1 : sign;
}

static const char *name_of(int m)
{
    return expected[m].metric == UNCOVERED_THOUGH_DECIDED ? "uncovered_though_decided" : ent_metric_rows[expected[m].metric].name;
}

static float value_of(int metric)
{
    if (metric < ENT_N_METRICS) return result.metric[metric];
    return result.metric[ENT_METRIC_deadlock_risk] - result.metric[ENT_METRIC_deadlock_risk_nobody];
}

static void run_all(const struct ent_inputs *in, int n_runs, struct arms *arms)
{
    kernel->prepare(in, constants);
    for (int run = 0; run < n_runs; run++) {
        kernel->run(constants, world, 20260101, (uint32_t)run, &result);
        assert_int_equal(result.status, ENT_RUN_DONE);
        for (int m = 0; m < N_METRICS; m++) arms->value[run][m] = value_of(expected[m].metric);
    }
}

/* Mean paired difference b - a of one metric, and its z; runs in which it is undefined are left out. */
static double difference(const struct arms *a, const struct arms *b, int n_runs, int m, double *z)
{
    double n = 0, sum = 0, squares = 0;
    for (int run = 0; run < n_runs; run++) {
        const double d = (double)b->value[run][m] - (double)a->value[run][m];
        if (isnan(d)) continue;
        n++;
        sum += d;
        squares += d * d;
    }
    const double mean = sum / n, variance = (squares - sum * mean) / (n - 1);
    *z = variance > 0 ? mean / sqrt(variance / n) : 0;
    return mean;
}

static int shows(int sign, double z)
{
    return sign * z > SHOWN;
}

static void judge(int which, int order, int *failures)
{
    for (int m = 0; m < N_METRICS; m++) {
        const int sign = sign_of(m, which, order);
        const char *name = name_of(m);
        double z, exchanged;
        const double effect = difference(&low[order], &high, N_RUNS, m, &z);
        difference(&high, &low[order], N_RUNS, m, &exchanged);
        print_message("    %-12s order %d  %-24s %+.5f  z = %6.2f  expected %s\n", shocks[which].name, order, name, effect, z,
                      sign > 0   ? "+"
                      : sign < 0 ? "-"
                                 : "undecided");
        if (sign == 0) continue;
        if (!shows(sign, z)) print_error("%s: %s does not show the expected sign\n", shocks[which].name, name), ++*failures;
        if (shows(sign, exchanged)) print_error("%s: %s passes with the worlds exchanged\n", shocks[which].name, name), ++*failures;
    }
}

static void a_higher_hazard_moves_metrics_as_expected(void **state)
{
    (void)state;
    int failures = 0;
    for (int order = 0; order < N_ORDERS; order++) {
        for (int which = 0; which < N_SHOCKS; which++) set_hazard(&inputs[order], which, shocks[which].low);
        run_all(&inputs[order], N_RUNS, &low[order]);
        for (int which = 0; which < N_SHOCKS; which++) {
            struct ent_inputs raised = inputs[order];
            set_hazard(&raised, which, shocks[which].high);
            run_all(&raised, N_RUNS, &high);
            judge(which, order, &failures);
        }
    }
    assert_int_equal(failures, 0);
}

/* Takes from a shock all that it does to the world, in both arms alike; it still happens. */
static void disable(struct ent_inputs *in, int which)
{
    struct ent_parameters *p = &in->parameters;
    if (which == WITHDRAWAL) { /* nobody leads, and a conditional commitment is worth as little as none */
        p->commitment.return_share = p->commitment.conditional_weight = 0;
        p->deterrence.enablers_conditional = p->deterrence.enablers_absent;
    } else if (which == AGGRESSION) {
        p->trust.event_weight = 0; /* promises kept or broken are forgotten */
        for (int s = 0; s < in->n_shocks; s++) {
            if (in->shock[s].law != ENT_LAW_DETERRED) continue;
            in->shock[s].severity = in->shock[s].capability_loss = 0;
            in->shock[s].issue_domains = 0;
        }
    } else {
        p->values.onset_drop = p->values.breakdown_drop = p->values.contagion = 0;
    }
}

/* Metrics that only count the events of a shock move even if it has no effect. */
static int counts_events(int which, int metric)
{
    return (which == AGGRESSION && metric == ENT_METRIC_attacks) || (which == BACKSLIDING && metric == ENT_METRIC_backsliding_states);
}

static void a_shock_without_effect_is_found_out(void **state)
{
    (void)state;
    for (int which = 0; which < N_SHOCKS; which++) {
        struct ent_inputs lame = inputs[0];
        disable(&lame, which);
        for (int s = 0; s < N_SHOCKS; s++) set_hazard(&lame, s, shocks[s].low);
        run_all(&lame, N_DISABLED_RUNS, &low[0]);
        set_hazard(&lame, which, shocks[which].high);
        run_all(&lame, N_DISABLED_RUNS, &high);
        for (int m = 0; m < N_METRICS; m++) {
            const int sign = sign_of(m, which, 0);
            double z;
            difference(&low[0], &high, N_DISABLED_RUNS, m, &z);
            if (sign == 0) continue;
            if (counts_events(which, expected[m].metric))
                assert_true(shows(sign, z));
            else
                assert_true(z > -SHOWN && z < SHOWN && !shows(sign, z));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_higher_hazard_moves_metrics_as_expected),
        cmocka_unit_test(a_shock_without_effect_is_found_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
