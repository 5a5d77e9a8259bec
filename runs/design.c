/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/design.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/random.h"
#include "runs/quantile.h"

enum { MOST_SOBOL = 40, SOBOL_BITS = 30, MOST_POINTS = 10000000 };

/* What the design's own random words are for: the purposes of struct ent_stream with a run that no world has. */
enum { WORD_SHIFT, WORD_ORDER, WORD_PLACE, WORD_START, WORD_SIGN };
enum { DESIGN_RUN = -1 };

static uint32_t word_of(const struct ent_design *design, uint32_t what, uint32_t i, uint32_t j)
{
    struct ent_stream stream;
    uint32_t word[4];
    ent_stream_init(&stream, design->seed, (uint32_t)DESIGN_RUN);
    ent_draw(&stream, UINT32_MAX - what, i, 0, j, word);
    return word[0];
}

/* (0, 1), the middle of one of 2^32 steps. */
static double uniform_of(uint32_t word)
{
    return ((double)word + .5) * 0x1p-32;
}

static double *point_of(const struct ent_points *points, int32_t i)
{
    return points->value + (size_t)i * (size_t)points->n_varied;
}

static int allocate(struct ent_points *points, double n, struct ent_error *error)
{
    if (n > MOST_POINTS) return ent_error_set(error, ENT_BAD_INPUT, "design: %.0f points; at most %d", n, MOST_POINTS);
    points->n = (int32_t)n;
    points->value = calloc((size_t)points->n * (size_t)points->n_varied + 1, sizeof *points->value);
    return points->value ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory for the %d points of the design", points->n);
}

/* --- grid, one at a time --- */

static int32_t n_levels(const struct ent_design *design, int32_t k)
{
    return design->varied[k].n_values > 0 ? design->varied[k].n_values : design->levels;
}

/* Level l of n: both ends of the range are levels. */
static double level_of(const struct ent_design *design, int32_t k, int32_t l)
{
    const int32_t n = n_levels(design, k);
    if (design->varied[k].n_values > 0) return design->varied[k].value[l];
    return ent_varied_quantile(&design->varied[k], n > 1 ? (double)l / (n - 1) : .5);
}

/* The last parameter varies fastest. */
static int make_grid(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    double n = 1;
    for (int32_t k = 0; k < design->n_varied; k++) n *= n_levels(design, k);
    int code = allocate(points, n, error);
    for (int32_t i = 0; code == ENT_OK && i < points->n; i++) {
        int32_t rest = i;
        for (int32_t k = design->n_varied - 1; k >= 0; k--) {
            point_of(points, i)[k] = level_of(design, k, rest % n_levels(design, k));
            rest /= n_levels(design, k);
        }
    }
    return code;
}

/* Point 0 is the experiment as it stands; then each parameter takes its levels in turn. */
static int make_one_at_a_time(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    double n = 1;
    for (int32_t k = 0; k < design->n_varied; k++) n += n_levels(design, k);
    int code = allocate(points, n, error);
    if (code != ENT_OK) return code;
    for (int32_t i = 0; i < points->n; i++)
        for (int32_t k = 0; k < design->n_varied; k++) point_of(points, i)[k] = design->varied[k].centre;
    for (int32_t k = 0, i = 1; k < design->n_varied; k++)
        for (int32_t l = 0; l < n_levels(design, k); l++, i++) point_of(points, i)[k] = level_of(design, k, l);
    return ENT_OK;
}

/* --- Latin hypercube --- */

struct ranked {
    uint32_t word;
    int32_t i;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->word != y->word) return x->word < y->word ? -1 : 1;
    return x->i - y->i;
}

