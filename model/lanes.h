/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums over padded arrays in an order that no compiler and no vector width changes: element i goes to lane
 * i mod 16, each lane adds its elements in increasing order, and the 16 lanes are folded in halves
 * (lane l takes lane l + 8, then l + 4, l + 2, l + 1). n is a multiple of 16 in every function, and
 * padding must hold what leaves the result alone (0 in sums).
 */
#ifndef ENT_MODEL_LANES_H
#define ENT_MODEL_LANES_H

#include <stdint.h>
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "model/numerics.h"
#include "model/real.h"

/* States in a padded array: the capacity, or what a narrower copy of the kernel is compiled for (kernel.c). */
#ifndef ENT_PADDED
#define ENT_PADDED 64
#endif

enum { ENT_LANES = 16, ENT_P = ENT_PADDED };

/* Alignment of arrays that vector loops walk: one AVX-512 register, one cache line. */
#define ENT_ALIGNED _Alignas(64)

/* Whether all lanes are one register whose halves can be told to the compiler, so that they need no way through memory. */
#if defined(__AVX512F__) && !ENT_REAL_IS_DOUBLE && defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define LANES_ARE_ONE_REGISTER
#endif
#endif

/* Folds the lanes into their sum. The halves are vectors by name, which compilers otherwise take apart. */
ENT_INLINE real lanes_fold(const real lane[ENT_LANES])
{
    typedef real eight __attribute__((vector_size(8 * sizeof(real))));
    typedef real four __attribute__((vector_size(4 * sizeof(real))));
    eight low, high;
    four first, last;
#ifdef LANES_ARE_ONE_REGISTER
    typedef real sixteen __attribute__((vector_size(16 * sizeof(real))));
    sixteen all;
    memcpy(&all, lane, sizeof all);
    low = __builtin_shufflevector(all, all, 0, 1, 2, 3, 4, 5, 6, 7);
    high = __builtin_shufflevector(all, all, 8, 9, 10, 11, 12, 13, 14, 15);
#else
    memcpy(&low, lane, sizeof low);
    memcpy(&high, lane + 8, sizeof high);
#endif
    low += high;
    memcpy(&first, &low, sizeof first);
    memcpy(&last, (const char *)&low + sizeof first, sizeof last);
    first += last;
    return (first[0] + first[2]) + (first[1] + first[3]);
}

