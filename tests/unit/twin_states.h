/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of the mechanisms that work on all states, or all pairs, at once: threat (M2), values (M1), trust and what states see
 * of one another (M6), alienation (M12), positions and stances (M7).
 */
#ifndef ENT_TESTS_UNIT_TWIN_STATES_H
#define ENT_TESTS_UNIT_TWIN_STATES_H

/* ---- M2: threat ---- */

static void twin_threat(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_threat_parameters *p = &k->in.parameters.threat;
    const real rho = r_pow(R(p->memory), 4 * k->dt);
    uint32_t word[4];
    for (int i = 0; i < k->n_pad; i++) {
        real source = k->threat_constant[i] + k->threat_war[i] * w->war;
        for (int j = 0; j < k->n && i < k->n; j++) {
            if (w->war_until[j] <= w->month) continue;
            real felt = i == j ? 1 : k->threat_near[j][i];
            if (are_allies(k, w, i, j) && felt < R(p->shared_pact)) felt = R(p->shared_pact);
            source += w->war_severity[j] * felt;
        }
        if (source < 0) source = 0;
        if (source > 1) source = 1;
        w->threat[i] = rho * w->threat[i] + (1 - rho) * source;
    }
    ent_draw(&w->stream, ENT_PURPOSE_WAR_END, (uint32_t)w->month, (uint32_t)w->step, 0, word);
    if (ent_uniform(word[0]) < r_hazard(R(p->war_end), k->dt)) w->war = 0;
}

/* ---- M1: values ---- */

static real onset_sum(const struct ent_constants *k)
{
    real sum = 0;
    for (int s = 0; s < k->in.n_shocks; s++)
        if (k->in.shock[s].law == ENT_LAW_EROSION) sum += R(k->in.shock[s].hazard);
    return sum;
}

/* Onset of erosion in a stable state; breakdown or recovery of an eroding one; restoration of a broken one. */
static void stage_of(const struct ent_constants *k, struct ent_world *w, int i, real onset, real u)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const real end = r_hazard(R(p->episode_exit), k->dt);
    const real before = w->stage[i];
    if (before <= 0 && u < r_hazard(onset, k->dt)) {
        w->stage[i] = ENT_ERODING;
        w->target[i] -= R(p->onset_drop);
        w->tally.n_onsets++;
    }
    if (before > 0 && before < ENT_BROKEN && u < end) {
        const int breaks = u < end * R(p->breakdown_share);
        w->stage[i] = breaks ? ENT_BROKEN : ENT_STABLE;
        if (breaks) w->target[i] -= R(p->breakdown_drop);
        if (!breaks) w->target[i] += R(p->onset_drop);
    }
    if (before >= ENT_BROKEN && u < r_hazard(R(p->restoration), k->dt)) {
        w->stage[i] = ENT_STABLE;
        w->target[i] += R(p->onset_drop) + R(p->breakdown_drop);
    }
}

static void twin_values(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const struct ent_alienation_parameters *q = &k->in.parameters.alienation;
    const real theta = R(p->theta), memory = R(p->gate_error_memory);
    for (int i = 0; i < k->n_pad; i++) {
        uint32_t word[4];
        real noise, error;
        ent_draw(&w->stream, ENT_PURPOSE_VALUES_NOISE, (uint32_t)w->month, (uint32_t)w->step, k->id[i], word);
        ent_normal_pair(word[0], word[1], &noise, &error);
        const real exponent = R(p->vulnerability) * (R(.5) - w->v[i]) + R(p->contagion) * w->trusted_erosion[i] +
                              R(p->pressure) * (w->pressure + w->alienation[i]) - R(p->anchoring) * w->anchor[i];
        const real onset = onset_sum(k) * r_exp(exponent);
        const real own = theta * w->trusted_values[i] + (1 - theta) * w->target[i] - w->v[i];
        const real drift = R(p->phi) * k->dt * own + R(q->rival_pull) * k->dt * w->alienation[i] * (R(q->rival_values) - w->v[i]);
        const real next = w->v[i] + drift + R(p->noise) * r_sqrt(k->dt) * noise;
        w->v[i] = i < k->n ? next < 0 ? 0 : next > 1 ? 1 : next : 0;
        if (w->step == 0) {
            const real spread = R(p->gate_error) * r_sqrt(1 - memory * memory);
            w->gate_error[i] = i < k->n ? memory * w->gate_error[i] + spread * error : 0;
        }
        if (i < k->n) stage_of(k, w, i, onset, ent_uniform(word[2]));
    }
}