/* Each stratum of each parameter holds one point, at a random place within it. */
static int make_latin_hypercube(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    int code = allocate(points, design->points, error);
    struct ranked *ranked = calloc((size_t)design->points, sizeof *ranked);
    if (code == ENT_OK && !ranked) code = ent_error_set(error, ENT_BUG, "out of memory for a Latin hypercube");
    for (int32_t k = 0; code == ENT_OK && k < design->n_varied; k++) {
        for (int32_t i = 0; i < points->n; i++) ranked[i] = (struct ranked){word_of(design, WORD_ORDER, (uint32_t)i, (uint32_t)k), i};
        qsort(ranked, (size_t)points->n, sizeof *ranked, compare_ranked);
        for (int32_t i = 0; i < points->n; i++) {
            const double place = uniform_of(word_of(design, WORD_PLACE, (uint32_t)i, (uint32_t)k));
            point_of(points, ranked[i].i)[k] = ent_varied_quantile(&design->varied[k], (i + place) / points->n);
        }
    }
    free(ranked);
    return code;
}

/* --- Sobol', Saltelli --- */

/* Calls GSL for points [0, n) of `dimensions` Sobol' numbers, digitally shifted: each number's bits are flipped where those of
 * one random word per dimension are set, which keeps the net and makes estimates unbiased over seeds. */
static int sobol_numbers(const struct ent_design *design, int32_t dimensions, int32_t n, double *u, struct ent_error *error)
{
    if (dimensions > MOST_SOBOL)
        return ent_error_set(error, ENT_BAD_INPUT,
                             "design: '%s' of %d parameters needs %d dimensions, and Sobol' numbers exist for %d; use latin_hypercube, or "
                             "vary fewer parameters",
                             ent_design_method_names[design->method], design->n_varied, dimensions, MOST_SOBOL);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned int)dimensions);
    gsl_set_error_handler(handler);
    if (!sequence) return ent_error_set(error, ENT_BUG, "out of memory for a Sobol' sequence");
    for (int32_t i = 0; i < n; i++) {
        double *at = u + (size_t)i * (size_t)dimensions;
        if (i > 0)
            gsl_qrng_get(sequence, at); /* begins with 1/2 everywhere; the zero point is the sequence's first */
        else
            memset(at, 0, (size_t)dimensions * sizeof *at);
        for (int32_t k = 0; k < dimensions; k++) {
            const uint32_t bits = (uint32_t)(at[k] * (1 << SOBOL_BITS)), shift = word_of(design, WORD_SHIFT, 0, (uint32_t)k);
            at[k] = ((double)(bits ^ (shift >> (32 - SOBOL_BITS))) + .5) / (1 << SOBOL_BITS);
        }
    }
    gsl_qrng_free(sequence);
    return ENT_OK;
}

static int make_sobol(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    int code = allocate(points, design->points, error);
    if (code == ENT_OK) code = sobol_numbers(design, design->n_varied, points->n, points->value, error);
    for (int32_t i = 0; code == ENT_OK && i < points->n; i++)
        for (int32_t k = 0; k < design->n_varied; k++)
            point_of(points, i)[k] = ent_varied_quantile(&design->varied[k], point_of(points, i)[k]);
    return code;
}

/* For each of N pairs of rows A, B of 2k Sobol' numbers: A, then B, then A with column j from B, for j = 1..k. */
static int make_saltelli(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    const int32_t K = design->n_varied, N = design->points;
    double *u = calloc((size_t)N * 2 * (size_t)K, sizeof *u);
    int code = u ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory for the matrices of the design");
    if (code == ENT_OK) code = sobol_numbers(design, 2 * K, N, u, error);
    if (code == ENT_OK) code = allocate(points, (double)N * (K + 2), error);
    for (int32_t i = 0; code == ENT_OK && i < points->n; i++) {
        const double *a = u + (size_t)(i / (K + 2)) * 2 * (size_t)K, *b = a + K;
        const int32_t part = i % (K + 2);
        for (int32_t k = 0; k < K; k++)
            point_of(points, i)[k] = ent_varied_quantile(&design->varied[k], part == 1 || part == k + 2 ? b[k] : a[k]);
    }
    free(u);
    return code;
}

