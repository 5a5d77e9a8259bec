/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The flip map: a local linear regression (Fan & Gijbels 1996) of the difference on two parameters, with a Gaussian kernel whose
 * bandwidth is chosen by cross-validation, and standard errors that allow for points that were not drawn independently.
 */
#include "analysis/flip.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_CLUSTERS = 10, MOST_TRIED = 400, N_BANDWIDTHS = 8, NO_CLUSTER = -1 };
static const double bandwidths[N_BANDWIDTHS] = {0.08, 0.12, 0.18, 0.27, 0.4, 0.6, 1, 3};

/* The points that have values in all readings. */
struct slice {
    size_t n, n_readings, n_clusters;
    double *u, *v, *y; /* [n], [n], [n][n_readings] */
    double *weight;    /* [n] scratch: what each point counts in an estimate */
    double *residual;  /* [n][n_readings] from an estimate without the point's cluster */
    double *sum;       /* [n_clusters] scratch */
    size_t *cluster;   /* [n] 0 .. n_clusters - 1 */
    double *won;       /* [n][2] whether each order is better in all readings */
    double bandwidth;
};

static void slice_free(struct slice *slice)
{
    free(slice->u);
    free(slice->v);
    free(slice->y);
    free(slice->weight);
    free(slice->residual);
    free(slice->sum);
    free(slice->cluster);
    free(slice->won);
}

static int has_values(const struct ent_flip_points *points, size_t i)
{
    for (size_t r = 0; r < points->n_readings; r++)
        if (!isfinite(points->difference[i * points->n_readings + r].value)) return 0;
    return 1;
}

/* 1 if the values favour one order in all readings: `sign` 1 the first, -1 the second. */
static int favours(const struct ent_estimate *difference, size_t n_readings, int sign)
{
    for (size_t r = 0; r < n_readings; r++)
        if (!(difference[r].value * sign > 0)) return 0;
    return 1;
}

static int slice_allocate(struct slice *slice, size_t n, size_t n_readings)
{
    *slice = (struct slice){.n_readings = n_readings};
    slice->u = malloc(n * sizeof *slice->u);
    slice->v = malloc(n * sizeof *slice->v);
    slice->y = malloc(n * n_readings * sizeof *slice->y);
    slice->weight = malloc(n * sizeof *slice->weight);
    slice->residual = malloc(n * n_readings * sizeof *slice->residual);
    slice->sum = malloc(n * sizeof *slice->sum);
    slice->cluster = malloc(n * sizeof *slice->cluster);
    slice->won = malloc(2 * n * sizeof *slice->won);
    return slice->u && slice->v && slice->y && slice->weight && slice->residual && slice->sum && slice->cluster && slice->won;
}

/* Takes over the points with values, and numbers their clusters without gaps. */
static int slice_make(struct slice *slice, const struct ent_flip_points *points, const double *u, const double *v)
{
    const size_t n_readings = points->n_readings;
    size_t *number = malloc((points->n + 1) * sizeof *number);
    if (!slice_allocate(slice, points->n + 1, n_readings) || !number) {
        free(number);
        return 0;
    }
    for (size_t i = 0; i < points->n; i++) number[i] = SIZE_MAX;
    for (size_t i = 0; i < points->n; i++) {
        const struct ent_estimate *difference = &points->difference[i * n_readings];
        const size_t of = points->cluster ? points->cluster[i] : i, at = slice->n;
        if (!has_values(points, i)) continue;
        if (number[of] == SIZE_MAX) number[of] = slice->n_clusters++;
        slice->cluster[at] = number[of];
        slice->u[at] = u[i];
        slice->v[at] = v[i];
        for (size_t r = 0; r < n_readings; r++) slice->y[at * n_readings + r] = difference[r].value;
        slice->won[2 * at] = favours(difference, n_readings, points->better);
        slice->won[2 * at + 1] = favours(difference, n_readings, -points->better);
        slice->n++;
    }
    free(number);
    return 1;
}

