/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calls of memory, of the system, of zlib and of HDF5 that the store and the merge make, each of which can be told to fail at
 * its n-th time. tests/fault/failing_calls.txt has the linker wrap them; test_failing_calls_complete.sh looks that
 * none is missing.
 */
#ifndef ENT_TESTS_FAULT_FAILING_CALLS_H
#define ENT_TESTS_FAULT_FAILING_CALLS_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* X(name, returned type, value and errno of a failure, parameters, arguments) */
#define MEMORY_CALLS(X)                                                                                                                    \
    X(malloc, void *, NULL, ENOMEM, (size_t size), (size))                                                                                 \
    X(calloc, void *, NULL, ENOMEM, (size_t n, size_t size), (n, size))                                                                    \
    X(realloc, void *, NULL, ENOMEM, (void *old, size_t size), (old, size))                                                                \
    X(aligned_alloc, void *, NULL, ENOMEM, (size_t alignment, size_t size), (alignment, size))                                             \
    X(strdup, char *, NULL, ENOMEM, (const char *text), (text))                                                                            \
    X(strndup, char *, NULL, ENOMEM, (const char *text, size_t n), (text, n))                                                              \
    X(deflateInit2_, int, Z_MEM_ERROR, 0,                                                                                                  \
      (z_stream * stream, int level, int method, int window, int memory, int strategy, const char *version, int size),                     \
      (stream, level, method, window, memory, strategy, version, size))                                                                    \
    X(inflateInit2_, int, Z_MEM_ERROR, 0, (z_stream * stream, int window, const char *version, int size), (stream, window, version, size)) \
    X(gsl_qrng_alloc, void *, NULL, ENOMEM, (const void *type, unsigned n), (type, n))

#define SYSTEM_CALLS(X)                                                                                                               \
    X(fsync, int, -1, EIO, (int fd), (fd))                                                                                            \
    X(rename, int, -1, EACCES, (const char *from, const char *to), (from, to))                                                        \
    X(mkdir, int, -1, EACCES, (const char *path, mode_t mode), (path, mode))                                                          \
    X(rmdir, int, -1, EACCES, (const char *path), (path))                                                                             \
    X(opendir, DIR *, NULL, EACCES, (const char *path), (path))                                                                       \
    X(readdir, struct dirent *, NULL, EIO, (DIR * list), (list))                                                                      \
    X(scandir, int, -1, EACCES,                                                                                                       \
      (const char *path, struct dirent ***list, int (*choose)(const struct dirent *),                                                 \
       int (*order)(const struct dirent **, const struct dirent **)),                                                                 \
      (path, list, choose, order))                                                                                                    \
    X(unlink, int, -1, EACCES, (const char *path), (path))                                                                            \
    X(stat, int, -1, EACCES, (const char *path, struct stat *status), (path, status))                                                 \
    X(fstat, int, -1, EIO, (int fd, struct stat *status), (fd, status))                                                               \
    X(flock, int, -1, ENOLCK, (int fd, int how), (fd, how))                                                                           \
    X(gethostname, int, -1, EPERM, (char *name, size_t size), (name, size))                                                           \
    X(pread, ssize_t, -1, EIO, (int fd, void *bytes, size_t n, off_t at), (fd, bytes, n, at))                                         \
    X(deflateReset, int, Z_STREAM_ERROR, 0, (z_stream * stream), (stream))                                                            \
    X(deflateParams, int, Z_STREAM_ERROR, 0, (z_stream * stream, int level, int strategy), (stream, level, strategy))                 \
    X(inflateReset, int, Z_STREAM_ERROR, 0, (z_stream * stream), (stream))                                                            \
    X(inflate, int, Z_DATA_ERROR, 0, (z_stream * stream, int flush), (stream, flush))                                                 \
    X(compress2, int, Z_MEM_ERROR, 0, (Bytef * to, uLongf * size, const Bytef *from, uLong n, int level), (to, size, from, n, level)) \
    X(deflate, int, Z_BUF_ERROR, 0, (z_stream * stream, int flush), (stream, flush))                                                  \
    X(uncompress, int, Z_DATA_ERROR, 0, (Bytef * to, uLongf * size, const Bytef *from, uLong n), (to, size, from, n))

