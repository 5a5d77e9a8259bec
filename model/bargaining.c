/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M7, second part: a forum proposes, votes, and waters down what it cannot pass.
 *
 *   position   x_ik = clip(b + f + alpha_d (tau - tau0) + gamma_d (v - v0) + noise, 0, 1)
 *   compromise y0 = mean of x over all who would be bound, weighted by salience x root GDP
 *   text       y = q + depth (y0 - q),  depth falls each month a vote fails
 *   slack_i    = (k0 + k1 R_f + k2 K + k3 min(1, age/U) + leader bonus) x dilution - obstruction a_i
 *   deficit_i  = -s ((x - q)^2 - (x - y)^2) - slack_i
 * With a veto a member refuses above `refuse_unanimity` and abstains between 0 and that; without one it votes
 * against only above `refuse_majority`, for a futile no has a cost. Where the rule lets members stand aside, those do who
 * would refuse by no more than `stand_aside`. All but one may make a statement: political, not binding.
 */

static void bargaining_stances(const struct ent_constants *k, struct ent_world *w)
{
    for (int d = 0; d < k->in.n_domains; d++) {
        const real by_threat = R(k->in.domain[d].threat_shift), by_values = R(k->in.domain[d].values_shift);
        for (int i = 0; i < padded(k); i++)
            w->stance[d][i] = w->position[d][i] + by_threat * (w->threat[i] - k->threat0[i]) + by_values * (w->v[i] - k->v0[i]);
    }
}

/* x: positions of all states on the issue in `slot`. */
static void issue_positions(const struct ent_constants *k, const struct ent_world *w, int slot, real *x)
{
    const real *stance = w->stance[w->issue[slot].domain], *noise = w->noise[slot];
    for (int i = 0; i < padded(k); i++) x[i] = r_clip(stance[i] + noise[i], 0, 1);
}

static real issue_text(const struct ent_issue *issue)
{
    return issue->quo + issue->depth * (issue->text - issue->quo);
}

/* The least depth to which its forum waters the text down. */
static real issue_least_depth(const struct ent_constants *k, const struct ent_issue *issue)
{
    return R(k->in.parameters.bargaining.depth_floor) * issue->reach;
}

/* Whether this share of its urgency time is over. */
static int issue_is_aged(const struct ent_world *w, const struct ent_issue *issue, double share)
{
    return (real)(w->month - issue->arrival) >= R(share) * issue->urgency;
}

static const struct ent_rule *issue_rule(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue)
{
    const int f = issue->forum, d = issue->domain;
    const int r = issue->reserved ? w->forum[f].reserved_rule[d] : k->in.forum[f].ordinary_rule[d];
    return r < 0 ? NULL : &k->in.rule[r];
}

static void bargaining_propose(const struct ent_constants *k, struct ent_world *w, int slot, const real *x)
{
    struct ent_issue *issue = &w->issue[slot];
    const real *in = w->in[issue->forum];
    real weight[ENT_P];
    for (int i = 0; i < padded(k); i++) weight[i] = in[i] * w->salience[slot][i] * k->root_gdp[i];
    const real sum = lanes_sum(weight, padded(k));
    int who;
    issue->text = leader_text(k, w, issue->forum, x, sum > 0 ? lanes_dot(weight, x, padded(k)) / sum : issue->quo, &who);
    issue->proposed = 1;
    TRACE(w, PROPOSAL, trace_issue(&told, issue), told.state = who, told.value[0] = (double)issue->text,
          told.value[1] = (double)issue->quo);
}

/* Patience of a member with an issue that needs its consent, before its own alienation. */
static real bargaining_slack(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const struct ent_forum_state *forum = &w->forum[issue->forum];
    const real age = (real)(w->month - issue->arrival) / issue->urgency;
    const real bonus = R(k->in.domain[issue->domain].leader_bonus) * commitment_worth(k, w);
    return (R(p->slack_base) + R(p->slack_trust) * forum->trust + R(p->slack_capital) * forum->capital + R(p->slack_age) * r_min(age, 1) +
            bonus) *
           forum->dilution;
}

/* Deficit that a member tolerates without voting against. */
static real bargaining_tolerated(const struct ent_constants *k, const struct ent_rule *rule)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    return ent_rule_is_unanimity(rule) ? R(p->refuse_unanimity) : R(p->refuse_majority);
}

/* What each member misses to agree to the text on the table, per stake of the issue. */
static void bargaining_deficits(const struct ent_constants *k, const struct ent_world *w, int slot, const real *x, real *deficit)
{
    const struct ent_issue *issue = &w->issue[slot];
    const real q = issue->quo, y = issue_text(issue), slack = bargaining_slack(k, w, issue);
    const real obstruction = R(k->in.parameters.alienation.obstruction);
    for (int i = 0; i < padded(k); i++) {
        const real from_quo = x[i] - q, from_text = x[i] - y;
        const real gain = w->salience[slot][i] * (from_quo * from_quo - from_text * from_text);
        deficit[i] = obstruction * w->alienation[i] - gain - slack;
    }
}