/* The first row of the inverse of a symmetric 3 x 3 matrix {00, 01, 02, 11, 12, 22}. 0 if it is too near to a singular one. */
static int first_row(const double s[6], double row[3])
{
    const double a = s[3] * s[5] - s[4] * s[4], b = s[2] * s[4] - s[1] * s[5], c = s[1] * s[4] - s[2] * s[3];
    const double determinant = s[0] * a + s[1] * b + s[2] * c;
    if (!(determinant > 1e-9 * s[0] * s[3] * s[5])) return 0;
    row[0] = a / determinant;
    row[1] = b / determinant;
    row[2] = c / determinant;
    return 1;
}

/* What each point counts in the estimate at (u, v), leaving out one cluster: an estimate is the sum of weight x value. Where the points
 * near by do not span a plane it is their weighted mean. 0: no point counts. */
static int weigh(struct slice *slice, double u, double v, int64_t left_out)
{
    const double scale = -0.5 / (slice->bandwidth * slice->bandwidth);
    double s[6] = {0}, row[3];
    for (size_t i = 0; i < slice->n; i++) {
        const double du = slice->u[i] - u, dv = slice->v[i] - v;
        const double w = (int64_t)slice->cluster[i] == left_out ? 0 : exp(scale * (du * du + dv * dv));
        slice->weight[i] = w;
        s[0] += w;
        s[1] += w * du;
        s[2] += w * dv;
        s[3] += w * du * du;
        s[4] += w * du * dv;
        s[5] += w * dv * dv;
    }
    if (!(s[0] > 1e-12)) return 0;
    if (!first_row(s, row)) {
        row[0] = 1 / s[0];
        row[1] = row[2] = 0;
    }
    for (size_t i = 0; i < slice->n; i++) slice->weight[i] *= row[0] + row[1] * (slice->u[i] - u) + row[2] * (slice->v[i] - v);
    return 1;
}

static double weighted(const struct slice *slice, const double *y, size_t stride, size_t at)
{
    double sum = 0;
    for (size_t i = 0; i < slice->n; i++) sum += slice->weight[i] * y[i * stride + at];
    return sum;
}

static double within_unit(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* How well estimates without a point's own cluster predict: sums of squared errors, of the differences relative to their variance, and
 * of the two shares. */
struct loss {
    double difference, share;
};

/* Leaves the residuals of every `step`-th point. */
static struct loss leave_out(struct slice *slice, size_t step, const double *variance)
{
    struct loss loss = {0, 0};
    for (size_t i = 0; i < slice->n; i += step) {
        const int any = weigh(slice, slice->u[i], slice->v[i], (int64_t)slice->cluster[i]);
        for (size_t r = 0; r < slice->n_readings; r++) {
            const double y = slice->y[i * slice->n_readings + r];
            const double e = any ? y - weighted(slice, slice->y, slice->n_readings, r) : y;
            slice->residual[i * slice->n_readings + r] = e;
            loss.difference += variance[r] > 0 ? e * e / variance[r] : 0;
        }
        for (size_t w = 0; w < 2; w++) {
            const double e = slice->won[2 * i + w] - (any ? within_unit(weighted(slice, slice->won, 2, w)) : 0);
            loss.share += e * e;
        }
    }
    return loss;
}

static double variance_of(const struct slice *slice, size_t reading)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < slice->n; i++) mean += slice->y[i * slice->n_readings + reading] / (double)slice->n;
    for (size_t i = 0; i < slice->n; i++) {
        const double e = slice->y[i * slice->n_readings + reading] - mean;
        sum += e * e;
    }
    return sum / (double)slice->n;
}

/* Chooses the bandwidths that predict best, and leaves all residuals of the differences under theirs. */
static void choose_bandwidths(struct slice *slice, struct ent_flip_map *map)
{
    const size_t step = (slice->n + MOST_TRIED - 1) / MOST_TRIED;
    double variance[ENT_FLIP_MOST_READINGS];
    struct loss best = {INFINITY, INFINITY};
    for (size_t r = 0; r < slice->n_readings; r++) variance[r] = variance_of(slice, r);
    for (int b = N_BANDWIDTHS - 1; b >= 0; b--) {
        slice->bandwidth = bandwidths[b];
        const struct loss loss = leave_out(slice, step, variance);
        if (loss.difference < best.difference) {
            best.difference = loss.difference;
            map->bandwidth = bandwidths[b];
        }
        if (loss.share < best.share) {
            best.share = loss.share;
            map->share_bandwidth = bandwidths[b];
        }
    }
    slice->bandwidth = map->bandwidth;
    leave_out(slice, 1, variance);
    for (size_t r = 0; r < slice->n_readings; r++) {
        double sum = 0;
        for (size_t i = 0; i < slice->n; i++)
            sum += slice->residual[i * slice->n_readings + r] * slice->residual[i * slice->n_readings + r];
        map->explained[r] = variance[r] > 0 ? 1 - sum / ((double)slice->n * variance[r]) : NAN;
    }
}

