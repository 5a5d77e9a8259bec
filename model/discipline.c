/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M10: what a forum does about a member that no longer meets its values floor, and what that threat is worth.
 *
 *   suspended after suspension_months below floor - margin, if the others' vote passes; each refuses if it trusts the
 *   state more than the shortfall excuses, or would fail the same test; restored at the floor; expelled after
 *   expulsion_months of suspension
 *   anchor = sum over forums of the club good x P(suspended within five years of erosion), one function for every forum
 */

/* The vote on suspending state i, seen at `seen` values alignment. A member refuses if it trusts i more than the
 * forum's mean by more than the shortfall excuses, or would fail the same test. */
static struct ent_ballot discipline_ballot(const struct ent_constants *k, const struct ent_world *w, int f, int i, real seen)
{
    const real shortfall = R(k->in.forum[f].floor) - seen, bias = R(k->in.parameters.membership.friendship);
    const uint64_t voters = w->forum[f].members & ~w->forum[f].suspended & ~(UINT64_C(1) << i);
    uint64_t no = 0;
    for (uint64_t set = voters; set; set &= set - 1) {
        const int j = ent_set_first(set);
        const int friendly = bias * (w->trust[j][i] - w->forum[f].trust) > shortfall;
        if (friendly || !meets_floor(k, w, f, j, 0)) no |= UINT64_C(1) << j;
    }
    return (struct ent_ballot){.yes = voters & ~no, .no = no, .abstain = 0};
}

static int can_suspend(const struct ent_constants *k, int f, int i)
{
    const struct ent_forum *forum = &k->in.forum[f];
    return forum->floor > 0 && forum->suspension_rule >= 0 && forum->suspension_months > 0 && !(forum->waived >> i & 1);
}

/* The vote on suspending state i; 1 if it passes. The other states remember it. */
static int discipline_condemns(const struct ent_constants *k, struct ent_world *w, int f, int i)
{
    const struct ent_ballot ballot = discipline_ballot(k, w, f, i, measured(w, i));
    if (!bargaining_passes(k, w, &k->in.rule[k->in.forum[f].suspension_rule], &ballot)) return 0;
    w->tally.n_suspensions++;
    w->tally.n_wrongful += w->v[i] >= R(k->in.forum[f].floor);
    trust_remember(k, w, ballot.yes, ballot.no | UINT64_C(1) << i, 1);
    return 1;
}

/* Suspension after months below the floor, restoration at the floor, expulsion after months of suspension. All votes
 * of the month are taken by the members who have one at its start. */
static void discipline_month(const struct ent_constants *k, struct ent_world *w, int f)
{
    const struct ent_forum *forum = &k->in.forum[f];
    uint64_t condemned = 0, restored = 0, expelled = 0;
    for (uint64_t set = w->forum[f].members; set; set &= set - 1) {
        const int i = ent_set_first(set);
        const uint64_t bit = UINT64_C(1) << i;
        if (!can_suspend(k, f, i)) continue;
        if (w->forum[f].suspended & bit) {
            w->suspension[f][i]++;
            if (meets_floor(k, w, f, i, 0))
                restored |= bit;
            else if (forum->expulsion_months > 0 && w->suspension[f][i] >= forum->expulsion_months)
                expelled |= bit;
            continue;
        }
        w->below[f][i] = meets_floor(k, w, f, i, R(forum->suspension_margin)) ? 0 : w->below[f][i] + 1;
        const int late = w->below[f][i] - forum->suspension_months;
        if (late >= 0 && late % 12 == 0 && discipline_condemns(k, w, f, i)) condemned |= bit;
    }
    w->forum[f].suspended = (w->forum[f].suspended | condemned) & ~restored;
    for (uint64_t set = condemned | restored; set; set &= set - 1) {
        const int i = ent_set_first(set);
        w->suspension[f][i] = 0;
        if (restored >> i & 1) w->below[f][i] = 0;
    }
    for (; expelled; expelled &= expelled - 1) membership_end(w, f, ent_set_first(expelled));
}

/* The credible loss of membership upon erosion, one function for every forum: the forum's club good times the
 * probability that it would suspend the state within five years. Three years into erosion v has fallen to v36. */
static void discipline_anchor(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const real fallen = 1 - r_exp(-3 * R(p->phi)), scale = R(.5513) * R(p->gate_error) + R(1e-6);
    for (int i = 0; i < k->n; i++) w->anchor[i] = 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        real club[ENT_P];
        membership_club(k, w->in[f], club);
        for (uint64_t set = w->forum[f].members; set; set &= set - 1) {
            const int i = ent_set_first(set);
            if (!can_suspend(k, f, i)) continue;
            const struct ent_forum *forum = &k->in.forum[f];
            const real own = w->target[i] - R(p->onset_drop), goal = R(p->theta) * w->trusted_values[i] + (1 - R(p->theta)) * own;
            const real v36 = w->v[i] + fallen * (goal - w->v[i]);
            const struct ent_ballot ballot = discipline_ballot(k, w, f, i, v36);
            if (!bargaining_passes(k, w, &k->in.rule[forum->suspension_rule], &ballot)) continue;
            w->anchor[i] += club[i] * r_logistic((R(forum->floor - forum->suspension_margin) - v36) / scale);
        }
    }
    for (int i = 0; i < k->n; i++) w->anchor[i] = r_clip(w->anchor[i], 0, 1);
}
