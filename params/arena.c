/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 65536, ALIGNMENT = 16 };

struct ent_arena_chunk {
    struct ent_arena_chunk *older;
    size_t size, used;
    _Alignas(ALIGNMENT) char bytes[];
};

void *ent_arena_take(struct ent_arena *arena, size_t size)
{
    const size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct ent_arena_chunk *chunk = arena->chunk;
    void *piece;

    if (!chunk || chunk->size - chunk->used < rounded) {
        const size_t room = rounded > CHUNK_SIZE ? rounded : CHUNK_SIZE;

        chunk = malloc(sizeof *chunk + room);
        if (!chunk) {
            arena->failed = 1;
            return NULL;
        }
        chunk->older = arena->chunk;
        chunk->size = room;
        chunk->used = 0;
        arena->chunk = chunk;
    }
    piece = chunk->bytes + chunk->used;
    chunk->used += rounded;
    return memset(piece, 0, rounded);
}

char *ent_arena_copy(struct ent_arena *arena, const char *text, size_t length)
{
    char *copy = text ? ent_arena_take(arena, length + 1) : NULL;

    if (copy) memcpy(copy, text, length);
    return copy;
}

char *ent_arena_format(struct ent_arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0) text = ent_arena_take(arena, (size_t)length + 1);
    if (text) {
        va_start(arguments, format);
        vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}

void ent_arena_free(struct ent_arena *arena)
{
    while (arena->chunk) {
        struct ent_arena_chunk *older = arena->chunk->older;

        free(arena->chunk);
        arena->chunk = older;
    }
    arena->failed = 0;
}
