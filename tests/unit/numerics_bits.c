/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints one hash per function of the kernel's arithmetic over a million inputs each. test_numerics_bits.sh
 * compiles it in many ways and compares. Work is done in blocks of plain loops, as in the kernel, so that
 * the vectorised code is what is hashed. Freestanding (WebAssembly) it has no main: bits_hash is called from outside.
 */
#include <stdint.h>

#include "model/lanes.h"
#include "model/numerics.h"
#include "model/random.h"

enum { N = ENT_P, BLOCKS = 16384 };

struct block {
    ENT_ALIGNED uint32_t id[N], a[N], b[N], c[N], d[N];
    ENT_ALIGNED real any[N];  /* any finite bit pattern */
    ENT_ALIGNED real even[N]; /* spread evenly over (-100, 100) */
    ENT_ALIGNED real share[N], out[N], other[N];
    ENT_ALIGNED int32_t level[N];
};

static uint64_t hash_words(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *byte = data;
    for (size_t i = 0; i < size; i++) hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* A NaN counts as one value: which bits it has is not promised. */
static uint64_t hash_reals(uint64_t hash, const real *x, int n)
{
    for (int i = 0; i < n; i++) {
        const real_bits bits = x[i] == x[i] ? r_bits(x[i]) : 1;
        hash = hash_words(hash, &bits, sizeof bits);
    }
    return hash;
}

static void block_fill(struct block *s, const struct ent_stream *stream, uint32_t i_block)
{
    for (uint32_t i = 0; i < N; i++) s->id[i] = i * UINT32_C(2654435761) + i_block;
    ent_draw_each(stream, 1, i_block, 2, s->id, N, s->a, s->b, s->c, s->d);
    for (int i = 0; i < N; i++) {
#if ENT_REAL_IS_DOUBLE
        const real x = r_from_bits(((uint64_t)s->a[i] << 32) | s->b[i]);
#else
        const real x = r_from_bits(s->a[i]);
#endif
        s->any[i] = r_is_finite(x) ? x : R(1);
        s->even[i] = 200 * ent_uniform(s->b[i]) - 100;
        s->share[i] = ent_uniform(s->c[i]);
    }
}

/* Each fills out, other or level of a block. */
static void do_clip(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_clip(r_max(s->any[i], r_min(s->even[i], r_abs(s->share[i]))), -1, 1);
}
static void do_sqrt(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_sqrt(r_abs(s->any[i]));
}
static void do_exp(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_exp(s->even[i]);
}
static void do_exp_any(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_exp(s->any[i]);
}
static void do_log(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_log(s->any[i]);
}
static void do_log_share(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_log(2 * s->share[i]);
}
static void do_expm1(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_expm1(s->even[i] * s->share[i]);
}
static void do_logistic(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_logistic(R(0.2) * s->even[i] + s->share[i]);
}
static void do_hazard(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_hazard(s->share[i] * s->share[i], R(1) / 12);
}
static void do_pow(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = r_pow(3 * s->share[i], R(0.05) * s->even[i]);
}
static void do_level(struct block *s)
{
    for (int i = 0; i < N; i++) s->level[i] = r_to_level(s->even[i], -90, R(91.7));
}
static void do_uniform(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = ent_uniform(s->d[i]);
}
static void do_gamma(struct block *s)
{
    for (int i = 0; i < N; i++) s->out[i] = ent_gamma2(s->c[i], s->d[i]);
}
static void do_poisson(struct block *s)
{
    for (int i = 0; i < N; i++) s->level[i] = ent_poisson(s->d[i], 12 * s->share[i]);
}

static void do_normal(struct block *s)
{
    for (int i = 0; i < N; i++) {
        real z1, z2;
        ent_normal_pair(s->a[i], s->d[i], &z1, &z2);
        s->out[i] = z1;
        s->other[i] = z2;
    }
}

/* A line of a mechanism, with every chance to contract a product and a sum. */
static void do_relax(struct block *s)
{
    for (int i = 0; i < N; i++) {
        const real x = s->share[i], y = R(0.01) * s->even[i];
        s->out[i] = r_clip(x + R(0.3) * (y - x) + R(0.15) * x * y, 0, 1);
        s->other[i] = x * x - y * y;
    }
}

static void do_lanes(struct block *s)
{
    s->out[0] = lanes_sum(s->even, N);
    s->out[1] = lanes_dot(s->even, s->share, N);
    s->out[2] = lanes_dot3(s->even, s->share, s->share, N);
    s->out[3] = lanes_abs_diff_sum(s->even, s->share[0], s->share, N);
    s->out[4] = lanes_square_diff_sum(s->even, s->share[0], s->share, N);
    s->out[5] = lanes_max(s->even, N);
}

static void do_words(struct block *s)
{
    for (int i = 0; i < N; i++) s->level[i] = (int32_t)((s->a[i] ^ (3 * s->b[i]) ^ (5 * s->c[i]) ^ (7 * s->d[i])) >> 1);
}

struct row {
    const char *name;
    void (*fill)(struct block *s);
};

static const struct row rows[] = {
    {"clip", do_clip},           {"sqrt", do_sqrt},       {"exp", do_exp},           {"exp any", do_exp_any}, {"log", do_log},
    {"log share", do_log_share}, {"expm1", do_expm1},     {"logistic", do_logistic}, {"hazard", do_hazard},   {"pow", do_pow},
    {"level", do_level},         {"uniform", do_uniform}, {"normal", do_normal},     {"gamma", do_gamma},     {"poisson", do_poisson},
    {"relax", do_relax},         {"lanes", do_lanes},     {"words", do_words},
};

uint32_t bits_n_rows(void);
uint64_t bits_hash(uint32_t i_row);

uint32_t bits_n_rows(void)
{
    return sizeof rows / sizeof rows[0];
}

/* The hash of one row over all blocks. */
uint64_t bits_hash(uint32_t i_row)
{
    static struct block s;
    struct ent_stream stream;
    ent_stream_init(&stream, UINT64_C(0x243f6a8885a308d3), 19);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < BLOCKS; i++) {
        block_fill(&s, &stream, i);
        memset(s.out, 0, sizeof s.out);
        memset(s.other, 0, sizeof s.other);
        memset(s.level, 0, sizeof s.level);
        rows[i_row].fill(&s);
        hash = hash_reals(hash, s.out, N);
        hash = hash_reals(hash, s.other, N);
        hash = hash_words(hash, s.level, sizeof s.level);
    }
    return hash;
}

#if __STDC_HOSTED__

#include <inttypes.h>
#include <stdio.h>

int main(void)
{
    for (uint32_t r = 0; r < bits_n_rows(); r++) printf("%016" PRIx64 " %s\n", bits_hash(r), rows[r].name);
    return 0;
}

#else

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    unsigned char *t = to;
    const unsigned char *f = from;
    for (size_t i = 0; i < n; i++) t[i] = f[i];
    return to;
}

void *memset(void *to, int value, size_t n)
{
    unsigned char *t = to;
    for (size_t i = 0; i < n; i++) t[i] = (unsigned char)value;
    return to;
}

#endif