/* These have done their work when they report that they failed. */
#define ENDING_CALLS(X)                    \
    X(close, int, -1, EIO, (int fd), (fd)) \
    X(closedir, int, -1, EIO, (DIR * list), (list))

#define HDF5_CALLS(X)                                                                                                                 \
    X(H5Fcreate, hid_t, -1, 0, (const char *path, unsigned flags, hid_t a, hid_t b), (path, flags, a, b))                             \
    X(H5Fopen, hid_t, -1, 0, (const char *path, unsigned flags, hid_t a), (path, flags, a))                                           \
    X(H5Fflush, herr_t, -1, 0, (hid_t id, H5F_scope_t scope), (id, scope))                                                            \
    X(H5Fclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Gcreate2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a, hid_t b, hid_t c), (id, name, a, b, c))                         \
    X(H5Gclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Ovisit, herr_t, -1, 0, (hid_t id, H5_index_t by, H5_iter_order_t order, H5O_iterate_t visit, void *closure),                  \
      (id, by, order, visit, closure))                                                                                                \
    X(H5DSget_scale_name, ssize_t, -1, 0, (hid_t id, char *name, size_t size), (id, name, size))                                      \
    X(H5Dcreate2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a, hid_t b, hid_t c, hid_t d, hid_t e), (id, name, a, b, c, d, e)) \
    X(H5Dopen2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a), (id, name, a))                                                   \
    X(H5Dwrite, herr_t, -1, 0, (hid_t id, hid_t a, hid_t b, hid_t c, hid_t d, const void *values), (id, a, b, c, d, values))          \
    X(H5Dwrite_chunk, herr_t, -1, 0, (hid_t id, hid_t list, uint32_t skipped, const hsize_t *start, size_t n, const void *bytes),     \
      (id, list, skipped, start, n, bytes))                                                                                           \
    X(H5Dget_create_plist, hid_t, -1, 0, (hid_t id), (id))                                                                            \
    X(H5Dget_chunk_storage_size, herr_t, -1, 0, (hid_t id, const hsize_t *start, hsize_t *size), (id, start, size))                   \
    X(H5Dread_chunk, herr_t, -1, 0, (hid_t id, hid_t list, const hsize_t *start, uint32_t *skipped, void *bytes),                     \
      (id, list, start, skipped, bytes))                                                                                              \
    X(H5Dread, herr_t, -1, 0, (hid_t id, hid_t a, hid_t b, hid_t c, hid_t d, void *values), (id, a, b, c, d, values))                 \
    X(H5Dget_space, hid_t, -1, 0, (hid_t id), (id))                                                                                   \
    X(H5Dget_type, hid_t, -1, 0, (hid_t id), (id))                                                                                    \
    X(H5Dvlen_reclaim, herr_t, -1, 0, (hid_t type, hid_t space, hid_t list, void *values), (type, space, list, values))               \
    X(H5Dclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Acreate2, hid_t, -1, 0, (hid_t id, const char *name, hid_t a, hid_t b, hid_t c, hid_t d), (id, name, a, b, c, d))             \
    X(H5Aexists, htri_t, -1, 0, (hid_t id, const char *name), (id, name))                                                             \
    X(H5Aopen, hid_t, -1, 0, (hid_t id, const char *name, hid_t a), (id, name, a))                                                    \
    X(H5Awrite, herr_t, -1, 0, (hid_t id, hid_t a, const void *values), (id, a, values))                                              \
    X(H5Aread, herr_t, -1, 0, (hid_t id, hid_t a, void *values), (id, a, values))                                                     \
    X(H5Aget_space, hid_t, -1, 0, (hid_t id), (id))                                                                                   \
    X(H5Aclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5DSset_scale, herr_t, -1, 0, (hid_t id, const char *name), (id, name))                                                         \
    X(H5DSis_scale, htri_t, -1, 0, (hid_t id), (id))                                                                                  \
    X(H5Screate, hid_t, -1, 0, (H5S_class_t class), (class))                                                                          \
    X(H5Screate_simple, hid_t, -1, 0, (int n, const hsize_t *size, const hsize_t *most), (n, size, most))                             \
    X(H5Sselect_hyperslab, herr_t, -1, 0,                                                                                             \
      (hid_t id, H5S_seloper_t op, const hsize_t *a, const hsize_t *b, const hsize_t *c, const hsize_t *d), (id, op, a, b, c, d))     \
    X(H5Sget_simple_extent_dims, int, -1, 0, (hid_t id, hsize_t * size, hsize_t * most), (id, size, most))                            \
    X(H5Sget_simple_extent_ndims, int, -1, 0, (hid_t id), (id))                                                                       \
    X(H5Sget_simple_extent_npoints, hssize_t, -1, 0, (hid_t id), (id))                                                                \
    X(H5Sclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Rcreate, herr_t, -1, 0, (void *reference, hid_t id, const char *name, H5R_type_t type, hid_t space),                          \
      (reference, id, name, type, space))                                                                                             \
    X(H5Rdereference2, hid_t, -1, 0, (hid_t id, hid_t list, H5R_type_t type, const void *reference), (id, list, type, reference))     \
    X(H5Tcreate, hid_t, -1, 0, (H5T_class_t class, size_t size), (class, size))                                                       \
    X(H5Tinsert, herr_t, -1, 0, (hid_t id, const char *name, size_t place, hid_t type), (id, name, place, type))                      \
    X(H5Tvlen_create, hid_t, -1, 0, (hid_t id), (id))                                                                                 \
    X(H5Tcopy, hid_t, -1, 0, (hid_t id), (id))                                                                                        \
    X(H5Tset_size, herr_t, -1, 0, (hid_t id, size_t size), (id, size))                                                                \
    X(H5Tset_cset, herr_t, -1, 0, (hid_t id, H5T_cset_t set), (id, set))                                                              \
    X(H5Tget_class, H5T_class_t, H5T_NO_CLASS, 0, (hid_t id), (id))                                                                   \
    X(H5Tget_sign, H5T_sign_t, H5T_SGN_ERROR, 0, (hid_t id), (id))                                                                    \
    X(H5Tget_size, size_t, 0, 0, (hid_t id), (id))                                                                                    \
    X(H5Tis_variable_str, htri_t, -1, 0, (hid_t id), (id))                                                                            \
    X(H5Tclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Pcreate, hid_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5Pset_attr_creation_order, herr_t, -1, 0, (hid_t id, unsigned order), (id, order))                                             \
    X(H5Pset_chunk, herr_t, -1, 0, (hid_t id, int n, const hsize_t *size), (id, n, size))                                             \
    X(H5Pset_chunk_cache, herr_t, -1, 0, (hid_t id, size_t slots, size_t bytes, double w0), (id, slots, bytes, w0))                   \
    X(H5Pget_layout, H5D_layout_t, H5D_LAYOUT_ERROR, 0, (hid_t id), (id))                                                             \
    X(H5Pget_chunk, int, -1, 0, (hid_t id, int n, hsize_t *size), (id, n, size))                                                      \
    X(H5Pget_nfilters, int, -1, 0, (hid_t id), (id))                                                                                  \
    X(H5Pget_filter2, H5Z_filter_t, H5Z_FILTER_ERROR, 0,                                                                              \
      (hid_t id, unsigned place, unsigned *flags, size_t *n, unsigned *values, size_t size, char *name, unsigned *config),            \
      (id, place, flags, n, values, size, name, config))                                                                              \
    X(H5Pget_mdc_config, herr_t, -1, 0, (hid_t id, H5AC_cache_config_t * config), (id, config))                                       \
    X(H5Pset_mdc_config, herr_t, -1, 0, (hid_t id, H5AC_cache_config_t * config), (id, config))                                       \
    X(H5Pset_deflate, herr_t, -1, 0, (hid_t id, unsigned level), (id, level))                                                         \
    X(H5Pset_fclose_degree, herr_t, -1, 0, (hid_t id, H5F_close_degree_t degree), (id, degree))                                       \
    X(H5Pset_file_locking, herr_t, -1, 0, (hid_t id, hbool_t use, hbool_t ignore), (id, use, ignore))                                 \
    X(H5Pset_fill_value, herr_t, -1, 0, (hid_t id, hid_t type, const void *value), (id, type, value))                                 \
    X(H5Pset_link_creation_order, herr_t, -1, 0, (hid_t id, unsigned order), (id, order))                                             \
    X(H5Pset_obj_track_times, herr_t, -1, 0, (hid_t id, hbool_t track), (id, track))                                                  \
    X(H5Pset_shuffle, herr_t, -1, 0, (hid_t id), (id))                                                                                \
    X(H5Pclose, herr_t, -1, 0, (hid_t id), (id))                                                                                      \
    X(H5set_free_list_limits, herr_t, -1, 0, (int a, int b, int c, int d, int e, int f), (a, b, c, d, e, f))

