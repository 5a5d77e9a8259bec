/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A chronicle as a text for people, one heading a month. Inside: one teller per kind of event, in the files trace_text_*.c.
 */
#ifndef ENT_ANALYSIS_TRACE_TEXT_H
#define ENT_ANALYSIS_TRACE_TEXT_H

#include "analysis/trace_fields.h"
#include "analysis/trace_words.h"
#include "params/text.h"
#include "runs/chronicle.h"

/* Which events are shown: months from..to, and the kinds whose bits are set. */
struct ent_trace_view {
    int32_t from, to;
    uint64_t kinds;
};
_Static_assert(ENT_N_TRACE_KINDS <= 64, "a set of kinds is one word");

static inline int ent_trace_shows(const struct ent_trace_view *view, const struct ent_trace_event *event)
{
    return event->month >= view->from && event->month <= view->to && (view->kinds >> event->kind & 1);
}

/* Adds the whole trace: head, months, and how it ended. ENT_BUG when out of memory. */
int ent_trace_add_text(struct ent_text *text, const struct ent_chronicle *chronicle, const struct ent_trace_view *view,
                       struct ent_error *error);

/* The same as one JSON document (runs/FORMAT.md). */
int ent_trace_add_json(struct ent_text *text, const struct ent_chronicle *chronicle, const struct ent_trace_view *view,
                       struct ent_error *error);

/* --- inside --------------------------------------------------------------------------------------------------------------- */

struct ent_teller {
    struct ent_text *text;
    const struct ent_chronicle *chronicle;
    const struct ent_inputs *inputs;
    const struct ent_trace_view *view;
    struct ent_trace_book book;
    uint64_t members[ENT_MAX_FORUMS];
    uint32_t in_force, dissolved;                           /* forums */
    int32_t reserved_rule[ENT_MAX_FORUMS][ENT_MAX_DOMAINS]; /* as reforms have left it */
    struct ent_trace_event standing[ENT_MAX_FORUMS];        /* the last one of each; month -1: none */
    int32_t failed_month;                                   /* in which the order failed; -1: it holds */
};

/* Tells the event at `at` and those after it that belong to it; returns how many. */
typedef size_t ent_tell(struct ent_teller *teller, size_t at);

ent_tell ent_tell_shock, ent_tell_attack, ent_tell_war_end, ent_tell_leader, ent_tell_democracy, ent_tell_elections;
ent_tell ent_tell_issue, ent_tell_taken_up, ent_tell_proposal, ent_tell_vote, ent_tell_refusal, ent_tell_veto, ent_tell_statement,
    ent_tell_bought, ent_tell_package, ent_tell_cooperation, ent_tell_decision, ent_tell_undecided;
ent_tell ent_tell_signed, ent_tell_ratified, ent_tell_forum_life, ent_tell_applied, ent_tell_entered, ent_tell_turned_down,
    ent_tell_member_change, ent_tell_suspended, ent_tell_determination, ent_tell_reform, ent_tell_pillar, ent_tell_dissolved,
    ent_tell_order_failed, ent_tell_standing;

static inline const struct ent_trace_event *ent_told(const struct ent_teller *teller, size_t at)
{
    return &teller->chronicle->event[at];
}

/* Number of events from `at` on that are of its kind, forum and month and are shown. */
size_t ent_told_alike(const struct ent_teller *teller, size_t at);

#define ENT_SAY(teller, ...) ent_text_add((teller)->text, __VA_ARGS__)
void ent_say_issue(struct ent_teller *teller, struct ent_trace_issue issue);
void ent_say_set(struct ent_teller *teller, uint64_t set, uint64_t of);
const char *ent_code_of(const struct ent_teller *teller, int32_t state);
const char *ent_forum_of(const struct ent_teller *teller, int32_t forum); /* "no forum" for -1 */
const char *ent_domain_of(const struct ent_teller *teller, int32_t domain);

#endif
