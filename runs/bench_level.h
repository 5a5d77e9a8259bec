/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be measured of one vector level by itself, without an experiment: a toy world, random words, the nearest memory.
 * bench_level.c is compiled once per level, as the kernel is.
 */
#ifndef ENT_RUNS_BENCH_LEVEL_H
#define ENT_RUNS_BENCH_LEVEL_H

#include <stdint.h>

enum { ENT_TOY_STEPS = 120 };

/* How a toy world ended. */
struct ent_toy_end {
    float order; /* in [0, 1] */
    int32_t collapsed;
};

struct ent_bench_level {
    const char *name;
    /* Toy world number `run`, ENT_TOY_STEPS steps of 40 states. The same bits at every level. */
    struct ent_toy_end (*toy)(uint32_t run);
    /* Draws 192 random words `repeats` times; returns their sum. */
    uint32_t (*words)(uint32_t repeats);
    /* Reads and writes 16 KiB once for each of `repeats`; returns one of its values. */
    float (*memory)(uint32_t repeats);
};

enum { ENT_BENCH_WORDS = 192, ENT_BENCH_BYTES = 16384 };

extern const struct ent_bench_level ent_bench_generic;
extern const struct ent_bench_level ent_bench_avx2;
extern const struct ent_bench_level ent_bench_avx512;

#endif
