/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elementary functions of the kernel. libm differs between systems and between CPUs of one system, so the
 * kernel has its own, made of + - x / sqrt and bit patterns only: the same bits under every compiler,
 * optimisation level and vector width. No branches: a plain loop that calls them vectorises.
 *
 * Largest errors measured against long double by tests/unit/test_numerics.c, in units in the last place:
 *
 *                 float   double   over
 *     r_exp       1.1     1.0      [-80, 80]
 *     r_log       0.9     0.9      positive normal numbers
 *     r_expm1     1.8     2.0      [-80, 80]
 *     r_logistic  2.6     2.6      [-80, 80]
 *     r_sin_turn  3.4     2.2      [-1/4, 1/4]
 *
 * NaN: r_min and r_max return their second argument if either is NaN; r_clip, r_exp, r_expm1, r_log,
 * r_logistic, r_hazard, r_pow hand a NaN on (its bits are not specified, so it must never be stored as a
 * result: ENT_MISSING is the one that is). r_to_level turns it into 0.
 */
#ifndef ENT_MODEL_NUMERICS_H
#define ENT_MODEL_NUMERICS_H

#include <float.h>
#include <stdint.h>
#include <string.h>

#include "model/real.h"

/* "No value": a constant (float bits 0x7fc00000), never computed. */
#define ENT_MISSING (__builtin_nanf(""))

/* Layout of a real: sign, exponent, REAL_MANTISSA bits. REAL_SHIFT + n, |n| small, holds the integer n in
 * its lowest bits; REAL_SQRT_HALF are the bits of the root of 1/2, rounded down. */
#if ENT_REAL_IS_DOUBLE
typedef uint64_t real_bits;
#define REAL_MANTISSA 52
#define REAL_BIAS UINT64_C(1023)
#define REAL_SHIFT 0x1.8p52
#define REAL_SQRT_HALF UINT64_C(0x3fe6a09e667f3bcc)
#define REAL_SMALLEST DBL_MIN
#define REAL_LARGEST DBL_MAX
#else
typedef uint32_t real_bits;
#define REAL_MANTISSA 23
#define REAL_BIAS UINT32_C(127)
#define REAL_SHIFT 0x1.8p23f
#define REAL_SQRT_HALF UINT32_C(0x3f3504f3)
#define REAL_SMALLEST FLT_MIN
#define REAL_LARGEST FLT_MAX
#endif

