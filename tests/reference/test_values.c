/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M1 against closed forms: survival without onset, the covariates of the hazard, the ends of an episode, the data as
 * a fixed point of diffusion, published error-correction and influence models, the stationary spread of noise.
 */
#include <gsl/gsl_linalg.h>

#include "tests/reference/reference.h"

enum { N_STATES = 64, N_RUNS = 500, N_YEARS = 10 };

/* What modifies the hazard of onset, the same for all states. */
struct covariates {
    double v, erosion, pressure, anchor;
};

static double hazard_expected(double h0, const struct covariates *c)
{
    const struct ent_values_parameters *p = &inputs.parameters.values;
    return h0 * exp(p->vulnerability * (0.5 - c->v) + p->contagion * c->erosion + p->pressure * c->pressure - p->anchoring * c->anchor);
}

static void still_values(double h0, const struct covariates *c)
{
    plain_inputs(N_STATES);
    add_shock(ENT_LAW_EROSION, h0);
    inputs.parameters.values.noise = inputs.parameters.values.phi = 0;
    inputs.parameters.values.episode_exit = inputs.parameters.values.restoration = 0;
    for (int i = 0; i < N_STATES; i++) inputs.state[i].v = c->v;
    prepare();
}

/* State-runs without onset after `years`. */
static double survivors(uint64_t seed, const struct covariates *c, int years)
{
    double n = 0;
    for (uint32_t run = 0; run < N_RUNS; run++) {
        begin(seed, run);
        for (int i = 0; i < N_STATES; i++) {
            world.trusted_erosion[i] = R(c->erosion);
            world.anchor[i] = R(c->anchor);
        }
        world.pressure = R(c->pressure);
        for (world.month = 0; world.month < 12 * years; world.month++) values_update(&constants, &world);
        for (int i = 0; i < N_STATES; i++) n += world.stage[i] == ENT_STABLE;
    }
    return n;
}

static void no_onset_survives_exponentially(void **state)
{
    (void)state;
    const struct covariates none = {.v = 0.5};
    const double n = (double)N_STATES * N_RUNS, h0 = 0.1;
    still_values(h0, &none);
    assert_agrees(z_of_share(survivors(1, &none, 1), n, exp(-h0)), "P(no onset in 1 year) = exp(-h0)");
    assert_agrees(z_of_share(survivors(2, &none, N_YEARS), n, exp(-h0 * N_YEARS)), "P(no onset in 10 years) = exp(-10 h0)");
    still_values(1.05 * h0, &none);
    assert_rejected(z_of_share(survivors(2, &none, N_YEARS), n, exp(-h0 * N_YEARS)), "hazard 5 % higher");
}

static void covariates_multiply_the_hazard(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct covariates c;
    } cases[] = {
        {"low alignment, v = .2", {.v = 0.2}},
        {"high alignment, v = .8", {.v = 0.8}},
        {"half of the trusted erode", {.v = 0.5, .erosion = 0.5}},
        {"ideological attack", {.v = 0.5, .pressure = 1}},
        {"credible loss of membership", {.v = 0.5, .anchor = 0.6}},
    };
    const double n = (double)N_STATES * N_RUNS, h0 = 0.05;
    for (size_t s = 0; s < sizeof cases / sizeof *cases; s++) {
        still_values(h0, &cases[s].c);
        const double alive = survivors(3 + s, &cases[s].c, N_YEARS);
        assert_agrees(z_of_share(alive, n, exp(-hazard_expected(h0, &cases[s].c) * N_YEARS)), cases[s].what);
        assert_rejected(z_of_share(alive, n, exp(-h0 * N_YEARS)), "the covariate forgotten");
    }
}

/* Shares of states still eroding, broken and recovered after `years` of an episode that all begin with. */
static void episodes(uint64_t seed, int years, double share[3])
{
    share[0] = share[1] = share[2] = 0;
    for (uint32_t run = 0; run < N_RUNS; run++) {
        begin(seed, run);
        for (world.month = 0; world.month < 12 * years; world.month++) values_update(&constants, &world);
        for (int i = 0; i < N_STATES; i++) share[(int)world.stage[i]] += 1.0 / (N_STATES * N_RUNS);
    }
}

