/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/bootstrap.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

/* One replicate in this many may lack a value. */
enum { FEW = 10 };

static double level_of(const struct ent_bootstrap *options)
{
    return options->level == 0 ? 0.95 : options->level;
}

static size_t replicates_of(const struct ent_bootstrap *options)
{
    return options->n_replicates == 0 ? ENT_BOOTSTRAP_REPLICATES : options->n_replicates;
}

/* A whole number below n, each as likely as the others: the high half of a product, drawn again where it would favour some
 * (Lemire 2019). */
static size_t draw_below(gsl_rng *rng, uint32_t n)
{
    uint64_t product = (uint64_t)gsl_rng_get(rng) * n;
    if ((uint32_t)product < n) {
        const uint32_t uneven = -n % n;
        while ((uint32_t)product < uneven) product = (uint64_t)gsl_rng_get(rng) * n;
    }
    return (size_t)(product >> 32);
}

int ent_bootstrap_replicates(ent_rows_statistic *statistic, void *context, size_t n_rows, size_t n_values,
                             const struct ent_bootstrap *options, double *replicate, struct ent_error *error)
{
    if (n_rows > UINT32_MAX) return ent_error_set(error, ENT_USAGE, "a bootstrap of more than %u rows", UINT32_MAX);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t *row = malloc((n_rows + 1) * sizeof *row), n_replicates = replicates_of(options);
    int code = rng && row ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    if (!code) gsl_rng_set(rng, options->seed);
    for (size_t b = 0; !code && b < n_replicates; b++) {
        for (size_t i = 0; i < n_rows; i++) row[i] = draw_below(rng, (uint32_t)n_rows);
        statistic(row, n_rows, context, &replicate[b * n_values]);
    }
    free(row);
    if (rng) gsl_rng_free(rng);
    return code;
}

/* The finite replicates among all, sorted, into work; how many of them lie below the value, equal ones counted half. */
static size_t sort_finite(const double *replicate, size_t n_replicates, size_t stride, double value, double *work, double *below)
{
    size_t n = 0;
    *below = 0;
    for (size_t b = 0; b < n_replicates; b++) {
        double x = replicate[b * stride];
        if (!isfinite(x)) continue;
        *below += x < value ? 1 : x > value ? 0 : 0.5;
        work[n++] = x;
    }
    gsl_sort(work, 1, n);
    return n;
}

/* The quantile p of n sorted replicates: position p (n + 1), between the first and the last. */
static double sorted_at(const double *sorted, size_t n, double p)
{
    double position = p * (double)(n + 1) - 1;
    if (!(position > 0)) return sorted[0];
    if (position >= (double)(n - 1)) return sorted[n - 1];
    size_t i = (size_t)position;
    return sorted[i] + (position - (double)i) * (sorted[i + 1] - sorted[i]);
}

/* Acceleration: the skewness of the jackknife's values, sum u^3 / (6 (sum u^2)^1.5), u their mean minus each. */
static double acceleration(const double *left_out, size_t n_rows)
{
    double mean = 0, squares = 0, cubes = 0;
    size_t n = 0;
    for (size_t i = 0; left_out && i < n_rows; i++) {
        if (!isfinite(left_out[i])) return 0;
        n++;
        mean += (left_out[i] - mean) / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        double u = mean - left_out[i];
        squares += u * u;
        cubes += u * u * u;
    }
    return squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
}

/* Where BCa's end stands among the replicates: Phi(z0 + (z0 + z) / (1 - a (z0 + z))). Beyond the pole of that expression it is
 * the outermost replicate. */
static double adjusted(double z0, double a, double z)
{
    double shifted = z0 + z, scale = 1 - a * shifted;
    if (!(scale > 0)) return shifted > 0 ? 1 : 0;
    return gsl_cdf_ugaussian_P(z0 + shifted / scale);
}

static double spread(const double *sorted, size_t n)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++) mean += (sorted[i] - mean) / (double)(i + 1);
    for (size_t i = 0; i < n; i++) squares += (sorted[i] - mean) * (sorted[i] - mean);
    return n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
}

void ent_bootstrap_interval(const double *replicate, size_t n_replicates, size_t stride, const double *left_out, size_t n_rows,
                            const struct ent_bootstrap *options, double *work, struct ent_estimate *estimate)
{
    double below, tail = (1 - level_of(options)) / 2, z = gsl_cdf_ugaussian_Qinv(tail);
    estimate->low = estimate->high = estimate->sd = NAN;
    if (!isfinite(estimate->value) || estimate->n == 1) return;
    size_t n = sort_finite(replicate, n_replicates, stride, estimate->value, work, &below);
    if (n < 2 || (n_replicates - n) * FEW > n_replicates) return;
    estimate->sd = spread(work, n);
    double low = tail, high = 1 - tail;
    if (options->kind == ENT_BOOTSTRAP_BCA && work[0] < work[n - 1]) {
        double share = fmin(fmax(below, 0.5), (double)n - 0.5) / (double)n;
        double z0 = gsl_cdf_ugaussian_Pinv(share), a = acceleration(left_out, n_rows);
        low = adjusted(z0, a, -z);
        high = adjusted(z0, a, z);
    }
    estimate->low = sorted_at(work, n, low);
    estimate->high = sorted_at(work, n, high);
}

