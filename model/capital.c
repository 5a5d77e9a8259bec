/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M13: institutional capital, the record of a forum, and its end; M9: dilution.
 *
 *   K'      = .1 use (1 - K) - .03 (1 - use) K - shocks,  use = share of its issues decided within U
 *   hazard  = (1/15) exp(-4 K' + 4 (D - .25)),  D = share of the members' capability whose policy gains are negative, trials/(trials + 2)
 *   dilution = min(1, (n_eff / n_eff at entry into force)^-gamma_c),  n_eff = (sum c)^2 / sum c^2
 * [1/15 a year: mean life of alliances over 500 years.] An order fails when no forum is left for defence, or for a
 * majority of domains.
 */

/* Books an issue with the forum that holds it: decided within U or not. */
static void forum_record(struct ent_world *w, const struct ent_issue *issue, int success)
{
    struct ent_forum_state *forum = &w->forum[issue->forum];
    struct ent_record *record = issue->reserved ? &forum->reserved[issue->domain] : &forum->ordinary;
    forum->successes += (real)success;
    forum->trials += 1;
    record->successes += (real)success;
    record->trials += 1;
}

/* Share of its issues a forum decides in time; the prior counts as two issues. */
static real forum_success(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const real prior = R(k->in.parameters.membership.success_prior);
    return (w->forum[f].successes + 2 * prior) / (w->forum[f].trials + 2);
}

/* Effective number of members by capability: 1 / sum of squared shares. */
static real forum_effective_members(const struct ent_constants *k, const struct ent_world *w, int f)
{
    real c[ENT_P];
    for (int i = 0; i < padded(k); i++) c[i] = w->in[f][i] * w->capability[i];
    const real sum = lanes_sum(c, padded(k)), squares = lanes_dot(c, c, padded(k));
    return squares > 0 ? sum * sum / squares : 1;
}

/* Share of the members' capability that has lost by the forum's decisions. */
static real forum_dissatisfied(const struct ent_constants *k, const struct ent_world *w, int f)
{
    real all[ENT_P], losing[ENT_P];
    for (int i = 0; i < padded(k); i++) {
        all[i] = w->in[f][i] * w->capability[i];
        losing[i] = w->realised[f][i] < 0 ? all[i] : 0;
    }
    const real share = lanes_sum(losing, padded(k)) / r_max(lanes_sum(all, padded(k)), R(1e-9));
    return share * w->forum[f].trials / (w->forum[f].trials + 2);
}

#ifdef ENT_TRACED
/* How the forum stands: who belongs to it, and who of them has lost by its decisions. */
static int trace_standing(struct ent_trace_event *told, const struct ent_constants *k, const struct ent_world *w, int f)
{
    told->forum = f;
    told->set = w->forum[f].members;
    told->abstain = w->forum[f].suspended;
    for (uint64_t set = told->set; set; set &= set - 1)
        if (w->realised[f][ent_set_first(set)] < 0) told->no |= set & (~set + 1);
    told->value[0] = (double)w->forum[f].capital;
    told->value[1] = (double)w->forum[f].trust;
    told->value[2] = (double)forum_success(k, w, f);
    told->value[3] = (double)forum_dissatisfied(k, w, f);
    told->value[4] = (double)w->forum[f].dilution;
    return 0;
}
#endif

/* A coalition with a lifetime can form again; every other end is for good. */
static void forum_dissolve(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    if (k->in.forum[f].ad_hoc && k->in.forum[f].lifetime_months > 0) {
        coalition_lapse(k, w, f);
        return;
    }
    TRACE(w, DISSOLVED, trace_standing(&told, k, w, f));
    forum->life = ENT_DISSOLVED;
    forum->members = forum->suspended = forum->candidates = 0;
    memset(w->in[f], 0, sizeof w->in[f]);
}

/* Which of the forums end this month: hazards and draws of all forums at once. */
static uint32_t forums_ending(const struct ent_constants *k, const struct ent_world *w)
{
    const struct ent_capital_parameters *p = &k->in.parameters.capital;
    real dissatisfied[ENT_MAX_FORUMS] = {0}, capital[ENT_MAX_FORUMS] = {0}, chance[ENT_MAX_FORUMS];
    uint32_t id[ENT_MAX_FORUMS] = {0}, word[4][ENT_MAX_FORUMS], ending = 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        if (w->forum[f].life != ENT_IN_FORCE) continue;
        dissatisfied[f] = forum_dissatisfied(k, w, f) - R(p->dissatisfied_share);
        capital[f] = w->forum[f].capital;
        id[f] = w->forum[f].identity;
    }
    ent_draw_each(&w->stream, ENT_PURPOSE_FORUM_LIFE, (uint32_t)w->month, 0, id, ENT_MAX_FORUMS, word[0], word[1], word[2], word[3]);
    for (int f = 0; f < ENT_MAX_FORUMS; f++) {
        const real hazard = R(p->death_base) * r_exp(R(p->death_exponent) * (dissatisfied[f] - capital[f]));
        chance[f] = r_hazard(hazard, R(1) / 12);
    }
    for (int f = 0; f < k->in.n_forums; f++)
        if (ent_uniform(word[0][f]) < chance[f] || ent_set_count(w->forum[f].members) < 2) ending |= 1u << f;
    return ending;
}

