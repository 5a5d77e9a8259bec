/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of everything wrong with an input: how the loader fills it. Its type is in params/experiment.h.
 */
#ifndef ENT_PARAMS_COMPLAINTS_H
#define ENT_PARAMS_COMPLAINTS_H

#include "params/experiment.h"

enum { ENT_MAX_COMPLAINTS = 200 }; /* what comes after is counted in one last complaint */

/* Where something stands; line and column are 1-based, 0 where they do not apply. */
struct ent_place {
    const char *file;
    int line, column;
};

/* Adds one complaint, unless it is there already. The list's code is the gravest: ENT_BUG (out of memory), then
 * ENT_NO_INPUT, then ENT_BAD_INPUT. Without memory for the text the code is ENT_BUG and the list may be empty. */
void ent_complaints_add(struct ent_complaints *complaints, int code, struct ent_place at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Notes that memory ran out. */
void ent_complaints_no_memory(struct ent_complaints *complaints);

/* Orders the list by file (as first met), line, column. */
void ent_complaints_sort(struct ent_complaints *complaints);

#endif
