/* link: -Wl,@tests/fault/failing_calls.txt */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every call of the system and of zlib fails once at its n-th time, for all n, in each of the operations; calls of HDF5, of which
 * there are thousands, the first of each kind and some of the others.
 */
#include "tests/fault/split_at_calls.h"

static void system_calls_and_some_of_hdf5(void **state)
{
    static long n[N_CALLS];
    (void)state;
    for (int o = 0; o < N_OPERATIONS; o++) fail_each(&operations[o], FIRST_SYSTEM_CALL, N_CALLS, 401, n);
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
        assert_true(target_is(&operations[o].old));
        assert_null(wrong_again(&operations[o], &error));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(system_calls_and_some_of_hdf5), cmocka_unit_test(torn_ends_that_stay)};
    return cmocka_run_group_tests(tests, begin, end);
}
