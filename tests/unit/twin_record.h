/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slow twins of what is measured each month (ODD.md, section 8), pair by pair where the definition names pairs, and of M3.
 */
#ifndef ENT_TESTS_UNIT_TWIN_RECORD_H
#define ENT_TESTS_UNIT_TWIN_RECORD_H

/* ---- M3: what deters ---- */

/* r_ij = max(pact_honour [both in the pact], guarantee_f dilution_f over forums f of both). */
static real honour_of(const struct ent_constants *k, const struct ent_world *w, int i, int j)
{
    real best = is_in(k->pact, i) && is_in(k->pact, j) ? R(k->in.parameters.deterrence.pact_honour) : 0;
    for (int f = 0; f < k->in.n_forums; f++) {
        const real guarantee = R(k->in.forum[f].guarantee) * w->forum[f].dilution;
        if (is_in(w->forum[f].members, i) && is_in(w->forum[f].members, j) && guarantee > best) best = guarantee;
    }
    return best;
}

/* Sum over i of r_ij c_i exp(-dist_ij/length). */
static real help_to(const struct ent_constants *k, const struct ent_world *w, int j)
{
    real term[ENT_P];
    for (int i = 0; i < k->n; i++) term[i] = i == j ? 0 : honour_of(k, w, i, j) * w->capability[i] * k->power_near[j][i];
    return sum_of(term, k->n);
}

/* D_j, with the leader's help to members of the pact worth `worth`. */
static real deterrence_of(const struct ent_constants *k, const struct ent_world *w, int j, real worth)
{
    const struct ent_deterrence_parameters *p = &k->in.parameters.deterrence;
    const struct ent_effort_parameters *e = &k->in.parameters.effort;
    const real leader = R(p->leader_honour * p->leader_share * e->leader_milex / e->depreciation) * worth;
    return w->capability[j] + w->enablers * R(p->readiness) * (help_to(k, w, j) + (is_in(k->pact, j) ? leader : 0));
}

/* ---- the measures ---- */

static real mean_of(const struct ent_constants *k, const real *x)
{
    return sum_of(x, k->n) / (real)k->n;
}

/* Mean absolute difference over all pairs, over twice the mean. */
static real gini_of(const struct ent_constants *k, const real *x)
{
    real from[ENT_P], apart[ENT_P];
    const real sum = sum_of(x, k->n);
    if (sum <= R(1e-12)) return 0;
    for (int i = 0; i < k->n; i++) {
        for (int j = 0; j < k->n; j++) apart[j] = x[j] > x[i] ? x[j] - x[i] : x[i] - x[j];
        from[i] = sum_of(apart, k->n);
    }
    return sum_of(from, k->n) / (2 * (real)k->n * sum);
}

/* 1 - 2 mean over domains of sum_i w_i |x_i - weighted mean|, w = root GDP/sum. */
static real proximity_of(const struct ent_constants *k, const struct ent_world *w)
{
    real apart = 0;
    for (int d = 0; d < k->in.n_domains; d++) {
        real term[ENT_P];
        const real all = sum_of(k->root_gdp, k->n), mean = dot_of(k->root_gdp, w->position[d], k->n) / all;
        for (int i = 0; i < k->n; i++) {
            const real x = w->position[d][i];
            term[i] = k->root_gdp[i] * (x > mean ? x - mean : mean - x);
        }
        apart += sum_of(term, k->n) / all;
    }
    return 1 - 2 * apart / (real)k->in.n_domains;
}

/* Sum over classes a, b of values alignment of p_a^2.3 p_b |mean_a - mean_b|, over its value for two equal blocs. */
static real polarisation_of(const struct ent_constants *k, const struct ent_world *w)
{
    real share[5], mean[5], sum = 0;
    for (int c = 0; c < 5; c++) {
        int n = 0;
        mean[c] = 0;
        for (int i = 0; i < k->n; i++) {
            const int class = w->v[i] * 5 >= 4 ? 4 : (int)(w->v[i] * 5);
            if (class != c) continue;
            n++;
            mean[c] += w->v[i];
        }
        share[c] = (real)n / (real)k->n;
        if (n > 0) mean[c] /= (real)n;
    }
    for (int a = 0; a < 5; a++)
        for (int b = 0; b < 5; b++) {
            const real apart = mean[a] > mean[b] ? mean[a] - mean[b] : mean[b] - mean[a];
            if (share[a] > 0 && share[b] > 0) sum += share[a] * r_pow(share[a], R(1.3)) * share[b] * apart;
        }
    return sum / (R(.5) * r_pow(R(.5), R(1.3)));
}

