/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M6: trust between states.
 *
 *   each pair that agrees      R += eta+ weight (1 - R)
 *   each pair of yes and no    R -= eta- weight R,  eta- = loss_ratio eta+, both ways
 *   weight = event_weight stake max(event_floor, 4 yes no), yes and no as shares: a divided vote says more
 *   relaxation to R0 (1 - trust_loss (a_i + a_j)/2), a the alienation of M12
 *
 * Promises of defence kept and broken, statements, reforms and steps of proceedings count like votes.
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

/* A memory by the weight that each state has in it: among those who agree, against those who refuse. */
struct trust_event {
    uint64_t yes, no;
    int is_shift;                 /* trust changes by `gain`, whatever it was */
    ENT_ALIGNED real gain[ENT_P]; /* eta+ weight of each yes */
    real refusal[ENT_P];          /* eta- weight of each no */
    real refused[ENT_P];          /* eta- weight of each yes */
};

static void trust_event_of(const struct ent_constants *k, const struct ent_memory *m, struct trust_event *event)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    const real up = R(p->gain) * m->weight, down = R(p->gain * p->loss_ratio) * m->weight;
    real in_yes[ENT_P], in_no[ENT_P];
    event->yes = m->yes;
    event->no = m->no;
    event->is_shift = !(m->weight > 0);
    const real gain = event->is_shift ? m->change : up;
    set_expand(m->yes, padded(k), in_yes);
    set_expand(m->no, padded(k), in_no);
    for (int j = 0; j < padded(k); j++) {
        event->gain[j] = gain * in_yes[j];
        event->refusal[j] = down * in_no[j];
        event->refused[j] = down * in_yes[j];
    }
}

/* What an event adds to the news of all pairs. */
static void trust_hear(const struct ent_constants *k, const struct ent_world *w, const struct trust_event *event,
                       real (*restrict news)[ENT_P])
{
    for (uint64_t set = event->yes; set; set &= set - 1) {
        const int i = ent_set_first(set);
        const real *trust = w->trust[i];
        if (event->is_shift)
            for (int j = 0; j < padded(k); j++) news[i][j] += event->gain[j];
        else
            for (int j = 0; j < padded(k); j++) news[i][j] += event->gain[j] * (1 - trust[j]);
    }
    for (uint64_t set = event->no ? event->yes : 0; set; set &= set - 1) {
        const int i = ent_set_first(set);
        for (int j = 0; j < padded(k); j++) news[i][j] -= event->refusal[j] * w->trust[i][j];
    }
    for (uint64_t set = event->no; set; set &= set - 1) {
        const int i = ent_set_first(set);
        for (int j = 0; j < padded(k); j++) news[i][j] -= event->refused[j] * w->trust[i][j];
    }
}

/* All that is remembered of the month counts at once, whatever came first. */
static void trust_update(const struct ent_constants *k, struct ent_world *w)
{
    const real back = R(k->in.parameters.trust.relaxation) * k->dt, lost = w->trust_lost;
    const real estranged = R(k->in.parameters.alienation.trust_loss) / 2;
    ENT_ALIGNED real news[ENT_P][ENT_P];
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < padded(k); j++) news[i][j] = 0;
    for (int m = 0; m < w->n_memories; m++) {
        struct trust_event event;
        trust_event_of(k, &w->remembered[m], &event);
        trust_hear(k, w, &event, news);
    }
    for (int i = 0; i < k->n; i++) {
        real *restrict row = w->trust[i];
        const real distant = w->alienation[i];
        for (int j = 0; j < padded(k); j++) {
            const real goal = k->trust0[i][j] * (1 - estranged * (distant + w->alienation[j]));
            const real next = row[j] + news[i][j] + back * (goal - row[j]) - lost;
            row[j] = r_clip(next, 0, 1); /* padding stays 0, for nothing is ever added to it */
        }
        row[i] = 0;
    }
    for (int f = 0; f < k->in.n_forums; f++) w->confidence[f].members = 0;
    w->n_memories = 0;
    w->trust_lost = 0;
}

/* The trust of all members of forum f in each state, in sum; trust is mutual, so that the state's own in them is as much. */
static const real *trust_of_members(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_confidence *confidence = &w->confidence[f];
    if (confidence->members == w->forum[f].members) return confidence->in;
    confidence->members = w->forum[f].members;
    lanes_column_dots(w->trust, w->in[f], padded(k), confidence->in);
    return confidence->in;
}

/* Mean trust of the members of forum f in one another. */
static real trust_among(const struct ent_constants *k, struct ent_world *w, int f)
{
    const real *of_members = trust_of_members(k, w, f);
    const int n = ent_set_count(w->forum[f].members);
    real sum = 0;
    for (uint64_t set = w->forum[f].members; set; set &= set - 1) sum += of_members[ent_set_first(set)];
    return n > 1 ? sum / (real)(n * (n - 1)) : 0;
}

/* What each state sees of those it trusts, and how much the members of each forum trust one another. */
static void trust_survey(const struct ent_constants *k, struct ent_world *w)
{
    real erosion[ENT_P], values[ENT_P], eroding[ENT_P];
    for (int i = 0; i < padded(k); i++) erosion[i] = w->stage[i] > 0 ? 1 : 0;
    lanes_column_sums(w->trust, padded(k), w->trust_given);
    lanes_column_dots(w->trust, w->v, padded(k), values);
    lanes_column_dots(w->trust, erosion, padded(k), eroding);
    for (int i = 0; i < padded(k); i++) {
        const real given = w->trust_given[i], safe = r_max(given, R(1e-6));
        w->trusted_values[i] = given > 0 ? values[i] / safe : w->v[i];
        w->trusted_erosion[i] = eroding[i] / safe;
    }
    for (int f = 0; f < k->in.n_forums; f++) w->forum[f].trust = trust_among(k, w, f);
}
