/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/patterns.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/survival.h"
#include "model/model.h"
#include "params/experiment.h"

enum { TEN_YEARS = 120, TWENTY_YEARS = 240 };

/* Where each figure is found, by position in the file; gated is SIZE_MAX if no order has such a forum. */
struct where {
    const struct ent_results *results;
    double level;
    struct ent_cell_at cell;
    size_t effort_scenario, gated_order, forum;
};

/* One row: what is looked at, what is expected, how it is found. */
struct row {
    const char *name, *unit, *source;
    double low, high;
    int (*find)(const struct where *where, const struct row *row, struct ent_estimate *found, struct ent_error *error);
    const char *metric; /* find_mean, find_count */
    double p;           /* find_duration */
};

static const struct ent_estimate nothing = {NAN, NAN, NAN, NAN, 0, 0};

/* Mean of a per-run metric. */
static int find_mean(const struct where *where, const struct row *row, struct ent_estimate *found, struct ent_error *error)
{
    double *values = malloc(where->results->n_runs * sizeof *values);
    if (!values) return ent_error_set(error, ENT_BUG, "out of memory");
    int code = ent_results_metric(where->results, row->metric, where->cell, values, error);
    if (!code) ent_mean(values, where->results->n_runs, where->level, found);
    free(values);
    return code;
}

/* The same for a count over the horizon, brought to twenty years. */
static int find_count(const struct where *where, const struct row *row, struct ent_estimate *found, struct ent_error *error)
{
    int code = find_mean(where, row, found, error);
    double factor = where->results->n_months > 0 ? (double)TWENTY_YEARS / (double)where->results->n_months : NAN;
    found->value *= factor;
    found->low *= factor;
    found->high *= factor;
    found->sd *= factor;
    return code;
}

/* Reads what a variable of `n_axes` axes holds for the cell along those after point, order and scenario, whose
 * lengths are in shape[3] ...: values, malloc'ed. ENT_OK with NULL if the file lacks the variable. */
static int read_cell(const struct where *where, const char *variable, struct ent_cell_at cell, int n_axes, double **values,
                     size_t shape[ENT_RESULTS_MAX_DIMENSIONS], struct ent_error *error)
{
    const size_t most = (size_t)1 << 28;
    size_t start[ENT_RESULTS_MAX_DIMENSIONS] = {cell.point, cell.order, cell.scenario}, count[ENT_RESULTS_MAX_DIMENSIONS];
    size_t n_values = 1;
    int n = 0;
    *values = NULL;
    if (!ent_results_has(where->results, variable)) return ENT_OK;
    int code = ent_results_shape(where->results, variable, shape, &n, error);
    if (code) return code;
    for (int i = 0; i < n; i++) {
        count[i] = i < 3 ? 1 : shape[i];
        n_values = count[i] <= most / n_values ? n_values * count[i] : 0;
        if (n_values == 0) break;
    }
    if (n != n_axes || n_values == 0)
        return ent_error_set(error, ENT_BAD_INPUT, "%s: '%s' does not have the shape that the axes of the file give it",
                             where->results->path, variable);
    *values = malloc(n_values * sizeof **values);
    if (!*values) return ent_error_set(error, ENT_BUG, "out of memory");
    code = ent_results_read(where->results, variable, n, start, count, *values, error);
    if (code) {
        free(*values);
        *values = NULL;
    }
    return code;
}

/* Share of the state with the most reported vetoes; vetoes of one run depend on each other, so no interval is given. */
static int find_first_blocker(const struct where *where, const struct row *row, struct ent_estimate *found, struct ent_error *error)
{
    size_t shape[ENT_RESULTS_MAX_DIMENSIONS] = {0};
    double *blocked = NULL, total = 0, most = 0;
    (void)row;
    *found = nothing;
    int code = read_cell(where, "blocking_count", where->cell, 5, &blocked, shape, error);
    if (code || !blocked) return code;
    for (size_t i = 0; i < shape[3]; i++) {
        double of_state = 0;
        for (size_t d = 0; d < shape[4]; d++) of_state += blocked[i * shape[4] + d];
        total += of_state;
        most = fmax(most, of_state);
    }
    if (total > 0) {
        found->value = most / total;
        found->n = (int64_t)total;
    }
    free(blocked);
    return ENT_OK;
}

