/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Designs: the points of each method, where a parameter is written, and what is refused.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "runs/cells.h"
#include "runs/design.h"
#include "runs/quantile.h"

static const char *const head = "experiment: varied\n"
                                "orders: [eu-only, clusters]\n"
                                "scenarios: [calm, us_withdrawal]\n"
                                "shocks: [us_withdrawal, russian_aggression, backsliding]\n"
                                "months: 12\n"
                                "runs: 2\n";

/* An experiment with this design, or NULL: then the complaints are in `text`. */
static struct ent_experiment *with_design(const char *design, char *text, size_t size)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;
    char all[8192], folder[] = "/tmp/entente-design-XXXXXX", path[64], *said;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    snprintf(all, sizeof all, "%s%s", head, design);
    fputs(all, file);
    fclose(file);
    if (ent_experiment_load(&experiment, path, NULL, NULL, 0, &complaints) != ENT_OK) {
        said = ent_complaints_text(&complaints);
        snprintf(text, size, "%s", strstr(said, "error: ") ? strstr(said, "error: ") + 7 : said);
        free(said);
        ent_complaints_free(&complaints);
        experiment = NULL;
    }
    unlink(path);
    rmdir(folder);
    return experiment;
}

static struct ent_experiment *good(const char *design)
{
    char text[1024] = "";
    struct ent_experiment *experiment = with_design(design, text, sizeof text);

    if (!experiment) fail_msg("%s", text);
    return experiment;
}

static struct ent_points points_of(const struct ent_experiment *experiment)
{
    struct ent_points points;
    struct ent_error error = {0};

    if (ent_points_make(&points, ent_experiment_varies(experiment), &error) != ENT_OK) fail_msg("%s", error.text);
    return points;
}

static double at(const struct ent_points *points, int32_t i, int32_t k)
{
    return points->value[i * points->n_varied + k];
}

#define TWO                                                \
    "  parameters:\n"                                      \
    "    parameters.values.theta: {low: 0.1, high: 0.5}\n" \
    "    parameters.deterrence.slope: {low: -1, high: 7}\n"

static void grids_hold_every_combination(void **state)
{
    (void)state;
    struct ent_experiment *experiment = good("design:\n  method: grid\n  levels: 3\n  parameters:\n"
                                             "    parameters.values.theta: {values: [0.1, 0.4]}\n"
                                             "    parameters.deterrence.slope: {low: -1, high: 7}\n");
    struct ent_points points = points_of(experiment);
    const double expected[6][2] = {{.1, -1}, {.1, 3}, {.1, 7}, {.4, -1}, {.4, 3}, {.4, 7}};

    assert_int_equal(points.n, 6);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 2; k++) assert_true(fabs(at(&points, i, k) - expected[i][k]) < 1e-15);
    ent_points_free(&points);
    ent_experiment_free(experiment);
}

static void one_at_a_time_leaves_the_others_alone(void **state)
{
    (void)state;
    struct ent_experiment *experiment = good("design:\n  method: one_at_a_time\n  levels: 4\n" TWO);
    struct ent_points points = points_of(experiment);

    assert_int_equal(points.n, 9);
    assert_true(at(&points, 0, 0) == .3 && at(&points, 0, 1) == 3);
    for (int i = 1; i < 9; i++) assert_true(i <= 4 ? at(&points, i, 1) == 3 : at(&points, i, 0) == .3);
    assert_true(at(&points, 1, 0) == .1 && at(&points, 4, 0) == .5 && at(&points, 5, 1) == -1 && at(&points, 8, 1) == 7);
    ent_points_free(&points);
    ent_experiment_free(experiment);
}

/* One point in each of n strata of each parameter. */
static void check_strata(const struct ent_points *points, int n)
{
    for (int k = 0; k < 2; k++) {
        int count[64] = {0};
        for (int i = 0; i < n; i++) {
            const double low = k ? -1 : .1, width = k ? 8 : .4;
            count[(int)((at(points, i, k) - low) / width * n)]++;
        }
        for (int i = 0; i < n; i++) assert_int_equal(count[i], 1);
    }
}

static void strata_hold_one_point_each(void **state)
{
    (void)state;
    struct ent_experiment *experiment = good("design:\n  method: latin_hypercube\n  points: 50\n" TWO);
    struct ent_points points = points_of(experiment);

    assert_int_equal(points.n, 50);
    check_strata(&points, 50);
    ent_points_free(&points);
    ent_experiment_free(experiment);
}

static void sobol_grows_and_is_a_net(void **state)
{
    (void)state;
    struct ent_experiment *few = good("design:\n  method: sobol\n  points: 32\n" TWO);
    struct ent_experiment *many = good("design:\n  method: sobol\n  points: 64\n" TWO);
    struct ent_experiment *other = good("design:\n  method: sobol\n  points: 32\n  seed: 2\n" TWO);
    struct ent_points a = points_of(few), b = points_of(many), c = points_of(other);

    check_strata(&a, 32); /* a (0, 5, 1) net in each dimension, shifted or not */
    check_strata(&b, 64);
    check_strata(&c, 32);
    assert_memory_equal(a.value, b.value, 64 * sizeof *a.value);
    assert_memory_not_equal(a.value, c.value, 64 * sizeof *a.value);
    ent_points_free(&a);
    ent_points_free(&b);
    ent_points_free(&c);
    ent_experiment_free(few);
    ent_experiment_free(many);
    ent_experiment_free(other);
}

