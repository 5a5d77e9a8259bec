/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tellers of the agenda: issues, proposals, votes, refusals and their price, decisions.
 */
#include "analysis/trace_text.h"
#include "model/rules.h"

enum { MOST_REASONS = 6 }; /* refusers whose reasons are told at length */

size_t ent_tell_issue(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  New: ");
    ent_say_issue(teller, event->issue);
    if (event->forum >= 0)
        ENT_SAY(teller, ", to %s, vote in %.0f months: ", ent_forum_of(teller, event->forum), event->value[4]);
    else
        ENT_SAY(teller, ", no forum for it: ");
    ENT_SAY(teller, "stake %.2f, due in %.0f months, status quo %.2f, %s basis, concerns ", event->value[0], event->value[1],
            event->value[2], event->value[3] > 0 ? "reserved" : "ordinary");
    if (ent_set_count(event->set) == teller->inputs->n_states)
        ENT_SAY(teller, "all");
    else
        ENT_SAY(teller, "%d", ent_set_count(event->set));
    if (event->other >= 0) ENT_SAY(teller, ", touches %s", ent_domain_of(teller, event->other));
    if (event->shock >= 0) ENT_SAY(teller, ", raised by %s", teller->inputs->shock[event->shock].name);
    if (event->state >= 0) ENT_SAY(teller, " on %s", ent_code_of(teller, event->state));
    ENT_SAY(teller, "\n");
    return 1;
}

size_t ent_tell_taken_up(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, " passes to %s, first vote in %.0f months\n", ent_forum_of(teller, event->forum), event->value[0]);
    return 1;
}

/* Proposals are told with the vote that follows, where votes and decisions are shown. */
static int proposals_are_silent(const struct ent_teller *teller)
{
    const uint64_t votes = UINT64_C(1) << ENT_TRACE_VOTE | UINT64_C(1) << ENT_TRACE_DECISION;
    return (teller->view->kinds & votes) == votes;
}

size_t ent_tell_proposal(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    if (proposals_are_silent(teller)) return 1;
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, ": %s ", ent_forum_of(teller, event->forum));
    if (event->state >= 0)
        ENT_SAY(teller, "has the text of %s", ent_code_of(teller, event->state));
    else
        ENT_SAY(teller, "has a compromise text");
    ENT_SAY(teller, ", %.2f against a status quo of %.2f\n", event->value[0], event->value[1]);
    return 1;
}

static const char *rule_of(const struct ent_teller *teller, const struct ent_trace_event *event, const struct ent_trace_item *item)
{
    if (event->forum < 0 || event->domain < 0) return "no rule";
    const struct ent_forum *forum = &teller->inputs->forum[event->forum];
    const int32_t r = item && item->reserved ? teller->reserved_rule[event->forum][event->domain] : forum->ordinary_rule[event->domain];
    return r < 0 ? "no rule" : teller->inputs->rule[r].name;
}

static void say_refusal(struct ent_teller *teller, const struct ent_trace_event *event)
{
    ENT_SAY(teller, "%s gain %+.3f, slack %.3f, deficit %.3f (bears %.3f)", ent_code_of(teller, event->state), event->value[0],
            event->value[1], event->value[2], event->value[3]);
    if (event->value[4] > 0) ENT_SAY(teller, ", offered %.3f", event->value[4]);
}

/* Those who refused, hardest first is not needed: in the order of their codes, with reasons while they are few. */
static void say_refusals(struct ent_teller *teller, size_t at, size_t n)
{
    for (size_t e = at; e < at + n && e < at + MOST_REASONS; e++) {
        ENT_SAY(teller, "      ");
        say_refusal(teller, ent_told(teller, e));
        ENT_SAY(teller, "\n");
    }
    if (n > MOST_REASONS) ENT_SAY(teller, "      and %zu more\n", n - MOST_REASONS);
}

