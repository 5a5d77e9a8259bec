/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sensitivity_factorial.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* A linear function of the outcome with its interval: sum of weight [n] times y, its noise that of the same sum of the errors. */
static struct ent_estimate linear(const struct ent_outcome *outcome, const double *weight, size_t n, double level)
{
    struct ent_estimate estimate = {0, NAN, NAN, NAN, (int64_t)outcome->n_batches, 0};
    double squares = 0;
    for (size_t p = 0; p < n; p++)
        if (fabs(weight[p]) > 0) estimate.value += weight[p] * outcome->y[p];
    for (size_t b = 0; b < outcome->n_batches; b++) {
        double sum = 0;
        for (size_t p = 0; p < n; p++) sum += weight[p] * outcome->error[b * n + p];
        squares += sum * sum;
    }
    if (outcome->n_batches < 2) return estimate;
    const double half = gsl_cdf_tdist_Qinv((1 - level) / 2, (double)outcome->n_batches - 1) * sqrt(squares);
    estimate.sd = sqrt(squares * (double)outcome->n_batches);
    estimate.low = estimate.value - half;
    estimate.high = estimate.value + half;
    return estimate;
}

/* Values of one level may have been written or computed with few digits; relative to the range of the column. */
#define SAME_LEVEL 1e-7

static double slack_of(const struct ent_sensitivity_parameter *parameter, double relative)
{
    return relative * (parameter->high - parameter->low);
}

/* The ends of a parameter: means of the outcome over the points at its least and at its greatest value. */
static void fill_ends(struct ent_sensitivity_parameter *parameter, const struct ent_design_points *points, const char *counts,
                      size_t column, const struct ent_outcome *outcome, double *weight, double level)
{
    const size_t n = points->n;
    const double slack = slack_of(parameter, SAME_LEVEL), low = parameter->low + slack, high = parameter->high - slack;
    double number[2] = {0, 0};
    for (int end = 0; end < 2; end++)
        for (size_t p = 0; p < n; p++) {
            const double x = points->x[p * points->k + column];
            number[end] += counts[p] && isfinite(outcome->y[p]) && (end ? x >= high : x <= low);
        }
    if (number[0] < 1 || number[1] < 1) return;
    for (int what = 0; what < 3; what++) {
        for (size_t p = 0; p < n; p++) {
            const double x = points->x[p * points->k + column];
            const int used = counts[p] && isfinite(outcome->y[p]);
            const double at_low = used && x <= low ? 1 / number[0] : 0;
            const double at_high = used && x >= high ? 1 / number[1] : 0;
            weight[p] = what == 0 ? at_low : what == 1 ? at_high : at_high - at_low;
        }
        struct ent_estimate *to = what == 0 ? &parameter->at_low : what == 1 ? &parameter->at_high : &parameter->effect;
        *to = linear(outcome, weight, n, level);
    }
}

/* --- one at a time --- */

/* Marks the points in which no other column differs from the centre. */
static void mark_varied(const struct ent_design_points *points, const struct ent_structure *structure, size_t column, char *counts)
{
    const double *centre = points->x + structure->point[0] * points->k;
    for (size_t p = 0; p < points->n; p++) {
        counts[p] = 1;
        for (size_t i = 0; i < points->k; i++)
            if (i != column && fabs(points->x[p * points->k + i] - centre[i]) > 1e-9 * fabs(centre[i])) counts[p] = 0;
    }
}

int ent_sensitivity_one_at_a_time(struct ent_sensitivity *sensitivity, const struct ent_design_points *points,
                                  const struct ent_structure *structure, const struct ent_outcome *outcome, double level,
                                  struct ent_error *error)
{
    const size_t centre = structure->point[0];
    char *counts = malloc(points->n + 1);
    double *weight = malloc((points->n + 1) * sizeof *weight);
    int good = counts && weight;
    sensitivity->mean = outcome->y[centre];
    for (size_t i = 0; good && i < points->k; i++) {
        struct ent_sensitivity_parameter *parameter = &sensitivity->parameter[i];
        mark_varied(points, structure, i, counts);
        fill_ends(parameter, points, counts, i, outcome, weight, level);
        const double x = points->x[centre * points->k + i], y = outcome->y[centre];
        if (fabs(x) > 0 && fabs(y) > 0) parameter->elasticity = parameter->effect.value / (parameter->high - parameter->low) * x / y;
        parameter->stands_out =
            outcome->n_batches > 1 ? parameter->effect.low > 0 || parameter->effect.high < 0 : fabs(parameter->effect.value) > 0;
    }
    free(counts);
    free(weight);
    return good ? ENT_OK : out_of_memory(error);
}

