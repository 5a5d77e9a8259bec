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

/* Some of the points in random order, and what a search among them needs. */
struct sample {
    gsl_rng *random;
    uint32_t *point; /* [n] */
    size_t n;
    unsigned char *in, *y;  /* [n of points] */
    unsigned char *outcome; /* [n] */
    struct prim_box box;
};

static void sample_free(struct sample *sample)
{
    if (sample->random) gsl_rng_free(sample->random);
    free(sample->point);
    free(sample->in);
    free(sample->y);
    free(sample->outcome);
    prim_box_free(&sample->box);
}

static int sample_make(struct sample *sample, const struct prim_search *search, const struct ent_prim_options *options)
{
    const size_t n = search->points->n;
    size_t m = 0;
    *sample = (struct sample){.random = gsl_rng_alloc(gsl_rng_mt19937)};
    sample->point = malloc(n * sizeof *sample->point);
    sample->in = calloc(n, 1);
    sample->y = malloc(n);
    sample->outcome = malloc(n);
    if (!sample->random || !sample->point || !sample->in || !sample->y || !sample->outcome ||
        !prim_box_make(&sample->box, search->points->k))
        return 0;
    gsl_rng_set(sample->random, (unsigned long)options->seed);
    memcpy(sample->y, search->y, n);
    for (size_t i = 0; i < n; i++)
        if (search->in[i]) sample->point[m++] = (uint32_t)i;
    gsl_ran_shuffle(sample->random, sample->point, m, sizeof *sample->point);
    sample->n = m < options->most_resampled ? m : options->most_resampled;
    for (size_t i = 0; i < sample->n; i++) sample->in[sample->point[i]] = 1;
    return 1;
}

/* The gain of the box that was found, had it been found in the sample: with fewer points it is smaller in proportion. */
static double gain_to_beat(const struct sample *sample, const struct prim_search *search, const struct ent_prim_box *box, size_t bounds)
{
    const double price = search->points->price * (double)bounds;
    return (box->gain + price) * (double)sample->n / (double)search->n - price;
}

static size_t restriction_bounds(const struct ent_prim_box *box)
{
    size_t n = 0;
    for (size_t i = 0; i < box->n_restricted; i++)
        n += (size_t)(box->restriction[i].low > -INFINITY) + (size_t)(box->restriction[i].high < INFINITY);
    return n;
}

int prim_shuffle(const struct prim_search *search, const struct ent_prim_options *options, struct ent_prim_box *box)
{
    struct sample sample;
    size_t as_good = 1;
    int good = sample_make(&sample, search, options);
    for (size_t i = 0; good && i < sample.n; i++) sample.outcome[i] = search->y[sample.point[i]];
    const double beat = good ? gain_to_beat(&sample, search, box, restriction_bounds(box)) : 0;
    for (size_t s = 0; good && s < options->n_shuffles; s++) {
        gsl_ran_shuffle(sample.random, sample.outcome, sample.n, 1);
        for (size_t i = 0; i < sample.n; i++) sample.y[sample.point[i]] = sample.outcome[i];
        const struct prim_search shuffled = prim_among(search->points, sample.in, sample.y, options->least_mass);
        good = prim_seek(&shuffled, &sample.box, NULL);
        as_good += (size_t)(sample.box.gain >= beat);
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

/* Coverage and density of a half's box in the other half, which is the rest of the sample. */
static void judge(const struct prim_search *search, const struct sample *sample, size_t half, struct ent_prim_box *box)
{
    size_t n = 0, cases = 0, all = 0;
    for (size_t i = half; i < sample->n; i++) {
        const size_t point = sample->point[i];
        const int inside = prim_inside(search->points, &sample->box, point);
        n += (size_t)inside;
        cases += (size_t)(inside && search->y[point]);
        all += search->y[point];
    }
    if (n == 0 || all == 0) return;
    box->held_out_coverage += (double)cases / (double)all;
    box->held_out_density += (double)cases / (double)n;
}

int prim_halve(const struct prim_search *search, const struct ent_prim_options *options, struct ent_prim_box *box)
{
    struct sample sample;
    int good = sample_make(&sample, search, options);
    const size_t half = sample.n / 2;
    size_t found = 0;
    for (size_t s = 0; good && s < options->n_halves; s++) {
        gsl_ran_shuffle(sample.random, sample.point, sample.n, sizeof *sample.point);
        for (size_t i = 0; i < sample.n; i++) sample.in[sample.point[i]] = i < half;
        const struct prim_search in_half = prim_among(search->points, sample.in, search->y, options->least_mass);
        good = prim_seek(&in_half, &sample.box, NULL);
        if (!good || sample.box.gain <= 0) continue;
        found++;
        count_found(&sample.box, box);
        judge(search, &sample, half, box);
    }
    sample_free(&sample);
    box->found = (double)found / (double)options->n_halves;
    box->held_out_coverage = found ? box->held_out_coverage / (double)found : NAN;
    box->held_out_density = found ? box->held_out_density / (double)found : NAN;
    for (size_t i = 0; i < box->n_restricted; i++) {
        box->restriction[i].found /= (double)options->n_halves;
        box->restriction[i].found_same /= (double)options->n_halves;
    }
    return good;
}
