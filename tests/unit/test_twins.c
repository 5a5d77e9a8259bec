/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel's functions over arrays, as mechanisms use them, against slow twins that take one number after another, say what
 * they compute with the C library's exact functions (rint, frexp, ldexp, sqrt, floor) instead of bit patterns, and have no
 * vectors: every bit must be the same. A twin with one coefficient slightly changed must differ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>

#include <cmocka.h>

#include "model/lanes.h"
#include "model/numerics.h"
#include "model/random.h"

enum { N = 64, BLOCKS = 4000 };

/* ---- elementary functions ---- */

static float spoiled; /* added to the first coefficient of a series by the wrong twins; 0 otherwise */

/* a[0] x^(n-1) + ... + a[n-1], by Horner's rule. */
static float series(const float *a, int n, float x)
{
    float sum = a[0] + spoiled;
    for (int i = 1; i < n; i++) {
        const float product = sum * x;
        sum = product + a[i];
    }
    return sum;
}

static float moved(float x, float least, float most)
{
    return x < least ? least : x > most ? most : x;
}

/* exp(x) = 2^whole (1 + rest), with x moved into [-80, 80]; returns rest. */
static float split_exp(float x, int *whole)
{
    static const float remainder[] = {0x1.6d110ap-10f, 0x1.120b6ep-7f, 0x1.55551ap-5f, 0x1.5554dcp-3f, 0.5f};
    x = moved(x, -80, 80);
    const float n = rintf(x * 1.4426950408889634f); /* 1 / ln 2 */
    const float high = n * 0x1.63p-1f, low = n * -0x1.bd0106p-13f;
    const float r = (x - high) - low, square = r * r;
    *whole = (int)n;
    return r + square * series(remainder, 5, r);
}

static float twin_exp(float x)
{
    int whole;
    const float rest = split_exp(x, &whole);
    return ldexpf(1 + rest, whole);
}

static float twin_expm1(float x)
{
    int whole;
    const float rest = split_exp(x, &whole);
    return ldexpf(rest, whole) + (ldexpf(1, whole) - 1);
}

static float twin_log(float x)
{
    static const float coefficient[] = {0x1.1d8ea6p-4f,  -0x1.d635bcp-4f, 0x1.dea282p-4f,  -0x1.fcf4c6p-4f, 0x1.23d21ap-3f,
                                        -0x1.555b4ap-3f, 0x1.999d5ap-3f,  -0x1.fffffcp-3f, 0x1.555554p-2f};
    int exponent;
    float m = frexpf(x < FLT_MIN ? FLT_MIN : x, &exponent); /* in [1/2, 1) */
    if (m < 0x1.6a09e6p-1f) {                               /* the root of 1/2, rounded down */
        m *= 2;
        exponent--;
    }
    const float f = m - 1, z = f * f, n = (float)exponent;
    const float third = series(coefficient, 9, f) * f * z, low = n * -0x1.bd0106p-13f, half = 0.5f * z;
    const float small = (third + low) - half, high = n * 0x1.63p-1f;
    return (f + small) + high;
}

static float twin_logistic(float x)
{
    return 1 / (1 + twin_exp(-x));
}

static float twin_hazard(float rate, float dt)
{
    return -twin_expm1(-(rate * dt));
}

static float twin_pow(float x, float y)
{
    return twin_exp(y * twin_log(x));
}

/* sin(2 pi x) for |x| <= 1/4. */
static float twin_sin(float x)
{
    static const float coefficient[] = {0x1.3e1420p+5f, -0x1.32531ep+6f, 0x1.4668f0p+6f, -0x1.4abbc4p+5f, 0x1.921fb6p+2f};
    return x * series(coefficient, 5, x * x);
}

/* The level of x among 0..65535 on [low, high], rounded half up. */
static int32_t twin_level(float x, float low, float high)
{
    const float share = (x - low) / (high - low), position = share * 65535;
    return (int32_t)floor((double)moved(position, 0, 65535) + 0.5);
}

/* ---- variates ---- */

static float twin_uniform(uint32_t word)
{
    return (float)(((word >> 9) + 0.5) / 8388608);
}

static float twin_exponential(uint32_t word)
{
    return -twin_log(twin_uniform(word));
}

/* Radius and angle of Box and Muller; the sine by the quadrant of the angle, which is in turns from -1/2. */
static void twin_normals(uint32_t w1, uint32_t w2, float *z1, float *z2)
{
    const float radius = sqrtf(-2 * twin_log(twin_uniform(w1))), turn = twin_uniform(w2) - 0.5f, size = fabsf(turn);
    *z1 = radius * twin_sin(0.25f - size);
    *z2 = radius * twin_sin(copysignf(size > 0.25f ? 0.5f - size : size, turn));
}

/* The number of terms that the sum of probabilities needs to reach u. */
static int32_t twin_poisson(uint32_t word, float mean)
{
    mean = moved(mean, 0, 32);
    float term = twin_exp(-mean), sum = term;
    for (int32_t n = 0;; n++) {
        const int past = term <= 0x1p-26f && (float)n >= mean; /* too small to move the sum */
        if (twin_uniform(word) <= sum || n == 64 || past) return n;
        term *= mean / (float)(n + 1);
        sum += term;
    }
}

