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
#include "runs/difference.h"

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

static int out_of_memory(const struct ent_store *store, struct ent_error *error)
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
            code = out_of_memory(store, error);
            break;
        }
        store->part = more;
        struct ent_part *part = &more[store->n_parts];
        *part = (struct ent_part){.fd = -1};
        if (asprintf(&part->path, "%s/%s", store->folder, found->d_name) < 0) {
            code = out_of_memory(store, error);
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
        if (more == NULL) return out_of_memory(store, visit->error);
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

/* --- the base: the file under the final name ---------------------------------------------------------------------------------- */

/* Says what in the configuration of the base differs from the one asked for. */
static int foreign_base(const struct ent_store *store, struct ent_error *error)
{
    char *old = NULL, *now = NULL, difference[512] = "";
    struct ent_error ignored;
    hid_t file;
    int opened = ent_output_open_file(store->target, &file, error);
    if (opened != ENT_OK) return opened;
    ent_output_text(file, store->target, ENT_CONFIGURATION, 1, &old, &ignored);
    H5Fclose(file);
    now = ent_cells_yaml(store->cells);
    if (old != NULL && now != NULL) ent_difference(old, now, difference, sizeof difference);
    int code = old == NULL ? ent_error_set(error, ENT_BAD_INPUT, "%s: not a file of Entente; it is left alone", store->target)
               : difference[0] != '\0'
                   ? ent_error_set(error, ENT_BAD_INPUT, "%s holds another experiment: %s; it is left alone, give another output",
                                   store->target, difference)
                   : ent_error_set(error, ENT_BAD_INPUT,
                                   "%s holds other results of this experiment: another version of the model, another precision, or other "
                                   "things recorded; it is left alone, give another output",
                                   store->target);
    free(old);
    free(now);
    return code;
}

static int match_base_cells(struct ent_store *store, struct ent_error *error)
{
    const size_t *length = store->base.layout.length;
    const size_t start[ENT_MAX_AXES] = {0};
    const size_t count[ENT_MAX_AXES] = {length[ENT_AXIS_point], length[ENT_AXIS_order], length[ENT_AXIS_scenario], 32};
    size_t n = count[0] * count[1] * count[2];
    uint8_t(*hash)[32] = malloc(n * sizeof *hash);
    if (hash == NULL) return out_of_memory(store, error);
    int code = ent_output_read(&store->base, store->base.layout.cell_hash, start, count, hash, error);
    for (size_t b = 0; code == ENT_OK && b < n; b++) {
        int32_t c = ent_cells_find(store->cells, hash[b]);
        if (c < 0)
            code = foreign_base(store, error);
        else if (store->base_cell[c] < 0)
            store->base_cell[c] = (int32_t)b;
    }
    free(hash);
    return code;
}

static int match_base_forums(struct ent_store *store, struct ent_error *error)
{
    char **label;
    size_t n;
    if (store->base.layout.length[ENT_AXIS_forum] == 0) return ENT_OK;
    int code = ent_output_labels(&store->base, ENT_AXIS_forum, &label, &n, error);
    if (code != ENT_OK) return code;
    for (int32_t f = 0; f < store->cells->n_forums; f++)
        for (size_t b = 0; b < n; b++)
            if (strcmp(label[b], store->cells->forum[f]) == 0) store->base_forum[f] = (int32_t)b;
    ent_output_labels_free(label, n);
    return ENT_OK;
}

static int read_base_status(struct ent_store *store, int32_t cell, int8_t *status, struct ent_error *error)
{
    const size_t *length = store->base.layout.length;
    size_t b = (size_t)store->base_cell[cell], n_runs = length[ENT_AXIS_run];
    const size_t start[ENT_MAX_AXES] = {b / length[ENT_AXIS_scenario] / length[ENT_AXIS_order],
                                        b / length[ENT_AXIS_scenario] % length[ENT_AXIS_order], b % length[ENT_AXIS_scenario], 0};
    const size_t count[ENT_MAX_AXES] = {1, 1, 1, n_runs};
    int code = ent_output_read(&store->base, store->base.layout.status, start, count, status, error);
    for (size_t r = 0; code == ENT_OK && r < n_runs; r++) {
        if (status[r] == ENT_RUN_MISSING) continue;
        store->done[(size_t)cell * (size_t)store->n_blocks + r / ENT_BLOCK_RUNS] |= (uint64_t)1 << (r % ENT_BLOCK_RUNS);
        store->base_blocks[cell] = (int32_t)(r / ENT_BLOCK_RUNS) + 1;
    }
    return code;
}

/* A file made with a number of runs keeps them all; one made for the same estimate keeps its precision. Of another estimate it is
 * seen when the columns are judged whether all can be kept. */
static int raise_precision(struct ent_store *store, int32_t n_runs, const struct ent_listener *listener, struct ent_error *error)
{
    struct ent_precision *now = &store->cells->precision, old;
    char *yaml = NULL;
    int code = ent_output_text(store->base.file, store->target, ENT_CONFIGURATION, 1, &yaml, error);
    if (code != ENT_OK) return code;
    ent_precision_of_configuration(yaml, &old);
    free(yaml);
    int is_plain = !(old.half_width > 0);
    if (now->most < n_runs) now->most = n_runs;
    ent_cells_unsettle(store->cells);
    if (is_plain) {
        old = *now;
        old.least = old.most = n_runs;
    } else if (old.of != now->of || strcmp(old.metric, now->metric) != 0 || old.at < now->at || old.at > now->at) {
        return ENT_OK;
    }
    if (is_plain && now->least < n_runs) ent_say(listener, "%s holds %d runs of every cell; nothing is trimmed", store->target, n_runs);
    if (old.half_width < now->half_width)
        ent_say(listener, "%s holds a half-width of %g, narrower than the %g asked for; nothing is trimmed", store->target, old.half_width,
                now->half_width);
    if (old.half_width < now->half_width) now->half_width = old.half_width;
    if (old.least > now->least) now->least = old.least;
    if (old.most > now->most) now->most = old.most;
    ent_cells_unsettle(store->cells);
    return ENT_OK;
}

static int open_base(struct ent_store *store, const struct ent_listener *listener, struct ent_error *error)
{
    struct stat status;
    struct ent_error reason;
    if (stat(store->target, &status) != 0) {
        if (errno == ENOENT) return ENT_OK;
        return ent_error_set(error, ENT_IO, "%s: cannot be read: %s", store->target, strerror(errno));
    }
    int code = ent_output_open(&store->base, store->target, store->cells, &reason);
    if (code == ENT_BAD_INPUT) return foreign_base(store, error);
    if (code != ENT_OK) {
        if (error != NULL) *error = reason;
        return code;
    }
    store->has_base = 1;
    size_t n_runs = store->base.layout.length[ENT_AXIS_run];
    if (ent_cells_are_precise(store->cells)) return raise_precision(store, (int32_t)n_runs, listener, error);
    if (n_runs > (size_t)store->cells->n_runs) {
        ent_say(listener, "%s holds %zu runs, more than the %d asked for; nothing is trimmed", store->target, n_runs, store->cells->n_runs);
        store->cells->n_runs = (int32_t)n_runs;
    }
    return ENT_OK;
}

static int read_base(struct ent_store *store, struct ent_error *error)
{
    if (!store->has_base) return ENT_OK;
    int code = match_base_cells(store, error);
    if (code == ENT_OK) code = match_base_forums(store, error);
    int8_t *status = code == ENT_OK ? malloc(store->base.layout.length[ENT_AXIS_run]) : NULL;
    if (code == ENT_OK && status == NULL) code = out_of_memory(store, error);
    for (int32_t c = 0; code == ENT_OK && c < store->cells->n_cells; c++)
        if (store->base_cell[c] >= 0) code = read_base_status(store, c, status, error);
    free(status);
    return code;
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
        return out_of_memory(store, error);
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
    int code = store->target != NULL && store->folder != NULL ? ENT_OK : out_of_memory(store, error);
    if (code == ENT_OK) code = list_parts(store, error);
    if (code == ENT_OK) code = open_base(store, listener, error);
    if (code == ENT_OK) code = allocate(store, error);
    if (code == ENT_OK) code = read_base(store, error);
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
