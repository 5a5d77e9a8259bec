/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of M7, packages and payments: what may still turn a refusal of this month.
 */
#ifndef ENT_TESTS_UNIT_TWIN_EXCHANGE_H
#define ENT_TESTS_UNIT_TWIN_EXCHANGE_H

/* ---- what has failed ---- */

static int comes_before(const struct ent_issue *a, const struct ent_issue *b)
{
    if (a->arrival != b->arrival) return a->arrival < b->arrival;
    return a->domain != b->domain ? a->domain < b->domain : a->serial < b->serial;
}

/* Slots of the issues that somebody refused this month, of age `share` U at least, by arrival, domain and serial number. */
static int refused_of(const struct ent_world *w, double share, int *slot)
{
    int n = 0;
    for (int m = 0; m < w->n_pending; m++) {
        const struct ent_issue *issue = &w->issue[w->pending[m]];
        if (issue->failed && issue->ballot.no && age_of(w, issue) >= R(share) * issue->urgency) slot[n++] = w->pending[m];
    }
    for (int a = 0; a < n; a++)
        for (int b = a + 1; b < n; b++)
            if (comes_before(&w->issue[slot[b]], &w->issue[slot[a]])) {
                const int first = slot[a];
                slot[a] = slot[b];
                slot[b] = first;
            }
    return n;
}

/* ---- packages ---- */

/* gain = e a - e^2 b at depth e, of one state or the mean of one side. */
struct gain {
    real a, b;
};

static real at_depth(struct gain gain, real e)
{
    return e * (gain.a - e * gain.b);
}

/* a = 2 stake s (x - q)(y0 - q),  b = stake s (y0 - q)^2. */
static struct gain gain_of(const struct ent_world *w, int slot, int i)
{
    const struct ent_issue *issue = &w->issue[slot];
    const real step = issue->text - issue->quo, weight = issue->stake * w->salience[slot][i] * step;
    return (struct gain){2 * weight * (position_of(w, slot, i) - issue->quo), weight * step};
}

/* What voter i on issue `own` keeps of what it gains by the other one. */
static real kept_of(const struct ent_constants *k, const struct ent_world *w, int own, int other, int i)
{
    if (w->issue[own].forum == w->issue[other].forum) return 1;
    return member(w, w->issue[other].forum, i) > 0 ? 1 - R(k->in.parameters.exchange.linkage_price) : 0;
}

/* Mean over those who refuse issue `side` of what they gain by issue `by`. */
static struct gain mean_gain(const struct ent_constants *k, const struct ent_world *w, int side, int by)
{
    real a[ENT_P], b[ENT_P];
    for (int i = 0; i < k->n; i++) {
        const real keep = !is_in(w->issue[side].ballot.no, i) ? 0 : side == by ? 1 : kept_of(k, w, side, by, i);
        a[i] = keep * gain_of(w, by, i).a;
        b[i] = keep * gain_of(w, by, i).b;
    }
    const real n = (real)size_of(w->issue[side].ballot.no);
    return (struct gain){sum_of(a, k->n) / n, sum_of(b, k->n) / n};
}

/* A package of the issues in two slots: what each side gains by its own issue and by the other, and how deep both texts go. */
struct package {
    int slot[2];
    struct gain own[2], other[2];
    real depth[2], gain;
    struct ent_ballot ballot[2];
};

/* The best depth of the issue in `slot` if those who refuse it count c, and the other side 1 - c. */
static real best_depth(const struct ent_constants *k, const struct ent_issue *issue, struct gain own, struct gain other, real c)
{
    const real a = c * own.a + (1 - c) * other.a, b = c * own.b + (1 - c) * other.b;
    const real depth = a / (2 * (b > R(1e-9) ? b : R(1e-9))), least = R(k->in.parameters.exchange.package_depth) * issue->reach;
    return depth < least ? least : depth > issue->reach ? issue->reach : depth;
}

/* Sets the depths that are best if side 0 counts c and side 1 counts 1 - c; the lead of side 0. */
static real lead_at(const struct ent_constants *k, const struct ent_world *w, struct package *p, real c)
{
    real net[2];
    p->depth[0] = best_depth(k, &w->issue[p->slot[0]], p->own[0], p->other[1], c);
    p->depth[1] = best_depth(k, &w->issue[p->slot[1]], p->own[1], p->other[0], 1 - c);
    for (int s = 0; s < 2; s++) net[s] = at_depth(p->own[s], p->depth[s]) + at_depth(p->other[s], p->depth[1 - s]);
    p->gain = net[0] < net[1] ? net[0] : net[1];
    return net[0] - net[1];
}

