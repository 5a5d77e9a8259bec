/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8: decision rules as data. Whether a vote passes is a pure function of the votes, the weights and the
 * rule, in integers only: nothing here knows the world.
 *
 * A tally (weight w, quota p/q) is met if  q * w(in favour) >= p * w(base). All tallies must be met, unless
 * the rule names a least number of opponents that can block and fewer than that oppose. What takes more than one vote, or
 * lets only some vote, is in model/procedures.h.
 *
 * Lisbon, Art. 16(4) TEU: 55 % of members, 65 % of population; a blocking minority needs four members. Without a proposal
 * of the Commission, Art. 238(2) TFEU: 72 % and 65 %, and no such clause. Where not all take part, Art. 238(3): the same
 * shares of those who do, and a blocking minority needs one member more than the fewest with more than 35 % of their
 * population.
 */
#ifndef ENT_MODEL_RULES_H
#define ENT_MODEL_RULES_H

#include <stdint.h>

#include "params/inputs.h"

/* A vote of a body of at most 64: disjoint sets of those in favour, against and abstaining. */
struct ent_ballot {
    uint64_t yes, no, abstain;
};

/* The weights counted by tallies, one row per enum ent_weight; each weight is at most 2^31 - 1.
 * ENT_WEIGHT_MEMBERS is never read: it counts heads. */
struct ent_weights {
    const int32_t *of[ENT_N_WEIGHTS];
};

static inline int ent_set_count(uint64_t set)
{
#ifdef __POPCNT__
    return __builtin_popcountll(set);
#else
    set -= (set >> 1) & UINT64_C(0x5555555555555555);
    set = (set & UINT64_C(0x3333333333333333)) + ((set >> 2) & UINT64_C(0x3333333333333333));
    set = (set + (set >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (int)((set * UINT64_C(0x0101010101010101)) >> 56);
#endif
}

/* Index of the first member of a set that is not empty. */
static inline int ent_set_first(uint64_t set)
{
    return __builtin_ctzll(set);
}

static inline int64_t ent_set_weight(uint64_t set, const int32_t *weight)
{
    int64_t sum = 0;
    for (; set; set &= set - 1) sum += weight[ent_set_first(set)];
    return sum;
}

/* 1 if the ballot meets the tally. */
static inline int ent_tally_met(const struct ent_tally *tally, int32_t abstention, const struct ent_ballot *ballot,
                                const struct ent_weights *weights)
{
    const int allows = abstention == ENT_ABSTENTION_ALLOWS || abstention == ENT_ABSTENTION_ASIDE;
    uint64_t favour = ballot->yes | (allows ? ballot->abstain : 0);
    uint64_t base = ballot->yes | ballot->no | (abstention == ENT_ABSTENTION_EXCLUDED ? 0 : ballot->abstain);
    int64_t favour_weight, base_weight;
    if (tally->weight == ENT_WEIGHT_MEMBERS) {
        favour_weight = ent_set_count(favour);
        base_weight = ent_set_count(base);
    } else {
        favour_weight = ent_set_weight(favour, weights->of[tally->weight]);
        base_weight = ent_set_weight(base, weights->of[tally->weight]);
    }
    return base != 0 && favour_weight * tally->quota_den >= base_weight * tally->quota_num;
}

/* Art. 238(3) TFEU: the least number of members that can block is one more than the fewest whose population exceeds the
 * share; never more than all. */
static inline int ent_rule_blocking_least(const struct ent_rule *rule, uint64_t voters, const struct ent_weights *weights)
{
    if (rule->blocking_num <= 0) return rule->blocking_least;
    const int32_t *population = weights->of[ENT_WEIGHT_POPULATION];
    const int64_t all = ent_set_weight(voters, population);
    const int n = ent_set_count(voters);
    int64_t taken = 0;
    int count = 0;
    for (uint64_t left = voters; left && taken * rule->blocking_den <= all * rule->blocking_num; count++) {
        int largest = ent_set_first(left);
        for (uint64_t set = left; set; set &= set - 1)
            if (population[ent_set_first(set)] > population[largest]) largest = ent_set_first(set);
        taken += population[largest];
        left &= ~(UINT64_C(1) << largest);
    }
    return count + 1 < n ? count + 1 : n;
}

/* Art. 31(1) TEU: 1 if those who stand aside are so many, of members and of population at once, that nothing is adopted. */
static inline int ent_rule_aside_too_many(const struct ent_rule *rule, const struct ent_ballot *ballot, const struct ent_weights *weights)
{
    if (rule->abstention != ENT_ABSTENTION_ASIDE || rule->aside_num <= 0 || !ballot->abstain) return 0;
    const int32_t *population = weights->of[ENT_WEIGHT_POPULATION];
    const uint64_t voters = ballot->yes | ballot->no | ballot->abstain;
    const int64_t members = ent_set_count(ballot->abstain), people = ent_set_weight(ballot->abstain, population);
    return members * rule->aside_den >= (int64_t)ent_set_count(voters) * rule->aside_num &&
           people * rule->aside_den >= ent_set_weight(voters, population) * rule->aside_num;
}

/* 1 if the proposal is adopted. Nobody voting adopts nothing; nobody speaking adopts under silence only. */
static inline int ent_rule_passes(const struct ent_rule *rule, const struct ent_ballot *ballot, const struct ent_weights *weights)
{
    const uint64_t voters = ballot->yes | ballot->no | ballot->abstain;
    if (!voters) return 0;
    if (rule->silence) return !ballot->no;
    if (rule->abstention == ENT_ABSTENTION_ASIDE && !ballot->yes) return 0; /* it would bind nobody */
    if (ent_rule_aside_too_many(rule, ballot, weights)) return 0;
    uint64_t opposed = ballot->no | (rule->abstention == ENT_ABSTENTION_AGAINST ? ballot->abstain : 0);
    const int blocking = ent_rule_blocking_least(rule, voters, weights);
    if (blocking > 0 && ballot->yes && ent_set_count(opposed) < blocking) return 1;
    for (int t = 0; t < rule->n_tallies; t++)
        if (!ent_tally_met(&rule->tally[t], rule->abstention, ballot, weights)) return 0;
    return 1;
}

/* Whom an adopted text binds, of the `members`: all but those who stood aside. */
static inline uint64_t ent_rule_bound(const struct ent_rule *rule, const struct ent_ballot *ballot, uint64_t members)
{
    return rule->abstention == ENT_ABSTENTION_ASIDE ? members & ~ballot->abstain : members;
}

/* 1 if each voter alone could block: the rule asks for everybody. */
static inline int ent_rule_is_unanimity(const struct ent_rule *rule)
{
    if (rule->silence) return 1;
    if (rule->blocking_num > 0) return 0;
    for (int t = 0; t < rule->n_tallies; t++)
        if (rule->tally[t].quota_num >= rule->tally[t].quota_den && rule->blocking_least <= 1) return 1;
    return 0;
}

#endif
