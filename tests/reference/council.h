/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Council of the European Union under its voting rules, as rules of the model: votes are put where the rule
 * engine counts capability. Populations are Eurostat's of 1 January 2017 for the 27 without the United Kingdom; those
 * of Nice, in units of 100 persons, are the Council's of 2007.
 */
#ifndef TESTS_REFERENCE_COUNCIL_H
#define TESTS_REFERENCE_COUNCIL_H

#include <string.h>

#include "model/rules.h"

struct council {
    int n;
    struct ent_rule rule;
    int32_t votes[27], population[27];
    double winning, swings; /* of all 2^n coalitions: winning, and members whose leaving loses it; by full enumeration */
    int32_t least, most;    /* first and last member by power */
    double least_swings, most_swings;
};

#define QUOTA(what, num, den)       \
    {                               \
        ENT_WEIGHT_##what, num, den \
    }

/* 12 of 17, 41 of 58 and 62 of 87 votes; 255 of 345 votes, 14 of 27 members and 62 % of the population; 55 % of members
 * and 65 % of the population, or fewer than four against. */
static const struct council council_1958 = {.n = 6,
                                            .rule = {.n_tallies = 1, .tally = {QUOTA(CAPABILITY, 12, 17)}},
                                            .votes = {4, 4, 4, 2, 2, 1},
                                            .winning = 14,
                                            .swings = 42,
                                            .least = 5,
                                            .least_swings = 0,
                                            .most = 0,
                                            .most_swings = 10};
static const struct council council_1973 = {.n = 9,
                                            .rule = {.n_tallies = 1, .tally = {QUOTA(CAPABILITY, 41, 58)}},
                                            .votes = {5, 3, 10, 10, 3, 10, 2, 5, 10},
                                            .winning = 75,
                                            .swings = 317,
                                            .least = 6,
                                            .least_swings = 5,
                                            .most = 2,
                                            .most_swings = 53};
static const struct council council_1995 = {.n = 15,
                                            .rule = {.n_tallies = 1, .tally = {QUOTA(CAPABILITY, 62, 87)}},
                                            .votes = {4, 5, 3, 3, 10, 10, 5, 3, 10, 2, 5, 5, 8, 4, 10},
                                            .winning = 2549,
                                            .swings = 16565,
                                            .least = 9,
                                            .least_swings = 375,
                                            .most = 4,
                                            .most_swings = 1849};
static const struct council council_nice = {
    .n = 27,
    .rule = {.n_tallies = 3, .tally = {QUOTA(CAPABILITY, 255, 345), QUOTA(MEMBERS, 14, 27), QUOTA(POPULATION, 62, 100)}},
    .votes = {10, 12, 10, 4, 12, 7, 4, 7, 29, 29, 12, 12, 7, 29, 4, 7, 4, 3, 13, 27, 12, 14, 7, 4, 27, 10, 29},
    .population = {82659, 105114, 77188, 7664, 102511, 54275,  13447,  52556,  628862, 824380, 111252, 100766, 42090, 587517,
                   22946, 34033,  4595,  4043, 163342, 381571, 105696, 216102, 53892,  20034,  437583, 90478,  604219},
    .winning = 2718741,
    .swings = 28186113,
    .least = 17,
    .least_swings = 265575,
    .most = 9,
    .most_swings = 2193665};
static const struct council council_lisbon = {
    .n = 27,
    .rule = {.n_tallies = 2, .tally = {QUOTA(MEMBERS, 55, 100), QUOTA(POPULATION, 65, 100)}, .blocking_least = 4},
    .population = {11351727, 7101859, 10578820, 5748769,  82521653, 1315635, 4784383, 10768193, 46528024,
                   66989083, 4154213, 60589445, 854802,   1950116,  2847904, 590667,  9797561,  460297,
                   17081507, 8772865, 37972964, 10309573, 19644350, 2065895, 5435343, 5503297,  9995153},
    .winning = 17706644,
    .swings = 116725838,
    .least = 17,
    .least_swings = 2011158,
    .most = 4,
    .most_swings = 14041748};

static inline int council_passes(const struct council *council, uint64_t yes)
{
    const struct ent_ballot ballot = {.yes = yes, .no = ((UINT64_C(1) << council->n) - 1) & ~yes};
    const struct ent_weights weights = {{NULL, council->population, council->votes}};
    return ent_rule_passes(&council->rule, &ballot, &weights);
}

/* Winning coalitions among those numbered from..to-1, and the swings of each member: those with it less those without. */
static inline void council_count(const struct council *council, uint64_t from, uint64_t to, int64_t *winning, int64_t *swings)
{
    *winning = 0;
    memset(swings, 0, (size_t)council->n * sizeof *swings);
    for (uint64_t yes = from; yes < to; yes++) {
        if (!council_passes(council, yes)) continue;
        ++*winning;
        for (int i = 0; i < council->n; i++) swings[i] += yes >> i & 1 ? 1 : -1;
    }
}

#endif
