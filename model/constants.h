/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What does not change during a run: the inputs, and the numbers derived from them once per cell.
 * Arrays over states are padded to ENT_P elements with zeros, so that whole vectors can be processed.
 */
#ifndef ENT_MODEL_CONSTANTS_H
#define ENT_MODEL_CONSTANTS_H

#include "model/lanes.h"
#include "model/model.h"
#include "model/real.h"

enum { ENT_MAX_ELECTION_MONTHS = 120 };

struct ent_constants {
    struct ent_inputs in; /* first: kernel.c */
    int32_t n;            /* states */
    int32_t n_pad;        /* the same, rounded up to a multiple of ENT_LANES */
    real dt;              /* length of a step in years */

    uint64_t everyone, pact, union_members, at_war; /* sets of states */
    uint64_t exposed;                               /* to an attack */
    uint32_t id[ENT_P];                             /* the state's code as a number: its identity in every draw */
    uint32_t shock_id[ENT_MAX_SHOCKS];              /* the same for a shock, from its name */
    int32_t first_election[ENT_P];                  /* month, 1..election_months; 0: never */
    uint64_t electing[ENT_MAX_ELECTION_MONTHS];     /* by the remainder of a month by election_months: who elects its government */
    int32_t population[ENT_P];                      /* thousands */

    ENT_ALIGNED real present[ENT_P]; /* 1 for a state, 0 for padding */
    real in_pact[ENT_P];             /* 1 for a member of the background pact */
    real gdp[ENT_P];                 /* bn USD */
    real root_gdp[ENT_P];
    real small[ENT_P]; /* 1 below the median root GDP */
    real n_small;
    real root_gdp_all;                          /* sum over all states */
    ENT_ALIGNED real v0[ENT_P], target0[ENT_P]; /* values alignment, and the target that makes it a fixed point */
    real effort0[ENT_P], capability0[ENT_P];
    real threat0[ENT_P], threat_constant[ENT_P];
    real threat_war[ENT_P];         /* threat per intensity of the present war */
    real threat_near[ENT_P][ENT_P]; /* [victim][state] fall of threat with distance */
    real power_near[ENT_P][ENT_P];  /* [defended][guarantor] fall of projected capability with distance */
    real attacker[ENT_P];           /* A: strength the rival can bring to bear, bn USD */
    real exposure[ENT_P];
    real trust0[ENT_P][ENT_P];
    real base[ENT_MAX_DOMAINS][ENT_P];        /* b: base position */
    real without_gas[ENT_MAX_DOMAINS][ENT_P]; /* change of position, were a state free of the rival's gas */
    real salience[ENT_MAX_DOMAINS][ENT_P];    /* median salience */
    real weight[ENT_MAX_DOMAINS][ENT_P];      /* salience x root GDP */
    real spillover[ENT_MAX_DOMAINS];          /* sigma_d = epsilon (1 - chi_d) */
    real sovereignty[ENT_P];                  /* (8 - eu_position) / 7 */
    real private_weight[ENT_P];               /* beta, from the first-order condition at the observed effort */
    real unlike_energy[ENT_P][ENT_P];         /* complementarity of energy mixes */
    real withdrawal;                          /* q: probability of withdrawal at one opportunity */
    real withdrawal_jump;                     /* chance within a step that the shock of that law brings one */
    real war_end;                             /* chance within a step that the present war ends */
    real episode_exit, restoration;           /* chance within a step that erosion ends, that a broken democracy recovers */
    real onset_rate;                          /* h_0 of the onset of erosion, a year */
    real threat_memory;                       /* rho of one step */
    real fading[ENT_MAX_SHOCKS];              /* share of its excitation that a shock loses in a step */
    real exit_chance;                         /* chance within a month that a member leaves whose benefit is below -exit_cost */
    real quiet[ENT_MAX_DOMAINS];              /* probability that no issue arrives in a month */
    real high_stake;                          /* 75th percentile of the stake of an issue */
    real memory;                              /* share of a forum's record that is left a month later */
};

/* n_pad, in a way that lets compilers see at least one group of lanes and no remainder. A narrow copy of the kernel serves
 * worlds that fill its arrays, and knows it. */
ENT_INLINE int padded(const struct ent_constants *k)
{
    const int n = (int)ENT_P < (int)ENT_MAX_STATES ? (int)ENT_P : k->n_pad;
    if (n < ENT_LANES || n % ENT_LANES) __builtin_unreachable();
    return n;
}

#endif
