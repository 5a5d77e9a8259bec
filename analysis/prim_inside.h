/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of PRIM share: points sorted by each column, a box, and how much it tells.
 */
#ifndef ENT_ANALYSIS_PRIM_INSIDE_H
#define ENT_ANALYSIS_PRIM_INSIDE_H

#include "analysis/prim.h"

/* The points, by column. */
struct prim_points {
    size_t n, k;
    double *x;      /* [k][n] */
    uint32_t *rank; /* [k][n]: the points in ascending order of each column */
    double *xlogx;  /* [n + 1]: i ln i */
    double alpha;
    double price;       /* of one bound, in deviance */
    double significant; /* greatest quasi-p-value of a restriction */
};

/* From x [n][k]; from `chosen` [m] of other points, in that order. Both return 0 if memory ran out; free in any case. */
int prim_points_make(struct prim_points *points, const double *x, size_t n, size_t k, double alpha);
int prim_points_take(struct prim_points *points, const struct prim_points *from, const uint32_t *chosen, size_t m);
void prim_points_free(struct prim_points *points);

/* The search among some of the points. */
struct prim_search {
    const struct prim_points *points;
    const unsigned char *in; /* [n] 1: this point takes part */
    const unsigned char *y;  /* [n] 1: a case */
    size_t n, cases;         /* of those that take part */
    size_t least;            /* points in the smallest box */
};

/* low <= x <= high, both values of points; infinite where open. */
struct prim_box {
    double *low, *high; /* [k] */
    size_t n, cases;    /* inside */
    double gain;        /* -INFINITY: none */
};

/* Deviance that inside and outside explain, or -INFINITY where the density inside is not the greater one. */
double prim_deviance(const struct prim_search *search, size_t n, size_t cases);
size_t prim_bounds(const struct prim_box *box, size_t k);
size_t prim_restricted(const struct prim_box *box, size_t k);
int prim_restricts(const struct prim_box *box, size_t column);
int prim_box_make(struct prim_box *box, size_t k);
void prim_box_free(struct prim_box *box);
void prim_box_copy(struct prim_box *to, const struct prim_box *from, size_t k);
void prim_box_open(struct prim_box *box, size_t k);

/* Peels, and leaves the candidate of greatest gain in `best`. The trajectory is stored if `step` is not NULL: at most
 * `most` of its boxes, `chosen` being best's. Returns 0 if memory ran out. */
struct prim_trajectory {
    size_t n, most, chosen;
    struct ent_prim_step *step;
};
int prim_peel(const struct prim_search *search, struct prim_box *best, struct prim_trajectory *trajectory);

/* Moves bounds to where the gain is greatest, and drops restrictions that are not significant. Returns 0 if memory ran out.
 * A box that is not better than none is left with gain -INFINITY. */
int prim_paste(const struct prim_search *search, struct prim_box *box);

/* Peels and pastes. */
int prim_seek(const struct prim_search *search, struct prim_box *box, struct prim_trajectory *trajectory);

/* The quasi-p-value of a restricted column. */
double prim_quasi_p(const struct prim_search *search, const struct prim_box *box, size_t column);

int prim_inside(const struct prim_points *points, const struct prim_box *box, size_t point);

/* Where to say that a bound stands: half-way to the next value outside, but in a column of whole numbers at the last one inside. */
double prim_bound_at(const struct prim_points *points, size_t column, double bound, int high);

/* A search among the points that `in` marks. */
struct prim_search prim_among(const struct prim_points *points, const unsigned char *in, const unsigned char *y, double least_mass);

/* How the box of a search stands up: p from shuffled outcomes, and what comes of seeking it in random halves. Fills p, held_out_*, found
 * and the found_* of the restrictions. Returns 0 if memory ran out. */
int prim_shuffle(const struct prim_search *search, const struct ent_prim_options *options, struct ent_prim_box *box);
int prim_halve(const struct prim_search *search, const struct ent_prim_options *options, struct ent_prim_box *box);

#endif
