/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one cell's runs inside one block leave behind: values per run, and integer sums over the runs that were done.
 * Integers add exactly in any order, so any way of cutting up the runs gives the same totals.
 */
#ifndef ENT_RUNS_BLOCK_H
#define ENT_RUNS_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "runs/cells.h"
#include "runs/sparse.h"

enum { ENT_N_BINS = 64 }; /* bin = level / 1024 */
enum { ENT_MEMBER_BITS = 7 };

/* The integer sums, in the order of the journal: X(name, record, source bytes, stored bytes, number of elements)
 * with T trajectories, M months, K state trajectories, S states, F forums, D domains of `shape`. Stored bytes hold
 * the greatest sum over 64 runs. */
#define ENT_SUMS(X)                                                                                              \
    X(level_sum, ENT_RECORD_TRAJECTORIES, uint32_t, 3, (ENT_N_TRAJECTORIES * shape->n_months))                   \
    X(level_squares, ENT_RECORD_TRAJECTORIES, uint64_t, 5, (ENT_N_TRAJECTORIES * shape->n_months))               \
    X(histogram, ENT_RECORD_TRAJECTORIES, uint8_t, 1, (ENT_N_TRAJECTORIES * shape->n_months * ENT_N_BINS))       \
    X(state_sum, ENT_RECORD_STATES, uint64_t, 5, (ENT_N_STATE_TRAJECTORIES * shape->n_months * shape->n_states)) \
    X(member_count, ENT_RECORD_STATES, uint8_t, 1, (shape->n_forums * shape->n_months * shape->n_states))        \
    X(blocked, ENT_RECORD_COUNTS, uint32_t, 3, (shape->n_states * shape->n_domains))                             \
    X(decided, ENT_RECORD_COUNTS, uint32_t, 3, ENT_N_DURATIONS)                                                  \
    X(censored, ENT_RECORD_COUNTS, uint32_t, 3, ENT_N_DURATIONS)

#define ENT_SUM_ENUM(name, record, type, stored, n) ENT_SUM_##name,
enum ent_sum { ENT_SUMS(ENT_SUM_ENUM) ENT_N_SUMS };

struct ent_shape {
    int32_t n_months, n_states, n_domains, n_forums;
    uint32_t record; /* set of enum ent_record: a sum that is not recorded has no elements */
    int32_t stride;  /* months between two levels of a run that is kept whole; 0: none is */
};

/* Number of elements of a sum. */
size_t ent_sum_length(const struct ent_shape *shape, enum ent_sum sum);

/* Months of a run that is kept whole: 0, stride, 2 stride, ... */
size_t ent_shape_kept_months(const struct ent_shape *shape);

/* The runs of one record; arrays are allocated for the greatest shape and reused. */
struct ent_block {
    struct ent_shape shape, most;
    int32_t count;     /* runs so far, at most ENT_BLOCK_RUNS */
    int32_t n_counted; /* of these, runs that were done: only they are in the sums */
    float metric[ENT_BLOCK_RUNS][ENT_N_METRICS];
    int8_t status[ENT_BLOCK_RUNS];       /* enum ent_run_status */
    int8_t failure_code[ENT_BLOCK_RUNS]; /* enum ent_run_failure */
    int16_t failure_month[ENT_BLOCK_RUNS];
    int32_t n_kept; /* runs that are kept whole */
    uint16_t *kept; /* [n_kept][ENT_N_TRAJECTORIES][ent_shape_kept_months] levels */
#define ENT_SUM_POINTER(name, record, type, stored, n) type *name;
    ENT_SUMS(ENT_SUM_POINTER)
    /* What is not yet in the sums, in the form in which a run is soonest added: states' levels, as state_sum; and of the count of
     * members bit k of all states, [ENT_MEMBER_BITS][forum][month]. */
    uint32_t *state_part;
    uint64_t *member_bits;
};

int ent_block_init(struct ent_block *block, const struct ent_shape *most, struct ent_error *error);
void ent_block_free(struct ent_block *block);
/* Empties the block for a cell of this shape, not beyond the one it was made for. */
void ent_block_reset(struct ent_block *block, const struct ent_shape *shape);
/* Takes in the next run. */
void ent_block_add(struct ent_block *block, const struct ent_run_result *result);

/* Keeps the trajectories of the run that was taken in last. */
void ent_block_keep(struct ent_block *block, const struct ent_run_result *result);

/* --- the two sections of a journal record ------------------------------------------------------------------------ */

/* Length of a section before compression: of runs, what is added for those kept whole, and of sums. */
size_t ent_block_runs_size(int32_t count);
size_t ent_block_kept_size(const struct ent_shape *shape, int32_t n_kept);
size_t ent_block_sums_size(const struct ent_shape *shape);

/* Write a section: elements' bytes in planes (all lowest bytes first), the same on every machine. Return the length. */
size_t ent_block_put_runs(const struct ent_block *block, uint8_t *bytes);
size_t ent_block_put_sums(struct ent_block *block, uint8_t *bytes);

/* How the section of sums is best compared with itself, one stretch for each sum that is recorded: months resemble the month before.
 * Returns how many there are. */
int ent_block_sums_stretches(const struct ent_shape *shape, struct ent_stretch stretch[ENT_N_SUMS]);

/* Reads the values of `count` runs: metric [count][ENT_N_METRICS], the others [count]. */
void ent_block_get_runs(const uint8_t *bytes, int32_t count, float *metric, int8_t *status, int8_t *failure_code, int16_t *failure_month);

/* Reads from the section of `count` runs the levels of the n_kept that are kept whole: [n_kept][ENT_N_TRAJECTORIES][months]. */
void ent_block_get_kept(const uint8_t *bytes, const struct ent_shape *shape, int32_t count, int32_t n_kept, uint16_t *level);

/* Sums over any number of runs. */
struct ent_totals {
    struct ent_shape shape, most;
    int64_t n_counted;
    int64_t *sum[ENT_N_SUMS]; /* [ent_sum_length] */
};
int ent_totals_init(struct ent_totals *totals, const struct ent_shape *most, struct ent_error *error);
void ent_totals_free(struct ent_totals *totals);
void ent_totals_reset(struct ent_totals *totals, const struct ent_shape *shape);
/* Adds a section of sums, of the length ent_block_sums_size(shape). */
void ent_totals_add(struct ent_totals *totals, const uint8_t *bytes, int32_t n_counted);

#endif
