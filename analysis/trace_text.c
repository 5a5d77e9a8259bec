/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The frame of a trace for people: head, months, and how it ended.
 */
#include "analysis/trace_text.h"

#include <string.h>

#include "model/rules.h"

static ent_tell *const tellers[ENT_N_TRACE_KINDS] = {
    [ENT_TRACE_SHOCK] = ent_tell_shock,
    [ENT_TRACE_ATTACK] = ent_tell_attack,
    [ENT_TRACE_WAR_END] = ent_tell_war_end,
    [ENT_TRACE_LEADER] = ent_tell_leader,
    [ENT_TRACE_ONSET] = ent_tell_democracy,
    [ENT_TRACE_BREAKDOWN] = ent_tell_democracy,
    [ENT_TRACE_RECOVERY] = ent_tell_democracy,
    [ENT_TRACE_ELECTION] = ent_tell_elections,
    [ENT_TRACE_ISSUE] = ent_tell_issue,
    [ENT_TRACE_TAKEN_UP] = ent_tell_taken_up,
    [ENT_TRACE_PROPOSAL] = ent_tell_proposal,
    [ENT_TRACE_VOTE] = ent_tell_vote,
    [ENT_TRACE_REFUSAL] = ent_tell_refusal,
    [ENT_TRACE_VETO] = ent_tell_veto,
    [ENT_TRACE_STATEMENT] = ent_tell_statement,
    [ENT_TRACE_BOUGHT] = ent_tell_bought,
    [ENT_TRACE_PACKAGE] = ent_tell_package,
    [ENT_TRACE_COOPERATION] = ent_tell_cooperation,
    [ENT_TRACE_DECISION] = ent_tell_decision,
    [ENT_TRACE_OVERDUE] = ent_tell_undecided,
    [ENT_TRACE_DROPPED] = ent_tell_undecided,
    [ENT_TRACE_SIGNED] = ent_tell_signed,
    [ENT_TRACE_UNSIGNED] = ent_tell_forum_life,
    [ENT_TRACE_RATIFIED] = ent_tell_ratified,
    [ENT_TRACE_IN_FORCE] = ent_tell_forum_life,
    [ENT_TRACE_COALITION] = ent_tell_forum_life,
    [ENT_TRACE_LAPSED] = ent_tell_forum_life,
    [ENT_TRACE_APPLIED] = ent_tell_applied,
    [ENT_TRACE_ENTERED] = ent_tell_entered,
    [ENT_TRACE_TURNED_DOWN] = ent_tell_turned_down,
    [ENT_TRACE_PRESSED_IN] = ent_tell_entered,
    [ENT_TRACE_DETERMINATION] = ent_tell_determination,
    [ENT_TRACE_SUSPENDED] = ent_tell_suspended,
    [ENT_TRACE_RESTORED] = ent_tell_member_change,
    [ENT_TRACE_EXPELLED] = ent_tell_member_change,
    [ENT_TRACE_LEFT] = ent_tell_member_change,
    [ENT_TRACE_REFORM] = ent_tell_reform,
    [ENT_TRACE_PILLAR] = ent_tell_pillar,
    [ENT_TRACE_DISSOLVED] = ent_tell_dissolved,
    [ENT_TRACE_ORDER_FAILED] = ent_tell_order_failed,
    [ENT_TRACE_STANDING] = ent_tell_standing,
};

/* --- words ---------------------------------------------------------------------------------------------------------------- */

void ent_say_issue(struct ent_teller *teller, struct ent_trace_issue issue)
{
    ent_trace_add_issue(teller->text, teller->inputs, &teller->book, issue);
}

void ent_say_set(struct ent_teller *teller, uint64_t set, uint64_t of)
{
    ent_trace_add_set(teller->text, teller->inputs, set, of);
}

const char *ent_code_of(const struct ent_teller *teller, int32_t state)
{
    return state >= 0 ? teller->inputs->state[state].code : "?";
}

const char *ent_forum_of(const struct ent_teller *teller, int32_t forum)
{
    return forum >= 0 ? teller->inputs->forum[forum].name : "no forum";
}

const char *ent_domain_of(const struct ent_teller *teller, int32_t domain)
{
    return domain >= 0 ? teller->inputs->domain[domain].name : "no domain";
}

size_t ent_told_alike(const struct ent_teller *teller, size_t at)
{
    const struct ent_trace_event *first = ent_told(teller, at);
    size_t n = 1;
    while (at + n < teller->chronicle->n_events) {
        const struct ent_trace_event *next = ent_told(teller, at + n);
        if (next->kind != first->kind || next->forum != first->forum || next->month != first->month) break;
        n++;
    }
    return n;
}

/* --- what is known at each moment -------------------------------------------------------------------------------------------- */

