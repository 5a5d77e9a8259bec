/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SHA-256 (FIPS 180-4): names cells and results by their content.
 */
#ifndef ENT_PARAMS_SHA256_H
#define ENT_PARAMS_SHA256_H

#include <stddef.h>
#include <stdint.h>

struct ent_sha256 {
    uint32_t state[8];
    uint64_t length;   /* bytes taken in so far */
    uint8_t block[64]; /* the last, incomplete block */
};

void ent_sha256_init(struct ent_sha256 *sha);
void ent_sha256_update(struct ent_sha256 *sha, const void *bytes, size_t length);
/* Writes the hash; the state may not be used again before ent_sha256_init. */
void ent_sha256_final(struct ent_sha256 *sha, uint8_t hash[32]);

/* Numbers are taken in as little-endian bytes on every machine. */
void ent_sha256_u32(struct ent_sha256 *sha, uint32_t value);
void ent_sha256_u64(struct ent_sha256 *sha, uint64_t value);

/* Writes 64 hexadecimal digits and a zero. */
void ent_sha256_hex(const uint8_t hash[32], char text[65]);

#endif
