/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/kept.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "params/record.h"
#include "runs/derive.h"

/* A window of kept runs of one cell: [first, first + n) of the axis kept_run. */
struct window {
    struct ent_store *store;
    struct ent_output *output;
    const struct ent_recording *recording;
    int32_t cell, first, n;
    size_t most, n_months; /* runs of the largest window; months of the axis kept_month */
    float *value;          /* [ENT_N_TRAJECTORIES][most][n_months] */
    float *old;            /* [most][n_months]: of one variable of the base */
    uint16_t *level;       /* of one record */
};

static float *row_of(const struct window *window, size_t trajectory, int32_t run)
{
    return window->value + (trajectory * window->most + (size_t)(run - window->first)) * window->n_months;
}

static int read_base(struct window *window, int32_t base_cell, struct ent_error *error)
{
    const struct ent_output *base = &window->store->base;
    const size_t *length = base->layout.length;
    size_t n_months = length[ENT_AXIS_kept_month];
    if ((size_t)window->first >= length[ENT_AXIS_kept_run] || n_months > window->n_months) return ENT_OK;
    size_t left = length[ENT_AXIS_kept_run] - (size_t)window->first, n = (size_t)window->n < left ? (size_t)window->n : left;
    size_t start[ENT_MAX_AXES] = {0, 0, 0, (size_t)window->first, 0};
    ent_store_place(window->store, base_cell, start);
    const size_t count[ENT_MAX_AXES] = {1, 1, 1, n, n_months};
    int code = ENT_OK;
    for (size_t t = 0; code == ENT_OK && t < ENT_N_TRAJECTORIES; t++) {
        code = ent_output_read(base, base->layout.of_run + (int)t, start, count, window->old, error);
        for (size_t k = 0; code == ENT_OK && k < n; k++)
            memcpy(row_of(window, t, window->first + (int32_t)k), window->old + k * n_months, n_months * sizeof *window->old);
    }
    return code;
}

/* Takes the runs of the window out of a record, whose kept runs are `from` .. `to` - 1 of the axis. */
static int read_entry(struct window *window, const struct ent_entry *entry, int32_t from, int32_t to, struct ent_error *error)
{
    struct ent_shape shape = ent_layout_shape(window->store->cells, entry->cell);
    size_t n_months = ent_shape_kept_months(&shape);
    struct ent_journal_record record;
    float metric[ENT_BLOCK_RUNS][ENT_N_METRICS];
    int8_t status[ENT_BLOCK_RUNS], failure_code[ENT_BLOCK_RUNS];
    int16_t failure_month[ENT_BLOCK_RUNS];
    int code = ent_store_read(window->store, entry, 0, &record, error);
    if (code != ENT_OK) return code;
    ent_block_get_runs(window->store->bytes, entry->count, &metric[0][0], status, failure_code, failure_month);
    ent_block_get_kept(window->store->bytes, &shape, entry->count, to - from, window->level);
    for (int32_t k = from; k < to; k++) {
        if (k < window->first || k >= window->first + window->n) continue;
        if (status[(uint32_t)ent_recording_run(window->recording, k) - entry->first] != ENT_RUN_DONE) continue;
        const uint16_t *level = window->level + (size_t)(k - from) * ENT_N_TRAJECTORIES * n_months;
        for (size_t t = 0; t < ENT_N_TRAJECTORIES; t++)
            for (size_t m = 0; m < n_months; m++)
                row_of(window, t, k)[m] = (float)ent_level_value(*level++, ent_trajectory_rows[t].low, ent_trajectory_rows[t].high);
    }
    return ENT_OK;
}

static int read_window(struct window *window, struct ent_error *error)
{
    struct ent_store *store = window->store;
    int32_t same = store->cells->cell[window->cell].same;
    size_t n_values = ENT_N_TRAJECTORIES * window->most * window->n_months;
    int code = ENT_OK;
    for (size_t i = 0; i < n_values; i++) window->value[i] = NAN;
    if (store->base_cell[same] >= 0) code = read_base(window, store->base_cell[same], error);
    for (size_t e = store->first_entry[same]; code == ENT_OK && e < store->first_entry[same + 1]; e++) {
        const struct ent_entry *entry = &store->entry[e];
        int32_t from = ent_recording_before(window->recording, entry->first);
        int32_t to = ent_recording_before(window->recording, (int64_t)entry->first + entry->count);
        if (from < to && from < window->first + window->n && to > window->first) code = read_entry(window, entry, from, to, error);
    }
    return code;
}

static int write_window(const struct window *window, struct ent_error *error)
{
    const struct ent_cells *cells = window->store->cells;
    size_t start[ENT_MAX_AXES] = {0, 0, 0, (size_t)window->first, 0};
    ent_cells_place(cells, window->cell, start);
    const size_t count[ENT_MAX_AXES] = {1, 1, 1, (size_t)window->n, window->n_months};
    int code = ENT_OK;
    for (size_t t = 0; code == ENT_OK && t < ENT_N_TRAJECTORIES; t++)
        code =
            ent_output_write(window->output, window->output->layout.of_run + (int)t, start, count, row_of(window, t, window->first), error);
    return code;
}

int ent_kept_write(struct ent_store *store, struct ent_output *output, struct ent_error *error)
{
    const struct ent_layout *layout = &output->layout;
    size_t chunk[ENT_MAX_AXES];
    if (layout->of_run < 0) return ENT_OK;
    ent_layout_chunk(layout, &layout->variable[layout->of_run], chunk);
    struct window window = {.store = store,
                            .output = output,
                            .recording = ent_experiment_recording(store->cells->experiment),
                            .most = chunk[3],
                            .n_months = layout->length[ENT_AXIS_kept_month]};
    window.value = malloc(ENT_N_TRAJECTORIES * window.most * window.n_months * sizeof *window.value);
    window.old = malloc(window.most * window.n_months * sizeof *window.old);
    window.level = malloc((size_t)ENT_BLOCK_RUNS * ENT_N_TRAJECTORIES * window.n_months * sizeof *window.level);
    int code = window.value != NULL && window.old != NULL && window.level != NULL
                   ? ENT_OK
                   : ent_error_set(error, ENT_BUG, "out of memory for the runs that are kept whole in %s", output->path);
    int32_t n_kept = (int32_t)layout->length[ENT_AXIS_kept_run], step = (int32_t)window.most;
    for (window.cell = 0; code == ENT_OK && window.cell < store->cells->n_cells; window.cell++)
        for (window.first = 0; code == ENT_OK && window.first < n_kept; window.first += step) {
            window.n = n_kept - window.first < step ? n_kept - window.first : step;
            code = read_window(&window, error);
            if (code == ENT_OK) code = write_window(&window, error);
        }
    free(window.value);
    free(window.old);
    free(window.level);
    return code;
}
