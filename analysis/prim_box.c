/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM: a box, and how much it tells about the outcome.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/prim_inside.h"

/* Twice the log-likelihood of `cases` among n under their own share. */
static double likelihood(const struct prim_points *points, size_t n, size_t cases)
{
    return 2 * (points->xlogx[cases] + points->xlogx[n - cases] - points->xlogx[n]);
}

double prim_deviance(const struct prim_search *search, size_t n, size_t cases)
{
    const size_t rest = search->n - n, rest_cases = search->cases - cases;
    if ((double)cases * (double)rest <= (double)rest_cases * (double)n) return -INFINITY;
    return likelihood(search->points, n, cases) + likelihood(search->points, rest, rest_cases) -
           likelihood(search->points, search->n, search->cases);
}

int prim_restricts(const struct prim_box *box, size_t column)
{
    return box->low[column] > -INFINITY || box->high[column] < INFINITY;
}

size_t prim_bounds(const struct prim_box *box, size_t k)
{
    size_t n = 0;
    for (size_t j = 0; j < k; j++) n += (size_t)(box->low[j] > -INFINITY) + (size_t)(box->high[j] < INFINITY);
    return n;
}

size_t prim_restricted(const struct prim_box *box, size_t k)
{
    size_t n = 0;
    for (size_t j = 0; j < k; j++) n += (size_t)prim_restricts(box, j);
    return n;
}

int prim_box_make(struct prim_box *box, size_t k)
{
    *box = (struct prim_box){.low = malloc(k * sizeof *box->low), .high = malloc(k * sizeof *box->high)};
    if (!box->low || !box->high) return 0;
    prim_box_open(box, k);
    return 1;
}

void prim_box_free(struct prim_box *box)
{
    free(box->low);
    free(box->high);
    *box = (struct prim_box){0};
}

void prim_box_copy(struct prim_box *to, const struct prim_box *from, size_t k)
{
    memcpy(to->low, from->low, k * sizeof *to->low);
    memcpy(to->high, from->high, k * sizeof *to->high);
    to->n = from->n;
    to->cases = from->cases;
    to->gain = from->gain;
}

void prim_box_open(struct prim_box *box, size_t k)
{
    for (size_t j = 0; j < k; j++) {
        box->low[j] = -INFINITY;
        box->high[j] = INFINITY;
    }
    box->n = box->cases = 0;
    box->gain = -INFINITY;
}

int prim_seek(const struct prim_search *search, struct prim_box *box, struct prim_trajectory *trajectory)
{
    if (!prim_peel(search, box, trajectory)) return 0;
    return prim_bounds(box, search->points->k) == 0 || prim_paste(search, box);
}