static void episode_inputs(int32_t stage, double breakdown_share)
{
    plain_inputs(N_STATES);
    for (int i = 0; i < N_STATES; i++) inputs.state[i].stage = stage;
    inputs.parameters.values.breakdown_share = breakdown_share;
    if (stage == ENT_ERODING) inputs.parameters.values.restoration = 0;
    prepare();
}

static void episodes_end_as_published(void **state)
{
    (void)state;
    const double n = (double)N_STATES * N_RUNS, years = 8, left = exp(-years / 8), ended = n * (1 - left);
    double share[3];
    episode_inputs(ENT_ERODING, 0.7);
    episodes(11, 8, share);
    assert_agrees(z_of_share(n * share[ENT_ERODING], n, left), "1/e of episodes last longer than 8 years");
    assert_agrees(z_of_share(n * share[ENT_BROKEN], n * (share[ENT_BROKEN] + share[ENT_STABLE]), 0.7), "7 of 10 end in breakdown");
    episode_inputs(ENT_ERODING, 0.67);
    episodes(11, 8, share);
    assert_rejected(z_of_share(n * share[ENT_BROKEN], ended, 0.7), "breakdown in 67 of 100");
    episode_inputs(ENT_BROKEN, 0.7);
    episodes(12, 10, share);
    assert_agrees(z_of_share(n * share[ENT_BROKEN], n, exp(-0.02 * 10)), "broken democracies are restored at .02 a year");
    assert_rejected(z_of_share(n * share[ENT_BROKEN], n, exp(-0.025 * 10)), "restored at .025 a year");
}

/* Whatever way an episode takes, its end gives the state its own target back. */
static void recovery_undoes_the_fall(void **state)
{
    (void)state;
    plain_inputs(N_STATES);
    add_shock(ENT_LAW_EROSION, 0.5);
    inputs.parameters.values.restoration = 0.2;
    inputs.parameters.values.episode_exit = 1;
    prepare();
    begin(13, 0);
    const double fall[] = {[ENT_STABLE] = 0, [ENT_ERODING] = 0.25, [ENT_BROKEN] = 0.40};
    int seen[3] = {0};
    for (world.month = 0; world.month < 240; world.month++) {
        values_update(&constants, &world);
        for (int i = 0; i < N_STATES; i++) {
            const int stage = (int)world.stage[i];
            seen[stage]++;
            assert_near(constants.target0[i] - world.target[i], fall[stage], 2e-5, "fall of the target");
        }
    }
    assert_true(seen[ENT_STABLE] > 0 && seen[ENT_ERODING] > 0 && seen[ENT_BROKEN] > 0);
}

/* Largest move of v from the data in 20 years without noise and shocks. */
static double largest_drift(void)
{
    double most = 0;
    begin(1, 0);
    for (world.month = 0; world.month < 240; world.month++) {
        values_update(&constants, &world);
        trust_survey(&constants, &world);
    }
    for (int i = 0; i < constants.n; i++) most = fmax(most, fabs((double)(world.v[i] - constants.v0[i])));
    return most;
}

static void the_data_are_a_fixed_point(void **state)
{
    (void)state;
    real_inputs(NULL, 0);
    for (int s = 0; s < inputs.n_shocks; s++) inputs.shock[s].hazard = 0;
    for (int i = 0; i < inputs.n_states; i++) inputs.state[i].stage = ENT_STABLE;
    inputs.parameters.values.noise = 0;
    prepare();
    assert_near(largest_drift(), 0, 1e-5, "drift of values alignment");
    for (int i = 0; i < constants.n; i++) constants.target0[i] = r_clip(constants.target0[i], 0, 1);
    assert_apart(largest_drift(), 0, 0.02, "targets clipped to [0, 1]");
}

