/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each kernel that is written for speed has a slow and obvious twin here, and the same bits: sums by column, sets, the copy of
 * the kernel that is compiled for fewer states, and worlds that remember what follows from memberships.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/law/walk.h"

#include "params/experiment.h"
#include "runs/dispatch.h"

/* A plain generator: any values will do. */
static uint64_t state = 20260101;

static real some_number(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return R(state >> 40) * R(0x1p-24);
}

static uint64_t some_set(void)
{
    uint64_t set = 0;
    for (int i = 0; i < 64; i++) set |= (uint64_t)(some_number() < R(.4)) << i;
    return set;
}

static void assert_same_bits(const real *found, const real *expected, int n)
{
    assert_memory_equal(found, expected, (size_t)n * sizeof *found);
}

static void distances_are_those_of_one_state_after_another(void **unused)
{
    real a[ENT_P], among[ENT_P], found[ENT_P], expected[ENT_P];
    (void)unused;
    for (int n = 16; n <= ENT_P; n += 16)
        for (int rows = 2; rows <= n; rows++) {
            for (int i = 0; i < n; i++) a[i] = some_number(), among[i] = i < rows ? 1 : 0;
            lanes_distances(a, rows, n, found);
            for (int i = 0; i < n; i++) expected[i] = lanes_abs_diff_sum(a, a[i], among, n);
            assert_same_bits(found, expected, n);
        }
}

static void columns_are_summed_like_arrays(void **unused)
{
    real matrix[ENT_P][ENT_P], x[ENT_P], column[ENT_P], sum[ENT_P], product[ENT_P];
    (void)unused;
    for (int n = 16; n <= ENT_P; n += 16) {
        for (int j = 0; j < n; j++) {
            x[j] = some_number();
            for (int i = 0; i < n; i++) matrix[j][i] = some_number();
        }
        lanes_column_sums(matrix, n, sum);
        lanes_column_dots(matrix, x, n, product);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) column[j] = matrix[j][i];
            const real expected[2] = {lanes_sum(column, n), lanes_dot(column, x, n)};
            assert_same_bits(&sum[i], &expected[0], 1);
            assert_same_bits(&product[i], &expected[1], 1);
        }
    }
}

static void sets_are_those_of_a_loop(void **unused)
{
    (void)unused;
    for (int round = 0; round < 200; round++) {
        const int n = 16 * (1 + round % 4);
        const uint64_t set = some_set();
        real a[ENT_P], b[ENT_P], found[ENT_P], expected[ENT_P];
        uint64_t above = 0;
        for (int i = 0; i < n; i++) {
            a[i] = some_number();
            b[i] = round % 3 ? some_number() : a[i];
            above |= (uint64_t)(a[i] > b[i]) << i;
            expected[i] = set >> i & 1 ? R(1) : R(0);
        }
        assert_true(set_above(a, b, n) == above);
        set_expand(set, n, found);
        assert_same_bits(found, expected, n);
    }
}

/* The draws of a set, or of many steps, are those that each member, or step, would make alone. */
static void draws_of_many_are_single_draws(void **unused)
{
    struct ent_stream stream;
    struct ent_draws draws;
    uint32_t id[ENT_P], alone[4], word[4][ENT_P];
    (void)unused;
    ent_stream_init(&stream, 20260101, 7);
    for (int i = 0; i < ENT_P; i++) id[i] = (uint32_t)(977 * i + 3);
    for (int round = 0; round < 50; round++) {
        const uint64_t set = round ? some_set() : 0;
        int m = 0;
        ent_draw_set(&stream, 5, (uint32_t)round, 2, id, set, &draws);
        for (uint64_t left = set; left; left &= left - 1, m++) {
            assert_int_equal(draws.who[m], ent_set_first(left));
            ent_draw(&stream, 5, (uint32_t)round, 2, id[draws.who[m]], alone);
            for (int n = 0; n < 4; n++) assert_int_equal(draws.word[n][m], alone[n]);
        }
        assert_int_equal(draws.n, m);
        ent_draw_steps(&stream, 6, (uint32_t)round, id, 11, ENT_P, word[0], word[1], word[2], word[3]);
        for (int i = 0; i < ENT_P; i++) {
            ent_draw(&stream, 6, (uint32_t)round, id[i], 11, alone);
            for (int n = 0; n < 4; n++) assert_int_equal(word[n][i], alone[n]);
        }
    }
}

