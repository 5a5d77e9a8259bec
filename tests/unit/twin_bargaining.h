/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of the month of the agenda: votes on a text (M7), groups that go ahead (M8), and what is left.
 */
#ifndef ENT_TESTS_UNIT_TWIN_BARGAINING_H
#define ENT_TESTS_UNIT_TWIN_BARGAINING_H

/* y0: the leader's text, or the mean of x over members weighted by salience x root GDP. */
static void twin_propose(const struct ent_constants *k, struct ent_world *w, int slot)
{
    struct ent_issue *issue = &w->issue[slot];
    const struct ent_forum *forum = &k->in.forum[issue->forum];
    real x[ENT_P], weight[ENT_P];
    for (int i = 0; i < k->n; i++) {
        x[i] = position_of(w, slot, i);
        weight[i] = member(w, issue->forum, i) > 0 ? w->salience[slot][i] * k->root_gdp[i] : 0;
    }
    const real sum = sum_of(weight, k->n), worth = worth_of(k, w->leader);
    issue->proposed = 1;
    issue->text = sum > 0 ? dot_of(weight, x, k->n) / sum : issue->quo;
    if (!forum->leader_proposes) return;
    if (forum->external_leader) issue->text = worth * R(forum->leader_position) + (1 - worth) * issue->text;
    for (int i = k->n - 1; i >= 0 && !forum->external_leader; i--)
        if (is_in(forum->leader & voters_of(w, issue->forum), i)) issue->text = x[i];
}

/* 1 if the issue is decided; else it has failed if there was a vote. */
static int twin_vote(const struct ent_constants *k, struct ent_world *w, int slot)
{
    struct ent_issue *issue = &w->issue[slot];
    issue->failed = 0;
    if (issue->forum < 0 || w->month < issue->ready || issue->reach <= 0 || !rule_of(k, w, issue)) return 0;
    if (!issue->proposed) twin_propose(k, w, slot);
    const struct ent_rule *rule = rule_of(k, w, issue);
    const uint64_t voters = voters_of(w, issue->forum);
    struct ent_ballot ballot = {0, 0, 0};
    for (int i = 0; i < k->n; i++)
        if (is_in(voters, i)) vote_by(k, rule, i, deficit_of(k, w, slot, i), 1, &ballot);
    if (adopted_by(k, w, rule, &ballot)) {
        twin_adopt(k, w, slot, &ballot);
        return 1;
    }
    issue->failed = 1;
    issue->ballot = ballot;
    return 0;
}

/* Whether those who voted for the text that failed can go ahead as group c of the forum. */
static int may_go_ahead(const struct ent_constants *k, const struct ent_world *w, int slot, int c)
{
    const struct ent_issue *issue = &w->issue[slot];
    const struct ent_cooperation *group = &k->in.forum[issue->forum].cooperation[c];
    const int own = issue->reserved ? group->reserved_rule : group->ordinary_rule;
    const uint64_t willing = issue->ballot.yes, voters = voters_of(w, issue->forum);
    if (!(group->domains >> issue->domain & 1) || own < 0 || age_of(w, issue) < R(group->last_resort) * issue->urgency) return 0;
    if (!willing || size_of(willing) < group->least) return 0;
    const struct ent_ballot among = {willing, 0, 0};
    if (!adopted_by(k, w, &k->in.rule[own], &among)) return 0;
    if (group->authorisation < 0) return 1;
    struct ent_ballot all = {0, 0, 0};
    const real outside = issue->quo + k->spillover[issue->domain] * (text_of(issue) - issue->quo);
    for (int i = 0; i < k->n; i++) {
        const real obstruction = R(k->in.parameters.alienation.obstruction) * w->alienation[i];
        if (is_in(voters & ~willing, i))
            vote_by(k, &k->in.rule[group->authorisation], i, obstruction - gain_by(w, slot, i, outside), 1, &all);
    }
    all.yes |= willing;
    return adopted_by(k, w, &k->in.rule[group->authorisation], &all);
}

