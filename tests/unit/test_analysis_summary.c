/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Summary and comparison of a file whose numbers are known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "analysis/choice.h"
#include "analysis/common_random_numbers.h"
#include "analysis/durations.h"
#include "analysis/summary.h"
#include "tests/unit/known_results.h"

/* Every figure is the estimator's, of the right values. */
static void figures(void **state)
{
    (void)state;
    const size_t order[] = {0, 1, 2};
    struct ent_summary summary;
    struct ent_error error;
    struct ent_estimate expected;
    double a[RUNS], b[RUNS];
    assert_int_equal(ent_summary_compute(&summary, &results, order, 3, 1, 1, 0.9, &error), ENT_OK);
    assert_int_equal(summary.n_measures, ENT_N_HEADLINES + ENT_N_METRICS - 5); /* order_failed stands beside order_survival */
    for (size_t m = 0; m < summary.n_measures; m++)
        for (size_t s = 0; s < FILE_SCENARIOS; s++)
            for (size_t o = 0; o < FILE_ORDERS; o++) {
                const struct ent_measure *measure = &summary.measure[m];
                size_t at = ent_summary_cell(&summary, s, o) * summary.n_measures + m;
                stored_values(measure->metric, 1, o, s, a);
                stored_values(measure->metric, 1, 0, s, b);
                for (size_t r = 0; measure->complement && r < RUNS; r++) {
                    a[r] = 1 - a[r];
                    b[r] = 1 - b[r];
                }
                if (measure->share)
                    ent_share(a, RUNS, 0.9, &expected);
                else
                    ent_mean(a, RUNS, 0.9, &expected);
                same_estimate(&summary.measured[at].mean, &expected);
                if (o == 0) continue;
                if (measure->share)
                    ent_paired_share(a, b, RUNS, 0.9, &expected);
                else
                    ent_paired_mean(a, b, RUNS, 0.9, &expected);
                same_estimate(&summary.compared[at].difference, &expected);
                ent_paired_greater(measure->better < 0 ? b : a, measure->better < 0 ? a : b, RUNS, 0.9, &expected, NULL);
                same_estimate(&summary.compared[at].better, &expected);
            }
    ent_summary_free(&summary);
    ent_summary_free(&summary);
}

/* ".123" of a number below 1. */
static const char *figure(double value)
{
    static char text[32];
    snprintf(text, sizeof text, "%.3f", value);
    return text + 1;
}

static void text_summary(void **state)
{
    (void)state;
    struct ent_summary_options options = {0};
    struct ent_error error;
    struct ent_estimate expected;
    double values[RUNS];
    char line[128], *text;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_OK);
    fits(text);
    has(text, "experiment small, 3 orders x 2 scenarios x 50 runs");
    has(text, "95 % intervals");
    has(text, "every_shock_at_once, an_order_with_a_very_long_name_indeed: 48 of 50 runs used, 1 failed, 1 not");
    has(text, "decision_cohesion has no value in 1 run (no issue became urgent)");
    stored_values("structural_cohesion", 0, 0, 0, values);
    ent_mean(values, RUNS, 0.95, &expected);
    snprintf(line, sizeof line, "\n  plain              %s", figure(expected.value));
    snprintf(line + strlen(line), sizeof line - strlen(line), " \u00b1%s", figure(expected.high - expected.value));
    has(text, line);
    has(text, "1.000 [.929 1.000]"); /* nobody failed in 50: Wilson */
    free(text);
}

static void text_of_every_point(void **state)
{
    (void)state;
    struct ent_summary_options options = {.point = ENT_ALL_POINTS};
    struct ent_error error;
    char *text;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_OK);
    fits(text);
    has(text, "Design point 0 of 2: parameters.values.theta 0.1, shocks.storm.hazard 1\n");
    has(text, "Design point 1 of 2: parameters.values.theta 0.25, shocks.storm.hazard 2\n");
    free(text);
}

static void text_comparison(void **state)
{
    (void)state;
    struct ent_summary_options options = {0};
    struct ent_error error;
    char *text;
    assert_int_equal(ent_compare_print(&results, file_orders[2], file_orders[0], &options, &text, &error), ENT_OK);
    fits(text);
    for (size_t s = 0; s < FILE_SCENARIOS; s++) has(text, file_scenarios[s]);
    has(text, "deadlock_risk_covered");
    has(text, "an_order_with_a_ve~");
    free(text);
    assert_int_equal(ent_compare_print(&results, "plain", "planned", &options, &text, &error), ENT_USAGE);
    has(error.text, "no order 'planned'");
    has(error.text, "an_order_with_a_very_long_name_indeed");
}

