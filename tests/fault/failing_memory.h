/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory of which the n-th request is refused, and a count of what is held. Whoever includes it links with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free.
 */
#ifndef ENT_TESTS_FAILING_MEMORY_H
#define ENT_TESTS_FAILING_MEMORY_H

#include <stddef.h>

static long n_asked, n_held, fails_at; /* fails_at 0: never */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *old);

static int is_refused(void)
{
    return ++n_asked == fails_at;
}

static void *held(void *memory)
{
    n_held += memory != NULL;
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : held(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return is_refused() ? NULL : held(__real_calloc(n, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (is_refused()) return NULL;
    return old ? __real_realloc(old, size) : held(__real_realloc(NULL, size));
}

char *__wrap_strdup(const char *text)
{
    return is_refused() ? NULL : held(__real_strdup(text));
}

void __wrap_free(void *old)
{
    n_held -= old != NULL;
    __real_free(old);
}

#endif
