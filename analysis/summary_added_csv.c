/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Regret, acceptability and durations as rows of the tidy table.
 */
#include <math.h>
#include <stdio.h>

#include "analysis/choice.h"
#include "analysis/durations.h"
#include "analysis/summary_formats.h"

static struct ent_estimate number(double value, int64_t n)
{
    return (struct ent_estimate){value, NAN, NAN, NAN, n, 0};
}

/* --- choice ------------------------------------------------------------------------------------------------------------------ */

static void add_means(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_row row, size_t i_measure)
{
    row.figure = "mean, bootstrap";
    row.method = "BCa";
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        row.i_scenario = s;
        ent_summary_add_csv_row(text, summary, &row, ent_choice_mean(summary->choice, i_measure, s, row.i_order));
    }
}

static void add_regret(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_row row, size_t i_measure)
{
    const struct ent_minimax *minimax = &summary->choice->minimax[i_measure];
    row.method = "percentile bootstrap";
    row.figure = "regret";
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        row.i_scenario = s;
        ent_summary_add_csv_row(text, summary, &row, &minimax->regret[s * summary->n_orders + row.i_order]);
    }
    row.i_scenario = ENT_ALL_SCENARIOS;
    row.figure = "greatest regret";
    ent_summary_add_csv_row(text, summary, &row, &minimax->greatest[row.i_order]);
    row.figure = "minimax choice";
    row.unit = "1";
    struct ent_estimate chosen = number(minimax->chosen[row.i_order], minimax->greatest[row.i_order].n);
    ent_summary_add_csv_row(text, summary, &row, &chosen);
}

static void add_acceptability(struct ent_text *text, const struct ent_summary *summary, const struct ent_reading *reading,
                              size_t i_scenario, size_t i_order)
{
    const struct ent_smaa *smaa = &reading->smaa[i_scenario];
    char figure[128];
    struct ent_summary_row row = {.i_scenario = i_scenario,
                                  .i_order = i_order,
                                  .measure = summary->measure[reading->i_deadlock].name,
                                  .figure = figure,
                                  .unit = "1",
                                  .method = "SMAA-2"};
    int64_t n = (int64_t)summary->choice->n_rows;
    struct ent_estimate estimate;
    for (size_t r = 0; r < summary->n_orders; r++) {
        snprintf(figure, sizeof figure, "acceptability of rank %zu", r + 1);
        estimate = number(smaa->acceptability[i_order * summary->n_orders + r], n);
        ent_summary_add_csv_row(text, summary, &row, &estimate);
    }
    for (size_t c = 0; c < reading->n_criteria; c++) {
        snprintf(figure, sizeof figure, "central weight of %s", summary->measure[reading->criterion[c]].name);
        estimate = number(smaa->central[i_order * reading->n_criteria + c], n);
        ent_summary_add_csv_row(text, summary, &row, &estimate);
    }
    row.figure = "confidence factor";
    estimate = number(smaa->confidence[i_order], n);
    ent_summary_add_csv_row(text, summary, &row, &estimate);
}

void ent_summary_add_choice_csv(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_choice *choice = summary->choice;
    if (!choice) return;
    for (size_t m = 0; m < ENT_N_HEADLINES; m++)
        for (size_t i = 0; i < summary->n_orders; i++) {
            struct ent_summary_row row = {.i_order = i, .measure = summary->measure[m].name, .unit = summary->measure[m].unit};
            add_means(text, summary, row, m);
            add_regret(text, summary, row, m);
        }
    for (size_t s = 0; s < choice->n_scenarios; s++)
        for (size_t r = 0; r < choice->n_readings; r++)
            for (size_t i = 0; i < summary->n_orders; i++) add_acceptability(text, summary, &choice->reading[r], s, i);
}

/* --- durations --------------------------------------------------------------------------------------------------------------- */

static void add_test(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_row row, const struct ent_timing *timing,
                     size_t at)
{
    const struct ent_log_rank *test = &timing->against[at];
    int64_t n = timing->mean[at].n + timing->mean[ent_summary_cell(summary, row.i_scenario, 0)].n;
    struct ent_estimate estimate = number(test->chi_square, n);
    row.minus = summary->results->order.name[summary->order[0]];
    row.method = "log-rank";
    row.unit = "1";
    row.figure = "log-rank chi-square";
    ent_summary_add_csv_row(text, summary, &row, &estimate);
    row.figure = "log-rank z";
    estimate = number(test->z, n);
    ent_summary_add_csv_row(text, summary, &row, &estimate);
    row.figure = "log-rank p";
    estimate = number(test->p, n);
    ent_summary_add_csv_row(text, summary, &row, &estimate);
}

static void add_cell(struct ent_text *text, const struct ent_summary *summary, int of, size_t i_scenario, size_t i_order)
{
    const struct ent_timing *timing = &summary->durations->timing[of];
    size_t at = ent_summary_cell(summary, i_scenario, i_order);
    const struct ent_duration *median = &timing->median[at];
    struct ent_estimate middle = {median->value, median->low, median->high, NAN, timing->mean[at].n, 0};
    double events = 0, censored = 0;
    for (size_t t = 0; t < timing->n_times; t++) {
        events += timing->events[at * timing->n_times + t];
        censored += timing->censored[at * timing->n_times + t];
    }
    struct ent_summary_row row = {.i_scenario = i_scenario,
                                  .i_order = i_order,
                                  .measure = ent_duration_rows[of].name,
                                  .unit = ent_duration_rows[of].unit,
                                  .figure = "restricted mean",
                                  .method = "Kaplan-Meier"};
    ent_summary_add_csv_row(text, summary, &row, &timing->mean[at]);
    row.figure = "median";
    row.method = "Brookmeyer-Crowley";
    ent_summary_add_csv_row(text, summary, &row, &middle);
    row.unit = ent_duration_rows[of].cases;
    row.method = "count";
    row.figure = "events";
    struct ent_estimate estimate = number(events, timing->mean[at].n);
    ent_summary_add_csv_row(text, summary, &row, &estimate);
    row.figure = "censored";
    estimate = number(censored, timing->mean[at].n);
    ent_summary_add_csv_row(text, summary, &row, &estimate);
    if (i_order > 0) add_test(text, summary, row, timing, at);
}

void ent_summary_add_durations_csv(struct ent_text *text, const struct ent_summary *summary)
{
    if (!summary->durations) return;
    for (int of = 0; of < ENT_N_DURATION_KINDS; of++)
        for (size_t s = 0; summary->durations->timing[of].there && s < summary->results->scenario.n; s++)
            for (size_t i = 0; i < summary->n_orders; i++) add_cell(text, summary, of, s, i);
}
