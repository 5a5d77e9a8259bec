/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of M10, what a forum does about members below its floor, of the anchor, and of the month of memberships as a whole.
 */
#ifndef ENT_TESTS_UNIT_TWIN_DISCIPLINE_H
#define ENT_TESTS_UNIT_TWIN_DISCIPLINE_H

/* politicisation (1 - fairness) max(0, R_f - mean over the other members j of R_ji). */
static real politics_of(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    const struct ent_oversight_parameters *p = &k->in.parameters.oversight;
    real fairness = 0, trust[ENT_P];
    if (k->in.forum[f].oversight == ENT_OVERSIGHT_SECRETARIAT) fairness = R(p->fairness_secretariat);
    if (k->in.forum[f].oversight == ENT_OVERSIGHT_PARLIAMENTARY) fairness = R(p->fairness_parliamentary);
    for (int j = 0; j < k->n; j++) trust[j] = is_in(w->forum[f].members, j) ? w->trust[j][i] : 0;
    const int others = size_of(w->forum[f].members) - 1;
    if (others < 1) return 0;
    const real distrust = w->forum[f].trust - sum_of(trust, k->n) / (real)others;
    return R(k->in.parameters.membership.politicisation) * (1 - fairness) * (distrust > 0 ? distrust : 0);
}

/* Whether forum f can suspend member i at all. */
static int can_suspend(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    const struct ent_forum *forum = &k->in.forum[f];
    if (!(forum->floor > 0) || forum->suspension_rule < 0 || forum->suspension_months <= 0) return 0;
    return is_in(w->forum[f].members, i) && !is_in(forum->waived, i);
}

/* Every member with a vote but i refuses if friendship outweighs what i, seen so, lacks, or if it lacks as much itself. */
static struct ent_ballot twin_proceedings_ballot(const struct ent_constants *k, const struct ent_world *w, int f, int i, real seen)
{
    const real floor = R(k->in.forum[f].floor), friendship = R(k->in.parameters.membership.friendship);
    struct ent_ballot ballot = {0, 0, 0};
    for (int j = 0; j < k->n; j++) {
        if (j == i || !is_in(voters_of(w, f), j)) continue;
        if (friendship * (w->trust[j][i] - w->forum[f].trust) > floor - seen || !meets(k, w, f, j))
            ballot.no |= alone(j);
        else
            ballot.yes |= alone(j);
    }
    return ballot;
}

/* The rule of a step: the determinations in turn, then the suspension. */
static const struct ent_rule *step_rule(const struct ent_constants *k, int f, int step)
{
    const struct ent_forum *forum = &k->in.forum[f];
    return &k->in.rule[step == forum->n_determinations ? forum->suspension_rule : forum->determination_rule[step]];
}

/* The next step against member i; 1 if it is the suspension, and passes. */
static int twin_proceedings(const struct ent_constants *k, struct ent_world *w, int f, int i, real seen)
{
    const struct ent_ballot ballot = twin_proceedings_ballot(k, w, f, i, seen);
    const int step = w->determined[f][i];
    if (!adopted_by(k, w, step_rule(k, f, step), &ballot)) return 0;
    twin_remember(k, w, ballot.yes, ballot.no | alone(i), 1);
    if (step < k->in.forum[f].n_determinations) {
        w->determined[f][i]++;
        return 0;
    }
    w->tally.n_suspensions++;
    if (w->v[i] >= R(k->in.forum[f].floor)) w->tally.n_wrongful++;
    return 1;
}

/* A month of member i: 1 if it is suspended. */
static int twin_watch(const struct ent_constants *k, struct ent_world *w, int f, int i)
{
    const struct ent_forum *forum = &k->in.forum[f];
    const real seen = w->v[i] + w->gate_error[i] - politics_of(k, w, f, i);
    const real asked = w->determined[f][i] > 0 ? R(forum->floor) : R(forum->floor) - R(forum->suspension_margin);
    if (seen >= asked) {
        w->below[f][i] = w->determined[f][i] = 0;
        return 0;
    }
    w->below[f][i]++;
    const int late = w->below[f][i] - forum->suspension_months;
    return late >= 0 && late % 12 == 0 && twin_proceedings(k, w, f, i, seen);
}

