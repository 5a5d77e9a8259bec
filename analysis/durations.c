/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/durations.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/measuring.h"
#include "model/model.h"

const struct ent_duration_row ent_duration_rows[ENT_N_DURATION_KINDS] = {
    [ENT_TO_DECISION] =
        {"time_to_decision", "months", "issues", "months from an issue's arrival to its decision", {"decided_count", "censored_count"}},
    [ENT_TO_FAILURE] = {"order_survival", "years", "runs", "years until the order failed", {"survival_years", "order_failed"}},
};

enum { MONTHS = 12, DECISION_LIMIT = 36 };

/* --- counting ---------------------------------------------------------------------------------------------------------------- */

static int count_issues(const struct ent_results *results, const struct ent_timing *timing, struct ent_cell_at cell, size_t at,
                        struct ent_error *error)
{
    size_t start[] = {cell.point, cell.order, cell.scenario, 0}, count[] = {1, 1, 1, timing->n_times};
    int code = ent_results_read(results, "decided_count", 4, start, count, &timing->events[at * timing->n_times], error);
    if (!code) code = ent_results_read(results, "censored_count", 4, start, count, &timing->censored[at * timing->n_times], error);
    return code;
}

/* Runs in pieces; the model tells years in whole months. */
static int count_runs(const struct ent_results *results, struct ent_timing *timing, struct ent_cell_at cell, size_t at, double *room,
                      struct ent_error *error)
{
    double *years = room, *failed = room + ENT_PIECE;
    double *events = &timing->events[at * timing->n_times], *censored = &timing->censored[at * timing->n_times];
    int code = ENT_OK;
    for (size_t first = 0; !code && first < results->n_runs; first += ENT_PIECE) {
        size_t n = results->n_runs - first < ENT_PIECE ? results->n_runs - first : ENT_PIECE;
        code = ent_results_metric_part(results, "survival_years", cell, first, n, years, error);
        if (!code) code = ent_results_metric_part(results, "order_failed", cell, first, n, failed, error);
        for (size_t i = 0; !code && i < n; i++) {
            double months = floor(MONTHS * years[i] + 0.5);
            if (!isfinite(months) || !isfinite(failed[i])) {
                timing->n_left_out[at]++;
                continue;
            }
            size_t t = (size_t)fmin(fmax(months, 0), (double)(timing->n_times - 1));
            *(failed[i] != 0 ? &events[t] : &censored[t]) += 1;
        }
    }
    return code;
}

/* --- estimates --------------------------------------------------------------------------------------------------------------- */

static void estimate_cell(const struct ent_summary *summary, struct ent_timing *timing, size_t at, double *variance)
{
    size_t n = timing->n_times;
    const double *events = &timing->events[at * n], *censored = &timing->censored[at * n];
    double *survival = &timing->survival[at * n];
    struct ent_duration *median = &timing->median[at];
    ent_survival(events, censored, n, survival, variance);
    for (size_t t = 0; t < n; t++)
        ent_survival_interval(survival[t], variance[t], summary->level, &timing->low[at * n + t], &timing->high[at * n + t]);
    ent_survival_quantile(survival, variance, n, 0.5, summary->level, median);
    if (isfinite(median->value)) median->value = timing->at[(size_t)median->value];
    if (isfinite(median->low)) median->low = timing->at[(size_t)median->low];
    if (isfinite(median->high)) median->high = timing->at[(size_t)median->high];
}

/* The last duration at which a case ended or left view; the longest of all if the curve ends at 0. */
static double last_seen(const struct ent_timing *timing, size_t at)
{
    const double *events = &timing->events[at * timing->n_times], *censored = &timing->censored[at * timing->n_times];
    size_t t = timing->n_times;
    while (t > 0 && !(events[t - 1] + censored[t - 1] > 0)) t--;
    return t == 0 || !(timing->survival[at * timing->n_times + t - 1] > 0) ? timing->longest : timing->at[t - 1];
}

/* Restricted means of a scenario, up to one limit for all orders. */
static void estimate_means(const struct ent_summary *summary, struct ent_timing *timing, size_t i_scenario)
{
    size_t n = timing->n_times;
    double limit = timing->longest;
    for (size_t i = 0; i < summary->n_orders; i++) limit = fmin(limit, last_seen(timing, ent_summary_cell(summary, i_scenario, i)));
    timing->limit[i_scenario] = limit;
    for (size_t i = 0; i < summary->n_orders; i++) {
        size_t at = ent_summary_cell(summary, i_scenario, i);
        ent_survival_mean(timing->at, &timing->events[at * n], &timing->censored[at * n], n, limit, summary->level, &timing->mean[at]);
    }
}

/* Counts of some cells side by side, as the test takes them: room [2][n_times][n_groups]. */
static void test_cells(const struct ent_timing *timing, const size_t *cell, size_t n_groups, double *room, struct ent_log_rank *test)
{
    size_t n = timing->n_times;
    *test = (struct ent_log_rank){.chi_square = NAN, .p = NAN, .z = NAN};
    if (n_groups > ENT_MOST_GROUPS) return;
    double *events = room, *censored = room + n * n_groups;
    for (size_t g = 0; g < n_groups; g++)
        for (size_t t = 0; t < n; t++) {
            events[t * n_groups + g] = timing->events[cell[g] * n + t];
            censored[t * n_groups + g] = timing->censored[cell[g] * n + t];
        }
    ent_log_rank(events, censored, n, n_groups, test);
}

