/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mechanisms that work on all states at once, against slow twins that take one state, or one pair, after another and spell out
 * the equation at the top of the mechanism's file: every bit of the world must be the same. Worlds and orders are random, and
 * disturbed so that every term counts. With a constant changed in its last digits, a twin must differ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/walk.h"
#include "tests/law/worlds.c"
#include "tests/unit/plain.h"
#include "tests/unit/twin_states.h"
#include "tests/unit/unlike_worlds.h"

enum { N_WORLDS = 40, N_MONTHS = 6 };

/* ---- the worlds ---- */

/* Wars, votes, exclusion and erosion beyond what few months bring about. */
static void disturb(struct walk *walk, struct dice *dice)
{
    struct ent_world *w = &walk->w;
    const uint64_t all = walk->k.everyone;
    w->step = dice_below(dice, walk->k.in.steps_per_month);
    w->n_memories = dice_below(dice, 12);
    for (int m = 0; m < w->n_memories; m++) {
        const uint64_t yes = dice_set(dice, all, .5);
        const struct ent_memory vote = {yes, dice_set(dice, all & ~yes, .5), R(dice_unit(dice)), 0},
                                shift = {yes, 0, 0, R(dice_between(dice, -.1, .1))};
        w->remembered[m] = dice_chance(dice, .7) ? vote : shift;
    }
    w->trust_lost = R(dice_between(dice, 0, .01));
    w->war = R(dice_unit(dice));
    w->pressure = R(dice_unit(dice));
    for (int i = 0; i < walk->k.n; i++) {
        w->war_until[i] = dice_chance(dice, .2) ? w->month + 3 : 0;
        w->war_severity[i] = R(dice_between(dice, 0, .1));
        w->excluded[i] = R(dice_unit(dice));
        w->heard[i] = R(dice_between(dice, 0, .5));
        w->at_stake[i] = R(dice_below(dice, 3));
        w->alienation[i] = R(dice_unit(dice));
        w->anchor[i] = R(dice_unit(dice));
        w->stage[i] = (real)dice_below(dice, 3);
        w->deviation[0][i] = R(dice_between(dice, -.2, .2));
    }
    for (int f = 0; f < walk->k.in.n_forums; f++)
        for (int d = 0; d < walk->k.in.n_domains; d++) w->forum[f].achievement[d] = R(dice_unit(dice));
}

static void start_world(struct walk *walk, int s)
{
    static struct ent_inputs in;
    struct dice dice = {(uint64_t)(900 + s)};
    world_random(&in, &dice, N_MONTHS);
    in.steps_per_month = 1 + s % 2;
    for (int d = 0; d < in.n_domains; d++) in.domain[d].gas_effect = dice_chance(&dice, .5) ? dice_unit(&dice) : 0;
    if (s % 3 == 0) world_order_union(&in);
    if (s % 3 == 1) world_order_clusters(&in);
    if (s % 3 == 2) world_order_patchwork(&in);
    walk_start(walk, &in, (uint64_t)s, 3);
}

/* ---- the comparison ---- */

static real next_up(real x)
{
    return r_from_bits(r_bits(x) + 1);
}
static void spoil_threat(struct ent_constants *k)
{
    for (int i = 0; i < k->n; i++) k->threat_constant[i] += R(0x1p-22);
}
static void spoil_step(struct ent_constants *k)
{
    k->dt *= 1 + R(0x1p-19);
}
static void spoil_memory(struct ent_constants *k)
{
    k->in.parameters.alienation.memory += 0x1p-23;
}
static void spoil_base(struct ent_constants *k)
{
    for (int i = 0; i < k->n; i++) k->base[0][i] = next_up(k->base[0][i]);
}
static void spoil_values(struct ent_constants *k)
{
    for (int i = 0; i < k->n; i++) k->v0[i] = next_up(k->v0[i]);
}

/* A survey has no constant: its twin adds from left to right instead. */
static void survey_from_left(const struct ent_constants *k, struct ent_world *w)
{
    twin_survey(k, w);
    for (int i = 0; i < k->n; i++) {
        w->trust_given[i] = 0;
        for (int j = 0; j < k->n; j++) w->trust_given[i] += w->trust[i][j];
    }
}

typedef void mechanism_of(const struct ent_constants *k, struct ent_world *w);
static const struct row {
    const char *name;
    mechanism_of *fast, *twin, *wrong;
    void (*spoil)(struct ent_constants *k);
} rows[] = {
    {"threat", threat_update, twin_threat, twin_threat, spoil_threat},
    {"values", values_update, twin_values, twin_values, spoil_step},
    {"trust", trust_update, twin_trust, twin_trust, spoil_step},
    {"survey", trust_survey, twin_survey, survey_from_left, spoil_step},
    {"alienation", alienation_update, twin_alienation, twin_alienation, spoil_memory},
    {"positions", agenda_positions, twin_positions, twin_positions, spoil_base},
    {"stances", bargaining_stances, twin_stances, twin_stances, spoil_values},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

static void each_mechanism_is_its_twin(void **unused)
{
    static struct walk walk;
    static struct ent_world fast, twin, wrong;
    static struct ent_constants spoiled;
    int told_apart[N_ROWS] = {0}, done = 0;
    size_t first = 0;
    (void)unused;
    for (int s = 0; s < N_WORLDS; s++) {
        struct dice dice = {(uint64_t)s};
        start_world(&walk, s);
        for (; walk_goes_on(&walk); walk.w.month++) {
            disturb(&walk, &dice);
            for (int r = 0; r < N_ROWS; r++) {
                fast = twin = wrong = walk.w;
                rows[r].fast(&walk.k, &fast);
                rows[r].twin(&walk.k, &twin);
                copy_kept(&walk.k, &twin, &fast);
                const int n = unlike(&fast, &twin, &first);
                if (n > 0)
                    fail_msg("world %d month %d: %s and its twin differ in %d numbers, from %s on", s, walk.w.month, rows[r].name, n,
                             column_at(first));
                spoiled = walk.k;
                rows[r].spoil(&spoiled);
                rows[r].wrong(&spoiled, &wrong);
                told_apart[r] += unlike(&fast, &wrong, &first) > 0;
                done++;
            }
            step_month(&walk.k, &walk.w);
        }
    }
    printf("%d comparisons of whole worlds\n", done);
    for (int r = 0; r < N_ROWS; r++) {
        printf("%-10s a wrong twin was told apart in %d worlds\n", rows[r].name, told_apart[r]);
        assert_true(told_apart[r] > done / N_ROWS / 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_mechanism_is_its_twin)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
