/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of what shocks do, of the leader's commitment (M4), and of attacks (M3).
 */
#ifndef ENT_TESTS_UNIT_TWIN_SHOCKS_H
#define ENT_TESTS_UNIT_TWIN_SHOCKS_H

static int may_begin(const struct ent_world *w, const struct ent_shock *shock)
{
    if (w->leader == ENT_LEADING) return shock->while_leading;
    return w->leader == ENT_ABSENT ? shock->while_absent : shock->while_conditional;
}

/* What every event of a shock does. */
static void twin_strike(const struct ent_constants *k, struct ent_world *w, int s, uint32_t size, uint32_t length)
{
    const struct ent_shock *shock = &k->in.shock[s];
    w->trust_lost += R(shock->trust_loss_low) + R(shock->trust_loss_high - shock->trust_loss_low) * ent_uniform(size);
    for (int f = 0; f < k->in.n_forums; f++) w->forum[f].capital_change -= R(shock->capital_loss * k->in.forum[f].crisis_exposure);
    const int32_t until = w->month + 1 + (int32_t)(R(shock->duration_months) * ent_exponential(length));
    if (shock->duration_months > 0 && until > w->active_until[s]) w->active_until[s] = until;
    if (shock->departure) w->n_exits++;
    w->excitation[s] += R(shock->branching) * r_expm1(R(shock->excitation_decay) * k->dt) / k->dt;
    if (shock->law != ENT_LAW_DETERRED && shock->issue_domains != 0) w->raised |= 1u << s;
}

/* ---- attacks ---- */

/* open_j = exposure_j logistic(clip(-slope (D_j/A_j - 1), -30, 30)), 0 while there is war on j. */
static real openness_of(const struct ent_constants *k, const struct ent_world *w, int j)
{
    if (k->exposure[j] <= 0 || w->war_until[j] > w->month || (w->war > 0 && k->in.state[j].at_war)) return 0;
    const real attacker = k->attacker[j] > R(1e-9) ? k->attacker[j] : R(1e-9);
    real lead = -R(k->in.parameters.deterrence.slope) * (deterrence_of(k, w, j, worth_of(k, w->leader)) / attacker - 1);
    if (lead < -30) lead = -30;
    if (lead > 30) lead = 30;
    return k->exposure[j] * r_logistic(lead);
}

/* Allies keep their promise with probability r_ij, and trust will remember. */
static void twin_promises(const struct ent_constants *k, struct ent_world *w, int j)
{
    uint64_t kept = alone(j), broken = 0;
    for (int i = 0; i < k->n; i++) {
        uint32_t word[4];
        if (!are_allies(k, w, i, j)) continue;
        draw_of(w, ENT_PURPOSE_HONOUR, k->id[j], k->id[i], word);
        if (ent_uniform(word[0]) < honour_of(k, w, i, j))
            kept |= alone(i);
        else
            broken |= alone(i);
    }
    twin_remember(k, w, kept, broken, 1);
}

static void twin_attack(const struct ent_constants *k, struct ent_world *w, int s, int j)
{
    uint32_t word[4];
    draw_of(w, ENT_PURPOSE_WAR_LENGTH, (uint32_t)w->step, k->id[j], word);
    w->war_until[j] = w->month + 2 + (int32_t)(R(k->in.parameters.threat.war_months) * ent_exponential(word[0]));
    w->war_severity[j] = R(k->in.shock[s].severity);
    w->capability[j] *= 1 - R(k->in.shock[s].capability_loss);
    w->attacked |= alone(j);
    w->attack_shock[j] = s;
    w->tally.n_attacks++;
    if (is_in(k->pact, j)) w->tally.n_attacks_pact++;
    twin_promises(k, w, j);
    twin_strike(k, w, s, word[1], word[2]);
}

/* hazard_j = (hazard + H/sum_k open_k) open_j. */
static void twin_aggression(const struct ent_constants *k, struct ent_world *w)
{
    real open[ENT_P] = {0};
    for (int j = 0; j < k->n; j++) open[j] = openness_of(k, w, j);
    const real sum = sum_of(open, k->n);
    for (int s = 0; s < k->in.n_shocks; s++) {
        if (k->in.shock[s].law != ENT_LAW_DETERRED || !may_begin(w, &k->in.shock[s]) || sum <= 0) continue;
        const real rate = R(k->in.shock[s].hazard) + w->excitation[s] / sum;
        for (int j = 0; j < k->n; j++) {
            uint32_t word[4];
            draw_of(w, ENT_PURPOSE_AGGRESSION, 2 * k->shock_id[s] + (uint32_t)w->step, k->id[j], word);
            if (open[j] > 0 && ent_uniform(word[0]) < r_hazard(rate * open[j], k->dt)) twin_attack(k, w, s, j);
        }
    }
    for (int j = 0; j < k->n; j++)
        if (k->exposure[j] > 0) w->help[j] = help_to(k, w, j); /* as the month's record finds it */
}

