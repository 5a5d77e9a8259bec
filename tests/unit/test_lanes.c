/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The 16-lane sums against slow twins that spell out the order of additions, bit for bit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/lanes.h"
#include "model/random.h"

enum { MOST = 256, SIZES = 5, WORLDS = 200 };
static const int sizes[SIZES] = {16, 32, 48, 64, 256};

/* What one element contributes to each of the sums. */
typedef real term_of(const real *a, const real *b, const real *c, real x, int i);

static real term_sum(const real *a, const real *b, const real *c, real x, int i)
{
    (void)b, (void)c, (void)x;
    return a[i];
}

static real term_dot(const real *a, const real *b, const real *c, real x, int i)
{
    (void)c, (void)x;
    return a[i] * b[i];
}

static real term_dot3(const real *a, const real *b, const real *c, real x, int i)
{
    (void)x;
    const real product = a[i] * b[i];
    return product * c[i];
}

static real term_distance(const real *a, const real *b, const real *c, real x, int i)
{
    (void)c;
    return b[i] * (a[i] < x ? x - a[i] : a[i] - x);
}

static real term_square(const real *a, const real *b, const real *c, real x, int i)
{
    (void)c;
    const real d = a[i] - x, square = d * d;
    return b[i] * square;
}

/* The sum of lanes l, l + width, l + 2 width, ... below 16: the fold, from its last step down. */
static real fold_twin(const real lane[16], int l, int width)
{
    if (width == 16) return lane[l];
    return fold_twin(lane, l, 2 * width) + fold_twin(lane, l + width, 2 * width);
}

static real sum_twin(term_of *term, const real *a, const real *b, const real *c, real x, int n)
{
    real lane[16];
    for (int l = 0; l < 16; l++) {
        lane[l] = 0;
        for (int i = l; i < n; i += 16) lane[l] += term(a, b, c, x, i);
    }
    return fold_twin(lane, 0, 1);
}

/* The order everyone would write first: not the one promised. */
static real left_to_right(term_of *term, const real *a, const real *b, const real *c, real x, int n)
{
    real sum = 0;
    for (int i = 0; i < n; i++) sum += term(a, b, c, x, i);
    return sum;
}

struct arrays {
    ENT_ALIGNED real a[MOST], b[MOST], c[MOST];
    real x;
};

/* Values of many magnitudes, so that the order of additions shows. */
static void arrays_fill(struct arrays *s, uint32_t world)
{
    struct ent_stream stream;
    ent_stream_init(&stream, 7, world);
    for (uint32_t i = 0; i < MOST; i++) {
        uint32_t w[4];
        real z[2];
        ent_draw(&stream, 0, 0, 0, i, w);
        ent_normal_pair(w[0], w[1], &z[0], &z[1]);
        s->a[i] = z[0] * r_exp(3 * z[1]);
        s->b[i] = ent_uniform(w[2]);
        s->c[i] = ent_exponential(w[3]);
    }
    s->x = s->a[world % MOST];
}

static int same_bits(real a, real b)
{
    return r_bits(a) == r_bits(b);
}

static void sums_are_the_promised_order_of_additions(void **unused)
{
    (void)unused;
    struct arrays s;
    int unlike = 0;
    for (uint32_t world = 0; world < WORLDS; world++) {
        arrays_fill(&s, world);
        const real *a = s.a, *b = s.b, *c = s.c;
        for (int k = 0; k < SIZES; k++) {
            const int n = sizes[k];
            assert_true(same_bits(lanes_sum(a, n), sum_twin(term_sum, a, b, c, s.x, n)));
            assert_true(same_bits(lanes_dot(a, b, n), sum_twin(term_dot, a, b, c, s.x, n)));
            assert_true(same_bits(lanes_dot3(a, b, c, n), sum_twin(term_dot3, a, b, c, s.x, n)));
            assert_true(same_bits(lanes_abs_diff_sum(a, s.x, b, n), sum_twin(term_distance, a, b, c, s.x, n)));
            assert_true(same_bits(lanes_square_diff_sum(a, s.x, b, n), sum_twin(term_square, a, b, c, s.x, n)));
            unlike += !same_bits(lanes_sum(a, n), left_to_right(term_sum, a, b, c, s.x, n));
        }
    }
    assert_true(unlike > WORLDS * SIZES / 2); /* the comparison can tell one order from another */
}

static void padding_with_zeros_leaves_sums_alone(void **unused)
{
    (void)unused;
    struct arrays s;
    arrays_fill(&s, 1);
    for (int i = 41; i < 64; i++) s.a[i] = s.b[i] = 0;
    const real sum = lanes_sum(s.a, 48), dot = lanes_dot(s.a, s.c, 48), distance = lanes_abs_diff_sum(s.a, s.x, s.b, 48);
    assert_true(same_bits(sum, lanes_sum(s.a, 64)));
    assert_true(same_bits(dot, lanes_dot(s.a, s.c, 64)));
    assert_true(same_bits(distance, lanes_abs_diff_sum(s.a, s.x, s.b, 64)));
}

static void max_is_the_largest_wherever_it_is(void **unused)
{
    (void)unused;
    struct arrays s;
    for (int k = 0; k < SIZES; k++)
        for (int at = 0; at < sizes[k]; at++) {
            arrays_fill(&s, (uint32_t)at);
            const real peak = R(1e9) + R(at) * 1024;
            s.a[at] = peak;
            assert_true(lanes_max(s.a, sizes[k]) == peak);
        }
    for (int i = 0; i < 16; i++) s.a[i] = -1 - R(i);
    assert_true(lanes_max(s.a, 16) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_the_promised_order_of_additions),
        cmocka_unit_test(padding_with_zeros_leaves_sums_alone),
        cmocka_unit_test(max_is_the_largest_wherever_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
