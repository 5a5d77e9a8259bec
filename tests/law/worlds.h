/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small random worlds for tests: struct ent_inputs made without files. Each is a function of its dice alone.
 */
#ifndef ENT_TESTS_LAW_WORLDS_H
#define ENT_TESTS_LAW_WORLDS_H

#include <stdint.h>

#include "params/inputs.h"

/* ---- dice: splitmix64 (Steele, Lea & Flood 2014), no relation to the model's own draws ---- */

struct dice {
    uint64_t state;
};
uint64_t dice_word(struct dice *dice);
double dice_unit(struct dice *dice); /* in [0, 1) */
double dice_between(struct dice *dice, double low, double high);
int32_t dice_below(struct dice *dice, int32_t n);               /* 0..n-1 */
int32_t dice_int(struct dice *dice, int32_t low, int32_t high); /* low..high */
int dice_chance(struct dice *dice, double p);
uint64_t dice_set(struct dice *dice, uint64_t from, double p); /* each element of `from` with probability p */
void dice_shuffle(struct dice *dice, int32_t *list, int32_t n);

/* The first n states. */
uint64_t world_everyone(int32_t n_states);

/* ---- a world without an order ---- */

/* Zeroes `in`, applies every default of the tables, sets the calendar. */
void world_defaults(struct ent_inputs *in, int32_t n_months);

/* n states AAA, AAB, ... with plausible data, places on a map, ties, and missing covariates here and there. About
 * half are members of the union; some are exposed, at most one is at war. */
void world_states(struct ent_inputs *in, struct dice *dice, int32_t n);

/* n domains, the first of which is defence. */
void world_domains(struct ent_inputs *in, struct dice *dice, int32_t n);

/* One shock of each law and two more of constant hazard: a crisis that lasts and raises issues, the exit of a member. */
void world_shocks(struct ent_inputs *in, struct dice *dice);

/* World with states, domains and shocks, whose size is drawn: 3..64 states, 1..8 domains. */
void world_random(struct ent_inputs *in, struct dice *dice, int32_t n_months);

/* Every parameter of the mechanisms anywhere in its range. */
void world_wild_parameters(struct ent_inputs *in, struct dice *dice);

/* Every scalar of domains, shocks and forums anywhere in its range; arrivals at most 2 a year. */
void world_wild_institutions(struct ent_inputs *in, struct dice *dice);

/* ---- orders; each replaces the one that was there ---- */

enum { WORLD_UNANIMITY, WORLD_LISBON, WORLD_CAPABILITY, WORLD_TWO_THIRDS, WORLD_N_RULES };

/* The union decides everything: reserved issues by unanimity, others by 55 % of members with 65 % of population. */
void world_order_union(struct ent_inputs *in);

/* Up to three clusters, to be founded by all states, before the union. */
void world_order_clusters(struct ent_inputs *in);

/* An alliance that an external power leads, a coalition of the willing, and the union with all its procedures. */
void world_order_patchwork(struct ent_inputs *in);

/* Any rules with any clauses, any forums, procedures and sequences. */
void world_order_random(struct ent_inputs *in, struct dice *dice);

/* Gives forum f, which decides by the rules above, statements, reform, two determinations before a suspension, and two
 * ways for a group to go ahead. */
void world_equip(struct ent_inputs *in, int f);

/* ---- the same world in other words ---- */

/* Moves forum f to index place[f] (a permutation of n_forums), in forums and sequences. */
void world_move_forums(struct ent_inputs *in, const int32_t *place);

/* Moves rule r to index place[r]. */
void world_move_rules(struct ent_inputs *in, const int32_t *place);

/* Moves state i to index place[i]: data, ties, sets and targets. */
void world_move_states(struct ent_inputs *in, const int32_t *place);

/* Adds forums that never decide anything up to `n_forums`: treaties nobody brings into force, put into each sequence
 * before and after its forums, and bodies of one founder that end in the first month. */
void world_add_idle_forums(struct ent_inputs *in, int32_t n_forums);

/* Other names for states, domains, forums and rules (shocks keep theirs: it is their identity). */
void world_rename(struct ent_inputs *in);

#endif
