/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The life of a world: its state in January of the first year, and what must hold in every month.
 */

/* Records why the run failed, once; it stops at the end of the month. */
static void world_fail(struct ent_world *w, int failure)
{
    if (w->failure != ENT_FAILURE_NONE) return;
    w->failure = failure;
    w->failure_month = w->month;
}

static void reset_states(const struct ent_constants *k, struct ent_world *w)
{
    for (int i = 0; i < k->n; i++) {
        uint32_t word[4];
        real z, unused;
        ent_draw(&w->stream, ENT_PURPOSE_GATE, 0, 0, k->id[i], word);
        ent_normal_pair(word[0], word[1], &z, &unused);
        const struct ent_values_parameters *p = &k->in.parameters.values;
        w->gate_error[i] = R(p->gate_error) * z;
        w->v[i] = k->v0[i];
        w->target[i] = k->target0[i];
        w->stage[i] = (real)k->in.state[i].stage;
        w->effort[i] = k->effort0[i];
        w->capability[i] = k->capability0[i];
        w->threat[i] = k->threat0[i];
    }
    memcpy(w->trust, k->trust0, sizeof w->trust);
}

/* Forums that may decide the same are told apart by which exist at the start, and then by who comes first in the sequences:
 * nothing else about them counts. */
static uint32_t forum_rank(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const uint32_t scope = w->forum[f].scope;
    int first = 0;
    while (first < k->in.n_domains - 1 && !(scope >> first & 1)) first++;
    const int place = position_in_sequence(k, first, f);
    uint32_t rank = 0;
    for (int t = 0; t < k->in.n_sequence[first]; t++) {
        const int g = k->in.sequence[first][t], older = k->in.forum[g].in_force - k->in.forum[f].in_force;
        if (w->forum[g].scope == scope && (older > 0 || (older == 0 && t < place))) rank++;
    }
    return rank;
}

static void reset_scope(const struct ent_constants *k, struct ent_world *w, int f)
{
    for (int d = 0; d < k->in.n_domains; d++) {
        w->forum[f].reserved_rule[d] = k->in.forum[f].reserved_rule[d];
        if (position_in_sequence(k, d, f) >= 0) w->forum[f].scope |= 1u << d;
    }
}

static void reset_forum(const struct ent_constants *k, struct ent_world *w, int f)
{
    const struct ent_forum *forum = &k->in.forum[f];
    struct ent_forum_state *state = &w->forum[f];
    state->identity = state->scope | forum_rank(k, w, f) << 8;
    state->capital = R(forum->capital);
    state->dilution = 1;
    if (!forum->in_force) return;
    state->life = ENT_IN_FORCE;
    state->members = forum->founders & k->everyone;
    set_expand(state->members, padded(k), w->in[f]);
    state->effective0 = forum_effective_members(k, w, f);
    state->candidates = forum->candidates & k->everyone & ~state->members;
    for (uint64_t set = state->candidates; set; set &= set - 1) {
        const int i = ent_set_first(set);
        uint32_t word[4];
        ent_draw(&w->stream, ENT_PURPOSE_ENTRY, UINT32_MAX, state->identity, k->id[i], word);
        w->due[f][i] = membership_delay(k, w, f, word[0], word[1]);
    }
}

static void world_reset(const struct ent_constants *k, struct ent_world *w, uint64_t seed, uint32_t run, struct ent_run_result *out)
{
    memset(w, 0, sizeof *w);
    ent_stream_init(&w->stream, seed, run);
    w->out = out;
    w->failure_month = -1;
    w->failed_month = -1;
    w->leader = k->in.parameters.commitment.stage0;
    w->enablers = commitment_enablers(k, w->leader);
    w->war = R(k->in.parameters.threat.war_level);
    for (int d = 0; d < k->in.n_domains; d++) w->settled[d] = R(k->in.parameters.bargaining.settled0);
    for (int s = ENT_MAX_ISSUES - 1; s >= 0; s--) w->free_slot[w->n_free++] = s;
    reset_states(k, w);
    for (int f = 0; f < k->in.n_forums; f++) reset_scope(k, w, f);
    for (int f = 0; f < k->in.n_forums; f++) reset_forum(k, w, f);
    agenda_positions(k, w);
    for (int f = 0; f < k->in.n_forums; f++)
        if (w->forum[f].life == ENT_IN_FORCE) membership_benefit(k, w, f, w->in[f], membership_own_club(k, w, f), w->benefit[f]);
    trust_survey(k, w);
    discipline_anchor(k, w);
}

static int all_within(const real *x, int n, real low, real high)
{
    int within = 1;
    for (int i = 0; i < n; i++) within &= (x[i] >= low) & (x[i] <= high); /* 0 for NaN */
    return within;
}

/* What must hold after every month. */
static void world_check(const struct ent_constants *k, struct ent_world *w)
{
    const real most = R(1e9);
    if (!all_within(w->capability, padded(k), 0, most) || !all_within(w->target, padded(k), -most, most) ||
        !all_within(w->gate_error, padded(k), -most, most))
        world_fail(w, ENT_FAILURE_NOT_FINITE);
    if (!all_within(w->v, padded(k), 0, 1) || !all_within(w->threat, padded(k), 0, 1) || !all_within(w->effort, padded(k), 0, 1) ||
        !all_within(w->alienation, padded(k), 0, 1) || !all_within(w->trust_given, padded(k), 0, (real)k->n))
        world_fail(w, ENT_FAILURE_OUT_OF_RANGE);
    for (int f = 0; f < k->in.n_forums; f++) {
        const struct ent_forum_state *forum = &w->forum[f];
        const uint64_t strangers = (forum->members | forum->candidates) & ~k->everyone;
        if (strangers || (forum->suspended & ~forum->members) || (forum->candidates & forum->members) ||
            (forum->life != ENT_IN_FORCE && forum->members))
            world_fail(w, ENT_FAILURE_MEMBERSHIP);
        if (!(forum->capital >= 0 && forum->capital <= 1)) world_fail(w, ENT_FAILURE_OUT_OF_RANGE);
    }
}
