/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M10: what a forum does about a member that no longer meets its values floor, and what that threat is worth.
 *
 *   seen       = v + error - politicisation (1 - fairness) max(0, R_f - mean trust of the other members in i)
 *   threatened after suspension_months on end with seen < floor - margin: a vote, and one every 12 months while it lasts
 *   steps      each determination of the forum takes one vote that passes, suspension the last [Art. 7(1) to 7(3) TEU];
 *              once one is adopted only seen >= floor ends the proceedings
 *   refusal    friendship (R_ji - R_f) > floor - seen, or j fails the same test itself
 *   restored   when measured values meet the floor; expelled after expulsion_months of suspension
 *   anchor     = sum over forums of the club good x P(suspended within five years of erosion), one function for all
 */

/* Share of the politics of proceedings that the forum's oversight removes. */
static real discipline_fairness(const struct ent_constants *k, int f)
{
    const struct ent_oversight_parameters *p = &k->in.parameters.oversight;
    const int32_t oversight = k->in.forum[f].oversight;
    if (oversight == ENT_OVERSIGHT_SECRETARIAT) return R(p->fairness_secretariat);
    return oversight == ENT_OVERSIGHT_PARLIAMENTARY ? R(p->fairness_parliamentary) : 0;
}

/* Values alignment that a member would seem to lack if no other member trusted it. */
static real discipline_most_politics(const struct ent_constants *k, const struct ent_world *w, int f)
{
    return R(k->in.parameters.membership.politicisation) * (1 - discipline_fairness(k, f)) * r_max(w->forum[f].trust, 0);
}

/* Values alignment that each member seems to lack because the others distrust it; of no meaning for all others. */
static void discipline_politics(const struct ent_constants *k, struct ent_world *w, int f, real *politics)
{
    const real price = R(k->in.parameters.membership.politicisation) * (1 - discipline_fairness(k, f));
    const real members = (real)ent_set_count(w->forum[f].members), *trust_in = trust_of_members(k, w, f);
    for (int i = 0; i < padded(k); i++) {
        const real others = members - w->in[f][i];
        const real distrust = r_max(w->forum[f].trust - trust_in[i] / r_max(others, R(.5)), 0);
        politics[i] = others > 0 ? price * distrust : 0;
    }
}

/* Members that do not meet the values floor themselves: they suspend nobody. */
static uint64_t discipline_accomplices(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const real floor = R(k->in.forum[f].floor);
    real seen[ENT_P], asked[ENT_P];
    if (!(floor > 0)) return 0;
    for (int i = 0; i < padded(k); i++) {
        seen[i] = w->v[i] + w->gate_error[i];
        asked[i] = floor;
    }
    return set_above(asked, seen, padded(k)) & w->forum[f].members & ~k->in.forum[f].waived;
}

/* The vote on member i, seen at `seen` values alignment. */
static struct ent_ballot discipline_ballot(const struct ent_constants *k, const struct ent_world *w, int f, int i, real seen,
                                           uint64_t accomplices)
{
    const real shortfall = R(k->in.forum[f].floor) - seen, bias = R(k->in.parameters.membership.friendship);
    const uint64_t voters = w->forum[f].members & ~w->forum[f].suspended & ~(UINT64_C(1) << i);
    real friendship[ENT_P], needed[ENT_P];
    for (int j = 0; j < padded(k); j++) {
        friendship[j] = bias * (w->trust[i][j] - w->forum[f].trust); /* as mutual as trust is */
        needed[j] = shortfall;
    }
    const uint64_t no = (set_above(friendship, needed, padded(k)) | accomplices) & voters;
    return (struct ent_ballot){.yes = voters & ~no, .no = no, .abstain = 0};
}

static int forum_can_suspend(const struct ent_forum *forum)
{
    return forum->floor > 0 && forum->suspension_rule >= 0 && forum->suspension_months > 0;
}

/* The states that forum f can suspend as members. */
static uint64_t forum_suspendable(const struct ent_constants *k, int f)
{
    return forum_can_suspend(&k->in.forum[f]) ? ~k->in.forum[f].waived : 0;
}

