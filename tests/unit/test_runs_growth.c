/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files made with a design: which designs may grow, with every old value bit for bit, and why the others may not.
 */
#include "tests/unit/runs_world.h"

static const char two[] = "{parameters.values.theta: {low: 0.1, high: 0.5}, parameters.values.phi: {low: 0.1, high: 0.3}}";
static const char three[] = "{parameters.values.theta: {low: 0.1, high: 0.5}, parameters.values.phi: {low: 0.1, high: 0.3}, "
                            "parameters.deterrence.slope: {low: 0, high: 4}}";

static struct ent_experiment *with_design(const char *method, const char *parameters)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    FILE *file = fopen(path("design.yaml"), "w");
    assert_non_null(file);
    fprintf(file,
            "experiment: growth\norders: [eu-only, clusters]\nscenarios: [{scenario: still}]\nshocks: []\nmonths: 3\n"
            "design: {%s, parameters: %s}\n",
            method, parameters);
    fclose(file);
    if (ent_experiment_load(&experiment, path("design.yaml"), NULL, NULL, 0, &complaints) != ENT_OK) {
        char *text = ent_complaints_text(&complaints);
        fail_msg("%s", text);
    }
    return experiment;
}

/* A table in a file of its own; its columns name the parameters. */
static struct ent_experiment *with_table(const char *rows)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    FILE *file = fopen(path("points.csv"), "w");
    assert_non_null(file);
    fprintf(file, "parameters.values.theta,parameters.values.phi\n%s", rows);
    fclose(file);
    file = fopen(path("design.yaml"), "w");
    assert_non_null(file);
    fprintf(file, "experiment: growth\norders: [eu-only, clusters]\nscenarios: [{scenario: still}]\nshocks: []\nmonths: 3\n"
                  "design: {method: table, points: ./points.csv}\n");
    fclose(file);
    if (ent_experiment_load(&experiment, path("design.yaml"), NULL, NULL, 0, &complaints) != ENT_OK) {
        char *text = ent_complaints_text(&complaints);
        fail_msg("%s", text);
    }
    return experiment;
}

enum { RUNS = 70 };

/* The values of all metrics of one cell of a file: [ENT_N_METRICS][RUNS]. */
static void read_cell(const struct ent_output *output, int32_t point, int32_t order, float *value)
{
    struct ent_error error;
    const size_t start[ENT_MAX_AXES] = {(size_t)point, (size_t)order, 0, 0}, count[ENT_MAX_AXES] = {1, 1, 1, RUNS};
    for (int k = 0; k < ENT_N_METRICS; k++)
        assert_int_equal(ent_output_read(output, output->layout.metric + k, start, count, value + k * RUNS, &error), ENT_OK);
}

/* Every cell of the small experiment is in the file of the large one, bit for bit. */
static void check_within(const struct ent_experiment *small, const char *small_file, const struct ent_experiment *large,
                         const char *large_file)
{
    static float old[ENT_N_METRICS * RUNS], grown[ENT_N_METRICS * RUNS];
    struct ent_cells of_small, of_large;
    struct ent_output in_small, in_large;
    struct ent_error error;
    assert_int_equal(ent_cells_init(&of_small, small, RUNS, ent_experiment_seed(small), 0, &error), ENT_OK);
    assert_int_equal(ent_cells_init(&of_large, large, RUNS, ent_experiment_seed(large), 0, &error), ENT_OK);
    assert_int_equal(ent_output_open(&in_small, small_file, &of_small, &error), ENT_OK);
    assert_int_equal(ent_output_open(&in_large, large_file, &of_large, &error), ENT_OK);
    assert_true(of_large.n_points > of_small.n_points);
    for (int32_t c = 0; c < of_small.n_cells; c++) {
        int32_t there = ent_cells_find(&of_large, of_small.cell[c].hash);
        assert_true(there >= 0);
        read_cell(&in_small, c / 2, c % 2, old);
        read_cell(&in_large, there / 2, there % 2, grown);
        assert_memory_equal(old, grown, sizeof old);
    }
    ent_output_close(&in_small, NULL);
    ent_output_close(&in_large, NULL);
    ent_cells_free(&of_small);
    ent_cells_free(&of_large);
}

/* Made small, then grown: the file of the large experiment made at once, and the old values in it. */
static void check_grows(struct ent_experiment *small, struct ent_experiment *large)
{
    char of_small[65], grown[65], at_once[65];
    complete(small, path("small.h5"), RUNS, 2, of_small);
    complete(small, path("grown.h5"), RUNS, 1, of_small);
    complete(large, path("grown.h5"), RUNS, 2, grown);
    complete(large, path("at-once.h5"), RUNS, 1, at_once);
    assert_string_equal(grown, at_once);
    check_within(small, path("small.h5"), large, path("grown.h5"));
    unlink(path("small.h5"));
    unlink(path("grown.h5"));
    unlink(path("at-once.h5"));
    ent_experiment_free(small);
    ent_experiment_free(large);
}

