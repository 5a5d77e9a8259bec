/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M4 against closed forms: the probability of withdrawal at one opportunity solved from the scenario's probability of
 * absence within ten years, the same probability simulated, and the transitions between stages.
 */
#include "tests/reference/reference.h"

static void scenario_of(double probability)
{
    plain_inputs(1);
    const int s = add_shock(ENT_LAW_COMMITMENT, 0);
    inputs.shock[s].probability = probability;
    prepare();
}

/* P(absent within ten years) and the q of the specification, rounded there to three digits. */
static const struct {
    double probability, q;
} published[] = {{0.1, 0.062}, {0.3, 0.197}, {0.5, 0.352}, {0.8, 0.653}};
enum { N_PUBLISHED = sizeof published / sizeof *published };

static void withdrawal_is_solved_from_its_probability(void **state)
{
    (void)state;
    for (int n = 0; n < N_PUBLISHED; n++) {
        scenario_of(published[n].probability);
        const double q = (double)constants.withdrawal, p = published[n].probability;
        assert_near(q, published[n].q, 0.0006, "q");
        assert_near(q + 0.65 * q * (1 - q), p, 1e-6, "P = q + .65 q (1 - q)");
        assert_apart(1 - (1 - q) * (1 - q), p, 1e-3, "two opportunities without a return between them");
    }
    scenario_of(0.5);
    inputs.parameters.commitment.return_share = 1;
    prepare();
    assert_near(constants.withdrawal, 0.5, 1e-6, "q if whoever stays leads: one opportunity in ten years");
}

/* Runs in which the leader was absent at some time within `months`. */
static double runs_absent(uint64_t seed, int runs, int months)
{
    double n = 0;
    for (int run = 0; run < runs; run++) {
        ent_stream_init(&world.stream, seed, (uint32_t)run);
        world.leader = ENT_CONDITIONAL;
        world.enablers = R(0.88);
        int absent = 0;
        for (world.month = 0; world.month < months; world.month++) {
            commitment_opportunity(&constants, &world);
            absent |= world.leader == ENT_ABSENT;
        }
        n += absent;
    }
    return n;
}

static void absence_within_ten_years_is_as_the_scenario_says(void **state)
{
    (void)state;
    enum { RUNS = 20000 };
    for (int n = 0; n < N_PUBLISHED; n++) {
        char what[64];
        const double p = published[n].probability;
        scenario_of(p);
        snprintf(what, sizeof what, "P(absent within ten years) = %.1f", p);
        assert_agrees(z_of_share(runs_absent(81 + (uint64_t)n, RUNS, 120), RUNS, p), what);
        constants.withdrawal = R(p / 2);
        assert_rejected(z_of_share(runs_absent(81 + (uint64_t)n, RUNS, 120), RUNS, p), "half of it at each of two opportunities");
    }
    scenario_of(0.8);
    assert_true(runs_absent(85, 200, 36) <= 0); /* nothing changes before January 2029 */
    assert_true(runs_absent(85, 200, 37) > 0);
}

/* A crisis can take the leader away between elections, at the hazard of the shock. */
static void jumps_follow_their_hazard(void **state)
{
    (void)state;
    enum { RUNS = 20000 };
    scenario_of(0);
    inputs.shock[0].hazard = 0.2;
    prepare();
    assert_agrees(z_of_share(runs_absent(86, RUNS, 36), RUNS, 1 - exp(-0.2 * 3)), "absent within three years by a jump");
    assert_rejected(z_of_share(runs_absent(86, RUNS, 36), RUNS, 1 - exp(-0.22 * 3)), "jumps a tenth more frequent");
}

/* Runs that go from one stage to another at one opportunity. */
static double transitions(uint64_t seed, int runs, int32_t from, int32_t to)
{
    double n = 0;
    for (int run = 0; run < runs; run++) {
        ent_stream_init(&world.stream, seed, (uint32_t)run);
        world.leader = from;
        world.enablers = R(0.8);
        world.month = 84;
        commitment_opportunity(&constants, &world);
        n += world.leader == to;
    }
    return n;
}

