/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder of the test's own, made where it is started and removed at its end. All names are relative.
 */
#ifndef ENT_TESTS_SCRATCH_H
#define ENT_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char *folder;

/* A file in the folder; the text stays until the eighth call from now. */
static inline const char *path(const char *name)
{
    static char space[8][256];
    static int next;
    char *text = space[next++ % 8];
    snprintf(text, sizeof space[0], "%s/%s", folder, name);
    return text;
}

static inline int remove_one(const char *name, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(name);
}

static inline void remove_all(const char *name)
{
    nftw(name, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline int exists(const char *name)
{
    struct stat status;
    return stat(name, &status) == 0;
}

/* Before and after a group of tests, or one of them. */
static inline int scratch_begin(void **state)
{
    static char name[32];
    (void)state;
    snprintf(name, sizeof name, "entente_test_XXXXXX");
    folder = mkdtemp(name);
    return folder == NULL ? -1 : 0;
}

static inline int scratch_end(void **state)
{
    (void)state;
    remove_all(folder);
    return 0;
}

#endif
