/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Killed with -9 twenty times at other moments and started again: the digest of the undisturbed run. Two processes on one
 * target at once do no harm.
 */
#include "tests/unit/runs_world.h"

#include "tests/fault/killing.h"

enum { RUNS = 320, KILLS = 20 };

static void carry_out(const char *target, char digest[65])
{
    struct ent_experiment *experiment = open_baseline(NULL, NULL);
    struct ent_error error = {0};
    struct step step = {.n_runs = RUNS, .n_threads = 2};
    if (experiment != NULL && simulate(experiment, target, &step, &error) == ENT_OK && merge(target, digest, &error) == ENT_OK) return;
    fprintf(stderr, "%s\n", error.text);
    _exit(1);
}

static void killed_twenty_times(void **state)
{
    (void)state;
    kill_and_resume(KILLS, 300);
}

/* Two processes on one target at the same time. */
static void two_at_once(void **state)
{
    char undisturbed[65], digest[65];
    (void)state;
    read_digest(path("whole.txt"), undisturbed);
    pid_t one = start(path("both.h5"), path("one.txt"), 200), other = start(path("both.h5"), path("other.txt"), 100);
    int first = finish(one), second = finish(other);
    assert_true(first == 0 || second == 0);
    assert_int_equal(finish(start(path("both.h5"), path("last.txt"), 0)), 0);
    read_digest(path("last.txt"), digest);
    assert_string_equal(digest, undisturbed);
    assert_int_equal(first, 0);
    assert_int_equal(second, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_twenty_times), cmocka_unit_test(two_at_once)};
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
