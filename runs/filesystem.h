/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a folder will do: everything that parts and results ask of a file system, tried out.
 */
#ifndef ENT_RUNS_FILESYSTEM_H
#define ENT_RUNS_FILESYSTEM_H

#include <stdint.h>

#include "params/error.h"

struct ent_filesystem {
    char kind[32];
    int is_memory;       /* its files are gone after a restart of the machine */
    int is_network;      /* other machines write to it */
    int locks;           /* flock works: a merge then leaves parts alone that still grow */
    double free_bytes;   /* for this user */
    double most_bytes;   /* that a file may have (RLIMIT_FSIZE), infinite if any */
    double sync_seconds; /* for a megabyte */
};

/* Creates a folder of its own in `folder`, tries there what the store does (create anew and refuse to, write, cut, read, make
 * durable, lock, rename over, remove), and removes it. ENT_CANT_CREATE, or ENT_IO naming the call that failed. */
int ent_filesystem_try(const char *folder, struct ent_filesystem *found, struct ent_error *error);

#endif
