/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that runs out at any point of loading or writing an experiment: said cleanly, nothing kept.
 */
/* link: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include <cmocka.h>

#include "params/experiment.h"
#include "params/schema.h"
#include "tests/fault/failing_memory.h"

static void start(long n)
{
    n_asked = 0;
    n_held = 0;
    fails_at = n;
}

/* Loads once with the n-th request refused (0: none); the code. Nothing may be held afterwards. */
static int load(const char *where, const char *params, long n)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;
    int code;

    start(n);
    code = ent_experiment_load(&experiment, where, params, NULL, 0, &complaints);
    fails_at = 0;
    assert_int_equal(code, complaints.code);
    assert_true((experiment != NULL) == (code == ENT_OK));
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    assert_int_equal(n_held, 0);
    return code;
}

static void loading_says_that_memory_ran_out(void **state)
{
    long n;

    (void)state;
    assert_int_equal(load("baseline", NULL, 0), ENT_OK);
    n = n_asked;
    assert_true(n > 10);
    for (long i = 1; i <= n; i++) assert_int_equal(load("baseline", NULL, i), ENT_BUG);
    assert_int_equal(load("baseline", NULL, n + 1), ENT_OK);
}

static void complaining_says_that_memory_ran_out(void **state)
{
    const char *source = getenv("ENTENTE_SOURCE");
    char where[4096], params[4096];
    long n;

    (void)state;
    snprintf(params, sizeof params, "%s/tests/golden/bad_inputs/params", source ? source : ".");
    snprintf(where, sizeof where, "%s/tests/golden/bad_inputs/all_at_once.yaml", source ? source : ".");
    assert_int_equal(load(where, params, 0), ENT_BAD_INPUT);
    n = n_asked;
    for (long i = 1; i <= n; i++) assert_int_equal(load(where, params, i), ENT_BUG);
}

static struct ent_experiment *baseline;

static char *write_config(void)
{
    return ent_experiment_yaml(baseline, 10, 1);
}

static char *write_assumptions(void)
{
    return ent_experiment_assumptions(baseline);
}

static void writing_returns_nothing_when_memory_ran_out(void **state)
{
    struct ent_complaints complaints;
    static char *(*const writers[])(void) = {ent_schema_text,     ent_schema_yaml, ent_schema_json_schema,
                                             ent_schema_markdown, write_config,    write_assumptions};

    (void)state;
    assert_int_equal(ent_experiment_load(&baseline, "baseline", NULL, NULL, 0, &complaints), ENT_OK);
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        char *text;
        long n;

        start(0);
        text = writers[i]();
        n = n_asked;
        assert_non_null(text);
        __wrap_free(text);
        for (long j = 1; j <= n; j++) {
            start(j);
            assert_null(writers[i]());
            assert_int_equal(n_held, 0);
        }
        fails_at = 0;
    }
    ent_experiment_free(baseline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loading_says_that_memory_ran_out),
        cmocka_unit_test(complaining_says_that_memory_ran_out),
        cmocka_unit_test(writing_returns_nothing_when_memory_ran_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
