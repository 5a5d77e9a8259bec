/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that one call prints: the analyses of a results file, or of anyone's data, in the form asked for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/discovery.h"
#include "analysis/sensitivity_inside.h"
#include "analysis/sensitivity_table.h"
#include "analysis/summary.h"

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

static void begin(struct ent_sensitivity_document *document, const struct ent_sensitivity_options *options)
{
    *document = (struct ent_sensitivity_document){.n_replicates = ENT_BOOTSTRAP_REPLICATES};
    document->level = options->level == 0 ? 0.95 : options->level;
}

static void add_analyses(struct ent_text *text, const struct ent_sensitivity_document *document, int format)
{
    static void (*const add[])(struct ent_text *, const struct ent_sensitivity_document *) = {
        [ENT_SUMMARY_TEXT] = ent_sensitivity_add_text,
        [ENT_SUMMARY_JSON] = ent_sensitivity_add_json,
        [ENT_SUMMARY_CSV] = ent_sensitivity_add_csv,
        [ENT_SUMMARY_LATEX] = ent_sensitivity_add_latex,
    };
    if (format == ENT_SUMMARY_JSON) ent_text_add(text, "{\"sensitivity\": ");
    add[format](text, document);
}

static int finish(struct ent_text *to, int format, int code, char **text, struct ent_error *error)
{
    if (format == ENT_SUMMARY_JSON) ent_text_add(to, "}\n");
    char *bytes = ent_text_take(to);
    if (!code && !bytes) code = out_of_memory(error);
    if (code) free(bytes);
    *text = code ? NULL : bytes;
    return code;
}

/* Boxes need points that fill the space. */
static int fills_space(const struct ent_structure *structure)
{
    return structure->kind != ENT_STRUCTURE_MORRIS && structure->kind != ENT_STRUCTURE_ONE_AT_A_TIME;
}

/* "A,B" cut at the comma; what follows it, or NULL. The caller frees *first. */
static const char *cut(const char *given, char **first)
{
    *first = given ? strdup(given) : NULL;
    char *comma = *first ? strchr(*first, ',') : NULL;
    if (comma) *comma = 0;
    return comma ? comma + 1 : NULL;
}

static int add_discovery(struct ent_text *text, const struct ent_sensitivity_document *document,
                         const struct ent_sensitivity_options *options, struct ent_error *error)
{
    struct ent_discovery_options of = {.level = document->level,
                                       .seed = options->seed,
                                       .scenario = options->scenario,
                                       .has_above = options->has_above,
                                       .above = options->above};
    char *order, *map;
    int code = ENT_OK;
    of.against = cut(options->order, &order);
    of.order = order && (of.against || strcmp(order, document->results->order.name[0]) != 0) ? order : NULL;
    of.map[1] = cut(options->map, &map);
    of.map[0] = map;
    if (options->map && !of.map[1]) code = ent_error_set(error, ENT_USAGE, "'%s': expected two parameters, P,Q", options->map);
    if (options->format == ENT_SUMMARY_JSON) ent_text_add(text, ",\n\"discovery\": ");
    if (!code && fills_space(&document->structure))
        code = ent_discovery_add(text, document->results, &of, options->format, error);
    else if (options->format == ENT_SUMMARY_JSON)
        ent_text_add(text, "null");
    free(order);
    free(map);
    return code;
}

int ent_sensitivity_print(const struct ent_results *results, const struct ent_sensitivity_options *options, char **text,
                          struct ent_error *error)
{
    struct ent_sensitivity_document document;
    struct ent_text to = {0};
    begin(&document, options);
    int code = ent_sensitivity_of_results(&document, results, options, error);
    if (!code) add_analyses(&to, &document, options->format);
    if (!code) code = add_discovery(&to, &document, options, error);
    ent_sensitivity_document_free(&document);
    return finish(&to, options->format, code, text, error);
}

/* --- anyone's data --- */

static int check_tables(const struct ent_number_table *x, const struct ent_number_table *y, const char *x_path, const char *y_path,
                        struct ent_error *error)
{
    if (x->n_rows == y->n_rows) return ENT_OK;
    const int x_short = x->n_rows < y->n_rows;
    const struct ent_number_table *shorter = x_short ? x : y, *longer = x_short ? y : x;
    return ent_error_set(error, ENT_BAD_INPUT,
                         "%s:%zu: ends after %zu rows of numbers, but %s has %zu; a row of one belongs to the same row of the other",
                         x_short ? x_path : y_path, shorter->n_lines, shorter->n_rows, x_short ? y_path : x_path, longer->n_rows);
}

