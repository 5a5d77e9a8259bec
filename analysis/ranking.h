/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of several orders to choose: regret over scenarios when nobody says how likely each is (Savage 1951), and acceptability
 * when nobody says how much each measure weighs (SMAA-2: Lahdelma & Salminen 2001). How often one beats another run by run is
 * ent_paired_greater. Formulas: METHODS.md.
 */
#ifndef ENT_ANALYSIS_RANKING_H
#define ENT_ANALYSIS_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/estimators.h"
#include "params/error.h"

/* regret [n_scenarios][n_orders]: by how much an order is worse than the best one in the same scenario; 0 for the best.
 *   value   [n_scenarios][n_orders] expected values, NaN where an order has none
 *   better  1: more is better, -1: less is better
 *   greatest [n_orders] written, or NULL: the greatest regret over the scenarios; NaN if the order lacks a value where another
 *            has one. A scenario in which nobody has a value tells nothing and is passed over.
 * Returns how many orders have the least greatest regret; 0 if no order has one. */
size_t ent_regret(const double *value, size_t n_scenarios, size_t n_orders, int better, double *regret, double *greatest);

/* The same with its uncertainty, from replicates that were drawn together for all orders and scenarios. */
struct ent_minimax {
    struct ent_estimate *regret;   /* [n_scenarios][n_orders], intervals by percentiles of the replicates */
    struct ent_estimate *greatest; /* [n_orders] */
    double *chosen;                /* [n_orders] share of replicates in which it is the minimax choice; ties share; NaN: no choice */
};

/* value [n_scenarios][n_orders] and replicate [n_replicates][stride], of which the first n_scenarios * n_orders are used. The caller gives the arrays of `minimax`. Errors: ENT_BUG (out of memory). */
struct ent_minimax_input {
    const double *value, *replicate;
    size_t n_scenarios, n_orders, n_replicates, stride;
    int64_t n_runs; /* for the estimates to say */
    int better;
    double level; /* 0: .95 */
};
int ent_minimax(const struct ent_minimax_input *input, struct ent_minimax *minimax, struct ent_error *error);

/* Acceptability over random weights. */
struct ent_smaa_input {
    const double *utility; /* [n_draws_of_utility][n_orders][n_criteria] in 0..1, more is better; the orders of a draw together */
    size_t n_utilities, n_orders, n_criteria;
    size_t n_draws; /* of weights; 0: 10,000 */
    uint32_t seed;
};
struct ent_smaa {
    double *acceptability; /* [n_orders][n_orders] share of draws in which the order has rank r; ties share their ranks */
    double *central;       /* [n_orders][n_criteria] mean weights of those that put the order first; NaN if none do */
    double *confidence;    /* [n_orders] share of the utilities with which it is first under its central weights; NaN if none */
};

/* Weights are uniform over all that are at least 0 and sum to 1 (Dirichlet with parameters 1); draw k meets utility k modulo
 * n_utilities. An order that lacks a utility in a draw comes last in it; in all of them, everything about it is NaN. Draws in which
 * all orders lack one do not count. Errors: ENT_BUG (out of memory). */
int ent_smaa(const struct ent_smaa_input *input, struct ent_smaa *smaa, struct ent_error *error);

#endif
