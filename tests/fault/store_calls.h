/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One call of the system, of HDF5 or for memory fails at its n-th time while journals are written and merged. Each time:
 * a code and a text, nothing wrong under the final name, no temporary file, and the same command afterwards
 * gives the digest of the undisturbed run. A test that includes this wraps all of these calls when it is linked.
 */
#ifndef ENT_TESTS_STORE_CALLS_H
#define ENT_TESTS_STORE_CALLS_H

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include "tests/unit/runs_world.h"

/* X(name, returned type, value and errno of a failure, parameters, arguments) */
#define CALLS(X)                                                                                                                      \
    X(malloc, void *, NULL, ENOMEM, (size_t size), (size))                                                                            \
    X(calloc, void *, NULL, ENOMEM, (size_t n, size_t size), (n, size))                                                               \
    X(realloc, void *, NULL, ENOMEM, (void *old, size_t size), (old, size))                                                           \
    X(aligned_alloc, void *, NULL, ENOMEM, (size_t alignment, size_t size), (alignment, size))                                        \
    X(strdup, char *, NULL, ENOMEM, (const char *text), (text))                                                                       \
    X(strndup, char *, NULL, ENOMEM, (const char *text, size_t n), (text, n))                                                         \
    X(pwrite, ssize_t, -1, ENOSPC, (int fd, const void *bytes, size_t n, off_t at), (fd, bytes, n, at))                               \
    X(pread, ssize_t, -1, EIO, (int fd, void *bytes, size_t n, off_t at), (fd, bytes, n, at))                                         \
    X(fsync, int, -1, EIO, (int fd), (fd))                                                                                            \
    X(close, int, -1, EIO, (int fd), (fd))                                                                                            \
    X(rename, int, -1, EACCES, (const char *from, const char *to), (from, to))                                                        \
    X(mkdir, int, -1, EACCES, (const char *path, mode_t mode), (path, mode))                                                          \
    X(opendir, DIR *, NULL, EACCES, (const char *path), (path))                                                                       \
    X(unlink, int, -1, EACCES, (const char *path), (path))                                                                            \
    X(fstat, int, -1, EIO, (int fd, struct stat *status), (fd, status))                                                               \
    X(H5Fcreate, hid_t, -1, 0, (const char *path, unsigned flags, hid_t a, hid_t b), (path, flags, a, b))                             \
    X(H5Fopen, hid_t, -1, 0, (const char *path, unsigned flags, hid_t a), (path, flags, a))                                           \
    X(H5Fflush, herr_t, -1, 0, (hid_t id, H5F_scope_t scope), (id, scope))                                                            \
    X(H5Fclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Dcreate2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a, hid_t b, hid_t c, hid_t d, hid_t e), (id, name, a, b, c, d, e)) \
    X(H5Dopen2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a), (id, name, a))                                                   \
    X(H5Dwrite, herr_t, -1, 0, (hid_t id, hid_t a, hid_t b, hid_t c, hid_t d, const void *values), (id, a, b, c, d, values))          \
    X(H5Dread, herr_t, -1, 0, (hid_t id, hid_t a, hid_t b, hid_t c, hid_t d, void *values), (id, a, b, c, d, values))                 \
    X(H5Dclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Acreate2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a, hid_t b, hid_t c, hid_t d), (id, name, a, b, c, d))             \
    X(H5Awrite, herr_t, -1, 0, (hid_t id, hid_t a, const void *values), (id, a, values))                                              \
    X(H5Aclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5DSset_scale, herr_t, -1, 0, (hid_t id, const char *name), (id, name))                                                         \
    X(H5DSattach_scale, herr_t, -1, 0, (hid_t id, hid_t scale, unsigned axis), (id, scale, axis))                                     \
    X(H5Screate_simple, hid_t, -1, 0, (int n, const hsize_t *size, const hsize_t *most), (n, size, most))                             \
    X(H5Sselect_hyperslab, herr_t, -1, 0,                                                                                             \
      (hid_t id, H5S_seloper_t op, const hsize_t *a, const hsize_t *b, const hsize_t *c, const hsize_t *d), (id, op, a, b, c, d))     \
    X(H5Pcreate, hid_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Gcreate2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a, hid_t b, hid_t c), (id, name, a, b, c))

#define CALL_ENUM(name, type, value, cause, parameters, arguments) CALL_##name,
enum call { CALLS(CALL_ENUM) CALL_open, CALL_asprintf, N_CALLS };

#define CALL_NAME(name, type, value, cause, parameters, arguments) #name,
static const char *const call_names[N_CALLS] = {CALLS(CALL_NAME) "open", "asprintf"};

static enum call armed = N_CALLS; /* which call fails */
static long countdown;            /* at 0: fails now */
static int has_failed;

static int fails(enum call call)
{
    if (call != armed || has_failed || countdown-- > 0) return 0;
    has_failed = 1;
    return 1;
}

