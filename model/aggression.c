/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M3: deterrence and aggression.
 *
 *   D_j = c_j + e readiness (sum_k r_kj c_k exp(-dist_kj/L) + US term),  r_kj the highest promise of any shared pact
 *   US term (pact members) = r_US worth .25 milex_US/delta
 *   A_j = milex_rival/delta ppp deployable exp(-max(d_rival - 200, 0)/L)
 *   hazard_j = (lambda0 + H/X) x_j logistic(-kappa (D_j/A_j - 1)),  X = sum x_j logistic(...)
 *
 * H is the excitation left by earlier attacks (shocks.c): each brings `branching` further attacks in the mean,
 * wherever they fall. [Commitments honoured: Berkemeier & Fuhrmann 2018; whether pacts deter
 * is contested: Johnson & Leeds 2011, Kenwick et al. 2015.]
 */

/* Honour of the best promise that k has given to j, over the background pact and all shared forums. A forum that
 * has widened promises less (M9). */
static real promise(const struct ent_constants *k, const struct ent_world *w, int guarantor, int j)
{
    const uint64_t both = UINT64_C(1) << guarantor | UINT64_C(1) << j;
    real best = (k->pact & both) == both ? R(k->in.parameters.deterrence.pact_honour) : 0;
    for (int f = 0; f < k->in.n_forums; f++)
        if ((w->forum[f].members & both) == both) best = r_max(best, R(k->in.forum[f].guarantee) * w->forum[f].dilution);
    return best;
}

/* Capability that allies can be expected to bring to the defence of j, in bn USD: the sum of r_kj c_k exp(-dist/L),
 * with the same promises as above, for all guarantors at once. */
static real help_from_allies(const struct ent_constants *k, const struct ent_world *w, int j)
{
    const real pact = k->in_pact[j] * R(k->in.parameters.deterrence.pact_honour);
    real honour[ENT_P];
    for (int i = 0; i < padded(k); i++) honour[i] = pact * k->in_pact[i];
    for (int f = 0; f < k->in.n_forums; f++) {
        if (!(w->in[f][j] > 0) || !(k->in.forum[f].guarantee > 0)) continue;
        const real guarantee = R(k->in.forum[f].guarantee) * w->forum[f].dilution;
        for (int i = 0; i < padded(k); i++) honour[i] = r_max(honour[i], guarantee * w->in[f][i]);
    }
    honour[j] = 0;
    return lanes_dot3(honour, w->capability, k->power_near[j], padded(k));
}

/* The same of the leading external power, which helps members of the background pact. */
static real help_from_leader(const struct ent_constants *k, const struct ent_world *w)
{
    const struct ent_deterrence_parameters *p = &k->in.parameters.deterrence;
    const struct ent_effort_parameters *e = &k->in.parameters.effort;
    return R(p->leader_honour * p->leader_share * e->leader_milex / e->depreciation) * commitment_worth(k, w);
}

/* What allies would bring to each exposed state as the world stands. */
static void aggression_help(const struct ent_constants *k, struct ent_world *w)
{
    for (uint64_t set = k->exposed; set; set &= set - 1) {
        const int j = ent_set_first(set);
        w->help[j] = help_from_allies(k, w, j);
    }
}

/* D: what deters an attack on each exposed state, in bn USD of capability, if the leader's help is worth `from_leader`. */
static void aggression_deterrence(const struct ent_constants *k, const struct ent_world *w, real from_leader, real *deterrence)
{
    const real ready = w->enablers * R(k->in.parameters.deterrence.readiness);
    for (int j = 0; j < padded(k); j++) deterrence[j] = w->capability[j] + ready * (w->help[j] + k->in_pact[j] * from_leader);
}

static int can_be_attacked(const struct ent_constants *k, const struct ent_world *w, int j)
{
    return k->exposure[j] > 0 && w->war_until[j] <= w->month && !(w->war > 0 && (k->at_war >> j & 1));
}

