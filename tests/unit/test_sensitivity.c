/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elementary effects, given-data indices, grids and one at a time against functions whose indices are known, with twins that the
 * same checks must reject. Sobol' indices: test_sobol.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "analysis/morris.h"
#include "analysis/sensitivity.h"
#include "analysis/sensitivity_sample.h"
#include "runs/design.h"
#include "tests/unit/counted_numbers.h"

/* --- trajectories --- */

/* Effects 2 + 3 x2, -1 and 3 x0: of four equally likely levels 0, 1/3, 2/3, 1 the mean is 1/2, the standard deviation sqrt(5)/6. */
static double linear_and_product(const double *u)
{
    return 2 * u[0] - u[1] + 3 * u[0] * u[2];
}

static void test_morris(void **unused)
{
    enum { N = 400, K = 3 };
    struct ent_varied varied[K];
    struct ent_points points;
    struct ent_error error = {0};
    struct ent_morris_index index[K];
    static double y[N * (K + 1)], effect[K * N];
    (void)unused;
    for (int i = 0; i < K; i++) varied[i] = (struct ent_varied){.path = "u", .type = ENT_FIELD_REAL, .low = 0, .high = 1};
    const struct ent_design design = {
        .method = ENT_DESIGN_morris, .trajectories = N, .levels = 4, .seed = 1, .n_varied = K, .varied = varied};
    assert_int_equal(ent_points_make(&points, &design, &error), ENT_OK);
    for (int p = 0; p < N * (K + 1); p++) y[p] = linear_and_product(points.value + p * K);
    const struct ent_trajectories trajectories = {N, K, 0, points.value, y};
    assert_int_equal(ent_morris_effects(&trajectories, effect), 0);
    const struct ent_bootstrap options = {.n_replicates = 1000};
    assert_int_equal(ent_morris(index, effect, N, K, &options, &error), ENT_OK);
    const double mu[] = {3.5, -1, 1.5}, sigma[] = {sqrt(5) / 2, 0, sqrt(5) / 2};
    for (int i = 0; i < K; i++) {
        const double se = sigma[i] / sqrt(N) + 1e-12;
        assert_true(fabs(index[i].mu.value - mu[i]) < 4 * se);
        assert_true(fabs(index[i].mu_star.value - fabs(mu[i])) < 4 * se);
        assert_true(fabs(index[i].sigma - sigma[i]) < 0.1 * sigma[i] + 1e-9);
        assert_true(index[i].mu_star.low <= index[i].mu_star.value && index[i].mu_star.value <= index[i].mu_star.high);
        assert_true(i == 1 || fabs(index[i].mu_star.value - 1.1 * fabs(mu[i])) > 2 * se); /* effects a tenth too large are seen */
    }
    y[9] = NAN; /* the third trajectory */
    assert_int_equal(ent_morris_effects(&trajectories, effect), 1);
    assert_true(isnan(effect[2]) && isfinite(effect[1]) && isnan(effect[N + 2]));
    ent_points_free(&points);
}

/* --- samples --- */

static void test_sample(void **unused)
{
    enum { N = 1500, K = 3, REPEATS = 40 };
    static double x[N * K], y[N];
    const double truth[] = {(9. / 12) / (10. / 12 + .09), (1. / 12) / (10. / 12 + .09), 0};
    double squares = 0, twin = 0, covered = 0, false_alarms = 0;
    (void)unused;
    for (uint64_t seed = 1; seed <= REPEATS; seed++) {
        uint64_t state = seed * 1000003;
        for (int p = 0; p < N; p++) {
            for (int i = 0; i < K; i++) x[p * K + i] = uniform(&state);
            y[p] = 3 * x[p * K] - x[p * K + 1] + 0.3 * normal(&state);
        }
        const struct ent_sample_points sample = {.n = N, .k = K, .x = x, .y = y};
        const struct ent_bootstrap options = {.n_replicates = 400, .seed = (uint32_t)seed};
        struct ent_sample_indices found;
        struct ent_error error = {0};
        assert_int_equal(ent_sample_indices(&found, &sample, &options, &error), ENT_OK);
        for (int i = 0; i < 2; i++) covered += found.index[i].first.low <= truth[i] && truth[i] <= found.index[i].first.high;
        squares += found.index[2].first.value;
        twin += found.index[2].first.value + (double)ent_sample_bins(N) / N; /* without the correction for the number of bins */
        false_alarms += found.index[2].first.low > found.dummy.high;
        assert_true(found.index[0].rank.value > 0.85 && found.index[1].rank.low < 0 && found.index[1].rank.high < 0);
        assert_true(found.index[1].partial.value < -0.5 && fabs(found.index[2].partial.value) < 0.12);
        assert_true(found.dummy.low < 0 && found.dummy.high > 0 && found.dummy.high < 0.05);
        ent_sample_indices_free(&found);
    }
    const double se = sqrt(2. * (double)ent_sample_bins(N)) / N / sqrt(REPEATS);
    print_message("sample: inert %.4f, uncorrected %.4f, standard error %.4f; covered %.2f\n", squares / REPEATS, twin / REPEATS, se,
                  covered / (2 * REPEATS));
    assert_true(fabs(squares / REPEATS) < 4 * se);
    assert_true(fabs(twin / REPEATS) > 4 * se);
    assert_true(covered / (2 * REPEATS) > 0.85);
    assert_true(false_alarms == 0);
}

