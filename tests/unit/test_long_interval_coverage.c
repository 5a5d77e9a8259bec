/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often intervals cover, over 2,000 repetitions of data whose truth is known; the table in METHODS.md says the same to the
 * digit. A twin of each kind, wrong on purpose, must miss.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bootstrap.h"
#include "analysis/estimators.h"
#include "analysis/survival.h"

enum { REPETITIONS = 2000, REPLICATES = 1000, MOST = 256 };

/* One repetition: draws data, writes the interval, returns the truth. */
typedef double repetition(gsl_rng *rng, struct ent_estimate *estimate);

/* --- t and normal ------------------------------------------------------------------------------------------------------------ */

static void fill_normal(gsl_rng *rng, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) x[i] = gsl_ran_gaussian(rng, 2) + 5;
}

static double t_normal(gsl_rng *rng, struct ent_estimate *e)
{
    double x[6];
    fill_normal(rng, x, 6);
    ent_mean(x, 6, 0.95, e);
    return 5;
}

static double t_paired(gsl_rng *rng, struct ent_estimate *e)
{
    double a[20], b[20];
    fill_normal(rng, b, 20);
    for (size_t i = 0; i < 20; i++) a[i] = b[i] + gsl_ran_gaussian(rng, 1) + 0.5;
    ent_paired_mean(a, b, 20, 0.95, e);
    return 0.5;
}

static double t_uniform(gsl_rng *rng, struct ent_estimate *e)
{
    double x[30];
    for (size_t i = 0; i < 30; i++) x[i] = gsl_rng_uniform(rng);
    ent_mean(x, 30, 0.95, e);
    return 0.5;
}

/* Takes the normal distribution for Student's. */
static double twin_of_t(gsl_rng *rng, struct ent_estimate *e)
{
    double truth = t_normal(rng, e), half = 1.959964 * e->sd / sqrt(6);
    e->low = e->value - half;
    e->high = e->value + half;
    return truth;
}

/* Exponential durations of mean 2, in view for up to 4: counted, or, by the twin, with those that leave view as events. */
static void tabulate(gsl_rng *rng, size_t n, int twin, double *at, double *events, double *censored, size_t *n_times)
{
    double time[MOST], event[MOST];
    struct ent_error error;
    for (size_t i = 0; i < n; i++) {
        double ends = gsl_ran_exponential(rng, 2), leaves = 4 * gsl_rng_uniform(rng);
        time[i] = ends < leaves ? ends : leaves;
        event[i] = twin || ends < leaves;
    }
    const struct ent_survival_cases cases = {time, event, NULL, n, 1};
    assert_int_equal(ent_survival_tabulate(&cases, at, events, censored, n_times, &error), ENT_OK);
}

static double restricted_mean(gsl_rng *rng, struct ent_estimate *e, int twin)
{
    double at[MOST], events[MOST], censored[MOST];
    size_t n_times;
    tabulate(rng, 200, twin, at, events, censored, &n_times);
    ent_survival_mean(at, events, censored, n_times, 3, 0.95, e);
    return 2 * (1 - exp(-1.5));
}

static double normal_restricted(gsl_rng *rng, struct ent_estimate *e)
{
    return restricted_mean(rng, e, 0);
}

static double twin_restricted(gsl_rng *rng, struct ent_estimate *e)
{
    return restricted_mean(rng, e, 1);
}

static double log_log_survival(gsl_rng *rng, struct ent_estimate *e)
{
    double at[MOST], events[MOST], censored[MOST], survival[MOST], variance[MOST];
    size_t n_times, t = 0;
    tabulate(rng, 100, 0, at, events, censored, &n_times);
    ent_survival(events, censored, n_times, survival, variance);
    while (t + 1 < n_times && at[t + 1] <= 2) t++;
    ent_survival_interval(survival[t], variance[t], 0.95, &e->low, &e->high);
    return exp(-1);
}

/* The level of the log-rank test between equals: the interval is what the test accepts. */
static double log_rank_accepts(gsl_rng *rng, struct ent_estimate *e)
{
    double time[120], event[120], at[120], events[240], censored[240];
    int group[120];
    size_t n_times;
    struct ent_log_rank test;
    struct ent_error error;
    for (size_t i = 0; i < 120; i++) {
        double ends = gsl_ran_exponential(rng, 2), leaves = 4 * gsl_rng_uniform(rng);
        time[i] = ends < leaves ? ends : leaves;
        event[i] = ends < leaves;
        group[i] = (int)(i % 3 == 0);
    }
    const struct ent_survival_cases cases = {time, event, group, 120, 2};
    assert_int_equal(ent_survival_tabulate(&cases, at, events, censored, &n_times, &error), ENT_OK);
    ent_log_rank(events, censored, n_times, 2, &test);
    e->low = test.p < 0.05 ? 1 : -1;
    e->high = 1;
    return 0;
}

