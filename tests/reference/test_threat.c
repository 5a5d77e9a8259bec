/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M2 against closed forms: half-life of felt threat, its fixed point at the start, fall with distance, pacts, and the
 * lengths of wars.
 */
#include "tests/reference/reference.h"

/* Months until the threat felt of a war that has just ended is half gone. */
static double half_life_months(double memory, int steps)
{
    plain_inputs(1);
    inputs.parameters.threat.memory = memory;
    inputs.steps_per_month = steps;
    prepare();
    begin(1, 0);
    world.war = 0;
    const double rest = inputs.parameters.threat.base, felt = (double)world.threat[0] - rest;
    assert_true(felt > 0.2);
    for (world.month = 0; world.month < 12; world.month++)
        for (world.step = 0; world.step < steps; world.step++) threat_update(&constants, &world);
    return -12 * log(2) / log(((double)world.threat[0] - rest) / felt);
}

static void threat_is_forgotten_at_the_stated_pace(void **state)
{
    (void)state;
    const double quarters = log(0.5) / log(0.85); /* 4.27 */
    assert_near(quarters, 4.27, 0.005, "half-life in quarters");
    assert_near(half_life_months(0.85, 1), 3 * quarters, 1e-3, "half-life in monthly steps");
    assert_near(half_life_months(0.85, 2), 3 * quarters, 1e-3, "half-life in half-monthly steps");
    assert_apart(half_life_months(0.86, 1), 3 * quarters, 0.5, "memory .86");
}

static double largest_change_of_threat(void)
{
    double most = 0;
    begin(1, 0);
    for (world.month = 0; world.month < 240; world.month++) threat_update(&constants, &world);
    for (int i = 0; i < constants.n; i++) most = fmax(most, fabs((double)(world.threat[i] - constants.threat0[i])));
    return most;
}

/* S_i = .10 + .30 border + .84 exp(-min(d_Moscow, d_Kyiv)/900) while the war lasts as at the start, at most 1. */
static void the_start_is_a_fixed_point(void **state)
{
    (void)state;
    real_inputs(NULL, 0);
    inputs.parameters.threat.war_end = 0;
    prepare();
    assert_near(largest_change_of_threat(), 0, 2e-6, "threat while nothing changes");
    for (int i = 0; i < inputs.n_states; i++) {
        const struct ent_state *s = &inputs.state[i];
        const double source = 0.10 + 0.30 * s->border + 0.84 * exp(-fmin(s->rival_km, s->war_km) / 900);
        assert_near(constants.threat0[i], fmin(source, 1), 1e-6, s->code);
    }
    for (int i = 0; i < constants.n; i++) constants.threat_war[i] *= R(1.05);
    assert_apart(largest_change_of_threat(), 0, 0.005, "war felt 5 % more than at the start");
}

/* Threat in the long run at distance `km` from a new war of severity .7, with and without a shared pact. */
static double threat_of_war(double km, int pact)
{
    plain_inputs(2);
    inputs.parameters.threat.war_level = 0;
    inputs.distance_km[0][1] = inputs.distance_km[1][0] = km;
    inputs.state[0].pact = inputs.state[1].pact = pact;
    prepare();
    begin(1, 0);
    world.war_until[0] = 10000;
    world.war_severity[0] = R(0.7);
    for (world.month = 0; world.month < 600; world.month++) threat_update(&constants, &world);
    return (double)world.threat[1] - inputs.parameters.threat.base;
}

static void threat_falls_with_distance(void **state)
{
    (void)state;
    assert_near(threat_of_war(100, 0), 0.7, 1e-5, "within 200 km");
    assert_near(threat_of_war(1100, 0), 0.7 * exp(-1), 1e-5, "one length further");
    assert_near(threat_of_war(2000, 0), 0.7 * exp(-2), 1e-5, "two lengths further");
    assert_near(threat_of_war(2000, 1), 0.7 * 0.5, 1e-5, "two lengths away, in the victim's pact");
    assert_near(threat_of_war(300, 1), 0.7 * exp(-100.0 / 900), 1e-5, "near and in the pact: the greater of the two");
    assert_apart(threat_of_war(1100, 0), 0.7 * exp(-1100.0 / 900), 1e-2, "no distance free");
}

static void the_present_war_ends_in_one_event(void **state)
{
    (void)state;
    const int runs = 20000, years = 4;
    int lasting = 0;
    plain_inputs(1);
    prepare();
    for (int run = 0; run < runs; run++) {
        ent_stream_init(&world.stream, 31, (uint32_t)run);
        world.war = R(0.7);
        for (world.month = 0; world.month < 12 * years; world.month++) {
            war_may_end(&constants, &world);
            assert_true(world.war <= 0 || world.war >= R(0.7));
        }
        lasting += world.war > 0;
    }
    assert_agrees(z_of_share(lasting, runs, exp(-0.25 * years)), "P(war lasts 4 years), ending at .25 a year");
    assert_rejected(z_of_share(lasting, runs, exp(-0.28 * years)), "ending at .28 a year");
}

/* Months in which a new war is felt. Its exponential length is cut to whole months and one is added, so that the mean
 * is 1 + 1/(exp(1/30) - 1) = 30.5. */
static void new_wars_last_as_stated(void **state)
{
    (void)state;
    struct sample months = {0};
    plain_inputs(1);
    inputs.state[0].exposure = 1;
    const int s = add_shock(ENT_LAW_DETERRED, 0);
    prepare();
    begin(32, 0);
    for (uint32_t run = 0; run < 20000; run++) {
        ent_stream_init(&world.stream, 32, run);
        world.month = 7;
        aggression_attack(&constants, &world, s, 0);
        world.n_memories = 0;
        int felt = 0;
        for (int month = world.month + 1; world.war_until[0] > month; month++) felt++;
        sample_add(&months, felt);
    }
    const double mean = 1 + 1 / (exp(1.0 / 30) - 1);
    assert_near(mean, 30.5, 0.01, "expected mean");
    assert_agrees(z_of_mean(&months, mean), "mean length of a new war, 30 months");
    assert_rejected(z_of_mean(&months, mean - 1.5), "a month and a half shorter");
    assert_agrees((sample_variance(&months) / (30 * 30) - 1) / sqrt(8 / months.n), "its variance, 30 squared");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threat_is_forgotten_at_the_stated_pace),
        cmocka_unit_test(the_start_is_a_fixed_point),
        cmocka_unit_test(threat_falls_with_distance),
        cmocka_unit_test(the_present_war_ends_in_one_event),
        cmocka_unit_test(new_wars_last_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
