/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Killed with -9 fifteen times while a precision decides how many runs there are, and started again: the digest of the
 * undisturbed run.
 */
#include <signal.h>
#include <sys/wait.h>

#include "tests/unit/precision_world.h"

enum { KILLS = 15 };

static char *folder;

static const char *path(const char *name)
{
    static char space[4][256];
    static int next;
    char *text = space[next++ % 4];
    snprintf(text, sizeof space[0], "%s/%s", folder, name);
    return text;
}

/* OpenMP and fork do not mix, so everything runs in children. Exit status: 0 finished. */
static pid_t start(const char *target, const char *digest_to, unsigned microseconds)
{
    pid_t child = fork();
    if (child != 0) return child;
    struct ent_experiment *experiment = open_sweep("precision: {metric: decision_cohesion, half_width: 0.02, of: quantile, at: 0.9}");
    struct ent_error error = {0};
    struct step step = {.n_threads = 2};
    char digest[65];
    made_up_microseconds = microseconds;
    if (experiment == NULL || simulate_precisely(experiment, target, &step, &error) != ENT_OK ||
        merge_precisely(target, digest, &error) != ENT_OK) {
        fprintf(stderr, "%s\n", error.text);
        _exit(1);
    }
    FILE *stream = fopen(digest_to, "w");
    if (stream == NULL || fputs(digest, stream) < 0 || fclose(stream) != 0) _exit(2);
    _exit(0);
}

static int finish(pid_t child)
{
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static void read_digest(const char *from, char digest[65])
{
    FILE *stream = fopen(from, "r");
    assert_non_null(stream);
    assert_non_null(fgets(digest, 65, stream));
    fclose(stream);
}

static void killed_and_resumed(void **state)
{
    char undisturbed[65], resumed[65];
    int killed = 0;
    (void)state;
    assert_int_equal(finish(start(path("whole.h5"), path("whole.txt"), 0)), 0);
    read_digest(path("whole.txt"), undisturbed);
    for (int k = 0; k < KILLS; k++) {
        pid_t child = start(path("killed.h5"), path("killed.txt"), 100);
        usleep(20000 + (unsigned)(k * k) * 1500);
        kill(child, SIGKILL);
        killed += finish(child) == 100 + SIGKILL;
    }
    print_message("killed %d of %d before the end\n", killed, KILLS);
    assert_true(killed >= 3);
    assert_int_equal(finish(start(path("killed.h5"), path("killed.txt"), 0)), 0);
    read_digest(path("killed.txt"), resumed);
    assert_string_equal(resumed, undisturbed);
    assert_false(exists(path("killed.h5.parts")));
}

static int begin(void **state)
{
    (void)state;
    folder = scratch_folder();
    return folder == NULL;
}

static int end(void **state)
{
    (void)state;
    remove_all(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_and_resumed)};
    return cmocka_run_group_tests(tests, begin, end);
}
