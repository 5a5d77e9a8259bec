/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As many runs as a precision needs: the numbers at which it is judged, the judgement against the estimators of the tables, the
 * stops against a slow twin that simulates cells one by one; and one digest however the work was done.
 */
#include "tests/unit/precision_world.h"

#include "analysis/estimators.h"
#include "runs/settle.h"

/* --- judging ------------------------------------------------------------------------------------------------------------- */

static void checkpoints_grow_by_a_tenth(void **state)
{
    const int32_t expected[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26, 28, 30, 33, 36};
    int32_t at = 1;
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++, at = ent_checkpoint_after(at)) assert_int_equal(at, expected[i]);
    for (; at < 100000000; at = ent_checkpoint_after(at)) assert_int_equal(ent_checkpoint_after(at), (int64_t)at * 11 / 10);
    assert_int_equal(ent_checkpoint_first(&(struct ent_precision){.least = 2, .most = 1000}), 1);
    assert_int_equal(ent_checkpoint_first(&(struct ent_precision){.least = 128, .most = 1000}), 2);
    assert_int_equal(ent_checkpoint_first(&(struct ent_precision){.least = 129, .most = 1000}), 3);
    assert_int_equal(ent_checkpoint_first(&(struct ent_precision){.least = 21 * 64, .most = 100000}), 22);
    assert_int_equal(ent_checkpoint_first(&(struct ent_precision){.least = 21 * 64, .most = 21 * 64}), 21);
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Half-width of the sample of these values, taken in by pieces. */
static double judged(const struct ent_precision *precision, const float *value, size_t n)
{
    struct ent_sample sample = {0};
    struct ent_error error;
    for (size_t i = 0; i < n; i += 7)
        assert_int_equal(ent_sample_add(&sample, precision, value + i, n - i < 7 ? n - i : 7, &error), ENT_OK);
    if (sample.value != NULL) qsort(sample.value, (size_t)sample.n, sizeof *sample.value, by_size);
    double half = ent_precision_half_width(precision, &sample);
    ent_sample_free(&sample);
    return half;
}

/* The same by the functions behind the tables. */
static double expected_half(const struct ent_precision *precision, const float *value, size_t n)
{
    double *x = malloc(n * sizeof *x), *work = malloc(n * sizeof *work);
    struct ent_estimate estimate;
    for (size_t i = 0; i < n; i++)
        x[i] = precision->of != ENT_PRECISION_PROBABILITY || !isfinite(value[i]) ? (double)value[i]
               : (double)value[i] > precision->at                                ? 1
                                                                                 : 0;
    if (precision->of == ENT_PRECISION_QUANTILE)
        ent_quantile(x, n, precision->at, .95, work, &estimate);
    else if (precision->of == ENT_PRECISION_PROBABILITY || strcmp(precision->metric, "order_failed") == 0)
        ent_share(x, n, .95, &estimate);
    else
        ent_mean(x, n, .95, &estimate);
    free(x);
    free(work);
    return (estimate.high - estimate.low) / 2;
}

static void judged_as_in_the_tables(void **state)
{
    static const struct ent_precision precisions[] = {
        {.metric = "deadlock_risk", .of = ENT_PRECISION_MEAN},
        {.metric = "order_failed", .of = ENT_PRECISION_MEAN},
        {.metric = "deadlock_risk", .of = ENT_PRECISION_PROBABILITY, .at = .7},
        {.metric = "deadlock_risk", .of = ENT_PRECISION_QUANTILE, .at = .9},
        {.metric = "deadlock_risk", .of = ENT_PRECISION_QUANTILE, .at = .5},
    };
    static float value[3000];
    (void)state;
    for (size_t p = 0; p < sizeof precisions / sizeof *precisions; p++)
        for (size_t n = 64; n <= 3000; n += 419) {
            int is_share = strcmp(precisions[p].metric, "order_failed") == 0;
            for (size_t i = 0; i < n; i++) {
                double share = (double)(mix(i + 100 * p) >> 40) / 16777216.0;
                value[i] = mix(i + 7) % 29 == 0 ? (float)NAN : is_share ? (float)(share > .8) : (float)share;
            }
            double half = judged(&precisions[p], value, n), expected = expected_half(&precisions[p], value, n);
            assert_true(half > 0 && fabs(half - expected) < 1e-7 * expected);
        }
}

