/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every scalar parameter, declared once. One table per struct; a row is
 *
 *     X(type, name, default, low, high, unit, source, doc)
 *
 * type is REAL (double), INT (int32_t) or FLAG (int32_t, 0 or 1); [low, high] is what the loader
 * accepts and, for REAL, the range a sweep covers unless the experiment narrows it. Struct, defaults,
 * loader, range check, `entente params`, JSON Schema, HDF5 attributes and the table in model/ODD.md are
 * all made from these rows.
 *
 * Sources: "data" measured, "literature: ..." published, "choice" a modelling choice to be swept.
 */
#ifndef ENT_PARAMS_TABLES_H
#define ENT_PARAMS_TABLES_H

/* clang-format off */

/* M1: values. Liberal democracy drifts to its neighbours' level and its own anchor; it erodes in episodes. */
#define ENT_VALUES_TABLE(X)                                                                                                          \
    X(REAL, phi, 0.176, 0, 1, "1/year", "literature: Janus 2023", "speed at which values alignment approaches its target")             \
    X(REAL, theta, 0.30, 0, 0.7, "1", "literature: Janus 2023 (.70)", "weight of trusted neighbours in the target")                   \
    X(REAL, noise, 0.008, 0, 0.05, "1/sqrt(year)", "choice", "standard deviation of the yearly disturbance")                          \
    X(REAL, vulnerability, 3, 0, 5, "1", "choice", "b1: effect of low values alignment on the onset hazard")                          \
    X(REAL, contagion, 0.7, 0, 1.5, "1", "choice", "b2: effect of eroding and broken neighbours on the onset hazard")                 \
    X(REAL, pressure, 0.5, 0, 2, "1", "choice", "b3: effect of ideological attack and alienation on the onset hazard")                \
    X(REAL, anchoring, 1, 0, 3, "1", "choice", "b4: effect of a credible loss of membership on the onset hazard")                     \
    X(REAL, onset_drop, 0.25, 0, 1, "1", "choice", "fall of a state's own target at the onset of erosion")                            \
    X(REAL, breakdown_drop, 0.15, 0, 1, "1", "choice", "further fall of the target at democratic breakdown")                          \
    X(REAL, episode_exit, 0.125, 0, 1, "1/year", "literature: Boese et al. 2021", "rate at which an episode of erosion ends")         \
    X(REAL, breakdown_share, 0.7, 0, 1, "1", "literature: Boese et al. 2021; Nord et al. 2025", "share of episodes that end in breakdown") \
    X(REAL, restoration, 0.02, 0, 0.2, "1/year", "choice", "rate at which a broken democracy is restored")                            \
    X(REAL, gate_error, 0.05, 0, 0.2, "1", "choice", "stationary sd of the error with which others measure values alignment")         \
    X(REAL, gate_error_memory, 0.9, 0, 0.99, "1/month", "choice", "monthly autocorrelation of that error")

/* M2: threat perception. */
#define ENT_THREAT_TABLE(X)                                                                                                          \
    X(REAL, base, 0.10, 0, 1, "1", "choice", "threat felt without any cause")                                                         \
    X(REAL, border, 0.30, 0, 1, "1", "choice", "added by a land border with the rival or its ally")                                   \
    X(REAL, proximity, 0.84, 0, 2, "1", "choice", "added at distance zero while the present war lasts")                               \
    X(REAL, war_level, 0.7, 0, 1, "1", "choice", "W: intensity of the present war at the start")                                      \
    X(REAL, war_end, 0.25, 0, 2, "1/year", "choice", "hazard that the present war ends")                                              \
    X(REAL, length, 900, 300, 1500, "km", "choice", "l: distance over which threat falls by a factor e")                              \
    X(REAL, memory, 0.85, 0, 0.99, "1/quarter", "choice", "rho: share of felt threat kept from one quarter to the next")              \
    X(REAL, shared_pact, 0.5, 0, 1, "1", "choice", "w_c: threat felt when a state of one's own pact is attacked, per severity")       \
    X(REAL, war_months, 30, 1, 120, "months", "choice", "mean length of a new war")

