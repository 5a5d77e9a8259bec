/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/filesystem.h"
#include "runs/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { ON_DISK, IN_MEMORY, ON_NETWORK };

/* Magic numbers of statfs(2). */
static const struct {
    uint32_t magic;
    int where;
    const char *name;
} kinds[] = {
    {0xEF53, ON_DISK, "ext4"},          {0x58465342, ON_DISK, "xfs"},      {0x9123683E, ON_DISK, "btrfs"},
    {0x2FC12FC1, ON_DISK, "zfs"},       {0xF2F52010, ON_DISK, "f2fs"},     {0x794C7630, ON_DISK, "overlay"},
    {0x01021994, IN_MEMORY, "tmpfs"},   {0x858458F6, IN_MEMORY, "ramfs"},  {0x6969, ON_NETWORK, "nfs"},
    {0x0BD00BD0, ON_NETWORK, "lustre"}, {0x47504653, ON_NETWORK, "gpfs"},  {0x19830326, ON_NETWORK, "beegfs"},
    {0x00C36400, ON_NETWORK, "ceph"},   {0xFE534D42, ON_NETWORK, "smb2"},  {0xFF534D42, ON_NETWORK, "cifs"},
    {0x65735546, ON_NETWORK, "fuse"},   {0x01021997, ON_NETWORK, "9p"},    {0xAAD7AAEA, ON_NETWORK, "panfs"},
    {0x5346414F, ON_NETWORK, "afs"},    {0x7461636F, ON_NETWORK, "ocfs2"}, {0x01161970, ON_NETWORK, "gfs2"},
};

static int describe(const char *folder, struct ent_filesystem *found, struct ent_error *error)
{
    struct statfs kind;
    struct statvfs space;
    struct rlimit limit;
    if (statfs(folder, &kind) != 0 || statvfs(folder, &space) != 0)
        return ent_error_set(error, ENT_CANT_CREATE, "%s: %s", folder, strerror(errno));
    uint32_t magic = (uint32_t)kind.f_type;
    snprintf(found->kind, sizeof found->kind, "file system 0x%x", (unsigned)magic);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].magic != magic) continue;
        snprintf(found->kind, sizeof found->kind, "%s", kinds[i].name);
        found->is_memory = kinds[i].where == IN_MEMORY;
        found->is_network = kinds[i].where == ON_NETWORK;
    }
    found->free_bytes = (double)space.f_bavail * (double)space.f_frsize;
    found->most_bytes = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? (double)limit.rlim_cur : INFINITY;
    return ENT_OK;
}

/* --- trying ------------------------------------------------------------------------------------------------------------------- */

enum { TRIED_BYTES = 1 << 20, NAME_SIZE = 4096 };

struct trial {
    char folder[NAME_SIZE], part[NAME_SIZE + 8], other[NAME_SIZE + 8];
    int fd, second; /* of the part, opened twice */
};

static int failed(const struct trial *trial, const char *what, struct ent_error *error)
{
    return ent_error_set(error, ENT_IO, "%s: %s: %s", trial->folder, what, strerror(errno));
}

