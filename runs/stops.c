/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/stops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory for judging the precision");
}

/* --- samples ------------------------------------------------------------------------------------------------------------ */

static int make_room(struct ent_sample *sample, size_t n, struct ent_error *error)
{
    size_t needed = (size_t)sample->n + n, capacity = sample->capacity > 0 ? sample->capacity : 256;
    if (needed <= sample->capacity) return ENT_OK;
    while (capacity < needed) capacity *= 2;
    float *more = realloc(sample->value, capacity * sizeof *more);
    if (more == NULL) return out_of_memory(error);
    sample->value = more;
    sample->capacity = capacity;
    return ENT_OK;
}

int ent_sample_add(struct ent_sample *sample, const struct ent_precision *precision, const float *value, size_t n, struct ent_error *error)
{
    int keep = precision->of == ENT_PRECISION_QUANTILE;
    int code = keep ? make_room(sample, n, error) : ENT_OK;
    if (code != ENT_OK) return code;
    for (size_t i = 0; i < n; i++) {
        double x = (double)value[i];
        if (!isfinite(x)) continue;
        if (keep) sample->value[sample->n] = value[i];
        sample->lowest = sample->n == 0 || x < sample->lowest ? x : sample->lowest;
        sample->greatest = sample->n == 0 || x > sample->greatest ? x : sample->greatest;
        sample->n_above += x > precision->at;
        sample->n++;
        double from_old = x - sample->mean;
        sample->mean += from_old / (double)sample->n;
        sample->squares += from_old * (x - sample->mean);
    }
    return ENT_OK;
}

void ent_sample_free(struct ent_sample *sample)
{
    free(sample->value);
    memset(sample, 0, sizeof *sample);
}

