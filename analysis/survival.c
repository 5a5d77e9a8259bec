/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/survival.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

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

/* Bounds of survival at one duration: exp(-exp(log(-log S) -+ z se / (S |log S|))), which stays in [0, 1]. */
static void bounds(double share, double variance, double z, double *low, double *high)
{
    *low = *high = share;
    if (!(share > 0 && share < 1 && variance > 0)) return;
    double width = z * sqrt(variance) / (share * fabs(log(share)));
    *low = pow(share, exp(width));
    *high = pow(share, exp(-width));
}

void ent_survival_quantile(const double *survival, const double *variance, size_t n, double p, double level, struct ent_duration *duration)
{
    double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);
    *duration = (struct ent_duration){NAN, NAN, NAN};
    for (size_t t = 0; t < n; t++) {
        double low, high;
        bounds(survival[t], variance[t], z, &low, &high);
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
