/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of the metric tables, and the split of welfare.
 */
#include "model/model.h"

#define METRIC_ROW(name, unit, low, high, undefined, doc) {#name, unit, undefined, doc, low, high},
const struct ent_metric_row ent_metric_rows[ENT_N_METRICS] = {ENT_METRICS(METRIC_ROW)};

#define TRAJECTORY_ROW(name, unit, low, high, doc) {#name, unit, "never", doc, low, high},
const struct ent_metric_row ent_trajectory_rows[ENT_N_TRAJECTORIES] = {ENT_TRAJECTORIES(TRAJECTORY_ROW)};

#define STATE_TRAJECTORY_ROW(name, unit, per_unit, doc) {#name, unit, "never", doc, 0, per_unit},
const struct ent_metric_row ent_state_trajectory_rows[ENT_N_STATE_TRAJECTORIES] = {ENT_STATE_TRAJECTORIES(STATE_TRAJECTORY_ROW)};

#define FAILURE_TEXT(name, doc) doc,
const char *const ent_run_failure_texts[ENT_N_RUN_FAILURES] = {ENT_RUN_FAILURES(FAILURE_TEXT)};

/* Mean over the states of `set` that lived through a settled issue; stays as it is if there is none. */
static void welfare_mean(const struct ent_run_result *result, int32_t n_states, uint64_t set, float *mean)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < n_states; i++) {
        const float welfare = result->welfare_of[i];
        if (!(set >> i & 1) || welfare != welfare) continue;
        sum += (double)welfare;
        n++;
    }
    if (n > 0) *mean = (float)(sum / n);
}

void ent_result_split_welfare(struct ent_run_result *result, int32_t n_states, uint64_t members)
{
    if (result->status != ENT_RUN_DONE) return;
    welfare_mean(result, n_states, members, &result->metric[ENT_METRIC_welfare_members]);
    welfare_mean(result, n_states, ~members, &result->metric[ENT_METRIC_welfare_outsiders]);
}
