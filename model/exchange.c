/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M7, third part: what may still turn a refusal of this month: packages of two issues, and payments.
 *
 * *Log-rolling* [Stokman & Van Oosten 1994: exchanges of equal gain]. Issues A and B have failed; those who refuse A want B and
 * those who refuse B want A. Per state, with y = q + depth (y0 - q),
 *
 *   gain_A(depth) = stake s ((x - q)^2 - (x - y)^2) = depth a - depth^2 b,  a = 2 stake s (x - q)(y0 - q),  b = stake s (y0 - q)^2
 *   net           = gain of the issue of one's own forum + keep gain of the other,   a mean over the members of each side
 *
 * keep is 1 within a forum; between two forums it is 1 - l_x for members of both and 0 for all others. Both texts are watered
 * down to where the sides gain equally and as much as they then can [Kalai 1977]. Gains are concave in the depths, so this is
 * the best pair of depths for some weights (c, 1 - c) of the two sides; c is found by bisection. All members then vote on the
 * package as one.
 *
 * *Payments.* Members set aside budget x purse a year in proportion to root GDP. What is still refused is bought: the cheapest
 * refusers until the vote passes,
 *
 *   price_i = (deficit - tolerated + a hair) stake root GDP_i / mean root GDP of all states
 *
 * The paid gain what they missed; all members pay for it in proportion to root GDP, the same utility each:
 * sum over states of root GDP x change of welfare = 0.
 */

static const real EXCHANGE_HAIR = R(1e-4); /* utility by which a payment exceeds what is missing */
enum { EXCHANGE_STEPS = 30 };              /* of the bisection for equal gains */

/* ---- packages ---- */

/* What an issue is to the states: gain = depth a - depth^2 b; `missing` is the part of the deficit that no text changes. */
struct exchange_item {
    const struct ent_issue *issue;
    real a[ENT_P], b[ENT_P], missing[ENT_P];
    real depth, least; /* range of depths it can have in a package */
};

static void exchange_item_make(const struct ent_constants *k, const struct ent_world *w, int slot, struct exchange_item *item)
{
    const struct ent_issue *issue = &w->issue[slot];
    real x[ENT_P];
    issue_positions(k, w, slot, x);
    const real step = issue->text - issue->quo, slack = bargaining_slack(k, w, issue);
    const real obstruction = R(k->in.parameters.alienation.obstruction);
    for (int i = 0; i < padded(k); i++) {
        const real weight = issue->stake * w->salience[slot][i] * step;
        item->a[i] = 2 * weight * (x[i] - issue->quo);
        item->b[i] = weight * step;
        item->missing[i] = issue->stake * (obstruction * w->alienation[i] - slack);
    }
    item->issue = issue;
    item->depth = issue->reach; /* what was given up before need not be given up in a package */
    item->least = R(k->in.parameters.exchange.package_depth) * issue->reach;
}

/* Mean gain of one side from one item, as a function of its depth. */
struct exchange_gain {
    real a, b;
};

static struct exchange_gain exchange_side(const struct ent_constants *k, const struct exchange_item *item, uint64_t side, const real *keep)
{
    real mine[ENT_P];
    set_expand(side, padded(k), mine);
    const real n = (real)ent_set_count(side);
    return (struct exchange_gain){lanes_dot3(mine, keep, item->a, padded(k)) / n, lanes_dot3(mine, keep, item->b, padded(k)) / n};
}

static real exchange_gain_at(struct exchange_gain gain, real depth)
{
    return depth * (gain.a - depth * gain.b);
}

/* A package: two items, and what members of each one's forum keep of the other. Side s are those who refuse item s. */
struct exchange_package {
    const struct exchange_item *item[2];
    real keep[2][ENT_P];                   /* keep[0]: of item 1 for voters on item 0 */
    struct exchange_gain own[2], other[2]; /* mean gain of side s from item s, and from the other item */
    real depth[2], gain;                   /* the depths agreed on, and the gain of both sides */
};

