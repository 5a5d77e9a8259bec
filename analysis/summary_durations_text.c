/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times to decision and lives of orders for people, below the tables of the summary.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/durations.h"
#include "analysis/summary_formats.h"

enum { LABEL_WIDTH = 19, MEAN_WIDTH = 20, MEDIAN_WIDTH = 13, TEST_WIDTH = 13 };

static const char *order_name(const struct ent_summary *summary, size_t i_order)
{
    return summary->results->order.name[summary->order[i_order]];
}

/* "mean to 36", or "mean to 24-36" where scenarios differ. */
static void mean_to(char *out, const struct ent_timing *timing, size_t n_scenarios)
{
    double least = timing->longest, greatest = 0;
    for (size_t s = 0; s < n_scenarios; s++) {
        least = fmin(least, timing->limit[s]);
        greatest = fmax(greatest, timing->limit[s]);
    }
    int used = snprintf(out, ENT_COLUMN_SIZE, "mean to %.3g", least);
    if (greatest > least) snprintf(out + used, ENT_COLUMN_SIZE - (size_t)used, "-%.3g", greatest);
}

static void add_headings(struct ent_text *text, const struct ent_durations *durations, size_t n_scenarios)
{
    char heading[ENT_COLUMN_SIZE];
    for (int line = 0; line < 2; line++) {
        ent_column_add(text, "", -LABEL_WIDTH);
        for (int of = 0; of < ENT_N_DURATION_KINDS; of++) {
            const struct ent_timing *timing = &durations->timing[of];
            if (!timing->there) continue;
            if (line)
                mean_to(heading, timing, n_scenarios);
            else
                snprintf(heading, sizeof heading, "%s, %s", of == ENT_TO_DECISION ? "decision" : "failure", ent_duration_rows[of].unit);
            ent_column_add(text, heading, MEAN_WIDTH);
            if (of == ENT_TO_DECISION) ent_column_add(text, line ? "median" : "", MEDIAN_WIDTH);
            ent_column_add(text, line ? "z, p" : "log-rank", TEST_WIDTH);
        }
        ent_text_add(text, "\n");
    }
}

static void add_median(struct ent_text *text, const struct ent_duration *median)
{
    const struct ent_estimate estimate = {.value = median->value, .low = median->low, .high = median->high};
    char figure[ENT_COLUMN_SIZE];
    ent_column_interval(figure, &estimate, (struct ent_digits){0, 0});
    ent_column_add(text, figure, MEDIAN_WIDTH);
}

static void add_test(struct ent_text *text, const struct ent_log_rank *test)
{
    char z[ENT_COLUMN_SIZE], p[ENT_COLUMN_SIZE], figure[2 * ENT_COLUMN_SIZE];
    ent_column_figure(z, test->z, (struct ent_digits){1, 1});
    ent_column_figure(p, test->p, (struct ent_digits){3, 0});
    if (isnan(test->z))
        snprintf(figure, sizeof figure, "-");
    else
        snprintf(figure, sizeof figure, "%.40s %.40s", z, test->p < 0.0005 ? "<.001" : p);
    ent_column_add(text, figure, TEST_WIDTH);
}

static void add_cell(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    char figure[ENT_COLUMN_SIZE];
    size_t at = ent_summary_cell(summary, i_scenario, i_order);
    ent_text_add(text, "  ");
    ent_column_name(text, order_name(summary, i_order), 2 - LABEL_WIDTH);
    for (int of = 0; of < ENT_N_DURATION_KINDS; of++) {
        const struct ent_timing *timing = &summary->durations->timing[of];
        if (!timing->there) continue;
        ent_column_interval(figure, &timing->mean[at], (struct ent_digits){2, 0});
        ent_column_add(text, figure, MEAN_WIDTH);
        if (of == ENT_TO_DECISION) add_median(text, &timing->median[at]);
        if (i_order > 0)
            add_test(text, &timing->against[at]);
        else
            ent_column_add(text, "-", TEST_WIDTH);
    }
    ent_text_add(text, "\n");
}

/* How the figures came about and what they rest on. */
static void add_notes(struct ent_text *text, const struct ent_summary *summary)
{
    char line[1024];
    size_t n_cells = summary->results->scenario.n * summary->n_orders;
    for (int of = 0; of < ENT_N_DURATION_KINDS; of++) {
        const struct ent_timing *timing = &summary->durations->timing[of];
        double censored = 0, cases = 0;
        if (!timing->there) continue;
        for (size_t k = 0; k < n_cells; k++) {
            for (size_t t = 0; t < timing->n_times; t++) censored += timing->censored[k * timing->n_times + t];
            cases += (double)timing->mean[k].n;
        }
        snprintf(line, sizeof line, "%s of %.0f %s, %.0f of them censored", of == ENT_TO_DECISION ? "Decisions" : "Lives", cases,
                 ent_duration_rows[of].cases, censored);
        ent_column_wrap(text, 2, line);
    }
    ent_column_wrap(text, 2,
                    "The issues of a run, and the runs of two orders, share their draws, which the test takes as independent: "
                    "its p is a guide, no level.");
}

void ent_summary_add_durations_text(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_durations *durations = summary->durations;
    char line[1024];
    if (!durations || !(durations->timing[ENT_TO_DECISION].there || durations->timing[ENT_TO_FAILURE].there)) return;
    snprintf(line, sizeof line, "How long until a decision and until the order fails: Kaplan-Meier, means up to a limit%s%s%s",
             summary->n_orders > 1 ? "; log-rank against " : "", summary->n_orders > 1 ? order_name(summary, 0) : "",
             summary->n_orders > 1 ? ", z above 0: sooner" : "");
    ent_text_add(text, "\n");
    ent_column_wrap(text, 0, line);
    add_headings(text, durations, summary->results->scenario.n);
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        ent_text_add(text, "%s\n", summary->results->scenario.name[s]);
        for (size_t i = 0; i < summary->n_orders; i++) add_cell(text, summary, s, i);
    }
    add_notes(text, summary);
}
