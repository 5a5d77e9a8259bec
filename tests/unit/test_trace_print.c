/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a trace reads, on events made by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/trace_find.h"
#include "analysis/trace_text.h"

enum { N_STATES = 8, MOST_EVENTS = 64, UNION = 0, CLUB = 1 };

/* Eight states, a union of all but HHH that decides both domains, and a club to be founded. */
static struct ent_inputs inputs;
static struct ent_run_result result;
static struct ent_trace_event events[MOST_EVENTS];
static struct ent_chronicle chronicle;
static const uint64_t seven = 0x7f;

static int set_up(void **state)
{
    (void)state;
    memset(&inputs, 0, sizeof inputs);
    memset(&result, 0, sizeof result);
    inputs.n_states = N_STATES;
    inputs.n_domains = 2;
    inputs.n_forums = 2;
    inputs.n_rules = 1;
    inputs.n_shocks = 1;
    inputs.n_months = 24;
    inputs.start_year = 2026;
    inputs.start_month = 11;
    for (int i = 0; i < N_STATES; i++) memset(inputs.state[i].code, 'A' + i, 3);
    strcpy(inputs.domain[0].name, "defence");
    strcpy(inputs.domain[1].name, "trade");
    strcpy(inputs.forum[UNION].name, "union");
    strcpy(inputs.forum[CLUB].name, "club");
    strcpy(inputs.rule[0].name, "unanimity");
    strcpy(inputs.shock[0].name, "raid");
    strcpy(inputs.forum[UNION].cooperation[0].name, "avant-garde");
    inputs.forum[UNION].n_cooperations = 1;
    inputs.forum[UNION].in_force = 1;
    inputs.forum[UNION].founders = seven;
    inputs.forum[UNION].eligible = inputs.forum[CLUB].eligible = inputs.forum[CLUB].founders = 0xff;
    for (int d = 0; d < 2; d++) {
        inputs.n_sequence[d] = 1;
        inputs.sequence[d][0] = UNION;
    }
    chronicle = (struct ent_chronicle){
        .name = "handmade", .order = "o", .scenario = "s", .run = 12, .seed = 5, .inputs = &inputs, .result = &result, .event = events};
    return 0;
}

/* Adds an event with nothing set; the caller fills it. */
static struct ent_trace_event *add(int32_t month, int32_t kind)
{
    struct ent_trace_event *event = &events[chronicle.n_events++];
    *event = (struct ent_trace_event){.month = month,
                                      .kind = kind,
                                      .forum = -1,
                                      .other = -1,
                                      .domain = -1,
                                      .state = -1,
                                      .shock = -1,
                                      .issue.arrival = -1,
                                      .with.arrival = -1};
    return event;
}

static struct ent_trace_event *add_on(int32_t month, int32_t kind, struct ent_trace_issue issue)
{
    struct ent_trace_event *event = add(month, kind);
    event->forum = UNION;
    event->domain = issue.domain;
    event->issue = issue;
    return event;
}

static void add_issue(int32_t month, struct ent_trace_issue issue)
{
    struct ent_trace_event *event = add_on(month, ENT_TRACE_ISSUE, issue);
    event->set = 0xff;
    event->value[0] = 1.5;
    event->value[1] = 9;
    event->value[2] = 0.2;
    event->value[3] = 1;
}

/* A vote in which `no` refuse, each with a deficit. */
static void add_vote(int32_t month, struct ent_trace_issue issue, uint64_t no, double deficit)
{
    struct ent_trace_event *vote = add_on(month, ENT_TRACE_VOTE, issue);
    vote->yes = seven & ~no;
    vote->no = no;
    vote->value[0] = 0.6;
    vote->value[1] = 1;
    for (int i = 0; i < N_STATES; i++) {
        if (!(no >> i & 1)) continue;
        struct ent_trace_event *refusal = add_on(month, ENT_TRACE_REFUSAL, issue);
        refusal->state = i;
        refusal->value[0] = -0.1;
        refusal->value[1] = 0.04;
        refusal->value[2] = deficit;
        refusal->value[3] = 0.005;
    }
}

static const struct ent_trace_view everything = {0, 23, ~UINT64_C(0)};

static char *told(const struct ent_trace_view *view)
{
    struct ent_text text = {0};
    struct ent_error error = {0};
    assert_int_equal(ent_trace_add_text(&text, &chronicle, view, &error), ENT_OK);
    return ent_text_take(&text);
}

static char *json(const struct ent_trace_view *view)
{
    struct ent_text text = {0};
    struct ent_error error = {0};
    assert_int_equal(ent_trace_add_json(&text, &chronicle, view, &error), ENT_OK);
    return ent_text_take(&text);
}

static void expect_in(const char *text, const char *words)
{
    if (!strstr(text, words)) fail_msg("'%s' is not in:\n%s", words, text);
}

static void expect_not_in(const char *text, const char *words)
{
    if (strstr(text, words)) fail_msg("'%s' is in:\n%s", words, text);
}

