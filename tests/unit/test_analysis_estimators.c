/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Estimators against closed forms, against GSL, and by the coverage of their intervals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/estimators.h"
#include "analysis/survival.h"

#define close_to(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static void mean_closed_form(void **state)
{
    (void)state;
    const double x[] = {1, NAN, 2, 3, INFINITY, 4};
    struct ent_estimate e;
    ent_mean(x, 6, 0.95, &e);
    close_to(e.value, 2.5, 1e-15);
    close_to(e.sd, sqrt(5.0 / 3), 1e-15);
    /* t(3, .975) = 3.18244630528 (tables) */
    close_to(e.high - e.value, 3.18244630528 * sqrt(5.0 / 3) / 2, 1e-10);
    close_to(e.value - e.low, e.high - e.value, 1e-14);
    assert_int_equal(e.n, 4);
    assert_int_equal(e.n_missing, 2);
}

static void mean_degenerate(void **state)
{
    (void)state;
    const double same[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, none[] = {NAN, NAN};
    struct ent_estimate e;
    ent_mean(same, 7, 0.95, &e);
    close_to(e.value, 0.1, 1e-16);
    close_to(e.high - e.low, 0, 1e-15);
    ent_mean(same, 1, 0.95, &e);
    close_to(e.value, 0.1, 0);
    assert_true(isnan(e.low) && isnan(e.high) && isnan(e.sd));
    ent_mean(none, 2, 0.95, &e);
    assert_true(isnan(e.value) && isnan(e.low) && e.n == 0 && e.n_missing == 2);
    ent_mean(NULL, 0, 0.95, &e);
    assert_true(isnan(e.value) && e.n == 0 && e.n_missing == 0);
}

/* A large common part must not swamp the spread. */
static void mean_like_gsl(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    double x[1000];
    struct ent_estimate e;
    gsl_rng_set(rng, 7);
    for (size_t i = 0; i < 1000; i++) x[i] = 1e6 + gsl_ran_gaussian(rng, 1e-3);
    ent_mean(x, 1000, 0.9, &e);
    close_to(e.value, gsl_stats_mean(x, 1, 1000), 1e-9);
    close_to(e.sd / gsl_stats_sd(x, 1, 1000), 1, 1e-6);
    gsl_rng_free(rng);
}

static void wilson_published(void **state)
{
    (void)state;
    struct ent_estimate e;
    /* Newcombe 1998 (doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I, method 3 */
    ent_share_of(81, 263, 0.95, &e);
    close_to(e.low, 0.2553, 5e-5);
    close_to(e.high, 0.3662, 5e-5);
    ent_share_of(15, 148, 0.95, &e);
    close_to(e.low, 0.0624, 5e-5);
    close_to(e.high, 0.1605, 5e-5);
    ent_share_of(0, 20, 0.95, &e);
    close_to(e.low, 0, 0);
    close_to(e.high, 0.1611, 5e-5);
    ent_share_of(1, 29, 0.95, &e);
    close_to(e.low, 0.0061, 5e-5);
    close_to(e.high, 0.1718, 5e-5);
}

/* A bound p0 of the score interval solves (p - p0)^2 = z^2 p0 (1 - p0) / n. */
static void wilson_inverts_the_score_test(void **state)
{
    (void)state;
    double z = gsl_cdf_ugaussian_Pinv(0.975);
    for (int64_t n = 1; n <= 60; n++)
        for (int64_t k = 0; k <= n; k++) {
            struct ent_estimate e;
            double p = (double)k / (double)n;
            ent_share_of(k, n, 0.95, &e);
            assert_true(0 <= e.low && e.low <= p && p <= e.high && e.high <= 1 && e.low < e.high);
            if (k > 0) close_to((p - e.low) * (p - e.low), z * z * e.low * (1 - e.low) / (double)n, 1e-12);
            if (k < n) close_to((p - e.high) * (p - e.high), z * z * e.high * (1 - e.high) / (double)n, 1e-12);
        }
}

static void share_leaves_out(void **state)
{
    (void)state;
    const double x[] = {1, 0, NAN, 1, 0, 1};
    struct ent_estimate e;
    ent_share(x, 6, 0.95, &e);
    close_to(e.value, 0.6, 1e-15);
    close_to(e.sd, sqrt(0.3), 1e-15);
    assert_true(e.n == 5 && e.n_missing == 1);
    ent_share(NULL, 0, 0.95, &e);
    assert_true(isnan(e.value) && isnan(e.low) && e.n == 0);
}

static void quantile_ranks(void **state)
{
    (void)state;
    double x[20], work[20];
    struct ent_estimate e;
    for (size_t i = 0; i < 20; i++) x[i] = (double)((7 * i) % 20 + 1); /* 1 .. 20, shuffled */
    /* n = 20: the 6th and the 15th value enclose the median with probability .9586 (binomial tables) */
    ent_quantile(x, 20, 0.5, 0.95, work, &e);
    close_to(e.value, 10.5, 0);
    close_to(e.low, 6, 0);
    close_to(e.high, 15, 0);
    ent_quantile(x, 20, 0.05, 0.95, work, &e);
    close_to(e.value, 1.95, 1e-12);
    assert_true(isnan(e.low));
    close_to(e.high, 4, 0); /* P(Binomial(20, .05) <= 3) = .9841, P(<= 2) = .9245 */
    /* five values cannot bound a median at 95 %, six can: 1 - 2/2^6 = .969 */
    ent_quantile(x, 5, 0.5, 0.95, work, &e);
    assert_true(isnan(e.low) && isnan(e.high) && e.n == 5);
    for (size_t i = 0; i < 6; i++) x[i] = (double)i;
    ent_quantile(x, 6, 0.5, 0.95, work, &e);
    close_to(e.low, 0, 0);
    close_to(e.high, 5, 0);
    x[0] = NAN;
    ent_quantile(x, 1, 0.5, 0.95, work, &e);
    assert_true(isnan(e.value) && e.n == 0 && e.n_missing == 1);
}

static void paired(void **state)
{
    (void)state;
    const double a[] = {3, 1, NAN, 4, 5}, b[] = {1, 1, 2, NAN, 1};
    struct ent_estimate e;
    double ties;
    ent_paired_mean(a, b, 5, 0.95, &e);
    close_to(e.value, 2, 1e-15);
    close_to(e.sd, 2, 1e-15);
    assert_true(e.n == 3 && e.n_missing == 2);
    ent_paired_greater(a, b, 5, 0.95, &e, &ties);
    close_to(e.value, 2.0 / 3, 1e-15);
    close_to(ties, 1.0 / 3, 1e-15);
    ent_paired_greater(a, b, 0, 0.95, &e, &ties);
    assert_true(isnan(e.value) && isnan(ties));
}

static void paired_share(void **state)
{
    (void)state;
    double a[40], b[40];
    struct ent_estimate e;
    /* both 1 in 10, only a in 12, only b in 6, both 0 in 12: p12~ = 13/42, p21~ = 7/42 */
    for (size_t i = 0; i < 40; i++) {
        a[i] = i < 22;
        b[i] = i < 10 || (i >= 22 && i < 28);
    }
    ent_paired_share(a, b, 40, 0.95, &e);
    double pa = 13.0 / 42, pb = 7.0 / 42;
    double half = 1.959963984540054 * sqrt((pa + pb - (pa - pb) * (pa - pb)) / 42);
    close_to(e.value, 0.15, 1e-15);
    close_to(e.low, pa - pb - half, 1e-12);
    close_to(e.high, pa - pb + half, 1e-12);
    /* no disagreement is not certainty */
    ent_paired_share(a, a, 8, 0.95, &e);
    close_to(e.value, 0, 0);
    assert_true(e.low < -0.1 && e.high > 0.1);
}

static void ratio_known(void **state)
{
    (void)state;
    /* a and b are uncorrelated here: 1. Doubling what they share gives var a + var b = 10, var(a - b) = 2. */
    const double u[] = {1, -1, 1, -1}, v[] = {1, 1, -1, -1}, constant[] = {3, 3, 3, 3};
    double a[4], b[4];
    struct ent_variance_ratio r;
    ent_variance_ratio(u, v, 4, 0.95, &r);
    close_to(r.ratio, 1, 1e-15);
    close_to(r.z, 0, 1e-12);
    for (size_t i = 0; i < 4; i++) {
        a[i] = 2 * u[i] + v[i];
        b[i] = 2 * u[i];
    }
    ent_variance_ratio(a, b, 4, 0.95, &r);
    close_to(r.ratio, 9, 1e-12);
    ent_variance_ratio(a, a, 4, 0.95, &r);
    assert_true(isinf(r.ratio) && isinf(r.z) && r.z > 0);
    ent_variance_ratio(constant, constant, 4, 0.95, &r);
    assert_true(isnan(r.ratio) && isnan(r.z) && r.n == 4);
    ent_variance_ratio(a, b, 1, 0.95, &r);
    assert_true(isnan(r.ratio));
}

/* Pairs of normal values with correlation rho, equal variances: the ratio is 1 / (1 - rho). */
static void fill_pairs(gsl_rng *rng, double rho, double *a, double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) gsl_ran_bivariate_gaussian(rng, 1, 1, rho, &a[i], &b[i]);
}