static void saltelli_mixes_two_matrices(void **state)
{
    (void)state;
    struct ent_experiment *experiment = good("design:\n  method: saltelli\n  points: 8\n" TWO);
    struct ent_points points = points_of(experiment);

    assert_int_equal(points.n, 32);
    for (int j = 0; j < 32; j += 4) {
        assert_true(at(&points, j + 2, 0) == at(&points, j + 1, 0) && at(&points, j + 2, 1) == at(&points, j, 1));
        assert_true(at(&points, j + 3, 0) == at(&points, j, 0) && at(&points, j + 3, 1) == at(&points, j + 1, 1));
        assert_true(at(&points, j, 0) != at(&points, j + 1, 0));
    }
    ent_points_free(&points);
    ent_experiment_free(experiment);
}

static void trajectories_move_one_parameter_by_delta(void **state)
{
    (void)state;
    struct ent_experiment *experiment = good("design:\n  method: morris\n  trajectories: 20\n  levels: 4\n" TWO);
    struct ent_points points = points_of(experiment);
    int ups = 0;

    assert_int_equal(points.n, 60);
    for (int i = 0; i < 60; i++) {
        for (int k = 0; k < 2; k++) {
            const double u = (at(&points, i, k) - (k ? -1 : .1)) / (k ? 8 : .4), level = u * 3;
            assert_true(fabs(level - floor(level + .5)) < 1e-12 && level > -.1 && level < 3.1);
        }
        if (i % 3 == 2) continue;
        const double first = (at(&points, i + 1, 0) - at(&points, i, 0)) / .4, second = (at(&points, i + 1, 1) - at(&points, i, 1)) / 8;
        assert_true((first == 0) != (second == 0));
        assert_true(fabs(fabs(first + second) - 2. / 3) < 1e-12);
        ups += first + second > 0;
    }
    assert_true(ups > 5 && ups < 35);
    ent_points_free(&points);
    ent_experiment_free(experiment);
}

static void quantiles_invert_their_distributions(void **state)
{
    (void)state;
    struct ent_varied varied = {.type = ENT_FIELD_REAL, .low = -1e9, .high = 1e9, .mean = 2, .sd = 3, .distribution = ENT_NORMAL};

    for (double p = .0005; p < 1; p += .0005) {
        const double z = (ent_varied_quantile(&varied, p) - 2) / 3;
        assert_true(fabs(.5 * erfc(-z / sqrt(2)) - p) < 1e-13);
    }
    varied.low = 1;
    varied.high = 4;
    assert_true(fabs(ent_varied_quantile(&varied, 0) - 1) < 1e-12 && fabs(ent_varied_quantile(&varied, 1) - 4) < 1e-12);
    varied.distribution = ENT_LOG_UNIFORM;
    assert_true(fabs(ent_varied_quantile(&varied, .5) - 2) < 1e-14);
    varied.distribution = ENT_TRIANGULAR;
    varied.mode = 2;
    assert_true(fabs(ent_varied_quantile(&varied, 1. / 3) - 2) < 1e-14);
    assert_true(fabs(ent_varied_quantile(&varied, 1. / 12) - 1.5) < 1e-14);
    varied.distribution = ENT_UNIFORM;
    varied.type = ENT_FIELD_INT;
    for (int i = 0; i < 4; i++) assert_true(ent_varied_quantile(&varied, (i + .5) / 4) == 1 + i);
    assert_true(ent_varied_quantile(&varied, 1) == 4);
}

static void a_design_comes_last(void **state)
{
    (void)state;
    static struct ent_inputs inputs;
    struct ent_experiment *experiment = good("design:\n  method: grid\n  parameters:\n"
                                             "    orders.*.forums.eu.floor: {values: [0.33]}\n"
                                             "    orders.clusters.forums.security.floor: {values: [0.44]}\n"
                                             "    orders.clusters.rules.two_thirds.tallies.0.quota: {values: [0.625]}\n"
                                             "    shocks.us_withdrawal.probability: {values: [0.55]}\n"
                                             "    states.HUN.v: {values: [0.66]}\n"
                                             "    domains.security.arrivals: {values: [5]}\n"
                                             "    parameters.bargaining.drop_months: {values: [7]}\n");
    struct ent_cells cells;
    struct ent_error error = {0};

    assert_int_equal(ent_cells_init(&cells, experiment, 2, 1, 0, &error), ENT_OK);
    assert_int_equal(cells.n_points, 1);
    for (int o = 0; o < 2; o++)
        for (int s = 0; s < 2; s++) {
            int32_t hun = 0, eu = 0;
            ent_cells_resolve(&cells, 0, o, s, &inputs);
            while (strcmp(inputs.state[hun].code, "HUN") != 0) hun++;
            while (strcmp(inputs.forum[eu].name, "eu") != 0) eu++;
            assert_true(inputs.forum[eu].floor == .33 && inputs.state[hun].v == .66);
            assert_true(inputs.shock[0].probability == .55); /* the scenario says .8 */
            assert_true(inputs.domain[0].arrivals == 5 && inputs.parameters.bargaining.drop_months == 7);
            for (int f = 0; f < inputs.n_forums; f++)
                if (strcmp(inputs.forum[f].name, "security") == 0) assert_true(inputs.forum[f].floor == .44);
            for (int r = 0; r < inputs.n_rules; r++)
                if (strcmp(inputs.rule[r].name, "two_thirds") == 0)
                    assert_int_equal(inputs.rule[r].tally[0].quota_num * 8, inputs.rule[r].tally[0].quota_den * 5);
        }
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
}

