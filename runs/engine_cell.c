/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs of one cell, without a file.
 */
#include <string.h>

#include "runs/engine.h"
#include "runs/room.h"

static void give_back(const struct ent_run_result *result, int32_t k, float *metric, int8_t *status, int8_t *failure_code,
                      int16_t *failure_month)
{
    memcpy(metric + (size_t)k * ENT_N_METRICS, result->metric, sizeof result->metric);
    if (status != NULL) status[k] = (int8_t)result->status;
    if (failure_code != NULL) failure_code[k] = (int8_t)result->failure_code;
    if (failure_month != NULL) failure_month[k] = (int16_t)result->failure_month;
}

int ent_engine_cell(const struct ent_cells *cells, const struct ent_kernel *kernel, int32_t i_cell, uint32_t first, int32_t count,
                    float *metric, int8_t *status, int8_t *failure_code, int16_t *failure_month, struct ent_error *error)
{
    if (i_cell < 0 || i_cell >= cells->n_cells || count < 0 || (uint64_t)first + (uint32_t)count > (uint64_t)INT32_MAX)
        return ent_error_set(error, ENT_USAGE, "there is no cell %d with runs %u to %u", i_cell, first, first + (uint32_t)count);
    int32_t scenario = i_cell % cells->n_scenarios, order = ent_cells_order(cells, i_cell);
    int32_t point = i_cell / cells->n_scenarios / cells->n_orders;
    struct ent_room split = {0}, own = {0};
    int has_split = cells->split.order >= 0;
    int code = ent_room_init(&own, kernel, error);
    if (code == ENT_OK && has_split) code = ent_room_init(&split, kernel, error);
    if (code == ENT_OK) ent_room_prepare(&own, kernel, cells, point, order, scenario);
    if (code == ENT_OK && has_split) ent_room_prepare(&split, kernel, cells, point, cells->split.order, scenario);
    for (int32_t k = 0; code == ENT_OK && k < count; k++) {
        struct ent_sides sides = {.known = 0};
        kernel->run(own.constants, own.world, cells->seed, first + (uint32_t)k, own.result);
        if (has_split) {
            kernel->run(split.constants, split.world, cells->seed, first + (uint32_t)k, split.result);
            ent_sides_note(&sides, cells, split.result, 0);
        }
        ent_sides_split(&sides, cells, 0, own.result);
        give_back(own.result, k, metric, status, failure_code, failure_month);
    }
    ent_room_free(&own);
    ent_room_free(&split);
    return code;
}
