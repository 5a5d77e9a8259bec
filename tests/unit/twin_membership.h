/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of M10, who belongs to a forum: what it is worth, founding, coalitions (M9), entry, exit and pressure (M9).
 */
#ifndef ENT_TESTS_UNIT_TWIN_MEMBERSHIP_H
#define ENT_TESTS_UNIT_TWIN_MEMBERSHIP_H

/* ---- the benefit ---- */

static int may_decide(const struct ent_constants *k, int f, int d)
{
    for (int t = 0; t < k->in.n_sequence[d]; t++)
        if (k->in.sequence[d][t] == f) return 1;
    return 0;
}

/* G(C + i) = 1 - exp(-size_scale sum_C+i sqrt(GDP)/sum_all sqrt(GDP)). */
static real good_of(const struct ent_constants *k, uint64_t club, int i)
{
    real root[ENT_P];
    for (int j = 0; j < k->n; j++) root[j] = is_in(club, j) ? k->root_gdp[j] : 0;
    const real scale = R(k->in.parameters.membership.size_scale) / k->root_gdp_all, size = sum_of(root, k->n);
    return 1 - r_exp(-scale * (is_in(club, i) ? size : size + k->root_gdp[i]));
}

/* 1 + complementarity (mean over pairs of C + i of kappa). */
static real mix_of(const struct ent_constants *k, uint64_t club, int i)
{
    real to_club[ENT_P], in_club[ENT_P];
    for (int a = 0; a < k->n; a++) {
        real kappa[ENT_P];
        for (int b = 0; b < k->n; b++) kappa[b] = is_in(club, b) ? k->unlike_energy[a][b] : 0;
        to_club[a] = sum_of(kappa, k->n);
        in_club[a] = is_in(club, a) ? to_club[a] : 0;
    }
    real pairs = sum_of(in_club, k->n), size = (real)size_of(club);
    if (!is_in(club, i)) {
        pairs += 2 * to_club[i];
        size += 1;
    }
    const real ordered = size * (size - 1);
    return 1 + R(k->in.parameters.membership.complementarity) * pairs / (ordered > 1 ? ordered : 1);
}

static real centralisation_of(const struct ent_forum *forum)
{
    return R(forum->secretariat + forum->budget + forum->pooled_command + forum->monitoring) / 4;
}

/* U_i of every state in forum f, if the `club` were its members. */
static void benefit_of(const struct ent_constants *k, const struct ent_world *w, int f, uint64_t club, real *benefit)
{
    const struct ent_membership_parameters *p = &k->in.parameters.membership;
    const struct ent_forum *forum = &k->in.forum[f];
    const real n = size_of(club) > 1 ? (real)size_of(club) : 1;
    const real success = record_of(k, w->forum[f].successes, w->forum[f].trials);
    for (int i = 0; i < k->n; i++) {
        benefit[i] =
            -(R(p->sovereignty) * centralisation_of(forum)) * k->sovereignty[i] - R(p->fee + p->monitoring_fee * forum->monitoring) / n;
        for (int g = 0; g < k->in.n_forums; g++)
            if (g != f && in_force(w, g) && is_in(w->forum[g].members, i)) benefit[i] -= R(p->overlap);
    }
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!may_decide(k, f, d)) continue;
        const struct wanted wanted = wanted_by(k, w, d, club);
        const real inside = carried_out(wanted, success), outside = carried_out(wanted, k->spillover[d]);
        for (int i = 0; i < k->n; i++) {
            const real x = w->position[d][i], mix = k->in.domain[d].complementary ? mix_of(k, club, i) : 1;
            const real good = R(p->size_benefit) * (1 - k->spillover[d]) * good_of(k, club, i) * mix;
            benefit[i] += good + k->salience[d][i] * ((x - outside) * (x - outside) - (x - inside) * (x - inside));
        }
    }
}

/* ---- in and out ---- */

/* Nothing that has been noted of state i in forum f counts any more. */
static void twin_forget(struct ent_world *w, int f, int i)
{
    w->below[f][i] = w->determined[f][i] = w->suspension[f][i] = 0;
    w->pressing[f][i] = w->realised[f][i] = 0;
}

static void twin_enters(struct ent_world *w, int f, int i)
{
    w->forum[f].members |= alone(i);
    w->forum[f].candidates &= ~alone(i);
    w->in[f][i] = 1;
    twin_forget(w, f, i);
}

