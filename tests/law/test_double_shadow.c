/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel computes in float. Its double-precision copy must agree in ensemble means of every metric, on random
 * worlds, within Monte Carlo error. Runs are paired by their number; a pair differs by rounding alone until the first
 * vote turns on it. A difference of means counts only above 1e-5 of its metric's range: rounding itself is no error.
 *
 * Twins that must be rejected: slips of half a per cent in the speed of trust and effort, of two in the patience with a
 * text, of ten in the onset of erosion.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/model.h"
#include "tests/law/statistics.h"
#include "tests/law/worlds.c"

enum { N_WORLDS = 24, N_MONTHS = 96, N_RUNS = 60 };

#define Z_PASS 4.5   /* highest of some 900 comparisons */
#define Z_POOLED 4.0 /* highest of 36 */
#define Z_REJECT 7.0

static struct ent_run_result single, twice;

static void set_world(struct ent_inputs *in, int s)
{
    struct dice dice = {(uint64_t)(800 + s)};
    world_defaults(in, N_MONTHS);
    world_states(in, &dice, dice_int(&dice, 4, 24));
    world_domains(in, &dice, dice_int(&dice, 2, 7));
    world_shocks(in, &dice);
    if (s % 3 == 0) world_order_union(in);
    if (s % 3 == 1) world_order_clusters(in);
    if (s % 3 == 2) world_order_random(in, &dice);
}

static void *room(size_t size)
{
    void *memory = NULL;
    assert_int_equal(posix_memalign(&memory, 64, size), 0);
    memset(memory, 0, size);
    return memory;
}

/* One cell in one copy of the kernel. */
struct copy {
    const struct ent_kernel *kernel;
    void *constants, *world;
};

static struct copy copy_of(const struct ent_kernel *kernel)
{
    return (struct copy){kernel, room(kernel->constants_size), room(kernel->world_size)};
}

static void copy_free(struct copy *copy)
{
    free(copy->constants);
    free(copy->world);
}

/* Sums over worlds: differences of means, and squares of their errors. */
struct pool {
    double difference, variance, worst;
    int worlds, undefined;
};

/* Adds the differences of one world: `of[m]` holds double - float over runs. */
static void pool_add(struct pool *pool, const struct moments *of)
{
    for (int m = 0; m < ENT_N_METRICS; m++) {
        if (of[m].n < N_RUNS / 2) continue;
        const double range = ent_metric_rows[m].high - ent_metric_rows[m].low, small = 1e-5 * range;
        const double error = hypot(moments_error(&of[m]), small), z = of[m].mean / error;
        pool[m].difference += of[m].mean;
        pool[m].variance += error * error;
        if (fabs(z) > fabs(pool[m].worst)) pool[m].worst = z;
        pool[m].worlds++;
    }
}

/* Compares float runs of a world with double runs of a changed one. `pairs` counts runs, `apart` those that part. */
static void compare(void (*change)(struct ent_inputs *in), struct pool *pool, int *apart)
{
    static struct ent_inputs in;
    struct copy a = copy_of(&ent_kernel_generic), b = copy_of(&ent_kernel_double);
    memset(pool, 0, ENT_N_METRICS * sizeof *pool);
    *apart = 0;
    for (int s = 0; s < N_WORLDS; s++) {
        struct moments of[ENT_N_METRICS] = {{0}};
        set_world(&in, s);
        a.kernel->prepare(&in, a.constants);
        if (change) change(&in);
        b.kernel->prepare(&in, b.constants);
        for (uint32_t run = 0; run < N_RUNS; run++) {
            a.kernel->run(a.constants, a.world, 21, run, &single);
            b.kernel->run(b.constants, b.world, 21, run, &twice);
            assert_int_equal(single.status, ENT_RUN_DONE);
            assert_int_equal(twice.status, ENT_RUN_DONE);
            *apart += memcmp(single.decided, twice.decided, sizeof single.decided) != 0;
            for (int m = 0; m < ENT_N_METRICS; m++) {
                const int both = single.metric[m] == single.metric[m] && twice.metric[m] == twice.metric[m];
                if (both)
                    moments_add(&of[m], (double)twice.metric[m] - (double)single.metric[m]);
                else
                    pool[m].undefined += single.metric[m] == single.metric[m] || twice.metric[m] == twice.metric[m];
            }
        }
        pool_add(pool, of);
    }
    copy_free(&a);
    copy_free(&b);
}

/* The largest |z| over worlds and metrics, and over metrics pooled. */
struct verdict {
    double worst, pooled;
    int undefined; /* most runs in which a metric has a value in one precision only */
    const char *worst_name, *pooled_name;
};

static struct verdict judge(const struct pool *pool)
{
    struct verdict v = {0, 0, 0, "", ""};
    for (int m = 0; m < ENT_N_METRICS; m++) {
        if (pool[m].undefined > v.undefined) v.undefined = pool[m].undefined;
        if (pool[m].worlds == 0) continue;
        const double z = pool[m].difference / sqrt(pool[m].variance);
        if (fabs(pool[m].worst) > fabs(v.worst)) v.worst = pool[m].worst, v.worst_name = ent_metric_rows[m].name;
        if (fabs(z) > fabs(v.pooled)) v.pooled = z, v.pooled_name = ent_metric_rows[m].name;
    }
    return v;
}

static struct verdict verdict_on(void (*change)(struct ent_inputs *in), const char *called)
{
    static struct pool pool[ENT_N_METRICS];
    int apart;
    compare(change, pool, &apart);
    const struct verdict v = judge(pool);
    printf("%-24s largest z %6.1f (%s), pooled %6.1f (%s); %d of %d runs part\n", called, v.worst, v.worst_name, v.pooled, v.pooled_name,
           apart, N_WORLDS * N_RUNS);
    return v;
}

static void precisions_agree(void **state)
{
    (void)state;
    const struct verdict v = verdict_on(NULL, "double");
    assert_true(fabs(v.worst) < Z_PASS);
    assert_true(fabs(v.pooled) < Z_POOLED);
    assert_true(v.undefined <= N_WORLDS * N_RUNS / 100);
}

static void slip_in_trust(struct ent_inputs *in)
{
    in->parameters.trust.relaxation *= 1.005;
}

static void slip_in_effort(struct ent_inputs *in)
{
    in->parameters.effort.rise *= 1.005;
}

static void slip_in_slack(struct ent_inputs *in)
{
    in->parameters.bargaining.slack_trust *= 1.02;
}

static void slip_in_erosion(struct ent_inputs *in)
{
    in->shock[2].hazard *= 1.1;
}

static void slips_are_rejected(void **state)
{
    (void)state;
    assert_true(fabs(verdict_on(slip_in_trust, "trust relaxes .5 % faster").pooled) > Z_REJECT);
    assert_true(fabs(verdict_on(slip_in_effort, "effort rises .5 % faster").pooled) > Z_REJECT);
    assert_true(fabs(verdict_on(slip_in_slack, "2 % more patience").pooled) > Z_REJECT);
    assert_true(fabs(verdict_on(slip_in_erosion, "10 % more erosion").pooled) > Z_REJECT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(precisions_agree),
        cmocka_unit_test(slips_are_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
