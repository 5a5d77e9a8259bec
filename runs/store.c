/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_heapsort.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "params/record.h"
#include "runs/store_inside.h"

enum { MOST_OPEN = 128, MOST_ATTEMPTS = 10 };

void ent_say(const struct ent_listener *listener, const char *format, ...)
{
    char remark[1024];
    va_list values;
    if (listener == NULL || listener->say == NULL) return;
    va_start(values, format);
    vsnprintf(remark, sizeof remark, format, values);
    va_end(values);
    listener->say(remark, listener->closure);
}

int ent_store_out_of_memory(const struct ent_store *store, struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory while reading what %s holds", store->target != NULL ? store->target : "the target");
}

char *ent_store_folder(const char *target)
{
    char *folder;
    return asprintf(&folder, "%s.parts", target) < 0 ? NULL : folder;
}

static uint64_t mask_of(uint32_t first, uint32_t count)
{
    uint64_t mask = count >= ENT_BLOCK_RUNS ? UINT64_MAX : ((uint64_t)1 << count) - 1;
    return mask << (first % ENT_BLOCK_RUNS);
}

/* --- the parts ------------------------------------------------------------------------------------------------------------ */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct ent_part *)a)->path, ((const struct ent_part *)b)->path);
}

static int is_part(const char *name)
{
    size_t n = strlen(name);
    return n > 5 && strcmp(name + n - 5, ".part") == 0;
}

static int list_parts(struct ent_store *store, struct ent_error *error)
{
    DIR *folder = opendir(store->folder);
    int code = ENT_OK;
    if (folder == NULL)
        return errno == ENOENT ? ENT_OK : ent_error_set(error, ENT_IO, "%s: cannot be read: %s", store->folder, strerror(errno));
    for (;;) {
        errno = 0;
        const struct dirent *found = readdir(folder);
        if (found == NULL) {
            if (errno != 0) code = ent_error_set(error, ENT_IO, "%s: cannot be read: %s", store->folder, strerror(errno));
            break;
        }
        if (!is_part(found->d_name)) continue;
        struct ent_part *more = realloc(store->part, (size_t)(store->n_parts + 1) * sizeof *more);
        if (more == NULL) {
            code = ent_store_out_of_memory(store, error);
            break;
        }
        store->part = more;
        struct ent_part *part = &more[store->n_parts];
        *part = (struct ent_part){.fd = -1};
        if (asprintf(&part->path, "%s/%s", store->folder, found->d_name) < 0) {
            code = ent_store_out_of_memory(store, error);
            break;
        }
        store->n_parts++;
    }
    closedir(folder);
    if (store->n_parts > 1) qsort(store->part, (size_t)store->n_parts, sizeof *store->part, by_path);
    return code;
}

static int open_part(struct ent_store *store, struct ent_part *part, struct ent_error *error)
{
    if (part->fd >= 0) return ENT_OK;
    if (store->n_open >= MOST_OPEN) {
        for (int32_t p = 0; p < store->n_parts; p++)
            if (store->part[p].fd >= 0) {
                close(store->part[p].fd);
                store->part[p].fd = -1;
            }
        store->n_open = 0;
    }
    part->fd = open(part->path, O_RDONLY | O_CLOEXEC);
    if (part->fd < 0) {
        store->vanished = errno == ENOENT;
        return ent_error_set(error, ENT_IO, "%s: cannot be opened: %s", part->path, strerror(errno));
    }
    store->n_open++;
    return ENT_OK;
}

struct visit {
    struct ent_store *store;
    int32_t i_part;
    struct ent_error *error;
};

/* Runs of a record that are kept whole. */
static int32_t n_kept_of(const struct ent_cells *cells, uint32_t first, uint32_t count)
{
    const struct ent_recording *recording = ent_experiment_recording(cells->experiment);
    return ent_recording_before(recording, (int64_t)first + count) - ent_recording_before(recording, first);
}