static void what_says_nothing_is_wide(void **state)
{
    struct ent_precision mean = {.metric = "deadlock_risk"},
                         quantile = {.metric = "deadlock_risk", .of = ENT_PRECISION_QUANTILE, .at = .99};
    float value[512] = {0};
    (void)state;
    assert_true(isinf(judged(&mean, value, 1)));
    assert_true(isinf(judged(&quantile, value, 64)));
    /* 128 runs without a single deadlock do not prove that there is none. */
    assert_true(judged(&mean, value, 128) > .01);
    assert_true(judged(&mean, value, 512) < .005);
    struct ent_precision probability = {.metric = "deadlock_risk", .of = ENT_PRECISION_PROBABILITY, .at = .5};
    assert_true(judged(&probability, value, 128) > .01);
}

/* --- stops ----------------------------------------------------------------------------------------------------------------- */

/* Blocks of one column by brute force: cells simulated one by one, judged by the estimators. */
static int32_t slow_stop(const struct ent_cells *cells, int32_t point, int32_t scenario)
{
    static float value[2][1 << 14];
    const struct ent_precision *precision = &cells->precision;
    int32_t most = (precision->most + 63) / 64, have = 0;
    int metric = 0;
    assert_int_equal(cells->n_orders, 2);
    while (strcmp(ent_metric_rows[metric].name, precision->metric) != 0) metric++;
    for (int32_t b = ent_checkpoint_first(precision);; b = ent_checkpoint_after(b)) {
        int is_precise = 1;
        if (b > most) b = most;
        for (int32_t o = 0; o < 2; o++) {
            struct ent_error error;
            for (int32_t block = have; block < b; block++) {
                float all[64][ENT_N_METRICS];
                assert_int_equal(ent_engine_cell(cells, &made_up_kernel, ent_cells_index(cells, point, o, scenario), (uint32_t)block * 64,
                                                 64, all[0], NULL, NULL, NULL, &error),
                                 ENT_OK);
                for (int32_t r = 0; r < 64; r++) value[o][block * 64 + r] = all[r][metric];
            }
            is_precise &= expected_half(precision, value[o], (size_t)b * 64) <= precision->half_width;
        }
        have = b;
        if (is_precise || b == most) return b;
    }
}

static int32_t runs_in(const struct ent_output *output, int32_t point, int32_t order, int32_t scenario)
{
    size_t n = output->layout.length[ENT_AXIS_run];
    int8_t *status = malloc(n);
    const size_t start[ENT_MAX_AXES] = {(size_t)point, (size_t)order, (size_t)scenario, 0}, count[ENT_MAX_AXES] = {1, 1, 1, n};
    int32_t done = 0;
    assert_int_equal(ent_output_read(output, output->layout.status, start, count, status, NULL), ENT_OK);
    for (size_t r = 0; r < n; r++) {
        assert_true(status[r] == ENT_RUN_MISSING || done == (int32_t)r); /* without a gap */
        done += status[r] != ENT_RUN_MISSING;
    }
    free(status);
    return done;
}

static void check_stops(const char *request, const char *name)
{
    struct ent_experiment *experiment = open_sweep(request);
    struct ent_cells cells;
    struct ent_output output;
    struct ent_error error = {0};
    struct step step = {.n_threads = 2};
    char digest[65];
    int32_t longest = 0, shared[2] = {0, 0}, column[3][2];
    assert_non_null(experiment);
    assert_int_equal(simulate_precisely(experiment, path(name), &step, &error), ENT_OK);
    assert_int_equal(merge_precisely(path(name), digest, &error), ENT_OK);
    assert_int_equal(ent_cells_init(&cells, experiment, 0, 5, 0, &error), ENT_OK);
    assert_int_equal(ent_output_open(&output, path(name), &cells, &error), ENT_OK);
    for (int32_t p = 0; p < 3; p++)
        for (int32_t s = 0; s < 2; s++) {
            column[p][s] = slow_stop(&cells, p, s) * 64;
            if (column[p][s] > shared[s]) shared[s] = column[p][s];
        }
    for (int32_t p = 0; p < 3; p++)
        for (int32_t s = 0; s < 2; s++) {
            assert_int_equal(runs_in(&output, p, 1, s), column[p][s]);
            assert_int_equal(runs_in(&output, p, 0, s), shared[s]); /* the order that is the same at all points */
            longest = shared[s] > longest ? shared[s] : longest;
        }
    print_message("%s: %d to %d runs\n", request, (int)step.report.fewest, (int)step.report.most);
    assert_int_equal(output.layout.length[ENT_AXIS_run], longest);
    ent_output_close(&output, NULL);
    assert_int_equal(ent_settle_verify(path(name), ent_precision_half_width, &error), ENT_OK);
    struct ent_verify_report verified;
    assert_int_equal(ent_verify(path(name), NULL, &verified, &error), ENT_OK);
    assert_int_equal(verified.n_missing, 0);
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
}

