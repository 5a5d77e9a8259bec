/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/room.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

size_t ent_room_step(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + (size == 0 ? ALIGNMENT : 0);
}

void *ent_room_take(size_t size)
{
    void *bytes = aligned_alloc(ALIGNMENT, ent_room_step(size));
    if (bytes != NULL) memset(bytes, 0, ent_room_step(size));
    return bytes;
}

int ent_room_init(struct ent_room *room, const struct ent_kernel *kernel, struct ent_error *error)
{
    room->world = ent_room_take(kernel->world_size);
    room->constants = ent_room_take(kernel->constants_size);
    room->inputs = malloc(sizeof *room->inputs);
    room->result = calloc(1, sizeof *room->result);
    if (room->world && room->constants && room->inputs && room->result) return ENT_OK;
    ent_room_free(room);
    return ent_error_set(error, ENT_BUG, "out of memory for a simulated world");
}

void ent_room_free(struct ent_room *room)
{
    free(room->world);
    free(room->constants);
    free(room->inputs);
    free(room->result);
    memset(room, 0, sizeof *room);
}

size_t ent_room_bytes(const struct ent_kernel *kernel)
{
    return kernel->world_size + kernel->constants_size + sizeof(struct ent_inputs) + sizeof(struct ent_run_result);
}

void ent_room_prepare(struct ent_room *room, const struct ent_kernel *kernel, const struct ent_cells *cells, int32_t point, int32_t order,
                      int32_t scenario)
{
    ent_cells_resolve(cells, point, order, scenario, room->inputs);
    kernel->prepare(room->inputs, room->constants);
}

void ent_sides_note(struct ent_sides *sides, const struct ent_cells *cells, const struct ent_run_result *result, int32_t k)
{
    if (result->status != ENT_RUN_DONE) return;
    sides->members[k] = result->members[cells->split.forum][cells->split.month];
    sides->known |= (uint64_t)1 << k;
}

void ent_sides_split(const struct ent_sides *sides, const struct ent_cells *cells, int32_t k, struct ent_run_result *result)
{
    if (cells->split.order < 0 || result->status != ENT_RUN_DONE) return;
    if (sides->known >> k & 1) {
        ent_result_split_welfare(result, cells->n_states, sides->members[k]);
    } else {
        result->metric[ENT_METRIC_welfare_members] = NAN;
        result->metric[ENT_METRIC_welfare_outsiders] = NAN;
    }
}
