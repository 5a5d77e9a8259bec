/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M10: how a forum comes into being.
 *
 * The signatories are the fixed point of {U > 0 and values floor met} among the states that negotiate. Each ratifies
 * after U(low, high) years, or fails to; the treaty enters into force at `ratifications`. If too few would sign, they
 * meet again a year later. Draws follow the state and what the forum may decide, never its place in the order. Ad hoc
 * coalitions come into being in coalition.c.
 */

/* The largest club found by letting states leave until nobody wants to. */
static uint64_t founding_club(const struct ent_constants *k, const struct ent_world *w, int f)
{
    uint64_t club = 0;
    for (uint64_t set = k->in.forum[f].founders; set; set &= set - 1) {
        const int i = ent_set_first(set);
        if (meets_floor(k, w, f, i, 0)) club |= UINT64_C(1) << i;
    }
    for (uint64_t before = 0; club != before;) {
        struct ent_club alone;
        real in[ENT_P], benefit[ENT_P];
        before = club;
        set_expand(club, padded(k), in);
        membership_club(k, club, in, &alone);
        membership_benefit(k, w, f, in, &alone, benefit);
        for (uint64_t set = before; set; set &= set - 1) {
            const int i = ent_set_first(set);
            if (!(benefit[i] > 0)) club &= ~(UINT64_C(1) << i);
        }
    }
    return club;
}

static void founding_sign(const struct ent_constants *k, struct ent_world *w, int f)
{
    const struct ent_forum *forum = &k->in.forum[f];
    if (forum->ad_hoc) {
        coalition_gather(k, w, f);
        return;
    }
    if (w->forum[f].life != ENT_UNSIGNED || w->month % 12) return;
    const uint64_t club = founding_club(k, w, f);
    if (ent_set_count(club) < forum->ratifications) return;
    w->forum[f].life = ENT_RATIFYING;
    w->forum[f].signatories = club;
    for (uint64_t set = club; set; set &= set - 1) {
        const int i = ent_set_first(set);
        uint32_t word[4];
        ent_draw(&w->stream, ENT_PURPOSE_RATIFICATION, (uint32_t)w->month, w->forum[f].identity, k->id[i], word);
        const real years = R(forum->ratification_low) + R(forum->ratification_high - forum->ratification_low) * ent_uniform(word[0]);
        const int fails = ent_uniform(word[1]) < R(forum->ratification_failure);
        if (fails)
            w->forum[f].signatories &= ~(UINT64_C(1) << i);
        else
            w->due[f][i] = w->month + (int32_t)(12 * years);
    }
    TRACE(w, SIGNED, told.forum = f, told.set = club, told.no = club & ~w->forum[f].signatories);
}

static void founding_enter_into_force(const struct ent_constants *k, struct ent_world *w, int f)
{
    w->forum[f].life = ENT_IN_FORCE;
    for (uint64_t set = w->forum[f].ratified; set; set &= set - 1) membership_admit(w, f, ent_set_first(set));
    w->forum[f].effective0 = forum_effective_members(k, w, f);
    TRACE(w, IN_FORCE, told.forum = f, told.set = w->forum[f].members);
}

static void founding_ratify(const struct ent_constants *k, struct ent_world *w, int f)
{
    struct ent_forum_state *forum = &w->forum[f];
    if (k->in.forum[f].ad_hoc) {
        coalition_form(k, w, f);
        return;
    }
    if (forum->life == ENT_UNSIGNED || forum->life == ENT_DISSOLVED) return;
    for (uint64_t set = forum->signatories & ~forum->ratified; set; set &= set - 1) {
        const int i = ent_set_first(set);
        if (w->month < w->due[f][i]) continue;
        forum->ratified |= UINT64_C(1) << i;
        TRACE(w, RATIFIED, told.forum = f, told.state = i);
        if (forum->life == ENT_IN_FORCE) membership_admit(w, f, i);
    }
    if (forum->life == ENT_RATIFYING) {
        if (ent_set_count(forum->signatories) < k->in.forum[f].ratifications) {
            forum->life = ENT_UNSIGNED; /* too many parliaments said no */
            forum->signatories = forum->ratified = 0;
            TRACE(w, UNSIGNED, told.forum = f);
        } else if (ent_set_count(forum->ratified) >= k->in.forum[f].ratifications) {
            founding_enter_into_force(k, w, f);
        }
    }
}
