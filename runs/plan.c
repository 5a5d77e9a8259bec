/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/plan.h"

#include <math.h>
#include <string.h>

#include "runs/engine.h"
#include "runs/layout.h"
#include "runs/store.h"

/* Measured with HDF5 1.10: what is left of the runs that are kept whole; what a file takes beside its values, for a variable and for each of
 * its chunks; and in memory while it is written, beside the one chunk that each variable keeps. */
static const double kept_share = 0.5, variable_bytes = 3000, chunk_bytes = 80, library_bytes = 10e6;

static void count(const struct ent_cells *cells, const struct ent_probe *probe, struct ent_plan *plan)
{
    double months = 0;
    plan->runs_of_each = ent_cells_are_precise(cells) ? probe->runs_needed : cells->n_runs;
    for (int32_t c = 0; c < cells->n_cells; c++) {
        if (cells->cell[c].same != c) continue;
        plan->n_cells++;
        months += plan->runs_of_each * cells->cell[c].n_months;
    }
    plan->n_runs = (int64_t)llround(plan->runs_of_each * plan->n_cells);
    plan->n_months = (int64_t)llround(months);
    plan->n_pieces =
        ent_cells_are_precise(cells) ? cells->n_points : (int64_t)ent_cells_blocks(cells) * cells->n_points * cells->n_scenarios;
}

static double cut_into_tasks(const struct ent_plan *plan, const struct ent_plan_request *request)
{
    double n = ceil(plan->seconds / (request->task_seconds * request->n_threads));
    if (n > (double)plan->n_pieces) n = (double)plan->n_pieces;
    return n > ENT_MOST_TASKS ? ENT_MOST_TASKS : n < 1 ? 1 : n;
}

/* The tables of what is done: a mask for each block of a cell, and an entry for each record. */
static double table_bytes(const struct ent_cells *cells)
{
    double n = (double)cells->n_cells * (double)ent_cells_blocks(cells);
    return n * (double)(sizeof(uint64_t) + sizeof(struct ent_entry));
}

/* What HDF5 keeps in memory of the file, and what the file holds beside values: descriptions of variables and of their chunks. */
static void frame(const struct ent_cells *cells, double *cache_bytes, double *file_bytes)
{
    struct ent_layout layout;
    *cache_bytes = library_bytes;
    *file_bytes = 0;
    if (ent_layout_init(&layout, cells, NULL) != ENT_OK) return;
    for (int v = 0; v < layout.n_variables; v++) {
        const struct ent_variable *variable = &layout.variable[v];
        size_t chunk[ENT_MAX_AXES];
        double n_chunks = 1, element = variable->kind == ENT_KIND_F32                                     ? 4
                                       : variable->kind == ENT_KIND_F64 || variable->kind == ENT_KIND_I64 ? 8
                                                                                                          : 1;
        double bytes = element, cached = ent_layout_is_chunked_by_cell(&layout, variable) ? 0 : element;
        ent_layout_chunk(&layout, variable, chunk);
        for (int a = 0; a < variable->n_axes; a++) {
            double length = (double)layout.length[variable->axis[a]];
            n_chunks *= ceil(length / (double)chunk[a]);
            bytes *= length;
            cached *= (double)chunk[a];
        }
        *file_bytes += variable_bytes + chunk_bytes * n_chunks;
        if (v >= layout.of_run && v < layout.of_run + ENT_N_TRAJECTORIES && layout.of_run >= 0) *file_bytes += kept_share * bytes;
        *cache_bytes += cached;
    }
    ent_layout_free(&layout);
}

/* What the merge holds: the metrics of a chunk, the sums of a cell, a section of a record. */
static double merge_bytes(const struct ent_cells *cells)
{
    struct ent_shape most = ent_layout_most(cells);
    double bytes = (double)ENT_CHUNK_ELEMENTS * 4 * (ENT_N_METRICS + 1) + (double)ent_block_sums_size(&most);
    for (size_t s = 0; s < ENT_N_SUMS; s++) bytes += 16.0 * (double)ent_sum_length(&most, (enum ent_sum)s);
    return bytes;
}

void ent_plan_make(const struct ent_cells *cells, const struct ent_kernel *kernel, const struct ent_probe *probe,
                   const struct ent_plan_request *request, struct ent_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    count(cells, probe, plan);
    double constants = (double)cells->n_cells * (double)kernel->constants_size,
           shared = constants <= ENT_ENGINE_SHARED_BYTES ? constants : 0;
    double n_prepared = shared > 0 ? 0 : (double)plan->n_cells * ceil(plan->runs_of_each / ENT_BLOCK_RUNS);
    plan->seconds = (double)plan->n_runs * probe->run_seconds + n_prepared * probe->prepare_seconds;
    plan->uncertain = 2 * probe->run_error / probe->run_seconds;

    double once = request->start_seconds + (shared > 0 ? (double)cells->n_cells * probe->prepare_seconds / request->n_threads : 0);
    plan->n_tasks = (int32_t)cut_into_tasks(plan, request);
    plan->task_time = plan->seconds / plan->n_tasks / request->n_threads + once;
    plan->time_limit = fmin(300 * ceil((2 * plan->task_time + 300) / 300), ENT_LONGEST_TASK);

    double cache, beside;
    frame(cells, &cache, &beside);
    plan->merge_bytes = request->base_bytes + table_bytes(cells) + merge_bytes(cells) + cache;
    plan->run_bytes = request->base_bytes + table_bytes(cells) + shared + request->n_threads * (double)probe->worker_bytes;
    if (plan->n_tasks == 1 && plan->merge_bytes > plan->run_bytes) plan->run_bytes = plan->merge_bytes;
    plan->parts_bytes = (double)plan->n_runs * probe->part_bytes + plan->n_tasks * probe->deflated_bytes;
    plan->file_bytes = (double)cells->n_cells * (plan->runs_of_each * probe->file_bytes + probe->cell_bytes) + probe->text_bytes + beside;
}