/* ---- blocks of arguments ---- */

struct block {
    ENT_ALIGNED uint32_t id[N], a[N], b[N], c[N], d[N];
    ENT_ALIGNED float any[N], even[N], share[N]; /* positive of any size; over (-100, 100); over (0, 1) */
    ENT_ALIGNED float fast[N], twin[N];
};

static void fill(struct block *s, uint32_t i_block)
{
    struct ent_stream stream;
    ent_stream_init(&stream, 77, 5);
    for (uint32_t i = 0; i < N; i++) s->id[i] = i;
    ent_draw_each(&stream, 3, i_block, 1, s->id, N, s->a, s->b, s->c, s->d);
    for (int i = 0; i < N; i++) {
        s->any[i] = r_from_bits(s->a[i] % UINT32_C(0x7f800000));
        s->even[i] = 200 * twin_uniform(s->b[i]) - 100;
        s->share[i] = twin_uniform(s->c[i]);
    }
}

/* Each fills `fast` by a plain loop over the kernel's function, and `twin`. */
#define OVER(name, fast_value, twin_value)                     \
    static void over_##name(struct block *s)                   \
    {                                                          \
        for (int i = 0; i < N; i++) s->fast[i] = (fast_value); \
        for (int i = 0; i < N; i++) s->twin[i] = (twin_value); \
    }
OVER(exp, r_exp(s->even[i]), twin_exp(s->even[i]))
OVER(expm1, r_expm1(s->even[i] * s->share[i]), twin_expm1(s->even[i] * s->share[i]))
OVER(log, r_log(s->any[i]), twin_log(s->any[i]))
OVER(log_share, r_log(2 * s->share[i]), twin_log(2 * s->share[i]))
OVER(logistic, r_logistic(s->even[i]), twin_logistic(s->even[i]))
OVER(hazard, r_hazard(8 * s->share[i], R(1) / 12), twin_hazard(8 * s->share[i], 1.0f / 12))
OVER(pow, r_pow(3 * s->share[i], R(.05) * s->even[i]), twin_pow(3 * s->share[i], .05f * s->even[i]))
OVER(sqrt, r_sqrt(s->any[i]), sqrtf(s->any[i]))
OVER(level, (float)r_to_level(s->even[i], -90, R(91.7)), (float)twin_level(s->even[i], -90, 91.7f))
OVER(uniform, ent_uniform(s->a[i]), twin_uniform(s->a[i]))
OVER(exponential, ent_exponential(s->a[i]), twin_exponential(s->a[i]))
OVER(gamma, ent_gamma2(s->a[i], s->b[i]), twin_exponential(s->a[i]) + twin_exponential(s->b[i]))
OVER(poisson, (float)ent_poisson(s->d[i], 14 * s->share[i]), (float)twin_poisson(s->d[i], 14 * s->share[i]))

static void over_normal(struct block *s)
{
    float other;
    for (int i = 0; i < N; i++) {
        real z1, z2;
        ent_normal_pair(s->a[i], s->b[i], &z1, &z2);
        s->fast[i] = i % 2 ? z1 : z2;
    }
    for (int i = 0; i < N; i++) twin_normals(s->a[i], s->b[i], i % 2 ? &s->twin[i] : &other, i % 2 ? &other : &s->twin[i]);
}

static const struct row {
    const char *name;
    void (*over)(struct block *s);
    int has_series;
} rows[] = {
    {"exp", over_exp, 1},
    {"expm1", over_expm1, 1},
    {"log", over_log, 0},
    {"log of a share", over_log_share, 1},
    {"logistic", over_logistic, 1},
    {"hazard", over_hazard, 1},
    {"pow", over_pow, 1},
    {"sqrt", over_sqrt, 0},
    {"level", over_level, 0},
    {"uniform", over_uniform, 0},
    {"exponential", over_exponential, 1},
    {"gamma", over_gamma, 1},
    {"normal", over_normal, 1},
    {"poisson", over_poisson, 0},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

/* How many values differ in any bit, over all blocks. */
static int unlike(const struct row *row)
{
    static struct block s;
    int n = 0;
    for (uint32_t b = 0; b < BLOCKS; b++) {
        fill(&s, b);
        row->over(&s);
        for (int i = 0; i < N; i++) n += r_bits(s.fast[i]) != r_bits(s.twin[i]);
    }
    return n;
}

static void each_function_is_its_twin(void **unused)
{
    (void)unused;
    for (int r = 0; r < N_ROWS; r++) {
        const int n = unlike(&rows[r]);
        if (n > 0) fail_msg("%s: %d of %d values are not those of the twin", rows[r].name, n, N * BLOCKS);
    }
    printf("%d functions, %d values each\n", N_ROWS, N * BLOCKS);
}

static void wrong_twins_are_told_apart(void **unused)
{
    (void)unused;
    for (int r = 0; r < N_ROWS; r++) {
        if (!rows[r].has_series) continue;
        spoiled = 0x1p-12f;
        const int n = unlike(&rows[r]);
        spoiled = 0;
        printf("%-14s %7d values told apart\n", rows[r].name, n);
        assert_true(n > BLOCKS / 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_function_is_its_twin),
        cmocka_unit_test(wrong_twins_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
