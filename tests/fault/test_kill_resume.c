/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Killed with -9 twenty times at other moments and started again: the digest of the undisturbed run. Two processes on one
 * target at once do no harm.
 */
#include <signal.h>
#include <sys/wait.h>

#include "tests/unit/runs_world.h"

enum { RUNS = 320, KILLS = 20 };

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
    struct ent_experiment *experiment = open_baseline(NULL, NULL);
    struct ent_error error = {0};
    struct step step = {.n_runs = RUNS, .n_threads = 2};
    char digest[65];
    made_up_microseconds = microseconds;
    if (experiment == NULL || simulate(experiment, target, &step, &error) != ENT_OK || merge(target, digest, &error) != ENT_OK) {
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

static void killed_twenty_times(void **state)
{
    char undisturbed[65], resumed[65];
    int killed = 0;
    (void)state;
    assert_int_equal(finish(start(path("whole.h5"), path("whole.txt"), 0)), 0);
    read_digest(path("whole.txt"), undisturbed);
    for (int k = 0; k < KILLS; k++) {
        pid_t child = start(path("killed.h5"), path("killed.txt"), 300);
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

static int begin(void **state)
{
    (void)state;
    folder = scratch_folder();
    return folder == NULL ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    remove_all(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_twenty_times), cmocka_unit_test(two_at_once)};
    return cmocka_run_group_tests(tests, begin, end);
}