static void twin_discipline(const struct ent_constants *k, struct ent_world *w, int f)
{
    const int expulsion = k->in.forum[f].expulsion_months;
    const uint64_t suspended = w->forum[f].suspended;
    uint64_t condemned = 0, restored = 0, expelled = 0;
    for (int i = 0; i < k->n; i++) {
        if (!can_suspend(k, w, f, i)) continue;
        if (!is_in(suspended, i)) {
            if (twin_watch(k, w, f, i)) condemned |= alone(i);
            continue;
        }
        w->suspension[f][i]++;
        if (meets(k, w, f, i))
            restored |= alone(i);
        else if (expulsion > 0 && w->suspension[f][i] >= expulsion)
            expelled |= alone(i);
    }
    for (int i = 0; i < k->n; i++) {
        if (is_in(condemned, i)) w->forum[f].suspended |= alone(i);
        if (is_in(restored, i)) w->forum[f].suspended &= ~alone(i);
        if (is_in(condemned | restored, i)) w->suspension[f][i] = w->below[f][i] = w->determined[f][i] = 0;
        if (is_in(expelled, i)) twin_leaves(w, f, i);
    }
}

/* What state i would lose by erosion of its membership in forum f: G(C_f) P(suspended in time), if every step would pass. */
static real anchor_in(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const struct ent_forum *forum = &k->in.forum[f];
    real years = 5 - (real)forum->suspension_months / 12 - (real)forum->n_determinations;
    if (years < 0) years = 0;
    const real goal = R(p->theta) * w->trusted_values[i] + (1 - R(p->theta)) * (w->target[i] - R(p->onset_drop));
    const real then = w->v[i] + (1 - r_exp(-years * R(p->phi))) * (goal - w->v[i]), seen = then - politics_of(k, w, f, i);
    const struct ent_ballot ballot = twin_proceedings_ballot(k, w, f, i, seen);
    for (int step = 0; step <= forum->n_determinations; step++)
        if (!adopted_by(k, w, step_rule(k, f, step), &ballot)) return 0;
    const real spread = R(.5513) * R(p->gate_error) + R(1e-6);
    return good_of(k, w->forum[f].members, i) * r_logistic((R(forum->floor - forum->suspension_margin) - seen) / spread);
}

static void twin_anchor(const struct ent_constants *k, struct ent_world *w)
{
    for (int i = 0; i < k->n; i++) {
        w->anchor[i] = 0;
        for (int f = 0; f < k->in.n_forums; f++)
            if (can_suspend(k, w, f, i)) w->anchor[i] += anchor_in(k, w, f, i);
        if (w->anchor[i] > 1) w->anchor[i] = 1;
    }
}

/* All benefits first, from the memberships of the month before; then forum by forum. */
static void twin_membership(const struct ent_constants *k, struct ent_world *w)
{
    uint32_t was_in_force = 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        if (k->in.forum[f].ad_hoc) twin_gather(k, w, f);
        if (!k->in.forum[f].ad_hoc) twin_sign(k, w, f);
        if (!in_force(w, f)) continue;
        was_in_force |= 1u << f;
        benefit_of(k, w, f, w->forum[f].members, w->benefit[f]);
    }
    for (; w->n_exits > 0; w->n_exits--) twin_departure(k, w);
    for (int f = 0; f < k->in.n_forums; f++) {
        if (k->in.forum[f].ad_hoc) twin_form(k, w, f);
        if (!k->in.forum[f].ad_hoc) twin_ratify(k, w, f);
        if (!(was_in_force >> f & 1)) continue;
        twin_discipline(k, w, f);
        twin_exit(k, w, f);
        twin_pressure(k, w, f);
        twin_entry(k, w, f);
    }
    if (w->month % 12 == 11) twin_anchor(k, w);
}

#endif
