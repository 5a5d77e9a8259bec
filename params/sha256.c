/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/sha256.h"

#include <string.h>

#include "params/sha256_blocks.h"

void ent_sha256_init(struct ent_sha256 *sha)
{
    /* Fractional parts of the square roots of the first 8 primes (5.3.3). */
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(sha->state, start, sizeof start);
    sha->length = 0;
}

void ent_sha256_update(struct ent_sha256 *sha, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;
    size_t held = (size_t)(sha->length % 64);
    sha->length += length;
    if (held > 0) {
        size_t take = 64 - held < length ? 64 - held : length;
        memcpy(sha->block + held, from, take);
        from += take, length -= take;
        if (held + take < 64) return;
        ent_sha256_blocks(sha->state, sha->block, 1);
    }
    if (length >= 64) ent_sha256_blocks(sha->state, from, length / 64);
    if (length % 64 > 0) memcpy(sha->block, from + length / 64 * 64, length % 64);
}

void ent_sha256_final(struct ent_sha256 *sha, uint8_t hash[32])
{
    static const uint8_t padding[64] = {0x80};
    uint64_t bits = sha->length * 8;
    uint8_t tail[8];
    for (int i = 0; i < 8; i++) tail[i] = (uint8_t)(bits >> (56 - 8 * i));
    size_t held = (size_t)(sha->length % 64);
    ent_sha256_update(sha, padding, held < 56 ? 56 - held : 120 - held);
    ent_sha256_update(sha, tail, sizeof tail);
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 4; k++) hash[4 * i + k] = (uint8_t)(sha->state[i] >> (24 - 8 * k));
}

void ent_sha256_u32(struct ent_sha256 *sha, uint32_t value)
{
    uint8_t bytes[4];
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (8 * i));
    ent_sha256_update(sha, bytes, sizeof bytes);
}

void ent_sha256_u64(struct ent_sha256 *sha, uint64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(value >> (8 * i));
    ent_sha256_update(sha, bytes, sizeof bytes);
}

void ent_sha256_hex(const uint8_t hash[32], char text[65])
{
    static const char digit[] = "0123456789abcdef";
    for (int i = 0; i < 32; i++) {
        text[2 * i] = digit[hash[i] >> 4];
        text[2 * i + 1] = digit[hash[i] & 15];
    }
    text[64] = '\0';
}
