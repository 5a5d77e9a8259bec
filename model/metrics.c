/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One function per row of ENT_METRICS: what a finished run reports. A metric without a value is NaN.
 */

static double missing(void)
{
    return (double)ENT_MISSING;
}

static double ratio_or_missing(double part, double whole)
{
    return whole > 0 ? part / whole : missing();
}

static double monthly_mean(const struct ent_constants *k, const struct ent_world *w, int trajectory)
{
    return w->tally.sum[trajectory] / k->in.n_months;
}

#define METRIC(name) static double metric_##name(const struct ent_constants *k, const struct ent_world *w)
#define UNUSED_CELL (void)k

#define MONTHLY_METRIC(name)                              \
    METRIC(name)                                          \
    {                                                     \
        return monthly_mean(k, w, ENT_TRAJECTORY_##name); \
    }
MONTHLY_METRIC(structural_cohesion)
MONTHLY_METRIC(alignment)
MONTHLY_METRIC(proximity)
MONTHLY_METRIC(trust_density)
MONTHLY_METRIC(burden_equity)
MONTHLY_METRIC(effort)
MONTHLY_METRIC(threat)
MONTHLY_METRIC(polarisation)
MONTHLY_METRIC(backsliding_states)
MONTHLY_METRIC(alienation)

METRIC(structural_cohesion_unaligned)
{
    return (metric_proximity(k, w) + metric_trust_density(k, w) + metric_burden_equity(k, w)) / 3;
}

METRIC(capability_gap)
{
    return w->tally.n_exposed ? w->tally.sum[ENT_TRAJECTORY_capability_gap] / w->tally.n_exposed : ((void)k, missing());
}

METRIC(deterrence)
{
    return w->tally.n_exposed ? w->tally.sum[ENT_TRAJECTORY_deterrence] / w->tally.n_exposed : ((void)k, missing());
}

#define RATIO_METRIC(name, part, whole)                         \
    METRIC(name)                                                \
    {                                                           \
        UNUSED_CELL;                                            \
        return ratio_or_missing(w->tally.part, w->tally.whole); \
    }
RATIO_METRIC(decision_cohesion, cohesion, cohesion_stake)
RATIO_METRIC(deadlock_risk, uncovered, stake_urgent)
RATIO_METRIC(deadlock_risk_nobody, undecided, stake_urgent)
RATIO_METRIC(deadlock_risk_covered, uncovered_only, stake_urgent)
RATIO_METRIC(deadlock_risk_eu27, stake_internal_undecided, stake_internal)
RATIO_METRIC(deadlock_risk_refusal, refusal, stake_urgent)
RATIO_METRIC(deadlock_risk_procedural, procedural, stake_urgent)
RATIO_METRIC(time_to_decision, waited, n_waited)
RATIO_METRIC(qmv_uncontested, n_uncontested, n_majority_acts)

#define COUNT_METRIC(name, count) \
    METRIC(name)                  \
    {                             \
        UNUSED_CELL;              \
        return w->tally.count;    \
    }
COUNT_METRIC(longest_deadlock, deadlock_longest)
COUNT_METRIC(attacks, n_attacks)
COUNT_METRIC(attacks_nato, n_attacks_pact)
COUNT_METRIC(suspensions, n_suspensions)
COUNT_METRIC(wrongful_suspensions, n_wrongful)
COUNT_METRIC(reforms, n_reforms)
COUNT_METRIC(cooperations, n_cooperations)
COUNT_METRIC(coalitions_formed, n_coalitions)
COUNT_METRIC(bought, n_bought)
COUNT_METRIC(packages, n_packages)
COUNT_METRIC(statements, n_statements)

METRIC(long_deadlock)
{
    UNUSED_CELL;
    return w->tally.deadlock_longest > 12;
}

METRIC(vetoes)
{
    return w->tally.n_vetoes * 12.0 / k->in.n_months;
}

/* Herfindahl-Hirschman index of reported vetoes over the states that cast them. */
METRIC(veto_hhi)
{
    double all = 0, squares = 0;
    for (int i = 0; i < k->n; i++) {
        double cast = 0;
        for (int d = 0; d < k->in.n_domains; d++) cast += w->out->blocked[i][d];
        all += cast;
        squares += cast * cast;
    }
    return ratio_or_missing(squares, all * all);
}

METRIC(erosion_onsets)
{
    return w->tally.n_onsets * 12.0 / ((double)k->in.n_months * k->n);
}

METRIC(alienation_gini)
{
    return w->tally.alienation_gini / k->in.n_months;
}

METRIC(small_state_alienation)
{
    return w->tally.small_alienation / k->in.n_months;
}

METRIC(accountability)
{
    static const double worth[] = {[ENT_OVERSIGHT_NONE] = 0, [ENT_OVERSIGHT_SECRETARIAT] = 0.5, [ENT_OVERSIGHT_PARLIAMENTARY] = 1};
    double sum = 0;
    (void)w;
    for (int d = 0; d < k->in.n_domains; d++)
        if (k->in.n_sequence[d] > 0) sum += worth[k->in.forum[k->in.sequence[d][0]].oversight];
    return sum / k->in.n_domains;
}

METRIC(survival_years)
{
    return (w->failed_month < 0 ? k->in.n_months : w->failed_month) / 12.0;
}

METRIC(order_failed)
{
    UNUSED_CELL;
    return w->failed_month >= 0;
}

METRIC(welfare)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < k->n; i++) {
        if (w->tally.n_settled[i] == 0) continue;
        sum += w->tally.welfare[i] / w->tally.n_settled[i];
        n++;
    }
    return ratio_or_missing(sum, n);
}

/* Filled by ent_result_split_welfare, which knows the experiment's split. */
METRIC(welfare_members)
{
    (void)k;
    (void)w;
    return missing();
}

METRIC(welfare_outsiders)
{
    (void)k;
    (void)w;
    return missing();
}

#define METRIC_COMPUTE(name, unit, low, high, undefined, doc) [ENT_METRIC_##name] = metric_##name,
static double (*const metric_compute[ENT_N_METRICS])(const struct ent_constants *,
                                                     const struct ent_world *) = {ENT_METRICS(METRIC_COMPUTE)};

static void metrics_report(const struct ent_constants *k, struct ent_world *w)
{
    struct ent_run_result *out = w->out;
    for (int m = 0; m < ENT_N_METRICS; m++) {
        const double value = metric_compute[m](k, w);
        out->metric[m] = value == value ? (float)value : ENT_MISSING;
    }
    for (int i = 0; i < k->n; i++)
        out->welfare_of[i] = w->tally.n_settled[i] ? (float)(w->tally.welfare[i] / w->tally.n_settled[i]) : ENT_MISSING;
}
