/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The flip map: where a ranking turns is found where it was put; nothing is decided that one reading contradicts; the intervals cover,
 * also where points were not drawn independently; shares of the space are what was planted.
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

#include "analysis/flip.h"

enum { MOST = 600, READINGS = 3, SIDE = 12 };

static struct ent_estimate difference[MOST * READINGS];
static double u[MOST], v[MOST];
static size_t cluster[MOST];

/* Points in clusters of `per`, which share an effect of what else varies; readings differ by `shift`. The truth is
 * slope (u + v / 2 - 3/4), the same in all readings but for r x shift. */
struct world {
    size_t n, per;
    double slope, shared, own, shift;
};

static double truth(const struct world *world, double at_u, double at_v, int reading)
{
    return world->slope * (at_u + at_v / 2 - 0.75) + reading * world->shift;
}

static void draw(const struct world *world, gsl_rng *random)
{
    double effect = 0;
    for (size_t i = 0; i < world->n; i++) {
        if (i % world->per == 0) effect = world->shared * gsl_ran_ugaussian(random);
        u[i] = gsl_rng_uniform(random);
        v[i] = gsl_rng_uniform(random);
        cluster[i] = i / world->per;
        const double noise = world->own * gsl_ran_ugaussian(random);
        for (int r = 0; r < READINGS; r++) {
            const double value = truth(world, u[i], v[i], r) + effect + noise;
            difference[i * READINGS + (size_t)r] = (struct ent_estimate){value, value - world->own, value + world->own, NAN, 10, 0};
        }
    }
}

static struct ent_flip_points points_of(const struct world *world, int better)
{
    return (struct ent_flip_points){world->n, READINGS, difference, world->per > 1 ? cluster : NULL, better};
}

static void finds_where_it_turns(void **state)
{
    (void)state;
    const struct world world = {600, 1, 1, 0.1, 0.05, 0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct ent_flip_map map;
    draw(&world, random);
    gsl_rng_free(random);
    for (int better = -1; better <= 1; better += 2) {
        const struct ent_flip_points points = points_of(&world, better);
        assert_int_equal(ent_flip_make(&map, &points, u, v, SIDE, 0.95, NULL), 0);
        size_t decided = 0;
        for (size_t i = 0; i < SIDE * SIDE; i++) {
            const struct ent_flip_cell *cell = &map.cell[i];
            const double there = truth(&world, cell->u, cell->v, 0);
            assert_true(fabs(cell->u - ((double)(i % SIDE) + 0.5) / SIDE) < 1e-12 &&
                        fabs(cell->v - ((double)(i / SIDE) + 0.5) / SIDE) < 1e-12);
            assert_true(fabs(cell->difference[1].value - there) < 0.06);
            if (fabs(there) > 0.1) assert_int_equal(cell->verdict, there * better > 0 ? ENT_FLIP_FIRST : ENT_FLIP_SECOND);
            if (fabs(there) > 0.35) assert_true(fabs(cell->first - cell->second) > 0.9);
            decided += cell->verdict != ENT_FLIP_OPEN;
        }
        assert_true(decided > SIDE * SIDE * 3 / 4 && decided < SIDE * SIDE);
        assert_true(map.explained[0] > 0.85 && map.n == 600 && map.n_clusters == 600);
        ent_flip_free(&map);
    }
}

/* Readings that contradict each other: nothing is decided between the lines where the first and the last turn. */
static void decides_nothing_that_one_reading_contradicts(void **state)
{
    (void)state;
    const struct world world = {600, 1, 1, 0.05, 0.02, 0.2};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct ent_flip_map map;
    struct ent_flip_share share;
    size_t torn = 0;
    draw(&world, random);
    gsl_rng_free(random);
    const struct ent_flip_points points = points_of(&world, -1);
    assert_int_equal(ent_flip_make(&map, &points, u, v, SIDE, 0.95, NULL), 0);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        const double first = truth(&world, map.cell[i].u, map.cell[i].v, 0), last = truth(&world, map.cell[i].u, map.cell[i].v, 2);
        if (first < -0.02 && last > 0.02) {
            assert_int_equal(map.cell[i].verdict, ENT_FLIP_OPEN);
            torn++;
        }
        if (last < -0.1) assert_int_equal(map.cell[i].verdict, ENT_FLIP_FIRST);
        if (first > 0.1) assert_int_equal(map.cell[i].verdict, ENT_FLIP_SECOND);
    }
    assert_true(torn > 20);
    ent_flip_free(&map);
    /* by one reading alone each claims a share, of which what all support is less */
    assert_int_equal(ent_flip_shares(&points, 0.95, &share, NULL), 0);
    assert_true(share.reading[0][0].value > share.first.value + 0.2 && fabs(share.reading[2][0].value - share.first.value) < 1e-12);
    assert_true(share.reading[2][1].value > share.second.value + 0.2 && fabs(share.reading[0][1].value - share.second.value) < 1e-12);
    assert_true(share.decided_first.value <= share.first.value && share.decided_second.value <= share.second.value);
}

