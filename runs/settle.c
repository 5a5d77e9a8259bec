/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/settle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runs/configuration.h"

static int out_of_memory(const struct ent_store *store, struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory while judging the runs of %s", store->target);
}

static uint64_t done_of(const struct ent_store *store, int32_t cell, int32_t block)
{
    return store->done[(size_t)cell * (size_t)store->n_blocks + (size_t)block];
}

/* --- values ----------------------------------------------------------------------------------------------------------------- */

static int read_base(struct ent_store *store, int32_t metric, int32_t cell, int32_t from, int32_t to, float *value, struct ent_error *error)
{
    const struct ent_output *base = &store->base;
    const size_t *length = base->layout.length;
    size_t first = (size_t)from * ENT_BLOCK_RUNS, count = (size_t)(to - from) * ENT_BLOCK_RUNS;
    if (first >= length[ENT_AXIS_run]) return ENT_OK;
    if (count > length[ENT_AXIS_run] - first) count = length[ENT_AXIS_run] - first;
    size_t start[ENT_MAX_AXES] = {0, 0, 0, first};
    const size_t counts[ENT_MAX_AXES] = {1, 1, 1, count};
    ent_store_place(store, store->base_cell[cell], start);
    return ent_output_read(base, base->layout.metric + metric, start, counts, value, error); /* NaN in runs that were not done */
}

static int read_entry(struct ent_store *store, const struct ent_entry *entry, int32_t metric, float *value, struct ent_error *error)
{
    struct ent_journal_record record;
    float all[ENT_BLOCK_RUNS][ENT_N_METRICS];
    int8_t status[ENT_BLOCK_RUNS], failure_code[ENT_BLOCK_RUNS];
    int16_t failure_month[ENT_BLOCK_RUNS];
    int code = ent_store_read(store, entry, 0, &record, error);
    if (code != ENT_OK) return code;
    ent_block_get_runs(store->bytes, entry->count, &all[0][0], status, failure_code, failure_month);
    for (int k = 0; k < entry->count; k++) value[k] = status[k] == ENT_RUN_DONE ? all[k][metric] : (float)NAN;
    return ENT_OK;
}

