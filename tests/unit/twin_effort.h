/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of M5, effort and capability, of the command that a forum can use, and of the enablers that effort rebuilds.
 */
#ifndef ENT_TESTS_UNIT_TWIN_EFFORT_H
#define ENT_TESTS_UNIT_TWIN_EFFORT_H

/* B_i = spending of allies + spillover (spending of all others) + worth of the leader (times spillover outside the pact). */
static real effort_of_others(const struct ent_constants *k, const struct ent_world *w, const real *spending, int i)
{
    const struct ent_effort_parameters *p = &k->in.parameters.effort;
    const real all = sum_of(spending, k->n_pad),
               leader = worth_of(k, w->leader) * R(k->in.parameters.deterrence.leader_share * p->leader_milex);
    real together = 0; /* with itself, in the order of the states */
    for (int j = 0; j < k->n; j++)
        if (i == j || are_allies(k, w, i, j)) together += spending[j];
    real of_allies = together - spending[i];
    if (of_allies < 0) of_allies = 0;
    real of_rest = all - of_allies - spending[i];
    if (of_rest < 0) of_rest = 0;
    return of_allies + R(p->spillover) * of_rest + (is_in(k->pact, i) ? leader : R(p->spillover) * leader);
}

/* The positive root of s^2 + ((1 - a) B - (a + b) w) s - b w B = 0. */
static real best_spending(real a, real b, real income, real others)
{
    const real p = (1 - a) * others - (a + b) * income, q = b * income * others, root = r_sqrt(p * p + 4 * q);
    if (p <= 0) return (root - p) / 2;
    return p + root > R(1e-20) ? 2 * q / (p + root) : 2 * q / R(1e-20);
}

/* coh(C) of the states of a set, the least over the domains of defence. */
static real coherence_of(const struct ent_constants *k, const struct ent_world *w, uint64_t set, const real *spending)
{
    real least = 1;
    for (int d = 0; d < k->in.n_domains; d++) {
        real share[ENT_P], apart[ENT_P];
        if (!k->in.domain[d].defence) continue;
        for (int i = 0; i < k->n; i++) share[i] = is_in(set, i) ? spending[i] : 0;
        const real sum = sum_of(share, k->n);
        if (sum <= 0) continue;
        const real mean = dot_of(share, w->position[d], k->n) / sum;
        for (int i = 0; i < k->n; i++) apart[i] = w->position[d][i] > mean ? w->position[d][i] - mean : mean - w->position[d][i];
        real coherence = 1 - 2 * dot_of(share, apart, k->n) / sum;
        if (coherence < 0) coherence = 0;
        if (coherence < least) least = coherence;
    }
    return least;
}

/* Pooled command of forum g that works. */
static real working_command(const struct ent_constants *k, const struct ent_world *w, int g)
{
    const real worth = worth_of(k, w->leader), own = R(k->in.forum[g].pooled_command);
    return k->in.forum[g].external_leader ? own * (worth + (1 - worth) * w->enablers) : own;
}

static real pool_of(const struct ent_constants *k, const struct ent_world *w, int f, const real *spending)
{
    real of_members[ENT_P], command = working_command(k, w, f), all = sum_of(spending, k->n);
    for (int g = 0; g < k->in.n_forums; g++) {
        const int lent = (k->in.forum[f].command_of >> g & 1) && in_force(w, g);
        if (lent && working_command(k, w, g) > command) command = working_command(k, w, g);
    }
    real pool = R(k->in.parameters.effort.pooling_command) * command;
    for (int d = 0; d < k->in.n_domains; d++) pool += R(k->in.domain[d].pooling_effect) * w->forum[f].achievement[d];
    for (int i = 0; i < k->n; i++) of_members[i] = member(w, f, i) * spending[i];
    if (all < R(1e-9)) all = R(1e-9);
    pool = pool * sum_of(of_members, k->n) / all;
    return pool < 0 ? 0 : pool > 1 ? 1 : pool;
}

/* eff_i = efficiency max(apart, together_f of its forums in force). */
static real efficiency_of(const struct ent_constants *k, const struct ent_world *w, const real *spending, int i)
{
    const struct ent_effort_parameters *p = &k->in.parameters.effort;
    const real loss = R(p->incoherence_loss);
    real best = 1 - loss * (1 - coherence_of(k, w, k->everyone, spending));
    for (int f = 0; f < k->in.n_forums; f++) {
        if (!in_force(w, f) || !is_in(w->forum[f].members, i)) continue;
        const real coherence = coherence_of(k, w, w->forum[f].members, spending);
        const real together = (1 + R(p->pooling_gain) * pool_of(k, w, f, spending)) * (1 - loss * (1 - coherence));
        if (together > best) best = together;
    }
    return best * R(p->efficiency);
}

static void twin_effort(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_effort_parameters *p = &k->in.parameters.effort;
    const struct ent_world before = *w;
    real spending[ENT_P] = {0};
    for (int i = 0; i < k->n; i++) spending[i] = before.effort[i] * k->gdp[i];
    const real absence = worth_of(k, k->in.parameters.commitment.stage0) - worth_of(k, before.leader);
    for (int i = 0; i < k->n; i++) {
        const real alarm = r_exp(R(p->threat_response) * (before.threat[i] - k->threat0[i]));
        real a = R(p->alpha) * alarm, b = k->private_weight[i] * alarm * r_exp(R(p->absence_response) * absence), goal = 0;
        if (a > R(.4)) a = R(.4);
        if (b > R(.5)) b = R(.5);
        if (k->private_weight[i] > 0) goal = best_spending(a, b, k->gdp[i], effort_of_others(k, &before, spending, i)) / k->gdp[i];
        const real speed = goal > before.effort[i] ? R(p->rise) : R(p->fall);
        const real effort = before.effort[i] + speed * k->dt * (goal - before.effort[i]);
        w->effort[i] = effort < 0 ? 0 : effort > 1 ? 1 : effort;
        const real change = spending[i] * efficiency_of(k, &before, spending, i) - R(p->depreciation) * before.capability[i];
        const real capability = before.capability[i] + change * k->dt;
        w->capability[i] = capability < 0 ? 0 : capability;
    }
}

/* e' = e + (rebuild_low + (rebuild_high - rebuild_low) clip((g - .02)/.02, 0, 1)) (1 - e) dt. */
static void twin_rebuild(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_deterrence_parameters *p = &k->in.parameters.deterrence;
    real far = (dot_of(w->effort, k->gdp, k->n) / sum_of(k->gdp, k->n) - R(.02)) / R(.02);
    if (far < 0) far = 0;
    if (far > 1) far = 1;
    const real speed = R(p->rebuild_low) + R(p->rebuild_high - p->rebuild_low) * far;
    w->enablers += speed * (1 - w->enablers) * k->dt;
}

#endif
