/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM: planted boxes are found, with the columns that make them and no others; where there is nothing, nothing is found; the peeling
 * equals a slow twin; p-values and bounds are what they say.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "analysis/prim.h"

enum { K = 6, MOST = 5000 };

/* Where the cases are: lo <= x < hi in the first six columns; `noise` of the labels are turned. */
struct planted {
    const char *name;
    size_t n;
    double lo[K], hi[K];
    double noise, correlation; /* between all columns but the second */
    int levels;                /* 0: continuous; else the columns have so many whole values, 0 .. levels - 1, scaled boxes */
};

static double x[MOST * K], y[MOST];

static int is_planted(const struct planted *planted, size_t column)
{
    return planted->lo[column] > 0 || planted->hi[column] < 1;
}

/* Draws a sample and returns the coverage of the planted box itself. */
static double draw(const struct planted *planted, unsigned long seed)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    size_t cases = 0, inside_cases = 0;
    gsl_rng_set(random, seed);
    for (size_t i = 0; i < planted->n; i++) {
        const double shared = gsl_ran_ugaussian(random), own = sqrt(1 - planted->correlation);
        int inside = 1;
        for (size_t j = 0; j < K; j++) {
            const double normal =
                (j == 1 ? gsl_ran_ugaussian(random) : sqrt(planted->correlation) * shared + own * gsl_ran_ugaussian(random));
            double uniform = 0.5 * erfc(-normal / sqrt(2));
            if (planted->levels) uniform = floor(uniform * planted->levels) / planted->levels;
            x[i * K + j] = planted->levels ? round(uniform * planted->levels) : uniform;
            inside &= uniform >= planted->lo[j] && uniform < planted->hi[j];
        }
        y[i] = inside ^ (gsl_rng_uniform(random) < planted->noise);
        cases += y[i] != 0;
        inside_cases += inside && y[i] != 0;
    }
    gsl_rng_free(random);
    return (double)inside_cases / (double)cases;
}

static void only_planted(const struct planted *planted, const struct ent_prim_box *box)
{
    size_t n = 0;
    for (size_t j = 0; j < K; j++) n += (size_t)is_planted(planted, j);
    if (box->n_restricted != n) fail_msg("%s: %zu columns restricted, %zu were planted", planted->name, box->n_restricted, n);
    for (size_t i = 0; i < n; i++) {
        const size_t j = box->restriction[i].column;
        const double scale = planted->levels ? planted->levels : 1;
        if (!is_planted(planted, j)) fail_msg("%s: column %zu does not matter", planted->name, j);
        assert_true(isfinite(box->restriction[i].low) == (planted->lo[j] > 0) &&
                    isfinite(box->restriction[i].high) == (planted->hi[j] < 1));
        if (planted->lo[j] > 0) assert_true(fabs(box->restriction[i].low / scale - planted->lo[j]) < 0.03);
        if (planted->hi[j] < 1 && !planted->levels) assert_true(fabs(box->restriction[i].high - planted->hi[j]) < 0.03);
        assert_true(box->restriction[i].p < 1e-5);
        assert_true(box->restriction[i].found >= box->restriction[i].found_same && box->restriction[i].found_same > 0.8);
    }
}

/* The box of the requirement, under 12 seeds and with everything as by default. */
static void finds_the_required_box(void **state)
{
    (void)state;
    const struct planted planted = {"required", 5000, {0.7}, {1, 0.45, 1, 1, 1, 1}, 0.05, 0, 0};
    for (unsigned long seed = 1; seed <= 12; seed++) {
        struct ent_prim prim;
        draw(&planted, seed);
        assert_int_equal(ent_prim_find(&prim, x, y, planted.n, K, NULL, NULL), 0);
        assert_int_equal(prim.n_boxes, 1);
        only_planted(&planted, &prim.box[0]);
        assert_true(prim.box[0].coverage >= 0.70 && prim.box[0].density >= 0.83);
        assert_true(fabs(prim.box[0].held_out_density - 0.95) < 0.03 && prim.box[0].found == 1);
        assert_true(prim.box[0].p <= 0.005);
        ent_prim_free(&prim);
    }
}

