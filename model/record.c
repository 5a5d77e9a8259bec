/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is measured each month, over all modelled states: the values behind trajectories and monthly means
 * (rows in metrics.h, definitions in ODD.md).
 */

static real mean_over_states(const struct ent_constants *k, const real *x)
{
    return lanes_sum(x, padded(k)) / (real)k->n;
}

/* Gini coefficient: mean absolute difference over twice the mean; 0 if nothing is shared. */
static real gini(const struct ent_constants *k, const real *x)
{
    real row[ENT_P];
    const real sum = lanes_sum(x, padded(k));
    if (!(sum > R(1e-12))) return 0;
    lanes_distances(x, k->n, padded(k), row);
    return lanes_dot(row, k->present, padded(k)) / (2 * (real)k->n * sum);
}

/* 1 - 2 mean over domains of sum_i w_i |b + f - mean|, w by root GDP. */
static real positions_proximity(const struct ent_constants *k, const struct ent_world *w)
{
    real apart = 0;
    for (int d = 0; d < k->in.n_domains; d++) {
        const real *position = w->position[d];
        const real mean = lanes_dot(k->root_gdp, position, padded(k)) / k->root_gdp_all;
        apart += lanes_abs_diff_sum(position, mean, k->root_gdp, padded(k)) / k->root_gdp_all;
    }
    return 1 - 2 * apart / (real)k->in.n_domains;
}

/* Esteban & Ray (1994), exponent 1.3, over five classes of values alignment; 1 for two equal blocs at 0 and 1. */
static real esteban_ray(const struct ent_constants *k, const struct ent_world *w)
{
    enum { N_CLASSES = 5, N_LANES = 8 };
    real share[N_LANES] = {0}, mean[N_LANES] = {0}, identified[N_LANES], sum = 0;
    for (int i = 0; i < k->n; i++) {
        const int c = (int)r_min(w->v[i] * (real)N_CLASSES, (real)(N_CLASSES - 1));
        share[c] += 1;
        mean[c] += w->v[i];
    }
    for (int c = 0; c < N_LANES; c++) {
        mean[c] = mean[c] / r_max(share[c], 1);
        share[c] /= (real)k->n;
        identified[c] = share[c] * r_pow(share[c], R(1.3));
    }
    for (int a = 0; a < N_CLASSES; a++) {
        if (!(share[a] > 0)) continue;
        for (int b = 0; b < N_CLASSES; b++) sum += identified[a] * share[b] * r_abs(mean[a] - mean[b]);
    }
    return sum / (R(.5) * r_pow(R(.5), R(1.3)));
}

/* Deterrence at the exposed members of the background pact, a set that no order changes: the least ratio D/A, and
 * Europe's own D where the attacker is strongest. Missing if there is no such state. */
struct defence_record {
    int exposed;
    real least_ratio, gap;
};

static struct defence_record defence_recorded(const struct ent_constants *k, const struct ent_world *w)
{
    struct defence_record record = {0, 0, 0};
    real strongest = 0, with_leader[ENT_P], alone[ENT_P];
    aggression_deterrence(k, w, help_from_leader(k, w), with_leader);
    aggression_deterrence(k, w, 0, alone);
    for (uint64_t set = k->exposed & k->pact; set; set &= set - 1) {
        const int j = ent_set_first(set);
        const real ratio = with_leader[j] / k->attacker[j];
        if (!record.exposed || ratio < record.least_ratio) record.least_ratio = ratio;
        if (k->attacker[j] > strongest) {
            strongest = k->attacker[j];
            record.gap = r_max(1 - alone[j] / (R(1.2) * strongest), 0);
        }
        record.exposed = 1;
    }
    return record;
}

/* Levels of the month's trajectories. */
static void record_levels(struct ent_world *w, const real *value)
{
#define TRAJECTORY_LOW(name, unit, low, high, doc) R(low),
#define TRAJECTORY_HIGH(name, unit, low, high, doc) R(high),
    static const real low[] = {ENT_TRAJECTORIES(TRAJECTORY_LOW)}, high[] = {ENT_TRAJECTORIES(TRAJECTORY_HIGH)};
    int32_t level[ENT_N_TRAJECTORIES];
    for (int t = 0; t < ENT_N_TRAJECTORIES; t++) level[t] = r_to_level(value[t], low[t], high[t]);
    for (int t = 0; t < ENT_N_TRAJECTORIES; t++) w->out->trajectory[t][w->month] = (uint16_t)level[t];
}