static void exchange_keep(const struct ent_constants *k, const struct ent_world *w, struct exchange_package *package)
{
    const int f = package->item[0]->issue->forum, g = package->item[1]->issue->forum;
    const real left = 1 - R(k->in.parameters.exchange.linkage_price);
    for (int i = 0; i < padded(k); i++) {
        package->keep[0][i] = f == g ? k->present[i] : left * w->in[g][i];
        package->keep[1][i] = f == g ? k->present[i] : left * w->in[f][i];
    }
}

/* The best depth of an item for both sides together, if the gain of the side that refuses it counts `weight` and the other's the rest. */
static real exchange_depth(const struct exchange_item *item, struct exchange_gain own, struct exchange_gain other, real weight)
{
    const real a = weight * own.a + (1 - weight) * other.a, b = weight * own.b + (1 - weight) * other.b;
    return r_clip(a / (2 * r_max(b, R(1e-9))), item->least, item->depth);
}

/* Lead of side 0 over side 1 where the depths are best for weights (weight, 1 - weight); it grows with weight. These depths, and the
 * lesser of both gains, stay in the package. */
static real exchange_lead(struct exchange_package *package, real weight)
{
    const struct exchange_gain *own = package->own, *other = package->other;
    const real here = exchange_depth(package->item[0], own[0], other[1], weight);
    const real there = exchange_depth(package->item[1], own[1], other[0], 1 - weight);
    const real first = exchange_gain_at(own[0], here) + exchange_gain_at(other[0], there);
    const real second = exchange_gain_at(own[1], there) + exchange_gain_at(other[1], here);
    package->depth[0] = here;
    package->depth[1] = there;
    package->gain = r_min(first, second);
    return first - second;
}

/* Waters both texts down to where the sides gain equally, and as much as they then can. 0 if they cannot both gain. */
static int exchange_balance(const struct ent_constants *k, struct exchange_package *package)
{
    for (int s = 0; s < 2; s++) {
        const uint64_t side = package->item[s]->issue->ballot.no;
        package->own[s] = exchange_side(k, package->item[s], side, k->present);
        package->other[s] = exchange_side(k, package->item[1 - s], side, package->keep[s]);
        if (!(package->other[s].a > 0)) return 0; /* it gains at no depth */
    }
    if (exchange_lead(package, 0) > 0 || exchange_lead(package, 1) < 0) return 0;
    real low = 0, high = 1;
    for (int step = 0; step < EXCHANGE_STEPS; step++) {
        const real weight = (low + high) / 2;
        real *const bound = exchange_lead(package, weight) > 0 ? &high : &low;
        if (!(weight < *bound) && !(weight > *bound)) break; /* no number lies between */
        *bound = weight;
    }
    return package->gain > 0;
}

/* The vote on the package in the forum of item s. */
static struct ent_ballot exchange_ballot(const struct ent_constants *k, const struct ent_world *w, const struct exchange_package *package,
                                         int s)
{
    const struct exchange_item *own = package->item[s], *other = package->item[1 - s];
    const real *keep = package->keep[s];
    real deficit[ENT_P], scale[ENT_P];
    for (int i = 0; i < padded(k); i++) {
        const real here = own->missing[i] - exchange_gain_at((struct exchange_gain){own->a[i], own->b[i]}, package->depth[s]);
        const real there = other->missing[i] - exchange_gain_at((struct exchange_gain){other->a[i], other->b[i]}, package->depth[1 - s]);
        deficit[i] = here + keep[i] * there;
        scale[i] = own->issue->stake + keep[i] * other->issue->stake;
    }
    return bargaining_count(k, issue_rule(k, w, own->issue), forum_voters(w, own->issue->forum), deficit, scale);
}

