/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run reports. Each metric is one row here and one function `metric_<name>` in metrics.c; names, units, ranges and texts of the output file come from these rows.
 * Every metric is taken over all modelled states, members or not.
 */
#ifndef ENT_MODEL_METRICS_H
#define ENT_MODEL_METRICS_H

/* One value per run. X(name, unit, low, high, when it is undefined, doc) */
#define ENT_METRICS(X)                                                                                                                  \
    X(structural_cohesion, "1", 0, 1, "never", "mean over months of alignment, proximity, trust density and burden equity")             \
    X(structural_cohesion_unaligned, "1", 0, 1, "never", "the same without alignment")                                                  \
    X(alignment, "1", 0, 1, "never", "mean values alignment")                                                                           \
    X(proximity, "1", -1, 1, "never", "1 - 2 x mean over domains of the weighted distance of positions from their mean")                \
    X(trust_density, "1", 0, 1, "never", "mean trust over ordered pairs of states")                                                     \
    X(burden_equity, "1", 0, 1, "never", "1 - Gini coefficient of defence effort")                                                      \
    X(decision_cohesion, "1", 0, 1, "no issue became urgent",                                                                           \
      "stake-weighted mean of coverage x agreement index; undecided issues count 0")                                                    \
    X(deadlock_risk, "1", 0, 1, "no issue became urgent", "stake-weighted share of urgent issues not covered in time (reading b)")      \
    X(deadlock_risk_nobody, "1", 0, 1, "no issue became urgent",                                                                        \
      "stake-weighted share of urgent issues nobody decided in time (reading a)")                                                       \
    X(deadlock_risk_covered, "1", 0, 1, "no issue became urgent", "as deadlock_risk without spillover to outsiders (reading c)")        \
    X(deadlock_risk_eu27, "1", 0, 1, "no such issue became urgent", "reading a over issues that concern the union's own members only")  \
    X(deadlock_risk_refusal, "1", 0, 1, "no issue became urgent", "part of reading a in which a vote had failed")                       \
    X(deadlock_risk_procedural, "1", 0, 1, "no issue became urgent", "part of reading a in which no vote was taken in time")            \
    X(longest_deadlock, "months", 0, 1200, "never", "longest run of months with an overdue issue of high stake")                        \
    X(long_deadlock, "1", 0, 1, "never", "1 if that run exceeds 12 months")                                                             \
    X(time_to_decision, "months", 0, 36, "no issue arrived 36 months before the end", "mean time to decision, restricted to 36 months") \
    X(vetoes, "1/year", 0, 60, "never", "reported vetoes: unanimity, few refusers, urgent, first time")                                 \
    X(veto_hhi, "1", 0, 1, "no reported veto", "concentration of reported vetoes over states (Herfindahl-Hirschman)")                   \
    X(qmv_uncontested, "1", 0, 1, "no act by majority", "share of acts by majority rule without a contrary vote")                       \
    X(effort, "share of GDP", 0, 1, "never", "mean defence effort")                                                                     \
    X(threat, "1", 0, 1, "never", "mean threat perception")                                                                             \
    X(erosion_onsets, "1/state-year", 0, 12, "never", "onsets of democratic erosion")                                                   \
    X(polarisation, "1", 0, 1, "never", "Esteban-Ray polarisation of values alignment, 1 for two equal blocs at 0 and 1")               \
    X(capability_gap, "1", 0, 1, "no member of the background pact is exposed",                                                         \
      "shortfall of Europe's own deterrence below 1.2 times the greatest threat")                                                       \
    X(deterrence, "1", 0, 1000, "no member of the background pact is exposed",                                                          \
      "deterrence over attacker's strength at the most exposed state")                                                                  \
    X(attacks, "1", 0, 1000, "never", "new attacks")                                                                                    \
    X(attacks_nato, "1", 0, 1000, "never", "new attacks on members of the background defence pact")                                     \
    X(backsliding_states, "states", 0, 64, "never", "eroding or broken states")                                                         \
    X(alienation, "1", 0, 1, "never", "mean alienation")                                                                                \
    X(alienation_gini, "1", 0, 1, "never", "Gini coefficient of alienation")                                                            \
    X(small_state_alienation, "1", 0, 1, "never", "mean alienation of states below the median root GDP")                                \
    X(accountability, "1", 0, 1, "never", "declared by the order: mean oversight of the first forum of each domain")                    \
    X(suspensions, "1", 0, 10000, "never", "suspensions from a forum")                                                                  \
    X(wrongful_suspensions, "1", 0, 10000, "never", "suspensions of a state whose true values alignment met the floor")                 \
    X(survival_years, "years", 0, 100, "never", "time until the order failed, or the horizon (censored)")                               \
    X(order_failed, "1", 0, 1, "never", "1 if the order failed: no forum left for defence or for a majority of domains")                \
    X(welfare, "utility", -10000, 1000, "no issue was settled", "mean utility per settled issue and state")                             \
    X(welfare_members, "utility", -10000, 1000, "no split given, or nobody on this side",                                               \
      "the same over members at the experiment's fixed split")                                                                          \
    X(welfare_outsiders, "utility", -10000, 1000, "no split given, or nobody on this side", "the same over all other states")           \
    X(bought, "1", 0, 100000, "never", "refusers who were paid to consent")                                                             \
    X(packages, "1", 0, 100000, "never", "exchanges of two issues")                                                                     \
    X(statements, "1", 0, 100000, "never", "statements by all but one, where one member refused")                                       \
    X(coalitions_formed, "1", 0, 100000, "never", "ad hoc coalitions that formed")                                                      \
    X(reforms, "1", 0, 100000, "never", "reforms of the rules that were adopted")                                                       \
    X(cooperations, "1", 0, 100000, "never", "decisions by a group that went ahead within a forum")

