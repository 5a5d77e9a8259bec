/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/common_random_numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/columns.h"
#include "params/text.h"

enum { NAME_WIDTH = 26, RATIO_WIDTH = 12, INTERVAL_WIDTH = 24, Z_WIDTH = 12, N_LEAST = 3 };

static const double target = 3, least_z = 4;

static const struct ent_variance_ratio *ratio_at(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    return &summary->compared[ent_summary_cell(summary, i_scenario, i_order) * summary->n_measures + i_measure].ratio;
}

/* What a ratio says. */
static const char *verdict(const struct ent_variance_ratio *ratio)
{
    if (isnan(ratio->ratio)) return "no variance";
    if (!(ratio->ratio > 1 && ratio->z > least_z)) return "not shown to help";
    return ratio->ratio >= target ? "helps" : "helps, below 3";
}

static void add_row(struct ent_text *text, const struct ent_measure *measure, const struct ent_variance_ratio *ratio)
{
    char figure[ENT_COLUMN_SIZE], low[ENT_COLUMN_SIZE], high[ENT_COLUMN_SIZE], interval[ENT_COLUMN_SIZE];
    ent_text_add(text, "  ");
    ent_column_name(text, measure->name, 2 - NAME_WIDTH);
    ent_column_figure(figure, ratio->ratio, (struct ent_digits){2, 0});
    ent_column_add(text, figure, RATIO_WIDTH);
    ent_column_figure(low, ratio->low, (struct ent_digits){2, 0});
    ent_column_figure(high, ratio->high, (struct ent_digits){2, 0});
    snprintf(interval, sizeof interval, "[%.40s %.40s]", low, high);
    ent_column_add(text, isnan(ratio->ratio) ? "" : interval, INTERVAL_WIDTH);
    ent_column_figure(figure, ratio->z, (struct ent_digits){2, 0});
    ent_column_add(text, figure, Z_WIDTH);
    ent_text_add(text, "  %s\n", verdict(ratio));
}

/* The metrics that share least, in ascending order of their ratio. */
static void add_least(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    char line[512] = "shares least:";
    double above = 0;
    for (int found = 0; found < N_LEAST; found++) {
        size_t least = summary->n_measures;
        for (size_t m = 0; m < summary->n_measures; m++) {
            double ratio = ratio_at(summary, i_scenario, i_order, m)->ratio;
            if (ratio > above && (least == summary->n_measures || ratio < ratio_at(summary, i_scenario, i_order, least)->ratio)) least = m;
        }
        if (least == summary->n_measures) break;
        char figure[ENT_COLUMN_SIZE];
        above = ratio_at(summary, i_scenario, i_order, least)->ratio;
        ent_column_figure(figure, above, (struct ent_digits){2, 0});
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used, "%s %s (%.40s)", found ? "," : "", summary->measure[least].name, figure);
    }
    ent_column_wrap(text, 2, line);
}

static void add_text(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_results *results = summary->results;
    for (size_t i = 1; i < summary->n_orders; i++) {
        char line[1024];
        snprintf(line, sizeof line, "Variance of %s minus %s if drawn independently, over its variance run by run",
                 results->order.name[summary->order[i]], results->order.name[summary->order[0]]);
        ent_column_wrap(text, 0, line);
        ent_column_add(text, "", -NAME_WIDTH);
        ent_column_add(text, "ratio", RATIO_WIDTH);
        ent_column_add(text, "interval", INTERVAL_WIDTH);
        ent_column_add(text, "z", Z_WIDTH);
        ent_text_add(text, "\n");
        for (size_t s = 0; s < results->scenario.n; s++) {
            ent_text_add(text, "%s\n", results->scenario.name[s]);
            for (size_t m = 0; m < ENT_N_HEADLINES; m++) add_row(text, &summary->measure[m], ratio_at(summary, s, i, m));
            add_least(text, summary, s, i);
        }
    }
    char runs[ENT_RUNS_TEXT];
    ent_summary_runs(summary, runs);
    ent_text_add(text, "%s runs; %g %% intervals and z from the standard error of log(ratio)\n", runs, 100 * summary->level);
}

static int add_point(struct ent_text *text, const struct ent_results *results, size_t point, double level, struct ent_error *error)
{
    struct ent_summary summary;
    size_t *order = malloc(results->order.n * sizeof *order);
    if (!order) return ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t i = 0; i < results->order.n; i++) order[i] = i;
    int code = ent_summary_compute(&summary, results, order, results->order.n, point, 1, level, error);
    free(order);
    if (code) return code;
    if (results->n_points > 1) ent_text_add(text, "Design point %zu of %zu\n", point, results->n_points);
    add_text(text, &summary);
    ent_summary_free(&summary);
    return ENT_OK;
}

int ent_common_random_numbers_print(const struct ent_results *results, const struct ent_summary_options *options, char **text,
                                    struct ent_error *error)
{
    struct ent_text out = {0};
    double level = 0;
    size_t first = 0, last = 0;
    *text = NULL;
    if (results->order.n < 2)
        return ent_error_set(error, ENT_USAGE, "%s: it has one order only, and a difference takes two", results->path);
    int code = ent_summary_range(results, options, &level, &first, &last, error);
    for (size_t point = first; !code && point <= last; point++) code = add_point(&out, results, point, level, error);
    *text = ent_text_take(&out);
    if (code) {
        free(*text);
        *text = NULL;
    }
    return !code && !*text ? ent_error_set(error, ENT_BUG, "out of memory") : code;
}
