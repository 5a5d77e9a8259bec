/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped orders on the real states, and ensembles of paired runs of them.
 */
#ifndef ENT_TESTS_LAW_SHIPPED_H
#define ENT_TESTS_LAW_SHIPPED_H

#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "params/experiment.h"
#include "runs/dispatch.h"
#include "tests/law/statistics.h"

/* In the order of params/experiments/orders.yaml. */
enum {
    SHIPPED_EU_ONLY,
    SHIPPED_EU_QMV,
    SHIPPED_NATO_LED,
    SHIPPED_COALITIONS,
    SHIPPED_PATCHWORK,
    SHIPPED_CLUSTERS,
    SHIPPED_CLUSTERS_CORE,
    SHIPPED_N
};
enum { SHIPPED_SCENARIO = 1, SHIPPED_SEED = 20260101 }; /* default */

static const char *shipped_name[SHIPPED_N];

/* Loads every order in one scenario; 0 if all is well. */
static inline int shipped_load(struct ent_inputs *in, int scenario)
{
    static char names[SHIPPED_N][ENT_MAX_NAME];
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    int wrong = ent_experiment_load(&experiment, "orders", NULL, NULL, 0, &complaints) != ENT_OK;
    if (wrong) {
        char *text = ent_complaints_text(&complaints);
        print_error("%s\n", text ? text : "no memory");
        free(text);
    }
    wrong = wrong || ent_experiment_n_orders(experiment) != SHIPPED_N;
    for (int o = 0; o < SHIPPED_N && !wrong; o++) {
        wrong = ent_experiment_resolve(experiment, o, scenario, &in[o]) != ENT_OK;
        strncpy(names[o], ent_experiment_order_name(experiment, o), ENT_MAX_NAME - 1);
        shipped_name[o] = names[o];
    }
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    return wrong;
}

/* ---- ensembles ---- */

enum { ENSEMBLE_MOST = 4096 };

/* Every metric of runs first, first + 1, ...; runs of two ensembles with one first run share their draws. */
struct ensemble {
    int n;
    float metric[ENSEMBLE_MOST][ENT_N_METRICS];
};

static inline void *ensemble_room(size_t size)
{
    void *memory = aligned_alloc(64, (size + 63) / 64 * 64);
    if (!memory) abort();
    return memory;
}

/* Runs `n` of them on all processors; the number of those that failed, whose metrics are missing. */
static inline int ensemble_run(const struct ent_inputs *in, uint32_t first, int n, struct ensemble *ensemble)
{
    const struct ent_kernel *kernel;
    struct ent_error error;
    int failed = 0;
    if (n > ENSEMBLE_MOST || ent_dispatch(&kernel, &error) != ENT_OK) return n;
    void *constants = ensemble_room(kernel->constants_size);
    kernel->prepare(in, constants);
    ensemble->n = n;
#pragma omp parallel reduction(+ : failed)
    {
        void *world = ensemble_room(kernel->world_size);
        struct ent_run_result *result = ensemble_room(sizeof *result);
        memset(result, 0, sizeof *result);
#pragma omp for schedule(dynamic, 16)
        for (int run = 0; run < n; run++) {
            kernel->run(constants, world, SHIPPED_SEED, first + (uint32_t)run, result);
            memcpy(ensemble->metric[run], result->metric, sizeof result->metric);
            failed += result->status != ENT_RUN_DONE;
        }
        free(world);
        free(result);
    }
    free(constants);
    return failed;
}

static inline struct moments ensemble_mean(const struct ensemble *a, int metric)
{
    struct moments m = {0};
    for (int run = 0; run < a->n; run++)
        if (a->metric[run][metric] == a->metric[run][metric]) moments_add(&m, (double)a->metric[run][metric]);
    return m;
}

/* Paired differences b - a. */
static inline struct moments ensemble_difference(const struct ensemble *a, const struct ensemble *b, int metric)
{
    struct moments m = {0};
    for (int run = 0; run < a->n && run < b->n; run++) {
        const double d = (double)b->metric[run][metric] - (double)a->metric[run][metric];
        if (d == d) moments_add(&m, d);
    }
    return m;
}

/* Half-width of the 95 % interval. */
static inline double moments_half(const struct moments *m)
{
    return 1.96 * moments_error(m);
}

#endif
