/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One outcome of one design: gathers the groups, calls the estimator that the structure allows, ranks the parameters.
 */
#include "analysis/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/morris.h"
#include "analysis/sensitivity_factorial.h"
#include "analysis/sensitivity_sample.h"
#include "analysis/sobol.h"

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* Ranges of the columns. */
static void fill_ranges(struct ent_sensitivity *sensitivity, const struct ent_design_points *points)
{
    const struct ent_estimate none = {NAN, NAN, NAN, NAN, 0, 0};
    for (size_t i = 0; i < points->k; i++) {
        struct ent_sensitivity_parameter *parameter = &sensitivity->parameter[i];
        *parameter = (struct ent_sensitivity_parameter){NAN, NAN, none, none, none, none, NAN, NAN, none, none, none, none, none, NAN, 0};
        for (size_t p = 0; p < points->n; p++) {
            const double x = points->x[p * points->k + i];
            if (!isfinite(x)) continue;
            parameter->low = fmin(parameter->low, x); /* fmin leaves out NaN */
            parameter->high = fmax(parameter->high, x);
        }
    }
}

static int is_whole(const struct ent_design_points *points, const double *y, size_t p)
{
    for (size_t i = 0; i < points->k; i++)
        if (!isfinite(points->x[p * points->k + i])) return 0;
    return isfinite(y[p]);
}

/* --- Saltelli's matrices --- */

struct matrices {
    double *a, *b, *y, *error;
};

static int gather_matrices(struct matrices *matrices, const struct ent_design_points *points, const struct ent_structure *structure,
                           const struct ent_outcome *outcome)
{
    const size_t N = structure->n_groups, k = points->k, n_parts = structure->per_group;
    matrices->a = malloc((N * k + 1) * sizeof *matrices->a);
    matrices->b = malloc((N * k + 1) * sizeof *matrices->b);
    matrices->y = malloc((N * n_parts + 1) * sizeof *matrices->y);
    matrices->error = malloc((outcome->n_batches * N * n_parts + 1) * sizeof *matrices->error);
    if (!matrices->a || !matrices->b || !matrices->y || !matrices->error) return 0;
    for (size_t r = 0; r < N; r++) {
        const size_t *point = structure->point + r * n_parts;
        memcpy(matrices->a + r * k, points->x + point[0] * k, k * sizeof *matrices->a);
        memcpy(matrices->b + r * k, points->x + point[1] * k, k * sizeof *matrices->b);
        for (size_t p = 0; p < n_parts; p++) {
            matrices->y[p * N + r] = is_whole(points, outcome->y, point[p]) ? outcome->y[point[p]] : NAN;
            for (size_t b = 0; b < outcome->n_batches; b++)
                matrices->error[(b * n_parts + p) * N + r] = outcome->error[b * points->n + point[p]];
        }
    }
    return 1;
}

static int analyse_saltelli(struct ent_sensitivity *sensitivity, const struct ent_design_points *points,
                            const struct ent_structure *structure, const struct ent_outcome *outcome, const struct ent_bootstrap *options,
                            struct ent_error *error)
{
    struct matrices matrices = {0};
    struct ent_sobol sobol = {0};
    int code = gather_matrices(&matrices, points, structure, outcome) ? ENT_OK : out_of_memory(error);
    if (!code) {
        const struct ent_saltelli design = {structure->n_groups, points->k,  structure->has_ba,  matrices.a,
                                            matrices.b,          matrices.y, outcome->n_batches, matrices.error};
        code = ent_sobol(&sobol, &design, options, error);
    }
    if (!code) {
        sensitivity->n_used = sobol.n_rows;
        sensitivity->n_left_out = sobol.n_left_out;
        sensitivity->mean = sobol.mean;
        sensitivity->variance = sobol.variance;
        sensitivity->noise = sobol.noise;
        sensitivity->predicted = sobol.predicted;
        sensitivity->dummy_first = sobol.dummy_first;
        sensitivity->dummy_total = sobol.dummy_total;
        sensitivity->is_constant = sobol.n_rows > 1 && sobol.is_constant;
        for (size_t i = 0; i < points->k; i++) {
            sensitivity->parameter[i].first = sobol.index[i].first;
            sensitivity->parameter[i].total = sobol.index[i].total;
            sensitivity->parameter[i].stands_out = sobol.index[i].stands_out;
        }
    }
    ent_sobol_free(&sobol);
    free(matrices.a);
    free(matrices.b);
    free(matrices.y);
    free(matrices.error);
    return code;
}

