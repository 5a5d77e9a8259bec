/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/number.h"

static int reserve(struct ent_text *text, size_t more)
{
    size_t capacity = text->capacity ? text->capacity : 256;
    char *bytes;

    if (text->failed) return 0;
    while (capacity - text->length <= more) capacity *= 2;
    if (capacity == text->capacity) return 1;
    bytes = realloc(text->bytes, capacity);
    if (!bytes) {
        text->failed = 1;
        return 0;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return 1;
}

void ent_text_add(struct ent_text *text, const char *format, ...)
{
    va_list arguments;
    size_t room;
    int length;

    if (!reserve(text, 0)) return;
    room = text->capacity - text->length;
    va_start(arguments, format);
    length = vsnprintf(text->bytes + text->length, room, format, arguments);
    va_end(arguments);
    if (length < 0) text->failed = 1;
    if (length < 0 || !reserve(text, (size_t)length)) return;
    if ((size_t)length >= room) {
        va_start(arguments, format);
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    text->length += (size_t)length;
}

static void add_bytes(struct ent_text *text, const char *bytes, size_t length)
{
    if (!reserve(text, length)) return;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void ent_text_add_real(struct ent_text *text, double value)
{
    char number[ENT_NUMBER_SIZE];

    ent_number_print(number, value);
    ent_text_add(text, "%s", number);
}

/* Characters at the start of a string that need no escape. */
static size_t count_plain(const char *string)
{
    const char *c = string;

    while ((unsigned char)*c >= 0x20 && *c != '"' && *c != '\\' && *c != 0x7f) c++;
    return (size_t)(c - string);
}

void ent_text_add_quoted(struct ent_text *text, const char *string)
{
    ent_text_add(text, "\"");
    for (const char *c = string; *c; c++) {
        const size_t plain = count_plain(c);

        add_bytes(text, c, plain);
        c += plain;
        if (!*c) break;
        if (*c == '"' || *c == '\\')
            ent_text_add(text, "\\%c", *c);
        else if (*c == '\n')
            ent_text_add(text, "\\n");
        else
            ent_text_add(text, "\\u%04x", (unsigned)(unsigned char)*c);
    }
    ent_text_add(text, "\"");
}

void ent_text_add_field(struct ent_text *text, const char *field)
{
    if (!strpbrk(field, ",\"\r\n")) {
        ent_text_add(text, "%s", field);
        return;
    }
    ent_text_add(text, "\"");
    for (const char *c = field; *c; c++) ent_text_add(text, *c == '"' ? "\"\"" : "%c", *c);
    ent_text_add(text, "\"");
}

char *ent_text_take(struct ent_text *text)
{
    char *bytes;

    reserve(text, 0);
    bytes = text->bytes;
    if (text->failed) {
        free(bytes);
        bytes = NULL;
    } else {
        bytes[text->length] = 0;
    }
    memset(text, 0, sizeof *text);
    return bytes;
}
