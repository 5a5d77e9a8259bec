/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One world walked month by month, with all of its state open to the test. Includes the kernel; a test that wants
 * it in double precision defines ENT_REAL first.
 */
#ifndef ENT_TESTS_LAW_WALK_H
#define ENT_TESTS_LAW_WALK_H

#define ENT_KERNEL ent_kernel_walked
#define ENT_KERNEL_LEVEL "walked"
#include "model/kernel.c"

struct walk {
    ENT_ALIGNED struct ent_constants k;
    ENT_ALIGNED struct ent_world w;
    struct ent_run_result out;
};

/* Month 0, before anything has happened. What the memory held before must not matter: it is filled with rubbish. */
static void __attribute__((unused)) walk_start(struct walk *walk, const struct ent_inputs *in, uint64_t seed, uint32_t run)
{
    memset(&walk->k, 0xa5, sizeof walk->k);
    memset(&walk->w, 0xa5, sizeof walk->w);
    memset(&walk->out, 0, sizeof walk->out);
    prepare_constants(in, &walk->k);
    walk->out.failure_month = -1;
    world_reset(&walk->k, &walk->w, seed, run, &walk->out);
}

/* 1 while there is a month to walk. */
static int __attribute__((unused)) walk_goes_on(const struct walk *walk)
{
    return walk->w.month < walk->k.in.n_months && walk->w.failure == ENT_FAILURE_NONE;
}

/* Walks to the end and reports, as the kernel does in one go. */
static void __attribute__((unused)) walk_finish(struct walk *walk)
{
    for (; walk_goes_on(walk); walk->w.month++) step_month(&walk->k, &walk->w);
    if (walk->w.failure != ENT_FAILURE_NONE) {
        report_failure(&walk->w, &walk->out);
        return;
    }
    decision_close(&walk->k, &walk->w);
    metrics_report(&walk->k, &walk->w);
}

/* One run in one go, into a result that held zeros. */
static void __attribute__((unused))
run_into(struct walk *walk, const struct ent_inputs *in, uint64_t seed, uint32_t run, struct ent_run_result *result)
{
    walk_start(walk, in, seed, run);
    walk_finish(walk);
    memcpy(result, &walk->out, sizeof *result);
}

#endif
