/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/measuring.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/moments.h"
#include "analysis/selection.h"

/* One order: its runs of the present piece, and what has been added up. */
struct order {
    double *values; /* [ENT_PIECE] */
    struct ent_moments own, difference;
    struct ent_pairs pairs;
    struct ent_selection selection;
};

struct ent_measuring {
    size_t n_orders;
    double *values; /* [n_orders][ENT_PIECE] */
    double *sorted; /* [ENT_PIECE] */
    struct order order[];
};

struct ent_measuring *ent_measuring_new(size_t n_orders)
{
    struct ent_measuring *measuring = calloc(1, sizeof *measuring + n_orders * sizeof *measuring->order);
    if (!measuring) return NULL;
    measuring->n_orders = n_orders;
    measuring->values = malloc(n_orders * ENT_PIECE * sizeof *measuring->values);
    measuring->sorted = malloc(ENT_PIECE * sizeof *measuring->sorted);
    for (size_t i = 0; measuring->values && i < n_orders; i++) measuring->order[i].values = &measuring->values[i * ENT_PIECE];
    if (measuring->values && measuring->sorted) return measuring;
    ent_measuring_free(measuring);
    return NULL;
}

void ent_measuring_free(struct ent_measuring *measuring)
{
    if (!measuring) return;
    for (size_t i = 0; i < measuring->n_orders; i++) ent_selection_free(&measuring->order[i].selection);
    free(measuring->values);
    free(measuring->sorted);
    free(measuring);
}

int ent_measure_read(const struct ent_results *results, const struct ent_measure *measure, struct ent_cell_at cell, size_t first, size_t n,
                     double *values, struct ent_error *error)
{
    int code = ent_results_metric_part(results, measure->metric, cell, first, n, values, error);
    if (!code && measure->complement)
        for (size_t i = 0; i < n; i++) values[i] = 1 - values[i];
    return code;
}

/* Which measure in which scenario. */
struct task {
    struct ent_measuring *measuring;
    struct ent_summary *summary;
    const struct ent_measure *measure;
    size_t i_scenario;
    int quantiles;  /* are asked for */
    int in_a_piece; /* all runs are */
};

static int read_piece(const struct task *task, size_t first, size_t n, struct ent_error *error)
{
    const struct ent_summary *summary = task->summary;
    int code = ENT_OK;
    for (size_t i = 0; !code && i < summary->n_orders; i++) {
        struct ent_cell_at cell = {summary->point, summary->order[i], task->i_scenario};
        code = ent_measure_read(summary->results, task->measure, cell, first, n, task->measuring->order[i].values, error);
    }
    return code;
}

static void add_piece(const struct task *task, size_t n)
{
    struct order *order = task->measuring->order;
    for (size_t i = 0; i < task->summary->n_orders; i++) {
        ent_moments_add(&order[i].own, order[i].values, NULL, n);
        if (task->quantiles && !task->in_a_piece) ent_selection_add(&order[i].selection, order[i].values, n);
        if (i == 0) continue;
        ent_moments_add(&order[i].difference, order[i].values, order[0].values, n);
        ent_pairs_add(&order[i].pairs, order[i].values, order[0].values, n);
    }
}

static void between(const struct task *task)
{
    struct order *order = task->measuring->order;
    for (size_t i = 0; i < task->summary->n_orders; i++) {
        ent_moments_centre(&order[i].own);
        ent_moments_centre(&order[i].difference);
        if (task->quantiles && !task->in_a_piece)
            ent_selection_want(&order[i].selection, ent_summary_quantiles, ENT_N_SUMMARY_QUANTILES, task->summary->level);
    }
}

static void add_piece_again(const struct task *task, size_t n)
{
    struct order *order = task->measuring->order;
    for (size_t i = 0; i < task->summary->n_orders; i++) {
        ent_moments_add_squares(&order[i].own, order[i].values, NULL, n);
        if (task->quantiles && !task->in_a_piece) ent_selection_add_again(&order[i].selection, order[i].values, n);
        if (i == 0) continue;
        ent_moments_add_squares(&order[i].difference, order[i].values, order[0].values, n);
        ent_pairs_add_squares(&order[i].pairs, order[i].values, order[0].values, n);
    }
}

static int start(const struct task *task, struct ent_error *error)
{
    int code = ENT_OK;
    for (size_t i = 0; !code && i < task->summary->n_orders; i++) {
        struct order *order = &task->measuring->order[i];
        order->own = order->difference = (struct ent_moments){0};
        order->pairs = (struct ent_pairs){0};
        if (task->quantiles && !task->in_a_piece) code = ent_selection_start(&order->selection, error);
    }
    return code;
}

/* Both passes over the runs; a single piece is read once. */
static int pass_twice(const struct task *task, struct ent_error *error)
{
    size_t n_runs = task->summary->results->n_runs;
    int code = start(task, error);
    for (int again = 0; !code && again < 2; again++) {
        for (size_t first = 0; !code && first < n_runs; first += ENT_PIECE) {
            size_t n = n_runs - first < ENT_PIECE ? n_runs - first : ENT_PIECE;
            if (!again || !task->in_a_piece) code = read_piece(task, first, n, error);
            if (code) break;
            if (again)
                add_piece_again(task, n);
            else
                add_piece(task, n);
        }
        if (!again) between(task);
    }
    return code;
}

static void finish_order(const struct task *task, const struct order *order, struct ent_measured *measured)
{
    double level = task->summary->level;
    if (task->measure->share)
        ent_moments_share(&order->own, level, &measured->mean);
    else
        ent_moments_mean(&order->own, level, &measured->mean);
    for (size_t k = 0; task->quantiles && k < ENT_N_SUMMARY_QUANTILES; k++) {
        if (task->in_a_piece)
            ent_quantile(order->values, task->summary->results->n_runs, ent_summary_quantiles[k], level, task->measuring->sorted,
                         &measured->quantile[k]);
        else
            ent_selection_quantile(&order->selection, ent_summary_quantiles[k], level, &measured->quantile[k]);
    }
}

static void finish_comparison(const struct task *task, const struct order *order, struct ent_compared *compared)
{
    double level = task->summary->level;
    if (task->measure->share)
        ent_pairs_share(&order->pairs, level, &compared->difference);
    else
        ent_moments_mean(&order->difference, level, &compared->difference);
    ent_pairs_greater(&order->pairs, task->measure->better < 0, level, &compared->better, &compared->ties);
    ent_pairs_variance_ratio(&order->pairs, level, &compared->ratio);
}

int ent_measuring_scenario(struct ent_measuring *measuring, struct ent_summary *summary, size_t i_scenario, size_t i_measure,
                           struct ent_error *error)
{
    const struct ent_measure *measure = &summary->measure[i_measure];
    const struct task task = {
        .measuring = measuring,
        .summary = summary,
        .measure = measure,
        .i_scenario = i_scenario,
        .quantiles = measure->label[0] && !measure->share,
        .in_a_piece = summary->results->n_runs <= ENT_PIECE,
    };
    int code = pass_twice(&task, error);
    for (size_t i = 0; !code && i < summary->n_orders; i++) {
        size_t at = ent_summary_cell(summary, i_scenario, i) * summary->n_measures + i_measure;
        finish_order(&task, &measuring->order[i], &summary->measured[at]);
        if (i > 0) finish_comparison(&task, &measuring->order[i], &summary->compared[at]);
    }
    return code;
}
