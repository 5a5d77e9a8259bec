/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M11: what a decision does, and what its absence costs, and how far an issue is covered.
 *
 *   comply_i = logistic(R_f + v_i + monitoring + legitimacy - 2 burden_i)      a probability, no draw
 *   burden_i = clip(((x - y)^2 - (x - q)^2)/.1, 0, 1)
 *   z_fd    += .1 stake depth mean(comply);  m_d += .1 stake (y - m_d)
 *   C_k      = sum omega_i cov_i,  omega = s root GDP / sum over N_k;  cov = comply depth if bound, else sigma_d
 * When an issue passes its urgency U: K -= .01 stake, R -= .005 among those who would be bound; each overdue month
 * costs psi s stake. At U + 24 it is dropped.
 */

static int issue_is_urgent(const struct ent_constants *k, const struct ent_issue *issue)
{
    return (real)issue->arrival + issue->urgency <= (real)k->in.n_months;
}

/* Agreement index of Hix, Noury & Roland (2005). */
static real agreement_index(const struct ent_ballot *ballot)
{
    const int yes = ent_set_count(ballot->yes), no = ent_set_count(ballot->no), abstain = ent_set_count(ballot->abstain);
    const int all = yes + no + abstain;
    int most = yes > no ? yes : no;
    most = most > abstain ? most : abstain;
    return all ? ((real)most - (real)(all - most) / 2) / (real)all : 0;
}

/* Books an issue that became urgent: its coverage at U, 0 if undecided. Once per issue. */
static void tally_deadlock(const struct ent_constants *k, struct ent_world *w, const struct ent_issue *issue, int decided)
{
    if (!issue_is_urgent(k, issue)) return;
    struct ent_tallies *t = &w->tally;
    const double stake = (double)issue->stake;
    t->stake_urgent += stake;
    t->uncovered += stake * (1 - (decided ? (double)issue->covered : 0));
    t->uncovered_only += stake * (1 - (decided ? (double)issue->covered_only : 0));
    if (issue->internal) t->stake_internal += stake;
    if (decided) return;
    t->undecided += stake;
    if (issue->internal) t->stake_internal_undecided += stake;
    if (issue->refused)
        t->refusal += stake;
    else
        t->procedural += stake;
}

/* Books the time to decision, restricted to ENT_RESTRICTED_MONTHS, and the duration. */
enum { ENT_RESTRICTED_MONTHS = 36 };
static void tally_duration(const struct ent_constants *k, struct ent_world *w, const struct ent_issue *issue, int decided)
{
    const int age = w->month - issue->arrival, bin = age < ENT_N_DURATIONS - 1 ? age : ENT_N_DURATIONS - 1;
    if (decided)
        w->out->decided[bin]++;
    else
        w->out->censored[bin]++;
    if (issue->arrival + ENT_RESTRICTED_MONTHS > k->in.n_months) return;
    w->tally.waited += decided && age < ENT_RESTRICTED_MONTHS ? age : ENT_RESTRICTED_MONTHS;
    w->tally.n_waited++;
}

/* Books the utility of a settled issue: -s (x - y*)^2 stake, y* the policy a state lives under. */
static void tally_welfare(const struct ent_constants *k, struct ent_world *w, int slot, const real *x, const real *policy,
                          const real *comply)
{
    const struct ent_issue *issue = &w->issue[slot];
    real concerned[ENT_P];
    set_expand(issue->concerns, padded(k), concerned);
    for (int i = 0; i < padded(k); i++) {
        const real there = (x[i] - policy[i]) * (x[i] - policy[i]), here = (x[i] - issue->quo) * (x[i] - issue->quo);
        const real loss = w->salience[slot][i] * issue->stake * (comply[i] * there + (1 - comply[i]) * here);
        w->tally.welfare[i] -= (double)(concerned[i] * loss);
    }
    for (int i = 0; i < padded(k); i++) w->tally.n_settled[i] += (int32_t)concerned[i];
}

