/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel's elementary functions against long double, in units in the last place of the kernel's real.
 * Compiled for float here and for double by test_numerics_double.c.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/numerics.h"

#define REAL_DIGITS (REAL_MANTISSA + 1)

/* Distance from the exact value in units in the last place of its binade. */
static long double ulps(real got, long double exact)
{
    if (!isfinite(got)) return INFINITY;
    if (exact == 0) return got == 0 ? 0 : INFINITY;
    int exponent;
    (void)frexpl(exact, &exponent);
    return fabsl((long double)got - exact) / ldexpl(1, exponent - REAL_DIGITS);
}

struct function {
    const char *name;
    real (*computed)(real);
    long double (*exact)(long double);
    real low, high;
    int of_exponent;  /* 1: inputs spread evenly over exponents of [low, high], low > 0 */
    double most_ulps; /* documented in model/numerics.h */
};

static real exp_of(real x)
{
    return r_exp(x);
}
static real log_of(real x)
{
    return r_log(x);
}
static real expm1_of(real x)
{
    return r_expm1(x);
}
static real logistic_of(real x)
{
    return r_logistic(x);
}
static real sin_turn_of(real x)
{
    return r_sin_turn(x);
}
static real sqrt_of(real x)
{
    return r_sqrt(x);
}
static long double logistic_exact(long double x)
{
    return 1 / (1 + expl(-x));
}
static long double sin_turn_exact(long double x)
{
    return sinl(x * 6.283185307179586476925286766559L);
}

#if ENT_REAL_IS_DOUBLE
#define MOST(of_float, of_double) (of_double)
#else
#define MOST(of_float, of_double) (of_float)
#endif

static const struct function functions[] = {
    {"exp", exp_of, expl, R(-80), R(80), 0, MOST(1.1, 1.0)},
    {"exp near 0", exp_of, expl, R(-1), R(1), 0, MOST(1.1, 1.0)},
    {"log", log_of, logl, REAL_SMALLEST, REAL_LARGEST, 1, MOST(0.9, 0.9)},
    {"log near 1", log_of, logl, R(0.4), R(2.5), 0, MOST(0.9, 0.9)},
    {"expm1", expm1_of, expm1l, R(-80), R(80), 0, MOST(1.8, 2.0)},
    {"expm1 near 0", expm1_of, expm1l, R(-2), R(2), 0, MOST(1.8, 2.0)},
    {"expm1 tiny", expm1_of, expm1l, R(1e-30), R(1), 1, MOST(1.8, 2.0)},
    {"logistic", logistic_of, logistic_exact, R(-80), R(80), 0, MOST(2.6, 2.6)},
    {"logistic near 0", logistic_of, logistic_exact, R(-4), R(4), 0, MOST(2.6, 2.6)},
    {"sin_turn", sin_turn_of, sin_turn_exact, R(-0.25), R(0.25), 0, MOST(3.4, 2.2)},
    {"sqrt", sqrt_of, sqrtl, REAL_SMALLEST, REAL_LARGEST, 1, 0.5001},
};

/* The i-th of n inputs: ends included, else spread evenly with a fixed irregular shift. */
static real input_of(const struct function *f, int i, int n)
{
    if (i == 0) return f->low;
    if (i == n - 1) return f->high;
    const long double shift = fmodl(i * 0.61803398874989484820L, 1) - 0.5L, at = (i + shift) / (n - 1);
    const long double low = f->low, high = f->high;
    const long double x = f->of_exponent ? low * powl(high / low, at) : low + (high - low) * at;
    return (real)x;
}

static long double worst_of(const struct function *f, real (*computed)(real), real *where)
{
    enum { n = 200001 };
    long double worst = 0;
    for (int i = 0; i < n; i++) {
        const real x = input_of(f, i, n);
        const long double error = ulps(computed(x), f->exact((long double)x));
        if (error > worst) {
            worst = error;
            *where = x;
        }
    }
    return worst;
}

static void errors_stay_within_the_documented_bounds(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        const struct function *f = &functions[i];
        real where = 0;
        const long double worst = worst_of(f, f->computed, &where);
        print_message("%-16s largest error %.3Lf ulp at %.17g\n", f->name, worst, (double)where);
        assert_true(worst <= (long double)f->most_ulps);
    }
}

