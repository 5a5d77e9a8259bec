/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What looking until the interval is narrow costs: over 2,000 repeats with other random numbers, how often the final interval
 * covers the value of the long run, how far the mean of the estimates is from it, and how many runs were used, against the number
 * that one who knew the distribution would have fixed. Distributions whose truth is known, and a real world of half a year.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/estimators.h"
#include "analysis/precision.h"
#include "runs/dispatch.h"
#include "runs/engine.h"
#include "tests/law/statistics.h"

enum { REPEATS = 2000, BLOCK = ENT_BLOCK_RUNS };

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdu;
    x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53u;
    return x ^ (x >> 33);
}

/* Uniform on (0, 1), for run `run` of a repeat. */
static double uniform(uint64_t repeat, uint64_t run)
{
    return ((double)(mix(mix(repeat + 1) ^ mix(run + (1u << 20))) >> 11) + .5) / 9007199254740992.0;
}

struct source {
    const char *name;
    double (*draw)(double u); /* quantile function */
    struct ent_precision precision;
    double truth;
    double needed; /* runs that would do, known from the distribution */
};

static double even(double u)
{
    return u;
}

/* Exponential: skewed, its variance is seen late. */
static double skewed(double u)
{
    return -log(u);
}

/* Mostly nothing, else between 0 and 1: like a risk of deadlock. */
static double seldom(double u)
{
    return u < .9 ? 0 : (u - .9) * 10;
}

static const double z = 1.959963984540054;

/* What one repeat came to. */
struct outcome {
    struct ent_estimate estimate;
    int32_t n_runs;
};

/* The estimate with its interval, as the tables print it. */
static struct ent_estimate estimate_of(const struct ent_precision *precision, const struct ent_sample *sample)
{
    struct ent_estimate estimate = {.value = sample->mean};
    double half = ent_precision_half_width(precision, sample);
    size_t n = (size_t)sample->n, below, above;
    if (precision->of == ENT_PRECISION_PROBABILITY) {
        ent_share_of(sample->n_above, sample->n, .95, &estimate);
    } else if (precision->of == ENT_PRECISION_QUANTILE) {
        ent_quantile_ranks(n, precision->at, .95, &below, &above);
        estimate.value = (double)sample->value[(size_t)(precision->at * (double)n)];
        estimate.low = below > 0 ? (double)sample->value[below - 1] : -INFINITY;
        estimate.high = above < n ? (double)sample->value[above] : INFINITY;
    } else {
        estimate.low = sample->mean - half;
        estimate.high = sample->mean + half;
    }
    return estimate;
}

typedef void fill_block(const void *source, uint64_t repeat, int32_t block, float value[BLOCK]);

/* Wraps the judgement to see what it saw last. */
static struct outcome seen;
static double watch(const struct ent_precision *precision, const struct ent_sample *sample)
{
    seen.estimate = estimate_of(precision, sample);
    return ent_precision_half_width(precision, sample);
}

/* Draws blocks until the column stops. */
static struct outcome repeat_once(const struct ent_precision *precision, fill_block *fill, const void *source, uint64_t repeat)
{
    struct ent_cell cell = {.same = 0};
    struct ent_cells cells = {.n_points = 1, .n_orders = 1, .n_scenarios = 1, .n_cells = 1, .cell = &cell, .precision = *precision};
    struct ent_stops stops;
    struct ent_error error;
    int32_t to = 0;
    assert_int_equal(ent_stops_init(&stops, &cells, watch, NULL, &error), ENT_OK);
    while ((to = ent_stops_next(&stops)) > 0) {
        for (int32_t b = stops.n_blocks; b < to; b++) {
            float value[BLOCK];
            fill(source, repeat, b, value);
            assert_int_equal(ent_sample_add(&stops.sample[0], precision, value, BLOCK, &error), ENT_OK);
        }
        ent_stops_judge(&stops, to);
        seen.n_runs = to * BLOCK;
    }
    ent_stops_free(&stops);
    return seen;
}

