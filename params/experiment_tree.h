/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is inside an experiment: for the files that load it and write it.
 */
#ifndef ENT_PARAMS_EXPERIMENT_TREE_H
#define ENT_PARAMS_EXPERIMENT_TREE_H

#include "params/design.h"
#include "params/load.h"
#include "params/precision.h"
#include "params/record.h"

struct ent_experiment {
    struct ent_arena arena; /* holds the tree */
    struct ent_node *root;  /* all files as one tree, overrides of experiment and command line applied */
    char name[ENT_MAX_NAME];
    int32_t n_orders, n_scenarios, n_runs;
    uint64_t seed;
    struct ent_split split;
    struct ent_precision precision;
    struct ent_recording recording;
    struct ent_design design;
    struct ent_inputs *cell; /* [n_scenarios][n_orders] */
};

/* Puts what the files hold that an experiment names in the place of their names; keys that no experiment has are complained of. */
void ent_experiment_gather(struct ent_load *load, struct ent_node *root);

/* Puts the table that `design` names in its place, as rows of numbers. */
void ent_design_gather(struct ent_load *load, struct ent_node *root);

/* Reads `design`, once the cells are there. */
void ent_design_load(struct ent_load *load, struct ent_experiment *experiment);

/* Reads `precision`; half_width stays 0 if the node is NULL or wrong (said). */
void ent_precision_load(struct ent_load *load, const struct ent_node *node, struct ent_precision *precision);

/* Writes what `record` leaves out into the tree, before anything is set. */
void ent_record_gather(struct ent_load *load, struct ent_node *root);

/* Reads `record`. */
void ent_record_load(struct ent_load *load, const struct ent_node *record, struct ent_recording *recording);

/* Writes every default into the tree, so that the tree says all. */
void ent_experiment_fill(struct ent_experiment *experiment);

#endif