/* Guarantors honour their promise or break it, and are trusted accordingly. */
static void aggression_promises(const struct ent_constants *k, struct ent_world *w, int j)
{
    uint64_t kept = UINT64_C(1) << j, broken = 0;
    uint64_t allies = allies_of(k, w, j);
    for (; allies; allies &= allies - 1) {
        const int g = ent_set_first(allies);
        uint32_t word[4];
        ent_draw(&w->stream, ENT_PURPOSE_HONOUR, (uint32_t)w->month, k->id[j], k->id[g], word);
        if (ent_uniform(word[0]) < promise(k, w, g, j))
            kept |= UINT64_C(1) << g;
        else
            broken |= UINT64_C(1) << g;
    }
    trust_remember(k, w, kept, broken, 1);
    TRACE(w, ATTACK, told.shock = w->attack_shock[j], told.state = j, told.yes = kept & ~(UINT64_C(1) << j), told.no = broken,
          told.value[0] = w->war_until[j] - w->month);
}

static void aggression_attack(const struct ent_constants *k, struct ent_world *w, int s, int j)
{
    const struct ent_shock *shock = &k->in.shock[s];
    uint32_t word[4];
    ent_draw(&w->stream, ENT_PURPOSE_WAR_LENGTH, (uint32_t)w->month, (uint32_t)w->step, k->id[j], word);
    w->war_until[j] = w->month + 2 + (int32_t)(R(k->in.parameters.threat.war_months) * ent_exponential(word[0]));
    w->war_severity[j] = R(shock->severity);
    w->capability[j] *= 1 - R(shock->capability_loss);
    w->attacked |= UINT64_C(1) << j;
    w->attack_shock[j] = s;
    w->tally.n_attacks++;
    w->tally.n_attacks_pact += (int)(k->pact >> j & 1);
    aggression_promises(k, w, j);
    shock_strike(k, w, s, word + 1);
}

/* Draws for each state that lies open to an attack, and for no other. */
static void aggression_of_shock(const struct ent_constants *k, struct ent_world *w, int s, const real *open)
{
    const real sum = lanes_sum(open, padded(k));
    if (!(sum > 0)) return;
    const real rate = R(k->in.shock[s].hazard) + w->excitation[s] / sum;
    const uint32_t step = 2 * k->shock_id[s] + (uint32_t)w->step;
    static const real nothing[ENT_P];
    struct ent_draws draws;
    real chance[ENT_P];
    for (int j = 0; j < padded(k); j++) chance[j] = r_hazard(rate * open[j], k->dt);
    ent_draw_set(&w->stream, ENT_PURPOSE_AGGRESSION, (uint32_t)w->month, step, k->id, set_above(open, nothing, padded(k)), &draws);
    for (int m = 0; m < draws.n; m++)
        if (ent_uniform(draws.word[0][m]) < chance[draws.who[m]]) aggression_attack(k, w, s, draws.who[m]);
}

static void aggression_happens(const struct ent_constants *k, struct ent_world *w)
{
    const real slope = R(k->in.parameters.deterrence.slope);
    const int attacks = w->tally.n_attacks;
    real deterrence[ENT_P], open[ENT_P];
    aggression_help(k, w);
    aggression_deterrence(k, w, help_from_leader(k, w), deterrence);
    for (int j = 0; j < padded(k); j++) {
        const real ratio = deterrence[j] / r_max(k->attacker[j], R(1e-9));
        open[j] = k->exposure[j] * r_logistic(r_clip(-slope * (ratio - 1), -30, 30));
    }
    for (uint64_t set = k->exposed; set; set &= set - 1) {
        const int j = ent_set_first(set);
        if (!can_be_attacked(k, w, j)) open[j] = 0;
    }
    for (int s = 0; s < k->in.n_shocks; s++) {
        if (k->in.shock[s].law != ENT_LAW_DETERRED || !shock_possible(w, &k->in.shock[s])) continue;
        aggression_of_shock(k, w, s, open);
    }
    if (w->tally.n_attacks != attacks) aggression_help(k, w); /* the victims have lost capability */
}
