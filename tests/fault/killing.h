/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Processes that are killed with -9 and started again. A test includes this after the world it simulates and defines what a
 * process carries out.
 */
#ifndef ENT_TESTS_FAULT_KILLING_H
#define ENT_TESTS_FAULT_KILLING_H

#include <signal.h>
#include <sys/wait.h>

/* Simulates into `target` and merges; leaves the process with a status other than 0 if that fails. */
static void carry_out(const char *target, char digest[65]);

/* OpenMP and fork do not mix, so everything runs in children. Exit status: 0 finished. */
static pid_t start(const char *target, const char *digest_to, unsigned microseconds)
{
    pid_t child = fork();
    if (child != 0) return child;
    char digest[65];
    made_up_microseconds = microseconds;
    carry_out(target, digest);
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

/* Killed `kills` times at other moments, each run of made-up length, and finished: the digest of the undisturbed one. */
static void kill_and_resume(int kills, unsigned microseconds)
{
    char undisturbed[65], resumed[65];
    int killed = 0;
    assert_int_equal(finish(start(path("whole.h5"), path("whole.txt"), 0)), 0);
    read_digest(path("whole.txt"), undisturbed);
    for (int k = 0; k < kills; k++) {
        pid_t child = start(path("killed.h5"), path("killed.txt"), microseconds);
        usleep(20000 + (unsigned)(k * k) * 1500);
        kill(child, SIGKILL);
        killed += finish(child) == 100 + SIGKILL;
    }
    print_message("killed %d of %d before the end\n", killed, kills);
    assert_true(killed >= 3);
    assert_int_equal(finish(start(path("killed.h5"), path("killed.txt"), 0)), 0);
    read_digest(path("killed.txt"), resumed);
    assert_string_equal(resumed, undisturbed);
    assert_false(exists(path("killed.h5.parts")));
}

#endif
