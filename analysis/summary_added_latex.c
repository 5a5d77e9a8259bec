/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Regret, acceptability and durations as LaTeX tables that need no package.
 */
#include <math.h>
#include <stdio.h>

#include "analysis/choice.h"
#include "analysis/columns.h"
#include "analysis/durations.h"
#include "analysis/summary_formats.h"

static const char *order_name(const struct ent_summary *summary, size_t i_order)
{
    return summary->results->order.name[summary->order[i_order]];
}

static void open_table(struct ent_text *text, size_t n_words, size_t n_figures)
{
    ent_text_add(text, "\\begin{tabular}{");
    for (size_t i = 0; i < n_words; i++) ent_text_add(text, "l");
    for (size_t i = 0; i < n_figures; i++) ent_text_add(text, "r");
    ent_text_add(text, "}\n\\hline\n");
}

static void add_figure(struct ent_text *text, const struct ent_estimate *estimate, double scale, int decimals)
{
    const struct ent_digits digits = {decimals, 0};
    char value[ENT_COLUMN_SIZE], low[ENT_COLUMN_SIZE], high[ENT_COLUMN_SIZE];
    ent_column_figure(value, scale * estimate->value, digits);
    ent_column_figure(low, scale * estimate->low, digits);
    ent_column_figure(high, scale * estimate->high, digits);
    ent_text_add(text, " & $%s\\ [%s, %s]$", value, low, high);
}

static void add_regret(struct ent_text *text, const struct ent_summary *summary)
{
    ent_text_add(text, "\n%% greatest regret over the scenarios, in hundredths, percentile bootstrap\n");
    open_table(text, 1, ENT_N_HEADLINES);
    for (int line = 0; line < 2; line++) {
        ent_text_add(text, line ? "order" : "");
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
            ent_text_add(text, " & ");
            ent_latex_words(text, summary->measure[m].label[line]);
        }
        ent_text_add(text, " \\\\\n");
    }
    ent_text_add(text, "\\hline\n");
    for (size_t i = 0; i < summary->n_orders; i++) {
        ent_latex_words(text, order_name(summary, i));
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) add_figure(text, &summary->choice->minimax[m].greatest[i], 100, 2);
        ent_text_add(text, " \\\\\n");
    }
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
}

static void add_acceptability(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_choice *choice = summary->choice;
    ent_text_add(text, "\n%% acceptability: percentage of random weights with which an order comes first, by the reading of deadlock\n");
    open_table(text, 2, choice->n_readings);
    ent_text_add(text, "scenario & order");
    for (size_t r = 0; r < choice->n_readings; r++) {
        ent_text_add(text, " & ");
        ent_latex_words(text, summary->measure[choice->reading[r].i_deadlock].label[1]);
    }
    ent_text_add(text, " \\\\\n\\hline\n");
    for (size_t s = 0; s < choice->n_scenarios; s++)
        for (size_t i = 0; i < summary->n_orders; i++) {
            ent_latex_words(text, summary->results->scenario.name[s]);
            ent_text_add(text, " & ");
            ent_latex_words(text, order_name(summary, i));
            for (size_t r = 0; r < choice->n_readings; r++)
                ent_text_add(text, " & $%.0f$", 100 * choice->reading[r].smaa[s].acceptability[i * summary->n_orders]);
            ent_text_add(text, " \\\\\n");
        }
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
}

void ent_summary_add_choice_latex(struct ent_text *text, const struct ent_summary *summary)
{
    if (!summary->choice || summary->n_orders < 2) return;
    add_regret(text, summary);
    add_acceptability(text, summary);
}

static void add_durations_of_cell(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    size_t at = ent_summary_cell(summary, i_scenario, i_order);
    ent_latex_words(text, summary->results->scenario.name[i_scenario]);
    ent_text_add(text, " & ");
    ent_latex_words(text, order_name(summary, i_order));
    for (int of = 0; of < ENT_N_DURATION_KINDS; of++) {
        const struct ent_timing *timing = &summary->durations->timing[of];
        char p[ENT_COLUMN_SIZE];
        if (!timing->there) continue;
        add_figure(text, &timing->mean[at], 1, 2);
        ent_column_figure(p, i_order > 0 ? timing->against[at].p : NAN, (struct ent_digits){3, 0});
        ent_text_add(text, " & $%s$", p);
    }
    ent_text_add(text, " \\\\\n");
}

void ent_summary_add_durations_latex(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_durations *durations = summary->durations;
    size_t n = 0;
    for (int of = 0; durations && of < ENT_N_DURATION_KINDS; of++) n += durations->timing[of].there != 0;
    if (n == 0) return;
    ent_text_add(
        text, "\n%% restricted means (Kaplan-Meier), up to where cases are in view, and p of the log-rank test against the first order\n");
    open_table(text, 2, 2 * n);
    ent_text_add(text, "scenario & order");
    for (int of = 0; of < ENT_N_DURATION_KINDS; of++) {
        if (!durations->timing[of].there) continue;
        ent_text_add(text, " & %s to %.3g & $p$", of == ENT_TO_DECISION ? "months to a decision" : "years to failure",
                     durations->timing[of].longest);
    }
    ent_text_add(text, " \\\\\n\\hline\n");
    for (size_t s = 0; s < summary->results->scenario.n; s++)
        for (size_t i = 0; i < summary->n_orders; i++) add_durations_of_cell(text, summary, s, i);
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
}
