/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8: all 2^27 coalitions of the Council of 27, under Nice and under Lisbon, with the swings of every member.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/reference/council.h"

static void count_all(const struct council *council)
{
    int64_t winning, swings[27], sum = 0;
    council_count(council, 0, UINT64_C(1) << council->n, &winning, swings);
    for (int i = 0; i < council->n; i++) sum += swings[i];
    assert_int_equal(winning, (int64_t)council->winning);
    assert_int_equal(sum, (int64_t)council->swings);
    assert_int_equal(swings[council->least], (int64_t)council->least_swings);
    assert_int_equal(swings[council->most], (int64_t)council->most_swings);
}

static void nice_is_counted_in_full(void **state)
{
    (void)state;
    count_all(&council_nice);
}

static void lisbon_is_counted_in_full(void **state)
{
    (void)state;
    count_all(&council_lisbon);
}

/* One coalition in ten million more would be found: without its clause Lisbon lets 20 coalitions fewer pass. */
static void twenty_coalitions_fewer_are_noticed(void **state)
{
    (void)state;
    struct council other = council_lisbon;
    int64_t winning, swings[27];
    other.rule.blocking_least = 0;
    council_count(&other, 0, UINT64_C(1) << other.n, &winning, swings);
    assert_int_equal(winning, (int64_t)council_lisbon.winning - 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nice_is_counted_in_full),
        cmocka_unit_test(lisbon_is_counted_in_full),
        cmocka_unit_test(twenty_coalitions_fewer_are_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