/* M3: deterrence and aggression. */
#define ENT_DETERRENCE_TABLE(X)                                                                                                      \
    X(REAL, length, 1500, 600, 3000, "km", "choice", "L: distance over which projected capability falls by a factor e")               \
    X(REAL, readiness, 0.5, 0, 1, "1", "choice", "share of allied capability that is ready")                                          \
    X(REAL, pact_honour, 0.41, 0, 1, "1", "literature: Berkemeier & Fuhrmann 2018", "r: probability that a defence pact is honoured") \
    X(REAL, leader_honour, 0.6, 0, 1, "1", "choice", "r of the leading external power towards pact members")                         \
    X(REAL, leader_share, 0.25, 0, 1, "1", "choice", "share of the leader's military spending meant for Europe")                     \
    X(REAL, rival_ppp, 2, 1, 3, "1", "choice", "purchasing-power factor of the rival's military spending")                            \
    X(REAL, rival_deployable, 0.25, 0, 1, "1", "choice", "share of the rival's capability it can deploy")                             \
    X(REAL, slope, 3, -1, 8, "1", "literature: contested, Johnson & Leeds 2011; Kenwick et al. 2015", "kappa: slope of the hazard in D/A - 1") \
    X(REAL, enablers_leading, 1, 0, 1, "1", "choice", "e: command, intelligence and lift while the leader leads")                     \
    X(REAL, enablers_conditional, 0.88, 0, 1, "1", "choice", "e while its commitment is conditional")                                 \
    X(REAL, enablers_absent, 0.75, 0, 1, "1", "choice", "e when it is absent")                                                        \
    X(REAL, rebuild_low, 0.05, 0, 1, "1/year", "choice", "speed of rebuilding enablers at an effort of 2 % of GDP or less")           \
    X(REAL, rebuild_high, 0.15, 0, 1, "1/year", "choice", "speed of rebuilding enablers at an effort of 4 % of GDP or more")

/* M4: commitment of the leading external power. */
#define ENT_COMMITMENT_TABLE(X)                                                                                                      \
    X(INT, stage0, 1, 0, 2, "stage", "choice", "stage at the start: 0 leading, 1 conditional, 2 absent")                              \
    X(INT, first_month, 36, 1, 240, "months", "public record: election calendar", "months from the start to the first opportunity to change") \
    X(INT, every_months, 48, 1, 240, "months", "public record: election calendar", "months between opportunities")                    \
    X(REAL, return_share, 0.35, 0, 1, "1", "choice", "conditional: probability of leading again, given that it does not withdraw")    \
    X(REAL, loosen, 0.5, 0, 1, "1", "choice", "leading: probability of becoming conditional at an opportunity")                       \
    X(REAL, come_back, 0.25, 0, 1, "1", "choice", "absent: probability of becoming conditional at an opportunity")                    \
    X(REAL, conditional_weight, 0.5, 0, 1, "1", "choice", "worth of a conditional guarantee relative to a leading one")             \
    X(REAL, absence_loss, 0.5, 0, 1, "1", "choice", "share of its institutional capital that a forum loses when the external power that led it withdraws")

/* M5: defence effort and capability. */
#define ENT_EFFORT_TABLE(X)                                                                                                          \
    X(REAL, depreciation, 0.09, 0.06, 0.12, "1/year", "choice", "delta: yearly loss of the capability stock")                         \
    X(REAL, alpha, 0.02, 0, 0.2, "1", "choice", "alpha_0: weight of the shared security good")                                        \
    X(REAL, threat_response, 2, 0, 3, "1", "choice", "btau: elasticity of both security weights to threat")                           \
    X(REAL, absence_response, 0.4, 0, 1, "1", "choice", "response of the private weight to the leader's absence")                     \
    X(REAL, rise, 0.30, 0, 2, "1/year", "choice", "speed of adjustment upwards")                                                      \
    X(REAL, fall, 0.05, 0, 2, "1/year", "choice", "speed of adjustment downwards")                                                    \
    X(REAL, efficiency, 0.6, 0.1, 1, "1", "choice", "capability gained per unit of spending when alone")                              \
    X(REAL, pooling_gain, 0.4, 0, 0.8, "1", "choice", "gain in efficiency with full pooling")                                         \
    X(REAL, incoherence_loss, 0.3, 0, 0.6, "1", "choice", "loss of efficiency when the payers' positions are opposed")                \
    X(REAL, pooling_command, 0.3, 0, 1, "1", "choice", "pooling per unit of pooled command and members' share of spending")           \
    X(REAL, spillover, 0.5, 0, 1, "1", "choice", "epsilon: share of a non-excludable good that reaches outsiders")                    \
    X(REAL, leader_milex, 997.309, 0, 5000, "bn USD/year", "data: SIPRI 2024", "military spending of the leading external power")     \
    X(REAL, rival_milex, 148.967, 0, 5000, "bn USD/year", "data: SIPRI 2024", "military spending of the rival")