/* --- trajectories --- */

struct elementary {
    double *x, *y, *effect, *noise; /* [n][k + 1][k], [n][k + 1], [k][n], [k][n] */
};

static int gather_trajectories(struct elementary *elementary, const struct ent_sensitivity *sensitivity,
                               const struct ent_design_points *points, const struct ent_structure *structure, const double *y)
{
    const size_t n = structure->n_groups, k = points->k;
    elementary->x = malloc((n * (k + 1) * k + 1) * sizeof *elementary->x);
    elementary->y = malloc((n * (k + 1) + 1) * sizeof *elementary->y);
    elementary->effect = malloc((n * k + 1) * sizeof *elementary->effect);
    elementary->noise = calloc(n * k + 1, sizeof *elementary->noise);
    if (!elementary->x || !elementary->y || !elementary->effect || !elementary->noise) return 0;
    for (size_t l = 0; l < n * (k + 1); l++) {
        const size_t p = structure->point[l];
        elementary->y[l] = is_whole(points, y, p) ? y[p] : NAN;
        for (size_t i = 0; i < k; i++) {
            const double range = points->is_unit ? 1 : sensitivity->parameter[i].high - sensitivity->parameter[i].low;
            elementary->x[l * k + i] = range > 0 ? (points->x[p * k + i] - sensitivity->parameter[i].low) / range : 0;
        }
    }
    return 1;
}

/* Variance that noise alone has in the effects of parameter i: mean over groups of the sum over batches of squared differences. */
static int add_noise(struct elementary *elementary, const struct ent_trajectories *trajectories, const struct ent_structure *structure,
                     const struct ent_outcome *outcome, size_t n_points)
{
    const size_t n = trajectories->n, k = trajectories->k;
    struct ent_trajectories one = *trajectories;
    double *y = malloc((n * (k + 1) + 1) * sizeof *y), *effect = malloc((n * k + 1) * sizeof *effect);
    const int good = y && effect;
    one.y = y;
    for (size_t b = 0; good && b < outcome->n_batches; b++) {
        for (size_t l = 0; l < n * (k + 1); l++)
            y[l] = isfinite(trajectories->y[l]) ? outcome->error[b * n_points + structure->point[l]] : NAN;
        ent_morris_effects(&one, effect);
        for (size_t e = 0; e < n * k; e++) elementary->noise[e] += effect[e] * effect[e];
    }
    free(y);
    free(effect);
    return good;
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0, used = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) sum += (x[i] - sum) / ++used;
    return used > 0 ? sum : NAN;
}

static void read_morris(struct ent_sensitivity *sensitivity, const struct elementary *elementary, const struct ent_morris_index *index,
                        size_t n, int has_noise)
{
    const double half_normal = sqrt(2 / acos(-1)); /* mean size of a standard normal */
    double noise = 0, squares = 0;
    for (size_t i = 0; i < sensitivity->k; i++) {
        struct ent_sensitivity_parameter *parameter = &sensitivity->parameter[i];
        parameter->mu_star = index[i].mu_star;
        parameter->mu = index[i].mu;
        parameter->sigma = index[i].sigma;
        parameter->noise = has_noise ? half_normal * sqrt(mean_of(elementary->noise + i * n, n)) : NAN;
        parameter->stands_out = parameter->mu_star.low > (has_noise ? parameter->noise : 0);
        for (size_t t = 0; t < n; t++) {
            if (!isfinite(elementary->effect[i * n + t])) continue;
            noise += elementary->noise[i * n + t];
            squares += elementary->effect[i * n + t] * elementary->effect[i * n + t];
        }
    }
    sensitivity->noise = has_noise && squares > 0 ? noise / squares : NAN;
    sensitivity->is_constant = sensitivity->n_used > 0 && !(squares > 0);
}

