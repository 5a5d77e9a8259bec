/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM, second half: pasting. Each bound in turn is moved, out or in, to where the box tells most about the outcome; a restriction
 * that the cases could do without is dropped.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/prim_inside.h"

enum { MOST_SWEEPS = 50 };

/* A column, all other restrictions holding: the points in ascending order, and how many cases come before each. */
struct pasting {
    const struct prim_search *search;
    uint32_t *violated;  /* [n of points] by how many restricted columns a point is outside */
    uint32_t *line;      /* [n] */
    uint32_t *before;    /* [n + 1] */
    unsigned char *shut; /* [k] 1: this column was found not to matter */
    size_t m;            /* points in the line */
    size_t others;       /* bounds of the other columns */
};

static int outside(const struct prim_points *points, const struct prim_box *box, size_t column, size_t point)
{
    const double x = points->x[column * points->n + point];
    return x < box->low[column] || x > box->high[column];
}

int prim_inside(const struct prim_points *points, const struct prim_box *box, size_t point)
{
    for (size_t j = 0; j < points->k; j++)
        if (outside(points, box, j, point)) return 0;
    return 1;
}

static void add_violations(struct pasting *pasting, const struct prim_box *box, size_t column, int sign)
{
    const struct prim_points *points = pasting->search->points;
    if (!prim_restricts(box, column)) return;
    for (size_t i = 0; i < points->n; i++)
        if (outside(points, box, column, i)) pasting->violated[i] += (uint32_t)sign;
}

static int start(struct pasting *pasting, const struct prim_search *search, const struct prim_box *box)
{
    const size_t n = search->points->n, k = search->points->k;
    *pasting = (struct pasting){.search = search};
    pasting->violated = calloc(n, sizeof *pasting->violated);
    pasting->line = malloc(n * sizeof *pasting->line);
    pasting->before = malloc((n + 1) * sizeof *pasting->before);
    pasting->shut = calloc(k, 1);
    if (!pasting->violated || !pasting->line || !pasting->before || !pasting->shut) return 0;
    for (size_t j = 0; j < k; j++) add_violations(pasting, box, j, 1);
    return 1;
}

static void stop(struct pasting *pasting)
{
    free(pasting->violated);
    free(pasting->line);
    free(pasting->before);
    free(pasting->shut);
}

/* Lines up the points that satisfy all but `column`, whose own restriction must not be counted. */
static void line_up(struct pasting *pasting, const struct prim_box *box, size_t column)
{
    const struct prim_search *search = pasting->search;
    const struct prim_points *points = search->points;
    const uint32_t *rank = points->rank + column * points->n;
    pasting->m = 0;
    pasting->before[0] = 0;
    for (size_t i = 0; i < points->n; i++) {
        if (!search->in[rank[i]] || pasting->violated[rank[i]]) continue;
        pasting->line[pasting->m++] = rank[i];
        pasting->before[pasting->m] = pasting->before[pasting->m - 1] + search->y[rank[i]];
    }
    const size_t own = (size_t)(box->low[column] > -INFINITY) + (size_t)(box->high[column] < INFINITY);
    pasting->others = prim_bounds(box, points->k) - own;
}

/* The gain with points [from, to) of the line inside. */
static double line_gain(const struct pasting *pasting, size_t from, size_t to)
{
    const struct prim_search *search = pasting->search;
    if (to < from + search->least) return -INFINITY;
    const size_t bounds = pasting->others + (size_t)(from > 0) + (size_t)(to < pasting->m);
    return prim_deviance(search, to - from, pasting->before[to] - pasting->before[from]) - search->points->price * (double)bounds;
}

/* Whether a bound can stand before position `at`: equal values are not parted. */
static int can_part(const struct pasting *pasting, const double *value, size_t at)
{
    return at == 0 || at == pasting->m || value[pasting->line[at - 1]] < value[pasting->line[at]];
}