/* M6: trust. */
#define ENT_TRUST_TABLE(X)                                                                                                           \
    X(REAL, base, 0.165, 0, 1, "1", "choice", "trust without any tie")                                                                \
    X(REAL, both_eu, 0.15, 0, 0.5, "1", "choice", "added by common membership of the EU at the start")                                \
    X(REAL, both_pact, 0.10, 0, 0.5, "1", "choice", "added by a common defence pact at the start")                                    \
    X(REAL, minilateral, 0.04, 0, 0.2, "1", "choice", "added per shared minilateral group, three at most")                            \
    X(REAL, likeness, 0.20, 0, 0.5, "1", "choice", "added by like foreign policy")                                                    \
    X(REAL, likeness_scale, 0.5, 0.1, 2, "ideal points", "choice", "difference of ideal points over which likeness falls by a factor e") \
    X(REAL, nearness, 0.15, 0, 0.5, "1", "choice", "added by nearness")                                                               \
    X(REAL, nearness_scale, 1500, 300, 5000, "km", "choice", "distance over which nearness falls by a factor e")                      \
    X(REAL, gain, 0.03, 0, 0.2, "1", "choice", "eta+: gain of a pair that agrees")                                                    \
    X(REAL, loss_ratio, 3, 1, 5, "1", "choice", "eta-/eta+: a refusal costs more than an agreement gains")                            \
    X(REAL, event_weight, 0.15, 0, 1, "1", "choice", "weight of one recorded vote of stake 1")                                        \
    X(REAL, event_floor, 0.1, 0, 1, "1", "choice", "least weight of a vote that was nearly unanimous")                                \
    X(REAL, relaxation, 0.30, 0, 1, "1/year", "choice", "speed of return to the initial level")

/* M7: agenda and bargaining. */
#define ENT_BARGAINING_TABLE(X)                                                                                                      \
    X(REAL, position_noise, 0.08, 0, 0.3, "1", "choice", "sd of a state's position on one issue")                                     \
    X(REAL, salience_noise, 0.5, 0, 1.5, "1", "choice", "sd of the log of salience on one issue")                                     \
    X(REAL, quo_mean, 0.28, 0, 1, "1", "choice", "mean distance of the status quo from the domain's settled policy")                  \
    X(REAL, quo_sd, 0.12, 0, 0.5, "1", "choice", "its standard deviation")                                                            \
    X(REAL, quo_below, 0.85, 0, 1, "1", "choice", "probability that the status quo lies below")                                       \
    X(REAL, settled0, 0.52, 0, 1, "1", "choice", "m_d(0): settled policy of each domain at the start")                                \
    X(REAL, settled_step, 0.1, 0, 0.5, "1", "choice", "move of the settled policy per stake when an issue is decided")                \
    X(REAL, stake_mean, 1, 0.1, 5, "stake", "choice", "mean stake of an issue (Gamma of shape 2)")                                    \
    X(REAL, urgency_sd, 0.5, 0, 1.5, "1", "choice", "sd of the log of urgency")                                                       \
    X(REAL, turnover, 0.10, 0, 0.2, "1", "choice", "spread of government deviations renewed at an election")                          \
    X(REAL, turnover_memory, 0.4, 0, 1, "1", "choice", "share of the deviation that survives an election")                            \
    X(REAL, turnover_common, 0.8, 0, 1, "1", "choice", "loading of a government's deviation on its common part")                      \
    X(REAL, turnover_group, 0.6, 0, 1, "1", "choice", "loading on the part of its policy field")                                      \
    X(INT, election_months, 48, 0, 120, "months", "public record", "months between elections; 0: governments never change")           \
    X(REAL, preparation_capital, 0.5, 0, 2, "1", "choice", "lengthening of preparation when institutional capital is nil")            \
    X(REAL, depth_fall, 0.03, 0, 0.2, "1/month", "choice", "monthly watering down of a text that fails")                              \
    X(REAL, depth_floor, 0.5, 0.3, 1, "1", "choice", "least depth of a text")                                                         \
    X(REAL, slack_base, 0, -0.05, 0.05, "utility", "choice", "k0: patience of every member")                                          \
    X(REAL, slack_trust, 0.05, 0, 0.2, "utility", "choice", "k1: patience per mean trust in the forum")                               \
    X(REAL, slack_capital, 0.0375, 0, 0.2, "utility", "choice", "k2: patience per institutional capital")                             \
    X(REAL, slack_age, 0.025, 0, 0.2, "utility", "choice", "k3: patience gained as an issue becomes urgent")                          \
    X(REAL, refuse_unanimity, 0.005, 0, 0.1, "utility", "choice", "deficit above which a member with a veto refuses")                 \
    X(REAL, refuse_majority, 0.05, 0, 0.2, "utility", "choice", "nu: deficit above which a member without a veto votes against")      \
    X(REAL, handover, 0.7, 0.1, 1, "1", "choice", "share of the urgency time after which the first of two forums hands over")         \
    X(REAL, handover_preparation, 0.5, 0, 1, "1", "choice", "share of its preparation time the next forum still needs")               \
    X(INT, drop_months, 24, 0, 120, "months", "choice", "months after its urgency at which an undecided issue is dropped")            \
    X(INT, veto_refusers, 3, 1, 64, "states", "choice", "most refusers for a reported veto")                                          \
    X(REAL, capital_overdue, 0.01, 0, 0.1, "1", "choice", "institutional capital lost per stake when an issue becomes overdue")       \
    X(REAL, trust_overdue, 0.005, 0, 0.1, "1", "choice", "trust lost among those who would be bound when an issue becomes overdue")   \
    X(REAL, overdue_cost, 0.05, 0, 0.1, "utility/month", "choice", "psi: welfare lost per month, salience and stake of an overdue issue")\
    X(REAL, stand_aside, 0.02, 0, 0.2, "utility", "choice", "deficit up to which a refuser that may stand aside does so instead of blocking")

