/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * datapackage.json: what each table and each of its columns means, in the words and units of the file itself. A field's
 * `unit` and the categories of a column of metrics are additions, as the specification allows.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/decimal.h"
#include "analysis/export_inside.h"
#include "analysis/summary.h"

static void add_member(struct ent_text *text, const char *name, const char *value)
{
    ent_text_add(text, ", \"%s\": ", name);
    ent_text_add_quoted(text, value);
}

static void add_number(struct ent_text *text, const char *before, double value)
{
    char number[ENT_DECIMAL_SIZE];
    ent_decimal_double(number, value);
    ent_text_add(text, "%s%s", before, number);
}

/* Adds words that were put together elsewhere, and empties them. */
static void add_taken(struct ent_text *text, struct ent_text *words)
{
    char *taken = ent_text_take(words);
    if (taken)
        ent_text_add_quoted(text, taken);
    else
        text->failed = 1;
    free(taken);
}

/* --- keys ----------------------------------------------------------------------------------------------------- */

static const char *type_of(enum ent_content_type type)
{
    return type == ENT_CONTENT_TEXT ? "string" : type == ENT_CONTENT_WHOLE ? "integer" : "number";
}

static void add_key(struct ent_text *text, const struct ent_content_axis *axis)
{
    ent_text_add(text, "          {\"name\": ");
    ent_text_add_quoted(text, ent_export_axis_heading(axis));
    add_member(text, "type", type_of(axis->type));
    if (axis->units[0] && strcmp(axis->units, "1") != 0) add_member(text, "unit", axis->units);
    add_member(text, "description", axis->long_name);
    ent_text_add(text, ", \"constraints\": {\"required\": true}}");
}

/* "mean alignment: mean over runs" is a part's text, and after the last colon its column's. */
static size_t part_text_length(const char *long_name)
{
    const char *colon = strrchr(long_name, ':');
    return colon ? (size_t)(colon - long_name) : strlen(long_name);
}

static void add_part_key(struct ent_text *text, const struct ent_export_source *source, const struct ent_export_table *table)
{
    ent_text_add(text, "          {\"name\": \"%s\", \"type\": \"string\", \"description\": \"which %s\", ", table->part_name,
                 table->part_name);
    ent_text_add(text, "\"constraints\": {\"required\": true}, \"categories\": [\n");
    for (int p = 0; p < table->n_parts; p++) {
        const struct ent_content_variable *variable = &source->contents->variable[table->column[p * table->n_columns].variable];
        struct ent_text label = {0};
        ent_text_add(&label, "%.*s", (int)part_text_length(variable->long_name), variable->long_name);
        ent_text_add(text, "            {\"value\": ");
        ent_text_add_quoted(text, table->part[p]);
        ent_text_add(text, ", \"label\": ");
        add_taken(text, &label);
        add_member(text, "unit", variable->units);
        ent_text_add(text, "}%s\n", p + 1 < table->n_parts ? "," : "");
    }
    ent_text_add(text, "          ]}");
}

/* --- columns -------------------------------------------------------------------------------------------------- */

static void add_words(struct ent_text *text, const char *meanings)
{
    const char *before = "\"enum\": [";
    for (size_t n; *meanings; meanings += n, meanings += strspn(meanings, " ")) {
        n = strcspn(meanings, " ");
        ent_text_add(text, "%s\"%.*s\"", before, (int)n, meanings);
        before = ", ";
    }
    ent_text_add(text, "]");
}

static void add_constraints(struct ent_text *text, const struct ent_content_variable *variable, int missing_below)
{
    if (!variable->meanings && !variable->has_range) return;
    ent_text_add(text, ", \"constraints\": {");
    if (variable->meanings) {
        add_words(text, variable->meanings);
    } else {
        add_number(text, "\"minimum\": ", missing_below ? 0 : variable->low);
        add_number(text, ", \"maximum\": ", variable->high);
    }
    ent_text_add(text, "}");
}

/* A column of a table of parts is described alone, without range: those differ from part to part. */
static void add_part_column(struct ent_text *text, const struct ent_export_source *source, const struct ent_export_column *column,
                            const struct ent_content_variable *variable)
{
    const char *long_name = variable->long_name + part_text_length(variable->long_name);
    add_member(text, "unit", "as the metric's");
    ent_text_add(text, ", \"description\": ");
    struct ent_text words = {0};
    ent_text_add(&words, "%s", long_name + strspn(long_name, ": "));
    if (column->axis >= 0) add_number(&words, ": that at ", source->contents->axis[column->axis].number[column->at]);
    add_taken(text, &words);
}

static void add_column(struct ent_text *text, const struct ent_export_source *source, const struct ent_export_table *table,
                       const struct ent_export_column *column)
{
    const struct ent_content_variable *variable = &source->contents->variable[column->variable];
    ent_text_add(text, "          {\"name\": ");
    ent_text_add_quoted(text, column->name);
    add_member(text, "type", variable->meanings ? "string" : type_of(variable->type));
    if (table->part_name) {
        add_part_column(text, source, column, variable);
    } else {
        if (!variable->meanings) add_member(text, "unit", variable->units);
        add_member(text, "description", column->minus_one_is_missing ? "month in which the run failed" : variable->long_name);
        if (column->minus_one_is_missing)
            add_member(text, "missing", "the run did not fail");
        else if (variable->undefined[0] && strcmp(variable->undefined, "never") != 0)
            add_member(text, "missing", variable->undefined);
        add_constraints(text, variable, column->minus_one_is_missing);
    }
    ent_text_add(text, "}");
}

