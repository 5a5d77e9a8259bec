/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What common random numbers save, of a file whose numbers are known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "analysis/common_random_numbers.h"
#include "analysis/summary.h"
#include "tests/unit/known_results.h"

static void pairing(void **state)
{
    (void)state;
    struct ent_summary_options options = {0};
    struct ent_error error;
    struct ent_variance_ratio ratio;
    double a[RUNS], b[RUNS];
    char *text, line[64];
    assert_int_equal(ent_common_random_numbers_print(&results, &options, &text, &error), ENT_OK);
    fits(text);
    has(text, "order_survival                     -"); /* nobody fails in the first scenario */
    has(text, "no variance");
    has(text, "shares least:");
    stored_values("deadlock_risk", 0, 1, 0, a);
    stored_values("deadlock_risk", 0, 0, 0, b);
    ent_variance_ratio(a, b, RUNS, 0.95, &ratio);
    assert_true(ratio.ratio > 3 && ratio.z > 4);
    snprintf(line, sizeof line, "%.2f", ratio.ratio);
    has(text, line);
    free(text);
}

static void pairing_needs_two(void **state)
{
    (void)state;
    const struct file_flaws flaws = {.one_order = 1};
    struct ent_summary_options options = {0};
    struct ent_results one;
    struct ent_error error;
    char *text, alone[300];
    snprintf(alone, sizeof alone, "%s/one.h5", folder);
    file_write(alone, RUNS, &flaws);
    assert_int_equal(ent_results_open(&one, alone, &error), ENT_OK);
    assert_int_equal(ent_common_random_numbers_print(&one, &options, &text, &error), ENT_USAGE);
    has(error.text, "one order only");
    assert_int_equal(ent_summary_print(&one, &options, &text, &error), ENT_OK); /* no differences, no crash */
    fits(text);
    assert_null(strstr(text, "minus"));
    free(text);
    ent_results_close(&one);
    unlink(alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairing),
        cmocka_unit_test(pairing_needs_two),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
