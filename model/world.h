/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One world: everything that changes during a run, as plain arrays. It is reset, never reallocated.
 * Arrays over states are padded with zeros to ENT_P elements.
 */
#ifndef ENT_MODEL_WORLD_H
#define ENT_MODEL_WORLD_H

#include "model/constants.h"
#include "model/random.h"
#include "model/rules.h"
#include "model/timing.h"
#include "model/trace.h"

enum { ENT_STABLE, ENT_ERODING, ENT_BROKEN };                      /* stage of a democracy */
enum { ENT_LEADING, ENT_CONDITIONAL, ENT_ABSENT };                 /* commitment of the external leader */
enum { ENT_UNSIGNED, ENT_RATIFYING, ENT_IN_FORCE, ENT_DISSOLVED }; /* life of a forum */
enum { ENT_MAX_MEMORIES = 256 };                                   /* what trust remembers of one month */

/* An item on the agenda. What every month asks of every item comes first, in one cache line. */
struct ent_issue {
    _Alignas(64) int32_t domain, arrival, serial; /* its identity: (arrival, domain, serial) */
    int32_t forum;                                /* index of the forum that holds it; -1: none */
    int32_t ready;                                /* month of the first vote in that forum */
    int32_t proposed;                             /* 1 once that forum has put a text on the table */
    int32_t reserved;                             /* 1: reserved legal basis */
    int32_t failed;                               /* the vote of this month failed, with `ballot` */
    int32_t overdue;                              /* its urgency time is over */
    int32_t second;                               /* a second domain it touches; -1: none */
    real stake, urgency;                          /* urgency U in months */
    real reach;                                   /* the depth at which it starts: below 1 if part of the matter lies with other forums */
    uint32_t founded;                             /* bit f: ad hoc forum f was founded on it */
    int32_t internal;                             /* 1: concerns the union's own members only */
    int32_t refused, reported;                    /* a vote failed; a veto was reported */
    int32_t stated;                               /* all but one have made a statement */
    struct ent_ballot ballot;
    real preparation;           /* its draw of mean 1 */
    real quo, text, depth;      /* status quo q, compromise y0, depth of the text */
    real covered, covered_only; /* coverage at U, with and without spillover */
    uint64_t concerns;          /* N_k: the states it concerns */
};

/* What trust will remember of this month: a recorded vote or what counts like one (trust.c), or a change alike for all pairs of `yes`. */
struct ent_memory {
    uint64_t yes, no;
    real weight; /* of agreement and refusal */
    real change; /* added for all pairs of `yes`, where nothing was voted on: weight 0 */
};

/* Issues decided in time, and all, with fading memory. */
struct ent_record {
    real successes, trials;
};

/* A forum: what its members share, and what it has to show. */
struct ent_forum_state {
    int32_t life;                            /* ENT_UNSIGNED .. ENT_DISSOLVED */
    uint32_t scope;                          /* bit per domain it may decide in */
    uint32_t identity;                       /* of its draws: scope, and its rank among forums of equal scope */
    int32_t reserved_rule[ENT_MAX_DOMAINS];  /* for issues of reserved legal basis, as reforms have left it */
    uint64_t members, suspended, candidates; /* the only truth about membership */
    uint64_t signatories, ratified;
    real capital;                                          /* K */
    real trust;                                            /* mean trust among members */
    real successes, trials;                                /* decided in time, and all, with fading memory */
    struct ent_record reserved[ENT_MAX_DOMAINS], ordinary; /* the same by legal basis, for reforms of its rules */
    int32_t reform_due[ENT_MAX_DOMAINS];                   /* month before which a reform is not proposed again */
    real dilution, effective0;                             /* widening since it came into force */
    int32_t formed, active;                                /* ad hoc: month in which it was formed; in which it was, or last decided */
    int32_t pillar;                                        /* 1: has decided while the external power that led it is absent */
    real achievement[ENT_MAX_DOMAINS];                     /* z_fd */
    real capital_change;                                   /* events of this month */
    real purse;                                            /* for side payments, utility x stake of a state of mean root GDP */
};

/* What a set of states is to each state that belongs to it or would join it; it follows from the set alone. */
struct ent_club {
    uint64_t members;             /* 0: not computed */
    ENT_ALIGNED real good[ENT_P]; /* G: club good of size */
    real unlike[ENT_P];           /* 1 + k comp: complementarity of energy mixes */
};

/* How much the members of a forum trust each state, in sum; it follows from the set and the trust of the month. */
struct ent_confidence {
    uint64_t members; /* 0: not computed since trust changed */
    ENT_ALIGNED real in[ENT_P];
};

/* The different sets of states that share pacts, and which of them each state belongs to. */
struct ent_alliances {
    uint64_t members[ENT_MAX_FORUMS]; /* from which they follow */
    int32_t n;                        /* 0: not computed */
    int32_t of[ENT_P];
    uint64_t set[ENT_P];
};

struct ent_world {
    struct ent_stream stream;
    int32_t month, step; /* step within the month */
    int32_t failure, failure_month;
    struct ent_run_result *out;    /* where counts by state, domain and duration go */
    const struct ent_trace *trace; /* who listens to a traced run; NULL: nobody */
#ifdef ENT_TIMED
    struct ent_stopwatch *stopwatch;
#endif

