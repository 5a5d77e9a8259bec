/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random draws: the cipher against published answers, the variates against their distributions, the
 * coordinates of a draw against each other. Each statistical test rejects a twin that is slightly wrong.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifdef __has_include
#if __has_include(<Random123/threefry.h>)
#define HAVE_RANDOM123
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
#include <Random123/threefry.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#endif
#endif

#include "model/random.h"

enum { DRAWS = 1 << 18, WORDS = 4 * DRAWS };
#define Z_PASS 4.0   /* what a right generator may show with these fixed seeds */
#define Z_REJECT 8.0 /* what a wrong twin must exceed */

/* ---- the cipher ---- */

struct answer {
    uint32_t counter[4], key[4], words[4];
};

/* kat_vectors of Random123 1.14 (Salmon et al. 2011), threefry4x32 with 20 rounds. */
static const struct answer answers[] = {
    {{0, 0, 0, 0}, {0, 0, 0, 0}, {0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89},
     {0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84}},
};

static void encrypt(const uint32_t key[4], const uint32_t counter[4], uint32_t words[4])
{
    const uint32_t extended[5] = {key[0], key[1], key[2], key[3], UINT32_C(0x1BD11BDA) ^ key[0] ^ key[1] ^ key[2] ^ key[3]};
    memcpy(words, counter, 4 * sizeof *words);
    threefry(extended, words, words + 1, words + 2, words + 3);
}

static void the_cipher_gives_the_published_answers(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        uint32_t words[4];
        encrypt(answers[i].key, answers[i].counter, words);
        assert_memory_equal(words, answers[i].words, sizeof words);
    }
}

static void the_cipher_agrees_with_random123(void **unused)
{
    (void)unused;
#ifdef HAVE_RANDOM123
    uint32_t x[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (int i = 0; i < 2000; i++) {
        const threefry4x32_ctr_t counter = {{x[0], x[1], x[2], x[3]}};
        const threefry4x32_key_t key = {{x[4], x[5], x[6], x[7]}};
        const threefry4x32_ctr_t theirs = threefry4x32_R(20, counter, key);
        uint32_t words[4];
        encrypt(x + 4, x, words);
        assert_memory_equal(words, theirs.v, sizeof words);
        for (int j = 0; j < 4; j++) {
            x[j] ^= words[j];
            x[4 + j] += words[3 - j];
        }
    }
#else
    print_message("Random123 is not installed: only its published answers are compared\n");
#endif
}

static void a_draw_is_the_cipher_of_its_coordinates(void **unused)
{
    (void)unused;
    struct ent_stream s;
    ent_stream_init(&s, UINT64_C(0x299f31d0a4093822), 0x082efa98);
    const uint32_t key[4] = {0xa4093822, 0x299f31d0, 0x082efa98, 0}, counter[4] = {11, 22, 33, 44};
    uint32_t words[4], expected[4];
    ent_draw(&s, 33, 22, 44, 11, words);
    encrypt(key, counter, expected);
    assert_memory_equal(words, expected, sizeof words);
}

static void many_draws_at_once_are_the_same_draws(void **unused)
{
    (void)unused;
    enum { n = 64 };
    struct ent_stream s;
    ent_stream_init(&s, 123456789, 77);
    uint32_t id[n], out[4][n + 1];
    for (uint32_t i = 0; i < n; i++) id[i] = i * 2654435761u;
    for (int size = 16; size <= n; size += 16) {
        memset(out, 0xa5, sizeof out);
        ent_draw_each(&s, 3, 240, 5, id, size, out[0], out[1], out[2], out[3]);
        for (int i = 0; i < size; i++) {
            uint32_t words[4];
            ent_draw(&s, 3, 240, 5, id[i], words);
            for (int j = 0; j < 4; j++) assert_int_equal(out[j][i], words[j]);
        }
        for (int j = 0; j < 4; j++) assert_int_equal(out[j][size], 0xa5a5a5a5);
    }
}

/* ---- words to variates ---- */

static uint32_t word[WORDS]; /* all words of DRAWS draws, filled once */

static int words_fill(void **unused)
{
    (void)unused;
    struct ent_stream s;
    ent_stream_init(&s, 20260101, 1);
    for (uint32_t i = 0; i < DRAWS; i++) ent_draw(&s, ENT_PURPOSE_SHOCK, i / 64, 0, i % 64, word + 4 * (size_t)i);
    return 0;
}

static void uniforms_are_exact_and_open(void **unused)
{
    (void)unused;
    assert_true(ent_uniform(0) == R(0x1p-24) && ent_uniform(511) == R(0x1p-24) && ent_uniform(512) == R(0x1.8p-23));
    assert_true(ent_uniform(UINT32_MAX) == 1 - R(0x1p-24) && ent_uniform(UINT32_MAX) < 1);
    for (int i = 0; i < WORDS; i++) assert_true((double)ent_uniform(word[i]) == ((word[i] >> 9) + 0.5) / 8388608);
}

static void choices_and_trials(void **unused)
{
    (void)unused;
    assert_int_equal(ent_choose(0, 48), 0);
    assert_int_equal(ent_choose(UINT32_MAX, 48), 47);
    assert_int_equal(ent_choose(UINT32_MAX, 1), 0);
    assert_int_equal(ent_choose(0x80000000, 2), 1);
    assert_int_equal(ent_choose(0x7fffffff, 2), 0);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(ent_bernoulli(word[i], 0), 0);
        assert_int_equal(ent_bernoulli(word[i], 1), 1);
        assert_true(ent_bernoulli(word[i], R(0.3)) <= ent_bernoulli(word[i], R(0.4)));
    }
}

