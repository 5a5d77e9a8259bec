/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an experiment takes beside its simulation: sums, journal, merge, the file and its verification.
 */
#ifndef ENT_RUNS_BENCH_ENGINE_H
#define ENT_RUNS_BENCH_ENGINE_H

#include "model/model.h"
#include "params/error.h"
#include "runs/cells.h"

struct ent_bench_engine {
    int32_t n_runs, n_cells; /* runs of each cell that were journalled and merged; 0: too many cells, or cells of another kind */
    double journal_seconds;  /* of one processor: sums and records of all of them */
    double merge_seconds;    /* of one processor, which no other shares: until the file has its name */
};

/* Journals and merges as many runs as the experiment has, in a folder of its own that it leaves empty: of each cell the first block
 * is simulated, and stands for all others. At most ENT_BENCH_RECORDS blocks; nothing
 * where a precision says how many, or runs are kept whole. Errors as of journals and merges. */
enum { ENT_BENCH_RECORDS = 1024 };
int ent_bench_engine(const struct ent_cells *cells, const struct ent_kernel *kernel, struct ent_bench_engine *bench,
                     struct ent_error *error);

/* The median of n values, n > 0, which it sorts. */
double ent_bench_median(double *value, int n);

#endif