/* The standard error of an estimate: the clusters are independent, and each contributes its weighted residuals. */
static double standard_error(struct slice *slice, size_t reading)
{
    double sum = 0;
    memset(slice->sum, 0, slice->n_clusters * sizeof *slice->sum);
    for (size_t i = 0; i < slice->n; i++)
        slice->sum[slice->cluster[i]] += slice->weight[i] * slice->residual[i * slice->n_readings + reading];
    for (size_t c = 0; c < slice->n_clusters; c++) sum += slice->sum[c] * slice->sum[c];
    return sqrt(sum);
}

static void estimate_cell(struct slice *slice, const struct ent_flip_map *map, struct ent_flip_cell *cell, double t)
{
    double squares = 0;
    slice->bandwidth = map->bandwidth;
    weigh(slice, cell->u, cell->v, NO_CLUSTER);
    for (size_t i = 0; i < slice->n; i++) squares += slice->weight[i] * slice->weight[i];
    cell->support = 1 / squares;
    for (size_t r = 0; r < slice->n_readings; r++) {
        const double value = weighted(slice, slice->y, slice->n_readings, r), error = standard_error(slice, r);
        cell->difference[r] = (struct ent_estimate){value, value - t * error, value + t * error, NAN, (int64_t)slice->n, 0};
    }
    slice->bandwidth = map->share_bandwidth;
    weigh(slice, cell->u, cell->v, NO_CLUSTER);
    cell->first = within_unit(weighted(slice, slice->won, 2, 0));
    cell->second = within_unit(weighted(slice, slice->won, 2, 1));
}

static int varies(const double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0]) return 1;
    return 0;
}

int ent_flip_make(struct ent_flip_map *map, const struct ent_flip_points *points, const double *u, const double *v, size_t side,
                  double level, struct ent_error *error)
{
    struct slice slice = {0};
    int code = ENT_OK;
    *map = (struct ent_flip_map){.side = side, .n_readings = points->n_readings};
    if (points->n_readings == 0 || points->n_readings > ENT_FLIP_MOST_READINGS)
        return ent_error_set(error, ENT_USAGE, "%zu readings; 1 to %d are possible", points->n_readings, ENT_FLIP_MOST_READINGS);
    map->cell = calloc(side * side, sizeof *map->cell);
    if (!map->cell || !slice_make(&slice, points, u, v))
        code = ent_error_set(error, ENT_BUG, "out of memory");
    else if (slice.n_clusters < LEAST_CLUSTERS || !varies(slice.u, slice.n) || !varies(slice.v, slice.n))
        code = ent_error_set(error, ENT_BAD_INPUT, "%zu independent points with values; a map needs %d, and two parameters that vary",
                             slice.n_clusters, LEAST_CLUSTERS);
    if (code) goto out;
    map->n = slice.n;
    map->n_clusters = slice.n_clusters;
    choose_bandwidths(&slice, map);
    const double t = gsl_cdf_tdist_Pinv(0.5 + level / 2, (double)slice.n_clusters - 1);
    for (size_t i = 0; i < side * side; i++) {
        map->cell[i].u = ((double)(i % side) + 0.5) / (double)side;
        map->cell[i].v = ((double)(i / side) + 0.5) / (double)side;
        estimate_cell(&slice, map, &map->cell[i], t);
        map->cell[i].verdict = ent_flip_judge(map->cell[i].difference, slice.n_readings, points->better);
    }
out:
    slice_free(&slice);
    if (code) ent_flip_free(map);
    return code;
}

void ent_flip_free(struct ent_flip_map *map)
{
    free(map->cell);
    *map = (struct ent_flip_map){0};
}
