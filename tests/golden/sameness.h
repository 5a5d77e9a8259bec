/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What sameness_cases.c asks and sameness.c answers: worlds as the bytes of their inputs, one after another in a file.
 */
#ifndef ENT_TESTS_GOLDEN_SAMENESS_H
#define ENT_TESTS_GOLDEN_SAMENESS_H

#include <stdint.h>

#include "params/inputs.h"

/* Parts of the file; each has a hash of its own. */
enum sameness_part {
    SAMENESS_REFERENCE, /* what `entente doctor` asks: its hash is the one in runs/reference_bits.h */
    SAMENESS_SHIPPED,   /* every shipped order in every scenario */
    SAMENESS_RANDOM,    /* small random worlds, some with every number anywhere in its range */
    SAMENESS_N_PARTS
};

/* One world, of which runs 0..n_runs-1 are asked for. */
struct sameness_case {
    char name[ENT_MAX_NAME];
    uint64_t seed;
    int32_t part; /* enum sameness_part */
    uint32_t n_runs;
    struct ent_inputs inputs;
};

#endif
