/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/heap.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A global heap collection (HDF5 file format, III.E): signature, version 1, three zeros, its size; then objects: number, count of
 * references, four zeros, length; lengths are padded to 8. Object 0 is the free space, whose length includes its header. */
static const unsigned char signature[8] = {'G', 'C', 'O', 'L', 1, 0, 0, 0};
enum { HEAP_HEADER = 16, OBJECT_HEADER = 16, WINDOW = 1 << 17 };

static uint64_t read_length(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) value = value << 8 | bytes[i];
    return value;
}

/* Whether the chain of the heap at `heap`, `left` bytes before the end of the file, moves on at every object. */
static int chain_ends(const unsigned char *heap, uint64_t left)
{
    if (left < HEAP_HEADER) return 1;
    const uint64_t size = read_length(heap + 8);
    if (size > left) return 0;
    for (uint64_t at = HEAP_HEADER; at + OBJECT_HEADER <= size;) {
        const unsigned number = heap[at] | (unsigned)heap[at + 1] << 8;
        const uint64_t length = read_length(heap + at + 8), rest = size - at;
        if (length > rest) return 0;
        const uint64_t step = number > 0 ? OBJECT_HEADER + ((length + 7) & ~UINT64_C(7)) : length;
        if (step == 0 || step > rest) return 0;
        at += step;
    }
    return 1;
}

/* Looked through by windows that are let go of again, so that a large file takes no memory. */
static int all_end(unsigned char *bytes, size_t size)
{
    for (size_t from = 0; from < size; from += WINDOW) {
        size_t end = size - from < WINDOW + sizeof signature - 1 ? size : from + WINDOW + sizeof signature - 1;
        const unsigned char *heap = bytes + from;
        while ((heap = memmem(heap, (size_t)(bytes + end - heap), signature, sizeof signature)) != NULL) {
            if (!chain_ends(heap, (uint64_t)(bytes + size - heap))) return 0;
            heap += sizeof signature;
        }
        madvise(bytes + from, end - from, MADV_DONTNEED);
    }
    return 1;
}

int ent_heap_is_sound(const char *path)
{
    struct stat status;
    int sound = 1;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 1;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED) {
            sound = all_end(bytes, (size_t)status.st_size);
            munmap(bytes, (size_t)status.st_size);
        }
    }
    close(file);
    return sound;
}
