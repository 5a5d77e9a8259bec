/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An experiment: orders x scenarios x design points x runs, read from YAML and CSV, checked, and resolved
 * into the inputs of each cell.
 */
#ifndef ENT_PARAMS_EXPERIMENT_H
#define ENT_PARAMS_EXPERIMENT_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"
#include "params/inputs.h"

struct ent_experiment; /* opaque: the parsed files and their resolution */

/* One complaint about an input file; line and column are 1-based, 0 where they do not apply. */
struct ent_complaint {
    char *file;
    int line, column;
    char *text;
};

/* Everything wrong with an input, in the order of file and place. `code` is ENT_BAD_INPUT, or ENT_NO_INPUT if a
 * file is missing. Free with ent_complaints_free, which accepts a zeroed list. */
struct ent_complaints {
    int code;
    size_t n, capacity;
    struct ent_complaint *list;
};
void ent_complaints_free(struct ent_complaints *complaints);

/* All of it as lines "file:line:column: error: text" (malloc'ed; NULL when out of memory). */
char *ent_complaints_text(const struct ent_complaints *complaints);

/* Fixed split of the states by which welfare of members and outsiders is reported in every order. */
struct ent_split {
    int32_t order; /* index of the order; -1: no split */
    int32_t forum; /* index of the forum within that order */
    int32_t month;
};

/* Loads an experiment by path or by name and checks all of it.
 *   where     a path if it has a '/' or ends in .yaml, else looked up in the params folder
 *   params    the params folder, or NULL for $ENTENTE_PARAMS or the installed data
 *   sets      [n_sets] overrides "path=value", applied last
 * On failure returns the code, with every complaint in `complaints`. */
int ent_experiment_load(struct ent_experiment **experiment, const char *where, const char *params, const char *const *sets, size_t n_sets,
                        struct ent_complaints *complaints);

/* The same from the text of a resolved configuration, as ent_experiment_yaml writes it. */
int ent_experiment_parse(struct ent_experiment **experiment, const char *text, size_t length, const char *called,
                         struct ent_complaints *complaints);
void ent_experiment_free(struct ent_experiment *experiment);

const char *ent_experiment_name(const struct ent_experiment *experiment);
int32_t ent_experiment_n_orders(const struct ent_experiment *experiment);
int32_t ent_experiment_n_scenarios(const struct ent_experiment *experiment);
int32_t ent_experiment_n_runs(const struct ent_experiment *experiment); /* with a precision (params/precision.h): the most */
uint64_t ent_experiment_seed(const struct ent_experiment *experiment);
const char *ent_experiment_order_name(const struct ent_experiment *experiment, int32_t i_order);
const char *ent_experiment_scenario_name(const struct ent_experiment *experiment, int32_t i_scenario);
struct ent_split ent_experiment_split(const struct ent_experiment *experiment);

/* The inputs of an order in a scenario, before a design varies them (params/design.h). Returns ENT_OK: whatever could be wrong
 * was found when loading. */
int ent_experiment_resolve(const struct ent_experiment *experiment, int32_t i_order, int32_t i_scenario, struct ent_inputs *inputs);

/* The whole experiment as one self-contained YAML text that asks for n_runs (malloc'ed, zero-terminated; NULL when out of memory):
 * orders, scenarios, shocks, domains, states and ties inline, every parameter with its value. Loading it gives the same cells. */
char *ent_experiment_yaml(const struct ent_experiment *experiment, int32_t n_runs, uint64_t seed);

/* The values that are assumptions or estimates instead of measurements, a line each: "states.UKR.eu_russia: assumed"
 * (malloc'ed; empty if there are none; NULL when out of memory). */
char *ent_experiment_assumptions(const struct ent_experiment *experiment);

/* SHA-256 over the values of the inputs, field by field along the tables: the same on every machine. Of names only the states'
 * codes and the shocks' names count, because random draws depend on them. */
void ent_inputs_hash(const struct ent_inputs *inputs, uint8_t hash[32]);

#endif
