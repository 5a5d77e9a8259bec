/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of an order: rules.c, forum.c and procedures.c, which params/order.c puts together.
 */
#ifndef ENT_PARAMS_ORDER_PARTS_H
#define ENT_PARAMS_ORDER_PARTS_H

#include "params/load.h"

/* All rules of the order. */
void ent_load_rules(struct ent_load *load, const struct ent_node *rules, struct ent_inputs *inputs);

/* Position of the rule that the node names; -1 if there is no node, or no such rule (said). */
int32_t ent_load_rule_named(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs);

/* The two rules of {reserved: ..., ordinary: ...}; -1 where there is none (said). */
void ent_load_rule_pair(struct ent_load *load, const struct ent_node *pair, const struct ent_inputs *inputs, int32_t *reserved,
                        int32_t *ordinary);

/* The clauses beside the tallies: how many can block, what an abstention does, whether silence is consent. */
void ent_load_rule_clauses(struct ent_load *load, const struct ent_node *node, struct ent_rule *rule);

/* Of a rule under silence: complains about clauses and quotas that contradict it, and makes it what it means, the consent
 * of every member. */
void ent_load_silence(struct ent_load *load, const struct ent_node *node, struct ent_rule *rule);

/* All forums: who may be in them, who votes on entry and suspension, what they have; not yet what they decide. */
void ent_load_forums(struct ent_load *load, const struct ent_node *forums, struct ent_inputs *inputs);

/* What can be judged only when all forums, and all domains they decide, are known: whose command they use, how they reform
 * their rules, and which groups may go ahead. */
void ent_load_procedures(struct ent_load *load, const struct ent_node *forums, struct ent_inputs *inputs);

/* 1 if the forum is in the sequence of the domain. */
int ent_forum_decides(const struct ent_inputs *inputs, int32_t forum, int32_t domain);

#endif