/* Neither suspended nor under proceedings: only then a member has its part in common money. */
static int discipline_in_good_standing(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    if (w->forum[f].suspended >> i & 1) return 0;
    return !(forum_suspendable(k, f) >> i & 1) || (!w->determined[f][i] && w->below[f][i] < k->in.forum[f].suspension_months);
}

/* The rule of step `step` of proceedings: the determinations in turn, then the suspension. */
static const struct ent_rule *discipline_rule(const struct ent_constants *k, int f, int step)
{
    const struct ent_forum *forum = &k->in.forum[f];
    return &k->in.rule[step < forum->n_determinations ? forum->determination_rule[step] : forum->suspension_rule];
}

/* The next vote in the proceedings against member i; 1 if it suspends. The other states remember what is adopted. */
static int discipline_vote(const struct ent_constants *k, struct ent_world *w, int f, int i, real seen)
{
    const struct ent_ballot ballot = discipline_ballot(k, w, f, i, seen, discipline_accomplices(k, w, f));
    const int step = w->determined[f][i], last = step == k->in.forum[f].n_determinations;
    const int passed = bargaining_passes(k, w, discipline_rule(k, f, step), &ballot);
    const uint64_t bit = UINT64_C(1) << i;
    if (!last || !passed)
        TRACE(w, DETERMINATION, told.forum = f, told.state = i, told.yes = ballot.yes, told.no = ballot.no, told.value[0] = step + 1,
              told.value[1] = passed);
    if (!passed) return 0;
    trust_remember(k, w, ballot.yes, ballot.no | bit, 1);
    if (!last) {
        w->determined[f][i]++;
        return 0;
    }
    const int wrongful = w->v[i] >= R(k->in.forum[f].floor);
    w->tally.n_suspensions++;
    w->tally.n_wrongful += wrongful;
    TRACE(w, SUSPENDED, told.forum = f, told.state = i, told.yes = ballot.yes, told.no = ballot.no, told.set = wrongful ? bit : 0,
          told.value[0] = (double)w->v[i], told.value[1] = (double)seen, told.value[2] = k->in.forum[f].floor);
    return 1;
}

/* A month of a member with a vote that is seen, at `seen`, below what is asked for: 1 if it is suspended. */
static int discipline_watch(const struct ent_constants *k, struct ent_world *w, int f, int i, real seen)
{
    const int late = ++w->below[f][i] - k->in.forum[f].suspension_months;
    return late >= 0 && late % 12 == 0 && discipline_vote(k, w, f, i, seen);
}

/* How the others see the members. `most` is what politics can take where nobody trusts a member: if none of the `watched` could
 * then be below the floor, none needs a closer look. */
static void discipline_seen(const struct ent_constants *k, struct ent_world *w, int f, uint64_t watched, real *seen)
{
    const real most = discipline_most_politics(k, w, f);
    real floor[ENT_P], politics[ENT_P];
    for (int i = 0; i < padded(k); i++) {
        seen[i] = w->v[i] + w->gate_error[i] - most;
        floor[i] = R(k->in.forum[f].floor);
    }
    /* Nothing asks for more than the floor: where even the least it could be is enough for all watched, it may stand for what is seen. */
    if (!(set_above(floor, seen, padded(k)) & watched)) return;
    discipline_politics(k, w, f, politics);
    for (int i = 0; i < padded(k); i++) seen[i] = w->v[i] + w->gate_error[i] - politics[i];
}

/* Those seen below what is asked for; proceedings against all others end. */
static uint64_t discipline_below(const struct ent_constants *k, struct ent_world *w, int f, const real *seen)
{
    const real floor = R(k->in.forum[f].floor), margin = R(k->in.forum[f].suspension_margin);
    real least[ENT_P];
    for (int i = 0; i < padded(k); i++) least[i] = floor - (w->determined[f][i] ? 0 : margin);
    for (int i = 0; i < padded(k); i++) {
        const int low = seen[i] < least[i];
        w->below[f][i] = low ? w->below[f][i] : 0;
        w->determined[f][i] = low ? w->determined[f][i] : 0;
    }
    return set_above(least, seen, padded(k));
}

