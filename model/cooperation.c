/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8: a group goes ahead within a forum whose members could not agree: enhanced cooperation (Art. 20 TEU, 326 to 334
 * TFEU), permanent structured cooperation (Art. 42(6), 46 TEU).
 *
 *   willing   who voted for the text that failed this month
 *   possible  if age >= last_resort U, there are `least` of them, their own rule is met among them (Art. 238(3) TFEU,
 *             330 TFEU: only those who take part vote), and all members authorise it
 *   outsiders refuse to authorise it only if the others' policy, q + sigma_d (y - q), costs them more than they tolerate,
 *             deficit_i = obstruction a_i - s_i ((x_i - q)^2 - (x_i - q - sigma_d (y - q))^2),
 *             without slack: their patience with this text is spent
 *
 * It binds those who take part. The ballot on record is that of all members: the willing for, the others as they voted.
 */

/* The vote of all members on authorising the `willing` to adopt the text of the issue in `slot`. */
static struct ent_ballot cooperation_ballot(const struct ent_constants *k, const struct ent_world *w, int slot, const real *x,
                                            uint64_t willing, const struct ent_rule *rule)
{
    const struct ent_issue *issue = &w->issue[slot];
    const real q = issue->quo, outside = q + k->spillover[issue->domain] * (issue_text(issue) - q);
    const real obstruction = R(k->in.parameters.alienation.obstruction);
    real deficit[ENT_P];
    for (int i = 0; i < padded(k); i++) {
        const real from_quo = x[i] - q, from_outside = x[i] - outside;
        const real gain = w->salience[slot][i] * (from_quo * from_quo - from_outside * from_outside);
        deficit[i] = obstruction * w->alienation[i] - gain;
    }
    struct ent_ballot ballot = bargaining_count(k, rule, forum_voters(w, issue->forum) & ~willing, deficit, k->present);
    ballot.yes |= willing;
    return ballot;
}

/* Whether cooperation c of its forum can take up the issue in `slot`. */
static int cooperation_possible(const struct ent_constants *k, const struct ent_world *w, int slot, const real *x, int c)
{
    const struct ent_issue *issue = &w->issue[slot];
    const struct ent_cooperation *group = &k->in.forum[issue->forum].cooperation[c];
    const struct ent_ballot willing = {.yes = issue->ballot.yes, .no = 0, .abstain = 0};
    const int32_t own = issue->reserved ? group->reserved_rule : group->ordinary_rule;
    const struct ent_rule *rule = group->authorisation < 0 ? NULL : &k->in.rule[group->authorisation];
    const real age = (real)(w->month - issue->arrival);
    if (!(group->domains >> issue->domain & 1) || own < 0 || age < R(group->last_resort) * issue->urgency) return 0;
    if (ent_set_count(willing.yes) < group->least) return 0;
    struct ent_ballot all = {0, 0, 0};
    if (rule) all = cooperation_ballot(k, w, slot, x, willing.yes, rule);
    int32_t capability[ENT_P];
    const struct ent_weights weights = bargaining_weights(k, w, capability);
    return ent_cooperation_outcome(rule, &all, &k->in.rule[own], &willing, group->least, &weights).step == ENT_STEP_ADOPTED;
}

/* The first cooperation that can take up the issue in `slot` does; 1 if it was decided. */
static int cooperation_try(const struct ent_constants *k, struct ent_world *w, int slot)
{
    struct ent_issue *issue = &w->issue[slot];
    const struct ent_ballot ballot = issue->ballot;
    real x[ENT_P];
    int c = 0;
    issue_positions(k, w, slot, x);
    while (c < k->in.forum[issue->forum].n_cooperations && !cooperation_possible(k, w, slot, x, c)) c++;
    if (c == k->in.forum[issue->forum].n_cooperations) return 0;
    TRACE(w, COOPERATION, trace_issue(&told, issue), told.other = c, told.yes = ballot.yes);
    issue->failed = 0;
    w->tally.n_cooperations++;
    trust_remember(k, w, ballot.yes, ballot.no, issue->stake);
    decision_take(k, w, slot, x, &ballot, ballot.yes);
    return 1;
}

static void cooperation_month(const struct ent_constants *k, struct ent_world *w)
{
    for (int n = 0; n < w->n_failed; n++) {
        const int slot = w->failed[n];
        const struct ent_issue *issue = &w->issue[slot];
        if (issue->failed && k->in.forum[issue->forum].n_cooperations > 0 && cooperation_try(k, w, slot)) agenda_settled(w, slot);
    }
}
