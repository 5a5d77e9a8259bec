/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums over padded arrays in an order that no compiler and no vector width changes: element i goes to lane
 * i mod 16, each lane adds its elements in increasing order, and the 16 lanes are folded in halves
 * (lane l takes lane l + 8, then l + 4, l + 2, l + 1). n is a multiple of 16 in every function (`rows` need
 * not be), and padding must hold what leaves the result alone (0 in sums).
 */
#ifndef ENT_MODEL_LANES_H
#define ENT_MODEL_LANES_H

#include <stddef.h>
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

/* A vector: as many neighbours of an array as one instruction adds. */
#if defined(__AVX512F__)
#define ENT_VECTOR_BYTES 64
#elif defined(__AVX2__)
#define ENT_VECTOR_BYTES 32
#else
#define ENT_VECTOR_BYTES 16
#endif
typedef real reals __attribute__((vector_size(ENT_VECTOR_BYTES)));
enum { ENT_REALS = ENT_VECTOR_BYTES / sizeof(real) };

ENT_INLINE reals reals_load(const real *a)
{
    reals loaded;
    memcpy(&loaded, a, sizeof loaded);
    return loaded;
}

ENT_INLINE reals reals_abs(reals x)
{
    typedef real_bits reals_bits __attribute__((vector_size(ENT_VECTOR_BYTES)));
    return (reals)((reals_bits)x & ((real_bits)-1 >> 1));
}

/* A table by columns: x, and a matrix whose rows are padded to ENT_P. Its terms are what row j has in column i and its neighbours. */
struct columns {
    const real *matrix, *x;
};
typedef reals column_terms(struct columns table, int j, int i);

ENT_INLINE reals terms_of_matrix(struct columns table, int j, int i)
{
    return reals_load(table.matrix + j * ENT_P + i);
}

ENT_INLINE reals terms_of_product(struct columns table, int j, int i)
{
    return reals_load(table.matrix + j * ENT_P + i) * table.x[j];
}

ENT_INLINE reals terms_of_distance(struct columns table, int j, int i)
{
    return reals_abs(reals_load(table.x + i) - table.x[j]);
}

/* Of the columns from i on what lane l of lanes_sum would hold: the terms of rows l, l + 16, ... */
ENT_INLINE reals columns_lane(column_terms *terms, struct columns table, int l, int i, int rows)
{
    reals lane = {0};
    if (l < rows) lane = terms(table, l, i);
    for (int j = l + ENT_LANES; j < rows; j += ENT_LANES) lane += terms(table, j, i);
    return lane;
}

/* Lanes l, l + 4, l + 8, l + 12, folded. */
ENT_INLINE reals columns_quarter(column_terms *terms, struct columns table, int l, int i, int rows)
{
    return (columns_lane(terms, table, l, i, rows) + columns_lane(terms, table, l + 8, i, rows)) +
           (columns_lane(terms, table, l + 4, i, rows) + columns_lane(terms, table, l + 12, i, rows));
}

/* sum[n]: of each column what lanes_sum makes of its terms. Neighbouring columns are added up as one vector, so that no lanes need to be
 * folded within a register. */
ENT_INLINE void columns_sum(column_terms *terms, struct columns table, int rows, int n, real *restrict sum)
{
    for (int i = 0; i < n; i += ENT_REALS) {
        __asm__("" : "+r"(table.x) : : "memory"); /* else gcc spreads each x[j] over a vector before the loop: more than it has registers */
        const reals even = columns_quarter(terms, table, 0, i, rows) + columns_quarter(terms, table, 2, i, rows);
        const reals odd = columns_quarter(terms, table, 1, i, rows) + columns_quarter(terms, table, 3, i, rows);
        const reals all = even + odd;
        memcpy(sum + i, &all, sizeof all);
    }
}

/* sum[i]: the sum of matrix[n][i], the bits of lanes_sum. */
ENT_INLINE void lanes_column_sums(real (*matrix)[ENT_P], int n, real *restrict sum)
{
    columns_sum(terms_of_matrix, (struct columns){matrix[0], NULL}, n, n, sum);
}

/* sum[i]: the sum of matrix[n][i] * x[n], the bits of lanes_dot. */
ENT_INLINE void lanes_column_dots(real (*matrix)[ENT_P], const real *x, int n, real *restrict sum)
{
    columns_sum(terms_of_product, (struct columns){matrix[0], x}, n, n, sum);
}

/* sum[i], i < n: the distance of x[i] from all of x[rows], the bits of lanes_sum; n is rows, padded. */
ENT_INLINE void lanes_distances(const real *x, int rows, int n, real *restrict sum)
{
    columns_sum(terms_of_distance, (struct columns){NULL, x}, rows, n, sum);
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
