/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of M11: what a decision does to the states, to its forum and to what the run will report, and what an issue costs
 * that nobody has decided.
 */
#ifndef ENT_TESTS_UNIT_TWIN_DECISION_H
#define ENT_TESTS_UNIT_TWIN_DECISION_H

static void twin_book(struct ent_world *w, const struct ent_issue *issue, int success)
{
    struct ent_forum_state *forum = &w->forum[issue->forum];
    struct ent_record *record = issue->reserved ? &forum->reserved[issue->domain] : &forum->ordinary;
    if (success) forum->successes += 1, record->successes += 1;
    forum->trials += 1, record->trials += 1;
}

static int is_urgent(const struct ent_constants *k, const struct ent_issue *issue)
{
    return (real)issue->arrival + issue->urgency <= (real)k->in.n_months;
}

/* comply_i = logistic(R_f + v_i + monitoring + legitimacy - burden weight clip(((x - y)^2 - (x - q)^2)/scale, 0, 1)). */
static real compliance_of(const struct ent_constants *k, const struct ent_world *w, int slot, int i)
{
    const struct ent_compliance_parameters *p = &k->in.parameters.compliance;
    const struct ent_issue *issue = &w->issue[slot];
    const struct ent_forum *forum = &k->in.forum[issue->forum];
    const real x = position_of(w, slot, i), y = text_of(issue), q = issue->quo;
    real legitimacy = 0, burden = ((x - y) * (x - y) - (x - q) * (x - q)) / R(p->burden_scale);
    if (forum->oversight == ENT_OVERSIGHT_SECRETARIAT) legitimacy = R(k->in.parameters.oversight.legitimacy_secretariat);
    if (forum->oversight == ENT_OVERSIGHT_PARLIAMENTARY) legitimacy = R(k->in.parameters.oversight.legitimacy_parliamentary);
    if (burden < 0) burden = 0;
    if (burden > 1) burden = 1;
    const real known = w->forum[issue->forum].trust + R(forum->monitoring) + legitimacy;
    return r_logistic(known + w->v[i] - R(p->burden_weight) * burden);
}

/* Coverage C_k with and without spillover; who was left out of the issue, and who was heard in it. */
static void twin_cover(const struct ent_constants *k, struct ent_world *w, int slot, const struct ent_ballot *ballot, uint64_t bound)
{
    struct ent_issue *issue = &w->issue[slot];
    real weight[ENT_P] = {0}, covered[ENT_P], only[ENT_P];
    for (int i = 0; i < k->n; i++) {
        const int concerned = is_in(issue->concerns, i);
        weight[i] = concerned ? w->salience[slot][i] * k->root_gdp[i] : 0;
        only[i] = is_in(bound, i) ? compliance_of(k, w, slot, i) * issue->depth : 0;
        covered[i] = is_in(bound, i) ? only[i] : k->spillover[issue->domain];
        if (!concerned) continue;
        const real stake = w->salience[slot][i] * issue->stake;
        w->at_stake[i] += stake;
        if (!is_in(bound, i)) w->excluded[i] += stake;
        if (is_in(ballot->yes, i)) w->heard[i] += stake;
    }
    real sum = sum_of(weight, k->n);
    if (sum < R(1e-9)) sum = R(1e-9);
    issue->covered = dot_of(weight, covered, k->n) / sum;
    issue->covered_only = dot_of(weight, only, k->n) / sum;
}

/* What the forum has achieved and its members have gained; what presses outsiders. */
static void twin_credit(const struct ent_constants *k, struct ent_world *w, int slot, uint64_t bound)
{
    struct ent_issue *issue = &w->issue[slot];
    const int f = issue->forum, d = issue->domain;
    const real y = text_of(issue), effect = R(k->in.domain[d].trust_effect);
    real comply[ENT_P], n = (real)size_of(w->forum[f].members);
    for (int i = 0; i < k->n; i++) comply[i] = is_in(bound, i) ? compliance_of(k, w, slot, i) : 0;
    const real mean = sum_of(comply, k->n) / (n < 1 ? 1 : n);
    real *achieved = &w->forum[f].achievement[d];
    *achieved += R(k->in.parameters.compliance.achievement_step) * issue->stake * issue->depth * mean;
    if (*achieved > 1) *achieved = 1;
    w->settled_change[d] += R(k->in.parameters.bargaining.settled_step) * issue->stake * (y - w->settled[d]);
    if (effect > 0) twin_shift(w, bound, effect * issue->stake);
    for (int i = 0; i < k->n; i++) {
        const real x = position_of(w, slot, i), q = issue->quo;
        const real gain = w->salience[slot][i] * issue->stake * ((x - q) * (x - q) - (x - y) * (x - y));
        if (is_in(bound, i)) w->realised[f][i] += gain;
        if (!is_in(w->forum[f].members, i) && is_in(issue->concerns, i))
            w->pressing[f][i] += issue->stake / k->root_gdp_all * k->root_gdp[i];
    }
}

/* Utility of a settled issue, -s stake (comply (x - y*)^2 + (1 - comply) (x - q)^2), to each state that it concerns. */
static void twin_welfare(struct ent_world *w, int slot, int i, real policy, real comply)
{
    const struct ent_issue *issue = &w->issue[slot];
    const real x = position_of(w, slot, i), there = (x - policy) * (x - policy), here = (x - issue->quo) * (x - issue->quo);
    if (!is_in(issue->concerns, i)) return;
    w->tally.welfare[i] -= (double)(w->salience[slot][i] * issue->stake * (comply * there + (1 - comply) * here));
    w->tally.n_settled[i]++;
}