#define CALL_ENUM(name, type, value, cause, parameters, arguments) CALL_##name,
enum call {
    MEMORY_CALLS(CALL_ENUM) CALL_asprintf,
    FIRST_SYSTEM_CALL,
    CALL_open = FIRST_SYSTEM_CALL,
    CALL_pwrite,
    SYSTEM_CALLS(CALL_ENUM) ENDING_CALLS(CALL_ENUM) FIRST_HDF5_CALL,
    BEFORE_HDF5_CALLS = FIRST_HDF5_CALL - 1,
    HDF5_CALLS(CALL_ENUM) N_CALLS
};

#define CALL_NAME(name, type, value, cause, parameters, arguments) #name,
static const char *const call_names[N_CALLS] = {MEMORY_CALLS(CALL_NAME) "asprintf", "open", "pwrite",
                                                SYSTEM_CALLS(CALL_NAME) ENDING_CALLS(CALL_NAME) HDF5_CALLS(CALL_NAME)};

static enum call armed = N_CALLS; /* which call fails */
static long countdown;            /* at 0: fails now */
static int has_failed;

/* Tells the n-th call from now on, counted from 0, to fail once. */
static inline void arm(enum call call, long n)
{
    armed = call;
    countdown = n;
    has_failed = 0;
}

/* Returns whether it failed. */
static inline int disarm(void)
{
    armed = N_CALLS;
    return has_failed;
}