/* --- grids, and one at a time --- */

static void fill_grid(double *x, double *y, int *n)
{
    *n = 0;
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 2; b++, ++*n) {
            x[2 * *n] = a;
            x[2 * *n + 1] = b;
            y[*n] = a + 10 * b + (a - 1) * (b - 0.5);
        }
}

static void test_grid(void **unused)
{
    double x[12], y[6];
    int n;
    struct ent_structure structure;
    struct ent_sensitivity found;
    struct ent_error error = {0};
    const struct ent_bootstrap options = {0};
    (void)unused;
    fill_grid(x, y, &n);
    const struct ent_design_points points = {.n = 6, .k = 2, .x = x};
    const struct ent_outcome outcome = {.y = y};
    assert_int_equal(ent_structure_find(&structure, &points, &error), ENT_OK);
    assert_int_equal(structure.kind, ENT_STRUCTURE_GRID);
    assert_int_equal(ent_sensitivity(&found, &points, &structure, &outcome, &options, &error), ENT_OK);
    const double alone = 2. / 3, other = 25, both = 2. / 3 * .25, all = alone + other + both;
    assert_true(fabs(found.parameter[0].first.value - alone / all) < 1e-12);
    assert_true(fabs(found.parameter[0].total.value - (alone + both) / all) < 1e-12);
    assert_true(fabs(found.parameter[1].first.value - other / all) < 1e-12);
    assert_true(fabs(found.parameter[1].effect.value - 10) < 1e-12);
    assert_int_equal(found.ranked[0], 1);
    ent_sensitivity_free(&found);
    ent_structure_free(&structure);
}

static void test_one_at_a_time(void **unused)
{
    const double x[] = {1, 1, 0, 1, 2, 1, 1, 0, 1, 3}, y[] = {5, 4, 6, 5, 5};
    const double runs[2][5] = {{.1, .1, .3, .1, .1}, {-.1, -.1, -.3, -.1, -.1}};
    struct ent_structure structure;
    struct ent_sensitivity found;
    struct ent_error error = {0};
    const struct ent_bootstrap options = {0};
    (void)unused;
    const struct ent_design_points points = {.n = 5, .k = 2, .x = x};
    const struct ent_outcome outcome = {.y = y, .n_batches = 2, .error = runs[0]};
    assert_int_equal(ent_structure_find(&structure, &points, &error), ENT_OK);
    assert_int_equal(structure.kind, ENT_STRUCTURE_ONE_AT_A_TIME);
    assert_int_equal(ent_sensitivity(&found, &points, &structure, &outcome, &options, &error), ENT_OK);
    const struct ent_sensitivity_parameter *moved = &found.parameter[0], *inert = &found.parameter[1];
    assert_true(fabs(moved->effect.value - 2) < 1e-12 && fabs(moved->elasticity - 0.2) < 1e-12);
    const double half = 12.7062047362 * sqrt(.08); /* t with one degree; errors of the ends .1 and .3 */
    assert_true(fabs(moved->effect.high - 2 - half) < 1e-6);
    assert_true(fabs(inert->effect.low) < 1e-12 && !inert->stands_out); /* noise in common cancels */
    ent_sensitivity_free(&found);
    ent_structure_free(&structure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_morris),
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_grid),
        cmocka_unit_test(test_one_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
