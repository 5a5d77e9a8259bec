/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expected patterns beside those found in a file whose numbers are known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "analysis/patterns.h"
#include "tests/unit/known_results.h"

static void patterns(void **state)
{
    (void)state;
    struct ent_patterns_request request = {.gated_order = file_orders[1], .forum = "pact"};
    struct ent_patterns found;
    const struct ent_pattern *pattern = found.pattern;
    struct ent_estimate expected;
    struct ent_error error;
    double values[RUNS];
    assert_int_equal(ent_patterns_find(&results, &request, &found, &error), ENT_OK);
    assert_true(found.order == 0 && found.scenario == 0 && found.gated_order == 1 && found.forum == 1);
    stored_values("vetoes", 0, 0, 0, values);
    ent_mean(values, RUNS, 0.95, &expected);
    same_estimate(&pattern[0].found, &expected);
    assert_int_equal(pattern[0].holds, 0);
    close_to(pattern[1].found.value, 0.45, 1e-15); /* 45 of 100 */
    assert_int_equal(pattern[1].holds, 1);
    close_to(pattern[3].found.value, 6, 0);
    close_to(pattern[4].found.value, 20, 0);
    assert_true(pattern[3].holds && pattern[4].holds);
    close_to(pattern[7].found.value, 0.019 + 0.012, 1e-12); /* month 120 of a rising effort */
    stored_values("attacks", 0, 0, 0, values);
    ent_mean(values, RUNS, 0.95, &expected);
    close_to(pattern[8].found.value, expected.value * 240 / FILE_MONTHS, 1e-12);
    close_to(pattern[9].found.value, 1, 1e-15); /* four states, a quarter of the runs */
    assert_int_equal(pattern[9].holds, 0);
}

static void patterns_text(void **state)
{
    (void)state;
    struct ent_patterns_request request = {0};
    struct ent_error error;
    char *text;
    assert_int_equal(ent_patterns_print(&results, &request, 0, &text, &error), ENT_OK); /* no configuration: no gated forum */
    fits(text);
    has(text, "gated");
    has(text, "forum: none");
    has(text, "of 9 patterns hold");
    free(text);
    assert_int_equal(ent_patterns_print(&results, &request, 1, &text, &error), ENT_OK);
    has(text, "\"holds\": true");
    free(text);
    request.order = "nobody";
    assert_int_equal(ent_patterns_print(&results, &request, 0, &text, &error), ENT_USAGE);
    has(error.text, "no order 'nobody'");
    request = (struct ent_patterns_request){.forum = "pact"};
    assert_int_equal(ent_patterns_print(&results, &request, 0, &text, &error), ENT_USAGE);
    has(error.text, "of which order?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns),
        cmocka_unit_test(patterns_text),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
