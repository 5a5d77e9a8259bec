/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario discovery on a results file with a design, and on anyone's data: in which region of the assumptions one
 * order beats another, and deadlock is high (boxes of PRIM: prim.h); in which share of the tested space a ranking holds
 * under all three readings of deadlock; and where in the slice of the two leading assumptions it turns (flip.h).
 * Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_DISCOVERY_H
#define ENT_ANALYSIS_DISCOVERY_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/results.h"
#include "params/error.h"
#include "params/text.h"

/* A zeroed struct asks for everything with 95 % intervals. */
struct ent_discovery_options {
    double level;         /* coverage of the intervals; 0: 0.95 */
    uint64_t seed;        /* of the resampling; 0 is a seed, too */
    const char *scenario; /* NULL: every scenario */
    const char *order;    /* NULL: every order but `against` */
    const char *against;  /* NULL: the file's first order */
    int has_above;        /* 1: `above` is the threshold of high deadlock; 0: its 75th percentile over the points */
    double above;
    const char *map[2]; /* parameters of the flip map; NULL: the two that lead */
};

/* Adds the discovery of a results file to a text, in `format` (enum ent_summary_format): paragraphs and tables; one JSON object;
 * rows of CSV in the columns that ent_sensitivity_add_csv heads; LaTeX tables.
 * A design of fewer points than ENT_DISCOVERY_LEAST is not an error: what is added says so.
 * Errors: ENT_USAGE (unknown scenario, order or parameter; the file has no design), those of ent_results_read, ENT_BUG (out of memory). */
int ent_discovery_add(struct ent_text *text, const struct ent_results *results, const struct ent_discovery_options *options, int format,
                      struct ent_error *error);

enum { ENT_DISCOVERY_LEAST = 40 };

/* Plain data: x [n][k], y [n]; a row in which a value is not finite is left out, and counted. `name` [k] may be NULL: x0, x1, ... */
struct ent_discovery_data {
    size_t n, k;
    const double *x, *y;
    const char *const *name;
    const char *outcome; /* the name of y; NULL: "y" */
};

/* 1 if every finite y is 0 or 1, and both occur: then PRIM is what is asked. */
int ent_discovery_is_binary(const double *y, size_t n);

/* Adds the boxes of plain data, of the rows that were drawn independently (of Saltelli's matrices A and B), in which y is 1, if it is binary and no threshold is given; else those in which it is greater than
 * options->above, or than its 75th percentile. Errors: ENT_BAD_INPUT (no row is complete), ENT_BUG (out of memory). */
int ent_discovery_add_data(struct ent_text *text, const struct ent_discovery_data *data, const struct ent_discovery_options *options,
                           int format, struct ent_error *error);

#endif
