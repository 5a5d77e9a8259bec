/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The door of the model: one world, from its inputs to what it reports.
 *
 * The kernel is one source, compiled once per vector level (and once in double precision, as a check);
 * all single-precision copies give the same bits. Which copy runs is decided in runs/.
 */
#ifndef ENT_MODEL_MODEL_H
#define ENT_MODEL_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "model/metrics.h"
#include "model/timing.h"
#include "model/trace.h"
#include "params/inputs.h"

enum {
    ENT_RESULTS_VERSION = 1, /* rises whenever the same inputs give other results */
    ENT_MAX_MONTHS = 600,
    ENT_MAX_ISSUES = 192, /* pending at one time */
    ENT_N_DURATIONS = 121 /* months from arrival; the last bin holds everything longer */
};

enum ent_run_status { ENT_RUN_DONE = 0, ENT_RUN_MISSING = 1, ENT_RUN_FAILED = 2 };

/* Why a run failed. X(name, doc) */
#define ENT_RUN_FAILURES(X)                                          \
    X(NONE, "no failure")                                            \
    X(NOT_FINITE, "a value was not finite")                          \
    X(OUT_OF_RANGE, "a share left [0, 1] or a stock fell below 0")   \
    X(MEMBERSHIP, "membership, suspension and candidacy disagree")   \
    X(AGENDA_FULL, "more issues were pending than the agenda holds") \
    X(FLOATING_POINT, "rounding or underflow mode is not the default")
#define ENT_RUN_FAILURE_ENUM(name, doc) ENT_FAILURE_##name,
enum ent_run_failure { ENT_RUN_FAILURES(ENT_RUN_FAILURE_ENUM) ENT_N_RUN_FAILURES };

/* What one run reports; the caller owns it, ent_kernel.run fills it. Arrays over months are filled for
 * [0, n_months) of the inputs, arrays over states for [0, n_states). A metric without a value is NaN
 * (the one bit pattern 0x7fc00000). A failed run reports status, failure and NaN in every metric. */
struct ent_run_result {
    int32_t status;        /* enum ent_run_status */
    int32_t failure_code;  /* enum ent_run_failure */
    int32_t failure_month; /* -1: none */
    float metric[ENT_N_METRICS];
    float welfare_of[ENT_MAX_STATES];                        /* utility per settled issue */
    uint16_t trajectory[ENT_N_TRAJECTORIES][ENT_MAX_MONTHS]; /* level on [low, high]: 0..65535 */
    uint32_t state_trajectory[ENT_N_STATE_TRAJECTORIES][ENT_MAX_MONTHS][ENT_MAX_STATES];
    uint64_t members[ENT_MAX_FORUMS][ENT_MAX_MONTHS];  /* bit i: state i is a member */
    uint16_t blocked[ENT_MAX_STATES][ENT_MAX_DOMAINS]; /* reported vetoes */
    uint16_t decided[ENT_N_DURATIONS];                 /* issues by months from arrival to decision */
    uint16_t censored[ENT_N_DURATIONS];                /* issues by months from arrival to loss from view */
};

/* One compiled copy of the kernel. */
struct ent_kernel {
    const char *level;                 /* "sse2", "avx2", "avx512", "generic", "double", "traced" */
    size_t constants_size, world_size; /* bytes to allocate, aligned to 64 */

    /* Derives the constants of a cell from its inputs: positions, initial trust, calibrated weights. */
    void (*prepare)(const struct ent_inputs *inputs, void *constants);

    /* Simulates run `run` of the experiment with `seed`. Pure: the same arguments give the same bits. */
    void (*run)(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result);

    /* The same run, told to `trace` as it happens; NULL in all copies but the traced one. */
    void (*trace)(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result,
                  const struct ent_trace *trace);

    /* The same run, timed; NULL in all copies but the timed ones. */
    void (*time)(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result,
                 struct ent_stopwatch *stopwatch);

    /* Bytes of the state arrays that a month reads and writes. */
    size_t (*state_bytes)(const struct ent_inputs *inputs);
};

extern const struct ent_kernel ent_kernel_generic; /* the baseline of the target: SSE2 on x86-64 */
extern const struct ent_kernel ent_kernel_avx2;
extern const struct ent_kernel ent_kernel_avx512;
extern const struct ent_kernel ent_kernel_double;
extern const struct ent_kernel ent_kernel_traced; /* single precision, tells what happens */
extern const struct ent_kernel ent_kernel_timed;  /* single precision, says where its time goes; `level`: its vectors */

/* Rows of the metric tables, in the order of the enums. */
struct ent_metric_row {
    const char *name, *unit, *undefined, *doc;
    double low, high;
};
extern const struct ent_metric_row ent_metric_rows[ENT_N_METRICS];
extern const struct ent_metric_row ent_trajectory_rows[ENT_N_TRAJECTORIES];
extern const struct ent_metric_row ent_state_trajectory_rows[ENT_N_STATE_TRAJECTORIES]; /* high: levels per unit */
extern const char *const ent_run_failure_texts[ENT_N_RUN_FAILURES];

/* Fills welfare_members and welfare_outsiders of a finished run for a fixed split of the `n_states` states. */
void ent_result_split_welfare(struct ent_run_result *result, int32_t n_states, uint64_t members);

#endif
