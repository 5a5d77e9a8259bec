/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tellers of institutions: treaties, members, discipline, reform, and the end of forums.
 */
#include "analysis/trace_text.h"
#include "model/rules.h"

static const struct ent_forum *forum_at(const struct ent_teller *teller, int32_t forum)
{
    return &teller->inputs->forum[forum];
}

size_t ent_tell_signed(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  Treaty of %s: signed by %d, ", ent_forum_of(teller, event->forum), ent_set_count(event->set));
    ent_say_set(teller, event->set, forum_at(teller, event->forum)->founders);
    ENT_SAY(teller, "; in force at %d ratifications", (int)forum_at(teller, event->forum)->ratifications);
    if (event->no) {
        ENT_SAY(teller, "; to be refused by the parliament of ");
        ent_say_set(teller, event->no, 0);
    }
    ENT_SAY(teller, "\n");
    return 1;
}

/* The ratifications of a month in one line. */
size_t ent_tell_ratified(struct ent_teller *teller, size_t at)
{
    const size_t n = ent_told_alike(teller, at);
    uint64_t set = 0;
    for (size_t e = at; e < at + n; e++) set |= UINT64_C(1) << ent_told(teller, e)->state;
    ENT_SAY(teller, "  Treaty of %s: ratified by ", ent_forum_of(teller, ent_told(teller, at)->forum));
    ent_say_set(teller, set, 0);
    ENT_SAY(teller, "\n");
    return n;
}

/* A treaty that fails, a treaty or a coalition that begins, a coalition that lapses. */
size_t ent_tell_forum_life(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const char *forum = ent_forum_of(teller, event->forum);
    if (event->kind == ENT_TRACE_UNSIGNED) {
        ENT_SAY(teller, "  Treaty of %s: too many parliaments refuse; it is void\n", forum);
        return 1;
    }
    if (event->kind == ENT_TRACE_IN_FORCE)
        ENT_SAY(teller, "  Treaty of %s: in force among %d, ", forum, ent_set_count(event->set));
    else if (event->kind == ENT_TRACE_COALITION)
        ENT_SAY(teller, "  The coalition %s forms: ", forum);
    else
        ENT_SAY(teller, "  The coalition %s dissolves: ", forum);
    ent_say_set(teller, event->set, forum_at(teller, event->forum)->eligible);
    ENT_SAY(teller, "\n");
    return 1;
}

/* The applications to one forum in a month in one line. */
size_t ent_tell_applied(struct ent_teller *teller, size_t at)
{
    const size_t n = ent_told_alike(teller, at);
    ENT_SAY(teller, "  Applying to %s: ", ent_forum_of(teller, ent_told(teller, at)->forum));
    for (size_t e = at; e < at + n; e++) {
        const struct ent_trace_event *event = ent_told(teller, e);
        ENT_SAY(teller, "%s%s (worth %.3f, vote in %.0f months)", e > at ? ", " : "", ent_code_of(teller, event->state), event->value[0],
                event->value[1]);
    }
    ENT_SAY(teller, "\n");
    return n;
}

/* Admitted by a vote, or by pressure. */
size_t ent_tell_entered(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const int32_t members = ent_set_count(teller->members[event->forum]);
    if (event->kind == ENT_TRACE_ENTERED)
        ENT_SAY(teller, "  %s enters %s (measured alignment %.2f)", ent_code_of(teller, event->state), ent_forum_of(teller, event->forum),
                event->value[0]);
    else
        ENT_SAY(teller, "  %s presses its way into %s (pressure %.2f)", ent_code_of(teller, event->state),
                ent_forum_of(teller, event->forum), event->value[0]);
    ENT_SAY(teller, "; it now has %d members\n", (int)members);
    return 1;
}

static void say_why_not(struct ent_teller *teller, const struct ent_trace_event *event)
{
    if (event->no) {
        ENT_SAY(teller, "against ");
        ent_say_set(teller, event->no, teller->members[event->forum]);
    } else if (event->value[1] > 0 && event->value[0] < event->value[1]) {
        ENT_SAY(teller, "measured alignment %.2f below %.2f", event->value[0], event->value[1]);
    } else {
        ENT_SAY(teller, "the ratification fails");
    }
}

/* All that follow one another in a month in one line. */
size_t ent_tell_turned_down(struct ent_teller *teller, size_t at)
{
    const int32_t month = ent_told(teller, at)->month;
    size_t n = 0;
    ENT_SAY(teller, "  Turned down: ");
    for (; at + n < teller->chronicle->n_events; n++) {
        const struct ent_trace_event *event = ent_told(teller, at + n);
        if (event->kind != ENT_TRACE_TURNED_DOWN || event->month != month) break;
        ENT_SAY(teller, "%s%s by %s (", n ? "; " : "", ent_code_of(teller, event->state), ent_forum_of(teller, event->forum));
        say_why_not(teller, event);
        ENT_SAY(teller, ")");
    }
    ENT_SAY(teller, "\n");
    return n;
}

