/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The number type of the kernel: float in every copy that makes results, double in the shadow copy that
 * checks them (compiled with -DENT_REAL=double).
 */
#ifndef ENT_MODEL_REAL_H
#define ENT_MODEL_REAL_H

#include <float.h>

#ifndef ENT_REAL
#define ENT_REAL float
#endif

typedef ENT_REAL real;

/* A literal in the kernel's precision: R(0.1) is the real nearest to 0.1. */
#define R(x) ((real)(x))

/* 1 in the double copy, 0 in the float copies; usable in #if. */
#define ENT_REAL_IS_DOUBLE ENT_REAL_JOIN(ENT_REAL_IS_, ENT_REAL)
#define ENT_REAL_JOIN(a, b) ENT_REAL_PASTE(a, b)
#define ENT_REAL_PASTE(a, b) a##b
#define ENT_REAL_IS_float 0
#define ENT_REAL_IS_double 1

/* A function of a header that the kernel includes: it must disappear into the loop that calls it. */
#define ENT_INLINE static inline __attribute__((always_inline, unused))

/* Same bits everywhere needs each operation rounded to its own type (no x87). */
_Static_assert(FLT_EVAL_METHOD == 0, "float arithmetic is done in float");
_Static_assert(sizeof(float) == 4 && sizeof(double) == 8, "IEEE 754 binary32 and binary64");

#endif
