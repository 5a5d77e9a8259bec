/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M10: who belongs to a forum.
 *
 *   U_i = sum over the forum's domains of  theta G(C+i)(1 - sigma_d) + s_i ((x_i - y_out)^2 - (x_i - y_in)^2)
 *         - sov cen (8 - eu_position)/7 - fee/n - ov (other memberships)
 *   G   = 1 - exp(-2 sum_C root GDP / sum_all root GDP), times 1 + k comp where energy mixes complement each other
 *   y_in = qbar + p_C (y_C - qbar), y_out = qbar + sigma_d (y_C - qbar), qbar = m_d - .20,
 *   y_C the members' s root-GDP-weighted mean position, p_C the forum's record       [Alesina, Angeloni & Etro 2005]
 *
 * The outside policy is the comparison: by absolute distance the most threatened would stay out. A state applies
 * while U > 0; it is admitted after a delay if measured values meet the floor and the members' vote passes. It leaves, rarely, while
 * U < -exit_cost, or when a shock drives it out. M9: it can also press its way in. Suspension is in discipline.c.
 */

/* What a forum offers in domain d, to members and to outsiders. */
struct membership_policy {
    real quo, inside, outside, mean, weight; /* `mean`: y_C; `weight`: sum of s root GDP over members */
};

static struct membership_policy membership_policy_of(const struct ent_constants *k, const struct ent_world *w, int f, int d, const real *in)
{
    struct membership_policy policy;
    policy.weight = lanes_dot(in, k->weight[d], padded(k));
    policy.quo = w->settled[d] - R(k->in.parameters.membership.quo_gap);
    policy.mean = policy.weight > 0 ? lanes_dot3(in, k->weight[d], w->position[d], padded(k)) / policy.weight : policy.quo;
    policy.inside = policy.quo + forum_success(k, w, f) * (policy.mean - policy.quo);
    policy.outside = policy.quo + k->spillover[d] * (policy.mean - policy.quo);
    return policy;
}

/* 1 + k comp for the club of `in` with each state added: comp is the mean over its pairs of unlike energy mixes. */
static void membership_complementarity(const struct ent_constants *k, const real *in, real *factor)
{
    real to_members[ENT_P] = {0};
    for (int i = 0; i < k->n; i++) to_members[i] = lanes_dot(k->unlike_energy[i], in, padded(k));
    const real pairs = lanes_dot(to_members, in, padded(k)), n = lanes_sum(in, padded(k));
    const real gain = R(k->in.parameters.membership.complementarity);
    for (int i = 0; i < padded(k); i++) {
        const real outside = 1 - in[i], size = n + outside;
        factor[i] = 1 + gain * (pairs + 2 * outside * to_members[i]) / r_max(size * (size - 1), 1);
    }
}

/* Club good of the members `in` with each state added to them. */
static void membership_good(const struct ent_constants *k, const real *in, real *good)
{
    const real scale = R(k->in.parameters.membership.size_scale) / k->root_gdp_all;
    const real size = lanes_dot(in, k->root_gdp, padded(k));
    for (int i = 0; i < padded(k); i++) good[i] = 1 - r_exp(-scale * (size + (1 - in[i]) * k->root_gdp[i]));
}

static void membership_club(const struct ent_constants *k, uint64_t members, const real *in, struct ent_club *club)
{
    club->members = members;
    membership_good(k, in, club->good);
    membership_complementarity(k, in, club->unlike);
}

/* The club that the members of forum f are, computed anew when they have changed. */
static const struct ent_club *membership_own_club(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_club *club = &w->club[f];
    if (club->members != w->forum[f].members || !club->members) membership_club(k, w->forum[f].members, w->in[f], club);
    return club;
}

static real forum_centralisation(const struct ent_forum *forum)
{
    return R(forum->secretariat + forum->budget + forum->pooled_command + forum->monitoring) / 4;
}

