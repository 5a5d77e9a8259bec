/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run can tell about itself, month by month. Mechanisms say TRACE(w, KIND, told.state = i, ...) where something
 * happens; only the traced copy of the kernel listens, in all others the line is nothing. Telling changes nothing: a
 * traced run has the bits of the untraced one.
 */
#ifndef ENT_MODEL_TRACE_H
#define ENT_MODEL_TRACE_H

#include <stdint.h>

/* X(name, doc). What an event's sets and values mean is said here; fields that are not named are -1 or 0. */
#define ENT_TRACE_KINDS(X)                                                                                                                \
    X(SHOCK, "a shock strikes; shock; value: trust lost by every pair, capital lost by forums that crises reach")                         \
    X(ATTACK, "a state is attacked; shock, state; yes: who keeps the promise of defence, no: who breaks it; value: months of war")        \
    X(WAR_END, "a war ends; state: on whom; none: the war present at the start, set: on whom")                                            \
    X(LEADER, "the external power's commitment changes; value: stage before, stage after, enablers")                                      \
    X(ONSET, "erosion of democracy begins; state; value: alignment")                                                                      \
    X(BREAKDOWN, "an eroding democracy breaks down; state; value: alignment")                                                             \
    X(RECOVERY, "a democracy recovers; state; value: alignment, stage before")                                                            \
    X(ELECTION, "a new government; state, domain: where it differs most from its state's base position; value: by how much")              \
    X(ISSUE,                                                                                                                              \
      "an issue arrives; forum: who takes it up, other: second domain, shock, state: what raised it, if a shock; set: whom it concerns; " \
      "value: stake, urgency in months, status quo, 1 if the legal basis is reserved, months until the first vote")                       \
    X(TAKEN_UP, "an issue goes to the next forum; forum; value: months until its first vote there")                                       \
    X(PROPOSAL, "a text is on the table; forum, state: who proposed it (-1: a compromise of all); value: text, status quo")               \
    X(VOTE, "a vote failed; forum; yes, no, abstain; value: text voted on, its depth")                                                    \
    X(REFUSAL, "one member refused in it; forum, state; value: gain, slack, deficit, deficit that it tolerates, payment offered")         \
    X(VETO, "the refusal is a reported veto; forum; no")                                                                                  \
    X(STATEMENT, "all but one make a statement; forum; yes, no")                                                                          \
    X(BOUGHT, "a refuser is paid to consent; forum, state; value: payment, left in the purse")                                            \
    X(PACKAGE, "two issues are exchanged; forum, other; with: the other issue; value: gain of each side, price of linkage")               \
    X(COOPERATION, "a group goes ahead without the others; forum, other: which cooperation; yes: who takes part")                         \
    X(DECISION, "a text is adopted; forum; yes, no, abstain, set: whom it binds; value: text, depth, coverage, compliance")               \
    X(OVERDUE, "an issue passes its urgency undecided; forum")                                                                            \
    X(DROPPED, "an issue leaves the agenda undecided; forum")                                                                             \
    X(SIGNED, "a treaty is signed; forum; set: signatories, no: those whose parliaments will refuse")                                     \
    X(UNSIGNED, "too many parliaments say no to a treaty; forum")                                                                         \
    X(RATIFIED, "a state ratifies; forum, state")                                                                                         \
    X(IN_FORCE, "a treaty enters into force; forum; set: members")                                                                        \
    X(COALITION, "an ad hoc coalition forms; forum; set: founders")                                                                       \
    X(LAPSED, "an ad hoc coalition dissolves; forum; set: members")                                                                       \
    X(APPLIED, "a state applies; forum, state; value: utility of membership, months until the vote")                                      \
    X(ENTERED, "a state is admitted; forum, state; value: measured alignment")                                                            \
    X(TURNED_DOWN, "an application fails; forum, state; no: who refused; value: measured alignment, floor")                               \
    X(PRESSED_IN, "an excluded state presses its way in; forum, state; value: accumulated pressure")                                      \
    X(DETERMINATION, "a step towards suspension; forum, state; yes, no, abstain; value: step, 1 if it passed")                            \
    X(SUSPENDED,                                                                                                                          \
      "a member is suspended; forum, state; yes, no; value: true alignment, as others saw it, floor; set: the state, if wrongful")        \
    X(RESTORED, "a suspended member is restored; forum, state")                                                                           \
    X(EXPELLED, "a member is expelled; forum, state")                                                                                     \
    X(LEFT, "a member leaves; forum, state; value: utility of membership")                                                                \
    X(REFORM, "a reform of the rules is voted on; forum, domain; yes, no, abstain, set: those whose parliaments stop it; "                \
              "value: 1 if adopted, 1 if a parliament stopped it")                                                                        \
    X(PILLAR, "for the first time a forum decides without the external power that led it; forum; yes; value: enablers")                   \
    X(DISSOLVED, "a forum ends; sets and values as of a standing")                                                                        \
    X(ORDER_FAILED, "no forum is left for defence, or for most domains; value: domains that have one, 1 if defence has none")             \
    X(STANDING, "how a forum stands at the end of a year; forum; set: members, no: those who lost by its decisions, abstain: suspended; " \
                "value: institutional capital, trust among members, share decided in time, capability of those who lost, dilution")

#define ENT_TRACE_ENUM(name, doc) ENT_TRACE_##name,
enum ent_trace_kind { ENT_TRACE_KINDS(ENT_TRACE_ENUM) ENT_N_TRACE_KINDS };

/* An issue: (arrival, domain, serial) tells it apart; arrival -1: none. */
struct ent_trace_issue {
    int32_t arrival, domain, serial;
};

struct ent_trace_event {
    int32_t month, kind;
    int32_t forum, other, domain, state, shock;
    struct ent_trace_issue issue, with;
    uint64_t yes, no, abstain, set;
    double value[5];
};

/* Who listens. */
struct ent_trace {
    void *context;
    void (*tell)(void *context, const struct ent_trace_event *event);
};

/* TRACE(w, SUSPENDED, told.forum = f, told.state = i, told.yes = ballot.yes): the arguments fill the event `told`. */
#ifdef ENT_TRACED
#define TRACE(w, what, ...)                                                      \
    do {                                                                         \
        struct ent_trace_event told = trace_blank((w)->month, ENT_TRACE_##what); \
        (void)(__VA_ARGS__);                                                     \
        trace_tell(w, &told);                                                    \
    } while (0)
#else
#define TRACE(w, what, ...) ((void)0)
#endif

#endif
