/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bootstrap against published figures, against a slow twin, and on data that tell nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bootstrap.h"

#define close_to(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static double mean_of(const double *x, size_t n, void *context)
{
    (void)context;
    return gsl_stats_mean(x, 1, n);
}

/* Divided by n. */
static double variance_of(const double *x, size_t n, void *context)
{
    (void)context;
    return gsl_stats_variance(x, 1, n) * (double)(n - 1) / (double)n;
}

/* Spatial perception of 26 children; variance 171.5, a = .061, 90 % intervals: BCa (115.8, 259.6), percentile (100.8, 233.9)
 * (Efron & Tibshirani 1993, tables 14.1 and 14.2). */
static const double spatial[] = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41};
enum { N_SPATIAL = sizeof spatial / sizeof *spatial };

static void published(void **state)
{
    (void)state;
    struct ent_bootstrap options = {.level = 0.9, .n_replicates = 20000, .seed = 4};
    struct ent_estimate bca, percentile;
    struct ent_error error;
    assert_int_equal(ent_bootstrap_array(variance_of, NULL, spatial, N_SPATIAL, &options, &bca, &error), ENT_OK);
    options.kind = ENT_BOOTSTRAP_PERCENTILE;
    assert_int_equal(ent_bootstrap_array(variance_of, NULL, spatial, N_SPATIAL, &options, &percentile, &error), ENT_OK);
    close_to(bca.value, 171.5, 0.05);
    close_to(bca.low, 115.8, 4); /* theirs is from 2,000 replicates */
    close_to(bca.high, 259.6, 6);
    close_to(percentile.low, 100.8, 4);
    close_to(percentile.high, 233.9, 6);
    assert_true(bca.n == N_SPATIAL && bca.n_missing == 0);
}

/* Law school: correlation .776, standard error about .13 (Efron & Tibshirani 1993, table 3.1 and figure 6.1). */
struct law {
    double lsat[15], gpa[15];
};
static const struct law law = {
    {576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594},
    {3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96},
};

/* Correlation, and the mean score. */
static void of_schools(const size_t *row, size_t n, void *context, double *value)
{
    const struct law *data = context;
    double lsat[15], gpa[15];
    for (size_t i = 0; i < n; i++) {
        lsat[i] = data->lsat[row[i]];
        gpa[i] = data->gpa[row[i]];
    }
    value[0] = gsl_stats_correlation(lsat, 1, gpa, 1, n);
    value[1] = gsl_stats_mean(lsat, 1, n);
}

static void rows_of_several_values(void **state)
{
    (void)state;
    struct law data = law;
    const struct ent_bootstrap options = {.n_replicates = 5000, .seed = 1};
    struct ent_estimate found[2], alone;
    struct ent_error error;
    assert_int_equal(ent_bootstrap_rows(of_schools, &data, 15, 2, &options, found, &error), ENT_OK);
    close_to(found[0].value, 0.776, 0.0005);
    close_to(found[0].sd, 0.133, 0.006);
    assert_true(found[0].low > 0.2 && found[0].low < 0.5 && found[0].high > 0.9 && found[0].high < 0.96);
    close_to(found[1].sd, sqrt(gsl_stats_variance(data.lsat, 1, 15) * 14 / 15 / 15), 0.3);
    /* the same draws for every value */
    assert_int_equal(ent_bootstrap_array(mean_of, NULL, data.lsat, 15, &options, &alone, &error), ENT_OK);
    close_to(alone.low, found[1].low, 1e-9);
    close_to(alone.high, found[1].high, 1e-9);
}

/* BCa as its definition reads, from the replicates. */
static void slow_twin(void **state)
{
    (void)state;
    enum { B = 999 };
    const struct ent_bootstrap options = {.level = 0.8, .n_replicates = B, .seed = 9};
    double replicate[B], x[N_SPATIAL - 1], left[N_SPATIAL], mean = 0, squares = 0, cubes = 0, below = 0, value, ends[2];
    struct ent_estimate found;
    struct ent_error error;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 9);
    for (int b = 0; b < B; b++) {
        double drawn[N_SPATIAL];
        for (size_t i = 0; i < N_SPATIAL; i++) drawn[i] = spatial[(uint64_t)gsl_rng_get(rng) * N_SPATIAL >> 32];
        replicate[b] = variance_of(drawn, N_SPATIAL, NULL);
    }
    gsl_rng_free(rng);
    value = variance_of(spatial, N_SPATIAL, NULL);
    for (int b = 0; b < B; b++) below += replicate[b] < value ? 1 : replicate[b] > value ? 0 : 0.5;
    for (size_t i = 0; i < N_SPATIAL; i++) {
        memcpy(x, spatial, i * sizeof *x);
        memcpy(x + i, spatial + i + 1, (N_SPATIAL - 1 - i) * sizeof *x);
        mean += (left[i] = variance_of(x, N_SPATIAL - 1, NULL)) / N_SPATIAL;
    }
    for (size_t i = 0; i < N_SPATIAL; i++) {
        squares += pow(mean - left[i], 2);
        cubes += pow(mean - left[i], 3);
    }
    gsl_sort(replicate, 1, B);
    double a = cubes / (6 * pow(squares, 1.5)), z0 = gsl_cdf_ugaussian_Pinv(below / B);
    close_to(a, 0.061, 0.001); /* as published */
    for (int side = 0; side < 2; side++) {
        double z = z0 + gsl_cdf_ugaussian_Pinv(side ? 0.9 : 0.1), p = gsl_cdf_ugaussian_P(z0 + z / (1 - a * z));
        double position = p * (B + 1) - 1, whole = floor(position);
        ends[side] = replicate[(int)whole] + (position - whole) * (replicate[(int)whole + 1] - replicate[(int)whole]);
    }
    assert_int_equal(ent_bootstrap_array(variance_of, NULL, spatial, N_SPATIAL, &options, &found, &error), ENT_OK);
    close_to(found.low, ends[0], 1e-9);
    close_to(found.high, ends[1], 1e-9);
}