/* U of every state in forum f, if its members are `in` and so this `club`. */
static void membership_benefit(const struct ent_constants *k, const struct ent_world *w, int f, const real *in, const struct ent_club *club,
                               real *benefit)
{
    const struct ent_membership_parameters *p = &k->in.parameters.membership;
    const struct ent_forum *forum = &k->in.forum[f];
    const real price = R(p->sovereignty) * forum_centralisation(forum);
    const real fee = R(p->fee + p->monitoring_fee * forum->monitoring) / r_max(lanes_sum(in, padded(k)), 1);
    for (int i = 0; i < padded(k); i++) benefit[i] = -price * k->sovereignty[i] - fee;
    for (int g = 0; g < k->in.n_forums; g++) {
        if (g == f || w->forum[g].life != ENT_IN_FORCE) continue;
        for (int i = 0; i < padded(k); i++) benefit[i] -= R(p->overlap) * w->in[g][i];
    }
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!(w->forum[f].scope >> d & 1)) continue;
        const struct membership_policy policy = membership_policy_of(k, w, f, d, in);
        const real good = R(p->size_benefit) * (1 - k->spillover[d]);
        const int complementary = k->in.domain[d].complementary != 0;
        for (int i = 0; i < padded(k); i++) {
            const real x = w->position[d][i], out = x - policy.outside, here = x - policy.inside;
            const real extra = complementary ? club->unlike[i] : 1;
            benefit[i] += good * club->good[i] * extra + k->salience[d][i] * (out * out - here * here);
        }
    }
}

/* Measured values alignment: what others can see. */
static real measured(const struct ent_world *w, int i)
{
    return w->v[i] + w->gate_error[i];
}

/* Whether state i meets the values floor of forum f, less a margin. */
static int meets_floor(const struct ent_constants *k, const struct ent_world *w, int f, int i, real margin)
{
    const struct ent_forum *forum = &k->in.forum[f];
    if (!(forum->floor > 0) || (forum->waived >> i & 1)) return 1;
    return measured(w, i) >= R(forum->floor) - margin;
}

static void membership_admit(struct ent_world *w, int f, int i)
{
    const uint64_t bit = UINT64_C(1) << i;
    w->forum[f].members |= bit;
    w->forum[f].candidates &= ~bit;
    w->in[f][i] = 1;
    w->below[f][i] = w->determined[f][i] = w->suspension[f][i] = 0;
    w->pressing[f][i] = w->realised[f][i] = 0;
}

static void membership_end(struct ent_world *w, int f, int i)
{
    const uint64_t bit = ~(UINT64_C(1) << i);
    w->forum[f].members &= bit;
    w->forum[f].suspended &= bit;
    w->forum[f].candidates &= bit;
    w->in[f][i] = 0;
    w->below[f][i] = w->determined[f][i] = w->suspension[f][i] = 0;
    w->pressing[f][i] = w->realised[f][i] = 0;
}

/* The entry vote: member j refuses i if what i would do to the common policy costs more than patience with a state
 * it trusts. */
static struct ent_ballot membership_entry_ballot(const struct ent_constants *k, const struct ent_world *w, int f, int i, int unanimity)
{
    const struct ent_bargaining_parameters *p = &k->in.parameters.bargaining;
    const real threshold = unanimity ? R(p->refuse_unanimity) : R(p->refuse_majority);
    const real more = R(k->in.parameters.membership.size_scale) / k->root_gdp_all;
    const real size = lanes_dot(w->in[f], k->root_gdp, padded(k));
    const real larger = r_exp(-more * size) - r_exp(-more * (size + k->root_gdp[i]));
    real gain[ENT_P], deficit[ENT_P], tolerated[ENT_P];
    for (int j = 0; j < padded(k); j++) gain[j] = 0;
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!(w->forum[f].scope >> d & 1)) continue;
        const struct membership_policy policy = membership_policy_of(k, w, f, d, w->in[f]);
        const real heavier = policy.weight + k->weight[d][i], its = w->position[d][i];
        const real moved = (policy.mean * policy.weight + its * k->weight[d][i]) / r_max(heavier, R(1e-9));
        const real success = forum_success(k, w, f), shifted = policy.quo + success * (moved - policy.quo);
        const real good = R(k->in.parameters.membership.size_benefit) * (1 - k->spillover[d]) * larger;
        for (int j = 0; j < padded(k); j++) {
            const real x = w->position[d][j], now = x - policy.inside, then = x - shifted;
            gain[j] += good + k->salience[d][j] * (now * now - then * then);
        }
    }
    const uint64_t voters = w->forum[f].members & ~w->forum[f].suspended;
    for (int j = 0; j < padded(k); j++) {
        deficit[j] = -gain[j] - R(p->slack_trust) * w->trust[i][j]; /* of j in i: trust is mutual */
        tolerated[j] = threshold;
    }
    const uint64_t no = set_above(deficit, tolerated, padded(k)) & voters;
    return (struct ent_ballot){.yes = voters & ~no, .no = no, .abstain = 0};
}