/* All votes of the month are taken by the members who have one at its start. */
static void discipline_month(const struct ent_constants *k, struct ent_world *w, int f)
{
    const int32_t expulsion = k->in.forum[f].expulsion_months;
    const uint64_t suspendable = w->forum[f].members & forum_suspendable(k, f), suspended = w->forum[f].suspended;
    uint64_t condemned = 0, restored = 0, expelled = 0;
    real seen[ENT_P];
    if (!suspendable) return;
    discipline_seen(k, w, f, suspendable & ~suspended, seen);
    const uint64_t below = discipline_below(k, w, f, seen);
    for (uint64_t set = suspendable & (suspended | below); set; set &= set - 1) {
        const int i = ent_set_first(set);
        const uint64_t bit = UINT64_C(1) << i;
        if (!(suspended & bit)) {
            if (discipline_watch(k, w, f, i, seen[i])) condemned |= bit;
            continue;
        }
        w->suspension[f][i]++;
        if (meets_floor(k, w, f, i, 0)) {
            restored |= bit;
            TRACE(w, RESTORED, told.forum = f, told.state = i);
        } else if (expulsion > 0 && w->suspension[f][i] >= expulsion) {
            expelled |= bit;
            TRACE(w, EXPELLED, told.forum = f, told.state = i);
        }
    }
    w->forum[f].suspended = (w->forum[f].suspended | condemned) & ~restored;
    for (uint64_t set = condemned | restored; set; set &= set - 1) {
        const int i = ent_set_first(set);
        w->suspension[f][i] = w->below[f][i] = w->determined[f][i] = 0;
    }
    for (; expelled; expelled &= expelled - 1) membership_end(w, f, ent_set_first(expelled));
}

/* Whether every step against member i, seen at `seen`, would pass. */
static int discipline_would_suspend(const struct ent_constants *k, const struct ent_world *w, int f, int i, real seen, uint64_t accomplices,
                                    const struct ent_weights *weights)
{
    const struct ent_ballot ballot = discipline_ballot(k, w, f, i, seen, accomplices);
    const int n = k->in.forum[f].n_determinations + 1;
    const struct ent_rule *rule[ENT_MAX_DETERMINATIONS + 1];
    struct ent_ballot vote[ENT_MAX_DETERMINATIONS + 1];
    for (int step = 0; step < n; step++) {
        rule[step] = discipline_rule(k, f, step);
        vote[step] = ballot;
    }
    return ent_suspension_steps(rule, vote, n, UINT64_C(1) << i, weights) == n;
}

/* Years of erosion after which there is just time to suspend within five: the months below the floor, and a year for
 * each determination, must still fit. */
static real discipline_years_left(const struct ent_forum *forum)
{
    return r_max(5 - (real)forum->suspension_months / 12 - (real)forum->n_determinations, 0);
}

/* The credible loss of membership upon erosion, one function for every forum: the forum's club good times the
 * probability that it would suspend the state within five years, seen where erosion will have taken it. */
static void discipline_anchor(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const real scale = R(.5513) * R(p->gate_error) + R(1e-6);
    int32_t capability[ENT_P];
    const struct ent_weights weights = bargaining_weights(k, w, capability);
    for (int i = 0; i < k->n; i++) w->anchor[i] = 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        const struct ent_forum *forum = &k->in.forum[f];
        const uint64_t suspendable = w->forum[f].members & forum_suspendable(k, f);
        if (!suspendable) continue;
        const real fallen = 1 - r_exp(-discipline_years_left(forum) * R(p->phi));
        const uint64_t accomplices = discipline_accomplices(k, w, f);
        const struct ent_club *club = membership_own_club(k, w, f);
        real politics[ENT_P];
        discipline_politics(k, w, f, politics);
        for (uint64_t set = suspendable; set; set &= set - 1) {
            const int i = ent_set_first(set);
            const real own = w->target[i] - R(p->onset_drop), goal = R(p->theta) * w->trusted_values[i] + (1 - R(p->theta)) * own;
            const real then = w->v[i] + fallen * (goal - w->v[i]), seen = then - politics[i];
            if (!discipline_would_suspend(k, w, f, i, seen, accomplices, &weights)) continue;
            w->anchor[i] += club->good[i] * r_logistic((R(forum->floor - forum->suspension_margin) - seen) / scale);
        }
    }
    for (int i = 0; i < k->n; i++) w->anchor[i] = r_clip(w->anchor[i], 0, 1);
}
