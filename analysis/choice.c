/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bootstrap.h"
#include "analysis/measuring.h"

/* The rows that are resampled: of every headline in every cell the sum and the number of its values in a group of runs. Cells
 * stand as [ENT_N_HEADLINES][n_scenarios][n_orders]. */
struct rows {
    size_t n_rows, n_cells;
    double *sum;    /* [n_rows][2 n_cells]: sums, then numbers */
    double *total;  /* [2 n_cells] scratch */
    double *values; /* [ENT_PIECE] */
};

static size_t cell_at(const struct ent_choice *choice, size_t i_measure, size_t i_scenario, size_t i_order)
{
    return (i_measure * choice->n_scenarios + i_scenario) * choice->n_orders + i_order;
}

const struct ent_estimate *ent_choice_mean(const struct ent_choice *choice, size_t i_measure, size_t i_scenario, size_t i_order)
{
    return &choice->mean[cell_at(choice, i_measure, i_scenario, i_order)];
}

/* --- reading ----------------------------------------------------------------------------------------------------------------- */

static int read_cell(const struct ent_summary *summary, struct rows *rows, size_t at, const struct ent_measure *measure,
                     struct ent_cell_at cell, struct ent_error *error)
{
    size_t n_runs = summary->results->n_runs;
    int code = ENT_OK;
    for (size_t first = 0; !code && first < n_runs; first += ENT_PIECE) {
        size_t n = n_runs - first < ENT_PIECE ? n_runs - first : ENT_PIECE;
        code = ent_measure_read(summary->results, measure, cell, first, n, rows->values, error);
        for (size_t i = 0; !code && i < n; i++) {
            double *row = &rows->sum[(first + i) % rows->n_rows * 2 * rows->n_cells];
            if (!isfinite(rows->values[i])) continue;
            row[at] += rows->values[i];
            row[rows->n_cells + at]++;
        }
    }
    return code;
}

static int read_rows(const struct ent_choice *choice, const struct ent_summary *summary, struct rows *rows, struct ent_error *error)
{
    int code = ENT_OK;
    for (size_t m = 0; m < ENT_N_HEADLINES; m++)
        for (size_t s = 0; s < choice->n_scenarios; s++)
            for (size_t i = 0; !code && i < choice->n_orders; i++) {
                struct ent_cell_at cell = {summary->point, summary->order[i], s};
                code = read_cell(summary, rows, cell_at(choice, m, s, i), &summary->measure[m], cell, error);
            }
    return code;
}

/* --- means and their replicates ---------------------------------------------------------------------------------------------- */

/* Means of the runs in some rows: value [n_cells]. */
static void means_of_rows(const size_t *row, size_t n, void *context, double *value)
{
    struct rows *rows = context;
    size_t width = 2 * rows->n_cells;
    memset(rows->total, 0, width * sizeof *rows->total);
    for (size_t i = 0; i < n; i++) {
        const double *add = &rows->sum[row[i] * width];
        for (size_t k = 0; k < width; k++) rows->total[k] += add[k];
    }
    for (size_t k = 0; k < rows->n_cells; k++)
        value[k] = rows->total[rows->n_cells + k] > 0 ? rows->total[k] / rows->total[rows->n_cells + k] : NAN;
}

/* Sums over all rows into `total`. */
static void add_up(struct rows *rows)
{
    size_t width = 2 * rows->n_cells;
    memset(rows->total, 0, width * sizeof *rows->total);
    for (size_t i = 0; i < rows->n_rows; i++)
        for (size_t k = 0; k < width; k++) rows->total[k] += rows->sum[i * width + k];
}