/* Braces and brackets balance outside of strings; the Python test of the command parses it. */
static void json(void **state)
{
    (void)state;
    struct ent_summary_options options = {.format = ENT_SUMMARY_JSON, .point = ENT_ALL_POINTS};
    struct ent_error error;
    char *text;
    int depth = 0, inside = 0;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_OK);
    for (const char *c = text; *c; c++) {
        if (inside && *c == '\\')
            c++;
        else if (*c == '"')
            inside = !inside;
        else if (!inside)
            depth += (*c == '{') + (*c == '[') - (*c == '}') - (*c == ']');
        assert_true(depth >= 0);
    }
    assert_true(depth == 0 && !inside);
    has(text, "\"gated, \\\"so to say\\\"\"");
    has(text, "\"seed\": 18446744073709551615");
    has(text, "\"runs\": {\"done\": 48, \"failed\": 1, \"not_run\": 1}");
    has(text, "\"variance_ratio\"");
    has(text, "\"design\": {\"parameters.values.theta\": 0.25, \"shocks.storm.hazard\": 2}");
    assert_null(strstr(text, ": nan"));
    free(text);
}

static void csv(void **state)
{
    (void)state;
    struct ent_summary_options options = {.format = ENT_SUMMARY_CSV};
    struct ent_error error;
    char *text;
    size_t n_lines = 0, n_columns = 0;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_OK);
    has(text, "point,scenario,order,minus,measure,figure,unit,value,low,high,sd,method,n,left_out,failed,not_run\n");
    has(text, "\"gated, \"\"so to say\"\"\",plain,structural_cohesion,difference,1,");
    for (const char *line = text; *line; line = strchr(line, '\n') + 1, n_lines++) {
        size_t columns = 1, n = strcspn(line, "\n");
        int inside = 0;
        for (size_t i = 0; i < n; i++) {
            inside ^= line[i] == '"';
            columns += line[i] == ',' && !inside;
        }
        n_columns = n_lines == 0 ? columns : n_columns;
        assert_int_equal(columns, n_columns);
    }
    /* per scenario: a mean or share of each measure and order, three quantiles of the five headlines that are means,
     * and difference, better and ratio for two orders */
    size_t n_measures = ENT_N_HEADLINES + ENT_N_METRICS - 5;
    size_t n_expected = 1 + FILE_SCENARIOS * (3 * (n_measures + 3 * 5) + 2 * 3 * n_measures);
    /* per headline and order: a bootstrap interval and a regret in each scenario, the greatest and the choice; per scenario, reading
     * of deadlock and order: three ranks, four weights, a factor; per scenario, kind of duration and order: mean, median, events,
     * censored, and three figures of the test for two orders */
    n_expected += ENT_N_HEADLINES * 3 * (2 * FILE_SCENARIOS + 2) + FILE_SCENARIOS * 3 * 3 * (3 + 4 + 1);
    n_expected += FILE_SCENARIOS * 2 * (3 * 4 + 2 * 3);
    assert_int_equal(n_lines, n_expected);
    free(text);
}

static void latex(void **state)
{
    (void)state;
    struct ent_summary_options options = {.format = ENT_SUMMARY_LATEX};
    struct ent_error error;
    char *text;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_OK);
    has(text, "\\begin{tabular}{llrrrrrr}");
    has(text, "every\\_shock\\_at\\_once & an\\_order");
    has(text, "% greatest regret");
    has(text, "% acceptability");
    has(text, "months to a decision to 36 & $p$ & years to failure to 10.8 & $p$");
    assert_null(strstr(text, "every_shock"));
    free(text);
}

/* Regret and acceptability are those of the means in the table. */
static void choice(void **state)
{
    (void)state;
    const size_t order[] = {0, 1, 2};
    struct ent_summary summary;
    struct ent_error error;
    assert_int_equal(ent_summary_compute(&summary, &results, order, 3, 0, 0, 0.95, &error), ENT_OK);
    assert_int_equal(ent_summary_add_choice(&summary, &error), ENT_OK);
    const struct ent_choice *found = summary.choice;
    for (size_t m = 0; m < ENT_N_HEADLINES; m++)
        for (size_t o = 0; o < FILE_ORDERS; o++) {
            double greatest = 0;
            for (size_t s = 0; s < FILE_SCENARIOS; s++) {
                double best = -INFINITY, own = 0;
                for (size_t k = 0; k < FILE_ORDERS; k++) {
                    double mean = summary.measured[ent_summary_cell(&summary, s, k) * summary.n_measures + m].mean.value;
                    best = fmax(best, summary.measure[m].better * mean);
                    if (k == o) own = summary.measure[m].better * mean;
                }
                close_to(ent_choice_mean(found, m, s, o)->value, summary.measure[m].better * own, 1e-12);
                close_to(found->minimax[m].regret[s * FILE_ORDERS + o].value, best - own, 1e-12);
                greatest = fmax(greatest, best - own);
            }
            close_to(found->minimax[m].greatest[o].value, greatest, 1e-12);
            assert_true(found->minimax[m].greatest[o].low <= found->minimax[m].greatest[o].high);
        }
    /* the last order is highest in all, also in deadlock: all weight on deadlock is against it */
    assert_int_equal(found->n_readings, 3);
    for (size_t r = 0; r < 3; r++) {
        const struct ent_smaa *smaa = &found->reading[r].smaa[0];
        assert_int_equal(found->reading[r].n_criteria, 4);
        close_to(smaa->acceptability[0] + smaa->acceptability[3] + smaa->acceptability[6], 1, 1e-9);
        assert_true(smaa->acceptability[6] > smaa->acceptability[0] && smaa->acceptability[0] > 0.05);
        assert_true(smaa->central[2] > 0.5); /* of the first order: mostly deadlock */
    }
    ent_summary_free(&summary);
}

