/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that runs out at any point of summarising a file: said cleanly, no text, nothing kept.
 */
/* link: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <unistd.h>

#include "analysis/summary.h"
#include "tests/fault/failing_memory.h"
#include "tests/unit/analysis_file.h"

static char folder[] = "summary_memory_XXXXXX";
static char path[256];

static int make_file(void **state)
{
    const struct file_flaws flaws = {.one_order = 0};
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/small.h5", folder);
    file_write(path, 4, &flaws);
    return 0;
}

static int remove_file(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

/* Opens and prints with the n-th request refused (0: none); the code. Nothing may be held afterwards. */
static int print(int format, int comparison, long n)
{
    const struct ent_summary_options options = {.format = format};
    struct ent_results results = {0};
    struct ent_error error = {0};
    char *text = NULL;
    n_asked = n_held = 0;
    fails_at = n;
    int code = ent_results_open(&results, path, &error);
    if (!code && comparison) code = ent_compare_print(&results, file_orders[1], file_orders[0], &options, &text, &error);
    if (!code && !comparison) code = ent_summary_print(&results, &options, &text, &error);
    fails_at = 0;
    assert_true((text != NULL) == (code == ENT_OK));
    assert_true(code == ENT_OK || error.text[0] != '\0');
    __wrap_free(text);
    ent_results_close(&results);
    assert_int_equal(n_held, 0);
    return code;
}

/* Every request in turn, from `first` on. */
static void fail_each(int format, int comparison, long first)
{
    assert_int_equal(print(format, comparison, 0), ENT_OK);
    long n = n_asked;
    assert_true(n > first + 10);
    for (long i = first; i <= n; i++) {
        int code = print(format, comparison, i);
        if (code != ENT_BUG) fail_msg("request %ld of %ld: %d", i, n, code);
    }
    assert_int_equal(print(format, comparison, n + 1), ENT_OK);
}

static void programs(void **state)
{
    (void)state;
    fail_each(ENT_SUMMARY_JSON, 0, 1);
}

/* What is read is the same; what is written is asked for last. */
static void people(void **state)
{
    (void)state;
    static const int formats[] = {ENT_SUMMARY_TEXT, ENT_SUMMARY_CSV, ENT_SUMMARY_LATEX};
    for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
        assert_int_equal(print(formats[k], 0, 0), ENT_OK);
        fail_each(formats[k], 0, n_asked - 25);
    }
}

static void comparison(void **state)
{
    (void)state;
    fail_each(ENT_SUMMARY_TEXT, 1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs),
        cmocka_unit_test(people),
        cmocka_unit_test(comparison),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