/* Where it is not NULL, this says instead whether a call fails (split_at_calls.h). */
static int (*decide)(enum call call);

static int fails(enum call call)
{
    if (decide != NULL) return decide(call);
    if (call != armed || has_failed || countdown-- > 0) return 0;
    has_failed = 1;
    return 1;
}

#pragma GCC visibility push(default) /* shared libraries that make the same calls want to see the name */

#define CALL_WRAP(name, type, value, cause, parameters, arguments) \
    type __real_##name parameters;                                 \
    type __wrap_##name parameters;                                 \
    type __wrap_##name parameters                                  \
    {                                                              \
        if (!fails(CALL_##name)) return __real_##name arguments;   \
        errno = cause;                                             \
        return value;                                              \
    }
MEMORY_CALLS(CALL_WRAP)
SYSTEM_CALLS(CALL_WRAP)
HDF5_CALLS(CALL_WRAP)

#define CALL_WRAP_ENDING(name, type, value, cause, parameters, arguments) \
    type __real_##name parameters;                                        \
    type __wrap_##name parameters;                                        \
    type __wrap_##name parameters                                         \
    {                                                                     \
        type result = __real_##name arguments;                            \
        if (!fails(CALL_##name)) return result;                           \
        errno = cause;                                                    \
        return value;                                                     \
    }
ENDING_CALLS(CALL_WRAP_ENDING)

/* Where writing fails, half of it is written before, and cutting that off fails too. */
static int tear;
int __real_ftruncate(int fd, off_t size);
int __wrap_ftruncate(int fd, off_t size);
int __wrap_ftruncate(int fd, off_t size)
{
    if (!tear) return __real_ftruncate(fd, size);
    errno = EIO;
    return -1;
}

ssize_t __real_pwrite(int fd, const void *bytes, size_t n, off_t at);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t n, off_t at);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    if (!fails(CALL_pwrite)) return __real_pwrite(fd, bytes, n, at);
    if (tear && __real_pwrite(fd, bytes, n / 2, at) < 0) return -1;
    errno = ENOSPC;
    return -1;
}

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

#pragma GCC visibility pop

#endif