/* M7: payments, packages of issues, and what it costs to link forums. */
#define ENT_EXCHANGE_TABLE(X)                                                                                                        \
    X(REAL, purse, 0.001, 0, 0.02, "utility x stake/year", "choice", "what each member of a forum with a full common budget sets aside a year for side payments")\
    X(REAL, purse_years, 2, 0, 10, "years", "choice", "years of it that can be saved up")                                            \
    X(REAL, payment_age, 0.7, 0, 1, "1", "choice", "share of the urgency time after which refusers are bought")                      \
    X(FLAG, log_rolling, 1, 0, 1, "flag", "literature: Stokman & Van Oosten 1994", "two pending issues can be exchanged if both sides gain equally")\
    X(REAL, package_age, 0.25, 0, 1, "1", "choice", "share of the urgency time after which an issue can become part of a package")   \
    X(REAL, package_depth, 0.25, 0.05, 1, "1", "choice", "least depth of a text in a package")                                        \
    X(REAL, linkage_price, 0.2, 0, 1, "1", "choice", "l_x: share of a gain lost when it comes from, or depends on, another forum")   \
    X(REAL, cross_share, 0.15, 0, 0.5, "1", "choice", "share of issues that touch a second domain")                                  \
    X(INT, statement_least, 5, 2, 64, "states", "choice", "least number of voters for a statement by all but one")                   \
    X(REAL, statement_memory, 0.2, 0, 1, "1", "choice", "what trust remembers of such a statement, relative to a decision")

/* Control: what oversight costs in time and brings in compliance and voice. */
#define ENT_OVERSIGHT_TABLE(X)                                                                                                       \
    X(REAL, haste_none, 0.7, 0.2, 1, "1", "choice", "preparation without oversight, relative to parliamentary oversight")            \
    X(REAL, haste_secretariat, 0.85, 0.2, 1, "1", "choice", "preparation under a secretariat, relative to parliamentary oversight")  \
    X(REAL, legitimacy_secretariat, 0.05, 0, 0.5, "1", "choice", "added to the log-odds of compliance by a secretariat")             \
    X(REAL, legitimacy_parliamentary, 0.1, 0, 0.5, "1", "choice", "added to the log-odds of compliance by a parliamentary body")     \
    X(REAL, fairness_secretariat, 0.3, 0, 1, "1", "choice", "share of the politics of a suspension that a secretariat removes")      \
    X(REAL, fairness_parliamentary, 0.6, 0, 1, "1", "choice", "share of the politics of a suspension that a parliamentary body removes")

/* M8: reform of the rules, an issue decided by today's rule. */
#define ENT_REFORM_TABLE(X)                                                                                                          \
    X(REAL, sovereignty, 0.02, 0, 0.1, "utility", "choice", "cost of giving up a veto to a fully sovereignist government")           \
    X(REAL, gain, 1, 0, 3, "1", "choice", "weight of the expected change of policy in the vote on a reform")                         \
    X(INT, retry_months, 24, 1, 240, "months", "choice", "months before a rejected reform is proposed again")