static void stops_are_those_of_the_slow_twin(void **state)
{
    (void)state;
    check_stops("precision: {metric: decision_cohesion, half_width: 0.02}", "mean.h5");
    check_stops("precision: {metric: decision_cohesion, half_width: 0.022, of: probability, at: 0.8}", "probability.h5");
    check_stops("precision: {metric: decision_cohesion, half_width: 0.015, of: quantile, at: 0.9, least: 2}", "quantile.h5");
    check_stops("precision: {metric: decision_cohesion, half_width: 0.001, most: 500}", "most.h5");
}

/* --- one digest --------------------------------------------------------------------------------------------------------------- */

#define AT_HALF_WIDTH(width, rest) "precision: {metric: decision_cohesion, of: quantile, at: 0.9, half_width: " width rest "}"
#define NARROW AT_HALF_WIDTH("0.013", "")
#define WIDE AT_HALF_WIDTH("0.02", "")

static void run_to(const char *request, const char *name, struct step step, char digest[65])
{
    struct ent_experiment *experiment = open_sweep(request);
    struct ent_error error = {0};
    assert_non_null(experiment);
    int code = simulate_precisely(experiment, path(name), &step, &error);
    if (code == ENT_OK && step.shard.n <= 1) code = merge_precisely(path(name), digest, &error);
    if (code != ENT_OK) fail_msg("%s", error.text);
    ent_experiment_free(experiment);
}

static void however_it_was_done(void **state)
{
    char whole[65], other[65];
    struct ent_error error = {0};
    (void)state;
    run_to(NARROW, "one.h5", (struct step){.n_threads = 1}, whole);
    run_to(NARROW, "three.h5", (struct step){.n_threads = 3}, other);
    assert_string_equal(whole, other);
    for (int32_t i = 4; i >= 0; i--) run_to(NARROW, "shards.h5", (struct step){.n_threads = 1, .shard = {i, 5}}, other);
    assert_int_equal(merge_precisely(path("shards.h5"), other, &error), ENT_OK);
    assert_string_equal(whole, other);
    run_to(NARROW, "one.h5", (struct step){.n_threads = 2}, other); /* again: nothing changes */
    assert_string_equal(whole, other);
}

static void a_missing_shard_is_a_gap(void **state)
{
    char digest[65];
    struct ent_error error = {0};
    (void)state;
    run_to(NARROW, "gap.h5", (struct step){.n_threads = 1, .shard = {0, 2}}, digest);
    assert_int_equal(merge_precisely(path("gap.h5"), digest, &error), ENT_NO_INPUT);
    assert_false(exists(path("gap.h5")));
    run_to(NARROW, "gap.h5", (struct step){.n_threads = 1, .shard = {1, 2}}, digest);
    assert_int_equal(merge_precisely(path("gap.h5"), digest, &error), ENT_OK);
}

static void stopped_and_resumed(void **state)
{
    char whole[65], resumed[65];
    struct ent_experiment *experiment = open_sweep(NARROW);
    struct ent_error error = {0};
    int interruptions = 0;
    (void)state;
    run_to(NARROW, "whole.h5", (struct step){.n_threads = 2}, whole);
    stop_after_blocks = 11;
    for (int code = ENT_INTERRUPTED; code == ENT_INTERRUPTED; interruptions++) {
        struct step step = {.n_threads = 2};
        code = simulate_precisely(experiment, path("resumed.h5"), &step, &error);
        assert_true(code == ENT_OK || code == ENT_INTERRUPTED);
    }
    stop_after_blocks = 0;
    print_message("interrupted %d times\n", interruptions - 1);
    assert_in_range(interruptions, 5, 100);
    assert_int_equal(merge_precisely(path("resumed.h5"), resumed, &error), ENT_OK);
    assert_string_equal(whole, resumed);
    ent_experiment_free(experiment);
}

