/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums over padded arrays in an order that no compiler and no vector width changes: element i goes to lane
 * i mod 16, each lane adds its elements in increasing order, and the 16 lanes are folded in halves
 * (lane l takes lane l + 8, then l + 4, l + 2, l + 1). n is a multiple of 16 in every function, and
 * padding must hold what leaves the result alone (0 in sums).
 */
#ifndef ENT_MODEL_LANES_H
#define ENT_MODEL_LANES_H

#include "model/numerics.h"
#include "model/real.h"

enum {
    ENT_LANES = 16,
    ENT_P = 64 /* states in a padded array */
};

/* Alignment of arrays that vector loops walk: one AVX-512 register, one cache line. */
#define ENT_ALIGNED _Alignas(64)

/* Folds the lanes into their sum; overwrites them. */
ENT_INLINE real lanes_fold(real lane[ENT_LANES])
{
    for (int l = 0; l < 8; l++) lane[l] += lane[l + 8];
    for (int l = 0; l < 4; l++) lane[l] += lane[l + 4];
    for (int l = 0; l < 2; l++) lane[l] += lane[l + 2];
    return lane[0] + lane[1];
}

/* Sum of a[n]. */
ENT_INLINE real lanes_sum(const real *a, int n)
{
    ENT_ALIGNED real lane[ENT_LANES] = {0};
    for (int i = 0; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += a[i + l];
    return lanes_fold(lane);
}

/* Sum of a[n] * b[n]. */
ENT_INLINE real lanes_dot(const real *a, const real *b, int n)
{
    ENT_ALIGNED real lane[ENT_LANES] = {0};
    for (int i = 0; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += a[i + l] * b[i + l];
    return lanes_fold(lane);
}

/* Sum of (a[n] * b[n]) * c[n]. */
ENT_INLINE real lanes_dot3(const real *a, const real *b, const real *c, int n)
{
    ENT_ALIGNED real lane[ENT_LANES] = {0};
    for (int i = 0; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += a[i + l] * b[i + l] * c[i + l];
    return lanes_fold(lane);
}

/* Sum of w[n] * |a[n] - x|: the weighted distance from x. */
ENT_INLINE real lanes_abs_diff_sum(const real *a, real x, const real *w, int n)
{
    ENT_ALIGNED real lane[ENT_LANES] = {0};
    for (int i = 0; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += w[i + l] * r_abs(a[i + l] - x);
    return lanes_fold(lane);
}

/* Sum of w[n] * (a[n] - x)^2: the weighted squared distance from x. */
ENT_INLINE real lanes_square_diff_sum(const real *a, real x, const real *w, int n)
{
    ENT_ALIGNED real lane[ENT_LANES] = {0};
    for (int i = 0; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) {
            const real d = a[i + l] - x;
            lane[l] += w[i + l] * (d * d);
        }
    return lanes_fold(lane);
}

/* Largest of a[n], n >= 16. Without NaN the order does not matter; with one the result is not specified. */
ENT_INLINE real lanes_max(const real *a, int n)
{
    ENT_ALIGNED real lane[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) lane[l] = a[l];
    for (int i = ENT_LANES; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] = r_max(lane[l], a[i + l]);
    for (int l = 0; l < 8; l++) lane[l] = r_max(lane[l], lane[l + 8]);
    for (int l = 0; l < 4; l++) lane[l] = r_max(lane[l], lane[l + 4]);
    for (int l = 0; l < 2; l++) lane[l] = r_max(lane[l], lane[l + 2]);
    return r_max(lane[0], lane[1]);
}

#endif
