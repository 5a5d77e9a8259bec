/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An experiment as a list of cells: (design point, order, scenario), each named by the hash of everything that
 * decides its results. An experiment is only a list of cells, so runs, points, orders and scenarios can be added.
 */
#ifndef ENT_RUNS_CELLS_H
#define ENT_RUNS_CELLS_H

#include <stddef.h>
#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "params/experiment.h"
#include "params/precision.h"
#include "runs/design.h"

enum { ENT_BLOCK_RUNS = 64 }; /* runs [64b, 64b + 64) are block b: part of the format */

/* What is kept beside the values of each run. */
enum ent_record {
    ENT_RECORD_COUNTS = 1,       /* vetoes by state and domain, issues decided and censored by duration */
    ENT_RECORD_TRAJECTORIES = 2, /* sums and histograms by month */
    ENT_RECORD_STATES = 4,       /* sums by state and month, membership */
    ENT_RECORD_ALL = 7,
    ENT_RECORD_DOUBLE = 8 /* results of the double-precision copy: never mixed with the others */
};

struct ent_cell {
    uint8_t hash[32];
    int32_t same; /* the first cell with this hash: equal inputs are simulated once */
    int32_t n_months;
    int32_t next; /* next cell of the same bucket, -1: none */
};

struct ent_cells {
    const struct ent_experiment *experiment; /* not owned */
    int32_t n_points, n_orders, n_scenarios, n_cells;
    int32_t n_runs;                 /* of every cell; with a precision the most of any cell */
    struct ent_precision precision; /* half_width 0: every cell has n_runs */
    int32_t *n_blocks_of;           /* [n_cells], at cell.same: blocks of the cell; NULL: all, or not known yet */
    uint64_t seed;
    uint32_t record; /* set of enum ent_record */
    struct ent_split split;
    struct ent_points points;
    int32_t n_months; /* the longest horizon */
    int32_t start_year, start_month;
    int32_t n_states, n_domains;
    int32_t n_forums;                    /* distinct names of forums over all orders, by first appearance */
    char (*state)[4];                    /* [n_states] */
    char (*domain)[ENT_MAX_NAME];        /* [n_domains] */
    char (*forum)[ENT_MAX_NAME];         /* [n_forums] */
    int32_t *n_forums_of;                /* [n_orders] */
    int32_t (*forum_of)[ENT_MAX_FORUMS]; /* [n_orders]: index into `forum` */
    struct ent_cell *cell;               /* [n_cells], scenario fastest, then order, then point */
    int32_t *bucket;                     /* [n_buckets] */
    uint32_t n_buckets;
};

/* Resolves and hashes every cell. `n_runs` 0 means: what the experiment asks for, its runs or its precision; any other number
 * replaces either. `record` 0 means: as the experiment says (params/record.h); the bit
 * ENT_RECORD_DOUBLE may be given beside. ENT_BAD_INPUT if cells disagree in what they share (states, domains,
 * calendar, names of an order's forums); ENT_BUG when out of memory. Free with ent_cells_free (accepts zeroed). */
int ent_cells_init(struct ent_cells *cells, const struct ent_experiment *experiment, int32_t n_runs, uint64_t seed, uint32_t record,
                   struct ent_error *error);
void ent_cells_free(struct ent_cells *cells);

static inline int32_t ent_cells_index(const struct ent_cells *cells, int32_t point, int32_t order, int32_t scenario)
{
    return (point * cells->n_orders + order) * cells->n_scenarios + scenario;
}
static inline int32_t ent_cells_order(const struct ent_cells *cells, int32_t i_cell)
{
    return i_cell / cells->n_scenarios % cells->n_orders;
}
static inline int ent_cells_are_precise(const struct ent_cells *cells)
{
    return cells->precision.half_width > 0;
}
static inline int32_t ent_cells_blocks(const struct ent_cells *cells)
{
    return (int32_t)(((int64_t)cells->n_runs + ENT_BLOCK_RUNS - 1) / ENT_BLOCK_RUNS);
}

/* Runs of block b of a cell that are asked for, as a mask. */
uint64_t ent_cells_block_mask(const struct ent_cells *cells, int32_t i_cell, int32_t block);

/* Runs that are asked for in all cells together. */
int64_t ent_cells_all_runs(const struct ent_cells *cells);

/* Gives every cell the most runs again, in whole blocks, as long as the precision has not been judged. */
void ent_cells_unsettle(struct ent_cells *cells);

/* The resolved configuration that asks for these cells (malloc'ed; NULL when out of memory). */
char *ent_cells_yaml(const struct ent_cells *cells);

/* The inputs of one cell, varied as its point says. */
void ent_cells_resolve(const struct ent_cells *cells, int32_t point, int32_t order, int32_t scenario, struct ent_inputs *inputs);

/* The first cell with this hash, -1 if the experiment has none. */
int32_t ent_cells_find(const struct ent_cells *cells, const uint8_t hash[32]);

/* Where the cell stands on the first three axes of a variable: point, order, scenario. */
void ent_cells_place(const struct ent_cells *cells, int32_t i_cell, size_t place[3]);

/* "point 3, order x, scenario y" for messages. */
void ent_cells_describe(const struct ent_cells *cells, int32_t i_cell, char *text, size_t size);

#endif
