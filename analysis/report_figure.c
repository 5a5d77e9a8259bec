/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main figure as plain SVG: one panel for each reading of deadlock, for decision cohesion and for survival; in it, scenario by
 * scenario, by how much an order differs from the first in the same runs, with its interval and a line at 0. A filled mark is better,
 * a crossed-out one worse, a hollow one not told apart from chance. It fits light and dark pages, needs no script and no font of
 * its own, and the same numbers give the same bytes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/report_parts.h"

enum {
    WIDTH = 960,
    LEFT = 150,     /* names of scenarios */
    HEAD = 80,      /* above the panels, */
    LEGEND = 26,    /* and more where orders need names */
    ROW = 22,       /* one order in one scenario */
    ROW_GAP = 14,   /* between scenarios */
    PANEL_GAP = 18, /* between panels */
    FOOT = 84,
    N_PANELS = 5
};

struct panel {
    const char *measure, *title, *subtitle;
    int scale; /* panels of one scale have one axis */
};
static const struct panel panels[N_PANELS] = {
    {"deadlock_risk_nobody", "Deadlock (a)", "nobody decided in time", 0},
    {"deadlock_risk", "Deadlock (b)", "not covered in time", 0},
    {"deadlock_risk_covered", "Deadlock (c)", "(b) without spillover", 0},
    {"decision_cohesion", "Decision cohesion", "covered × agreed", 1},
    {"order_survival", "Survival", "order not failed", 2},
};

struct figure {
    const struct ent_summary *summary;
    double panel_width;
    double limit[N_PANELS]; /* of the axes, on both sides of 0, in points of 100 */
    int top;                /* of the panels */
    int height;
};

static double panel_left(const struct figure *figure, int p)
{
    return LEFT + p * (figure->panel_width + PANEL_GAP);
}

/* Horizontal place of a difference, 0..1, in panel p. */
static double place(const struct figure *figure, int p, double difference)
{
    const double at = fmax(-1, fmin(1, 100 * difference / figure->limit[p]));
    return panel_left(figure, p) + figure->panel_width * (1 + at) / 2;
}

static double row_top(const struct figure *figure, size_t i_scenario)
{
    const double scenario_height = (double)(figure->summary->n_orders - 1) * ROW + ROW_GAP;
    return figure->top + (double)i_scenario * scenario_height;
}

/* A coordinate with one decimal; 0 is never negative. */
static void add_at(struct ent_text *text, const char *key, double value)
{
    const double rounded = ent_column_round(value, 1);
    ent_text_add(text, " %s=\"%.1f\"", key, rounded == 0 ? 0 : rounded);
}

/* --- the axis --------------------------------------------------------------------------------------------------------------- */

/* The greatest size of a panel's differences and of the ends of their intervals, in points of 100. */
static double greatest(const struct ent_summary *summary, int p)
{
    const size_t m = ent_report_measure(summary, panels[p].measure);
    double most = 0;
    for (size_t s = 0; s < summary->results->scenario.n; s++)
        for (size_t i = 1; i < summary->n_orders; i++) {
            const struct ent_estimate *difference = &ent_report_compared(summary, s, i, m)->difference;
            most = fmax(most, fmax(fabs(difference->value), fmax(fabs(difference->low), fabs(difference->high))));
        }
    return 100 * most;
}

/* A round number that holds every interval of the panels of this scale. */
static double axis_limit(const struct ent_summary *summary, int scale)
{
    static const double step[] = {0.1, 0.2, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100};
    double most = 0;
    size_t i = 0;
    for (int p = 0; p < N_PANELS; p++)
        if (panels[p].scale == scale) most = fmax(most, greatest(summary, p));
    while (i + 1 < sizeof step / sizeof *step && step[i] < most) i++;
    return step[i];
}

