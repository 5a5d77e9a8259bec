/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM: one box after another, each among the points that the earlier ones leave (covering).
 */
#include "analysis/prim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/prim_inside.h"

enum { MOST_STEPS = 1000, MOST_BOXES = 16 };

/* What the search for one box after another holds on to. */
struct prim_work {
    struct prim_points points;
    unsigned char *in, *y;
    struct prim_box box;
};

void ent_prim_above(const double *y, size_t n, double above, double *cases)
{
    for (size_t i = 0; i < n; i++) cases[i] = y[i] > above;
}

static int check(const double *x, const double *y, size_t n, size_t k, struct ent_error *error)
{
    if (n == 0 || k == 0 || n > UINT32_MAX)
        return ent_error_set(error, ENT_BAD_INPUT, "%zu points of %zu columns: there must be some", n, k);
    for (size_t i = 0; i < n * k; i++)
        if (!isfinite(x[i])) return ent_error_set(error, ENT_BAD_INPUT, "input %zu of point %zu is not a finite number", i % k, i / k);
    for (size_t i = 0; i < n; i++)
        if (y[i] != 0 && y[i] != 1)
            return ent_error_set(error, ENT_BAD_INPUT, "outcome %zu is %g; PRIM needs 0 or 1, or a threshold", i, y[i]);
    return ENT_OK;
}

static struct ent_prim_options with_defaults(const struct ent_prim_options *options)
{
    struct ent_prim_options full = options ? *options : (struct ent_prim_options){0};
    if (!(full.alpha > 0 && full.alpha <= 0.5)) full.alpha = 0.05;
    if (!(full.least_mass > 0 && full.least_mass < 1)) full.least_mass = 0.01;
    if (!(full.level > 0 && full.level < 1)) full.level = 0.005;
    if (full.most_boxes == 0) full.most_boxes = 4;
    if (full.most_boxes > MOST_BOXES) full.most_boxes = MOST_BOXES;
    if (full.n_halves == 0) full.n_halves = 50;
    if (full.n_shuffles == 0) full.n_shuffles = 199;
    return full;
}

static int work_make(struct prim_work *work, const double *x, const double *y, size_t n, size_t k, double alpha)
{
    work->in = malloc(n);
    work->y = malloc(n);
    if (!work->in || !work->y || !prim_box_make(&work->box, k) || !prim_points_make(&work->points, x, n, k, alpha)) return 0;
    memset(work->in, 1, n);
    for (size_t i = 0; i < n; i++) work->y[i] = y[i] != 0;
    return 1;
}

static void work_free(struct prim_work *work)
{
    free(work->in);
    free(work->y);
    prim_box_free(&work->box);
    prim_points_free(&work->points);
}

static int by_significance(const void *a, const void *b)
{
    const struct ent_prim_restriction *r = a, *s = b;
    if (r->p != s->p) return r->p < s->p ? -1 : 1;
    return r->column < s->column ? -1 : r->column > s->column;
}

/* Tells a box as the caller sees it: coverage and mass of the whole, not of what earlier boxes left. */
static int describe(struct ent_prim_box *box, struct prim_box *found, const struct prim_search *search, size_t all_cases)
{
    const struct prim_points *points = search->points;
    const size_t k = points->k;
    box->n_points = found->n;
    box->n_cases = found->cases;
    box->gain = found->gain;
    box->coverage = (double)found->cases / (double)all_cases;
    box->density = (double)found->cases / (double)found->n;
    box->mass = (double)found->n / (double)points->n;
    if (!(box->restriction = calloc(prim_restricted(found, k), sizeof *box->restriction))) return 0;
    for (size_t j = 0; j < k; j++) {
        if (!prim_restricts(found, j)) continue;
        box->restriction[box->n_restricted++] = (struct ent_prim_restriction){
            .column = j,
            .low = prim_bound_at(points, j, found->low[j], 0),
            .high = prim_bound_at(points, j, found->high[j], 1),
            .p = prim_quasi_p(search, found, j),
        };
    }
    qsort(box->restriction, box->n_restricted, sizeof *box->restriction, by_significance);
    return 1;
}

/* Seeks the next box. *counts tells whether it is better than what chance finds. Returns 0 if memory ran out. */
static int next_box(struct prim_work *work, const struct ent_prim_options *options, size_t all_cases, struct ent_prim_box *box, int *counts)
{
    const struct prim_search search = prim_among(&work->points, work->in, work->y, options->least_mass);
    struct prim_trajectory trajectory = {.most = MOST_STEPS, .step = malloc(MOST_STEPS * sizeof *trajectory.step)};
    *counts = 0;
    *box = (struct ent_prim_box){.p = 1, .coverage = NAN, .density = NAN, .mass = NAN};
    box->step = trajectory.step;
    if (!box->step) return 0;
    if (search.n <= search.least) return 1;
    if (!prim_seek(&search, &work->box, &trajectory)) return 0;
    box->n_steps = trajectory.n;
    box->chosen = trajectory.chosen;
    for (size_t i = 0; i < box->n_steps && all_cases > 0; i++) box->step[i].coverage *= (double)search.cases / (double)all_cases;
    if (!(work->box.gain > 0)) return 1;
    if (!describe(box, &work->box, &search, all_cases) || !prim_shuffle(&search, options, box)) return 0;
    *counts = box->p <= options->level;
    return !*counts || prim_halve(&search, options, box);
}

static void take_out(struct prim_work *work)
{
    for (size_t i = 0; i < work->points.n; i++)
        if (work->in[i] && prim_inside(&work->points, &work->box, i)) work->in[i] = 0;
}

int ent_prim_find(struct ent_prim *prim, const double *x, const double *y, size_t n, size_t k, const struct ent_prim_options *options,
                  struct ent_error *error)
{
    const struct ent_prim_options full = with_defaults(options);
    struct prim_work work = {0};
    size_t points = 0, cases = 0;
    int counts = 1, good;
    *prim = (struct ent_prim){.n = n, .k = k};
    int code = check(x, y, n, k, error);
    if (code) return code;
    for (size_t i = 0; i < n; i++) prim->n_cases += y[i] != 0;
    prim->box = calloc(full.most_boxes + 1, sizeof *prim->box);
    good = prim->box && work_make(&work, x, y, n, k, full.alpha);
    while (good && counts && prim->n_boxes < full.most_boxes) {
        struct ent_prim_box *box = &prim->box[prim->n_boxes];
        good = next_box(&work, &full, prim->n_cases, box, &counts);
        if (!good || !counts || (prim->n_boxes > 0 && box->found < 0.5)) break;
        take_out(&work);
        points += box->n_points;
        cases += box->n_cases;
        prim->n_boxes++;
    }
    work_free(&work);
    prim->coverage = prim->n_cases ? (double)cases / (double)prim->n_cases : NAN;
    prim->density = points ? (double)cases / (double)points : NAN;
    if (good) return ENT_OK;
    ent_prim_free(prim);
    return ent_error_set(error, ENT_BUG, "out of memory");
}

void ent_prim_free(struct ent_prim *prim)
{
    for (size_t i = 0; prim->box && i <= prim->n_boxes; i++) {
        free(prim->box[i].restriction);
        free(prim->box[i].step);
    }
    free(prim->box);
    *prim = (struct ent_prim){0};
}
