/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of M7, agenda: elections, the arrival of issues, and the forum that holds one.
 */
#ifndef ENT_TESTS_UNIT_TWIN_AGENDA_H
#define ENT_TESTS_UNIT_TWIN_AGENDA_H

/* ---- elections ---- */

/* Normal number m of the election in state i: four from each part of the draw. */
static real election_normal(const struct ent_constants *k, const struct ent_world *w, int i, int m)
{
    uint32_t word[4];
    draw_of(w, ENT_PURPOSE_ELECTION, (uint32_t)m / 4, k->id[i], word);
    return m % 4 < 2 ? normal_of(word[0], word[1], m % 2) : normal_of(word[2], word[3], m % 2);
}

/* f_id = turnover_memory f_id + turnover (turnover_common N_common + turnover_group N_group), every election_months. */
static void twin_elections(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    for (int i = 0; i < k->n; i++) {
        const int since = w->month - k->first_election[i];
        if (p->election_months <= 0 || since < 0 || since % p->election_months != 0) continue;
        for (int d = 0; d < k->in.n_domains; d++) {
            const real common = election_normal(k, w, i, 0), group = election_normal(k, w, i, 1 + k->in.domain[d].government_group);
            const real news = R(p->turnover_common) * common + R(p->turnover_group) * group;
            w->deviation[d][i] = R(p->turnover_memory) * w->deviation[d][i] + R(p->turnover) * news;
        }
    }
}

/* ---- the forum that holds an issue ---- */

/* Places in the domain's sequence of the forums in force; how many. */
static int places_in_force(const struct ent_constants *k, const struct ent_world *w, int d, int *place)
{
    int m = 0;
    for (int t = 0; t < k->in.n_sequence[d]; t++)
        if (in_force(w, k->in.sequence[d][t])) place[m++] = t;
    return m;
}

/* Depth that a text of forum f can have: less where part of the matter lies in a domain in which it has no say. */
static real reach_of(const struct ent_constants *k, const struct ent_issue *issue, int f)
{
    const real left = 1 - R(k->in.parameters.exchange.linkage_price);
    int has_say = issue->second < 0;
    for (int t = 0; !has_say && t < k->in.n_sequence[issue->second]; t++)
        if (k->in.sequence[issue->second][t] == f) has_say = 1;
    if (has_say) return 1;
    return left < R(k->in.parameters.bargaining.depth_floor) ? 0 : left;
}

/* The issue goes to forum f, and `share` of its preparation begins. */
static void twin_put(const struct ent_constants *k, const struct ent_world *w, struct ent_issue *issue, int f, real share)
{
    const struct ent_oversight_parameters *p = &k->in.parameters.oversight;
    issue->forum = f;
    issue->proposed = 0;
    issue->depth = issue->reach = 1;
    if (f < 0) return;
    issue->reach = reach_of(k, issue, f);
    issue->depth = issue->reach > 0 ? issue->reach : 1;
    real haste = R(p->haste_none);
    if (k->in.forum[f].oversight == ENT_OVERSIGHT_SECRETARIAT) haste = R(p->haste_secretariat);
    if (k->in.forum[f].oversight == ENT_OVERSIGHT_PARLIAMENTARY) haste = 1;
    const real slow = (1 + R(k->in.parameters.bargaining.preparation_capital) * (1 - w->forum[f].capital)) * haste;
    const real months = share * R(k->in.domain[issue->domain].preparation) * issue->preparation * slow;
    issue->ready = w->month + (months < 1000 ? (int32_t)months : 1000);
}

/* The next forum in force takes over if the present one is gone, or has had its share of U. */
static void twin_hand_over(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const int d = issue->domain, gone = issue->forum >= 0 && !in_force(w, issue->forum);
    int place[ENT_MAX_FORUMS], here = -1, rank = 0, next = -1;
    const int m = places_in_force(k, w, d, place);
    for (int t = 0; t < k->in.n_sequence[d]; t++)
        if (issue->forum >= 0 && k->in.sequence[d][t] == issue->forum) here = t;
    for (int n = m - 1; n >= 0; n--) {
        if (place[n] > here) next = k->in.sequence[d][place[n]];
        if (place[n] <= here) rank++;
    }
    if (next < 0) {
        if (gone) issue->forum = -1;
        return;
    }
    const int held = issue->forum >= 0 && !gone;
    const real share = m == 2 ? R(p->handover) : (real)rank / (real)m;
    if (held && age_of(w, issue) < share * issue->urgency) return;
    if (held) twin_book(w, issue, 0);
    twin_put(k, w, issue, next, held ? R(p->handover_preparation) : 1);
}

/* ---- arrivals ---- */

/* Word `n` of part `part` of the draw of an issue. */
static uint32_t issue_word(const struct ent_world *w, uint32_t identity, uint32_t part, int n)
{
    uint32_t word[4];
    draw_of(w, ENT_PURPOSE_ISSUE, identity, part, word);
    return word[n];
}