/* ---- M6: trust ---- */

/* What the month leaves between i, who judges, and j. */
static real news_of(const struct ent_constants *k, const struct ent_world *w, int i, int j)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    const real gain = R(p->gain), loss = R(p->gain * p->loss_ratio), trust = w->trust[i][j];
    real news = 0;
    for (int m = 0; m < w->n_memories; m++) {
        const struct ent_memory *memory = &w->remembered[m];
        if (is_in(memory->yes, i) && is_in(memory->yes, j)) news += gain * memory->weight * (1 - trust) + memory->change;
        if (is_in(memory->yes, i) && is_in(memory->no, j)) news -= loss * memory->weight * trust;
        if (is_in(memory->no, i) && is_in(memory->yes, j)) news -= loss * memory->weight * trust;
    }
    return news;
}

static void twin_trust(const struct ent_constants *k, struct ent_world *w)
{
    const real estranged = R(k->in.parameters.alienation.trust_loss) / 2;
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < k->n_pad; j++) {
            const real goal = k->trust0[i][j] * (1 - estranged * (w->alienation[i] + w->alienation[j]));
            const real relaxation = R(k->in.parameters.trust.relaxation) * k->dt * (goal - w->trust[i][j]);
            const real next = w->trust[i][j] + news_of(k, w, i, j) + relaxation - w->trust_lost;
            w->trust[i][j] = i == j || j >= k->n || next < 0 ? 0 : next > 1 ? 1 : next;
        }
    w->n_memories = 0;
    w->trust_lost = 0;
}

static void twin_survey(const struct ent_constants *k, struct ent_world *w)
{
    for (int f = 0; f < k->in.n_forums; f++) {
        int n = 0;
        real all = 0, in[ENT_P] = {0};
        for (int i = 0; i < k->n; i++) in[i] = is_in(w->forum[f].members, i) ? 1 : 0;
        for (int i = 0; i < k->n; i++) {
            if (!is_in(w->forum[f].members, i)) continue;
            n++;
            all += dot_of(w->trust[i], in, k->n_pad);
        }
        w->forum[f].trust = n > 1 ? all / (real)(n * (n - 1)) : 0;
    }
    for (int i = 0; i < k->n; i++) {
        real erosion[ENT_P];
        for (int j = 0; j < k->n_pad; j++) erosion[j] = w->stage[j] > 0 ? 1 : 0;
        const real given = sum_of(w->trust[i], k->n_pad), safe = given > R(1e-6) ? given : R(1e-6);
        w->trust_given[i] = given;
        w->trusted_values[i] = given > 0 ? dot_of(w->trust[i], w->v, k->n_pad) / safe : w->v[i];
        w->trusted_erosion[i] = dot_of(w->trust[i], erosion, k->n_pad) / safe;
    }
}

/* ---- M12: alienation ---- */

static void twin_alienation(const struct ent_constants *k, struct ent_world *w)
{
    const real memory = R(k->in.parameters.alienation.memory);
    for (int i = 0; i < k->n_pad; i++) {
        const real stakes = w->at_stake[i] > R(1e-9) ? w->at_stake[i] : R(1e-9);
        real share = (w->excluded[i] - w->heard[i]) / stakes;
        if (share < 0) share = 0;
        if (share > 1) share = 1;
        w->alienation[i] = memory * w->alienation[i] + (1 - memory) * share;
    }
}

/* ---- M7: positions and stances ---- */

static void twin_positions(const struct ent_constants *k, struct ent_world *w)
{
    for (int i = 0; i < k->n_pad; i++) {
        real freed = 0;
        for (int d = 0; d < k->in.n_domains; d++)
            for (int f = 0; f < k->in.n_forums; f++) {
                const real share = R(k->in.domain[d].gas_effect) * w->forum[f].achievement[d] * w->in[f][i];
                if (k->in.domain[d].gas_effect > 0 && share > freed) freed = share;
            }
        for (int d = 0; d < k->in.n_domains; d++) w->position[d][i] = k->base[d][i] + w->deviation[d][i] + freed * k->without_gas[d][i];
    }
}

static void twin_stances(const struct ent_constants *k, struct ent_world *w)
{
    for (int i = 0; i < k->n_pad; i++)
        for (int d = 0; d < k->in.n_domains; d++) {
            const struct ent_domain *domain = &k->in.domain[d];
            w->stance[d][i] = w->position[d][i] + R(domain->threat_shift) * (w->threat[i] - k->threat0[i]) +
                              R(domain->values_shift) * (w->v[i] - k->v0[i]);
        }
}

#endif
