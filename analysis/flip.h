/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a ranking turns: the difference between two orders over the slice of two assumptions, all others varying as in the
 * design, with its uncertainty; and the share of the tested space in which each is better. Several readings of one
 * measure are taken together: nothing is decided unless all of them agree. Formulas: METHODS.md.
 */
#ifndef ENT_ANALYSIS_FLIP_H
#define ENT_ANALYSIS_FLIP_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/estimators.h"
#include "params/error.h"

enum { ENT_FLIP_MOST_READINGS = 8 };
enum ent_flip_verdict { ENT_FLIP_OPEN, ENT_FLIP_FIRST, ENT_FLIP_SECOND };

/* Differences, first order minus second, at the points of a design. */
struct ent_flip_points {
    size_t n, n_readings;
    const struct ent_estimate *difference; /* [n][n_readings]; a point with a NaN value is left out */
    const size_t *cluster;                 /* [n] points that were not drawn independently share a number below n; NULL: all were */
    int better;                            /* 1: greater is better, -1: less is better */
};

/* How a difference is judged: open where an interval holds 0 or has no ends. */
enum ent_flip_verdict ent_flip_judge(const struct ent_estimate *difference, size_t n_readings, int better);

/* The share of the points at which an order is better in all readings, with its interval. */
struct ent_flip_share {
    struct ent_estimate first, second;                      /* by the estimates at the points: the rest disagrees between readings */
    struct ent_estimate decided_first, decided_second;      /* where also the interval at the point excludes 0 in every reading */
    struct ent_estimate reading[ENT_FLIP_MOST_READINGS][2]; /* by one reading alone: first, second */
};

/* Errors: ENT_USAGE (too many readings), ENT_BUG (out of memory). No point with values: all NaN. */
int ent_flip_shares(const struct ent_flip_points *points, double level, struct ent_flip_share *share, struct ent_error *error);

struct ent_flip_cell {
    double u, v;                                            /* centre */
    struct ent_estimate difference[ENT_FLIP_MOST_READINGS]; /* mean over what else varies, with its interval */
    double first, second;                                   /* share of the points there at which each is better in all readings */
    enum ent_flip_verdict verdict;                          /* by the intervals of all readings */
    double support;                                         /* number of points that the estimate is worth */
};

struct ent_flip_map {
    size_t side, n_readings, n, n_clusters;   /* side x side cells; points and clusters used */
    double bandwidth, share_bandwidth;        /* of the kernel, in units of the slice's sides: for differences, for shares */
    double explained[ENT_FLIP_MOST_READINGS]; /* share of the variance between points that the slice tells of points not used */
    struct ent_flip_cell *cell;               /* [side][side]: v outer, u inner, ascending */
};

/* The map of the unit square: u, v [n] within [0, 1]. `side` cells along each; level of the intervals. Free with ent_flip_free, which
 * accepts zeroed; on failure `map` is zeroed. Errors: ENT_BAD_INPUT (fewer than 10 clusters with values, or u or v does not vary),
 * ENT_USAGE (too many readings), ENT_BUG (out of memory). */
int ent_flip_make(struct ent_flip_map *map, const struct ent_flip_points *points, const double *u, const double *v, size_t side,
                  double level, struct ent_error *error);
void ent_flip_free(struct ent_flip_map *map);

#endif