/* 1 if the package is fair, and adopted by the rules of both its parts. */
static int exchange_passes(const struct ent_constants *k, const struct ent_world *w, struct exchange_package *package,
                           struct ent_ballot ballot[2])
{
    exchange_keep(k, w, package);
    if (!exchange_balance(k, package)) return 0;
    for (int s = 0; s < 2; s++) {
        ballot[s] = exchange_ballot(k, w, package, s);
        if (!bargaining_passes(k, w, issue_rule(k, w, package->item[s]->issue), &ballot[s])) return 0;
    }
    return 1;
}

/* Failed issues of this month, in the order of their identities. */
struct exchange_agenda {
    int32_t n;
    int32_t slot[ENT_MAX_ISSUES];
    uint8_t done[ENT_MAX_ISSUES]; /* by position: adopted */
};

static int issue_comes_before(const struct ent_issue *a, const struct ent_issue *b)
{
    if (a->arrival != b->arrival) return a->arrival < b->arrival;
    if (a->domain != b->domain) return a->domain < b->domain;
    return a->serial < b->serial;
}

static void exchange_collect(const struct ent_world *w, double age, struct exchange_agenda *agenda)
{
    agenda->n = 0;
    for (int n = 0; n < w->n_failed; n++) {
        const int slot = w->failed[n];
        if (!w->issue[slot].failed || !w->issue[slot].ballot.no || !issue_is_aged(w, &w->issue[slot], age)) continue;
        int at = agenda->n++;
        for (; at > 0 && issue_comes_before(&w->issue[slot], &w->issue[agenda->slot[at - 1]]); at--)
            agenda->slot[at] = agenda->slot[at - 1];
        agenda->slot[at] = slot;
        agenda->done[agenda->n - 1] = 0;
    }
}

/* Whether two failed issues can be exchanged at all: both forums deal in packages, and different members refuse. */
static int exchange_possible(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *a, const struct ent_issue *b)
{
    if (a->ballot.no & b->ballot.no) return 0;
    if (a->forum != b->forum && !(k->in.parameters.exchange.linkage_price < 1)) return 0;
    if (!(a->ballot.no & w->forum[b->forum].members) || !(b->ballot.no & w->forum[a->forum].members)) return 0;
    return k->in.forum[a->forum].packages && k->in.forum[b->forum].packages;
}

/* What a package to be adopted needs. */
struct exchange_deal {
    int at[2]; /* positions in the agenda */
    real depth[2], gain;
    struct ent_ballot ballot[2];
};

/* The package of the greatest gain; 0 if there is none. Of equal ones the first by identity. */
static int exchange_best(const struct ent_constants *k, const struct ent_world *w, const struct exchange_agenda *agenda,
                         struct exchange_deal *best)
{
    best->gain = 0;
    for (int m = 0; m < agenda->n; m++) {
        struct exchange_item first;
        int made = 0;
        for (int n = m + 1; n < agenda->n; n++) {
            const struct ent_issue *a = &w->issue[agenda->slot[m]], *b = &w->issue[agenda->slot[n]];
            if (agenda->done[m] || agenda->done[n] || !exchange_possible(k, w, a, b)) continue;
            if (!made) exchange_item_make(k, w, agenda->slot[m], &first);
            made = 1;
            struct exchange_item second;
            exchange_item_make(k, w, agenda->slot[n], &second);
            struct exchange_package package = {.item = {&first, &second}};
            struct ent_ballot ballot[2];
            if (!exchange_passes(k, w, &package, ballot) || !(package.gain > best->gain)) continue;
            *best = (struct exchange_deal){{m, n}, {package.depth[0], package.depth[1]}, package.gain, {ballot[0], ballot[1]}};
        }
    }
    return best->gain > 0;
}

