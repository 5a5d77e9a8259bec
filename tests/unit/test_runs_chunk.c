/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chunks made here are what zlib inflates and HDF5 unshuffles; chunks of either are read here; damaged ones are not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "runs/chunk.h"

enum { MOST = 20000, MOST_BYTES = MOST * 8 };

static uint8_t values[MOST_BYTES], planes[MOST_BYTES], inflated[MOST_BYTES], found[MOST_BYTES], stored[2 * MOST_BYTES];

/* Little-endian elements: `kind` 0 zeros, 1 small counts, 2 counts of two bytes, 3 noise, 4 noise below zeros, 5 one great number. */
static void fill(int kind, size_t n, size_t element)
{
    uint64_t state = 12345 + (uint64_t)kind;
    memset(values, 0, sizeof values);
    for (size_t i = 0; i < n; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t draw = state >> 20, value = 0;
        if (kind == 1) value = draw % 10 == 0 ? draw / 10 % 64 : 0;
        if (kind == 2) value = draw % 2000;
        if (kind == 3) value = draw << 20 ^ draw;
        if (kind == 4) value = draw & 0xffffff;
        if (kind == 5) value = i == n - 1 ? UINT64_MAX : 0;
        for (size_t k = 0; k < element; k++) values[i * element + k] = (uint8_t)(value >> (8 * k));
    }
}

/* The plain way: every byte of every element to its plane. */
static void shuffle(size_t n, size_t element)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < element; k++) planes[k * n + i] = values[i * element + k];
}

static const size_t lengths[] = {1, 7, 240, 3840, 9840, 15360, 16384, MOST};
enum { N_LENGTHS = sizeof lengths / sizeof *lengths, N_KINDS = 6 };

static void test_zlib_reads_ours(void **state)
{
    struct ent_chunk_codec codec = {0};
    (void)state;
    for (size_t l = 0; l < N_LENGTHS; l++)
        for (int kind = 0; kind < N_KINDS; kind++)
            for (size_t element = 1; element <= 8; element *= 2) {
                size_t n = lengths[l], length;
                uLongf size = n * element;
                fill(kind, n, element);
                shuffle(n, element);
                assert_true(ent_chunk_encode(&codec, values, n, element, &length));
                assert_int_equal(uncompress(inflated, &size, codec.stored, length), Z_OK);
                assert_int_equal(size, n * element);
                assert_memory_equal(inflated, planes, size);
                assert_true(length <= size + size / 50 + 64);
                if (n > 1000 && element == 8 && kind < 2) assert_true(length < n);
            }
    ent_chunk_codec_free(&codec);
}

static void test_ours_reads_both(void **state)
{
    struct ent_chunk_codec codec = {0}, other = {0};
    (void)state;
    for (size_t l = 0; l < N_LENGTHS; l++)
        for (int kind = 0; kind < N_KINDS; kind++)
            for (size_t element = 1; element <= 8; element *= 2) {
                size_t n = lengths[l], length;
                uLongf size = sizeof stored;
                fill(kind, n, element);
                shuffle(n, element);
                assert_true(ent_chunk_encode(&codec, values, n, element, &length));
                assert_true(ent_chunk_decode(&other, codec.stored, length, 0, n, element, found));
                assert_memory_equal(found, values, n * element);
                assert_int_equal(compress2(stored, &size, planes, n * element, 1), Z_OK);
                assert_true(ent_chunk_decode(&other, stored, size, 0, n, element, found));
                assert_memory_equal(found, values, n * element);
                assert_true(ent_chunk_decode(&other, planes, n * element, ENT_CHUNK_DEFLATE_SKIPPED, n, element, found));
                assert_memory_equal(found, values, n * element);
                size = sizeof stored;
                assert_int_equal(compress2(stored, &size, values, n * element, 1), Z_OK);
                assert_true(ent_chunk_decode(&other, stored, size, ENT_CHUNK_SHUFFLE_SKIPPED, n, element, found));
                assert_memory_equal(found, values, n * element);
            }
    ent_chunk_codec_free(&codec);
    ent_chunk_codec_free(&other);
}

/* Equal chunks are equal bytes, whatever the codec made before. */
static void test_same_bytes(void **state)
{
    struct ent_chunk_codec fresh = {0}, used = {0};
    size_t length, again;
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++) {
        fill(3, 9840, 8);
        assert_true(ent_chunk_encode(&used, values, 9840, 8, &again));
        fill(kind, 15360, 8);
        assert_true(ent_chunk_encode(&used, values, 15360, 8, &again));
        assert_true(ent_chunk_encode(&fresh, values, 15360, 8, &length));
        assert_int_equal(length, again);
        assert_memory_equal(fresh.stored, used.stored, length);
        ent_chunk_codec_free(&fresh);
    }
    ent_chunk_codec_free(&used);
}

/* Any byte of a stored chunk that is changed, cut off or added is noticed, or makes no difference to the elements. */
static void test_damage(void **state)
{
    struct ent_chunk_codec codec = {0}, other = {0};
    size_t length;
    int n_noticed = 0;
    (void)state;
    fill(1, 3840, 8);
    assert_true(ent_chunk_encode(&codec, values, 3840, 8, &length));
    for (size_t i = 0; i < length; i++) {
        memcpy(stored, codec.stored, length);
        stored[i] ^= (uint8_t)(1 << i % 8);
        if (ent_chunk_decode(&other, stored, length, 0, 3840, 8, found))
            assert_memory_equal(found, values, 3840 * 8);
        else
            n_noticed++;
    }
    assert_true(n_noticed > (int)length * 2 / 3);
    assert_false(ent_chunk_decode(&other, codec.stored, length - 1, 0, 3840, 8, found));
    assert_false(ent_chunk_decode(&other, codec.stored, length, 0, 3841, 8, found));
    assert_false(ent_chunk_decode(&other, codec.stored, length, 0, 3839, 8, found));
    assert_false(ent_chunk_decode(&other, codec.stored, 3, 0, 3840, 8, found));
    assert_false(ent_chunk_decode(&other, planes, 3840 * 8 - 1, ENT_CHUNK_DEFLATE_SKIPPED, 3840, 8, found));
    ent_chunk_codec_free(&codec);
    ent_chunk_codec_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_zlib_reads_ours), cmocka_unit_test(test_ours_reads_both),
                                       cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_damage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
