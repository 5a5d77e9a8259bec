/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/morris.h"

#include <math.h>

static const double *point_at(const struct ent_trajectories *trajectories, size_t t, size_t l)
{
    return trajectories->x + (t * (trajectories->k + 1) + l) * trajectories->k;
}

int ent_trajectory_step(const struct ent_trajectories *trajectories, size_t t, size_t l, size_t *parameter, double *step)
{
    const double *from = point_at(trajectories, t, trajectories->is_star ? 0 : l), *to = point_at(trajectories, t, l + 1);
    size_t n_moved = 0;
    for (size_t i = 0; i < trajectories->k; i++) {
        if (fabs(to[i] - from[i]) <= 1e-9) continue;
        *parameter = i;
        *step = to[i] - from[i];
        n_moved++;
    }
    return n_moved == 1;
}

size_t ent_morris_effects(const struct ent_trajectories *trajectories, double *effect)
{
    const size_t n = trajectories->n, k = trajectories->k;
    size_t n_left_out = 0;
    for (size_t i = 0; i < n * k; i++) effect[i] = NAN;
    for (size_t t = 0; t < n; t++) {
        const double *y = trajectories->y + t * (k + 1);
        int is_whole = 1;
        for (size_t l = 0; l <= k; l++) is_whole = is_whole && isfinite(y[l]);
        n_left_out += !is_whole;
        for (size_t l = 0; is_whole && l < k; l++) {
            size_t i = 0;
            double step = 0;
            if (ent_trajectory_step(trajectories, t, l, &i, &step))
                effect[i * n + t] = (y[l + 1] - y[trajectories->is_star ? 0 : l]) / step;
        }
    }
    return n_left_out;
}

static double mean_size(const double *x, size_t n, void *context)
{
    double sum = 0;
    (void)context;
    for (size_t i = 0; i < n; i++) sum += fabs(x[i]);
    return n ? sum / (double)n : NAN;
}

int ent_morris(struct ent_morris_index *index, const double *effect, size_t n, size_t k, const struct ent_bootstrap *options,
               struct ent_error *error)
{
    struct ent_bootstrap percentile = *options;
    int code = ENT_OK;
    percentile.kind = ENT_BOOTSTRAP_PERCENTILE;
    for (size_t i = 0; !code && i < k; i++) {
        ent_mean(effect + i * n, n, options->level == 0 ? 0.95 : options->level, &index[i].mu);
        index[i].sigma = index[i].mu.sd;
        code = ent_bootstrap_array(mean_size, NULL, effect + i * n, n, &percentile, &index[i].mu_star, error);
    }
    return code;
}
