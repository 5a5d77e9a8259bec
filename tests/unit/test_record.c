/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an experiment keeps: read, refused, written out, and carried from the journal into the file.
 */
#include "tests/unit/runs_world.h"

#include "params/record.h"

/* The baseline with these overrides; NULL if it is refused, with the complaints in `text`. */
static struct ent_experiment *with(const char *first, const char *second, char *text, size_t size)
{
    const char *sets[] = {"months=7", "split.month=3", first, second};
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    text[0] = '\0';
    if (ent_experiment_load(&experiment, "baseline", NULL, sets, second ? 4u : first ? 3u : 2u, &complaints) != ENT_OK) {
        char *said = ent_complaints_text(&complaints);
        snprintf(text, size, "%s", said ? said : "");
        free(said);
    }
    ent_complaints_free(&complaints);
    return experiment;
}

static struct ent_experiment *good(const char *first, const char *second)
{
    char text[1024];
    struct ent_experiment *experiment = with(first, second, text, sizeof text);
    if (!experiment) fail_msg("%s", text);
    return experiment;
}

static uint32_t record_of(const struct ent_experiment *experiment)
{
    struct ent_cells cells;
    struct ent_error error;
    assert_int_equal(ent_cells_init(&cells, experiment, 10, 1, 0, &error), ENT_OK);
    uint32_t record = cells.record;
    ent_cells_free(&cells);
    return record;
}

static void left_out_is_everything_without_a_design(void **state)
{
    struct ent_experiment *experiment = good(NULL, NULL);
    (void)state;
    assert_int_equal(record_of(experiment), ENT_RECORD_ALL);
    assert_int_equal(ent_experiment_recording(experiment)->months, 0);
    assert_int_equal(ent_recording_places(ent_experiment_recording(experiment), 100), 0);
    ent_experiment_free(experiment);
    experiment = good("record.states=false", "record.counts=false");
    assert_int_equal(record_of(experiment), ENT_RECORD_TRAJECTORIES);
    ent_experiment_free(experiment);
}

static void a_design_keeps_the_counts_unless_it_says_more(void **state)
{
    static const char text[] = "experiment: x\norders: [eu-only]\nscenarios: [{scenario: still}]\nshocks: []\nmonths: 3\n"
                               "design: {method: sobol, points: 1, parameters: {parameters.values.theta: {}}}\n";
    static const uint32_t expected[] = {ENT_RECORD_COUNTS, ENT_RECORD_COUNTS | ENT_RECORD_STATES};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct ent_experiment *experiment;
        struct ent_complaints complaints = {0};
        FILE *file = fopen(path("design.yaml"), "w");
        assert_non_null(file);
        fprintf(file, "%s%s", text, i ? "record: {states: true}\n" : "");
        fclose(file);
        assert_int_equal(ent_experiment_load(&experiment, path("design.yaml"), NULL, NULL, 0, &complaints), ENT_OK);
        assert_int_equal(record_of(experiment), expected[i]);
        ent_experiment_free(experiment);
    }
}

static void chosen_runs(void **state)
{
    struct ent_experiment *experiment = good("record.runs={every: 50, months: 3}", NULL);
    const struct ent_recording *recording = ent_experiment_recording(experiment);
    (void)state;
    assert_int_equal(ent_recording_places(recording, 100), 2);
    assert_int_equal(ent_recording_places(recording, 101), 3);
    assert_int_equal(ent_recording_before(recording, 50), 1);
    assert_true(ent_recording_has(recording, 0) && ent_recording_has(recording, 150) && !ent_recording_has(recording, 151));
    assert_int_equal(ent_recording_run(recording, 3), 150);
    ent_experiment_free(experiment);

    experiment = good("record.runs.every=50", "record.runs.months=3"); /* key by key, where no run was kept */
    recording = ent_experiment_recording(experiment);
    assert_int_equal(recording->every, 50);
    assert_int_equal(recording->months, 3);
    ent_experiment_free(experiment);

    experiment = good("record.runs={list: [3, 70, 900]}", NULL);
    recording = ent_experiment_recording(experiment);
    assert_int_equal(recording->months, 1);
    assert_int_equal(ent_recording_places(recording, 100), 3);
    assert_int_equal(ent_recording_before(recording, 70), 1);
    assert_int_equal(ent_recording_before(recording, 71), 2);
    assert_true(ent_recording_has(recording, 900) && !ent_recording_has(recording, 4));
    ent_experiment_free(experiment);
}

static void check_refused(const char *set, const char *expected)
{
    char text[1024];
    assert_null(with(set, NULL, text, sizeof text));
    if (!strstr(text, expected)) fail_msg("'%s' is not in: %s", expected, text);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    check_refused("record={stats: true}", "unknown key 'stats'; did you mean 'states'?");
    check_refused("record.states=perhaps", "'states': 'perhaps' is not a flag");
    check_refused("record=all", "'record': a map is expected here");
    check_refused("record.runs={months: 3}", "write either 'every', such as 100, or 'list'");
    check_refused("record.runs={every: 3, list: [1]}", "write either 'every', such as 100, or 'list'");
    check_refused("record.runs={every: 0}", "'every': 0 is outside [1, ");
    check_refused("record.runs={list: [4, 4]}", "'list': 4 after 4; write the runs in ascending order");
    check_refused("record.runs={list: [-1]}", "'list': -1 is outside [0, ");
    check_refused("record.runs.evry=3", "unknown key 'evry'; did you mean 'every'?");
    check_refused("record.runs={list: []}", "'list': at least one run");
}