static int begin(struct trial *trial, const char *folder, struct ent_error *error)
{
    trial->fd = trial->second = -1;
    int size = snprintf(trial->folder, sizeof trial->folder, "%s/.entente-doctor-%ld", folder, (long)getpid());
    if (size >= (int)sizeof trial->folder) return ent_error_set(error, ENT_CANT_CREATE, "%.200s...: the name is too long", folder);
    snprintf(trial->part, sizeof trial->part, "%s/part", trial->folder);
    snprintf(trial->other, sizeof trial->other, "%s/other", trial->folder);
    if (mkdir(trial->folder, 0777) != 0)
        return ent_error_set(error, ENT_CANT_CREATE, "%s: no folder can be created: %s", folder, strerror(errno));
    trial->fd = open(trial->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (trial->fd < 0) return ent_error_set(error, ENT_CANT_CREATE, "%s: no file can be created: %s", folder, strerror(errno));
    return ENT_OK;
}

static void end(const struct trial *trial)
{
    if (trial->fd >= 0) close(trial->fd);
    if (trial->second >= 0) close(trial->second);
    unlink(trial->part);
    unlink(trial->other);
    rmdir(trial->folder);
}

/* Two processes must not get one new file; a lock is seen by others. */
static int try_names(struct trial *trial, struct ent_filesystem *found, struct ent_error *error)
{
    int again = open(trial->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (again >= 0) {
        close(again);
        return ent_error_set(error, ENT_IO, "%s: a file that exists is created anew: O_EXCL does not work", trial->folder);
    }
    trial->second = open(trial->part, O_RDONLY | O_CLOEXEC);
    if (trial->second < 0) return failed(trial, "opening a file fails", error);
    found->locks = flock(trial->fd, LOCK_EX | LOCK_NB) == 0 && flock(trial->second, LOCK_EX | LOCK_NB) != 0;
    return ENT_OK;
}

static int sync_folder(const struct trial *trial, struct ent_error *error)
{
    int fd = open(trial->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return failed(trial, "opening a folder fails", error);
    int code = fsync(fd) != 0 && errno != EINVAL ? failed(trial, "making a folder durable fails", error) : ENT_OK;
    close(fd);
    return code;
}

/* Appending at a place, cutting off, making durable; what was written is read through the second opening. */
static int try_bytes(struct trial *trial, struct ent_filesystem *found, struct ent_error *error)
{
    static const size_t chunk = 65536;
    uint8_t written[65536], back[65536];
    for (size_t i = 0; i < chunk; i++) written[i] = (uint8_t)(i * 131 >> 3);
    for (size_t done = 0; done < TRIED_BYTES; done += chunk)
        if (pwrite(trial->fd, written, chunk, (off_t)done) != (ssize_t)chunk) return failed(trial, "writing fails", error);
    double before = ent_clock_seconds();
    if (fsync(trial->fd) != 0) return failed(trial, "making a file durable fails", error);
    found->sync_seconds = ent_clock_seconds() - before;
    if (ftruncate(trial->fd, TRIED_BYTES / 2) != 0) return failed(trial, "cutting a file fails", error);
    if (pread(trial->second, back, chunk, TRIED_BYTES / 2 - (off_t)chunk) != (ssize_t)chunk) return failed(trial, "reading fails", error);
    if (memcmp(written, back, chunk) != 0)
        return ent_error_set(error, ENT_IO, "%s: a file reads back differently from what was written", trial->folder);
    if (pread(trial->second, back, chunk, TRIED_BYTES / 2) != 0)
        return ent_error_set(error, ENT_IO, "%s: what was cut off a file is still read", trial->folder);
    return sync_folder(trial, error);
}

/* The new file replaces the old one at once; the old one lives on for those who have it open, and they can tell. */
static int try_replacing(struct trial *trial, struct ent_error *error)
{
    struct stat status;
    int fd = open(trial->other, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 || close(fd) != 0) return failed(trial, "creating a second file fails", error);
    if (rename(trial->other, trial->part) != 0) return failed(trial, "renaming over a file fails", error);
    if (fstat(trial->fd, &status) != 0 || status.st_size != TRIED_BYTES / 2)
        return ent_error_set(error, ENT_IO, "%s: a file is gone for those who have it open when another takes its name", trial->folder);
    if (unlink(trial->part) != 0) return failed(trial, "removing a file fails", error);
    return ENT_OK;
}

int ent_filesystem_try(const char *folder, struct ent_filesystem *found, struct ent_error *error)
{
    struct trial trial;
    memset(found, 0, sizeof *found);
    int code = describe(folder, found, error);
    if (code != ENT_OK) return code;
    code = begin(&trial, folder, error);
    if (code == ENT_OK) code = try_names(&trial, found, error);
    if (code == ENT_OK) code = try_bytes(&trial, found, error);
    if (code == ENT_OK) code = try_replacing(&trial, error);
    end(&trial);
    return code;
}