/* A way to make one variate from two words, and the distribution it claims. */
struct variate {
    const char *name;
    double (*draw)(uint32_t w1, uint32_t w2);
    double (*below)(double x);     /* distribution function */
    double mean, variance, fourth; /* fourth central moment */
};

static double draw_uniform(uint32_t w1, uint32_t w2)
{
    (void)w2;
    return (double)ent_uniform(w1);
}
static double draw_exponential(uint32_t w1, uint32_t w2)
{
    (void)w2;
    return (double)ent_exponential(w1);
}
static double draw_gamma(uint32_t w1, uint32_t w2)
{
    return (double)ent_gamma2(w1, w2);
}

static double draw_normal_first(uint32_t w1, uint32_t w2)
{
    real z1, z2;
    ent_normal_pair(w1, w2, &z1, &z2);
    return (double)z1;
}

static double draw_normal_second(uint32_t w1, uint32_t w2)
{
    real z1, z2;
    ent_normal_pair(w1, w2, &z1, &z2);
    return (double)z2;
}

/* Twins: a uniform pushed up by 1.5 %, its exponential, and normals 1 % too wide. */
static double biased_uniform(uint32_t w1, uint32_t w2)
{
    return pow(draw_uniform(w1, w2), 0.97);
}
static double biased_exponential(uint32_t w1, uint32_t w2)
{
    return 1.02 * draw_exponential(w1, w2);
}
static double biased_gamma(uint32_t w1, uint32_t w2)
{
    return 1.02 * draw_gamma(w1, w2);
}
static double biased_normal(uint32_t w1, uint32_t w2)
{
    return 0.02 + 1.02 * draw_normal_first(w1, w2);
}

