/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values that come in pieces: the same figures as from all of them at once, to the bit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/moments.h"
#include "analysis/selection.h"

enum { N = 20011 };

static double a[N], b[N], work[N];
static const double quantiles[] = {0, 0.05, 0.5, 1};

/* Values as files hold them: float32, some missing. */
static void fill(uint32_t seed, int kind)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < N; i++) {
        double x = kind == 0   ? gsl_ran_gaussian(rng, 3)
                   : kind == 1 ? floor(4 * gsl_rng_uniform(rng)) - 1
                   : kind == 2 ? exp(gsl_ran_gaussian(rng, 20))
                               : -0.0;
        a[i] = gsl_rng_uniform(rng) < 0.1 ? NAN : (double)(float)x;
        b[i] = gsl_rng_uniform(rng) < 0.05 ? INFINITY : (double)(float)(x + gsl_ran_gaussian(rng, 1));
    }
    gsl_rng_free(rng);
}

static void same(const struct ent_estimate *found, const struct ent_estimate *expected)
{
    const double *x = &found->value, *y = &expected->value;
    assert_true(found->n == expected->n && found->n_missing == expected->n_missing);
    for (int k = 0; k < 4; k++) assert_true(x[k] == y[k] || (isnan(x[k]) && isnan(y[k])));
}

static void select_in_pieces(size_t n, size_t piece)
{
    struct ent_selection selection = {0};
    struct ent_estimate found, expected;
    struct ent_error error;
    for (int round = 0; round < 2; round++) { /* starts anew */
        assert_int_equal(ent_selection_start(&selection, &error), ENT_OK);
        for (size_t i = 0; i < n; i += piece) ent_selection_add(&selection, a + i, n - i < piece ? n - i : piece);
        ent_selection_want(&selection, quantiles, 4, 0.95);
        for (size_t i = 0; i < n; i += piece) ent_selection_add_again(&selection, a + i, n - i < piece ? n - i : piece);
        for (int k = 0; k < 4; k++) {
            ent_quantile(a, n, quantiles[k], 0.95, work, &expected);
            ent_selection_quantile(&selection, quantiles[k], 0.95, &found);
            same(&found, &expected);
        }
    }
    ent_selection_free(&selection);
    ent_selection_free(&selection);
}

static void order_statistics(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        fill(1 + (uint32_t)kind, kind);
        select_in_pieces(N, 1000);
        select_in_pieces(N, N);
        for (size_t n = 0; n < 12; n++) select_in_pieces(n, 5);
    }
}

static void means_and_pairs(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct ent_moments own = {0}, difference = {0};
        struct ent_pairs pairs = {0};
        struct ent_estimate found, expected;
        struct ent_variance_ratio ratio, expected_ratio;
        double ties, expected_ties;
        fill(7 + (uint32_t)kind, kind);
        for (size_t i = 0; i < N; i += 777) {
            size_t n = N - i < 777 ? N - i : 777;
            ent_moments_add(&own, a + i, NULL, n);
            ent_moments_add(&difference, a + i, b + i, n);
            ent_pairs_add(&pairs, a + i, b + i, n);
        }
        ent_moments_centre(&own);
        ent_moments_centre(&difference);
        for (size_t i = 0; i < N; i += 4001) {
            size_t n = N - i < 4001 ? N - i : 4001;
            ent_moments_add_squares(&own, a + i, NULL, n);
            ent_moments_add_squares(&difference, a + i, b + i, n);
            ent_pairs_add_squares(&pairs, a + i, b + i, n);
        }
        ent_moments_mean(&own, 0.95, &found);
        ent_mean(a, N, 0.95, &expected);
        same(&found, &expected);
        ent_moments_share(&own, 0.95, &found);
        ent_share(a, N, 0.95, &expected);
        same(&found, &expected);
        ent_moments_mean(&difference, 0.95, &found);
        ent_paired_mean(a, b, N, 0.95, &expected);
        same(&found, &expected);
        ent_pairs_share(&pairs, 0.95, &found);
        ent_paired_share(a, b, N, 0.95, &expected);
        same(&found, &expected);
        ent_pairs_greater(&pairs, 1, 0.95, &found, &ties);
        ent_paired_greater(b, a, N, 0.95, &expected, &expected_ties);
        same(&found, &expected);
        assert_true(ties == expected_ties);
        ent_pairs_variance_ratio(&pairs, 0.95, &ratio);
        ent_variance_ratio(a, b, N, 0.95, &expected_ratio);
        assert_memory_equal(&ratio, &expected_ratio, sizeof ratio);
    }
}

/* The influence's sum of squares from sums, against the sum itself. */
static void influence(void **state)
{
    (void)state;
    struct ent_pairs pairs = {0};
    double squares = 0;
    fill(3, 0);
    ent_pairs_add(&pairs, a, b, N);
    ent_pairs_add_squares(&pairs, a, b, N);
    double n = (double)pairs.n, independent = pairs.independent / n, paired = pairs.paired / n;
    for (int i = 0; i < N; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) continue;
        double da = a[i] - pairs.mean_a, db = b[i] - pairs.mean_b;
        squares += pow((da * da + db * db) / independent - (da - db) * (da - db) / paired, 2);
    }
    struct ent_variance_ratio ratio;
    ent_pairs_variance_ratio(&pairs, 0.95, &ratio);
    double error = sqrt(squares / (n - 1) / n);
    assert_true(fabs(ratio.z - log(ratio.ratio) / error) <= 1e-9 * fabs(ratio.z));
}

/* Ranks and intervals where GSL's own inverses give up. */
static void millions(void **state)
{
    (void)state;
    struct ent_estimate e;
    size_t below, above;
    ent_quantile_ranks(10000000, 0.5, 0.95, &below, &above);
    assert_true(below == 4996901 && above == 5003099); /* scipy.stats.binom.ppf */
    ent_share_jeffreys(3000000, 10000000, 0.95, &e);
    assert_true(fabs(e.low - 0.29971603215185594) < 1e-12 && fabs(e.high - 0.30028408362033127) < 1e-12); /* scipy.stats.beta.ppf */
    ent_share_jeffreys(50000000, 100000000, 0.95, &e);
    assert_true(fabs(e.high - 0.5000979981980409) < 1e-11);
    ent_share_jeffreys(1, 10, 0.95, &e);
    assert_true(fabs(e.low - 0.011011678) < 1e-7 && fabs(e.high - 0.381314759) < 1e-7);
    ent_share_jeffreys(0, 10, 0.95, &e);
    assert_true(e.low == 0 && fabs(e.high - 0.217196268) < 1e-7);
    ent_share_jeffreys(10, 10, 0.95, &e);
    assert_true(e.high == 1);
    ent_share_jeffreys(0, 0, 0.95, &e);
    assert_true(isnan(e.value) && isnan(e.low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_statistics),
        cmocka_unit_test(means_and_pairs),
        cmocka_unit_test(influence),
        cmocka_unit_test(millions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