static void add_panel(struct ent_text *text, const struct figure *figure, int p)
{
    const double left = panel_left(figure, p), middle = place(figure, p, 0), bottom = figure->height - FOOT;
    ent_text_add(text, "<g class=\"axis\">");
    ent_text_add(text, "<rect class=\"panel\"");
    add_at(text, "x", left);
    add_at(text, "y", figure->top - 6);
    add_at(text, "width", figure->panel_width);
    add_at(text, "height", bottom - figure->top + 6);
    ent_text_add(text, "/><line class=\"zero\"");
    add_at(text, "x1", middle);
    add_at(text, "x2", middle);
    add_at(text, "y1", figure->top - 6);
    add_at(text, "y2", bottom);
    ent_text_add(text, "/><text class=\"title\"");
    add_at(text, "x", left);
    add_at(text, "y", figure->top - 32);
    ent_text_add(text, ">%s</text><text class=\"small\"", panels[p].title);
    add_at(text, "x", left);
    add_at(text, "y", figure->top - 16);
    ent_text_add(text, ">%s</text>", panels[p].subtitle);
    for (int k = -1; k <= 1; k++) {
        ent_text_add(text, "<text class=\"tick\"");
        add_at(text, "x", place(figure, p, k * figure->limit[p] / 100));
        add_at(text, "y", bottom + 15);
        ent_text_add(text, " text-anchor=\"%s\">%s%g</text>",
                     k < 0   ? "start"
                     : k > 0 ? "end"
                             : "middle",
                     k < 0   ? "−"
                     : k > 0 ? "+"
                             : "",
                     fabs(k * figure->limit[p]));
    }
    const struct ent_measure *measure = &figure->summary->measure[ent_report_measure(figure->summary, panels[p].measure)];
    ent_text_add(text, "<text class=\"small\"");
    add_at(text, "x", measure->better < 0 ? left : left + figure->panel_width);
    add_at(text, "y", bottom + 31);
    ent_text_add(text, " text-anchor=\"%s\">%s</text></g>\n", measure->better < 0 ? "start" : "end",
                 measure->better < 0 ? "← better" : "better →");
}

/* --- the marks -------------------------------------------------------------------------------------------------------------- */

static void add_mark(struct ent_text *text, double x, double y, const char *kind)
{
    if (strcmp(kind, "worse") == 0) {
        ent_text_add(text, "<path class=\"mark worse\" d=\"M%.1f %.1fl10 10m0 -10l-10 10\"/>", ent_column_round(x - 5, 1),
                     ent_column_round(y - 5, 1));
        return;
    }
    ent_text_add(text, "<circle class=\"mark %s\"", kind);
    add_at(text, "cx", x);
    add_at(text, "cy", y);
    ent_text_add(text, " r=\"5\"/>");
}

static void add_difference(struct ent_text *text, const struct figure *figure, int p, size_t s, size_t i)
{
    const struct ent_summary *summary = figure->summary;
    const size_t m = ent_report_measure(summary, panels[p].measure);
    const struct ent_estimate *difference = &ent_report_compared(summary, s, i, m)->difference;
    const double y = row_top(figure, s) + ((double)i - 0.5) * ROW;
    const int sign = ent_report_sign(difference);
    const char *kind = sign == ENT_UNTOLD || sign == 0 ? "open" : sign == summary->measure[m].better ? "better" : "worse";
    if (!isfinite(difference->value)) return;
    ent_text_add(text, "<g class=\"order-%zu\"><title>", i % 7);
    ent_html_add(text, summary->results->order.name[summary->order[i]]);
    ent_text_add(text, ", ");
    ent_html_add_name(text, summary->results->scenario.name[s]);
    ent_text_add(text, ": ");
    ent_html_add_hundredfold(text, difference->value, 2, 1);
    if (sign != ENT_UNTOLD) {
        ent_text_add(text, " (");
        ent_html_add_hundredfold(text, difference->low, 2, 1);
        ent_text_add(text, " to ");
        ent_html_add_hundredfold(text, difference->high, 2, 1);
        ent_text_add(text, ")");
    }
    ent_text_add(text, "</title>");
    if (sign != ENT_UNTOLD) {
        ent_text_add(text, "<line class=\"interval\"");
        add_at(text, "x1", place(figure, p, difference->low));
        add_at(text, "x2", place(figure, p, difference->high));
        add_at(text, "y1", y);
        add_at(text, "y2", y);
        ent_text_add(text, "/>");
    }
    add_mark(text, place(figure, p, difference->value), y, kind);
    ent_text_add(text, "</g>\n");
}