#define CALL_WRAP(name, type, value, cause, parameters, arguments) \
    type __real_##name parameters;                                 \
    type __wrap_##name parameters;                                 \
    type __wrap_##name parameters                                  \
    {                                                              \
        if (!fails(CALL_##name)) return __real_##name arguments;   \
        errno = cause;                                             \
        return value;                                              \
    }
CALLS(CALL_WRAP)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (!fails(CALL_open)) return __real_open(path, flags, mode);
    errno = EMFILE;
    return -1;
}

int __wrap_asprintf(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __wrap_asprintf(char **text, const char *format, ...)
{
    va_list values;
    if (fails(CALL_asprintf)) {
        *text = NULL;
        return -1;
    }
    va_start(values, format);
    int n = vasprintf(text, format, values);
    va_end(values);
    return n;
}

/* --- the operation ------------------------------------------------------------------------------------------------------ */

enum { RUNS = 66 };

static char *folder;
static char target[256];
static char expected[65];
static struct ent_experiment *experiment;

/* Simulates and merges; 0 runs asked for in the journal that is there already mean a merge alone. */
static int run_and_merge(char digest[65], struct ent_error *error)
{
    struct ent_cells cells = {0};
    struct ent_engine_report report;
    struct ent_merge_report merged = {0};
    const struct ent_engine_options run = {.kernel = &made_up_kernel, .target = target, .n_threads = 1};
    const struct ent_merge_options merge_options = {.target = target};
    int code = ent_cells_init(&cells, experiment, RUNS, ent_experiment_seed(experiment), 0, error);
    if (code == ENT_OK) code = ent_engine_run(&cells, &run, &report, error);
    if (code == ENT_OK) code = ent_merge(&cells, &merge_options, &merged, error);
    memcpy(digest, merged.digest, 65);
    ent_cells_free(&cells);
    return code;
}

static void start_afresh(void)
{
    char parts[300];
    snprintf(parts, sizeof parts, "%s.parts", target);
    remove_all(parts);
    unlink(target);
}

static int has_temporary(void)
{
    int found = 0;
    struct dirent *entry;
    DIR *list = opendir(folder);
    while ((entry = readdir(list)) != NULL) found |= strstr(entry->d_name, ".tmp-") != NULL;
    closedir(list);
    return found;
}

/* What is under the final name, if anything, must be whole. */
static void check_target(void)
{
    struct ent_verify_report report;
    struct ent_error error = {0};
    if (!exists(target)) return;
    assert_int_equal(ent_verify(target, NULL, &report, &error), ENT_OK);
    assert_string_equal(report.digest, expected);
}

/* Lets the call fail at its n-th time; returns 0 once there are fewer than n calls. */
static int fail_at(enum call call, long n, int recover)
{
    struct ent_error error = {0};
    char digest[65];
    armed = call;
    countdown = n;
    has_failed = 0;
    int code = run_and_merge(digest, &error);
    int failed = has_failed;
    armed = N_CALLS;
    if (!failed) {
        assert_int_equal(code, ENT_OK);
        start_afresh();
        return 0;
    }
    if (code == ENT_OK)
        assert_string_equal(digest, expected); /* the failure did not matter */
    else
        assert_true(error.text[0] != '\0' && error.code == code && code != ENT_INTERRUPTED);
    if (call != CALL_unlink) assert_false(has_temporary());
    check_target();
    if (recover) {
        code = run_and_merge(digest, &error);
        if (code != ENT_OK) fail_msg("after %s failed at call %ld: %s", call_names[call], n, error.text);
        assert_string_equal(digest, expected);
        start_afresh();
    } else {
        start_afresh();
    }
    return 1;
}

static int begin(void **state)
{
    struct ent_error error = {0};
    (void)state;
    folder = scratch_folder();
    snprintf(target, sizeof target, "%s/x.h5", folder);
    experiment = open_baseline(NULL, NULL);
    if (experiment == NULL || run_and_merge(expected, &error) != ENT_OK) return -1;
    start_afresh();
    return 0;
}

static int end(void **state)
{
    (void)state;
    ent_experiment_free(experiment);
    remove_all(folder);
    return 0;
}

/* Every allocation for the first 20 of each kind, then every `stride`-th. */
static inline void allocations(long stride)
{
    static const enum call calls[] = {CALL_malloc, CALL_calloc, CALL_realloc, CALL_aligned_alloc, CALL_strdup, CALL_strndup, CALL_asprintf};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        long n = 0;
        while (fail_at(calls[i], n, n % 16 == 0)) /* each must leave nothing wrong; resuming is looked at now and then */
            n += n < 20 ? 1 : stride;
        assert_true(n > 0 || calls[i] == CALL_strndup || calls[i] == CALL_realloc);
        print_message("%s: up to call %ld\n", call_names[calls[i]], n);
    }
}

#endif