static void twin_leaves(struct ent_world *w, int f, int i)
{
    w->forum[f].members &= ~alone(i);
    w->forum[f].suspended &= ~alone(i);
    w->forum[f].candidates &= ~alone(i);
    w->in[f][i] = 0;
    twin_forget(w, f, i);
}

/* A shock takes the member with the least benefit out of the forum that is centralised most; of equal ones, the larger, then the
 * one that pays it least; of equal ones still, the first. */
static void twin_departure(const struct ent_constants *k, struct ent_world *w)
{
    int from = -1, leaver = -1;
    for (int f = 0; f < k->in.n_forums; f++) {
        int least = -1;
        for (int i = 0; i < k->n; i++)
            if (is_in(w->forum[f].members, i) && (least < 0 || w->benefit[f][i] < w->benefit[f][least])) least = i;
        if (least < 0) continue;
        if (from >= 0) {
            const real here = centralisation_of(&k->in.forum[f]), there = centralisation_of(&k->in.forum[from]);
            const int size = size_of(w->forum[f].members), other = size_of(w->forum[from].members);
            if (here < there) continue;
            if (here <= there && size < other) continue;
            if (here <= there && size == other && !(w->benefit[f][least] < w->benefit[from][leaver])) continue;
        }
        from = f;
        leaver = least;
    }
    if (from >= 0) twin_leaves(w, from, leaver);
}

static void twin_exit(const struct ent_constants *k, struct ent_world *w, int f)
{
    const struct ent_membership_parameters *p = &k->in.parameters.membership;
    for (int i = 0; i < k->n; i++) {
        uint32_t word[4];
        if (!is_in(w->forum[f].members, i) || w->benefit[f][i] >= -R(p->exit_cost)) continue;
        draw_of(w, ENT_PURPOSE_EXIT, w->forum[f].identity, k->id[i], word);
        if (ent_uniform(word[0]) < r_hazard(R(p->exit_rate), R(1) / 12)) twin_leaves(w, f, i);
    }
}

/* Whether state i may belong to forum f, does not yet, and does not wait for its own parliament. */
static int is_outside(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    const int ratifying = is_in(w->forum[f].signatories, i) && !is_in(w->forum[f].ratified, i);
    return is_in(k->in.forum[f].eligible, i) && !is_in(w->forum[f].members, i) && !ratifying;
}

static void twin_pressure(const struct ent_constants *k, struct ent_world *w, int f)
{
    int hardest = -1;
    for (int i = 0; i < k->n; i++) {
        const int presses = w->pressing[f][i] >= R(k->in.parameters.widening.pressure) && w->benefit[f][i] > 0;
        if (!is_outside(k, w, f, i) || !presses || !meets(k, w, f, i)) continue;
        if (hardest < 0 || w->pressing[f][i] > w->pressing[f][hardest]) hardest = i;
    }
    if (k->in.forum[f].pressure && hardest >= 0) twin_enters(w, f, hardest);
}

/* ---- entry ---- */

/* Whether member j refuses candidate i: what it would lose by the entry exceeds its trust in it by more than it tolerates. */
static int refuses_entry(const struct ent_constants *k, const struct ent_world *w, int f, int i, int j, const struct ent_rule *rule)
{
    const struct ent_membership_parameters *p = &k->in.parameters.membership;
    const real success = record_of(k, w->forum[f].successes, w->forum[f].trials);
    real root[ENT_P], gain = 0;
    for (int m = 0; m < k->n; m++) root[m] = member(w, f, m) * k->root_gdp[m];
    const real more = R(p->size_scale) / k->root_gdp_all, size = sum_of(root, k->n);
    const real larger = r_exp(-more * size) - r_exp(-more * (size + k->root_gdp[i]));
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!may_decide(k, f, d)) continue;
        const struct wanted wanted = wanted_by(k, w, d, w->forum[f].members);
        const real weight = wanted.weight + k->weight[d][i], sum = wanted.mean * wanted.weight + w->position[d][i] * k->weight[d][i];
        const struct wanted with = {sum / (weight > R(1e-9) ? weight : R(1e-9)), wanted.quo, weight};
        const real x = w->position[d][j], now = carried_out(wanted, success), then = carried_out(with, success);
        gain += R(p->size_benefit) * (1 - k->spillover[d]) * larger + k->salience[d][j] * ((x - now) * (x - now) - (x - then) * (x - then));
    }
    return -gain - R(k->in.parameters.bargaining.slack_trust) * w->trust[j][i] > tolerance_of(k, rule);
}

