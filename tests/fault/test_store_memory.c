/* link: -Wl,@tests/fault/failing_calls.txt */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every allocation of journal and merge fails once.
 */
#include "tests/fault/split_at_calls.h"

static void every_allocation(void **state)
{
    static long n[N_CALLS];
    (void)state;
    for (int o = 0; o < N_OPERATIONS; o++) fail_each(&operations[o], 0, FIRST_SYSTEM_CALL, 1, n);
    assert_true(n[CALL_malloc] > 0 && n[CALL_calloc] > 0 && n[CALL_realloc] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation)};
    return cmocka_run_group_tests(tests, begin, end);
}
