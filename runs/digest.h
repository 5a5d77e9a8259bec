/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * results_digest: one SHA-256 over everything in an output file that is a result. The recipe is in runs/FORMAT.md.
 */
#ifndef ENT_RUNS_DIGEST_H
#define ENT_RUNS_DIGEST_H

#include <hdf5.h>
#include <stdint.h>

#include "params/error.h"

/* Computes the digest from the datasets of an open file; memory does not grow with it. */
int ent_digest(hid_t file, const char *path, uint8_t digest[32], struct ent_error *error);

#endif
