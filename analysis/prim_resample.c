/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM: how a box stands up. A search that tries so many boxes always finds one; so the same search is made where there is nothing to
 * find, among shuffled outcomes, and again in random halves of the points, whose box is judged in the other half.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/prim_inside.h"

/* From so many random points halves are taken; shuffled are fewer, as the deviance that chance explains hardly depends on their number,
 * but so many that some of them are cases. */
enum { MOST_HALVED = 10000, MOST_SHUFFLED = 2000, SHUFFLED_CASES = 50 };

/* Some of the points of a search, in random order, and what a search among them needs. */
struct sample {
    gsl_rng *random;
    struct prim_points points;
    uint32_t *order;       /* [n of points] */
    unsigned char *in, *y; /* the same */
    struct prim_box box;
};

static void sample_free(struct sample *sample)
{
    if (sample->random) gsl_rng_free(sample->random);
    prim_points_free(&sample->points);
    free(sample->order);
    free(sample->in);
    free(sample->y);
    prim_box_free(&sample->box);
}

static int sample_make(struct sample *sample, const struct prim_search *search, size_t most, uint64_t seed)
{
    const size_t n = search->points->n;
    size_t m = 0;
    *sample = (struct sample){.random = gsl_rng_alloc(gsl_rng_mt19937)};
    sample->order = malloc(n * sizeof *sample->order);
    if (!sample->random || !sample->order) return 0;
    gsl_rng_set(sample->random, (unsigned long)seed);
    for (size_t i = 0; i < n; i++)
        if (search->in[i]) sample->order[m++] = (uint32_t)i;
    gsl_ran_shuffle(sample->random, sample->order, m, sizeof *sample->order);
    if (m > most) m = most;
    sample->in = malloc(m);
    sample->y = malloc(m);
    if (!sample->in || !sample->y || !prim_box_make(&sample->box, search->points->k)) return 0;
    if (!prim_points_take(&sample->points, search->points, sample->order, m)) return 0;
    memset(sample->in, 1, m);
    for (size_t i = 0; i < m; i++) {
        sample->y[i] = search->y[sample->order[i]];
        sample->order[i] = (uint32_t)i;
    }
    return 1;
}

int prim_shuffle(const struct prim_search *search, const struct ent_prim_options *options, struct ent_prim_box *box)
{
    struct sample sample;
    size_t as_good = 1, most = search->cases ? search->n / search->cases * SHUFFLED_CASES : search->n;
    int good = sample_make(&sample, search, most > MOST_SHUFFLED ? most : MOST_SHUFFLED, options->seed);
    for (size_t s = 0; good && s < options->n_shuffles; s++) {
        gsl_ran_shuffle(sample.random, sample.y, sample.points.n, 1);
        const struct prim_search shuffled = prim_among(&sample.points, sample.in, sample.y, options->least_mass);
        good = prim_seek(&shuffled, &sample.box, NULL);
        as_good += (size_t)(sample.box.gain >= box->gain);
    }
    box->p = (double)as_good / (double)(options->n_shuffles + 1);
    sample_free(&sample);
    return good;
}

/* Counts the restrictions that a half's box shares with the box. */
static void count_found(const struct prim_box *half, struct ent_prim_box *box)
{
    for (size_t i = 0; i < box->n_restricted; i++) {
        struct ent_prim_restriction *own = &box->restriction[i];
        const int low = half->low[own->column] > -INFINITY, high = half->high[own->column] < INFINITY;
        own->found += low || high;
        own->found_same += low == (own->low > -INFINITY) && high == (own->high < INFINITY);
    }
}

/* Coverage and density of a half's box in the other half. Returns 0 if no point of that lies in it. */
static int judge(const struct sample *sample, double *coverage, double *density)
{
    size_t n = 0, cases = 0, all = 0;
    for (size_t i = 0; i < sample->points.n; i++) {
        if (sample->in[i]) continue;
        const int inside = prim_inside(&sample->points, &sample->box, i);
        n += (size_t)inside;
        cases += (size_t)(inside && sample->y[i]);
        all += sample->y[i];
    }
    if (n == 0 || all == 0) return 0;
    *coverage += (double)cases / (double)all;
    *density += (double)cases / (double)n;
    return 1;
}

int prim_halve(const struct prim_search *search, const struct ent_prim_options *options, struct ent_prim_box *box)
{
    struct sample sample;
    size_t found = 0, judged = 0;
    double coverage = 0, density = 0;
    int good = sample_make(&sample, search, MOST_HALVED, options->seed);
    for (size_t s = 0; good && s < options->n_halves; s++) {
        gsl_ran_shuffle(sample.random, sample.order, sample.points.n, sizeof *sample.order);
        for (size_t i = 0; i < sample.points.n; i++) sample.in[sample.order[i]] = i < sample.points.n / 2;
        const struct prim_search half = prim_among(&sample.points, sample.in, sample.y, options->least_mass);
        good = prim_seek(&half, &sample.box, NULL);
        if (!good || !(sample.box.gain > 0)) continue;
        found++;
        count_found(&sample.box, box);
        judged += (size_t)judge(&sample, &coverage, &density);
    }
    sample_free(&sample);
    box->found = (double)found / (double)options->n_halves;
    box->held_out_coverage = judged ? coverage / (double)judged : NAN;
    box->held_out_density = judged ? density / (double)judged : NAN;
    for (size_t i = 0; i < box->n_restricted; i++) {
        box->restriction[i].found /= (double)options->n_halves;
        box->restriction[i].found_same /= (double)options->n_halves;
    }
    return good;
}