/* Capability that allies would bring to j: the best promise of each, one after another. */
static real help_by_allies(const struct ent_constants *k, const struct ent_world *w, int j)
{
    real term[ENT_P] = {0};
    for (int i = 0; i < k->n; i++)
        if (i != j) term[i] = promise(k, w, i, j) * w->capability[i] * k->power_near[j][i];
    return lanes_sum(term, padded(k));
}

/* One month's trust, each pair by itself, each memory in turn: the equations of trust.c as they stand there. */
static void trust_by_pairs(const struct ent_constants *k, const struct ent_world *w, real (*next)[ENT_P])
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    const real gain = R(p->gain), loss = R(p->gain * p->loss_ratio), back = R(p->relaxation) * k->dt;
    const real estranged = R(k->in.parameters.alienation.trust_loss) / 2;
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < k->n; j++) {
            const real trust = w->trust[i][j];
            real news = 0;
            for (int m = 0; m < w->n_memories; m++) {
                const struct ent_memory *memory = &w->remembered[m];
                const int yes_i = memory->yes >> i & 1, yes_j = memory->yes >> j & 1, no_i = memory->no >> i & 1,
                          no_j = memory->no >> j & 1;
                if (yes_i && yes_j) news += gain * memory->weight * (1 - trust) + memory->change;
                if ((yes_i && no_j) || (no_i && yes_j)) news -= loss * memory->weight * trust;
            }
            const real goal = k->trust0[i][j] * (1 - estranged * (w->alienation[i] + w->alienation[j]));
            next[i][j] = i == j ? 0 : r_clip(trust + news + back * (goal - trust) - w->trust_lost, 0, 1);
        }
}

/* What the other members of a forum make of member i, by a loop over them in the order of the lanes. */
static real politics_by_members(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    real trust_in[ENT_P] = {0};
    const real others = lanes_sum(w->in[f], padded(k)) - w->in[f][i];
    for (int j = 0; j < k->n; j++) trust_in[j] = w->in[f][j] * w->trust[j][i];
    if (!(others > 0)) return 0;
    const real distrust = r_max(w->forum[f].trust - lanes_sum(trust_in, padded(k)) / others, 0);
    return R(k->in.parameters.membership.politicisation) * (1 - discipline_fairness(k, f)) * distrust;
}

/* Spending of the allies of state i, one by one. */
static real rest_by_allies(const struct ent_constants *k, const struct ent_world *w, int i, const real *spending, real worth)
{
    const uint64_t bit = UINT64_C(1) << i, allies = allies_of(k, w, i) | bit;
    real sum = 0;
    for (int j = 0; j < k->n; j++)
        if (allies >> j & 1) sum += spending[j];
    return effort_rest(k, spending[i], r_max(sum - spending[i], 0), lanes_sum(spending, padded(k)), (k->pact & bit) != 0, worth);
}

static struct ent_inputs inputs;
static struct walk walk;
static struct ent_run_result wide, narrow;

