/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel: all mechanisms as one unit, compiled once per vector level and once in double precision.
 *
 *   ENT_KERNEL        the name of the exported struct ent_kernel
 *   ENT_KERNEL_LEVEL  its level, a string
 *   ENT_REAL          float, or double for the check on precision
 *   ENT_TRACED        defined in the copy that tells what happens (trace.h)
 *   ENT_TIMED         defined in the copy that says where its time goes (timing.h)
 *   ENT_PADDED        states in a padded array, 64 unless defined (lanes.h)
 *   ENT_NARROW        the copy of this level that is compiled for ENT_NARROW_STATES states: worlds that fill it are handed
 *                     to it. It is faster and has the same bits, for padding adds only zeros to sums
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/constants.h"
#include "model/lanes.h"
#include "model/model.h"
#include "model/numerics.h"
#include "model/random.h"
#include "model/real.h"
#include "model/procedures.h"
#include "model/rules.h"
#include "model/world.h"

#ifndef ENT_KERNEL
#define ENT_KERNEL ent_kernel_generic
#define ENT_KERNEL_LEVEL "generic"
#endif

#include "model/trace.c"

/* Called across files before they are defined. */
static void world_fail(struct ent_world *w, int failure);
static void forum_record(struct ent_world *w, const struct ent_issue *issue, int success);
static void decision_take(const struct ent_constants *k, struct ent_world *w, int slot, const real *x, const struct ent_ballot *ballot,
                          uint64_t bound);
static void exchange_month(const struct ent_constants *k, struct ent_world *w);
static void cooperation_month(const struct ent_constants *k, struct ent_world *w);
static void decision_due(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue);
static int decision_missed(const struct ent_constants *k, struct ent_world *w, int slot);
static void commitment_withdraw(const struct ent_constants *k, struct ent_world *w, int s, const uint32_t word[2]);
static void aggression_attack(const struct ent_constants *k, struct ent_world *w, int s, int j);
static void founding_sign(const struct ent_constants *k, struct ent_world *w, int f);
static void founding_ratify(const struct ent_constants *k, struct ent_world *w, int f);
static void leader_changes(const struct ent_constants *k, struct ent_world *w, int32_t before);
static int coalition_idle(const struct ent_constants *k, const struct ent_world *w, int f);
static void coalition_lapse(const struct ent_constants *k, struct ent_world *w, int f);
static void discipline_month(const struct ent_constants *k, struct ent_world *w, int f);
static void discipline_anchor(const struct ent_constants *k, struct ent_world *w);
static int discipline_in_good_standing(const struct ent_constants *k, const struct ent_world *w, int f, int i);

/* clang-format off: the order of the mechanisms is that of the specification */
#include "model/trust.c"  /* M6 */
#include "model/threat.c" /* M2 */
#include "model/values.c" /* M1 */
#include "model/shocks.c"
#include "model/commitment.c" /* M4 */
#include "model/leader.c"
#include "model/aggression.c" /* M3 */
#include "model/effort.c"     /* M5 */
#include "model/initial.c"
#include "model/constants.c"
#include "model/oversight.c"
#include "model/agenda.c" /* M7 */
#include "model/bargaining.c"
#include "model/exchange.c"
#include "model/cooperation.c"
#include "model/decision.c"   /* M11 */
#include "model/alienation.c" /* M12 */
#include "model/capital.c"    /* M13, M9 */
#include "model/membership.c" /* M10, M9 */
#include "model/discipline.c"
#include "model/reform.c"    /* M8 */
#include "model/coalition.c" /* M9 */
#include "model/founding.c"
#include "model/record.c"
#include "model/metrics.c"
#include "model/world.c"
#ifdef ENT_TIMED
#include "model/timing.c"
#endif
#include "model/step.c"
/* clang-format on */

/* The bits are promised for round-to-nearest with subnormal numbers; another mode is refused. */
static int floating_point_is_default(void)
{
    volatile float one = 1.0f, half_ulp = 0x1p-24f, tiny = 0x1p-126f;
    const volatile float nearest = one + half_ulp, down = one - half_ulp / 4, subnormal = tiny / 2;
    return nearest == 1.0f && down == 1.0f && subnormal > 0.0f && subnormal * 2 == tiny;
}

