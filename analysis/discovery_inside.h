/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What scenario discovery finds in a results file, between computing and printing.
 */
#ifndef ENT_ANALYSIS_DISCOVERY_INSIDE_H
#define ENT_ANALYSIS_DISCOVERY_INSIDE_H

#include "analysis/discovery.h"
#include "analysis/flip.h"
#include "analysis/prim.h"
#include "analysis/sensitivity.h"

enum { DISCOVERY_READINGS = 3, DISCOVERY_SIDE = 12 };
extern const char *const discovery_readings[DISCOVERY_READINGS]; /* metrics, in the order a, b, c */
enum { DISCOVERY_HEADLINE = 1 };                                 /* the position of reading b */

/* The points of the design. */
struct discovery_design {
    size_t n, k;
    double *x;          /* [n][k] */
    double *low, *high; /* [k] */
    int *is_log;        /* [k] 1: drawn evenly over its logarithm */
    const char *const *name;
    struct ent_structure structure;
    size_t *cluster;     /* [n] points that were not drawn independently share a number below n */
    size_t *independent; /* [n_independent] points that were */
    size_t n_independent;
};

/* Boxes of one outcome. */
struct discovery_boxes {
    size_t n, n_cases, n_left_out; /* points looked at; without a value */
    struct ent_prim prim;
};

/* Two orders in one scenario: differences are `order` minus `against`. */
struct discovery_pair {
    size_t order, against;
    struct ent_estimate *difference; /* [n points][readings] */
    struct ent_flip_share share;
    struct discovery_boxes better[2]; /* points at which `order`, at which `against` is better by the intervals of all readings */
    size_t lead[2];                   /* parameters of the map */
    struct ent_flip_map map;          /* side 0: none, and why */
    char why_no_map[200];
};

struct discovery_scenario {
    size_t scenario;
    double above; /* threshold of high deadlock */
    size_t n_orders;
    size_t *order;                /* [n_orders] */
    struct discovery_boxes *high; /* [n_orders] points with deadlock above the threshold */
    size_t n_pairs;
    struct discovery_pair *pair;
};

struct discovery {
    const struct ent_results *results;
    double level;
    uint64_t seed;
    struct discovery_design design;
    size_t n_scenarios;
    struct discovery_scenario *scenario;
};

int discovery_design_read(struct discovery_design *design, const struct ent_results *results, struct ent_error *error);
void discovery_design_free(struct discovery_design *design);

/* Which points share draws: cluster [n], or NULL; and those that were drawn on their own: independent [n], of Saltelli's matrices A and B, of a
 * trajectory its first point, else all. Returns how many. */
size_t discovery_independent(const struct ent_structure *structure, size_t *cluster, size_t *independent);

/* Where a value of a parameter lies within its range, 0 to 1; and back. */
double discovery_place(const struct discovery_design *design, size_t parameter, double value);
double discovery_value(const struct discovery_design *design, size_t parameter, double place);

/* Means of a metric at every point: mean [n_points], NaN without runs. */
int discovery_means(const struct ent_results *results, const char *metric, size_t order, size_t scenario, double *mean,
                    struct ent_error *error);
/* Paired differences order minus against at every point: difference [n_points], `stride` apart. */
int discovery_differences(const struct ent_results *results, const char *metric, const struct discovery_pair *pair, size_t scenario,
                          double level, struct ent_estimate *difference, size_t stride, struct ent_error *error);

int discovery_compute(struct discovery *discovery, const struct ent_results *results, const struct ent_discovery_options *options,
                      struct ent_error *error);
void discovery_free(struct discovery *discovery);

/* Printing. Boxes are told with the names of the columns. */
struct discovery_words {
    const char *what;    /* which points are the cases, in words */
    const char *outcome; /* the same as a name, for CSV */
    const char *const *name;
    const char *scenario, *order, *against; /* NULL: not there */
};
void discovery_add_text(struct ent_text *text, const struct discovery *discovery);
void discovery_add_json(struct ent_text *text, const struct discovery *discovery);
void discovery_add_csv(struct ent_text *text, const struct discovery *discovery);
void discovery_add_latex(struct ent_text *text, const struct discovery *discovery);
void discovery_boxes_text(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words);
void discovery_boxes_json(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words);
void discovery_boxes_csv(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words);
void discovery_boxes_latex(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words);

/* What the cases of a pair are (side 0: `order` is better, 1: `against` is), and of high deadlock: written into a text of
 * DISCOVERY_WORDS bytes. */
enum { DISCOVERY_WORDS = 600 };
void discovery_say_better(char *words, const struct discovery *discovery, const struct discovery_pair *pair, int side);
void discovery_say_high(char *words, const struct discovery *discovery, const struct discovery_scenario *scenario, size_t i_order);

#endif