struct tally {
    int covered;
    struct moments estimate, runs;
};

static struct tally repeat_all(const struct ent_precision *precision, fill_block *fill, const void *source, double truth)
{
    struct tally tally = {0};
    for (uint64_t repeat = 0; repeat < REPEATS; repeat++) {
        struct outcome outcome = repeat_once(precision, fill, source, repeat);
        tally.covered += outcome.estimate.low <= truth && truth <= outcome.estimate.high;
        moments_add(&tally.estimate, outcome.estimate.value);
        moments_add(&tally.runs, outcome.n_runs);
    }
    return tally;
}

static void report(const char *name, const struct tally *tally, double truth, double half_width, double needed)
{
    double bias = tally->estimate.mean - truth;
    print_message("%-34s covered %.1f %%, bias %+.5f (se %.5f), %.1f %% of the half-width; %.0f runs, %.0f needed (%+.0f %%)\n", name,
                  100.0 * tally->covered / REPEATS, bias, moments_error(&tally->estimate), 100 * bias / half_width, tally->runs.mean,
                  needed, 100 * (tally->runs.mean / needed - 1));
}

static void draw_block(const void *source, uint64_t repeat, int32_t block, float value[BLOCK])
{
    const struct source *from = source;
    for (int32_t k = 0; k < BLOCK; k++) value[k] = (float)from->draw(uniform(repeat, (uint64_t)(block * BLOCK + k)));
}

static const struct source sources[] = {
    {"mean, uniform", even, {.metric = "deadlock_risk", .half_width = .02, .least = 128, .most = 100000}, .5, 800},
    {"mean, uniform, few runs", even, {.metric = "deadlock_risk", .half_width = .04, .least = 128, .most = 100000}, .5, 200},
    {"mean, exponential", skewed, {.metric = "deadlock_risk", .half_width = .05, .least = 128, .most = 100000}, 1, 1537},
    {"mean, mostly zero", seldom, {.metric = "deadlock_risk", .half_width = .01, .least = 128, .most = 100000}, .05, 1185},
    {"probability 0.3",
     even,
     {.metric = "deadlock_risk", .half_width = .02, .of = ENT_PRECISION_PROBABILITY, .at = .7, .least = 128, .most = 100000},
     .3,
     2017},
    {"probability 0.02",
     even,
     {.metric = "deadlock_risk", .half_width = .01, .of = ENT_PRECISION_PROBABILITY, .at = .98, .least = 128, .most = 100000},
     .02,
     753},
    {"quantile 0.9, uniform",
     even,
     {.metric = "deadlock_risk", .half_width = .02, .of = ENT_PRECISION_QUANTILE, .at = .9, .least = 128, .most = 100000},
     .9,
     864},
};

static void known_distributions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const struct source *source = &sources[i];
        double needed = source->needed;
        struct tally tally = repeat_all(&source->precision, draw_block, source, source->truth);
        report(source->name, &tally, source->truth, source->precision.half_width, needed);
        assert_true(tally.covered >= .92 * REPEATS);
        assert_true(fabs(tally.estimate.mean - source->truth) < .2 * source->precision.half_width);
        assert_true(tally.runs.mean <= 1.15 * needed + BLOCK);
        assert_true(tally.runs.mean >= .85 * needed - BLOCK);
    }
}

/* The twin that looks too early: four runs are enough for it to be sure, and the check above must not accept it. */
static void fill_few(const void *source, uint64_t repeat, int32_t block, float value[BLOCK])
{
    draw_block(source, repeat, block, value);
    for (int32_t k = 4; k < BLOCK; k++) value[k] = (float)NAN;
}

static void looking_too_early_is_seen(void **state)
{
    struct source source = sources[2];
    (void)state;
    source.precision.half_width = .35;
    source.precision.least = 2;
    struct tally tally = repeat_all(&source.precision, fill_few, &source, 1);
    print_message("looking from four runs on: covered %.1f %%\n", 100.0 * tally.covered / REPEATS);
    assert_true(tally.covered < .92 * REPEATS);
}