/* The votes of `voters` with these deficits, summed over stakes of `scale` in all. */
static struct ent_ballot bargaining_count(const struct ent_constants *k, const struct ent_rule *rule, uint64_t voters, const real *deficit,
                                          const real *scale)
{
    const int may_stand_aside = rule->abstention == ENT_ABSTENTION_ASIDE;
    const real tolerated = bargaining_tolerated(k, rule), aside = R(k->in.parameters.bargaining.stand_aside);
    const real refuse = may_stand_aside ? r_max(aside, tolerated) : tolerated;
    const real abstain = ent_rule_is_unanimity(rule) && !may_stand_aside ? 0 : tolerated;
    real refused[ENT_P], doubted[ENT_P];
    for (int i = 0; i < padded(k); i++) {
        refused[i] = refuse * scale[i];
        doubted[i] = abstain * scale[i];
    }
    const uint64_t no = set_above(deficit, refused, padded(k)) & voters;
    const uint64_t hesitant = set_above(deficit, doubted, padded(k)) & voters & ~no;
    return (struct ent_ballot){.yes = voters & ~no & ~hesitant, .no = no, .abstain = hesitant};
}

static uint64_t forum_voters(const struct ent_world *w, int f)
{
    return w->forum[f].members & ~w->forum[f].suspended;
}

static struct ent_ballot bargaining_ballot(const struct ent_constants *k, const struct ent_world *w, int slot, const real *x,
                                           const struct ent_rule *rule)
{
    real deficit[ENT_P];
    bargaining_deficits(k, w, slot, x, deficit);
    return bargaining_count(k, rule, forum_voters(w, w->issue[slot].forum), deficit, k->present);
}

/* Capability as integers, in thousandths of a bn USD, for rules that count it. */
static void capability_weights(const struct ent_constants *k, const struct ent_world *w, int32_t *weight)
{
    for (int i = 0; i < padded(k); i++) weight[i] = (int32_t)(r_min(r_max(w->capability[i], 0), 100000) * 1000);
}

/* What the rules of an order can count this month; `capability` is room for one of the weights. */
static struct ent_weights bargaining_weights(const struct ent_constants *k, const struct ent_world *w, int32_t *capability)
{
    capability_weights(k, w, capability);
    return (struct ent_weights){{NULL, k->population, capability}};
}

static int bargaining_passes(const struct ent_constants *k, const struct ent_world *w, const struct ent_rule *rule,
                             const struct ent_ballot *ballot)
{
    int32_t capability[ENT_P];
    const struct ent_weights weights = bargaining_weights(k, w, capability);
    return ent_rule_passes(rule, ballot, &weights);
}

/* What trust remembers of a statement by all but one, once per issue. It has no effect on policy. */
static void bargaining_state(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue)
{
    const struct ent_exchange_parameters *p = &k->in.parameters.exchange;
    const struct ent_ballot *ballot = &issue->ballot;
    const uint64_t others = ballot->yes | ballot->abstain;
    if (!k->in.forum[issue->forum].statements || issue->stated || !ent_all_but_one(ballot)) return;
    if (ent_set_count(others) + 1 < p->statement_least) return;
    issue->stated = 1;
    w->tally.n_statements++;
    trust_remember(k, w, others, ballot->no, R(p->statement_memory) * issue->stake);
    TRACE(w, STATEMENT, trace_issue(&told, issue), told.yes = others, told.no = ballot->no);
}

#ifdef ENT_TRACED
/* Tells who refused, and by how much; what a payment could have offered it is in the forum's purse. */
static void bargaining_tell_refusals(const struct ent_constants *k, const struct ent_world *w, int slot)
{
    const struct ent_issue *issue = &w->issue[slot];
    real x[ENT_P], deficit[ENT_P];
    issue_positions(k, w, slot, x);
    bargaining_deficits(k, w, slot, x, deficit);
    const struct ent_rule *rule = issue_rule(k, w, issue);
    const real slack = bargaining_slack(k, w, issue);
    const real without_aside = bargaining_tolerated(k, rule), aside = R(k->in.parameters.bargaining.stand_aside);
    const real tolerated = rule->abstention == ENT_ABSTENTION_ASIDE ? r_max(aside, without_aside) : without_aside;
    const real obstruction = R(k->in.parameters.alienation.obstruction);
    const real purse = issue_is_aged(w, issue, k->in.parameters.exchange.payment_age) ? w->forum[issue->forum].purse : 0;
    const real offered = purse * (k->root_gdp_all / (real)k->n) / issue->stake;
    for (uint64_t set = issue->ballot.no; set; set &= set - 1) {
        const int i = ent_set_first(set);
        const real patience = slack - obstruction * w->alienation[i];
        TRACE(w, REFUSAL, trace_issue(&told, issue), told.state = i, told.value[0] = (double)(-deficit[i] - patience),
              told.value[1] = (double)patience, told.value[2] = (double)deficit[i], told.value[3] = (double)tolerated,
              told.value[4] = (double)(offered / k->root_gdp[i]));
    }
}
#else
#define bargaining_tell_refusals(k, w, slot) ((void)0)
#endif

