/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything one world needs to know, as plain numbers: what the loader ends in and the model starts from.
 * No pointers, fixed-width types, stated capacities; copy it, hash it, hand it to another machine.
 */
#ifndef ENT_PARAMS_INPUTS_H
#define ENT_PARAMS_INPUTS_H

#include <stdint.h>

#include "params/tables.h"

enum {
    ENT_MAX_STATES = 64, /* one bit each in a set */
    ENT_MAX_DOMAINS = 8,
    ENT_MAX_FORUMS = 16,
    ENT_MAX_RULES = 16,
    ENT_MAX_TALLIES = 4,
    ENT_MAX_SHOCKS = 16,
    ENT_MAX_SCRIPTED = 32,
    ENT_MAX_NAME = 64 /* bytes, with the terminating zero */
};

#define ENT_STRUCT_REAL(name) double name;
#define ENT_STRUCT_INT(name) int32_t name;
#define ENT_STRUCT_FLAG(name) int32_t name;
#define ENT_STRUCT_FIELD(type, name, fallback, low, high, unit, source, doc) ENT_STRUCT_##type(name)

/* The mechanisms' parameters, one struct per table: `parameters.values.theta` in a file. */
#define ENT_PARAMETER_GROUPS(G)         \
    G(values, ENT_VALUES_TABLE)         \
    G(threat, ENT_THREAT_TABLE)         \
    G(deterrence, ENT_DETERRENCE_TABLE) \
    G(commitment, ENT_COMMITMENT_TABLE) \
    G(effort, ENT_EFFORT_TABLE)         \
    G(trust, ENT_TRUST_TABLE)           \
    G(bargaining, ENT_BARGAINING_TABLE) \
    G(widening, ENT_WIDENING_TABLE)     \
    G(membership, ENT_MEMBERSHIP_TABLE) \
    G(compliance, ENT_COMPLIANCE_TABLE) \
    G(alienation, ENT_ALIENATION_TABLE) \
    G(capital, ENT_CAPITAL_TABLE)

#define ENT_GROUP_STRUCT(group, TABLE) \
    struct ent_##group##_parameters {  \
        TABLE(ENT_STRUCT_FIELD)        \
    };
ENT_PARAMETER_GROUPS(ENT_GROUP_STRUCT)

#define ENT_GROUP_FIELD(group, TABLE) struct ent_##group##_parameters group;
struct ent_parameters {
    ENT_PARAMETER_GROUPS(ENT_GROUP_FIELD)
};

/* A state; `code` is its three letters and a zero: the stable identity behind every random draw. */
struct ent_state {
    char code[4];
    char name[ENT_MAX_NAME];
    ENT_STATE_TABLE(ENT_STRUCT_FIELD)
};

struct ent_domain {
    char name[ENT_MAX_NAME];
    ENT_DOMAIN_TABLE(ENT_STRUCT_FIELD)
};

/* What is counted when votes are tallied. */
enum ent_weight { ENT_WEIGHT_MEMBERS, ENT_WEIGHT_POPULATION, ENT_WEIGHT_CAPABILITY, ENT_N_WEIGHTS };

/* What an abstention does: counts against, does not stand in the way, or leaves the base of the quota. */
enum ent_abstention { ENT_ABSTENTION_AGAINST, ENT_ABSTENTION_ALLOWS, ENT_ABSTENTION_EXCLUDED };

/* In favour if weight(yes) * quota_den >= quota_num * weight(all who may vote). */
struct ent_tally {
    int32_t weight; /* enum ent_weight */
    int32_t quota_num;
    int32_t quota_den;
};

/* A decision rule: all tallies must be met, unless fewer than `blocking_least` members oppose. */
struct ent_rule {
    char name[ENT_MAX_NAME];
    int32_t n_tallies;
    struct ent_tally tally[ENT_MAX_TALLIES];
    int32_t blocking_least; /* least number of opponents that can block; 0: no such clause */
    int32_t abstention;     /* enum ent_abstention */
};

enum ent_oversight { ENT_OVERSIGHT_NONE, ENT_OVERSIGHT_SECRETARIAT, ENT_OVERSIGHT_PARLIAMENTARY };

/* A body that decides for its members. Sets of states are bit masks over the state index (sorted by code). */
struct ent_forum {
    char name[ENT_MAX_NAME];
    uint64_t founders;                      /* members at the start if in force; else the states that negotiate the treaty */
    uint64_t eligible;                      /* states that may ever join */
    uint64_t waived;                        /* states to which the values floor does not apply */
    int32_t oversight;                      /* enum ent_oversight */
    int32_t reserved_rule[ENT_MAX_DOMAINS]; /* rule for issues of reserved legal basis; -1: does not decide in the domain */
    int32_t ordinary_rule[ENT_MAX_DOMAINS]; /* rule for all other issues */
    int32_t entry_rule;                     /* rule of the vote on admission; -1: admission without a vote */
    int32_t suspension_rule;                /* rule of the vote on suspension, without the state concerned; -1: no suspension */
    ENT_FORUM_TABLE(ENT_STRUCT_FIELD)
};

/* What governs the hazard of a shock:
 *   constant    `hazard` events a year, at any time that `while_*` allows;
 *   deterred    `hazard` per exposed state and year, times exposure and the failure of deterrence (M3);
 *   erosion     `hazard` per state and year at v = 1/2, modified by M1;
 *   commitment  `probability` of the external leader's absence within ten years (M4), plus `hazard` jumps a year. */
enum ent_law { ENT_LAW_CONSTANT, ENT_LAW_DETERRED, ENT_LAW_EROSION, ENT_LAW_COMMITMENT };

struct ent_shock {
    char name[ENT_MAX_NAME];
    int32_t law;            /* enum ent_law */
    uint32_t issue_domains; /* bit d: an event raises one issue in domain d */
    ENT_SHOCK_TABLE(ENT_STRUCT_FIELD)
};

/* A shock that happens in a stated month (0 = first) whatever its hazard; target: state index or -1. */
struct ent_scripted {
    int32_t shock;
    int32_t month;
    int32_t target;
};

struct ent_inputs {
    int32_t n_states, n_domains, n_forums, n_rules, n_shocks, n_scripted;
    int32_t n_months;                /* horizon */
    int32_t steps_per_month;         /* 1 or 2: step of hazards and relaxations */
    int32_t start_year, start_month; /* calendar of month 0; start_month is 1..12 */
    struct ent_parameters parameters;
    struct ent_state state[ENT_MAX_STATES];                /* sorted by code */
    double distance_km[ENT_MAX_STATES][ENT_MAX_STATES];    /* between capitals */
    double ideal_distance[ENT_MAX_STATES][ENT_MAX_STATES]; /* |difference of ideal points|; NaN where unknown */
    int32_t minilateral[ENT_MAX_STATES][ENT_MAX_STATES];   /* number of minilateral groups shared */
    struct ent_domain domain[ENT_MAX_DOMAINS];
    struct ent_rule rule[ENT_MAX_RULES];
    struct ent_forum forum[ENT_MAX_FORUMS];
    int32_t n_sequence[ENT_MAX_DOMAINS]; /* forums that may decide in the domain, in turn */
    int32_t sequence[ENT_MAX_DOMAINS][ENT_MAX_FORUMS];
    struct ent_shock shock[ENT_MAX_SHOCKS];
    struct ent_scripted scripted[ENT_MAX_SCRIPTED];
};

#endif