/* How far v has gone after `years` towards neighbours that rose by 1/2, as a share of that half. */
static double way_gone(double phi, double theta, int years, int steps_a_year)
{
    plain_inputs(1);
    inputs.parameters.values.noise = 0;
    inputs.parameters.values.phi = phi;
    inputs.parameters.values.theta = theta;
    inputs.state[0].v = 0.25;
    prepare();
    constants.dt = R(1) / (real)steps_a_year;
    begin(1, 0);
    world.target[0] = R(0.25);
    world.trusted_values[0] = R(0.75);
    for (world.month = 0; world.month < years * steps_a_year; world.month++) values_update(&constants, &world);
    return (double)(world.v[0] - R(0.25)) / 0.5;
}

/* Janus (2023): an error-correction model of yearly data. Of a lasting change among its neighbours a democracy takes
 * over 41 % within 5 years, 58 % within 10, and .70 (.68-.85) in the long run. */
static void diffusion_takes_the_published_way(void **state)
{
    (void)state;
    assert_near(way_gone(0.1614, 0.7004, 5, 1), 0.41, 0.0005, "share after 5 years");
    assert_near(way_gone(0.1614, 0.7004, 10, 1), 0.58, 0.0005, "share after 10 years");
    assert_near(way_gone(0.1614, 0.7004, 100, 1), 0.70, 0.0005, "share in the long run");
    assert_apart(way_gone(0.1614, 0.60, 5, 1), 0.41, 0.0005, "another theta");
    /* The same model in months: a yearly coefficient c is the rate -ln(1 - c) a year, .176 rather than .161. Read as a
     * rate it gives 39 and 56 %, so the published way lies just outside. */
    const double rate = 12 * (1 - pow(1 - 0.1614, 1.0 / 12));
    assert_near(way_gone(rate, 0.7004, 5, 12), 0.41, 0.0005, "share after 60 months");
    assert_near(way_gone(rate, 0.7004, 10, 12), 0.58, 0.0005, "share after 120 months");
    assert_near(way_gone(0.1614, 0.7004, 5, 12), 0.39, 0.002, "the yearly coefficient read as a rate");
    assert_apart(way_gone(0.1614, 0.7004, 5, 12), 0.41, 0.01, "the yearly coefficient read as a rate");
}

/* Friedkin & Johnsen (1999), Social influence networks and opinion change: x' = A W x + (I - A) x0, with A = I - diag(W).
 * In M1 with phi dt = 1 actor i has theta_i = 1 - w_ii and sees (W x)_i. */
static void influence_settles_where_published(void **state)
{
    (void)state;
    enum { N = 4 };
    static const double w[N][N] = {{.220, .120, .360, .300}, {.147, .215, .344, .294}, {0, 0, 1, 0}, {.090, .178, .446, .286}};
    static const double x0[N] = {25, 25, 75, 85}, published[N] = {60.0208, 59.9840, 75.0000, 74.9862};
    plain_inputs(N);
    inputs.parameters.values.noise = 0;
    for (int i = 0; i < N; i++) inputs.state[i].v = x0[i] / 100;
    inputs.parameters.values.phi = 1;
    prepare();
    constants.dt = 1;
    begin(1, 0);
    for (int i = 0; i < N; i++) world.target[i] = R(x0[i] / 100);
    for (world.month = 0; world.month < 100; world.month++) {
        real next[N], before[ENT_P];
        memcpy(before, world.v, sizeof before);
        for (int i = 0; i < N; i++) {
            world.trusted_values[i] = 0;
            for (int j = 0; j < N; j++) world.trusted_values[i] += R(w[i][j]) * before[j];
        }
        for (int i = 0; i < N; i++) {
            constants.in.parameters.values.theta = 1 - w[i][i];
            values_update(&constants, &world);
            next[i] = world.v[i];
            memcpy(world.v, before, sizeof before);
        }
        memcpy(world.v, next, sizeof next);
    }
    for (int i = 0; i < N; i++) {
        assert_near(100 * world.v[i], published[i], 2e-3, "limit of an opinion");
        if (i != 2) assert_apart(100 * world.v[i], x0[i], 1, "limit without influence");
    }
}