/* --- grids --- */

struct grid {
    const struct ent_design_points *points;
    size_t **level;          /* [k][n] level of each point, from 0 */
    size_t *n_levels, *rest; /* [k]; [n] */
    double *sum;             /* [n] */
    int is_full;             /* 1: every combination once */
};

/* Numbers the values of a column that differ by more than `slack`. */
static size_t number_levels(const struct ent_design_points *points, size_t column, double slack, size_t *order, size_t *level)
{
    size_t n = 0;
    gsl_sort_index(order, points->x + column, points->k, points->n);
    double began = points->x[order[0] * points->k + column];
    for (size_t l = 0; l < points->n; l++) {
        const double x = points->x[order[l] * points->k + column];
        if (x > began + slack) {
            began = x;
            n++;
        }
        level[order[l]] = n;
    }
    return n + 1;
}

/* Numbers all levels; returns whether they make as many combinations as there are points. */
static int number_all(struct grid *grid, const struct ent_sensitivity *sensitivity, double relative)
{
    double combinations = 1;
    for (size_t i = 0; i < grid->points->k; i++) {
        grid->n_levels[i] = number_levels(grid->points, i, slack_of(&sensitivity->parameter[i], relative), grid->rest, grid->level[i]);
        combinations *= (double)grid->n_levels[i];
    }
    return combinations <= (double)grid->points->n && combinations >= (double)grid->points->n;
}

static int grid_init(struct grid *grid, const struct ent_design_points *points, const struct ent_sensitivity *sensitivity)
{
    const size_t n = points->n, k = points->k;
    *grid = (struct grid){.points = points};
    grid->level = calloc(k + 1, sizeof *grid->level);
    grid->n_levels = malloc((k + 1) * sizeof *grid->n_levels);
    grid->rest = malloc((n + 1) * sizeof *grid->rest);
    grid->sum = malloc((n + 1) * sizeof *grid->sum);
    int good = grid->level && grid->n_levels && grid->rest && grid->sum;
    for (size_t i = 0; good && i < k; i++) good = (grid->level[i] = malloc((n + 1) * sizeof **grid->level)) != NULL;
    if (good) grid->is_full = number_all(grid, sensitivity, 0) || number_all(grid, sensitivity, SAME_LEVEL);
    return good;
}

static void grid_free(struct grid *grid)
{
    for (size_t i = 0; grid->level && i < grid->points->k; i++) free(grid->level[i]);
    free(grid->level);
    free(grid->n_levels);
    free(grid->rest);
    free(grid->sum);
}

/* Variance of y [n] over the means of groups: those of equal level in `column`, or else in all other columns. */
static double between(struct grid *grid, const double *y, size_t column, int others)
{
    const size_t n = grid->points->n, k = grid->points->k;
    size_t n_groups = others ? 1 : grid->n_levels[column];
    double mean = 0, squares = 0;
    for (size_t i = 0; others && i < k; i++)
        if (i != column) n_groups *= grid->n_levels[i];
    for (size_t g = 0; g < n_groups; g++) grid->sum[g] = 0;
    for (size_t p = 0; p < n; p++) {
        size_t g = others ? 0 : grid->level[column][p];
        for (size_t i = 0; others && i < k; i++)
            if (i != column) g = g * grid->n_levels[i] + grid->level[i][p];
        grid->sum[g] += y[p] * (double)n_groups / (double)n;
        mean += y[p] / (double)n;
    }
    for (size_t g = 0; g < n_groups; g++) squares += (grid->sum[g] - mean) * (grid->sum[g] - mean);
    return squares / (double)n_groups;
}

static double variance_of(const double *y, size_t n)
{
    double mean = 0, squares = 0;
    for (size_t p = 0; p < n; p++) mean += y[p] / (double)n;
    for (size_t p = 0; p < n; p++) squares += (y[p] - mean) * (y[p] - mean);
    return squares / (double)n;
}

/* Numerators first [k], total [k] and the variance, from one field. */
static void decompose(struct grid *grid, const double *y, double *part)
{
    const size_t k = grid->points->k;
    part[2 * k] = variance_of(y, grid->points->n);
    for (size_t i = 0; i < k; i++) {
        part[i] = between(grid, y, i, 0);
        part[k + i] = part[2 * k] - between(grid, y, i, 1);
    }
}

