/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM, first half: peeling. From the box of all points, one thin slab after another is taken from one side of one column.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/prim_inside.h"

/* The points still in the box, in the order of each column. */
struct peeling {
    const struct prim_search *search;
    uint32_t *left;      /* [k][n] */
    unsigned char *gone; /* [n of points] */
    size_t n, cases;
    struct prim_box box;
};

/* A slab: the first or last `n` points in the order of a column. */
struct slab {
    size_t column, n, cases;
    int high; /* 1: from the upper side */
    double score;
};

static int start(struct peeling *peeling, const struct prim_search *search)
{
    const struct prim_points *points = search->points;
    *peeling = (struct peeling){.search = search, .n = search->n, .cases = search->cases};
    peeling->left = malloc(points->k * search->n * sizeof *peeling->left);
    peeling->gone = calloc(points->n, 1);
    if (!peeling->left || !peeling->gone || !prim_box_make(&peeling->box, points->k)) return 0;
    for (size_t j = 0; j < points->k; j++) {
        uint32_t *left = peeling->left + j * search->n;
        const uint32_t *rank = points->rank + j * points->n;
        for (size_t i = 0; i < points->n; i++)
            if (search->in[rank[i]]) *left++ = rank[i];
    }
    return 1;
}

static void stop(struct peeling *peeling)
{
    free(peeling->left);
    free(peeling->gone);
    prim_box_free(&peeling->box);
}

/* How many points, counted from one side, a slab of about `wanted` has: equal values are never parted, and of the two places where it
 * can end the nearer is taken. 0: all points have one value. */
static size_t slab_length(const double *value, const uint32_t *left, size_t n, size_t wanted, int high)
{
    size_t below = wanted, with = wanted + 1;
    const double edge = value[high ? left[n - 1 - wanted] : left[wanted]];
    while (below > 0 && value[high ? left[n - below] : left[below - 1]] == edge) below--;
    while (with < n && value[high ? left[n - 1 - with] : left[with]] == edge) with++;
    if (with == n) return below;
    if (below == 0) return with;
    return with - wanted < wanted - below ? with : below;
}

/* How good it is to lose a slab: the rise of density per point lost. */
static double slab_score(const struct peeling *peeling, size_t n, size_t cases)
{
    const double before = (double)peeling->cases / (double)peeling->n;
    const double gain = (double)(peeling->cases - cases) / (double)(peeling->n - n) - before;
    return gain > 0 ? gain / (double)n : gain * (double)n;
}

static int find_slab(const struct peeling *peeling, struct slab *best)
{
    const struct prim_points *points = peeling->search->points;
    const size_t n = peeling->n;
    size_t wanted = (size_t)(points->alpha * (double)n);
    if (wanted == 0) wanted = 1;
    best->n = 0;
    for (size_t j = 0; j < points->k; j++) {
        const uint32_t *left = peeling->left + j * peeling->search->n;
        for (int high = 0; high < 2; high++) {
            struct slab slab = {.column = j, .high = high, .n = slab_length(points->x + j * points->n, left, n, wanted, high)};
            if (slab.n == 0 || n - slab.n < peeling->search->least) continue;
            for (size_t i = 0; i < slab.n; i++) slab.cases += peeling->search->y[left[high ? n - 1 - i : i]];
            slab.score = slab_score(peeling, slab.n, slab.cases);
            if (best->n == 0 || slab.score > best->score) *best = slab;
        }
    }
    return best->n > 0;
}

static void take_away(struct peeling *peeling, const struct slab *slab)
{
    const struct prim_points *points = peeling->search->points;
    const size_t n = peeling->n;
    const uint32_t *column = peeling->left + slab->column * peeling->search->n;
    const double *value = points->x + slab->column * points->n;
    if (slab->high)
        peeling->box.high[slab->column] = value[column[n - 1 - slab->n]];
    else
        peeling->box.low[slab->column] = value[column[slab->n]];
    for (size_t i = 0; i < slab->n; i++) peeling->gone[column[slab->high ? n - 1 - i : i]] = 1;
    for (size_t j = 0; j < points->k; j++) {
        uint32_t *left = peeling->left + j * peeling->search->n;
        size_t kept = 0;
        for (size_t i = 0; i < n; i++) {
            left[kept] = left[i];
            kept += !peeling->gone[left[i]];
        }
    }
    peeling->n -= slab->n;
    peeling->cases -= slab->cases;
}

static void consider(const struct peeling *peeling, struct prim_box *best, struct prim_trajectory *trajectory)
{
    const size_t k = peeling->search->points->k, bounds = prim_bounds(&peeling->box, k);
    const double gain = prim_deviance(peeling->search, peeling->n, peeling->cases) - peeling->search->points->price * (double)bounds;
    if (bounds > 0 && gain > best->gain) {
        prim_box_copy(best, &peeling->box, k);
        best->n = peeling->n;
        best->cases = peeling->cases;
        best->gain = gain;
        if (trajectory) trajectory->chosen = trajectory->n;
    }
    if (!trajectory || trajectory->n == trajectory->most) return;
    trajectory->step[trajectory->n++] = (struct ent_prim_step){
        .coverage = peeling->search->cases ? (double)peeling->cases / (double)peeling->search->cases : NAN,
        .density = (double)peeling->cases / (double)peeling->n,
        .mass = (double)peeling->n / (double)peeling->search->points->n,
        .n_restricted = prim_restricted(&peeling->box, k),
    };
}

int prim_peel(const struct prim_search *search, struct prim_box *best, struct prim_trajectory *trajectory)
{
    struct peeling peeling;
    struct slab slab;
    int good = start(&peeling, search);
    prim_box_open(best, search->points->k);
    while (good) {
        consider(&peeling, best, trajectory);
        if (peeling.cases == peeling.n || peeling.cases == 0 || !find_slab(&peeling, &slab)) break;
        take_away(&peeling, &slab);
    }
    stop(&peeling);
    return good;
}
