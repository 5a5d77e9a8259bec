/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The traced copy of the kernel tells whoever listens what happens (model/trace.h). In all other copies nothing of
 * this is compiled.
 */
#ifdef ENT_TRACED

static struct ent_trace_event trace_blank(int32_t month, int32_t kind)
{
    return (struct ent_trace_event){.month = month,
                                    .kind = kind,
                                    .forum = -1,
                                    .other = -1,
                                    .domain = -1,
                                    .state = -1,
                                    .shock = -1,
                                    .issue.arrival = -1,
                                    .with.arrival = -1};
}

static void trace_tell(const struct ent_world *w, const struct ent_trace_event *event)
{
    if (w->trace) w->trace->tell(w->trace->context, event);
}

/* Names the issue an event is about, and the forum that holds it. */
static int trace_issue(struct ent_trace_event *told, const struct ent_issue *issue)
{
    told->issue = (struct ent_trace_issue){issue->arrival, issue->domain, issue->serial};
    told->forum = issue->forum;
    told->domain = issue->domain;
    return 0;
}

/* Names the issue that came last, and what is known of it. */
static int trace_arrival(struct ent_trace_event *told, const struct ent_world *w)
{
    if (w->n_pending == 0) return 0;
    const struct ent_issue *issue = &w->issue[w->pending[w->n_pending - 1]];
    trace_issue(told, issue);
    told->other = issue->second;
    told->set = issue->concerns;
    told->value[0] = (double)issue->stake;
    told->value[1] = (double)issue->urgency;
    told->value[2] = (double)issue->quo;
    told->value[3] = issue->reserved;
    told->value[4] = issue->forum < 0 ? 0 : issue->ready - w->month;
    return 0;
}

/* Names the domain in which the government of state i differs most from its state's base position, and by how much. */
static int trace_deviation(struct ent_trace_event *told, const struct ent_constants *k, const struct ent_world *w, int i)
{
    for (int d = 0; d < k->in.n_domains; d++) {
        if (told->domain >= 0 && r_abs(w->deviation[d][i]) <= r_abs(w->deviation[told->domain][i])) continue;
        told->domain = d;
        told->value[0] = (double)w->deviation[d][i];
    }
    return 0;
}

/* The state with this identity of draws; -1: none. */
static int trace_state(const struct ent_constants *k, uint32_t id)
{
    for (int i = 0; i < k->n; i++)
        if (k->id[i] == id) return i;
    return -1;
}

#endif
