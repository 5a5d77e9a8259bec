/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/result_hash.h"

#include <string.h>

static void hash_reals(struct ent_sha256 *sha, const float *value, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &value[i], sizeof bits);
        ent_sha256_u32(sha, bits);
    }
}

void ent_result_hash(struct ent_sha256 *sha, const struct ent_inputs *inputs, const struct ent_run_result *result)
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