/* Where every state stands on the issue beside its stance, and how much it cares. */
static void twin_interests(const struct ent_constants *k, struct ent_world *w, int slot, uint32_t identity)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    for (int i = 0; i < k->n; i++) {
        uint32_t word[4];
        draw_of(w, ENT_PURPOSE_ISSUE_POSITION, identity, k->id[i], word);
        w->noise[slot][i] = R(p->position_noise) * normal_of(word[0], word[1], 0);
        w->salience[slot][i] = k->salience[w->issue[slot].domain][i] * r_exp(R(p->salience_noise) * normal_of(word[0], word[1], 1));
    }
    for (int i = k->n; i < ENT_P; i++) w->noise[slot][i] = w->salience[slot][i] = 0;
}

/* The status quo: |quo_mean + quo_sd N| from the settled policy, below it with probability quo_below. */
static real twin_status_quo(const struct ent_constants *k, const struct ent_world *w, int d, uint32_t identity)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const real z = normal_of(issue_word(w, identity, 2, 0), issue_word(w, identity, 2, 1), 0);
    real distance = R(p->quo_mean) + R(p->quo_sd) * z;
    if (distance < 0) distance = -distance;
    if (ent_uniform(issue_word(w, identity, 2, 2)) < R(p->quo_below)) distance = -distance;
    const real quo = w->settled[d] + distance;
    return quo < 0 ? 0 : quo > 1 ? 1 : quo;
}

static void twin_issue(const struct ent_constants *k, struct ent_world *w, int d, uint32_t serial, real stake, real urgency)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const struct ent_domain *domain = &k->in.domain[d];
    const uint32_t id = (uint32_t)d << 28 | serial;
    if (w->n_free == 0) {
        twin_full(w);
        return;
    }
    const int slot = w->free_slot[--w->n_free];
    struct ent_issue *issue = &w->issue[slot];
    int place[ENT_MAX_FORUMS];
    w->pending[w->n_pending++] = slot;
    memset(issue, 0, sizeof *issue);
    issue->domain = d;
    issue->arrival = w->month;
    issue->serial = (int32_t)serial;
    issue->stake = stake * R(p->stake_mean) / 2 * (ent_exponential(issue_word(w, id, 0, 0)) + ent_exponential(issue_word(w, id, 0, 1)));
    const real z = normal_of(issue_word(w, id, 0, 2), issue_word(w, id, 0, 3), 0);
    issue->urgency = urgency * R(domain->urgency) * r_exp(R(p->urgency_sd) * z);
    if (issue->urgency < 1) issue->urgency = 1;
    issue->preparation = (ent_exponential(issue_word(w, id, 1, 0)) + ent_exponential(issue_word(w, id, 1, 1))) / 2;
    issue->reserved = ent_uniform(issue_word(w, id, 1, 2)) < R(domain->reserved_share);
    issue->internal = ent_uniform(issue_word(w, id, 1, 3)) < R(domain->internal_share);
    for (int i = 0; i < k->n; i++)
        if (!issue->internal || k->in.state[i].eu) issue->concerns |= alone(i);
    issue->second = -1;
    if (k->in.n_domains > 1 && ent_uniform(issue_word(w, id, 3, 0)) < R(k->in.parameters.exchange.cross_share)) {
        const int other = (int)ent_choose(issue_word(w, id, 3, 1), (uint32_t)k->in.n_domains - 1);
        issue->second = other < d ? other : other + 1;
    }
    issue->quo = twin_status_quo(k, w, d, id);
    twin_interests(k, w, slot, id);
    twin_put(k, w, issue, places_in_force(k, w, d, place) > 0 ? k->in.sequence[d][place[0]] : -1, 1);
}

/* One issue in each domain that the shock names; `target` tells those of several attacks apart. */
static void twin_raise(const struct ent_constants *k, struct ent_world *w, int s, uint32_t target)
{
    const struct ent_shock *shock = &k->in.shock[s];
    for (int d = 0; d < k->in.n_domains; d++)
        if (shock->issue_domains >> d & 1) twin_issue(k, w, d, 1u << 27 | target, R(shock->issue_stake), R(shock->issue_urgency));
}

static void twin_arrivals(const struct ent_constants *k, struct ent_world *w)
{
    for (int d = 0; d < k->in.n_domains; d++) {
        uint32_t word[4];
        draw_of(w, ENT_PURPOSE_ARRIVALS, 0, (uint32_t)d, word);
        const int n = ent_poisson(word[0], R(k->in.domain[d].arrivals / 12));
        for (int serial = 0; serial < n; serial++) twin_issue(k, w, d, (uint32_t)serial, 1, 1);
    }
    for (int s = 0; s < k->in.n_shocks; s++)
        if (w->raised >> s & 1) twin_raise(k, w, s, k->shock_id[s] >> 6);
    for (int i = 0; i < k->n; i++)
        if (is_in(w->attacked, i)) twin_raise(k, w, w->attack_shock[i], k->id[i]);
    w->raised = 0;
    w->attacked = 0;
}

#endif
