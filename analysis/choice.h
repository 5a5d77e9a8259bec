/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which order to choose by a results file: regret over its scenarios for every headline, acceptability over random weights of the
 * headlines, and bootstrap intervals of their means. Runs are resampled whole, with all orders and scenarios, which share their
 * random numbers; more than ENT_CHOICE_ROWS of them are put into so many groups of equal size, run r into group r modulo
 * ENT_CHOICE_ROWS, and groups are resampled. Formulas: METHODS.md.
 */
#ifndef ENT_ANALYSIS_CHOICE_H
#define ENT_ANALYSIS_CHOICE_H

#include "analysis/ranking.h"
#include "analysis/summary.h"

enum { ENT_CHOICE_ROWS = 1000, ENT_CHOICE_REPLICATES = 2000, ENT_CHOICE_WEIGHTS = 10000, ENT_MOST_READINGS = 3 };

/* Acceptability under one reading of deadlock. */
struct ent_reading {
    size_t criterion[ENT_N_HEADLINES]; /* positions of the headlines that are weighted */
    size_t n_criteria;
    size_t i_deadlock;     /* the reading */
    struct ent_smaa *smaa; /* [n_scenarios] */
};

struct ent_choice {
    size_t n_scenarios, n_orders, n_rows;
    struct ent_estimate *mean; /* [ENT_N_HEADLINES][n_scenarios][n_orders] with BCa intervals */
    struct ent_minimax minimax[ENT_N_HEADLINES];
    struct ent_reading reading[ENT_MOST_READINGS];
    size_t n_readings;
    double *memory; /* of the arrays above */
};

/* From the file, point, orders and level of a summary. On failure `choice` is zeroed.
 * Errors: those of ent_results_read, ENT_BUG (out of memory). */
int ent_choice_compute(struct ent_choice *choice, const struct ent_summary *summary, struct ent_error *error);
void ent_choice_free(struct ent_choice *choice);

/* The mean of a headline with its BCa interval. */
const struct ent_estimate *ent_choice_mean(const struct ent_choice *choice, size_t i_measure, size_t i_scenario, size_t i_order);

#endif
