/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/trace_find.h"

#include <ctype.h>

#include "model/rules.h"

#define SPELLING(name, spelling, doc) [ENT_TRACE_##name] = spelling,
#define DOC(name, spelling, doc) [ENT_TRACE_##name] = doc,
#define KIND_DOC(name, doc) [ENT_TRACE_##name] = doc,
static const char *const spellings[ENT_N_TRACE_SOUGHT] = {ENT_TRACE_SITUATIONS(SPELLING)};
static const char *const docs[ENT_N_TRACE_SOUGHT] = {ENT_TRACE_KINDS(KIND_DOC) ENT_TRACE_SITUATIONS(DOC)};

const char *ent_trace_sought_name(int sought)
{
    return sought < ENT_N_TRACE_KINDS ? ent_trace_fields[sought].kind : spellings[sought];
}

const char *ent_trace_sought_doc(int sought)
{
    return docs[sought];
}

static int spelt(const char *given, const char *name)
{
    for (; *given && *name; given++, name++) {
        const char c = *given == '_' ? '-' : (char)tolower((unsigned char)*given);
        if (c != *name) return 0;
    }
    return !*given && !*name;
}

int ent_trace_sought(const char *name, struct ent_guess *guess)
{
    for (int s = 0; s < ENT_N_TRACE_SOUGHT; s++)
        if (spelt(name, ent_trace_sought_name(s))) return s;
    *guess = ent_guess_start(name);
    for (int s = 0; s < ENT_N_TRACE_SOUGHT; s++) ent_guess_offer(guess, ent_trace_sought_name(s));
    return -1;
}

/* --- situations ------------------------------------------------------------------------------------------------------------- */

static int is_lone_veto(const struct ent_trace_event *event)
{
    return event->kind == ENT_TRACE_VETO && ent_set_count(event->no) == 1;
}

static int is_wrongful(const struct ent_trace_event *event)
{
    return event->kind == ENT_TRACE_SUSPENDED && event->set != 0;
}

/* Whether a state is admitted from a queue of at least three. The candidates of the start have applied before it. */
static int has_queue(const struct ent_chronicle *chronicle)
{
    enum { LEAST = 3 };
    const struct ent_inputs *inputs = chronicle->inputs;
    const uint64_t everyone = inputs->n_states < 64 ? (UINT64_C(1) << inputs->n_states) - 1 : ~UINT64_C(0);
    uint64_t waiting[ENT_MAX_FORUMS] = {0};
    for (int f = 0; f < inputs->n_forums; f++)
        if (inputs->forum[f].in_force) waiting[f] = inputs->forum[f].eligible & everyone & ~inputs->forum[f].founders;
    for (size_t e = 0; e < chronicle->n_events; e++) {
        const struct ent_trace_event *event = &chronicle->event[e];
        if (event->forum < 0) continue;
        const uint64_t bit = event->state >= 0 ? UINT64_C(1) << event->state : 0;
        uint64_t *queue = &waiting[event->forum];
        if (event->kind == ENT_TRACE_ENTERED && (*queue & bit) && ent_set_count(*queue) >= LEAST) return 1;
        if (event->kind == ENT_TRACE_APPLIED) *queue |= bit;
        if (event->kind == ENT_TRACE_ENTERED || event->kind == ENT_TRACE_PRESSED_IN) *queue &= ~bit;
        if (event->kind == ENT_TRACE_DISSOLVED || event->kind == ENT_TRACE_LAPSED) *queue = 0;
    }
    return 0;
}

static int any(const struct ent_chronicle *chronicle, int (*is)(const struct ent_trace_event *))
{
    for (size_t e = 0; e < chronicle->n_events; e++)
        if (is(&chronicle->event[e])) return 1;
    return 0;
}

int ent_trace_occurs(const struct ent_chronicle *chronicle, int sought)
{
    switch (sought) {
    case ENT_TRACE_LONE_VETO:
        return any(chronicle, is_lone_veto);
    case ENT_TRACE_WRONGFUL_SUSPENSION:
        return any(chronicle, is_wrongful);
    case ENT_TRACE_QUEUE:
        return has_queue(chronicle);
    case ENT_TRACE_RUN_FAILED:
        return chronicle->result->status == ENT_RUN_FAILED;
    default:
        break;
    }
    for (size_t e = 0; e < chronicle->n_events; e++)
        if (chronicle->event[e].kind == sought) return 1;
    return 0;
}
