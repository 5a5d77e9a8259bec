/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of figures: what each order reaches, what it changes against the first, whether a ranking survives all readings, and
 * every other measure. A cell's data-at names the place of its figure in the summary's JSON: list/scenario/order/measure.
 */
#include <math.h>

#include "analysis/report_parts.h"
#include "analysis/summary_formats.h"

static const char *order_name(const struct ent_summary *summary, size_t i_order)
{
    return summary->results->order.name[summary->order[i_order]];
}

static void begin_cell(struct ent_text *text, const struct ent_summary *summary, const char *list, size_t i_scenario, size_t i_order,
                       size_t i_measure)
{
    ent_text_add(text, "<td data-at=\"%s/%zu/%zu/%s\">", list, i_scenario, i_order, summary->measure[i_measure].name);
}

static void add_headings(struct ent_text *text, const struct ent_summary *summary, const char *first)
{
    ent_text_add(text, "<thead><tr><th scope=\"col\">%s</th>", first);
    for (size_t m = 0; m < ENT_N_HEADLINES; m++)
        ent_text_add(text, "<th scope=\"col\">%s %s<small>%s</small></th>", summary->measure[m].label[0], summary->measure[m].label[1],
                     summary->measure[m].better < 0 ? "less is better" : "more is better");
    ent_text_add(text, "</tr></thead>\n");
}

/* A head with a column for every order from `first` on. */
static void add_order_headings(struct ent_text *text, const struct ent_summary *summary, const char *title, size_t first)
{
    ent_text_add(text, "<thead><tr><th scope=\"col\">%s</th>", title);
    for (size_t i = first; i < summary->n_orders; i++) {
        ent_text_add(text, "<th scope=\"col\" class=\"order-%zu\">", i % 7);
        ent_html_add(text, order_name(summary, i));
        ent_text_add(text, "</th>");
    }
    ent_text_add(text, "</tr></thead>\n");
}

static void add_scenario_row(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario)
{
    ent_text_add(text, "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%d\">", ENT_N_HEADLINES + 1);
    ent_html_add_name(text, summary->results->scenario.name[i_scenario]);
    ent_text_add(text, "</th></tr>\n");
}

static void begin_order_row(struct ent_text *text, const struct ent_summary *summary, size_t i_order)
{
    ent_text_add(text, "<tr><th scope=\"row\" class=\"order-%zu\">", i_order % 7);
    ent_html_add(text, order_name(summary, i_order));
    ent_text_add(text, "</th>");
}

/* A table of the headlines: for every scenario the orders from `first` on, a cell of each by `add_cell`. */
static void add_table(struct ent_text *text, const struct ent_summary *summary, size_t first,
                      void (*add_cell)(struct ent_text *, const struct ent_summary *, size_t, size_t, size_t))
{
    add_headings(text, summary, "Scenario and order");
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        ent_text_add(text, "<tbody>");
        add_scenario_row(text, summary, s);
        for (size_t i = first; i < summary->n_orders; i++) {
            begin_order_row(text, summary, i);
            for (size_t m = 0; m < ENT_N_HEADLINES; m++) add_cell(text, summary, s, i, m);
            ent_text_add(text, "</tr>\n");
        }
        ent_text_add(text, "</tbody>\n");
    }
    ent_text_add(text, "</table>\n");
}

static void add_level(struct ent_text *text, const struct ent_summary *summary, size_t s, size_t i, size_t m)
{
    begin_cell(text, summary, "cells", s, i, m);
    ent_html_add_estimate(text, &ent_report_measured(summary, s, i, m)->mean, 1, 0);
    ent_text_add(text, "</td>");
}

int ent_report_add_levels(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    ent_text_add(text, "<table class=\"figures\">\n");
    add_table(text, &report->summary, 0, add_level);
    return ENT_OK;
}

/* What the difference means for the order, so that colour does not stand alone. */
static const char *meaning(const struct ent_measure *measure, const struct ent_estimate *difference)
{
    const int sign = ent_report_sign(difference);
    if (sign == ENT_UNTOLD || sign == 0) return "open";
    return sign == measure->better ? "better" : "worse";
}

static void add_difference(struct ent_text *text, const struct ent_summary *summary, size_t s, size_t i, size_t m)
{
    const struct ent_compared *compared = ent_report_compared(summary, s, i, m);
    ent_text_add(text, "<td class=\"%s\" data-at=\"differences/%zu/%zu/%s\">", meaning(&summary->measure[m], &compared->difference), s, i,
                 summary->measure[m].name);
    ent_html_add_estimate(text, &compared->difference, 2, 1);
    if (isfinite(compared->better.value)) {
        ent_text_add(text, "<small class=\"odds\">");
        ent_html_add_hundredfold(text, compared->better.value, 1, 0);
        ent_text_add(text, " : ");
        ent_html_add_hundredfold(text, fmax(0, 1 - compared->better.value - compared->ties), 1, 0);
        ent_text_add(text, "</small>");
    }
    ent_text_add(text, "</td>");
}

