/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M7, first part: governments change, issues arrive, and forums take them up in turn.
 *
 *   arrivals     Poisson per domain and month; stake Gamma(2, 1/2); urgency U lognormal; the same draws in every order
 *   status quo   q = clip(m_d -+ |N(.28, .12)|, 0, 1), below m_d with probability .85
 *   concerns     N_k: the union's own members with probability pi_d, else all states
 *   second field with probability cross_share, any other domain; a forum that has no say there reaches depth 1 - l_x at most
 *   handing over of m forums in force the first holds an issue until .7 U (m = 2) or the j-th until j U/m; the last keeps it
 */

/* The positions of domain d's sequence whose forum is in force. */
static uint32_t sequence_in_force(const struct ent_constants *k, const struct ent_world *w, int d)
{
    uint32_t in_force = 0;
    for (int t = 0; t < k->in.n_sequence[d]; t++) in_force |= (uint32_t)(w->forum[k->in.sequence[d][t]].life == ENT_IN_FORCE) << t;
    return in_force;
}

/* The first position in force after position `after`; -1: none. */
static int next_in_sequence(uint32_t in_force, int after)
{
    const uint32_t left = in_force >> (after + 1);
    return left ? after + 1 + ent_set_first(left) : -1;
}

static int position_in_sequence(const struct ent_constants *k, int d, int forum)
{
    for (int t = 0; t < k->in.n_sequence[d]; t++)
        if (k->in.sequence[d][t] == forum) return t;
    return -1;
}

/* Depth that a text of the forum on this issue can have: what lies in a domain where it has no say is lost by the price of
 * linkage. 0: what is left is less than the least depth of a text, and it does not decide the issue at all. */
static real agenda_reach(const struct ent_constants *k, const struct ent_world *w, const struct ent_issue *issue, int forum)
{
    const int alone = issue->second >= 0 && !(w->forum[forum].scope >> issue->second & 1);
    const real left = 1 - R(k->in.parameters.exchange.linkage_price);
    if (!alone) return 1;
    return left >= R(k->in.parameters.bargaining.depth_floor) ? left : 0;
}

/* Puts an issue before a forum: `share` of its preparation is still needed. */
static void agenda_put(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue, int forum, real share)
{
    issue->forum = forum;
    issue->proposed = 0;
    issue->depth = issue->reach = 1;
    if (forum < 0) return;
    issue->reach = agenda_reach(k, w, issue, forum);
    if (issue->reach > 0) issue->depth = issue->reach;
    const real slow = (1 + R(k->in.parameters.bargaining.preparation_capital) * (1 - w->forum[forum].capital)) * oversight_haste(k, forum);
    const real months = share * R(k->in.domain[issue->domain].preparation) * issue->preparation * slow;
    issue->ready = w->month + (int32_t)r_min(months, 1000);
}

/* The variates of one issue. */
struct issue_draw {
    real stake, preparation;                /* Gamma of shape 2, mean 2 */
    real urgency, distance;                 /* standard normal; distance of the status quo */
    real reserved, internal, side, crosses; /* uniform; side of the status quo */
    uint32_t second;                        /* a word: which other domain it crosses into */
};

/* Of four parts of a draw, each of four words; those of one kind are made as vectors, for all words at once. */
static void draw_issue(const struct ent_world *w, uint32_t identity, struct issue_draw *draw)
{
    enum { N_PARTS = 4 };
    static const uint32_t part[N_PARTS] = {0, 1, 2, 3};
    uint32_t word[4][N_PARTS];
    real uniform[4][N_PARTS], exponential[4][N_PARTS], unused;
    ent_draw_each(&w->stream, ENT_PURPOSE_ISSUE, (uint32_t)w->month, identity, part, N_PARTS, word[0], word[1], word[2], word[3]);
    for (int n = 0; n < 4; n++)
        for (int p = 0; p < N_PARTS; p++) {
            uniform[n][p] = ent_uniform(word[n][p]);
            exponential[n][p] = ent_exponential(word[n][p]);
        }
    draw->stake = exponential[0][0] + exponential[1][0];
    draw->preparation = exponential[0][1] + exponential[1][1];
    ent_normal_pair(word[2][0], word[3][0], &draw->urgency, &unused);
    ent_normal_pair(word[0][2], word[1][2], &draw->distance, &unused);
    draw->reserved = uniform[2][1];
    draw->internal = uniform[3][1];
    draw->side = uniform[2][2];
    draw->crosses = uniform[0][3];
    draw->second = word[1][3];
}

/* A sign and a size: distance of the status quo from the settled policy. */
static real draw_status_quo(const struct ent_constants *k, real settled, real z, real side)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const real distance = r_abs(R(p->quo_mean) + R(p->quo_sd) * z);
    return r_clip(settled + (side < R(p->quo_below) ? -distance : distance), 0, 1);
}

