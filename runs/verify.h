/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an output file is what it says: its digest, its configuration, and what must hold between its numbers.
 */
#ifndef ENT_RUNS_VERIFY_H
#define ENT_RUNS_VERIFY_H

#include <stdint.h>

#include "params/error.h"
#include "runs/store.h"

struct ent_verify_report {
    char digest[65];         /* recomputed */
    int64_t n_cells, n_runs; /* runs of all cells */
    int64_t n_done, n_missing, n_failed;
    int64_t n_violations; /* broken invariants; each of the first 20 is said to the listener */
};

/* Recomputes the digest; resolves the stored configuration anew and compares the hash of every cell (if the file was made
 * with this results_version); checks ranges, missing values, statuses and that the sums count the runs that were done.
 * ENT_NO_INPUT, ENT_BAD_INPUT for a file that is not ours, ENT_IO naming the first thing that does not hold. */
int ent_verify(const char *path, const struct ent_listener *listener, struct ent_verify_report *report, struct ent_error *error);

#endif