/* A twin with one coefficient of exp off in its fourth digit must break the bound of exp. */
static real biased_exp(real x)
{
    const real n = R((int)lrint((double)x * 1.4426950408889634)), r = x - n * R(0.6931471805599453);
    return R(ldexp((double)(1 + r + r * r * (R(0.50001) + r * (R(1) / 6 + r * (R(1) / 24 + r / 120)))), (int)n));
}

static void a_twin_with_a_wrong_coefficient_is_rejected(void **unused)
{
    (void)unused;
    real where = 0;
    assert_true(worst_of(&functions[0], biased_exp, &where) > 2 * (long double)functions[0].most_ulps);
}

static void arguments_out_of_reach_are_moved_to_the_end(void **unused)
{
    (void)unused;
    const real lowest = r_exp(R(-80)), highest = r_exp(R(80));
    assert_true(lowest >= R(FLT_MIN) && r_is_finite(highest));
    assert_true(r_exp(R(-1e30)) == lowest && r_exp(-R(INFINITY)) == lowest);
    assert_true(r_exp(R(1e30)) == highest && r_exp(R(INFINITY)) == highest);
    assert_true(r_exp(0) == 1 && r_expm1(0) == 0 && r_expm1(R(-100)) == -1 && r_is_finite(r_expm1(R(1e9))));
    assert_true(r_logistic(0) == R(0.5) && r_logistic(R(1e9)) == 1 && r_logistic(R(-1e9)) == r_logistic(R(-80)));
    assert_true(r_logistic(R(-80)) > 0);
    assert_true(r_log(1) == 0 && r_log(0) == r_log(REAL_SMALLEST) && r_log(-1) == r_log(REAL_SMALLEST));
    assert_true(r_log(REAL_SMALLEST / 4) == r_log(REAL_SMALLEST) && isnan(r_log(R(INFINITY))));
    assert_true(r_sin_turn(0) == 0 && r_abs(r_sin_turn(R(0.25)) - 1) <= 2 * R(ENT_REAL_IS_DOUBLE ? DBL_EPSILON : FLT_EPSILON));
    assert_true(r_sin_turn(R(-0.1)) == -r_sin_turn(R(0.1)));
}

static void not_a_number_does_what_the_header_says(void **unused)
{
    (void)unused;
    const real nan = R(NAN);
    assert_true(r_min(nan, 1) == 1 && isnan(r_min(1, nan)) && r_max(nan, 1) == 1 && isnan(r_max(1, nan)));
    assert_true(isnan(r_clip(nan, 0, 1)) && isnan(r_abs(nan)) && isnan(r_sqrt(nan)) && isnan(r_sqrt(-1)));
    assert_true(isnan(r_exp(nan)) && isnan(r_expm1(nan)) && isnan(r_log(nan)) && isnan(r_logistic(nan)));
    assert_true(isnan(r_hazard(nan, 1)) && isnan(r_pow(nan, 1)) && isnan(r_pow(2, nan)));
    assert_int_equal(r_to_level(nan, 0, 1), 0);
    assert_int_equal(r_is_finite(nan), 0);
    assert_int_equal(r_is_finite(R(INFINITY)), 0);
    assert_int_equal(r_is_finite(-R(INFINITY)), 0);
    assert_int_equal(r_is_finite(REAL_LARGEST), 1);
    assert_int_equal(r_is_finite(-REAL_LARGEST), 1);
    assert_int_equal(r_is_finite(0), 1);
}

static void missing_is_one_bit_pattern(void **unused)
{
    (void)unused;
    const float missing = ENT_MISSING;
    const float through_the_kernel = (float)R(ENT_MISSING);
    uint32_t bits[2];
    memcpy(&bits[0], &missing, 4);
    memcpy(&bits[1], &through_the_kernel, 4);
    assert_int_equal(bits[0], 0x7fc00000);
    assert_int_equal(bits[1], 0x7fc00000);
}

