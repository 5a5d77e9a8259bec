/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random numbers as a pure function: which draw it is, not when or where it is made, decides its value.
 * A draw is named by (seed, run, month, step in the month, purpose, stable id) and gives four words of
 * 32 bits: Threefry-4x32 with 20 rounds (Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as
 * easy as 1, 2, 3) of the counter (id, month, purpose, step) under the key (seed, seed, run, 0).
 *
 * Words become variates by inversion or Box-Muller, one word or two each, never by rejection, so that the
 * same draw answers the same question in two orders.
 */
#ifndef ENT_MODEL_RANDOM_H
#define ENT_MODEL_RANDOM_H

#include <stdint.h>

#include "model/lanes.h"
#include "model/numerics.h"
#include "model/purposes.h"
#include "model/real.h"

/* One run's stream: the key and its parity word. */
struct ent_stream {
    uint32_t key[5];
#ifdef ENT_TIMED
    uint64_t *words; /* counts what is drawn; NULL: it is not */
#endif
};

/* Counts words of a stream where a copy of the kernel is timed. */
ENT_INLINE void ent_stream_count(const struct ent_stream *stream, int n)
{
#ifdef ENT_TIMED
    if (stream->words) *stream->words += (uint64_t)n;
#else
    (void)stream;
    (void)n;
#endif
}

ENT_INLINE void ent_stream_init(struct ent_stream *stream, uint64_t seed, uint32_t run)
{
    uint32_t *const key = stream->key;
#ifdef ENT_TIMED
    stream->words = 0;
#endif
    key[0] = (uint32_t)seed;
    key[1] = (uint32_t)(seed >> 32);
    key[2] = run;
    key[3] = 0;
    key[4] = UINT32_C(0x1BD11BDA) ^ key[0] ^ key[1] ^ key[2] ^ key[3];
}

/* One mixing step of the cipher. */
ENT_INLINE void threefry_mix(uint32_t *a, uint32_t *b, int rotation)
{
    *a += *b;
    *b = ((*b << rotation) | (*b >> (32 - rotation))) ^ *a;
}

/* Adds the key words from position s (mod 5) on, and s to the last. */
ENT_INLINE void threefry_inject(const uint32_t key[5], uint32_t s, uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    *a += key[s % 5];
    *b += key[(s + 1) % 5];
    *c += key[(s + 2) % 5];
    *d += key[(s + 3) % 5] + s;
}

/* The s-th group of four rounds, s from 1: the first half of the rotations if s is odd, else the second; then the key. */
ENT_INLINE void threefry_rounds(const uint32_t key[5], uint32_t s, uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    const int odd = s % 2 == 1;
    threefry_mix(a, b, odd ? 10 : 6);
    threefry_mix(c, d, odd ? 26 : 20);
    threefry_mix(a, d, odd ? 11 : 17);
    threefry_mix(c, b, odd ? 21 : 11);
    threefry_mix(a, b, odd ? 13 : 25);
    threefry_mix(c, d, odd ? 27 : 10);
    threefry_mix(a, d, odd ? 23 : 18);
    threefry_mix(c, b, odd ? 5 : 20);
    threefry_inject(key, s, a, b, c, d);
}

/* The cipher, in place on the counter (a, b, c, d). */
ENT_INLINE void threefry(const uint32_t key[5], uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    threefry_inject(key, 0, a, b, c, d);
    threefry_rounds(key, 1, a, b, c, d);
    threefry_rounds(key, 2, a, b, c, d);
    threefry_rounds(key, 3, a, b, c, d);
    threefry_rounds(key, 4, a, b, c, d);
    threefry_rounds(key, 5, a, b, c, d);
}

/* The four words of one draw. */
ENT_INLINE void ent_draw(const struct ent_stream *stream, uint32_t purpose, uint32_t month, uint32_t step, uint32_t id, uint32_t word[4])
{
    ent_stream_count(stream, 4);
    word[0] = id;
    word[1] = month;
    word[2] = purpose;
    word[3] = step;
    threefry(stream->key, word, word + 1, word + 2, word + 3);
}

/* The words of draws that differ in their ids[n]: the first words into a[n], the second into b[n], and so on. A plain loop over the
 * scalar cipher, which both gcc and clang turn into vectors of any width. */
ENT_INLINE void draw_vectors(const struct ent_stream *stream, uint32_t purpose, uint32_t month, uint32_t step, const uint32_t *ids, int n,
                             uint32_t *restrict a, uint32_t *restrict b, uint32_t *restrict c, uint32_t *restrict d)
{
    const struct ent_stream s = *stream;
    for (int i = 0; i < n; i++) {
        uint32_t x0 = ids[i], x1 = month, x2 = purpose, x3 = step;
        threefry(s.key, &x0, &x1, &x2, &x3);
        a[i] = x0;
        b[i] = x1;
        c[i] = x2;
        d[i] = x3;
    }
}

/* The draws of ids[n]: the first words into a[n], the second into b[n], and so on. */
ENT_INLINE void ent_draw_each(const struct ent_stream *stream, uint32_t purpose, uint32_t month, uint32_t step, const uint32_t *ids, int n,
                              uint32_t *restrict a, uint32_t *restrict b, uint32_t *restrict c, uint32_t *restrict d)
{
    ent_stream_count(stream, 4 * n);
    draw_vectors(stream, purpose, month, step, ids, n, a, b, c, d);
}

