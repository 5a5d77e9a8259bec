/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M5: defence effort and capability (Olson & Zeckhauser 1966; joint product: Sandler & Murdoch).
 *
 * Each state spends s to maximise  (1 - a - b) ln(w - s) + a ln(B + s) + b ln s,  w its GDP and
 *   B = spending of its allies + epsilon (spending of all others) + worth of the leader's .25 milex
 * (flows of the union of its pacts). The first-order condition is  s^2 + ((1 - a) B - (a + b) w) s - b w B = 0.
 *   a = alpha_0 exp(btau (tau - tau0)),  b = beta_i0 exp(btau (tau - tau0) + .4 (worth_0 - worth))
 *   g' = g + rise or fall (g* - g);  c' = (1 - delta) c + g GDP eff
 *   eff = .6 (1 + .4 pool)(1 - .3 (1 - coh))
 * beta_i0 solves the condition at the observed effort: a common beta would give Germany .5 % and most others .1 %.
 */

static real effort_rest(const struct ent_constants *k, real own, real of_allies, real of_all, int pact, real worth)
{
    const struct ent_effort_parameters *p = &k->in.parameters.effort;
    const real leader = worth * R(k->in.parameters.deterrence.leader_share * p->leader_milex);
    const real spill = R(p->spillover);
    return of_allies + spill * r_max(of_all - of_allies - own, 0) + (pact ? leader : spill * leader);
}

/* The positive root of s^2 + ((1 - a) B - (a + b) w) s - b w B = 0, in the form that does not cancel. */
static real effort_best(real a, real b, real income, real rest)
{
    const real p = (1 - a) * rest - (a + b) * income, q = b * income * rest;
    const real root = r_sqrt(p * p + 4 * q);
    return p > 0 ? 2 * q / r_max(p + root, R(1e-20)) : (root - p) / 2;
}

/* Spending of the states in `set`. */
static real effort_of(uint64_t set, const real *spending)
{
    real sum = 0;
    for (; set; set &= set - 1) sum += spending[ent_set_first(set)];
    return sum;
}

/* Sorts the states by whom they share a pact with, themselves among them: it changes with memberships alone. */
static void effort_alliances(const struct ent_constants *k, struct ent_world *w)
{
    struct ent_alliances *a = &w->alliances;
    int changed = a->n == 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        changed |= a->members[f] != w->forum[f].members;
        a->members[f] = w->forum[f].members;
    }
    if (!changed) return;
    a->n = 0;
    for (int i = 0; i < k->n; i++) {
        const uint64_t all = allies_of(k, w, i) | UINT64_C(1) << i;
        int which = 0;
        while (which < a->n && a->set[which] != all) which++;
        if (which == a->n) a->set[a->n++] = all;
        a->of[i] = which;
    }
}

/* B of every state, from the spending of all. A state is left out of its own allies by subtraction, so that the
 * states of one pact share one sum. */
static void effort_rests(const struct ent_constants *k, struct ent_world *w, const real *spending, real worth, real *rest)
{
    const real all = lanes_sum(spending, padded(k));
    real sum[ENT_P], together[ENT_P];
    effort_alliances(k, w);
    for (int m = 0; m < w->alliances.n; m++) sum[m] = effort_of(w->alliances.set[m], spending);
    for (int i = 0; i < padded(k); i++) together[i] = i < k->n ? sum[w->alliances.of[i]] : 0;
    for (int i = 0; i < padded(k); i++) {
        const real of_allies = r_max(together[i] - spending[i], 0);
        rest[i] = effort_rest(k, spending[i], of_allies, all, k->in_pact[i] > 0, worth);
    }
}

static real worth_at_start(const struct ent_constants *k)
{
    const struct ent_commitment_parameters *p = &k->in.parameters.commitment;
    return p->stage0 == ENT_LEADING ? 1 : p->stage0 == ENT_CONDITIONAL ? R(p->conditional_weight) : 0;
}

/* Calibrates beta_i0 on the pacts of the start, the background pact and the union, so that it is the same in every order. */
static void set_private_weights(struct ent_constants *k)
{
    const real alpha = R(k->in.parameters.effort.alpha);
    real spending[ENT_P] = {0};
    for (int i = 0; i < k->n; i++) spending[i] = k->effort0[i] * k->gdp[i];
    const real all = lanes_sum(spending, padded(k));
    for (int i = 0; i < k->n; i++) {
        const uint64_t bit = UINT64_C(1) << i;
        const uint64_t allies = (k->pact & bit ? k->pact : 0) | (k->union_members & bit ? k->union_members : 0) | bit;
        const real s = spending[i], income = k->gdp[i];
        const real of_allies = r_max(effort_of(allies, spending) - s, 0);
        const real rest = effort_rest(k, s, of_allies, all, (k->pact & bit) != 0, worth_at_start(k));
        const real beta = (s * s + s * ((1 - alpha) * rest - alpha * income)) / (income * (s + rest));
        k->private_weight[i] = s > 0 ? r_max(beta, 0) : 0;
    }
}