/* --- tables --------------------------------------------------------------------------------------------------- */

static void add_primary_key(struct ent_text *text, const struct ent_export_source *source, const struct ent_export_table *table)
{
    ent_text_add(text, "        \"primaryKey\": [");
    for (int a = 0; a < table->n_axes; a++) {
        ent_text_add(text, "%s", a > 0 ? ", " : "");
        ent_text_add_quoted(text, ent_export_axis_heading(&source->contents->axis[table->axis[a]]));
    }
    if (table->part_name) ent_text_add(text, ", \"%s\"", table->part_name);
    ent_text_add(text, "]");
}

static int has_design(const struct ent_export_tables *tables)
{
    for (int t = 0; t < tables->n; t++)
        if (strcmp(tables->table[t].name, "design") == 0) return 1;
    return 0;
}

static void add_table(struct ent_text *text, const struct ent_export_source *source, const struct ent_export_table *table, int to_design)
{
    ent_text_add(text, "    {\n      \"name\": \"%s\", \"path\": \"%s.csv\", \"profile\": \"tabular-data-resource\"", table->name,
                 table->name);
    add_member(text, "title", table->title);
    ent_text_add(text, ",\n      \"description\": ");
    ent_text_add_quoted(text, table->text);
    ent_text_add(text,
                 ",\n      \"format\": \"csv\", \"mediatype\": \"text/csv\", \"encoding\": \"utf-8\", \"bytes\": %llu, \"rows\": %llu,\n",
                 (unsigned long long)table->n_bytes, (unsigned long long)table->n_rows);
    ent_text_add(text, "      \"hash\": \"sha256:%s\",\n      \"schema\": {\n        \"fields\": [\n", table->hash);
    for (int a = 0; a < table->n_axes; a++) {
        add_key(text, &source->contents->axis[table->axis[a]]);
        ent_text_add(text, ",\n");
    }
    if (table->part_name) {
        add_part_key(text, source, table);
        ent_text_add(text, ",\n");
    }
    for (int c = 0; c < table->n_columns; c++) {
        add_column(text, source, table, &table->column[c]);
        ent_text_add(text, c + 1 < table->n_columns ? ",\n" : "\n");
    }
    ent_text_add(text, "        ],\n        \"missingValues\": [\"\"],\n");
    add_primary_key(text, source, table);
    if (to_design)
        ent_text_add(text, ",\n        \"foreignKeys\": [{\"fields\": [\"point\"], \"reference\": {\"resource\": \"design\", \"fields\": "
                           "[\"point\"]}}]");
    ent_text_add(text, "\n      }\n    }");
}

/* A package's name has small letters, digits, ".", "_" and "-" only. */
static void add_name(struct ent_text *text, const char *name)
{
    ent_text_add(text, "  \"name\": \"entente-");
    for (const char *c = name; *c; c++) {
        int capital = *c >= 'A' && *c <= 'Z', plain = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || strchr("._-", *c) != NULL;
        ent_text_add(text, "%c", capital ? *c - 'A' + 'a' : plain ? *c : '-');
    }
    ent_text_add(text, "\"");
}

char *ent_export_package(const struct ent_export_source *source, const struct ent_export_tables *tables)
{
    const struct ent_results *results = source->results;
    int design = has_design(tables);
    struct ent_text text = {0}, title = {0};
    ent_text_add(&title, "Results of the experiment %s", results->experiment);
    ent_text_add(&text, "{\n");
    add_name(&text, results->experiment);
    ent_text_add(&text, ",\n  \"profile\": \"data-package\"");
    ent_text_add(&text, ", \"title\": ");
    add_taken(&text, &title);
    ent_text_add(&text, ",\n  \"description\": \"Runs of equal number share their random draws in every order and scenario, so that orders "
                        "can be compared run by run. An empty field is a missing value. Numbers are the shortest that read back as the "
                        "same in the width of the results file: 32 bits for the metrics of runs, 64 for means.\",\n");
    ent_text_add(&text, "  \"results_digest\": \"%s\",\n  \"results_version\": %lld,\n  \"seed\": \"%s\"", results->digest,
                 (long long)results->results_version, results->seed);
    if (source->options->point != ENT_ALL_POINTS) ent_text_add(&text, ",\n  \"point\": %lld", (long long)source->options->point);
    if (results->stopping) {
        ent_text_add(&text, ",\n  \"stopping_rule\": ");
        ent_text_add_quoted(&text, results->stopping);
    }
    ent_text_add(&text, ",\n  \"resources\": [\n");
    for (int t = 0; t < tables->n; t++) {
        const struct ent_export_table *table = &tables->table[t];
        add_table(&text, source, table, design && strcmp(table->name, "design") != 0);
        ent_text_add(&text, ",\n");
    }
    ent_text_add(&text,
                 "    {\n      \"name\": \"experiment\", \"path\": \"%s\", \"title\": \"Experiment\",\n"
                 "      \"description\": \"The resolved experiment: carried out again, it gives these results.\",\n"
                 "      \"format\": \"yaml\", \"mediatype\": \"application/yaml\", \"encoding\": \"utf-8\"\n    }\n  ]\n}\n",
                 ENT_EXPORT_EXPERIMENT);
    return ent_text_take(&text);
}