static void the_resolved_configuration_is_the_same_design(void **state)
{
    (void)state;
    struct ent_experiment *experiment = good("design:\n  method: saltelli\n  points: 4\n" TWO), *again = NULL;
    struct ent_complaints complaints;
    char *text = ent_experiment_yaml(experiment, 2, 1);

    assert_int_equal(ent_experiment_parse(&again, text, strlen(text), "text", &complaints), ENT_OK);
    struct ent_points a = points_of(experiment), b = points_of(again);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.value, b.value, (size_t)a.n * 2 * sizeof *a.value);
    ent_points_free(&a);
    ent_points_free(&b);
    free(text);
    ent_experiment_free(experiment);
    ent_experiment_free(again);
}

static void check_refused(const char *design, const char *expected)
{
    char text[1024] = "";
    struct ent_experiment *experiment = with_design(design, text, sizeof text);

    assert_null(experiment);
    if (strncmp(text, expected, strlen(expected)) != 0) fail_msg("said: %sexpected: %s", text, expected);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    check_refused("design: {method: sobel, points: 3, parameters: {parameters.values.theta: {}}}\n",
                  "'sobel' is not a method: grid, one_at_a_time, latin_hypercube, sobol, morris, saltelli or table; did you mean 'sobol'?");
    check_refused("design: {method: sobol, points: 3, parameters: {parameters.values.teta: {}}}\n",
                  "'parameters.values.teta': no such number in this experiment; did you mean 'parameters.values.theta'?");
    check_refused("design: {method: sobol, points: 3, parameters: {parameters.values.theta: {low: 0, high: 2}}}\n",
                  "'parameters.values.theta': 2 is outside [0, 0.7]");
    check_refused("design: {method: sobol, parameters: {parameters.values.theta: {}}}\n", "'points' is missing: how many");
    check_refused("design: {method: morris, levels: 5, parameters: {parameters.values.theta: {}}}\n",
                  "'levels': 5 is odd; trajectories of elementary effects need an even number");
    check_refused("design: {method: grid, points: 5, parameters: {parameters.values.theta: {}}}\n", "'points' has no meaning for 'grid'");
    check_refused("design: {method: grid, parameters: {parameters.values.theta: {distribution: normal, mean: 0.1}}}\n",
                  "'sd' is missing: a normal has a mean and an sd");
    check_refused("design: {method: table, points: [[0.1, 0.2]], parameters: {parameters.values.theta: {}}}\n",
                  "2 numbers for 1 parameters");
}

static void forty_dimensions_are_the_limit(void **state)
{
    (void)state;
    char text[8192] = "design:\n  method: saltelli\n  points: 2\n  parameters:\n";
    static const char *const states[] = {"ALB", "AUT", "BEL", "BGR", "BIH", "CHE", "CYP", "CZE", "DEU", "DNK", "ESP",
                                         "EST", "FIN", "FRA", "GBR", "GEO", "GRC", "HRV", "HUN", "IRL", "ISL"};
    struct ent_points points;
    struct ent_error error = {0};

    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "    states.%s.v: {}\n", states[i]);
    struct ent_experiment *experiment = good(text);
    assert_int_equal(ent_points_make(&points, ent_experiment_varies(experiment), &error), ENT_BAD_INPUT);
    assert_string_equal(error.text, "design: 'saltelli' of 21 parameters needs 42 dimensions, and Sobol' numbers exist for 40; use "
                                    "latin_hypercube, or vary fewer parameters");
    ent_experiment_free(experiment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grids_hold_every_combination),
        cmocka_unit_test(one_at_a_time_leaves_the_others_alone),
        cmocka_unit_test(strata_hold_one_point_each),
        cmocka_unit_test(sobol_grows_and_is_a_net),
        cmocka_unit_test(saltelli_mixes_two_matrices),
        cmocka_unit_test(trajectories_move_one_parameter_by_delta),
        cmocka_unit_test(quantiles_invert_their_distributions),
        cmocka_unit_test(a_design_comes_last),
        cmocka_unit_test(the_resolved_configuration_is_the_same_design),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(forty_dimensions_are_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
