/* link: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=strdup,--wrap=strndup,--wrap=asprintf,--wrap=open,--wrap=pwrite,--wrap=pread,--wrap=fsync,--wrap=close,--wrap=rename,--wrap=mkdir,--wrap=opendir,--wrap=unlink,--wrap=fstat,--wrap=H5Fcreate,--wrap=H5Fopen,--wrap=H5Fflush,--wrap=H5Fclose,--wrap=H5Dcreate2,--wrap=H5Dopen2,--wrap=H5Dwrite,--wrap=H5Dread,--wrap=H5Dclose,--wrap=H5Acreate2,--wrap=H5Awrite,--wrap=H5Aclose,--wrap=H5DSset_scale,--wrap=H5DSattach_scale,--wrap=H5Screate_simple,--wrap=H5Sselect_hyperslab,--wrap=H5Pcreate,--wrap=H5Gcreate2 */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every system call of journal and merge fails once; reads and calls of HDF5, of which there are thousands, at a growing
 * sequence of n.
 */
#include "tests/fault/store_calls.h"

static void every_system_call(void **state)
{
    static const enum call calls[] = {CALL_open,  CALL_pwrite,  CALL_fsync,  CALL_close, CALL_rename,
                                      CALL_mkdir, CALL_opendir, CALL_unlink, CALL_fstat};
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        long n = 0;
        while (fail_at(calls[i], n, 1)) n++;
        assert_true(n > 0);
        print_message("%s: %ld calls\n", call_names[calls[i]], n);
    }
}

static void calls_of_hdf5_and_reads(void **state)
{
    (void)state;
    for (int call = CALL_H5Fcreate; call <= CALL_H5Gcreate2; call++) {
        long n = 0;
        while (fail_at((enum call)call, n, 0)) n = n < 2 ? n + 1 : n * 3;
        assert_true(n > 0);
    }
    for (long n = 0; fail_at(CALL_pread, n, n < 4);) n = n < 8 ? n + 1 : n * 2;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_system_call), cmocka_unit_test(calls_of_hdf5_and_reads)};
    return cmocka_run_group_tests(tests, begin, end);
}
