/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/choice.h"
#include "analysis/durations.h"
#include "analysis/measuring.h"
#include "analysis/summary_formats.h"

const double ent_summary_quantiles[ENT_N_SUMMARY_QUANTILES] = {0.05, 0.5, 0.95};

static int compute_scenario(struct ent_summary *summary, size_t i_scenario, struct ent_measuring *measuring, struct ent_error *error)
{
    int code = ENT_OK;
    for (size_t i = 0; !code && i < summary->n_orders; i++) {
        struct ent_cell_at cell = {summary->point, summary->order[i], i_scenario};
        code = ent_results_counts(summary->results, cell, &summary->counts[ent_summary_cell(summary, i_scenario, i)], error);
    }
    for (size_t m = 0; !code && m < summary->n_measures; m++) code = ent_measuring_scenario(measuring, summary, i_scenario, m, error);
    return code;
}

/* Values of the varied parameters at this point. */
static int read_design(struct ent_summary *summary, struct ent_error *error)
{
    size_t n = summary->results->parameter.n, start[] = {summary->point, 0}, count[] = {1, n};
    return n > 0 ? ent_results_read(summary->results, "design", 2, start, count, summary->design, error) : ENT_OK;
}

/* Metrics beyond the headlines that the file lacks are left out; a missing headline is told when it is read. */
static void keep_what_is_there(struct ent_summary *summary)
{
    size_t n = 0;
    for (size_t m = 0; m < summary->n_measures; m++)
        if (summary->measure[m].label[0] || ent_results_has(summary->results, summary->measure[m].metric))
            summary->measure[n++] = summary->measure[m];
    summary->n_measures = n;
}

static int take_memory(struct ent_summary *summary, const size_t *order, struct ent_error *error)
{
    size_t n_cells = summary->results->scenario.n * summary->n_orders;
    summary->design = calloc(summary->results->parameter.n + 1, sizeof *summary->design);
    summary->order = malloc(summary->n_orders * sizeof *summary->order);
    summary->counts = calloc(n_cells, sizeof *summary->counts);
    summary->measured = calloc(n_cells * summary->n_measures, sizeof *summary->measured);
    summary->compared = calloc(n_cells * summary->n_measures, sizeof *summary->compared);
    if (!summary->design || !summary->order || !summary->counts || !summary->measured || !summary->compared)
        return ent_error_set(error, ENT_BUG, "out of memory");
    memcpy(summary->order, order, summary->n_orders * sizeof *order);
    return ENT_OK;
}

int ent_summary_compute(struct ent_summary *summary, const struct ent_results *results, const size_t *order, size_t n_orders, size_t point,
                        int all, double level, struct ent_error *error)
{
    *summary = (struct ent_summary){.results = results, .level = level, .point = point, .n_orders = n_orders};
    summary->n_measures = ent_measures_list(summary->measure, all);
    keep_what_is_there(summary);
    struct ent_measuring *measuring = ent_measuring_new(n_orders);
    int code = measuring ? take_memory(summary, order, error) : ent_error_set(error, ENT_BUG, "out of memory");
    if (!code) code = read_design(summary, error);
    for (size_t i = 0; !code && i < results->scenario.n; i++) code = compute_scenario(summary, i, measuring, error);
    ent_measuring_free(measuring);
    if (code) ent_summary_free(summary);
    return code;
}

int ent_summary_add_choice(struct ent_summary *summary, struct ent_error *error)
{
    summary->choice = calloc(1, sizeof *summary->choice);
    return summary->choice ? ent_choice_compute(summary->choice, summary, error) : ent_error_set(error, ENT_BUG, "out of memory");
}

int ent_summary_add_durations(struct ent_summary *summary, struct ent_error *error)
{
    summary->durations = calloc(1, sizeof *summary->durations);
    return summary->durations ? ent_durations_compute(summary->durations, summary, error) : ent_error_set(error, ENT_BUG, "out of memory");
}

void ent_summary_free(struct ent_summary *summary)
{
    if (summary->choice) ent_choice_free(summary->choice);
    if (summary->durations) ent_durations_free(summary->durations);
    free(summary->choice);
    free(summary->durations);
    free(summary->design);
    free(summary->order);
    free(summary->counts);
    free(summary->measured);
    free(summary->compared);
    *summary = (struct ent_summary){0};
}

void ent_summary_runs(const struct ent_summary *summary, char text[ENT_RUNS_TEXT])
{
    size_t n_cells = summary->results->scenario.n * summary->n_orders;
    long long fewest = (long long)summary->counts[0].n, most = fewest;
    for (size_t i = 1; i < n_cells; i++) {
        long long n = (long long)summary->counts[i].n;
        fewest = n < fewest ? n : fewest;
        most = n > most ? n : most;
    }
    if (fewest == most)
        snprintf(text, ENT_RUNS_TEXT, "%lld", most);
    else
        snprintf(text, ENT_RUNS_TEXT, "%lld to %lld", fewest, most);
}

