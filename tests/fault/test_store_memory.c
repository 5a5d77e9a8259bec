/* link: -Wl,@tests/fault/failing_calls.txt */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Allocations of journal and merge fail: of each kind the first twenty and every seventh after.
 */
#include "tests/fault/store_calls.h"

static void some_allocations(void **state)
{
    (void)state;
    for (int o = 0; o < N_OPERATIONS; o++) allocations(&operations[o], 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(some_allocations)};
    return cmocka_run_group_tests(tests, begin, end);
}