/* A vote that failed for good this month: the text is watered down; the first refusal is remembered, a reported veto is
 * counted. */
static void bargaining_fails(const struct ent_constants *k, struct ent_world *w, int slot)
{
    struct ent_issue *issue = &w->issue[slot];
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const struct ent_ballot *ballot = &issue->ballot;
    const int unanimity = ent_rule_is_unanimity(issue_rule(k, w, issue));
    TRACE(w, VOTE, trace_issue(&told, issue), told.yes = ballot->yes, told.no = ballot->no, told.abstain = ballot->abstain,
          told.value[0] = (double)issue_text(issue), told.value[1] = (double)issue->depth);
    bargaining_tell_refusals(k, w, slot);
    if (!issue->refused) trust_remember(k, w, ballot->yes, ballot->no, issue->stake);
    issue->refused = 1;
    issue->depth = r_max(issue->depth - R(p->depth_fall), issue_least_depth(k, issue));
    const int n_no = ent_set_count(ballot->no);
    const int urgent = (real)(w->month - issue->arrival) >= issue->urgency / 2;
    if (unanimity) bargaining_state(k, w, issue);
    if (!unanimity || issue->reported || !urgent || n_no == 0 || n_no > p->veto_refusers) return;
    issue->reported = 1;
    w->tally.n_vetoes++;
    for (uint64_t set = ballot->no; set; set &= set - 1) w->out->blocked[ent_set_first(set)][issue->domain]++;
    TRACE(w, VETO, trace_issue(&told, issue), told.no = ballot->no);
}

/* Adopts the text of the issue in `slot` with the ballot; those who stood aside are free of it. */
static void bargaining_adopts(const struct ent_constants *k, struct ent_world *w, int slot, const real *x, const struct ent_ballot *ballot,
                              const struct ent_rule *rule)
{
    const struct ent_issue *issue = &w->issue[slot];
    if (!ent_rule_is_unanimity(rule)) {
        w->tally.n_majority_acts++;
        w->tally.n_uncontested += ballot->no == 0;
    }
    trust_remember(k, w, ballot->yes, ballot->no, issue->stake);
    decision_take(k, w, slot, x, ballot, ent_rule_bound(rule, ballot, w->forum[issue->forum].members));
}

/* Votes on the issue in `slot`; 1 if it was decided. A failed vote is kept for the rest of the month. */
static int bargaining_vote(const struct ent_constants *k, struct ent_world *w, int slot)
{
    struct ent_issue *issue = &w->issue[slot];
    issue->failed = 0;
    if (issue->forum < 0 || w->month < issue->ready || !(issue->reach > 0)) return 0;
    const struct ent_rule *rule = issue_rule(k, w, issue);
    if (!rule) return 0;
    real x[ENT_P];
    issue_positions(k, w, slot, x);
    if (!issue->proposed) bargaining_propose(k, w, slot, x);
    const struct ent_ballot ballot = bargaining_ballot(k, w, slot, x, rule);
    if (bargaining_passes(k, w, rule, &ballot)) {
        bargaining_adopts(k, w, slot, x, &ballot, rule);
        return 1;
    }
    issue->failed = 1;
    issue->ballot = ballot;
    w->failed[w->n_failed++] = slot;
    return 0;
}

/* Every pending issue is taken up, judged when its time is over, and voted on. */
static void bargaining_votes(const struct ent_constants *k, struct ent_world *w)
{
    uint32_t in_force[ENT_MAX_DOMAINS];
    for (int d = 0; d < k->in.n_domains; d++) in_force[d] = sequence_in_force(k, w, d);
    w->n_failed = 0;
    for (int n = 0; n < w->n_pending;) {
        const int slot = w->pending[n];
        agenda_hand_over(k, w, &w->issue[slot], in_force[w->issue[slot].domain]);
        decision_due(k, w, &w->issue[slot]);
        if (bargaining_vote(k, w, slot))
            agenda_remove(w, n);
        else
            n++;
    }
}

/* What nobody has decided this month has its price, and is dropped in the end. */
static void bargaining_left(const struct ent_constants *k, struct ent_world *w)
{
    for (int n = 0; n < w->n_pending;) {
        const int slot = w->pending[n];
        if (w->issue[slot].failed) bargaining_fails(k, w, slot);
        if (decision_missed(k, w, slot))
            agenda_remove(w, n);
        else
            n++;
    }
}

/* The month of the agenda: votes, then what may still turn a refusal, then what is left undecided. */
static void bargaining_month(const struct ent_constants *k, struct ent_world *w)
{
    bargaining_stances(k, w);
    for (int d = 0; d < k->in.n_domains; d++) w->settled_change[d] = 0;
    for (int i = 0; i < padded(k); i++) w->excluded[i] = w->heard[i] = w->at_stake[i] = 0;
    bargaining_votes(k, w);
    exchange_month(k, w);    /* issues are exchanged, refusers paid */
    cooperation_month(k, w); /* the willing go ahead */
    bargaining_left(k, w);
    for (int d = 0; d < k->in.n_domains; d++) w->settled[d] = r_clip(w->settled[d] + w->settled_change[d], 0, 1);
}
