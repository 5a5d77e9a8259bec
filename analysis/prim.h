/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM, the patient rule induction method (Friedman & Fisher 1999), as used for scenario discovery (Bryant & Lempert
 * 2010): in which box of the inputs are the cases of interest? A box restricts few of the columns, each to an interval;
 * its coverage is the share of all cases that lie inside, its density the share of cases among the points inside.
 *
 * How a box is found: peeling takes away, again and again, the slab of about `alpha` of the remaining points whose loss raises the
 * density most for what it costs; each box on this trajectory is a candidate. Chosen is the one that tells most about the
 * outcome: the greatest deviance explained by inside and outside, less a price for every bound. Pasting then moves each bound, out or
 * in, to where that is greatest, and drops restrictions that are not significant. Formulas: METHODS.md.
 */
#ifndef ENT_ANALYSIS_PRIM_H
#define ENT_ANALYSIS_PRIM_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"

/* A zero asks for the default. */
struct ent_prim_options {
    double alpha;      /* share of the points that one peel takes; 0.05. A level of a column that has few is taken whole */
    double least_mass; /* share of the points below which no box is sought; 0.01, and never fewer than 10 points */
    double
        level; /* a box counts if shuffled outcomes give one as good this rarely; 0.005. A later one must also be found in half of the halves */
    size_t most_boxes; /* sought one after another in what the earlier ones leave; 4 */
    size_t n_halves;   /* random halves of the points in which the box is sought again; 50 */
    size_t n_shuffles; /* shuffled outcomes; 199 */
    uint64_t seed;     /* of both */
};

/* A restricted column: low <= x <= high; an open side is infinite. Between two points a bound lies half-way, but in a column of
 * whole numbers it is the last one inside. */
struct ent_prim_restriction {
    size_t column;
    double low, high;
    double p;          /* quasi-p-value: chance of so many cases in the box if this restriction did nothing (binomial) */
    double found;      /* share of the random halves in which the box restricts this column */
    double found_same; /* the same: on the same side or sides */
};

/* One box of the peeling trajectory. */
struct ent_prim_step {
    double coverage, density, mass;
    size_t n_restricted;
};

struct ent_prim_box {
    size_t n_points, n_cases;                   /* inside, of those that earlier boxes left */
    double coverage, density, mass;             /* of all cases; of the points inside; of all points */
    double gain;                                /* deviance explained, less the price of the bounds */
    double p;                                   /* share of outcomes that give as great a gain: shuffled ones, and this one */
    double held_out_coverage, held_out_density; /* of boxes found in a half, in the other half: mean; NaN if none was found */
    double found;                               /* share of the halves in which any box was found */
    size_t n_restricted;
    struct ent_prim_restriction *restriction; /* [n_restricted], most significant first */
    size_t n_steps, chosen;                   /* the trajectory, and which of it was pasted */
    struct ent_prim_step *step;               /* [n_steps]; the first is the whole */
};

struct ent_prim {
    size_t n, k, n_cases;
    size_t n_boxes;           /* that count */
    struct ent_prim_box *box; /* [n_boxes + 1]: the last one does not count, and is the best there was; zero if there was none */
    double coverage, density; /* of all boxes that count, together */
};

/* Seeks boxes in x [n][k], y [n] of 0 and 1. n_boxes 0 is an answer: nothing distinguishes the cases.
 * Equal input and seed give equal digits. Free with ent_prim_free, which accepts a zeroed struct; on failure `prim` is zeroed.
 * Errors: ENT_BAD_INPUT (n or k is 0; a value is not finite; y is neither 0 nor 1), ENT_BUG (out of memory). */
int ent_prim_find(struct ent_prim *prim, const double *x, const double *y, size_t n, size_t k, const struct ent_prim_options *options,
                  struct ent_error *error);
void ent_prim_free(struct ent_prim *prim);

/* 1 where y is greater than `above`, else 0: y [n] into cases [n]. */
void ent_prim_above(const double *y, size_t n, double above, double *cases);

#endif
