/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 4 for 200 orders nobody thought of, in every shipped scenario, in a kernel that notices what C leaves undefined and every
 * access out of bounds. Ten years: in the first three no election can turn the leader away, so that nothing that follows from its absence
 * would be seen. Each order meets worlds of its own.
 */
/* sanitize: address,undefined */
#include "tests/law/random_orders.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#endif
#ifndef WATCHED
#error "this test is about what the sanitizers notice: build it with -fsanitize=address,undefined"
#endif

enum { N_ORDERS = 200, N_RUNS = 3, N_MONTHS = 120 };

static void orders_hold(void **state)
{
    (void)state;
    random_orders_hold(N_ORDERS, N_RUNS, N_MONTHS);
}

/* ---- twins that must be noticed: each ends its process ---- */

static void out_of_bounds(void)
{
    struct walk *walk = aligned_alloc(64, sizeof *walk);
    const volatile int beyond = (int)(sizeof *walk / sizeof walk->w.v[0]);
    ((volatile real *)walk)[beyond] = 1;
    free(walk);
}

static void undefined(void)
{
    const volatile int places = 40;
    volatile int set = 1;
    set = set << places;
}

static int is_stopped(void (*damage)(void))
{
    int status = 0;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(0);
        damage();
        _exit(0);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static void damage_is_noticed(void **state)
{
    (void)state;
    assert_true(is_stopped(out_of_bounds));
    assert_true(is_stopped(undefined));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damage_is_noticed),
        cmocka_unit_test(orders_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