/* --- shares ------------------------------------------------------------------------------------------------------------------ */

/* A probability uniform between .02 and .98, so that no single one's steps decide. */
static double share(gsl_rng *rng, int64_t *k)
{
    double p = 0.02 + 0.96 * gsl_rng_uniform(rng);
    *k = gsl_ran_binomial(rng, p, 50);
    return p;
}

static double wilson(gsl_rng *rng, struct ent_estimate *e)
{
    int64_t k;
    double p = share(rng, &k);
    ent_share_of(k, 50, 0.95, e);
    return p;
}

static double jeffreys(gsl_rng *rng, struct ent_estimate *e)
{
    int64_t k;
    double p = share(rng, &k);
    ent_share_jeffreys(k, 50, 0.95, e);
    return p;
}

static double twin_wald(gsl_rng *rng, struct ent_estimate *e)
{
    int64_t k;
    double p = share(rng, &k), found = (double)k / 50, half = 1.959964 * sqrt(found * (1 - found) / 50);
    e->low = found - half;
    e->high = found + half;
    return p;
}

/* --- bootstrap --------------------------------------------------------------------------------------------------------------- */

static double mean_of(const double *x, size_t n, void *context)
{
    (void)context;
    return gsl_stats_mean(x, 1, n);
}

static double median_of(const double *x, size_t n, void *context)
{
    double sorted[MOST];
    (void)context;
    memcpy(sorted, x, n * sizeof *x);
    gsl_sort(sorted, 1, n);
    return gsl_stats_median_from_sorted_data(sorted, 1, n);
}

/* Divided by n: too small on average. */
static double variance_of(const double *x, size_t n, void *context)
{
    (void)context;
    return gsl_stats_variance(x, 1, n) * (double)(n - 1) / (double)n;
}

static void bootstrap(gsl_rng *rng, ent_array_statistic *statistic, const double *x, size_t n, int kind, struct ent_estimate *e)
{
    const struct ent_bootstrap options = {.kind = kind, .n_replicates = REPLICATES, .seed = (uint32_t)gsl_rng_get(rng)};
    struct ent_error error;
    assert_int_equal(ent_bootstrap_array(statistic, NULL, x, n, &options, e, &error), ENT_OK);
}

static void fill_exponential(gsl_rng *rng, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) x[i] = gsl_ran_exponential(rng, 1);
}

static double bca_mean(gsl_rng *rng, struct ent_estimate *e)
{
    double x[50];
    fill_exponential(rng, x, 50);
    bootstrap(rng, mean_of, x, 50, ENT_BOOTSTRAP_BCA, e);
    return 1;
}

static double bca_lognormal(gsl_rng *rng, struct ent_estimate *e)
{
    double x[100];
    for (size_t i = 0; i < 100; i++) x[i] = gsl_ran_lognormal(rng, 0, 0.75);
    bootstrap(rng, mean_of, x, 100, ENT_BOOTSTRAP_BCA, e);
    return exp(0.75 * 0.75 / 2);
}

static double bca_median(gsl_rng *rng, struct ent_estimate *e)
{
    double x[51];
    fill_exponential(rng, x, 51);
    bootstrap(rng, median_of, x, 51, ENT_BOOTSTRAP_BCA, e);
    return log(2);
}

static double bca_variance(gsl_rng *rng, struct ent_estimate *e)
{
    double x[100];
    fill_normal(rng, x, 100);
    bootstrap(rng, variance_of, x, 100, ENT_BOOTSTRAP_BCA, e);
    return 4;
}

/* Rows of pairs. */
struct pairs {
    double x[40], y[40];
};

static void correlation(const size_t *row, size_t n, void *context, double *value)
{
    const struct pairs *pairs = context;
    double x[40], y[40];
    for (size_t i = 0; i < n; i++) {
        x[i] = pairs->x[row[i]];
        y[i] = pairs->y[row[i]];
    }
    *value = gsl_stats_correlation(x, 1, y, 1, n);
}

static double bca_correlation(gsl_rng *rng, struct ent_estimate *e)
{
    struct pairs pairs;
    const struct ent_bootstrap options = {.n_replicates = REPLICATES, .seed = (uint32_t)gsl_rng_get(rng)};
    struct ent_error error;
    for (size_t i = 0; i < 40; i++) gsl_ran_bivariate_gaussian(rng, 1, 1, 0.6, &pairs.x[i], &pairs.y[i]);
    assert_int_equal(ent_bootstrap_rows(correlation, &pairs, 40, 1, &options, e, &error), ENT_OK);
    return 0.6;
}

