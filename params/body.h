/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A body that votes, with its rule: members, what each weighs, and how much must be in favour. Read from a file of
 * its own, which names members and weights as it likes, or taken from a forum of an order.
 */
#ifndef ENT_PARAMS_BODY_H
#define ENT_PARAMS_BODY_H

#include "params/experiment.h"

/* Met if  quota_den * of(in favour) >= quota_num * of(all). */
struct ent_body_tally {
    char weight[ENT_MAX_NAME]; /* what is counted: `members`, or a weight that the file gives */
    int32_t quota_num, quota_den;
    int32_t of[ENT_MAX_STATES]; /* [n_members] from 0; their sum is in 1..2^31 - 1 */
};

/* All tallies must be met, unless fewer than `blocking_least` members oppose and somebody is in favour. */
struct ent_body {
    char name[2 * ENT_MAX_NAME + 2]; /* of the rule; or "forum, rule" */
    int32_t n_members;
    char member[ENT_MAX_STATES][ENT_MAX_NAME];
    int32_t n_tallies;
    struct ent_body_tally tally[ENT_MAX_TALLIES];
    int32_t blocking_least; /* of a share of the population too: how many that takes; 0: no such clause */
};

/* Reads a rule file: a path if `where` has a '/' or ends in .yaml, else a name in `rules` of the params folder. `params` as for
 * ent_experiment_load. Returns ENT_OK or the code of the complaints, which hold everything that is wrong. */
int ent_body_load(struct ent_body *body, const char *where, const char *params, struct ent_complaints *complaints);

/* The founders of a forum under one of the order's rules. Weights as in the first month of a run: population in thousands,
 * capability from its column; index [n_states].
 * Errors: ENT_BAD_INPUT if a weight sums to 0 or to more than 2^31 - 1. */
int ent_body_of_forum(struct ent_body *body, const struct ent_inputs *inputs, int32_t forum, int32_t rule, struct ent_error *error);

#endif
