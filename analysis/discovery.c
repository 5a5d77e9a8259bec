/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/discovery.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/discovery_inside.h"
#include "analysis/summary.h"

enum { LEAD_REPLICATES = 20 }; /* the ranking of parameters needs no narrow intervals */

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* --- boxes --- */

/* Seeks boxes among the independent points: is_case [n points] 1, 0, or NaN where nothing is known. */
static int seek_boxes(struct discovery_boxes *boxes, const struct discovery *discovery, const double *is_case, struct ent_error *error)
{
    const struct discovery_design *design = &discovery->design;
    const struct ent_prim_options options = {.seed = discovery->seed};
    double *x = malloc(design->n_independent * design->k * sizeof *x), *y = malloc(design->n_independent * sizeof *y);
    int code = x && y ? ENT_OK : out_of_memory(error);
    for (size_t i = 0; !code && i < design->n_independent; i++) {
        const size_t point = design->independent[i];
        if (isnan(is_case[point])) {
            boxes->n_left_out++;
            continue;
        }
        memcpy(x + boxes->n * design->k, design->x + point * design->k, design->k * sizeof *x);
        y[boxes->n++] = is_case[point];
        boxes->n_cases += is_case[point] != 0;
    }
    if (!code && boxes->n >= ENT_DISCOVERY_LEAST) code = ent_prim_find(&boxes->prim, x, y, boxes->n, design->k, &options, error);
    free(x);
    free(y);
    return code;
}

/* The 75th percentile of the values that there are. */
static double upper_quartile(const double *value, size_t n, double *work)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(value[i])) work[m++] = value[i];
    gsl_sort(work, 1, m);
    return m ? gsl_stats_quantile_from_sorted_data(work, 1, m, 0.75) : NAN;
}

/* Deadlock above a threshold, which is one for all orders of a scenario. */
static int find_high(const struct discovery *discovery, struct discovery_scenario *scenario, const struct ent_discovery_options *options,
                     struct ent_error *error)
{
    const size_t n = discovery->design.n, m = scenario->n_orders;
    double *mean = malloc(2 * n * m * sizeof *mean);
    int code = mean ? ENT_OK : out_of_memory(error);
    for (size_t o = 0; !code && o < m; o++)
        code = discovery_means(discovery->results, discovery_readings[DISCOVERY_HEADLINE], scenario->order[o], scenario->scenario,
                               mean + o * n, error);
    if (!code) scenario->above = options->has_above ? options->above : upper_quartile(mean, n * m, mean + n * m);
    for (size_t o = 0; !code && o < m; o++) {
        for (size_t i = 0; i < n; i++) {
            const double value = mean[o * n + i];
            mean[o * n + i] = isfinite(value) ? value > scenario->above : NAN;
        }
        code = seek_boxes(&scenario->high[o], discovery, mean + o * n, error);
    }
    free(mean);
    return code;
}

/* --- pairs of orders --- */

static struct ent_flip_points flip_points(const struct discovery *discovery, const struct discovery_pair *pair)
{
    return (struct ent_flip_points){discovery->design.n, DISCOVERY_READINGS, pair->difference, discovery->design.cluster, -1};
}

/* Where each of the two is better by the intervals of all readings. */
static int find_better(const struct discovery *discovery, struct discovery_pair *pair, struct ent_error *error)
{
    static const enum ent_flip_verdict verdicts[2] = {ENT_FLIP_FIRST, ENT_FLIP_SECOND};
    const size_t n = discovery->design.n;
    double *is_case = malloc(n * sizeof *is_case);
    int code = is_case ? ENT_OK : out_of_memory(error);
    for (int side = 0; !code && side < 2; side++) {
        for (size_t i = 0; i < n; i++) {
            const struct ent_estimate *difference = &pair->difference[i * DISCOVERY_READINGS];
            is_case[i] = ent_flip_judge(difference, DISCOVERY_READINGS, -1) == verdicts[side];
            for (size_t r = 0; r < DISCOVERY_READINGS; r++)
                if (isnan(difference[r].value)) is_case[i] = NAN;
        }
        code = seek_boxes(&pair->better[side], discovery, is_case, error);
    }
    free(is_case);
    return code;
}

