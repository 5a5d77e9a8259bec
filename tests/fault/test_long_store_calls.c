/* link: -Wl,@tests/fault/failing_calls.txt */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every call of the system, of zlib and of HDF5 fails once at its n-th time, for all n, in each of the operations. No call of the
 * list is without use in all of them.
 */
#include "tests/fault/split_at_calls.h"

static void every_call_at_every_n(void **state)
{
    static long n[N_OPERATIONS][N_CALLS];
    (void)state;
    for (int o = 0; o < N_OPERATIONS; o++) fail_each(&operations[o], FIRST_SYSTEM_CALL, N_CALLS, 1, n[o]);
    for (int call = FIRST_SYSTEM_CALL; call < N_CALLS; call++) {
        long all = 0;
        for (int o = 0; o < N_OPERATIONS; o++) all += n[o][call];
        print_message("%-28s %6ld %6ld %6ld calls\n", call_names[call], n[0][call], n[1][call], n[2][call]);
        assert_true(all > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_call_at_every_n)};
    return cmocka_run_group_tests(tests, begin, end);
}