/* Quantile of the time to decision (Kaplan-Meier). */
static int find_duration(const struct where *where, const struct row *row, struct ent_estimate *found, struct ent_error *error)
{
    size_t shape[ENT_RESULTS_MAX_DIMENSIONS] = {0}, n = 0;
    size_t censored_shape[ENT_RESULTS_MAX_DIMENSIONS] = {0};
    double *decided = NULL, *censored = NULL, *survival = NULL;
    *found = nothing;
    int code = read_cell(where, "decided_count", where->cell, 4, &decided, shape, error);
    if (!code) code = read_cell(where, "censored_count", where->cell, 4, &censored, censored_shape, error);
    n = shape[3];
    if (code || !decided || !censored || n != censored_shape[3]) goto out;
    if (!(survival = malloc(2 * n * sizeof *survival))) {
        code = ent_error_set(error, ENT_BUG, "out of memory");
        goto out;
    }
    struct ent_duration duration;
    ent_survival(decided, censored, n, survival, survival + n);
    ent_survival_quantile(survival, survival + n, n, row->p, where->level, &duration);
    *found = (struct ent_estimate){duration.value, duration.low, duration.high, NAN, 0, 0};
    for (size_t t = 0; t < n; t++) found->n += (int64_t)(decided[t] + censored[t]);
out:
    free(decided);
    free(censored);
    free(survival);
    return code;
}

/* Greatest mean defence effort in the first ten years. */
static int find_effort(const struct where *where, const struct row *row, struct ent_estimate *found, struct ent_error *error)
{
    size_t shape[ENT_RESULTS_MAX_DIMENSIONS] = {0};
    struct ent_cell_at cell = where->cell;
    double *effort = NULL;
    (void)row;
    *found = nothing;
    cell.scenario = where->effort_scenario;
    int code = read_cell(where, "effort_mean", cell, 4, &effort, shape, error);
    if (code || !effort) return code;
    for (size_t t = 0; t < shape[3] && t <= TEN_YEARS; t++) found->value = fmax(effort[t], found->value); /* fmax passes over NaN */
    found->n = (int64_t)where->results->n_runs;
    free(effort);
    return ENT_OK;
}

/* Expected number of members after ten years, or at the end of a shorter horizon. */
static int find_members(const struct where *where, const struct row *row, struct ent_estimate *found, struct ent_error *error)
{
    size_t shape[ENT_RESULTS_MAX_DIMENSIONS] = {0};
    struct ent_cell_at cell = where->cell;
    double *share = NULL;
    (void)row;
    *found = nothing;
    if (where->forum == SIZE_MAX) return ENT_OK;
    cell.order = where->gated_order;
    int code = read_cell(where, "membership_share", cell, 6, &share, shape, error);
    if (code || !share) return code;
    size_t n_states = shape[4], n_months = shape[5], month = n_months < TEN_YEARS ? n_months - 1 : TEN_YEARS - 1;
    found->value = 0;
    for (size_t i = 0; i < n_states; i++) found->value += share[(where->forum * n_states + i) * n_months + month];
    found->n = (int64_t)where->results->n_runs;
    free(share);
    return ENT_OK;
}

static const struct row rows[ENT_N_PATTERNS] = {
    {"reported vetoes", "1/year", "public record of EU vetoes", 1, 4, find_mean, "vetoes", 0},
    {"share of the first state in them", "1", "public record of EU vetoes", 0.25, 0.50, find_first_blocker, NULL, 0},
    {"acts by majority without a contrary vote", "1", "Council voting records", 0.65, 0.85, find_mean, "qmv_uncontested", 0},
    {"median time to decision", "months", "length of EU legislative procedures", 4, 12, find_duration, NULL, 0.5},
    {"90th percentile of time to decision", "months", "length of EU legislative procedures", 12, 24, find_duration, NULL, 0.9},
    {"deadlock risk over the union's own issues", "1", "choice", 0.05, 0.25, find_mean, "deadlock_risk_eu27", 0},
    {"onsets of erosion", "1/state-year", "V-Dem 2010-2024", 0.005, 0.015, find_mean, "erosion_onsets", 0},
    {"greatest mean effort within ten years", "of GDP", "choice", 0.025, 0.04, find_effort, NULL, 0},
    {"new attacks in twenty years", "1", "choice", 1, 3, find_count, "attacks", 0},
    {"members of the gated defence forum, year ten", "states", "choice", 10, 18, find_members, NULL, 0},
};

/* Defaults */

static int position(const struct ent_results *results, const struct ent_labels *labels, const char *axis, const char *name, size_t *at,
                    struct ent_error *error)
{
    if (!name) return ENT_OK;
    int64_t found = ent_labels_find(labels, name);
    if (found < 0) return ent_error_set(error, ENT_USAGE, "%s: no %s '%s'", results->path, axis, name);
    *at = (size_t)found;
    return ENT_OK;
}

