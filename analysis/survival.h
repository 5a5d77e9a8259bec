/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Survival from counts on a duration axis (Kaplan & Meier 1958): how long until something happens, when some
 * cases leave view before it does.
 */
#ifndef ENT_ANALYSIS_SURVIVAL_H
#define ENT_ANALYSIS_SURVIVAL_H

#include <stddef.h>

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

/* Mean duration, restricted to `limit` <= n: the sum of survival[t - 1] over t = 1 .. limit. */
double ent_survival_restricted_mean(const double *survival, size_t n, size_t limit);

#endif
