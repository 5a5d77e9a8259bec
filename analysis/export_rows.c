/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of a table, a box of the file at a time: axes are taken whole from the last to the first while a box has few
 * enough rows, so that rows come in the order of the file and every chunk of it is read about once.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/decimal.h"
#include "analysis/export_inside.h"
#include "analysis/summary.h"

enum { MOST_ROWS = 16384, MOST_VALUES = 1 << 21 };

struct rows {
    const struct ent_export_source *source;
    const struct ent_export_table *table;
    struct ent_sink *sink;
    size_t first[ENT_RESULTS_MAX_DIMENSIONS], end[ENT_RESULTS_MAX_DIMENSIONS]; /* places that are asked for */
    size_t start[ENT_RESULTS_MAX_DIMENSIONS], count[ENT_RESULTS_MAX_DIMENSIONS], box[ENT_RESULTS_MAX_DIMENSIONS];
    size_t n;                                   /* rows of a full box */
    char **label[ENT_RESULTS_MAX_DIMENSIONS];   /* names along the axis as fields, or */
    double *number[ENT_RESULTS_MAX_DIMENSIONS]; /* [box] numbers along it in the box at hand */
    double *values;                             /* [n_parts][n_columns][n] */
};

static const struct ent_content_axis *axis_of(const struct rows *rows, int a)
{
    return &rows->source->contents->axis[rows->table->axis[a]];
}

static int add(struct rows *rows, const char *text, struct ent_error *error)
{
    return ent_sink_add(rows->sink, text, strlen(text), error);
}

static char *field_of(const char *name)
{
    struct ent_text text = {0};
    ent_text_add_field(&text, name);
    return ent_text_take(&text);
}

static int add_field(struct rows *rows, const char *name, const char *end, struct ent_error *error)
{
    char *field = field_of(name);
    if (!field) return ent_error_set(error, ENT_BUG, "out of memory for a row");
    int code = add(rows, field, error);
    free(field);
    return code ? code : add(rows, end, error);
}

static int add_heading(struct rows *rows, struct ent_error *error)
{
    const struct ent_export_table *table = rows->table;
    int code = ENT_OK;
    for (int a = 0; !code && a < table->n_axes; a++) code = add_field(rows, ent_export_axis_heading(axis_of(rows, a)), ",", error);
    if (!code && table->part_name) code = add_field(rows, table->part_name, ",", error);
    for (int c = 0; !code && c < table->n_columns; c++)
        code = add_field(rows, table->column[c].name, c + 1 < table->n_columns ? "," : "\n", error);
    return code;
}

/* --- reading -------------------------------------------------------------------------------------------------- */

static int read_column(struct rows *rows, const struct ent_export_column *column, double *values, size_t n, struct ent_error *error)
{
    size_t start[ENT_RESULTS_MAX_DIMENSIONS], count[ENT_RESULTS_MAX_DIMENSIONS];
    if (column->variable < 0) {
        for (size_t i = 0; i < n; i++) values[i] = NAN;
        return ENT_OK;
    }
    const struct ent_content_variable *variable = &rows->source->contents->variable[column->variable];
    for (int i = 0, a = 0; i < variable->n_axes; i++) {
        int fixed = variable->axis[i] == column->axis;
        start[i] = fixed ? column->at : rows->start[a];
        count[i] = fixed ? 1 : rows->count[a];
        a += !fixed && a < rows->table->n_axes - 1;
    }
    return ent_results_read(rows->source->results, variable->name, variable->n_axes, start, count, values, error);
}

static int read_box(struct rows *rows, size_t n, struct ent_error *error)
{
    int code = ENT_OK, columns = rows->table->n_parts * rows->table->n_columns;
    for (int a = 0; !code && a < rows->table->n_axes; a++)
        if (rows->number[a])
            code = ent_results_read(rows->source->results, axis_of(rows, a)->name, 1, &rows->start[a], &rows->count[a], rows->number[a],
                                    error);
    for (int c = 0; !code && c < columns; c++)
        code = read_column(rows, &rows->table->column[c], rows->values + (size_t)c * rows->n, n, error);
    return code;
}

/* --- writing -------------------------------------------------------------------------------------------------- */

/* The word that stands for a value, as in "done not_run failed"; NULL if none does. */
static const char *word_of(const char *meanings, double value, size_t *length)
{
    for (double k = 0; *meanings; k++) {
        *length = strcspn(meanings, " ");
        if (k == value) return meanings;
        meanings += *length;
        meanings += strspn(meanings, " ");
    }
    return NULL;
}

static int add_value(struct rows *rows, const struct ent_export_column *column, double value, struct ent_error *error)
{
    char text[ENT_DECIMAL_SIZE];
    size_t length = 0;
    if (isnan(value) || (column->minus_one_is_missing && value == -1)) return ENT_OK;
    const struct ent_content_variable *variable = &rows->source->contents->variable[column->variable];
    const char *word = variable->meanings ? word_of(variable->meanings, value, &length) : NULL;
    if (word) return ent_sink_add(rows->sink, word, length, error);
    if (variable->type == ENT_CONTENT_WHOLE)
        length = ent_decimal_whole(text, (int64_t)value);
    else if (variable->type == ENT_CONTENT_FLOAT)
        length = ent_decimal_float(text, (float)value);
    else
        length = ent_decimal_double(text, value);
    return ent_sink_add(rows->sink, text, length, error);
}

