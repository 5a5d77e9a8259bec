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

enum { N_WORLDS = 40, N_MONTHS = 6, LANES = 16 };

/* ---- sums in the promised order ---- */

/* Lanes l, l + width, l + 2 width, ... below 16. */
static real fold(const real *lane, int l, int width)
{
    return width == LANES ? lane[l] : fold(lane, l, 2 * width) + fold(lane, l + width, 2 * width);
}

static real sum_of(const real *term, int n)
{
    real lane[LANES];
    for (int l = 0; l < LANES; l++) {
        lane[l] = 0;
        for (int i = l; i < n; i += LANES) lane[l] += term[i];
    }
    return fold(lane, 0, 1);
}

static real dot_of(const real *a, const real *b, int n)
{
    real term[ENT_P];
    for (int i = 0; i < n; i++) term[i] = a[i] * b[i];
    return sum_of(term, n);
}

/* ---- M2: threat ---- */

static int is_in(uint64_t set, int i)
{
    return (int)(set >> i & 1);
}

static int are_allies(const struct ent_constants *k, const struct ent_world *w, int i, int j)
{
    int allies = is_in(k->pact, i) && is_in(k->pact, j);
    for (int f = 0; f < k->in.n_forums; f++)
        if (k->in.forum[f].guarantee > 0 && is_in(w->forum[f].members, i) && is_in(w->forum[f].members, j)) allies = 1;
    return allies && i != j;
}

static void twin_threat(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_threat_parameters *p = &k->in.parameters.threat;
    const real rho = r_pow(R(p->memory), 4 * k->dt);
    uint32_t word[4];
    for (int i = 0; i < k->n_pad; i++) {
        real source = k->threat_constant[i] + k->threat_war[i] * w->war;
        for (int j = 0; j < k->n && i < k->n; j++) {
            if (w->war_until[j] <= w->month) continue;
            real felt = i == j ? 1 : k->threat_near[j][i];
            if (are_allies(k, w, i, j) && felt < R(p->shared_pact)) felt = R(p->shared_pact);
            source += w->war_severity[j] * felt;
        }
        if (source < 0) source = 0;
        if (source > 1) source = 1;
        w->threat[i] = rho * w->threat[i] + (1 - rho) * source;
    }
    ent_draw(&w->stream, ENT_PURPOSE_WAR_END, (uint32_t)w->month, (uint32_t)w->step, 0, word);
    if (ent_uniform(word[0]) < r_hazard(R(p->war_end), k->dt)) w->war = 0;
}

/* ---- M1: values ---- */

static real onset_sum(const struct ent_constants *k)
{
    real sum = 0;
    for (int s = 0; s < k->in.n_shocks; s++)
        if (k->in.shock[s].law == ENT_LAW_EROSION) sum += R(k->in.shock[s].hazard);
    return sum;
}

/* Onset of erosion in a stable state; breakdown or recovery of an eroding one; restoration of a broken one. */
static void stage_of(const struct ent_constants *k, struct ent_world *w, int i, real onset, real u)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const real end = r_hazard(R(p->episode_exit), k->dt);
    const real before = w->stage[i];
    if (before <= 0 && u < r_hazard(onset, k->dt)) {
        w->stage[i] = ENT_ERODING;
        w->target[i] -= R(p->onset_drop);
        w->tally.n_onsets++;
    }
    if (before > 0 && before < ENT_BROKEN && u < end) {
        const int breaks = u < end * R(p->breakdown_share);
        w->stage[i] = breaks ? ENT_BROKEN : ENT_STABLE;
        if (breaks) w->target[i] -= R(p->breakdown_drop);
        if (!breaks) w->target[i] += R(p->onset_drop);
    }
    if (before >= ENT_BROKEN && u < r_hazard(R(p->restoration), k->dt)) {
        w->stage[i] = ENT_STABLE;
        w->target[i] += R(p->onset_drop) + R(p->breakdown_drop);
    }
}

static void twin_values(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const struct ent_alienation_parameters *q = &k->in.parameters.alienation;
    const real theta = R(p->theta), memory = R(p->gate_error_memory);
    for (int i = 0; i < k->n_pad; i++) {
        uint32_t word[4];
        real noise, error;
        ent_draw(&w->stream, ENT_PURPOSE_VALUES_NOISE, (uint32_t)w->month, (uint32_t)w->step, k->id[i], word);
        ent_normal_pair(word[0], word[1], &noise, &error);
        const real exponent = R(p->vulnerability) * (R(.5) - w->v[i]) + R(p->contagion) * w->trusted_erosion[i] +
                              R(p->pressure) * (w->pressure + w->alienation[i]) - R(p->anchoring) * w->anchor[i];
        const real onset = onset_sum(k) * r_exp(exponent);
        const real own = theta * w->trusted_values[i] + (1 - theta) * w->target[i] - w->v[i];
        const real drift = R(p->phi) * k->dt * own + R(q->rival_pull) * k->dt * w->alienation[i] * (R(q->rival_values) - w->v[i]);
        const real next = w->v[i] + drift + R(p->noise) * r_sqrt(k->dt) * noise;
        w->v[i] = i < k->n ? next < 0 ? 0 : next > 1 ? 1 : next : 0;
        if (w->step == 0) {
            const real spread = R(p->gate_error) * r_sqrt(1 - memory * memory);
            w->gate_error[i] = i < k->n ? memory * w->gate_error[i] + spread * error : 0;
        }
        if (i < k->n) stage_of(k, w, i, onset, ent_uniform(word[2]));
    }
}

/* ---- M6: trust ---- */