/* The scenario in which the leading power's commitment after ten years is lowest; without trajectories, the one given. */
static int least_commitment(struct where *where, struct ent_error *error)
{
    double lowest = INFINITY;
    int code = ENT_OK;
    where->effort_scenario = where->cell.scenario;
    for (size_t s = 0; !code && s < where->results->scenario.n; s++) {
        size_t shape[ENT_RESULTS_MAX_DIMENSIONS] = {0};
        struct ent_cell_at cell = where->cell;
        double *commitment = NULL;
        cell.scenario = s;
        code = read_cell(where, "leader_commitment_mean", cell, 4, &commitment, shape, error);
        if (code || !commitment) return code;
        double then = commitment[shape[3] > TEN_YEARS ? TEN_YEARS : shape[3] - 1];
        if (then < lowest) {
            lowest = then;
            where->effort_scenario = s;
        }
        free(commitment);
    }
    return code;
}

/* A forum yet to be founded that has a values floor and may decide in a defence domain; NULL if there is none. */
static const char *gated_forum(const struct ent_inputs *inputs)
{
    for (int32_t d = 0; d < inputs->n_domains; d++)
        for (int32_t k = 0; inputs->domain[d].defence && k < inputs->n_sequence[d]; k++)
            if (inputs->forum[inputs->sequence[d][k]].floor > 0 && !inputs->forum[inputs->sequence[d][k]].in_force)
                return inputs->forum[inputs->sequence[d][k]].name;
    return NULL;
}

/* Looks for such a forum in the configuration that the file carries. A file whose configuration cannot be read has
 * none: everything else can still be told. */
static int find_gated(struct where *where, const struct ent_patterns_request *request, struct ent_error *error)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    struct ent_error ignored;
    int code = ENT_OK;
    char *yaml = ent_results_configuration(where->results, &ignored);
    struct ent_inputs *inputs = malloc(sizeof *inputs);
    if (!inputs) code = ent_error_set(error, ENT_BUG, "out of memory");
    if (code || !yaml || ent_experiment_parse(&experiment, yaml, strlen(yaml), where->results->path, &complaints) != ENT_OK) goto out;
    for (int32_t i = 0; i < ent_experiment_n_orders(experiment) && where->forum == SIZE_MAX; i++) {
        const char *order = ent_experiment_order_name(experiment, i), *forum;
        int64_t i_order = ent_labels_find(&where->results->order, order), i_forum;
        if ((request->gated_order && strcmp(order, request->gated_order) != 0) || i_order < 0 ||
            ent_experiment_resolve(experiment, i, 0, inputs) != ENT_OK || !(forum = gated_forum(inputs)) ||
            (i_forum = ent_labels_find(&where->results->forum, forum)) < 0)
            continue;
        where->gated_order = (size_t)i_order;
        where->forum = (size_t)i_forum;
    }
out:
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    free(inputs);
    free(yaml);
    return code;
}

static int locate(struct where *where, const struct ent_results *results, const struct ent_patterns_request *request,
                  struct ent_error *error)
{
    *where = (struct where){.results = results, .level = request->level == 0 ? 0.95 : request->level};
    where->gated_order = where->forum = SIZE_MAX;
    if (!(where->level > 0 && where->level < 1))
        return ent_error_set(error, ENT_USAGE, "the coverage of an interval lies between 0 and 1, not at %g", where->level);
    int code = position(results, &results->order, "order", request->order, &where->cell.order, error);
    if (!code) code = position(results, &results->scenario, "scenario", request->scenario, &where->cell.scenario, error);
    if (!code && !request->effort_scenario) code = least_commitment(where, error);
    if (!code) code = position(results, &results->scenario, "scenario", request->effort_scenario, &where->effort_scenario, error);
    if (!code) code = position(results, &results->order, "order", request->gated_order, &where->gated_order, error);
    if (!code && !request->forum) return find_gated(where, request, error);
    if (!code) code = position(results, &results->forum, "forum", request->forum, &where->forum, error);
    if (!code && where->gated_order == SIZE_MAX)
        return ent_error_set(error, ENT_USAGE, "%s: forum '%s' of which order?", results->path, request->forum);
    return code;
}

static int find_all(const struct where *where, struct ent_pattern *pattern, struct ent_error *error)
{
    int code = ENT_OK;
    for (size_t i = 0; !code && i < ENT_N_PATTERNS; i++) {
        const struct row *row = &rows[i];
        pattern[i] = (struct ent_pattern){row->name, row->unit, row->source, row->low, row->high, nothing, 0};
        code = row->find(where, row, &pattern[i].found, error);
        pattern[i].holds = pattern[i].found.value >= row->low && pattern[i].found.value <= row->high;
    }
    return code;
}

int ent_patterns_find(const struct ent_results *results, const struct ent_patterns_request *request, struct ent_patterns *patterns,
                      struct ent_error *error)
{
    struct where where;
    int code = locate(&where, results, request, error);
    *patterns = (struct ent_patterns){.order = where.cell.order,
                                      .scenario = where.cell.scenario,
                                      .effort_scenario = where.effort_scenario,
                                      .gated_order = where.gated_order,
                                      .forum = where.forum,
                                      .level = where.level};
    return code ? code : find_all(&where, patterns->pattern, error);
}
