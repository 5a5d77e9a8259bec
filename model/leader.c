/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forums that are led: whose text is on the table, and what is left of an integrated command when the leader goes.
 *
 *   text      of a member that leads: its own position; of an external power: worth p + (1 - worth) compromise, p where it
 *             stands; of a leader that is gone or suspended: the compromise of all
 *   command   pooled command x (worth + (1 - worth) pillar) under an external leader, pillar = enablers of Europe's own;
 *             a forum may borrow the command of another while that is in force (NATO's by the EU: Berlin Plus, 2003)
 *   absence   an external leader that withdraws takes `absence_loss` of the institutional capital with it, at once
 *
 * worth is that of M4, so that an external leader's voice fades with its commitment. Its patience bonus in bargaining (M7)
 * is a property of the domain and acts in every order alike, led or not. No forum dies because its leader leaves.
 */

/* The member that leads forum f and can put its text on the table; -1: none. */
static int leader_member(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const uint64_t leader = k->in.forum[f].leader & w->forum[f].members & ~w->forum[f].suspended;
    return leader ? ent_set_first(leader) : -1;
}

/* The text that forum f puts on the table, from the positions x of all states and the compromise of its members. `who`: the
 * state whose text it is; -1: none. */
static real leader_text(const struct ent_constants *k, const struct ent_world *w, int f, const real *x, real compromise, int *who)
{
    const struct ent_forum *forum = &k->in.forum[f];
    *who = -1;
    if (!forum->leader_proposes) return compromise;
    if (forum->external_leader) {
        const real worth = commitment_worth(k, w);
        return worth * R(forum->leader_position) + (1 - worth) * compromise;
    }
    *who = leader_member(k, w, f);
    return *who < 0 ? compromise : x[*who];
}

/* What has to happen in the forums it leads when the external power's commitment changes from `before`. */
static void leader_changes(const struct ent_constants *k, struct ent_world *w, int32_t before)
{
    const real loss = R(k->in.parameters.commitment.absence_loss);
    for (int f = 0; f < k->in.n_forums; f++) {
        struct ent_forum_state *forum = &w->forum[f];
        if (!k->in.forum[f].external_leader) continue;
        if (w->leader != ENT_ABSENT) forum->pillar = 0;
        if (w->leader == ENT_ABSENT && before != ENT_ABSENT) forum->capital_change -= loss * forum->capital;
    }
}

/* Forum f decides. The first time it does so without the external power that led it, Europe's own pillar stands. */
static void leader_pillar(const struct ent_constants *k, struct ent_world *w, int f, const struct ent_ballot *ballot)
{
    struct ent_forum_state *forum = &w->forum[f];
    if (!k->in.forum[f].external_leader || w->leader != ENT_ABSENT || forum->pillar) return;
    forum->pillar = 1;
    (void)ballot;
    TRACE(w, PILLAR, told.forum = f, told.yes = ballot->yes, told.value[0] = (double)w->enablers);
}

/* Share of its pooled command with which forum f can work. */
static real leader_command_works(const struct ent_constants *k, const struct ent_world *w, int f)
{
    if (!k->in.forum[f].external_leader) return 1;
    const real worth = commitment_worth(k, w);
    return worth + (1 - worth) * w->enablers;
}

/* Pooled command at the disposal of forum f: its own, or the best it may borrow. */
static real leader_command(const struct ent_constants *k, const struct ent_world *w, int f)
{
    real best = R(k->in.forum[f].pooled_command) * leader_command_works(k, w, f);
    for (int g = 0; g < k->in.n_forums; g++) {
        if (!(k->in.forum[f].command_of >> g & 1) || w->forum[g].life != ENT_IN_FORCE) continue;
        best = r_max(best, R(k->in.forum[g].pooled_command) * leader_command_works(k, w, g));
    }
    return best;
}
