/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M9: ad hoc coalitions. No treaty and no ratification: when an issue is stuck, those who want a decision and can carry it
 * out go ahead.
 *
 *   score_ik = s_ik stake_k max(0, x_ik - q_k) c_i/mean c      urgency felt x capability relative to the mean state
 *   willing  = states that may join, meet the floor, are concerned, and have a score above `founding`
 *
 * An issue is stuck from age `founding_age` x U on. Where at least `founders_least` are willing the coalition is in force
 * with them in the same month, and takes that issue up; several issues bring their founders together. Each issue founds a
 * coalition once. One with a lifetime lapses after so many months without a decision, or when it ends otherwise, and can form
 * anew for another crisis. Nothing is drawn. Pressure and dilution are those of every forum (membership.c, capital.c).
 */

/* Whether forum f, which is not in force, could be founded on an issue. */
static int coalition_moved_by(const struct ent_constants *k, const struct ent_world *w, int f, const struct ent_issue *issue)
{
    const struct ent_forum *forum = &k->in.forum[f];
    const int rule = issue->reserved ? w->forum[f].reserved_rule[issue->domain] : forum->ordinary_rule[issue->domain];
    const real stuck = R(k->in.parameters.widening.founding_age) * issue->urgency;
    return (w->forum[f].scope >> issue->domain & 1) && rule >= 0 && !(issue->founded >> f & 1) &&
           (real)(w->month - issue->arrival) >= stuck;
}

/* States that are willing and able to found forum f on the issue in `slot`. */
static uint64_t coalition_willing(const struct ent_constants *k, const struct ent_world *w, int f, int slot)
{
    const struct ent_issue *issue = &w->issue[slot];
    const real mean = r_max(lanes_sum(w->capability, padded(k)), R(1e-9)) / (real)k->n;
    const real least = R(k->in.parameters.widening.founding) * mean;
    real x[ENT_P];
    real moved[ENT_P], enough[ENT_P];
    issue_positions(k, w, slot, x);
    for (int i = 0; i < padded(k); i++) {
        const real urgency = w->salience[slot][i] * issue->stake * r_max(x[i] - issue->quo, 0);
        moved[i] = urgency * w->capability[i];
        enough[i] = least;
    }
    uint64_t willing = 0;
    for (uint64_t set = set_above(moved, enough, padded(k)) & k->in.forum[f].eligible & issue->concerns; set; set &= set - 1) {
        const int i = ent_set_first(set);
        if (meets_floor(k, w, f, i, 0)) willing |= UINT64_C(1) << i;
    }
    return willing;
}

/* Brings together the founders of forum f, from all issues that are stuck; `signatories` stays empty if there are too few. */
static void coalition_gather(const struct ent_constants *k, struct ent_world *w, int f)
{
    if (w->forum[f].life != ENT_UNSIGNED) return;
    for (int n = 0; n < w->n_pending; n++) {
        struct ent_issue *issue = &w->issue[w->pending[n]];
        if (!coalition_moved_by(k, w, f, issue)) continue;
        const uint64_t willing = coalition_willing(k, w, f, w->pending[n]);
        if (ent_set_count(willing) < k->in.parameters.widening.founders_least) continue;
        w->forum[f].signatories |= willing;
        w->forum[f].formed = w->month;
        issue->founded |= 1u << f;
    }
}

/* The first forum of the domain's sequence that is founded this month, of those that the issue has ever founded. */
static int coalition_first(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue)
{
    for (int t = 0; t < k->in.n_sequence[issue->domain]; t++) {
        const int f = k->in.sequence[issue->domain][t];
        if ((issue->founded >> f & 1) && w->forum[f].formed == w->month) return f;
    }
    return -1;
}

/* The new forum f takes up the issues it was founded on; whoever held one has missed it in its record. */
static void coalition_takes_up(const struct ent_constants *k, struct ent_world *w, int f)
{
    for (int n = 0; n < w->n_pending; n++) {
        struct ent_issue *issue = &w->issue[w->pending[n]];
        if (coalition_first(k, w, issue) != f || issue->forum == f) continue;
        const int held = issue->forum >= 0 && w->forum[issue->forum].life == ENT_IN_FORCE;
        if (held && !issue->overdue) forum_record(w, issue, 0);
        agenda_put(k, w, issue, f, R(k->in.parameters.bargaining.handover_preparation));
        TRACE(w, TAKEN_UP, trace_issue(&told, issue), told.value[0] = issue->ready - w->month);
    }
}

/* Forum f comes into force with the founders that were brought together. */
static void coalition_form(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    const uint64_t founders = forum->signatories;
    if (forum->life != ENT_UNSIGNED || !founders) return;
    forum->life = ENT_IN_FORCE;
    forum->signatories = 0;
    forum->capital = R(k->in.forum[f].capital);
    forum->active = w->month;
    for (uint64_t set = founders; set; set &= set - 1) membership_admit(w, f, ent_set_first(set));
    forum->effective0 = forum_effective_members(k, w, f);
    w->tally.n_coalitions++;
    TRACE(w, COALITION, told.forum = f, told.set = founders);
    coalition_takes_up(k, w, f);
}

/* Whether an ad hoc coalition has had its time: months since it was formed or last decided anything. */
static int coalition_idle(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const int32_t lifetime = k->in.forum[f].lifetime_months;
    return k->in.forum[f].ad_hoc && lifetime > 0 && w->month - w->forum[f].active >= lifetime;
}

/* The coalition is no more, and leaves nothing behind. */
static void coalition_lapse(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    TRACE(w, LAPSED, told.forum = f, told.set = forum->members);
    forum->life = ENT_UNSIGNED;
    forum->members = forum->suspended = forum->candidates = forum->signatories = forum->ratified = 0;
    forum->capital = R(k->in.forum[f].capital);
    forum->capital_change = forum->successes = forum->trials = forum->purse = 0;
    forum->dilution = 1;
    forum->ordinary = (struct ent_record){0};
    memset(forum->reserved, 0, sizeof forum->reserved);
    memset(forum->achievement, 0, sizeof forum->achievement);
    memset(w->in[f], 0, sizeof w->in[f]);
    memset(w->below[f], 0, sizeof w->below[f]);
    memset(w->suspension[f], 0, sizeof w->suspension[f]);
    memset(w->determined[f], 0, sizeof w->determined[f]);
    memset(w->pressing[f], 0, sizeof w->pressing[f]);
    memset(w->realised[f], 0, sizeof w->realised[f]);
}