static void finds_other_boxes(void **state)
{
    (void)state;
    static const struct planted all[] = {
        {"three columns", 5000, {0.6, 0, 0.5}, {1, 0.4, 1, 1, 1, 1}, 0.05, 0, 0},
        {"other corner", 5000, {0, 0, 0, 0.75, 0.5}, {1, 1, 1, 1, 1, 1}, 0.05, 0, 0},
        {"inner intervals", 5000, {0.3, 0.25}, {0.6, 0.7, 1, 1, 1, 1}, 0.05, 0, 0},
        {"two in a hundred", 5000, {0.86}, {1, 0.143, 1, 1, 1, 1}, 0, 0, 0},
        {"two in a hundred, noise", 5000, {0.86}, {1, 0.143, 1, 1, 1, 1}, 0.01, 0, 0},
        {"three columns, rare", 5000, {0.73, 0, 0.73}, {1, 0.27, 1, 1, 1, 1}, 0, 0, 0},
        {"six in ten", 5000, {0}, {0.8, 0.75, 1, 1, 1, 1}, 0.05, 0, 0},
        {"correlated", 5000, {0.7}, {1, 0.45, 1, 1, 1, 1}, 0.05, 0.8, 0},
        {"few points", 500, {0.7}, {1, 0.45, 1, 1, 1, 1}, 0.05, 0, 0},
        {"five levels", 2000, {0.6}, {1, 0.4, 1, 1, 1, 1}, 0.05, 0, 5},
        {"on and off", 2000, {0.5}, {1, 0.5, 1, 1, 1, 1}, 0.05, 0, 2},
    };
    const struct ent_prim_options quick = {.n_shuffles = 19, .level = 0.05, .most_boxes = 1, .n_halves = 10};
    for (size_t q = 0; q < sizeof all / sizeof *all; q++)
        for (unsigned long seed = 1; seed <= 2; seed++) {
            struct ent_prim prim;
            const double coverage = draw(&all[q], seed);
            assert_int_equal(ent_prim_find(&prim, x, y, all[q].n, K, &quick, NULL), 0);
            if (prim.n_boxes != 1) fail_msg("%s: no box", all[q].name);
            only_planted(&all[q], &prim.box[0]);
            if (fabs(prim.box[0].coverage - coverage) > 0.04)
                fail_msg("%s: coverage %g, %g is there", all[q].name, prim.box[0].coverage, coverage);
            if (fabs(prim.box[0].density - (1 - all[q].noise)) > 0.05) fail_msg("%s: density %g", all[q].name, prim.box[0].density);
            ent_prim_free(&prim);
        }
}

/* Shuffled outcomes: the same inputs and as many cases, but nothing to find. At level .05 a box may appear in one of twenty; a method
 * that trusted its best box would find one in nearly all. */
static void finds_nothing_in_noise(void **state)
{
    (void)state;
    const struct planted planted = {"shuffled", 1000, {0.7}, {1, 0.45, 1, 1, 1, 1}, 0.05, 0, 0};
    const struct ent_prim_options quick = {.n_shuffles = 19, .level = 0.05, .most_boxes = 1, .n_halves = 2};
    enum { REPEATS = 60 };
    int found = 0, tempting = 0;
    for (unsigned long seed = 1; seed <= REPEATS; seed++) {
        struct ent_prim prim;
        gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
        draw(&planted, seed);
        gsl_rng_set(random, seed + 1000);
        gsl_ran_shuffle(random, y, planted.n, sizeof *y);
        gsl_rng_free(random);
        assert_int_equal(ent_prim_find(&prim, x, y, planted.n, K, &quick, NULL), 0);
        found += prim.n_boxes > 0;
        double densest = 0; /* of the boxes that peeling alone went through */
        for (size_t i = 0; i < prim.box[0].n_steps; i++) densest = fmax(densest, prim.box[0].step[i].density);
        tempting += densest > 2 * prim.box[0].step[0].density;
        if (prim.n_boxes == 0) assert_true(prim.box[0].p > 0.05 || prim.box[0].n_points == 0);
        ent_prim_free(&prim);
    }
    assert_true(found <= 0.05 * REPEATS + 3 * sqrt(0.05 * 0.95 * REPEATS));
    assert_true(tempting > 0.9 * REPEATS); /* twice the density of all, found by peeling in noise: the twin that must be rejected */
}

/* Two separate boxes are both found, and what is left then is noise. */
static void covers_two_boxes(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct ent_prim prim;
    gsl_rng_set(random, 5);
    for (size_t i = 0; i < 3000; i++) {
        for (size_t j = 0; j < K; j++) x[i * K + j] = gsl_rng_uniform(random);
        const int inside = (x[i * K] > 0.7 && x[i * K + 1] > 0.6) || (x[i * K] < 0.25 && x[i * K + 2] < 0.4);
        y[i] = inside ^ (gsl_rng_uniform(random) < 0.03);
    }
    gsl_rng_free(random);
    assert_int_equal(ent_prim_find(&prim, x, y, 3000, K, NULL, NULL), 0);
    assert_int_equal(prim.n_boxes, 2);
    for (int b = 0; b < 2; b++) {
        assert_int_equal(prim.box[b].n_restricted, 2);
        assert_true(prim.box[b].density > 0.9);
    }
    assert_true(fabs(prim.coverage - prim.box[0].coverage - prim.box[1].coverage) < 1e-12 && prim.coverage > 0.8);
    ent_prim_free(&prim);
}