static double below_uniform(double x)
{
    return x;
}
static double below_exponential(double x)
{
    return -expm1(-x);
}
static double below_gamma(double x)
{
    return 1 - (1 + x) * exp(-x);
}
static double below_normal(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

static const struct variate variates[] = {
    {"uniform", draw_uniform, below_uniform, 0.5, 1 / 12.0, 1 / 80.0},
    {"exponential", draw_exponential, below_exponential, 1, 1, 9},
    {"gamma(2)", draw_gamma, below_gamma, 2, 2, 24},
    {"normal, first", draw_normal_first, below_normal, 0, 1, 3},
    {"normal, second", draw_normal_second, below_normal, 0, 1, 3},
};
static const struct variate twins[] = {
    {"uniform twin", biased_uniform, below_uniform, 0.5, 1 / 12.0, 1 / 80.0},
    {"exponential twin", biased_exponential, below_exponential, 1, 1, 9},
    {"gamma twin", biased_gamma, below_gamma, 2, 2, 24},
    {"normal twin", biased_normal, below_normal, 0, 1, 3},
};

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Largest |z| of mean and variance and the scaled Kolmogorov-Smirnov distance sqrt(n) D. */
struct fit {
    double z_mean, z_variance, distance;
};

static struct fit fit_of(const struct variate *v)
{
    enum { n = WORDS / 2 };
    static double x[n];
    double sum = 0, square = 0, distance = 0;
    for (int i = 0; i < n; i++) {
        x[i] = v->draw(word[2 * i], word[2 * i + 1]);
        sum += x[i] - v->mean;
        square += (x[i] - v->mean) * (x[i] - v->mean);
    }
    qsort(x, n, sizeof x[0], ascending);
    for (int i = 0; i < n; i++) {
        const double below = v->below(x[i]);
        distance = fmax(distance, fmax(below - (double)i / n, (double)(i + 1) / n - below));
    }
    return (struct fit){sum / sqrt(n * v->variance), (square - n * v->variance) / sqrt(n * (v->fourth - v->variance * v->variance)),
                        sqrt(n) * distance};
}

static void fit_print(const char *name, struct fit f)
{
    print_message("%-18s z(mean) %7.2f  z(variance) %7.2f  sqrt(n) D %6.3f\n", name, f.z_mean, f.z_variance, f.distance);
}

static void variates_have_their_distribution(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof variates / sizeof variates[0]; i++) {
        const struct fit f = fit_of(&variates[i]);
        fit_print(variates[i].name, f);
        assert_true(fabs(f.z_mean) < Z_PASS && fabs(f.z_variance) < Z_PASS);
        assert_true(f.distance < 2.0); /* exceeded with probability 2 exp(-8) = 7e-4 */
    }
}

static void slightly_wrong_variates_are_rejected(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
        const struct fit f = fit_of(&twins[i]);
        fit_print(twins[i].name, f);
        assert_true(fabs(f.z_mean) > Z_REJECT && f.distance > 4.0);
    }
}

static void normals_of_a_pair_are_independent(void **unused)
{
    (void)unused;
    double product = 0, squares = 0, largest = 0;
    const int n = WORDS / 2;
    for (int i = 0; i < n; i++) {
        real a, b;
        ent_normal_pair(word[2 * i], word[2 * i + 1], &a, &b);
        product += (double)a * (double)b;
        squares += ((double)a * (double)a - 1) * ((double)b * (double)b - 1);
        largest = fmax(largest, fmax(fabs((double)a), fabs((double)b)));
    }
    const double z = product / sqrt(n), z_squares = squares / sqrt(n * 4.0);
    print_message("normal pair        z(product) %.2f  z(squares) %.2f  largest %.2f\n", z, z_squares, largest);
    assert_true(fabs(z) < Z_PASS && fabs(z_squares) < Z_PASS && largest > 4 && largest < 5.78);
}

static void normals_are_symmetric_and_bounded(void **unused)
{
    (void)unused;
    real z1, z2, y1, y2;
    ent_normal_pair(0, 0, &z1, &z2);
    assert_true(r_abs(z1) < R(5.78) && r_abs(z2) < R(5.78));
    for (int i = 0; i < 10000; i++) {
        /* the mirrored angle */
        ent_normal_pair(word[2 * i], word[2 * i + 1], &z1, &z2);
        ent_normal_pair(word[2 * i], ~word[2 * i + 1], &y1, &y2);
        assert_true(z1 == y1 && z2 == -y2);
        const double radius = (double)(z1 * z1 + z2 * z2), expected = -2 * log((double)ent_uniform(word[2 * i]));
        assert_true(fabs(radius - expected) <= 2e-6 * expected);
    }
}

