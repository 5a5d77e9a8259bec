/* link: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=strdup,--wrap=strndup,--wrap=asprintf,--wrap=open,--wrap=pwrite,--wrap=pread,--wrap=fsync,--wrap=close,--wrap=rename,--wrap=mkdir,--wrap=opendir,--wrap=unlink,--wrap=fstat,--wrap=H5Fcreate,--wrap=H5Fopen,--wrap=H5Fflush,--wrap=H5Fclose,--wrap=H5Dcreate2,--wrap=H5Dopen2,--wrap=H5Dwrite,--wrap=H5Dread,--wrap=H5Dclose,--wrap=H5Acreate2,--wrap=H5Awrite,--wrap=H5Aclose,--wrap=H5DSset_scale,--wrap=H5DSattach_scale,--wrap=H5Screate_simple,--wrap=H5Sselect_hyperslab,--wrap=H5Pcreate,--wrap=H5Gcreate2 */
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every allocation of journal and merge fails once.
 */
#include "tests/fault/store_calls.h"

static void every_allocation(void **state)
{
    (void)state;
    allocations(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation)};
    return cmocka_run_group_tests(tests, begin, end);
}
