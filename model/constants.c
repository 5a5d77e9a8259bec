/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From inputs to constants: what each cell needs to know once.
 */

/* The 75th percentile of Gamma(2, 1): the root of (1 + x) exp(-x) = 1/4. */
#define GAMMA2_UPPER_QUARTILE R(2.6926345289)

/* A code of three letters as a number, so that draws follow the state, not its place in a list. */
static uint32_t code_number(const char code[4])
{
    return (uint32_t)(unsigned char)code[0] << 16 | (uint32_t)(unsigned char)code[1] << 8 | (uint32_t)(unsigned char)code[2];
}

/* FNV-1a: a shock's draws follow its name, not its place in a list. */
static uint32_t name_number(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

static void set_states(struct ent_constants *k)
{
    const double depreciation = k->in.parameters.effort.depreciation, efficiency = k->in.parameters.effort.efficiency;
    for (int i = 0; i < k->n; i++) {
        const struct ent_state *s = &k->in.state[i];
        const uint64_t bit = UINT64_C(1) << i;
        k->everyone |= bit;
        if (s->pact) k->pact |= bit;
        if (s->eu) k->union_members |= bit;
        if (s->at_war) k->at_war |= bit;
        k->id[i] = code_number(s->code);
        k->present[i] = 1;
        k->in_pact[i] = s->pact ? 1 : 0;
        k->gdp[i] = R(s->gdp);
        k->root_gdp[i] = r_sqrt(k->gdp[i]);
        k->population[i] = (int32_t)(s->population * 1000 + 0.5);
        k->v0[i] = R(s->v);
        k->effort0[i] = R(s->effort);
        k->capability0[i] = R(s->effort * s->gdp * efficiency / depreciation);
        k->exposure[i] = R(s->exposure);
        if (k->exposure[i] > 0) k->exposed |= bit;
    }
    k->root_gdp_all = lanes_sum(k->root_gdp, padded(k));
    for (int i = 0; i < k->n; i++) {
        int larger = 0, smaller = 0;
        for (int j = 0; j < k->n; j++) {
            larger += k->root_gdp[j] > k->root_gdp[i];
            smaller += k->root_gdp[j] < k->root_gdp[i];
        }
        k->small[i] = larger > smaller ? 1 : 0;
        k->n_small += k->small[i];
    }
}

/* Governments are elected every `election_months`; when the first of them falls is fixed by the state's code. */
static void set_elections(struct ent_constants *k)
{
    const int32_t every = k->in.parameters.bargaining.election_months;
    struct ent_stream calendar;
    ent_stream_init(&calendar, 0, 0);
    for (int i = 0; i < k->n; i++) {
        uint32_t word[4];
        ent_draw(&calendar, ENT_PURPOSE_ELECTION_DATE, 0, 0, k->id[i], word);
        if (every <= 0) continue;
        k->first_election[i] = 1 + (int32_t)(word[0] % (uint32_t)every);
        k->electing[k->first_election[i] % every] |= UINT64_C(1) << i;
    }
}

/* v* = (v0 - theta v_nb0) / (1 - theta), unclipped: the data are then a fixed point of M1. */
static void set_values_target(struct ent_constants *k)
{
    const real theta = R(k->in.parameters.values.theta);
    for (int i = 0; i < k->n; i++) {
        const real trust = lanes_sum(k->trust0[i], padded(k));
        const real neighbours = trust > 0 ? lanes_dot(k->trust0[i], k->v0, padded(k)) / trust : k->v0[i];
        k->target0[i] = (k->v0[i] - theta * neighbours) / (1 - theta);
    }
}

static void set_power(struct ent_constants *k)
{
    const struct ent_deterrence_parameters *p = &k->in.parameters.deterrence;
    const struct ent_effort_parameters *e = &k->in.parameters.effort;
    const real rival = R(e->rival_milex / e->depreciation * p->rival_ppp * p->rival_deployable);
    for (int i = 0; i < k->n; i++) {
        k->attacker[i] = rival * r_exp(-r_max(R(k->in.state[i].rival_km) - 200, 0) / R(p->length));
        for (int j = 0; j < k->n; j++) k->power_near[i][j] = r_exp(-R(k->in.distance_km[i][j] / p->length));
    }
}

/* P(absent within ten years) = 1 - (1 - p) exp(-10 h),  p = q + (1 - return) q (1 - q),  solved for q: h is the rate of
 * crisis jumps, and two opportunities fall into ten years. */
static void set_withdrawal(struct ent_constants *k)
{
    const real stay = 1 - R(k->in.parameters.commitment.return_share);
    real within = 0;
    for (int s = 0; s < k->in.n_shocks; s++) {
        const struct ent_shock *shock = &k->in.shock[s];
        if (shock->law == ENT_LAW_COMMITMENT) within = 1 - (1 - R(shock->probability)) * r_exp(R(10 * shock->hazard));
    }
    const real p = r_max(within, 0), b = 1 + stay;
    k->withdrawal = stay > R(1e-4) ? (b - r_sqrt(b * b - 4 * stay * p)) / (2 * stay) : p;
}

/* Chances of what has the same hazard at any time. */
static void set_chances(struct ent_constants *k)
{
    const struct ent_parameters *p = &k->in.parameters;
    k->war_end = r_hazard(R(p->threat.war_end), k->dt);
    k->episode_exit = r_hazard(R(p->values.episode_exit), k->dt);
    k->restoration = r_hazard(R(p->values.restoration), k->dt);
    k->exit_chance = r_hazard(R(p->membership.exit_rate), R(1) / 12);
    k->threat_memory = r_pow(R(p->threat.memory), 4 * k->dt); /* quarters in a step */
    for (int s = 0; s < k->in.n_shocks; s++) {
        const struct ent_shock *shock = &k->in.shock[s];
        k->fading[s] = r_hazard(R(shock->excitation_decay), k->dt);
        if (shock->law == ENT_LAW_EROSION) k->onset_rate += R(shock->hazard);
        if (shock->law == ENT_LAW_COMMITMENT) k->withdrawal_jump = r_hazard(R(shock->hazard), k->dt);
    }
    for (int d = 0; d < k->in.n_domains; d++) k->quiet[d] = ent_poisson_none(R(k->in.domain[d].arrivals / 12));
}

static void prepare_constants(const struct ent_inputs *inputs, void *memory)
{
    struct ent_constants *k = memory;
    memset(k, 0, sizeof *k);
    memcpy(&k->in, inputs, sizeof *inputs);
    k->n = inputs->n_states;
    k->n_pad = (k->n + ENT_LANES - 1) / ENT_LANES * ENT_LANES;
    k->dt = 1 / (R(12) * (real)inputs->steps_per_month);
    for (int s = 0; s < inputs->n_shocks; s++) k->shock_id[s] = name_number(inputs->shock[s].name);
    set_states(k);
    set_threat(k);
    set_positions(k);
    set_salience(k);
    set_trust(k);
    set_energy(k);
    set_elections(k);
    set_values_target(k);
    set_power(k);
    set_withdrawal(k);
    set_private_weights(k);
    set_chances(k);
    for (int d = 0; d < inputs->n_domains; d++)
        k->spillover[d] = R(inputs->parameters.effort.spillover) * (1 - R(inputs->domain[d].excludability));
    k->high_stake = GAMMA2_UPPER_QUARTILE * R(inputs->parameters.bargaining.stake_mean) / 2;
    k->memory = 1 - 1 / (real)inputs->parameters.membership.record_months;
}
