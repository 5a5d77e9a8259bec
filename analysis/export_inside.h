/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of the export: which tables there are (export_tables.c), their rows (export_rows.c), the file they go to
 * (export_sink.c), their description (export_package.c).
 */
#ifndef ENT_ANALYSIS_EXPORT_INSIDE_H
#define ENT_ANALYSIS_EXPORT_INSIDE_H

#include "analysis/contents.h"
#include "analysis/export.h"
#include "params/sha256.h"
#include "params/text.h"

/* --- a file being written ------------------------------------------------------------------------------------- */

enum { ENT_SINK_BUFFER = 65536 };

struct ent_sink {
    int descriptor;
    const char *path; /* for messages */
    uint64_t n_bytes, n_rows;
    struct ent_sha256 hash;
    size_t used;
    char buffer[ENT_SINK_BUFFER];
};

void ent_sink_begin(struct ent_sink *sink, int descriptor, const char *path);
/* Adds bytes, at most ENT_SINK_BUFFER at a time. ENT_IO. */
int ent_sink_add(struct ent_sink *sink, const char *bytes, size_t length, struct ent_error *error);
/* Writes what is still buffered. ENT_IO. */
int ent_sink_end(struct ent_sink *sink, struct ent_error *error);

/* --- tables --------------------------------------------------------------------------------------------------- */

/* A variable, or one place on one of its axes. */
struct ent_export_column {
    char *name;
    int variable;
    int axis; /* axis at whose place `at` the variable is taken; -1: none */
    size_t at;
    int minus_one_is_missing;
};

/* Rows are the places on the axes, in the order of the file, and within each the parts: groups of equal columns,
 * such as the metrics of the trajectories. */
struct ent_export_table {
    const char *name, *title, *text;
    int n_axes;
    int axis[ENT_RESULTS_MAX_DIMENSIONS];
    int n_parts, n_columns;
    char **part;                      /* [n_parts] what the part's rows have in the column `part_name` */
    const char *part_name;            /* NULL: there is one part, and no such column */
    struct ent_export_column *column; /* [n_parts][n_columns] */
    uint64_t n_bytes, n_rows;         /* once written */
    char hash[65];
};

enum { ENT_EXPORT_MAX_TABLES = 16 };
struct ent_export_tables {
    int n;
    struct ent_export_table table[ENT_EXPORT_MAX_TABLES];
};

/* The tables of a file that `only` names, or all. ENT_USAGE names those that there are. */
int ent_export_tables_find(struct ent_export_tables *tables, const struct ent_contents *contents, const char *only,
                           struct ent_error *error);
void ent_export_tables_free(struct ent_export_tables *tables);

/* The heading of an axis' column. */
const char *ent_export_axis_heading(const struct ent_content_axis *axis);

/* --- what is written ------------------------------------------------------------------------------------------ */

/* Everything that the rows of a table need. */
struct ent_export_source {
    const struct ent_results *results;
    const struct ent_contents *contents;
    const struct ent_export_options *options;
};

/* The heading and all rows of a table. */
int ent_export_rows(const struct ent_export_source *source, const struct ent_export_table *table, struct ent_sink *sink,
                    struct ent_error *error);

/* datapackage.json: malloc'ed, NULL when out of memory. */
char *ent_export_package(const struct ent_export_source *source, const struct ent_export_tables *tables);

/* The experiment's file, where there is one. */
#define ENT_EXPORT_EXPERIMENT "experiment.yaml"

#endif
