/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/sums.h"

#include <stdlib.h>

#include "runs/derive.h"

struct summing {
    struct ent_store *store;
    struct ent_output *output;
    struct ent_totals totals; /* of one cell */
    int64_t *part;            /* of one sum in the base */
    double *values;
};

/* --- out of the base and the parts ------------------------------------------------------------------------------------------------ */

/* Start and count, in a file, of the elements of sum `s` of a cell of this shape; forums are done one at a time. */
static void sum_part(const struct ent_shape *shape, const struct ent_variable *variable, size_t forum, size_t start[ENT_MAX_AXES],
                     size_t count[ENT_MAX_AXES])
{
    for (int a = 0; a < 3; a++) count[a] = 1;
    for (int a = 3; a < variable->n_axes; a++) {
        start[a] = 0;
        switch (variable->axis[a]) {
        case ENT_AXIS_trajectory:
            count[a] = ENT_N_TRAJECTORIES;
            break;
        case ENT_AXIS_state_trajectory:
            count[a] = ENT_N_STATE_TRAJECTORIES;
            break;
        case ENT_AXIS_month:
            count[a] = (size_t)shape->n_months;
            break;
        case ENT_AXIS_bin:
            count[a] = ENT_N_BINS;
            break;
        case ENT_AXIS_state:
            count[a] = (size_t)shape->n_states;
            break;
        case ENT_AXIS_domain:
            count[a] = (size_t)shape->n_domains;
            break;
        case ENT_AXIS_duration:
            count[a] = ENT_N_DURATIONS;
            break;
        case ENT_AXIS_forum:
            start[a] = forum;
            count[a] = 1;
            break;
        default:
            count[a] = 0;
        }
    }
}

static int is_by_forum(const struct ent_variable *variable)
{
    return variable->n_axes > 3 && variable->axis[3] == ENT_AXIS_forum;
}

/* Adds what the base holds of the cell to the totals. */
static int add_base_sums(struct summing *summing, int32_t cell, int32_t base_cell, struct ent_error *error)
{
    const struct ent_output *base = &summing->store->base;
    const struct ent_shape *shape = &summing->totals.shape;
    const int32_t *forum_of = summing->store->cells->forum_of[ent_cells_order(summing->store->cells, cell)];
    size_t start[ENT_MAX_AXES] = {0}, count[ENT_MAX_AXES] = {1, 1, 1};
    int64_t counted;
    ent_store_place(summing->store, base_cell, start);
    int code = ent_output_read(base, base->layout.counted, start, count, &counted, error);
    if (code == ENT_OK) summing->totals.n_counted += counted;
    for (size_t s = 0; code == ENT_OK && s < ENT_N_SUMS; s++) {
        if (base->layout.sum[s] < 0) continue;
        const struct ent_variable *variable = &base->layout.variable[base->layout.sum[s]];
        size_t n = ent_sum_length(shape, (enum ent_sum)s);
        size_t n_turns = is_by_forum(variable) ? (size_t)shape->n_forums : 1;
        for (size_t f = 0; code == ENT_OK && f < n_turns; f++) {
            int32_t forum = is_by_forum(variable) ? summing->store->base_forum[forum_of[f]] : 0;
            if (forum < 0) return ent_error_set(error, ENT_IO, "%s: lacks a forum of its own orders", base->path);
            sum_part(shape, variable, (size_t)forum, start, count);
            code = ent_output_read(base, base->layout.sum[s], start, count, summing->part, error);
            for (size_t i = 0; code == ENT_OK && i < n / n_turns; i++) summing->totals.sum[s][f * (n / n_turns) + i] += summing->part[i];
        }
    }
    return code;
}

