/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the charts draw and no summary holds, as one JSON document: quantiles of the trajectories month by month, who belongs to
 * which forum, who vetoes what. Values keep five significant digits, and months are thinned, so that a
 * page stays small.
 *
 *   axes          start, months, states, domains, forums, quantiles
 *   orders        [n] name, about; scenarios likewise
 *   trajectories  every (months), metrics by name: unit, doc; cells [scenario x order]: {name: {mean [month], quantiles [4][month]}}
 *   membership    cells: {forum: [every membership_every-th month][state]}
 *   blocking      cells: [state][domain], vetoes per run
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report_parts.h"
#include "model/model.h"
#include "runs/layout.h"

enum {
    MOST_NUMBERS = 20000, /* of the trajectories, so that they stay below a fifth of a megabyte */
    MEMBERSHIP_EVERY = 12,
    MEDIAN = ENT_N_QUANTILES / 2
};

/* The trajectories that are drawn; the others stay in the file. */
static const char *const drawn[] = {"structural_cohesion", "trust_density", "effort",        "threat",
                                    "backsliding_states",  "alienation",    "overdue_stake", "deterrence"};
enum { N_DRAWN = sizeof drawn / sizeof *drawn };

static void add_value(struct ent_text *text, double value)
{
    if (isfinite(value))
        ent_text_add(text, "%.5g", value);
    else
        ent_text_add(text, "null");
}

/* [v0,v1,...] of every `step`-th of n values. */
static void add_values(struct ent_text *text, const double *values, size_t n, size_t step)
{
    ent_text_add(text, "[");
    for (size_t i = 0; i < n; i += step) {
        if (i) ent_text_add(text, ",");
        add_value(text, values[i]);
    }
    ent_text_add(text, "]");
}

static void add_names(struct ent_text *text, const char *key, const struct ent_labels *labels)
{
    ent_text_add(text, "\"%s\": [", key);
    for (size_t i = 0; i < labels->n; i++) {
        if (i) ent_text_add(text, ", ");
        ent_text_add_quoted(text, labels->name[i]);
    }
    ent_text_add(text, "],\n");
}

static void add_described(struct ent_text *text, const struct ent_report *report, const char *key, const struct ent_labels *labels)
{
    ent_text_add(text, "\"%s\": [", key);
    for (size_t i = 0; i < labels->n; i++) {
        ent_text_add(text, "%s{\"name\": ", i ? ", " : "");
        ent_text_add_quoted(text, labels->name[i]);
        ent_text_add(text, ", \"about\": ");
        ent_text_add_quoted(text, ent_report_about(report, key, labels->name[i]));
        ent_text_add(text, "}");
    }
    ent_text_add(text, "],\n");
}

static const char *state_name(const struct ent_report *report, const char *code)
{
    for (int32_t i = 0; report->inputs && i < report->inputs->n_states; i++)
        if (strcmp(report->inputs->state[i].code, code) == 0) return report->inputs->state[i].name;
    return code;
}

static void add_axes(struct ent_text *text, const struct ent_report *report)
{
    const struct ent_results *results = report->results;
    const struct ent_inputs *inputs = report->inputs;
    ent_text_add(text, "\"point\": %zu, \"start\": \"%04d-%02d\", \"months\": %lld,\n", report->options->point,
                 inputs ? inputs->start_year : 1, inputs ? inputs->start_month : 1, (long long)results->n_months);
    add_described(text, report, "orders", &results->order);
    add_described(text, report, "scenarios", &results->scenario);
    ent_text_add(text, "\"states\": [");
    for (size_t i = 0; i < results->state.n; i++) {
        ent_text_add(text, "%s{\"code\": ", i ? ", " : "");
        ent_text_add_quoted(text, results->state.name[i]);
        ent_text_add(text, ", \"name\": ");
        ent_text_add_quoted(text, state_name(report, results->state.name[i]));
        ent_text_add(text, "}");
    }
    ent_text_add(text, "],\n");
    add_names(text, "domains", &results->domain);
    add_names(text, "forums", &results->forum);
}

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

/* Adds one cell's part of a list; `values` has room for what it reads. */
typedef int add_cell(struct ent_text *text, const struct ent_report *report, struct ent_cell_at cell, double *values,
                     struct ent_error *error);