static void test_votes(void **state)
{
    const struct ent_trace_issue issue = {2, 0, 0};
    (void)state;
    add_issue(2, issue);
    add_vote(3, issue, 1 << 1, 0.06);
    add_vote(4, issue, 1 << 1, 0.012);
    struct ent_trace_event *decision = add_on(5, ENT_TRACE_DECISION, issue);
    decision->yes = decision->set = seven;
    decision->value[0] = 0.55;
    decision->value[1] = 0.94;
    char *text = told(&everything);
    expect_in(text, "handmade: order o, scenario s, run 12, seed 5; 24 months from 2026-11");
    expect_in(text, "\n2027-02\n");
    expect_in(text, "defence 2027-01 #1: union refuses a compromise, 0.60 (status quo 0.20, depth 1.00), under unanimity; against: BBB\n"
                    "      BBB gain -0.100, slack 0.040, deficit 0.060 (bears 0.005)\n");
    expect_in(text, "defence 2027-01 #1: vote 2 fails: BBB (deficit 0.012)\n");
    expect_in(text, "adopts 0.55 (status quo 0.20, watered down to a depth of 0.94) under unanimity; coverage");
    expect_in(text, "after 3 months\n");
    expect_in(text, "The order held to the end\n");
    free(text);
}

static void test_routine_in_one_line(void **state)
{
    const struct ent_trace_issue one = {0, 0, 0}, two = {0, 1, 1};
    (void)state;
    add_issue(0, one);
    add_issue(0, two);
    for (int n = 0; n < 2; n++) {
        add_on(1, ENT_TRACE_PROPOSAL, n ? two : one);
        struct ent_trace_event *decision = add_on(1, ENT_TRACE_DECISION, n ? two : one);
        decision->yes = decision->set = seven;
        decision->value[0] = 0.5;
        decision->value[1] = 1;
        decision->value[2] = 0.8;
    }
    char *text = told(&everything);
    expect_in(text, "Adopted unopposed: defence 2026-11 #1 by union (0.20 -> 0.50, coverage 0.80); trade 2026-11 #2 by union (0.20");
    free(text);
}