static void add_scenario(struct ent_text *text, const struct figure *figure, size_t s)
{
    const struct ent_summary *summary = figure->summary;
    ent_text_add(text, "<text class=\"name\"");
    add_at(text, "x", 4);
    add_at(text, "y", row_top(figure, s) + (double)(summary->n_orders - 1) * ROW / 2 + 4);
    ent_text_add(text, ">");
    ent_html_add_name(text, summary->results->scenario.name[s]);
    ent_text_add(text, "</text>\n");
    for (int p = 0; p < N_PANELS; p++)
        for (size_t i = 1; i < summary->n_orders; i++) add_difference(text, figure, p, s, i);
}

/* --- words ------------------------------------------------------------------------------------------------------------------ */

static void add_head(struct ent_text *text, const struct figure *figure)
{
    const struct ent_summary *summary = figure->summary;
    ent_text_add(text, "<text class=\"head\" x=\"4\" y=\"20\">");
    if (summary->n_orders == 2)
        ent_html_add(text, summary->results->order.name[summary->order[1]]);
    else
        ent_text_add(text, "Each order");
    ent_text_add(text, " minus ");
    ent_html_add(text, summary->results->order.name[summary->order[0]]);
    ent_text_add(text, " in the same random worlds, in points of 100</text>\n");
    if (summary->n_orders == 2) return;
    for (size_t i = 1; i < summary->n_orders; i++) {
        ent_text_add(text, "<g class=\"order-%zu\"><circle class=\"mark better\" cx=\"%.1f\" cy=\"42\" r=\"5\"/>", i % 7,
                     10 + (double)(i - 1) * 155);
        ent_text_add(text, "<text class=\"small\" x=\"%.1f\" y=\"46\">", 20 + (double)(i - 1) * 155);
        ent_html_add(text, summary->results->order.name[summary->order[i]]);
        ent_text_add(text, "</text></g>\n");
    }
}

static void add_foot(struct ent_text *text, const struct figure *figure)
{
    const struct ent_summary *summary = figure->summary;
    const double y = figure->height - 26;
    char runs[ENT_RUNS_TEXT];
    ent_summary_runs(summary, runs);
    ent_text_add(text, "<g class=\"order-1\">");
    add_mark(text, 10, y - 4, "better");
    add_mark(text, 110, y - 4, "worse");
    add_mark(text, 210, y - 4, "open");
    ent_text_add(text, "</g>");
    ent_text_add(text, "<text class=\"small\" x=\"22\" y=\"%.1f\">better</text><text class=\"small\" x=\"122\" y=\"%.1f\">worse</text>", y,
                 y);
    ent_text_add(text, "<text class=\"small\" x=\"222\" y=\"%.1f\">not told apart from chance</text>\n", y);
    ent_text_add(text, "<text class=\"small\" x=\"4\" y=\"%d\">%g %% intervals, %s runs of each cell, %lld months; experiment ",
                 figure->height - 6, 100 * summary->level, runs, (long long)summary->results->n_months);
    ent_html_add(text, summary->results->experiment);
    ent_text_add(text, ", digest %.12s</text>\n", summary->results->digest);
}