/* Compliance of every state with text y of a forum. */
static void decision_compliance(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue, real y,
                                const real *x, real *comply)
{
    const struct ent_compliance_parameters *p = &k->in.parameters.compliance;
    const int f = issue->forum;
    const real known = w->forum[f].trust + R(k->in.forum[f].monitoring) + oversight_legitimacy(k, f);
    for (int i = 0; i < padded(k); i++) {
        const real from_text = x[i] - y, from_quo = x[i] - issue->quo;
        const real burden = r_clip((from_text * from_text - from_quo * from_quo) / R(p->burden_scale), 0, 1);
        comply[i] = r_logistic(known + w->v[i] - R(p->burden_weight) * burden);
    }
}

/* Coverage of the issue, and who was left out of it or heard in it; `in`: 1 for those it binds. */
static void decision_cover(const struct ent_constants *k, struct ent_world *w, int slot, const real *comply, const real *in,
                           const struct ent_ballot *ballot)
{
    struct ent_issue *issue = &w->issue[slot];
    const real spill = k->spillover[issue->domain];
    real concerned[ENT_P], yes[ENT_P], weight[ENT_P], covered[ENT_P], only[ENT_P];
    set_expand(issue->concerns, padded(k), concerned);
    set_expand(ballot->yes, padded(k), yes);
    for (int i = 0; i < padded(k); i++) {
        weight[i] = concerned[i] * w->salience[slot][i] * k->root_gdp[i];
        only[i] = in[i] * comply[i] * issue->depth;
        covered[i] = only[i] + (1 - in[i]) * spill;
        const real stake = concerned[i] * w->salience[slot][i] * issue->stake;
        w->at_stake[i] += stake;
        w->excluded[i] += stake * (1 - in[i]);
        w->heard[i] += stake * yes[i];
    }
    const real sum = r_max(lanes_sum(weight, padded(k)), R(1e-9));
    issue->covered = lanes_dot(weight, covered, padded(k)) / sum;
    issue->covered_only = lanes_dot(weight, only, padded(k)) / sum;
}

/* The forum's record, achievement, and the gains of those it binds. */
static void decision_credit(const struct ent_constants *k, struct ent_world *w, int slot, const real *x, real y, const real *comply,
                            uint64_t bound, const real *in)
{
    struct ent_issue *issue = &w->issue[slot];
    struct ent_forum_state *forum = &w->forum[issue->forum];
    const struct ent_domain *domain = &k->in.domain[issue->domain];
    const int f = issue->forum, d = issue->domain;
    const real members = r_max(lanes_sum(w->in[f], padded(k)), 1), mean = lanes_dot(in, comply, padded(k)) / members;
    const real step = R(k->in.parameters.compliance.achievement_step) * issue->stake * issue->depth * mean;
    forum->achievement[d] = r_min(forum->achievement[d] + step, 1);
    w->settled_change[d] += R(k->in.parameters.bargaining.settled_step) * issue->stake * (y - w->settled[d]);
    if (domain->trust_effect > 0) trust_shift(w, bound, R(domain->trust_effect) * issue->stake);
    const real share = issue->stake / k->root_gdp_all;
    real concerned[ENT_P];
    set_expand(issue->concerns, padded(k), concerned);
    for (int i = 0; i < padded(k); i++) {
        const real from_quo = x[i] - issue->quo, from_text = x[i] - y;
        const real gain = w->salience[slot][i] * issue->stake * (from_quo * from_quo - from_text * from_text);
        w->realised[f][i] += in[i] * gain;
        w->pressing[f][i] += (1 - w->in[f][i]) * concerned[i] * share * k->root_gdp[i];
    }
}

