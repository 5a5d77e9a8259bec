/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that a run reports as one hash, so that two machines can be held to each other.
 */
#ifndef ENT_RUNS_RESULT_HASH_H
#define ENT_RUNS_RESULT_HASH_H

#include "model/model.h"
#include "params/sha256.h"

/* Takes in every value that the run of a world with these inputs fills in; the same bytes on every machine. */
void ent_result_hash(struct ent_sha256 *sha, const struct ent_inputs *inputs, const struct ent_run_result *result);

#endif