static void look_at_world(struct walk *at)
{
    static real next[ENT_P][ENT_P];
    real spending[ENT_P], rest[ENT_P], politics[ENT_P], good[ENT_P], unlike[ENT_P];
    const struct ent_constants *k = &at->k;
    struct ent_world *w = &at->w;
    for (int i = 0; i < padded(k); i++) spending[i] = w->effort[i] * k->gdp[i];
    effort_rests(k, w, spending, commitment_worth(k, w), rest);
    for (int i = 0; i < k->n; i++) {
        const real slow = rest_by_allies(k, w, i, spending, commitment_worth(k, w));
        assert_same_bits(&rest[i], &slow, 1);
    }
    for (uint64_t set = k->exposed; set; set &= set - 1) {
        const int j = ent_set_first(set);
        const real slow = help_by_allies(k, w, j);
        assert_same_bits(&w->help[j], &slow, 1); /* as the month has left it, for its record */
    }
    for (int f = 0; f < k->in.n_forums; f++) {
        if (w->forum[f].life != ENT_IN_FORCE) continue;
        discipline_politics(k, w, f, politics);
        for (uint64_t set = w->forum[f].members; set; set &= set - 1) {
            const int i = ent_set_first(set);
            const real slow = politics_by_members(k, w, f, i);
            assert_same_bits(&politics[i], &slow, 1);
        }
        const struct ent_club *club = membership_own_club(k, w, f);
        membership_good(k, w->in[f], good);
        membership_complementarity(k, w->in[f], unlike);
        assert_same_bits(club->good, good, k->n);
        assert_same_bits(club->unlike, unlike, k->n);
    }
    for (int m = 0; m < 40; m++) trust_remember(k, w, some_set() & k->everyone, 0, some_number()); /* more than are taken at once */
    for (int m = 0; m < 5; m++) {
        const uint64_t yes = some_set() & k->everyone;
        trust_remember(k, w, yes, some_set() & k->everyone & ~yes, some_number());
        trust_shift(w, yes, R(.01) * some_number());
    }
    trust_by_pairs(k, w, next);
    trust_update(k, w);
    for (int i = 0; i < k->n; i++) assert_same_bits(w->trust[i], next[i], k->n);
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < i; j++) assert_same_bits(&w->trust[i][j], &w->trust[j][i], 1); /* it is mutual */
}

static void mechanisms_have_twins(void **unused)
{
    (void)unused;
    walk_start(&walk, &inputs, 7, 0);
    for (; walk_goes_on(&walk); walk.w.month++) {
        step_month(&walk.k, &walk.w);
        if (walk.w.month % 8 == 0) look_at_world(&walk);
    }
    assert_int_equal(walk.w.failure, ENT_FAILURE_NONE);
}

/* The walked kernel is the wide one; the program's hands worlds of this size to the narrow one. */
static void narrow_and_wide_have_the_same_bits(void **unused)
{
    const struct ent_kernel *kernel = &ent_kernel_generic;
    void *constants = aligned_alloc(64, (kernel->constants_size + 63) / 64 * 64);
    void *world = aligned_alloc(64, (kernel->world_size + 63) / 64 * 64);
    (void)unused;
    assert_non_null(constants);
    assert_non_null(world);
    for (uint32_t run = 0; run < 4; run++) {
        run_into(&walk, &inputs, 11, run, &wide);
        memset(&narrow, 0, sizeof narrow);
        kernel->prepare(&inputs, constants);
        kernel->run(constants, world, 11, run, &narrow);
        assert_memory_equal(wide.metric, narrow.metric, sizeof wide.metric);
        assert_memory_equal(wide.trajectory, narrow.trajectory, sizeof wide.trajectory);
        assert_memory_equal(wide.members, narrow.members, sizeof wide.members);
        assert_memory_equal(wide.blocked, narrow.blocked, sizeof wide.blocked);
    }
    free(constants);
    free(world);
}

static int load(void **unused)
{
    static const char *const sets[] = {"months=61", "split.month=12"};
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    (void)unused;
    if (ent_experiment_load(&experiment, "baseline", NULL, sets, 2, &complaints) != ENT_OK) return -1;
    const int last = ent_experiment_n_orders(experiment) - 1;
    const int code = ent_experiment_resolve(experiment, last, 0, &inputs);
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    return code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_those_of_one_state_after_another),
        cmocka_unit_test(columns_are_summed_like_arrays),
        cmocka_unit_test(sets_are_those_of_a_loop),
        cmocka_unit_test(draws_of_many_are_single_draws),
        cmocka_unit_test(mechanisms_have_twins),
        cmocka_unit_test(narrow_and_wide_have_the_same_bits),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
