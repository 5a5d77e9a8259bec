/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telling changes nothing: in every shipped order and scenario the traced copy of the kernel has the bits of the untraced one.
 * What it tells fits what analysis/ knows of events, and every kind has its teller.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/trace_find.h"
#include "analysis/trace_text.h"
#include "params/experiment.h"
#include "runs/chronicle.h"
#include "runs/dispatch.h"

enum { N_RUNS = 3 };

static struct ent_experiment *load(void)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    if (ent_experiment_load(&experiment, "orders", NULL, NULL, 0, &complaints) != ENT_OK) {
        char *text = ent_complaints_text(&complaints);
        print_error("%s\n", text ? text : "no memory");
        free(text);
    }
    ent_complaints_free(&complaints);
    assert_non_null(experiment);
    return experiment;
}

/* NULL, or the first field of an event that its kind does not have. */
static const char *stray_field(const struct ent_trace_event *event)
{
    const struct ent_trace_fields *fields = &ent_trace_fields[event->kind];
    if (!fields->yes && event->yes) return "yes";
    if (!fields->no && event->no) return "no";
    if (!fields->abstain && event->abstain) return "abstain";
    if (!fields->set && event->set) return "set";
    if (!fields->other && event->other >= 0) return "other";
    for (int v = 0; v < ENT_N_TRACE_VALUES; v++)
        if (!fields->value[v] && (event->value[v] < 0 || event->value[v] > 0)) return "value";
    return NULL;
}

static void check_events(const struct ent_chronicle *chronicle)
{
    const struct ent_inputs *in = chronicle->inputs;
    const uint64_t everyone = in->n_states < 64 ? (UINT64_C(1) << in->n_states) - 1 : ~UINT64_C(0);
    assert_true(chronicle->n_events > 0);
    for (size_t e = 0; e < chronicle->n_events; e++) {
        const struct ent_trace_event *event = &chronicle->event[e];
        assert_in_range(event->kind, 0, ENT_N_TRACE_KINDS - 1);
        const char *stray = stray_field(event);
        if (stray) fail_msg("an event of kind '%s' has '%s'", ent_trace_fields[event->kind].kind, stray);
        assert_true(event->month >= (e > 0 ? event[-1].month : 0) && event->month < in->n_months);
        assert_true(event->forum < in->n_forums && event->domain < in->n_domains);
        assert_true(event->state < in->n_states && event->shock < in->n_shocks);
        assert_int_equal((event->yes | event->no | event->abstain | event->set) & ~everyone, 0);
        if (event->kind == ENT_TRACE_DECISION) assert_true(event->forum >= 0 && event->issue.arrival >= 0);
    }
}

/* Both forms can be made, and say the digest. */
static void check_forms(const struct ent_chronicle *chronicle)
{
    const struct ent_trace_view all = {0, chronicle->inputs->n_months - 1, ~UINT64_C(0)};
    struct ent_text text = {0}, json = {0};
    struct ent_error error = {0};
    assert_int_equal(ent_trace_add_text(&text, chronicle, &all, &error), ENT_OK);
    assert_int_equal(ent_trace_add_json(&json, chronicle, &all, &error), ENT_OK);
    assert_non_null(strstr(text.bytes, chronicle->digest));
    assert_non_null(strstr(json.bytes, chronicle->digest));
    free(text.bytes);
    free(json.bytes);
}

static void test_bits(void **state)
{
    struct ent_experiment *experiment = load();
    const struct ent_kernel *widest;
    struct ent_error error = {0};
    char last[65] = "";
    (void)state;
    assert_int_equal(ent_dispatch(&widest, &error), ENT_OK);
    for (int32_t o = 0; o < ent_experiment_n_orders(experiment); o++) {
        for (int32_t s = 0; s < ent_experiment_n_scenarios(experiment); s++) {
            struct ent_chronicle chronicle;
            assert_int_equal(ent_chronicle_init(&chronicle, experiment, 0, o, s, 7 + (uint64_t)s, &error), ENT_OK);
            for (uint32_t run = 0; run < N_RUNS; run++) {
                assert_int_equal(ent_chronicle_tell(&chronicle, run, &error), ENT_OK);
                int code = ent_chronicle_prove(&chronicle, run ? widest : &ent_kernel_generic, &error);
                if (code != ENT_OK) fail_msg("order %d, scenario %d, run %u: %s", (int)o, (int)s, (unsigned)run, error.text);
                assert_int_equal(strlen(chronicle.digest), 64);
                assert_string_not_equal(chronicle.digest, last);
                strcpy(last, chronicle.digest);
                check_events(&chronicle);
                check_forms(&chronicle);
            }
            ent_chronicle_free(&chronicle);
        }
    }
    ent_experiment_free(experiment);
}

/* The deliberately wrong twin: a result that differs in one bit is found out. */
static void test_difference_is_seen(void **state)
{
    struct ent_experiment *experiment = load();
    struct ent_chronicle chronicle;
    struct ent_error error = {0};
    (void)state;
    assert_int_equal(ent_chronicle_init(&chronicle, experiment, 0, 0, 0, 1, &error), ENT_OK);
    assert_int_equal(ent_chronicle_tell(&chronicle, 4, &error), ENT_OK);
    chronicle.result->trajectory[2][17] ^= 1;
    assert_int_equal(ent_chronicle_prove(&chronicle, &ent_kernel_generic, &error), ENT_BUG);
    chronicle.result->trajectory[2][17] ^= 1;
    chronicle.result->metric[ENT_METRIC_vetoes] += 1;
    assert_int_equal(ent_chronicle_prove(&chronicle, &ent_kernel_generic, &error), ENT_BUG);
    assert_non_null(strstr(error.text, "vetoes"));
    assert_string_equal(chronicle.digest, "");
    ent_chronicle_free(&chronicle);
    ent_experiment_free(experiment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_difference_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