static void exchange_adopt(const struct ent_constants *k, struct ent_world *w, struct exchange_agenda *agenda,
                           const struct exchange_deal *deal)
{
    struct ent_issue *issue[2];
    for (int s = 0; s < 2; s++) {
        const int slot = agenda->slot[deal->at[s]];
        issue[s] = &w->issue[slot];
        issue[s]->depth = deal->depth[s];
        issue[s]->failed = 0;
        agenda->done[deal->at[s]] = 1;
    }
    w->tally.n_packages++;
    TRACE(w, PACKAGE, trace_issue(&told, issue[0]), told.other = issue[1]->forum,
          told.with = (struct ent_trace_issue){issue[1]->arrival, issue[1]->domain, issue[1]->serial}, told.value[0] = (double)deal->gain,
          told.value[1] = (double)deal->gain,
          told.value[2] = issue[0]->forum == issue[1]->forum ? 0 : k->in.parameters.exchange.linkage_price);
    for (int s = 0; s < 2; s++) {
        const int slot = agenda->slot[deal->at[s]];
        real x[ENT_P];
        issue_positions(k, w, slot, x);
        bargaining_adopts(k, w, slot, x, &deal->ballot[s], issue_rule(k, w, issue[s]));
        agenda_settled(w, slot);
    }
}

static void exchange_packages(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_exchange_parameters *p = &k->in.parameters.exchange;
    struct exchange_agenda agenda;
    struct exchange_deal deal;
    if (!p->log_rolling) return;
    exchange_collect(w, p->package_age, &agenda);
    while (exchange_best(k, w, &agenda, &deal)) exchange_adopt(k, w, &agenda, &deal);
}

/* ---- payments ---- */

/* Purses grow, up to some years' worth. */
static void exchange_purses(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_exchange_parameters *p = &k->in.parameters.exchange;
    const real mean = k->root_gdp_all / (real)k->n;
    for (int f = 0; f < k->in.n_forums; f++) {
        struct ent_forum_state *forum = &w->forum[f];
        const real share = R(p->purse * k->in.forum[f].budget) / mean;
        const real yearly = forum->life == ENT_IN_FORCE ? share * lanes_dot(w->in[f], k->root_gdp, padded(k)) : 0;
        forum->purse = r_min(forum->purse + yearly / 12, yearly * R(p->purse_years));
    }
}

/* Of a set the state with the least price, or the greatest; equal prices by identity. */
static int exchange_extreme(const struct ent_constants *k, uint64_t set, const real *price, int greatest)
{
    int found = ent_set_first(set);
    for (; set; set &= set - 1) {
        const int i = ent_set_first(set);
        const int beyond = greatest ? price[i] > price[found] : price[i] < price[found];
        const int equal = !(price[i] < price[found]) && !(price[i] > price[found]);
        if (beyond || (equal && (greatest ? k->id[i] > k->id[found] : k->id[i] < k->id[found]))) found = i;
    }
    return found;
}

static struct ent_ballot ballot_turned(const struct ent_ballot *ballot, uint64_t set)
{
    return (struct ent_ballot){ballot->yes | set, ballot->no & ~set, ballot->abstain & ~set};
}

/* Common money is for members in good standing. */
static uint64_t exchange_payable(const struct ent_constants *k, const struct ent_world *w, int f)
{
    uint64_t payable = 0;
    for (uint64_t set = w->forum[f].members; set; set &= set - 1) {
        const int i = ent_set_first(set);
        if (discipline_in_good_standing(k, w, f, i)) payable |= UINT64_C(1) << i;
    }
    return payable;
}

/* Those to be paid: the cheapest refusers one after another until the rule is met (then also those who abstain), less those
 * whose consent turns out not to be needed, the dearest first. Empty if the rule cannot be met. */
static uint64_t exchange_choose(const struct ent_constants *k, const struct ent_world *w, const struct ent_rule *rule,
                                const struct ent_ballot *ballot, uint64_t payable, const real *price)
{
    uint64_t bought = 0;
    for (int passes = 0; !passes;) {
        const uint64_t refusers = ballot->no & payable & ~bought;
        const uint64_t left = refusers ? refusers : ballot->abstain & payable & ~bought;
        if (!left) return 0;
        bought |= UINT64_C(1) << exchange_extreme(k, left, price, 0);
        const struct ent_ballot turned = ballot_turned(ballot, bought);
        passes = bargaining_passes(k, w, rule, &turned);
    }
    for (uint64_t left = bought; left;) {
        const uint64_t one = UINT64_C(1) << exchange_extreme(k, left, price, 1);
        const struct ent_ballot without = ballot_turned(ballot, bought & ~one);
        left &= ~one;
        if (bargaining_passes(k, w, rule, &without)) bought &= ~one;
    }
    return bought;
}