/* Position noise and salience of every state on an issue. */
static void draw_interests(const struct ent_constants *k, struct ent_world *w, int slot, uint32_t identity)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    uint32_t a[ENT_P], b[ENT_P], c[ENT_P], d[ENT_P];
    ent_draw_each(&w->stream, ENT_PURPOSE_ISSUE_POSITION, (uint32_t)w->issue[slot].arrival, identity, k->id, padded(k), a, b, c, d);
    for (int i = 0; i < padded(k); i++) {
        real z1, z2;
        ent_normal_pair(a[i], b[i], &z1, &z2);
        w->noise[slot][i] = R(p->position_noise) * z1 * k->present[i];
        w->salience[slot][i] = k->salience[w->issue[slot].domain][i] * r_exp(R(p->salience_noise) * z2);
    }
}

/* The second domain an issue touches, each other one equally likely; -1: none. */
static int draw_second(const struct ent_constants *k, int d, real whether, uint32_t which)
{
    if (k->in.n_domains < 2 || whether >= R(k->in.parameters.exchange.cross_share)) return -1;
    const int other = (int)ent_choose(which, (uint32_t)k->in.n_domains - 1);
    return other + (other >= d);
}

/* Adds an issue. `serial` tells apart the issues of one month and domain; a shock may change stake and urgency. */
static void agenda_add(const struct ent_constants *k, struct ent_world *w, int d, uint32_t serial, real stake, real urgency)
{
    if (w->n_free == 0) {
        world_fail(w, ENT_FAILURE_AGENDA_FULL);
        return;
    }
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const int slot = w->free_slot[--w->n_free];
    w->pending[w->n_pending++] = slot;
    struct ent_issue *issue = &w->issue[slot];
    const uint32_t identity = (uint32_t)d << 28 | serial; /* bit 27 and below: the serial number, or what agenda_raise makes of a shock */
    struct issue_draw draw;
    draw_issue(w, identity, &draw);
    *issue = (struct ent_issue){.domain = d, .arrival = w->month, .serial = (int32_t)serial, .forum = -1};
    issue->stake = stake * R(p->stake_mean) / 2 * draw.stake;
    issue->urgency = r_max(urgency * R(k->in.domain[d].urgency) * r_exp(R(p->urgency_sd) * draw.urgency), 1);
    issue->preparation = draw.preparation / 2;
    issue->reserved = draw.reserved < R(k->in.domain[d].reserved_share);
    issue->internal = draw.internal < R(k->in.domain[d].internal_share);
    issue->second = draw_second(k, d, draw.crosses, draw.second);
    issue->concerns = issue->internal ? k->union_members : k->everyone;
    issue->quo = draw_status_quo(k, w->settled[d], draw.distance, draw.side);
    draw_interests(k, w, slot, identity);
    const int t = next_in_sequence(sequence_in_force(k, w, d), -1);
    agenda_put(k, w, issue, t < 0 ? -1 : k->in.sequence[d][t], 1);
}

/* A shock raises one issue in each of its domains; the target, if any, is part of their identity. */
static void agenda_raise(const struct ent_constants *k, struct ent_world *w, int s, uint32_t target)
{
    const struct ent_shock *shock = &k->in.shock[s];
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!(shock->issue_domains >> d & 1)) continue;
        agenda_add(k, w, d, 1u << 27 | (target ? target : k->shock_id[s] >> 6), R(shock->issue_stake), R(shock->issue_urgency));
        TRACE(w, ISSUE, trace_arrival(&told, w), told.shock = s, told.state = target ? trace_state(k, target) : -1);
    }
}

static void agenda_arrivals(const struct ent_constants *k, struct ent_world *w)
{
    static const uint32_t domain[ENT_MAX_DOMAINS] = {0, 1, 2, 3, 4, 5, 6, 7};
    uint32_t word[ENT_MAX_DOMAINS], b[ENT_MAX_DOMAINS], c[ENT_MAX_DOMAINS], e[ENT_MAX_DOMAINS];
    ent_draw_each(&w->stream, ENT_PURPOSE_ARRIVALS, (uint32_t)w->month, 0, domain, ENT_MAX_DOMAINS, word, b, c, e);
    for (int d = 0; d < k->in.n_domains; d++) {
        if (ent_uniform(word[d]) <= k->quiet[d]) continue; /* most months: the Poisson variate is 0 */
        const int n = ent_poisson_from(word[d], R(k->in.domain[d].arrivals / 12), k->quiet[d]);
        for (int serial = 0; serial < n; serial++) {
            agenda_add(k, w, d, (uint32_t)serial, 1, 1);
            TRACE(w, ISSUE, trace_arrival(&told, w));
        }
    }
    for (int s = 0; s < k->in.n_shocks; s++)
        if (w->raised >> s & 1) agenda_raise(k, w, s, 0);
    for (int i = 0; i < k->n; i++)
        if (w->attacked >> i & 1) agenda_raise(k, w, w->attack_shock[i], k->id[i]);
    w->raised = 0;
    w->attacked = 0;
}

