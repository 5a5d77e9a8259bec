/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The memory in which worlds are simulated, one at a time, and the welfare by side that an experiment adds to a run.
 */
#ifndef ENT_RUNS_ROOM_H
#define ENT_RUNS_ROOM_H

#include <stddef.h>
#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "runs/block.h"
#include "runs/cells.h"

struct ent_room {
    void *world, *constants; /* as the kernel asks for, aligned */
    struct ent_inputs *inputs;
    struct ent_run_result *result;
};

/* Takes room for one world of the kernel. ENT_BUG when out of memory. Free with ent_room_free, which accepts a zeroed one. */
int ent_room_init(struct ent_room *room, const struct ent_kernel *kernel, struct ent_error *error);
void ent_room_free(struct ent_room *room);
size_t ent_room_bytes(const struct ent_kernel *kernel);

/* Makes the room ready for runs of one cell. */
void ent_room_prepare(struct ent_room *room, const struct ent_kernel *kernel, const struct ent_cells *cells, int32_t point, int32_t order,
                      int32_t scenario);

/* Bytes between one set of constants or one world and the next. */
size_t ent_room_step(size_t size);

/* Zeroed memory, aligned as kernels ask for; NULL when out of memory. */
void *ent_room_take(size_t size);

/* Which states were members at the fixed split, in the runs of a block of which that is known. */
struct ent_sides {
    uint64_t members[ENT_BLOCK_RUNS];
    uint64_t known; /* bit k: run k */
};

/* Learns the members from run k of the split order. */
void ent_sides_note(struct ent_sides *sides, const struct ent_cells *cells, const struct ent_run_result *result, int32_t k);

/* Welfare by side of run k; without a value where the split order's run failed. */
void ent_sides_split(const struct ent_sides *sides, const struct ent_cells *cells, int32_t k, struct ent_run_result *result);

#endif