/* Each column of Y. */
static int analyse_columns(struct ent_sensitivity_document *document, const struct ent_design_points *points,
                           const struct ent_number_table *table, const struct ent_sensitivity_options *options, struct ent_error *error)
{
    const struct ent_bootstrap bootstrap = {.level = document->level, .n_replicates = document->n_replicates, .seed = options->seed};
    double *y = malloc((table->n_rows + 1) * sizeof *y);
    int code = y ? ENT_OK : out_of_memory(error);
    size_t n_found = 0;
    for (size_t c = 0; !code && c < table->n_columns; c++) {
        if (options->metric && strcmp(options->metric, table->name[c]) != 0) continue;
        n_found++;
        struct ent_sensitivity_case *added = ent_sensitivity_document_add(document);
        if (!added) {
            code = out_of_memory(error);
            break;
        }
        added->metric = table->name[c];
        for (size_t r = 0; r < table->n_rows; r++) y[r] = table->value[r * table->n_columns + c];
        const struct ent_outcome outcome = {.y = y};
        code = ent_sensitivity(&added->of, points, &document->structure, &outcome, &bootstrap, error);
    }
    if (!code && n_found == 0)
        code =
            ent_error_set(error, ENT_USAGE, "%s has no column '%s'; its first is '%s'", document->y_path, options->metric, table->name[0]);
    free(y);
    return code;
}

/* The boxes of each column that varies, in JSON a list. */
static int add_data_discovery(struct ent_text *text, const struct ent_sensitivity_document *document, const struct ent_number_table *x,
                              const struct ent_number_table *table, const struct ent_sensitivity_options *options, struct ent_error *error)
{
    const struct ent_discovery_options of = {
        .level = document->level, .seed = options->seed, .has_above = options->has_above, .above = options->above};
    double *y = malloc((table->n_rows + 1) * sizeof *y);
    const int is_json = options->format == ENT_SUMMARY_JSON;
    int code = y ? ENT_OK : out_of_memory(error), n = 0;
    if (is_json) ent_text_add(text, ",\n\"discovery\": [");
    for (size_t c = 0, at = 0; !code && c < table->n_columns && at < document->n_cases; c++) {
        if (options->metric && strcmp(options->metric, table->name[c]) != 0) continue;
        const struct ent_sensitivity *analysed = &document->of[at++].of;
        if (!fills_space(&document->structure) || analysed->is_constant || analysed->n_used < ENT_DISCOVERY_LEAST) continue;
        for (size_t r = 0; r < table->n_rows; r++) y[r] = table->value[r * table->n_columns + c];
        const struct ent_discovery_data data = {x->n_rows, x->n_columns, x->value, y, document->name, table->name[c]};
        if (is_json && n++) ent_text_add(text, ",\n");
        code = ent_discovery_add_data(text, &data, &of, options->format, error);
    }
    if (is_json) ent_text_add(text, "]");
    free(y);
    return code;
}

int ent_sensitivity_print_data(const char *x_path, const char *y_path, const struct ent_sensitivity_options *options, char **text,
                               struct ent_error *error)
{
    struct ent_sensitivity_document document;
    struct ent_number_table x = {0}, y = {0};
    struct ent_text to = {0};
    begin(&document, options);
    int code = ent_number_table_read(&x, x_path, 'x', error);
    if (!code) code = ent_number_table_read(&y, y_path, 'y', error);
    if (!code) code = check_tables(&x, &y, x_path, y_path, error);
    const struct ent_design_points points = {.n = x.n_rows, .k = x.n_columns, .x = x.value};
    document.x_path = x_path;
    document.y_path = y_path;
    document.n_points = x.n_rows;
    document.k = x.n_columns;
    document.name = (const char *const *)x.name;
    if (!code) code = ent_structure_find(&document.structure, &points, error);
    if (!code) code = analyse_columns(&document, &points, &y, options, error);
    if (!code) add_analyses(&to, &document, options->format);
    if (!code) code = add_data_discovery(&to, &document, &x, &y, options, error);
    ent_sensitivity_document_free(&document);
    ent_number_table_free(&x);
    ent_number_table_free(&y);
    return finish(&to, options->format, code, text, error);
}
