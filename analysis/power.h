/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Voting power: who makes the difference under a decision rule, if every coalition or every order of joining is as
 * likely as any other. Formulas and sources: METHODS.md.
 *
 * A rule is played as a simple game: everybody votes for or against. A coalition S wins if every tally's weight
 * is reached, or if fewer members than `blocking_least` are outside it and it is not empty. More votes in favour never
 * lose, so that with W(k) winning coalitions of k members, W_i(k) of them with member i, the swings of i among them are
 * W_i(k) - (W(k-1) - W_i(k-1)): all figures follow from these counts.
 */
#ifndef ENT_ANALYSIS_POWER_H
#define ENT_ANALYSIS_POWER_H

#include <stdint.h>

#include "analysis/estimators.h"
#include "params/error.h"

enum { ENT_POWER_MOST = 64, ENT_POWER_EXACT = 32, ENT_POWER_TALLIES = 4 };

/* Weights [n] from 0, their sum in 1..2^31 - 1; `need` in 1..their sum: met if the weight in favour is at least that. */
struct ent_power_tally {
    int32_t weight[ENT_POWER_MOST];
    int32_t need;
};

struct ent_power_rule {
    int32_t n; /* members, 1..64 */
    int32_t n_tallies;
    int32_t blocking_least; /* 0: no such clause */
    struct ent_power_tally tally[ENT_POWER_TALLIES];
};

struct ent_power_member {
    uint64_t swings; /* coalitions that win with the member and lose without; 0 where not exact */
    struct ent_estimate banzhaf, normalised, shapley, prevent, initiate;
};

/* Where `exact`, each estimate is its value with an interval of length 0 and `winning` and `swings` are counts. */
struct ent_power {
    int exact;
    uint64_t winning;         /* winning coalitions, of 2^n */
    int64_t n_draws;          /* coalitions drawn, and as many orders of joining; 0 where exact */
    struct ent_estimate act;  /* Coleman's power of the collectivity to act */
    struct ent_estimate core; /* expected length of the core of ideal points uniform on [0, 1] */
    int core_exact;
    struct ent_power_member member[ENT_POWER_MOST];
};

/* The least whole weight that meets the quota num/den of `total`. */
int32_t ent_power_need(int64_t total, int32_t num, int32_t den);

/* 1 if the set (bit i: member i) wins. */
int ent_power_wins(const struct ent_power_rule *rule, uint64_t set);

/* All figures: exact up to 32 members by counting every coalition, and beyond where only heads are counted; else from
 * `n_draws` random coalitions and orders of joining under `seed`, with intervals of coverage `level`. The result does not
 * depend on the number of threads; 0: as OpenMP has it.
 * Errors: ENT_BUG when out of memory. */
int ent_power(const struct ent_power_rule *rule, int64_t n_draws, uint64_t seed, double level, int n_threads, struct ent_power *power,
              struct ent_error *error);

/* Its two ways, for tests: ent_power_count fails with ENT_USAGE above 32 members, unless only heads are counted. */
int ent_power_count(const struct ent_power_rule *rule, int n_threads, struct ent_power *power, struct ent_error *error);
void ent_power_sample(const struct ent_power_rule *rule, int64_t n_draws, uint64_t seed, double level, struct ent_power *power);

/* 1 if two disjoint coalitions cannot both win, as far as the quotas tell. */
int ent_power_is_proper(const struct ent_power_rule *rule);

#endif
