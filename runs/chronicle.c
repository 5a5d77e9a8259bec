/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/chronicle.h"

#include <stdlib.h>
#include <string.h>

#include "params/sha256.h"
#include "runs/block.h"
#include "runs/room.h"

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory for telling a run");
}

int ent_chronicle_init(struct ent_chronicle *chronicle, const struct ent_experiment *experiment, int32_t point, int32_t i_order,
                       int32_t i_scenario, uint64_t seed, struct ent_error *error)
{
    *chronicle = (struct ent_chronicle){.experiment = experiment,
                                        .point = point,
                                        .i_order = i_order,
                                        .i_scenario = i_scenario,
                                        .name = ent_experiment_name(experiment),
                                        .order = ent_experiment_order_name(experiment, i_order),
                                        .scenario = ent_experiment_scenario_name(experiment, i_scenario),
                                        .seed = seed};
    int code = ent_points_make(&chronicle->points, ent_experiment_varies(experiment), error);
    if (code == ENT_OK && point >= chronicle->points.n)
        code = ent_error_set(error, ENT_USAGE, "there is no design point %d; they are numbered 0 to %d", (int)point,
                             (int)chronicle->points.n - 1);
    if (code != ENT_OK) {
        ent_chronicle_free(chronicle);
        return code;
    }
    chronicle->inputs = malloc(sizeof *chronicle->inputs);
    chronicle->result = malloc(sizeof *chronicle->result);
    chronicle->constants = ent_room_take(ent_kernel_traced.constants_size);
    chronicle->world = ent_room_take(ent_kernel_traced.world_size);
    if (!chronicle->inputs || !chronicle->result || !chronicle->constants || !chronicle->world) {
        ent_chronicle_free(chronicle);
        return out_of_memory(error);
    }
    ent_points_resolve(&chronicle->points, experiment, point, i_order, i_scenario, chronicle->inputs);
    ent_kernel_traced.prepare(chronicle->inputs, chronicle->constants);
    return ENT_OK;
}

void ent_chronicle_free(struct ent_chronicle *chronicle)
{
    ent_points_free(&chronicle->points);
    free(chronicle->inputs);
    free(chronicle->result);
    free(chronicle->constants);
    free(chronicle->world);
    free(chronicle->event);
    *chronicle = (struct ent_chronicle){0};
}

static void keep(void *context, const struct ent_trace_event *event)
{
    struct ent_chronicle *chronicle = context;
    if (chronicle->n_events == chronicle->capacity) {
        const size_t capacity = chronicle->capacity ? 2 * chronicle->capacity : 1024;
        struct ent_trace_event *more = realloc(chronicle->event, capacity * sizeof *more);
        if (!more) {
            chronicle->lost = 1;
            return;
        }
        chronicle->event = more;
        chronicle->capacity = capacity;
    }
    chronicle->event[chronicle->n_events++] = *event;
}

int ent_chronicle_tell(struct ent_chronicle *chronicle, uint32_t run, struct ent_error *error)
{
    const struct ent_trace listener = {chronicle, keep};
    chronicle->run = run;
    chronicle->n_events = 0;
    chronicle->digest[0] = '\0';
    memset(chronicle->result, 0, sizeof *chronicle->result);
    ent_kernel_traced.trace(chronicle->constants, chronicle->world, chronicle->seed, run, chronicle->result, &listener);
    return chronicle->lost ? out_of_memory(error) : ENT_OK;
}

/* --- the proof ------------------------------------------------------------------------------------------------------------ */

/* What the untraced copy needs. */
struct untraced {
    const struct ent_kernel *kernel;
    void *constants, *world;
    struct ent_inputs *inputs;
    struct ent_run_result *result;
};

