/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sparse bytes come back as they were, take no more than is said, and are refused where they are cut off, too long or not theirs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runs/sparse.h"

enum { MOST = 5000, N_KINDS = 6 };

static uint8_t bytes[MOST], found[MOST + 1], *stored;
static const uint32_t lengths[] = {1, 7, 8, 63, 64, 65, 255, 256, 257, 1000, 2560, MOST};
static const uint32_t rows[] = {0, 1, 5, 8, 41, 64, 256, 257, ENT_SPARSE_MOST_ROW};
enum { N_LENGTHS = sizeof lengths / sizeof *lengths, N_ROWS = sizeof rows / sizeof *rows };

/* 0 zeros, 1 one byte in ten, 2 the last byte alone, 3 noise, 4 rows of 41 that seldom change, 5 noise between zeros. */
static void fill(int kind)
{
    uint32_t state = 7;
    for (size_t i = 0; i < MOST; i++) {
        state = state * 1664525u + 1013904223u;
        uint8_t draw = (uint8_t)(state >> 24);
        bytes[i] = (uint8_t)(kind == 1   ? draw % 10 == 0 ? draw : 0
                             : kind == 2 ? i == MOST - 1
                             : kind == 3 ? draw
                             : kind == 4 ? i < 41 || draw < 3 ? draw : bytes[i - 41]
                             : kind == 5 ? i / 300 % 2 ? draw : 0
                                         : 0);
    }
}

static size_t put(uint32_t length, uint32_t row)
{
    size_t n = ent_sparse_put(stored, bytes, (struct ent_stretch){.length = length, .row = row});
    assert_true(n <= ent_sparse_bound(length));
    return n;
}

static void bytes_come_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++)
        for (size_t l = 0; l < N_LENGTHS; l++)
            for (size_t r = 0; r < N_ROWS; r++) {
                fill(kind);
                size_t n = put(lengths[l], rows[r]);
                memset(found, 0xaa, sizeof found);
                assert_true(ent_sparse_get(found, lengths[l], stored, n));
                assert_memory_equal(found, bytes, lengths[l]);
                assert_int_equal(found[lengths[l]], 0xaa);
            }
}

static void sparse_is_short(void **state)
{
    (void)state;
    fill(0);
    assert_true(put(MOST, 0) < MOST / 100);
    fill(1);
    assert_true(put(MOST, 0) < MOST / 3);
    fill(4);
    assert_true(put(MOST, 41) < MOST / 4);
    assert_true(put(MOST, 0) > MOST * 9 / 10);
}

static void stretches_follow_each_other(void **state)
{
    (void)state;
    fill(4);
    const struct ent_stretch stretch[] = {{1000, 41}, {1, 0}, {299, 64}, {MOST - 1300, 1}};
    size_t n = 0, at = 0;
    for (size_t i = 0; i < sizeof stretch / sizeof *stretch; at += stretch[i++].length)
        n += ent_sparse_put(stored + n, bytes + at, stretch[i]);
    assert_int_equal(at, MOST);
    assert_true(ent_sparse_get(found, MOST, stored, n));
    assert_memory_equal(found, bytes, MOST);
    assert_false(ent_sparse_get(found, MOST - 1, stored, n));
}

/* Whatever is wrong, no byte beyond is read or written (under the sanitizers), and what is too short or too long is refused. */
static void damage_is_refused(void **state)
{
    (void)state;
    fill(5);
    size_t n = put(MOST, 41);
    assert_false(ent_sparse_get(found, MOST, stored, n - 1));
    assert_false(ent_sparse_get(found, MOST, stored, n + 1));
    assert_false(ent_sparse_get(found, MOST + 1, stored, n));
    assert_false(ent_sparse_get(found, MOST - 1, stored, n));
    assert_false(ent_sparse_get(found, MOST, stored, 0));
    for (size_t cut = 0; cut < n; cut += 13) {
        uint8_t *alone = malloc(cut + 1);
        assert_non_null(alone);
        memcpy(alone, stored, cut);
        assert_false(ent_sparse_get(found, MOST, alone, cut));
        free(alone);
    }
    for (size_t at = 0; at < n; at++)
        for (int bit = 0; bit < 8; bit++) {
            stored[at] ^= (uint8_t)(1 << bit);
            ent_sparse_get(found, MOST, stored, n);
            stored[at] ^= (uint8_t)(1 << bit);
        }
    assert_true(ent_sparse_get(found, MOST, stored, n));
    assert_memory_equal(found, bytes, MOST);
    stored[8] = 9; /* no such kind of group */
    assert_false(ent_sparse_get(found, MOST, stored, n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_come_back), cmocka_unit_test(sparse_is_short),
                                       cmocka_unit_test(stretches_follow_each_other), cmocka_unit_test(damage_is_refused)};
    stored = malloc(2 * ent_sparse_bound(MOST));
    int failed = stored == NULL ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
    free(stored);
    return failed;
}
