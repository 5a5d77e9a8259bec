/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The summary for people: scenario x order, and the paired differences below, on lines of at most 100 characters.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/summary_formats.h"

static const struct ent_digits plain_digits = {3, 0};

enum { LABEL_WIDTH = 19, MEAN_WIDTH = 12, SHARE_WIDTH = 20, PLAIN_WIDTH = 26, INTERVAL_WIDTH = 20 };

static const struct ent_measured *measured_at(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    return &summary->measured[ent_summary_cell(summary, i_scenario, i_order) * summary->n_measures + i_measure];
}

static const struct ent_compared *compared_at(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    return &summary->compared[ent_summary_cell(summary, i_scenario, i_order) * summary->n_measures + i_measure];
}

static const char *order_name(const struct ent_summary *summary, size_t i_order)
{
    return summary->results->order.name[summary->order[i_order]];
}

static int width_of(const struct ent_measure *measure)
{
    return measure->share ? SHARE_WIDTH : MEAN_WIDTH;
}

/* What the file is. */
void ent_summary_add_head(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_results *results = summary->results;
    char line[2048], runs[ENT_RUNS_TEXT];
    ent_summary_runs(summary, runs);
    snprintf(line, sizeof line, "%s: experiment %s, %zu orders x %zu scenarios x %s runs, %lld months, seed %s", results->path,
             results->experiment, results->order.n, results->scenario.n, runs, (long long)results->n_months, results->seed);
    ent_column_wrap(text, 0, line);
    ent_text_add(text, "results_digest %s\n", results->digest);
}

static void add_headings(struct ent_text *text, const struct ent_summary *summary)
{
    for (int line = 0; line < 2; line++) {
        ent_column_add(text, "", -LABEL_WIDTH);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) ent_column_add(text, summary->measure[m].label[line], width_of(&summary->measure[m]));
        ent_text_add(text, "\n");
    }
}

static void add_estimate(struct ent_text *text, const struct ent_measure *measure, const struct ent_estimate *estimate,
                         struct ent_digits digits)
{
    char figure[ENT_COLUMN_SIZE];
    if (measure->share)
        ent_column_interval(figure, estimate, digits);
    else
        ent_column_symmetric(figure, estimate, digits);
    ent_column_add(text, figure, width_of(measure));
}

static void add_cells(struct ent_text *text, const struct ent_summary *summary)
{
    add_headings(text, summary);
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        ent_text_add(text, "%s\n", summary->results->scenario.name[s]);
        for (size_t i = 0; i < summary->n_orders; i++) {
            ent_text_add(text, "  ");
            ent_column_name(text, order_name(summary, i), 2 - LABEL_WIDTH);
            for (size_t m = 0; m < ENT_N_HEADLINES; m++)
                add_estimate(text, &summary->measure[m], &measured_at(summary, s, i, m)->mean, plain_digits);
            ent_text_add(text, "\n");
        }
    }
}

/* In how many runs the order is better, and in how many worse; the rest are ties. */
static void add_better(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    char figure[ENT_COLUMN_SIZE];
    ent_column_add(text, "  better:worse", -LABEL_WIDTH);
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
        const struct ent_compared *compared = compared_at(summary, i_scenario, i_order, m);
        double better = compared->better.value, worse = 1 - better - compared->ties;
        if (isfinite(better))
            snprintf(figure, sizeof figure, "%.0f:%.0f %%", 100 * better, 100 * fmax(0, worse));
        else
            snprintf(figure, sizeof figure, "-");
        ent_column_add(text, figure, width_of(&summary->measure[m]));
    }
    ent_text_add(text, "\n");
}

static struct ent_estimate in_hundredths(struct ent_estimate estimate)
{
    estimate.value *= 100;
    estimate.low *= 100;
    estimate.high *= 100;
    return estimate;
}