static void start(struct ent_teller *teller)
{
    const struct ent_inputs *inputs = teller->inputs;
    const uint64_t everyone = inputs->n_states < 64 ? (UINT64_C(1) << inputs->n_states) - 1 : ~UINT64_C(0);
    teller->failed_month = -1;
    for (int f = 0; f < inputs->n_forums; f++) {
        const struct ent_forum *forum = &inputs->forum[f];
        teller->standing[f].month = -1;
        memcpy(teller->reserved_rule[f], forum->reserved_rule, sizeof teller->reserved_rule[f]);
        if (!forum->in_force) continue;
        teller->members[f] = forum->founders & everyone;
        teller->in_force |= 1u << f;
    }
}

static void learn_forum(struct ent_teller *teller, const struct ent_trace_event *event)
{
    const int f = event->forum;
    const uint64_t bit = event->state >= 0 ? UINT64_C(1) << event->state : 0;
    switch (event->kind) {
    case ENT_TRACE_IN_FORCE:
    case ENT_TRACE_COALITION:
        teller->in_force |= 1u << f;
        teller->members[f] = event->set;
        break;
    case ENT_TRACE_STANDING:
        teller->members[f] = event->set;
        teller->standing[f] = *event;
        break;
    case ENT_TRACE_RATIFIED:
        if (teller->in_force >> f & 1) teller->members[f] |= bit;
        break;
    case ENT_TRACE_ENTERED:
    case ENT_TRACE_PRESSED_IN:
        teller->members[f] |= bit;
        break;
    case ENT_TRACE_EXPELLED:
    case ENT_TRACE_LEFT:
        teller->members[f] &= ~bit;
        break;
    case ENT_TRACE_DISSOLVED:
        teller->dissolved |= 1u << f;
        teller->standing[f] = *event;
        teller->in_force &= ~(1u << f);
        teller->members[f] = 0;
        break;
    case ENT_TRACE_LAPSED:
        teller->in_force &= ~(1u << f);
        teller->members[f] = 0;
        break;
    case ENT_TRACE_REFORM:
        if (event->value[0] > 0) teller->reserved_rule[f][event->domain] = teller->inputs->forum[f].reform_to;
        break;
    default:
        break;
    }
}

/* An issue starts anew in each forum. */
static void learn_issue(struct ent_teller *teller, const struct ent_trace_event *event)
{
    struct ent_trace_item *item = event->issue.arrival >= 0 ? ent_trace_book_find(&teller->book, event->issue) : NULL;
    if (!item) return;
    if (event->kind == ENT_TRACE_PROPOSAL) item->proposer = event->state;
    if (event->kind != ENT_TRACE_VOTE) return;
    item->n_failed = item->forum == event->forum ? item->n_failed + 1 : 1;
    item->forum = event->forum;
}

static void learn(struct ent_teller *teller, const struct ent_trace_event *event)
{
    if (event->forum >= 0) learn_forum(teller, event);
    learn_issue(teller, event);
    if (event->kind == ENT_TRACE_ORDER_FAILED) teller->failed_month = event->month;
}

/* --- head, months, end -------------------------------------------------------------------------------------------------------- */

static void say_head(struct ent_teller *teller)
{
    const struct ent_chronicle *chronicle = teller->chronicle;
    const struct ent_inputs *inputs = teller->inputs;
    ENT_SAY(teller, "%s: order %s, scenario %s, run %u, seed %llu; %d months from ", chronicle->name, chronicle->order, chronicle->scenario,
            (unsigned)chronicle->run, (unsigned long long)chronicle->seed, (int)inputs->n_months);
    ent_trace_add_month(teller->text, inputs, 0);
    ENT_SAY(teller, "\n");
    for (int f = 0; f < inputs->n_forums; f++) {
        const struct ent_forum *forum = &inputs->forum[f];
        ENT_SAY(teller, "  %s: ", forum->name);
        if (forum->in_force)
            ENT_SAY(teller, "%d members", ent_set_count(teller->members[f]));
        else
            ENT_SAY(teller, "%s", forum->ad_hoc ? "formed when needed" : "to be founded");
        for (int d = 0, n = 0; d < inputs->n_domains; d++)
            for (int t = 0; t < inputs->n_sequence[d]; t++)
                if (inputs->sequence[d][t] == f) ENT_SAY(teller, "%s%s", n++ ? ", " : "; ", inputs->domain[d].name);
        ENT_SAY(teller, "\n");
    }
}

static void say_months(struct ent_teller *teller)
{
    const struct ent_chronicle *chronicle = teller->chronicle;
    int32_t month = -1;
    for (size_t e = 0; e < chronicle->n_events;) {
        const struct ent_trace_event *event = &chronicle->event[e];
        learn(teller, event);
        if (!ent_trace_shows(teller->view, event)) {
            e++;
            continue;
        }
        if (event->month != month) {
            month = event->month;
            ENT_SAY(teller, "\n");
            ent_trace_add_month(teller->text, teller->inputs, month);
            ENT_SAY(teller, "\n");
        }
        const size_t n = tellers[event->kind](teller, e);
        for (size_t more = 1; more < n; more++) learn(teller, &chronicle->event[e + more]);
        e += n;
    }
}

