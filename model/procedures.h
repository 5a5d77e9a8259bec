/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8: procedures, in which votes follow one another or only some may vote. Like the rules they are made of, they are pure
 * functions of votes and weights: who votes how, and when, is for the caller to know.
 *
 *   enhanced cooperation   TEU 20, TFEU 329, 330: enough who are willing, authorised by all, decided among those who take part
 *   structured cooperation TEU 46: the same of two at least, and unanimity among those who take part
 *   suspension             TEU 7, TFEU 354: four fifths, then unanimity, then a qualified majority, each without the state
 *   passerelle             TEU 48(7): unanimity, and no parliament that objects
 *   silence                consensus as in NATO: adopted unless somebody breaks the silence
 *   a leader that proposes the text is the leader's, where there is one
 */
#ifndef ENT_MODEL_PROCEDURES_H
#define ENT_MODEL_PROCEDURES_H

#include "model/rules.h"

/* How far a procedure came. */
enum ent_step {
    ENT_STEP_TOO_FEW,        /* fewer are willing than must take part */
    ENT_STEP_NOT_AUTHORISED, /* all members did not let them */
    ENT_STEP_REFUSED,        /* those who vote on the text itself did not adopt it */
    ENT_STEP_OBJECTED,       /* they did, and somebody outside stopped it */
    ENT_STEP_ADOPTED
};

struct ent_outcome {
    enum ent_step step;
    uint64_t bound; /* whom the text binds; empty unless adopted */
};

/* The ballot as if the `set` had not been there to vote. */
static inline struct ent_ballot ent_ballot_without(const struct ent_ballot *ballot, uint64_t set)
{
    return (struct ent_ballot){ballot->yes & ~set, ballot->no & ~set, ballot->abstain & ~set};
}

/* The ballot of a silence procedure: all members have agreed but those who broke it. */
static inline struct ent_ballot ent_ballot_of_silence(uint64_t members, uint64_t broke)
{
    return (struct ent_ballot){members & ~broke, members & broke, 0};
}

/* A group goes ahead without the others. `authorisation` is the rule by which all members let it, on the ballot `all`
 * (NULL: they need not); `among` is the rule of those who take part, all of whom are in the ballot `part`; at least
 * `least` must. Binds those who take part, less those who stand aside among them. */
static inline struct ent_outcome ent_cooperation_outcome(const struct ent_rule *authorisation, const struct ent_ballot *all,
                                                         const struct ent_rule *among, const struct ent_ballot *part, int least,
                                                         const struct ent_weights *weights)
{
    const uint64_t group = part->yes | part->no | part->abstain;
    struct ent_outcome outcome = {ENT_STEP_TOO_FEW, 0};
    if (!group || ent_set_count(group) < least) return outcome;
    outcome.step = ENT_STEP_NOT_AUTHORISED;
    if (authorisation && !ent_rule_passes(authorisation, all, weights)) return outcome;
    outcome.step = ENT_STEP_REFUSED;
    if (!ent_rule_passes(among, part, weights)) return outcome;
    outcome.step = ENT_STEP_ADOPTED;
    outcome.bound = ent_rule_bound(among, part, group);
    return outcome;
}

/* One vote on the way to a suspension: 1 if it passes. The state concerned neither votes nor counts, in no tally. */
static inline int ent_suspension_passes(const struct ent_rule *rule, const struct ent_ballot *ballot, uint64_t concerned,
                                        const struct ent_weights *weights)
{
    const struct ent_ballot others = ent_ballot_without(ballot, concerned);
    return ent_rule_passes(rule, &others, weights);
}

/* The votes in turn, each by its rule: how many passed before the first that did not; n if the state is suspended. */
static inline int ent_suspension_steps(const struct ent_rule *const *rule, const struct ent_ballot *ballot, int n, uint64_t concerned,
                                       const struct ent_weights *weights)
{
    int passed = 0;
    while (passed < n && ent_suspension_passes(rule[passed], &ballot[passed], concerned, weights)) passed++;
    return passed;
}

/* A reform of the rules of the `members` by today's `rule`, which the parliament of any of them can stop: `objecting`. */
static inline struct ent_outcome ent_reform_outcome(const struct ent_rule *rule, const struct ent_ballot *ballot, uint64_t members,
                                                    uint64_t objecting, const struct ent_weights *weights)
{
    struct ent_outcome outcome = {ENT_STEP_REFUSED, 0};
    if (!ent_rule_passes(rule, ballot, weights)) return outcome;
    outcome.step = objecting & members ? ENT_STEP_OBJECTED : ENT_STEP_ADOPTED;
    outcome.bound = outcome.step == ENT_STEP_ADOPTED ? members : 0;
    return outcome;
}

/* Who writes the text: the leader alone where it leads and proposes, else all whom the text would bind. Voting is not
 * changed by it. */
static inline uint64_t ent_proposers(uint64_t bound, uint64_t leader, int leader_proposes)
{
    return leader_proposes && (leader & bound) ? leader & bound : bound;
}

/* 1 if all but one are in favour, or do not stand in the way: no rule is met, but a statement by the others can be made. */
static inline int ent_all_but_one(const struct ent_ballot *ballot)
{
    return ballot->yes && ent_set_count(ballot->no) == 1;
}

#endif
