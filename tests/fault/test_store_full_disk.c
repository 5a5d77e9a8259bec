/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The disk is full at twenty sizes - on a small tmpfs where mounting is allowed - and files may not be larger than twenty sizes, for
 * an experiment, a sweep with kept runs and a precision. The command says so and ends with 74 (or 73), nothing wrong stands
 * under the final name, what was finished is not done again, and with room again the same command finishes with the undisturbed
 * digest.
 */
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/unit/precision_world.h"

enum { SIZES = 20 };

static struct ask {
    const char *name, *request; /* NULL: the baseline, 130 runs */
    struct ent_experiment *experiment;
    char expected[65];
    int64_t bytes, runs; /* that it takes: parts and file together; runs made */
} asks[] = {{.name = "baseline"},
            {.name = "sweep", .request = "runs: 70\nrecord: {runs: {every: 30}}"},
            {.name = "precision", .request = "precision: {metric: decision_cohesion, half_width: 0.05, least: 130}"}};
enum { N_ASKS = sizeof asks / sizeof *asks };

static int can_mount;

struct answer {
    int code;
    int64_t runs, bytes;
    char digest[65], text[1024];
};

/* Simulates and merges in a child under a limit on files. */
static struct answer run_limited(const struct ask *ask, const char *target, rlim_t most_bytes)
{
    struct answer answer = {.code = -1};
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct ent_error error = {0};
        struct ent_engine_report done = {0};
        struct ent_merge_report merged = {0};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){most_bytes, RLIM_INFINITY});
        answer.code = run_precisely(ask->experiment, target, &done, &merged, &error);
        answer.runs = done.progress.runs_done;
        answer.bytes = (int64_t)(done.journal_bytes + merged.file_bytes);
        memcpy(answer.digest, merged.digest, sizeof answer.digest);
        snprintf(answer.text, sizeof answer.text, "%s", error.text);
        _exit(write(ends[1], &answer, sizeof answer) == (ssize_t)sizeof answer ? 0 : 1);
    }
    close(ends[1]);
    ssize_t n = read(ends[0], &answer, sizeof answer);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(n == (ssize_t)sizeof answer && WIFEXITED(status));
    return answer;
}

/* Nothing, or the whole, under the final name. */
static void check_target(const struct ask *ask, const char *target)
{
    struct ent_verify_report report;
    struct ent_error error = {0};
    if (!exists(target)) return;
    assert_int_equal(ent_verify(target, NULL, &report, &error), ENT_OK);
    assert_string_equal(report.digest, ask->expected);
}

/* Once with `size` bytes of disk or, if that is not to be limited, of any file; returns whether it was refused. */
static int try_size(const struct ask *ask, long size, int of_disk)
{
    char target[400], options[32], mounted[300];
    snprintf(mounted, sizeof mounted, "%s/disk", folder);
    snprintf(target, sizeof target, "%s/x.h5", mounted);
    snprintf(options, sizeof options, "size=%ld", size);
    assert_int_equal(mkdir(mounted, 0777), 0);
    if (of_disk) assert_int_equal(mount("tmpfs", mounted, "tmpfs", 0, options), 0);
    struct answer first = run_limited(ask, target, of_disk ? RLIM_INFINITY : (rlim_t)size);
    if (first.code != ENT_OK && ((first.code != ENT_IO && first.code != ENT_CANT_CREATE) || strstr(first.text, "x.h5") == NULL))
        fail_msg("%s, %ld bytes: code %d: %s", ask->name, size, first.code, first.text);
    check_target(ask, target);
    if (of_disk) assert_int_equal(mount("tmpfs", mounted, "tmpfs", MS_REMOUNT, "size=64m"), 0);
    struct answer second = run_limited(ask, target, RLIM_INFINITY);
    if (second.code != ENT_OK) fail_msg("%s, with room again after %ld bytes: %s", ask->name, size, second.text);
    assert_string_equal(second.digest, ask->expected);
    assert_int_equal(first.runs + second.runs, ask->runs);
    if (of_disk) assert_int_equal(umount(mounted), 0);
    remove_all(mounted);
    return first.code != ENT_OK;
}

static void twenty_sizes(int of_disk)
{
    for (int a = 0; a < N_ASKS; a++) {
        int refused = 0;
        for (int i = 1; i <= SIZES; i++) refused += try_size(&asks[a], (long)(asks[a].bytes * i / 16 + 20000 * (i == SIZES)), of_disk);
        print_message("%s: %d of %d sizes were too small\n", asks[a].name, refused, SIZES);
        assert_true(refused >= 5 && refused < SIZES);
    }
}

static void no_room(void **state)
{
    (void)state;
    if (can_mount)
        twenty_sizes(1);
    else
        print_message("a tmpfs cannot be mounted here: only file sizes are limited\n");
}

static void no_large_files(void **state)
{
    (void)state;
    twenty_sizes(0);
}

static int begin(void **state)
{
    char target[300], trial[300];
    if (scratch_begin(state) != 0) return -1;
    snprintf(trial, sizeof trial, "%s/trial", folder);
    can_mount = mkdir(trial, 0777) == 0 && mount("tmpfs", trial, "tmpfs", 0, "size=64k") == 0;
    if (can_mount) umount(trial);
    for (int a = 0; a < N_ASKS; a++) {
        asks[a].experiment = asks[a].request != NULL ? open_sweep(asks[a].request) : open_baseline("runs=130", NULL);
        if (asks[a].experiment == NULL) return -1;
        snprintf(target, sizeof target, "%s/%s.h5", folder, asks[a].name);
        struct answer whole = run_limited(&asks[a], target, RLIM_INFINITY);
        if (whole.code != ENT_OK) return -1;
        memcpy(asks[a].expected, whole.digest, sizeof whole.digest);
        asks[a].bytes = whole.bytes;
        asks[a].runs = whole.runs;
    }
    return 0;
}

static int end(void **state)
{
    for (int a = 0; a < N_ASKS; a++) ent_experiment_free(asks[a].experiment);
    return scratch_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_room), cmocka_unit_test(no_large_files)};
    return cmocka_run_group_tests(tests, begin, end);
}