static int by_value(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

/* --- when ------------------------------------------------------------------------------------------------------------------ */

int32_t ent_checkpoint_after(int32_t n_blocks)
{
    return n_blocks + (n_blocks >= 10 ? n_blocks / 10 : 1);
}

static int32_t blocks_for(int32_t n_runs)
{
    return (n_runs + ENT_BLOCK_RUNS - 1) / ENT_BLOCK_RUNS;
}

int32_t ent_checkpoint_first(const struct ent_precision *precision)
{
    int32_t least = blocks_for(precision->least), most = blocks_for(precision->most), at = 1;
    while (at < least) at = ent_checkpoint_after(at);
    return at < most ? at : most;
}

int32_t ent_stops_next(const struct ent_stops *stops)
{
    const struct ent_precision *precision = &stops->cells->precision;
    int32_t most = blocks_for(precision->most);
    if (stops->n_open == 0) return 0;
    int32_t next = stops->n_blocks == 0 ? ent_checkpoint_first(precision) : ent_checkpoint_after(stops->n_blocks);
    return next < most ? next : most;
}

/* --- columns ------------------------------------------------------------------------------------------------------------------ */

static int find_metric(const struct ent_precision *precision)
{
    for (int k = 0; k < ENT_N_METRICS; k++)
        if (strcmp(ent_metric_rows[k].name, precision->metric) == 0) return k;
    return -1;
}

static void open_columns(struct ent_stops *stops, const struct ent_shard *shard)
{
    for (int32_t column = 0; column < stops->n_columns; column++) {
        stops->reached[column] = NAN;
        if (shard != NULL && shard->n > 1 && column / stops->cells->n_scenarios % shard->n != shard->index) {
            stops->stop[column] = ENT_COLUMN_OF_OTHERS;
            continue;
        }
        stops->n_open++;
        for (int32_t o = 0; o < stops->cells->n_orders; o++) stops->n_open_of[ent_stops_cell(stops, column, o)]++;
    }
}

int ent_stops_init(struct ent_stops *stops, const struct ent_cells *cells, ent_half_width_of *half_width, const struct ent_shard *shard,
                   struct ent_error *error)
{
    size_t n_cells = (size_t)cells->n_cells;
    memset(stops, 0, sizeof *stops);
    stops->cells = cells;
    stops->half_width = half_width;
    stops->metric = find_metric(&cells->precision);
    stops->n_columns = cells->n_points * cells->n_scenarios;
    if (stops->metric < 0) return ent_error_set(error, ENT_BAD_INPUT, "precision: there is no metric '%s'", cells->precision.metric);
    if (half_width == NULL) return ent_error_set(error, ENT_BUG, "a precision is asked for, and nothing judges it");
    stops->stop = calloc((size_t)stops->n_columns, sizeof *stops->stop);
    stops->reached = calloc((size_t)stops->n_columns, sizeof *stops->reached);
    stops->sample = calloc(n_cells, sizeof *stops->sample);
    stops->n_open_of = calloc(n_cells, sizeof *stops->n_open_of);
    stops->n_blocks_of = calloc(n_cells, sizeof *stops->n_blocks_of);
    if (!stops->stop || !stops->reached || !stops->sample || !stops->n_open_of || !stops->n_blocks_of) {
        ent_stops_free(stops);
        return out_of_memory(error);
    }
    open_columns(stops, shard);
    return ENT_OK;
}

void ent_stops_free(struct ent_stops *stops)
{
    for (int32_t c = 0; stops->sample != NULL && c < stops->cells->n_cells; c++) ent_sample_free(&stops->sample[c]);
    free(stops->stop);
    free(stops->reached);
    free(stops->sample);
    free(stops->n_open_of);
    free(stops->n_blocks_of);
    memset(stops, 0, sizeof *stops);
}

/* Ends a column with `stop`, and lets go of samples that no other column needs. */
static void end_column(struct ent_stops *stops, int32_t column, int32_t stop)
{
    stops->stop[column] = stop;
    stops->n_open--;
    for (int32_t o = 0; o < stops->cells->n_orders; o++) {
        int32_t cell = ent_stops_cell(stops, column, o);
        if (stop > stops->n_blocks_of[cell]) stops->n_blocks_of[cell] = stop;
        if (--stops->n_open_of[cell] == 0) ent_sample_free(&stops->sample[cell]);
    }
}

void ent_stops_leave(struct ent_stops *stops, int32_t column)
{
    end_column(stops, column, ENT_COLUMN_LACKS_RUNS);
}

/* Of all orders; an order in which no run has a value does not hold the others up. */
static double widest_of(const struct ent_stops *stops, int32_t column)
{
    double widest = 0;
    for (int32_t o = 0; o < stops->cells->n_orders; o++) {
        const struct ent_sample *sample = &stops->sample[ent_stops_cell(stops, column, o)];
        double half_width = sample->n > 0 ? stops->half_width(&stops->cells->precision, sample) : 0;
        if (!(half_width <= widest)) widest = isnan(half_width) ? INFINITY : half_width;
    }
    return widest;
}

void ent_stops_judge(struct ent_stops *stops, int32_t n_blocks)
{
    const struct ent_precision *precision = &stops->cells->precision;
    int is_last = n_blocks >= blocks_for(precision->most);
    stops->n_blocks = n_blocks;
    for (int32_t c = 0; c < stops->cells->n_cells; c++) {
        struct ent_sample *sample = &stops->sample[c];
        if (stops->n_open_of[c] > 0 && sample->value != NULL) qsort(sample->value, (size_t)sample->n, sizeof *sample->value, by_value);
    }
    for (int32_t column = 0; column < stops->n_columns; column++)
        if (stops->stop[column] == ENT_COLUMN_OPEN) stops->reached[column] = widest_of(stops, column);
    for (int32_t column = 0; column < stops->n_columns; column++) {
        if (stops->stop[column] != ENT_COLUMN_OPEN) continue;
        int is_precise = stops->reached[column] <= precision->half_width;
        if (!is_precise && !is_last) continue;
        stops->n_short += !is_precise;
        end_column(stops, column, n_blocks);
    }
}

double ent_stops_widest(const struct ent_stops *stops)
{
    double widest = NAN;
    for (int32_t column = 0; column < stops->n_columns; column++)
        if (!isnan(stops->reached[column]) && !(stops->reached[column] <= widest)) widest = stops->reached[column];
    return widest;
}

int ent_stops_check(const struct ent_experiment *experiment, struct ent_complaints *complaints)
{
    const char *names[ENT_N_METRICS];
    for (int k = 0; k < ENT_N_METRICS; k++) names[k] = ent_metric_rows[k].name;
    return ent_experiment_check_metric(experiment, names, ENT_N_METRICS, complaints);
}