/* What the month leaves between i, who judges, and j. */
static real news_of(const struct ent_constants *k, const struct ent_world *w, int i, int j)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    const real gain = R(p->gain), loss = R(p->gain * p->loss_ratio), trust = w->trust[i][j];
    real news = 0;
    for (int m = 0; m < w->n_memories; m++) {
        const struct ent_memory *memory = &w->remembered[m];
        if (is_in(memory->yes, i) && is_in(memory->yes, j)) news += gain * memory->weight * (1 - trust) + memory->change;
        if (is_in(memory->yes, i) && is_in(memory->no, j)) news -= loss * memory->weight * trust;
        if (is_in(memory->no, i) && is_in(memory->yes, j)) news -= loss * memory->weight * trust;
    }
    return news;
}

static void twin_trust(const struct ent_constants *k, struct ent_world *w)
{
    const real estranged = R(k->in.parameters.alienation.trust_loss) / 2;
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < k->n_pad; j++) {
            const real goal = k->trust0[i][j] * (1 - estranged * (w->alienation[i] + w->alienation[j]));
            const real relaxation = R(k->in.parameters.trust.relaxation) * k->dt * (goal - w->trust[i][j]);
            const real next = w->trust[i][j] + news_of(k, w, i, j) + relaxation - w->trust_lost;
            w->trust[i][j] = i == j || j >= k->n || next < 0 ? 0 : next > 1 ? 1 : next;
        }
    w->n_memories = 0;
    w->trust_lost = 0;
}

static void twin_survey(const struct ent_constants *k, struct ent_world *w)
{
    for (int f = 0; f < k->in.n_forums; f++) {
        int n = 0;
        real all = 0, in[ENT_P] = {0};
        for (int i = 0; i < k->n; i++) in[i] = is_in(w->forum[f].members, i) ? 1 : 0;
        for (int i = 0; i < k->n; i++) {
            if (!is_in(w->forum[f].members, i)) continue;
            n++;
            all += dot_of(w->trust[i], in, k->n_pad);
        }
        w->forum[f].trust = n > 1 ? all / (real)(n * (n - 1)) : 0;
    }
    for (int i = 0; i < k->n; i++) {
        real erosion[ENT_P];
        for (int j = 0; j < k->n_pad; j++) erosion[j] = w->stage[j] > 0 ? 1 : 0;
        const real given = sum_of(w->trust[i], k->n_pad), safe = given > R(1e-6) ? given : R(1e-6);
        w->trust_given[i] = given;
        w->trusted_values[i] = given > 0 ? dot_of(w->trust[i], w->v, k->n_pad) / safe : w->v[i];
        w->trusted_erosion[i] = dot_of(w->trust[i], erosion, k->n_pad) / safe;
    }
}

/* ---- M12: alienation ---- */

static void twin_alienation(const struct ent_constants *k, struct ent_world *w)
{
    const real memory = R(k->in.parameters.alienation.memory);
    for (int i = 0; i < k->n_pad; i++) {
        const real stakes = w->at_stake[i] > R(1e-9) ? w->at_stake[i] : R(1e-9);
        real share = (w->excluded[i] - w->heard[i]) / stakes;
        if (share < 0) share = 0;
        if (share > 1) share = 1;
        w->alienation[i] = memory * w->alienation[i] + (1 - memory) * share;
    }
}

/* ---- M7: positions and stances ---- */

static void twin_positions(const struct ent_constants *k, struct ent_world *w)
{
    for (int i = 0; i < k->n_pad; i++) {
        real freed = 0;
        for (int d = 0; d < k->in.n_domains; d++)
            for (int f = 0; f < k->in.n_forums; f++) {
                const real share = R(k->in.domain[d].gas_effect) * w->forum[f].achievement[d] * w->in[f][i];
                if (k->in.domain[d].gas_effect > 0 && share > freed) freed = share;
            }
        for (int d = 0; d < k->in.n_domains; d++) w->position[d][i] = k->base[d][i] + w->deviation[d][i] + freed * k->without_gas[d][i];
    }
}

static void twin_stances(const struct ent_constants *k, struct ent_world *w)
{
    for (int i = 0; i < k->n_pad; i++)
        for (int d = 0; d < k->in.n_domains; d++) {
            const struct ent_domain *domain = &k->in.domain[d];
            w->stance[d][i] = w->position[d][i] + R(domain->threat_shift) * (w->threat[i] - k->threat0[i]) +
                              R(domain->values_shift) * (w->v[i] - k->v0[i]);
        }
}

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

/* The number that differ, as bytes; -0 and 0 are one number. */
static int unlike(const struct ent_world *a, const struct ent_world *b)
{
    int n = 0;
    const char *x = (const char *)a, *y = (const char *)b;
    for (size_t at = 0; at + 4 <= sizeof *a; at += 4) {
        uint32_t p, q;
        memcpy(&p, x + at, 4);
        memcpy(&q, y + at, 4);
        n += p != q && (p | q) != UINT32_C(0x80000000);
    }
    return n;
}

static void each_mechanism_is_its_twin(void **unused)
{
    static struct walk walk;
    static struct ent_world fast, twin, wrong;
    static struct ent_constants spoiled;
    int told_apart[N_ROWS] = {0}, done = 0;
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
                memcpy(twin.confidence, fast.confidence, sizeof twin.confidence); /* what a survey keeps for the month */
                const int n = unlike(&fast, &twin);
                if (n > 0) fail_msg("world %d month %d: %s and its twin differ in %d numbers", s, walk.w.month, rows[r].name, n);
                spoiled = walk.k;
                rows[r].spoil(&spoiled);
                rows[r].wrong(&spoiled, &wrong);
                told_apart[r] += unlike(&fast, &wrong) > 0;
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
