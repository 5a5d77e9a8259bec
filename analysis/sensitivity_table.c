/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sensitivity_table.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MOST_COLUMNS = 4096, MOST_CELL = 256 };

struct reader {
    const char *path;
    char *text, *at, *end;
    size_t line; /* of `at`, from 1 */
    char separator;
    int has_decimal_commas; /* 1: a comma was found in a number, or is known to be in those of the other file */
    int has_header, has_row_names;
    locale_t plain;
    struct ent_error *error;
};

/* The cells of a line, unquoted and trimmed, in the text itself. */
struct cells {
    size_t n;
    char *cell[MOST_COLUMNS];
};

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

static int read_file(struct reader *reader)
{
    struct stat status;
    FILE *file = fopen(reader->path, "rb");
    if (!file) return ent_error_set(reader->error, ENT_NO_INPUT, "%s: %s", reader->path, strerror(errno));
    size_t n = 0, capacity = fstat(fileno(file), &status) == 0 && status.st_size > 0 ? (size_t)status.st_size + 2 : 65536, got;
    if (S_ISDIR(status.st_mode)) {
        fclose(file);
        return ent_error_set(reader->error, ENT_BAD_INPUT, "%s: is a folder", reader->path);
    }
    reader->text = malloc(capacity);
    while (reader->text && (got = fread(reader->text + n, 1, capacity - n - 1, file)) > 0) {
        n += got;
        if (capacity - n > 1) continue;
        char *more = realloc(reader->text, capacity *= 2);
        if (!more) free(reader->text);
        reader->text = more;
    }
    const int failed = ferror(file);
    fclose(file);
    if (!reader->text) return out_of_memory(reader->error);
    if (failed) return ent_error_set(reader->error, ENT_IO, "%s: reading failed", reader->path);
    reader->end = reader->text + n;
    *reader->end = 0;
    reader->at = reader->text;
    if (n >= 3 && memcmp(reader->at, "\xEF\xBB\xBF", 3) == 0) reader->at += 3;
    if (memchr(reader->text, 0, n)) return ent_error_set(reader->error, ENT_BAD_INPUT, "%s: not a text file", reader->path);
    return ENT_OK;
}

/* Passes over the end of a line. */
static void end_line(struct reader *reader)
{
    if (*reader->at == '\r' && reader->at[1] == '\n') *reader->at++ = 0;
    if (reader->at < reader->end) *reader->at++ = 0;
    reader->line++;
}

static int is_line_end(char c)
{
    return c == '\n' || c == '\r' || c == 0;
}

/* How many cells a line has with this separator; of spaces any number separate. */
static size_t count_cells(const char *line, char separator)
{
    size_t n = 0;
    int in_quotes = 0, in_cell = 0;
    for (line += strspn(line, " \t#"); !is_line_end(*line); line++) {
        in_quotes ^= *line == '"';
        const int separates = !in_quotes && (*line == separator || (separator == ' ' && *line == '\t'));
        n += (separator == ' ' ? !separates && !in_cell : separates) != 0;
        in_cell = !separates;
    }
    return separator == ' ' ? n : n + 1;
}

/* Is a tab only the space after a comma? */
static int has_comma_before_tab(const char *line)
{
    for (; !is_line_end(*line); line++)
        if (line[0] == ',' && line[1] == '\t') return 1;
    return 0;
}

/* The first of ; tab and , that the line at hand has outside of quotes; spaces, if the next line has as many cells by them, or one
 * more, in quotes: the name of the row. Where commas are known to be decimal, they separate nothing. */
static char find_separator(const char *line, int has_decimal_commas)
{
    const char *next = line + strcspn(line, "\r\n");
    if (count_cells(line, ';') > 1) return ';';
    if (count_cells(line, '\t') > 1 && !has_comma_before_tab(line)) return '\t';
    if (!has_decimal_commas && count_cells(line, ',') > 1) return ',';
    next += strspn(next, "\r\n");
    const size_t by_spaces = count_cells(line, ' '), by_spaces_next = count_cells(next, ' ');
    if (by_spaces > 1 && (!*next || by_spaces_next == by_spaces)) return ' ';
    if (*next == '"' && by_spaces_next == by_spaces + 1) return ' ';
    return has_decimal_commas ? ';' : ',';
}