/* Whether candidate i is admitted, by the values floor, the parliaments (`word`) and the members. */
static int membership_entry_passes(const struct ent_constants *k, const struct ent_world *w, int f, int i, uint32_t word)
{
    const int r = k->in.forum[f].entry_rule;
    int passes = meets_floor(k, w, f, i, 0) && ent_uniform(word) >= R(k->in.forum[f].ratification_failure);
    struct ent_ballot ballot = {0};
    if (passes && r >= 0) {
        const struct ent_rule *rule = &k->in.rule[r];
        ballot = membership_entry_ballot(k, w, f, i, ent_rule_is_unanimity(rule));
        passes = bargaining_passes(k, w, rule, &ballot);
    }
    if (passes)
        TRACE(w, ENTERED, told.forum = f, told.state = i, told.value[0] = (double)measured(w, i));
    else
        TRACE(w, TURNED_DOWN, told.forum = f, told.state = i, told.no = ballot.no, told.value[0] = (double)measured(w, i),
              told.value[1] = k->in.forum[f].floor);
    return passes;
}

/* Months from application to the vote; achievement in a domain that serves entry shortens them. */
static int membership_delay(const struct ent_constants *k, const struct ent_world *w, int f, uint32_t word1, uint32_t word2)
{
    real shorter = 1;
    for (int d = 0; d < k->in.n_domains; d++)
        for (int g = 0; g < k->in.n_forums; g++)
            if (w->forum[g].life == ENT_IN_FORCE) shorter = r_min(shorter, 1 - R(k->in.domain[d].lag_effect) * w->forum[g].achievement[d]);
    const real months = 12 * R(k->in.forum[f].entry_delay) * ent_gamma2(word1, word2) / 2 * shorter;
    return 1 + (int)r_min(months, 2000);
}

/* Candidates whose vote is not due yet. */
static uint64_t membership_waiting(const struct ent_world *w, int f)
{
    uint64_t waiting = 0;
    for (uint64_t set = w->forum[f].candidates; set; set &= set - 1)
        if (w->month < w->due[f][ent_set_first(set)]) waiting |= set & (~set + 1);
    return waiting;
}

static void membership_entry(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    const uint64_t open = k->in.forum[f].eligible & k->everyone & ~forum->members & ~(forum->signatories & ~forum->ratified);
    static const real nothing[ENT_P];
    const uint64_t willing = open & set_above(w->benefit[f], nothing, padded(k));
    uint64_t admitted = 0; /* together: none of them votes on another */
    forum->candidates &= willing;
    struct ent_draws draws;
    ent_draw_set(&w->stream, ENT_PURPOSE_ENTRY, (uint32_t)w->month, forum->identity, k->id, willing & ~membership_waiting(w, f), &draws);
    for (int m = 0; m < draws.n; m++) {
        const int i = draws.who[m];
        const uint64_t bit = UINT64_C(1) << i;
        if (!(forum->candidates & bit)) {
            forum->candidates |= bit;
            w->due[f][i] = w->month + membership_delay(k, w, f, draws.word[0][m], draws.word[1][m]);
            TRACE(w, APPLIED, told.forum = f, told.state = i, told.value[0] = (double)w->benefit[f][i],
                  told.value[1] = w->due[f][i] - w->month);
        } else if (membership_entry_passes(k, w, f, i, draws.word[2][m])) {
            admitted |= bit;
        } else {
            w->due[f][i] = w->month + 12;
        }
    }
    for (; admitted; admitted &= admitted - 1) membership_admit(w, f, ent_set_first(admitted));
}

