/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which parameters decide an outcome? The indices that the structure of a design allows: Sobol' indices of Saltelli's matrices and
 * of grids, elementary effects of trajectories, correlation ratios and rank regression of samples, effects of one parameter at a time.
 * For a results file with a design, and for anyone's data. Formulas and sources: METHODS.md.
 */
#ifndef ENT_ANALYSIS_SENSITIVITY_H
#define ENT_ANALYSIS_SENSITIVITY_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/bootstrap.h"
#include "analysis/estimators.h"
#include "analysis/results.h"
#include "params/error.h"
#include "params/text.h"

/* X(name in files, words) */
#define ENT_STRUCTURES(X)                                                                                                  \
    X(SALTELLI, "saltelli", "first- and total-order Sobol' indices from Saltelli's matrices")                              \
    X(MORRIS, "morris", "elementary effects of one parameter at a time, in many places (Morris)")                          \
    X(ONE_AT_A_TIME, "one_at_a_time", "effects of one parameter at a time, the others held where the experiment has them") \
    X(GRID, "grid", "first- and total-order Sobol' indices from every combination of the levels")                          \
    X(SAMPLE, "sample", "first-order indices and rank regression from a sample")
#define ENT_STRUCTURE_ENUM(name, file, words) ENT_STRUCTURE_##name,
enum ent_structure_kind { ENT_STRUCTURES(ENT_STRUCTURE_ENUM) ENT_N_STRUCTURES };
extern const char *const ent_structure_names[ENT_N_STRUCTURES], *const ent_structure_words[ENT_N_STRUCTURES];

/* How the points of a design belong together: groups that a resampling draws whole. */
struct ent_structure {
    int kind;                   /* enum ent_structure_kind */
    int has_ba;                 /* of Saltelli's: 1: also the mixtures BA_i */
    int is_star;                /* of Morris': 1: every point of a group differs from its first, not from the one before */
    size_t n_groups, per_group; /* rows of matrices, trajectories; one at a time: 1 group, the centre first; else 1 point each */
    size_t *point;              /* [n_groups][per_group] positions among the points: A, B, AB_1.., BA_1..; a trajectory in its order */
    char said[160];             /* how the points are laid out, in words */
};
void ent_structure_free(struct ent_structure *structure);

/* A design: x [n][k], NaN where a value is missing. */
struct ent_design_points {
    size_t n, k;
    const double *x;
    int is_unit; /* 1: x is a probability under the parameter's distribution, so that its range has length 1 whatever the sample's */
};

/* Finds the structure in the numbers alone. Errors: ENT_BUG (out of memory). */
int ent_structure_find(struct ent_structure *structure, const struct ent_design_points *points, struct ent_error *error);

/* The structure of a design of Entente of that method (enum ent_design_method of params/design.h). ENT_BAD_INPUT if the number of
 * points does not fit. */
int ent_structure_of(struct ent_structure *structure, const struct ent_design_points *points, int method, struct ent_error *error);

/* An outcome at every point. */
struct ent_outcome {
    const double *y;     /* [n], NaN where there is none */
    size_t n_batches;    /* 0: nothing is known of the noise */
    const double *error; /* [n_batches][n] made by ent_noise_scale of batches of runs */
};

/* What is not there for a kind of structure is NaN. */
struct ent_sensitivity_parameter {
    double low, high;                            /* least and greatest value */
    struct ent_estimate first, total;            /* Sobol' indices */
    struct ent_estimate mu_star, mu;             /* elementary effects, in units of the outcome per range of the parameter */
    double sigma, noise;                         /* their standard deviation; mu* that noise alone would show */
    struct ent_estimate rank, partial;           /* rank regression, partial rank correlation */
    struct ent_estimate at_low, at_high, effect; /* outcome at the least and at the greatest value, and the difference */
    double elasticity;                           /* relative change of the outcome per relative change of the parameter */
    int stands_out;                              /* 1: distinguishable from a parameter that does nothing */
};

struct ent_sensitivity {
    int kind;                  /* enum ent_structure_kind */
    size_t n_used, n_left_out; /* groups */
    double mean, variance;     /* of the outcome over the points, noise taken away */
    double noise;              /* share of the variance over points that is Monte Carlo noise; NaN: unknown */
    double predicted;          /* share of the variance that the control variate predicts; of the ranks', that the regression does */
    struct ent_estimate dummy_first, dummy_total; /* of a parameter that does nothing */
    int is_constant;
    size_t k;
    struct ent_sensitivity_parameter *parameter; /* [k] */
    size_t *ranked;                              /* [k] parameters, that which decides most first */
};

/* Analyses one outcome. Free with ent_sensitivity_free. Errors: ENT_BUG (out of memory). */
int ent_sensitivity(struct ent_sensitivity *sensitivity, const struct ent_design_points *points, const struct ent_structure *structure,
                    const struct ent_outcome *outcome, const struct ent_bootstrap *options, struct ent_error *error);
void ent_sensitivity_free(struct ent_sensitivity *sensitivity);

/* The figure by which parameters are ranked and stand out: total order, mu*, effect or first order. */
const struct ent_estimate *ent_sensitivity_leading(const struct ent_sensitivity *sensitivity, size_t i_parameter);

/* What is asked of a results file; zeroed: the headlines, every scenario, every order and every difference against the first. */
struct ent_sensitivity_options {
    int format;           /* enum ent_summary_format */
    double level;         /* coverage of the intervals; 0: 0.95 */
    uint32_t seed;        /* of the resampling */
    const char *metric;   /* names, separated by commas; NULL: the headlines */
    const char *scenario; /* NULL: every one */
    const char *order;    /* "A": that order and its difference against the first; "A,B": both and the difference A - B; NULL: all */
    int has_above;        /* 1: discovery looks for boxes in which the outcome is above `above`; else above its 75th percentile */
    double above;
    const char *map; /* "P,Q": the two parameters of the flip map; NULL: the two that lead */
};

/* Analyses a results file with a design, and adds its scenario discovery (discovery.h). Hands over a malloc'ed text.
 * Errors: ENT_USAGE (unknown metric, order or scenario), ENT_BAD_INPUT (no design), those of ent_results_read, ENT_BUG. */
int ent_sensitivity_print(const struct ent_results *results, const struct ent_sensitivity_options *options, char **text,
                          struct ent_error *error);

/* The same for anyone's data: files of comma-separated values, X a column for each parameter, Y for each outcome.
 * Errors: ENT_NO_INPUT, ENT_BAD_INPUT (with file:line), ENT_BUG. */
int ent_sensitivity_print_data(const char *x_path, const char *y_path, const struct ent_sensitivity_options *options, char **text,
                               struct ent_error *error);

#endif