/* Capital, record and gains of a forum in force, a month later. */
static void capital_of_forum(const struct ent_constants *k, struct ent_world *w, int f)
{
    const struct ent_capital_parameters *p = &k->in.parameters.capital;
    struct ent_forum_state *forum = &w->forum[f];
    const real use = forum_success(k, w, f), K = forum->capital;
    const real drift = R(p->growth) * use * (1 - K) - R(p->decay) * (1 - use) * K;
    forum->capital = r_clip(K + drift / 12 + forum->capital_change, 0, 1);
    forum->successes *= k->memory;
    forum->trials *= k->memory;
    for (int i = 0; i < padded(k); i++) w->realised[f][i] *= k->memory;
}

static void capital_update(const struct ent_constants *k, struct ent_world *w)
{
    const real gamma = R(k->in.parameters.widening.dilution);
    real wider[ENT_MAX_FORUMS] = {0};
    for (int f = 0; f < k->in.n_forums; f++) {
        struct ent_forum_state *forum = &w->forum[f];
        if (forum->life == ENT_IN_FORCE) {
            capital_of_forum(k, w, f);
            wider[f] = forum_effective_members(k, w, f) / r_max(forum->effective0, R(.5));
        }
        forum->capital_change = 0;
    }
    for (int f = 0; f < ENT_MAX_FORUMS; f++) wider[f] = r_pow(r_max(wider[f], 1), -gamma);
    const uint32_t ending = forums_ending(k, w);
    for (int f = 0; f < k->in.n_forums; f++) {
        if (w->forum[f].life != ENT_IN_FORCE) continue;
        w->forum[f].dilution = wider[f];
        if (w->month % 12 == 11 || w->month + 1 == k->in.n_months) TRACE(w, STANDING, trace_standing(&told, k, w, f));
        if (coalition_idle(k, w, f))
            coalition_lapse(k, w, f);
        else if (ending >> f & 1)
            forum_dissolve(k, w, f);
    }
}

/* Whether forum f decides, or may yet be founded: a treaty that wants more ratifications than it has founders never will,
 * and a coalition that has not formed is nothing to count on. */
static int forum_is_left(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const struct ent_forum *forum = &k->in.forum[f];
    if (w->forum[f].life != ENT_UNSIGNED) return w->forum[f].life != ENT_DISSOLVED;
    return !forum->ad_hoc && ent_set_count(forum->founders & k->everyone) >= forum->ratifications;
}

/* Whether a forum of the sequence is left for domain d. */
static int domain_has_forum(const struct ent_constants *k, const struct ent_world *w, int d)
{
    for (int t = 0; t < k->in.n_sequence[d]; t++)
        if (forum_is_left(k, w, k->in.sequence[d][t])) return 1;
    return 0;
}

static void order_may_fail(const struct ent_constants *k, struct ent_world *w)
{
    if (w->failed_month >= 0) return;
    int left = 0, defenceless = 0;
    for (int d = 0; d < k->in.n_domains; d++) {
        const int has = domain_has_forum(k, w, d);
        left += has;
        if (k->in.domain[d].defence && !has) defenceless = 1;
    }
    if (!defenceless && 2 * left >= k->in.n_domains) return;
    w->failed_month = w->month;
    TRACE(w, ORDER_FAILED, told.value[0] = left, told.value[1] = defenceless);
}