/* Standard normals of one state's election, four from each part of the draw. */
enum { ENT_ELECTION_PARTS = 4 };
_Static_assert(4 * ENT_ELECTION_PARTS > ENT_MAX_DOMAINS, "one for each policy field, and one for all");
static void draw_election(const struct ent_world *w, uint32_t id, real (*z)[4])
{
    static const uint32_t part[ENT_ELECTION_PARTS] = {0, 1, 2, 3};
    uint32_t a[ENT_ELECTION_PARTS], b[ENT_ELECTION_PARTS], c[ENT_ELECTION_PARTS], d[ENT_ELECTION_PARTS];
    ent_draw_steps(&w->stream, ENT_PURPOSE_ELECTION, (uint32_t)w->month, part, id, ENT_ELECTION_PARTS, a, b, c, d);
    for (int p = 0; p < ENT_ELECTION_PARTS; p++) {
        ent_normal_pair(a[p], b[p], &z[p][0], &z[p][1]);
        ent_normal_pair(c[p], d[p], &z[p][2], &z[p][3]);
    }
}

/* Governments turn over: f <- memory f + turnover (common z + group z_group). */
static void agenda_elections(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    if (p->election_months <= 0 || w->month == 0) return; /* the first elections are in month 1 */
    for (uint64_t set = k->electing[w->month % p->election_months]; set; set &= set - 1) {
        const int i = ent_set_first(set);
        real z[ENT_ELECTION_PARTS][4]; /* the first is common, then one for each policy field */
        draw_election(w, k->id[i], z);
        for (int d = 0; d < k->in.n_domains; d++) {
            const int field = 1 + k->in.domain[d].government_group;
            const real news = R(p->turnover_common) * z[0][0] + R(p->turnover_group) * z[field / 4][field % 4];
            w->deviation[d][i] = R(p->turnover_memory) * w->deviation[d][i] + R(p->turnover) * news;
        }
        TRACE(w, ELECTION, told.state = i, trace_deviation(&told, k, w, i));
    }
}

/* Positions of the governments of the day. Where a forum in force has freed its members of the rival's gas, they move
 * towards where they would stand without it: gas_effect z_fd of the way. */
static void agenda_positions(const struct ent_constants *k, struct ent_world *w)
{
    real freed[ENT_P];
    for (int i = 0; i < padded(k); i++) freed[i] = 0;
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!(k->in.domain[d].gas_effect > 0)) continue;
        for (int f = 0; f < k->in.n_forums; f++) {
            const real share = R(k->in.domain[d].gas_effect) * w->forum[f].achievement[d];
            for (int i = 0; i < padded(k); i++) freed[i] = r_max(freed[i], share * w->in[f][i]);
        }
    }
    for (int d = 0; d < k->in.n_domains; d++)
        for (int i = 0; i < padded(k); i++) w->position[d][i] = k->base[d][i] + w->deviation[d][i] + freed[i] * k->without_gas[d][i];
}

/* An issue whose forum has had its time, or is no more, goes to the next in the sequence; `in_force` are its positions in force. */
static void agenda_hand_over(const struct ent_constants *k, struct ent_world *w, struct ent_issue *issue, uint32_t in_force)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const int d = issue->domain;
    const int here = issue->forum < 0 ? -1 : position_in_sequence(k, d, issue->forum);
    const int gone = here >= 0 && !(in_force >> here & 1); /* its forum has ended */
    const int next = next_in_sequence(in_force, here);
    if (next < 0) {
        if (gone) issue->forum = -1;
        return;
    }
    const int m = ent_set_count(in_force), j = m - ent_set_count(in_force >> (here + 1)); /* how many, and rank of the present one */
    const real share = m == 2 ? R(p->handover) : (real)j / (real)m;
    const int waiting = issue->forum >= 0 && !gone && (real)(w->month - issue->arrival) < share * issue->urgency;
    if (waiting) return;
    const int first = issue->forum < 0 || gone;
    if (!first) forum_record(w, issue, 0);
    agenda_put(k, w, issue, k->in.sequence[d][next], first ? 1 : R(p->handover_preparation));
    TRACE(w, TAKEN_UP, trace_issue(&told, issue), told.value[0] = issue->ready - w->month);
}

/* Takes entry n of the pending issues off the agenda. */
static void agenda_remove(struct ent_world *w, int n)
{
    w->free_slot[w->n_free++] = w->pending[n];
    w->n_pending--;
    for (int m = n; m < w->n_pending; m++) w->pending[m] = w->pending[m + 1];
}

/* Takes the issue in `slot` off the agenda. */
static void agenda_settled(struct ent_world *w, int slot)
{
    int n = 0;
    while (w->pending[n] != slot) n++;
    agenda_remove(w, n);
}