/* Indices of y with the noise of all batches but `without` taken away: index [2k + 1], the last the variance; work [2k + 1]. */
static void indices(struct grid *grid, const struct ent_outcome *outcome, size_t without, double *y, double *work, double *index)
{
    const size_t n = grid->points->n, n_parts = 2 * grid->points->k + 1, G = outcome->n_batches;
    const int all = without >= G;
    const double back = all || G < 3 ? 0 : sqrt((double)G * (double)(G - 1)) / (double)(G - 1);
    const double scale = all || G < 3 ? 1 : (double)G * (double)(G - 1) / ((double)(G - 1) * (double)(G - 2));
    for (size_t p = 0; p < n; p++) y[p] = outcome->y[p] - (all ? 0 : back * outcome->error[without * n + p]);
    decompose(grid, y, index);
    for (size_t b = 0; b < G; b++) {
        if (b == without) continue;
        decompose(grid, outcome->error + b * n, work);
        for (size_t s = 0; s < n_parts; s++) index[s] -= scale * work[s];
    }
    for (size_t s = 0; s + 1 < n_parts; s++) index[s] = index[n_parts - 1] > 0 ? index[s] / index[n_parts - 1] : NAN;
}

/* Deviations of the batches left after one is left out are about the mean of all; what is taken away is small against it. The
 * jackknife over batches: value -+ t(G - 1) sqrt((G - 1)/G sum (left out - their mean)^2). */
static int jackknife(struct grid *grid, const struct ent_outcome *outcome, double level, struct ent_estimate *estimate)
{
    const size_t n_parts = 2 * grid->points->k + 1, G = outcome->n_batches;
    double *y = malloc((grid->points->n + 1) * sizeof *y), *work = malloc(n_parts * sizeof *work);
    double *index = malloc((G + 1) * n_parts * sizeof *index);
    const int good = y && work && index;
    for (size_t b = 0; good && b <= G; b++)
        if (b == G || G > 2) indices(grid, outcome, b, y, work, index + b * n_parts);
    for (size_t s = 0; good && s < n_parts; s++) {
        double mean = 0, squares = 0;
        estimate[s] = (struct ent_estimate){index[G * n_parts + s], NAN, NAN, NAN, (int64_t)G, 0};
        if (G < 3) continue;
        for (size_t b = 0; b < G; b++) mean += index[b * n_parts + s] / (double)G;
        for (size_t b = 0; b < G; b++) squares += (index[b * n_parts + s] - mean) * (index[b * n_parts + s] - mean);
        estimate[s].sd = sqrt(squares * (double)(G - 1) / (double)G);
        const double half = gsl_cdf_tdist_Qinv((1 - level) / 2, (double)G - 1) * estimate[s].sd;
        estimate[s].low = estimate[s].value - half;
        estimate[s].high = estimate[s].value + half;
    }
    free(y);
    free(work);
    free(index);
    return good;
}

static void read_grid(struct ent_sensitivity *sensitivity, const struct ent_outcome *outcome, const struct ent_estimate *estimate, size_t n)
{
    const size_t k = sensitivity->k;
    const double all = variance_of(outcome->y, n);
    sensitivity->mean = 0;
    for (size_t p = 0; p < n; p++) sensitivity->mean += outcome->y[p] / (double)n;
    sensitivity->variance = estimate[2 * k].value;
    sensitivity->noise = outcome->n_batches > 1 && all > 0 ? 1 - estimate[2 * k].value / all : NAN;
    for (size_t i = 0; i < k; i++) {
        sensitivity->parameter[i].first = estimate[i];
        sensitivity->parameter[i].total = estimate[k + i];
        sensitivity->parameter[i].stands_out = outcome->n_batches > 2 ? estimate[k + i].low > 0 : estimate[k + i].value > 0;
    }
}

int ent_sensitivity_grid(struct ent_sensitivity *sensitivity, const struct ent_design_points *points, const struct ent_outcome *outcome,
                         double level, int *is_grid, struct ent_error *error)
{
    struct grid grid;
    struct ent_estimate *estimate = calloc(2 * points->k + 1, sizeof *estimate);
    char *counts = malloc(points->n + 1);
    double *weight = malloc((points->n + 1) * sizeof *weight);
    int good = grid_init(&grid, points, sensitivity) && estimate && counts && weight;
    *is_grid = good && grid.is_full;
    if (*is_grid) good = jackknife(&grid, outcome, level, estimate);
    if (good && *is_grid) read_grid(sensitivity, outcome, estimate, points->n);
    for (size_t p = 0; good && p < points->n; p++) counts[p] = 1;
    for (size_t i = 0; good && *is_grid && i < points->k; i++)
        fill_ends(&sensitivity->parameter[i], points, counts, i, outcome, weight, level);
    grid_free(&grid);
    free(estimate);
    free(counts);
    free(weight);
    return good ? ENT_OK : out_of_memory(error);
}