/* Chi-square of the counts of 0..8 and more against the Poisson probabilities, as a z-score. */
static double poisson_misfit(real mean, double claimed_mean)
{
    enum { cells = 10 };
    double count[cells] = {0}, chi = 0, p = exp(-claimed_mean), rest = 1;
    for (int i = 0; i < WORDS; i++) {
        const int32_t k = ent_poisson(word[i], mean);
        count[k < cells - 1 ? k : cells - 1]++;
    }
    int used = 0;
    double seen_rest = WORDS;
    for (int k = 0; k < cells && rest * WORDS > 20; k++) {
        const int last = k == cells - 1 || (rest - p) * WORDS < 20;
        const double expected = WORDS * (last ? rest : p), seen = last ? seen_rest : count[k];
        chi += (seen - expected) * (seen - expected) / expected;
        used++;
        seen_rest -= count[k];
        rest -= p;
        p *= claimed_mean / (k + 1);
        if (last) break;
    }
    return (chi - (used - 1)) / sqrt(2.0 * (used - 1));
}

static void poisson_counts_have_their_distribution(void **unused)
{
    (void)unused;
    static const double means[] = {0.05, 0.25, 7 / 12.0, 1, 3, 8};
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++) {
        const double z = poisson_misfit(R(means[i]), means[i]), twin = poisson_misfit(R(means[i] * 1.03), means[i]);
        print_message("poisson(%.3f)     z(chi-square) %.2f, twin with 3 %% more %.2f\n", means[i], z, twin);
        assert_true(fabs(z) < Z_PASS && twin > Z_REJECT);
    }
}

static void poisson_counts_end_and_grow(void **unused)
{
    (void)unused;
    for (int m = 0; m <= 64; m++) {
        const real mean = R(0.25) * R(m);
        const int32_t most = ent_poisson(UINT32_MAX, mean);
        assert_true(most <= (int)(10 + 4 * mean)); /* rounding cannot push the last word to the bound */
        int32_t before = 0;
        for (uint64_t w = 0; w <= UINT32_MAX; w += 1 << 22) {
            const int32_t k = ent_poisson((uint32_t)w, mean);
            assert_true(k >= before && k <= most && k <= ent_poisson((uint32_t)w, mean + R(0.25)));
            before = k;
        }
    }
    assert_int_equal(ent_poisson(UINT32_MAX, 0), 0);
    assert_int_equal(ent_poisson(UINT32_MAX, R(-1)), 0);
    assert_int_equal(ent_poisson(word[0], R(1e9)), ent_poisson(word[0], 32));
    assert_in_range(ent_poisson(UINT32_MAX, R(1e9)), 55, ENT_POISSON_MOST);
    assert_true(ent_poisson(word[0], R(NAN)) <= ENT_POISSON_MOST);
}

/* ---- coordinates ---- */

/* Two families of draws that differ in one coordinate only. */
static double correlation_z(const struct ent_stream *one, const struct ent_stream *other, const uint32_t shift[4])
{
    double product = 0;
    enum { n = 1 << 15 };
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a[4], b[4];
        const uint32_t purpose = 2, month = i / 64, step = 1, id = i % 64;
        ent_draw(one, purpose, month, step, id, a);
        ent_draw(other, purpose + shift[0], month + shift[1], step + shift[2], id + shift[3], b);
        for (int j = 0; j < 4; j++) product += ((double)ent_uniform(a[j]) - 0.5) * ((double)ent_uniform(b[j]) - 0.5);
    }
    return product / sqrt(4.0 * n) * 12;
}