/* Months from arrival to the decision, or to the loss from view. */
static void twin_duration(const struct ent_constants *k, struct ent_world *w, const struct ent_issue *issue, int decided)
{
    const int age = w->month - issue->arrival, bin = age < ENT_N_DURATIONS - 1 ? age : ENT_N_DURATIONS - 1;
    if (decided) w->out->decided[bin]++;
    if (!decided) w->out->censored[bin]++;
    if (issue->arrival + 36 > k->in.n_months) return;
    w->tally.n_waited++;
    w->tally.waited += decided && age < 36 ? age : 36;
}

/* The three readings of deadlock, at U. */
static void twin_deadlock(const struct ent_constants *k, struct ent_world *w, const struct ent_issue *issue, int decided)
{
    struct ent_tallies *t = &w->tally;
    const double stake = (double)issue->stake;
    if (!is_urgent(k, issue)) return;
    t->stake_urgent += stake;
    t->uncovered += decided ? stake * (1 - (double)issue->covered) : stake;
    t->uncovered_only += decided ? stake * (1 - (double)issue->covered_only) : stake;
    if (issue->internal) t->stake_internal += stake;
    if (decided) return;
    t->undecided += stake;
    if (issue->internal) t->stake_internal_undecided += stake;
    if (issue->refused) t->refusal += stake;
    if (!issue->refused) t->procedural += stake;
}

/* (most - (all - most)/2)/all over yes, no and abstentions. */
static real agreement_of(const struct ent_ballot *ballot)
{
    const int part[3] = {size_of(ballot->yes), size_of(ballot->no), size_of(ballot->abstain)}, all = part[0] + part[1] + part[2];
    int most = 0;
    for (int n = 0; n < 3; n++)
        if (part[n] > most) most = part[n];
    return all == 0 ? 0 : ((real)most - (real)(all - most) / 2) / (real)all;
}

static void twin_decide(const struct ent_constants *k, struct ent_world *w, int slot, const struct ent_ballot *ballot, uint64_t bound)
{
    struct ent_issue *issue = &w->issue[slot];
    struct ent_forum_state *forum = &w->forum[issue->forum];
    const real y = text_of(issue), outside = issue->quo + k->spillover[issue->domain] * (y - issue->quo);
    twin_cover(k, w, slot, ballot, bound);
    twin_credit(k, w, slot, bound);
    if (k->in.forum[issue->forum].external_leader && w->leader == ENT_ABSENT) forum->pillar = 1;
    forum->active = w->month;
    if (!issue->overdue) twin_book(w, issue, 1);
    for (int i = 0; i < k->n; i++) {
        if (is_in(bound, i)) twin_welfare(w, slot, i, y, compliance_of(k, w, slot, i));
        if (!is_in(bound, i)) twin_welfare(w, slot, i, outside, 1);
    }
    twin_duration(k, w, issue, 1);
    if (!issue->overdue) twin_deadlock(k, w, issue, 1);
    if (!is_urgent(k, issue)) return;
    w->tally.cohesion += (double)(issue->stake * issue->covered * agreement_of(ballot));
    w->tally.cohesion_stake += (double)issue->stake;
}

/* A ballot has adopted the text: all members are bound but those who stood aside. */
static void twin_adopt(const struct ent_constants *k, struct ent_world *w, int slot, const struct ent_ballot *ballot)
{
    const struct ent_issue *issue = &w->issue[slot];
    const struct ent_rule *rule = rule_of(k, w, issue);
    if (!ent_rule_is_unanimity(rule)) {
        w->tally.n_majority_acts++;
        if (ballot->no == 0) w->tally.n_uncontested++;
    }
    twin_remember(k, w, ballot->yes, ballot->no, issue->stake);
    const uint64_t aside = rule->abstention == ENT_ABSTENTION_ASIDE ? ballot->abstain : 0;
    twin_decide(k, w, slot, ballot, w->forum[issue->forum].members & ~aside);
}

/* The first month after U. */
static void twin_overdue(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    if (issue->overdue || age_of(w, issue) - issue->urgency <= 0) return;
    issue->overdue = 1;
    twin_deadlock(k, w, issue, 0);
    if (issue->forum < 0) return;
    twin_book(w, issue, 0);
    w->forum[issue->forum].capital_change -= R(p->capital_overdue) * issue->stake;
    twin_shift(w, w->forum[issue->forum].members, -R(p->trust_overdue));
}

/* A month beyond U costs all whom the issue concerns; 1 if it was the last. */
static int twin_missed(const struct ent_constants *k, struct ent_world *w, int slot)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const struct ent_issue *issue = &w->issue[slot];
    if (!issue->overdue) return 0;
    for (int i = 0; i < k->n; i++)
        if (is_in(issue->concerns, i)) w->tally.welfare[i] -= (double)(R(p->overdue_cost) * issue->stake * w->salience[slot][i]);
    if (age_of(w, issue) - issue->urgency <= (real)p->drop_months) return 0;
    for (int i = 0; i < k->n; i++) twin_welfare(w, slot, i, issue->quo, 1);
    twin_duration(k, w, issue, 0);
    if (is_urgent(k, issue)) w->tally.cohesion_stake += (double)issue->stake;
    return 1;
}

#endif
