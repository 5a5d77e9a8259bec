/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M2: threat perception.
 *
 *   S_i   = base + border_i + proximity (W/.7) exp(-min(d_rival, d_war)/l)
 *           + sum over new wars on j of  severity max(exp(-max(d_ij - 200, 0)/l), w_c [i shares a pact with j])
 *   tau_i' = rho tau_i + (1 - rho) S_i,  rho per quarter, S clipped to [0, 1]
 *   W      ends in one event of hazard `war_end`
 */

/* The states that share a defence pact with state j: the background pact and every forum with a guarantee. */
static uint64_t allies_of(const struct ent_constants *k, const struct ent_world *w, int j)
{
    const uint64_t bit = UINT64_C(1) << j;
    uint64_t allies = k->pact & bit ? k->pact : 0;
    for (int f = 0; f < k->in.n_forums; f++)
        if (k->in.forum[f].guarantee > 0 && (w->forum[f].members & bit)) allies |= w->forum[f].members;
    return allies & ~bit;
}

static void war_may_end(const struct ent_constants *k, struct ent_world *w)
{
    uint32_t word[4];
    ent_draw(&w->stream, ENT_PURPOSE_WAR_END, (uint32_t)w->month, (uint32_t)w->step, 0, word);
    if (ent_uniform(word[0]) >= k->war_end) return;
    if (w->war > 0) TRACE(w, WAR_END, told.set = k->at_war);
    w->war = 0;
}

static void threat_update(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_threat_parameters *p = &k->in.parameters.threat;
    const real memory = k->threat_memory;
    real source[ENT_P];
    for (int i = 0; i < padded(k); i++) source[i] = k->threat_constant[i] + k->threat_war[i] * w->war;
    for (int j = 0; j < k->n; j++) {
        if (w->war_until[j] > 0 && w->war_until[j] == w->month && w->step == 0) TRACE(w, WAR_END, told.state = j);
        if (w->war_until[j] <= w->month) continue;
        const uint64_t allies = allies_of(k, w, j);
        for (int i = 0; i < k->n; i++) {
            const real shared = allies >> i & 1 ? R(p->shared_pact) : 0;
            source[i] += w->war_severity[j] * r_max(i == j ? 1 : k->threat_near[j][i], shared);
        }
    }
    for (int i = 0; i < padded(k); i++) w->threat[i] = memory * w->threat[i] + (1 - memory) * r_clip(source[i], 0, 1);
    war_may_end(k, w);
}