static int analyse_morris(struct ent_sensitivity *sensitivity, const struct ent_design_points *points,
                          const struct ent_structure *structure, const struct ent_outcome *outcome, const struct ent_bootstrap *options,
                          struct ent_error *error)
{
    const size_t n = structure->n_groups, k = points->k;
    struct elementary elementary = {0};
    struct ent_morris_index *index = calloc(k + 1, sizeof *index);
    int good = index && gather_trajectories(&elementary, sensitivity, points, structure, outcome->y);
    const struct ent_trajectories trajectories = {n, k, structure->is_star, elementary.x, elementary.y};
    if (good) {
        sensitivity->n_left_out = ent_morris_effects(&trajectories, elementary.effect);
        sensitivity->n_used = n - sensitivity->n_left_out;
        sensitivity->mean = mean_of(elementary.y, n * (k + 1));
        good = outcome->n_batches < 2 || add_noise(&elementary, &trajectories, structure, outcome, points->n);
    }
    int code = good ? ent_morris(index, elementary.effect, n, k, options, error) : out_of_memory(error);
    if (!code) read_morris(sensitivity, &elementary, index, n, outcome->n_batches > 1);
    free(index);
    free(elementary.x);
    free(elementary.y);
    free(elementary.effect);
    free(elementary.noise);
    return code;
}

/* --- samples --- */

static void read_sample(struct ent_sensitivity *sensitivity, const struct ent_sample_indices *indices)
{
    sensitivity->variance = indices->variance;
    sensitivity->noise = indices->noise;
    sensitivity->predicted = indices->rank_r2;
    sensitivity->dummy_first = indices->dummy;
    for (size_t i = 0; i < sensitivity->k; i++) {
        struct ent_sensitivity_parameter *parameter = &sensitivity->parameter[i];
        const struct ent_sample_index *index = &indices->index[i];
        parameter->first = index->first;
        parameter->rank = index->rank;
        parameter->partial = index->partial;
        parameter->stands_out = index->first.low > indices->dummy.high || index->rank.low > indices->dummy_rank.high ||
                                index->rank.high < indices->dummy_rank.low;
    }
}

/* The points at which nothing is missing: x [n][k], y [n], error [n_batches][n] with room for all. Returns n. */
static size_t gather_sample(const struct ent_design_points *points, const struct ent_outcome *outcome, double *x, double *y, double *error)
{
    size_t n = 0, all = 0;
    for (size_t p = 0; p < points->n; p++) all += is_whole(points, outcome->y, p) != 0;
    for (size_t p = 0; p < points->n; p++) {
        if (!is_whole(points, outcome->y, p)) continue;
        memcpy(x + n * points->k, points->x + p * points->k, points->k * sizeof *x);
        y[n] = outcome->y[p];
        for (size_t b = 0; b < outcome->n_batches; b++) error[b * all + n] = outcome->error[b * points->n + p];
        n++;
    }
    return n;
}

static int analyse_sample(struct ent_sensitivity *sensitivity, const struct ent_design_points *points, const struct ent_outcome *outcome,
                          const struct ent_bootstrap *options, struct ent_error *error)
{
    double *x = malloc((points->n * points->k + 1) * sizeof *x), *y = malloc((points->n + 1) * sizeof *y);
    double *noise = malloc((outcome->n_batches * points->n + 1) * sizeof *noise);
    struct ent_sample_indices indices = {0};
    int code = x && y && noise ? ENT_OK : out_of_memory(error);
    if (!code) {
        const size_t n = gather_sample(points, outcome, x, y, noise);
        const struct ent_sample_points sample = {n, points->k, x, y, outcome->n_batches, noise};
        sensitivity->n_used = n;
        sensitivity->n_left_out = points->n - n;
        sensitivity->mean = mean_of(y, n);
        sensitivity->is_constant = n > 1;
        for (size_t p = 0; p < n; p++)
            if (fabs(y[p] - y[0]) > ENT_ROUNDING * fabs(y[0])) sensitivity->is_constant = 0;
        code = ent_sample_indices(&indices, &sample, options, error);
    }
    if (!code) read_sample(sensitivity, &indices);
    ent_sample_indices_free(&indices);
    free(x);
    free(y);
    free(noise);
    return code;
}

/* --- all --- */

/* Points that have all values, and whether the outcome is the same at all of them. */
static void count_points(struct ent_sensitivity *sensitivity, const struct ent_design_points *points, const struct ent_outcome *outcome)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t p = 0; p < points->n; p++) {
        if (!is_whole(points, outcome->y, p)) continue;
        sensitivity->n_used++;
        low = fmin(low, outcome->y[p]);
        high = fmax(high, outcome->y[p]);
    }
    sensitivity->n_left_out = points->n - sensitivity->n_used;
    sensitivity->mean = sensitivity->n_used ? low : NAN;
    sensitivity->is_constant = sensitivity->n_used > 1 && high - low <= ENT_ROUNDING * fmax(fabs(low), fabs(high));
}