/* Sum of a[n]. */
ENT_INLINE real lanes_sum(const real *a, int n)
{
    ENT_ALIGNED real lane[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) lane[l] = a[l];
    for (int i = ENT_LANES; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += a[i + l];
    return lanes_fold(lane);
}

/* Sum of a[n] * b[n]. */
ENT_INLINE real lanes_dot(const real *a, const real *b, int n)
{
    ENT_ALIGNED real lane[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) lane[l] = a[l] * b[l];
    for (int i = ENT_LANES; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += a[i + l] * b[i + l];
    return lanes_fold(lane);
}

/* Sum of (a[n] * b[n]) * c[n]. */
ENT_INLINE real lanes_dot3(const real *a, const real *b, const real *c, int n)
{
    ENT_ALIGNED real lane[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) lane[l] = a[l] * b[l] * c[l];
    for (int i = ENT_LANES; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += a[i + l] * b[i + l] * c[i + l];
    return lanes_fold(lane);
}

/* Sum of w[n] * |a[n] - x|: the weighted distance from x. */
ENT_INLINE real lanes_abs_diff_sum(const real *a, real x, const real *w, int n)
{
    ENT_ALIGNED real lane[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) lane[l] = w[l] * r_abs(a[l] - x);
    for (int i = ENT_LANES; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += w[i + l] * r_abs(a[i + l] - x);
    return lanes_fold(lane);
}

/* Sum of w[n] * (a[n] - x)^2: the weighted squared distance from x. */
ENT_INLINE real lanes_square_diff_sum(const real *a, real x, const real *w, int n)
{
    ENT_ALIGNED real lane[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) lane[l] = w[l] * ((a[l] - x) * (a[l] - x));
    for (int i = ENT_LANES; i < n; i += ENT_LANES)
        for (int l = 0; l < ENT_LANES; l++) lane[l] += w[i + l] * ((a[i + l] - x) * (a[i + l] - x));
    return lanes_fold(lane);
}

/* As many neighbours of an array as the processor adds at once. */
#if defined(__AVX512F__)
#define ENT_VECTOR_BYTES 64
#elif defined(__AVX2__)
#define ENT_VECTOR_BYTES 32
#else
#define ENT_VECTOR_BYTES 16
#endif
typedef real ent_reals __attribute__((vector_size(ENT_VECTOR_BYTES)));
enum { ENT_REALS = ENT_VECTOR_BYTES / sizeof(real) };

ENT_INLINE ent_reals reals_load(const real *a)
{
    ent_reals loaded;
    memcpy(&loaded, a, sizeof loaded);
    return loaded;
}

ENT_INLINE ent_reals reals_abs(ent_reals x)
{
    typedef real_bits ent_reals_bits __attribute__((vector_size(ENT_VECTOR_BYTES)));
    return (ent_reals)((ent_reals_bits)x & ((real_bits)-1 >> 1));
}

/* The terms of row j for the columns from i on. */
typedef ent_reals ent_column_terms(const void *table, int j, int i);

/* The lane l of some columns. */
ENT_INLINE ent_reals column_lane(ent_column_terms *terms, const void *table, int l, int i, int rows)
{
    ent_reals lane = {0};
    if (l < rows) lane = terms(table, l, i);
    for (int j = l + ENT_LANES; j < rows; j += ENT_LANES) lane += terms(table, j, i);
    return lane;
}

ENT_INLINE ent_reals column_fold4(ent_column_terms *terms, const void *table, int l, int i, int rows)
{
    return (column_lane(terms, table, l, i, rows) + column_lane(terms, table, l + 8, i, rows)) +
           (column_lane(terms, table, l + 4, i, rows) + column_lane(terms, table, l + 12, i, rows));
}

/* sum[i], i < n: what lanes_sum makes of the terms of column i in its `rows`. Whole vectors of columns are added up at once, which
 * needs no folding of the lanes within a register. */
ENT_INLINE void columns_sum(ent_column_terms *terms, const void *table, int rows, int n, real *restrict sum)
{
    for (int i = 0; i < n; i += ENT_REALS) {
        __asm__("" : "+r"(table) : : "memory"); /* else gcc spreads every x[j] over a vector before the loop, more than it has registers */
        const ent_reals even = column_fold4(terms, table, 0, i, rows) + column_fold4(terms, table, 2, i, rows);
        const ent_reals odd = column_fold4(terms, table, 1, i, rows) + column_fold4(terms, table, 3, i, rows);
        const ent_reals all = even + odd;
        memcpy(sum + i, &all, sizeof all);
    }
}

/* Row j of a matrix, and its product with x[j]. */
struct ent_columns {
    const real (*matrix)[ENT_P];
    const real *x;
};

ENT_INLINE ent_reals column_terms(const void *table, int j, int i)
{
    const struct ent_columns *columns = table;
    return reals_load(columns->matrix[j] + i);
}

ENT_INLINE ent_reals column_products(const void *table, int j, int i)
{
    const struct ent_columns *columns = table;
    return reals_load(columns->matrix[j] + i) * columns->x[j];
}

ENT_INLINE ent_reals column_distances(const void *table, int j, int i)
{
    const real *x = table;
    return reals_abs(reals_load(x + i) - x[j]);
}

/* For each of x[n] the sum of its distances to the first `rows` of them. */
ENT_INLINE void lanes_distances(const real *x, int rows, int n, real *restrict sum)
{
    columns_sum(column_distances, x, rows, n, sum);
}

/* Bit l: a[l] > b[l], of ENT_LANES. Processors that have an instruction for it are asked for it. */
ENT_INLINE uint32_t lanes_above(const real *a, const real *b)
{
#if defined(__AVX512F__) && !ENT_REAL_IS_DOUBLE
    return _mm512_cmp_ps_mask(_mm512_loadu_ps(a), _mm512_loadu_ps(b), _CMP_GT_OQ);
#elif defined(__AVX2__) && !ENT_REAL_IS_DOUBLE
    const int low = _mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(a), _mm256_loadu_ps(b), _CMP_GT_OQ));
    const int high = _mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(a + 8), _mm256_loadu_ps(b + 8), _CMP_GT_OQ));
    return (uint32_t)(low | high << 8);
#else
    uint32_t bit[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) bit[l] = a[l] > b[l] ? UINT32_C(1) << l : 0;
    for (int half = ENT_LANES / 2; half > 0; half /= 2)
        for (int l = 0; l < half; l++) bit[l] |= bit[l + half];
    return bit[0];
#endif
}

/* The set of i with a[i] > b[i], of n <= 64. */
ENT_INLINE uint64_t set_above(const real *a, const real *b, int n)
{
    uint64_t set = 0;
    for (int i = 0; i < n; i += ENT_LANES) set |= (uint64_t)lanes_above(a + i, b + i) << i;
    return set;
}

/* 1 for the members of a set of at most n, 0 for all others. */
ENT_INLINE void set_expand(uint64_t set, int n, real *restrict indicator)
{
    for (int i = 0; i < n; i += ENT_LANES) {
        const uint32_t part = (uint32_t)(set >> i);
        for (int l = 0; l < ENT_LANES; l++) indicator[i + l] = part & (UINT32_C(1) << l) ? R(1) : R(0);
    }
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
