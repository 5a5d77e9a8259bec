/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM: the points by column, sorted once for all searches.
 */
#include <math.h>
#include <stdlib.h>

#include "analysis/prim_inside.h"

enum { LEAST_POINTS = 10 };
static const double significance = 0.05; /* of a restriction */

struct sorted {
    double value;
    uint32_t point;
};

static int by_value(const void *a, const void *b)
{
    const struct sorted *p = a, *q = b;
    if (p->value != q->value) return p->value < q->value ? -1 : 1;
    return p->point < q->point ? -1 : p->point > q->point;
}

static int allocate(struct prim_points *points, size_t n, size_t k)
{
    *points = (struct prim_points){.n = n, .k = k};
    points->x = malloc(n * k * sizeof *points->x);
    points->rank = malloc(n * k * sizeof *points->rank);
    points->xlogx = malloc((n + 1) * sizeof *points->xlogx);
    if (!points->x || !points->rank || !points->xlogx) return 0;
    points->xlogx[0] = 0;
    for (size_t i = 1; i <= n; i++) points->xlogx[i] = (double)i * log((double)i);
    return 1;
}

void prim_points_free(struct prim_points *points)
{
    free(points->x);
    free(points->rank);
    free(points->xlogx);
    *points = (struct prim_points){0};
}

int prim_points_make(struct prim_points *points, const double *x, size_t n, size_t k, double alpha)
{
    struct sorted *sorted = malloc(n * sizeof *sorted);
    const int good = sorted && allocate(points, n, k);
    for (size_t j = 0; good && j < k; j++) {
        for (size_t i = 0; i < n; i++) {
            points->x[j * n + i] = x[i * k + j];
            sorted[i] = (struct sorted){x[i * k + j], (uint32_t)i};
        }
        qsort(sorted, n, sizeof *sorted, by_value);
        for (size_t i = 0; i < n; i++) points->rank[j * n + i] = sorted[i].point;
    }
    free(sorted);
    points->alpha = alpha;
    points->price = log((double)n) + 2 * log(2 * (double)k);
    points->significant = significance;
    return good;
}

int prim_points_take(struct prim_points *points, const struct prim_points *from, const uint32_t *chosen, size_t m)
{
    const size_t n = from->n, k = from->k;
    uint32_t *place = malloc(n * sizeof *place);
    const int good = place && allocate(points, m, k);
    for (size_t i = 0; good && i < n; i++) place[i] = UINT32_MAX;
    for (size_t i = 0; good && i < m; i++) place[chosen[i]] = (uint32_t)i;
    for (size_t j = 0; good && j < k; j++) {
        uint32_t *rank = points->rank + j * m;
        for (size_t i = 0; i < m; i++) points->x[j * m + i] = from->x[j * n + chosen[i]];
        for (size_t i = 0; i < n; i++)
            if (place[from->rank[j * n + i]] != UINT32_MAX) *rank++ = place[from->rank[j * n + i]];
    }
    free(place);
    points->alpha = from->alpha;
    points->price = from->price;
    points->significant = from->significant;
    return good;
}

struct prim_search prim_among(const struct prim_points *points, const unsigned char *in, const unsigned char *y, double least_mass)
{
    struct prim_search search = {.points = points, .in = in, .y = y};
    for (size_t i = 0; i < points->n; i++) {
        search.n += in[i];
        search.cases += (size_t)(in[i] && y[i]);
    }
    search.least = (size_t)ceil(least_mass * (double)search.n);
    if (search.least < LEAST_POINTS) search.least = LEAST_POINTS;
    return search;
}

double prim_bound_at(const struct prim_points *points, size_t column, double bound, int high)
{
    const double *x = points->x + column * points->n;
    const uint32_t *rank = points->rank + column * points->n;
    double next = bound;
    int whole = 1;
    if (!isfinite(bound)) return bound;
    for (size_t i = 0; i < points->n; i++) {
        const double value = x[rank[high ? points->n - 1 - i : i]];
        if (high ? value > bound : value < bound) next = value;
        whole &= value == floor(value);
    }
    return whole ? bound : bound + (next - bound) / 2;
}
