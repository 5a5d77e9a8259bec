/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of every event that a traced run tells of, at the moment it tells: who votes is a member with a vote, whom a
 * text binds is a member, every procedure keeps its own conditions. Included after walk.h, with ENT_TRACED defined.
 */
#ifndef ENT_TESTS_LAW_TOLD_H
#define ENT_TESTS_LAW_TOLD_H

/* A listener: the world it looks at, the first thing found broken, and how often each kind of event was told. */
struct told_by {
    const struct ent_constants *k;
    const struct ent_world *w;
    const char *broken;
    int32_t n[ENT_N_TRACE_KINDS];
};

/* NULL, or what is wrong with the three sets of a vote in forum f. */
static const char *ballot_holds(const struct ent_world *w, const struct ent_trace_event *e)
{
    const uint64_t members = w->forum[e->forum].members;
    if ((e->yes & e->no) | (e->yes & e->abstain) | (e->no & e->abstain)) return "a state votes twice";
    if ((e->yes | e->no | e->abstain) & ~members) return "an outsider votes";
    if (w->forum[e->forum].life != ENT_IN_FORCE) return "a body that does not exist votes";
    return NULL;
}

static const char *decision_holds(const struct ent_constants *k, const struct ent_world *w, const struct ent_trace_event *e)
{
    if (position_in_sequence(k, e->domain, e->forum) < 0) return "a body decides what it may not";
    if (e->set & ~w->forum[e->forum].members) return "a text binds an outsider";
    if (!e->yes && !e->abstain) return "nobody was for it";
    if (!(e->value[0] >= 0 && e->value[0] <= 1 && e->value[1] > 0 && e->value[1] <= 1)) return "a text out of range";
    return ballot_holds(w, e);
}

static const char *group_holds(const struct ent_constants *k, const struct ent_world *w, const struct ent_trace_event *e)
{
    const struct ent_cooperation *group = &k->in.forum[e->forum].cooperation[e->other];
    if (e->other < 0 || e->other >= k->in.forum[e->forum].n_cooperations) return "no such cooperation";
    if (!(group->domains >> e->domain & 1)) return "a group goes ahead where it may not";
    if (ent_set_count(e->yes) < group->least) return "a group is too small";
    return e->yes & ~(w->forum[e->forum].members & ~w->forum[e->forum].suspended) ? "an outsider takes part in a group" : NULL;
}

static const char *coalition_holds(const struct ent_constants *k, const struct ent_trace_event *e)
{
    const struct ent_forum *forum = &k->in.forum[e->forum];
    if (!forum->ad_hoc) return "a treaty is founded ad hoc";
    if (e->set & ~forum->eligible) return "a founder that may not join";
    return ent_set_count(e->set) < k->in.parameters.widening.founders_least ? "too few founders" : NULL;
}

static const char *exchange_holds(const struct ent_constants *k, const struct ent_trace_event *e)
{
    const struct ent_forum *forum = &k->in.forum[e->forum];
    if (e->kind == ENT_TRACE_BOUGHT) {
        if (!(forum->budget > 0)) return "a payment without a budget";
        return e->value[0] > 0 && e->value[1] >= 0 ? NULL : "a payment of nothing, or on credit";
    }
    if (!forum->packages || !k->in.forum[e->other].packages) return "a package where there are none";
    return e->value[0] > 0 ? NULL : "a package without gain";
}

static const char *proceedings_hold(const struct ent_constants *k, const struct ent_world *w, const struct ent_trace_event *e)
{
    const struct ent_forum *forum = &k->in.forum[e->forum];
    if ((e->yes | e->no | e->abstain) >> e->state & 1) return "a state votes in its own case";
    const int steps = forum->n_determinations + (e->value[1] > 0 ? 0 : 1); /* the last vote is told of only if it fails */
    if (e->kind == ENT_TRACE_DETERMINATION && !(e->value[0] >= 1 && e->value[0] <= steps)) return "a step too many";
    if (forum->waived >> e->state & 1) return "proceedings against a state that is exempt";
    return ballot_holds(w, e);
}

static const char *reform_holds(const struct ent_constants *k, const struct ent_world *w, const struct ent_trace_event *e)
{
    if (!(k->in.forum[e->forum].reform_domains >> e->domain & 1)) return "a reform of what is not to be reformed";
    if (e->value[0] > 0 && e->value[1] > 0) return "a reform that was stopped is adopted";
    return ballot_holds(w, e);
}

static const char *entry_holds(const struct ent_constants *k, const struct ent_trace_event *e)
{
    const struct ent_forum *forum = &k->in.forum[e->forum];
    if (!((forum->eligible | forum->founders) >> e->state & 1)) return "a state enters that may not";
    return e->kind == ENT_TRACE_PRESSED_IN && !forum->pressure ? "a state presses its way into a closed body" : NULL;
}

static const char *event_holds(const struct ent_constants *k, const struct ent_world *w, const struct ent_trace_event *e)
{
    switch (e->kind) {
    case ENT_TRACE_DECISION:
        return decision_holds(k, w, e);
    case ENT_TRACE_VOTE:
        return ballot_holds(w, e);
    case ENT_TRACE_STATEMENT:
        if (ent_set_count(e->no) != 1 || !k->in.forum[e->forum].statements) return "a statement by fewer than all but one";
        return ballot_holds(w, e);
    case ENT_TRACE_COOPERATION:
        return group_holds(k, w, e);
    case ENT_TRACE_COALITION:
        return coalition_holds(k, e);
    case ENT_TRACE_BOUGHT:
    case ENT_TRACE_PACKAGE:
        return exchange_holds(k, e);
    case ENT_TRACE_DETERMINATION:
    case ENT_TRACE_SUSPENDED:
        return proceedings_hold(k, w, e);
    case ENT_TRACE_REFORM:
        return reform_holds(k, w, e);
    case ENT_TRACE_ENTERED:
    case ENT_TRACE_PRESSED_IN:
        return entry_holds(k, e);
    case ENT_TRACE_PILLAR:
        return k->in.forum[e->forum].external_leader && w->leader == ENT_ABSENT ? NULL : "a pillar without absence";
    case ENT_TRACE_LAPSED:
        return k->in.forum[e->forum].ad_hoc ? NULL : "a treaty lapses";
    default:
        return NULL;
    }
}

static void told_listen(void *context, const struct ent_trace_event *event)
{
    struct told_by *by = context;
    by->n[event->kind]++;
    if (!by->broken) by->broken = event_holds(by->k, by->w, event);
}

/* What the run counted is what it told of. */
static const char *told_counts_hold(const struct told_by *by)
{
    const struct ent_tallies *t = &by->w->tally;
    if (by->n[ENT_TRACE_STATEMENT] != t->n_statements) return "statements";
    if (by->n[ENT_TRACE_PACKAGE] != t->n_packages) return "packages";
    if (by->n[ENT_TRACE_BOUGHT] != t->n_bought) return "payments";
    if (by->n[ENT_TRACE_COOPERATION] != t->n_cooperations) return "groups";
    if (by->n[ENT_TRACE_COALITION] != t->n_coalitions) return "coalitions that formed";
    if (by->n[ENT_TRACE_SUSPENDED] != t->n_suspensions) return "suspensions";
    if (by->n[ENT_TRACE_VETO] != t->n_vetoes) return "vetoes";
    if (by->n[ENT_TRACE_ATTACK] != t->n_attacks) return "attacks";
    return NULL;
}

#endif