/* --- the slow twin of peeling --- */

static int ascending(const void *a, const void *b)
{
    const double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q;
}

struct slow {
    size_t n;
    int alive[MOST];
};

/* Density after taking from one side of a column about `wanted` points; the number taken in *taken, the edge of what stays in *edge. */
static double slow_slab(const struct slow *slow, size_t column, int high, size_t wanted, size_t *taken, double *edge)
{
    static double sorted[MOST];
    size_t m = 0, low_n, with_n, cases = 0;
    for (size_t i = 0; i < slow->n; i++)
        if (slow->alive[i]) sorted[m++] = high ? -x[i * K + column] : x[i * K + column];
    qsort(sorted, m, sizeof *sorted, ascending);
    for (low_n = 0; sorted[low_n] < sorted[wanted];) low_n++;
    for (with_n = low_n; with_n < m && sorted[with_n] == sorted[wanted];) with_n++;
    *taken = with_n == m || (low_n > 0 && wanted - low_n <= with_n - wanted) ? low_n : with_n;
    if (*taken == 0) return 0;
    *edge = sorted[*taken];
    for (size_t i = 0; i < slow->n; i++)
        if (slow->alive[i] && (high ? -x[i * K + column] : x[i * K + column]) >= *edge) cases += y[i] != 0;
    return (double)cases / (double)(m - *taken);
}

static void peeling_equals_a_slow_twin(void **state)
{
    (void)state;
    static const struct planted planted[] = {{"continuous", 400, {0.5}, {1, 0.6, 1, 1, 1, 1}, 0.1, 0.3, 0},
                                             {"levels", 400, {0.5}, {1, 0.6, 1, 1, 1, 1}, 0.1, 0, 7}};
    static struct slow slow;
    for (int q = 0; q < 2; q++) {
        struct ent_prim prim;
        draw(&planted[q], 3);
        assert_int_equal(
            ent_prim_find(&prim, x, y, 400, K, &(struct ent_prim_options){.n_shuffles = 1, .n_halves = 1, .least_mass = 0.1}, NULL), 0);
        const struct ent_prim_box *box = &prim.box[0];
        slow.n = 400;
        for (size_t i = 0; i < 400; i++) slow.alive[i] = 1;
        for (size_t step = 0; step < box->n_steps; step++) {
            size_t n = 0, cases = 0, best_column = 0, all = 0;
            int best_high = 0;
            double best = -INFINITY, best_edge = 0;
            for (size_t i = 0; i < 400; i++) {
                n += (size_t)slow.alive[i];
                cases += (size_t)(slow.alive[i] && y[i] != 0);
                all += y[i] != 0;
            }
            assert_true(fabs(box->step[step].density - (double)cases / (double)n) < 1e-14);
            assert_true(fabs(box->step[step].coverage - (double)cases / (double)all) < 1e-14);
            assert_true(fabs(box->step[step].mass - (double)n / 400) < 1e-14);
            for (size_t j = 0; j < K; j++)
                for (int high = 0; high < 2; high++) {
                    size_t taken;
                    double edge, density = slow_slab(&slow, j, high, n / 20 ? n / 20 : 1, &taken, &edge);
                    const double rise = density - (double)cases / (double)n, score = rise > 0 ? rise / (double)taken : rise * (double)taken;
                    if (taken == 0 || n - taken < 40 || !(score > best + 1e-15)) continue;
                    best = score;
                    best_column = j;
                    best_high = high;
                    best_edge = edge;
                }
            for (size_t i = 0; i < 400; i++)
                if ((best_high ? -x[i * K + best_column] : x[i * K + best_column]) < best_edge) slow.alive[i] = 0;
        }
        assert_true(box->n_steps > 8);
        ent_prim_free(&prim);
    }
}

