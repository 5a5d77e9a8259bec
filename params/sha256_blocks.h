/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The compression of SHA-256 (FIPS 180-4, 6.2.2), in C and by the instructions that some processors have for it.
 */
#ifndef ENT_PARAMS_SHA256_BLOCKS_H
#define ENT_PARAMS_SHA256_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

/* Takes `n` blocks of 64 bytes into the state, in the fastest way that this processor has. */
void ent_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t n);

/* The same, by either way; the fast one may be called only where the processor has the instructions. */
void ent_sha256_blocks_plain(uint32_t state[8], const uint8_t *bytes, size_t n);
void ent_sha256_blocks_fast(uint32_t state[8], const uint8_t *bytes, size_t n);
int ent_sha256_has_instructions(void);

#endif
