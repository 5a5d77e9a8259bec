/* link: -Wl,--wrap=write,--wrap=fsync,--wrap=mkdir,--wrap=rename,--wrap=open,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each call of the system, and each request for memory, fails at its n-th time while results are exported, for every n. Each
 * time: a code and a text, nothing under the final name, nothing left beside it, and the same export afterwards is whole.
 * So too when it is asked to stop.
 */
#include <errno.h>
#include <fcntl.h>

#include "analysis/export.h"
#include "analysis/summary.h"
#include "tests/unit/runs_world.h"

enum call { CALL_write, CALL_fsync, CALL_mkdir, CALL_rename, CALL_open, CALL_memory, N_CALLS };

static int armed = -1; /* the call that is to fail; -1: none */
static long left;      /* calls of it until then */
static int struck;

static int strikes(enum call call)
{
    if (armed != (int)call || left-- != 0) return 0;
    struck = 1;
    errno = call == CALL_memory ? ENOMEM : ENOSPC;
    return 1;
}

#define WRAP(type, name, call, failed, parameters, arguments)    \
    type __real_##name parameters;                               \
    type __wrap_##name parameters;                               \
    type __wrap_##name parameters                                \
    {                                                            \
        return strikes(call) ? failed : __real_##name arguments; \
    }

WRAP(ssize_t, write, CALL_write, -1, (int fd, const void *bytes, size_t n), (fd, bytes, n))
WRAP(int, fsync, CALL_fsync, -1, (int fd), (fd))
WRAP(int, mkdir, CALL_mkdir, -1, (const char *path, mode_t mode), (path, mode))
WRAP(int, rename, CALL_rename, -1, (const char *from, const char *to), (from, to))
WRAP(void *, malloc, CALL_memory, NULL, (size_t n), (n))
WRAP(void *, calloc, CALL_memory, NULL, (size_t n, size_t size), (n, size))
WRAP(void *, realloc, CALL_memory, NULL, (void *old, size_t n), (old, n))
WRAP(char *, strdup, CALL_memory, NULL, (const char *text), (text))

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    return strikes(CALL_open) ? -1 : __real_open(path, flags, mode);
}

static char out[200];
static struct ent_results results;
static struct ent_export_report whole;

static int export_all(const volatile sig_atomic_t *stop, struct ent_export_report *report, struct ent_error *error)
{
    const struct ent_export_options options = {.point = ENT_ALL_POINTS, .stop = stop};
    return ent_export_folder(&results, out, &options, report, error);
}

/* What stands in the folder beside the results. */
static int n_beside(void)
{
    struct dirent *entry;
    int n = 0;
    DIR *opened = opendir(folder);
    while ((entry = readdir(opened)) != NULL) n += strncmp(entry->d_name, "out", 3) == 0;
    closedir(opened);
    return n;
}

/* Whether the n-th call failed; then the export must have failed too. */
static int fail_at(enum call call, long n)
{
    struct ent_export_report report;
    struct ent_error error = {0};
    struck = 0;
    left = n;
    armed = (int)call;
    int code = export_all(NULL, &report, &error);
    armed = -1;
    int last = call == CALL_fsync || call == CALL_open; /* the folder around it is opened and made durable when all is there */
    if (!struck) {
        assert_int_equal(code, ENT_OK);
    } else if (code == ENT_OK || error.text[0] == '\0') {
        fail_msg("call %d, the %ld-th: code %d, '%s'", (int)call, n, code, error.text);
    } else if (n_beside() != 0 && !(last && n_beside() == 1 && exists(out))) {
        fail_msg("call %d, the %ld-th: something is left: %s", (int)call, n, error.text);
    }
    remove_all(out);
    return struck;
}

static void every_call(void **state)
{
    (void)state;
    for (int call = 0; call < CALL_memory; call++) {
        long n = 0;
        while (fail_at((enum call)call, n)) n++;
        assert_true(n >= 1);
    }
}

static void memory(void **state)
{
    long n = 0;
    (void)state;
    while (fail_at(CALL_memory, n)) n += n < 120 ? 1 : 29;
    assert_true(n > 1000);
}

static void stopped(void **state)
{
    const volatile sig_atomic_t stop = 1;
    struct ent_export_report report;
    struct ent_error error = {0};
    (void)state;
    assert_int_equal(export_all(&stop, &report, &error), ENT_INTERRUPTED);
    assert_int_equal(n_beside(), 0);
    assert_int_equal(export_all(NULL, &report, &error), ENT_OK);
    assert_true(report.n_rows == whole.n_rows && report.n_bytes == whole.n_bytes && report.n_tables == whole.n_tables);
    remove_all(out);
}

static int begin(void **state)
{
    char target[200], digest[65];
    struct ent_error error = {0};
    struct ent_experiment *experiment = open_baseline("record.runs={list: [1]}", NULL);
    if (scratch_begin(state) != 0 || !experiment) return -1;
    snprintf(target, sizeof target, "%s/x.h5", folder);
    snprintf(out, sizeof out, "%s/out", folder);
    complete(experiment, target, 3, 1, digest);
    ent_experiment_free(experiment);
    if (ent_results_open(&results, target, &error) || export_all(NULL, &whole, &error)) {
        print_error("%s\n", error.text);
        return -1;
    }
    remove_all(out);
    return 0;
}

static int end(void **state)
{
    ent_results_close(&results);
    return scratch_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stopped), cmocka_unit_test(every_call), cmocka_unit_test(memory)};
    return cmocka_run_group_tests(tests, begin, end);
}
