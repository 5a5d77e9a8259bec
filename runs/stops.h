/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a column has runs enough: a column is one design point in one scenario, all orders together. It is judged at fixed
 * numbers of blocks, the same whatever threads, shards or interruptions there were; what is decided is a function of the
 * values of its blocks alone. How wide an interval is, the caller says: the formulas are in analysis/.
 */
#ifndef ENT_RUNS_STOPS_H
#define ENT_RUNS_STOPS_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"
#include "params/precision.h"
#include "runs/cells.h"
#include "runs/shard.h"

/* What the runs of one cell have shown so far. Values that are not finite (a failed run, a metric without a value) do not count. */
struct ent_sample {
    int64_t n;               /* values */
    double mean, squares;    /* their mean, and the sum of squared deviations from it (Welford 1962), in the order of the runs */
    double lowest, greatest; /* of them */
    int64_t n_above;         /* of them, above the `at` of a probability */
    float *value;            /* [n] for a quantile, sorted when judged; else NULL */
    size_t capacity;
};

/* Half the width of the 95 % interval; NaN or infinite where the sample does not bound it. */
typedef double ent_half_width_of(const struct ent_precision *precision, const struct ent_sample *sample);

/* Takes in n values, in the order of the runs. ENT_BUG when out of memory. */
int ent_sample_add(struct ent_sample *sample, const struct ent_precision *precision, const float *value, size_t n, struct ent_error *error);
void ent_sample_free(struct ent_sample *sample);

/* Judged after 1, 2, ..., 20, 22, 24, ... blocks: b, then b + max(1, b / 10). */
int32_t ent_checkpoint_after(int32_t n_blocks);

/* The first judgement: the first of these numbers of blocks that holds the least runs, or the most runs if that is fewer. */
int32_t ent_checkpoint_first(const struct ent_precision *precision);

enum { ENT_COLUMN_OPEN = 0, ENT_COLUMN_OF_OTHERS = -1, ENT_COLUMN_LACKS_RUNS = -2 };

struct ent_stops {
    const struct ent_cells *cells; /* not owned */
    ent_half_width_of *half_width;
    int32_t metric;            /* enum ent_metric */
    int32_t n_blocks;          /* blocks that the samples of open columns hold: 0 or a checkpoint */
    int32_t n_columns, n_open; /* columns; those that go on */
    int32_t n_short;           /* columns that ended with the most runs, not precise */
    int32_t *stop;             /* [n_columns] blocks of the column, or one of the numbers above */
    double *reached;           /* [n_columns] the widest half-width of its orders when it was judged last; NaN: none */
    struct ent_sample *sample; /* [n_cells], at cell.same: cells of equal inputs share it */
    int32_t *n_open_of;        /* [n_cells], at cell.same: open columns that hold it */
    int32_t *n_blocks_of;      /* [n_cells], at cell.same: the most blocks of a column that has stopped and holds it */
};

/* Columns of points that are another shard's are left out; NULL: none are. ENT_BAD_INPUT if there is no such metric, ENT_BUG
 * without a function or when out of memory. Free with ent_stops_free, which accepts a zeroed one. */
int ent_stops_init(struct ent_stops *stops, const struct ent_cells *cells, ent_half_width_of *half_width, const struct ent_shard *shard,
                   struct ent_error *error);
void ent_stops_free(struct ent_stops *stops);

/* The cell that is simulated for a column's order: the first of equal inputs. */
static inline int32_t ent_stops_cell(const struct ent_stops *stops, int32_t column, int32_t order)
{
    const struct ent_cells *cells = stops->cells;
    return cells->cell[ent_cells_index(cells, column / cells->n_scenarios, order, column % cells->n_scenarios)].same;
}

/* The number of blocks at which the open columns are judged next; 0: none is open. */
int32_t ent_stops_next(const struct ent_stops *stops);

/* Takes a column out of the judging, for the reason ENT_COLUMN_LACKS_RUNS. */
void ent_stops_leave(struct ent_stops *stops, int32_t column);

/* Judges the open columns after `n_blocks` blocks, all of which are in their samples. */
void ent_stops_judge(struct ent_stops *stops, int32_t n_blocks);

/* The widest half-width of the columns that are ours, when each was judged last; NaN: none was. */
double ent_stops_widest(const struct ent_stops *stops);

/* The experiment's metric must exist: complains where it stands in its file, if not. */
int ent_stops_check(const struct ent_experiment *experiment, struct ent_complaints *complaints);

#endif