/* M9: pressure on, and dilution of, forums that widen. */
#define ENT_WIDENING_TABLE(X)                                                                                                        \
    X(REAL, pressure, 0.25, 0.1, 0.5, "1", "choice", "accumulated share of stakes at which an outsider is admitted")                  \
    X(REAL, dilution, 0.25, 0, 0.5, "1", "choice", "gamma_c: loss of effectiveness with the effective number of members")            \
    X(REAL, founding, 0.5, 0.05, 5, "1", "choice", "urgency x capability, relative to the mean state, above which a state founds an ad hoc coalition")\
    X(REAL, founding_age, 0.5, 0, 1, "1", "choice", "share of the urgency time an issue has been stuck when an ad hoc coalition is founded on it")\
    X(INT, founders_least, 3, 2, 64, "states", "choice", "least number of founders of an ad hoc coalition")

/* M10: membership. */
#define ENT_MEMBERSHIP_TABLE(X)                                                                                                      \
    X(REAL, size_benefit, 0.05, 0.02, 0.10, "utility", "choice", "theta: worth of a domain's club good")                              \
    X(REAL, size_scale, 2, 0.5, 5, "1", "choice", "saturation of the club good in the members' share of root GDP")                    \
    X(REAL, sovereignty, 0.04, 0.02, 0.08, "utility", "choice", "sov: cost of centralisation to a sovereignist government")           \
    X(REAL, fee, 0.02, 0, 0.1, "utility", "choice", "cost of running a forum, shared by its members")                                 \
    X(REAL, monitoring_fee, 0.02, 0, 0.1, "utility", "choice", "cost of full monitoring, added to the fee")                           \
    X(REAL, overlap, 0.005, 0.002, 0.02, "utility", "choice", "ov: cost of each membership already held")                             \
    X(REAL, quo_gap, 0.20, 0, 0.5, "1", "choice", "expected distance of the status quo below the settled policy")                     \
    X(REAL, success_prior, 0.85, 0, 1, "1", "choice", "p_C: success expected of a forum without a record")                            \
    X(INT, record_months, 36, 1, 120, "months", "choice", "memory of a forum's record")                                               \
    X(REAL, complementarity, 0.5, 0, 1.5, "1", "choice", "k: gain of a club good that lives from unlike energy mixes")                \
    X(REAL, friendship, 1, 0, 2, "1", "choice", "bias of a suspension vote towards trusted states")                                 \
    X(REAL, exit_rate, 0.02, 0, 1, "1/year", "choice", "hazard that a state leaves a forum while membership does not pay")           \
    X(REAL, exit_cost, 0.01, 0, 0.05, "utility", "choice", "cost of leaving: a state stays until membership is worth less than minus this")\
    X(REAL, politicisation, 0.5, 0, 1, "1", "choice", "values alignment that a fully distrusted member seems to lack in proceedings for suspension")

/* M11: compliance. */
#define ENT_COMPLIANCE_TABLE(X)                                                                                                      \
    X(REAL, burden_weight, 2, 0, 5, "1", "choice", "effect of a decision's burden on compliance")                                     \
    X(REAL, burden_scale, 0.1, 0.01, 1, "utility", "choice", "loss of utility that counts as a full burden")                          \
    X(REAL, achievement_step, 0.1, 0, 0.5, "1", "choice", "achievement of a domain per stake, depth and compliance")

/* M12: alienation. */
#define ENT_ALIENATION_TABLE(X)                                                                                                      \
    X(REAL, memory, 0.97, 0.8, 0.999, "1/month", "choice", "monthly memory of alienation")                                            \
    X(REAL, rival_pull, 0.01, 0, 0.05, "1/year", "choice", "omega: speed at which the alienated drift towards the rival's values")    \
    X(REAL, rival_values, 0.056, 0, 1, "1", "data: V-Dem 2024", "liberal democracy of the rival")                                     \
    X(REAL, trust_loss, 0.2, 0, 1, "1", "choice", "share of initial trust that full alienation of both sides removes")                \
    X(REAL, obstruction, 0.02, 0, 0.1, "utility", "choice", "patience lost by the fully alienated in forums where they vote")

/* M13: institutional capital and the life of a forum. */
#define ENT_CAPITAL_TABLE(X)                                                                                                         \
    X(REAL, growth, 0.1, 0, 1, "1/year", "choice", "growth of institutional capital with use")                                        \
    X(REAL, decay, 0.03, 0, 1, "1/year", "choice", "decay of institutional capital without use")                                      \
    X(REAL, death_base, 0.0666666666666667, 0, 1, "1/year", "literature: mean life of alliances over 500 years", "death hazard of a forum without capital") \
    X(REAL, death_exponent, 4, 2, 6, "1", "choice", "protection by capital, and threat from dissatisfied members")                    \
    X(REAL, dissatisfied_share, 0.25, 0, 1, "1", "choice", "share of dissatisfied capability that leaves the hazard unchanged")