static void add_differences(struct ent_text *text, const struct ent_summary *summary, size_t i_order)
{
    char line[1024];
    snprintf(line, sizeof line,
             "%s minus %s in the same run, in hundredths; better:worse: share of runs in which %s does better, and worse",
             order_name(summary, i_order), order_name(summary, 0), order_name(summary, i_order));
    ent_text_add(text, "\n");
    ent_column_wrap(text, 0, line);
    add_headings(text, summary);
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        ent_column_name(text, summary->results->scenario.name[s], -LABEL_WIDTH);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
            struct ent_estimate difference = in_hundredths(compared_at(summary, s, i_order, m)->difference);
            int wide = summary->measure[m].share && fmax(-difference.low, difference.high) >= 9.995;
            add_estimate(text, &summary->measure[m], &difference, (struct ent_digits){wide ? 1 : 2, 1});
        }
        ent_text_add(text, "\n");
        add_better(text, summary, s, i_order);
    }
}

/* Headlines without a value in some of the runs that were done; those that lack it in as many for the same reason together.
 * Returns how many lines that takes. */
static int add_undefined(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    int n = 0, told[ENT_N_HEADLINES] = {0};
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
        char line[1024], names[512];
        int64_t undefined = ent_summary_undefined(summary, i_scenario, i_order, m);
        if (undefined == 0 || told[m]) continue;
        int several = 0;
        snprintf(names, sizeof names, "%s", summary->measure[m].name);
        for (size_t k = m + 1; k < ENT_N_HEADLINES; k++) {
            if (ent_summary_undefined(summary, i_scenario, i_order, k) != undefined ||
                strcmp(summary->measure[k].undefined, summary->measure[m].undefined) != 0)
                continue;
            snprintf(names + strlen(names), sizeof names - strlen(names), ", %s", summary->measure[k].name);
            told[k] = several = 1;
        }
        snprintf(line, sizeof line, "%s, %s: %s %s no value in %lld run%s (%s)", summary->results->scenario.name[i_scenario],
                 order_name(summary, i_order), names, several ? "have" : "has", (long long)undefined, undefined == 1 ? "" : "s",
                 summary->measure[m].undefined);
        ent_column_wrap(text, 2, line);
        n++;
    }
    return n;
}

/* Cells that do not rest on all their runs. */
static int add_exceptions(struct ent_text *text, const struct ent_summary *summary)
{
    char line[1024];
    int n = 0;
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        for (size_t i = 0; i < summary->n_orders; i++) {
            const struct ent_run_counts *counts = &summary->counts[ent_summary_cell(summary, s, i)];
            const char *scenario = summary->results->scenario.name[s], *order = order_name(summary, i);
            if (counts->done < counts->n) {
                snprintf(line, sizeof line, "%s, %s: %lld of %lld runs used, %lld failed, %lld not run", scenario, order,
                         (long long)counts->done, (long long)counts->n, (long long)counts->failed, (long long)counts->not_run);
                ent_column_wrap(text, 2, line);
                n++;
            }
            n += add_undefined(text, summary, s, i);
        }
    }
    return n;
}

/* How many runs each scenario has, where they differ; orders that are the same in several have the most of these. */
static void add_numbers(struct ent_text *text, const struct ent_summary *summary)
{
    char line[1024], runs[ENT_RUNS_TEXT];
    ent_summary_runs(summary, runs);
    if (!strchr(runs, ' ')) return;
    for (size_t s = 0; s < summary->results->scenario.n; s++)
        for (size_t i = 0; i < summary->n_orders; i++) {
            long long n = (long long)summary->counts[ent_summary_cell(summary, s, i)].n;
            if (i > 0 && n == (long long)summary->counts[ent_summary_cell(summary, s, 0)].n) continue;
            snprintf(line, sizeof line, "%s%s%s: %lld runs", summary->results->scenario.name[s], i > 0 ? ", " : "",
                     i > 0 ? order_name(summary, i) : "", n);
            ent_column_wrap(text, 2, line);
        }
}

/* How the figures were made and what they rest on. */
static void add_notes(struct ent_text *text, const struct ent_summary *summary, int differences)
{
    char line[1024], runs[ENT_RUNS_TEXT];
    ent_summary_runs(summary, runs);
    snprintf(line, sizeof line,
             "Means of %s run%s with %g %% intervals: Student's t; order survival is the share of runs whose order had not failed by "
             "month %lld, where it is censored (Wilson's interval%s). Failed and missing runs and runs without a value are left out.",
             runs, strcmp(runs, "1") == 0 ? "" : "s", 100 * summary->level, (long long)summary->results->n_months,
             differences ? "; its difference: Bonett & Price" : "");
    ent_text_add(text, "\n");
    ent_column_wrap(text, 0, line);
    if (summary->results->stopping) {
        snprintf(
            line, sizeof line,
            "Each scenario has as many runs as it takes: %s. An interval found by looking until it is narrow covers a little less than it says.",
            summary->results->stopping);
        ent_column_wrap(text, 0, line);
        add_numbers(text, summary);
    }
    if (add_exceptions(text, summary) == 0) ent_text_add(text, "No run failed or is missing; every figure rests on all runs.\n");
}

