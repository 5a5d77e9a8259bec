/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/reference.h"

#include <string.h>

#include "params/sha256.h"
#include "runs/reference_bits.h"
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

static void hash_reals(struct ent_sha256 *sha, const float *value, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &value[i], sizeof bits);
        ent_sha256_u32(sha, bits);
    }
}

static void hash_result(struct ent_sha256 *sha, const struct ent_inputs *inputs, const struct ent_run_result *result)
{
    ent_sha256_u32(sha, (uint32_t)result->status);
    ent_sha256_u32(sha, (uint32_t)result->failure_code);
    ent_sha256_u32(sha, (uint32_t)result->failure_month);
    hash_reals(sha, result->metric, ENT_N_METRICS);
    hash_reals(sha, result->welfare_of, inputs->n_states);
    for (int32_t m = 0; m < inputs->n_months; m++) {
        for (int32_t t = 0; t < ENT_N_TRAJECTORIES; t++) ent_sha256_u32(sha, result->trajectory[t][m]);
        for (int32_t t = 0; t < ENT_N_STATE_TRAJECTORIES; t++)
            for (int32_t i = 0; i < inputs->n_states; i++) ent_sha256_u32(sha, result->state_trajectory[t][m][i]);
        for (int32_t f = 0; f < inputs->n_forums; f++) ent_sha256_u64(sha, result->members[f][m]);
    }
    for (int32_t i = 0; i < inputs->n_states; i++)
        for (int32_t d = 0; d < inputs->n_domains; d++) ent_sha256_u32(sha, result->blocked[i][d]);
    for (int32_t k = 0; k < ENT_N_DURATIONS; k++) {
        ent_sha256_u32(sha, result->decided[k]);
        ent_sha256_u32(sha, result->censored[k]);
    }
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
            hash_result(&sha, room.inputs, room.result);
        }
    }
    ent_sha256_final(&sha, hash);
    ent_sha256_hex(hash, hex);
    ent_room_free(&room);
    return code;
}
