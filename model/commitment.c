/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M4: commitment of the leading external power: leading, conditional, absent.
 *
 * Opportunities come with its elections. From conditional: absent with q, leading with `return_share` (1 - q);
 * leading becomes conditional with `loosen`, absent becomes conditional with `come_back`. q follows from the
 * scenario's probability of absence within ten years (constants.c). In every order alike it scales the leader's
 * guarantee, the enablers and the patience it adds to bargaining.
 */

/* Worth of the leader's commitment: 1, `conditional_weight`, 0. */
static real commitment_worth(const struct ent_constants *k, const struct ent_world *w)
{
    if (w->leader == ENT_LEADING) return 1;
    return w->leader == ENT_CONDITIONAL ? R(k->in.parameters.commitment.conditional_weight) : 0;
}

static real commitment_enablers(const struct ent_constants *k, int32_t leader)
{
    const struct ent_deterrence_parameters *p = &k->in.parameters.deterrence;
    if (leader == ENT_LEADING) return R(p->enablers_leading);
    return leader == ENT_CONDITIONAL ? R(p->enablers_conditional) : R(p->enablers_absent);
}

/* Withdrawal takes enablers away at once, a return restores them; what Europe has rebuilt stays. */
static void commitment_change(const struct ent_constants *k, struct ent_world *w, int32_t leader)
{
    const real before = commitment_enablers(k, w->leader), after = commitment_enablers(k, leader);
    w->enablers = r_clip(w->enablers + (after - before) * (after < before ? w->enablers / r_max(before, R(.01)) : 1), 0, 1);
    TRACE(w, LEADER, told.value[0] = w->leader, told.value[1] = leader, told.value[2] = (double)w->enablers);
    const int32_t stage = w->leader;
    w->leader = leader;
    leader_changes(k, w, stage);
}

/* The leader withdraws: what its shock does besides happens too. */
static void commitment_withdraw(const struct ent_constants *k, struct ent_world *w, int s, const uint32_t word[2])
{
    if (w->leader == ENT_ABSENT) return;
    commitment_change(k, w, ENT_ABSENT);
    shock_strike(k, w, s, word);
}

/* What the elections bring, if this is their month. `s` is the shock that withdrawal is, or -1. */
static void commitment_elected(const struct ent_constants *k, struct ent_world *w, int s, const uint32_t word[4])
{
    const struct ent_commitment_parameters *p = &k->in.parameters.commitment;
    const real u = ent_uniform(word[0]);
    if (w->step > 0 || w->month < p->first_month || (w->month - p->first_month) % p->every_months) return;
    if (w->leader == ENT_LEADING) {
        if (u < R(p->loosen)) commitment_change(k, w, ENT_CONDITIONAL);
    } else if (w->leader == ENT_ABSENT) {
        if (u > 1 - R(p->come_back)) commitment_change(k, w, ENT_CONDITIONAL);
    } else if (s >= 0 && u < k->withdrawal) {
        commitment_withdraw(k, w, s, word + 2);
    } else if (u > 1 - R(p->return_share) * (1 - k->withdrawal)) {
        commitment_change(k, w, ENT_LEADING);
    }
}

static void commitment_opportunity(const struct ent_constants *k, struct ent_world *w)
{
    uint32_t word[4];
    ent_draw(&w->stream, ENT_PURPOSE_LEADER, (uint32_t)w->month, (uint32_t)w->step, 0, word);
    int withdrawal = -1;
    for (int s = 0; s < k->in.n_shocks; s++)
        if (k->in.shock[s].law == ENT_LAW_COMMITMENT) withdrawal = s;
    commitment_elected(k, w, withdrawal, word);
    if (withdrawal < 0) return;
    const struct ent_shock *shock = &k->in.shock[withdrawal];
    if (shock_possible(w, shock) && ent_uniform(word[1]) < k->withdrawal_jump) commitment_withdraw(k, w, withdrawal, word + 2);
}

/* European effort rebuilds enablers: the speed rises from rebuild_low at 2 % of GDP to rebuild_high at 4 %. */
static void commitment_rebuild(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_deterrence_parameters *p = &k->in.parameters.deterrence;
    const real effort = lanes_dot(w->effort, k->gdp, padded(k)) / lanes_sum(k->gdp, padded(k));
    const real speed = R(p->rebuild_low) + R(p->rebuild_high - p->rebuild_low) * r_clip((effort - R(.02)) / R(.02), 0, 1);
    w->enablers += speed * (1 - w->enablers) * k->dt;
}