/* BCa intervals of all means, whose replicates are there. */
static void bound_means(const struct ent_choice *choice, const struct ent_summary *summary, struct rows *rows, const double *replicate,
                        double *work)
{
    const struct ent_bootstrap options = {.kind = ENT_BOOTSTRAP_BCA, .level = summary->level};
    size_t width = 2 * rows->n_cells;
    double *left_out = work + ENT_CHOICE_REPLICATES;
    add_up(rows);
    for (size_t k = 0; k < rows->n_cells; k++) {
        double sum = rows->total[k], n = rows->total[rows->n_cells + k];
        struct ent_estimate *mean = &choice->mean[k];
        *mean = (struct ent_estimate){n > 0 ? sum / n : NAN, NAN, NAN, NAN, (int64_t)n, (int64_t)summary->results->n_runs - (int64_t)n};
        for (size_t i = 0; i < rows->n_rows; i++) {
            const double *row = &rows->sum[i * width];
            left_out[i] = (sum - row[k]) / (n - row[rows->n_cells + k]);
        }
        ent_bootstrap_interval(&replicate[k], ENT_CHOICE_REPLICATES, rows->n_cells, left_out, rows->n_rows, &options, work, mean);
    }
}

/* --- regret ------------------------------------------------------------------------------------------------------------------ */

static int find_minimax(struct ent_choice *choice, const struct ent_summary *summary, const struct rows *rows, const double *replicate,
                        struct ent_error *error)
{
    size_t n = choice->n_scenarios * choice->n_orders;
    double *value = malloc((n + 1) * sizeof *value);
    int code = value ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t m = 0; !code && m < ENT_N_HEADLINES; m++) {
        int64_t least = INT64_MAX;
        for (size_t k = 0; k < n; k++) {
            const struct ent_estimate *mean = &choice->mean[m * n + k];
            value[k] = mean->value;
            if (mean->n > 0 && mean->n < least) least = mean->n;
        }
        const struct ent_minimax_input input = {
            .value = value,
            .replicate = &replicate[m * n],
            .n_scenarios = choice->n_scenarios,
            .n_orders = choice->n_orders,
            .n_replicates = rows->n_rows > 1 ? ENT_CHOICE_REPLICATES : 0,
            .stride = rows->n_cells,
            .n_runs = least == INT64_MAX ? 0 : least,
            .better = summary->measure[m].better,
            .level = summary->level,
        };
        code = ent_minimax(&input, &choice->minimax[m], error);
    }
    free(value);
    return code;
}

/* --- acceptability ----------------------------------------------------------------------------------------------------------- */

/* Every reading of deadlock, each with all headlines that are no reading. */
static void list_readings(struct ent_choice *choice, const struct ent_summary *summary)
{
    for (size_t m = 0; m < ENT_N_HEADLINES && choice->n_readings < ENT_MOST_READINGS; m++) {
        if (!summary->measure[m].reading) continue;
        struct ent_reading *reading = &choice->reading[choice->n_readings++];
        reading->i_deadlock = m;
        for (size_t c = 0; c < ENT_N_HEADLINES; c++)
            if (c == m || !summary->measure[c].reading) reading->criterion[reading->n_criteria++] = c;
    }
}

/* 0 at the worse end of the range, 1 at the better. */
static double utility_of(const struct ent_measure *measure, double value)
{
    double utility = (value - measure->low) / (measure->high - measure->low);
    return measure->better < 0 ? 1 - utility : utility;
}

static int find_acceptability(struct ent_choice *choice, const struct ent_summary *summary, const struct rows *rows,
                              const double *replicate, struct ent_error *error)
{
    size_t n_orders = choice->n_orders;
    double *utility = malloc(ENT_CHOICE_REPLICATES * n_orders * ENT_N_HEADLINES * sizeof *utility);
    int code = utility ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t r = 0; r < choice->n_readings; r++)
        for (size_t s = 0; !code && s < choice->n_scenarios; s++) {
            const struct ent_reading *reading = &choice->reading[r];
            double *next = utility;
            for (size_t b = 0; b < ENT_CHOICE_REPLICATES; b++)
                for (size_t i = 0; i < n_orders; i++)
                    for (size_t c = 0; c < reading->n_criteria; c++) {
                        size_t m = reading->criterion[c];
                        *next++ = utility_of(&summary->measure[m], replicate[b * rows->n_cells + cell_at(choice, m, s, i)]);
                    }
            const struct ent_smaa_input input = {utility, ENT_CHOICE_REPLICATES, n_orders, reading->n_criteria, ENT_CHOICE_WEIGHTS, 0};
            code = ent_smaa(&input, &reading->smaa[s], error);
        }
    free(utility);
    return code;
}