static void twin_cooperation(const struct ent_constants *k, struct ent_world *w)
{
    for (int n = 0; n < w->n_pending;) {
        const int slot = w->pending[n];
        struct ent_issue *issue = &w->issue[slot];
        int c = 0, groups = issue->failed ? k->in.forum[issue->forum].n_cooperations : 0;
        while (c < groups && !may_go_ahead(k, w, slot, c)) c++;
        if (c >= groups) {
            n++;
            continue;
        }
        const struct ent_ballot ballot = issue->ballot;
        issue->failed = 0;
        w->tally.n_cooperations++;
        twin_remember(k, w, ballot.yes, ballot.no, issue->stake);
        twin_decide(k, w, slot, &ballot, ballot.yes);
        leaves_agenda(w, slot);
    }
}

/* All but one have agreed, and say so, once. */
static void twin_state(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue)
{
    const struct ent_exchange_parameters *p = &k->in.parameters.exchange;
    const struct ent_ballot *ballot = &issue->ballot;
    const int voted = size_of(ballot->yes) + size_of(ballot->no) + size_of(ballot->abstain);
    if (!k->in.forum[issue->forum].statements || issue->stated || !ballot->yes || size_of(ballot->no) != 1) return;
    if (voted < p->statement_least) return;
    issue->stated = 1;
    w->tally.n_statements++;
    twin_remember(k, w, ballot->yes | ballot->abstain, ballot->no, R(p->statement_memory) * issue->stake);
}

/* A refusal that nothing has turned: the text is watered down, the first is remembered, a veto is reported once. */
static void twin_failed(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const int has_veto = ent_rule_is_unanimity(rule_of(k, w, issue)), refusers = size_of(issue->ballot.no);
    if (!issue->refused) twin_remember(k, w, issue->ballot.yes, issue->ballot.no, issue->stake);
    issue->refused = 1;
    issue->depth -= R(p->depth_fall);
    if (issue->depth < R(p->depth_floor) * issue->reach) issue->depth = R(p->depth_floor) * issue->reach;
    if (has_veto) twin_state(k, w, issue);
    const int reported = has_veto && refusers >= 1 && refusers <= p->veto_refusers && age_of(w, issue) >= issue->urgency / 2;
    if (!reported || issue->reported) return;
    issue->reported = 1;
    w->tally.n_vetoes++;
    for (int i = 0; i < k->n; i++)
        if (is_in(issue->ballot.no, i)) w->out->blocked[i][issue->domain]++;
}

/* Each issue may be handed over, is judged when its time is over, and is voted on. */
static void twin_votes(const struct ent_constants *k, struct ent_world *w)
{
    for (int n = 0; n < w->n_pending;) {
        const int slot = w->pending[n];
        twin_hand_over(k, w, &w->issue[slot]);
        twin_overdue(k, w, &w->issue[slot]);
        if (twin_vote(k, w, slot))
            leaves_agenda(w, slot);
        else
            n++;
    }
}

static void twin_left(const struct ent_constants *k, struct ent_world *w)
{
    for (int n = 0; n < w->n_pending;) {
        const int slot = w->pending[n];
        if (w->issue[slot].failed) twin_failed(k, w, &w->issue[slot]);
        if (twin_missed(k, w, slot))
            leaves_agenda(w, slot);
        else
            n++;
    }
}

static void twin_bargaining(const struct ent_constants *k, struct ent_world *w)
{
    twin_stances(k, w);
    for (int d = 0; d < k->in.n_domains; d++) w->settled_change[d] = 0;
    for (int i = 0; i < k->n; i++) w->excluded[i] = w->heard[i] = w->at_stake[i] = 0;
    twin_votes(k, w);
    twin_exchange(k, w);
    twin_cooperation(k, w);
    twin_left(k, w);
    for (int d = 0; d < k->in.n_domains; d++) {
        const real settled = w->settled[d] + w->settled_change[d];
        w->settled[d] = settled < 0 ? 0 : settled > 1 ? 1 : settled;
    }
}

#endif