/* The first entry of the cell whose runs begin at `first` or later. */
static size_t find_entry(const struct ent_store *store, int32_t cell, uint32_t first)
{
    size_t low = store->first_entry[cell], high = store->first_entry[cell + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (store->entry[middle].first < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int ent_settle_read(struct ent_store *store, int32_t metric, int32_t cell, int32_t from, int32_t to, float *value, struct ent_error *error)
{
    uint32_t first = (uint32_t)from * ENT_BLOCK_RUNS, end = (uint32_t)to * ENT_BLOCK_RUNS;
    int code = ENT_OK;
    for (uint32_t r = 0; r < end - first; r++) value[r] = (float)NAN;
    if (store->base_blocks[cell] > from) code = read_base(store, metric, cell, from, to, value, error);
    for (size_t e = find_entry(store, cell, first); code == ENT_OK && e < store->first_entry[cell + 1] && store->entry[e].first < end; e++)
        code = read_entry(store, &store->entry[e], metric, value + (store->entry[e].first - first), error);
    return code;
}

/* --- stops -------------------------------------------------------------------------------------------------------------------- */

int ent_settle_refuse(const struct ent_store *store, int32_t cell, int32_t n_blocks, struct ent_error *error)
{
    char place[300];
    if (store->base_blocks[cell] <= n_blocks) return ENT_OK;
    ent_cells_describe(store->cells, cell, place, sizeof place);
    return ent_error_set(error, ENT_BAD_INPUT,
                         "%s holds more runs of %s than the %d that this precision needs; nothing is trimmed: give another output, or "
                         "precision.least",
                         store->target, place, n_blocks * ENT_BLOCK_RUNS);
}

static int column_lacks(const struct ent_store *store, const struct ent_stops *stops, int32_t column, int32_t from, int32_t to)
{
    for (int32_t o = 0; o < stops->cells->n_orders; o++)
        for (int32_t b = from; b < to; b++)
            if (done_of(store, ent_stops_cell(stops, column, o), b) != UINT64_MAX) return 1;
    return 0;
}

/* Blocks that a cell of an unfinished column should have: what there is, and those up to the next judgement. */
static void keep_all(const struct ent_store *store, struct ent_stops *stops, int32_t column, int32_t least)
{
    for (int32_t o = 0; o < stops->cells->n_orders; o++) {
        int32_t cell = ent_stops_cell(stops, column, o), n = store->n_blocks;
        while (n > least && done_of(store, cell, n - 1) == 0) n--;
        if (n > stops->n_blocks_of[cell]) stops->n_blocks_of[cell] = n;
    }
}

static int judge_all(struct ent_store *store, struct ent_stops *stops, struct ent_error *error)
{
    int32_t to, from;
    int code = ENT_OK;
    for (; code == ENT_OK && (to = ent_stops_next(stops)) > 0; ent_stops_judge(stops, to)) {
        from = stops->n_blocks;
        for (int32_t column = 0; column < stops->n_columns; column++) {
            if (stops->stop[column] != ENT_COLUMN_OPEN || !column_lacks(store, stops, column, from, to)) continue;
            ent_stops_leave(stops, column);
            keep_all(store, stops, column, to);
        }
        size_t n = (size_t)(to - from) * ENT_BLOCK_RUNS;
        float *value = malloc(n * sizeof *value);
        if (value == NULL) return out_of_memory(store, error);
        for (int32_t c = 0; code == ENT_OK && c < stops->cells->n_cells; c++) {
            if (stops->n_open_of[c] == 0) continue;
            code = ent_settle_read(store, stops->metric, c, from, to, value, error);
            if (code == ENT_OK) code = ent_sample_add(&stops->sample[c], &stops->cells->precision, value, n, error);
        }
        free(value);
        if (code != ENT_OK) break;
    }
    return code;
}

/* Takes the numbers of blocks over into the cells. */
static int settle_cells(struct ent_store *store, struct ent_stops *stops, struct ent_error *error)
{
    struct ent_cells *cells = store->cells;
    int32_t most = 0;
    int code = ENT_OK;
    for (int32_t c = 0; code == ENT_OK && c < cells->n_cells; c++) {
        if (cells->cell[c].same != c) continue;
        code = ent_settle_refuse(store, c, stops->n_blocks_of[c], error);
        if (stops->n_blocks_of[c] > most) most = stops->n_blocks_of[c];
    }
    if (code != ENT_OK) return code;
    cells->n_blocks_of = stops->n_blocks_of;
    cells->n_runs = most * ENT_BLOCK_RUNS;
    stops->n_blocks_of = NULL;
    return ENT_OK;
}

int ent_settle(struct ent_store *store, ent_half_width_of *half_width, const struct ent_listener *listener, struct ent_error *error)
{
    struct ent_stops stops = {0};
    if (!ent_cells_are_precise(store->cells)) return ENT_OK;
    int code = ent_stops_init(&stops, store->cells, half_width, NULL, error);
    if (code == ENT_OK) code = judge_all(store, &stops, error);
    if (code == ENT_OK) code = settle_cells(store, &stops, error);
    ent_stops_free(&stops);
    if (code == ENT_OK) ent_store_limit(store, listener);
    return code;
}

/* --- of a merged file ---------------------------------------------------------------------------------------------------------- */

static int compare(const struct ent_store *store, struct ent_error *error)
{
    const struct ent_cells *cells = store->cells;
    char place[300];
    for (int32_t c = 0; c < cells->n_cells; c++) {
        if (cells->cell[c].same != c || cells->n_blocks_of[c] == store->base_blocks[c]) continue;
        ent_cells_describe(cells, c, place, sizeof place);
        return ent_error_set(error, ENT_IO, "%s: %s has %d runs, its precision is reached with %d", store->target, place,
                             store->base_blocks[c] * ENT_BLOCK_RUNS, cells->n_blocks_of[c] * ENT_BLOCK_RUNS);
    }
    return ENT_OK;
}

int ent_settle_verify(const char *path, ent_half_width_of *half_width, struct ent_error *error)
{
    struct ent_experiment *experiment = NULL;
    struct ent_cells cells = {0};
    struct ent_store store = {0};
    char *yaml = NULL;
    uint32_t record;
    int code = ent_configuration_read(path, &yaml, &record, error);
    if (code == ENT_OK) code = ent_configuration_parse(yaml, path, record, &experiment, &cells, error);
    if (code == ENT_OK && ent_cells_are_precise(&cells)) {
        code = ent_store_open(&store, path, &cells, NULL, error);
        if (code == ENT_OK) code = ent_settle(&store, half_width, NULL, error);
        if (code == ENT_OK) code = compare(&store, error);
        ent_store_close(&store);
    }
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
    free(yaml);
    return code;
}