/* One value per month. X(name, unit, low, high, doc): stored as integers on 65,536 levels of [low, high]. */
#define ENT_TRAJECTORIES(X)                                                                         \
    X(structural_cohesion, "1", 0, 1, "mean of alignment, proximity, trust density, burden equity") \
    X(alignment, "1", 0, 1, "mean values alignment")                                                \
    X(proximity, "1", 0, 1, "proximity of positions")                                               \
    X(trust_density, "1", 0, 1, "mean trust over ordered pairs of states")                          \
    X(burden_equity, "1", 0, 1, "1 - Gini coefficient of defence effort")                           \
    X(effort, "share of GDP", 0, 0.25, "mean defence effort")                                       \
    X(threat, "1", 0, 1, "mean threat perception")                                                  \
    X(capability_gap, "1", 0, 1, "shortfall of Europe's own deterrence")                            \
    X(deterrence, "1", 0, 8, "deterrence ratio of the most exposed state")                          \
    X(backsliding_states, "states", 0, 64, "eroding or broken states")                              \
    X(polarisation, "1", 0, 1, "Esteban-Ray polarisation of values alignment")                      \
    X(alienation, "1", 0, 1, "mean alienation")                                                     \
    X(overdue_stake, "stake", 0, 64, "stake of pending issues that are overdue")                    \
    X(leader_commitment, "1", 0, 1, "commitment of the leading external power")                     \
    X(attacks, "1", 0, 64, "new attacks so far")                                                    \
    X(order_alive, "1", 0, 1, "1 while the order has not failed")

/* One value per state and month, averaged over runs. X(name, unit, levels per unit, doc): stored as integers. */
#define ENT_STATE_TRAJECTORIES(X)                \
    X(alignment, "1", 65536, "values alignment") \
    X(threat, "1", 65536, "threat perception")   \
    X(capability, "bn USD", 1024, "military capability")

#define ENT_METRIC_ENUM(name, unit, low, high, undefined, doc) ENT_METRIC_##name,
enum ent_metric { ENT_METRICS(ENT_METRIC_ENUM) ENT_N_METRICS };

#define ENT_TRAJECTORY_ENUM(name, unit, low, high, doc) ENT_TRAJECTORY_##name,
enum ent_trajectory { ENT_TRAJECTORIES(ENT_TRAJECTORY_ENUM) ENT_N_TRAJECTORIES };

#define ENT_STATE_TRAJECTORY_ENUM(name, unit, per_unit, doc) ENT_STATE_TRAJECTORY_##name,
enum ent_state_trajectory { ENT_STATE_TRAJECTORIES(ENT_STATE_TRAJECTORY_ENUM) ENT_N_STATE_TRAJECTORIES };

#endif
