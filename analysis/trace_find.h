/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run can be searched for: kinds of events, and situations that are made of several.
 */
#ifndef ENT_ANALYSIS_TRACE_FIND_H
#define ENT_ANALYSIS_TRACE_FIND_H

#include "analysis/trace_fields.h"
#include "params/names.h"
#include "runs/chronicle.h"

/* X(name, spelling, doc) */
#define ENT_TRACE_SITUATIONS(X)                                                                                               \
    X(LONE_VETO, "lone-veto", "a reported veto by one state alone")                                                           \
    X(QUEUE, "queue", "a state is admitted to a forum while two or more others wait for it")                                  \
    X(WRONGFUL_SUSPENSION, "wrongful-suspension", "a member is suspended although its true values alignment meets the floor") \
    X(RUN_FAILED, "run-failed", "the run breaks an invariant or fills a table")

#define ENT_TRACE_SITUATION_ENUM(name, spelling, doc) ENT_TRACE_##name,
enum ent_trace_situation {
    ENT_TRACE_FIRST_SITUATION = ENT_N_TRACE_KINDS - 1,
    ENT_TRACE_SITUATIONS(ENT_TRACE_SITUATION_ENUM) ENT_N_TRACE_SOUGHT
};

/* The kind (enum ent_trace_kind) or situation of that name, '-' and '_' alike, in any case; -1, with a guess, if there is none. */
int ent_trace_sought(const char *name, struct ent_guess *guess);
const char *ent_trace_sought_name(int sought);
const char *ent_trace_sought_doc(int sought);

/* 1 if it occurs in the chronicle. */
int ent_trace_occurs(const struct ent_chronicle *chronicle, int sought);

#endif