static void record_states(const struct ent_constants *k, struct ent_world *w)
{
    const real *const column[ENT_N_STATE_TRAJECTORIES] = {w->v, w->threat, w->capability};
    for (int s = 0; s < ENT_N_STATE_TRAJECTORIES; s++) {
        const real scale = R(ent_state_trajectory_rows[s].high);
        uint32_t *out = w->out->state_trajectory[s][w->month];
        for (int i = 0; i < padded(k); i++) out[i] = (uint32_t)(int32_t)(r_min(r_max(column[s][i] * scale, 0), R(1e9)) + R(.5));
    }
    for (int f = 0; f < k->in.n_forums; f++) w->out->members[f][w->month] = w->forum[f].members;
}

static void record_deadlock(const struct ent_constants *k, struct ent_world *w, real *overdue)
{
    int high = 0;
    *overdue = 0;
    for (int n = 0; n < w->n_pending; n++) {
        const struct ent_issue *issue = &w->issue[w->pending[n]];
        if (!issue->overdue) continue;
        *overdue += issue->stake;
        high |= issue->stake > k->high_stake;
    }
    struct ent_tallies *t = &w->tally;
    t->deadlock_now = high ? t->deadlock_now + 1 : 0;
    if (t->deadlock_now > t->deadlock_longest) t->deadlock_longest = t->deadlock_now;
}

static void record_month(const struct ent_constants *k, struct ent_world *w)
{
    real stage[ENT_P], overdue;
    for (int i = 0; i < padded(k); i++) stage[i] = w->stage[i] > 0 ? 1 : 0;
    record_deadlock(k, w, &overdue);
    const struct defence_record defence = defence_recorded(k, w);
    const real alignment = mean_over_states(k, w->v), proximity = positions_proximity(k, w);
    const real pairs = (real)k->n * (real)(k->n - 1), density = pairs > 0 ? lanes_sum(w->trust_given, padded(k)) / pairs : 0;
    const real equity = 1 - gini(k, w->effort);
    real value[ENT_N_TRAJECTORIES];
    value[ENT_TRAJECTORY_structural_cohesion] = (alignment + proximity + density + equity) / 4;
    value[ENT_TRAJECTORY_alignment] = alignment;
    value[ENT_TRAJECTORY_proximity] = proximity;
    value[ENT_TRAJECTORY_trust_density] = density;
    value[ENT_TRAJECTORY_burden_equity] = equity;
    value[ENT_TRAJECTORY_effort] = mean_over_states(k, w->effort);
    value[ENT_TRAJECTORY_threat] = mean_over_states(k, w->threat);
    value[ENT_TRAJECTORY_capability_gap] = defence.gap;
    value[ENT_TRAJECTORY_deterrence] = defence.least_ratio;
    value[ENT_TRAJECTORY_backsliding_states] = lanes_sum(stage, padded(k));
    value[ENT_TRAJECTORY_polarisation] = esteban_ray(k, w);
    value[ENT_TRAJECTORY_alienation] = mean_over_states(k, w->alienation);
    value[ENT_TRAJECTORY_overdue_stake] = overdue;
    value[ENT_TRAJECTORY_leader_commitment] = commitment_worth(k, w);
    value[ENT_TRAJECTORY_attacks] = (real)w->tally.n_attacks;
    value[ENT_TRAJECTORY_order_alive] = w->failed_month < 0 ? R(1) : R(0);
    record_levels(w, value);
    record_states(k, w);
    for (int t = 0; t < ENT_N_TRAJECTORIES; t++) w->tally.sum[t] += (double)value[t];
    w->tally.n_exposed += defence.exposed;
    w->tally.alienation_gini += (double)gini(k, w->alienation);
    w->tally.small_alienation += k->n_small > 0 ? (double)(lanes_dot(w->alienation, k->small, padded(k)) / k->n_small) : 0;
}
