/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sensitivity_repeats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const double *x;
    size_t k, position;
};

static int compare_points(const struct row *a, const struct row *b)
{
    for (size_t i = 0; i < a->k; i++)
        if (a->x[i] < b->x[i] || a->x[i] > b->x[i]) return a->x[i] < b->x[i] ? -1 : 1;
    return 0;
}

/* By point, then by position, so that the order is the same everywhere. */
static int compare_rows(const void *a, const void *b)
{
    const struct row *first = a, *second = b;
    const int by_point = compare_points(first, second);
    return by_point ? by_point : (first->position > second->position) - (first->position < second->position);
}

/* How often every point of the sorted rows occurs; 1 if some occur more often than others. */
static size_t times_of(const struct row *row, size_t n)
{
    size_t times = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && compare_points(&row[i], &row[end]) == 0;) end++;
        if (times > 0 && end - i != times) return 1;
        times = end - i;
    }
    return times ? times : 1;
}

/* Numbers the points as they first occur: the sorted rows' groups of `times`, then their rank by first position. */
static void number_points(struct ent_repeats *repeats, const struct row *row, size_t n, size_t *group, size_t *number)
{
    const size_t times = repeats->n_runs;
    size_t n_seen = 0;
    for (size_t i = 0; i < n; i++) {
        group[row[i].position] = i / times;
        repeats->run[row[i].position] = i % times;
        number[i / times] = n;
    }
    for (size_t p = 0; p < n; p++) {
        if (number[group[p]] == n) number[group[p]] = n_seen++;
        repeats->point[p] = number[group[p]];
    }
}

static int fill(struct ent_repeats *repeats, const struct ent_design_points *rows, struct row *row, size_t *work)
{
    const size_t n = rows->n, k = rows->k;
    int is_complete = 1;
    for (size_t i = 0; i < n * k; i++) is_complete = is_complete && isfinite(rows->x[i]);
    for (size_t p = 0; p < n; p++) row[p] = (struct row){rows->x + p * k, k, p};
    if (is_complete) qsort(row, n, sizeof *row, compare_rows);
    repeats->n_runs = is_complete ? times_of(row, n) : 1;
    if (repeats->n_runs == n) repeats->n_runs = 1; /* one point only */
    repeats->n_points = n / repeats->n_runs;
    number_points(repeats, row, n, work, work + n);
    repeats->x = malloc((repeats->n_points * k + 1) * sizeof *repeats->x);
    if (!repeats->x) return 0;
    for (size_t p = 0; p < n; p++) memcpy(repeats->x + repeats->point[p] * k, rows->x + p * k, k * sizeof *repeats->x);
    return 1;
}

int ent_repeats_find(struct ent_repeats *repeats, const struct ent_design_points *rows, struct ent_error *error)
{
    struct row *row = malloc((rows->n + 1) * sizeof *row);
    size_t *work = malloc((2 * rows->n + 1) * sizeof *work);
    *repeats = (struct ent_repeats){0};
    repeats->point = malloc((rows->n + 1) * sizeof *repeats->point);
    repeats->run = malloc((rows->n + 1) * sizeof *repeats->run);
    const int good = row && work && repeats->point && repeats->run && fill(repeats, rows, row, work);
    free(row);
    free(work);
    if (!good) ent_repeats_free(repeats);
    return good ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
}

void ent_repeats_free(struct ent_repeats *repeats)
{
    free(repeats->point);
    free(repeats->run);
    free(repeats->x);
    *repeats = (struct ent_repeats){0};
}

size_t ent_repeats_mean(const struct ent_repeats *repeats, const double *value, size_t stride, double *y, double *error)
{
    const size_t P = repeats->n_points, R = repeats->n_runs;
    size_t n_missing = 0;
    for (size_t p = 0; p < P * R; p++) error[repeats->run[p] * P + repeats->point[p]] = value[p * stride];
    for (size_t p = 0; p < P; p++) {
        double mean = 0, n = 0;
        for (size_t r = 0; r < R; r++)
            if (isfinite(error[r * P + p])) mean += (error[r * P + p] - mean) / ++n;
        y[p] = n > 0 ? mean : NAN;
        n_missing += R - (size_t)n;
        for (size_t r = 0; r < R; r++) /* what ent_noise_scale makes of them */
            error[r * P + p] = isfinite(error[r * P + p]) && n > 1 ? (error[r * P + p] - mean) / sqrt(n * (n - 1)) : 0;
    }
    return n_missing;
}