/* Time to decision as the file counts it: the same in all cells, so that no test tells them apart. */
static void durations(void **state)
{
    (void)state;
    const size_t order[] = {0, 2};
    struct ent_summary summary;
    struct ent_error error;
    assert_int_equal(ent_summary_compute(&summary, &results, order, 2, 1, 0, 0.95, &error), ENT_OK);
    assert_int_equal(ent_summary_add_durations(&summary, &error), ENT_OK);
    const struct ent_timing *decision = &summary.durations->timing[ENT_TO_DECISION];
    const struct ent_timing *failure = &summary.durations->timing[ENT_TO_FAILURE];
    for (size_t k = 0; k < 2 * FILE_SCENARIOS; k++) {
        close_to(decision->mean[k].value, 6 + 0.4 * 14 + 0.05 * 4, 1e-12); /* all until 6, 40 until 20, 5 beyond */
        assert_true(decision->mean[k].n == 100 && decision->median[k].value == 6);
        close_to(decision->survival[k * decision->n_times + 6], 0.4, 1e-12);
    }
    close_to(decision->limit[1], 24, 0); /* not 36: nobody is in view later */
    close_to(decision->against[1].chi_square, 0, 1e-12);
    close_to(decision->against[1].p, 1, 1e-9);
    assert_true(isnan(decision->against[0].p) || decision->against[0].p == 0);
    /* orders: in the second scenario one of 48 or 50 runs in five failed, in the other nobody */
    double failed = 0, events = 0;
    for (size_t r = 0; r < RUNS; r++) failed += file_value("order_failed", 1, 0, 1, r);
    for (size_t t = 0; t < failure->n_times; t++) events += failure->events[2 * failure->n_times + t];
    close_to(events, failed, 0);
    assert_true(failure->mean[3].n == 48 && failure->n_left_out[3] == 2);
    assert_true(isnan(failure->against[1].p) && isfinite(failure->against[3].p));
    ent_summary_free(&summary);
}

static void text_of_choice_and_durations(void **state)
{
    (void)state;
    struct ent_summary_options options = {0};
    struct ent_error error;
    char *text;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_OK);
    has(text, "Greatest regret over the 2 scenarios");
    has(text, "deadlock as risk (b)/nobody (a)/covered (c)");
    has(text, "decision, months");
    has(text, "mean to 24 ");
    has(text, "11.80 [");
    has(text, "Decisions of 600 issues, 30 of them censored");
    free(text);
    options.format = ENT_SUMMARY_JSON;
    options.point = 0;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_OK);
    has(text, "\"regret\": [");
    has(text, "\"acceptability\": [");
    has(text, "\"time\": [0, 6, 20, 24], \"at_risk\": [100, 100, 40, 5], \"survival\": [1, 0.4, 0.05, 0.05]");
    has(text, "\"missing\": 2, \"failed\": 1, \"method\": \"t\", \"level\": 0.95, \"undefined\": 0, \"censored\": 0");
    free(text);
    assert_int_equal(ent_compare_print(&results, file_orders[1], file_orders[0], &options, &text, &error), ENT_OK);
    has(text, "\"log_rank\": [");
    assert_null(strstr(text, "\"regret\""));
    free(text);
}

static void bad_options(void **state)
{
    (void)state;
    struct ent_summary_options options = {.point = FILE_POINTS};
    struct ent_error error;
    char *text;
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_USAGE);
    has(error.text, "no design point 2");
    assert_null(text);
    options = (struct ent_summary_options){.level = 1.5};
    assert_int_equal(ent_summary_print(&results, &options, &text, &error), ENT_USAGE);
}

/* One run: no interval, and nothing invented. */
static void a_single_run(void **state)
{
    (void)state;
    const struct file_flaws none = {0};
    struct ent_summary_options options = {0};
    struct ent_results one;
    struct ent_error error;
    char *text, alone[300];
    snprintf(alone, sizeof alone, "%s/run.h5", folder);
    file_write(alone, 1, &none);
    assert_int_equal(ent_results_open(&one, alone, &error), ENT_OK);
    assert_int_equal(ent_summary_print(&one, &options, &text, &error), ENT_OK);
    fits(text);
    assert_null(strstr(text, "\u00b1"));
    assert_null(strstr(text, "nan"));
    free(text);
    assert_int_equal(ent_common_random_numbers_print(&one, &options, &text, &error), ENT_OK);
    fits(text);
    free(text);
    ent_results_close(&one);
    unlink(alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures),
        cmocka_unit_test(text_summary),
        cmocka_unit_test(text_of_every_point),
        cmocka_unit_test(text_comparison),
        cmocka_unit_test(json),
        cmocka_unit_test(csv),
        cmocka_unit_test(latex),
        cmocka_unit_test(choice),
        cmocka_unit_test(durations),
        cmocka_unit_test(text_of_choice_and_durations),
        cmocka_unit_test(bad_options),
        cmocka_unit_test(a_single_run),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