/* Moves the two bounds of a column in turn. Returns the gain, and leaves the ends in *from and *to. */
static double best_interval(const struct pasting *pasting, const double *value, size_t *from, size_t *to)
{
    double gain = line_gain(pasting, *from, *to), open = line_gain(pasting, 0, pasting->m);
    if (open > gain) {
        gain = open;
        *from = 0;
        *to = pasting->m;
    }
    for (int moved = 1; moved;) {
        moved = 0;
        for (size_t at = 0; at < *to; at++) {
            const double g = line_gain(pasting, at, *to);
            if (g <= gain || !can_part(pasting, value, at)) continue;
            gain = g;
            *from = at;
            moved = 1;
        }
        for (size_t at = *from + 1; at <= pasting->m; at++) {
            const double g = line_gain(pasting, *from, at);
            if (g <= gain || !can_part(pasting, value, at)) continue;
            gain = g;
            *to = at;
            moved = 1;
        }
    }
    return gain;
}

/* Returns 1 if the box became better. */
static int paste_column(struct pasting *pasting, struct prim_box *box, size_t column)
{
    const double *value = pasting->search->points->x + column * pasting->search->points->n;
    size_t from = 0, to;
    add_violations(pasting, box, column, -1);
    line_up(pasting, box, column);
    to = pasting->m;
    while (from < to && value[pasting->line[from]] < box->low[column]) from++;
    while (to > from && value[pasting->line[to - 1]] > box->high[column]) to--;
    const double gain = best_interval(pasting, value, &from, &to);
    const int better = gain > box->gain;
    if (better) {
        box->low[column] = from > 0 ? value[pasting->line[from]] : -INFINITY;
        box->high[column] = to < pasting->m ? value[pasting->line[to - 1]] : INFINITY;
        box->n = to - from;
        box->cases = pasting->before[to] - pasting->before[from];
        box->gain = gain;
    }
    add_violations(pasting, box, column, 1);
    return better;
}

/* Opens a column for good. */
static void shut_column(struct pasting *pasting, struct prim_box *box, size_t column)
{
    add_violations(pasting, box, column, -1);
    box->low[column] = -INFINITY;
    box->high[column] = INFINITY;
    pasting->shut[column] = 1;
    line_up(pasting, box, column);
    box->n = pasting->m;
    box->cases = pasting->before[pasting->m];
    box->gain = line_gain(pasting, 0, pasting->m);
}

double prim_quasi_p(const struct prim_search *search, const struct prim_box *box, size_t column)
{
    const struct prim_points *points = search->points;
    const double low = box->low[column], high = box->high[column];
    size_t n = 0, cases = 0;
    box->low[column] = -INFINITY;
    box->high[column] = INFINITY;
    for (size_t i = 0; i < points->n; i++) {
        if (!search->in[i] || !prim_inside(points, box, i)) continue;
        n++;
        cases += search->y[i];
    }
    box->low[column] = low;
    box->high[column] = high;
    if (box->cases == 0) return 1;
    return gsl_cdf_binomial_Q((unsigned int)(box->cases - 1), (double)cases / (double)n, (unsigned int)box->n);
}

/* Opens the least significant restriction if it is not significant enough. */
static int drop_worst(struct pasting *pasting, struct prim_box *box)
{
    const struct prim_points *points = pasting->search->points;
    double worst = points->significant;
    size_t column = points->k;
    for (size_t j = 0; j < points->k; j++) {
        const double p = prim_restricts(box, j) ? prim_quasi_p(pasting->search, box, j) : 0;
        if (p <= worst) continue;
        worst = p;
        column = j;
    }
    if (column == points->k) return 0;
    shut_column(pasting, box, column);
    return 1;
}

int prim_paste(const struct prim_search *search, struct prim_box *box)
{
    struct pasting pasting;
    const size_t k = search->points->k;
    int good = start(&pasting, search, box);
    do {
        int better = good;
        for (int sweep = 0; better && sweep < MOST_SWEEPS; sweep++) {
            better = 0;
            for (size_t j = 0; j < k; j++)
                if (!pasting.shut[j]) better |= paste_column(&pasting, box, j);
        }
    } while (good && prim_bounds(box, k) > 0 && drop_worst(&pasting, box));
    stop(&pasting);
    if (prim_bounds(box, k) == 0 || box->gain <= 0) prim_box_open(box, k);
    return good;
}