/* ---- the leader ---- */

static real enablers_of(const struct ent_constants *k, int stage)
{
    const struct ent_deterrence_parameters *p = &k->in.parameters.deterrence;
    return R(stage == ENT_LEADING ? p->enablers_leading : stage == ENT_ABSENT ? p->enablers_absent : p->enablers_conditional);
}

/* From one stage to another: a loss in proportion, a gain in full. An absence takes capital from the forums that were led. */
static void twin_stage(const struct ent_constants *k, struct ent_world *w, int to)
{
    const real before = enablers_of(k, w->leader), after = enablers_of(k, to), least = before > R(.01) ? before : R(.01);
    real next = after < before ? w->enablers + (after - before) * (w->enablers / least) : w->enablers + (after - before);
    if (next < 0) next = 0;
    if (next > 1) next = 1;
    for (int f = 0; f < k->in.n_forums; f++) {
        struct ent_forum_state *forum = &w->forum[f];
        if (!k->in.forum[f].external_leader) continue;
        if (to != ENT_ABSENT) forum->pillar = 0;
        if (to == ENT_ABSENT) forum->capital_change -= R(k->in.parameters.commitment.absence_loss) * forum->capital;
    }
    w->enablers = next;
    w->leader = to;
}

static void twin_withdrawal(const struct ent_constants *k, struct ent_world *w, int s, uint32_t size, uint32_t length)
{
    if (w->leader == ENT_ABSENT) return;
    twin_stage(k, w, ENT_ABSENT);
    twin_strike(k, w, s, size, length);
}

static void twin_commitment(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_commitment_parameters *p = &k->in.parameters.commitment;
    const int since = w->month - p->first_month, elected = w->step == 0 && since >= 0 && since % p->every_months == 0;
    const real q = k->withdrawal;
    uint32_t word[4];
    int s = -1;
    for (int n = 0; n < k->in.n_shocks; n++)
        if (k->in.shock[n].law == ENT_LAW_COMMITMENT) s = n;
    draw_of(w, ENT_PURPOSE_LEADER, (uint32_t)w->step, 0, word);
    const real u = ent_uniform(word[0]);
    if (elected && w->leader == ENT_LEADING) {
        if (u < R(p->loosen)) twin_stage(k, w, ENT_CONDITIONAL);
    } else if (elected && w->leader == ENT_ABSENT) {
        if (u > 1 - R(p->come_back)) twin_stage(k, w, ENT_CONDITIONAL);
    } else if (elected) {
        if (s >= 0 && u < q)
            twin_withdrawal(k, w, s, word[2], word[3]);
        else if (u > 1 - R(p->return_share) * (1 - q))
            twin_stage(k, w, ENT_LEADING);
    }
    if (s < 0 || !may_begin(w, &k->in.shock[s])) return;
    if (ent_uniform(word[1]) < r_hazard(R(k->in.shock[s].hazard), k->dt)) twin_withdrawal(k, w, s, word[2], word[3]);
}

/* ---- the month's shocks ---- */

static void twin_scripted(const struct ent_constants *k, struct ent_world *w, const struct ent_scripted *event)
{
    const int s = event->shock, i = event->target, law = k->in.shock[s].law;
    uint32_t word[4];
    draw_of(w, ENT_PURPOSE_SHOCK_SIZE, 0, k->shock_id[s], word);
    if (law == ENT_LAW_DETERRED && i >= 0) twin_attack(k, w, s, i);
    if (law == ENT_LAW_EROSION && i >= 0 && w->stage[i] <= 0) {
        w->stage[i] = ENT_ERODING;
        w->target[i] -= R(k->in.parameters.values.onset_drop);
        w->tally.n_onsets++;
    }
    if (law == ENT_LAW_COMMITMENT) twin_withdrawal(k, w, s, word[0], word[1]);
    if (law == ENT_LAW_CONSTANT) twin_strike(k, w, s, word[0], word[1]);
}

static void twin_shocks(const struct ent_constants *k, struct ent_world *w)
{
    w->pressure = 0;
    for (int s = 0; s < k->in.n_shocks; s++) {
        const struct ent_shock *shock = &k->in.shock[s];
        uint32_t word[4];
        draw_of(w, ENT_PURPOSE_SHOCK, (uint32_t)w->step, k->shock_id[s], word);
        const int happens = ent_uniform(word[0]) < r_hazard(R(shock->hazard) + w->excitation[s], k->dt);
        if (shock->law == ENT_LAW_CONSTANT && happens && may_begin(w, shock)) twin_strike(k, w, s, word[1], word[2]);
        w->excitation[s] -= w->excitation[s] * r_hazard(R(shock->excitation_decay), k->dt);
        if (w->active_until[s] > w->month) w->pressure += R(shock->erosion_pressure);
    }
    for (int e = 0; e < k->in.n_scripted; e++)
        if (w->step == 0 && k->in.scripted[e].month == w->month) twin_scripted(k, w, &k->in.scripted[e]);
}

#endif
