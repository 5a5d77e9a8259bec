/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long things take in a results file: from an issue's arrival to its decision, and until an order fails. Kaplan-Meier curves,
 * medians and restricted means of every cell, log-rank tests between orders. Both are counted in months, so that memory does not
 * grow with the runs. Formulas: METHODS.md.
 */
#ifndef ENT_ANALYSIS_DURATIONS_H
#define ENT_ANALYSIS_DURATIONS_H

#include "analysis/summary.h"
#include "analysis/survival.h"

enum ent_duration_of { ENT_TO_DECISION, ENT_TO_FAILURE, ENT_N_DURATION_KINDS };

struct ent_duration_row {
    const char *name, *unit, *cases, *doc;
    const char *variable[2]; /* the variables of the file that it is counted from */
};
extern const struct ent_duration_row ent_duration_rows[ENT_N_DURATION_KINDS];

/* One kind. Cells stand as [n_scenarios][n_orders]. */
struct ent_timing {
    int there;                                         /* the file records it */
    size_t n_times;                                    /* durations on the axis */
    double *at;                                        /* [n_times] in the kind's unit */
    double longest;                                    /* the limit of restricted means where cases are in view so long */
    double *limit;                                     /* [n_scenarios] that of each: up to where somebody is in view in every order */
    double *events, *censored, *survival, *low, *high; /* [cells][n_times] */
    struct ent_estimate *mean;                         /* [cells] restricted to limit */
    struct ent_duration *median;                       /* [cells] in the kind's unit */
    struct ent_log_rank *against;                      /* [cells] the first order and this one; of the first: nothing */
    struct ent_log_rank *together;                     /* [n_scenarios] all orders */
    int64_t *n_left_out;                               /* [cells] runs without a duration */
};

struct ent_durations {
    struct ent_timing timing[ENT_N_DURATION_KINDS];
};

/* From the file, point, orders and level of a summary. On failure `durations` is zeroed.
 * Errors: those of ent_results_read, ENT_BUG (out of memory). */
int ent_durations_compute(struct ent_durations *durations, const struct ent_summary *summary, struct ent_error *error);
void ent_durations_free(struct ent_durations *durations);

#endif