/* The quasi-p-value is a binomial tail: of the points that satisfy all other restrictions, so many cases inside by luck. */
static void quasi_p_is_a_binomial_tail(void **state)
{
    (void)state;
    const struct planted planted = {"weak", 400, {0.5}, {1, 0.55, 1, 1, 1, 1}, 0.3, 0, 0};
    struct ent_prim prim;
    draw(&planted, 11);
    assert_int_equal(ent_prim_find(&prim, x, y, 400, K, NULL, NULL), 0);
    assert_int_equal(prim.n_boxes, 1);
    const struct ent_prim_box *box = &prim.box[0];
    assert_true(box->n_restricted >= 1);
    for (size_t r = 0; r < box->n_restricted; r++) {
        size_t n = 0, cases = 0;
        double tail = 0;
        for (size_t i = 0; i < 400; i++) {
            int inside = 1;
            for (size_t other = 0; other < box->n_restricted; other++) {
                const struct ent_prim_restriction *restriction = &box->restriction[other];
                const double value = x[i * K + restriction->column];
                if (other != r) inside &= value >= restriction->low && value <= restriction->high;
            }
            n += (size_t)inside;
            cases += (size_t)(inside && y[i] != 0);
        }
        const double share = (double)cases / (double)n;
        for (size_t c = box->n_cases; c <= box->n_points; c++)
            tail += exp(lgamma((double)box->n_points + 1) - lgamma((double)c + 1) - lgamma((double)(box->n_points - c) + 1) +
                        (double)c * log(share) + (double)(box->n_points - c) * log1p(-share));
        assert_true(fabs(tail / box->restriction[r].p - 1) < 1e-8);
    }
    ent_prim_free(&prim);
}

static void equal_seeds_give_equal_digits(void **state)
{
    (void)state;
    const struct planted planted = {"again", 800, {0.7}, {1, 0.45, 1, 1, 1, 1}, 0.15, 0, 0};
    struct ent_prim one, two, other;
    draw(&planted, 2);
    assert_int_equal(ent_prim_find(&one, x, y, 800, K, NULL, NULL), 0);
    assert_int_equal(ent_prim_find(&two, x, y, 800, K, NULL, NULL), 0);
    assert_int_equal(ent_prim_find(&other, x, y, 800, K, &(struct ent_prim_options){.seed = 7}, NULL), 0);
    assert_true(one.n_boxes == 1 && two.n_boxes == 1 && other.n_boxes == 1);
    assert_true(one.box[0].held_out_density == two.box[0].held_out_density && one.box[0].p == two.box[0].p);
    assert_true(one.box[0].gain == other.box[0].gain && one.box[0].held_out_density != other.box[0].held_out_density);
    ent_prim_free(&one);
    ent_prim_free(&two);
    ent_prim_free(&other);
}

static void refuses_what_it_cannot_tell(void **state)
{
    (void)state;
    struct ent_prim prim;
    struct ent_error error = {0};
    const double inputs[] = {1, 2, NAN, 4}, cases[] = {0, 1, 1, 0}, numbers[] = {0, 1, 0.5, 0};
    assert_int_equal(ent_prim_find(&prim, inputs, cases, 4, 1, NULL, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "point 2 is not a finite number"));
    assert_int_equal(ent_prim_find(&prim, cases, numbers, 4, 1, NULL, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "0.5"));
    assert_int_equal(ent_prim_find(&prim, inputs, cases, 0, 1, NULL, &error), ENT_BAD_INPUT);
    /* few points, all cases, no case, one value: no box, and no trouble */
    for (size_t i = 0; i < 100; i++) x[i] = (double)i;
    for (int all = 0; all < 2; all++) {
        for (size_t i = 0; i < 100; i++) y[i] = all;
        assert_int_equal(ent_prim_find(&prim, x, y, 100, 1, NULL, &error), 0);
        assert_int_equal(prim.n_boxes, 0);
        ent_prim_free(&prim);
    }
    for (size_t i = 0; i < 100; i++) {
        x[i] = 3;
        y[i] = i % 3 == 0;
    }
    assert_int_equal(ent_prim_find(&prim, x, y, 100, 1, NULL, &error), 0);
    assert_int_equal(prim.n_boxes, 0);
    ent_prim_free(&prim);
    assert_int_equal(ent_prim_find(&prim, x, y, 3, 1, NULL, &error), 0);
    assert_int_equal(prim.n_boxes, 0);
    ent_prim_free(&prim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_required_box),        cmocka_unit_test(finds_other_boxes),
        cmocka_unit_test(finds_nothing_in_noise),        cmocka_unit_test(covers_two_boxes),
        cmocka_unit_test(peeling_equals_a_slow_twin),    cmocka_unit_test(quasi_p_is_a_binomial_tail),
        cmocka_unit_test(equal_seeds_give_equal_digits), cmocka_unit_test(refuses_what_it_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