/* The file stays as it is, and its part too, and the reason is said. */
static void check_refused(struct ent_experiment *small, struct ent_experiment *large, const char *reason)
{
    struct ent_error error;
    struct step step = {.n_runs = RUNS, .n_threads = 1};
    struct ent_verify_report report;
    char digest[65];
    complete(small, path("refused.h5"), RUNS, 1, digest);
    if (simulate(large, path("refused.h5"), &step, &error) != ENT_BAD_INPUT) fail_msg("not refused: %s", reason);
    if (!strstr(error.text, reason)) fail_msg("'%s' is not in: %s", reason, error.text);
    assert_int_equal(ent_verify(path("refused.h5"), NULL, &report, &error), ENT_OK);
    assert_string_equal(report.digest, digest);
    unlink(path("refused.h5"));

    assert_int_equal(simulate(small, path("refused.h5"), &step, &error), ENT_OK);
    assert_int_equal(simulate(large, path("refused.h5"), &step, &error), ENT_BAD_INPUT);
    if (!strstr(error.text, reason)) fail_msg("'%s' is not in: %s", reason, error.text);
    remove_all(path("refused.h5.parts"));
    ent_experiment_free(small);
    ent_experiment_free(large);
}

static void points_are_added(void **state)
{
    (void)state;
    check_grows(with_design("method: sobol, points: 5", two), with_design("method: sobol, points: 12", two));
    check_grows(with_design("method: saltelli, points: 2", two), with_design("method: saltelli, points: 4", two));
    check_grows(with_design("method: sobol, points: 3", two), with_design("method: saltelli, points: 3", two)); /* its first matrix */
    check_grows(with_design("method: morris, trajectories: 2", two), with_design("method: morris, trajectories: 4", two));
    check_grows(with_design("method: grid, levels: 3", two), with_design("method: grid, levels: 5", two));
    check_grows(with_design("method: one_at_a_time, levels: 3", two), with_design("method: one_at_a_time, levels: 3", three));
    check_grows(with_design("method: grid", "{parameters.values.theta: {values: [0.1, 0.4]}}"),
                with_design("method: grid", "{parameters.values.theta: {values: [0.4, 0.2, 0.1]}}"));
    check_grows(with_table("0.1,0.2\n0.4,0.2\n"), with_table("0.3,0.3\n0.4,0.2\n0.1,0.2\n"));
}

static void what_cannot_grow_says_why(void **state)
{
    (void)state;
    check_refused(with_design("method: latin_hypercube, points: 5", two), with_design("method: latin_hypercube, points: 6", two),
                  "design.points was 5 and is now 6: a Latin hypercube cuts each range into as many strata as it has points");
    check_refused(with_design("method: saltelli, points: 2", two), with_design("method: saltelli, points: 2", three),
                  "design.parameters were 2 and are now 3, from 'parameters.deterrence.slope' on: its points are k + 2 mixtures");
    check_refused(with_design("method: morris, levels: 4", two), with_design("method: morris, levels: 6", two),
                  "design.levels was 4 and is now 6: trajectories step between the levels");
    check_refused(with_design("method: sobol, points: 4", two), with_design("method: sobol, points: 8", three),
                  "design.parameters were 2 and are now 3, from 'parameters.deterrence.slope' on: every point");
    check_refused(with_design("method: sobol, points: 4", two), with_design("method: sobol, points: 3", two),
                  "design.points was 4 and is now 3: the file holds more, and nothing is trimmed");
    check_refused(with_design("method: sobol, points: 4", two), with_design("method: sobol, points: 4, seed: 2", two),
                  "design.seed was 1 and is now 2: another seed of the design makes other points");
    check_refused(with_design("method: sobol, points: 4", two), with_design("method: morris", two),
                  "design.method was sobol and is now morris: another method makes other points");
    check_refused(with_design("method: grid, levels: 3", two), with_design("method: grid, levels: 4", two),
                  "design.levels was 3 and is now 4: levels divide the range evenly");
    check_refused(with_table("0.1,0.2\n0.4,0.2\n"), with_table("0.1,0.2\n"), "design.points[1] was a list and is now absent");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(points_are_added), cmocka_unit_test(what_cannot_grow_says_why)};
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
