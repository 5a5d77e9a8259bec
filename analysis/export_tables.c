/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which tables a results file makes: the variables that have the same axes are the columns of one table.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/export_inside.h"

/* A table of all variables on these axes; of their names `before` and `after` are left out in the headings. */
static const struct shape {
    const char *name, *title, *text, *before, *after;
    int n_axes;
    const char *axis[ENT_RESULTS_MAX_DIMENSIONS];
} shapes[] = {
    {"runs",
     "Runs",
     "One run of one order in one scenario at one design point: how it ended, and every metric.",
     "",
     "",
     4,
     {"point", "order", "scenario", "run"}},
    {"trajectories",
     "Trajectories",
     "One metric in one month: mean, standard deviation and quantiles over the runs that were done.",
     "",
     "",
     4,
     {"point", "order", "scenario", "month"}},
    {"kept_runs",
     "Runs kept whole",
     "One month of one run that is kept whole.",
     "",
     "_of_run",
     5,
     {"point", "order", "scenario", "kept_run", "kept_month"}},
    {"states",
     "States",
     "One state in one month: means over the runs that were done.",
     "state_",
     "_mean",
     5,
     {"point", "order", "scenario", "state", "month"}},
    {"membership",
     "Membership",
     "One state and one forum of the order in one month: the share of runs in which it is a member. Forums that an order does not "
     "have are left out.",
     "",
     "",
     6,
     {"point", "order", "scenario", "forum", "state", "month"}},
    {"blocking", "Blocking", "One state in one domain: its reported vetoes.", "", "", 5, {"point", "order", "scenario", "state", "domain"}},
    {"durations",
     "Durations",
     "Issues by how long it took to decide them, or until they were lost from view.",
     "",
     "",
     4,
     {"point", "order", "scenario", "duration"}},
    {"design", "Design", "One design point: the values of the varied parameters.", "", "", 1, {"point"}},
};
enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory for the tables");
}

static int is_on(const struct ent_export_table *table, const struct ent_content_variable *variable)
{
    return variable->n_axes == table->n_axes && memcmp(variable->axis, table->axis, (size_t)table->n_axes * sizeof *table->axis) == 0;
}

/* The text without what it begins and ends with, where it does so; malloc'ed. */
static char *without(const char *text, const char *before, const char *after)
{
    size_t length = strlen(text), head = strlen(before), tail = strlen(after);
    if (strncmp(text, before, head) != 0 || length < head + tail || strcmp(text + length - tail, after) != 0) return strdup(text);
    return strndup(text + head, length - head - tail);
}

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

/* Room for parts and columns; ENT_OK also where there are none. */
static int reserve(struct ent_export_table *table, int n_parts, int n_columns, struct ent_error *error)
{
    table->n_parts = n_parts;
    table->n_columns = n_columns;
    if (n_parts * n_columns == 0) return ENT_OK;
    table->part = calloc((size_t)n_parts, sizeof *table->part);
    table->column = calloc((size_t)n_parts * (size_t)n_columns, sizeof *table->column);
    return table->part && table->column ? ENT_OK : out_of_memory(error);
}

static int find_plain(struct ent_export_table *table, const struct ent_contents *contents, const struct shape *shape,
                      struct ent_error *error)
{
    int n = 0;
    for (int v = 0; v < contents->n_variables; v++) n += is_on(table, &contents->variable[v]);
    int code = reserve(table, n > 0, n, error);
    for (int v = 0, c = 0; !code && v < contents->n_variables; v++) {
        const struct ent_content_variable *variable = &contents->variable[v];
        if (!is_on(table, variable)) continue;
        struct ent_export_column *column = &table->column[c++];
        *column = (struct ent_export_column){.variable = v, .axis = -1, .name = without(variable->name, shape->before, shape->after)};
        column->minus_one_is_missing = strcmp(variable->name, "failure_month") == 0;
        if (!column->name) code = out_of_memory(error);
    }
    return code;
}

/* The columns of one metric: its mean, its standard deviation, and each of its quantiles. */
static int fill_part(struct ent_export_column *column, const struct ent_contents *contents, const char *metric, int quantile)
{
    char name[256], heading[32];
    static const char *const suffix[] = {"mean", "sd"};
    for (int k = 0; k < 2; k++) {
        snprintf(name, sizeof name, "%s_%s", metric, suffix[k]);
        *column = (struct ent_export_column){.name = strdup(suffix[k]), .variable = ent_contents_variable(contents, name), .axis = -1};
        if (!column++->name) return 0;
    }
    snprintf(name, sizeof name, "%s_quantiles", metric);
    for (size_t q = 0; quantile >= 0 && q < contents->axis[quantile].n; q++, column++) {
        snprintf(heading, sizeof heading, "q%02ld", lround(100 * contents->axis[quantile].number[q]));
        *column = (struct ent_export_column){
            .name = strdup(heading), .variable = ent_contents_variable(contents, name), .axis = quantile, .at = q};
        if (!column->name) return 0;
    }
    return 1;
}