/* "KEY": [{"scenario": s, "order": o, ...}, ...] */
static int add_cells(struct ent_text *text, const struct ent_report *report, const char *key, size_t n_values, add_cell *add,
                     struct ent_error *error)
{
    const struct ent_results *results = report->results;
    double *values = malloc((n_values ? n_values : 1) * sizeof *values);
    int code = values ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    ent_text_add(text, "\"%s\": [", key);
    for (size_t s = 0; !code && s < results->scenario.n; s++)
        for (size_t i = 0; !code && i < results->order.n; i++) {
            ent_text_add(text, "%s\n{\"scenario\": %zu, \"order\": %zu", s || i ? "," : "", s, i);
            code = add(text, report, (struct ent_cell_at){report->options->point, i, s}, values, error);
            ent_text_add(text, "}");
        }
    ent_text_add(text, "]");
    free(values);
    return code;
}

/* --- trajectories ----------------------------------------------------------------------------------------------------------- */

static int is_recorded(const struct ent_report *report, const char *trajectory, const char *what)
{
    char name[96];
    snprintf(name, sizeof name, "%s_%s", trajectory, what);
    return ent_results_has(report->results, name);
}

static size_t n_months(const struct ent_results *results)
{
    size_t shape[ENT_RESULTS_MAX_DIMENSIONS];
    int n = 0;
    return ent_results_has(results, "month") && !ent_results_shape(results, "month", shape, &n, NULL) && n == 1 ? shape[0] : 0;
}

/* Months between drawn values: 3, 6 or 12. The mean is drawn for the median, of which the file knows only the bin. */
static size_t thinning(const struct ent_results *results)
{
    const size_t numbers = results->scenario.n * results->order.n * N_DRAWN * ENT_N_QUANTILES * n_months(results);
    size_t step = 3;
    while (step < 12 && numbers / step > MOST_NUMBERS) step *= 2;
    return step;
}

static int add_trajectory(struct ent_text *text, const struct ent_report *report, struct ent_cell_at cell, const char *trajectory,
                          double *values, struct ent_error *error)
{
    const size_t months = n_months(report->results), step = thinning(report->results);
    const size_t start[] = {cell.point, cell.order, cell.scenario, 0, 0}, count[] = {1, 1, 1, ENT_N_QUANTILES, months};
    const size_t count_of_mean[] = {1, 1, 1, months};
    char name[96];
    snprintf(name, sizeof name, "%s_mean", trajectory);
    int code = ent_results_read(report->results, name, 4, start, count_of_mean, values, error);
    ent_text_add(text, ",\n \"%s\": {\"mean\": ", trajectory);
    if (!code) add_values(text, values, months, step);
    snprintf(name, sizeof name, "%s_quantiles", trajectory);
    if (!code) code = ent_results_read(report->results, name, 5, start, count, values, error);
    ent_text_add(text, ", \"quantiles\": [");
    for (size_t q = 0, n = 0; !code && q < ENT_N_QUANTILES; q++) {
        if (q == MEDIAN) continue;
        ent_text_add(text, n++ ? "," : "");
        add_values(text, values + q * months, months, step);
    }
    ent_text_add(text, "]}");
    return code;
}

static int add_quantiles(struct ent_text *text, const struct ent_report *report, struct ent_cell_at cell, double *values,
                         struct ent_error *error)
{
    int code = ENT_OK;
    for (size_t t = 0; !code && t < N_DRAWN; t++)
        if (is_recorded(report, drawn[t], "quantiles")) code = add_trajectory(text, report, cell, drawn[t], values, error);
    return code;
}

static void add_drawn(struct ent_text *text, const struct ent_report *report)
{
    int n = 0;
    ent_text_add(text, "\"metrics\": {");
    for (size_t t = 0; t < N_DRAWN; t++)
        for (size_t row = 0; row < ENT_N_TRAJECTORIES; row++) {
            if (strcmp(ent_trajectory_rows[row].name, drawn[t]) != 0 || !is_recorded(report, drawn[t], "quantiles")) continue;
            ent_text_add(text, "%s\"%s\": {\"unit\": ", n++ ? ", " : "", drawn[t]);
            ent_text_add_quoted(text, ent_trajectory_rows[row].unit);
            ent_text_add(text, ", \"doc\": ");
            ent_text_add_quoted(text, ent_trajectory_rows[row].doc);
            ent_text_add(text, "}");
        }
    ent_text_add(text, "}");
}

