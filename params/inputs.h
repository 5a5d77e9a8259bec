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
    ENT_MAX_DETERMINATIONS = 2, /* votes before the one that suspends */
    ENT_MAX_COOPERATIONS = 4,
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
    G(exchange, ENT_EXCHANGE_TABLE)     \
    G(oversight, ENT_OVERSIGHT_TABLE)   \
    G(reform, ENT_REFORM_TABLE)         \
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

/* What an abstention does: counts against; does not stand in the way; leaves the base of the quota; or does not stand in the
 * way and frees from the decision (constructive abstention, Art. 31(1) TEU: who abstains stands aside and is not bound). */
enum ent_abstention { ENT_ABSTENTION_AGAINST, ENT_ABSTENTION_ALLOWS, ENT_ABSTENTION_EXCLUDED, ENT_ABSTENTION_ASIDE };

/* In favour if weight(yes) * quota_den >= quota_num * weight(all who may vote). */
struct ent_tally {
    int32_t weight; /* enum ent_weight */
    int32_t quota_num;
    int32_t quota_den;
};

/* A decision rule: all tallies must be met, unless too few members oppose to block. Fractions with numerator 0: no such clause. */
struct ent_rule {
    char name[ENT_MAX_NAME];
    int32_t n_tallies;
    struct ent_tally tally[ENT_MAX_TALLIES];
    int32_t blocking_least;             /* least number of opponents that can block; 0: no such clause */
    int32_t blocking_num, blocking_den; /* Art. 238(3) TFEU: it takes one more than the fewest whose population exceeds this share */
    int32_t abstention;                 /* enum ent_abstention */
    int32_t aside_num, aside_den;       /* not adopted if those who stand aside reach this share of members and of population */
    int32_t silence;                    /* 1: adopted unless somebody opposes; whoever says nothing agrees */
};

/* A group within a forum that may go ahead without the others: enhanced cooperation (Art. 20 TEU, 326-334 TFEU), permanent
 * structured cooperation (Art. 42(6), 46 TEU). It binds those who take part. */
struct ent_cooperation {
    char name[ENT_MAX_NAME];
    uint32_t domains;      /* bit d: allowed in domain d */
    int32_t authorisation; /* rule by which all members authorise it; -1: none is needed */
    int32_t reserved_rule; /* rule among those who take part, for issues of reserved legal basis */
    int32_t ordinary_rule; /* and for all others */
    ENT_COOPERATION_TABLE(ENT_STRUCT_FIELD)
};

enum ent_oversight { ENT_OVERSIGHT_NONE, ENT_OVERSIGHT_SECRETARIAT, ENT_OVERSIGHT_PARLIAMENTARY };

/* A body that decides for its members. Sets of states are bit masks over the state index (sorted by code). */
struct ent_forum {
    char name[ENT_MAX_NAME];
    uint64_t founders;                      /* members at the start if in force; else the states that negotiate the treaty */
    uint64_t eligible;                      /* states that may ever join */
    uint64_t waived;                        /* states to which the values floor does not apply */
    uint64_t candidates;                    /* states that have applied before the start */
    int32_t oversight;                      /* enum ent_oversight */
    int32_t reserved_rule[ENT_MAX_DOMAINS]; /* rule for issues of reserved legal basis; -1: does not decide in the domain */
    int32_t ordinary_rule[ENT_MAX_DOMAINS]; /* rule for all other issues */
    uint64_t leader;                        /* the member that leads, one bit; 0: none, or an external power (external_leader) */
    uint32_t command_of;                    /* bit f: may use the pooled command of forum f */
    int32_t entry_rule;                     /* rule of the vote on admission; -1: admission without a vote */
    int32_t suspension_rule;                /* rule of the vote on suspension, without the state concerned; -1: no suspension */
    int32_t n_determinations;               /* votes that must come before it, a year apart, as in Art. 7(1) and 7(2) TEU */
    int32_t determination_rule[ENT_MAX_DETERMINATIONS];
    uint32_t reform_domains; /* bit d: the rule for reserved issues of domain d may be reformed (Art. 48(7) TEU) */
    int32_t reform_rule;     /* rule of the vote on the reform, today's */
    int32_t reform_to;       /* rule for reserved issues once it is adopted */
    int32_t n_cooperations;
    struct ent_cooperation cooperation[ENT_MAX_COOPERATIONS];
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
