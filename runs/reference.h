/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bits that some runs of a known experiment have on the reference machine, so that any machine can be held to them.
 */
#ifndef ENT_RUNS_REFERENCE_H
#define ENT_RUNS_REFERENCE_H

#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "runs/cells.h"

/* The experiment, the values set in it, and runs of each cell. */
extern const char ent_reference_experiment[];
extern const char *const ent_reference_sets[];
enum { ENT_N_REFERENCE_SETS = 2, ENT_REFERENCE_RUNS = 8 };

/* What the reference machine was asked, and what it found: SHA-256 as hexadecimal digits. */
extern const char ent_reference_inputs[65], ent_reference_bits[65];

/* Hash of what is asked: of the names of all cells. */
void ent_reference_hash_inputs(const struct ent_cells *cells, char hex[65]);

/* Hash of every value that the first ENT_REFERENCE_RUNS runs of every cell report with this copy of the kernel.
 * ENT_BUG when out of memory. */
int ent_reference_hash_bits(const struct ent_cells *cells, const struct ent_kernel *kernel, char hex[65], struct ent_error *error);

#endif
