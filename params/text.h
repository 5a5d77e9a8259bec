/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text that grows. Running out of memory is remembered: ent_text_take then returns NULL.
 */
#ifndef ENT_PARAMS_TEXT_H
#define ENT_PARAMS_TEXT_H

#include <stddef.h>

struct ent_text {
    char *bytes;
    size_t length, capacity;
    int failed;
};

void ent_text_add(struct ent_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds the shortest decimal that reads back as the same double, whatever the locale. */
void ent_text_add_real(struct ent_text *text, double value);

/* Adds a text between double quotes, escaped as JSON and YAML both understand. */
void ent_text_add_quoted(struct ent_text *text, const char *string);

/* Adds a field of comma-separated values as RFC 4180 has it: between double quotes where it needs them. */
void ent_text_add_field(struct ent_text *text, const char *field);

/* Hands the malloc'ed, zero-terminated text over and empties the struct; NULL when memory ran out. */
char *ent_text_take(struct ent_text *text);

#endif
