/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/heap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A global heap collection (HDF5 file format, III.E): signature, version 1, three zeros, its size; then objects: number, count of
 * references, four zeros, length; lengths are padded to 8. Object 0 is the free space, whose length includes its header. */
static const unsigned char signature[8] = {'G', 'C', 'O', 'L', 1, 0, 0, 0};
enum { HEAP_HEADER = 16, OBJECT_HEADER = 16, WINDOW = 1 << 15, HEAP_WINDOW = 1 << 12 };

/* A piece of the file. It is read, not mapped: of a mapped file the kernel counts as ours what it holds around a page, too. */
struct window {
    int file;
    uint64_t from;
    size_t n, most;
    unsigned char *bytes;
};

/* Makes the window begin at `from`; at the end of the file, and where it cannot be read, it is short. */
static void fill(struct window *window, uint64_t from)
{
    window->from = from;
    window->n = 0;
    while (window->n < window->most) {
        ssize_t n = pread(window->file, window->bytes + window->n, window->most - window->n, (off_t)(from + window->n));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        window->n += (size_t)n;
    }
}

/* The `n` bytes at `at`; NULL if they cannot be read. */
static const unsigned char *look(struct window *window, uint64_t at, size_t n)
{
    if (at < window->from || at + n > window->from + window->n) fill(window, at);
    return n <= window->n ? window->bytes + (at - window->from) : NULL;
}

static uint64_t read_length(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) value = value << 8 | bytes[i];
    return value;
}

/* Whether the chain of the heap at `heap`, `left` bytes before the end of the file, moves on at every object. */
static int chain_ends(struct window *window, uint64_t heap, uint64_t left)
{
    const unsigned char *header = left < HEAP_HEADER ? NULL : look(window, heap, HEAP_HEADER);
    if (header == NULL) return 1;
    const uint64_t size = read_length(header + 8);
    if (size > left) return 0;
    for (uint64_t at = HEAP_HEADER; at + OBJECT_HEADER <= size;) {
        const unsigned char *object = look(window, heap + at, OBJECT_HEADER);
        if (object == NULL) return 1;
        const unsigned number = object[0] | (unsigned)object[1] << 8;
        const uint64_t length = read_length(object + 8), rest = size - at;
        if (length > rest) return 0;
        const uint64_t step = number > 0 ? OBJECT_HEADER + ((length + 7) & ~UINT64_C(7)) : length;
        if (step == 0 || step > rest) return 0;
        at += step;
    }
    return 1;
}

/* Looks through the file by windows that overlap by all but one byte of a signature. */
static int all_end(int file, uint64_t size)
{
    unsigned char bytes[WINDOW], of_heap[HEAP_WINDOW];
    struct window window = {.file = file, .most = sizeof bytes, .bytes = bytes};
    struct window heap = {.file = file, .most = sizeof of_heap, .bytes = of_heap};
    for (uint64_t from = 0; from + sizeof signature <= size; from += WINDOW - (sizeof signature - 1)) {
        fill(&window, from);
        const unsigned char *found = bytes, *end = bytes + window.n;
        while ((found = memmem(found, (size_t)(end - found), signature, sizeof signature)) != NULL) {
            const uint64_t at = from + (uint64_t)(found - bytes);
            if (at + sizeof signature <= size && !chain_ends(&heap, at, size - at)) return 0;
            found += sizeof signature;
        }
    }
    return 1;
}

int ent_heap_is_sound(const char *path)
{
    struct stat status;
    int sound = 1;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 1;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) sound = all_end(file, (uint64_t)status.st_size);
    close(file);
    return sound;
}
