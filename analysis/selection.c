/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A whole number that sorts as the float does. */
static uint32_t key_of(double x)
{
    float value = (float)x + 0.0f; /* no -0 */
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

static double value_of(uint32_t key)
{
    uint32_t bits = key & 0x80000000u ? key & 0x7fffffffu : ~key;
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

int ent_selection_start(struct ent_selection *selection, struct ent_error *error)
{
    if (!selection->upper) selection->upper = malloc(ENT_SELECTION_HALF * sizeof *selection->upper);
    if (!selection->lower) selection->lower = malloc((size_t)ENT_SELECTION_MOST * ENT_SELECTION_HALF * sizeof *selection->lower);
    if (!selection->slot) selection->slot = malloc(ENT_SELECTION_HALF * sizeof *selection->slot);
    if (!selection->upper || !selection->lower || !selection->slot) return ent_error_set(error, ENT_BUG, "out of memory");
    memset(selection->upper, 0, ENT_SELECTION_HALF * sizeof *selection->upper);
    selection->n_slots = 0;
    selection->n = selection->n_missing = 0;
    return ENT_OK;
}

void ent_selection_free(struct ent_selection *selection)
{
    free(selection->upper);
    free(selection->lower);
    free(selection->slot);
    *selection = (struct ent_selection){0};
}

void ent_selection_add(struct ent_selection *selection, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) {
            selection->n_missing++;
            continue;
        }
        selection->n++;
        selection->upper[key_of(x[i]) >> 16]++;
    }
}

/* Wants the value at position `rank`, from 0, of all n sorted. */
static void want(struct ent_selection *selection, uint64_t rank)
{
    uint64_t before = 0;
    uint32_t half = 0;
    while (before + selection->upper[half] <= rank) before += selection->upper[half++];
    if (selection->slot[half] >= 0) return;
    selection->half[selection->n_slots] = half;
    selection->before[selection->n_slots] = before;
    selection->slot[half] = (int8_t)selection->n_slots++;
}

/* Where a quantile and its interval stand: the value at `left` and the part `delta` of the way to the next; the ends before
 * position `below` and at `above`. */
struct place {
    uint64_t left;
    double delta;
    size_t below, above;
};

static struct place place_of(int64_t n, double p, double level)
{
    double index = p * (double)(n - 1);
    struct place place = {.left = (uint64_t)index, .below = 0, .above = (size_t)n};
    place.delta = index - (double)place.left;
    if (p > 0 && p < 1) ent_quantile_ranks((size_t)n, p, level, &place.below, &place.above);
    return place;
}

void ent_selection_want(struct ent_selection *selection, const double *p, size_t n_p, double level)
{
    uint64_t n = (uint64_t)selection->n;
    memset(selection->slot, -1, ENT_SELECTION_HALF * sizeof *selection->slot);
    for (size_t i = 0; n > 0 && i < n_p; i++) {
        struct place place = place_of(selection->n, p[i], level);
        want(selection, place.left);
        if (place.left + 1 < n) want(selection, place.left + 1);
        if (place.below > 0) want(selection, place.below - 1);
        if (place.above < n) want(selection, place.above);
    }
    memset(selection->lower, 0, (size_t)selection->n_slots * ENT_SELECTION_HALF * sizeof *selection->lower);
}

void ent_selection_add_again(struct ent_selection *selection, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) continue;
        uint32_t key = key_of(x[i]);
        int slot = selection->slot[key >> 16];
        if (slot >= 0) selection->lower[slot * ENT_SELECTION_HALF + (int)(key & 0xffff)]++;
    }
}

/* The value at position `rank`, which was wanted. */
static double at_rank(const struct ent_selection *selection, uint64_t rank)
{
    int slot = 0;
    while (!(rank >= selection->before[slot] && rank < selection->before[slot] + selection->upper[selection->half[slot]])) slot++;
    const uint32_t *count = &selection->lower[slot * ENT_SELECTION_HALF];
    uint64_t before = selection->before[slot];
    uint32_t half = 0;
    while (before + count[half] <= rank) before += count[half++];
    return value_of(selection->half[slot] << 16 | half);
}

void ent_selection_quantile(const struct ent_selection *selection, double p, double level, struct ent_estimate *estimate)
{
    uint64_t n = (uint64_t)selection->n;
    *estimate = (struct ent_estimate){NAN, NAN, NAN, NAN, selection->n, selection->n_missing};
    if (n == 0) return;
    struct place place = place_of(selection->n, p, level);
    estimate->value = at_rank(selection, place.left);
    if (place.left + 1 < n) estimate->value = (1 - place.delta) * estimate->value + place.delta * at_rank(selection, place.left + 1);
    if (place.below > 0) estimate->low = at_rank(selection, place.below - 1);
    if (place.above < n) estimate->high = at_rank(selection, place.above);
}
