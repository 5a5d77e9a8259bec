/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SHA-256 (FIPS 180-4).
 */
#ifndef ENT_PARAMS_SHA256_H
#define ENT_PARAMS_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { ENT_SHA256_SIZE = 32, ENT_SHA256_HEX = 65 };

struct ent_sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes taken so far */
    uint8_t block[64];
};

void ent_sha256_start(struct ent_sha256 *sha);
void ent_sha256_add(struct ent_sha256 *sha, const void *bytes, size_t n);
void ent_sha256_finish(struct ent_sha256 *sha, uint8_t digest[ENT_SHA256_SIZE]);

/* The digest as 64 hexadecimal digits and a zero. */
void ent_sha256_hex(const uint8_t digest[ENT_SHA256_SIZE], char text[ENT_SHA256_HEX]);

#endif