static void test_sets(void **state)
{
    static const struct {
        uint64_t set, of;
        const char *words;
    } cases[] = {{0, 0, "nobody"},
                 {1, 0xff, "AAA"},
                 {3, 0, "AAA, BBB"},
                 {0xff, 0xff, "all 8"},
                 {0xfe, 0xff, "all 8 but AAA"},
                 {0x07, 0xff, "AAA, BBB, CCC"},
                 {0xff, 0x7f, "AAA, BBB, CCC, DDD, EEE, FFF, GGG, HHH"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ent_text text = {0};
        ent_trace_add_set(&text, &inputs, cases[i].set, cases[i].of);
        char *words = ent_text_take(&text);
        assert_string_equal(words, cases[i].words);
        free(words);
    }
}

/* Issues that shocks raise are named after what raised them. */
static void test_handles(void **state)
{
    const struct ent_trace_issue issue = {0, 1, 1 << 27};
    (void)state;
    add_issue(0, issue);
    events[0].shock = 0;
    char *text = told(&everything);
    expect_in(text, "New: trade 2026-11 #raid, to union");
    expect_in(text, "raised by raid");
    free(text);
    events[0].state = 4;
    text = told(&everything);
    expect_in(text, "New: trade 2026-11 #EEE, to union");
    expect_in(text, "raised by raid on EEE");
    free(text);
}

static void test_view(void **state)
{
    const struct ent_trace_issue issue = {0, 0, 0};
    const struct ent_trace_view late = {4, 4, ~UINT64_C(0)}, refusals = {0, 23, UINT64_C(1) << ENT_TRACE_REFUSAL};
    (void)state;
    add_issue(0, issue);
    for (int32_t month = 3; month < 6; month++) add_vote(month, issue, 1, 0.02);
    char *text = told(&late);
    expect_in(text, "\n2027-03\n");
    expect_in(text, "vote 2 fails");
    expect_not_in(text, "2027-02");
    expect_not_in(text, "2027-04");
    free(text);
    text = told(&refusals);
    expect_in(text, "defence 2026-11 #1 refused in union: AAA gain -0.100");
    expect_not_in(text, "New:");
    free(text);
    text = json(&late);
    expect_in(text, "\"kind\": \"vote\", \"forum\": \"union\"");
    expect_not_in(text, "\"month\": \"2027-02\"");
    free(text);
}

static void test_end(void **state)
{
    (void)state;
    struct ent_trace_event *end = add(7, ENT_TRACE_DISSOLVED);
    end->forum = UNION;
    end->set = seven;
    end->no = 5;
    end->value[0] = 0.3;
    end->value[3] = 0.4;
    struct ent_trace_event *failed = add(7, ENT_TRACE_ORDER_FAILED);
    failed->value[1] = 1;
    char *text = told(&everything);
    expect_in(text, "The order failed in 2027-06\n");
    expect_in(text, "union: dissolved in 2027-06; institutional capital 0.30; dissatisfied, with 40 % of capability: AAA, CCC\n");
    expect_in(text, "club: not in force\n");
    expect_in(text, "domains in which nobody decides at the end: defence, trade\n");
    free(text);
    result.status = ENT_RUN_FAILED;
    result.failure_code = ENT_FAILURE_AGENDA_FULL;
    result.failure_month = 3;
    text = told(&everything);
    expect_in(text, "The run failed in 2027-02: more issues were pending than the agenda holds\n");
    free(text);
    text = json(&everything);
    expect_in(text, "\"status\": \"failed\", \"failure\": \"more issues");
    free(text);
}

/* An event of every kind, with an issue and without, is told in both forms. */
static void test_every_kind(void **state)
{
    (void)state;
    for (int32_t kind = 0; kind < ENT_N_TRACE_KINDS; kind++) {
        assert_non_null(ent_trace_fields[kind].kind);
        chronicle.n_events = 0;
        add_issue(0, (struct ent_trace_issue){0, 0, 0});
        struct ent_trace_event *event = add_on(1, kind, (struct ent_trace_issue){0, 0, 0});
        event->state = 2;
        event->shock = 0;
        event->other = 0;
        event->with = event->issue;
        event->yes = 3;
        event->no = 4;
        event->set = 7;
        char *text = told(&everything), *document = json(&everything);
        if (kind != ENT_TRACE_PROPOSAL) expect_in(text, "\n2026-12\n  ");
        expect_in(document, ent_trace_fields[kind].kind);
        free(text);
        free(document);
    }
}

static void test_search(void **state)
{
    struct ent_guess guess;
    (void)state;
    assert_int_equal(ent_trace_sought("turned-down", &guess), ENT_TRACE_TURNED_DOWN);
    assert_int_equal(ent_trace_sought("TURNED_DOWN", &guess), ENT_TRACE_TURNED_DOWN);
    assert_int_equal(ent_trace_sought("lone_veto", &guess), ENT_TRACE_LONE_VETO);
    assert_int_equal(ent_trace_sought("vet", &guess), -1);
    assert_string_equal(guess.best, "veto");
    for (int s = 0; s < ENT_N_TRACE_SOUGHT; s++) {
        assert_int_equal(ent_trace_sought(ent_trace_sought_name(s), &guess), s);
        assert_non_null(ent_trace_sought_doc(s));
        assert_false(ent_trace_occurs(&chronicle, s));
    }
    struct ent_trace_event *veto = add(0, ENT_TRACE_VETO);
    veto->no = 3;
    assert_true(ent_trace_occurs(&chronicle, ENT_TRACE_VETO));
    assert_false(ent_trace_occurs(&chronicle, ENT_TRACE_LONE_VETO));
    veto->no = 2;
    assert_true(ent_trace_occurs(&chronicle, ENT_TRACE_LONE_VETO));
    struct ent_trace_event *suspended = add(0, ENT_TRACE_SUSPENDED);
    assert_false(ent_trace_occurs(&chronicle, ENT_TRACE_WRONGFUL_SUSPENSION));
    suspended->set = 1;
    assert_true(ent_trace_occurs(&chronicle, ENT_TRACE_WRONGFUL_SUSPENSION));
    result.status = ENT_RUN_FAILED;
    assert_true(ent_trace_occurs(&chronicle, ENT_TRACE_RUN_FAILED));
}

/* One waits for the union from the start: two more must apply before an admission ends a queue. */
static void test_queue(void **state)
{
    (void)state;
    inputs.forum[UNION].founders = 0x1f;
    inputs.forum[UNION].eligible = 0x3f;
    for (int i = 6; i < 8; i++) {
        struct ent_trace_event *entered = add(2 * i, ENT_TRACE_ENTERED), *applied;
        entered->forum = UNION;
        entered->state = 5;
        assert_false(ent_trace_occurs(&chronicle, ENT_TRACE_QUEUE));
        chronicle.n_events--;
        applied = add(2 * i, ENT_TRACE_APPLIED);
        applied->forum = UNION;
        applied->state = i;
    }
    struct ent_trace_event *entered = add(20, ENT_TRACE_ENTERED);
    entered->forum = UNION;
    entered->state = 6;
    assert_true(ent_trace_occurs(&chronicle, ENT_TRACE_QUEUE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_votes, set_up),      cmocka_unit_test_setup(test_routine_in_one_line, set_up),
        cmocka_unit_test_setup(test_sets, set_up),       cmocka_unit_test_setup(test_handles, set_up),
        cmocka_unit_test_setup(test_view, set_up),       cmocka_unit_test_setup(test_end, set_up),
        cmocka_unit_test_setup(test_every_kind, set_up), cmocka_unit_test_setup(test_search, set_up),
        cmocka_unit_test_setup(test_queue, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