/* Depths at which both sides gain equally, and something; 0 if there are none. */
static int is_fair(const struct ent_constants *k, const struct ent_world *w, struct package *p)
{
    for (int s = 0; s < 2; s++) {
        p->own[s] = mean_gain(k, w, p->slot[s], p->slot[s]);
        p->other[s] = mean_gain(k, w, p->slot[s], p->slot[1 - s]);
    }
    if (p->other[0].a <= 0 || p->other[1].a <= 0) return 0;
    if (lead_at(k, w, p, 0) > 0 || lead_at(k, w, p, 1) < 0) return 0;
    real low = 0, high = 1;
    for (int step = 0; step < 30; step++) {
        const real c = (low + high) / 2;
        if (lead_at(k, w, p, c) > 0)
            high = c;
        else
            low = c;
    }
    return p->gain > 0;
}

/* What voter i misses of one issue of a package at its depth. */
static real missed_of(const struct ent_constants *k, const struct ent_world *w, int slot, real depth, int i)
{
    const struct ent_issue *issue = &w->issue[slot];
    const real obstruction = R(k->in.parameters.alienation.obstruction) * w->alienation[i];
    return issue->stake * (obstruction - slack_of(k, w, issue)) - at_depth(gain_of(w, slot, i), depth);
}

/* The votes in the forums of both issues; 1 if both rules are met. */
static int is_adopted(const struct ent_constants *k, const struct ent_world *w, struct package *p)
{
    for (int s = 0; s < 2; s++) {
        const int own = p->slot[s], other = p->slot[1 - s];
        const struct ent_rule *rule = rule_of(k, w, &w->issue[own]);
        const uint64_t voters = voters_of(w, w->issue[own].forum);
        p->ballot[s] = (struct ent_ballot){0, 0, 0};
        for (int i = 0; i < k->n; i++) {
            if (!is_in(voters, i)) continue;
            const real keep = kept_of(k, w, own, other, i);
            const real deficit = missed_of(k, w, own, p->depth[s], i) + keep * missed_of(k, w, other, p->depth[1 - s], i);
            vote_by(k, rule, i, deficit, w->issue[own].stake + keep * w->issue[other].stake, &p->ballot[s]);
        }
        if (!adopted_by(k, w, rule, &p->ballot[s])) return 0;
    }
    return 1;
}

static int can_be_exchanged(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *a, const struct ent_issue *b)
{
    int wanted[2] = {0, 0}; /* somebody who refuses the one is in the forum of the other */
    for (int i = 0; i < k->n; i++) {
        if (is_in(a->ballot.no, i) && is_in(b->ballot.no, i)) return 0;
        if (is_in(a->ballot.no, i) && member(w, b->forum, i) > 0) wanted[0] = 1;
        if (is_in(b->ballot.no, i) && member(w, a->forum, i) > 0) wanted[1] = 1;
    }
    if (a->forum != b->forum && k->in.parameters.exchange.linkage_price >= 1) return 0;
    return wanted[0] && wanted[1] && k->in.forum[a->forum].packages && k->in.forum[b->forum].packages;
}

/* The package of the greatest gain, of equal ones the first; 0 if there is none. */
static int best_package(const struct ent_constants *k, const struct ent_world *w, struct package *best)
{
    int slot[ENT_MAX_ISSUES];
    const int n = refused_of(w, k->in.parameters.exchange.package_age, slot);
    best->gain = 0;
    for (int a = 0; a < n; a++)
        for (int b = a + 1; b < n; b++) {
            struct package package = {.slot = {slot[a], slot[b]}};
            if (!can_be_exchanged(k, w, &w->issue[slot[a]], &w->issue[slot[b]])) continue;
            if (is_fair(k, w, &package) && is_adopted(k, w, &package) && package.gain > best->gain) *best = package;
        }
    return best->gain > 0;
}

static void twin_packages(const struct ent_constants *k, struct ent_world *w)
{
    struct package package;
    while (k->in.parameters.exchange.log_rolling && best_package(k, w, &package)) {
        w->tally.n_packages++;
        for (int s = 0; s < 2; s++) {
            w->issue[package.slot[s]].depth = package.depth[s];
            w->issue[package.slot[s]].failed = 0;
        }
        for (int s = 0; s < 2; s++) {
            twin_adopt(k, w, package.slot[s], &package.ballot[s]);
            leaves_agenda(w, package.slot[s]);
        }
    }
}

/* ---- payments ---- */

static void twin_purses(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_exchange_parameters *p = &k->in.parameters.exchange;
    for (int f = 0; f < k->in.n_forums; f++) {
        real root[ENT_P], yearly = 0;
        for (int i = 0; i < k->n; i++) root[i] = member(w, f, i) * k->root_gdp[i];
        if (in_force(w, f)) yearly = R(p->purse * k->in.forum[f].budget) / (k->root_gdp_all / (real)k->n) * sum_of(root, k->n);
        const real most = yearly * R(p->purse_years), filled = w->forum[f].purse + yearly / 12;
        w->forum[f].purse = filled < most ? filled : most;
    }
}

