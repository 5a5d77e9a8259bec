/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario discovery: the points of a design, and what came of them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/discovery_inside.h"
#include "model/model.h"
#include "params/complaints.h"
#include "params/design.h"

enum { MOST_AT_ONCE = 1 << 20 }; /* values */

const char *const discovery_readings[DISCOVERY_READINGS] = {"deadlock_risk_nobody", "deadlock_risk", "deadlock_risk_covered"};

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* --- the design --- */

/* What the experiment says of its design: method and ranges. */
static int read_experiment(struct discovery_design *design, const struct ent_results *results, int *method, struct ent_error *error)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    char *text = ent_results_configuration(results, error);
    if (!text) return error->code;
    int code = ent_experiment_parse(&experiment, text, strlen(text), results->path, &complaints);
    free(text);
    if (code) {
        ent_complaints_free(&complaints);
        return ent_error_set(error, ENT_BAD_INPUT, "%s: its experiment cannot be read by this version of Entente", results->path);
    }
    const struct ent_design *varies = ent_experiment_varies(experiment);
    *method = (int)varies->method;
    if ((size_t)varies->n_varied != design->k)
        code = ent_error_set(error, ENT_BAD_INPUT, "%s: its experiment varies %d parameters, its points %zu", results->path,
                             (int)varies->n_varied, design->k);
    for (size_t j = 0; !code && varies->method != ENT_DESIGN_table && j < design->k; j++) {
        const struct ent_varied *varied = &varies->varied[j];
        if (varied->n_values > 0) continue;
        design->is_log[j] = varied->distribution == ENT_LOG_UNIFORM;
        design->low[j] = varied->low;
        design->high[j] = varied->high;
    }
    ent_experiment_free(experiment);
    return code;
}

/* What the points themselves range over. */
static void find_ranges(struct discovery_design *design)
{
    for (size_t j = 0; j < design->k; j++) {
        design->low[j] = INFINITY;
        design->high[j] = -INFINITY;
        for (size_t i = 0; i < design->n; i++) {
            design->low[j] = fmin(design->low[j], design->x[i * design->k + j]);
            design->high[j] = fmax(design->high[j], design->x[i * design->k + j]);
        }
    }
}

size_t discovery_independent(const struct ent_structure *structure, size_t *cluster, size_t *independent)
{
    const size_t own = structure->kind == ENT_STRUCTURE_SALTELLI ? 2 : 1;
    size_t n = 0;
    for (size_t g = 0; g < structure->n_groups; g++) {
        for (size_t m = 0; m < structure->per_group; m++) {
            const size_t point = structure->point[g * structure->per_group + m];
            if (cluster) cluster[point] = g;
            if (m < own) independent[n++] = point;
        }
    }
    return n;
}

int discovery_design_read(struct discovery_design *design, const struct ent_results *results, struct ent_error *error)
{
    const size_t n = results->n_points, k = results->parameter.n;
    int method = ENT_DESIGN_NONE;
    *design = (struct discovery_design){.n = n, .k = k, .name = (const char *const *)results->parameter.name};
    if (k == 0) return ent_error_set(error, ENT_USAGE, "%s: nothing varies: the experiment has no design", results->path);
    design->x = malloc(n * k * sizeof *design->x);
    design->low = malloc(k * sizeof *design->low);
    design->high = malloc(k * sizeof *design->high);
    design->is_log = calloc(k, sizeof *design->is_log);
    design->cluster = calloc(n, sizeof *design->cluster);
    design->independent = malloc(n * sizeof *design->independent);
    if (!design->x || !design->low || !design->high || !design->is_log || !design->cluster || !design->independent)
        return out_of_memory(error);
    int code = ent_results_read(results, "design", 2, (const size_t[]){0, 0}, (const size_t[]){n, k}, design->x, error);
    if (!code) find_ranges(design);
    if (!code) code = read_experiment(design, results, &method, error);
    if (!code) code = ent_structure_of(&design->structure, &(struct ent_design_points){.n = n, .k = k, .x = design->x}, method, error);
    if (!code) design->n_independent = discovery_independent(&design->structure, design->cluster, design->independent);
    return code;
}

void discovery_design_free(struct discovery_design *design)
{
    free(design->x);
    free(design->low);
    free(design->high);
    free(design->is_log);
    free(design->cluster);
    free(design->independent);
    ent_structure_free(&design->structure);
    *design = (struct discovery_design){0};
}

double discovery_place(const struct discovery_design *design, size_t parameter, double value)
{
    const double low = design->low[parameter], high = design->high[parameter];
    if (design->is_log[parameter]) return log(value / low) / log(high / low);
    return (value - low) / (high - low);
}

double discovery_value(const struct discovery_design *design, size_t parameter, double place)
{
    const double low = design->low[parameter], high = design->high[parameter];
    if (design->is_log[parameter]) return low * pow(high / low, place);
    return low + (high - low) * place;
}

/* --- what came of the points --- */

/* One metric of one order in one scenario, some points at a time: the runs of a point one after the other. */
static int read_points(const struct ent_results *results, const char *metric, const size_t start[4], size_t n, double *value,
                       double *status, struct ent_error *error)
{
    const size_t count[4] = {n, 1, 1, results->n_runs};
    int code = ent_results_read(results, metric, 4, start, count, value, error);
    if (!code) code = ent_results_read(results, "status", 4, start, count, status, error);
    for (size_t i = 0; !code && i < n * results->n_runs; i++)
        if ((int)status[i] != ENT_RUN_DONE) value[i] = NAN;
    return code;
}

static size_t points_at_once(const struct ent_results *results)
{
    const size_t n = MOST_AT_ONCE / results->n_runs;
    return n < 1 ? 1 : n > results->n_points ? results->n_points : n;
}

int discovery_means(const struct ent_results *results, const char *metric, size_t order, size_t scenario, double *mean,
                    struct ent_error *error)
{
    const size_t step = points_at_once(results), n_runs = results->n_runs;
    double *value = malloc(2 * step * n_runs * sizeof *value);
    int code = value ? ENT_OK : out_of_memory(error);
    for (size_t first = 0; !code && first < results->n_points; first += step) {
        const size_t left = results->n_points - first, n = left < step ? left : step;
        code = read_points(results, metric, (const size_t[]){first, order, scenario, 0}, n, value, value + step * n_runs, error);
        for (size_t i = 0; !code && i < n; i++) {
            struct ent_estimate estimate;
            ent_mean(value + i * n_runs, n_runs, 0.95, &estimate);
            mean[first + i] = estimate.value;
        }
    }
    free(value);
    return code;
}

int discovery_differences(const struct ent_results *results, const char *metric, const struct discovery_pair *pair, size_t scenario,
                          double level, struct ent_estimate *difference, size_t stride, struct ent_error *error)
{
    const size_t step = points_at_once(results), n_runs = results->n_runs, size = step * n_runs;
    double *value = malloc(3 * size * sizeof *value);
    int code = value ? ENT_OK : out_of_memory(error);
    for (size_t first = 0; !code && first < results->n_points; first += step) {
        const size_t left = results->n_points - first, n = left < step ? left : step;
        code = read_points(results, metric, (const size_t[]){first, pair->order, scenario, 0}, n, value, value + 2 * size, error);
        if (!code)
            code =
                read_points(results, metric, (const size_t[]){first, pair->against, scenario, 0}, n, value + size, value + 2 * size, error);
        for (size_t i = 0; !code && i < n; i++)
            ent_paired_mean(value + i * n_runs, value + size + i * n_runs, n_runs, level, &difference[(first + i) * stride]);
    }
    free(value);
    return code;
}
