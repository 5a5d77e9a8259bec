/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The summary of many design points for people, as text and as LaTeX: not every point, but how the headlines and the differences of
 * orders spread over the points.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/summary_formats.h"

enum { LABEL_WIDTH = 28, FIGURE_WIDTH = 12 };

/* The points of one headline in one cell. */
struct spread {
    double *mean;       /* [n] points that have one */
    double *difference; /* [n_differences] from the base */
    size_t n, n_differences;
    size_t n_above, n_below; /* differences whose whole interval lies above or below 0 */
};

struct points {
    const struct ent_results *results;
    const size_t *order;
    size_t n_orders;
    struct spread *spread; /* [n_scenarios][n_orders][ENT_N_HEADLINES] */
    struct ent_measure measure[ENT_N_HEADLINES];
};

static size_t n_spreads(const struct points *points)
{
    return points->results->scenario.n * points->n_orders * ENT_N_HEADLINES;
}

static const char *order_name(const struct points *points, size_t i_order)
{
    return points->results->order.name[points->order[i_order]];
}

static struct spread *spread_at(const struct points *points, size_t i_scenario, size_t i_order, size_t i_measure)
{
    return &points->spread[(i_scenario * points->n_orders + i_order) * ENT_N_HEADLINES + i_measure];
}

/* --- gathering ------------------------------------------------------------------------------------------------------------- */

static void take_in(struct points *points, const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    size_t cell = ent_summary_cell(summary, i_scenario, i_order) * summary->n_measures + i_measure;
    struct spread *spread = spread_at(points, i_scenario, i_order, i_measure);
    const struct ent_estimate *difference = &summary->compared[cell].difference;
    if (isfinite(summary->measured[cell].mean.value)) spread->mean[spread->n++] = summary->measured[cell].mean.value;
    if (i_order == 0 || !isfinite(difference->value)) return;
    spread->difference[spread->n_differences++] = difference->value;
    spread->n_above += difference->low > 0;
    spread->n_below += difference->high < 0;
}

static int gather(struct points *points, double level, struct ent_error *error)
{
    const struct ent_results *results = points->results;
    int code = ENT_OK;
    for (size_t point = 0; !code && point < results->n_points; point++) {
        struct ent_summary summary;
        code = ent_summary_compute(&summary, results, points->order, points->n_orders, point, 0, level, error);
        if (code) break;
        memcpy(points->measure, summary.measure, sizeof points->measure);
        for (size_t s = 0; s < results->scenario.n; s++)
            for (size_t i = 0; i < points->n_orders; i++)
                for (size_t m = 0; m < ENT_N_HEADLINES; m++) take_in(points, &summary, s, i, m);
        ent_summary_free(&summary);
    }
    return code;
}

/* --- printing -------------------------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Element `which` of three of the sorted values: least, median, greatest; NaN if there is none. */
static double of_three(double *value, size_t n, int which)
{
    if (n == 0) return NAN;
    qsort(value, n, sizeof *value, by_value);
    return which == 0 ? value[0] : which == 2 ? value[n - 1] : (value[(n - 1) / 2] + value[n / 2]) / 2;
}

static void add_headings(struct ent_text *text, const struct points *points)
{
    for (int line = 0; line < 2; line++) {
        ent_column_add(text, "", -LABEL_WIDTH);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) ent_column_add(text, points->measure[m].label[line], FIGURE_WIDTH);
        ent_text_add(text, "\n");
    }
}

static const char *const three[] = {"least", "median", "greatest"};

static void add_label(struct ent_text *text, const char *name, const char *row)
{
    ent_text_add(text, "  ");
    ent_column_name(text, name, 12 - LABEL_WIDTH);
    ent_column_add(text, row, -10);
}

static void add_means(struct ent_text *text, const struct points *points)
{
    char figure[ENT_COLUMN_SIZE];
    add_headings(text, points);
    for (size_t s = 0; s < points->results->scenario.n; s++) {
        ent_text_add(text, "%s\n", points->results->scenario.name[s]);
        for (size_t i = 0; i < points->n_orders; i++)
            for (int k = 0; k < 3; k++) {
                add_label(text, k == 0 ? order_name(points, i) : "", three[k]);
                for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
                    const struct spread *spread = spread_at(points, s, i, m);
                    ent_column_figure(figure, of_three(spread->mean, spread->n, k), (struct ent_digits){3, 0});
                    ent_column_add(text, figure, FIGURE_WIDTH);
                }
                ent_text_add(text, "\n");
            }
    }
}

static void add_signs(struct ent_text *text, const struct points *points, size_t i_scenario, size_t i_order)
{
    char figure[ENT_COLUMN_SIZE];
    add_label(text, "", "above:below");
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
        const struct spread *spread = spread_at(points, i_scenario, i_order, m);
        snprintf(figure, sizeof figure, "%zu:%zu", spread->n_above, spread->n_below);
        ent_column_add(text, figure, m == 0 ? FIGURE_WIDTH - 1 : FIGURE_WIDTH);
    }
    ent_text_add(text, "\n");
}

static void add_differences(struct ent_text *text, const struct points *points, size_t i_order)
{
    char line[512], figure[ENT_COLUMN_SIZE];
    snprintf(line, sizeof line, "%s minus %s in the same run, in hundredths", order_name(points, i_order), order_name(points, 0));
    ent_text_add(text, "\n");
    ent_column_wrap(text, 0, line);
    add_headings(text, points);
    for (size_t s = 0; s < points->results->scenario.n; s++) {
        for (int k = 0; k < 3; k++) {
            add_label(text, k == 0 ? points->results->scenario.name[s] : "", three[k]);
            for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
                const struct spread *spread = spread_at(points, s, i_order, m);
                ent_column_figure(figure, 100 * of_three(spread->difference, spread->n_differences, k), (struct ent_digits){2, 1});
                ent_column_add(text, figure, FIGURE_WIDTH);
            }
            ent_text_add(text, "\n");
        }
        add_signs(text, points, s, i_order);
    }
}