/* Memory of one call of ent_bootstrap_rows. */
struct room {
    double *replicate, *left_out, *work, *value;
    size_t *row;
};

static int take_room(struct room *room, size_t n_rows, size_t n_values, size_t n_replicates, struct ent_error *error)
{
    room->replicate = malloc((n_replicates * n_values + 1) * sizeof *room->replicate);
    room->left_out = malloc((n_rows * n_values + 1) * sizeof *room->left_out);
    room->work = malloc((n_replicates + n_rows + 1) * sizeof *room->work);
    room->value = malloc((n_values + 1) * sizeof *room->value);
    room->row = malloc((n_rows + 1) * sizeof *room->row);
    if (room->replicate && room->left_out && room->work && room->value && room->row) return ENT_OK;
    return ent_error_set(error, ENT_BUG, "out of memory");
}

static void free_room(struct room *room)
{
    free(room->replicate);
    free(room->left_out);
    free(room->work);
    free(room->value);
    free(room->row);
}

/* The statistic without each row in turn: left_out [n_values][n_rows]. */
static void jackknife(ent_rows_statistic *statistic, void *context, size_t n_rows, size_t n_values, struct room *room)
{
    double *value = room->value;
    for (size_t i = 1; i < n_rows; i++) room->row[i - 1] = i;
    for (size_t i = 0; i < n_rows; i++) {
        statistic(room->row, n_rows - 1, context, value);
        for (size_t k = 0; k < n_values; k++) room->left_out[k * n_rows + i] = value[k];
        if (i + 1 < n_rows) room->row[i] = i;
    }
}

int ent_bootstrap_rows(ent_rows_statistic *statistic, void *context, size_t n_rows, size_t n_values, const struct ent_bootstrap *options,
                       struct ent_estimate *estimate, struct ent_error *error)
{
    struct room room = {0};
    size_t n_replicates = replicates_of(options);
    int bca = options->kind == ENT_BOOTSTRAP_BCA && n_rows > 1;
    for (size_t k = 0; k < n_values; k++) estimate[k] = (struct ent_estimate){NAN, NAN, NAN, NAN, (int64_t)n_rows, 0};
    if (n_rows == 0) return ENT_OK;
    int code = take_room(&room, n_rows, n_values, n_replicates, error);
    if (code) goto out;
    for (size_t i = 0; i < n_rows; i++) room.row[i] = i;
    statistic(room.row, n_rows, context, room.value);
    for (size_t k = 0; k < n_values; k++) estimate[k].value = room.value[k];
    if (bca) jackknife(statistic, context, n_rows, n_values, &room);
    code = ent_bootstrap_replicates(statistic, context, n_rows, n_values, options, room.replicate, error);
    for (size_t k = 0; !code && k < n_values; k++)
        ent_bootstrap_interval(&room.replicate[k], n_replicates, n_values, bca ? &room.left_out[k * n_rows] : NULL, bca ? n_rows : 0,
                               options, room.work, &estimate[k]);
out:
    free_room(&room);
    return code;
}

/* An array as rows. */
struct array {
    ent_array_statistic *statistic;
    void *context;
    const double *x;
    double *drawn;
};

static void array_statistic(const size_t *row, size_t n, void *context, double *value)
{
    struct array *array = context;
    for (size_t i = 0; i < n; i++) array->drawn[i] = array->x[row[i]];
    *value = array->statistic(array->drawn, n, array->context);
}

int ent_bootstrap_array(ent_array_statistic *statistic, void *context, const double *x, size_t n, const struct ent_bootstrap *options,
                        struct ent_estimate *estimate, struct ent_error *error)
{
    double *finite = malloc((2 * n + 1) * sizeof *finite);
    size_t used = 0;
    *estimate = (struct ent_estimate){NAN, NAN, NAN, NAN, 0, (int64_t)n};
    if (!finite) return ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) finite[used++] = x[i];
    struct array array = {statistic, context, finite, finite + n};
    int code = ent_bootstrap_rows(array_statistic, &array, used, 1, options, estimate, error);
    estimate->n_missing = (int64_t)(n - used);
    free(finite);
    return code;
}