/* The same of draws that differ in their steps[n]. */
ENT_INLINE void ent_draw_steps(const struct ent_stream *stream, uint32_t purpose, uint32_t month, const uint32_t *steps, uint32_t id, int n,
                               uint32_t *restrict a, uint32_t *restrict b, uint32_t *restrict c, uint32_t *restrict d)
{
    const struct ent_stream s = *stream;
    ent_stream_count(stream, 4 * n);
    for (int i = 0; i < n; i++) {
        uint32_t x0 = id, x1 = month, x2 = purpose, x3 = steps[i];
        threefry(s.key, &x0, &x1, &x2, &x3);
        a[i] = x0;
        b[i] = x1;
        c[i] = x2;
        d[i] = x3;
    }
}

/* Draws of some states: word[0][m], word[1][m], ... are the words of state who[m], m < n; beyond, up to whole lanes, rubbish. */
struct ent_draws {
    int n;
    int32_t who[ENT_P];
    ENT_ALIGNED uint32_t word[4][ENT_P];
};

/* The draws of the members of a set, ids[i] the identity of state i: whole vectors at a time. */
ENT_INLINE void ent_draw_set(const struct ent_stream *stream, uint32_t purpose, uint32_t month, uint32_t step, const uint32_t *ids,
                             uint64_t set, struct ent_draws *draws)
{
    ENT_ALIGNED uint32_t id[ENT_P];
    int n = 0;
    for (; set; set &= set - 1) {
        draws->who[n] = __builtin_ctzll(set);
        id[n] = ids[draws->who[n]];
        n++;
    }
    draws->n = n;
    ent_stream_count(stream, 4 * n);
    for (int m = n; m % ENT_LANES; m++) id[m] = 0;
    for (int m = 0; m < n; m += ENT_LANES)
        draw_vectors(stream, purpose, month, step, id + m, ENT_LANES, draws->word[0] + m, draws->word[1] + m, draws->word[2] + m,
                     draws->word[3] + m);
}

/* Uniform in the open interval (0, 1): the middle of one of 2^23 equal steps, exact in float. */
ENT_INLINE real ent_uniform(uint32_t word)
{
    return ((real)(int32_t)(word >> 9) + R(0.5)) * R(0x1p-23);
}

/* 1 with probability p, else 0; with the same word, 1 at p stays 1 at any higher p. */
ENT_INLINE int32_t ent_bernoulli(uint32_t word, real p)
{
    return ent_uniform(word) < p;
}

/* One of 0..n-1, n >= 1, equally likely up to n / 2^32. */
ENT_INLINE uint32_t ent_choose(uint32_t word, uint32_t n)
{
    return (uint32_t)(((uint64_t)word * n) >> 32);
}

/* Two independent standard normals (Box & Muller 1958): radius from w1, angle in turns from w2. |z| is at
 * most 5.77. */
ENT_INLINE void ent_normal_pair(uint32_t w1, uint32_t w2, real *z1, real *z2)
{
    const real radius = r_sqrt(-2 * r_log(ent_uniform(w1)));
    const real turn = ent_uniform(w2) - R(0.5);
    const real size = r_abs(turn);
    /* cos(2 pi x) = sin(2 pi (1/4 - |x|)); sin(2 pi x) = sin(2 pi (1/2 - x)) for x > 1/4. */
    const real folded = size > R(0.25) ? R(0.5) - size : size;
    *z1 = radius * r_sin_turn(R(0.25) - size);
    *z2 = radius * r_sin_turn(turn < 0 ? -folded : folded);
}

/* Exponential with mean 1. */
ENT_INLINE real ent_exponential(uint32_t word)
{
    return -r_log(ent_uniform(word));
}

/* Gamma with shape 2 and scale 1 (mean 2). */
ENT_INLINE real ent_gamma2(uint32_t w1, uint32_t w2)
{
    return ent_exponential(w1) + ent_exponential(w2);
}

enum { ENT_POISSON_MOST = 64 };

/* Probability that a Poisson variate of this mean is 0. */
ENT_INLINE real ent_poisson_none(real mean)
{
    return r_exp(-r_clip(mean, 0, ENT_POISSON_MOST / 2));
}

/* Poisson by inversion: grows with the word and with the mean; at most 64. Meant for means up to 16; a mean
 * below 0 counts as 0, above 32 as 32. `none` is ent_poisson_none(mean), which who draws often computes once. */
ENT_INLINE int32_t ent_poisson_from(uint32_t word, real mean, real none)
{
    mean = r_clip(mean, 0, ENT_POISSON_MOST / 2);
    const real u = ent_uniform(word);
    real term = none, below = term;
    int32_t k = 0;
    /* Past the mode a term too small to move the sum ends it, so that rounding cannot hold u out of reach. */
    while (u > below && k < ENT_POISSON_MOST && (term > R(0x1p-26) || (real)k < mean)) {
        k++;
        term *= mean / (real)k;
        below += term;
    }
    return k;
}

ENT_INLINE int32_t ent_poisson(uint32_t word, real mean)
{
    return ent_poisson_from(word, mean, ent_poisson_none(mean));
}

#endif