/* What the set costs, added up from the cheapest on. */
static real exchange_total(const struct ent_constants *k, uint64_t set, const real *price)
{
    real sum = 0;
    while (set) {
        const int i = exchange_extreme(k, set, price, 0);
        sum += price[i];
        set &= ~(UINT64_C(1) << i);
    }
    return sum;
}

/* The paid gain, all members pay the same utility: what is paid, in the money of root GDP, is what is received. */
static void exchange_pay(const struct ent_constants *k, struct ent_world *w, const struct ent_issue *issue, uint64_t bought, real total,
                         const real *payment)
{
    const int f = issue->forum;
    const real each = total * (k->root_gdp_all / (real)k->n) / lanes_dot(w->in[f], k->root_gdp, padded(k));
    for (int i = 0; i < k->n; i++) {
        const real change = ((bought >> i & 1) ? payment[i] : 0) - each * w->in[f][i];
        w->realised[f][i] += change;
        w->tally.welfare[i] += (double)change;
    }
    w->forum[f].purse = r_max(w->forum[f].purse - total, 0);
    w->tally.n_bought += ent_set_count(bought);
    for (uint64_t set = bought; set; set &= set - 1)
        TRACE(w, BOUGHT, trace_issue(&told, issue), told.state = ent_set_first(set), told.value[0] = (double)payment[told.state],
              told.value[1] = (double)w->forum[f].purse);
}

/* Buys the consent that the issue in `slot` lacks, if the purse of its forum is full enough. */
static void exchange_buys(const struct ent_constants *k, struct ent_world *w, int slot)
{
    struct ent_issue *issue = &w->issue[slot];
    if (!(w->forum[issue->forum].purse > 0)) return;
    const struct ent_rule *rule = issue_rule(k, w, issue);
    const real tolerated = bargaining_tolerated(k, rule), mean = k->root_gdp_all / (real)k->n;
    real x[ENT_P], payment[ENT_P], price[ENT_P];
    issue_positions(k, w, slot, x);
    bargaining_deficits(k, w, slot, x, payment);
    for (int i = 0; i < padded(k); i++) {
        payment[i] = issue->stake * (r_max(payment[i] - tolerated, 0) + EXCHANGE_HAIR);
        price[i] = payment[i] * k->root_gdp[i] / mean;
    }
    const uint64_t bought = exchange_choose(k, w, rule, &issue->ballot, exchange_payable(k, w, issue->forum), price);
    const real total = exchange_total(k, bought, price);
    if (!bought || total > w->forum[issue->forum].purse) return;
    const struct ent_ballot ballot = ballot_turned(&issue->ballot, bought);
    issue->failed = 0;
    exchange_pay(k, w, issue, bought, total, payment);
    bargaining_adopts(k, w, slot, x, &ballot, rule);
    agenda_settled(w, slot);
}

static void exchange_payments(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_exchange_parameters *p = &k->in.parameters.exchange;
    struct exchange_agenda agenda;
    if (!(p->purse > 0)) return;
    exchange_collect(w, p->payment_age, &agenda);
    for (int m = 0; m < agenda.n; m++) exchange_buys(k, w, agenda.slot[m]);
}

/* ---- the month ---- */

/* What can be exchanged needs no money: packages first, then payments. What is adopted leaves the agenda. */
static void exchange_month(const struct ent_constants *k, struct ent_world *w)
{
    exchange_purses(k, w);
    exchange_packages(k, w);
    exchange_payments(k, w);
}