static void ratio_error_like_bootstrap(void **state)
{
    (void)state;
    enum { N = 400, RESAMPLES = 600 };
    static double a[N], b[N], ra[N], rb[N], logs[RESAMPLES];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    struct ent_variance_ratio r, resampled;
    gsl_rng_set(rng, 11);
    fill_pairs(rng, 0.75, a, b, N);
    ent_variance_ratio(a, b, N, 0.95, &r);
    assert_true(r.low < 4 && 4 < r.high && r.z > 4);
    for (size_t k = 0; k < RESAMPLES; k++) {
        for (size_t i = 0; i < N; i++) {
            size_t pick = gsl_rng_uniform_int(rng, N);
            ra[i] = a[pick];
            rb[i] = b[pick];
        }
        ent_variance_ratio(ra, rb, N, 0.95, &resampled);
        logs[k] = log(resampled.ratio);
    }
    close_to(log(r.ratio) / r.z / gsl_stats_sd(logs, 1, RESAMPLES), 1, 0.15); /* sd of an sd over 600: 3 % */
    gsl_rng_free(rng);
}

/* z of the hypothesis that an interval covers with probability `level`. */
static double coverage_z(int covered, int n, double level)
{
    return (covered - n * level) / sqrt(n * level * (1 - level));
}

static void coverage_of_t(void **state)
{
    (void)state;
    enum { REPETITIONS = 4000, N = 6 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    int covered = 0, covered_by_twin = 0;
    gsl_rng_set(rng, 3);
    for (int k = 0; k < REPETITIONS; k++) {
        double x[N], y[N];
        struct ent_estimate e;
        for (size_t i = 0; i < N; i++) {
            y[i] = gsl_ran_gaussian(rng, 3);
            x[i] = y[i] + 10 + gsl_ran_gaussian(rng, 2);
        }
        ent_paired_mean(x, y, N, 0.95, &e);
        covered += e.low <= 10 && 10 <= e.high;
        /* the twin takes the normal distribution for Student's */
        double half = 1.96 * e.sd / sqrt(N);
        covered_by_twin += fabs(e.value - 10) <= half;
    }
    assert_true(fabs(coverage_z(covered, REPETITIONS, 0.95)) < 4);
    assert_true(fabs(coverage_z(covered_by_twin, REPETITIONS, 0.95)) > 4);
    gsl_rng_free(rng);
}

/* Exact coverage: the sum of binomial probabilities of the counts whose interval holds p. */
static void coverage_of_wilson(void **state)
{
    (void)state;
    enum { N = 50 };
    double mean = 0, twin_mean = 0;
    int n = 0;
    for (double p = 0.02; p < 0.985; p += 0.01, n++)
        for (unsigned k = 0; k <= N; k++) {
            struct ent_estimate e;
            double share = (double)k / N, half = 1.959964 * sqrt(share * (1 - share) / N), weight = gsl_ran_binomial_pdf(k, p, N);
            ent_share_of(k, N, 0.95, &e);
            mean += e.low <= p && p <= e.high ? weight : 0;
            twin_mean += fabs(share - p) <= half ? weight : 0; /* Wald's interval */
        }
    close_to(mean / n, 0.95, 0.005);
    assert_true(fabs(twin_mean / n - 0.95) > 0.02);
}

static void coverage_of_quantile(void **state)
{
    (void)state;
    enum { REPETITIONS = 4000, N = 60 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    double truth = -log(0.25);
    int covered = 0, covered_by_twin = 0;
    gsl_rng_set(rng, 5);
    for (int k = 0; k < REPETITIONS; k++) {
        double x[N], work[N];
        struct ent_estimate e;
        for (size_t i = 0; i < N; i++) x[i] = gsl_ran_exponential(rng, 1);
        ent_quantile(x, N, 0.75, 0.95, work, &e);
        covered += e.low <= truth && truth <= e.high;
        /* the twin asks for the wrong quantile */
        ent_quantile(x, N, 0.70, 0.95, work, &e);
        covered_by_twin += e.low <= truth && truth <= e.high;
    }
    /* at least 95 %, and the ranks cannot give much more: one rank is worth 11 % here */
    assert_true(coverage_z(covered, REPETITIONS, 0.95) > -4 && covered < 0.99 * REPETITIONS);
    assert_true(coverage_z(covered_by_twin, REPETITIONS, 0.95) < -4);
    gsl_rng_free(rng);
}

static void coverage_of_ratio(void **state)
{
    (void)state;
    enum { REPETITIONS = 2000, N = 300 };
    static double a[N], b[N], shuffled[N];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    int covered = 0, shown = 0, shown_by_twin = 0;
    gsl_rng_set(rng, 13);
    for (int k = 0; k < REPETITIONS; k++) {
        struct ent_variance_ratio r;
        fill_pairs(rng, 0.6, a, b, N);
        ent_variance_ratio(a, b, N, 0.95, &r);
        covered += r.low <= 2.5 && 2.5 <= r.high;
        shown += r.z > 4;
        /* the twin pairs runs that share nothing */
        for (size_t i = 0; i < N; i++) shuffled[i] = b[(i + 1) % N];
        ent_variance_ratio(a, shuffled, N, 0.95, &r);
        shown_by_twin += r.z > 4;
    }
    assert_true(covered > 0.93 * REPETITIONS && covered < 0.97 * REPETITIONS);
    assert_true(shown == REPETITIONS && shown_by_twin == 0);
    gsl_rng_free(rng);
}

static void survival_by_hand(void **state)
{
    (void)state;
    /* ten cases: 2 end at 1, 1 leaves view at 1, 3 end at 3, 4 leave view at 4 */
    const double events[] = {0, 2, 0, 3, 0}, censored[] = {0, 1, 0, 0, 4};
    double s[5], v[5];
    struct ent_duration d;
    ent_survival(events, censored, 5, s, v);
    close_to(s[0], 1, 0);
    close_to(s[1], 0.8, 1e-15);
    close_to(s[2], 0.8, 1e-15);
    close_to(s[3], 0.8 * 4 / 7, 1e-15);
    close_to(s[4], 0.8 * 4 / 7, 1e-15);
    close_to(v[1], 0.64 * 2 / (10.0 * 8), 1e-15);
    close_to(v[3], s[3] * s[3] * (2 / (10.0 * 8) + 3 / (7.0 * 4)), 1e-15);
    ent_survival_quantile(s, v, 5, 0.5, 0.95, &d);
    close_to(d.value, 3, 0);
    assert_true(d.low <= d.value && isnan(d.high));
    ent_survival_quantile(s, v, 5, 0.9, 0.95, &d);
    assert_true(isnan(d.value));
    close_to(ent_survival_restricted_mean(s, 5, 4), 1 + 0.8 + 0.8 + 0.8 * 4 / 7, 1e-15);
}

/* Without censoring, survival is the share of longer durations and Greenwood's variance is binomial. */
static void survival_uncensored(void **state)
{
    (void)state;
    const double events[] = {1, 4, 0, 5, 10}, censored[] = {0, 0, 0, 0, 0};
    double s[5], v[5], left = 20;
    ent_survival(events, censored, 5, s, v);
    for (size_t t = 0; t < 5; t++) {
        left -= events[t];
        close_to(s[t], left / 20, 1e-15);
        close_to(v[t], s[t] * (1 - s[t]) / 20, 1e-15);
    }
}

static void survival_of_nobody(void **state)
{
    (void)state;
    const double none[] = {0, 0, 0};
    double s[3], v[3];
    struct ent_duration d;
    ent_survival(none, none, 3, s, v);
    assert_true(isnan(s[0]) && isnan(s[2]));
    ent_survival_quantile(s, v, 3, 0.5, 0.95, &d);
    assert_true(isnan(d.value) && isnan(d.low) && isnan(d.high));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_closed_form),
        cmocka_unit_test(mean_degenerate),
        cmocka_unit_test(mean_like_gsl),
        cmocka_unit_test(wilson_published),
        cmocka_unit_test(wilson_inverts_the_score_test),
        cmocka_unit_test(share_leaves_out),
        cmocka_unit_test(quantile_ranks),
        cmocka_unit_test(paired),
        cmocka_unit_test(paired_share),
        cmocka_unit_test(ratio_known),
        cmocka_unit_test(ratio_error_like_bootstrap),
        cmocka_unit_test(coverage_of_t),
        cmocka_unit_test(coverage_of_wilson),
        cmocka_unit_test(coverage_of_quantile),
        cmocka_unit_test(coverage_of_ratio),
        cmocka_unit_test(survival_by_hand),
        cmocka_unit_test(survival_uncensored),
        cmocka_unit_test(survival_of_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