/* Covered in how many of 400 repetitions? `with` 0: as if all points were drawn independently. */
static double coverage(const struct world *world, int with)
{
    enum { REPEATS = 400 };
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    size_t covered = 0, all = 0;
    gsl_rng_set(random, 3);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        struct ent_flip_map map;
        draw(world, random);
        struct ent_flip_points points = points_of(world, -1);
        if (!with) points.cluster = NULL;
        assert_int_equal(ent_flip_make(&map, &points, u, v, 2, 0.95, NULL), 0);
        for (size_t i = 0; i < 4; i++) {
            const double there = truth(world, map.cell[i].u, map.cell[i].v, 0);
            covered += map.cell[i].difference[0].low <= there && there <= map.cell[i].difference[0].high;
            all++;
        }
        ent_flip_free(&map);
    }
    gsl_rng_free(random);
    return (double)covered / (double)all;
}

static void intervals_cover(void **state)
{
    (void)state;
    const struct world alone = {120, 1, 0.5, 0, 0.1, 0}, clustered = {240, 12, 0.5, 0.1, 0.05, 0};
    const double error = sqrt(0.95 * 0.05 / 400); /* the cells of one map depend on each other: only the repetitions are counted */
    assert_true(fabs(coverage(&alone, 1) - 0.95) < 3 * error + 0.01);
    const double right = coverage(&clustered, 1), wrong = coverage(&clustered, 0);
    assert_true(fabs(right - 0.95) < 3 * error + 0.01);
    assert_true(wrong < 0.95 - 3 * error - 0.01); /* the twin that takes the points for independent is rejected */
}

static void shares_cover(void **state)
{
    (void)state;
    enum { REPEATS = 600 };
    const struct world world = {240, 12, 0.2, 0.1, 0, 0};
    double true_share = 0;
    int covered = 0, naive = 0;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (int i = 0; i < 200 * 200; i++) { /* chance that slope (u + v / 2 - 3/4) + shared x normal is below 0 */
        const double there = truth(&world, (i % 200 + 0.5) / 200, (i / 200 + 0.5) / 200, 0);
        true_share += 0.5 * erfc(there / world.shared / sqrt(2)) / (200 * 200);
    }
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        struct ent_flip_share share;
        draw(&world, random);
        struct ent_flip_points points = points_of(&world, -1);
        assert_int_equal(ent_flip_shares(&points, 0.95, &share, NULL), 0);
        assert_true(share.first.n == 240 && fabs(share.first.value + share.second.value - 1) < 1e-12);
        covered += share.first.low <= true_share && true_share <= share.first.high;
        points.cluster = NULL;
        assert_int_equal(ent_flip_shares(&points, 0.95, &share, NULL), 0);
        naive += share.first.low <= true_share && true_share <= share.first.high;
    }
    gsl_rng_free(random);
    const double error = sqrt(0.95 * 0.05 / REPEATS);
    assert_true(fabs((double)covered / REPEATS - 0.95) < 3 * error + 0.01);
    assert_true((double)naive / REPEATS < 0.9);
}