static void growing(void **state)
{
    char whole[65], grown[65], plain[65];
    (void)state;
    run_to(NARROW, "grown_at_once.h5", (struct step){.n_threads = 2}, whole);
    run_to(WIDE, "grown.h5", (struct step){.n_threads = 2}, grown);
    assert_string_not_equal(whole, grown);
    run_to(NARROW, "grown.h5", (struct step){.n_threads = 2}, grown);
    assert_string_equal(whole, grown);
    run_to(WIDE, "grown.h5", (struct step){.n_threads = 2}, grown); /* nothing is trimmed */
    assert_string_equal(whole, grown);
    /* From a number of runs: they are the least. */
    run_to("runs: 3000", "plain.h5", (struct step){.n_threads = 2}, plain);
    run_to(NARROW, "plain.h5", (struct step){.n_threads = 2}, plain);
    run_to(AT_HALF_WIDTH("0.013", ", least: 3000"), "least.h5", (struct step){.n_threads = 2}, grown);
    assert_string_equal(plain, grown);
    /* And on to a number of runs. */
    run_to("runs: 6000", "grown.h5", (struct step){.n_threads = 2}, grown);
    run_to("runs: 6000", "six.h5", (struct step){.n_threads = 2}, whole);
    assert_string_equal(whole, grown);
}

static void another_estimate_does_not_trim(void **state)
{
    char digest[65], kept[65];
    struct ent_experiment *experiment = open_sweep("precision: {metric: deadlock_risk, half_width: 0.03}");
    struct ent_error error = {0};
    struct step step = {.n_threads = 2};
    (void)state;
    run_to(NARROW, "kept.h5", (struct step){.n_threads = 2}, kept);
    assert_int_equal(simulate_precisely(experiment, path("kept.h5"), &step, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "nothing is trimmed"));
    assert_int_equal(step.report.progress.runs_done, 0);
    ent_experiment_free(experiment);
    run_to("precision: {metric: deadlock_risk, half_width: 0.007}", "kept.h5", (struct step){.n_threads = 2}, kept);
    run_to("precision: {metric: deadlock_risk, half_width: 0.007}", "fresh.h5", (struct step){.n_threads = 2}, digest);
    assert_string_equal(digest, kept);
}

static void the_stored_configuration_gives_the_same(void **state)
{
    char digest[65], again[65];
    struct ent_experiment *stored;
    struct ent_cells cells;
    struct ent_error error = {0};
    struct step step = {.n_threads = 2};
    (void)state;
    run_to("precision: {metric: decision_cohesion, half_width: 0.03, of: quantile, at: 0.2, least: 100}", "stored.h5", step, digest);
    assert_int_equal(ent_configuration_load(path("stored.h5"), &stored, &cells, &error), ENT_OK);
    assert_int_equal(cells.precision.least, 100);
    assert_int_equal(simulate_precisely(stored, path("again.h5"), &step, &error), ENT_OK);
    assert_int_equal(merge_precisely(path("again.h5"), again, &error), ENT_OK);
    assert_string_equal(digest, again);
    ent_cells_free(&cells);
    ent_experiment_free(stored);
}

/* A run that the stopping rule does not call for is noticed: the test of the test. */
static double too_narrow(const struct ent_precision *precision, const struct ent_sample *sample)
{
    return .8 * ent_precision_half_width(precision, sample);
}

static void a_biased_rule_is_noticed(void **state)
{
    char digest[65];
    struct ent_error error = {0};
    (void)state;
    run_to(NARROW, "biased.h5", (struct step){.n_threads = 2}, digest);
    assert_int_equal(ent_settle_verify(path("biased.h5"), too_narrow, &error), ENT_BAD_INPUT);
    assert_int_equal(ent_settle_verify(path("biased.h5"), NULL, &error), ENT_BUG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checkpoints_grow_by_a_tenth),
        cmocka_unit_test(judged_as_in_the_tables),
        cmocka_unit_test(what_says_nothing_is_wide),
        cmocka_unit_test(stops_are_those_of_the_slow_twin),
        cmocka_unit_test(however_it_was_done),
        cmocka_unit_test(a_missing_shard_is_a_gap),
        cmocka_unit_test(stopped_and_resumed),
        cmocka_unit_test(growing),
        cmocka_unit_test(another_estimate_does_not_trim),
        cmocka_unit_test(the_stored_configuration_gives_the_same),
        cmocka_unit_test(a_biased_rule_is_noticed),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