static void order_of_two_and_clipping(void **unused)
{
    (void)unused;
    assert_true(r_min(1, 2) == 1 && r_min(2, 1) == 1 && r_max(1, 2) == 2 && r_max(2, 1) == 2);
    assert_true(signbit(r_min(R(0.0), R(-0.0))) && !signbit(r_min(R(-0.0), R(0.0)))); /* the second of two zeros */
    assert_true(signbit(r_max(R(0.0), R(-0.0))) && !signbit(r_max(R(-0.0), R(0.0))));
    assert_true(r_clip(R(-0.5), 0, 1) == 0 && r_clip(R(1.5), 0, 1) == 1 && r_clip(R(0.25), 0, 1) == R(0.25));
    assert_true(r_clip(R(INFINITY), 0, 1) == 1 && r_clip(-R(INFINITY), 0, 1) == 0);
    assert_true(!signbit(r_abs(R(-0.0))) && r_abs(R(-3)) == 3 && r_abs(R(3)) == 3);
}

static void hazards_keep_their_digits_when_rare(void **unused)
{
    (void)unused;
    long double worst = 0;
    for (int i = 0; i <= 4000; i++) {
        const real rate = R(powl(10, i / 250.0L - 14)), dt = R(1 / 12.0);
        const long double error = ulps(r_hazard(rate, dt), -expm1l(-(long double)(rate * dt)));
        worst = error > worst ? error : worst;
    }
    print_message("hazard           largest error %.3Lf ulp\n", worst);
    assert_true(worst <= MOST(1.8L, 2.0L));
    assert_true(r_hazard(0, 1) == 0 && r_hazard(R(1e9), 1) == 1);
}

static void powers_lose_as_many_digits_as_their_exponent_has(void **unused)
{
    (void)unused;
    for (int i = 1; i <= 400; i++)
        for (int j = -20; j <= 20; j++) {
            const real x = R(0.05) * R(i), y = R(0.25) * R(j);
            const long double exponent = fabsl((long double)y * logl((long double)x));
            const long double error = ulps(r_pow(x, y), powl((long double)x, (long double)y));
            assert_true(error <= 1.1L + 4 * (1 + exponent));
        }
    assert_true(r_pow(3, 0) == 1 && r_pow(1, 7) == 1);
}

/* The level of x by exact rational arithmetic on x = numerator / 2^20, [lo, hi] = [0, 1]. */
static int32_t level_twin(int64_t numerator)
{
    const int64_t level = (numerator * 65535 * 2 + (INT64_C(1) << 20)) >> 21;
    return (int32_t)(level < 0 ? 0 : level > 65535 ? 65535 : level);
}

static void levels_round_to_the_nearest(void **unused)
{
    (void)unused;
    int off = 0;
    for (int64_t i = -5000; i <= (1 << 20) + 5000; i++) {
        const int32_t level = r_to_level(R(i) * R(0x1p-20), 0, 1), twin = level_twin(i);
        assert_true(level >= 0 && level <= 65535 && level - twin <= 1 && twin - level <= 1);
        off += level != twin;
    }
    print_message("levels of %d differ from exact rounding\n", off); /* the product is rounded before the level is */
    assert_true(off <= MOST(2600, 0));
    assert_int_equal(r_to_level(R(-1e30), 0, 1), 0);
    assert_int_equal(r_to_level(R(1e30), 0, 1), 65535);
    assert_int_equal(r_to_level(-R(INFINITY), 0, 1), 0);
    assert_int_equal(r_to_level(R(INFINITY), 0, 1), 65535);
    assert_int_equal(r_to_level(R(0), R(-1), 1), 32768);
    assert_int_equal(r_to_level(R(64), 0, 64), 65535);
    assert_int_equal(r_to_level(R(0.4999) / 65535, 0, 1), 0);
    assert_int_equal(r_to_level(R(0.5001) / 65535, 0, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_stay_within_the_documented_bounds),
        cmocka_unit_test(a_twin_with_a_wrong_coefficient_is_rejected),
        cmocka_unit_test(arguments_out_of_reach_are_moved_to_the_end),
        cmocka_unit_test(not_a_number_does_what_the_header_says),
        cmocka_unit_test(missing_is_one_bit_pattern),
        cmocka_unit_test(order_of_two_and_clipping),
        cmocka_unit_test(hazards_keep_their_digits_when_rare),
        cmocka_unit_test(powers_lose_as_many_digits_as_their_exponent_has),
        cmocka_unit_test(levels_round_to_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
