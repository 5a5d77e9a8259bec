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

enum { TRUST_AT_ONCE = 16 }; /* memories that are taken row by row together */

/* A memory with its sets as indicators. */
struct trust_event {
    uint64_t yes, no;
    real up, down, shift;
    ENT_ALIGNED real in_yes[ENT_P], in_no[ENT_P];
};

static void trust_event_of(const struct ent_constants *k, const struct ent_memory *m, struct trust_event *event)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    event->yes = m->yes;
    event->no = m->no;
    event->up = R(p->gain) * m->weight;
    event->down = R(p->gain * p->loss_ratio) * m->weight;
    event->shift = m->change;
    set_expand(m->yes, padded(k), event->in_yes);
    set_expand(m->no, padded(k), event->in_no);
}

/* What an event adds to one row of trust, that of state i. */
static void trust_row(const struct ent_constants *k, const struct trust_event *event, int i, const real *row, real *restrict news)
{
    const real up = event->up, down = event->down, shift = event->shift;
    if (event->yes >> i & 1) {
        for (int j = 0; j < padded(k); j++) news[j] += (up * (1 - row[j]) + shift) * event->in_yes[j];
        if (event->no == 0) return;
        for (int j = 0; j < padded(k); j++) news[j] -= down * row[j] * event->in_no[j];
    } else if (event->no >> i & 1) {
        for (int j = 0; j < padded(k); j++) news[j] -= down * row[j] * event->in_yes[j];
    }
}

/* Adds up what some memories change in the trust of all pairs. */
static void trust_news(const struct ent_constants *k, const struct ent_world *w, int from, int to, real (*restrict news)[ENT_P])
{
    struct trust_event event[TRUST_AT_ONCE];
    for (int m = from; m < to; m++) trust_event_of(k, &w->remembered[m], &event[m - from]);
    for (int i = 0; i < k->n; i++)
        for (int m = from; m < to; m++) trust_row(k, &event[m - from], i, w->trust[i], news[i]);
}

/* All that is remembered of the month counts at once, whatever came first. */
static void trust_update(const struct ent_constants *k, struct ent_world *w)
{
    const real back = R(k->in.parameters.trust.relaxation) * k->dt;
    const real estranged = R(k->in.parameters.alienation.trust_loss) / 2;
    ENT_ALIGNED real news[ENT_P][ENT_P];
    for (int i = 0; i < k->n; i++) memset(news[i], 0, sizeof news[i]);
    for (int m = 0; m < w->n_memories; m += TRUST_AT_ONCE) {
        const int to = m + TRUST_AT_ONCE < w->n_memories ? m + TRUST_AT_ONCE : w->n_memories;
        trust_news(k, w, m, to, news);
    }
    w->n_memories = 0;
    for (int i = 0; i < k->n; i++) {
        real *restrict row = w->trust[i];
        const real distant = w->alienation[i], lost = w->trust_lost;
        for (int j = 0; j < padded(k); j++) {
            const real goal = k->trust0[i][j] * (1 - estranged * (distant + w->alienation[j]));
            const real next = row[j] + news[i][j] + back * (goal - row[j]) - lost;
            row[j] = r_clip(next, 0, 1) * k->present[j];
        }
        row[i] = 0;
    }
    w->trust_lost = 0;
}

/* What each state sees of those it trusts, and how much the members of each forum trust one another. */
static void trust_survey(const struct ent_constants *k, struct ent_world *w)
{
    real erosion[ENT_P], values[ENT_P] = {0}, eroding[ENT_P] = {0}, of_members[ENT_MAX_FORUMS] = {0};
    for (int i = 0; i < padded(k); i++) erosion[i] = w->stage[i] > 0 ? 1 : 0;
    for (int i = 0; i < k->n; i++) {
        w->trust_given[i] = lanes_sum(w->trust[i], padded(k));
        values[i] = lanes_dot(w->trust[i], w->v, padded(k));
        eroding[i] = lanes_dot(w->trust[i], erosion, padded(k));
    }
    for (int i = 0; i < padded(k); i++) {
        const real given = w->trust_given[i], safe = r_max(given, R(1e-6));
        w->trusted_values[i] = given > 0 ? values[i] / safe : w->v[i];
        w->trusted_erosion[i] = eroding[i] / safe;
    }
    for (int f = 0; f < k->in.n_forums; f++) {
        const int n = ent_set_count(w->forum[f].members);
        for (uint64_t set = w->forum[f].members; set; set &= set - 1)
            of_members[f] += lanes_dot(w->trust[ent_set_first(set)], w->in[f], padded(k));
        w->forum[f].trust = n > 1 ? of_members[f] / (real)(n * (n - 1)) : 0;
    }
}