static int sum_cell(struct summing *summing, int32_t cell, struct ent_error *error)
{
    int32_t same = summing->store->cells->cell[cell].same;
    struct ent_shape shape = ent_layout_shape(summing->store->cells, cell);
    int code = ENT_OK;
    ent_totals_reset(&summing->totals, &shape);
    if (summing->store->base_cell[same] >= 0) code = add_base_sums(summing, cell, summing->store->base_cell[same], error);
    for (size_t e = summing->store->first_entry[same]; code == ENT_OK && e < summing->store->first_entry[same + 1]; e++) {
        struct ent_journal_record record;
        code = ent_store_read(summing->store, &summing->store->entry[e], 1, &record, error);
        if (code == ENT_OK) ent_totals_add(&summing->totals, summing->store->bytes, (int32_t)record.n_counted);
    }
    return code;
}

/* --- into the file ---------------------------------------------------------------------------------------------------------------- */

static int write_sums(struct summing *summing, int32_t cell, struct ent_error *error)
{
    const struct ent_layout *layout = &summing->output->layout;
    const struct ent_shape *shape = &summing->totals.shape;
    const int32_t *forum_of = summing->store->cells->forum_of[ent_cells_order(summing->store->cells, cell)];
    size_t start[ENT_MAX_AXES] = {0}, count[ENT_MAX_AXES] = {1, 1, 1};
    ent_cells_place(summing->store->cells, cell, start);
    int code = ent_output_write(summing->output, layout->counted, start, count, &summing->totals.n_counted, error);
    count[3] = 32;
    if (code == ENT_OK)
        code = ent_output_write(summing->output, layout->cell_hash, start, count, summing->store->cells->cell[cell].hash, error);
    for (size_t s = 0; code == ENT_OK && s < ENT_N_SUMS; s++) {
        if (layout->sum[s] < 0) continue;
        const struct ent_variable *variable = &layout->variable[layout->sum[s]];
        size_t n = ent_sum_length(shape, (enum ent_sum)s);
        size_t n_turns = is_by_forum(variable) ? (size_t)shape->n_forums : 1;
        for (size_t f = 0; code == ENT_OK && f < n_turns; f++) {
            sum_part(shape, variable, is_by_forum(variable) ? (size_t)forum_of[f] : 0, start, count);
            code = ent_output_write(summing->output, layout->sum[s], start, count, summing->totals.sum[s] + f * (n / n_turns), error);
        }
    }
    return code;
}

static int write_trajectories(struct summing *summing, int32_t cell, struct ent_error *error)
{
    const struct ent_layout *layout = &summing->output->layout;
    const struct ent_totals *totals = &summing->totals;
    size_t n_months = (size_t)totals->shape.n_months, start[ENT_MAX_AXES] = {0};
    const size_t one[ENT_MAX_AXES] = {1, 1, 1, n_months}, all[ENT_MAX_AXES] = {1, 1, 1, ENT_N_QUANTILES, n_months};
    double *mean = summing->values, *sd = mean + n_months, *quantile = sd + n_months;
    int code = ENT_OK;
    ent_cells_place(summing->store->cells, cell, start);
    for (size_t t = 0; code == ENT_OK && t < ENT_N_TRAJECTORIES; t++) {
        double low = ent_trajectory_rows[t].low, high = ent_trajectory_rows[t].high;
        for (size_t m = 0; m < n_months; m++) {
            size_t at = t * n_months + m;
            mean[m] = ent_level_mean(totals->n_counted, totals->sum[ENT_SUM_level_sum][at], low, high);
            sd[m] = ent_level_sd(totals->n_counted, totals->sum[ENT_SUM_level_sum][at], totals->sum[ENT_SUM_level_squares][at], low, high);
            for (size_t q = 0; q < ENT_N_QUANTILES; q++)
                quantile[q * n_months + m] =
                    ent_level_quantile(totals->n_counted, totals->sum[ENT_SUM_histogram] + at * ENT_N_BINS, ent_quantiles[q], low, high);
        }
        code = ent_output_write(summing->output, layout->mean + (int)t, start, one, mean, error);
        if (code == ENT_OK) code = ent_output_write(summing->output, layout->sd + (int)t, start, one, sd, error);
        if (code == ENT_OK) code = ent_output_write(summing->output, layout->quantiles + (int)t, start, all, quantile, error);
    }
    return code;
}