/* A domain of policy: params/domains.yaml. */
#define ENT_DOMAIN_TABLE(X)                                                                                                          \
    X(REAL, arrivals, 1, 0, 24, "1/year", "choice", "rate at which issues arrive")                                                    \
    X(REAL, reserved_share, 0.5, 0, 1, "1", "data: treaty legal bases", "share of issues under the reserved rule (unanimity in the EU)") \
    X(REAL, preparation, 6, 0, 60, "months", "choice", "mean preparation before the first vote (Gamma of shape 2)")                   \
    X(REAL, urgency, 12, 1, 120, "months", "choice", "median time within which an issue should be decided (lognormal)")               \
    X(REAL, internal_share, 0.5, 0, 1, "1", "choice", "pi: probability that an issue concerns the union's own members only")          \
    X(REAL, excludability, 0.5, 0, 1, "1", "literature: Koelliker 2001", "chi: share of the benefit that outsiders can be denied")    \
    X(REAL, threat_shift, 0, -1, 1, "1", "choice", "alpha: shift of positions per unit of added threat")                              \
    X(REAL, values_shift, 0, -1, 1, "1", "choice", "gamma: shift of positions per unit of added values alignment")                    \
    X(REAL, leader_bonus, 0, 0, 0.1, "utility", "choice", "patience added by a leading external power")                               \
    X(INT, government_group, 0, 0, 7, "group", "choice", "policy field whose government deviations move together")                    \
    X(FLAG, defence, 0, 0, 1, "flag", "choice", "payers' coherence in this domain governs the efficiency of defence spending")        \
    X(FLAG, complementary, 0, 0, 1, "flag", "choice", "the club good grows with unlike energy mixes")                                 \
    X(REAL, pooling_effect, 0, 0, 1, "1", "choice", "pooling of defence at full achievement")                                         \
    X(REAL, gas_effect, 0, 0, 1, "1", "choice", "fall of gas dependence at full achievement")                                         \
    X(REAL, trust_effect, 0, 0, 0.1, "1", "choice", "rise of trust among the bound per decided issue of stake 1")                     \
    X(REAL, lag_effect, 0, 0, 1, "1", "choice", "shortening of entry delays at full achievement")                                     \
    X(REAL, salience_base, 0.5, 0, 2, "1", "choice", "median salience of an issue")                                                   \
    X(REAL, salience_threat, 0, 0, 2, "1", "choice", "added salience per unit of initial threat")                                     \
    X(REAL, salience_near_war, 0, 0, 2, "1", "choice", "added salience at the present war, falling by e per 1500 km")                 \
    X(REAL, salience_south, 0, 0, 2, "1", "choice", "added salience for Mediterranean states")                                        \
    X(REAL, w_russia, 0, -2, 2, "1", "choice", "weight in the base position: hardness towards Russia")                                \
    X(REAL, w_europe, 0, -2, 2, "1", "choice", "weight: support for integration")                                                     \
    X(REAL, w_liberal, 0, -2, 2, "1", "choice", "weight: libertarian against traditional")                                            \
    X(REAL, w_income, 0, -2, 2, "1", "choice", "weight: log GDP per head")                                                            \
    X(REAL, w_threat, 0, -2, 2, "1", "choice", "weight: initial threat")                                                              \
    X(REAL, w_un, 0, -2, 2, "1", "choice", "weight: ideal point in the UN General Assembly")                                          \
    X(REAL, w_renewable, 0, -2, 2, "1", "choice", "weight: renewable electricity")                                                    \
    X(REAL, w_gas, 0, -2, 2, "1", "choice", "weight: independence of Russian gas")                                                    \
    X(REAL, w_south, 0, -2, 2, "1", "choice", "weight: Mediterranean state")

