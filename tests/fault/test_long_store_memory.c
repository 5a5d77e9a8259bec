/* link: -Wl,@tests/fault/failing_calls.txt */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every allocation of journal and merge fails once.
 */
#include "tests/fault/store_calls.h"

static void every_allocation(void **state)
{
    (void)state;
    for (int o = 0; o < N_OPERATIONS; o++) allocations(&operations[o], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation)};
    return cmocka_run_group_tests(tests, begin, end);
}
