/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of what a forum does with a text: where each state stands, what it misses, and how it votes (M7, bargaining.c).
 */
#ifndef ENT_TESTS_UNIT_TWIN_VOTES_H
#define ENT_TESTS_UNIT_TWIN_VOTES_H

/* x_ik = clip(stance + noise_ik, 0, 1). */
static real position_of(const struct ent_world *w, int slot, int i)
{
    const real x = w->stance[w->issue[slot].domain][i] + w->noise[slot][i];
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* y = q + depth (y0 - q). */
static real text_of(const struct ent_issue *issue)
{
    return issue->quo + issue->depth * (issue->text - issue->quo);
}

/* s ((x - q)^2 - (x - y)^2): what state i gains if y takes the place of q. */
static real gain_by(const struct ent_world *w, int slot, int i, real y)
{
    const real x = position_of(w, slot, i), q = w->issue[slot].quo;
    return w->salience[slot][i] * ((x - q) * (x - q) - (x - y) * (x - y));
}

/* The rule by which the forum that holds it decides the issue; NULL: it may not. */
static const struct ent_rule *rule_of(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue)
{
    const int32_t reserved = w->forum[issue->forum].reserved_rule[issue->domain];
    const int32_t ordinary = k->in.forum[issue->forum].ordinary_rule[issue->domain];
    const int32_t r = issue->reserved ? reserved : ordinary;
    return r < 0 ? NULL : &k->in.rule[r];
}

/* slack = (k0 + k1 R_f + k2 K + k3 min(age/U, 1) + leader bonus x worth) x dilution. */
static real slack_of(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const struct ent_forum_state *forum = &w->forum[issue->forum];
    real age = age_of(w, issue) / issue->urgency;
    if (age > 1) age = 1;
    const real bonus = R(k->in.domain[issue->domain].leader_bonus) * worth_of(k, w->leader);
    const real slack = R(p->slack_base) + R(p->slack_trust) * forum->trust + R(p->slack_capital) * forum->capital + R(p->slack_age) * age;
    return (slack + bonus) * forum->dilution;
}

/* deficit = obstruction a - gain - slack, per stake. */
static real deficit_of(const struct ent_constants *k, const struct ent_world *w, int slot, int i)
{
    const struct ent_issue *issue = &w->issue[slot];
    return R(k->in.parameters.alienation.obstruction) * w->alienation[i] - gain_by(w, slot, i, text_of(issue)) - slack_of(k, w, issue);
}

/* The deficit that a member tolerates: less where it has a veto. */
static real tolerance_of(const struct ent_constants *k, const struct ent_rule *rule)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    return ent_rule_is_unanimity(rule) ? R(p->refuse_unanimity) : R(p->refuse_majority);
}

/* Adds the vote of state i, which misses `deficit` over stakes of `scale`. */
static void vote_by(const struct ent_constants *k, const struct ent_rule *rule, int i, real deficit, real scale, struct ent_ballot *ballot)
{
    const real tolerated = tolerance_of(k, rule), aside = R(k->in.parameters.bargaining.stand_aside);
    int no, hesitates;
    if (rule->abstention == ENT_ABSTENTION_ASIDE) {
        no = deficit > (aside > tolerated ? aside : tolerated) * scale;
        hesitates = deficit > tolerated * scale;
    } else {
        no = deficit > tolerated * scale;
        hesitates = ent_rule_is_unanimity(rule) && deficit > 0;
    }
    if (no)
        ballot->no |= alone(i);
    else if (hesitates)
        ballot->abstain |= alone(i);
    else
        ballot->yes |= alone(i);
}

/* A table of the world is full: the run ends. */
static void twin_full(struct ent_world *w)
{
    if (w->failure == ENT_FAILURE_NONE) w->failure_month = w->month;
    w->failure = ENT_FAILURE_AGENDA_FULL;
}

static void twin_note(struct ent_world *w, struct ent_memory memory)
{
    if (w->n_memories < ENT_MAX_MEMORIES)
        w->remembered[w->n_memories++] = memory;
    else
        twin_full(w);
}

/* Trust will remember that some agreed and others refused, as weight of one vote among those who voted. */
static void twin_remember(const struct ent_constants *k, struct ent_world *w, uint64_t yes, uint64_t no, real stake)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    const int all = size_of(yes) + size_of(no);
    if (all < 2) return;
    real divided = 4 * ((real)size_of(yes) / (real)all) * ((real)size_of(no) / (real)all);
    if (divided < R(p->event_floor)) divided = R(p->event_floor);
    const real weight = R(p->event_weight) * stake * divided;
    twin_note(w, (struct ent_memory){yes, no, weight > 1 ? 1 : weight, 0});
}

/* Trust will change alike over all pairs of a set. */
static void twin_shift(struct ent_world *w, uint64_t set, real change)
{
    twin_note(w, (struct ent_memory){set, 0, 0, change});
}

/* The issue in `slot` leaves the agenda. */
static void leaves_agenda(struct ent_world *w, int slot)
{
    int n = 0;
    for (int m = 0; m < w->n_pending; m++)
        if (w->pending[m] != slot) w->pending[n++] = w->pending[m];
    w->n_pending = n;
    w->free_slot[w->n_free++] = slot;
}

#endif