static double percentile_mean(gsl_rng *rng, struct ent_estimate *e)
{
    double x[100];
    fill_normal(rng, x, 100);
    bootstrap(rng, mean_of, x, 100, ENT_BOOTSTRAP_PERCENTILE, e);
    return 5;
}

/* Percentiles of a statistic that is biased. */
static double twin_percentile(gsl_rng *rng, struct ent_estimate *e)
{
    double x[15];
    fill_normal(rng, x, 15);
    bootstrap(rng, variance_of, x, 15, ENT_BOOTSTRAP_PERCENTILE, e);
    return 4;
}

/* --- the table --------------------------------------------------------------------------------------------------------------- */

static const struct row {
    const char *interval, *data;
    repetition *repeat;
    double least, most; /* coverage asked; a twin must lie outside */
    int twin;
} rows[] = {
    {"t, mean", "normal, n = 6", t_normal, 0.94, 0.96, 0},
    {"t, mean", "uniform, n = 30", t_uniform, 0.94, 0.96, 0},
    {"t, paired difference", "normal, n = 20", t_paired, 0.94, 0.96, 0},
    {"normal, restricted mean", "exponential, 43 % censored, n = 200", normal_restricted, 0.94, 0.96, 0},
    {"log-log, survival at 2", "the same, n = 100", log_log_survival, 0.93, 0.97, 0},
    {"log-rank accepts", "the same in two groups, n = 120", log_rank_accepts, 0.94, 0.96, 0},
    {"Wilson", "shares .02 to .98, n = 50", wilson, 0.93, 0.97, 0},
    {"Jeffreys", "shares .02 to .98, n = 50", jeffreys, 0.93, 0.97, 0},
    {"BCa, mean", "exponential, n = 50", bca_mean, 0.92, 1, 0},
    {"BCa, mean", "log-normal, sigma .75, n = 100", bca_lognormal, 0.92, 1, 0},
    {"BCa, median", "exponential, n = 51", bca_median, 0.92, 1, 0},
    {"BCa, correlation", "normal, rho .6, n = 40", bca_correlation, 0.92, 1, 0},
    {"BCa, variance", "normal, n = 100", bca_variance, 0.92, 1, 0},
    {"percentile, mean", "normal, n = 100", percentile_mean, 0.93, 0.97, 0},
    {"twin: normal quantile for Student's", "normal, n = 6", twin_of_t, 0.94, 0.96, 1},
    {"twin: who leaves view counts as decided", "exponential, n = 200", twin_restricted, 0.94, 0.96, 1},
    {"twin: Wald", "shares .02 to .98, n = 50", twin_wald, 0.93, 0.97, 1},
    {"twin: percentile of a biased variance", "normal, n = 15", twin_percentile, 0.92, 1, 1},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

static double coverage[N_ROWS];

static int measure_all(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_ROWS; k++) {
        gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
        int covered = 0;
        gsl_rng_set(rng, 1 + k);
        for (int i = 0; i < REPETITIONS; i++) {
            struct ent_estimate e;
            double truth = rows[k].repeat(rng, &e);
            covered += e.low <= truth && truth <= e.high;
        }
        gsl_rng_free(rng);
        coverage[k] = (double)covered / REPETITIONS;
    }
    return 0;
}

static void intervals_cover(void **state)
{
    (void)state;
    for (size_t k = 0; k < N_ROWS; k++) {
        int inside = coverage[k] >= rows[k].least && coverage[k] <= rows[k].most;
        if (inside == rows[k].twin)
            fail_msg("%s, %s: covers %.1f %%, %s %.0f-%.0f %%", rows[k].interval, rows[k].data, 100 * coverage[k],
                     rows[k].twin ? "must not lie in" : "wanted", 100 * rows[k].least, 100 * rows[k].most);
    }
}

/* Every row stands in METHODS.md as it was found now. */
static void methods_say_so(void **state)
{
    const char *source = getenv("ENTENTE_SOURCE");
    char path[4096], *text = calloc(1, 1 << 20);
    (void)state;
    assert_non_null(source);
    assert_non_null(text);
    snprintf(path, sizeof path, "%s/analysis/METHODS.md", source);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    int missing = 0;
    for (size_t k = 0; k < N_ROWS; k++) {
        char line[256];
        snprintf(line, sizeof line, "| %s | %s | %.1f %% |", rows[k].interval, rows[k].data, 100 * coverage[k]);
        if (strstr(text, line)) continue;
        printf("%s\n", line);
        missing++;
    }
    free(text);
    if (missing) fail_msg("analysis/METHODS.md lacks the lines above");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(methods_say_so),
    };
    return cmocka_run_group_tests(tests, measure_all, NULL);
}