/* Two orders side by side. */

static void add_wide(struct ent_text *text, const struct ent_estimate *estimate, struct ent_digits digits, int width)
{
    char figure[ENT_COLUMN_SIZE];
    ent_column_interval(figure, estimate, digits);
    ent_column_add(text, figure, width);
}

static void add_comparison_headings(struct ent_text *text, const struct ent_summary *summary)
{
    ent_column_add(text, "", -PLAIN_WIDTH);
    ent_column_name(text, order_name(summary, 1), INTERVAL_WIDTH);
    ent_column_name(text, order_name(summary, 0), INTERVAL_WIDTH);
    ent_column_add(text, "difference", INTERVAL_WIDTH + 4);
    ent_column_add(text, "b:w", 9);
    ent_text_add(text, "\n");
}

static void add_comparison(struct ent_text *text, const struct ent_summary *summary)
{
    char share[ENT_COLUMN_SIZE];
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        ent_text_add(text, "%s\n", summary->results->scenario.name[s]);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
            const struct ent_compared *compared = compared_at(summary, s, 1, m);
            ent_text_add(text, "  ");
            ent_column_add(text, summary->measure[m].name, 2 - PLAIN_WIDTH);
            add_wide(text, &measured_at(summary, s, 1, m)->mean, plain_digits, INTERVAL_WIDTH);
            add_wide(text, &measured_at(summary, s, 0, m)->mean, plain_digits, INTERVAL_WIDTH);
            add_wide(text, &compared->difference, (struct ent_digits){4, 1}, INTERVAL_WIDTH + 4);
            double better = compared->better.value, worse = fmax(0, 1 - better - compared->ties);
            if (isfinite(better))
                snprintf(share, sizeof share, "%.0f:%.0f %%", 100 * better, 100 * worse);
            else
                snprintf(share, sizeof share, "-");
            ent_column_add(text, share, 9);
            ent_text_add(text, "\n");
        }
    }
}

static void add_both(struct ent_text *text, const struct ent_summary *summary)
{
    char line[1024];
    snprintf(line, sizeof line,
             "%s against %s; difference: the first minus the second in the same run; b:w: share of runs in which %s does better, and "
             "worse",
             order_name(summary, 1), order_name(summary, 0), order_name(summary, 1));
    ent_column_wrap(text, 0, line);
    ent_text_add(text, "\n");
    add_comparison_headings(text, summary);
    add_comparison(text, summary);
}

static void add_point(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_labels *parameter = &summary->results->parameter;
    struct ent_text list = {0};
    ent_text_add(&list, "Design point %zu of %zu%s", summary->point, summary->results->n_points, parameter->n ? ":" : "");
    for (size_t i = 0; i < parameter->n; i++) {
        ent_text_add(&list, "%s %s ", i ? "," : "", parameter->name[i]);
        ent_text_add_real(&list, summary->design[i]);
    }
    char *line = ent_text_take(&list);
    ent_text_add(text, "\n");
    if (line)
        ent_column_wrap(text, 0, line);
    else
        text->failed = 1;
    free(line);
}

void ent_summary_add_text(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place)
{
    if (place.first) ent_summary_add_head(text, summary);
    if (summary->results->n_points > 1) add_point(text, summary);
    ent_text_add(text, "\n");
    if (place.comparison) {
        add_both(text, summary);
    } else {
        add_cells(text, summary);
        for (size_t i = 1; i < summary->n_orders; i++) add_differences(text, summary, i);
    }
    ent_summary_add_choice_text(text, summary);
    ent_summary_add_durations_text(text, summary);
    add_notes(text, summary, summary->n_orders > 1);
}
