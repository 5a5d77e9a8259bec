/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of one measure in one scenario, for all orders at once: the runs are read in pieces, twice where they are many, so
 * that memory does not grow with them.
 */
#ifndef ENT_ANALYSIS_MEASURING_H
#define ENT_ANALYSIS_MEASURING_H

#include "analysis/summary.h"

enum { ENT_PIECE = 65536 }; /* runs read at a time */

struct ent_measuring;

/* Scratch for a summary with n_orders orders; NULL: out of memory. */
struct ent_measuring *ent_measuring_new(size_t n_orders);
void ent_measuring_free(struct ent_measuring *measuring);

/* Fills what the summary has of measure i_measure in scenario i_scenario: mean or share and quantiles of every order, and the
 * comparison with the first. Errors: those of ent_results_read, ENT_BUG (out of memory). */
int ent_measuring_scenario(struct ent_measuring *measuring, struct ent_summary *summary, size_t i_scenario, size_t i_measure,
                           struct ent_error *error);

/* The values of a measure for the runs first .. first + n - 1 of a cell; NaN where there is none. */
int ent_measure_read(const struct ent_results *results, const struct ent_measure *measure, struct ent_cell_at cell, size_t first, size_t n,
                     double *values, struct ent_error *error);

#endif
