/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the reference tests share: the kernel with its mechanisms visible, plain worlds without a loader, the real
 * states, and the judgement of a z-score. Each statistical check has a biased twin that must be rejected.
 */
#ifndef TESTS_REFERENCE_REFERENCE_H
#define TESTS_REFERENCE_REFERENCE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ENT_KERNEL reference_kernel
#define ENT_KERNEL_LEVEL "reference"
#include "model/kernel.c"

#include "params/experiment.h"

#define UNUSED __attribute__((unused))

/* |z| below AGREES: as predicted; a biased twin must show |z| above REJECTED. */
static const double AGREES = 4, REJECTED = 5;

static struct ent_inputs inputs;
static struct ent_constants constants;
static struct ent_world world;
static struct ent_run_result result;

static UNUSED void assert_agrees_at(double z, const char *what, const char *file, int line)
{
    print_message("             z = %6.2f  %s\n", z, what);
    if (!(fabs(z) < AGREES)) {
        print_error("%s: z = %.2f\n", what, z);
        _fail(file, line);
    }
}

static UNUSED void assert_rejected_at(double z, const char *what, const char *file, int line)
{
    print_message("    twin:    z = %6.2f  %s\n", z, what);
    if (!(fabs(z) > REJECTED)) {
        print_error("the biased twin passes, %s: z = %.2f\n", what, z);
        _fail(file, line);
    }
}

static UNUSED void assert_near_at(double found, double expected, double tolerance, const char *what, const char *file, int line)
{
    if (!(fabs(found - expected) <= tolerance)) {
        print_error("%s: found %.8g, expected %.8g within %.2g\n", what, found, expected, tolerance);
        _fail(file, line);
    }
}

static UNUSED void assert_apart_at(double found, double expected, double tolerance, const char *what, const char *file, int line)
{
    if (fabs(found - expected) <= tolerance) {
        print_error("the biased twin passes, %s: found %.8g, expected not %.8g within %.2g\n", what, found, expected, tolerance);
        _fail(file, line);
    }
}

#define assert_agrees(z, what) assert_agrees_at(z, what, __FILE__, __LINE__)
#define assert_rejected(z, what) assert_rejected_at(z, what, __FILE__, __LINE__)
#define assert_near(found, expected, tolerance, what) assert_near_at((double)(found), expected, tolerance, what, __FILE__, __LINE__)
#define assert_apart(found, expected, tolerance, what) assert_apart_at((double)(found), expected, tolerance, what, __FILE__, __LINE__)

/* z of `hits` out of n trials of probability p. */
static UNUSED double z_of_share(double hits, double n, double p)
{
    return (hits - n * p) / sqrt(n * p * (1 - p));
}

/* Mean and variance of a sample, as it comes. */
struct sample {
    double n, sum, squares;
};

static UNUSED void sample_add(struct sample *s, double x)
{
    s->n++;
    s->sum += x;
    s->squares += x * x;
}

static UNUSED double sample_mean(const struct sample *s)
{
    return s->sum / s->n;
}

static UNUSED double sample_variance(const struct sample *s)
{
    return (s->squares - s->sum * s->sum / s->n) / (s->n - 1);
}

/* z of the mean, with the standard error from the sample itself. */
static UNUSED double z_of_mean(const struct sample *s, double expected)
{
    return (sample_mean(s) - expected) / sqrt(sample_variance(s) / s->n);
}

#define DEFAULT_FIELD(type, name, fallback, ...) .name = fallback,
#define DEFAULT_GROUP(group, TABLE) .group = {TABLE(DEFAULT_FIELD)},

/* n like states with default parameters, no forums, no shocks and one domain; a test then sets what it is about. */
static UNUSED void plain_inputs(int n)
{
    static const struct ent_parameters parameters = {ENT_PARAMETER_GROUPS(DEFAULT_GROUP)};
    memset(&inputs, 0, sizeof inputs);
    inputs.n_states = n;
    inputs.n_domains = 1;
    inputs.n_months = 120;
    inputs.steps_per_month = 1;
    inputs.start_year = 2026;
    inputs.start_month = 1;
    inputs.parameters = parameters;
    inputs.domain[0] = (struct ent_domain){.name = "only", ENT_DOMAIN_TABLE(DEFAULT_FIELD)};
    for (int i = 0; i < n; i++) {
        struct ent_state *s = &inputs.state[i];
        *s = (struct ent_state){.name = "", ENT_STATE_TABLE(DEFAULT_FIELD)};
        snprintf(s->code, sizeof s->code, "A%c%c", 'A' + i / 26, 'A' + i % 26);
        s->v = 0.5;
        s->gdp = 100;
        s->population = 10;
        s->effort = 0.02;
        s->ideal_point = 1;
        s->rival_km = s->war_km = 1000;
        s->eu_position = s->eu_russia = s->galtan = 5;
        s->renewables = 50;
        for (int j = 0; j < n; j++) inputs.distance_km[i][j] = i == j ? 0 : 500;
    }
}

/* Adds a shock of some law with default values otherwise; returns its index. */
static UNUSED int add_shock(int32_t law, double hazard)
{
    struct ent_shock *shock = &inputs.shock[inputs.n_shocks];
    *shock = (struct ent_shock){.law = law, ENT_SHOCK_TABLE(DEFAULT_FIELD)};
    snprintf(shock->name, sizeof shock->name, "shock-%d", (int)inputs.n_shocks);
    shock->hazard = hazard;
    return inputs.n_shocks++;
}

/* Adds a forum of the states in `members`, in force, with default values otherwise; returns its index. */
static UNUSED int add_forum(uint64_t members)
{
    const int f = inputs.n_forums++;
    struct ent_forum *forum = &inputs.forum[f];
    *forum = (struct ent_forum){.founders = members, .entry_rule = -1, .suspension_rule = -1, ENT_FORUM_TABLE(DEFAULT_FIELD)};
    forum->in_force = 1;
    for (int d = 0; d < ENT_MAX_DOMAINS; d++) forum->reserved_rule[d] = forum->ordinary_rule[d] = -1;
    return f;
}

static UNUSED void begin(uint64_t seed, uint32_t run)
{
    world_reset(&constants, &world, seed, run, &result);
}

static UNUSED void prepare(void)
{
    prepare_constants(&inputs, &constants);
}

/* The real states, in the experiment's first order and scenario, with the overrides given. */
static UNUSED void real_inputs(const char *const *sets, size_t n_sets)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    if (ent_experiment_load(&experiment, "baseline", NULL, sets, n_sets, &complaints) != ENT_OK) {
        char *text = ent_complaints_text(&complaints);
        print_error("%s\n", text ? text : "out of memory");
        free(text);
        fail();
    }
    assert_int_equal(ent_experiment_resolve(experiment, 0, 0, &inputs), ENT_OK);
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
}

/* Index of the state of some code. */
static UNUSED int state_called(const char *code)
{
    for (int i = 0; i < inputs.n_states; i++)
        if (strcmp(inputs.state[i].code, code) == 0) return i;
    fail_msg("there is no state %s", code);
    return -1;
}

#endif
