/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Regret and acceptability for people, below the tables of the summary.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/choice.h"
#include "analysis/columns.h"
#include "analysis/summary_formats.h"

enum { LABEL_WIDTH = 19, FIGURE_WIDTH = 13, LAST_WIDTH = 16, SCENARIOS_ON_A_LINE = 6 };

static const char *order_name(const struct ent_summary *summary, size_t i_order)
{
    return summary->results->order.name[summary->order[i_order]];
}

static int width_of(const struct ent_measure *measure)
{
    return measure->share ? LAST_WIDTH : FIGURE_WIDTH;
}

/* --- regret ------------------------------------------------------------------------------------------------------------------ */

static void add_headings(struct ent_text *text, const struct ent_summary *summary)
{
    for (int line = 0; line < 2; line++) {
        ent_column_add(text, "", -LABEL_WIDTH);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) ent_column_add(text, summary->measure[m].label[line], width_of(&summary->measure[m]));
        ent_text_add(text, "\n");
    }
}

/* "[low high]" in hundredths. */
static void bracket(char *out, const struct ent_estimate *estimate)
{
    char low[ENT_COLUMN_SIZE], high[ENT_COLUMN_SIZE];
    const struct ent_digits digits = {fabs(estimate->high) < 0.09995 ? 2 : 1, 0};
    ent_column_figure(low, 100 * estimate->low, digits);
    ent_column_figure(high, 100 * estimate->high, digits);
    if (isnan(estimate->low))
        snprintf(out, ENT_COLUMN_SIZE, "-");
    else
        snprintf(out, ENT_COLUMN_SIZE, "[%.40s %.40s]", low, high);
}

static void add_row(struct ent_text *text, const struct ent_summary *summary, size_t i_order, int line)
{
    static const char *const labels[] = {"", "  interval", "  least in"};
    char figure[ENT_COLUMN_SIZE];
    ent_column_name(text, line == 0 ? order_name(summary, i_order) : labels[line], -LABEL_WIDTH);
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
        const struct ent_minimax *minimax = &summary->choice->minimax[m];
        const struct ent_estimate *greatest = &minimax->greatest[i_order];
        if (line == 0)
            ent_column_figure(figure, 100 * greatest->value, (struct ent_digits){2, 0});
        else if (line == 1)
            bracket(figure, greatest);
        else if (isfinite(minimax->chosen[i_order]))
            snprintf(figure, sizeof figure, "%.0f %%", 100 * minimax->chosen[i_order]);
        else
            snprintf(figure, sizeof figure, "-");
        ent_column_add(text, figure, width_of(&summary->measure[m]));
    }
    ent_text_add(text, "\n");
}

static int lacks_a_mean(const struct ent_summary *summary)
{
    for (size_t m = 0; m < ENT_N_HEADLINES; m++)
        for (size_t s = 0; s < summary->choice->n_scenarios; s++)
            for (size_t i = 0; i < summary->n_orders; i++)
                if (isnan(ent_choice_mean(summary->choice, m, s, i)->value)) return 1;
    return 0;
}

static void add_regret(struct ent_text *text, const struct ent_summary *summary)
{
    char line[1024];
    snprintf(line, sizeof line,
             "Greatest regret over the %zu scenario%s, in hundredths: how far an order's mean is behind the best order's of the same "
             "scenario, where it is farthest; least in: share of draws of the runs in which this is the least of all orders",
             summary->results->scenario.n, summary->results->scenario.n == 1 ? "" : "s");
    ent_text_add(text, "\n");
    ent_column_wrap(text, 0, line);
    add_headings(text, summary);
    for (size_t i = 0; i < summary->n_orders; i++)
        for (int k = 0; k < (summary->choice->n_rows > 1 ? 3 : 1); k++) add_row(text, summary, i, k);
    if (lacks_a_mean(summary))
        ent_column_wrap(text, 2, "Passed over: scenarios in which no order has a value. An order that lacks one elsewhere has no regret.");
}

/* --- acceptability ----------------------------------------------------------------------------------------------------------- */

/* "93/91/95": under the readings in turn. */
static void first_under(char *out, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    const struct ent_choice *choice = summary->choice;
    out[0] = '\0';
    for (size_t r = 0; r < choice->n_readings; r++) {
        size_t used = strlen(out);
        double first = choice->reading[r].smaa[i_scenario].acceptability[i_order * choice->n_orders];
        if (isfinite(first))
            snprintf(out + used, ENT_COLUMN_SIZE - used, "%s%.0f", r ? "/" : "", 100 * first);
        else
            snprintf(out + used, ENT_COLUMN_SIZE - used, "%s-", r ? "/" : "");
    }
}

static void add_first_ranks(struct ent_text *text, const struct ent_summary *summary, size_t first)
{
    const struct ent_labels *scenario = &summary->results->scenario;
    char figure[ENT_COLUMN_SIZE];
    size_t end = first + SCENARIOS_ON_A_LINE < scenario->n ? first + SCENARIOS_ON_A_LINE : scenario->n;
    ent_column_add(text, "", -LABEL_WIDTH);
    for (size_t s = first; s < end; s++) {
        ent_column_cut(figure, scenario->name[s], FIGURE_WIDTH - 1);
        ent_column_add(text, figure, FIGURE_WIDTH);
    }
    ent_text_add(text, "\n");
    for (size_t i = 0; i < summary->n_orders; i++) {
        ent_column_name(text, order_name(summary, i), -LABEL_WIDTH);
        for (size_t s = first; s < end; s++) {
            first_under(figure, summary, s, i);
            ent_column_add(text, figure, FIGURE_WIDTH);
        }
        ent_text_add(text, "\n");
    }
}

static void add_acceptability(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_choice *choice = summary->choice;
    char line[1024], readings[256] = "";
    for (size_t r = 0; r < choice->n_readings; r++) {
        size_t used = strlen(readings);
        snprintf(readings + used, sizeof readings - used, "%s%s", r ? "/" : "", summary->measure[choice->reading[r].i_deadlock].label[1]);
    }
    snprintf(line, sizeof line,
             "Acceptability: percentage of random weights of structural and decision cohesion, deadlock and survival with which an order "
             "comes first; deadlock as %s",
             readings);
    ent_text_add(text, "\n");
    ent_column_wrap(text, 0, line);
    for (size_t s = 0; s < summary->results->scenario.n; s += SCENARIOS_ON_A_LINE) add_first_ranks(text, summary, s);
}

void ent_summary_add_choice_text(struct ent_text *text, const struct ent_summary *summary)
{
    if (!summary->choice || summary->n_orders < 2) return;
    add_regret(text, summary);
    add_acceptability(text, summary);
}