size_t ent_summary_cell(const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    return i_scenario * summary->n_orders + i_order;
}

/* Printing */

int ent_summary_range(const struct ent_results *results, const struct ent_summary_options *options, double *level, size_t *first,
                      size_t *last, struct ent_error *error)
{
    *level = options->level == 0 ? 0.95 : options->level;
    if (!(*level > 0 && *level < 1))
        return ent_error_set(error, ENT_USAGE, "the coverage of an interval lies between 0 and 1, not at %g", *level);
    if (options->point != ENT_ALL_POINTS && (options->point < 0 || (uint64_t)options->point >= results->n_points))
        return ent_error_set(error, ENT_USAGE, "%s: no design point %lld: it has %zu, from 0", results->path, (long long)options->point,
                             results->n_points);
    *first = options->point == ENT_ALL_POINTS ? 0 : (size_t)options->point;
    *last = options->point == ENT_ALL_POINTS ? results->n_points - 1 : *first;
    return ENT_OK;
}

enum { MOST_POINTS_IN_FULL = 3 };

/* For people: the spread over the points, where there are many and none is asked for. */
static int print_spread(const struct ent_results *results, const size_t *order, size_t n_orders, double level, int format, char **text,
                        struct ent_error *error)
{
    struct ent_text out = {0};
    struct ent_summary first;
    int code = ent_summary_compute(&first, results, order, n_orders, 0, 0, level, error);
    if (code) return code;
    if (format == ENT_SUMMARY_TEXT) ent_summary_add_head(&out, &first);
    ent_summary_free(&first);
    code = ent_summary_add_points(&out, results, order, n_orders, level, format, error);
    *text = ent_text_take(&out);
    if (code) {
        free(*text);
        *text = NULL;
    }
    return !code && !*text ? ent_error_set(error, ENT_BUG, "out of memory") : code;
}

static int print_points(const struct ent_results *results, const size_t *order, size_t n_orders, int comparison,
                        const struct ent_summary_options *options, char **text, struct ent_error *error)
{
    struct ent_text out = {0};
    double level = 0;
    size_t first = 0, last = 0;
    int all = options->format == ENT_SUMMARY_JSON || options->format == ENT_SUMMARY_CSV;
    int code = ent_summary_range(results, options, &level, &first, &last, error);
    if (!code && !all && last - first >= MOST_POINTS_IN_FULL)
        return print_spread(results, order, n_orders, level, options->format, text, error);
    for (size_t point = first; !code && point <= last; point++) {
        struct ent_summary summary;
        code = ent_summary_compute(&summary, results, order, n_orders, point, all, level, error);
        if (code) break;
        if (last - first < MOST_POINTS_IN_FULL && !comparison) code = ent_summary_add_choice(&summary, error);
        if (!code && last - first < MOST_POINTS_IN_FULL) code = ent_summary_add_durations(&summary, error);
        struct ent_summary_place place = {point == first, point == last, comparison};
        if (!code) ent_summary_add(&out, &summary, options->format, place);
        ent_summary_free(&summary);
    }
    *text = ent_text_take(&out);
    if (code) {
        free(*text);
        *text = NULL;
    }
    return !code && !*text ? ent_error_set(error, ENT_BUG, "out of memory") : code;
}

int ent_summary_print(const struct ent_results *results, const struct ent_summary_options *options, char **text, struct ent_error *error)
{
    *text = NULL;
    size_t *order = malloc(results->order.n * sizeof *order);
    if (!order) return ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t i = 0; i < results->order.n; i++) order[i] = i;
    int code = print_points(results, order, results->order.n, 0, options, text, error);
    free(order);
    return code;
}

static int unknown_order(const struct ent_results *results, const char *name, struct ent_error *error)
{
    struct ent_text known = {0};
    for (size_t i = 0; i < results->order.n; i++) ent_text_add(&known, "%s%s", i ? ", " : "", results->order.name[i]);
    char *list = ent_text_take(&known);
    int code = ent_error_set(error, ENT_USAGE, "%s: no order '%s': it has %s", results->path, name, list ? list : "others");
    free(list);
    return code;
}

int ent_compare_print(const struct ent_results *results, const char *order, const char *against, const struct ent_summary_options *options,
                      char **text, struct ent_error *error)
{
    *text = NULL;
    int64_t a = ent_labels_find(&results->order, order), b = ent_labels_find(&results->order, against);
    if (a < 0) return unknown_order(results, order, error);
    if (b < 0) return unknown_order(results, against, error);
    size_t pair[2] = {(size_t)b, (size_t)a};
    return print_points(results, pair, 2, 1, options, text, error);
}
