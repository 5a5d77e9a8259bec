/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is there already for a target OUT.h5: the file itself, if it exists, and the parts in OUT.h5.parts.
 * Which runs are done is decided here alone, so that resuming and merging agree.
 */
#ifndef ENT_RUNS_STORE_H
#define ENT_RUNS_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"
#include "runs/cells.h"
#include "runs/journal.h"
#include "runs/output.h"

/* Where remarks for the user go ("... is damaged: its runs are done again"); `say` may be NULL. */
struct ent_listener {
    void (*say)(const char *remark, void *closure);
    void *closure;
};
__attribute__((format(printf, 2, 3))) void ent_say(const struct ent_listener *listener, const char *format, ...);

struct ent_part {
    char *path;
    int fd; /* -1: not open */
    struct ent_journal_scan scan;
    int32_t n_foreign; /* records of cells that are not asked for */
    int32_t n_beyond;  /* records of runs that are not asked for */
};

/* A record that counts: no run of a cell is in two of them. */
struct ent_entry {
    uint64_t offset;
    int32_t cell;
    uint32_t first;
    int32_t part;
    uint16_t count;
};

struct ent_store {
    char *target, *folder;
    struct ent_cells *cells; /* not owned; n_runs, or the precision, rises to what the file holds */
    uint64_t *done;          /* [n_cells][n_blocks]: bit k: run 64 b + k is done; filled where cell.same is itself */
    int32_t n_blocks;
    struct ent_part *part;
    int32_t n_parts, n_open;
    struct ent_entry *entry; /* sorted by cell, then run */
    size_t n_entries, entry_capacity;
    size_t *first_entry; /* [n_cells + 1] */
    int has_base;
    struct ent_output base; /* the file under the final name */
    int32_t *base_cell;     /* [n_cells]: cell in the base, -1: none */
    int32_t *base_blocks;   /* [n_cells]: blocks of which the base holds runs, from the first on */
    int32_t *base_forum;    /* [n_forums]: forum in the base, -1: none */
    int vanished;           /* a part was removed by another process: open the store anew */
    uint8_t *bytes;         /* of the section read last */
    size_t capacity;
};

/* Reads everything that is there. More runs in the file than asked for, or a narrower half-width of the same estimate: said, and
 * asked for too. With a precision, cells have the most runs until the store is settled (runs/settle.h). ENT_BAD_INPUT
 * if the file holds cells that the experiment has not, naming the first path that differs. */
int ent_store_open(struct ent_store *store, const char *target, struct ent_cells *cells, const struct ent_listener *listener,
                   struct ent_error *error);
void ent_store_close(struct ent_store *store);

/* Leaves out the records of runs that are not asked for, once it is known how many those are. */
void ent_store_limit(struct ent_store *store, const struct ent_listener *listener);

/* Where a cell of the base stands on the first three axes of the base's variables. */
void ent_store_place(const struct ent_store *store, int32_t base_cell, size_t place[3]);

/* Reads section 0 (runs) or 1 (sums) of an entry into store->bytes. */
int ent_store_read(struct ent_store *store, const struct ent_entry *entry, int section, struct ent_journal_record *record,
                   struct ent_error *error);

/* Removes the parts that a finished merge has made superfluous: those that hold nothing else and that no process is still
 * writing; then the folder, if it is empty. */
int ent_store_remove_parts(struct ent_store *store, const struct ent_listener *listener, struct ent_error *error);

/* OUT.h5.parts; malloc'ed, NULL when out of memory. */
char *ent_store_folder(const char *target);

#endif
