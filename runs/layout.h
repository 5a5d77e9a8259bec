/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands in the output file: axes, and variables on them. Made from the cells and from the metric tables alone, so
 * that writing, growing and verifying agree. Described in runs/FORMAT.md.
 */
#ifndef ENT_RUNS_LAYOUT_H
#define ENT_RUNS_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"
#include "runs/block.h"
#include "runs/cells.h"

enum { ENT_FORMAT_VERSION = 1, ENT_MAX_AXES = 6, ENT_CHUNK_ELEMENTS = 16384, ENT_N_QUANTILES = 5 };

/* X(name, in the group accumulators, units, long name) */
#define ENT_AXES(X)                                                                              \
    X(point, 0, "1", "design point")                                                             \
    X(order, 0, "", "institutional order")                                                       \
    X(scenario, 0, "", "scenario of shocks")                                                     \
    X(run, 0, "1", "run: equal numbers share their random draws")                                \
    X(month, 0, "months", "months since the start")                                              \
    X(state, 0, "", "state, by its three-letter code")                                           \
    X(forum, 0, "", "deciding body")                                                             \
    X(domain, 0, "", "policy domain")                                                            \
    X(duration, 0, "months", "months since the issue arrived; the last holds everything longer") \
    X(quantile, 0, "1", "probability of the quantile")                                           \
    X(parameter, 0, "", "varied parameter, by its path")                                         \
    X(kept_run, 0, "1", "run that is kept whole, by its number")                                 \
    X(kept_month, 0, "months", "month of a run that is kept whole, since the start")             \
    X(trajectory, 1, "", "trajectory")                                                           \
    X(state_trajectory, 1, "", "trajectory of a state")                                          \
    X(bin, 1, "1", "bin of 1,024 levels")                                                        \
    X(byte, 1, "1", "byte of the cell's hash")
#define ENT_AXIS_ENUM(name, group, units, text) ENT_AXIS_##name,
enum ent_axis { ENT_AXES(ENT_AXIS_ENUM) ENT_N_AXES };

struct ent_axis_row {
    const char *name, *units, *text;
    int in_group;
};
extern const struct ent_axis_row ent_axis_rows[ENT_N_AXES];
extern const double ent_quantiles[ENT_N_QUANTILES];

enum ent_kind { ENT_KIND_F32, ENT_KIND_F64, ENT_KIND_I8, ENT_KIND_U8, ENT_KIND_I16, ENT_KIND_I64 };

struct ent_variable {
    char name[96];
    char text[256];
    const char *units;
    const char *undefined; /* when a value is NaN; NULL: never */
    enum ent_kind kind;
    int in_group; /* stands in the group accumulators */
    int has_range;
    double low, high;
    int n_axes;
    enum ent_axis axis[ENT_MAX_AXES];
};

struct ent_layout {
    size_t length[ENT_N_AXES]; /* 0: the axis does not occur */
    int n_variables;
    struct ent_variable *variable;
    /* Places of the variables; -1: not recorded. */
    int status, failure_code, failure_month, metric; /* the metrics stand one after another from `metric` */
    int design;
    int mean, sd, quantiles; /* [ENT_N_TRAJECTORIES] each, one after another */
    int of_run;              /* [ENT_N_TRAJECTORIES] */
    int state_mean, membership;
    int counted, cell_hash; /* in the group */
    int sum[ENT_N_SUMS];
};

int ent_layout_init(struct ent_layout *layout, const struct ent_cells *cells, struct ent_error *error);
void ent_layout_free(struct ent_layout *layout);

/* Chunk of a variable: axes are taken whole from the last to the first while a chunk has no more than
 * ENT_CHUNK_ELEMENTS elements; the axis that does not fit is cut, and all before it have length 1. */
void ent_layout_chunk(const struct ent_layout *layout, const struct ent_variable *variable, size_t chunk[ENT_MAX_AXES]);

/* Whether the variable holds values of single runs and a chunk of it those of one cell: written once, it is never asked for again. */
int ent_layout_is_chunked_by_cell(const struct ent_layout *layout, const struct ent_variable *variable);

/* The text of a place on a named axis (order, scenario, state, forum, domain, parameter, ...), NULL for numbers. */
const char *ent_layout_label(const struct ent_cells *cells, enum ent_axis axis, size_t i);

/* The number of a place on an axis of numbers. */
int32_t ent_layout_number(const struct ent_cells *cells, enum ent_axis axis, size_t i);

/* The sums' shape of a cell, and the one that holds every cell. */
struct ent_shape ent_layout_shape(const struct ent_cells *cells, int32_t i_cell);
struct ent_shape ent_layout_most(const struct ent_cells *cells);

#endif
