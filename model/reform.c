/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8: reform of the rules, an issue that today's rule decides (the passerelle of Art. 48(7) TEU).
 *
 *   proposed  at reform_rate a year, for each domain in which a forum may reform the rule of reserved issues
 *   gain_i  = reform.gain issues s_i ((x_i - y_now)^2 - (x_i - y_then)^2),  y = qbar + p (y_C - qbar) as in membership.c
 *             p_now: record on reserved issues of the domain; p_then: on ordinary issues, which the rule to come decides
 *             issues: reserved issues expected until the next chance, in retry_months
 *   deficit = obstruction a_i - gain_i + reform.sovereignty (8 - eu_position)/7
 *
 * It is refused as in M7, but without slack: patience is with one text, and a veto is given up for good. Whoever lives
 * well with what today's rule cannot change loses by a rule that can. After the governments, the parliament of each
 * member stops the reform with probability reform_failure. What is adopted holds for good.
 */

static real reform_record(const struct ent_constants *k, const struct ent_record *record)
{
    return (record->successes + 2 * R(k->in.parameters.membership.success_prior)) / (record->trials + 2);
}

/* What each state gains by the reform, before its price in sovereignty. */
static void reform_gain(const struct ent_constants *k, const struct ent_world *w, int f, int d, real *gain)
{
    const struct ent_reform_parameters *p = &k->in.parameters.reform;
    const struct ent_forum_state *forum = &w->forum[f];
    const struct membership_policy policy = membership_policy_of(k, w, f, d, w->in[f]);
    const real now = policy.quo + reform_record(k, &forum->reserved[d]) * (policy.mean - policy.quo);
    const real then = policy.quo + reform_record(k, &forum->ordinary) * (policy.mean - policy.quo);
    const real issues = R(k->in.domain[d].arrivals * k->in.domain[d].reserved_share * p->retry_months / 12);
    for (int i = 0; i < padded(k); i++) {
        const real x = w->position[d][i], from_now = x - now, from_then = x - then;
        gain[i] = R(p->gain) * issues * k->salience[d][i] * (from_now * from_now - from_then * from_then);
    }
}

static struct ent_ballot reform_ballot(const struct ent_constants *k, const struct ent_world *w, int f, int d, const struct ent_rule *rule)
{
    const real obstruction = R(k->in.parameters.alienation.obstruction), price = R(k->in.parameters.reform.sovereignty);
    real gain[ENT_P], deficit[ENT_P];
    reform_gain(k, w, f, d, gain);
    for (int i = 0; i < padded(k); i++) deficit[i] = obstruction * w->alienation[i] - gain[i] + price * k->sovereignty[i];
    return bargaining_count(k, rule, forum_voters(w, f), deficit, k->present);
}

/* A reform of forum f in domain d as part of the counter of a draw. */
static uint32_t reform_identity(const struct ent_world *w, int f, int d)
{
    return w->forum[f].identity | (uint32_t)(d + 1) << 16; /* the identity takes the lower 16 bits (world.c) */
}

/* Members whose parliament stops the reform. */
static uint64_t reform_stopped(const struct ent_constants *k, const struct ent_world *w, int f, int d)
{
    uint64_t stopped = 0;
    for (uint64_t set = w->forum[f].members; set; set &= set - 1) {
        const int i = ent_set_first(set);
        uint32_t word[4];
        ent_draw(&w->stream, ENT_PURPOSE_REFORM, (uint32_t)w->month, reform_identity(w, f, d), k->id[i], word);
        if (ent_uniform(word[0]) < R(k->in.forum[f].reform_failure)) stopped |= UINT64_C(1) << i;
    }
    return stopped;
}

static int reform_is_open(const struct ent_constants *k, const struct ent_world *w, int f, int d)
{
    const struct ent_forum *forum = &k->in.forum[f];
    const struct ent_forum_state *state = &w->forum[f];
    const int may = (forum->reform_domains & state->scope) >> d & 1;
    return may && state->reserved_rule[d] >= 0 && state->reserved_rule[d] != forum->reform_to && w->month >= state->reform_due[d];
}

/* The governments vote by today's rule, then the parliaments have their say. */
static void reform_vote(const struct ent_constants *k, struct ent_world *w, int f, int d)
{
    const struct ent_rule *rule = &k->in.rule[k->in.forum[f].reform_rule];
    const struct ent_ballot ballot = reform_ballot(k, w, f, d, rule);
    const uint64_t objecting = reform_stopped(k, w, f, d);
    int32_t capability[ENT_P];
    const struct ent_weights weights = bargaining_weights(k, w, capability);
    const struct ent_outcome outcome = ent_reform_outcome(rule, &ballot, w->forum[f].members, objecting, &weights);
    const int adopted = outcome.step == ENT_STEP_ADOPTED;
    trust_remember(k, w, ballot.yes, ballot.no, 1);
    TRACE(w, REFORM, told.forum = f, told.domain = d, told.yes = ballot.yes, told.no = ballot.no, told.abstain = ballot.abstain,
          told.set = outcome.step == ENT_STEP_OBJECTED ? objecting : 0, told.value[0] = adopted,
          told.value[1] = outcome.step == ENT_STEP_OBJECTED);
    if (adopted) {
        w->forum[f].reserved_rule[d] = k->in.forum[f].reform_to;
        w->tally.n_reforms++;
    } else {
        w->forum[f].reform_due[d] = w->month + k->in.parameters.reform.retry_months;
    }
}

static void reform_fade(struct ent_record *record, real memory)
{
    record->successes *= memory;
    record->trials *= memory;
}

/* The domains in which a reform of forum f is proposed this month: at random, the same in every order. */
static uint32_t reform_proposed(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const real chance = r_hazard(R(k->in.forum[f].reform_rate), R(1) / 12);
    uint32_t step[ENT_MAX_DOMAINS], word[4][ENT_MAX_DOMAINS], open = 0, proposed = 0;
    for (int d = 0; d < k->in.n_domains; d++) open |= (uint32_t)reform_is_open(k, w, f, d) << d;
    if (!open) return 0;
    for (int d = 0; d < ENT_MAX_DOMAINS; d++) step[d] = reform_identity(w, f, d);
    ent_draw_steps(&w->stream, ENT_PURPOSE_REFORM, (uint32_t)w->month, step, 0, ENT_MAX_DOMAINS, word[0], word[1], word[2], word[3]);
    for (int d = 0; d < k->in.n_domains; d++) proposed |= (uint32_t)(ent_uniform(word[0][d]) < chance) << d;
    return proposed & open;
}

/* What is proposed is voted on; the records that reforms go by fade like any other. */
static void reform_month(const struct ent_constants *k, struct ent_world *w)
{
    for (int f = 0; f < k->in.n_forums; f++) {
        struct ent_forum_state *forum = &w->forum[f];
        if (forum->life != ENT_IN_FORCE || !k->in.forum[f].reform_domains || !(R(k->in.forum[f].reform_rate) > 0)) continue;
        const uint32_t proposed = reform_proposed(k, w, f);
        for (int d = 0; d < k->in.n_domains; d++) {
            if (proposed >> d & 1) reform_vote(k, w, f, d);
            reform_fade(&forum->reserved[d], k->memory);
        }
        reform_fade(&forum->ordinary, k->memory);
    }
}