/* --- all together ------------------------------------------------------------------------------------------------------------ */

/* One block of memory for all arrays of doubles, one for estimates, one for the scenarios of the readings. */
static int take_memory(struct ent_choice *choice, struct ent_error *error)
{
    size_t n_orders = choice->n_orders, n = choice->n_scenarios * n_orders;
    size_t per_smaa = n_orders * (n_orders + ENT_N_HEADLINES + 1);
    choice->mean = calloc(ENT_N_HEADLINES * (2 * n + n_orders), sizeof *choice->mean);
    choice->memory = calloc(ENT_N_HEADLINES * n_orders + ENT_MOST_READINGS * choice->n_scenarios * per_smaa, sizeof *choice->memory);
    choice->reading[0].smaa = calloc(ENT_MOST_READINGS * choice->n_scenarios, sizeof *choice->reading[0].smaa);
    if (!choice->mean || !choice->memory || !choice->reading[0].smaa) return ent_error_set(error, ENT_BUG, "out of memory");
    struct ent_estimate *estimate = choice->mean + ENT_N_HEADLINES * n;
    double *next = choice->memory;
    for (size_t m = 0; m < ENT_N_HEADLINES; m++, estimate += n + n_orders, next += n_orders)
        choice->minimax[m] = (struct ent_minimax){estimate, estimate + n, next};
    for (size_t r = 0; r < ENT_MOST_READINGS; r++) {
        choice->reading[r].smaa = choice->reading[0].smaa + r * choice->n_scenarios;
        for (size_t s = 0; s < choice->n_scenarios; s++, next += per_smaa)
            choice->reading[r].smaa[s] =
                (struct ent_smaa){next, next + n_orders * n_orders, next + n_orders * (n_orders + ENT_N_HEADLINES)};
    }
    return ENT_OK;
}

static int compute(struct ent_choice *choice, const struct ent_summary *summary, struct rows *rows, struct ent_error *error)
{
    const struct ent_bootstrap options = {.n_replicates = ENT_CHOICE_REPLICATES};
    double *replicate = malloc(ENT_CHOICE_REPLICATES * rows->n_cells * sizeof *replicate);
    double *work = malloc((ENT_CHOICE_REPLICATES + ENT_CHOICE_ROWS) * sizeof *work);
    int code = replicate && work ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    if (!code) code = read_rows(choice, summary, rows, error);
    if (!code) code = ent_bootstrap_replicates(means_of_rows, rows, rows->n_rows, rows->n_cells, &options, replicate, error);
    if (!code) {
        bound_means(choice, summary, rows, replicate, work);
        code = find_minimax(choice, summary, rows, replicate, error);
    }
    if (!code) code = find_acceptability(choice, summary, rows, replicate, error);
    free(replicate);
    free(work);
    return code;
}

int ent_choice_compute(struct ent_choice *choice, const struct ent_summary *summary, struct ent_error *error)
{
    const struct ent_results *results = summary->results;
    *choice = (struct ent_choice){.n_scenarios = results->scenario.n, .n_orders = summary->n_orders};
    choice->n_rows = results->n_runs < ENT_CHOICE_ROWS ? results->n_runs : ENT_CHOICE_ROWS;
    struct rows rows = {.n_rows = choice->n_rows, .n_cells = ENT_N_HEADLINES * choice->n_scenarios * choice->n_orders};
    rows.sum = calloc(rows.n_rows * 2 * rows.n_cells, sizeof *rows.sum);
    rows.total = malloc(2 * rows.n_cells * sizeof *rows.total);
    rows.values = malloc(ENT_PIECE * sizeof *rows.values);
    list_readings(choice, summary);
    int code = rows.sum && rows.total && rows.values ? take_memory(choice, error) : ent_error_set(error, ENT_BUG, "out of memory");
    if (!code) code = compute(choice, summary, &rows, error);
    free(rows.sum);
    free(rows.total);
    free(rows.values);
    if (code) ent_choice_free(choice);
    return code;
}

void ent_choice_free(struct ent_choice *choice)
{
    free(choice->mean);
    free(choice->memory);
    free(choice->reading[0].smaa);
    *choice = (struct ent_choice){0};
}