static int visit_record(const struct ent_journal_record *record, void *closure)
{
    struct visit *visit = closure;
    struct ent_store *store = visit->store;
    struct ent_part *part = &store->part[visit->i_part];
    if (record->type != ENT_JOURNAL_BLOCK) return ENT_OK;
    int32_t cell = ent_cells_find(store->cells, record->hash);
    if (cell < 0) {
        part->n_foreign++;
        return ENT_OK;
    }
    struct ent_shape shape = ent_layout_shape(store->cells, cell);
    int32_t n_kept = n_kept_of(store->cells, record->first, record->count);
    if (record->count < 1 || record->first % ENT_BLOCK_RUNS + record->count > ENT_BLOCK_RUNS || record->n_counted > record->count ||
        record->raw[0] != ent_block_runs_size((int32_t)record->count) + ent_block_kept_size(&shape, n_kept) ||
        record->raw[1] != ent_block_sums_size(&shape)) {
        part->scan.n_damaged++;
        return ENT_OK;
    }
    if ((uint64_t)record->first + record->count > (uint64_t)store->cells->n_runs) {
        part->n_beyond++;
        return ENT_OK;
    }
    if (store->n_entries == store->entry_capacity) {
        size_t capacity = store->entry_capacity == 0 ? 256 : store->entry_capacity * 2;
        struct ent_entry *more = realloc(store->entry, capacity * sizeof *more);
        if (more == NULL) return ent_store_out_of_memory(store, visit->error);
        store->entry = more;
        store->entry_capacity = capacity;
    }
    store->entry[store->n_entries++] = (struct ent_entry){
        .offset = record->offset, .cell = cell, .first = record->first, .part = visit->i_part, .count = (uint16_t)record->count};
    return ENT_OK;
}

static int scan_parts(struct ent_store *store, const struct ent_listener *listener, struct ent_error *error)
{
    for (int32_t p = 0; p < store->n_parts; p++) {
        struct ent_part *part = &store->part[p];
        struct visit visit = {.store = store, .i_part = p, .error = error};
        int32_t damaged_before = 0;
        int code = open_part(store, part, error);
        if (code == ENT_OK) {
            struct ent_journal_scan scan;
            code = ent_journal_read_all(part->fd, part->path, visit_record, &visit, &scan, error);
            damaged_before = part->scan.n_damaged;
            part->scan = scan;
            part->scan.n_damaged += damaged_before;
        }
        if (code != ENT_OK) return code;
        if (part->scan.n_damaged > 0)
            ent_say(listener, "%s: %d damaged record(s) passed over; their runs are done again", part->path, part->scan.n_damaged);
        if (part->n_foreign > 0)
            ent_say(listener, "%s: %d record(s) of another configuration passed over; the part is kept", part->path, part->n_foreign);
        if (part->n_beyond > 0)
            ent_say(listener, "%s: %d record(s) beyond the %d runs asked for; the part is kept", part->path, part->n_beyond,
                    store->cells->n_runs);
    }
    return ENT_OK;
}

/* By cell, then first run; of two that start together the longer first; then by place, so that the choice is fixed. */
static int by_runs(const void *left, const void *right)
{
    const struct ent_entry *a = left, *b = right;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    if (a->part != b->part) return a->part < b->part ? -1 : 1;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static void index_entries(struct ent_store *store)
{
    size_t e = 0;
    for (int32_t c = 0; c <= store->cells->n_cells; c++) {
        while (e < store->n_entries && store->entry[e].cell < c) e++;
        store->first_entry[c] = e;
    }
}

/* Keeps of the entries those whose runs are all still open, and marks them done. */
static void choose_entries(struct ent_store *store)
{
    size_t n = 0;
    if (store->n_entries > 1) gsl_heapsort(store->entry, store->n_entries, sizeof *store->entry, by_runs); /* qsort would copy them */
    for (size_t e = 0; e < store->n_entries; e++) {
        const struct ent_entry *entry = &store->entry[e];
        uint64_t mask = mask_of(entry->first, entry->count);
        uint64_t *done = &store->done[(size_t)entry->cell * (size_t)store->n_blocks + entry->first / ENT_BLOCK_RUNS];
        if ((*done & mask) != 0) continue;
        *done |= mask;
        store->entry[n++] = *entry;
    }
    store->n_entries = n;
    index_entries(store);
}

void ent_store_limit(struct ent_store *store, const struct ent_listener *listener)
{
    struct ent_cells *cells = store->cells;
    size_t n = 0;
    for (size_t e = 0; e < store->n_entries; e++) {
        const struct ent_entry *entry = &store->entry[e];
        uint64_t *done = &store->done[(size_t)entry->cell * (size_t)store->n_blocks + entry->first / ENT_BLOCK_RUNS];
        if (ent_cells_block_mask(cells, entry->cell, (int32_t)(entry->first / ENT_BLOCK_RUNS)) != 0) {
            store->entry[n++] = *entry;
        } else {
            store->part[entry->part].n_beyond++;
            *done = 0;
        }
    }
    if (n == store->n_entries) return;
    store->n_entries = n;
    index_entries(store);
    for (int32_t p = 0; p < store->n_parts; p++)
        if (store->part[p].n_beyond > 0)
            ent_say(listener, "%s: %d record(s) beyond the runs that the precision needs; the part is kept", store->part[p].path,
                    store->part[p].n_beyond);
}

/* --- the store ----------------------------------------------------------------------------------------------------------------- */

static int allocate(struct ent_store *store, struct ent_error *error)
{
    size_t n_cells = (size_t)store->cells->n_cells, n_forums = (size_t)store->cells->n_forums;
    store->n_blocks = ent_cells_blocks(store->cells);
    store->done = calloc(n_cells * (size_t)store->n_blocks, sizeof *store->done);
    store->first_entry = calloc(n_cells + 1, sizeof *store->first_entry);
    store->base_cell = malloc(n_cells * sizeof *store->base_cell);
    store->base_blocks = calloc(n_cells, sizeof *store->base_blocks);
    store->base_forum = malloc((n_forums + 1) * sizeof *store->base_forum);
    if (!store->done || !store->first_entry || !store->base_cell || !store->base_blocks || !store->base_forum)
        return ent_store_out_of_memory(store, error);
    for (size_t c = 0; c < n_cells; c++) store->base_cell[c] = -1;
    for (size_t f = 0; f < n_forums; f++) store->base_forum[f] = -1;
    return ENT_OK;
}

/* Parts are listed before the file is opened: a merge in another process puts the file in place before it removes parts. */
static int open_once(struct ent_store *store, const char *target, struct ent_cells *cells, const struct ent_listener *listener,
                     struct ent_error *error)
{
    memset(store, 0, sizeof *store);
    store->cells = cells;
    ent_cells_unsettle(cells);
    store->target = strdup(target);
    store->folder = ent_store_folder(target);
    int code = store->target != NULL && store->folder != NULL ? ENT_OK : ent_store_out_of_memory(store, error);
    if (code == ENT_OK) code = list_parts(store, error);
    if (code == ENT_OK) code = ent_store_open_base(store, listener, error);
    if (code == ENT_OK) code = allocate(store, error);
    if (code == ENT_OK) code = ent_store_read_base(store, error);
    if (code == ENT_OK) code = scan_parts(store, listener, error);
    if (code == ENT_OK) choose_entries(store);
    return code;
}

int ent_store_open(struct ent_store *store, const char *target, struct ent_cells *cells, const struct ent_listener *listener,
                   struct ent_error *error)
{
    struct ent_output_quiet quiet;
    int code = ENT_BUG;
    ent_output_quiet_begin(&quiet);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        code = open_once(store, target, cells, listener, error);
        if (code == ENT_OK || !store->vanished) break;
        ent_store_close(store);
    }
    ent_output_quiet_end(&quiet);
    if (code != ENT_OK) ent_store_close(store);
    return code;
}

