/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that one call prints: the analyses of a results file, or of anyone's data, in the form asked for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/discovery.h"
#include "analysis/sensitivity_inside.h"
#include "analysis/sensitivity_repeats.h"
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

/* Squares of greater values, or of smaller ones alone, are not numbers any more. */
static int check_sizes(const struct ent_number_table *table, const char *path, struct ent_error *error)
{
    const double smallest = 1e-140, greatest = 1e140;
    for (size_t c = 0; c < table->n_columns; c++) {
        double size = 0;
        for (size_t r = 0; r < table->n_rows; r++)
            size = fmax(size, fabs(table->value[r * table->n_columns + c])); /* fmax leaves out NaN */
        if (size > greatest || (size > 0 && size < smallest))
            return ent_error_set(error, ENT_BAD_INPUT, "%s: column '%.60s': values of %g are too %s to be squared; another unit is needed",
                                 path, table->name[c], size, size > 1 ? "large" : "small");
    }
    return ENT_OK;
}

/* What both parts of the analysis of anyone's data look at. */
struct data {
    struct ent_number_table x, y;
    struct ent_repeats repeats;
    double *mean, *error; /* of one outcome: [n_points], [n_runs][n_points] */
};

static int data_read(struct data *data, const char *x_path, const char *y_path, struct ent_error *error)
{
    int code = ent_number_table_read(&data->x, x_path, 'x', 0, error);
    if (!code) code = ent_number_table_read(&data->y, y_path, 'y', data->x.has_decimal_commas, error);
    if (!code) code = check_tables(&data->x, &data->y, x_path, y_path, error);
    if (!code) code = check_sizes(&data->y, y_path, error);
    const struct ent_design_points rows = {.n = data->x.n_rows, .k = data->x.n_columns, .x = data->x.value};
    if (!code) code = ent_repeats_find(&data->repeats, &rows, error);
    if (code) return code;
    data->mean = malloc((rows.n + 1) * sizeof *data->mean);
    data->error = malloc((rows.n + 1) * sizeof *data->error);
    return data->mean && data->error ? ENT_OK : out_of_memory(error);
}

static void data_free(struct data *data)
{
    ent_number_table_free(&data->x);
    ent_number_table_free(&data->y);
    ent_repeats_free(&data->repeats);
    free(data->mean);
    free(data->error);
}

static size_t take_column(struct data *data, size_t column)
{
    return ent_repeats_mean(&data->repeats, data->y.value + column, data->y.n_columns, data->mean, data->error);
}

static int is_asked(const struct ent_sensitivity_options *options, const char *name)
{
    return !options->metric || strcmp(options->metric, name) == 0;
}

/* Each column of Y. */
static int analyse_columns(struct ent_sensitivity_document *document, const struct ent_design_points *points, struct data *data,
                           const struct ent_sensitivity_options *options, struct ent_error *error)
{
    const struct ent_bootstrap bootstrap = {.level = document->level, .n_replicates = document->n_replicates, .seed = options->seed};
    const struct ent_number_table *table = &data->y;
    int code = ENT_OK;
    for (size_t c = 0; !code && c < table->n_columns; c++) {
        if (!is_asked(options, table->name[c])) continue;
        struct ent_sensitivity_case *added = ent_sensitivity_document_add(document);
        if (!added) return out_of_memory(error);
        added->metric = table->name[c];
        const size_t n_missing = take_column(data, c);
        if (data->repeats.n_runs > 1) {
            added->n_runs = (int64_t)table->n_rows;
            added->n_failed = (int64_t)n_missing;
        }
        const struct ent_outcome outcome = {data->mean, data->repeats.n_runs > 1 ? data->repeats.n_runs : 0, data->error};
        code = ent_sensitivity(&added->of, points, &document->structure, &outcome, &bootstrap, error);
    }
    if (!code && document->n_cases == 0)
        code =
            ent_error_set(error, ENT_USAGE, "%s has no column '%s'; its first is '%s'", document->y_path, options->metric, table->name[0]);
    return code;
}

/* The boxes of each column that varies, in JSON a list. */
static int add_data_discovery(struct ent_text *text, const struct ent_sensitivity_document *document,
                              const struct ent_design_points *points, struct data *data, const struct ent_sensitivity_options *options,
                              struct ent_error *error)
{
    const struct ent_discovery_options of = {
        .level = document->level, .seed = options->seed, .has_above = options->has_above, .above = options->above};
    const int is_json = options->format == ENT_SUMMARY_JSON;
    int code = ENT_OK, n = 0;
    if (is_json) ent_text_add(text, ",\n\"discovery\": [");
    for (size_t c = 0, at = 0; !code && c < data->y.n_columns && at < document->n_cases; c++) {
        if (!is_asked(options, data->y.name[c])) continue;
        const struct ent_sensitivity *analysed = &document->of[at++].of;
        if (!fills_space(&document->structure) || analysed->is_constant || analysed->n_used < ENT_DISCOVERY_LEAST) continue;
        take_column(data, c);
        const struct ent_discovery_data of_column = {points->n, points->k, points->x, data->mean, document->name, data->y.name[c]};
        if (is_json && n++) ent_text_add(text, ",\n");
        code = ent_discovery_add_data(text, &of_column, &of, options->format, error);
    }
    if (is_json) ent_text_add(text, "]");
    return code;
}

int ent_sensitivity_print_data(const char *x_path, const char *y_path, const struct ent_sensitivity_options *options, char **text,
                               struct ent_error *error)
{
    struct ent_sensitivity_document document;
    struct data data = {0};
    struct ent_text to = {0};
    begin(&document, options);
    int code = data_read(&data, x_path, y_path, error);
    const struct ent_design_points points = {.n = data.repeats.n_points, .k = data.x.n_columns, .x = data.repeats.x};
    document.x_path = x_path;
    document.y_path = y_path;
    document.n_points = points.n;
    document.n_runs = data.repeats.n_runs > 1 ? data.repeats.n_runs : 0;
    document.k = points.k;
    document.name = (const char *const *)data.x.name;
    if (!code) code = ent_structure_find(&document.structure, &points, error);
    if (!code) code = analyse_columns(&document, &points, &data, options, error);
    if (!code) add_analyses(&to, &document, options->format);
    if (!code) code = add_data_discovery(&to, &document, &points, &data, options, error);
    ent_sensitivity_document_free(&document);
    data_free(&data);
    return finish(&to, options->format, code, text, error);
}
