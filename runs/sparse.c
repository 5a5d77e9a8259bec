/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/sparse.h"

#include <string.h>

/* A stretch is its length and row, 4 bytes each, then groups of GROUP bytes, the last one shorter. A group begins with its kind. Of a
 * sparse one there follows for every 64 bytes a byte that tells which eights of them are not all zero; for each of these a byte that
 * tells which of the eight are not zero; and these. */
enum { GROUP = 256, EIGHTS = 8, STRETCH_HEADER = 8 };
enum group_kind { GROUP_ZERO, GROUP_PLAIN, GROUP_SPARSE };

size_t ent_sparse_bound(size_t length)
{
    return STRETCH_HEADER + length + length / GROUP + 1;
}

static void put32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) to[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *from)
{
    return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

/* --- writing ----------------------------------------------------------------------------------------------------------------- */

/* difference [GROUP] of the `n` bytes at place `at`, and zeros after them. */
static void subtract_row(uint8_t difference[GROUP], const uint8_t *bytes, size_t at, size_t n, size_t row)
{
    size_t plain = row == 0 || at + n <= row ? n : at < row ? row - at : 0; /* nothing lies a row before these */
    memcpy(difference, bytes + at, plain);
    for (size_t i = plain; i < n; i++) difference[i] = (uint8_t)(bytes[at + i] - bytes[at + i - row]);
    memset(difference + n, 0, GROUP - n);
}

/* Writes 64 bytes as a sparse group has them; returns the number of bytes, at most 73. */
static size_t put_sixty_four(uint8_t *to, const uint8_t *bytes)
{
    uint8_t *next = to + 1;
    unsigned eights = 0;
    for (int e = 0; e < EIGHTS; e++, bytes += 8) {
        uint64_t all;
        memcpy(&all, bytes, 8);
        if (all == 0) continue;
        uint8_t *mask = next++;
        unsigned set = 0;
        for (int i = 0; i < 8; i++) { /* without a branch: a zero is written over by what follows */
            unsigned is_set = bytes[i] != 0;
            *next = bytes[i];
            next += is_set;
            set |= is_set << i;
        }
        *mask = (uint8_t)set;
        eights |= 1u << e;
    }
    *to = (uint8_t)eights;
    return (size_t)(next - to);
}

static int is_zero(const uint8_t group[GROUP])
{
    uint64_t any = 0, eight;
    for (int i = 0; i < GROUP; i += 8) {
        memcpy(&eight, group + i, 8);
        any |= eight;
    }
    return any == 0;
}

static size_t put_group(uint8_t *to, const uint8_t group[GROUP], size_t n)
{
    uint8_t sparse[GROUP / 64 * 73 + 1]; /* one more, to write a zero to */
    size_t length = 0;
    *to = GROUP_ZERO;
    if (is_zero(group)) return 1;
    for (size_t i = 0; i < n; i += 64) length += put_sixty_four(sparse + length, group + i);
    *to = length < n ? GROUP_SPARSE : GROUP_PLAIN;
    if (length > n) length = n;
    memcpy(to + 1, *to == GROUP_SPARSE ? sparse : group, length);
    return 1 + length;
}

size_t ent_sparse_put(uint8_t *to, const uint8_t *bytes, struct ent_stretch stretch)
{
    uint8_t *next = to + STRETCH_HEADER, group[GROUP];
    put32(to, stretch.length);
    put32(to + 4, stretch.row);
    for (size_t at = 0; at < stretch.length; at += GROUP) {
        size_t n = stretch.length - at < GROUP ? stretch.length - at : GROUP;
        subtract_row(group, bytes, at, n, stretch.row);
        next += put_group(next, group, n);
    }
    return (size_t)(next - to);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------ */

/* What is left to read. */
struct source {
    const uint8_t *at, *end;
};

/* The next `n` bytes; NULL if there are not so many. */
static const uint8_t *take(struct source *source, size_t n)
{
    const uint8_t *taken = source->at;
    if (n > (size_t)(source->end - source->at)) return NULL;
    source->at += n;
    return taken;
}

static int get_sixty_four(struct source *source, uint8_t *bytes)
{
    const uint8_t *eights = take(source, 1);
    if (eights == NULL) return 0;
    for (int e = 0; e < EIGHTS; e++) {
        if ((*eights >> e & 1) == 0) continue;
        const uint8_t *mask = take(source, 1);
        const uint8_t *value = mask == NULL ? NULL : take(source, (size_t)__builtin_popcount(*mask));
        if (value == NULL) return 0;
        for (unsigned set = *mask; set != 0; set &= set - 1) bytes[8 * e + __builtin_ctz(set)] = *value++;
    }
    return 1;
}

static int get_group(struct source *source, uint8_t *bytes, size_t n)
{
    const uint8_t *kind = take(source, 1), *plain;
    uint8_t group[GROUP] = {0};
    if (kind == NULL) return 0;
    switch (*kind) {
    case GROUP_ZERO:
        break;
    case GROUP_PLAIN:
        plain = take(source, n);
        if (plain == NULL) return 0;
        memcpy(group, plain, n);
        break;
    case GROUP_SPARSE:
        for (size_t i = 0; i < n; i += 64)
            if (!get_sixty_four(source, group + i)) return 0;
        break;
    default:
        return 0;
    }
    memcpy(bytes, group, n);
    return 1;
}

/* Sums of the eight bytes of two words, each by itself. */
static uint64_t add_bytes(uint64_t a, uint64_t b)
{
    const uint64_t high = 0x8080808080808080;
    return ((a & ~high) + (b & ~high)) ^ ((a ^ b) & high);
}

static void add_row(uint8_t *bytes, size_t length, size_t row)
{
    size_t i = row;
    if (row == 0) return;
    for (; row >= 8 && i + 8 <= length; i += 8) {
        uint64_t here, before;
        memcpy(&here, bytes + i, 8);
        memcpy(&before, bytes + i - row, 8);
        here = add_bytes(here, before);
        memcpy(bytes + i, &here, 8);
    }
    for (; i < length; i++) bytes[i] = (uint8_t)(bytes[i] + bytes[i - row]);
}

int ent_sparse_get(uint8_t *bytes, size_t length, const uint8_t *from, size_t stored)
{
    struct source source = {.at = from, .end = from + stored};
    while (length > 0) {
        const uint8_t *header = take(&source, STRETCH_HEADER);
        if (header == NULL) return 0;
        size_t n = get32(header), row = get32(header + 4);
        if (n == 0 || n > length || row > ENT_SPARSE_MOST_ROW) return 0;
        for (size_t at = 0; at < n; at += GROUP)
            if (!get_group(&source, bytes + at, n - at < GROUP ? n - at : GROUP)) return 0;
        add_row(bytes, n, row);
        bytes += n;
        length -= n;
    }
    return source.at == source.end;
}