static void test_scenario(const struct ent_summary *summary, struct ent_timing *timing, size_t i_scenario, double *room)
{
    size_t cell[ENT_MOST_GROUPS], first = ent_summary_cell(summary, i_scenario, 0);
    for (size_t i = 1; i < summary->n_orders; i++)
        test_cells(timing, (const size_t[]){first, first + i}, 2, room, &timing->against[first + i]);
    for (size_t i = 0; i < summary->n_orders && i < ENT_MOST_GROUPS; i++) cell[i] = first + i;
    test_cells(timing, cell, summary->n_orders, room, &timing->together[i_scenario]);
}

/* --- all together ------------------------------------------------------------------------------------------------------------ */

static int take_memory(struct ent_timing *timing, size_t n_scenarios, size_t n_orders, struct ent_error *error)
{
    size_t n_cells = n_scenarios * n_orders, n = timing->n_times;
    timing->at = calloc((5 * n_cells + 1) * n + n_scenarios, sizeof *timing->at);
    timing->mean = calloc(n_cells, sizeof *timing->mean);
    timing->median = calloc(n_cells, sizeof *timing->median);
    timing->against = calloc(n_cells + n_scenarios, sizeof *timing->against);
    timing->n_left_out = calloc(n_cells, sizeof *timing->n_left_out);
    if (!timing->at || !timing->mean || !timing->median || !timing->against || !timing->n_left_out)
        return ent_error_set(error, ENT_BUG, "out of memory");
    timing->events = timing->at + n;
    timing->censored = timing->events + n_cells * n;
    timing->survival = timing->censored + n_cells * n;
    timing->low = timing->survival + n_cells * n;
    timing->high = timing->low + n_cells * n;
    timing->limit = timing->high + n_cells * n;
    timing->together = timing->against + n_cells;
    return ENT_OK;
}

static int compute(struct ent_timing *timing, const struct ent_summary *summary, enum ent_duration_of of, struct ent_error *error)
{
    const struct ent_results *results = summary->results;
    size_t most = summary->n_orders > 2 ? summary->n_orders : 2, n_room = 2 * ENT_PIECE, n = timing->n_times;
    if (n_room < 2 * n * most) n_room = 2 * n * most;
    int code = take_memory(timing, results->scenario.n, summary->n_orders, error);
    double *room = code ? NULL : malloc(n_room * sizeof *room);
    if (!code && !room) code = ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t t = 0; !code && t < n; t++) timing->at[t] = of == ENT_TO_FAILURE ? (double)t / MONTHS : (double)t;
    for (size_t s = 0; !code && s < results->scenario.n; s++) {
        for (size_t i = 0; !code && i < summary->n_orders; i++) {
            struct ent_cell_at cell = {summary->point, summary->order[i], s};
            size_t at = ent_summary_cell(summary, s, i);
            code =
                of == ENT_TO_FAILURE ? count_runs(results, timing, cell, at, room, error) : count_issues(results, timing, cell, at, error);
            if (!code) estimate_cell(summary, timing, at, room);
        }
        if (code) break;
        estimate_means(summary, timing, s);
        test_scenario(summary, timing, s, room);
    }
    free(room);
    return code;
}

/* The axis of each kind. The last duration of issues holds everything longer and is no duration. */
static void set_axis(struct ent_timing *timing, const struct ent_results *results, enum ent_duration_of of)
{
    double horizon = (double)results->n_months;
    timing->there = 1;
    for (int v = 0; v < 2; v++) timing->there &= ent_results_has(results, ent_duration_rows[of].variable[v]);
    timing->n_times = of == ENT_TO_FAILURE ? (size_t)results->n_months + 1 : ENT_N_DURATIONS;
    timing->longest = of == ENT_TO_FAILURE ? horizon / MONTHS : fmin(horizon, DECISION_LIMIT);
}

int ent_durations_compute(struct ent_durations *durations, const struct ent_summary *summary, struct ent_error *error)
{
    int code = ENT_OK;
    *durations = (struct ent_durations){0};
    for (int of = 0; !code && of < ENT_N_DURATION_KINDS; of++) {
        struct ent_timing *timing = &durations->timing[of];
        set_axis(timing, summary->results, (enum ent_duration_of)of);
        if (timing->there) code = compute(timing, summary, (enum ent_duration_of)of, error);
    }
    if (code) ent_durations_free(durations);
    return code;
}

void ent_durations_free(struct ent_durations *durations)
{
    for (int of = 0; of < ENT_N_DURATION_KINDS; of++) {
        struct ent_timing *timing = &durations->timing[of];
        free(timing->at);
        free(timing->mean);
        free(timing->median);
        free(timing->against);
        free(timing->n_left_out);
    }
    *durations = (struct ent_durations){0};
}