    /* states */
    ENT_ALIGNED real v[ENT_P]; /* values alignment */
    real target[ENT_P];        /* v*, its own target */
    real stage[ENT_P];         /* ENT_STABLE .. ENT_BROKEN */
    real gate_error[ENT_P];    /* error with which others measure v */
    real effort[ENT_P];        /* share of GDP */
    real capability[ENT_P];    /* bn USD */
    real threat[ENT_P];
    real alienation[ENT_P];
    real deviation[ENT_MAX_DOMAINS][ENT_P]; /* f: of the government of the day */
    real trust[ENT_P][ENT_P];               /* mutual, to the last bit; diagonal 0 */

    /* what the states see of one another this month, from trust */
    real trusted_values[ENT_P], trusted_erosion[ENT_P], trust_given[ENT_P];
    real anchor[ENT_P]; /* credible loss of membership upon erosion */

    /* the world around */
    int32_t leader;                       /* ENT_LEADING .. ENT_ABSENT */
    real enablers;                        /* e */
    real war;                             /* W: the present war, 0 once it has ended */
    real excitation[ENT_MAX_SHOCKS];      /* events a year left by earlier events */
    int32_t active_until[ENT_MAX_SHOCKS]; /* month in which a lasting shock ends */
    int32_t war_until[ENT_P];             /* a new war on a state lasts until this month; 0: none */
    real war_severity[ENT_P];
    real pressure;     /* on the onset of erosion, from shocks that last */
    real trust_lost;   /* by shocks since trust was last updated, over all pairs */
    int32_t n_exits;   /* members that shocks make leave when memberships are next updated */
    uint32_t raised;   /* shocks that raise issues this month, besides attacks */
    uint64_t attacked; /* states attacked since issues last arrived */
    int32_t attack_shock[ENT_P];
    ENT_ALIGNED real help[ENT_P]; /* M3: capability that allies would bring to the defence of each exposed state, bn USD */

    /* forums */
    struct ent_forum_state forum[ENT_MAX_FORUMS];
    struct ent_alliances alliances;
    struct ent_club club[ENT_MAX_FORUMS]; /* of the members it was last asked for */
    struct ent_confidence confidence[ENT_MAX_FORUMS];
    ENT_ALIGNED real in[ENT_MAX_FORUMS][ENT_P]; /* 1 for members: made from the bits each month */
    real benefit[ENT_MAX_FORUMS][ENT_P];        /* U: utility of membership */
    int32_t due[ENT_MAX_FORUMS][ENT_P];         /* month of ratification or of the vote on admission */
    int32_t below[ENT_MAX_FORUMS][ENT_P];       /* months below the floor */
    int32_t determined[ENT_MAX_FORUMS][ENT_P];  /* determinations adopted in proceedings for suspension */
    int32_t suspension[ENT_MAX_FORUMS][ENT_P];  /* months of suspension */
    real pressing[ENT_MAX_FORUMS][ENT_P];       /* M9: accumulated share of stakes of an outsider */
    real realised[ENT_MAX_FORUMS][ENT_P];       /* M13: policy gains of members, with fading memory */

    /* agenda */
    int32_t n_pending, n_free;
    int32_t pending[ENT_MAX_ISSUES]; /* slots in the order of arrival */
    int32_t n_failed;
    int32_t failed[ENT_MAX_ISSUES]; /* slots whose vote failed this month, in the same order; some may have been adopted since */
    int32_t free_slot[ENT_MAX_ISSUES];
    struct ent_issue issue[ENT_MAX_ISSUES];
    ENT_ALIGNED real noise[ENT_MAX_ISSUES][ENT_P]; /* of positions on the issue */
    real salience[ENT_MAX_ISSUES][ENT_P];          /* on the issue */
    real settled[ENT_MAX_DOMAINS];                 /* m_d: settled policy */
    real settled_change[ENT_MAX_DOMAINS];
    ENT_ALIGNED real position[ENT_MAX_DOMAINS][ENT_P]; /* b + f, and what independence of gas has changed */
    real stance[ENT_MAX_DOMAINS][ENT_P];               /* the same, moved by threat and values */
    int32_t n_memories;
    struct ent_memory remembered[ENT_MAX_MEMORIES];
    ENT_ALIGNED real excluded[ENT_P], heard[ENT_P], at_stake[ENT_P]; /* M12: of the issues decided this month */

    /* what the run will report */
    int32_t failed_month; /* in which the order failed; -1: it holds */
    struct ent_tallies {
        double sum[ENT_N_TRAJECTORIES]; /* of monthly values */
        double alienation_gini, small_alienation;
        int32_t n_exposed; /* months in which deterrence was recorded */
        double stake_urgent, stake_internal, stake_internal_undecided;
        double undecided, uncovered, uncovered_only, refusal, procedural;
        double cohesion, cohesion_stake;
        double waited;
        int32_t n_waited;
        int32_t n_vetoes, n_majority_acts, n_uncontested;
        int32_t n_onsets, n_attacks, n_attacks_pact, n_suspensions, n_wrongful, n_reforms, n_cooperations;
        int32_t n_statements, n_packages, n_bought;
        int32_t n_coalitions;
        int32_t deadlock_now, deadlock_longest;
        ENT_ALIGNED int32_t n_settled[ENT_P];
        ENT_ALIGNED double welfare[ENT_P];
    } tally;
};

#endif
