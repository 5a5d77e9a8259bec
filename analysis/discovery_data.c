/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario discovery on plain data.
 */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/discovery_inside.h"
#include "analysis/summary.h"

int ent_discovery_is_binary(const double *y, size_t n)
{
    int zero = 0, one = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(y[i])) continue;
        if (y[i] != 0 && y[i] != 1) return 0;
        zero |= y[i] == 0;
        one |= y[i] == 1;
    }
    return zero && one;
}

/* The rows that were drawn independently and in which every value is finite: x and y get them; returns how many. */
static size_t complete_rows(const struct ent_discovery_data *data, const size_t *row, size_t n_rows, double *x, double *y)
{
    size_t n = 0;
    for (size_t i = 0; i < n_rows; i++) {
        const double *from = data->x + row[i] * data->k;
        int complete = isfinite(data->y[row[i]]) != 0;
        for (size_t j = 0; j < data->k; j++) complete &= isfinite(from[j]) != 0;
        if (!complete) continue;
        memcpy(x + n * data->k, from, data->k * sizeof *x);
        y[n++] = data->y[row[i]];
    }
    return n;
}

/* Fills x, y and the counts of `boxes` with the rows to look at. */
static int choose_rows(struct discovery_boxes *boxes, const struct ent_discovery_data *data, double *x, double *y, struct ent_error *error)
{
    struct ent_structure structure = {0};
    size_t *row = malloc((data->n + 1) * sizeof *row);
    int code = row ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    if (!code) code = ent_structure_find(&structure, &(struct ent_design_points){.n = data->n, .k = data->k, .x = data->x}, error);
    if (!code) {
        const size_t n = discovery_independent(&structure, NULL, row);
        boxes->n = complete_rows(data, row, n, x, y);
        boxes->n_left_out = n - boxes->n;
        if (boxes->n == 0) code = ent_error_set(error, ENT_BAD_INPUT, "none of the %zu rows is complete", data->n);
    }
    ent_structure_free(&structure);
    free(row);
    return code;
}

/* Turns y [n] into cases and says what they are. */
static void make_cases(double *y, size_t n, const char *outcome, const struct ent_discovery_options *options, double *work, char *what)
{
    double above = options->above;
    if (!options->has_above && ent_discovery_is_binary(y, n)) {
        snprintf(what, DISCOVERY_WORDS, "Where %.400s is 1", outcome);
        return;
    }
    if (!options->has_above) {
        memcpy(work, y, n * sizeof *work);
        gsl_sort(work, 1, n);
        above = gsl_stats_quantile_from_sorted_data(work, 1, n, 0.75);
    }
    ent_prim_above(y, n, above, y);
    snprintf(what, DISCOVERY_WORDS, "Where %.400s is above %.6g%s", outcome, above, options->has_above ? "" : ", its 75th percentile");
}

/* Names for the columns, x0, x1, ..., as one block; NULL if memory ran out. */
static char **number_columns(size_t k)
{
    enum { SIZE = 24 };
    char **name = malloc(k * (sizeof *name + SIZE));
    for (size_t j = 0; name && j < k; j++) {
        name[j] = (char *)(name + k) + j * SIZE;
        snprintf(name[j], SIZE, "x%zu", j);
    }
    return name;
}

static void add_boxes(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words, int format)
{
    if (format == ENT_SUMMARY_JSON)
        discovery_boxes_json(text, boxes, words);
    else if (format == ENT_SUMMARY_CSV)
        discovery_boxes_csv(text, boxes, words);
    else if (format == ENT_SUMMARY_LATEX)
        discovery_boxes_latex(text, boxes, words);
    else
        discovery_boxes_text(text, boxes, words);
}

int ent_discovery_add_data(struct ent_text *text, const struct ent_discovery_data *data, const struct ent_discovery_options *options,
                           int format, struct ent_error *error)
{
    const struct ent_prim_options prim = {.seed = options->seed};
    struct discovery_boxes boxes = {0};
    char what[DISCOVERY_WORDS];
    double *x = malloc((data->n * data->k + 1) * sizeof *x), *y = malloc(2 * (data->n + 1) * sizeof *y);
    char **numbered = data->name ? NULL : number_columns(data->k);
    int code = x && y && (data->name || numbered) ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    if (!code) code = choose_rows(&boxes, data, x, y, error);
    if (code) goto out;
    const char *outcome = data->outcome ? data->outcome : "y";
    make_cases(y, boxes.n, outcome, options, y + data->n + 1, what);
    for (size_t i = 0; i < boxes.n; i++) boxes.n_cases += y[i] != 0;
    if (boxes.n >= ENT_DISCOVERY_LEAST) code = ent_prim_find(&boxes.prim, x, y, boxes.n, data->k, &prim, error);
    if (!code)
        add_boxes(
            text, &boxes,
            &(struct discovery_words){.what = what, .outcome = outcome, .name = data->name ? data->name : (const char *const *)numbered},
            format);
out:
    ent_prim_free(&boxes.prim);
    free(numbered);
    free(x);
    free(y);
    return code;
}
