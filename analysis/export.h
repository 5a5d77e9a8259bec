/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A results file as tidy tables (Wickham 2014, Journal of Statistical Software 59(10)): comma-separated values, one observation a
 * row, one variable a column, described by a data package (https://specs.frictionlessdata.io).
 *
 * The tables are derived from what the file holds:
 *   runs          point, order, scenario, run: how the run ended, and every metric
 *   trajectories  point, order, scenario, month, metric: mean, standard deviation and quantiles over runs
 *   kept_runs     point, order, scenario, run, month: trajectories of runs that are kept whole
 *   states        point, order, scenario, state, month: means of each state
 *   membership    point, order, scenario, forum, state, month: share of runs
 *   blocking      point, order, scenario, state, domain: reported vetoes
 *   durations     point, order, scenario, duration: issues decided and lost from view
 *   design        point: the varied parameters
 * A missing value is empty, and a row without any value is left out. Numbers are the shortest that read back as the same in the
 * width in which the file holds them. Memory does not grow with the number of runs.
 */
#ifndef ENT_ANALYSIS_EXPORT_H
#define ENT_ANALYSIS_EXPORT_H

#include <signal.h>
#include <stdint.h>

#include "analysis/results.h"

/* A zeroed struct, but for point, asks for everything. */
struct ent_export_options {
    const char *only;                  /* names of tables, with commas between them; NULL: all that the file has */
    int64_t point;                     /* design point, or ENT_ALL_POINTS (analysis/summary.h) */
    const volatile sig_atomic_t *stop; /* not 0: stop; may be NULL */
};

struct ent_export_report {
    int n_tables;
    uint64_t n_rows, n_bytes;
};

/* Writes `folder`, which must not exist or be empty: one NAME.csv a table, datapackage.json, and experiment.yaml, the experiment
 * whose results these are. It is made under a temporary name beside it and renamed when complete: after a failure there is
 * nothing. ENT_USAGE (no such table or point), ENT_CANT_CREATE, ENT_IO (disk full), ENT_INTERRUPTED, or as ent_results_read. */
int ent_export_folder(const struct ent_results *results, const char *folder, const struct ent_export_options *options,
                      struct ent_export_report *report, struct ent_error *error);

/* Writes the one table that `only` names to a descriptor. ENT_USAGE also if it names none or several. */
int ent_export_stream(const struct ent_results *results, int descriptor, const struct ent_export_options *options,
                      struct ent_export_report *report, struct ent_error *error);

#endif