static int is_admitted(const struct ent_constants *k, const struct ent_world *w, int f, int i, uint32_t word)
{
    const struct ent_forum *forum = &k->in.forum[f];
    struct ent_ballot ballot = {0, 0, 0};
    if (!meets(k, w, f, i) || ent_uniform(word) < R(forum->ratification_failure)) return 0;
    if (forum->entry_rule < 0) return 1;
    for (int j = 0; j < k->n; j++) {
        if (!is_in(voters_of(w, f), j)) continue;
        if (refuses_entry(k, w, f, i, j, &k->in.rule[forum->entry_rule]))
            ballot.no |= alone(j);
        else
            ballot.yes |= alone(j);
    }
    return adopted_by(k, w, &k->in.rule[forum->entry_rule], &ballot);
}

/* Months until a candidate is heard: 1 + floor(12 entry_delay (Gamma2/2) short). */
static int delay_of(const struct ent_constants *k, const struct ent_world *w, int f, const uint32_t *word)
{
    real shorter = 1;
    for (int g = 0; g < k->in.n_forums; g++)
        for (int d = 0; d < k->in.n_domains; d++) {
            const real left = 1 - R(k->in.domain[d].lag_effect) * w->forum[g].achievement[d];
            if (in_force(w, g) && left < shorter) shorter = left;
        }
    const real drawn = ent_exponential(word[0]) + ent_exponential(word[1]);
    const real months = 12 * R(k->in.forum[f].entry_delay) * drawn / 2 * shorter;
    return months < 2000 ? 1 + (int)months : 2001;
}

static void twin_entry(const struct ent_constants *k, struct ent_world *w, int f)
{
    uint64_t admitted = 0; /* together: none of them votes on another */
    for (int i = 0; i < k->n; i++) {
        uint32_t word[4];
        const int willing = is_outside(k, w, f, i) && w->benefit[f][i] > 0;
        if (!willing) w->forum[f].candidates &= ~alone(i);
        if (!willing || (is_in(w->forum[f].candidates, i) && w->month < w->due[f][i])) continue;
        draw_of(w, ENT_PURPOSE_ENTRY, w->forum[f].identity, k->id[i], word);
        if (!is_in(w->forum[f].candidates, i)) {
            w->forum[f].candidates |= alone(i);
            w->due[f][i] = w->month + delay_of(k, w, f, word);
        } else if (is_admitted(k, w, f, i, word[2])) {
            admitted |= alone(i);
        } else {
            w->due[f][i] = w->month + 12;
        }
    }
    for (int i = 0; i < k->n; i++)
        if (is_in(admitted, i)) twin_enters(w, f, i);
}

/* ---- founding ---- */

/* Founders that meet the floor, less those who gain nothing in the club of the others, until nobody leaves. */
static uint64_t founders_of(const struct ent_constants *k, const struct ent_world *w, int f)
{
    uint64_t club = 0, before = 0;
    for (int i = 0; i < k->n; i++)
        if (is_in(k->in.forum[f].founders, i) && meets(k, w, f, i)) club |= alone(i);
    while (club != before) {
        real benefit[ENT_P];
        before = club;
        benefit_of(k, w, f, before, benefit);
        for (int i = 0; i < k->n; i++)
            if (!(benefit[i] > 0)) club &= ~alone(i);
    }
    return club;
}

/* In January the founders sign; the ratification of each takes its time, or fails. */
static void twin_sign(const struct ent_constants *k, struct ent_world *w, int f)
{
    const struct ent_forum *forum = &k->in.forum[f];
    if (w->forum[f].life != ENT_UNSIGNED || w->month % 12 != 0) return;
    const uint64_t club = founders_of(k, w, f);
    if (size_of(club) < forum->ratifications) return;
    w->forum[f].life = ENT_RATIFYING;
    w->forum[f].signatories = 0;
    for (int i = 0; i < k->n; i++) {
        uint32_t word[4];
        draw_of(w, ENT_PURPOSE_RATIFICATION, w->forum[f].identity, k->id[i], word);
        if (!is_in(club, i) || ent_uniform(word[1]) < R(forum->ratification_failure)) continue;
        const real years = R(forum->ratification_low) + R(forum->ratification_high - forum->ratification_low) * ent_uniform(word[0]);
        w->forum[f].signatories |= alone(i);
        w->due[f][i] = w->month + (int32_t)(12 * years);
    }
}

