/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Survival (Kaplan & Meier 1958): how long until something happens, when some cases leave view before it does. From counts on
 * an axis of durations, or from cases one by one, which ent_survival_tabulate counts first.
 */
#ifndef ENT_ANALYSIS_SURVIVAL_H
#define ENT_ANALYSIS_SURVIVAL_H

#include <stddef.h>

#include "analysis/estimators.h"
#include "params/error.h"

/* Cases one by one to counts: case i of group[i] ended (event[i] != 0) or left view (0) at time[i]. Writes the distinct times in
 * ascending order to at [n] and the counts to events and censored, each [number of times][n_groups], room for n times; returns
 * that number. Cases whose time or event is not finite are left out. `group` may be NULL: one group, number 0. */
struct ent_survival_cases {
    const double *time, *event;
    const int *group; /* 0 .. n_groups - 1 */
    size_t n, n_groups;
};
int ent_survival_tabulate(const struct ent_survival_cases *cases, double *at, double *events, double *censored, size_t *n_times,
                          struct ent_error *error);

/* survival[t] = product over s <= t of (1 - events[s] / at_risk[s]): the share still waiting after duration t.
 *   events, censored  [n] cases that ended, or left view, at duration t = 0 .. n-1; a case censored at t was
 *                     still at risk at t
 *   survival          [n] written; once nobody is at risk it stays where it was
 *   variance          [n] written, or NULL: Greenwood's variance of survival[t] (Greenwood 1926)
 * Without any case every value is NaN. */
void ent_survival(const double *events, const double *censored, size_t n, double *survival, double *variance);

/* Least duration at which survival is at most 1 - p, with the interval that inverts the pointwise one
 * (Brookmeyer & Crowley 1982, on the log-log scale). NaN for what is not reached. */
struct ent_duration {
    double value, low, high;
};
void ent_survival_quantile(const double *survival, const double *variance, size_t n, double p, double level, struct ent_duration *duration);

/* The interval of survival at one duration, on the log-log scale, which stays in [0, 1]; where survival is 0 or 1, of length 0. */
void ent_survival_interval(double survival, double variance, double level, double *low, double *high);

/* Mean duration restricted to `limit`: the area under the curve from 0 to limit, with the variance
 * sum of A^2 d / (r (r - d)) over the durations up to it, A the area from there to the limit, and a normal interval cut at 0 and
 * limit (Irwin 1949; Klein & Moeschberger 2003, 4.5).
 *   at       [n] the durations, ascending; NULL: 0, 1, 2, ...
 *   events, censored  [n] as above
 * estimate->sd is the standard error times the root of n, the cases. NaN if the curve is above 0 and ends before the limit. */
void ent_survival_mean(const double *at, const double *events, const double *censored, size_t n, double limit, double level,
                       struct ent_estimate *estimate);

/* Whether the groups differ (log-rank: Mantel 1966; Peto & Peto 1972), with the hypergeometric variance. */
enum { ENT_MOST_GROUPS = 32 };
struct ent_log_rank {
    double observed[ENT_MOST_GROUPS], expected[ENT_MOST_GROUPS]; /* events by group */
    double chi_square, p;                                        /* NaN where fewer than two groups were ever at risk of an event */
    int degrees;
    double z; /* two groups: (observed - expected) / root of the variance, of the second; above 0: it ends sooner. Else NaN. */
};

/* events and censored [n_times][n_groups], as ent_survival_tabulate writes them; n_groups <= ENT_MOST_GROUPS. */
void ent_log_rank(const double *events, const double *censored, size_t n_times, size_t n_groups, struct ent_log_rank *test);

/* Mean duration, restricted to `limit` <= n: the sum of survival[t - 1] over t = 1 .. limit. */
double ent_survival_restricted_mean(const double *survival, size_t n, size_t limit);

#endif
