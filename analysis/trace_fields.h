/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the fields of a trace event are called, kind by kind: the one list from which its JSON is made and by which the
 * command line knows kinds.
 */
#ifndef ENT_ANALYSIS_TRACE_FIELDS_H
#define ENT_ANALYSIS_TRACE_FIELDS_H

#include "model/trace.h"

enum { ENT_N_TRACE_VALUES = 5 };

struct ent_trace_fields {
    const char *kind;  /* "turned-down" */
    const char *other; /* NULL: not used, as for all that follow */
    const char *yes, *no, *abstain, *set;
    const char *value[ENT_N_TRACE_VALUES];
};

extern const struct ent_trace_fields ent_trace_fields[ENT_N_TRACE_KINDS];

/* What `other` of an event counts. */
enum ent_trace_other { ENT_TRACE_OTHER_FORUM, ENT_TRACE_OTHER_DOMAIN, ENT_TRACE_OTHER_COOPERATION };
enum ent_trace_other ent_trace_other(int32_t kind);

#endif