static int add_key(struct rows *rows, int a, size_t place, struct ent_error *error)
{
    const struct ent_content_axis *axis = axis_of(rows, a);
    char text[ENT_DECIMAL_SIZE];
    int code;
    if (axis->type == ENT_CONTENT_TEXT)
        code = add(rows, rows->label[a][place], error);
    else if (axis->type == ENT_CONTENT_WHOLE)
        code = ent_sink_add(rows->sink, text, ent_decimal_whole(text, (int64_t)rows->number[a][place - rows->start[a]]), error);
    else
        code = ent_sink_add(rows->sink, text, ent_decimal_double(text, rows->number[a][place - rows->start[a]]), error);
    return code ? code : add(rows, ",", error);
}

/* One row, unless it has no value at all. */
static int add_row(struct rows *rows, const size_t *place, int part, size_t r, struct ent_error *error)
{
    const struct ent_export_table *table = rows->table;
    const struct ent_export_column *column = table->column + part * table->n_columns;
    const double *values = rows->values + (size_t)(part * table->n_columns) * rows->n + r;
    int code = ENT_OK, c = 0;
    while (c < table->n_columns && isnan(values[(size_t)c * rows->n])) c++;
    if (c == table->n_columns) return ENT_OK;
    for (int a = 0; !code && a < table->n_axes; a++) code = add_key(rows, a, place[a], error);
    if (!code && table->part_name) code = add_field(rows, table->part[part], ",", error);
    for (c = 0; !code && c < table->n_columns; c++) {
        if (c > 0) code = add(rows, ",", error);
        if (!code) code = add_value(rows, &column[c], values[(size_t)c * rows->n], error);
    }
    if (!code) code = add(rows, "\n", error);
    rows->sink->n_rows++;
    return code;
}

static int write_box(struct rows *rows, size_t n, struct ent_error *error)
{
    size_t place[ENT_RESULTS_MAX_DIMENSIONS];
    int code = ENT_OK;
    memcpy(place, rows->start, sizeof place);
    for (size_t r = 0; !code && r < n; r++) {
        for (int p = 0; !code && p < rows->table->n_parts; p++) code = add_row(rows, place, p, r, error);
        for (int a = rows->table->n_axes - 1; a >= 0; a--) {
            if (++place[a] < rows->start[a] + rows->count[a]) break;
            place[a] = rows->start[a];
        }
    }
    return code;
}

/* --- boxes ---------------------------------------------------------------------------------------------------- */

/* The rows of this box; the next call gives those of the next. */
static size_t box_rows(struct rows *rows)
{
    size_t n = 1;
    for (int a = 0; a < rows->table->n_axes; a++) {
        size_t left = rows->end[a] - rows->start[a];
        rows->count[a] = left < rows->box[a] ? left : rows->box[a];
        n *= rows->count[a];
    }
    return n;
}

static int next_box(struct rows *rows)
{
    for (int a = rows->table->n_axes - 1; a >= 0; a--) {
        rows->start[a] += rows->box[a];
        if (rows->start[a] < rows->end[a]) return 1;
        rows->start[a] = rows->first[a];
    }
    return 0;
}

/* Names along an axis as fields, or room for the numbers of a box. */
static int begin_axis(struct rows *rows, int a)
{
    const struct ent_content_axis *axis = axis_of(rows, a);
    if (axis->type != ENT_CONTENT_TEXT) return (rows->number[a] = calloc(rows->box[a], sizeof *rows->number[a])) != NULL;
    rows->label[a] = calloc(axis->n, sizeof *rows->label[a]);
    for (size_t i = 0; rows->label[a] && i < axis->n; i++)
        if (!(rows->label[a][i] = field_of(axis->text[i]))) return 0;
    return rows->label[a] != NULL;
}

static int begin(struct rows *rows, struct ent_error *error)
{
    const struct ent_export_table *table = rows->table;
    int64_t point = rows->source->options->point;
    size_t columns = (size_t)(table->n_parts * table->n_columns), left = MOST_VALUES / columns;
    int good = 1;
    if (left > MOST_ROWS) left = MOST_ROWS;
    if (left < 1) left = 1;
    rows->n = 1;
    for (int a = table->n_axes - 1; a >= 0; a--) {
        const struct ent_content_axis *axis = axis_of(rows, a);
        int chosen = point != ENT_ALL_POINTS && strcmp(axis->name, "point") == 0;
        rows->first[a] = rows->start[a] = chosen ? (size_t)point : 0;
        rows->end[a] = chosen ? (size_t)point + 1 : axis->n;
        size_t length = rows->end[a] - rows->first[a];
        rows->box[a] = length < left ? length : left;
        left = rows->box[a] < length ? 1 : left / rows->box[a];
        rows->n *= rows->box[a];
        good = good && begin_axis(rows, a);
    }
    rows->values = malloc(rows->n * columns * sizeof *rows->values);
    return good && rows->values ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory for the rows of a table");
}

static void end(struct rows *rows)
{
    for (int a = 0; a < rows->table->n_axes; a++) {
        for (size_t i = 0; rows->label[a] && i < axis_of(rows, a)->n; i++) free(rows->label[a][i]);
        free(rows->label[a]);
        free(rows->number[a]);
    }
    free(rows->values);
}

int ent_export_rows(const struct ent_export_source *source, const struct ent_export_table *table, struct ent_sink *sink,
                    struct ent_error *error)
{
    struct rows rows = {.source = source, .table = table, .sink = sink};
    int code = begin(&rows, error);
    if (!code) code = add_heading(&rows, error);
    for (int more = 1; !code && more; more = next_box(&rows)) {
        size_t n = box_rows(&rows);
        if (source->options->stop && *source->options->stop) {
            code = ent_error_set(error, ENT_INTERRUPTED, "interrupted while writing %s: nothing is kept", sink->path);
            break;
        }
        code = read_box(&rows, n, error);
        if (!code) code = write_box(&rows, n, error);
    }
    if (!code) code = ent_sink_end(sink, error);
    end(&rows);
    return code;
}