const struct ent_estimate *ent_sensitivity_leading(const struct ent_sensitivity *sensitivity, size_t i_parameter)
{
    const struct ent_sensitivity_parameter *parameter = &sensitivity->parameter[i_parameter];
    switch (sensitivity->kind) {
    case ENT_STRUCTURE_MORRIS:
        return &parameter->mu_star;
    case ENT_STRUCTURE_ONE_AT_A_TIME:
        return &parameter->effect;
    case ENT_STRUCTURE_SAMPLE:
        return &parameter->first;
    default:
        return &parameter->total;
    }
}

/* How much a parameter decides. An effect has a sign; an index below 0 is one near 0, which chance made negative. */
static double weight_of(const struct ent_sensitivity *sensitivity, size_t i_parameter)
{
    const double value = ent_sensitivity_leading(sensitivity, i_parameter)->value;
    return sensitivity->kind == ENT_STRUCTURE_ONE_AT_A_TIME ? fabs(value) : value;
}

/* Insertion by weight, NaN last, equals in the order of the columns. */
static void sort_parameters(struct ent_sensitivity *sensitivity)
{
    for (size_t i = 0; i < sensitivity->k; i++) {
        const double size = weight_of(sensitivity, i);
        size_t at = i;
        for (; at > 0; at--) {
            const double before = weight_of(sensitivity, sensitivity->ranked[at - 1]);
            if (!(size > before || (isnan(before) && !isnan(size)))) break;
            sensitivity->ranked[at] = sensitivity->ranked[at - 1];
        }
        sensitivity->ranked[at] = i;
    }
}

static int analyse(struct ent_sensitivity *sensitivity, const struct ent_design_points *points, const struct ent_structure *structure,
                   const struct ent_outcome *outcome, const struct ent_bootstrap *options, struct ent_error *error)
{
    const double level = options->level == 0 ? 0.95 : options->level;
    struct ent_bootstrap of_sample = *options;
    of_sample.level = level;
    switch (structure->kind) {
    case ENT_STRUCTURE_SALTELLI:
        return analyse_saltelli(sensitivity, points, structure, outcome, options, error);
    case ENT_STRUCTURE_MORRIS:
        return analyse_morris(sensitivity, points, structure, outcome, options, error);
    case ENT_STRUCTURE_SAMPLE:
        return analyse_sample(sensitivity, points, outcome, &of_sample, error);
    default:
        break;
    }
    count_points(sensitivity, points, outcome);
    if (sensitivity->is_constant) return ENT_OK;
    if (structure->kind == ENT_STRUCTURE_ONE_AT_A_TIME)
        return ent_sensitivity_one_at_a_time(sensitivity, points, structure, outcome, level, error);
    int is_grid = 0, code = ENT_OK;
    if (sensitivity->n_left_out == 0) code = ent_sensitivity_grid(sensitivity, points, outcome, level, &is_grid, error);
    if (code || is_grid) return code;
    sensitivity->kind = ENT_STRUCTURE_SAMPLE; /* a grid with holes */
    return analyse_sample(sensitivity, points, outcome, &of_sample, error);
}

int ent_sensitivity(struct ent_sensitivity *sensitivity, const struct ent_design_points *points, const struct ent_structure *structure,
                    const struct ent_outcome *outcome, const struct ent_bootstrap *options, struct ent_error *error)
{
    const struct ent_estimate none = {NAN, NAN, NAN, NAN, 0, 0};
    *sensitivity =
        (struct ent_sensitivity){.kind = structure->kind, .mean = NAN, .variance = NAN, .noise = NAN, .predicted = NAN, .k = points->k};
    sensitivity->dummy_first = sensitivity->dummy_total = none;
    sensitivity->parameter = calloc(points->k + 1, sizeof *sensitivity->parameter);
    sensitivity->ranked = calloc(points->k + 1, sizeof *sensitivity->ranked);
    int code = sensitivity->parameter && sensitivity->ranked ? ENT_OK : out_of_memory(error);
    if (!code) {
        fill_ranges(sensitivity, points);
        code = analyse(sensitivity, points, structure, outcome, options, error);
    }
    if (!code) sort_parameters(sensitivity);
    if (code) ent_sensitivity_free(sensitivity);
    return code;
}

void ent_sensitivity_free(struct ent_sensitivity *sensitivity)
{
    free(sensitivity->parameter);
    free(sensitivity->ranked);
    *sensitivity = (struct ent_sensitivity){0};
}
