/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shocks of constant hazard, and shocks a scenario scripts: economic, migration and health crises, coercion and
 * ideological attack by the leading power, the exit of a member. Data say what each does; this file only does it.
 *
 *   P(event in a step) = 1 - exp(-(hazard + excitation) dt), where the leader's commitment allows it
 *   an event           R_ij -= U(low, high) for all pairs;  K_f -= capital_loss x crisis_exposure_f
 *   excitation         += branching (exp(decay dt) - 1)/dt, and falls by exp(-decay dt) before each step that feels it:
 *                      over all later steps the sum of excitation dt is then `branching`, however long the step
 */

static int shock_possible(const struct ent_world *w, const struct ent_shock *shock)
{
    if (w->leader == ENT_LEADING) return shock->while_leading;
    if (w->leader == ENT_CONDITIONAL) return shock->while_conditional;
    return shock->while_absent;
}

/* What every event of a shock does, whatever law brought it about. `word` is random. */
static void shock_strike(const struct ent_constants *k, struct ent_world *w, int s, const uint32_t word[2])
{
    const struct ent_shock *shock = &k->in.shock[s];
    const real lost = R(shock->trust_loss_low) + R(shock->trust_loss_high - shock->trust_loss_low) * ent_uniform(word[0]);
    w->trust_lost += lost;
    TRACE(w, SHOCK, told.shock = s, told.value[0] = (double)lost, told.value[1] = shock->capital_loss);
    for (int f = 0; f < k->in.n_forums; f++) w->forum[f].capital_change -= R(shock->capital_loss * k->in.forum[f].crisis_exposure);
    if (shock->duration_months > 0) {
        const int32_t until = w->month + 1 + (int32_t)(R(shock->duration_months) * ent_exponential(word[1]));
        if (until > w->active_until[s]) w->active_until[s] = until;
    }
    w->n_exits += shock->departure;
    w->excitation[s] += R(shock->branching) * r_expm1(R(shock->excitation_decay) * k->dt) / k->dt;
    if (shock->law != ENT_LAW_DETERRED && shock->issue_domains) w->raised |= 1u << s;
}

static void shocks_scripted(const struct ent_constants *k, struct ent_world *w)
{
    if (w->step > 0) return;
    for (int e = 0; e < k->in.n_scripted; e++) {
        const struct ent_scripted *event = &k->in.scripted[e];
        if (event->month != w->month) continue;
        const struct ent_shock *shock = &k->in.shock[event->shock];
        uint32_t word[4];
        ent_draw(&w->stream, ENT_PURPOSE_SHOCK_SIZE, (uint32_t)w->month, 0, k->shock_id[event->shock], word);
        if (shock->law == ENT_LAW_DETERRED) {
            if (event->target >= 0) aggression_attack(k, w, event->shock, event->target);
        } else if (shock->law == ENT_LAW_EROSION) {
            if (event->target >= 0) values_onset(k, w, event->target);
        } else {
            if (shock->law == ENT_LAW_COMMITMENT)
                commitment_withdraw(k, w, event->shock, word);
            else
                shock_strike(k, w, event->shock, word);
        }
    }
}

static void shocks_happen(const struct ent_constants *k, struct ent_world *w)
{
    uint32_t a[ENT_MAX_SHOCKS], b[ENT_MAX_SHOCKS], c[ENT_MAX_SHOCKS], d[ENT_MAX_SHOCKS];
    ent_draw_each(&w->stream, ENT_PURPOSE_SHOCK, (uint32_t)w->month, (uint32_t)w->step, k->shock_id, ENT_MAX_SHOCKS, a, b, c, d);
    real chance[ENT_MAX_SHOCKS]; /* of those with a law of constant hazard */
    for (int s = 0; s < ENT_MAX_SHOCKS; s++) chance[s] = r_hazard(R(k->in.shock[s].hazard) + w->excitation[s], k->dt);
    w->pressure = 0;
    for (int s = 0; s < k->in.n_shocks; s++) {
        const struct ent_shock *shock = &k->in.shock[s];
        if (shock->law == ENT_LAW_CONSTANT) {
            const uint32_t size[2] = {b[s], c[s]};
            if (ent_uniform(a[s]) < chance[s] && shock_possible(w, shock)) shock_strike(k, w, s, size);
        }
        w->excitation[s] -= w->excitation[s] * k->fading[s];
        if (w->active_until[s] > w->month) w->pressure += R(shock->erosion_pressure);
    }
    shocks_scripted(k, w);
}
