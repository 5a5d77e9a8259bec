/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The month's schedule. Each mechanism reads the world as the earlier ones left it and treats all states at once:
 * the order in which states are visited does not matter.
 */

/* Hazards and relaxations take one or two steps a month; the agenda, votes and memberships one. */
static void step_month(const struct ent_constants *k, struct ent_world *w)
{
    for (w->step = 0; w->step < k->in.steps_per_month; w->step++) {
        const int monthly = w->step == 0;
        shocks_happen(k, w);
        threat_update(k, w);
        values_update(k, w);
        commitment_opportunity(k, w);
        if (monthly) {
            agenda_elections(k, w);
            agenda_positions(k, w);
            agenda_arrivals(k, w);
            bargaining_month(k, w);
            reform_month(k, w);
            alienation_update(k, w);
            capital_update(k, w);
        }
        trust_update(k, w);
        effort_update(k, w);
        commitment_rebuild(k, w);
        if (monthly) membership_update(k, w);
        aggression_happens(k, w);
        trust_survey(k, w);
    }
    order_may_fail(k, w);
    record_month(k, w);
    world_check(k, w);
}