static int find_named(const struct discovery *discovery, const char *const map[2], size_t lead[2], struct ent_error *error)
{
    for (int i = 0; i < 2; i++) {
        const int64_t at = map[i] ? ent_labels_find(&discovery->results->parameter, map[i]) : -1;
        if (at < 0)
            return ent_error_set(error, ENT_USAGE, "%s: the design does not vary '%s'", discovery->results->path, map[i] ? map[i] : "");
        lead[i] = (size_t)at;
    }
    if (lead[0] == lead[1]) return ent_error_set(error, ENT_USAGE, "a map needs two different parameters; '%s' is given twice", map[0]);
    return ENT_OK;
}

/* The two parameters that decide most about the difference in the headline reading. */
static int find_leading(const struct discovery *discovery, struct discovery_pair *pair, struct ent_error *error)
{
    const struct discovery_design *design = &discovery->design;
    const struct ent_bootstrap bootstrap = {.n_replicates = LEAD_REPLICATES};
    struct ent_sensitivity sensitivity = {0};
    double *y = malloc(design->n * sizeof *y);
    if (!y) return out_of_memory(error);
    for (size_t i = 0; i < design->n; i++) y[i] = pair->difference[i * DISCOVERY_READINGS + DISCOVERY_HEADLINE].value;
    int code = ent_sensitivity(&sensitivity, &(struct ent_design_points){.n = design->n, .k = design->k, .x = design->x},
                               &design->structure, &(struct ent_outcome){.y = y}, &bootstrap, error);
    if (!code) {
        pair->lead[0] = sensitivity.ranked[0];
        pair->lead[1] = sensitivity.ranked[1];
    }
    ent_sensitivity_free(&sensitivity);
    free(y);
    return code;
}

static int find_map(const struct discovery *discovery, struct discovery_pair *pair, const struct ent_discovery_options *options,
                    struct ent_error *error)
{
    const struct discovery_design *design = &discovery->design;
    struct ent_error reason = {0};
    if (design->k < 2 || design->structure.kind == ENT_STRUCTURE_ONE_AT_A_TIME) {
        snprintf(pair->why_no_map, sizeof pair->why_no_map, "%s",
                 design->k < 2 ? "one parameter alone varies" : "no two parameters vary together");
        return ENT_OK;
    }
    int code =
        options->map[0] || options->map[1] ? find_named(discovery, options->map, pair->lead, error) : find_leading(discovery, pair, error);
    if (code) return code;
    double *place = malloc(2 * design->n * sizeof *place);
    if (!place) return out_of_memory(error);
    for (size_t i = 0; i < 2 * design->n; i++) {
        const size_t parameter = pair->lead[i / design->n];
        place[i] = discovery_place(design, parameter, design->x[i % design->n * design->k + parameter]);
    }
    const struct ent_flip_points points = flip_points(discovery, pair);
    code = ent_flip_make(&pair->map, &points, place, place + design->n, DISCOVERY_SIDE, discovery->level, &reason);
    free(place);
    if (code == ENT_BAD_INPUT) {
        snprintf(pair->why_no_map, sizeof pair->why_no_map, "%.190s", reason.text);
        return ENT_OK;
    }
    return code ? ent_error_set(error, code, "%s", reason.text) : ENT_OK;
}

static int find_pair(const struct discovery *discovery, struct discovery_pair *pair, size_t scenario,
                     const struct ent_discovery_options *options, struct ent_error *error)
{
    int code = ENT_OK;
    pair->difference = malloc(discovery->design.n * DISCOVERY_READINGS * sizeof *pair->difference);
    if (!pair->difference) return out_of_memory(error);
    for (size_t r = 0; !code && r < DISCOVERY_READINGS; r++)
        code = discovery_differences(discovery->results, discovery_readings[r], pair, scenario, discovery->level, pair->difference + r,
                                     DISCOVERY_READINGS, error);
    if (code) return code;
    const struct ent_flip_points points = flip_points(discovery, pair);
    code = ent_flip_shares(&points, discovery->level, &pair->share, error);
    if (!code) code = find_better(discovery, pair, error);
    if (!code) code = find_map(discovery, pair, options, error);
    return code;
}

/* --- the whole --- */