/* States of a set from the cheapest on, equal prices by identity; how many. */
static int by_price(const struct ent_constants *k, uint64_t set, const real *price, int *who)
{
    int n = 0;
    for (int i = 0; i < k->n; i++) {
        if (!is_in(set, i)) continue;
        int at = n++;
        for (; at > 0; at--) {
            const int before = who[at - 1];
            if (price[before] < price[i] || (price[before] <= price[i] && k->id[before] < k->id[i])) break;
            who[at] = before;
        }
        who[at] = i;
    }
    return n;
}

/* Neither suspended nor under proceedings. */
static int may_be_paid(const struct ent_constants *k, const struct ent_world *w, int f, int i)
{
    const struct ent_forum *forum = &k->in.forum[f];
    const int can_suspend = forum->floor > 0 && forum->suspension_rule >= 0 && forum->suspension_months > 0 && !is_in(forum->waived, i);
    if (!is_in(w->forum[f].members, i) || is_in(w->forum[f].suspended, i)) return 0;
    return !can_suspend || (w->determined[f][i] == 0 && w->below[f][i] < forum->suspension_months);
}

/* The ballot, if those in the set had voted for the text. */
static struct ent_ballot turned(const struct ent_ballot *ballot, uint64_t set)
{
    return (struct ent_ballot){ballot->yes | set, ballot->no & ~set, ballot->abstain & ~set};
}

/* Those whose consent is bought: the cheapest, less those without whom it passes, the dearest first. */
static uint64_t bought_of(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue, const real *price)
{
    const struct ent_rule *rule = rule_of(k, w, issue);
    uint64_t bought = 0, payable = 0;
    int who[2 * ENT_P], n = 0, passes = 0;
    for (int i = 0; i < k->n; i++)
        if (may_be_paid(k, w, issue->forum, i)) payable |= alone(i);
    n = by_price(k, issue->ballot.no & payable, price, who);
    n += by_price(k, issue->ballot.abstain & payable, price, who + n);
    for (int m = 0; m < n && !passes; m++) {
        bought |= alone(who[m]);
        const struct ent_ballot ballot = turned(&issue->ballot, bought);
        passes = adopted_by(k, w, rule, &ballot);
    }
    if (!passes) return 0;
    n = by_price(k, bought, price, who);
    for (int m = n - 1; m >= 0; m--) {
        const struct ent_ballot without = turned(&issue->ballot, bought & ~alone(who[m]));
        if (adopted_by(k, w, rule, &without)) bought &= ~alone(who[m]);
    }
    return bought;
}

/* The paid gain their payment; all members lose the same utility, so that money in proportion to root GDP comes out even. */
static void twin_pay(const struct ent_constants *k, struct ent_world *w, int slot, uint64_t bought, real total, const real *payment)
{
    const int f = w->issue[slot].forum;
    real root[ENT_P];
    for (int i = 0; i < k->n; i++) root[i] = member(w, f, i) * k->root_gdp[i];
    const real each = total * (k->root_gdp_all / (real)k->n) / sum_of(root, k->n);
    for (int i = 0; i < k->n; i++) {
        const real change = (is_in(bought, i) ? payment[i] : 0) - (member(w, f, i) > 0 ? each : 0);
        w->realised[f][i] += change;
        w->tally.welfare[i] += (double)change;
    }
    w->forum[f].purse = w->forum[f].purse > total ? w->forum[f].purse - total : 0;
    w->tally.n_bought += size_of(bought);
}

static void twin_buy(const struct ent_constants *k, struct ent_world *w, int slot)
{
    struct ent_issue *issue = &w->issue[slot];
    const real tolerated = tolerance_of(k, rule_of(k, w, issue));
    real payment[ENT_P], price[ENT_P], total = 0;
    int who[ENT_P];
    if (w->forum[issue->forum].purse <= 0) return;
    for (int i = 0; i < k->n; i++) {
        const real missing = deficit_of(k, w, slot, i) - tolerated;
        payment[i] = issue->stake * ((missing > 0 ? missing : 0) + R(1e-4));
        price[i] = payment[i] * k->root_gdp[i] / (k->root_gdp_all / (real)k->n);
    }
    const uint64_t bought = bought_of(k, w, issue, price);
    const int n = by_price(k, bought, price, who);
    for (int m = 0; m < n; m++) total += price[who[m]];
    if (n == 0 || total > w->forum[issue->forum].purse) return;
    const struct ent_ballot ballot = turned(&issue->ballot, bought);
    issue->failed = 0;
    twin_pay(k, w, slot, bought, total, payment);
    twin_adopt(k, w, slot, &ballot);
    leaves_agenda(w, slot);
}

static void twin_exchange(const struct ent_constants *k, struct ent_world *w)
{
    int slot[ENT_MAX_ISSUES];
    twin_purses(k, w);
    twin_packages(k, w);
    const int n = k->in.parameters.exchange.purse > 0 ? refused_of(w, k->in.parameters.exchange.payment_age, slot) : 0;
    for (int m = 0; m < n; m++) twin_buy(k, w, slot[m]);
}

#endif