static char *trim(char *cell)
{
    while (*cell == ' ' || *cell == '\t') cell++;
    for (char *last = cell + strlen(cell); last > cell && isspace((unsigned char)last[-1]);) *--last = 0;
    return cell;
}

/* One cell, which begins at reader->at; leaves it after the cell. NULL if anything but blanks follows the closing quote. */
static char *read_cell(struct reader *reader)
{
    char *from = reader->at, *to;
    while (*from == ' ' && reader->separator != ' ') from++;
    if (*from != '"') {
        while (!is_line_end(*reader->at) && *reader->at != reader->separator) reader->at++;
        return from < reader->at ? from : reader->at;
    }
    for (reader->at = to = ++from; reader->at < reader->end; reader->at++) {
        if (*reader->at == '"' && reader->at[1] != '"') break;
        reader->at += *reader->at == '"';
        reader->line += *reader->at == '\n';
        *to++ = *reader->at;
    }
    if (reader->at < reader->end) reader->at++;
    while ((*reader->at == ' ' || *reader->at == '\t') && *reader->at != reader->separator) reader->at++;
    if (!is_line_end(*reader->at) && *reader->at != reader->separator && reader->separator != ' ') return NULL;
    *to = 0;
    return from;
}

/* Reads a line into cells. */
static int read_line(struct reader *reader, struct cells *cells)
{
    const size_t line = reader->line;
    cells->n = 0;
    for (;;) {
        while (reader->separator == ' ' && (*reader->at == ' ' || *reader->at == '\t')) reader->at++;
        if (reader->separator == ' ' && cells->n > 0 && is_line_end(*reader->at)) break;
        if (cells->n == MOST_COLUMNS)
            return ent_error_set(reader->error, ENT_BAD_INPUT, "%s:%zu: more than %d cells", reader->path, line, MOST_COLUMNS);
        if (!(cells->cell[cells->n++] = read_cell(reader)))
            return ent_error_set(reader->error, ENT_BAD_INPUT, "%s:%zu: text follows a closing quote where a separator is expected",
                                 reader->path, line);
        if (is_line_end(*reader->at)) break;
        *reader->at++ = 0;
    }
    end_line(reader);
    for (size_t i = 0; i < cells->n; i++) cells->cell[i] = trim(cells->cell[i]);
    return ENT_OK;
}

static int is_missing(const char *cell)
{
    static const char *const words[] = {"",     "na",  "n/a",  "nan",  "-nan",     "+nan",      "null",
                                        "none", "inf", "+inf", "-inf", "infinity", "-infinity", "."};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(cell, words[i]) == 0) return 1;
    return 0;
}

/* The comma of a number as half of Europe writes it, made a point; 1 if there was one. Where commas separate there is none. */
static int make_point(const struct reader *reader, char *cell)
{
    char *comma = reader->separator == ',' ? NULL : strchr(cell, ',');
    if (!comma || strchr(comma + 1, ',') || strchr(cell, '.')) return 0;
    *comma = '.';
    return 1;
}

/* 1 if the cell is a number or a missing one. */
static int read_number(struct reader *reader, char *cell, double *value)
{
    char *end;
    *value = NAN;
    if (is_missing(cell)) return 1;
    if (!strchr("+-.,0123456789", *cell) || strpbrk(cell, "xXpP")) return 0;
    char *const comma = strchr(cell, ',');
    const int was_comma = make_point(reader, cell);
    *value = strtod_l(cell, &end, reader->plain);
    if (*end || end == cell) {
        if (was_comma) *comma = ',';
        return 0;
    }
    reader->has_decimal_commas |= was_comma;
    if (!isfinite(*value)) *value = NAN;
    return 1;
}

static int is_blank(const struct cells *cells)
{
    return cells->n == 1 && !cells->cell[0][0];
}