/* A later vote that fails: who refuses, and how far from consent. */
static void say_again(struct ent_teller *teller, const struct ent_trace_event *vote, size_t at, size_t n, int32_t n_failed)
{
    const int voters = ent_set_count(vote->yes | vote->no | vote->abstain);
    ENT_SAY(teller, ": vote %d fails: ", (int)n_failed);
    if (n == 0 || n > MOST_REASONS) {
        ENT_SAY(teller, "%d of %d against\n", ent_set_count(vote->no), voters);
        return;
    }
    for (size_t e = at; e < at + n; e++)
        ENT_SAY(teller, "%s%s (deficit %.3f)", e > at ? ", " : "", ent_code_of(teller, ent_told(teller, e)->state),
                ent_told(teller, e)->value[2]);
    ENT_SAY(teller, "\n");
}

size_t ent_tell_vote(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *vote = ent_told(teller, at);
    struct ent_trace_item *item = ent_trace_book_find(&teller->book, vote->issue);
    const uint64_t voters = vote->yes | vote->no | vote->abstain;
    size_t n = 0;
    while (at + 1 + n < teller->chronicle->n_events && ent_told(teller, at + 1 + n)->kind == ENT_TRACE_REFUSAL &&
           ent_told(teller, at + 1 + n)->month == vote->month)
        n++;
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, vote->issue);
    if (item && item->n_failed > 1) {
        say_again(teller, vote, at + 1, n, item->n_failed);
        return 1 + n;
    }
    ENT_SAY(teller, ": %s refuses ", ent_forum_of(teller, vote->forum));
    if (item && item->proposer >= 0)
        ENT_SAY(teller, "the text of %s, ", ent_code_of(teller, item->proposer));
    else
        ENT_SAY(teller, "a compromise, ");
    ENT_SAY(teller, "%.2f (status quo %.2f, depth %.2f), under %s; against: ", vote->value[0], item ? item->status_quo : 0, vote->value[1],
            rule_of(teller, vote, item));
    ent_say_set(teller, vote->no, voters);
    if (vote->abstain) {
        ENT_SAY(teller, "; abstaining: ");
        ent_say_set(teller, vote->abstain, voters);
    }
    ENT_SAY(teller, "\n");
    if (teller->view->kinds >> ENT_TRACE_REFUSAL & 1) say_refusals(teller, at + 1, n);
    return 1 + n;
}

/* Where votes are not shown, or those of a vote that is told elsewhere. */
size_t ent_tell_refusal(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, " refused in %s: ", ent_forum_of(teller, event->forum));
    say_refusal(teller, event);
    ENT_SAY(teller, "\n");
    return 1;
}

size_t ent_tell_veto(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, ": a reported veto by ");
    ent_say_set(teller, event->no, 0);
    ENT_SAY(teller, "\n");
    return 1;
}

size_t ent_tell_statement(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const uint64_t all = event->yes | event->no | event->abstain;
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, ": in %s ", ent_forum_of(teller, event->forum));
    ent_say_set(teller, event->yes, all);
    ENT_SAY(teller, " make a statement, which binds nobody\n");
    return 1;
}

size_t ent_tell_bought(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, ": %s pays %s %.3f to consent; %.3f left in the purse\n", ent_forum_of(teller, event->forum),
            ent_code_of(teller, event->state), event->value[0], event->value[1]);
    return 1;
}

size_t ent_tell_package(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  A package in %s", ent_forum_of(teller, event->forum));
    if (event->other >= 0 && event->other != event->forum) ENT_SAY(teller, " and %s", ent_forum_of(teller, event->other));
    ENT_SAY(teller, ": ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, " for ");
    ent_say_issue(teller, event->with);
    ENT_SAY(teller, "; gains %.3f and %.3f, price of linkage %.2f\n", event->value[0], event->value[1], event->value[2]);
    return 1;
}

size_t ent_tell_cooperation(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, ": ");
    ent_say_set(teller, event->yes, event->forum >= 0 ? teller->members[event->forum] : 0);
    ENT_SAY(teller, " go ahead without the others");
    if (event->forum >= 0 && event->other >= 0 && event->other < teller->inputs->forum[event->forum].n_cooperations)
        ENT_SAY(teller, " (%s)", teller->inputs->forum[event->forum].cooperation[event->other].name);
    ENT_SAY(teller, "\n");
    return 1;
}

