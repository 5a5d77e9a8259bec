/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The report: one page of HTML about a results file, for readers who do not program. The template (analysis/report/, bundled by
 * esbuild into one file) holds the words, the styles and the code of the charts; here its marks are filled with what is computed:
 * the answer, the tables, and the JSON documents that the charts draw. The documents are those that `entente summary --json` and
 * `entente sensitivity --json` print. Every figure shown is one of theirs, rounded by ent_column_round.
 */
#ifndef ENT_ANALYSIS_REPORT_H
#define ENT_ANALYSIS_REPORT_H

#include <stddef.h>

#include "analysis/results.h"
#include "params/error.h"

struct ent_report_options {
    const char *page;                /* the template's text */
    const char *page_name;           /* its path, for messages */
    const struct ent_results *sweep; /* a results file with a design over assumptions; NULL: none */
    size_t point;                    /* design point that the tables and charts show */
    const char *version;             /* of this program */
};

/* The page, malloc'ed.
 * Errors: ENT_USAGE (no such point), ENT_BAD_INPUT (the file lacks its configuration; the template has an unknown mark), those of
 * ent_results_read, ENT_BUG (out of memory). */
int ent_report_print(const struct ent_results *results, const struct ent_report_options *options, char **text, struct ent_error *error);

/* The main figure alone, as SVG: by how much each order differs from the first in the deadlock risk under its three readings, in decision
 * cohesion and in survival, scenario by scenario, with 95 % intervals. The same file gives the same bytes.
 * Errors: as above; ENT_USAGE also if the file has one order only. */
int ent_report_figure(const struct ent_results *results, size_t point, char **text, struct ent_error *error);

#endif