/* M9: the outsider that presses hardest is let in without a vote, one a month; the floor still applies. */
static void membership_pressure(const struct ent_constants *k, struct ent_world *w, int f)
{
    if (!k->in.forum[f].pressure) return;
    const uint64_t ratifying = w->forum[f].signatories & ~w->forum[f].ratified;
    const uint64_t outside = k->in.forum[f].eligible & k->everyone & ~w->forum[f].members & ~ratifying;
    int hardest = -1;
    for (uint64_t set = outside; set; set &= set - 1) {
        const int i = ent_set_first(set);
        if (w->pressing[f][i] < R(k->in.parameters.widening.pressure) || !(w->benefit[f][i] > 0) || !meets_floor(k, w, f, i, 0)) continue;
        if (hardest < 0 || w->pressing[f][i] > w->pressing[f][hardest]) hardest = i;
    }
    if (hardest < 0) return;
    TRACE(w, PRESSED_IN, told.forum = f, told.state = hardest, told.value[0] = (double)w->pressing[f][hardest]);
    membership_admit(w, f, hardest);
}

static void membership_leave(struct ent_world *w, int f, int i)
{
    TRACE(w, LEFT, told.forum = f, told.state = i, told.value[0] = (double)w->benefit[f][i]);
    membership_end(w, f, i);
}

static void membership_exit(const struct ent_constants *k, struct ent_world *w, int f)
{
    real least[ENT_P];
    for (int i = 0; i < padded(k); i++) least[i] = -R(k->in.parameters.membership.exit_cost);
    const uint64_t losing = set_above(least, w->benefit[f], padded(k)) & w->forum[f].members;
    if (!losing) return;
    struct ent_draws draws;
    ent_draw_set(&w->stream, ENT_PURPOSE_EXIT, (uint32_t)w->month, w->forum[f].identity, k->id, losing, &draws);
    for (int m = 0; m < draws.n; m++)
        if (ent_uniform(draws.word[0][m]) < k->exit_chance) membership_leave(w, f, draws.who[m]);
}

static int membership_least(const struct ent_world *w, int f)
{
    int least = -1;
    for (uint64_t set = w->forum[f].members; set; set &= set - 1) {
        const int i = ent_set_first(set);
        if (least < 0 || w->benefit[f][i] < w->benefit[f][least]) least = i;
    }
    return least;
}

/* A shock makes the member with the least benefit leave the forum that is centralised most; of equal ones the larger, then
 * the one that pays it least. */
static void membership_shock_exit(const struct ent_constants *k, struct ent_world *w)
{
    int from = -1, leaver = -1, most = 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        const int size = ent_set_count(w->forum[f].members), least = membership_least(w, f);
        if (size == 0) continue;
        const real more = from < 0 ? 1 : forum_centralisation(&k->in.forum[f]) - forum_centralisation(&k->in.forum[from]);
        const int equal = !(more > 0) && !(more < 0),
                  larger = size > most || (size == most && w->benefit[f][least] < w->benefit[from][leaver]);
        if (!(more > 0) && !(equal && larger)) continue;
        from = f;
        leaver = least;
        most = size;
    }
    if (from >= 0) membership_leave(w, from, leaver);
}

/* Who would join or sign depends on all memberships of the month before; only then do memberships change. */
static void membership_update(const struct ent_constants *k, struct ent_world *w)
{
    uint32_t in_force = 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        founding_sign(k, w, f);
        if (w->forum[f].life != ENT_IN_FORCE) continue;
        in_force |= 1u << f;
        membership_benefit(k, w, f, w->in[f], membership_own_club(k, w, f), w->benefit[f]);
    }
    for (; w->n_exits > 0; w->n_exits--) membership_shock_exit(k, w);
    for (int f = 0; f < k->in.n_forums; f++) {
        founding_ratify(k, w, f);
        if (!(in_force >> f & 1)) continue;
        discipline_month(k, w, f);
        membership_exit(k, w, f);
        membership_pressure(k, w, f);
        membership_entry(k, w, f);
    }
    if (w->month % 12 == 11) discipline_anchor(k, w);
}
