/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What random numbers are drawn for. The purpose is part of the counter of a draw (random.h), so a new row
 * goes to the end and no row is ever moved, removed or given another meaning: that would change results.
 */
#ifndef ENT_MODEL_PURPOSES_H
#define ENT_MODEL_PURPOSES_H

/* X(name, doc); the doc ends with what the stable id is. */
#define ENT_PURPOSES(X)                                                                                            \
    X(SHOCK, "whether a shock happens in a step, and its size and length; id: the shock")                          \
    X(SHOCK_SIZE, "size and length of a scripted shock; id: the shock")                                            \
    X(VALUES_NOISE, "disturbance and measurement of values alignment, stage of erosion; id: the state")            \
    X(GATE, "error of measurement at the start; id: the state")                                                    \
    X(LEADER, "change of the leading external power's commitment; id: 0")                                          \
    X(ELECTION, "turn of a government's positions; id: the state")                                                 \
    X(ELECTION_DATE, "month of the first election, with seed 0 and run 0; id: the state")                          \
    X(ARRIVALS, "number of issues that arrive; id: the domain")                                                    \
    X(ISSUE, "stake, urgency, preparation, legal basis, scope, status quo; step: the issue; id: part of the draw") \
    X(ISSUE_POSITION, "position and salience of a state on an issue; step: the issue; id: the state")              \
    X(AGGRESSION, "whether a state is attacked; step: the shock; id: the state")                                   \
    X(WAR_LENGTH, "length of a new war, size of its shock; id: the state attacked")                                \
    X(HONOUR, "whether a promise of defence is kept; step: the state attacked; id: the guarantor")                 \
    X(WAR_END, "whether the present war ends; id: 0")                                                              \
    X(RATIFICATION, "length and failure of a ratification; step: the forum's scope; id: the state")                \
    X(ENTRY, "delay and failure of an accession; step: the forum's scope; id: the state")                          \
    X(EXIT, "whether a state leaves a forum that does not pay; step: the forum's scope; id: the state")            \
    X(FORUM_LIFE, "whether a forum ends; id: its scope")                                                           \
    X(REFORM, "whether a reform is proposed; step: the forum's scope and the domain; id: 0, or the state whose parliament has its say")

#define ENT_PURPOSE_ENUM(name, doc) ENT_PURPOSE_##name,
enum ent_purpose { ENT_PURPOSES(ENT_PURPOSE_ENUM) ENT_N_PURPOSES };

#endif
