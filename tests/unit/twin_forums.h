/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of the lives of forums: capital, dilution and their end (M13, M9), coalitions (M9), reforms of the rules (M8), and
 * the end of an order.
 */
#ifndef ENT_TESTS_UNIT_TWIN_FORUMS_H
#define ENT_TESTS_UNIT_TWIN_FORUMS_H

/* n_eff = (sum of members' c)^2 / sum of c^2. */
static real effective_of(const struct ent_constants *k, const struct ent_world *w, int f)
{
    real c[ENT_P];
    for (int i = 0; i < k->n; i++) c[i] = member(w, f, i) > 0 ? w->capability[i] : 0;
    const real squares = dot_of(c, c, k->n), sum = sum_of(c, k->n);
    return squares > 0 ? sum * sum / squares : 1;
}

/* D: share of the members' capability that has lost by the forum's decisions, times trials/(trials + 2). */
static real dissatisfied_of(const struct ent_constants *k, const struct ent_world *w, int f)
{
    real all[ENT_P], losing[ENT_P];
    for (int i = 0; i < k->n; i++) {
        all[i] = member(w, f, i) > 0 ? w->capability[i] : 0;
        losing[i] = w->realised[f][i] < 0 ? all[i] : 0;
    }
    const real sum = sum_of(all, k->n), trials = w->forum[f].trials;
    return sum_of(losing, k->n) / (sum > R(1e-9) ? sum : R(1e-9)) * trials / (trials + 2);
}

/* Nothing is left of a coalition that may form again. */
static void twin_lapse(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    forum->life = ENT_UNSIGNED;
    forum->members = forum->suspended = forum->candidates = forum->signatories = forum->ratified = 0;
    forum->capital = R(k->in.forum[f].capital);
    forum->dilution = 1;
    forum->capital_change = forum->successes = forum->trials = forum->purse = 0;
    forum->ordinary.successes = forum->ordinary.trials = 0;
    for (int d = 0; d < ENT_MAX_DOMAINS; d++) forum->achievement[d] = forum->reserved[d].successes = forum->reserved[d].trials = 0;
    for (int i = 0; i < ENT_P; i++) {
        w->in[f][i] = w->pressing[f][i] = w->realised[f][i] = 0;
        w->below[f][i] = w->suspension[f][i] = w->determined[f][i] = 0;
    }
}

static void twin_end(const struct ent_constants *k, struct ent_world *w, int f)
{
    const int can_form_again = k->in.forum[f].ad_hoc && k->in.forum[f].lifetime_months > 0;
    if (can_form_again) {
        twin_lapse(k, w, f);
        return;
    }
    w->forum[f].life = ENT_DISSOLVED;
    w->forum[f].members = w->forum[f].suspended = w->forum[f].candidates = 0;
    for (int i = 0; i < ENT_P; i++) w->in[f][i] = 0;
}

/* Whether forum f ends this month: by its hazard, or with fewer than two members. */
static int is_ending(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const struct ent_capital_parameters *p = &k->in.parameters.capital;
    uint32_t word[4];
    draw_of(w, ENT_PURPOSE_FORUM_LIFE, 0, w->forum[f].identity, word);
    const real worse = dissatisfied_of(k, w, f) - R(p->dissatisfied_share) - w->forum[f].capital;
    const real hazard = R(p->death_base) * r_exp(R(p->death_exponent) * worse);
    return ent_uniform(word[0]) < r_hazard(hazard, R(1) / 12) || size_of(w->forum[f].members) < 2;
}

/* K' = clip(K + (growth p (1 - K) - decay (1 - p) K)/12 + events, 0, 1), for one forum after the other. */
static void twin_capital(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_capital_parameters *p = &k->in.parameters.capital;
    for (int f = 0; f < k->in.n_forums; f++) {
        struct ent_forum_state *forum = &w->forum[f];
        const real events = forum->capital_change, K = forum->capital, use = record_of(k, forum->successes, forum->trials);
        forum->capital_change = 0;
        if (!in_force(w, f)) continue;
        const real next = K + (R(p->growth) * use * (1 - K) - R(p->decay) * (1 - use) * K) / 12 + events;
        forum->capital = next < 0 ? 0 : next > 1 ? 1 : next;
        forum->successes *= k->memory;
        forum->trials *= k->memory;
        for (int i = 0; i < k->n; i++) w->realised[f][i] *= k->memory;
        const real first = forum->effective0 > R(.5) ? forum->effective0 : R(.5), wider = effective_of(k, w, f) / first;
        forum->dilution = r_pow(wider > 1 ? wider : 1, -R(k->in.parameters.widening.dilution));
        const int ending = is_ending(k, w, f), lifetime = k->in.forum[f].ad_hoc ? k->in.forum[f].lifetime_months : 0;
        if (lifetime > 0 && w->month - forum->active >= lifetime)
            twin_lapse(k, w, f);
        else if (ending)
            twin_end(k, w, f);
    }
}