static void report_failure(const struct ent_world *w, struct ent_run_result *result)
{
    result->status = ENT_RUN_FAILED;
    result->failure_code = w->failure;
    result->failure_month = w->failure_month;
    for (int m = 0; m < ENT_N_METRICS; m++) result->metric[m] = ENT_MISSING;
    for (int i = 0; i < ENT_MAX_STATES; i++) result->welfare_of[i] = ENT_MISSING;
}

static void simulate(const struct ent_constants *k, struct ent_world *w, uint64_t seed, uint32_t run, struct ent_run_result *result,
                     const struct ent_trace *trace)
{
    result->status = ENT_RUN_DONE;
    result->failure_code = ENT_FAILURE_NONE;
    result->failure_month = -1;
    memset(result->blocked, 0, sizeof result->blocked);
    memset(result->decided, 0, sizeof result->decided);
    memset(result->censored, 0, sizeof result->censored);
#ifdef ENT_TIMED
    struct ent_stopwatch *const stopwatch = w->stopwatch;
    world_reset(k, w, seed, run, result);
    w->stopwatch = stopwatch;
    w->stream.words = &stopwatch->words;
#else
    world_reset(k, w, seed, run, result);
#endif
    w->trace = trace;
    if (!floating_point_is_default()) world_fail(w, ENT_FAILURE_FLOATING_POINT);
    for (w->month = 0; w->month < k->in.n_months && w->failure == ENT_FAILURE_NONE; w->month++) step_month(k, w);
    if (w->failure != ENT_FAILURE_NONE) {
        report_failure(w, result);
        return;
    }
    decision_close(k, w);
    metrics_report(k, w);
}

#ifdef ENT_NARROW
extern const struct ent_kernel ENT_NARROW;

/* Whether a world fills the narrow copy's arrays; smaller ones are quicker in the wide copy, which takes their size. */
static int is_narrow(const struct ent_inputs *inputs)
{
    return inputs->n_states > ENT_NARROW_STATES - ENT_LANES && inputs->n_states <= ENT_NARROW_STATES;
}
#endif

static void prepare_world(const struct ent_inputs *inputs, void *constants)
{
#ifdef ENT_NARROW
    if (is_narrow(inputs)) {
        ENT_NARROW.prepare(inputs, constants);
        return;
    }
#endif
    prepare_constants(inputs, constants);
}

/* The inputs come first in the constants of every copy. */
static void run_world(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result)
{
#ifdef ENT_NARROW
    if (is_narrow(constants)) {
        ENT_NARROW.run(constants, world, seed, run, result);
        return;
    }
#endif
    simulate(constants, world, seed, run, result, NULL);
}

#ifdef ENT_TRACED
static void trace_world(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result,
                        const struct ent_trace *trace)
{
    simulate(constants, world, seed, run, result, trace);
}
#endif

#ifdef ENT_TIMED
static void time_world(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result,
                       struct ent_stopwatch *stopwatch)
{
#ifdef ENT_NARROW
    if (is_narrow(constants)) {
        ENT_NARROW.time(constants, world, seed, run, result, stopwatch);
        return;
    }
#endif
    ((struct ent_world *)world)->stopwatch = stopwatch;
    simulate(constants, world, seed, run, result, NULL);
}
#endif

/* Bytes of the arrays that a month reads and writes: states, pairs of states, forums. */
static size_t state_bytes(const struct ent_inputs *inputs)
{
    const size_t states = (size_t)(inputs->n_states + ENT_LANES - 1) / ENT_LANES * ENT_LANES;
    const size_t of_states = 13, of_domains = 3, of_forums = 8; /* arrays over states: world.h */
    const size_t arrays =
        (size_t)inputs->n_states + of_states + of_domains * (size_t)inputs->n_domains + of_forums * (size_t)inputs->n_forums;
    return arrays * states * sizeof(real);
}

const struct ent_kernel ENT_KERNEL = {
    .level = ENT_KERNEL_LEVEL,
    .constants_size = sizeof(struct ent_constants),
    .world_size = sizeof(struct ent_world),
    .prepare = prepare_world,
    .run = run_world,
    .state_bytes = state_bytes,
#ifdef ENT_TRACED
    .trace = trace_world,
#endif
#ifdef ENT_TIMED
    .time = time_world,
#endif
};