/* Puts a passed text into effect for those it binds, and settles the accounts of its issue. */
static void decision_take(const struct ent_constants *k, struct ent_world *w, int slot, const real *x, const struct ent_ballot *ballot,
                          uint64_t bound)
{
    struct ent_issue *issue = &w->issue[slot];
    const real y = issue_text(issue), spill = k->spillover[issue->domain];
    real comply[ENT_P], lives[ENT_P], policy[ENT_P], in[ENT_P];
    set_expand(bound, padded(k), in);
    decision_compliance(k, w, issue, y, x, comply);
    decision_cover(k, w, slot, comply, in, ballot);
    decision_credit(k, w, slot, x, y, comply, bound, in);
    TRACE(w, DECISION, trace_issue(&told, issue), told.yes = ballot->yes, told.no = ballot->no, told.abstain = ballot->abstain,
          told.set = bound, told.value[0] = (double)y, told.value[1] = (double)issue->depth, told.value[2] = (double)issue->covered,
          told.value[3] = (double)(lanes_dot(in, comply, padded(k)) / r_max(lanes_sum(in, padded(k)), 1)));
    leader_pillar(k, w, issue->forum, ballot);
    w->forum[issue->forum].active = w->month;
    if (!issue->overdue) forum_record(w, issue, 1);
    for (int i = 0; i < padded(k); i++) {
        lives[i] = in[i] > 0 ? comply[i] : 1;
        policy[i] = in[i] > 0 ? y : issue->quo + spill * (y - issue->quo);
    }
    tally_welfare(k, w, slot, x, policy, lives);
    tally_duration(k, w, issue, 1);
    if (!issue->overdue) tally_deadlock(k, w, issue, 1);
    if (issue_is_urgent(k, issue)) {
        w->tally.cohesion += (double)(issue->stake * issue->covered * agreement_index(ballot));
        w->tally.cohesion_stake += (double)issue->stake;
    }
}

/* An issue that leaves the agenda undecided. */
static void decision_drop(const struct ent_constants *k, struct ent_world *w, int slot)
{
    const struct ent_issue *issue = &w->issue[slot];
    real x[ENT_P], quo[ENT_P], certain[ENT_P];
    issue_positions(k, w, slot, x);
    for (int i = 0; i < padded(k); i++) quo[i] = issue->quo, certain[i] = 1;
    tally_welfare(k, w, slot, x, quo, certain);
    tally_duration(k, w, issue, 0);
    if (issue_is_urgent(k, issue)) w->tally.cohesion_stake += (double)issue->stake;
}

/* Months by which an issue is late; not positive if it is not. */
static real issue_late(const struct ent_world *w, const struct ent_issue *issue)
{
    return (real)(w->month - issue->arrival) - issue->urgency;
}

/* The first month after U: the issue is judged undecided, and its forum pays. */
static void decision_due(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    if (issue->overdue || issue_late(w, issue) <= 0) return;
    issue->overdue = 1;
    tally_deadlock(k, w, issue, 0);
    TRACE(w, OVERDUE, trace_issue(&told, issue));
    if (issue->forum < 0) return;
    forum_record(w, issue, 0);
    w->forum[issue->forum].capital_change -= R(p->capital_overdue) * issue->stake;
    trust_shift(w, w->forum[issue->forum].members, -R(p->trust_overdue));
}

/* What an undecided issue costs this month; 1 if it is dropped. */
static int decision_missed(const struct ent_constants *k, struct ent_world *w, int slot)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const struct ent_issue *issue = &w->issue[slot];
    if (!issue->overdue) return 0;
    const real cost = R(p->overdue_cost) * issue->stake;
    real concerned[ENT_P];
    set_expand(issue->concerns, padded(k), concerned);
    for (int i = 0; i < padded(k); i++) w->tally.welfare[i] -= (double)(concerned[i] * (cost * w->salience[slot][i]));
    if (issue_late(w, issue) <= (real)p->drop_months) return 0;
    decision_drop(k, w, slot);
    TRACE(w, DROPPED, trace_issue(&told, issue));
    return 1;
}

/* At the horizon: what is still pending is censored. */
static void decision_close(const struct ent_constants *k, struct ent_world *w)
{
    for (int n = 0; n < w->n_pending; n++) {
        const struct ent_issue *issue = &w->issue[w->pending[n]];
        tally_duration(k, w, issue, 0);
        if (!issue_is_urgent(k, issue)) continue;
        if (!issue->overdue) tally_deadlock(k, w, issue, 0); /* its time ends with the last month */
        w->tally.cohesion_stake += (double)issue->stake;
    }
}
