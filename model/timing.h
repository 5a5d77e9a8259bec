/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the time of a month goes. One copy of the kernel, compiled with ENT_TIMED, reads a clock around each mechanism of the
 * schedule and counts random words; in all others this is nothing.
 */
#ifndef ENT_MODEL_TIMING_H
#define ENT_MODEL_TIMING_H

#include <stdint.h>

/* X(name, function): the mechanisms in the order of the month's schedule (step.c). */
#define ENT_TIMED_PARTS(X)                \
    X(shocks, shocks_happen)              \
    X(threat, threat_update)              \
    X(values, values_update)              \
    X(commitment, commitment_opportunity) \
    X(elections, agenda_elections)        \
    X(positions, agenda_positions)        \
    X(arrivals, agenda_arrivals)          \
    X(bargaining, bargaining_month)       \
    X(reform, reform_month)               \
    X(alienation, alienation_update)      \
    X(capital, capital_update)            \
    X(trust, trust_update)                \
    X(effort, effort_update)              \
    X(enablers, commitment_rebuild)       \
    X(membership, membership_update)      \
    X(aggression, aggression_happens)     \
    X(survey, trust_survey)               \
    X(failure, order_may_fail)            \
    X(record, record_month)               \
    X(check, world_check)

#define ENT_TIMED_ENUM(name, function) ENT_TIMED_##function,
enum ent_timed_part { ENT_TIMED_PARTS(ENT_TIMED_ENUM) ENT_N_TIMED_PARTS };

struct ent_stopwatch {
    uint64_t (*clock)(void); /* in any unit */
    uint64_t ticks[ENT_N_TIMED_PARTS];
    uint64_t calls[ENT_N_TIMED_PARTS];
    uint64_t words; /* random words drawn after the start of the run */
};

#endif