/* The order fails without a forum left for defence, or for more than half of all domains. */
static void twin_failure(const struct ent_constants *k, struct ent_world *w)
{
    int without = 0, defenceless = 0;
    for (int d = 0; d < k->in.n_domains; d++) {
        int left = 0;
        for (int t = 0; t < k->in.n_sequence[d]; t++) {
            const int f = k->in.sequence[d][t], life = w->forum[f].life;
            const struct ent_forum *forum = &k->in.forum[f];
            const int may_come = life == ENT_UNSIGNED && !forum->ad_hoc && size_of(forum->founders & k->everyone) >= forum->ratifications;
            if (life == ENT_IN_FORCE || life == ENT_RATIFYING || may_come) left = 1;
        }
        if (left) continue;
        without++;
        if (k->in.domain[d].defence) defenceless = 1;
    }
    if (w->failed_month < 0 && (defenceless || 2 * without > k->in.n_domains)) w->failed_month = w->month;
}

/* ---- reform ---- */

/* y_C and qbar of M10: what the members want in a domain, and the policy without them. */
struct wanted {
    real mean, quo, weight;
};

static struct wanted wanted_by(const struct ent_constants *k, const struct ent_world *w, int d, uint64_t members)
{
    real weight[ENT_P] = {0};
    for (int i = 0; i < k->n; i++) weight[i] = is_in(members, i) ? k->weight[d][i] : 0;
    const real sum = sum_of(weight, k->n), quo = w->settled[d] - R(k->in.parameters.membership.quo_gap);
    return (struct wanted){sum > 0 ? dot_of(weight, w->position[d], k->n) / sum : quo, quo, sum};
}

/* qbar + p (y - qbar). */
static real carried_out(struct wanted wanted, real share)
{
    return wanted.quo + share * (wanted.mean - wanted.quo);
}

/* The uniform of a reform of forum f in domain d: of the proposal (identity 0), or of the parliament of a state. */
static real reform_uniform(const struct ent_world *w, int f, int d, uint32_t id)
{
    uint32_t word[4];
    draw_of(w, ENT_PURPOSE_REFORM, w->forum[f].identity | (uint32_t)(d + 1) << 16, id, word);
    return ent_uniform(word[0]);
}

static struct ent_ballot twin_reform_ballot(const struct ent_constants *k, const struct ent_world *w, int f, int d)
{
    const struct ent_reform_parameters *p = &k->in.parameters.reform;
    const struct ent_forum_state *forum = &w->forum[f];
    const struct wanted wanted = wanted_by(k, w, d, forum->members);
    const real now = carried_out(wanted, record_of(k, forum->reserved[d].successes, forum->reserved[d].trials));
    const real then = carried_out(wanted, record_of(k, forum->ordinary.successes, forum->ordinary.trials));
    const real issues = R(k->in.domain[d].arrivals * k->in.domain[d].reserved_share * p->retry_months / 12);
    struct ent_ballot ballot = {0, 0, 0};
    for (int i = 0; i < k->n; i++) {
        const real x = w->position[d][i];
        const real gain = R(p->gain) * issues * k->salience[d][i] * ((x - now) * (x - now) - (x - then) * (x - then));
        const real deficit = R(k->in.parameters.alienation.obstruction) * w->alienation[i] - gain + R(p->sovereignty) * k->sovereignty[i];
        if (is_in(voters_of(w, f), i)) vote_by(k, &k->in.rule[k->in.forum[f].reform_rule], i, deficit, 1, &ballot);
    }
    return ballot;
}

/* The governments vote, then any parliament may stop what they accept. */
static void twin_reform_vote(const struct ent_constants *k, struct ent_world *w, int f, int d)
{
    const struct ent_ballot ballot = twin_reform_ballot(k, w, f, d);
    int adopted = adopted_by(k, w, &k->in.rule[k->in.forum[f].reform_rule], &ballot);
    for (int i = 0; i < k->n; i++)
        if (is_in(w->forum[f].members, i) && reform_uniform(w, f, d, k->id[i]) < R(k->in.forum[f].reform_failure)) adopted = 0;
    twin_remember(k, w, ballot.yes, ballot.no, 1);
    if (adopted) w->forum[f].reserved_rule[d] = k->in.forum[f].reform_to;
    if (adopted) w->tally.n_reforms++;
    if (!adopted) w->forum[f].reform_due[d] = w->month + k->in.parameters.reform.retry_months;
}

static void twin_reform(const struct ent_constants *k, struct ent_world *w)
{
    for (int f = 0; f < k->in.n_forums; f++) {
        const struct ent_forum *forum = &k->in.forum[f];
        struct ent_forum_state *state = &w->forum[f];
        if (!in_force(w, f) || forum->reform_domains == 0 || R(forum->reform_rate) <= 0) continue;
        for (int d = 0; d < k->in.n_domains; d++) {
            int decides = 0;
            for (int t = 0; t < k->in.n_sequence[d]; t++) decides |= k->in.sequence[d][t] == f;
            const int old = state->reserved_rule[d], open = old >= 0 && old != forum->reform_to && w->month >= state->reform_due[d];
            const int proposed = reform_uniform(w, f, d, 0) < r_hazard(R(forum->reform_rate), R(1) / 12);
            if (decides && (forum->reform_domains >> d & 1) && open && proposed) twin_reform_vote(k, w, f, d);
            state->reserved[d].successes *= k->memory;
            state->reserved[d].trials *= k->memory;
        }
        state->ordinary.successes *= k->memory;
        state->ordinary.trials *= k->memory;
    }
}

#endif