static void add_notes(struct ent_text *text, const struct points *points, double level)
{
    char line[1024];
    snprintf(
        line, sizeof line,
        "Each point has one mean over its runs: the least, the median and the greatest of these %zu means, not quantiles of runs. Points "
        "are as the design places them: their spread is no probability unless its distributions are. above:below counts the points at "
        "which the whole %g %% interval of the difference lies above and below 0: without any difference about %.3g %% of the points would be among them.",
        points->results->n_points, 100 * level, 100 * (1 - level));
    ent_text_add(text, "\n");
    ent_column_wrap(text, 0, line);
    snprintf(line, sizeof line, "One point with its intervals: --point P, from 0 to %zu. Every point: --csv or --json.",
             points->results->n_points - 1);
    ent_column_wrap(text, 0, line);
}

static void add_all(struct ent_text *text, const struct points *points, double level)
{
    ent_text_add(text, "\nOver the %zu design points: the least, the median and the greatest mean\n\n", points->results->n_points);
    add_means(text, points);
    for (size_t i = 1; i < points->n_orders; i++) add_differences(text, points, i);
    add_notes(text, points, level);
}

/* --- LaTeX ----------------------------------------------------------------------------------------------------------------- */

static void open_table(struct ent_text *text, const struct points *points, const char *second)
{
    ent_text_add(text, "\\begin{tabular}{lll");
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) ent_text_add(text, "r");
    ent_text_add(text, "}\n\\hline\n");
    for (int line = 0; line < 2; line++) {
        ent_text_add(text, line ? "scenario & %s & over the points" : " & & ", second);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
            ent_text_add(text, " & ");
            ent_latex_words(text, points->measure[m].label[line]);
        }
        ent_text_add(text, " \\\\\n");
    }
    ent_text_add(text, "\\hline\n");
}

static void begin_row(struct ent_text *text, const struct points *points, size_t i_scenario, size_t i_order, const char *row)
{
    ent_latex_words(text, points->results->scenario.name[i_scenario]);
    ent_text_add(text, " & ");
    ent_latex_words(text, order_name(points, i_order));
    ent_text_add(text, " & %s", row);
}

/* Least, median and greatest of one order in one scenario: of its means, or of its differences from the first order. */
static void add_three_rows(struct ent_text *text, const struct points *points, size_t i_scenario, size_t i_order, int differences)
{
    char figure[ENT_COLUMN_SIZE];
    for (int k = 0; k < 3; k++) {
        begin_row(text, points, i_scenario, i_order, three[k]);
        for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
            const struct spread *spread = spread_at(points, i_scenario, i_order, m);
            const double value =
                differences ? of_three(spread->difference, spread->n_differences, k) : of_three(spread->mean, spread->n, k);
            ent_column_figure(figure, value, differences ? (struct ent_digits){4, 1} : (struct ent_digits){3, 0});
            ent_text_add(text, " & $%s$", figure);
        }
        ent_text_add(text, " \\\\\n");
    }
}

static void add_latex_signs(struct ent_text *text, const struct points *points, size_t i_scenario, size_t i_order)
{
    begin_row(text, points, i_scenario, i_order, "above:below");
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
        const struct spread *spread = spread_at(points, i_scenario, i_order, m);
        ent_text_add(text, " & %zu:%zu", spread->n_above, spread->n_below);
    }
    ent_text_add(text, " \\\\\n");
}

static void add_latex(struct ent_text *text, const struct points *points, double level)
{
    const struct ent_results *results = points->results;
    ent_text_add(text,
                 "%% results_digest %s; over %zu design points: the least, the median and the greatest mean; one point with its "
                 "intervals: --point P\n",
                 results->digest, results->n_points);
    open_table(text, points, "order");
    for (size_t s = 0; s < results->scenario.n; s++)
        for (size_t i = 0; i < points->n_orders; i++) add_three_rows(text, points, s, i, 0);
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
    if (points->n_orders < 2) return;
    ent_text_add(text, "\n%% differences against %s; above:below: points at which the whole %g %% interval lies above and below 0\n",
                 order_name(points, 0), 100 * level);
    open_table(text, points, "difference");
    for (size_t s = 0; s < results->scenario.n; s++)
        for (size_t i = 1; i < points->n_orders; i++) {
            add_three_rows(text, points, s, i, 1);
            add_latex_signs(text, points, s, i);
        }
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
}

int ent_summary_add_points(struct ent_text *text, const struct ent_results *results, const size_t *order, size_t n_orders, double level,
                           int format, struct ent_error *error)
{
    struct points points = {.results = results, .order = order, .n_orders = n_orders};
    size_t n = n_spreads(&points);
    double *room = malloc(n * 2 * results->n_points * sizeof *room);
    points.spread = calloc(n, sizeof *points.spread);
    int code = room && points.spread ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t k = 0; !code && k < n; k++) {
        points.spread[k].mean = room + 2 * k * results->n_points;
        points.spread[k].difference = points.spread[k].mean + results->n_points;
    }
    if (!code) code = gather(&points, level, error);
    if (!code) (format == ENT_SUMMARY_LATEX ? add_latex : add_all)(text, &points, level);
    free(points.spread);
    free(room);
    return code;
}
