/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tellers of what happens to the world: shocks, wars, the external power, democracy, elections.
 */
#include <math.h>

#include "analysis/trace_text.h"
#include "model/rules.h"

size_t ent_tell_shock(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  %s:", teller->inputs->shock[event->shock].name);
    ENT_SAY(teller, " trust falls by %.3f", event->value[0]);
    if (event->value[1] > 0) ENT_SAY(teller, ", institutional capital by %.2f", event->value[1]);
    ENT_SAY(teller, "\n");
    return 1;
}

/* An attack and the shock that comes with it. */
size_t ent_tell_attack(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const struct ent_trace_event *next = at + 1 < teller->chronicle->n_events ? ent_told(teller, at + 1) : NULL;
    const uint64_t allies = event->yes | event->no;
    ENT_SAY(teller, "  %s: %s is attacked; the war will last %.0f months", teller->inputs->shock[event->shock].name,
            ent_code_of(teller, event->state), event->value[0]);
    if (allies) {
        ENT_SAY(teller, ". Of %d allies ", ent_set_count(allies));
        ent_say_set(teller, event->yes, allies);
        ENT_SAY(teller, " keep the promise of defence, ");
        ent_say_set(teller, event->no, allies);
        ENT_SAY(teller, " break it");
    } else {
        ENT_SAY(teller, ". It has no allies");
    }
    const int with_shock = next && next->kind == ENT_TRACE_SHOCK && next->shock == event->shock && next->month == event->month;
    if (with_shock && next->value[0] > 0) ENT_SAY(teller, "; trust falls by %.3f", next->value[0]);
    ENT_SAY(teller, "\n");
    return with_shock ? 2 : 1;
}

size_t ent_tell_war_end(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  The war on ");
    if (event->state >= 0)
        ENT_SAY(teller, "%s", ent_code_of(teller, event->state));
    else
        ent_say_set(teller, event->set, 0);
    ENT_SAY(teller, " ends\n");
    return 1;
}

size_t ent_tell_leader(struct ent_teller *teller, size_t at)
{
    static const char *const stages[] = {"leading", "conditional", "absent"};
    const struct ent_trace_event *event = ent_told(teller, at);
    const int before = (int)event->value[0], after = (int)event->value[1];
    ENT_SAY(teller, "  The external power's commitment: %s -> %s; enablers %.2f\n", before >= 0 && before <= 2 ? stages[before] : "?",
            after >= 0 && after <= 2 ? stages[after] : "?", event->value[2]);
    return 1;
}

/* Onset, breakdown and recovery. */
size_t ent_tell_democracy(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const char *what = event->kind == ENT_TRACE_ONSET       ? "democracy begins to erode"
                       : event->kind == ENT_TRACE_BREAKDOWN ? "democracy breaks down"
                       : event->value[1] > 1                ? "democracy is restored"
                                                            : "the erosion of democracy is halted";
    ENT_SAY(teller, "  %s: %s (values alignment %.2f)\n", ent_code_of(teller, event->state), what, event->value[0]);
    return 1;
}

/* The elections of a month in one line. */
size_t ent_tell_elections(struct ent_teller *teller, size_t at)
{
    const size_t n = ent_told_alike(teller, at);
    ENT_SAY(teller, "  New governments: ");
    for (size_t e = at; e < at + n; e++) {
        const struct ent_trace_event *event = ent_told(teller, e);
        ENT_SAY(teller, "%s%s (%s %+.2f)", e > at ? ", " : "", ent_code_of(teller, event->state), ent_domain_of(teller, event->domain),
                event->value[0]);
    }
    ENT_SAY(teller, "\n");
    return n;
}