static void neighbouring_coordinates_are_uncorrelated(void **unused)
{
    (void)unused;
    struct ent_stream base, run, low, high;
    ent_stream_init(&base, 42, 7);
    ent_stream_init(&run, 42, 8);
    ent_stream_init(&low, 43, 7);
    ent_stream_init(&high, 42 + (UINT64_C(1) << 32), 7);
    const uint32_t none[4] = {0}, one[4][4] = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
    static const char *const names[4] = {"purpose", "month", "step", "id"};
    for (int i = 0; i < 4; i++) {
        const double z = correlation_z(&base, &base, one[i]);
        print_message("next %-8s       z(correlation) %.2f\n", names[i], z);
        assert_true(fabs(z) < Z_PASS);
    }
    assert_true(fabs(correlation_z(&base, &run, none)) < Z_PASS);
    assert_true(fabs(correlation_z(&base, &low, none)) < Z_PASS);
    assert_true(fabs(correlation_z(&base, &high, none)) < Z_PASS);
    assert_true(correlation_z(&base, &base, none) > 100); /* the same draws: the measure can see a correlation */
}

static void every_coordinate_matters(void **unused)
{
    (void)unused;
    struct ent_stream s, t;
    uint32_t a[4], b[4];
    ent_stream_init(&s, 42, 7);
    ent_draw(&s, 1, 2, 3, 4, a);
    const uint32_t other[5][4] = {{2, 2, 3, 4}, {1, 3, 3, 4}, {1, 2, 4, 4}, {1, 2, 3, 5}, {2, 1, 4, 3}};
    for (int i = 0; i < 5; i++) {
        ent_draw(&s, other[i][0], other[i][1], other[i][2], other[i][3], b);
        assert_memory_not_equal(a, b, sizeof a);
    }
    const uint64_t seeds[3] = {42, 43, 42 + (UINT64_C(1) << 32)};
    const uint32_t runs[3] = {8, 7, 7};
    for (int i = 0; i < 3; i++) {
        ent_stream_init(&t, seeds[i], runs[i]);
        ent_draw(&t, 1, 2, 3, 4, b);
        assert_memory_not_equal(a, b, sizeof a);
    }
    ent_stream_init(&t, 42, 7);
    ent_draw(&t, 1, 2, 3, 4, b);
    assert_memory_equal(a, b, sizeof a);
}

/* The list is append-only: a row that moved would change every result. */
static void purposes_keep_their_numbers(void **unused)
{
    (void)unused;
#define NAME(name, doc) #name,
    static const char *const names[] = {ENT_PURPOSES(NAME)};
#undef NAME
    static const char *const first[] = {"SHOCK",         "SHOCK_SIZE", "VALUES_NOISE", "GATE",           "LEADER",     "ELECTION",
                                        "ELECTION_DATE", "ARRIVALS",   "ISSUE",        "ISSUE_POSITION", "AGGRESSION", "WAR_LENGTH",
                                        "HONOUR",        "WAR_END",    "RATIFICATION", "ENTRY",          "EXIT",       "FORUM_LIFE"};
    assert_true(ENT_N_PURPOSES >= (int)(sizeof first / sizeof first[0]));
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) assert_string_equal(names[i], first[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cipher_gives_the_published_answers),
        cmocka_unit_test(the_cipher_agrees_with_random123),
        cmocka_unit_test(a_draw_is_the_cipher_of_its_coordinates),
        cmocka_unit_test(many_draws_at_once_are_the_same_draws),
        cmocka_unit_test(uniforms_are_exact_and_open),
        cmocka_unit_test(choices_and_trials),
        cmocka_unit_test(variates_have_their_distribution),
        cmocka_unit_test(slightly_wrong_variates_are_rejected),
        cmocka_unit_test(normals_of_a_pair_are_independent),
        cmocka_unit_test(normals_are_symmetric_and_bounded),
        cmocka_unit_test(poisson_counts_have_their_distribution),
        cmocka_unit_test(poisson_counts_end_and_grow),
        cmocka_unit_test(neighbouring_coordinates_are_uncorrelated),
        cmocka_unit_test(every_coordinate_matters),
        cmocka_unit_test(purposes_keep_their_numbers),
    };
    return cmocka_run_group_tests(tests, words_fill, NULL);
}
