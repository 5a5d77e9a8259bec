/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small experiment and a fast kernel that makes numbers up: what the tests of runs/ share. Its results depend on
 * inputs, seed and run alone, fill the whole range, and fail now and then.
 */
#ifndef ENT_TESTS_RUNS_WORLD_H
#define ENT_TESTS_RUNS_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runs/configuration.h"
#include "runs/engine.h"
#include "runs/merge.h"
#include "runs/verify.h"
#include "tests/unit/scratch.h"

struct made_up {
    struct ent_inputs inputs;
    uint64_t key;
};

static inline uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdu;
    x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53u;
    return x ^ (x >> 33);
}

static inline void made_up_prepare(const struct ent_inputs *inputs, void *constants)
{
    struct made_up *made = constants;
    uint8_t hash[32];
    ent_inputs_hash(inputs, hash);
    made->inputs = *inputs;
    memcpy(&made->key, hash, sizeof made->key);
}

static unsigned made_up_microseconds; /* how long a run takes at least */

static inline void made_up_run(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result)
{
    const struct made_up *made = constants;
    const struct ent_inputs *inputs = &made->inputs;
    uint64_t x = mix(made->key ^ mix(seed) ^ mix(run + 1));
    (void)world;
    if (made_up_microseconds > 0) usleep(made_up_microseconds);
    memset(result, 0, sizeof *result);
    result->failure_month = -1;
    if (x % 61 == 0) {
        result->status = ENT_RUN_FAILED;
        result->failure_code = ENT_FAILURE_NOT_FINITE;
        result->failure_month = (int32_t)(x % (uint64_t)inputs->n_months);
    }
    for (int k = 0; k < ENT_N_METRICS; k++) {
        double share = (double)((x = mix(x + 1)) >> 40) / 16777216.0;
        double value = ent_metric_rows[k].low + share * (ent_metric_rows[k].high - ent_metric_rows[k].low);
        result->metric[k] = result->status == ENT_RUN_DONE ? (float)value : NAN;
    }
    for (int t = 0; t < ENT_N_TRAJECTORIES; t++)
        for (int m = 0; m < inputs->n_months; m++) result->trajectory[t][m] = (uint16_t)(x = mix(x + 1));
    for (int t = 0; t < ENT_N_STATE_TRAJECTORIES; t++)
        for (int m = 0; m < inputs->n_months; m++)
            for (int i = 0; i < inputs->n_states; i++) result->state_trajectory[t][m][i] = (uint32_t)(x = mix(x + 1));
    for (int f = 0; f < inputs->n_forums; f++)
        for (int m = 0; m < inputs->n_months; m++) result->members[f][m] = (x = mix(x + 1));
    for (int i = 0; i < inputs->n_states; i++) {
        result->welfare_of[i] = -(float)(x % 10);
        for (int d = 0; d < inputs->n_domains; d++) result->blocked[i][d] = (uint16_t)((x = mix(x + 1)) % 4);
    }
    for (int d = 0; d < ENT_N_DURATIONS; d++) {
        result->decided[d] = (uint16_t)((x = mix(x + 1)) % 9);
        result->censored[d] = (uint16_t)(x >> 60);
    }
}

static const struct ent_kernel made_up_kernel = {
    .level = "made up", .constants_size = sizeof(struct made_up), .world_size = 64, .prepare = made_up_prepare, .run = made_up_run};

/* --- experiment ------------------------------------------------------------------------------------------------------- */

/* The baseline over six months, with further overrides. */
static inline struct ent_experiment *open_baseline(const char *set, const char *another)
{
    const char *sets[] = {"months=6", "split.month=3", set, another};
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    size_t n = another != NULL ? 4 : set != NULL ? 3 : 2;
    int code = ent_experiment_load(&experiment, "baseline", NULL, sets, n, &complaints);
    for (size_t i = 0; i < complaints.n; i++)
        fprintf(stderr, "%s:%d: %s\n", complaints.list[i].file, complaints.list[i].line, complaints.list[i].text);
    ent_complaints_free(&complaints);
    return code == ENT_OK ? experiment : NULL;
}

/* --- the two steps ----------------------------------------------------------------------------------------------------------- */

struct step {
    int32_t n_runs, n_threads;
    struct ent_shard shard;
    uint64_t seed; /* 0: the experiment's */
    double max_seconds;
    const volatile sig_atomic_t *stop;
    struct ent_listener listener;
    struct ent_engine_report report;
};

static inline int simulate(const struct ent_experiment *experiment, const char *target, struct step *step, struct ent_error *error)
{
    struct ent_cells cells;
    int code = ent_cells_init(&cells, experiment, step->n_runs, step->seed != 0 ? step->seed : ent_experiment_seed(experiment), 0, error);
    if (code != ENT_OK) return code;
    const struct ent_engine_options options = {.kernel = &made_up_kernel,
                                               .target = target,
                                               .n_threads = step->n_threads,
                                               .shard = step->shard,
                                               .max_seconds = step->max_seconds,
                                               .stop = step->stop,
                                               .listener = step->listener};
    code = ent_engine_run(&cells, &options, &step->report, error);
    ent_cells_free(&cells);
    return code;
}

/* Merges by what the parts say alone; the digest is 65 bytes. */
static inline int merge(const char *target, char *digest, struct ent_error *error)
{
    const struct ent_merge_options options = {.target = target};
    struct ent_merge_report report;
    int code = ent_merge_target(&options, &report, error);
    if (code == ENT_OK) memcpy(digest, report.digest, sizeof report.digest);
    return code;
}

/* Both, with everything as it should be. */
static inline void complete(const struct ent_experiment *experiment, const char *target, int32_t n_runs, int32_t n_threads, char *digest)
{
    struct ent_error error = {0};
    struct step step = {.n_runs = n_runs, .n_threads = n_threads};
    int code = simulate(experiment, target, &step, &error);
    if (code == ENT_OK) code = merge(target, digest, &error);
    if (code != ENT_OK) fail_msg("%s (%s:%d)", error.text, error.file, error.line);
}

#endif
