/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the tree of an experiment becomes inputs. Each reader takes a node, fills a part of the inputs, and puts
 * what is wrong into the complaints; nothing is returned, because the loader asks the complaints once, at its end.
 */
#ifndef ENT_PARAMS_LOAD_H
#define ENT_PARAMS_LOAD_H

#include "params/node.h"
#include "params/schema.h"

struct ent_load {
    struct ent_arena *arena;
    struct ent_complaints *complaints;
    const char *params;     /* the params folder */
    int states_are_partial; /* states were left out, which has been said: what names them is not judged */
};

/* --- reading values: read.c --- */

void ent_load_complain(struct ent_load *load, struct ent_place at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* True if the node is there and of this kind; complains if it is there and is not. */
int ent_load_is(struct ent_load *load, const struct ent_node *node, enum ent_node_kind kind);

/* The child, which must be there. NULL (said) if not. `what` ends the sentence: "a shock needs a law". */
struct ent_node *ent_load_require(struct ent_load *load, const struct ent_node *map, const char *key, const char *what);

/* Complains about every key that is neither in `keys` [n_keys] nor a field of `table` (NULL: none). */
void ent_load_keys(struct ent_load *load, const struct ent_node *map, const char *const *keys, int n_keys, const struct ent_table *table);

/* Sets every field of the struct at `base`: its default, or what the map says. */
void ent_load_fields(struct ent_load *load, const struct ent_node *map, const struct ent_table *table, void *base);

/* A whole number in [low, high]; `fallback` if the node is NULL or wrong. */
int64_t ent_load_int(struct ent_load *load, const struct ent_node *node, int64_t low, int64_t high, int64_t fallback);

/* True or false, 1 or 0; left alone if the node is neither (said). */
void ent_load_flag(struct ent_load *load, const struct ent_node *node, int32_t *flag);

/* Position of the node's text among names; -1 (said) if it is none of them. `what`: "an oversight". */
int ent_load_choice(struct ent_load *load, const struct ent_node *node, const char *const *names, int n_names, const char *what);

/* The share of a tally that must be in favour, in (0, 1], in lowest terms; left alone if the node holds none (said). */
void ent_load_quota(struct ent_load *load, const struct ent_node *quota, int32_t *numerator, int32_t *denominator);

/* Copies a checked name into its place. */
void ent_load_name(struct ent_load *load, char to[ENT_MAX_NAME], const char *name, struct ent_place at);

/* --- files: files.c --- */

/* The tree of the file that `node` names (a path relative to its own file, or a name in `folder` of the params folder);
 * `node` itself if it is a map or list already; NULL (said) if there is no such file or it is no tree. `what`: "order". */
struct ent_node *ent_load_named_file(struct ent_load *load, struct ent_node *node, const char *folder, const char *what);

/* The same for a table in CSV, with the columns it must and may have; `node` NULL stands for the `fallback` name. */
struct ent_node *ent_load_table_file(struct ent_load *load, struct ent_node *node, const char *fallback, struct ent_place at,
                                     const char *const *columns, int n_columns, const char *optional);

/* The tree of the file at `path`. */
struct ent_node *ent_load_file(struct ent_load *load, const char *path, struct ent_place named_at);

/* The params folder that is given, that of the environment, or the installed one. */
const char *ent_load_folder(const char *given);

/* The path of what a user named: as it is if it has a '/' or ends in .yaml, else in `folder` of the params folder. */
const char *ent_load_path(struct ent_load *load, const char *name, const char *folder);

/* The tree of the file that a user asked for, by path or by name in `folder` of the params folder; NULL (said) if it
 * cannot be read. `what` it is: "experiment". */
struct ent_node *ent_load_asked_file(struct ent_load *load, const char *where, const char *folder, const char *what);

/* --- parts of the inputs --- */

struct ent_node *ent_load_states_table(struct ent_load *load, struct ent_node *node, struct ent_place at); /* -> map by code */
struct ent_node *ent_load_ties_table(struct ent_load *load, struct ent_node *node, struct ent_place at);   /* -> list of maps */
void ent_load_states(struct ent_load *load, const struct ent_node *states, struct ent_inputs *inputs);
void ent_load_ties(struct ent_load *load, const struct ent_node *ties, struct ent_inputs *inputs);
int32_t ent_state_index(const struct ent_inputs *inputs, const char *code); /* -1: none */

/* A set of states: [DEU, FRA], all, none, {where: eu}, {where: [eu, candidate], except: [HUN]}. Absent: `fallback`. */
uint64_t ent_load_set(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, uint64_t fallback);

void ent_load_parameters(struct ent_load *load, const struct ent_node *parameters, struct ent_inputs *inputs);
void ent_load_domains(struct ent_load *load, const struct ent_node *domains, struct ent_inputs *inputs);
void ent_load_shocks(struct ent_load *load, const struct ent_node *shocks, struct ent_inputs *inputs);
void ent_load_scripted(struct ent_load *load, const struct ent_node *scripted, struct ent_inputs *inputs);
int32_t ent_domain_index(const struct ent_inputs *inputs, const char *name);
int32_t ent_shock_index(const struct ent_inputs *inputs, const char *name);

/* Rules, forums and sequences of one order; states and domains are there already. */
void ent_load_order(struct ent_load *load, const struct ent_node *order, struct ent_inputs *inputs);

/* --- overrides: override.c --- */

/* Puts `value` at the dotted path of the experiment's tree. `at` is where the path stands. */
void ent_override(struct ent_load *load, struct ent_node *root, const char *path, struct ent_place at, const struct ent_node *value);

#endif
