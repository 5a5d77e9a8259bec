/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A guard against damaged texts. HDF5 keeps texts of variable length in heaps of chained objects, and its reader follows a chain
 * without asking whether it gets on: one whose lengths were overwritten with zeros never ends (H5HG, as of HDF5 1.10 to 1.14).
 */
#ifndef ENT_RUNS_HEAP_H
#define ENT_RUNS_HEAP_H

/* 0 if the file has a heap whose chain does not end where the heap does; else 1, also if the file cannot be looked at. */
int ent_heap_is_sound(const char *path);

#endif
