/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules of the treaties as the model's data, and a body of at most 64 to try them on.
 */
#ifndef TESTS_UNIT_TREATY_RULES_H
#define TESTS_UNIT_TREATY_RULES_H

#include <stdint.h>

#include "model/rules.h"

static int32_t population[64], capability[64];
static const struct ent_weights weights = {{NULL, population, capability}};

static const struct ent_rule unanimity = {.n_tallies = 1, .tally = {{ENT_WEIGHT_MEMBERS, 1, 1}}, .abstention = ENT_ABSTENTION_ALLOWS};
static const struct ent_rule lisbon = {.n_tallies = 2,
                                       .tally = {{ENT_WEIGHT_MEMBERS, 55, 100}, {ENT_WEIGHT_POPULATION, 65, 100}},
                                       .blocking_least = 4,
                                       .abstention = ENT_ABSTENTION_AGAINST};
static const struct ent_rule alone = {/* TFEU 238(2): the Council acts on no proposal of the Commission */
                                      .n_tallies = 2,
                                      .tally = {{ENT_WEIGHT_MEMBERS, 72, 100}, {ENT_WEIGHT_POPULATION, 65, 100}},
                                      .abstention = ENT_ABSTENTION_AGAINST};
static const struct ent_rule among_some = {/* TFEU 238(3)(a): not all members take part */
                                           .n_tallies = 2,
                                           .tally = {{ENT_WEIGHT_MEMBERS, 55, 100}, {ENT_WEIGHT_POPULATION, 65, 100}},
                                           .blocking_num = 35,
                                           .blocking_den = 100,
                                           .abstention = ENT_ABSTENTION_AGAINST};
static const struct ent_rule apart = {/* TEU 31(1) */
                                      .n_tallies = 1,
                                      .tally = {{ENT_WEIGHT_MEMBERS, 1, 1}},
                                      .abstention = ENT_ABSTENTION_ASIDE,
                                      .aside_num = 1,
                                      .aside_den = 3};
static const struct ent_rule silence = {.silence = 1, .abstention = ENT_ABSTENTION_ALLOWS};

#define ONE(i) (UINT64_C(1) << (i))

/* The set of members from..to. */
static inline uint64_t those(int from, int to)
{
    uint64_t set = 0;
    for (int i = from; i <= to; i++) set |= UINT64_C(1) << i;
    return set;
}

static inline int passes(const struct ent_rule *rule, uint64_t yes, uint64_t no, uint64_t abstain)
{
    return ent_rule_passes(rule, &(struct ent_ballot){yes, no, abstain}, &weights);
}

static inline void everybody_weighs(int32_t each)
{
    for (int i = 0; i < 64; i++) population[i] = capability[i] = each;
}

/* Members of the Council of 27 in the order of tests/reference/council.h for 2017. */
enum {
    BEL,
    BGR,
    CZE,
    DNK,
    DEU,
    EST,
    IRL,
    GRC,
    ESP,
    FRA,
    HRV,
    ITA,
    CYP,
    LVA,
    LTU,
    LUX,
    HUN,
    MLT,
    NLD,
    AUT,
    POL,
    PRT,
    ROU,
    SVN,
    SVK,
    FIN,
    SWE
};

#endif
