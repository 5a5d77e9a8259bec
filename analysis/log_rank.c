/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log-rank test: at every duration the events of a group are compared with its part of those at risk.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "analysis/survival.h"

/* The sums over durations: V is [ENT_MOST_GROUPS][ENT_MOST_GROUPS]. */
struct sums {
    double at_risk[ENT_MOST_GROUPS], variance[ENT_MOST_GROUPS * ENT_MOST_GROUPS];
};

/* One duration with d events among r at risk: in group i expected are d r_i / r, with the covariances of the hypergeometric
 * distribution d (r - d) / (r - 1) (r_i / r) (1{i = j} - r_j / r). */
static void add_duration(struct sums *sums, struct ent_log_rank *test, const double *events, size_t n_groups)
{
    double d = 0, r = 0;
    for (size_t i = 0; i < n_groups; i++) {
        d += events[i];
        r += sums->at_risk[i];
    }
    if (!(d > 0)) return;
    double scale = r > 1 ? d * (r - d) / (r - 1) : 0;
    for (size_t i = 0; i < n_groups; i++) {
        double share = sums->at_risk[i] / r;
        test->observed[i] += events[i];
        test->expected[i] += d * share;
        for (size_t j = 0; j < n_groups; j++) sums->variance[i * ENT_MOST_GROUPS + j] += scale * share * ((i == j) - sums->at_risk[j] / r);
    }
}

/* (O - E)' V^-1 (O - E) without the first of the n + 1 groups in `kept`, which the others determine: V is brought to triangular
 * form. 0 if it has no inverse. */
static int quadratic(const struct sums *sums, const struct ent_log_rank *test, const size_t *kept, size_t n, double *chi_square)
{
    double matrix[ENT_MOST_GROUPS * ENT_MOST_GROUPS], solved[ENT_MOST_GROUPS];
    *chi_square = 0;
    for (size_t i = 0; i < n; i++) {
        size_t group = kept[i + 1];
        for (size_t j = 0; j < n; j++) matrix[i * n + j] = sums->variance[group * ENT_MOST_GROUPS + kept[j + 1]];
        double variance = matrix[i * n + i];
        solved[i] = test->observed[group] - test->expected[group];
        for (size_t j = 0; j < i; j++) {
            double factor = matrix[i * n + j] / matrix[j * n + j];
            for (size_t k = j; k < n; k++) matrix[i * n + k] -= factor * matrix[j * n + k];
            solved[i] -= factor * solved[j];
        }
        if (!(matrix[i * n + i] > 1e-12 * variance)) return 0;
        *chi_square += solved[i] * solved[i] / matrix[i * n + i];
    }
    return 1;
}

void ent_log_rank(const double *events, const double *censored, size_t n_times, size_t n_groups, struct ent_log_rank *test)
{
    struct sums sums = {0};
    size_t kept[ENT_MOST_GROUPS], n_kept = 0;
    *test = (struct ent_log_rank){.chi_square = NAN, .p = NAN, .z = NAN};
    for (size_t t = 0; t < n_times; t++)
        for (size_t i = 0; i < n_groups; i++) sums.at_risk[i] += events[t * n_groups + i] + censored[t * n_groups + i];
    for (size_t t = 0; t < n_times; t++) {
        add_duration(&sums, test, &events[t * n_groups], n_groups);
        for (size_t i = 0; i < n_groups; i++) sums.at_risk[i] -= events[t * n_groups + i] + censored[t * n_groups + i];
    }
    for (size_t i = 0; i < n_groups; i++)
        if (test->expected[i] > 0) kept[n_kept++] = i;
    if (n_kept < 2 || !quadratic(&sums, test, kept, n_kept - 1, &test->chi_square)) return;
    test->degrees = (int)n_kept - 1;
    test->p = gsl_cdf_chisq_Q(test->chi_square, test->degrees);
    if (n_groups == 2) test->z = copysign(sqrt(test->chi_square), test->observed[1] - test->expected[1]);
}
