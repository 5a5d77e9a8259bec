/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * results_digest: one SHA-256 over everything in an output file that is a result. The recipe is in runs/FORMAT.md.
 */
#ifndef ENT_RUNS_DIGEST_H
#define ENT_RUNS_DIGEST_H

#include <hdf5.h>
#include <stdint.h>

#include "params/error.h"

/* Computes from the datasets of an open file, each unless NULL: the digest of the results, and a hash of the same datasets as they
 * are stored, deflated, with all that decides what they are read as. Files of equal `stored` have equal results, and it is had for
 * a tenth of the time. Memory does not grow with the file. */
int ent_digest(hid_t file, const char *path, uint8_t results[32], uint8_t stored[32], struct ent_error *error);

#endif
