/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a results file says, in tables: every order in every scenario, and every order against the first,
 * run by run. All functions hand over a malloc'ed, zero-terminated text for the caller to print and free.
 */
#ifndef ENT_ANALYSIS_SUMMARY_H
#define ENT_ANALYSIS_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/estimators.h"
#include "analysis/measures.h"
#include "analysis/results.h"
#include "params/error.h"

enum ent_summary_format { ENT_SUMMARY_TEXT, ENT_SUMMARY_JSON, ENT_SUMMARY_CSV, ENT_SUMMARY_LATEX };

enum { ENT_ALL_POINTS = -1 };

/* A zeroed struct asks for the text of design point 0 with 95 % intervals. */
struct ent_summary_options {
    int format;    /* enum ent_summary_format; JSON and CSV hold every metric, text and LaTeX the headlines */
    double level;  /* coverage of the intervals; 0: 0.95 */
    int64_t point; /* design point, or ENT_ALL_POINTS */
};

/* The summary of all orders; differences are against the file's first order.
 * Errors: ENT_USAGE (no such point or level), those of ent_results_read, ENT_BUG (out of memory). */
int ent_summary_print(const struct ent_results *results, const struct ent_summary_options *options, char **text, struct ent_error *error);

/* Two orders by name: each headline of both, the difference `order` minus `against`, and how often `order` is
 * better in the same run. An unknown name is ENT_USAGE. */
int ent_compare_print(const struct ent_results *results, const char *order, const char *against, const struct ent_summary_options *options,
                      char **text, struct ent_error *error);

/* The figures behind the tables, for one design point. */

enum { ENT_N_SUMMARY_QUANTILES = 3 };
extern const double ent_summary_quantiles[ENT_N_SUMMARY_QUANTILES];

/* One measure in one cell. */
struct ent_measured {
    struct ent_estimate mean;                              /* of all runs: a mean, or a share */
    struct ent_estimate quantile[ENT_N_SUMMARY_QUANTILES]; /* headlines that are not shares; else n is 0 */
};

/* One measure in one scenario: an order against the base. */
struct ent_compared {
    struct ent_estimate difference; /* order minus base, run by run */
    struct ent_estimate better;     /* share of runs in which the order is better, or greater where not judged */
    double ties;                    /* share in which they are equal */
    struct ent_variance_ratio ratio;
};

struct ent_choice;
struct ent_durations;

struct ent_summary {
    const struct ent_results *results;
    double level;
    size_t point;
    double *design;  /* [results->parameter.n] values of the parameters that the design varies */
    size_t n_orders; /* selected */
    size_t *order;   /* [n_orders] positions in the file; order[0] is the base of the differences */
    size_t n_measures;
    struct ent_measure measure[ENT_MAX_MEASURES];
    struct ent_run_counts *counts;   /* [n_scenarios][n_orders] */
    struct ent_measured *measured;   /* [n_scenarios][n_orders][n_measures] */
    struct ent_compared *compared;   /* the same; those of the base are zero */
    struct ent_choice *choice;       /* NULL unless ent_summary_add_choice put it there (choice.h) */
    struct ent_durations *durations; /* NULL unless ent_summary_add_durations did (durations.h) */
};

/* Computes a summary. order [n_orders] are positions in the file; `all` takes in every metric.
 * On failure `summary` is zeroed. */
int ent_summary_compute(struct ent_summary *summary, const struct ent_results *results, const size_t *order, size_t n_orders, size_t point,
                        int all, double level, struct ent_error *error);
void ent_summary_free(struct ent_summary *summary);

/* What a summary may hold besides: regret, acceptability and bootstrap intervals; curves and tests of durations. Errors: those of
 * ent_results_read, ENT_BUG (out of memory). */
int ent_summary_add_choice(struct ent_summary *summary, struct ent_error *error);
int ent_summary_add_durations(struct ent_summary *summary, struct ent_error *error);

/* What the options ask for: the level and the range of design points. ENT_USAGE if there is no such thing. */
int ent_summary_range(const struct ent_results *results, const struct ent_summary_options *options, double *level, size_t *first,
                      size_t *last, struct ent_error *error);

/* How many runs the cells of the selected orders have: "1000", or "256 to 1024" where a precision decided. */
enum { ENT_RUNS_TEXT = 48 };
void ent_summary_runs(const struct ent_summary *summary, char text[ENT_RUNS_TEXT]);

/* Position in `counts` and, times n_measures, in `measured` and `compared`. */
size_t ent_summary_cell(const struct ent_summary *summary, size_t i_scenario, size_t i_order);

#endif
