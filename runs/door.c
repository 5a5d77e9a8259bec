/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/entente.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runs/cells.h"
#include "runs/dispatch.h"
#include "runs/engine.h"

struct entente {
    struct ent_experiment *experiment; /* NULL: could not be opened */
    struct ent_cells cells;
    const struct ent_kernel *kernel;
    struct ent_error error;
    char *text; /* every error of opening; NULL: `error` says it */
};

_Static_assert((int)ENTENTE_USAGE == (int)ENT_USAGE && (int)ENTENTE_BAD_INPUT == (int)ENT_BAD_INPUT &&
                   (int)ENTENTE_NO_INPUT == (int)ENT_NO_INPUT && (int)ENTENTE_BUG == (int)ENT_BUG,
               "codes are passed through");
_Static_assert((int)ENTENTE_RUN_DONE == (int)ENT_RUN_DONE && (int)ENTENTE_RUN_FAILED == (int)ENT_RUN_FAILED, "statuses are passed through");

/* All complaints, one a line. */
static char *join(const struct ent_complaints *complaints)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    if (to == NULL) return NULL;
    for (size_t i = 0; i < complaints->n; i++) {
        const struct ent_complaint *one = &complaints->list[i];
        if (one->file != NULL && one->line > 0)
            fprintf(to, "%s:%d:%d: error: %s\n", one->file, one->line, one->column, one->text);
        else
            fprintf(to, "%s%serror: %s\n", one->file != NULL ? one->file : "", one->file != NULL ? ": " : "", one->text);
    }
    if (fclose(to) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static int open_experiment(struct entente *handle, const char *where, const char *params, const char *const *sets, int32_t n_sets)
{
    struct ent_complaints complaints = {0};
    int code = ent_experiment_load(&handle->experiment, where, params, sets, (size_t)n_sets, &complaints);
    if (code != ENT_OK) {
        handle->experiment = NULL;
        handle->text = join(&complaints);
        ent_error_set(&handle->error, code, "%s cannot be opened", where);
    }
    ent_complaints_free(&complaints);
    return code;
}

int32_t entente_open(struct entente **handle, const char *where, const char *params, const char *const *sets, int32_t n_sets)
{
    struct entente *made = calloc(1, sizeof *made);
    *handle = made;
    if (made == NULL) return ENT_BUG;
    if (where == NULL || n_sets < 0 || (n_sets > 0 && sets == NULL))
        return ent_error_set(&made->error, ENT_USAGE, "an experiment needs a name, and %d overrides a list", n_sets);
    int code = ent_dispatch(&made->kernel, &made->error);
    if (code == ENT_OK) code = open_experiment(made, where, params, sets, n_sets);
    if (code == ENT_OK) {
        uint32_t record = made->kernel == &ent_kernel_double ? ENT_RECORD_DOUBLE : 0;
        code = ent_cells_init(&made->cells, made->experiment, ent_experiment_n_runs(made->experiment),
                              ent_experiment_seed(made->experiment), record, &made->error);
        if (code != ENT_OK) {
            ent_experiment_free(made->experiment);
            made->experiment = NULL;
        }
    }
    return code;
}

void entente_free(struct entente *handle)
{
    if (handle == NULL) return;
    ent_cells_free(&handle->cells);
    ent_experiment_free(handle->experiment);
    free(handle->text);
    free(handle);
}

const char *entente_error(const struct entente *handle)
{
    if (handle == NULL) return "out of memory";
    return handle->text != NULL ? handle->text : handle->error.text;
}

/* Forgets the last error; fails for a handle without an experiment. */
static int begin(struct entente *handle)
{
    if (handle == NULL) return ENT_USAGE;
    if (handle->experiment == NULL)
        return handle->text != NULL || handle->error.code != ENT_OK ? ENT_USAGE
                                                                    : ent_error_set(&handle->error, ENT_USAGE, "no experiment is open");
    memset(&handle->error, 0, sizeof handle->error);
    return ENT_OK;
}

int32_t entente_describe(struct entente *handle, struct entente_sizes *sizes)
{
    memset(sizes, 0, sizeof *sizes);
    int code = begin(handle);
    if (code != ENT_OK) return code;
    const struct ent_cells *cells = &handle->cells;
    *sizes = (struct entente_sizes){.n_points = cells->n_points,
                                    .n_orders = cells->n_orders,
                                    .n_scenarios = cells->n_scenarios,
                                    .n_runs = cells->n_runs,
                                    .n_months = cells->n_months,
                                    .n_states = cells->n_states,
                                    .n_parameters = cells->points.n_varied,
                                    .n_metrics = ENT_N_METRICS,
                                    .seed = cells->seed};
    return ENT_OK;
}

const char *entente_name(struct entente *handle, int32_t list, int32_t index)
{
    if (begin(handle) != ENT_OK || index < 0) return NULL;
    switch (list) {
    case ENTENTE_ORDERS:
        return index < handle->cells.n_orders ? ent_experiment_order_name(handle->experiment, index) : NULL;
    case ENTENTE_SCENARIOS:
        return index < handle->cells.n_scenarios ? ent_experiment_scenario_name(handle->experiment, index) : NULL;
    case ENTENTE_PARAMETERS:
        return index < handle->cells.points.n_varied ? ent_experiment_varies(handle->experiment)->varied[index].path : NULL;
    default:
        return NULL;
    }
}

int32_t entente_describe_metric(struct entente *handle, int32_t index, struct entente_metric *metric)
{
    memset(metric, 0, sizeof *metric);
    int code = begin(handle);
    if (code != ENT_OK) return code;
    if (index < 0 || index >= ENT_N_METRICS)
        return ent_error_set(&handle->error, ENT_USAGE, "there is no metric %d; they are numbered 0 to %d", index, ENT_N_METRICS - 1);
    const struct ent_metric_row *row = &ent_metric_rows[index];
    *metric = (struct entente_metric){
        .name = row->name, .unit = row->unit, .undefined = row->undefined, .description = row->doc, .low = row->low, .high = row->high};
    return ENT_OK;
}

double entente_design(struct entente *handle, int32_t point, int32_t parameter)
{
    if (begin(handle) != ENT_OK || point < 0 || point >= handle->cells.n_points || parameter < 0 ||
        parameter >= handle->cells.points.n_varied)
        return (double)NAN;
    return handle->cells.points.value[(size_t)point * (size_t)handle->cells.points.n_varied + (size_t)parameter];
}

int32_t entente_run(struct entente *handle, int32_t point, int32_t order, int32_t scenario, int32_t first, int32_t count, float *metrics,
                    int8_t *status, int16_t *failure_month)
{
    int code = begin(handle);
    if (code != ENT_OK) return code;
    const struct ent_cells *cells = &handle->cells;
    if (point < 0 || point >= cells->n_points || order < 0 || order >= cells->n_orders || scenario < 0 || scenario >= cells->n_scenarios)
        return ent_error_set(&handle->error, ENT_USAGE, "there is no cell of point %d, order %d, scenario %d", point, order, scenario);
    if (first < 0 || count < 0 || count > INT32_MAX - 1 - first || (count > 0 && metrics == NULL))
        return ent_error_set(&handle->error, ENT_USAGE, "runs %d and the %d after it cannot be simulated", first, count);
    return ent_engine_cell(cells, handle->kernel, ent_cells_index(cells, point, order, scenario), (uint32_t)first, count, metrics, status,
                           NULL, failure_month, &handle->error);
}

const char *entente_version(void)
{
    return ENT_VERSION;
}