static void stages_follow_one_another_as_stated(void **state)
{
    (void)state;
    enum { RUNS = 20000 };
    const double q = 0.19677;
    const struct {
        int32_t from, to;
        double p;
        const char *what;
    } cases[] = {
        {ENT_CONDITIONAL, ENT_ABSENT, q, "conditional to absent, q"},
        {ENT_CONDITIONAL, ENT_LEADING, 0.35 * (1 - q), "conditional to leading, .35 (1 - q)"},
        {ENT_LEADING, ENT_CONDITIONAL, 0.5, "leading to conditional, .5"},
        {ENT_ABSENT, ENT_CONDITIONAL, 0.25, "absent to conditional, .25"},
    };
    scenario_of(0.3);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const double n = transitions(91 + c, RUNS, cases[c].from, cases[c].to);
        assert_agrees(z_of_share(n, RUNS, cases[c].p), cases[c].what);
        assert_rejected(z_of_share(n, RUNS, cases[c].p * 1.1), "a tenth more likely");
    }
    assert_true(transitions(95, 2000, ENT_LEADING, ENT_ABSENT) <= 0);
    assert_true(transitions(95, 2000, ENT_ABSENT, ENT_LEADING) <= 0);
}

/* Guarantee 1, .5, 0 and enablers 1, .88, .75 by stage; what Europe has rebuilt stays. */
static void commitment_is_worth_what_is_stated(void **state)
{
    (void)state;
    static const double worth[] = {1, 0.5, 0}, enablers[] = {1, 0.88, 0.75};
    scenario_of(0.3);
    begin(1, 0);
    assert_near(world.enablers, 0.88, 1e-6, "enablers at the start");
    for (int32_t from = ENT_LEADING; from <= ENT_ABSENT; from++)
        for (int32_t to = ENT_LEADING; to <= ENT_ABSENT; to++) {
            world.leader = from;
            world.enablers = R(enablers[from]);
            commitment_change(&constants, &world, to);
            assert_near(commitment_worth(&constants, &world), worth[to], 1e-6, "worth of the commitment");
            assert_near(world.enablers, enablers[to], 1e-6, "enablers");
        }
    world.leader = ENT_CONDITIONAL;
    world.enablers = R(0.96);
    commitment_change(&constants, &world, ENT_ABSENT);
    assert_near(world.enablers, 0.96 * 0.75 / 0.88, 1e-6, "rebuilt enablers after withdrawal");
    assert_apart(world.enablers, 0.75, 0.01, "nothing rebuilt");
}

/* e' = r (1 - e), r rising from .05 at an effort of 2 % to .15 at 4 %. */
static void enablers_are_rebuilt_as_stated(void **state)
{
    (void)state;
    static const struct {
        double effort, rate;
    } cases[] = {{0.01, 0.05}, {0.02, 0.05}, {0.03, 0.10}, {0.04, 0.15}, {0.06, 0.15}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        plain_inputs(3);
        for (int i = 0; i < 3; i++) inputs.state[i].effort = cases[c].effort;
        prepare();
        begin(1, 0);
        world.enablers = R(0.75);
        for (int month = 0; month < 60; month++) commitment_rebuild(&constants, &world);
        assert_near(world.enablers, 1 - 0.25 * pow(1 - cases[c].rate / 12, 60), 2e-6, "enablers after five years");
        assert_apart(world.enablers, 1 - 0.25 * pow(1 - (cases[c].rate + 0.02) / 12, 60), 2e-3, "rebuilt faster");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(withdrawal_is_solved_from_its_probability),
        cmocka_unit_test(absence_within_ten_years_is_as_the_scenario_says),
        cmocka_unit_test(jumps_follow_their_hazard),
        cmocka_unit_test(stages_follow_one_another_as_stated),
        cmocka_unit_test(commitment_is_worth_what_is_stated),
        cmocka_unit_test(enablers_are_rebuilt_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
