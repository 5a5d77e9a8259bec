/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The published examples of FIPS 180-4, whole and fed in uneven pieces; the instructions for it beside their plain twin.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "params/sha256.h"
#include "params/sha256_blocks.h"

static void check(const char *text, size_t times, size_t piece, const char *expected)
{
    struct ent_sha256 sha;
    uint8_t hash[32];
    char hex[65];
    size_t length = strlen(text), n = length * times;
    char *all = malloc(n + 1);
    assert_non_null(all);
    for (size_t i = 0; i < times; i++) memcpy(all + i * length, text, length);
    ent_sha256_init(&sha);
    for (size_t i = 0; i < n; i += piece) ent_sha256_update(&sha, all + i, n - i < piece ? n - i : piece);
    ent_sha256_final(&sha, hash);
    ent_sha256_hex(hash, hex);
    assert_string_equal(hex, expected);
    free(all);
}

static void published_examples(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 3, 55, 56, 63, 64, 65, 1000, 2000000};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        check("", 1, pieces[i], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        check("abc", 1, pieces[i], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, pieces[i],
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        check("a", 1000000, pieces[i], "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
}

static void instructions_agree_with_their_twin(void **state)
{
    (void)state;
    enum { MOST_BLOCKS = 40 };
    uint8_t bytes[64 * MOST_BLOCKS + 1];
    uint32_t plain[8], fast[8], x = 1;
    if (!ent_sha256_has_instructions()) skip();
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)((x = x * 1664525u + 1013904223u) >> 24);
    for (size_t n = 0; n <= MOST_BLOCKS; n++)
        for (size_t offset = 0; offset < 2; offset++) { /* from bytes that are not aligned, too */
            for (int i = 0; i < 8; i++) plain[i] = fast[i] = (x = x * 1664525u + 1013904223u);
            ent_sha256_blocks_plain(plain, bytes + offset, n);
            ent_sha256_blocks_fast(fast, bytes + offset, n);
            assert_memory_equal(plain, fast, sizeof plain);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(published_examples), cmocka_unit_test(instructions_agree_with_their_twin)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