/* A state: one row of params/states.csv. NAN as default marks a value without which there is no state. */
#define ENT_STATE_TABLE(X)                                                                                                           \
    X(REAL, v, NAN, 0, 1, "1", "data: V-Dem v15, 2024", "liberal democracy: values alignment at the start")                           \
    X(INT, stage, 0, 0, 2, "stage", "data: derived from V-Dem 2010-2024", "0 stable, 1 eroding, 2 broken")                            \
    X(REAL, gdp, NAN, 0.001, 1e6, "bn USD", "data: World Bank 2024", "gross domestic product")                                        \
    X(REAL, population, NAN, 0.001, 2000, "millions", "data: World Bank 2024", "population")                                          \
    X(REAL, effort, NAN, 0, 1, "share of GDP", "data: SIPRI 2024", "military spending")                                               \
    X(REAL, ideal_point, NAN, -5, 5, "ideal points", "data: Voeten 2024", "position in the UN General Assembly")                      \
    X(REAL, rival_km, NAN, 0, 20000, "km", "data: computed", "distance of the capital to the rival's")                                \
    X(REAL, war_km, NAN, 0, 20000, "km", "data: computed", "distance of the capital to that of the state at war")                     \
    X(FLAG, border, 0, 0, 1, "flag", "data: mledoze/countries", "land border with the rival or its ally")                             \
    X(REAL, exposure, 0, 0, 1, "1", "choice", "x: exposure to aggression")                                                            \
    X(FLAG, at_war, 0, 0, 1, "flag", "public record", "victim of the present war")                                                    \
    X(FLAG, eu, 0, 0, 1, "flag", "public record 2026", "member of the European Union")                                                \
    X(FLAG, pact, 0, 0, 1, "flag", "public record 2026", "member of the background defence pact")                                     \
    X(FLAG, candidate, 0, 0, 1, "flag", "public record 2026", "candidate for the European Union")                                     \
    X(FLAG, south, 0, 0, 1, "flag", "public record", "Mediterranean state of the EU")                                                 \
    X(FLAG, nordic, 0, 0, 1, "flag", "public record", "Nordic state")                                                                 \
    X(REAL, eu_position, NAN, 1, 7, "1..7", "data: CHES 2024, cabinet parties", "cabinet's position on European integration")         \
    X(REAL, eu_russia, NAN, 0, 10, "0..10", "data: CHES 2024, cabinet parties", "cabinet's accommodation of Russia")                  \
    X(REAL, galtan, NAN, 0, 10, "0..10", "data: CHES 2024, cabinet parties", "cabinet's traditionalism")                              \
    X(REAL, renewables, NAN, 0, 100, "%", "data: Our World in Data 2022", "renewable share of electricity")                           \
    X(REAL, hydro, 0, 0, 100, "%", "data: Our World in Data 2022", "hydropower's share of electricity")                               \
    X(REAL, solar, 0, 0, 100, "%", "data: Our World in Data 2022", "solar share of electricity")                                      \
    X(REAL, wind, 0, 0, 100, "%", "data: Our World in Data 2022", "wind share of electricity")                                        \
    X(REAL, gas, 0, 0, 100, "%", "data: Eurostat 2020", "Russian share of gas imports")

/* The columns that may be blank (NaN in the inputs): what is missing there is estimated from like states. */
#define ENT_STATE_BLANKS(B) B(eu_position) B(eu_russia) B(galtan) B(renewables)

/* A shock: one file in params/shocks. Which law its hazard follows is a choice of its own, see inputs.h. */
#define ENT_SHOCK_TABLE(X)                                                                                                           \
    X(REAL, hazard, 0, 0, 12, "1/year", "choice", "rate (constant law), per exposed state (deterred), per state (erosion)")           \
    X(REAL, probability, 0, 0, 0.99, "1", "choice", "probability of absence within ten years (commitment law)")                       \
    X(REAL, branching, 0, 0, 0.6, "1", "choice", "expected further events per event")                                                 \
    X(REAL, excitation_decay, 0.5, 0.05, 10, "1/year", "choice", "decay of the excitation left by an event")                          \
    X(REAL, duration_months, 0, 0, 240, "months", "choice", "mean length; 0: over at once")                                           \
    X(FLAG, while_leading, 1, 0, 1, "flag", "choice", "can begin while the external leader leads")                                    \
    X(FLAG, while_conditional, 1, 0, 1, "flag", "choice", "can begin while its commitment is conditional")                            \
    X(FLAG, while_absent, 1, 0, 1, "flag", "choice", "can begin while it is absent")                                                  \
    X(REAL, severity, 0, 0, 1, "1", "choice", "threat added at the victim while the event lasts (deterred)")                          \
    X(REAL, capability_loss, 0, 0, 1, "1", "choice", "share of the victim's capability destroyed (deterred)")                         \
    X(REAL, trust_loss_low, 0, 0, 1, "1", "choice", "least loss of trust over all pairs")                                             \
    X(REAL, trust_loss_high, 0, 0, 1, "1", "choice", "greatest loss of trust over all pairs")                                         \
    X(REAL, capital_loss, 0, 0, 1, "1", "choice", "loss of institutional capital of every forum exposed to crises")                   \
    X(REAL, erosion_pressure, 0, 0, 5, "1", "choice", "pressure on the onset of erosion while the event lasts")                       \
    X(FLAG, departure, 0, 0, 1, "flag", "choice", "the member with the least benefit leaves one forum")                               \
    X(REAL, issue_stake, 1, 0, 10, "1", "choice", "stake of the issues it raises, relative to ordinary ones")                         \
    X(REAL, issue_urgency, 1, 0.05, 10, "1", "choice", "urgency time of the issues it raises, relative to ordinary ones")