/* The position of a name, or `otherwise` if none is given. */
static int find_name(const struct ent_labels *labels, const char *name, const char *what, size_t otherwise, size_t *at,
                     struct ent_error *error)
{
    const int64_t found = name ? ent_labels_find(labels, name) : (int64_t)otherwise;
    if (found < 0) return ent_error_set(error, ENT_USAGE, "there is no %s '%s' in the file", what, name);
    *at = (size_t)found;
    return ENT_OK;
}

static int compute_scenario(const struct discovery *discovery, struct discovery_scenario *scenario,
                            const struct ent_discovery_options *options, struct ent_error *error)
{
    const struct ent_labels *orders = &discovery->results->order;
    size_t against = 0, order = 0;
    int code = find_name(orders, options->against, "order", 0, &against, error);
    if (!code) code = find_name(orders, options->order, "order", 0, &order, error);
    if (code) return code;
    scenario->order = malloc(orders->n * sizeof *scenario->order);
    scenario->high = calloc(orders->n, sizeof *scenario->high);
    scenario->pair = calloc(orders->n, sizeof *scenario->pair);
    if (!scenario->order || !scenario->high || !scenario->pair) return out_of_memory(error);
    for (size_t o = 0; o < orders->n; o++) {
        if (o != against && options->order && o != order) continue;
        scenario->order[scenario->n_orders++] = o;
        if (o != against) scenario->pair[scenario->n_pairs++] = (struct discovery_pair){.order = o, .against = against};
    }
    code = find_high(discovery, scenario, options, error);
    for (size_t p = 0; !code && p < scenario->n_pairs; p++)
        code = find_pair(discovery, &scenario->pair[p], scenario->scenario, options, error);
    return code;
}

int discovery_compute(struct discovery *discovery, const struct ent_results *results, const struct ent_discovery_options *options,
                      struct ent_error *error)
{
    const struct ent_labels *scenarios = &results->scenario;
    size_t only = 0;
    *discovery = (struct discovery){.results = results, .level = options->level > 0 ? options->level : 0.95, .seed = options->seed};
    int code = find_name(scenarios, options->scenario, "scenario", 0, &only, error);
    if (!code) code = discovery_design_read(&discovery->design, results, error);
    if (code) return code;
    if (!(discovery->scenario = calloc(scenarios->n, sizeof *discovery->scenario))) return out_of_memory(error);
    for (size_t s = 0; !code && s < scenarios->n; s++) {
        if (options->scenario && s != only) continue;
        struct discovery_scenario *scenario = &discovery->scenario[discovery->n_scenarios++];
        scenario->scenario = s;
        code = compute_scenario(discovery, scenario, options, error);
    }
    return code;
}

static void free_scenario(struct discovery_scenario *scenario)
{
    for (size_t o = 0; o < scenario->n_orders; o++) ent_prim_free(&scenario->high[o].prim);
    for (size_t p = 0; p < scenario->n_pairs; p++) {
        struct discovery_pair *pair = &scenario->pair[p];
        free(pair->difference);
        ent_prim_free(&pair->better[0].prim);
        ent_prim_free(&pair->better[1].prim);
        ent_flip_free(&pair->map);
    }
    free(scenario->order);
    free(scenario->high);
    free(scenario->pair);
}

void discovery_free(struct discovery *discovery)
{
    for (size_t s = 0; s < discovery->n_scenarios; s++) free_scenario(&discovery->scenario[s]);
    free(discovery->scenario);
    discovery_design_free(&discovery->design);
    *discovery = (struct discovery){0};
}

int ent_discovery_add(struct ent_text *text, const struct ent_results *results, const struct ent_discovery_options *options, int format,
                      struct ent_error *error)
{
    struct discovery discovery = {0};
    int code = discovery_compute(&discovery, results, options, error);
    if (!code) {
        if (format == ENT_SUMMARY_JSON)
            discovery_add_json(text, &discovery);
        else if (format == ENT_SUMMARY_CSV)
            discovery_add_csv(text, &discovery);
        else if (format == ENT_SUMMARY_LATEX)
            discovery_add_latex(text, &discovery);
        else
            discovery_add_text(text, &discovery);
    }
    discovery_free(&discovery);
    return code;
}