/* Restored, expelled, or gone by itself. */
size_t ent_tell_member_change(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const char *state = ent_code_of(teller, event->state), *forum = ent_forum_of(teller, event->forum);
    if (event->kind == ENT_TRACE_RESTORED)
        ENT_SAY(teller, "  %s is a full member of %s again\n", state, forum);
    else if (event->kind == ENT_TRACE_EXPELLED)
        ENT_SAY(teller, "  %s is expelled from %s; %d members remain\n", state, forum, ent_set_count(teller->members[event->forum]));
    else
        ENT_SAY(teller, "  %s leaves %s (worth to it %.3f); %d members remain\n", state, forum, event->value[0],
                ent_set_count(teller->members[event->forum]));
    return 1;
}

static void say_votes(struct ent_teller *teller, const struct ent_trace_event *event)
{
    const uint64_t voters = event->yes | event->no | event->abstain;
    ENT_SAY(teller, "%d for, against ", ent_set_count(event->yes));
    ent_say_set(teller, event->no, voters);
}

size_t ent_tell_determination(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  %s: step %.0f towards the suspension of %s %s: ", ent_forum_of(teller, event->forum), event->value[0],
            ent_code_of(teller, event->state), event->value[1] > 0 ? "is taken" : "fails");
    say_votes(teller, event);
    ENT_SAY(teller, "\n");
    return 1;
}

size_t ent_tell_suspended(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  %s is suspended from %s, %s: true alignment %.2f, seen as %.2f, floor %.2f; ", ent_code_of(teller, event->state),
            ent_forum_of(teller, event->forum), event->set ? "wrongfully" : "rightly", event->value[0], event->value[1], event->value[2]);
    say_votes(teller, event);
    ENT_SAY(teller, "\n");
    return 1;
}

size_t ent_tell_reform(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const struct ent_forum *forum = forum_at(teller, event->forum);
    const char *to = forum->reform_to >= 0 ? teller->inputs->rule[forum->reform_to].name : "another rule";
    ENT_SAY(teller, "  %s: a reform of %s to %s ", forum->name, ent_domain_of(teller, event->domain), to);
    ENT_SAY(teller, "%s: ",
            event->value[0] > 0   ? "is adopted"
            : event->value[1] > 0 ? "is accepted by governments, not by parliaments"
                                  : "fails");
    say_votes(teller, event);
    if (event->set) {
        ENT_SAY(teller, "; stopped in ");
        ent_say_set(teller, event->set, 0);
    }
    ENT_SAY(teller, "\n");
    return 1;
}

size_t ent_tell_pillar(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  %s decides for the first time without the external power that led it: a pillar of ",
            ent_forum_of(teller, event->forum));
    ent_say_set(teller, event->yes, teller->members[event->forum]);
    ENT_SAY(teller, "; enablers %.2f\n", event->value[0]);
    return 1;
}

static void say_losers(struct ent_teller *teller, const struct ent_trace_event *event)
{
    if (!event->no) return;
    ENT_SAY(teller, " (");
    ent_say_set(teller, event->no, event->set);
    ENT_SAY(teller, ")");
}

size_t ent_tell_dissolved(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  %s is dissolved: %d members, institutional capital %.2f, lost by its decisions: %.0f %% of capability",
            ent_forum_of(teller, event->forum), ent_set_count(event->set), event->value[0], 100 * event->value[3]);
    say_losers(teller, event);
    ENT_SAY(teller, "\n");
    return 1;
}

size_t ent_tell_order_failed(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  The order fails: %s; %.0f of %d domains have a forum\n",
            event->value[1] > 0 ? "nobody is left to decide on defence" : "most domains are left without a forum", event->value[0],
            (int)teller->inputs->n_domains);
    return 1;
}

size_t ent_tell_standing(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  Year's end, %s: %d members, capital %.2f, trust %.2f, %.0f %% decided in time", ent_forum_of(teller, event->forum),
            ent_set_count(event->set), event->value[0], event->value[1], 100 * event->value[2]);
    if (event->value[4] < 1) ENT_SAY(teller, ", diluted to %.2f", event->value[4]);
    if (event->abstain) {
        ENT_SAY(teller, ", suspended ");
        ent_say_set(teller, event->abstain, 0);
    }
    if (event->no) ENT_SAY(teller, "; %.0f %% of capability lost by its decisions", 100 * event->value[3]);
    say_losers(teller, event);
    ENT_SAY(teller, "\n");
    return 1;
}
