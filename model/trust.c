/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M6: trust between states.
 *
 *   each pair that agrees      R += eta+ weight (1 - R)
 *   each pair of yes and no    R -= eta- weight R,  eta- = loss_ratio eta+, both ways
 *   weight = event_weight stake max(event_floor, 4 yes no), yes and no as shares: a divided vote says more
 *   relaxation to R0 (1 - trust_loss (a_i + a_j)/2), a the alienation of M12
 *
 * Kept and broken promises of defence count like votes.
 */

static void trust_store(struct ent_world *w, struct ent_memory memory)
{
    if (w->n_memories == ENT_MAX_MEMORIES)
        world_fail(w, ENT_FAILURE_AGENDA_FULL);
    else
        w->remembered[w->n_memories++] = memory;
}

/* Remembers a vote of some stake, or a promise kept by `yes` and broken by `no`, until the end of the month. */
static void trust_remember(const struct ent_constants *k, struct ent_world *w, uint64_t yes, uint64_t no, real stake)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    const int n_yes = ent_set_count(yes), n_no = ent_set_count(no);
    if (n_yes + n_no < 2) return;
    const real all = (real)(n_yes + n_no), divided = 4 * ((real)n_yes / all) * ((real)n_no / all);
    const real weight = R(p->event_weight) * stake * r_max(R(p->event_floor), divided);
    trust_store(w, (struct ent_memory){yes, no, r_min(weight, 1), 0});
}

/* Remembers a change of trust alike for all pairs of a set. */
static void trust_shift(struct ent_world *w, uint64_t set, real change)
{
    trust_store(w, (struct ent_memory){set, 0, 0, change});
}

/* What one memory adds to one row of trust, that of state i. */
static void trust_row(const struct ent_memory *m, real gain, real loss, int i, int n_pad, const real *yes, const real *no, const real *row,
                      real *restrict news)
{
    const int agrees = (int)(m->yes >> i & 1);
    if (!agrees && !(m->no >> i & 1)) return;
    const real up = agrees ? gain * m->weight : 0, down_yes = agrees ? 0 : loss * m->weight, down_no = agrees ? loss * m->weight : 0;
    const real shift = agrees ? m->change : 0;
    for (int j = 0; j < n_pad; j++) news[j] += (up * (1 - row[j]) - down_yes * row[j] + shift) * yes[j] - down_no * row[j] * no[j];
}

static void set_expand(uint64_t set, int n_pad, real *indicator)
{
    for (int i = 0; i < n_pad; i++) indicator[i] = (real)(int32_t)(set >> i & 1);
}

/* All that is remembered of the month counts at once, whatever came first. */
static void trust_update(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    const real gain = R(p->gain), loss = R(p->gain * p->loss_ratio), back = R(p->relaxation) * k->dt;
    const real estranged = R(k->in.parameters.alienation.trust_loss) / 2;
    ENT_ALIGNED real news[ENT_P][ENT_P];
    memset(news, 0, (size_t)k->n * sizeof news[0]);
    for (int m = 0; m < w->n_memories; m++) {
        real yes[ENT_P], no[ENT_P];
        set_expand(w->remembered[m].yes, k->n_pad, yes);
        set_expand(w->remembered[m].no, k->n_pad, no);
        for (int i = 0; i < k->n; i++) trust_row(&w->remembered[m], gain, loss, i, k->n_pad, yes, no, w->trust[i], news[i]);
    }
    w->n_memories = 0;
    for (int i = 0; i < k->n; i++) {
        real *restrict row = w->trust[i];
        for (int j = 0; j < k->n_pad; j++) {
            const real goal = k->trust0[i][j] * (1 - estranged * (w->alienation[i] + w->alienation[j]));
            const real next = row[j] + news[i][j] + back * (goal - row[j]) - w->trust_lost;
            row[j] = r_clip(next, 0, 1) * k->present[j];
        }
        row[i] = 0;
    }
    w->trust_lost = 0;
}

/* What each state sees of those it trusts, and how much the members of each forum trust one another. */
static void trust_survey(const struct ent_constants *k, struct ent_world *w)
{
    real erosion[ENT_P], of_members[ENT_MAX_FORUMS] = {0};
    for (int i = 0; i < k->n_pad; i++) erosion[i] = w->stage[i] > 0 ? 1 : 0;
    for (int i = 0; i < k->n; i++) {
        const real given = lanes_sum(w->trust[i], k->n_pad), safe = r_max(given, R(1e-6));
        w->trust_given[i] = given;
        w->trusted_values[i] = given > 0 ? lanes_dot(w->trust[i], w->v, k->n_pad) / safe : w->v[i];
        w->trusted_erosion[i] = lanes_dot(w->trust[i], erosion, k->n_pad) / safe;
        for (int f = 0; f < k->in.n_forums; f++)
            if (w->forum[f].members >> i & 1) of_members[f] += lanes_dot(w->trust[i], w->in[f], k->n_pad);
    }
    for (int f = 0; f < k->in.n_forums; f++) {
        const int n = ent_set_count(w->forum[f].members);
        w->forum[f].trust = n > 1 ? of_members[f] / (real)(n * (n - 1)) : 0;
    }
}
