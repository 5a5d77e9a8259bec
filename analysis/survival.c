/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/survival.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

void ent_survival(const double *events, const double *censored, size_t n, double *survival, double *variance)
{
    double at_risk = 0, share = 1, greenwood = 0;
    for (size_t t = 0; t < n; t++) at_risk += events[t] + censored[t];
    if (!(at_risk > 0)) share = greenwood = NAN;
    for (size_t t = 0; t < n; t++) {
        if (at_risk > 0 && events[t] > 0) {
            share *= (at_risk - events[t]) / at_risk;
            if (at_risk > events[t]) greenwood += events[t] / (at_risk * (at_risk - events[t]));
        }
        survival[t] = share;
        if (variance) variance[t] = share * share * greenwood;
        at_risk -= events[t] + censored[t];
    }
}

/* exp(-exp(log(-log S) -+ z se / (S |log S|))) */
void ent_survival_interval(double share, double variance, double level, double *low, double *high)
{
    double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
    *low = *high = share;
    if (!(share > 0 && share < 1 && variance > 0)) return;
    double width = z * sqrt(variance) / (share * fabs(log(share)));
    *low = pow(share, exp(width));
    *high = pow(share, exp(-width));
}

void ent_survival_quantile(const double *survival, const double *variance, size_t n, double p, double level, struct ent_duration *duration)
{
    *duration = (struct ent_duration){NAN, NAN, NAN};
    for (size_t t = 0; t < n; t++) {
        double low, high;
        ent_survival_interval(survival[t], variance[t], level, &low, &high);
        if (isnan(duration->low) && low <= 1 - p) duration->low = (double)t;
        if (isnan(duration->value) && survival[t] <= 1 - p) duration->value = (double)t;
        if (isnan(duration->high) && high <= 1 - p) duration->high = (double)t;
    }
}

double ent_survival_restricted_mean(const double *survival, size_t n, size_t limit)
{
    double mean = 0;
    for (size_t t = 0; t < limit && t < n; t++) mean += survival[t];
    return mean;
}

/* --- cases one by one -------------------------------------------------------------------------------------------------------- */

/* Adds the sorted cases into the counts of their distinct times; returns the number of these. */
static size_t add_cases(const struct ent_survival_cases *cases, const size_t *sorted, size_t n_used, double *at, double *events,
                        double *censored)
{
    size_t n_times = 0;
    for (size_t k = 0; k < n_used; k++) {
        size_t i = sorted[k], g = cases->group ? (size_t)cases->group[i] : 0;
        if (n_times == 0 || cases->time[i] > at[n_times - 1]) {
            at[n_times++] = cases->time[i];
            for (size_t j = 0; j < cases->n_groups; j++) {
                events[(n_times - 1) * cases->n_groups + j] = 0;
                censored[(n_times - 1) * cases->n_groups + j] = 0;
            }
        }
        if (cases->event[i] != 0)
            events[(n_times - 1) * cases->n_groups + g]++;
        else
            censored[(n_times - 1) * cases->n_groups + g]++;
    }
    return n_times;
}

int ent_survival_tabulate(const struct ent_survival_cases *cases, double *at, double *events, double *censored, size_t *n_times,
                          struct ent_error *error)
{
    size_t *sorted = malloc((2 * cases->n + 1) * sizeof *sorted), *used = sorted + cases->n, n_used = 0;
    double *time = malloc((cases->n + 1) * sizeof *time);
    int code = sorted && time ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    *n_times = 0;
    if (code) goto out;
    for (size_t i = 0; i < cases->n; i++) {
        if (!isfinite(cases->time[i]) || !isfinite(cases->event[i])) continue;
        time[n_used] = cases->time[i];
        used[n_used++] = i;
    }
    gsl_sort_index(sorted, time, 1, n_used);
    for (size_t k = 0; k < n_used; k++) sorted[k] = used[sorted[k]];
    *n_times = add_cases(cases, sorted, n_used, at, events, censored);
out:
    free(sorted);
    free(time);
    return code;
}

/* --- restricted mean --------------------------------------------------------------------------------------------------------- */

/* The area under the curve from 0 to the limit, and the sum of A^2 d / (r (r - d)), A the area from each duration with an event
 * to the limit. */
struct area {
    double mean, variance, cases;
    int reached; /* the curve is known up to the limit */
};

static double duration_at(const double *at, size_t t)
{
    return at ? at[t] : (double)t;
}

/* Two passes: the second finds each A by taking what lies before off the whole. */
static struct area area_under(const double *at, const double *events, const double *censored, size_t n, double limit)
{
    struct area area = {0};
    double at_risk = 0, share = 1, last = 0;
    for (size_t t = 0; t < n; t++) at_risk += events[t] + censored[t];
    area.cases = at_risk;
    for (int pass = 0; pass < 2; pass++) {
        double r = at_risk, sum = 0, before = 0;
        share = 1;
        for (size_t t = 0; t < n && duration_at(at, t) <= limit; t++) {
            double here = duration_at(at, t), d = events[t];
            sum += share * (here - before);
            before = here;
            if (d > 0 && r > 0) {
                share *= (r - d) / r;
                double left = area.mean - sum;
                if (pass == 1 && r > d) area.variance += left * left * d / (r * (r - d));
            }
            if (d + censored[t] > 0) last = here;
            r -= d + censored[t];
        }
        sum += share * (limit - before);
        if (pass == 0) area.mean = sum;
        area.reached = r > 0 || last >= limit || !(share > 0);
    }
    return area;
}

void ent_survival_mean(const double *at, const double *events, const double *censored, size_t n, double limit, double level,
                       struct ent_estimate *estimate)
{
    struct area area = area_under(at, events, censored, n, limit);
    *estimate = (struct ent_estimate){NAN, NAN, NAN, NAN, (int64_t)area.cases, 0};
    if (!(area.cases > 0) || !area.reached) return;
    double error = sqrt(area.variance), half = gsl_cdf_ugaussian_Qinv((1 - level) / 2) * error;
    estimate->value = area.mean;
    estimate->sd = error * sqrt(area.cases);
    if (area.cases < 2) return;
    estimate->low = fmax(0, area.mean - half);
    estimate->high = fmin(limit, area.mean + half);
}
