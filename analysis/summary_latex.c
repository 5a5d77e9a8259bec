/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headlines as LaTeX tables that need no package: values, then differences against the first order.
 */
#include <math.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/summary_formats.h"

void ent_latex_words(struct ent_text *text, const char *words)
{
    for (const char *c = words; *c; c++) {
        if (strchr("&%$#_{}", *c))
            ent_text_add(text, "\\%c", *c);
        else if (*c == '\\')
            ent_text_add(text, "\\textbackslash{}");
        else if (*c == '~' || *c == '^')
            ent_text_add(text, "\\%c{}", *c);
        else
            ent_text_add(text, "%c", *c);
    }
}

static void add_figure(struct ent_text *text, const struct ent_measure *measure, const struct ent_estimate *estimate,
                       struct ent_digits digits)
{
    const struct ent_digits plain = {digits.decimals, 0};
    char value[ENT_COLUMN_SIZE], low[ENT_COLUMN_SIZE], high[ENT_COLUMN_SIZE];
    ent_column_figure(value, estimate->value, digits);
    if (measure->share) {
        ent_column_figure(low, estimate->low, plain);
        ent_column_figure(high, estimate->high, plain);
        ent_text_add(text, " & $%s\\ [%s, %s]$", value, low, high);
    } else {
        ent_column_figure(high, (estimate->high - estimate->low) / 2, plain);
        ent_text_add(text, " & $%s \\pm %s$", value, high);
    }
}

static void open_table(struct ent_text *text, const struct ent_summary *summary, const char *second)
{
    ent_text_add(text, "\\begin{tabular}{ll");
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) ent_text_add(text, "r");
    ent_text_add(text, "}\n\\hline\n");
    for (int line = 0; line < 2; line++) {
        ent_text_add(text, line ? "scenario & %s" : " & ", second);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
            ent_text_add(text, " & ");
            ent_latex_words(text, summary->measure[m].label[line]);
        }
        ent_text_add(text, " \\\\\n");
    }
    ent_text_add(text, "\\hline\n");
}

static void add_row(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order, int difference)
{
    size_t cell = ent_summary_cell(summary, i_scenario, i_order);
    ent_latex_words(text, summary->results->scenario.name[i_scenario]);
    ent_text_add(text, " & ");
    ent_latex_words(text, summary->results->order.name[summary->order[i_order]]);
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
        size_t at = cell * summary->n_measures + m;
        add_figure(text, &summary->measure[m], difference ? &summary->compared[at].difference : &summary->measured[at].mean,
                   difference ? (struct ent_digits){4, 1} : (struct ent_digits){3, 0});
    }
    ent_text_add(text, " \\\\\n");
}

static void add_differences(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_results *results = summary->results;
    ent_text_add(text, "\n%% differences against ");
    ent_text_add(text, "%s\n", results->order.name[summary->order[0]]);
    open_table(text, summary, "difference");
    for (size_t s = 0; s < results->scenario.n; s++)
        for (size_t i = 1; i < summary->n_orders; i++) add_row(text, summary, s, i, 1);
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
}

void ent_summary_add_latex(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place)
{
    const struct ent_results *results = summary->results;
    if (place.first) {
        char runs[ENT_RUNS_TEXT];
        ent_summary_runs(summary, runs);
        ent_text_add(text, "%% results_digest %s, %s runs, %g %% intervals: t and Wilson; differences: paired t and Bonett-Price\n",
                     results->digest, runs, 100 * summary->level);
    }
    if (results->n_points > 1) ent_text_add(text, "%% design point %zu\n", summary->point);
    open_table(text, summary, "order");
    for (size_t s = 0; s < results->scenario.n; s++)
        for (size_t i = 0; i < summary->n_orders; i++) add_row(text, summary, s, i, 0);
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
    if (summary->n_orders > 1) add_differences(text, summary);
    ent_summary_add_choice_latex(text, summary);
    ent_summary_add_durations_latex(text, summary);
}