static void twin_ratify(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    const int needed = k->in.forum[f].ratifications;
    if (forum->life != ENT_RATIFYING && forum->life != ENT_IN_FORCE) return;
    for (int i = 0; i < k->n; i++) {
        if (!is_in(forum->signatories, i) || is_in(forum->ratified, i) || w->month < w->due[f][i]) continue;
        forum->ratified |= alone(i);
        if (forum->life == ENT_IN_FORCE) twin_enters(w, f, i);
    }
    if (forum->life == ENT_IN_FORCE) return;
    if (size_of(forum->signatories) < needed) {
        forum->life = ENT_UNSIGNED;
        forum->signatories = forum->ratified = 0;
    } else if (size_of(forum->ratified) >= needed) {
        forum->life = ENT_IN_FORCE;
        for (int i = 0; i < k->n; i++)
            if (is_in(forum->ratified, i)) twin_enters(w, f, i);
        forum->effective0 = effective_of(k, w, f);
    }
}

/* ---- coalitions of the willing ---- */

/* score_i = s_ik stake_k max(0, x_ik - q_k) c_i/(mean of c) above `founding`, told without the division. */
static int is_willing(const struct ent_constants *k, const struct ent_world *w, int f, int slot, int i)
{
    const struct ent_issue *issue = &w->issue[slot];
    const real all = sum_of(w->capability, k->n), mean = (all > R(1e-9) ? all : R(1e-9)) / (real)k->n;
    const real above = position_of(w, slot, i) - issue->quo;
    const real score = w->salience[slot][i] * issue->stake * (above > 0 ? above : 0) * w->capability[i];
    if (!is_in(k->in.forum[f].eligible, i) || !is_in(issue->concerns, i) || !meets(k, w, f, i)) return 0;
    return score > R(k->in.parameters.widening.founding) * mean;
}

/* Those willing to found forum f on any issue that is stuck in its scope. */
static void twin_gather(const struct ent_constants *k, struct ent_world *w, int f)
{
    for (int n = 0; n < w->n_pending && w->forum[f].life == ENT_UNSIGNED; n++) {
        struct ent_issue *issue = &w->issue[w->pending[n]];
        const int rule = issue->reserved ? w->forum[f].reserved_rule[issue->domain] : k->in.forum[f].ordinary_rule[issue->domain];
        const int stuck = age_of(w, issue) >= R(k->in.parameters.widening.founding_age) * issue->urgency;
        uint64_t willing = 0;
        if (!may_decide(k, f, issue->domain) || rule < 0 || !stuck || (issue->founded >> f & 1)) continue;
        for (int i = 0; i < k->n; i++)
            if (is_willing(k, w, f, w->pending[n], i)) willing |= alone(i);
        if (size_of(willing) < k->in.parameters.widening.founders_least) continue;
        w->forum[f].signatories |= willing;
        w->forum[f].formed = w->month;
        issue->founded |= 1u << f;
    }
}

/* The coalition is in force with its founders, and takes up the issues on which no forum before it was founded this month. */
static void twin_form(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    const uint64_t founders = forum->signatories;
    if (forum->life != ENT_UNSIGNED || founders == 0) return;
    forum->life = ENT_IN_FORCE;
    forum->signatories = 0;
    forum->capital = R(k->in.forum[f].capital);
    forum->active = w->month;
    for (int i = 0; i < k->n; i++)
        if (is_in(founders, i)) twin_enters(w, f, i);
    forum->effective0 = effective_of(k, w, f);
    w->tally.n_coalitions++;
    for (int n = 0; n < w->n_pending; n++) {
        struct ent_issue *issue = &w->issue[w->pending[n]];
        int first = -1;
        for (int t = k->in.n_sequence[issue->domain] - 1; t >= 0; t--) {
            const int g = k->in.sequence[issue->domain][t];
            if ((issue->founded >> g & 1) && w->forum[g].formed == w->month) first = g;
        }
        if (first != f || issue->forum == f) continue;
        if (issue->forum >= 0 && in_force(w, issue->forum) && !issue->overdue) twin_book(w, issue, 0);
        twin_put(k, w, issue, f, R(k->in.parameters.bargaining.handover_preparation));
    }
}

#endif
