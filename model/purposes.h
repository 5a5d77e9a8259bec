/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What random numbers are drawn for. The purpose is part of the counter of a draw (random.h), so a new row
 * goes to the end and no row is ever moved, removed or given another meaning: that would change results.
 */
#ifndef ENT_MODEL_PURPOSES_H
#define ENT_MODEL_PURPOSES_H

/* X(name, doc); the doc ends with what the stable id is. */
#define ENT_PURPOSES(X)                                                           \
    X(SHOCK, "whether a shock happens this month; id: the shock")                 \
    X(SHOCK_SIZE, "severity of a shock; id: the shock")                           \
    X(VALUES_NOISE, "yearly disturbance of values alignment; id: the state")      \
    X(EROSION, "onset, exit and outcome of an episode of erosion; id: the state") \
    X(GATE, "error with which others measure values alignment; id: the state")    \
    X(LEADER, "change of the leading external power's stage; id: 0")              \
    X(ELECTION, "turn of a government's positions; id: the state")                \
    X(ELECTION_DATE, "month of the first election; id: the state")                \
    X(ARRIVALS, "number of issues that arrive; id: the domain")                   \
    X(ISSUE, "legal basis, scope, stake, urgency; id: the issue")                 \
    X(ISSUE_POSITION, "a state's position on an issue; id: issue and state")      \
    X(ISSUE_SALIENCE, "a state's salience of an issue; id: issue and state")      \
    X(AGGRESSION, "whether a state is attacked; id: the state")                   \
    X(WAR_LENGTH, "duration of a new war; id: the state attacked")                \
    X(HONOUR, "whether a guarantee is honoured; id: the guarantor")               \
    X(WAR_END, "whether the present war ends; id: 0")                             \
    X(RATIFICATION, "duration and failure of a ratification; id: the state")      \
    X(ENTRY, "entry of a state into a forum; id: forum and state")                \
    X(EXIT, "exit of a state from a forum; id: forum and state")                  \
    X(FORUM_LIFE, "death of a forum; id: the forum")                              \
    X(ATTACK_ISSUE, "issues raised by an attack; id: state and domain")

#define ENT_PURPOSE_ENUM(name, doc) ENT_PURPOSE_##name,
enum ent_purpose { ENT_PURPOSES(ENT_PURPOSE_ENUM) ENT_N_PURPOSES };

#endif