/* A share of nothing, and of everything, has an interval all the same; a verdict needs both ends. */
static void judges_by_the_interval(void **state)
{
    (void)state;
    const struct world world = {50, 1, 0, 0, 0.001, 0};
    struct ent_flip_share share;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    draw(&world, random);
    gsl_rng_free(random);
    for (size_t i = 0; i < 50 * READINGS; i++) difference[i] = (struct ent_estimate){-1, -2, -0.5, NAN, 10, 0};
    difference[4].value = NAN;
    const struct ent_flip_points points = points_of(&world, -1);
    assert_int_equal(ent_flip_shares(&points, 0.95, &share, NULL), 0);
    assert_true(share.first.value == 1 && share.first.high == 1 && fabs(share.first.low - 0.9273) < 5e-4); /* Wilson, 49 of 49 */
    assert_true(share.second.value == 0 && share.second.low == 0 && share.first.n == 49 && share.first.n_missing == 1);
    const struct ent_estimate sure = {-1, -2, -0.5, 1, 9, 0}, open = {-1, -2, 0.5, 1, 9, 0}, bare = {-1, NAN, NAN, NAN, 1, 0};
    assert_int_equal(ent_flip_judge((const struct ent_estimate[]){sure, sure}, 2, -1), ENT_FLIP_FIRST);
    assert_int_equal(ent_flip_judge((const struct ent_estimate[]){sure, sure}, 2, 1), ENT_FLIP_SECOND);
    assert_int_equal(ent_flip_judge((const struct ent_estimate[]){sure, open}, 2, -1), ENT_FLIP_OPEN);
    assert_int_equal(ent_flip_judge((const struct ent_estimate[]){sure, bare}, 2, -1), ENT_FLIP_OPEN);
}

/* A curved truth on a grid of few levels needs a narrow kernel, and gets one; noise alone gets the widest. */
static void chooses_the_bandwidth(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    const struct world world = {600, 1, 0, 0, 0.2, 0};
    struct ent_flip_map map;
    draw(&world, random);
    gsl_rng_free(random);
    const struct ent_flip_points points = points_of(&world, -1);
    assert_int_equal(ent_flip_make(&map, &points, u, v, 4, 0.95, NULL), 0);
    assert_true(map.bandwidth >= 1 && map.explained[0] < 0.03);
    ent_flip_free(&map);
    for (size_t i = 0; i < 600; i++)
        for (size_t r = 0; r < READINGS; r++) difference[i * READINGS + r].value += sin(6 * u[i]) * cos(5 * v[i]);
    assert_int_equal(ent_flip_make(&map, &points, u, v, 4, 0.95, NULL), 0);
    assert_true(map.bandwidth <= 0.18 && map.explained[0] > 0.7);
    ent_flip_free(&map);
}

static void refuses_what_it_cannot_map(void **state)
{
    (void)state;
    struct ent_flip_map map;
    struct ent_error error = {0};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    const struct world few = {9, 1, 1, 0, 0.1, 0}, flat = {50, 1, 1, 0, 0.1, 0};
    draw(&few, random);
    struct ent_flip_points points = points_of(&few, -1);
    assert_int_equal(ent_flip_make(&map, &points, u, v, SIDE, 0.95, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "9 independent points"));
    draw(&flat, random);
    gsl_rng_free(random);
    for (size_t i = 0; i < 50; i++) v[i] = 0.5;
    points = points_of(&flat, -1);
    assert_int_equal(ent_flip_make(&map, &points, u, v, SIDE, 0.95, &error), ENT_BAD_INPUT);
    points.n_readings = ENT_FLIP_MOST_READINGS + 1;
    assert_int_equal(ent_flip_make(&map, &points, u, v, SIDE, 0.95, &error), ENT_USAGE);
    assert_null(map.cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_where_it_turns),
        cmocka_unit_test(decides_nothing_that_one_reading_contradicts),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(shares_cover),
        cmocka_unit_test(judges_by_the_interval),
        cmocka_unit_test(chooses_the_bandwidth),
        cmocka_unit_test(refuses_what_it_cannot_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
