/* link: -Wl,@tests/fault/failing_calls.txt */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls of the system fail once, every one of them; reads and calls of HDF5, of which there are thousands, at a growing
 * sequence of n, each of them in one of the operations.
 */
#include "tests/fault/store_calls.h"

/* Of which there are many. */
static int is_many(enum call call)
{
    return call == CALL_pread || (call >= CALL_deflateReset && call <= CALL_uncompress) || call >= FIRST_HDF5_CALL;
}

/* Each in one of the operations. */
static void every_system_call(void **state)
{
    (void)state;
    for (int call = FIRST_SYSTEM_CALL; call < FIRST_HDF5_CALL; call++) {
        int last = 0;
        if (is_many((enum call)call)) continue;
        for (long n = 0; last < N_OPERATIONS; n++) {
            int failed = fail_at(&operations[(call + n) % N_OPERATIONS], (enum call)call, n, n % 4 == 0);
            last = failed ? 0 : last + 1; /* the operations make unlike numbers of calls */
        }
    }
}

static void some_of_many(void **state)
{
    (void)state;
    for (int call = FIRST_SYSTEM_CALL; call < N_CALLS; call++) {
        const struct operation *operation = &operations[call % N_OPERATIONS];
        if (!is_many((enum call)call)) continue;
        for (long n = 0; fail_at(operation, (enum call)call, n, n == 3);) n = 3 + n * 11;
    }
}

/* Cutting a torn end off fails too: said, and passed over the next time. */
static void torn_ends_that_stay(void **state)
{
    (void)state;
    for (int o = 0; o < N_OPERATIONS; o++) {
        struct ent_error error = {0};
        char digest[65];
        start_afresh(&operations[o]);
        tear = 1;
        arm(CALL_pwrite, 2);
        int code = operate(&operations[o], digest, &error);
        assert_true(disarm());
        tear = 0;
        assert_int_equal(code, ENT_IO);
        assert_non_null(strstr(error.text, "its torn end could not be cut off"));
        check_target(&operations[o], CALL_pwrite, 2);
        recover(&operations[o], CALL_pwrite, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_system_call), cmocka_unit_test(some_of_many),
                                       cmocka_unit_test(torn_ends_that_stay)};
    return cmocka_run_group_tests(tests, begin, end);
}
