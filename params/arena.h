/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that is taken piece by piece and given back all at once. Running out is remembered in `failed`, so that
 * a reader can go on with what it has and ask once, at its end.
 */
#ifndef ENT_PARAMS_ARENA_H
#define ENT_PARAMS_ARENA_H

#include <stddef.h>

struct ent_arena_chunk;

struct ent_arena {
    struct ent_arena_chunk *chunk; /* the newest; NULL in an empty arena */
    int failed;                    /* 1 once memory could not be had */
};

/* `size` zeroed bytes, aligned for any type; NULL when out of memory. */
void *ent_arena_take(struct ent_arena *arena, size_t size);

/* A zero-terminated copy of text[0..length); NULL when out of memory or text is NULL. */
char *ent_arena_copy(struct ent_arena *arena, const char *text, size_t length);

/* A formatted text; NULL when out of memory. */
char *ent_arena_format(struct ent_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Gives everything back; accepts a zeroed arena. */
void ent_arena_free(struct ent_arena *arena);

#endif