/* Colours: Okabe & Ito (2008), darkened for a light page and lightened for a dark one. */
static const char styles[] =
    "<style>\n"
    ".entente-figure{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--rule:#8a949e;--panel:#f3f4f2;--page:#ffffff;"
    "--order-0:#59636e;--order-1:#0068a8;--order-2:#b84a00;--order-3:#007a58;--order-4:#9c4a7c;--order-5:#8a6200;--order-6:#5b3fb5}\n"
    "@media (prefers-color-scheme:dark){.entente-figure{--ink:#e8eaed;--soft:#a9b1ba;--rule:#79828c;--panel:#20252b;--page:#14171a;"
    "--order-0:#a9b1ba;--order-1:#56b4e9;--order-2:#ff9d5c;--order-3:#3fcfa4;--order-4:#e39ac4;--order-5:#f0b429;--order-6:#b7a5ff}}\n"
    "@media print{.entente-figure{--ink:#000;--soft:#444;--rule:#888;--panel:#f3f4f2;--page:#fff;--order-0:#59636e;--order-1:#0068a8;"
    "--order-2:#b84a00;--order-3:#007a58;--order-4:#9c4a7c;--order-5:#8a6200;--order-6:#5b3fb5}}\n"
    ".entente-figure text{font-family:system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",sans-serif;font-size:13px;fill:var(--ink)}\n"
    ".entente-figure .head{font-size:16px;font-weight:600}.entente-figure .title{font-weight:600}"
    ".entente-figure .small,.entente-figure .tick{font-size:12px;fill:var(--soft)}\n"
    ".entente-figure .background{fill:var(--page)}.entente-figure .panel{fill:var(--panel)}"
    ".entente-figure .zero{stroke:var(--rule);stroke-width:1}"
    ".entente-figure .interval{stroke:var(--order);stroke-width:2.5}\n"
    ".entente-figure .mark{stroke:var(--order);stroke-width:2;fill:var(--order)}.entente-figure .open{fill:var(--panel)}"
    ".entente-figure .worse{stroke-width:3;fill:none}\n";

static void add_styles(struct ent_text *text)
{
    ent_text_add(text, "%s", styles);
    for (int i = 0; i < 7; i++) ent_text_add(text, ".entente-figure .order-%d{--order:var(--order-%d)}", i, i);
    ent_text_add(text, "\n</style>\n");
}

static void add_figure(struct ent_text *text, const struct ent_summary *summary)
{
    const size_t n = summary->results->scenario.n;
    struct figure figure = {.summary = summary, .top = summary->n_orders > 2 ? HEAD + LEGEND : HEAD};
    for (int p = 0; p < N_PANELS; p++) figure.limit[p] = axis_limit(summary, panels[p].scale);
    figure.panel_width = (double)(WIDTH - LEFT - (N_PANELS - 1) * PANEL_GAP) / N_PANELS;
    figure.height = (int)row_top(&figure, n) + FOOT;
    ent_text_add(text,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"entente-figure\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                 "role=\"img\" aria-labelledby=\"main-figure-title\">\n<title id=\"main-figure-title\">",
                 WIDTH, figure.height, WIDTH, figure.height);
    ent_text_add(text,
                 "Differences between orders in deadlock risk under three readings, decision cohesion and survival, by scenario, with "
                 "intervals</title>\n");
    add_styles(text);
    ent_text_add(text, "<rect class=\"background\" width=\"%d\" height=\"%d\"/>\n", WIDTH, figure.height);
    add_head(text, &figure);
    for (int p = 0; p < N_PANELS; p++) add_panel(text, &figure, p);
    for (size_t s = 0; s < n; s++) add_scenario(text, &figure, s);
    add_foot(text, &figure);
    ent_text_add(text, "</svg>\n");
}

int ent_report_add_main_figure(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    if (report->summary.n_orders > 1) add_figure(text, &report->summary);
    return ENT_OK;
}

int ent_report_figure(const struct ent_results *results, size_t point, char **text, struct ent_error *error)
{
    struct ent_summary summary = {0};
    struct ent_text out = {0};
    *text = NULL;
    if (results->order.n < 2)
        return ent_error_set(error, ENT_USAGE, "%s: has one order only: there is nothing to compare it with", results->path);
    if (point >= results->n_points)
        return ent_error_set(error, ENT_USAGE, "%s: no design point %zu: it has %zu, from 0", results->path, point, results->n_points);
    size_t *order = malloc(results->order.n * sizeof *order);
    if (!order) return ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t i = 0; i < results->order.n; i++) order[i] = i;
    int code = ent_summary_compute(&summary, results, order, results->order.n, point, 0, 0.95, error);
    free(order);
    if (code) return code;
    ent_text_add(&out, "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n");
    add_figure(&out, &summary);
    ent_summary_free(&summary);
    *text = ent_text_take(&out);
    return *text ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
}