/* A forum of an order: params/orders. Sets of states, rules and oversight are beside the scalars, see inputs.h. */
#define ENT_FORUM_TABLE(X)                                                                                                           \
    X(FLAG, in_force, 0, 0, 1, "flag", "treaty", "exists at the start; otherwise it must be founded")                                 \
    X(REAL, floor, 0, 0, 1, "1", "choice", "values alignment required of members; 0: none")                                           \
    X(INT, ratifications, 8, 1, 64, "states", "choice", "ratifications at which the treaty enters into force")                        \
    X(REAL, ratification_low, 1.5, 0, 20, "years", "choice", "shortest ratification")                                                 \
    X(REAL, ratification_high, 4, 0, 20, "years", "choice", "longest ratification")                                                   \
    X(REAL, ratification_failure, 0.05, 0, 1, "1", "choice", "probability that a ratification, or an accession, fails")               \
    X(REAL, entry_delay, 1, 0, 30, "years", "choice", "mean time from application to the vote on admission")                          \
    X(FLAG, pressure, 0, 0, 1, "flag", "choice", "outsiders can press their way in")                                                  \
    X(REAL, secretariat, 0, 0, 1, "1", "treaty", "centralisation: secretariat")                                                       \
    X(REAL, budget, 0, 0, 1, "1", "treaty", "centralisation: common budget")                                                          \
    X(REAL, pooled_command, 0, 0, 1, "1", "treaty", "centralisation: pooled planning and command")                                    \
    X(REAL, monitoring, 0, 0, 1, "1", "treaty", "centralisation: monitoring of compliance")                                           \
    X(REAL, guarantee, 0, 0, 1, "1", "choice", "r: probability that its mutual defence is honoured; 0: no guarantee")                 \
    X(REAL, capital, 0, 0, 1, "1", "choice", "K: institutional capital at the start")                                                 \
    X(REAL, crisis_exposure, 1, 0, 1, "1", "choice", "share of a crisis's loss of institutional capital it suffers")                  \
    X(INT, suspension_months, 24, 0, 240, "months", "choice", "months below the floor before a vote on suspension; 0: no suspension") \
    X(REAL, suspension_margin, 0.10, 0, 1, "1", "choice", "how far below the floor")                                                  \
    X(INT, expulsion_months, 60, 0, 240, "months", "choice", "months of suspension before expulsion; 0: no expulsion")               \
    X(FLAG, external_leader, 0, 0, 1, "flag", "treaty", "the external power leads it: absence halves its institutional capital")     \
    X(FLAG, leader_proposes, 0, 0, 1, "flag", "treaty", "the text on the table is the leader's, not a compromise of all")            \
    X(REAL, leader_position, 0.75, 0, 1, "1", "choice", "where an external leader stands on the forum's issues")                     \
    X(FLAG, ad_hoc, 0, 0, 1, "flag", "choice", "formed for a crisis by those willing and able, without a treaty")                    \
    X(INT, lifetime_months, 0, 0, 240, "months", "choice", "months without a decision after which an ad hoc coalition dissolves; 0: never")\
    X(FLAG, packages, 1, 0, 1, "flag", "choice", "its issues can be exchanged for others")                                           \
    X(FLAG, statements, 0, 0, 1, "flag", "treaty", "all but one may make a statement: political, not binding")                       \
    X(REAL, reform_rate, 0, 0, 2, "1/year", "choice", "rate at which a reform of its rules is proposed, per domain that may be reformed")\
    X(REAL, reform_failure, 0, 0, 1, "1", "choice", "probability that the parliament of a member stops a reform its government accepted")

/* A group that may go ahead within a forum: orders.ORDER.forums.FORUM.cooperations. */
#define ENT_COOPERATION_TABLE(X)                                                                                                     \
    X(INT, least, 9, 2, 64, "states", "treaty: Art. 20(2) TEU", "least number of states that take part")                             \
    X(REAL, last_resort, 0.8, 0, 1, "1", "choice", "share of the urgency time after which the others have had their chance")

/* clang-format on */

#endif