/* Over exposed members of the pact: the least D/A, and how far Europe's own D falls short where A is greatest. */
static int defence_of(const struct ent_constants *k, const struct ent_world *w, real *least, real *gap)
{
    int n = 0, strongest = -1;
    *least = *gap = 0;
    for (int j = 0; j < k->n; j++) {
        if (k->exposure[j] <= 0 || !is_in(k->pact, j)) continue;
        const real ratio = deterrence_of(k, w, j, worth_of(k, w->leader)) / k->attacker[j];
        if (n++ == 0 || ratio < *least) *least = ratio;
        if (k->attacker[j] > (strongest < 0 ? 0 : k->attacker[strongest])) strongest = j;
    }
    if (strongest >= 0) *gap = 1 - deterrence_of(k, w, strongest, 0) / (R(1.2) * k->attacker[strongest]);
    if (*gap < 0) *gap = 0;
    return n > 0;
}

/* Stakes of overdue issues; `high`: one of them is above the 75th percentile of ordinary stakes. */
static real overdue_of(const struct ent_constants *k, const struct ent_world *w, int *high)
{
    real sum = 0;
    *high = 0;
    for (int n = 0; n < w->n_pending; n++) {
        const struct ent_issue *issue = &w->issue[w->pending[n]];
        if (!issue->overdue) continue;
        sum += issue->stake;
        if (issue->stake > R(2.6926345289) * R(k->in.parameters.bargaining.stake_mean) / 2) *high = 1;
    }
    return sum;
}

static void measures_of(const struct ent_constants *k, const struct ent_world *w, real *value)
{
    real trust[ENT_P], backsliding = 0;
    int unused;
    for (int i = 0; i < k->n; i++) {
        trust[i] = sum_of(w->trust[i], k->n);
        if (w->stage[i] > 0) backsliding += 1;
    }
    const real pairs = (real)k->n * (real)(k->n - 1);
    value[ENT_TRAJECTORY_alignment] = mean_of(k, w->v);
    value[ENT_TRAJECTORY_proximity] = proximity_of(k, w);
    value[ENT_TRAJECTORY_trust_density] = sum_of(trust, k->n) / pairs;
    value[ENT_TRAJECTORY_burden_equity] = 1 - gini_of(k, w->effort);
    value[ENT_TRAJECTORY_structural_cohesion] = (value[ENT_TRAJECTORY_alignment] + value[ENT_TRAJECTORY_proximity] +
                                                 value[ENT_TRAJECTORY_trust_density] + value[ENT_TRAJECTORY_burden_equity]) /
                                                4;
    value[ENT_TRAJECTORY_effort] = mean_of(k, w->effort);
    value[ENT_TRAJECTORY_threat] = mean_of(k, w->threat);
    value[ENT_TRAJECTORY_backsliding_states] = backsliding;
    value[ENT_TRAJECTORY_polarisation] = polarisation_of(k, w);
    value[ENT_TRAJECTORY_alienation] = mean_of(k, w->alienation);
    value[ENT_TRAJECTORY_overdue_stake] = overdue_of(k, w, &unused);
    value[ENT_TRAJECTORY_leader_commitment] = worth_of(k, w->leader);
    value[ENT_TRAJECTORY_attacks] = (real)w->tally.n_attacks;
    value[ENT_TRAJECTORY_order_alive] = w->failed_month < 0;
}

/* Level of x among those of a state's trajectory, rounded. */
static uint32_t level_of(real x, real per_unit)
{
    const real level = x * per_unit;
    return (uint32_t)((level < 0 ? 0 : level > R(1e9) ? R(1e9) : level) + R(.5));
}

static void twin_record(const struct ent_constants *k, struct ent_world *w)
{
    struct ent_tallies *t = &w->tally;
    real value[ENT_N_TRAJECTORIES], small[ENT_P];
    int high;
    measures_of(k, w, value);
    t->n_exposed += defence_of(k, w, &value[ENT_TRAJECTORY_deterrence], &value[ENT_TRAJECTORY_capability_gap]);
    for (int m = 0; m < ENT_N_TRAJECTORIES; m++) {
        const struct ent_metric_row *row = &ent_trajectory_rows[m];
        w->out->trajectory[m][w->month] = (uint16_t)r_to_level(value[m], R(row->low), R(row->high));
        t->sum[m] += (double)value[m];
    }
    for (int i = 0; i < k->n_pad; i++) {
        w->out->state_trajectory[ENT_STATE_TRAJECTORY_alignment][w->month][i] = level_of(w->v[i], 65536);
        w->out->state_trajectory[ENT_STATE_TRAJECTORY_threat][w->month][i] = level_of(w->threat[i], 65536);
        w->out->state_trajectory[ENT_STATE_TRAJECTORY_capability][w->month][i] = level_of(w->capability[i], 1024);
    }
    for (int f = 0; f < k->in.n_forums; f++) w->out->members[f][w->month] = w->forum[f].members;
    overdue_of(k, w, &high);
    t->deadlock_now = high ? t->deadlock_now + 1 : 0;
    if (t->deadlock_now > t->deadlock_longest) t->deadlock_longest = t->deadlock_now;
    t->alienation_gini += (double)gini_of(k, w->alienation);
    for (int i = 0; i < k->n; i++) small[i] = k->small[i] > 0 ? w->alienation[i] : 0;
    if (k->n_small > 0) t->small_alienation += (double)(sum_of(small, k->n) / k->n_small);
}

#endif