static int is_header(struct reader *reader, const struct cells *cells)
{
    double value;
    for (size_t i = 0; i < cells->n; i++)
        if (!read_number(reader, cells->cell[i], &value)) return 1;
    return 0;
}

/* Is the name of column i that of an earlier one? */
static int is_taken(const struct ent_number_table *table, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(table->name[j], table->name[i]) == 0) return 1;
    return 0;
}

/* Takes the names from a header, or makes them; a second column of one name is told by its place. */
static int name_columns(struct ent_number_table *table, const struct cells *header, size_t n, char letter)
{
    table->n_columns = n;
    table->name = calloc(n + 1, sizeof *table->name);
    for (size_t i = 0; table->name && i < n; i++) {
        char made[MOST_CELL];
        snprintf(made, sizeof made, "%c%zu", letter, i + 1);
        if (!(table->name[i] = strdup(header && header->cell[i][0] ? header->cell[i] : made))) return 0;
        if (!is_taken(table, i)) continue;
        snprintf(made, sizeof made, "%.200s (column %zu)", table->name[i], i + 1);
        free(table->name[i]);
        if (!(table->name[i] = strdup(made))) return 0;
    }
    return table->name != NULL;
}

/* One cell more than the header has names: the name of the row, as R's write.table() writes it, if it is a word or counts the rows;
 * or nothing after a last separator. Returns at which cell the numbers begin, and how many cells they and what precedes them are. */
static size_t begin_of_numbers(struct reader *reader, const struct ent_number_table *table, const struct cells *cells, size_t *n_cells)
{
    double number;
    *n_cells = cells->n;
    if (!reader->has_header || cells->n != table->n_columns + 1) return 0;
    if (!reader->has_row_names && !cells->cell[cells->n - 1][0]) {
        *n_cells = cells->n - 1;
        return 0;
    }
    if (table->n_rows > 0) return reader->has_row_names ? 1 : 0;
    reader->has_row_names = !read_number(reader, cells->cell[0], &number) || (number > 0.5 && number < 1.5);
    return reader->has_row_names ? 1 : 0;
}

static int add_row(struct reader *reader, struct ent_number_table *table, const struct cells *cells, size_t line, size_t *capacity)
{
    size_t n_cells;
    const size_t first = begin_of_numbers(reader, table, cells, &n_cells);
    if (n_cells - first != table->n_columns)
        return ent_error_set(reader->error, ENT_BAD_INPUT, "%s:%zu: %zu cells, but the first line has %zu", reader->path, line, cells->n,
                             table->n_columns);
    if (table->n_rows == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 1024;
        double *more = realloc(table->value, *capacity * table->n_columns * sizeof *more);
        if (!more) return out_of_memory(reader->error);
        table->value = more;
    }
    for (size_t i = 0; i < table->n_columns; i++)
        if (!read_number(reader, cells->cell[first + i], &table->value[table->n_rows * table->n_columns + i]))
            return ent_error_set(reader->error, ENT_BAD_INPUT, "%s:%zu: column '%.60s': '%.60s' is not a number", reader->path, line,
                                 table->name[i], cells->cell[first + i]);
    table->n_rows++;
    return ENT_OK;
}

/* The first line that says anything: a header, or numbers. A comment right above the numbers may be the header. */
static int read_head(struct reader *reader, struct ent_number_table *table, struct cells *cells, char letter, size_t *capacity)
{
    int code = ENT_OK, found = 0;
    while (!code && !found && reader->at < reader->end) {
        const size_t line = reader->line;
        reader->separator = find_separator(reader->at, reader->has_decimal_commas);
        const int is_comment = reader->at[strspn(reader->at, " \t")] == '#';
        if (is_comment) reader->at[strspn(reader->at, " \t")] = ' ';
        code = read_line(reader, cells);
        if (code || is_blank(cells)) continue;
        const int header = is_header(reader, cells);
        if (is_comment && (!header || count_cells(reader->at, reader->separator) != cells->n)) continue;
        found = 1;
        reader->has_header = header;
        if (!name_columns(table, header ? cells : NULL, cells->n, letter)) return out_of_memory(reader->error);
        if (!header) code = add_row(reader, table, cells, line, capacity);
    }
    if (!code && !found) code = ent_error_set(reader->error, ENT_BAD_INPUT, "%s:1: the file has no numbers", reader->path);
    return code;
}

