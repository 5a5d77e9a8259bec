/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One hash per world read from standard input (sameness.h), and one per part of them. Needs the model alone, without the
 * loader, so that it can be compiled for any machine; -DSAMENESS_KERNEL names the copy of the kernel. With the word
 * `layout` it prints that of inputs and results instead; with `modes` it asks for the first world in other modes of rounding.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "params/sha256.h"
#include "runs/floats.h"
#include "runs/reference_bits.h"
#include "runs/result_hash.h"
#include "tests/golden/sameness.h"
#include "tests/golden/sameness_layout.h"
#include "tests/golden/sameness_modes.h"

#ifndef SAMENESS_KERNEL
#define SAMENESS_KERNEL ent_kernel_generic
#endif

struct room {
    void *constants, *world;
    struct ent_run_result *result;
    struct sameness_case *asked;
    struct ent_sha256 part[SAMENESS_N_PARTS];
};

static void *take(size_t size)
{
    size = (size + 63) / 64 * 64;
    void *bytes = aligned_alloc(64, size);
    if (bytes == NULL) {
        fprintf(stderr, "no room for %lu bytes\n", (unsigned long)size);
        exit(1);
    }
    return memset(bytes, 0, size);
}

static void print_hash(struct ent_sha256 *sha, const char *name)
{
    uint8_t hash[32];
    char hex[65];
    ent_sha256_final(sha, hash);
    ent_sha256_hex(hash, hex);
    printf("%s %s\n", hex, name);
}

/* Metrics that are not a number but another one than the one that stands for a missing value: machines differ in these. */
static uint32_t strange_values(const struct ent_run_result *result)
{
    uint32_t n = 0;
    for (int m = 0; m < ENT_N_METRICS; m++) {
        uint32_t bits;
        memcpy(&bits, &result->metric[m], sizeof bits);
        n += (bits & UINT32_C(0x7fffffff)) > UINT32_C(0x7f800000) && bits != UINT32_C(0x7fc00000);
    }
    return n;
}

/* The number of strange values. */
static uint32_t simulate(struct room *room, const struct ent_kernel *kernel)
{
    const struct sameness_case *asked = room->asked;
    struct ent_sha256 sha;
    uint32_t n_failed = 0, n_strange = 0;
    char name[ENT_MAX_NAME + 32];
    ent_sha256_init(&sha);
    kernel->prepare(&asked->inputs, room->constants);
    for (uint32_t run = 0; run < asked->n_runs; run++) {
        kernel->run(room->constants, room->world, asked->seed, run, room->result);
        ent_result_hash(&sha, &asked->inputs, room->result);
        ent_result_hash(&room->part[asked->part], &asked->inputs, room->result);
        n_failed += room->result->status != ENT_RUN_DONE;
        n_strange += strange_values(room->result);
    }
    snprintf(name, sizeof name, "%.*s, %" PRIu32 " failed", ENT_MAX_NAME, asked->name, n_failed);
    print_hash(&sha, name);
    return n_strange;
}

/* 0 if the worlds were whole and at least one, and nothing strange was found. */
static int simulate_all(struct room *room, const struct ent_kernel *kernel)
{
    size_t length, n = 0, n_strange = 0;
    while ((length = fread(room->asked, 1, sizeof *room->asked, stdin)) == sizeof *room->asked) {
        if (room->asked->part < 0 || room->asked->part >= SAMENESS_N_PARTS) break;
        n_strange += simulate(room, kernel);
        n++;
    }
    if (n_strange > 0) fprintf(stderr, "%lu values are not a number, and not the one for a missing value\n", (unsigned long)n_strange);
    if (n == 0 || length > 0) fprintf(stderr, "world %lu is damaged or of another layout\n", (unsigned long)n);
    return n == 0 || length > 0 || n_strange > 0;
}

/* The first world in every other mode; 0 if each made the run fail and is noticed beforehand, and the common mode is neither. */
static int modes_are_refused(struct room *room, const struct ent_kernel *kernel)
{
    const uint64_t common = mode_get();
    if (fread(room->asked, sizeof *room->asked, 1, stdin) != 1) return 1;
    kernel->prepare(&room->asked->inputs, room->constants);
    kernel->run(room->constants, room->world, room->asked->seed, 0, room->result);
    int wrong = room->result->status != ENT_RUN_DONE || ent_floats_wrong(1) != 0;
    printf("status %d in the common mode\n", (int)room->result->status);
    for (const struct mode *mode = modes; mode->bits != 0; mode++) {
        mode_set(common | mode->bits);
        kernel->run(room->constants, room->world, room->asked->seed, 0, room->result);
        const int32_t noticed = ent_floats_wrong(1);
        mode_set(common);
        printf("failure %d, noticed %d: %s\n", (int)room->result->failure_code, (int)noticed, mode->name);
        wrong |= room->result->failure_code != ENT_FAILURE_FLOATING_POINT || noticed != 1;
    }
    return wrong;
}

static int answer(struct room *room, const struct ent_kernel *kernel)
{
    static const char *const part[SAMENESS_N_PARTS] = {"reference", "shipped", "random"};
    for (int p = 0; p < SAMENESS_N_PARTS; p++) ent_sha256_init(&room->part[p]);
    const int wrong = simulate_all(room, kernel);
    for (int p = 0; p < SAMENESS_N_PARTS; p++) print_hash(&room->part[p], part[p]);
    printf(ENT_REFERENCE_BITS " expected of the reference\n");
    return wrong;
}

int main(int n_words, char **word)
{
    const struct ent_kernel *kernel = &SAMENESS_KERNEL;
    const char *wanted = n_words > 1 ? word[1] : "";
    if (strcmp(wanted, "layout") == 0) {
        layout_print();
        return 0;
    }
    struct room room = {.constants = take(kernel->constants_size),
                        .world = take(kernel->world_size),
                        .result = take(sizeof *room.result),
                        .asked = take(sizeof *room.asked)};
    const int wrong = strcmp(wanted, "modes") == 0 ? modes_are_refused(&room, kernel) : answer(&room, kernel);
    free(room.constants), free(room.world), free(room.result), free(room.asked);
    return wrong;
}
