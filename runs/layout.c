/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/record.h"

const struct ent_axis_row ent_axis_rows[ENT_N_AXES] = {
#define AXIS_ROW(name, group, units, text) {#name, units, text, group},
    ENT_AXES(AXIS_ROW)};

const double ent_quantiles[ENT_N_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

/* Axes of the sums, after point, order and scenario. */
static const struct {
    const char *name, *text;
    int in_group, n_axes;
    enum ent_axis axis[3];
} sum_rows[ENT_N_SUMS] = {
    {"level_sum", "sum over runs of the level", 1, 2, {ENT_AXIS_trajectory, ENT_AXIS_month}},
    {"level_squares", "sum over runs of the squared level", 1, 2, {ENT_AXIS_trajectory, ENT_AXIS_month}},
    {"histogram", "number of runs by level", 1, 3, {ENT_AXIS_trajectory, ENT_AXIS_month, ENT_AXIS_bin}},
    {"state_sum", "sum over runs of the state's level", 1, 3, {ENT_AXIS_state_trajectory, ENT_AXIS_month, ENT_AXIS_state}},
    {"member_count", "number of runs in which the state is a member", 1, 3, {ENT_AXIS_forum, ENT_AXIS_month, ENT_AXIS_state}},
    {"blocking_count", "reported vetoes by state and domain, over all runs done", 0, 2, {ENT_AXIS_state, ENT_AXIS_domain}},
    {"decided_count", "issues by months from arrival to decision, over all runs done", 0, 1, {ENT_AXIS_duration}},
    {"censored_count", "issues by months from arrival to loss from view, over all runs done", 0, 1, {ENT_AXIS_duration}},
};

enum { MOST_VARIABLES = 8 + ENT_N_METRICS + 4 * ENT_N_TRAJECTORIES + ENT_N_STATE_TRAJECTORIES + ENT_N_SUMS };

/* Adds a variable on point, order, scenario and the `n` axes that follow. */
static struct ent_variable *add(struct ent_layout *layout, enum ent_kind kind, const char *units, int n, ...)
{
    struct ent_variable *variable = &layout->variable[layout->n_variables++];
    va_list axes;
    variable->kind = kind;
    variable->units = units;
    variable->n_axes = 3 + n;
    for (int a = 0; a < 3; a++) variable->axis[a] = (enum ent_axis)(ENT_AXIS_point + a);
    va_start(axes, n);
    for (int a = 3; a < 3 + n; a++) variable->axis[a] = (enum ent_axis)va_arg(axes, int);
    va_end(axes);
    return variable;
}

__attribute__((format(printf, 3, 4))) static void call(struct ent_variable *variable, const char *text, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(variable->name, sizeof variable->name, format, values);
    va_end(values);
    snprintf(variable->text, sizeof variable->text, "%s", text);
}

static void set_range(struct ent_variable *variable, double low, double high)
{
    variable->has_range = 1;
    variable->low = low;
    variable->high = high;
}

static void add_runs(struct ent_layout *layout)
{
    struct ent_variable *variable;
    layout->status = layout->n_variables;
    variable = add(layout, ENT_KIND_I8, "1", 1, ENT_AXIS_run);
    call(variable, "how the run ended", "status");
    set_range(variable, 0, ENT_RUN_FAILED);
    layout->failure_code = layout->n_variables;
    variable = add(layout, ENT_KIND_I8, "1", 1, ENT_AXIS_run);
    call(variable, "why the run failed", "failure_code");
    set_range(variable, 0, ENT_N_RUN_FAILURES - 1);
    layout->failure_month = layout->n_variables;
    variable = add(layout, ENT_KIND_I16, "months", 1, ENT_AXIS_run);
    call(variable, "month in which the run failed, -1: it did not", "failure_month");
    set_range(variable, -1, ENT_MAX_MONTHS);
    layout->metric = layout->n_variables;
    for (int k = 0; k < ENT_N_METRICS; k++) {
        const struct ent_metric_row *row = &ent_metric_rows[k];
        variable = add(layout, ENT_KIND_F32, row->unit, 1, ENT_AXIS_run);
        call(variable, row->doc, "%s", row->name);
        variable->undefined = row->undefined;
        set_range(variable, row->low, row->high);
    }
}

static void add_trajectories(struct ent_layout *layout)
{
    static const char *const suffix[3] = {"mean", "sd", "quantiles"};
    static const char *const text[3] = {"mean over runs", "standard deviation over runs", "quantiles over runs, to 1/64 of the range"};
    int *const place[3] = {&layout->mean, &layout->sd, &layout->quantiles};
    for (int k = 0; k < 3; k++) {
        *place[k] = layout->n_variables;
        for (int t = 0; t < ENT_N_TRAJECTORIES; t++) {
            const struct ent_metric_row *row = &ent_trajectory_rows[t];
            char long_name[256];
            struct ent_variable *variable = k < 2 ? add(layout, ENT_KIND_F64, row->unit, 1, ENT_AXIS_month)
                                                  : add(layout, ENT_KIND_F64, row->unit, 2, ENT_AXIS_quantile, ENT_AXIS_month);
            snprintf(long_name, sizeof long_name, "%s: %s", row->doc, text[k]);
            call(variable, long_name, "%s_%s", row->name, suffix[k]);
            variable->undefined = k == 1 ? "fewer than two runs were done" : "no run was done";
            set_range(variable, k == 1 ? 0 : row->low, k == 1 ? row->high - row->low : row->high);
        }
    }
}

static void add_kept_runs(struct ent_layout *layout)
{
    layout->of_run = layout->n_variables;
    for (int t = 0; t < ENT_N_TRAJECTORIES; t++) {
        const struct ent_metric_row *row = &ent_trajectory_rows[t];
        char long_name[256];
        struct ent_variable *variable = add(layout, ENT_KIND_F32, row->unit, 2, ENT_AXIS_kept_run, ENT_AXIS_kept_month);
        snprintf(long_name, sizeof long_name, "%s: of this very run", row->doc);
        call(variable, long_name, "%s_of_run", row->name);
        variable->undefined = "the run failed or was not run";
        set_range(variable, row->low, row->high);
    }
}

static void add_states(struct ent_layout *layout)
{
    struct ent_variable *variable;
    layout->state_mean = layout->n_variables;
    for (int k = 0; k < ENT_N_STATE_TRAJECTORIES; k++) {
        char long_name[256];
        variable = add(layout, ENT_KIND_F64, ent_state_trajectory_rows[k].unit, 2, ENT_AXIS_state, ENT_AXIS_month);
        snprintf(long_name, sizeof long_name, "%s of the state: mean over runs", ent_state_trajectory_rows[k].doc);
        call(variable, long_name, "state_%s_mean", ent_state_trajectory_rows[k].name);
        variable->undefined = "no run was done";
    }
    layout->membership = layout->n_variables;
    variable = add(layout, ENT_KIND_F64, "1", 3, ENT_AXIS_forum, ENT_AXIS_state, ENT_AXIS_month);
    call(variable, "share of runs in which the state is a member of the forum", "membership_share");
    variable->undefined = "the order has no such forum, or no run was done";
    set_range(variable, 0, 1);
}

static void add_sums(struct ent_layout *layout, const struct ent_shape *most)
{
    for (int s = 0; s < ENT_N_SUMS; s++) {
        layout->sum[s] = -1;
        if (ent_sum_length(most, (enum ent_sum)s) == 0) continue;
        layout->sum[s] = layout->n_variables;
        struct ent_variable *variable = add(layout, ENT_KIND_I64, "1", 0);
        call(variable, sum_rows[s].text, "%s", sum_rows[s].name);
        variable->in_group = sum_rows[s].in_group;
        for (int a = 0; a < sum_rows[s].n_axes; a++) variable->axis[variable->n_axes++] = sum_rows[s].axis[a];
    }
    layout->counted = layout->n_variables;
    struct ent_variable *variable = add(layout, ENT_KIND_I64, "runs", 0);
    call(variable, "number of runs in the sums: those that were done", "runs_counted");
    variable->in_group = 1;
    layout->cell_hash = layout->n_variables;
    variable = add(layout, ENT_KIND_U8, "1", 1, ENT_AXIS_byte);
    call(variable, "SHA-256 of everything that decides the cell's results", "cell_hash");
    variable->in_group = 1;
}

static void add_design(struct ent_layout *layout)
{
    layout->design = layout->n_variables;
    struct ent_variable *variable = add(layout, ENT_KIND_F64, "as the parameter's", 0);
    call(variable, "value of the varied parameter", "design");
    variable->n_axes = 2;
    variable->axis[1] = ENT_AXIS_parameter;
}

struct ent_shape ent_layout_shape(const struct ent_cells *cells, int32_t i_cell)
{
    return (struct ent_shape){.n_months = cells->cell[i_cell].n_months,
                              .n_states = cells->n_states,
                              .n_domains = cells->n_domains,
                              .n_forums = cells->n_forums_of[ent_cells_order(cells, i_cell)],
                              .record = cells->record,
                              .stride = ent_experiment_recording(cells->experiment)->months};
}

struct ent_shape ent_layout_most(const struct ent_cells *cells)
{
    struct ent_shape most = {.n_months = cells->n_months,
                             .n_states = cells->n_states,
                             .n_domains = cells->n_domains,
                             .record = cells->record,
                             .stride = ent_experiment_recording(cells->experiment)->months};
    for (int32_t o = 0; o < cells->n_orders; o++)
        if (most.n_forums < cells->n_forums_of[o]) most.n_forums = cells->n_forums_of[o];
    return most;
}

int ent_layout_init(struct ent_layout *layout, const struct ent_cells *cells, struct ent_error *error)
{
    memset(layout, 0, sizeof *layout);
    layout->design = layout->mean = layout->sd = layout->quantiles = layout->of_run = layout->state_mean = layout->membership = -1;
    layout->variable = calloc(MOST_VARIABLES, sizeof *layout->variable);
    if (layout->variable == NULL) return ent_error_set(error, ENT_BUG, "out of memory for the layout of the output");

    struct ent_shape most = ent_layout_most(cells);
    size_t n_parameters = (size_t)cells->points.n_varied;
    size_t n_kept = (size_t)ent_recording_places(ent_experiment_recording(cells->experiment), cells->n_runs);
    add_runs(layout);
    if (n_parameters > 0) add_design(layout);
    if (cells->record & ENT_RECORD_TRAJECTORIES) add_trajectories(layout);
    if (n_kept > 0) add_kept_runs(layout);
    if (cells->record & ENT_RECORD_STATES) add_states(layout);
    add_sums(layout, &most);

    const size_t length[ENT_N_AXES] = {
        [ENT_AXIS_point] = (size_t)cells->n_points,
        [ENT_AXIS_order] = (size_t)cells->n_orders,
        [ENT_AXIS_scenario] = (size_t)cells->n_scenarios,
        [ENT_AXIS_run] = (size_t)cells->n_runs,
        [ENT_AXIS_month] = (size_t)cells->n_months,
        [ENT_AXIS_state] = (size_t)cells->n_states,
        [ENT_AXIS_forum] = (size_t)cells->n_forums,
        [ENT_AXIS_domain] = (size_t)cells->n_domains,
        [ENT_AXIS_duration] = ENT_N_DURATIONS,
        [ENT_AXIS_quantile] = ENT_N_QUANTILES,
        [ENT_AXIS_parameter] = n_parameters,
        [ENT_AXIS_kept_run] = n_kept,
        [ENT_AXIS_kept_month] = ent_shape_kept_months(&most),
        [ENT_AXIS_trajectory] = ENT_N_TRAJECTORIES,
        [ENT_AXIS_state_trajectory] = ENT_N_STATE_TRAJECTORIES,
        [ENT_AXIS_bin] = ENT_N_BINS,
        [ENT_AXIS_byte] = 32,
    };
    for (int v = 0; v < layout->n_variables; v++)
        for (int a = 0; a < layout->variable[v].n_axes; a++)
            layout->length[layout->variable[v].axis[a]] = length[layout->variable[v].axis[a]];
    return ENT_OK;
}

void ent_layout_free(struct ent_layout *layout)
{
    free(layout->variable);
    memset(layout, 0, sizeof *layout);
}

void ent_layout_chunk(const struct ent_layout *layout, const struct ent_variable *variable, size_t chunk[ENT_MAX_AXES])
{
    size_t left = ENT_CHUNK_ELEMENTS;
    for (int a = variable->n_axes - 1; a >= 0; a--) {
        size_t length = layout->length[variable->axis[a]];
        chunk[a] = length < left ? length : left;
        left = chunk[a] < length ? 1 : left / chunk[a];
    }
}

int ent_layout_is_chunked_by_cell(const struct ent_layout *layout, const struct ent_variable *variable)
{
    size_t chunk[ENT_MAX_AXES];
    ent_layout_chunk(layout, variable, chunk);
    int is_of_runs = variable->n_axes > 3 && (variable->axis[3] == ENT_AXIS_run || variable->axis[3] == ENT_AXIS_kept_run);
    return is_of_runs && chunk[0] * chunk[1] * chunk[2] == 1;
}

int32_t ent_layout_number(const struct ent_cells *cells, enum ent_axis axis, size_t i)
{
    const struct ent_recording *recording = ent_experiment_recording(cells->experiment);
    return axis == ENT_AXIS_kept_run     ? ent_recording_run(recording, (int32_t)i)
           : axis == ENT_AXIS_kept_month ? (int32_t)i * recording->months
                                         : (int32_t)i;
}

const char *ent_layout_label(const struct ent_cells *cells, enum ent_axis axis, size_t i)
{
    switch (axis) {
    case ENT_AXIS_order:
        return ent_experiment_order_name(cells->experiment, (int32_t)i);
    case ENT_AXIS_scenario:
        return ent_experiment_scenario_name(cells->experiment, (int32_t)i);
    case ENT_AXIS_state:
        return cells->state[i];
    case ENT_AXIS_forum:
        return cells->forum[i];
    case ENT_AXIS_domain:
        return cells->domain[i];
    case ENT_AXIS_parameter:
        return ent_experiment_varies(cells->experiment)->varied[i].path;
    case ENT_AXIS_trajectory:
        return ent_trajectory_rows[i].name;
    case ENT_AXIS_state_trajectory:
        return ent_state_trajectory_rows[i].name;
    default:
        return NULL;
    }
}
