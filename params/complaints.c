/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/complaints.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/text.h"

static int gravity(int code)
{
    return code == ENT_BUG ? 3 : code == ENT_NO_INPUT ? 2 : code != ENT_OK ? 1 : 0;
}

static void raise_code(struct ent_complaints *complaints, int code)
{
    if (gravity(code) > gravity(complaints->code)) complaints->code = code;
}

void ent_complaints_no_memory(struct ent_complaints *complaints)
{
    raise_code(complaints, ENT_BUG);
}

static int is_known(const struct ent_complaints *complaints, struct ent_place at, const char *text)
{
    for (size_t i = 0; i < complaints->n; i++) {
        const struct ent_complaint *one = &complaints->list[i];

        if (one->line == at.line && one->column == at.column && !strcmp(one->text, text) && !strcmp(one->file, at.file)) return 1;
    }
    return 0;
}

static int grow(struct ent_complaints *complaints)
{
    const size_t capacity = complaints->capacity ? 2 * complaints->capacity : 16;
    struct ent_complaint *list = realloc(complaints->list, capacity * sizeof *list);

    if (!list) return 0;
    complaints->list = list;
    complaints->capacity = capacity;
    return 1;
}

static void append(struct ent_complaints *complaints, struct ent_place at, const char *text)
{
    struct ent_complaint one = {.line = at.line, .column = at.column};

    if (complaints->n == complaints->capacity && !grow(complaints)) {
        ent_complaints_no_memory(complaints);
        return;
    }
    one.file = strdup(at.file);
    one.text = strdup(text);
    if (!one.file || !one.text) {
        free(one.file);
        free(one.text);
        ent_complaints_no_memory(complaints);
        return;
    }
    complaints->list[complaints->n++] = one;
}

void ent_complaints_add(struct ent_complaints *complaints, int code, struct ent_place at, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    raise_code(complaints, code);
    if (complaints->n > ENT_MAX_COMPLAINTS) return;
    if (!at.file) at.file = "";
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (is_known(complaints, at, text)) return;
    if (complaints->n == ENT_MAX_COMPLAINTS)
        append(complaints, (struct ent_place){"", 0, 0}, "too many errors: the rest are left out");
    else
        append(complaints, at, text);
}

void ent_complaints_free(struct ent_complaints *complaints)
{
    for (size_t i = 0; i < complaints->n; i++) {
        free(complaints->list[i].file);
        free(complaints->list[i].text);
    }
    free(complaints->list);
    memset(complaints, 0, sizeof *complaints);
}

/* Position of the first complaint about the same file: files are told apart by name. */
static size_t file_rank(const struct ent_complaints *complaints, const char *file)
{
    size_t rank = 0;

    while (strcmp(complaints->list[rank].file, file) != 0) rank++;
    return rank;
}

struct ranked {
    size_t file;
    size_t serial;
    struct ent_complaint complaint;
};

static int compare(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    if (a->file != b->file) return a->file < b->file ? -1 : 1;
    if (a->complaint.line != b->complaint.line) return a->complaint.line < b->complaint.line ? -1 : 1;
    if (a->complaint.column != b->complaint.column) return a->complaint.column < b->complaint.column ? -1 : 1;
    return a->serial < b->serial ? -1 : a->serial > b->serial;
}

void ent_complaints_sort(struct ent_complaints *complaints)
{
    struct ranked *ranked = complaints->n > 1 ? malloc(complaints->n * sizeof *ranked) : NULL;

    if (complaints->n < 2) return;
    if (!ranked) {
        ent_complaints_no_memory(complaints);
        return;
    }
    for (size_t i = 0; i < complaints->n; i++) {
        const int is_last = complaints->list[i].file[0] == 0;

        ranked[i].file = is_last ? complaints->n : file_rank(complaints, complaints->list[i].file);
        ranked[i].serial = i;
        ranked[i].complaint = complaints->list[i];
    }
    qsort(ranked, complaints->n, sizeof *ranked, compare);
    for (size_t i = 0; i < complaints->n; i++) complaints->list[i] = ranked[i].complaint;
    free(ranked);
}

char *ent_complaints_text(const struct ent_complaints *complaints)
{
    struct ent_text text = {0};

    for (size_t i = 0; i < complaints->n; i++) {
        const struct ent_complaint *one = &complaints->list[i];

        if (one->line)
            ent_text_add(&text, "%s:%d:%d: error: %s\n", one->file, one->line, one->column, one->text);
        else
            ent_text_add(&text, "%s%serror: %s\n", one->file, one->file[0] ? ": " : "", one->text);
    }
    if (complaints->code == ENT_BUG) ent_text_add(&text, "error: out of memory\n");
    return ent_text_take(&text);
}