static int find_trajectories(struct ent_export_table *table, const struct ent_contents *contents, struct ent_error *error)
{
    int quantile = ent_contents_axis(contents, "quantile"), n = 0;
    if (quantile >= 0 && !contents->axis[quantile].number) quantile = -1;
    for (int v = 0; v < contents->n_variables; v++)
        n += is_on(table, &contents->variable[v]) && ends_with(contents->variable[v].name, "_mean");
    int code = reserve(table, n, 2 + (quantile < 0 ? 0 : (int)contents->axis[quantile].n), error);
    table->part_name = "metric";
    for (int v = 0, p = 0; !code && v < contents->n_variables; v++) {
        const struct ent_content_variable *variable = &contents->variable[v];
        if (!is_on(table, variable) || !ends_with(variable->name, "_mean")) continue;
        table->part[p] = without(variable->name, "", "_mean");
        if (!table->part[p] || !fill_part(table->column + p * table->n_columns, contents, table->part[p], quantile))
            code = out_of_memory(error);
        p++;
    }
    return code;
}

/* The varied parameters side by side. */
static int find_design(struct ent_export_table *table, const struct ent_contents *contents, struct ent_error *error)
{
    int design = ent_contents_variable(contents, "design"), parameter = ent_contents_axis(contents, "parameter");
    int present = design >= 0 && parameter >= 0 && contents->variable[design].n_axes == 2 &&
                  contents->variable[design].axis[1] == parameter && contents->axis[parameter].type == ENT_CONTENT_TEXT;
    int code = reserve(table, present, present ? (int)contents->axis[parameter].n : 0, error);
    for (int c = 0; !code && c < table->n_columns; c++) {
        table->column[c] = (struct ent_export_column){
            .name = strdup(contents->axis[parameter].text[c]), .variable = design, .axis = parameter, .at = (size_t)c};
        if (!table->column[c].name) code = out_of_memory(error);
    }
    return code;
}

static void free_table(struct ent_export_table *table)
{
    for (int p = 0; table->part && p < table->n_parts; p++) free(table->part[p]);
    for (int c = 0; table->column && c < table->n_parts * table->n_columns; c++) free(table->column[c].name);
    free(table->part);
    free(table->column);
}

/* Fills one table; it has no parts if the file has nothing for it. */
static int find_table(struct ent_export_table *table, const struct ent_contents *contents, const struct shape *shape,
                      struct ent_error *error)
{
    *table = (struct ent_export_table){.name = shape->name, .title = shape->title, .text = shape->text, .n_axes = shape->n_axes};
    for (int a = 0; a < shape->n_axes; a++) {
        table->axis[a] = ent_contents_axis(contents, shape->axis[a]);
        if (table->axis[a] < 0) return ENT_OK;
    }
    if (strcmp(shape->name, "trajectories") == 0) return find_trajectories(table, contents, error);
    if (strcmp(shape->name, "design") == 0) return find_design(table, contents, error);
    return find_plain(table, contents, shape, error);
}

/* Whether a list with commas has the name. */
static int is_listed(const char *list, const char *name, size_t length)
{
    for (const char *item = list;; item++) {
        size_t n = strcspn(item, ",");
        if (n == length && strncmp(item, name, n) == 0) return 1;
        item += n;
        if (!*item) return 0;
    }
}

/* Every name that is asked for must be that of a table. */
static int check_only(const struct ent_export_tables *tables, const char *only, struct ent_error *error)
{
    for (const char *item = only;; item++) {
        size_t n = strcspn(item, ",");
        int found = 0;
        for (int t = 0; t < tables->n; t++) found |= strlen(tables->table[t].name) == n && strncmp(tables->table[t].name, item, n) == 0;
        if (!found) {
            char names[256] = "";
            for (int t = 0; t < tables->n; t++)
                snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", t > 0 ? ", " : "", tables->table[t].name);
            return ent_error_set(error, ENT_USAGE, "'%.*s' is not a table of this file; it has: %s", (int)(n < 100 ? n : 100), item, names);
        }
        item += n;
        if (!*item) return ENT_OK;
    }
}

int ent_export_tables_find(struct ent_export_tables *tables, const struct ent_contents *contents, const char *only, struct ent_error *error)
{
    int code = ENT_OK;
    tables->n = 0;
    for (int s = 0; !code && s < N_SHAPES; s++) {
        struct ent_export_table *table = &tables->table[tables->n];
        code = find_table(table, contents, &shapes[s], error);
        if (!code && table->n_parts > 0)
            tables->n++;
        else
            free_table(table);
    }
    if (!code && tables->n == 0)
        code =
            ent_error_set(error, ENT_BAD_INPUT, "the file has no variables on named axes: it is incomplete or was not written by Entente");
    if (!code && only) code = check_only(tables, only, error);
    if (code) {
        ent_export_tables_free(tables);
        return code;
    }
    int kept = 0;
    for (int t = 0; t < tables->n; t++) {
        if (!only || is_listed(only, tables->table[t].name, strlen(tables->table[t].name)))
            tables->table[kept++] = tables->table[t];
        else
            free_table(&tables->table[t]);
    }
    tables->n = kept;
    return ENT_OK;
}

void ent_export_tables_free(struct ent_export_tables *tables)
{
    for (int t = 0; t < tables->n; t++) free_table(&tables->table[t]);
    tables->n = 0;
}

const char *ent_export_axis_heading(const struct ent_content_axis *axis)
{
    static const char kept[] = "kept_";
    return strncmp(axis->name, kept, sizeof kept - 1) == 0 ? axis->name + sizeof kept - 1 : axis->name;
}