/* A full compromise that nobody opposed, at the first vote. */
static int is_routine(const struct ent_teller *teller, const struct ent_trace_event *event)
{
    const struct ent_trace_item *item = ent_trace_book_find(&teller->book, event->issue);
    return event->kind == ENT_TRACE_DECISION && event->forum >= 0 && !event->no && !event->abstain && event->value[1] >= 1 &&
           event->set == teller->members[event->forum] && item && item->n_failed == 0 && item->proposer < 0;
}

/* Number of events from `at` on that are routine decisions of the month, and the compromises they adopt. */
static size_t count_routine(const struct ent_teller *teller, size_t at)
{
    const int32_t month = ent_told(teller, at)->month;
    size_t n = 0;
    for (size_t e = at; e < teller->chronicle->n_events && ent_told(teller, e)->month == month; e++) {
        const struct ent_trace_event *event = ent_told(teller, e);
        if (is_routine(teller, event))
            n = e - at + 1;
        else if (event->kind != ENT_TRACE_PROPOSAL || event->state >= 0 || !proposals_are_silent(teller))
            break;
    }
    return n;
}

static void say_routine(struct ent_teller *teller, size_t at, size_t n)
{
    ENT_SAY(teller, "  Adopted unopposed: ");
    for (size_t e = at; e < at + n; e++) {
        const struct ent_trace_event *event = ent_told(teller, e);
        if (event->kind != ENT_TRACE_DECISION) continue;
        ENT_SAY(teller, "%s", e > at ? "; " : "");
        ent_say_issue(teller, event->issue);
        ENT_SAY(teller, " by %s (%.2f -> %.2f, coverage %.2f)", ent_forum_of(teller, event->forum),
                ent_trace_book_find(&teller->book, event->issue)->status_quo, event->value[0], event->value[2]);
    }
    ENT_SAY(teller, "\n");
}

/* What the text is, and who was against it. */
static void say_adopted(struct ent_teller *teller, const struct ent_trace_event *event)
{
    const struct ent_trace_item *item = ent_trace_book_find(&teller->book, event->issue);
    const uint64_t voters = event->yes | event->no | event->abstain;
    ENT_SAY(teller, ": %s adopts ", ent_forum_of(teller, event->forum));
    if (item && item->proposer >= 0) ENT_SAY(teller, "the text of %s, ", ent_code_of(teller, item->proposer));
    ENT_SAY(teller, "%.2f (status quo %.2f", event->value[0], item ? item->status_quo : 0);
    if (event->value[1] < 1) ENT_SAY(teller, ", watered down to a depth of %.2f", event->value[1]);
    ENT_SAY(teller, ") under %s", rule_of(teller, event, item));
    if (event->no) {
        ENT_SAY(teller, " against ");
        ent_say_set(teller, event->no, voters);
    }
    if (event->abstain) {
        ENT_SAY(teller, ", abstaining ");
        ent_say_set(teller, event->abstain, voters);
    }
}

size_t ent_tell_decision(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    const uint64_t members = event->forum >= 0 ? teller->members[event->forum] : 0;
    const size_t n = count_routine(teller, at);
    if (n > 0) {
        say_routine(teller, at, n);
        return n;
    }
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    say_adopted(teller, event);
    if (event->set != members) {
        ENT_SAY(teller, "; it binds ");
        ent_say_set(teller, event->set, members);
    }
    const int months = event->month - event->issue.arrival;
    ENT_SAY(teller, "; coverage %.2f, compliance %.2f, after %d month%s\n", event->value[2], event->value[3], months,
            months == 1 ? "" : "s");
    return 1;
}

/* Overdue and dropped. */
size_t ent_tell_undecided(struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *event = ent_told(teller, at);
    ENT_SAY(teller, "  ");
    ent_say_issue(teller, event->issue);
    ENT_SAY(teller, event->kind == ENT_TRACE_OVERDUE ? " is overdue\n" : " is dropped undecided\n");
    return 1;
}