/* --- a real world -------------------------------------------------------------------------------------------------------------- */

enum { MOST_BLOCKS = 8 }; /* of a repeat */

struct world {
    int metric;
    float *value; /* [REPEATS][MOST_BLOCKS][BLOCK] */
};

static void real_block(const void *source, uint64_t repeat, int32_t block, float value[BLOCK])
{
    const struct world *world = source;
    assert_true(block < MOST_BLOCKS);
    memcpy(value, world->value + (repeat * MOST_BLOCKS + (uint64_t)block) * BLOCK, BLOCK * sizeof *value);
}

/* Runs [first, first + n) of the first cell, the metric alone; in parallel. */
static void simulate(const struct ent_cells *cells, const struct ent_kernel *kernel, int metric, int32_t n_blocks, float *value)
{
    int failed = 0;
#pragma omp parallel for schedule(dynamic)
    for (int32_t b = 0; b < n_blocks; b++) {
        static _Thread_local float all[BLOCK][ENT_N_METRICS];
        struct ent_error error;
        int code = ent_engine_cell(cells, kernel, 0, (uint32_t)b * BLOCK, BLOCK, all[0], NULL, NULL, NULL, &error);
#pragma omp atomic
        failed += code != ENT_OK;
        for (int32_t k = 0; k < BLOCK; k++) value[(size_t)b * BLOCK + (size_t)k] = all[k][metric];
    }
    assert_int_equal(failed, 0);
}

static void a_real_world(void **state)
{
    static const char text[] = "experiment: cheap\norders: [eu-only]\nscenarios: [{scenario: as-it-is}]\nseed: 11\nmonths: 6\n";
    struct ent_precision precision = {.metric = "deadlock_risk", .least = 128, .most = MOST_BLOCKS * BLOCK};
    struct ent_experiment *experiment;
    struct ent_complaints complaints;
    struct ent_cells cells;
    struct ent_error error = {0};
    const struct ent_kernel *kernel;
    struct world world = {.metric = ENT_METRIC_deadlock_risk};
    size_t n_blocks = (size_t)REPEATS * MOST_BLOCKS;
    (void)state;
    assert_int_equal(ent_dispatch(&kernel, &error), ENT_OK);
    assert_int_equal(ent_experiment_parse(&experiment, text, strlen(text), "cheap", &complaints), ENT_OK);
    assert_int_equal(ent_cells_init(&cells, experiment, 1, 11, 0, &error), ENT_OK);
    world.value = malloc(n_blocks * BLOCK * sizeof *world.value);
    assert_non_null(world.value);
    simulate(&cells, kernel, world.metric, (int32_t)n_blocks, world.value);
    struct moments all = {0};
    for (size_t i = 0; i < n_blocks * BLOCK; i++)
        if (isfinite(world.value[i])) moments_add(&all, (double)world.value[i]);
    /* 200 values; runs without one do not count. */
    double sd = sqrt(all.squares / (all.n - 1)), needed = 200.0 * (double)(n_blocks * BLOCK) / all.n;
    precision.half_width = z * sd / sqrt(200.0);
    struct tally tally = repeat_all(&precision, real_block, &world, all.mean);
    print_message("a real world: mean %.4f, sd %.4f of %d runs\n", all.mean, sd, all.n);
    report("mean of deadlock_risk", &tally, all.mean, precision.half_width, needed);
    assert_true(tally.covered >= .92 * REPEATS);
    assert_true(fabs(tally.estimate.mean - all.mean) < .2 * precision.half_width);
    assert_true(tally.runs.mean <= 1.15 * needed + BLOCK && tally.runs.mean >= .85 * needed - BLOCK);
    free(world.value);
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_distributions),
        cmocka_unit_test(looking_too_early_is_seen),
        cmocka_unit_test(a_real_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
