/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elementary effects (Morris 1991; mu* of Campolongo, Cariboni & Saltelli 2007): by how much an output changes when one parameter
 * alone moves, over many places. Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_MORRIS_H
#define ENT_ANALYSIS_MORRIS_H

#include <stddef.h>

#include "analysis/bootstrap.h"
#include "analysis/estimators.h"
#include "params/error.h"

/* Groups of k + 1 points in which each parameter moves once: trajectories, in which each point differs from the one before, or
 * stars, in which each differs from the first. */
struct ent_trajectories {
    size_t n, k;
    int is_star;
    const double *x; /* [n][k + 1][k] in units of each parameter's range */
    const double *y; /* [n][k + 1]; a group with a value that is not finite is left out whole */
};

/* Which parameter moves between point l and l + 1 of group t, and by how much; 1, or 0 if not exactly one does. */
int ent_trajectory_step(const struct ent_trajectories *trajectories, size_t t, size_t l, size_t *parameter, double *step);

/* Elementary effects effect [k][n], change of y over change of x; NaN in a group that is left out. Returns how many are. */
size_t ent_morris_effects(const struct ent_trajectories *trajectories, double *effect);

struct ent_morris_index {
    struct ent_estimate mu_star; /* mean size of the effects, with percentile bootstrap interval over the groups */
    struct ent_estimate mu;      /* mean effect, with Student's t interval */
    double sigma;                /* standard deviation of the effects: interaction, or curvature */
};

/* mu*, mu and sigma of each parameter from effect [k][n]: index [k]. Errors: ENT_BUG (out of memory). */
int ent_morris(struct ent_morris_index *index, const double *effect, size_t n, size_t k, const struct ent_bootstrap *options,
               struct ent_error *error);

#endif