static void say_forums(struct ent_teller *teller)
{
    for (int f = 0; f < teller->inputs->n_forums; f++) {
        const struct ent_trace_event *standing = &teller->standing[f];
        ENT_SAY(teller, "  %s: ", ent_forum_of(teller, f));
        if (teller->dissolved >> f & 1) {
            ENT_SAY(teller, "dissolved in ");
            ent_trace_add_month(teller->text, teller->inputs, standing->month);
        } else if (teller->in_force >> f & 1) {
            ENT_SAY(teller, "in force, %d members", ent_set_count(teller->members[f]));
        } else {
            ENT_SAY(teller, "not in force");
        }
        if (standing->month >= 0 && (teller->dissolved | teller->in_force) >> f & 1) {
            ENT_SAY(teller, "; institutional capital %.2f", standing->value[0]);
            if (standing->no) {
                ENT_SAY(teller, "; dissatisfied, with %.0f %% of capability: ", 100 * standing->value[3]);
                ent_say_set(teller, standing->no, standing->set);
            }
        }
        ENT_SAY(teller, "\n");
    }
}

/* Domains in whose sequence no forum is in force. */
static void say_orphans(struct ent_teller *teller)
{
    const struct ent_inputs *inputs = teller->inputs;
    int n = 0;
    for (int d = 0; d < inputs->n_domains; d++) {
        int has = 0;
        for (int t = 0; t < inputs->n_sequence[d]; t++) has |= (int)(teller->in_force >> inputs->sequence[d][t] & 1);
        if (!has) ENT_SAY(teller, "%s%s", n++ ? ", " : "  domains in which nobody decides at the end: ", inputs->domain[d].name);
    }
    if (n) ENT_SAY(teller, "\n");
}

static void say_metrics(struct ent_teller *teller)
{
    static const enum ent_metric headline[] = {
        ENT_METRIC_structural_cohesion,
        ENT_METRIC_decision_cohesion,
        ENT_METRIC_deadlock_risk,
        ENT_METRIC_deadlock_risk_nobody,
        ENT_METRIC_longest_deadlock,
        ENT_METRIC_time_to_decision,
        ENT_METRIC_vetoes,
        ENT_METRIC_effort,
        ENT_METRIC_attacks,
        ENT_METRIC_attacks_nato,
        ENT_METRIC_backsliding_states,
        ENT_METRIC_alienation,
        ENT_METRIC_suspensions,
        ENT_METRIC_wrongful_suspensions,
        ENT_METRIC_survival_years,
        ENT_METRIC_welfare,
    };
    for (size_t i = 0; i < sizeof headline / sizeof *headline; i++) {
        const struct ent_metric_row *row = &ent_metric_rows[headline[i]];
        const double value = (double)teller->chronicle->result->metric[headline[i]];
        ENT_SAY(teller, "  %-24s ", row->name);
        if (value == value)
            ENT_SAY(teller, "%10.4f", value);
        else
            ENT_SAY(teller, "%10s", "undefined");
        ENT_SAY(teller, "  %s\n", strcmp(row->unit, "1") == 0 ? "" : row->unit);
    }
}

static void say_end(struct ent_teller *teller)
{
    const struct ent_run_result *result = teller->chronicle->result;
    ENT_SAY(teller, "\n");
    if (result->status != ENT_RUN_DONE) {
        ENT_SAY(teller, "The run failed in ");
        ent_trace_add_month(teller->text, teller->inputs, result->failure_month);
        ENT_SAY(teller, ": %s\n", ent_run_failure_texts[result->failure_code]);
    } else if (teller->failed_month >= 0) {
        ENT_SAY(teller, "The order failed in ");
        ent_trace_add_month(teller->text, teller->inputs, teller->failed_month);
        ENT_SAY(teller, "\n");
    } else {
        ENT_SAY(teller, "The order held to the end\n");
    }
    say_forums(teller);
    say_orphans(teller);
    if (result->status == ENT_RUN_DONE) say_metrics(teller);
    if (teller->chronicle->digest[0]) ENT_SAY(teller, "digest %s, as of the untraced run\n", teller->chronicle->digest);
}

int ent_trace_add_text(struct ent_text *text, const struct ent_chronicle *chronicle, const struct ent_trace_view *view,
                       struct ent_error *error)
{
    struct ent_teller teller = {.text = text, .chronicle = chronicle, .inputs = chronicle->inputs, .view = view};
    int code = ent_trace_book_init(&teller.book, chronicle, error);
    if (code != ENT_OK) return code;
    start(&teller);
    say_head(&teller);
    say_months(&teller);
    say_end(&teller);
    ent_trace_book_free(&teller.book);
    return text->failed ? ent_error_set(error, ENT_BUG, "out of memory for a trace") : ENT_OK;
}
