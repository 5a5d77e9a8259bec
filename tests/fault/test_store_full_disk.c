/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The disk is full at twenty sizes: on a small tmpfs where mounting is allowed, else by a limit on the size of files. The
 * command says so and ends with 74 (or 73), nothing wrong stands under the final name, and with room again the same command
 * finishes with the undisturbed digest.
 */
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/unit/runs_world.h"

enum { RUNS = 130, SIZES = 20 };

static char *folder;
static char expected[65];
static struct ent_experiment *experiment;
static int can_mount;

/* Simulates and merges in a child under a limit on files; returns the code, and the error's text in `text`. */
static int run_limited(const char *target, rlim_t most_bytes, char digest[65], char text[1024])
{
    struct {
        int code;
        char digest[65], text[1024];
    } answer = {.code = -1};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct ent_error error = {0};
        struct step step = {.n_runs = RUNS, .n_threads = 1};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){most_bytes, RLIM_INFINITY});
        answer.code = simulate(experiment, target, &step, &error);
        if (answer.code == ENT_OK) answer.code = merge(target, answer.digest, &error);
        snprintf(answer.text, sizeof answer.text, "%s", error.text);
        _exit(write(ends[1], &answer, sizeof answer) == (ssize_t)sizeof answer ? 0 : 1);
    }
    close(ends[1]);
    ssize_t n = read(ends[0], &answer, sizeof answer);
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(n == (ssize_t)sizeof answer && WIFEXITED(status));
    memcpy(digest, answer.digest, 65);
    memcpy(text, answer.text, sizeof answer.text);
    return answer.code;
}

/* Nothing, or the whole, under the final name. */
static void check_target(const char *target)
{
    struct ent_verify_report report;
    struct ent_error error = {0};
    if (!exists(target)) return;
    assert_int_equal(ent_verify(target, NULL, &report, &error), ENT_OK);
    assert_string_equal(report.digest, expected);
}

static void no_room(void **state)
{
    char digest[65], text[1024], target[400], options[32];
    int refused = 0;
    (void)state;
    for (int i = 1; i <= SIZES; i++) {
        long size = (long)i * i * 10000; /* 10 kB to 4 MB: the journal takes less than 1 MB, the file about 2 MB */
        char mounted[300];
        snprintf(mounted, sizeof mounted, "%s/disk", folder);
        snprintf(target, sizeof target, "%s/x.h5", mounted);
        assert_int_equal(mkdir(mounted, 0777), 0);
        snprintf(options, sizeof options, "size=%ld", size);
        if (can_mount) assert_int_equal(mount("tmpfs", mounted, "tmpfs", 0, options), 0);
        int code = run_limited(target, can_mount ? RLIM_INFINITY : (rlim_t)size, digest, text);
        if (code != ENT_OK) {
            refused++;
            assert_true((code == ENT_IO || code == ENT_CANT_CREATE) && text[0] != '\0');
        }
        check_target(target);
        if (can_mount) assert_int_equal(mount("tmpfs", mounted, "tmpfs", MS_REMOUNT, "size=64m"), 0);
        code = run_limited(target, RLIM_INFINITY, digest, text);
        if (code != ENT_OK) fail_msg("with room again after %ld bytes: %s", size, text);
        assert_string_equal(digest, expected);
        if (can_mount) assert_int_equal(umount(mounted), 0);
        remove_all(mounted);
    }
    print_message("%d of %d sizes were too small\n", refused, SIZES);
    assert_true(refused >= 5 && refused < SIZES);
}

static int begin(void **state)
{
    char target[300], text[1024], trial[300];
    (void)state;
    folder = scratch_folder();
    experiment = open_baseline(NULL, NULL);
    if (folder == NULL || experiment == NULL) return -1;
    snprintf(trial, sizeof trial, "%s/trial", folder);
    can_mount = mkdir(trial, 0777) == 0 && mount("tmpfs", trial, "tmpfs", 0, "size=64k") == 0;
    if (can_mount)
        umount(trial);
    else
        print_message("a tmpfs cannot be mounted here: file sizes are limited instead\n");
    snprintf(target, sizeof target, "%s/whole.h5", folder);
    return run_limited(target, RLIM_INFINITY, expected, text) == ENT_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    ent_experiment_free(experiment);
    remove_all(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_room)};
    return cmocka_run_group_tests(tests, begin, end);
}