/* --- Morris --- */

/* One trajectory: k + 1 points, each parameter moves once by delta = p/(2(p - 1)) of its range, in random order and direction. */
static void make_trajectory(const struct ent_points *points, const struct ent_design *design, int32_t t, struct ranked *ranked)
{
    const int32_t K = design->n_varied, p = design->levels, half = p / 2;
    const double step = (double)half / (p - 1);
    double *from = point_of(points, t * (K + 1));
    for (int32_t k = 0; k < K; k++) {
        const uint32_t start = word_of(design, WORD_START, (uint32_t)t, (uint32_t)k);
        const int up = (int)(word_of(design, WORD_SIGN, (uint32_t)t, (uint32_t)k) >> 31);
        const double low = (double)(((uint64_t)start * (uint64_t)half) >> 32) / (p - 1);
        from[k] = up ? low : low + step;
        ranked[k] = (struct ranked){word_of(design, WORD_ORDER, (uint32_t)t, (uint32_t)k), k};
    }
    qsort(ranked, (size_t)K, sizeof *ranked, compare_ranked);
    for (int32_t m = 0; m < K; m++) {
        double *to = from + K;
        memcpy(to, from, (size_t)K * sizeof *to);
        to[ranked[m].i] += from[ranked[m].i] < step ? step : -step;
        from = to;
    }
}

static int make_morris(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    const int32_t K = design->n_varied;
    int code = allocate(points, (double)design->trajectories * (K + 1), error);
    struct ranked *ranked = calloc((size_t)K, sizeof *ranked);
    if (code == ENT_OK && !ranked) code = ent_error_set(error, ENT_BUG, "out of memory for a trajectory");
    for (int32_t t = 0; code == ENT_OK && t < design->trajectories; t++) make_trajectory(points, design, t, ranked);
    for (int32_t i = 0; code == ENT_OK && i < points->n; i++)
        for (int32_t k = 0; k < K; k++) point_of(points, i)[k] = ent_varied_quantile(&design->varied[k], point_of(points, i)[k]);
    free(ranked);
    return code;
}

/* --- the whole --- */

static int make_table(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    int code = allocate(points, design->points, error);
    if (code == ENT_OK) memcpy(points->value, design->table, (size_t)points->n * (size_t)points->n_varied * sizeof *points->value);
    return code;
}

int ent_points_make(struct ent_points *points, const struct ent_design *design, struct ent_error *error)
{
    static int (*const make[ENT_N_DESIGN_METHODS])(struct ent_points *, const struct ent_design *, struct ent_error *) = {
        [ENT_DESIGN_grid] = make_grid,
        [ENT_DESIGN_one_at_a_time] = make_one_at_a_time,
        [ENT_DESIGN_latin_hypercube] = make_latin_hypercube,
        [ENT_DESIGN_sobol] = make_sobol,
        [ENT_DESIGN_morris] = make_morris,
        [ENT_DESIGN_saltelli] = make_saltelli,
        [ENT_DESIGN_table] = make_table,
    };
    memset(points, 0, sizeof *points);
    if (design->method == ENT_DESIGN_NONE) {
        points->n = 1;
        return ENT_OK;
    }
    points->n_varied = design->n_varied;
    int code = make[design->method](points, design, error);
    if (code != ENT_OK) ent_points_free(points);
    return code;
}

void ent_points_free(struct ent_points *points)
{
    free(points->value);
    memset(points, 0, sizeof *points);
}

void ent_points_resolve(const struct ent_points *points, const struct ent_experiment *experiment, int32_t point, int32_t order,
                        int32_t scenario, struct ent_inputs *inputs)
{
    ent_experiment_resolve(experiment, order, scenario, inputs);
    if (points->n_varied > 0)
        ent_design_apply(ent_experiment_varies(experiment), order, points->value + (size_t)point * (size_t)points->n_varied, inputs);
}