/* The levels that the made-up kernel gives a run of a cell, at the months that are kept. */
static void check_run(const struct ent_cells *cells, int32_t cell, int32_t run, int t, const float *value, size_t n_months, int32_t stride)
{
    static struct made_up made;
    static struct ent_run_result result;
    static struct ent_inputs inputs;
    ent_cells_resolve(cells, cell / cells->n_scenarios / cells->n_orders, ent_cells_order(cells, cell), cell % cells->n_scenarios, &inputs);
    made_up_prepare(&inputs, &made);
    made_up_run(&made, NULL, cells->seed, (uint32_t)run, &result);
    for (size_t m = 0; m < n_months; m++) {
        const struct ent_metric_row *row = &ent_trajectory_rows[t];
        const double step = (row->high - row->low) / 65535;
        const double level = result.trajectory[t][m * (size_t)stride];
        if (result.status != ENT_RUN_DONE || run >= cells->n_runs)
            assert_true(isnan(value[m]));
        else
            assert_true(fabs((double)value[m] - (row->low + level * step)) < step / 100 + 1e-6 * row->high);
    }
}

/* Every kept value of the file against the run itself. */
static void check_file(const struct ent_experiment *experiment, const char *file, int32_t n_runs)
{
    struct ent_cells cells;
    struct ent_output output;
    struct ent_error error;
    const struct ent_recording *recording = ent_experiment_recording(experiment);
    assert_int_equal(ent_cells_init(&cells, experiment, n_runs, ent_experiment_seed(experiment), 0, &error), ENT_OK);
    assert_int_equal(ent_output_open(&output, file, &cells, &error), ENT_OK);
    size_t n_kept = output.layout.length[ENT_AXIS_kept_run], n_months = output.layout.length[ENT_AXIS_kept_month];
    assert_int_equal(n_kept, ent_recording_places(recording, n_runs));
    float *value = malloc(n_kept * n_months * sizeof *value);
    for (int32_t c = 0; c < cells.n_cells; c++)
        for (int t = 0; t < ENT_N_TRAJECTORIES; t += 5) {
            const size_t start[ENT_MAX_AXES] = {0, (size_t)ent_cells_order(&cells, c), (size_t)(c % cells.n_scenarios)};
            const size_t count[ENT_MAX_AXES] = {1, 1, 1, n_kept, n_months};
            assert_int_equal(ent_output_read(&output, output.layout.of_run + t, start, count, value, &error), ENT_OK);
            for (size_t k = 0; k < n_kept; k++)
                check_run(&cells, c, ent_recording_run(recording, (int32_t)k), t, value + k * n_months, n_months, recording->months);
        }
    free(value);
    ent_output_close(&output, NULL);
    ent_cells_free(&cells);
}

static void kept_runs_are_those_runs_however_they_came(void **state)
{
    static const char *const which[] = {"record.runs={every: 7, months: 3}", "record.runs={list: [0, 63, 64, 150, 170, 500], months: 1}"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct ent_experiment *experiment = good(which[i], "record.states=false");
        struct ent_error error;
        struct ent_verify_report report;
        struct step shard[] = {{.n_runs = 170, .n_threads = 1, .shard = {0, 2}}, {.n_runs = 170, .n_threads = 2, .shard = {1, 2}}};
        char whole[65], grown[65], sharded[65];
        complete(experiment, path("whole.h5"), 170, 2, whole);
        complete(experiment, path("grown.h5"), 41, 1, grown);
        check_file(experiment, path("grown.h5"), 41);
        complete(experiment, path("grown.h5"), 170, 1, grown);
        for (int s = 0; s < 2; s++) assert_int_equal(simulate(experiment, path("sharded.h5"), &shard[s], &error), ENT_OK);
        assert_int_equal(merge(path("sharded.h5"), sharded, &error), ENT_OK);
        assert_string_equal(whole, grown);
        assert_string_equal(whole, sharded);
        check_file(experiment, path("whole.h5"), 170);
        if (ent_verify(path("whole.h5"), NULL, &report, &error) != ENT_OK) fail_msg("%s", error.text);
        ent_experiment_free(experiment);
        unlink(path("whole.h5"));
        unlink(path("grown.h5"));
        unlink(path("sharded.h5"));
    }
}

static void another_choice_is_another_experiment(void **state)
{
    struct ent_experiment *first = good("record.runs={every: 7}", NULL), *second = good("record.runs={every: 14}", NULL);
    struct ent_error error;
    struct step step = {.n_runs = 20, .n_threads = 1};
    char digest[65];
    (void)state;
    complete(first, path("other.h5"), 20, 1, digest);
    assert_int_equal(simulate(second, path("other.h5"), &step, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "record.runs.every was 7 and is now 14"));
    ent_experiment_free(first);
    ent_experiment_free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(left_out_is_everything_without_a_design),
        cmocka_unit_test(a_design_keeps_the_counts_unless_it_says_more),
        cmocka_unit_test(chosen_runs),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(kept_runs_are_those_runs_however_they_came),
        cmocka_unit_test(another_choice_is_another_experiment),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