static int add_trajectories(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const size_t months = n_months(report->results);
    ent_text_add(text, "\"trajectories\": {\"every\": %zu, ", thinning(report->results));
    add_drawn(text, report);
    ent_text_add(text, ", ");
    const int code = add_cells(text, report, "cells", ENT_N_QUANTILES * months, add_quantiles, error);
    ent_text_add(text, "},\n");
    return code;
}

/* --- counts ----------------------------------------------------------------------------------------------------------------- */

static int add_blocking(struct ent_text *text, const struct ent_report *report, struct ent_cell_at cell, double *values,
                        struct ent_error *error)
{
    const struct ent_results *results = report->results;
    const size_t n_domains = results->domain.n, start[] = {cell.point, cell.order, cell.scenario, 0, 0};
    const size_t count[] = {1, 1, 1, results->state.n, n_domains};
    struct ent_run_counts runs;
    int code = ent_results_counts(results, cell, &runs, error);
    if (!code) code = ent_results_read(results, "blocking_count", 5, start, count, values, error);
    ent_text_add(text, ", \"runs\": %lld, \"count\": [", code ? 0 : (long long)runs.done);
    for (size_t i = 0; !code && i < results->state.n; i++) {
        ent_text_add(text, "%s[", i ? "," : "");
        for (size_t d = 0; d < n_domains; d++) ent_text_add(text, "%s%.0f", d ? "," : "", values[i * n_domains + d]);
        ent_text_add(text, "]");
    }
    ent_text_add(text, "]");
    return code;
}

/* --- membership ------------------------------------------------------------------------------------------------------------- */

static int add_membership(struct ent_text *text, const struct ent_report *report, struct ent_cell_at cell, double *values,
                          struct ent_error *error)
{
    const struct ent_results *results = report->results;
    const size_t months = n_months(results), n_states = results->state.n;
    int code = ENT_OK;
    ent_text_add(text, ", \"share\": {");
    for (size_t f = 0, n = 0; !code && f < results->forum.n; f++) {
        const size_t start[] = {cell.point, cell.order, cell.scenario, f, 0, 0}, count[] = {1, 1, 1, 1, n_states, months};
        code = ent_results_read(results, "membership_share", 6, start, count, values, error);
        if (code || isnan(values[0])) continue; /* the order has no such forum, or no run was done */
        if (n++) ent_text_add(text, ", ");
        ent_text_add_quoted(text, results->forum.name[f]);
        ent_text_add(text, ": [");
        for (size_t month = 0; month < months; month += MEMBERSHIP_EVERY) {
            ent_text_add(text, "%s[", month ? "," : "");
            for (size_t i = 0; i < n_states; i++)
                ent_text_add(text, "%s%.3g", i ? "," : "", round(1000 * values[i * months + month]) / 1000);
            ent_text_add(text, "]");
        }
        ent_text_add(text, "]");
    }
    ent_text_add(text, "}");
    return code;
}

static int add_optional_cells(struct ent_text *text, const struct ent_report *report, const char *variable, const char *key,
                              size_t n_values, add_cell *add, struct ent_error *error)
{
    if (!ent_results_has(report->results, variable)) return ENT_OK;
    const int code = add_cells(text, report, key, n_values, add, error);
    ent_text_add(text, ",\n");
    return code;
}

int ent_report_add_series(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_results *results = report->results;
    const size_t n_states = results->state.n, months = n_months(results);
    ent_text_add(text, "{");
    add_axes(text, report);
    int code = is_recorded(report, drawn[0], "quantiles") ? add_trajectories(text, report, error) : ENT_OK;
    if (!code) code = add_optional_cells(text, report, "membership_share", "membership", n_states * months, add_membership, error);
    if (!code) code = add_optional_cells(text, report, "blocking_count", "blocking", n_states * results->domain.n, add_blocking, error);
    ent_text_add(text, "\"membership_every\": %d}\n", MEMBERSHIP_EVERY);
    return code;
}
