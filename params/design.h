/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which parameters vary between design points, within what, and by which method. The points themselves are made in
 * runs/design.c.
 */
#ifndef ENT_PARAMS_DESIGN_H
#define ENT_PARAMS_DESIGN_H

#include "params/experiment.h"
#include "params/schema.h"

/* How points are chosen; `size` is what the method counts. X(name, size, doc) */
#define ENT_DESIGN_METHODS(X)                                                                              \
    X(grid, levels, "every combination of the levels of each parameter")                                   \
    X(one_at_a_time, levels, "one parameter at a time, the others as the experiment has them")             \
    X(latin_hypercube, points, "each parameter's range cut into as many strata as points, one point each") \
    X(sobol, points, "Sobol' sequence, digitally shifted: points can be added")                            \
    X(morris, trajectories, "trajectories of elementary effects (Morris 1991)")                            \
    X(saltelli, points, "two Sobol' matrices and their mixtures (Saltelli 2010): k + 2 points for each")   \
    X(table, points, "the points of a table")

#define ENT_DESIGN_ENUM(name, size, doc) ENT_DESIGN_##name,
enum ent_design_method { ENT_DESIGN_METHODS(ENT_DESIGN_ENUM) ENT_N_DESIGN_METHODS, ENT_DESIGN_NONE = -1 };
extern const char *const ent_design_method_names[ENT_N_DESIGN_METHODS];

enum ent_distribution { ENT_UNIFORM, ENT_LOG_UNIFORM, ENT_TRIANGULAR, ENT_NORMAL, ENT_N_DISTRIBUTIONS };
extern const char *const ent_distribution_names[ENT_N_DISTRIBUTIONS];

/* A parameter that varies. Every value is within [low, high]; a normal is truncated to it. */
struct ent_varied {
    const char *path;
    enum ent_field_type type;
    enum ent_distribution distribution;
    double low, high;
    double mode;     /* of a triangular */
    double mean, sd; /* of a normal */
    double centre;   /* the experiment's own value */
    int32_t n_values;
    double *value;  /* [n_values] instead of a distribution */
    size_t *offset; /* [n_orders] of the number in struct ent_inputs; SIZE_MAX: that order has no such thing */
    int is_quota;   /* the numerator of a quota whose denominator follows it */
};

struct ent_design {
    enum ent_design_method method;
    int32_t points, levels, trajectories;
    uint64_t seed; /* of the design alone: other runs at the same points are another seed of the experiment */
    int32_t n_varied;
    struct ent_varied *varied;
    double *table; /* [points][n_varied] of method table */
};

/* The design of an experiment: method ENT_DESIGN_NONE if it has none. */
const struct ent_design *ent_experiment_varies(const struct ent_experiment *experiment);

/* Sets the parameters of resolved inputs to the values [n_varied] of a point. */
void ent_design_apply(const struct ent_design *design, int32_t i_order, const double *value, struct ent_inputs *inputs);

#endif