void ent_store_close(struct ent_store *store)
{
    for (int32_t p = 0; p < store->n_parts; p++) {
        if (store->part[p].fd >= 0) close(store->part[p].fd);
        free(store->part[p].path);
    }
    free(store->part);
    free(store->entry);
    free(store->first_entry);
    free(store->done);
    free(store->base_cell);
    free(store->base_blocks);
    free(store->base_forum);
    free(store->bytes);
    ent_output_close(&store->base, NULL);
    free(store->target);
    free(store->folder);
    memset(store, 0, sizeof *store);
}

int ent_store_read(struct ent_store *store, const struct ent_entry *entry, int section, struct ent_journal_record *record,
                   struct ent_error *error)
{
    struct ent_part *part = &store->part[entry->part];
    int code = open_part(store, part, error);
    if (code == ENT_OK) code = ent_journal_read_header(part->fd, part->path, entry->offset, record, error);
    if (code == ENT_OK) code = ent_journal_read_section(part->fd, part->path, record, section, &store->bytes, &store->capacity, error);
    return code;
}

/* Whether everything in the part is in the merged file and nobody is about to append. */
static int is_superfluous(const struct ent_part *part, int fd)
{
    struct stat status;
    if (part->n_foreign > 0 || part->n_beyond > 0 || fstat(fd, &status) != 0 || (uint64_t)status.st_size != part->scan.size) return 0;
    return flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

int ent_store_remove_parts(struct ent_store *store, const struct ent_listener *listener, struct ent_error *error)
{
    for (int32_t p = 0; p < store->n_parts; p++) {
        struct ent_part *part = &store->part[p];
        int fd = open(part->path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 && errno == ENOENT) continue;
        int superfluous = fd >= 0 && is_superfluous(part, fd);
        int failed = superfluous && unlink(part->path) != 0 && errno != ENOENT;
        int cause = errno;
        if (fd >= 0) close(fd);
        if (failed) return ent_error_set(error, ENT_IO, "%s: merged, but cannot be removed: %s", part->path, strerror(cause));
        if (!superfluous && part->n_foreign == 0 && part->n_beyond == 0)
            ent_say(listener, "%s is still being written and stays", part->path);
    }
    if (rmdir(store->folder) != 0 && errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST)
        return ent_error_set(error, ENT_IO, "%s: cannot be removed: %s", store->folder, strerror(errno));
    return ENT_OK;
}
