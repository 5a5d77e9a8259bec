/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base of a store: the file under the final name. Which of the cells it holds, and which of their runs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runs/difference.h"
#include "runs/store_inside.h"

void ent_store_place(const struct ent_store *store, int32_t base_cell, size_t place[3])
{
    const size_t *length = store->base.layout.length;
    size_t b = (size_t)base_cell;
    place[2] = b % length[ENT_AXIS_scenario];
    place[1] = b / length[ENT_AXIS_scenario] % length[ENT_AXIS_order];
    place[0] = b / length[ENT_AXIS_scenario] / length[ENT_AXIS_order];
}

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
    if (hash == NULL) return ent_store_out_of_memory(store, error);
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
    size_t n_runs = length[ENT_AXIS_run], start[ENT_MAX_AXES] = {0};
    const size_t count[ENT_MAX_AXES] = {1, 1, 1, n_runs};
    ent_store_place(store, store->base_cell[cell], start);
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

int ent_store_open_base(struct ent_store *store, const struct ent_listener *listener, struct ent_error *error)
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

int ent_store_read_base(struct ent_store *store, struct ent_error *error)
{
    if (!store->has_base) return ENT_OK;
    int code = match_base_cells(store, error);
    if (code == ENT_OK) code = match_base_forums(store, error);
    int8_t *status = code == ENT_OK ? malloc(store->base.layout.length[ENT_AXIS_run]) : NULL;
    if (code == ENT_OK && status == NULL) code = ent_store_out_of_memory(store, error);
    for (int32_t c = 0; code == ENT_OK && c < store->cells->n_cells; c++)
        if (store->base_cell[c] >= 0) code = read_base_status(store, c, status, error);
    free(status);
    return code;
}
