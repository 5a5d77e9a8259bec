/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words in which slow twins say an equation: one state after another, sets looked through state by state, sums in the order
 * that model/lanes.h promises, and nothing kept from month to month to save work. Include after walk.h.
 */
#ifndef ENT_TESTS_UNIT_PLAIN_H
#define ENT_TESTS_UNIT_PLAIN_H

#define PLAIN static __attribute__((unused))

/* ---- sets ---- */

PLAIN int is_in(uint64_t set, int i)
{
    return (int)(set >> i & 1);
}

PLAIN uint64_t alone(int i)
{
    return UINT64_C(1) << i;
}

PLAIN int size_of(uint64_t set)
{
    int n = 0;
    for (int i = 0; i < 64; i++) n += is_in(set, i);
    return n;
}

/* ---- sums in the promised order ---- */

/* Lanes l, l + width, l + 2 width, ... below 16. */
PLAIN real fold(const real *lane, int l, int width)
{
    return width == ENT_LANES ? lane[l] : fold(lane, l, 2 * width) + fold(lane, l + width, 2 * width);
}

PLAIN real sum_of(const real *term, int n)
{
    real lane[ENT_LANES];
    for (int l = 0; l < ENT_LANES; l++) {
        lane[l] = 0;
        for (int i = l; i < n; i += ENT_LANES) lane[l] += term[i];
    }
    return fold(lane, 0, 1);
}

PLAIN real dot_of(const real *a, const real *b, int n)
{
    real term[ENT_P] = {0};
    for (int i = 0; i < n; i++) term[i] = a[i] * b[i];
    return sum_of(term, n);
}

/* ---- what many equations ask ---- */

/* Whether forum f decides for its members. */
PLAIN int in_force(const struct ent_world *w, int f)
{
    return w->forum[f].life == ENT_IN_FORCE;
}

/* 1 for a member of forum f, else 0. */
PLAIN real member(const struct ent_world *w, int f, int i)
{
    return is_in(w->forum[f].members, i) ? 1 : 0;
}

/* Members with a vote. */
PLAIN uint64_t voters_of(const struct ent_world *w, int f)
{
    uint64_t voters = 0;
    for (int i = 0; i < 64; i++)
        if (is_in(w->forum[f].members, i) && !is_in(w->forum[f].suspended, i)) voters |= alone(i);
    return voters;
}

/* Months since the issue arrived. */
PLAIN real age_of(const struct ent_world *w, const struct ent_issue *issue)
{
    return (real)(w->month - issue->arrival);
}

/* worth of M4. */
PLAIN real worth_of(const struct ent_constants *k, int stage)
{
    if (stage == ENT_LEADING) return 1;
    if (stage == ENT_ABSENT) return 0;
    return R(k->in.parameters.commitment.conditional_weight);
}

/* p of M10: issues decided in time, of those that a forum held, and two more by the prior. */
PLAIN real record_of(const struct ent_constants *k, real successes, real trials)
{
    return (successes + 2 * R(k->in.parameters.membership.success_prior)) / (trials + 2);
}

/* Whether states i and j share a pact: the background pact, or a forum with a guarantee. */
PLAIN int are_allies(const struct ent_constants *k, const struct ent_world *w, int i, int j)
{
    int allies = is_in(k->pact, i) && is_in(k->pact, j);
    for (int f = 0; f < k->in.n_forums; f++)
        if (k->in.forum[f].guarantee > 0 && is_in(w->forum[f].members, i) && is_in(w->forum[f].members, j)) allies = 1;
    return allies && i != j;
}

/* Whether state i may belong to forum f by its values, as others measure them. */
PLAIN int meets(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    const struct ent_forum *forum = &k->in.forum[f];
    return forum->floor <= 0 || is_in(forum->waived, i) || w->v[i] + w->gate_error[i] >= R(forum->floor);
}

/* What the rules can count: population in thousands, capability in thousandths of a bn USD. */
struct counted {
    int32_t capability[ENT_P];
    struct ent_weights weights;
};

PLAIN const struct ent_weights *counted_of(const struct ent_constants *k, const struct ent_world *w, struct counted *counted)
{
    for (int i = 0; i < k->n_pad; i++) {
        const real c = w->capability[i] < 0 ? 0 : w->capability[i] > 100000 ? 100000 : w->capability[i];
        counted->capability[i] = (int32_t)(c * 1000);
    }
    counted->weights = (struct ent_weights){{NULL, k->population, counted->capability}};
    return &counted->weights;
}

PLAIN int adopted_by(const struct ent_constants *k, const struct ent_world *w, const struct ent_rule *rule, const struct ent_ballot *ballot)
{
    struct counted counted;
    return ent_rule_passes(rule, ballot, counted_of(k, w, &counted));
}

/* The four words of this month's draw that the others name. */
PLAIN void draw_of(const struct ent_world *w, uint32_t purpose, uint32_t step, uint32_t id, uint32_t word[4])
{
    ent_draw(&w->stream, purpose, (uint32_t)w->month, step, id, word);
}

/* The first or the second normal of a pair. */
PLAIN real normal_of(uint32_t radius, uint32_t angle, int second)
{
    real z[2];
    ent_normal_pair(radius, angle, &z[0], &z[1]);
    return z[second];
}

#endif
