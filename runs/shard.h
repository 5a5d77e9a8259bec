/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which part of the work is this process's: shard i of n does the blocks whose number modulo n is i - 1.
 */
#ifndef ENT_RUNS_SHARD_H
#define ENT_RUNS_SHARD_H

#include <stdint.h>

#include "params/error.h"

struct ent_shard {
    int32_t index; /* 0 .. n - 1 */
    int32_t n;     /* 1: all of the work */
};

/* Reads "I/N" with 1 <= I <= N, or "auto": rank and size from the variables of Slurm's job arrays, of srun, Open MPI
 * or PMI, whichever is set first; none set is an error. ENT_USAGE with the reason. */
int ent_shard_parse(const char *text, struct ent_shard *shard, struct ent_error *error);

#endif
