/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is this a world one would recognise? What the default world should show, expected beside found. A pattern is a
 * check on the model as a whole, not a target: where one fails, the reader is told.
 */
#ifndef ENT_ANALYSIS_PATTERNS_H
#define ENT_ANALYSIS_PATTERNS_H

#include <stddef.h>

#include "analysis/estimators.h"
#include "analysis/results.h"
#include "params/error.h"

/* Where to look; a NULL takes the default. */
struct ent_patterns_request {
    const char *order;           /* the file's first */
    const char *scenario;        /* the file's first */
    const char *effort_scenario; /* the one in which the leading external power commits least after ten years */
    const char *gated_order;     /* the first with a forum yet to be founded that may decide on defence and has a values floor */
    const char *forum;           /* that forum */
    double level;                /* coverage of the intervals; 0: 0.95 */
};

struct ent_pattern {
    const char *name, *unit, *source;
    double low, high;          /* expected */
    struct ent_estimate found; /* value NaN: cannot be told from this file */
    int holds;                 /* 1 if the value lies in [low, high] */
};

enum { ENT_N_PATTERNS = 10 };

/* The patterns, and where they were looked for, by position in the file. */
struct ent_patterns {
    size_t order, scenario, effort_scenario;
    size_t gated_order, forum; /* SIZE_MAX: no order has such a forum */
    double level;
    struct ent_pattern pattern[ENT_N_PATTERNS];
};

/* Finds the patterns. Uses design point 0.
 * Errors: ENT_USAGE (unknown name), those of ent_results_read, ENT_BUG (out of memory). */
int ent_patterns_find(const struct ent_results *results, const struct ent_patterns_request *request, struct ent_patterns *patterns,
                      struct ent_error *error);

/* The same as a malloc'ed table for people, or as JSON. */
int ent_patterns_print(const struct ent_results *results, const struct ent_patterns_request *request, int json, char **text,
                       struct ent_error *error);

#endif