int ent_report_add_differences(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_summary *summary = &report->summary;
    (void)error;
    if (summary->n_orders == 1) {
        ent_text_add(text, "<p>This file has one order only: there is nothing to compare it with.</p>\n");
        return ENT_OK;
    }
    ent_text_add(text, "<table class=\"figures\">\n<caption>Order minus <b>");
    ent_html_add(text, order_name(summary, 0));
    ent_text_add(text, "</b> in the same worlds, in points of 100; below it the share of worlds, in per cent, in which it does "
                       "better : worse</caption>\n");
    add_table(text, summary, 1, add_difference);
    return ENT_OK;
}

/* --- whether a ranking survives --------------------------------------------------------------------------------------------- */

static void add_verdict(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    static const char *const said[] = {[0] = "lower", [1] = "not told apart", [2] = "higher", [3] = "no interval"};
    const int ranking = ent_report_ranking(summary, i_scenario, i_order);
    ent_text_add(text, "<td class=\"%s\" data-ranking=\"%zu/%zu\"><b>%s</b><small>",
                 ranking < 0   ? "better"
                 : ranking > 0 ? "worse"
                               : "open",
                 i_scenario, i_order,
                 ranking < 0   ? "lower"
                 : ranking > 0 ? "higher"
                               : "no ranking");
    for (int r = 0; r < ENT_N_READINGS; r++) {
        const size_t m = ent_report_measure(summary, ent_report_readings[r]);
        const int sign = ent_report_sign(&ent_report_compared(summary, i_scenario, i_order, m)->difference);
        ent_text_add(text, "%s(%c) %s", r ? ", " : "", ent_report_reading_letters[r], said[sign + 1]);
    }
    ent_text_add(text, "</small></td>");
}

int ent_report_add_verdicts(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_summary *summary = &report->summary;
    (void)error;
    if (summary->n_orders == 1) return ENT_OK;
    ent_text_add(text, "<table class=\"verdicts\">\n<caption>Deadlock risk against <b>");
    ent_html_add(text, order_name(summary, 0));
    ent_text_add(text, "</b>: is it lower or higher under all three readings?</caption>\n");
    add_order_headings(text, summary, "Scenario", 1);
    ent_text_add(text, "<tbody>");
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        ent_text_add(text, "<tr><th scope=\"row\">");
        ent_html_add_name(text, summary->results->scenario.name[s]);
        ent_text_add(text, "</th>");
        for (size_t i = 1; i < summary->n_orders; i++) add_verdict(text, summary, s, i);
        ent_text_add(text, "</tr>\n");
    }
    ent_text_add(text, "</tbody></table>\n");
    return ENT_OK;
}

/* --- every measure ---------------------------------------------------------------------------------------------------------- */

static void add_quantities(struct ent_text *text, const struct ent_estimate *estimate)
{
    ent_text_add(text, "<b>");
    ent_html_add_quantity(text, estimate->value);
    ent_text_add(text, "</b>");
    if (!isfinite(estimate->low) || !isfinite(estimate->high)) return;
    ent_text_add(text, " <small>");
    ent_html_add_quantity(text, estimate->low);
    ent_text_add(text, " to ");
    ent_html_add_quantity(text, estimate->high);
    ent_text_add(text, "</small>");
}

static void add_measures_of(struct ent_text *text, const struct ent_summary *summary, size_t s)
{
    ent_text_add(text, "<details><summary>");
    ent_html_add_name(text, summary->results->scenario.name[s]);
    ent_text_add(text, "</summary><div class=\"scroll\"><table class=\"figures plain\">");
    add_order_headings(text, summary, "Measure", 0);
    ent_text_add(text, "<tbody>\n");
    for (size_t m = 0; m < summary->n_measures; m++) {
        ent_text_add(text, "<tr><th scope=\"row\"><abbr title=\"");
        ent_html_add(text, summary->measure[m].doc ? summary->measure[m].doc : "");
        ent_text_add(text, "\">");
        ent_html_add_name(text, summary->measure[m].name);
        ent_text_add(text, "</abbr></th>");
        for (size_t i = 0; i < summary->n_orders; i++) {
            begin_cell(text, summary, "measures", s, i, m);
            add_quantities(text, &ent_report_measured(summary, s, i, m)->mean);
            ent_text_add(text, "</td>");
        }
        ent_text_add(text, "</tr>\n");
    }
    ent_text_add(text, "</tbody></table></div></details>\n");
}

int ent_report_add_measures(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    for (size_t s = 0; s < report->results->scenario.n; s++) add_measures_of(text, &report->summary, s);
    return ENT_OK;
}