/* The run of another order, or of the same, without telling it. */
static const struct ent_run_result *simulate(struct untraced *untraced, const struct ent_chronicle *chronicle, int32_t i_order)
{
    ent_points_resolve(&chronicle->points, chronicle->experiment, chronicle->point, i_order, chronicle->i_scenario, untraced->inputs);
    untraced->kernel->prepare(untraced->inputs, untraced->constants);
    memset(untraced->result, 0, sizeof *untraced->result);
    untraced->kernel->run(untraced->constants, untraced->world, chronicle->seed, chronicle->run, untraced->result);
    return untraced->result;
}

static int compare(struct untraced *untraced, const struct ent_chronicle *chronicle, struct ent_error *error)
{
    const struct ent_run_result *result = simulate(untraced, chronicle, chronicle->i_order);
    if (memcmp(result, chronicle->result, sizeof *result) == 0) return ENT_OK;
    for (int m = 0; m < ENT_N_METRICS; m++)
        if (memcmp(&result->metric[m], &chronicle->result->metric[m], sizeof result->metric[m]) != 0)
            return ent_error_set(error, ENT_BUG, "the traced run is not the untraced one: '%s' is %.9g instead of %.9g",
                                 ent_metric_rows[m].name, (double)chronicle->result->metric[m], (double)result->metric[m]);
    return ent_error_set(error, ENT_BUG, "the traced run is not the untraced one: its trajectories or counts differ");
}

/* Welfare of members and outsiders, by who belongs to the forum of the split in its month. */
static void split_welfare(struct untraced *untraced, struct ent_chronicle *chronicle)
{
    const struct ent_split split = ent_experiment_split(chronicle->experiment);
    if (split.order < 0) return;
    const struct ent_run_result *sides = simulate(untraced, chronicle, split.order);
    if (sides->status == ENT_RUN_DONE)
        ent_result_split_welfare(chronicle->result, chronicle->inputs->n_states, sides->members[split.forum][split.month]);
}

static int make_digest(struct ent_chronicle *chronicle, struct ent_error *error)
{
    const struct ent_inputs *inputs = chronicle->inputs;
    const struct ent_shape shape = {.n_months = inputs->n_months,
                                    .n_states = inputs->n_states,
                                    .n_domains = inputs->n_domains,
                                    .n_forums = inputs->n_forums,
                                    .record = ENT_RECORD_ALL};
    struct ent_block *block = calloc(1, sizeof *block);
    uint8_t *bytes = malloc(ent_block_runs_size(1) + ent_block_sums_size(&shape)), hash[32];
    struct ent_sha256 sha;
    int code = block && bytes ? ent_block_init(block, &shape, error) : out_of_memory(error);
    if (code == ENT_OK) {
        ent_block_reset(block, &shape);
        ent_block_add(block, chronicle->result);
        size_t length = ent_block_put_runs(block, bytes);
        length += ent_block_put_sums(block, bytes + length);
        ent_sha256_init(&sha);
        ent_sha256_update(&sha, bytes, length);
        ent_sha256_final(&sha, hash);
        ent_sha256_hex(hash, chronicle->digest);
        ent_block_free(block);
    }
    free(block);
    free(bytes);
    return code;
}

int ent_chronicle_prove(struct ent_chronicle *chronicle, const struct ent_kernel *kernel, struct ent_error *error)
{
    struct untraced untraced = {.kernel = kernel,
                                .constants = ent_room_take(kernel->constants_size),
                                .world = ent_room_take(kernel->world_size),
                                .inputs = malloc(sizeof *untraced.inputs),
                                .result = malloc(sizeof *untraced.result)};
    int code = untraced.constants && untraced.world && untraced.inputs && untraced.result ? ENT_OK : out_of_memory(error);
    if (code == ENT_OK) code = compare(&untraced, chronicle, error);
    if (code == ENT_OK) {
        split_welfare(&untraced, chronicle);
        code = make_digest(chronicle, error);
    }
    free(untraced.constants);
    free(untraced.world);
    free(untraced.inputs);
    free(untraced.result);
    return code;
}