static void same_digits(void **state)
{
    (void)state;
    struct ent_bootstrap options = {.seed = 7};
    struct ent_estimate first, again, other;
    struct ent_error error;
    ent_bootstrap_array(mean_of, NULL, spatial, N_SPATIAL, &options, &first, &error);
    ent_bootstrap_array(mean_of, NULL, spatial, N_SPATIAL, &options, &again, &error);
    options.seed = 8;
    ent_bootstrap_array(mean_of, NULL, spatial, N_SPATIAL, &options, &other, &error);
    assert_memory_equal(&first, &again, sizeof first);
    assert_true(first.low != other.low);
    close_to(first.low, other.low, 1);
}

/* What tells nothing gives no interval; what does not vary, one of length 0. */
static void degenerate(void **state)
{
    (void)state;
    const struct ent_bootstrap options = {.n_replicates = 200};
    const double nothing[] = {NAN, NAN}, one[] = {3, NAN}, equal[] = {2, 2, INFINITY, 2};
    struct ent_estimate e;
    struct ent_error error;
    assert_int_equal(ent_bootstrap_array(mean_of, NULL, nothing, 2, &options, &e, &error), ENT_OK);
    assert_true(isnan(e.value) && isnan(e.low) && e.n == 0 && e.n_missing == 2);
    assert_int_equal(ent_bootstrap_array(mean_of, NULL, nothing, 0, &options, &e, &error), ENT_OK);
    assert_true(isnan(e.value) && e.n_missing == 0);
    assert_int_equal(ent_bootstrap_array(mean_of, NULL, one, 2, &options, &e, &error), ENT_OK);
    assert_true(e.value == 3 && isnan(e.low) && isnan(e.high) && e.n == 1);
    assert_int_equal(ent_bootstrap_array(mean_of, NULL, equal, 4, &options, &e, &error), ENT_OK);
    assert_true(e.value == 2 && e.low == 2 && e.high == 2 && e.n == 3 && e.n_missing == 1);
}

/* A statistic that is often undefined has no interval; seldom, it has. */
static double seldom(const double *x, size_t n, void *context)
{
    double greatest = -INFINITY;
    for (size_t i = 0; i < n; i++) greatest = fmax(greatest, x[i]);
    return greatest < *(const double *)context ? NAN : gsl_stats_mean(x, 1, n);
}

static void undefined_replicates(void **state)
{
    (void)state;
    const struct ent_bootstrap options = {.n_replicates = 500};
    struct ent_estimate e;
    struct ent_error error;
    double often = 48, hardly = 45; /* one value reaches the first, three the second: a share of 1/e and of e^-3 lacks them */
    ent_bootstrap_array(seldom, &often, spatial, N_SPATIAL, &options, &e, &error);
    assert_true(isfinite(e.value) && isnan(e.low) && isnan(e.sd));
    ent_bootstrap_array(seldom, &hardly, spatial, N_SPATIAL, &options, &e, &error);
    assert_true(isfinite(e.value) && e.low < e.value && e.value < e.high);
}

/* All replicates on one side: the interval stays among them. */
static void one_sided(void **state)
{
    (void)state;
    const struct ent_bootstrap options = {.level = 0.9};
    double replicate[100], work[100];
    struct ent_estimate e = {.value = 0, .n = 50};
    for (int b = 0; b < 100; b++) replicate[b] = 1 + b;
    ent_bootstrap_interval(replicate, 100, 1, NULL, 0, &options, work, &e);
    assert_true(e.low >= 1 && e.low <= e.high && e.high <= 100);
    assert_true(e.high < 30); /* pulled down, towards the value */
}

/* Every row is as likely as the others. */
static void count_rows(const size_t *row, size_t n, void *context, double *value)
{
    double *count = context;
    for (size_t i = 0; i < n; i++) count[row[i]]++;
    *value = 0;
}

static void rows_are_even(void **state)
{
    (void)state;
    enum { ROWS = 7, REPLICATES = 20000 };
    const struct ent_bootstrap options = {.n_replicates = REPLICATES, .seed = 3};
    static double replicate[REPLICATES];
    double count[ROWS] = {0}, chi_square = 0, twin = 0;
    struct ent_error error;
    assert_int_equal(ent_bootstrap_replicates(count_rows, count, ROWS, 1, &options, replicate, &error), ENT_OK);
    for (int i = 0; i < ROWS; i++) {
        chi_square += pow(count[i] - REPLICATES, 2) / REPLICATES;
        twin += pow(count[i] * (i == 0 ? 1.06 : 1) - REPLICATES, 2) / REPLICATES; /* draws one row 6 % more often */
    }
    assert_true(gsl_cdf_chisq_Q(chi_square, ROWS - 1) > 1e-4);
    assert_true(gsl_cdf_chisq_Q(twin, ROWS - 1) < 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published),  cmocka_unit_test(rows_of_several_values),
        cmocka_unit_test(slow_twin),  cmocka_unit_test(same_digits),
        cmocka_unit_test(degenerate), cmocka_unit_test(undefined_replicates),
        cmocka_unit_test(one_sided),  cmocka_unit_test(rows_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