/* The long run of M1 is v = (I - theta W)^-1 (1 - theta) v*, W the rows of trust normalised: solved here by LU. */
static void diffusion_ends_at_the_linear_solution(void **state)
{
    (void)state;
    enum { N = 20 };
    plain_inputs(N);
    inputs.parameters.values.noise = 0;
    inputs.parameters.values.theta = 0.6;
    for (int i = 0; i < N; i++) {
        inputs.state[i].v = 0.1 + 0.04 * i;
        for (int j = 0; j < N; j++) {
            inputs.distance_km[i][j] = 150 * abs(i - j);
            inputs.ideal_distance[i][j] = 0.1 * ((i * j) % 7);
        }
    }
    prepare();
    begin(1, 0);
    double matrix[N * N], right[N];
    for (int i = 0; i < N; i++) {
        double given = 0;
        world.target[i] = R(0.5 + 0.4 * sin(i));
        right[i] = (1 - 0.6) * (double)world.target[i];
        for (int j = 0; j < N; j++) given += (double)world.trust[i][j];
        for (int j = 0; j < N; j++) matrix[i * N + j] = (i == j) - 0.6 * (double)world.trust[i][j] / given;
    }
    for (world.month = 0; world.month < 3000; world.month++) {
        values_update(&constants, &world);
        trust_survey(&constants, &world);
    }
    gsl_matrix_view a = gsl_matrix_view_array(matrix, N, N);
    gsl_vector_view b = gsl_vector_view_array(right, N);
    gsl_vector *x = gsl_vector_alloc(N);
    gsl_permutation *order = gsl_permutation_alloc(N);
    int sign;
    gsl_linalg_LU_decomp(&a.matrix, order, &sign);
    gsl_linalg_LU_solve(&a.matrix, order, &b.vector, x);
    double off = 0;
    for (int i = 0; i < N; i++) {
        assert_near(world.v[i], gsl_vector_get(x, (size_t)i), 2e-5, "long-run alignment");
        off = fmax(off, fabs(gsl_vector_get(x, (size_t)i) - right[i] / 0.4));
    }
    assert_apart(off, 0, 0.05, "long run without neighbours");
    gsl_vector_free(x);
    gsl_permutation_free(order);
}

/* An autoregression of memory r and innovation s has variance s^2/(1 - r^2). */
static void noise_has_its_stationary_spread(void **state)
{
    (void)state;
    plain_inputs(N_STATES);
    inputs.parameters.values.theta = 0;
    prepare();
    const double r = 1 - inputs.parameters.values.phi / 12, variance = 0.008 * 0.008 / 12 / (1 - r * r);
    struct sample v2 = {0}, error2 = {0}, lag = {0};
    for (uint32_t run = 0; run < 100; run++) {
        real before[ENT_P];
        begin(21, run);
        for (world.month = 0; world.month < 480; world.month++) {
            memcpy(before, world.gate_error, sizeof before);
            values_update(&constants, &world);
        }
        for (int i = 0; i < N_STATES; i++) {
            const double v = (double)world.v[i] - 0.5, e = (double)world.gate_error[i];
            sample_add(&v2, v * v);
            sample_add(&error2, e * e);
            sample_add(&lag, e * (double)before[i]);
        }
    }
    assert_agrees(z_of_mean(&v2, variance), "variance of values alignment");
    assert_rejected(z_of_mean(&v2, variance * 1.1), "variance 10 % higher");
    assert_agrees(z_of_mean(&error2, 0.05 * 0.05), "variance of the error of measurement");
    assert_rejected(z_of_mean(&error2, 0.055 * 0.055), "sd .055");
    assert_agrees(z_of_mean(&lag, 0.9 * 0.05 * 0.05), "its monthly autocovariance");
    assert_rejected(z_of_mean(&lag, 0.8 * 0.05 * 0.05), "memory .8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_onset_survives_exponentially),   cmocka_unit_test(covariates_multiply_the_hazard),
        cmocka_unit_test(episodes_end_as_published),         cmocka_unit_test(recovery_undoes_the_fall),
        cmocka_unit_test(the_data_are_a_fixed_point),        cmocka_unit_test(diffusion_takes_the_published_way),
        cmocka_unit_test(influence_settles_where_published), cmocka_unit_test(diffusion_ends_at_the_linear_solution),
        cmocka_unit_test(noise_has_its_stationary_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