/* In a file of one column an empty line is a missing value, unless nothing but such lines follows. */
static int only_blank(const char *at)
{
    return at[strspn(at, " \t\r\n")] == 0;
}

static int read_rows(struct reader *reader, struct ent_number_table *table, struct cells *cells, size_t *capacity)
{
    int code = ENT_OK;
    while (!code && reader->at < reader->end && !only_blank(reader->at)) {
        const size_t line = reader->line;
        const int is_comment = reader->at[strspn(reader->at, " \t")] == '#';
        code = read_line(reader, cells);
        if (code || is_comment || (is_blank(cells) && table->n_columns > 1)) continue;
        code = add_row(reader, table, cells, line, capacity);
    }
    return code;
}

static void drop_column(struct ent_number_table *table, size_t column)
{
    const size_t n = table->n_columns;
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t i = 0, to = 0; i < n; i++)
            if (i != column) table->value[r * (n - 1) + to++] = table->value[r * n + i];
    free(table->name[column]);
    memmove(table->name + column, table->name + column + 1, (n - 1 - column) * sizeof *table->name);
    table->name[n - 1] = NULL;
    table->n_columns = n - 1;
}

/* Passes over a first column of row numbers without a name, as data frames are written with. */
static void drop_row_numbers(struct ent_number_table *table)
{
    const double first = table->n_rows ? table->value[0] : NAN;
    for (size_t r = 0; r < table->n_rows; r++)
        if (!(fabs(table->value[r * table->n_columns] - first - (double)r) < 0.5)) return;
    drop_column(table, 0);
}

/* Passes over a last column without a name and without a value, which a separator at the end of every line makes. */
static void drop_empty_end(struct ent_number_table *table)
{
    const size_t last = table->n_columns - 1;
    for (size_t r = 0; r < table->n_rows; r++)
        if (!isnan(table->value[r * table->n_columns + last])) return;
    drop_column(table, last);
}

int ent_number_table_read(struct ent_number_table *table, const char *path, char letter, int has_decimal_commas, struct ent_error *error)
{
    struct reader reader = {.path = path,
                            .line = 1,
                            .error = error,
                            .has_decimal_commas = has_decimal_commas,
                            .plain = newlocale(LC_ALL_MASK, "C", (locale_t)0)};
    struct cells *cells = malloc(sizeof *cells);
    size_t capacity = 0;
    int is_first_nameless = 0, is_last_nameless = 0;
    *table = (struct ent_number_table){0};
    int code = cells && reader.plain ? read_file(&reader) : out_of_memory(error);
    if (!code) code = read_head(&reader, table, cells, letter, &capacity);
    if (!code && table->n_columns > 1) {
        is_first_nameless = reader.has_header && !cells->cell[0][0];
        is_last_nameless = !reader.has_header || !cells->cell[table->n_columns - 1][0];
    }
    if (!code) code = read_rows(&reader, table, cells, &capacity);
    if (!code && table->n_rows == 0) code = ent_error_set(error, ENT_BAD_INPUT, "%s:%zu: no row follows the header", path, reader.line - 1);
    if (!code && is_last_nameless) drop_empty_end(table);
    if (!code && is_first_nameless && table->n_columns > 1) drop_row_numbers(table);
    table->n_lines = reader.line - 1;
    table->has_decimal_commas = reader.has_decimal_commas;
    free(reader.text);
    free(cells);
    if (reader.plain) freelocale(reader.plain);
    if (code) ent_number_table_free(table);
    return code;
}

void ent_number_table_free(struct ent_number_table *table)
{
    for (size_t i = 0; table->name && i < table->n_columns; i++) free(table->name[i]);
    free(table->name);
    free(table->value);
    *table = (struct ent_number_table){0};
}