/* Means over runs of [month][state] sums, as [state][month]; `unit` is the value of one in the sums. */
static void turn_means(const struct ent_totals *totals, const int64_t *sum, double per_unit, double *mean)
{
    size_t n_months = (size_t)totals->shape.n_months, n_states = (size_t)totals->shape.n_states;
    for (size_t i = 0; i < n_states; i++)
        for (size_t m = 0; m < n_months; m++)
            mean[i * n_months + m] = (double)sum[m * n_states + i] / ((double)totals->n_counted * per_unit);
}

static int write_states(struct summing *summing, int32_t cell, struct ent_error *error)
{
    const struct ent_layout *layout = &summing->output->layout;
    const struct ent_totals *totals = &summing->totals;
    const int32_t *forum_of = summing->store->cells->forum_of[ent_cells_order(summing->store->cells, cell)];
    size_t n_months = (size_t)totals->shape.n_months, n_states = (size_t)totals->shape.n_states, start[ENT_MAX_AXES] = {0};
    const size_t of_states[ENT_MAX_AXES] = {1, 1, 1, n_states, n_months}, of_forum[ENT_MAX_AXES] = {1, 1, 1, 1, n_states, n_months};
    int code = ENT_OK;
    ent_cells_place(summing->store->cells, cell, start);
    for (size_t k = 0; code == ENT_OK && k < ENT_N_STATE_TRAJECTORIES; k++) {
        turn_means(totals, totals->sum[ENT_SUM_state_sum] + k * n_months * n_states, ent_state_trajectory_rows[k].high, summing->values);
        code = ent_output_write(summing->output, layout->state_mean + (int)k, start, of_states, summing->values, error);
    }
    for (size_t f = 0; code == ENT_OK && f < (size_t)totals->shape.n_forums; f++) {
        turn_means(totals, totals->sum[ENT_SUM_member_count] + f * n_months * n_states, 1, summing->values);
        start[3] = (size_t)forum_of[f];
        code = ent_output_write(summing->output, layout->membership, start, of_forum, summing->values, error);
    }
    return code;
}

static int allocate(struct summing *summing, struct ent_error *error)
{
    struct ent_shape most = ent_layout_most(summing->store->cells);
    size_t n_part = 0, n_values = (size_t)most.n_months * ((size_t)most.n_states + 2 + ENT_N_QUANTILES);
    for (size_t s = 0; s < ENT_N_SUMS; s++)
        if (ent_sum_length(&most, (enum ent_sum)s) > n_part) n_part = ent_sum_length(&most, (enum ent_sum)s);
    int code = ent_totals_init(&summing->totals, &most, error);
    if (code != ENT_OK) return code;
    summing->part = malloc((n_part + 1) * sizeof *summing->part);
    summing->values = malloc(n_values * sizeof *summing->values);
    if (summing->part != NULL && summing->values != NULL) return ENT_OK;
    return ent_error_set(error, ENT_BUG, "out of memory while merging %s", summing->output->path);
}

int ent_sums_write(struct ent_store *store, struct ent_output *output, void (*step)(void *closure), void *closure, struct ent_error *error)
{
    struct summing summing = {.store = store, .output = output};
    const struct ent_layout *layout = &output->layout;
    int code = allocate(&summing, error);
    for (int32_t c = 0; code == ENT_OK && c < store->cells->n_cells; c++) {
        code = sum_cell(&summing, c, error);
        if (code == ENT_OK) code = write_sums(&summing, c, error);
        if (code == ENT_OK && layout->mean >= 0 && summing.totals.n_counted > 0) code = write_trajectories(&summing, c, error);
        if (code == ENT_OK && layout->state_mean >= 0 && summing.totals.n_counted > 0) code = write_states(&summing, c, error);
        step(closure);
    }
    ent_totals_free(&summing.totals);
    free(summing.part);
    free(summing.values);
    return code;
}
