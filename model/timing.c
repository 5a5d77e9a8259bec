/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Included before step.c in the timed copy of the kernel: each mechanism of the schedule is called between two looks at the clock.
 */
#define TIMED(function, k, w)                                                            \
    do {                                                                                 \
        const uint64_t before = (w)->stopwatch->clock();                                 \
        function(k, w);                                                                  \
        (w)->stopwatch->ticks[ENT_TIMED_##function] += (w)->stopwatch->clock() - before; \
        (w)->stopwatch->calls[ENT_TIMED_##function]++;                                   \
    } while (0)

#define shocks_happen(k, w) TIMED(shocks_happen, k, w)
#define threat_update(k, w) TIMED(threat_update, k, w)
#define values_update(k, w) TIMED(values_update, k, w)
#define commitment_opportunity(k, w) TIMED(commitment_opportunity, k, w)
#define agenda_elections(k, w) TIMED(agenda_elections, k, w)
#define agenda_positions(k, w) TIMED(agenda_positions, k, w)
#define agenda_arrivals(k, w) TIMED(agenda_arrivals, k, w)
#define bargaining_month(k, w) TIMED(bargaining_month, k, w)
#define reform_month(k, w) TIMED(reform_month, k, w)
#define alienation_update(k, w) TIMED(alienation_update, k, w)
#define capital_update(k, w) TIMED(capital_update, k, w)
#define trust_update(k, w) TIMED(trust_update, k, w)
#define effort_update(k, w) TIMED(effort_update, k, w)
#define commitment_rebuild(k, w) TIMED(commitment_rebuild, k, w)
#define membership_update(k, w) TIMED(membership_update, k, w)
#define aggression_happens(k, w) TIMED(aggression_happens, k, w)
#define trust_survey(k, w) TIMED(trust_survey, k, w)
#define order_may_fail(k, w) TIMED(order_may_fail, k, w)
#define record_month(k, w) TIMED(record_month, k, w)
#define world_check(k, w) TIMED(world_check, k, w)
