/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/csv.h"

#include <string.h>

#include "params/names.h"

enum { MAX_COLUMNS = 64 };

struct scanner {
    struct ent_arena *arena;
    struct ent_complaints *complaints;
    const char *c, *end;
    struct ent_place at; /* of *c */
};

struct cell {
    const char *text;
    struct ent_place at;
};

struct row {
    int n;
    struct cell cell[MAX_COLUMNS];
};

static void advance(struct scanner *scanner)
{
    scanner->at.column++;
    if (*scanner->c++ == '\n') {
        scanner->at.line++;
        scanner->at.column = 1;
    }
}

static int at_end_of_cell(const struct scanner *scanner)
{
    return scanner->c == scanner->end || *scanner->c == ',' || *scanner->c == '\n' ||
           (*scanner->c == '\r' && scanner->c + 1 < scanner->end && scanner->c[1] == '\n');
}

static const char *read_quoted(struct scanner *scanner)
{
    const struct ent_place start = scanner->at;
    char *text;
    size_t length = 0;

    advance(scanner);
    text = ent_arena_take(scanner->arena, (size_t)(scanner->end - scanner->c) < 4096 ? (size_t)(scanner->end - scanner->c) + 1 : 4097);
    while (scanner->c < scanner->end && length < 4096) {
        if (*scanner->c == '"') {
            advance(scanner);
            if (scanner->c == scanner->end || *scanner->c != '"') {
                if (!at_end_of_cell(scanner))
                    ent_complaints_add(scanner->complaints, ENT_BAD_INPUT, scanner->at, "text after a closing quote");
                return text;
            }
        }
        if (text) text[length++] = *scanner->c;
        advance(scanner);
    }
    ent_complaints_add(scanner->complaints, ENT_BAD_INPUT, start, "a quote that is not closed");
    return text;
}

static const char *read_plain(struct scanner *scanner)
{
    const char *start = scanner->c;

    while (!at_end_of_cell(scanner)) advance(scanner);
    return ent_arena_copy(scanner->arena, start, (size_t)(scanner->c - start));
}

static void read_cell(struct scanner *scanner, struct cell *cell)
{
    cell->at = scanner->at;
    cell->text = scanner->c < scanner->end && *scanner->c == '"' ? read_quoted(scanner) : read_plain(scanner);
    while (!at_end_of_cell(scanner)) advance(scanner);
}

/* Reads one line; cells beyond MAX_COLUMNS are counted, not kept. */
static void read_row(struct scanner *scanner, struct row *row)
{
    struct cell surplus;

    row->n = 0;
    for (;;) {
        read_cell(scanner, row->n < MAX_COLUMNS ? &row->cell[row->n] : &surplus);
        row->n++;
        if (scanner->c == scanner->end || *scanner->c != ',') break;
        advance(scanner);
    }
    if (scanner->c < scanner->end && *scanner->c == '\r') advance(scanner);
    if (scanner->c < scanner->end) advance(scanner);
}

static int position(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (name && strcmp(names[i], name) == 0) return i;
    return -1;
}

static void check_column(struct scanner *scanner, const struct cell *cell, const char *const *columns, int n_columns, const char *optional)
{
    struct ent_guess guess = ent_guess_start(cell->text);
    char hint[ENT_HINT_SIZE];

    if (!columns || position(columns, n_columns, cell->text) >= 0 || (optional && strcmp(optional, cell->text) == 0)) return;
    for (int i = 0; i < n_columns; i++) ent_guess_offer(&guess, columns[i]);
    ent_complaints_add(scanner->complaints, ENT_BAD_INPUT, cell->at, "unknown column '%s'%s", cell->text, ent_guess_hint(&guess, hint));
}

static int check_header(struct scanner *scanner, const struct row *header, const char *const *columns, int n_columns, const char *optional)
{
    const struct ent_place start = {scanner->at.file, 1, 1};
    const size_t complaints = scanner->complaints->n;
    const char *names[MAX_COLUMNS];

    if (header->n > MAX_COLUMNS) {
        ent_complaints_add(scanner->complaints, ENT_BAD_INPUT, start, "more than 64 columns");
        return 0;
    }
    for (int i = 0; i < header->n; i++) {
        names[i] = header->cell[i].text;
        if (!names[i]) return 0;
        if (position(names, i, names[i]) >= 0)
            ent_complaints_add(scanner->complaints, ENT_BAD_INPUT, header->cell[i].at, "column '%s' is there twice", names[i]);
        else
            check_column(scanner, &header->cell[i], columns, n_columns, optional);
    }
    for (int i = 0; i < n_columns; i++)
        if (position(names, header->n, columns[i]) < 0)
            ent_complaints_add(scanner->complaints, ENT_BAD_INPUT, start, "column '%s' is missing", columns[i]);
    return scanner->complaints->n == complaints;
}

static struct ent_node *row_to_map(struct scanner *scanner, const struct row *header, const struct row *row)
{
    struct ent_node *map = ent_node_new(scanner->arena, ENT_NODE_MAP, row->cell[0].at);

    for (int i = 0; i < row->n; i++) {
        const struct cell *cell = &row->cell[i];
        struct ent_node *child = ent_node_new(scanner->arena, cell->text && *cell->text ? ENT_NODE_TEXT : ENT_NODE_BLANK, cell->at);

        if (!child) continue;
        child->key = header->cell[i].text;
        child->key_at = cell->at;
        child->text = cell->text;
        if (!ent_node_find(map, child->key)) ent_node_append(map, child);
    }
    return map;
}

static int has_bad_bytes(struct scanner *scanner, const char *text, size_t length)
{
    struct ent_place at = scanner->at;

    for (size_t i = 0; i < length; i++, at.column++) {
        const unsigned char c = (unsigned char)text[i];

        if ((c < 0x20 && c != '\n' && c != '\r') || c == 0x7f) {
            ent_complaints_add(scanner->complaints, ENT_BAD_INPUT, at, "a control character (byte %d)", c);
            return 1;
        }
        if (c == '\n') {
            at.line++;
            at.column = 0;
        }
    }
    return 0;
}

struct ent_node *ent_csv_read(struct ent_arena *arena, struct ent_complaints *complaints, const char *file, const char *text, size_t length,
                              const char *const *columns, int n_columns, const char *optional)
{
    struct scanner scanner = {arena, complaints, text, text + length, {file, 1, 1}};
    struct ent_node *list;
    struct row header, row;

    if (length == 0 || length > ENT_MAX_FILE) {
        ent_complaints_add(complaints, ENT_BAD_INPUT, scanner.at, length ? "larger than 1 MB" : "the file is empty");
        return NULL;
    }
    if (has_bad_bytes(&scanner, text, length)) return NULL;
    read_row(&scanner, &header);
    if (!check_header(&scanner, &header, columns, n_columns, optional)) return NULL;
    list = ent_node_new(arena, ENT_NODE_LIST, (struct ent_place){file, 1, 1});
    while (list && scanner.c < scanner.end && !arena->failed) {
        const struct ent_place start = scanner.at;

        read_row(&scanner, &row);
        if (list->n == ENT_MAX_ITEMS) {
            ent_complaints_add(complaints, ENT_BAD_INPUT, start, "more than 4096 rows");
            break;
        }
        if (row.n != header.n)
            ent_complaints_add(complaints, ENT_BAD_INPUT, start, "%d cells, but the header has %d", row.n, header.n);
        else
            ent_node_append(list, row_to_map(&scanner, &header, &row));
    }
    return list;
}
