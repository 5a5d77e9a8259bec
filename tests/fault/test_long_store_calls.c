/* link: -Wl,@tests/fault/failing_calls.txt */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every call of the system, of zlib and of HDF5 fails once at its n-th time, for all n, in each of the operations. No call of the
 * list is without use in all of them.
 */
#include "tests/fault/store_calls.h"

static void every_call_at_every_n(void **state)
{
    (void)state;
    for (int call = FIRST_SYSTEM_CALL; call < N_CALLS; call++) {
        long n[N_OPERATIONS], all = 0;
        for (int o = 0; o < N_OPERATIONS; o++) {
            for (n[o] = 0; fail_at(&operations[o], (enum call)call, n[o], n[o] % 32 == 0); n[o]++) continue;
            all += n[o];
        }
        print_message("%-28s %6ld %6ld %6ld calls\n", call_names[call], n[0], n[1], n[2]);
        assert_true(all > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_call_at_every_n)};
    return cmocka_run_group_tests(tests, begin, end);
}