/* Coherence of the payers of a set: 1 - 2 sum_i w_i |x_i - mean| over the defence domain, w by spending. */
static real effort_coherence(const struct ent_constants *k, const struct ent_world *w, const real *in, const real *spending)
{
    real least = 1;
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!k->in.domain[d].defence) continue;
        const real *position = w->position[d];
        real share[ENT_P];
        for (int i = 0; i < padded(k); i++) share[i] = in[i] * spending[i];
        const real sum = lanes_sum(share, padded(k));
        if (!(sum > 0)) continue;
        const real mean = lanes_dot(share, position, padded(k)) / sum;
        real apart[ENT_P];
        for (int i = 0; i < padded(k); i++) apart[i] = r_abs(position[i] - mean);
        least = r_min(least, r_clip(1 - 2 * lanes_dot(share, apart, padded(k)) / sum, 0, 1));
    }
    return least;
}

/* Pooling that forum f offers: (pooled command, and what it has achieved) x its members' share of all spending. */
static real effort_pooling(const struct ent_constants *k, const struct ent_world *w, int f, const real *spending, real all)
{
    real pool = R(k->in.parameters.effort.pooling_command) * leader_command(k, w, f);
    for (int d = 0; d < k->in.n_domains; d++) pool += R(k->in.domain[d].pooling_effect) * w->forum[f].achievement[d];
    return r_clip(pool * lanes_dot(w->in[f], spending, padded(k)) / r_max(all, R(1e-9)), 0, 1);
}

/* Efficiency of each state's spending: the best of its forums', and of a market of all payers. */
static void effort_efficiency(const struct ent_constants *k, const struct ent_world *w, const real *spending, real *efficiency)
{
    const struct ent_effort_parameters *p = &k->in.parameters.effort;
    const real all = lanes_sum(spending, padded(k));
    const real apart = 1 - R(p->incoherence_loss) * (1 - effort_coherence(k, w, k->present, spending));
    for (int i = 0; i < padded(k); i++) efficiency[i] = apart;
    for (int f = 0; f < k->in.n_forums; f++) {
        if (w->forum[f].life != ENT_IN_FORCE) continue;
        const real pool = effort_pooling(k, w, f, spending, all);
        const real coherence = effort_coherence(k, w, w->in[f], spending);
        const real together = (1 + R(p->pooling_gain) * pool) * (1 - R(p->incoherence_loss) * (1 - coherence));
        for (int i = 0; i < padded(k); i++) efficiency[i] = r_max(efficiency[i], together * w->in[f][i]);
    }
    for (int i = 0; i < padded(k); i++) efficiency[i] *= R(p->efficiency);
}

static void effort_update(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_effort_parameters *p = &k->in.parameters.effort;
    const real worth = commitment_worth(k, w);
    real spending[ENT_P], efficiency[ENT_P], rest[ENT_P];
    for (int i = 0; i < padded(k); i++) spending[i] = w->effort[i] * k->gdp[i];
    effort_rests(k, w, spending, worth, rest);
    effort_efficiency(k, w, spending, efficiency);
    const real absence = r_exp(R(p->absence_response) * (worth_at_start(k) - worth));
    for (int i = 0; i < padded(k); i++) {
        const real alarm = r_exp(R(p->threat_response) * (w->threat[i] - k->threat0[i]));
        const real a = r_min(R(p->alpha) * alarm, R(.4));
        const real b = r_min(k->private_weight[i] * alarm * absence, R(.5));
        const real best = effort_best(a, b, k->gdp[i], rest[i]) / r_max(k->gdp[i], R(1e-9));
        const real goal = k->private_weight[i] > 0 ? best : 0;
        const real speed = goal > w->effort[i] ? R(p->rise) : R(p->fall);
        w->effort[i] = r_clip(w->effort[i] + speed * k->dt * (goal - w->effort[i]), 0, 1);
        const real change = spending[i] * efficiency[i] - R(p->depreciation) * w->capability[i];
        w->capability[i] = r_max(w->capability[i] + change * k->dt, 0);
    }
}
