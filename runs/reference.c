/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/reference.h"

#include "params/sha256.h"
#include "runs/reference_bits.h"
#include "runs/result_hash.h"
#include "runs/room.h"

const char ent_reference_experiment[] = "baseline";
const char *const ent_reference_sets[ENT_N_REFERENCE_SETS] = {"months=121", "split.month=12"};
const char ent_reference_inputs[65] = ENT_REFERENCE_INPUTS, ent_reference_bits[65] = ENT_REFERENCE_BITS;

void ent_reference_hash_inputs(const struct ent_cells *cells, char hex[65])
{
    struct ent_sha256 sha;
    uint8_t hash[32];
    ent_sha256_init(&sha);
    for (int32_t c = 0; c < cells->n_cells; c++) ent_sha256_update(&sha, cells->cell[c].hash, sizeof cells->cell[c].hash);
    ent_sha256_final(&sha, hash);
    ent_sha256_hex(hash, hex);
}

int ent_reference_hash_bits(const struct ent_cells *cells, const struct ent_kernel *kernel, char hex[65], struct ent_error *error)
{
    struct ent_room room = {0};
    struct ent_sha256 sha;
    uint8_t hash[32];
    int code = ent_room_init(&room, kernel, error);
    ent_sha256_init(&sha);
    for (int32_t c = 0; code == ENT_OK && c < cells->n_cells; c++) {
        ent_room_prepare(&room, kernel, cells, c / cells->n_scenarios / cells->n_orders, ent_cells_order(cells, c), c % cells->n_scenarios);
        for (uint32_t run = 0; run < ENT_REFERENCE_RUNS; run++) {
            kernel->run(room.constants, room.world, cells->seed, run, room.result);
            ent_result_hash(&sha, room.inputs, room.result);
        }
    }
    ent_sha256_final(&sha, hash);
    ent_sha256_hex(hash, hex);
    ent_room_free(&room);
    return code;
}