ENT_INLINE real_bits r_bits(real x)
{
    real_bits bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

ENT_INLINE real r_from_bits(real_bits bits)
{
    real x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* |x|. */
ENT_INLINE real r_abs(real x)
{
#if ENT_REAL_IS_DOUBLE
    return __builtin_fabs(x);
#else
    return __builtin_fabsf(x);
#endif
}

/* The smaller; b if either is NaN or both are zeros. */
ENT_INLINE real r_min(real a, real b)
{
    return a < b ? a : b;
}

/* The larger; b if either is NaN or both are zeros. */
ENT_INLINE real r_max(real a, real b)
{
    return a > b ? a : b;
}

/* Numbers whose value compilers must not count on, which `weak` forbids them: where gcc knows a bound it turns a comparison with it
 * into several masks, where it does not, into the one instruction that takes the larger or the smaller. */
#if ENT_REAL_IS_DOUBLE
#define REAL_BOUNDS ent_bounds_double
#else
#define REAL_BOUNDS ent_bounds_float
#endif
__attribute__((weak)) extern const real REAL_BOUNDS[4];
__attribute__((weak)) const real REAL_BOUNDS[4] = {0, 1, -80, 80};

/* The same number; one of the bounds above comes without its value being known. */
ENT_INLINE real r_bound(real x)
{
    if (x == 0) return REAL_BOUNDS[0];
    if (x == 1) return REAL_BOUNDS[1];
    if (x == -80) return REAL_BOUNDS[2];
    return x == 80 ? REAL_BOUNDS[3] : x;
}

/* x, moved into [lo, hi]; a NaN stays NaN. Needs lo <= hi. */
ENT_INLINE real r_clip(real x, real lo, real hi)
{
    const real low = r_bound(lo), high = r_bound(hi);
    x = x < low ? low : x;
    return x > high ? high : x;
}

/* Square root, correctly rounded; NaN below 0. */
ENT_INLINE real r_sqrt(real x)
{
#if ENT_REAL_IS_DOUBLE
    return __builtin_sqrt(x);
#else
    return __builtin_sqrtf(x);
#endif
}

/* 1 if x is neither infinite nor NaN, else 0. */
ENT_INLINE int32_t r_is_finite(real x)
{
    return r_abs(x) <= R(REAL_LARGEST);
}

/* (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2. Float: interpolated at Chebyshev points, relative error
 * 1.4e-7. Double: Taylor series up to r^13. */
ENT_INLINE real exp_remainder(real r)
{
#if ENT_REAL_IS_DOUBLE
    real p = 1 / 6227020800.0;
    p = p * r + 1 / 479001600.0;
    p = p * r + 1 / 39916800.0;
    p = p * r + 1 / 3628800.0;
    p = p * r + 1 / 362880.0;
    p = p * r + 1 / 40320.0;
    p = p * r + 1 / 5040.0;
    p = p * r + 1 / 720.0;
    p = p * r + 1 / 120.0;
    p = p * r + 1 / 24.0;
    p = p * r + 1 / 6.0;
    return p * r + 1 / 2.0;
#else
    real p = 0x1.6d110ap-10f;
    p = p * r + 0x1.120b6ep-7f;
    p = p * r + 0x1.55551ap-5f;
    p = p * r + 0x1.5554dcp-3f;
    return p * r + 0.5f;
#endif
}

/* Splits exp(x), x moved into [-80, 80], into scale * (1 + result): scale = 2^n with n = x / ln 2 rounded
 * to an integer, result = expm1(r) with r = x - n ln 2. ln 2 comes in two parts, so that n times the first
 * is exact. */
ENT_INLINE real exp_split(real x, real *scale)
{
    x = r_clip(x, R(-80), R(80));
    const real shifted = x * R(1.4426950408889634) + R(REAL_SHIFT);
    const real n = shifted - R(REAL_SHIFT);
    *scale = r_from_bits((r_bits(shifted) - r_bits(R(REAL_SHIFT)) + REAL_BIAS) << REAL_MANTISSA);
#if ENT_REAL_IS_DOUBLE
    const real r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
#else
    const real r = (x - n * 0x1.63p-1f) - n * -0x1.bd0106p-13f;
#endif
    return r + r * r * exp_remainder(r);
}

/* exp(x); x counts as -80 below and as 80 above, so the result is always a normal number. */
ENT_INLINE real r_exp(real x)
{
    real scale;
    const real e = exp_split(x, &scale);
    return (1 + e) * scale;
}

/* exp(x) - 1, accurate for small x too; x counts as -80 below and as 80 above. */
ENT_INLINE real r_expm1(real x)
{
    real scale;
    const real e = exp_split(x, &scale);
    return e * scale + (scale - 1);
}

/* log(1 + f) + exponent * ln 2 for f in [sqrt(1/2) - 1, sqrt(2) - 1] and an integer exponent. */
ENT_INLINE real log_join(real f, real exponent)
{
#if ENT_REAL_IS_DOUBLE
    /* log(1+f) = 2 artanh(s), s = f / (2 + f): 2 s = f - s f, and the odd series from s^3 on. */
    const real s = f / (2 + f), z = s * s, half = f * f / 2;
    real p = 2 / 23.0;
    p = p * z + 2 / 21.0;
    p = p * z + 2 / 19.0;
    p = p * z + 2 / 17.0;
    p = p * z + 2 / 15.0;
    p = p * z + 2 / 13.0;
    p = p * z + 2 / 11.0;
    p = p * z + 2 / 9.0;
    p = p * z + 2 / 7.0;
    p = p * z + 2 / 5.0;
    p = p * z + 2 / 3.0;
    const real small = s * (half + p * z) + exponent * 0x1.a39ef35793c76p-33;
    return exponent * 0x1.62e42feep-1 - ((half - small) - f);
#else
    /* (log(1+f) - f + f^2/2) / f^3, interpolated at Chebyshev points: relative error 7.3e-8. */
    real p = 0x1.1d8ea6p-4f;
    p = p * f + -0x1.d635bcp-4f;
    p = p * f + 0x1.dea282p-4f;
    p = p * f + -0x1.fcf4c6p-4f;
    p = p * f + 0x1.23d21ap-3f;
    p = p * f + -0x1.555b4ap-3f;
    p = p * f + 0x1.999d5ap-3f;
    p = p * f + -0x1.fffffcp-3f;
    p = p * f + 0x1.555554p-2f;
    const real z = f * f;
    const real small = (p * f * z + exponent * -0x1.bd0106p-13f) - 0.5f * z;
    return (f + small) + exponent * 0x1.63p-1f;
#endif
}

/* Natural logarithm of a positive normal number. Smaller x, 0 and negative x count as the smallest normal
 * number; infinity and NaN give NaN. */
ENT_INLINE real r_log(real x)
{
    const real a = x < R(REAL_SMALLEST) ? R(REAL_SMALLEST) : x;
    /* a = 2^(k - bias) m with m in [sqrt(1/2), sqrt(2)). */
    const real_bits one = REAL_BIAS << REAL_MANTISSA;
    const real_bits k = (r_bits(a) + (one - REAL_SQRT_HALF)) >> REAL_MANTISSA;
    const real m = r_from_bits(r_bits(a) - ((k - REAL_BIAS) << REAL_MANTISSA));
#if ENT_REAL_IS_DOUBLE
    /* 2^52 + k has the integer k in its lowest bits: no conversion, which SSE2 and AVX2 lack. */
    const real exponent = r_from_bits(k | UINT64_C(0x4330000000000000)) - (0x1p52 + (real)REAL_BIAS);
#else
    const real exponent = (real)((int32_t)k - (int32_t)REAL_BIAS);
#endif
    const real y = log_join(m - 1, exponent);
    return a <= R(REAL_LARGEST) ? y : R(ENT_MISSING);
}

/* 1 / (1 + exp(-x)). */
ENT_INLINE real r_logistic(real x)
{
    return 1 / (1 + r_exp(-x));
}

/* Probability that an event of the given rate (1/year, >= 0) happens within dt years: 1 - exp(-rate dt). */
ENT_INLINE real r_hazard(real rate, real dt)
{
    return -r_expm1(-(rate * dt));
}

/* x^y for positive normal x, as exp(y log x); the relative error grows with |y log x|. */
ENT_INLINE real r_pow(real x, real y)
{
    return r_exp(y * r_log(x));
}

/* sin(2 pi x) for |x| <= 1/4. Float: interpolated at Chebyshev points in x^2, relative error 3.7e-8.
 * Double: Taylor series up to the 21st power. */
ENT_INLINE real r_sin_turn(real x)
{
#if ENT_REAL_IS_DOUBLE
    const real t = x * 6.283185307179586, q = -(t * t);
    real p = 1 / 51090942171709440000.0;
    p = p * q + 1 / 121645100408832000.0;
    p = p * q + 1 / 355687428096000.0;
    p = p * q + 1 / 1307674368000.0;
    p = p * q + 1 / 6227020800.0;
    p = p * q + 1 / 39916800.0;
    p = p * q + 1 / 362880.0;
    p = p * q + 1 / 5040.0;
    p = p * q + 1 / 120.0;
    p = p * q + 1 / 6.0;
    return t + t * (p * q);
#else
    const real q = x * x;
    real p = 0x1.3e1420p+5f;
    p = p * q + -0x1.32531ep+6f;
    p = p * q + 0x1.4668f0p+6f;
    p = p * q + -0x1.4abbc4p+5f;
    return x * (p * q + 0x1.921fb6p+2f);
#endif
}

/* Position of x on [lo, hi] as one of the levels 0..65535, rounded half up; 0 below, 65535 above, 0 for
 * NaN. Needs lo < hi. */
ENT_INLINE int32_t r_to_level(real x, real lo, real hi)
{
    real t = (x - lo) / (hi - lo) * 65535;
    t = t > 0 ? t : 0;
    t = t < 65535 ? t : 65535;
    const int32_t level = (int32_t)t;
    return level + (t - (real)level >= R(0.5));
}

#endif
