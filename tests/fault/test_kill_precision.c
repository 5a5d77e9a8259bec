/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Killed with -9 fifteen times while a precision decides how many runs there are, and started again: the digest of the
 * undisturbed run.
 */
#include "tests/unit/precision_world.h"

#include "tests/fault/killing.h"

enum { KILLS = 15 };

static void carry_out(const char *target, char digest[65])
{
    struct ent_experiment *experiment = open_sweep("precision: {metric: decision_cohesion, half_width: 0.02, of: quantile, at: 0.9}");
    struct ent_error error = {0};
    struct step step = {.n_threads = 2};
    if (experiment != NULL && simulate_precisely(experiment, target, &step, &error) == ENT_OK &&
        merge_precisely(target, digest, &error) == ENT_OK)
        return;
    fprintf(stderr, "%s\n", error.text);
    _exit(1);
}

static void killed_and_resumed(void **state)
{
    (void)state;
    kill_and_resume(KILLS, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_and_resumed)};
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
