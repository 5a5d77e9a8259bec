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

#endif
