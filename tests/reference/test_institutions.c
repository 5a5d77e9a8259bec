/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M6, M12, M13 against closed forms: relaxation of trust, what votes do to it, institutional capital, the life of a
 * forum, alienation.
 */
#include "tests/reference/reference.h"

/* Years until half of a shift of trust is gone. */
static double half_life_of_trust(double relaxation, int steps)
{
    plain_inputs(2);
    inputs.parameters.trust.relaxation = relaxation;
    inputs.steps_per_month = steps;
    prepare();
    begin(1, 0);
    const double at_rest = (double)constants.trust0[0][1], shift = 0.2;
    world.trust[0][1] = R(at_rest + shift);
    for (int n = 0; n < 24 * steps; n++) trust_update(&constants, &world);
    return 2 * log(0.5) / log(((double)world.trust[0][1] - at_rest) / shift);
}

static void trust_relaxes_at_the_stated_pace(void **state)
{
    (void)state;
    const double continuous = log(2) / 0.30; /* 2.31 years */
    assert_near(half_life_of_trust(0.30, 1), -log(2) / (12 * log(1 - 0.30 / 12)), 2e-4, "half-life in monthly steps");
    assert_near(half_life_of_trust(0.30, 1), continuous, 0.03, "half-life, exponential");
    assert_near(half_life_of_trust(0.30, 2), continuous, 0.016, "half the step, half the error");
    assert_apart(half_life_of_trust(0.33, 1), continuous, 0.1, "relaxation .33");
}

/* Trust after one vote of some stake, for a yes-yes, a yes-no and a no-no pair. */
static void votes_change_trust_as_stated(void **state)
{
    (void)state;
    plain_inputs(10);
    inputs.parameters.trust.relaxation = 0;
    prepare();
    begin(1, 0);
    const double r = (double)world.trust[0][1], weight = 0.15 * 2 * 4 * 0.8 * 0.2;
    trust_remember(&constants, &world, 0xff, 0x300, 2);
    trust_update(&constants, &world);
    assert_near(world.trust[0][1], r + 0.03 * weight * (1 - r), 1e-6, "yes and yes");
    assert_near(world.trust[0][8], r - 0.09 * weight * r, 1e-6, "yes and no");
    assert_near(world.trust[8][0], r - 0.09 * weight * r, 1e-6, "no and yes");
    assert_near(world.trust[8][9], r, 1e-6, "no and no");
    assert_apart(world.trust[0][8], r - 0.03 * weight * r, 1e-3, "a refusal that costs no more than an agreement gains");
    begin(1, 0);
    trust_remember(&constants, &world, 0x3ff, 0, 1);
    trust_update(&constants, &world);
    assert_near(world.trust[0][1], r + 0.03 * 0.15 * 0.1 * (1 - r), 1e-6, "unanimous: a tenth of the weight");
}

/* Trust in the long run of n unanimous votes a month, g n (1 - R) = back (R - R0): all of a month count at once. */
static void agreement_raises_trust_to_its_equilibrium(void **state)
{
    (void)state;
    plain_inputs(3);
    prepare();
    begin(1, 0);
    for (int month = 0; month < 1200; month++) {
        for (int vote = 0; vote < 8; vote++) trust_remember(&constants, &world, 7, 0, 1);
        trust_update(&constants, &world);
    }
    const double gain = 8 * 0.03 * 0.15 * 0.1, back = 0.30 / 12, r0 = (double)constants.trust0[0][1];
    const double expected = (gain + back * r0) / (gain + back);
    assert_near(world.trust[0][1], expected, 1e-5, "trust in the long run");
    assert_apart(expected, r0, 0.03, "no votes");
}

/* K' = .1 u (1 - K) - .03 (1 - u) K has the solution K* + (K0 - K*) exp(-r t), r = .1 u + .03 (1 - u), K* = .1 u/r. */
static double capital_after(double years, double start, double use)
{
    plain_inputs(3);
    const int f = add_forum(7);
    inputs.forum[f].capital = start;
    inputs.parameters.capital.death_base = 0;
    prepare();
    begin(1, 0);
    for (world.month = 0; world.month < (int)(12 * years); world.month++) {
        world.forum[f].trials = R(1e6);
        world.forum[f].successes = R(1e6 * use);
        capital_update(&constants, &world);
    }
    return (double)world.forum[f].capital;
}

static void institutions_live_by_use(void **state)
{
    (void)state;
    static const double starts[] = {0, 0.8}, uses[] = {0, 0.4, 0.9, 1};
    for (size_t s = 0; s < 2; s++)
        for (size_t u = 0; u < sizeof uses / sizeof *uses; u++) {
            const double rate = 0.1 * uses[u] + 0.03 * (1 - uses[u]), rest = 0.1 * uses[u] / rate;
            const double ten = rest + (starts[s] - rest) * exp(-10 * rate);
            assert_near(capital_after(10, starts[s], uses[u]), ten, 2e-3, "capital after ten years");
            if (fabs(starts[s] - rest) > 0.2)
                assert_apart(capital_after(10, starts[s], uses[u]), rest + (starts[s] - rest) * exp(-12 * rate), 5e-3, "a fifth faster");
        }
    assert_near(capital_after(0, 0.8, 1), 0.8, 1e-6, "capital at the start");
}

/* Forums out of n that are dissolved within `years`, K, the dissatisfied share and the number of issues on record held fixed. */
static double dissolved(uint64_t seed, int n, int years, double capital, int n_losing, real record)
{
    double gone = 0;
    plain_inputs(4);
    add_forum(15);
    inputs.parameters.capital.growth = inputs.parameters.capital.decay = 0;
    inputs.forum[0].capital = capital;
    prepare();
    begin(seed, 0);
    const struct ent_forum_state forum = world.forum[0];
    real in[ENT_P];
    memcpy(in, world.in[0], sizeof in);
    for (int run = 0; run < n; run++) {
        ent_stream_init(&world.stream, seed, (uint32_t)run);
        world.forum[0] = forum;
        memcpy(world.in[0], in, sizeof in);
        for (int i = 0; i < 4; i++) world.realised[0][i] = i < n_losing ? R(-1e9) : R(1e9);
        for (world.month = 0; world.month < 12 * years; world.month++) {
            world.forum[0].trials = record; /* at the success expected of a forum without one */
            world.forum[0].successes = record * R(constants.in.parameters.membership.success_prior);
            capital_update(&constants, &world);
        }
        gone += world.forum[0].life == ENT_DISSOLVED;
    }
    return gone;
}

static void forums_die_at_the_stated_hazard(void **state)
{
    (void)state;
    enum { RUNS = 5000, YEARS = 10 };
    static const struct {
        double capital;
        int n_losing; /* of four alike */
        const char *what;
    } cases[] = {{0, 1, "no capital, a quarter dissatisfied: 1/15 a year"},
                 {0.3, 0, "some capital, all content"},
                 {0.3, 3, "some capital, three of four dissatisfied"},
                 {0.8, 1, "capital .8"}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const double hazard = exp(-4 * cases[c].capital + 4 * (cases[c].n_losing / 4.0 - 0.25)) / 15;
        const double gone = dissolved(131 + c, RUNS, YEARS, cases[c].capital, cases[c].n_losing, R(1e6));
        assert_agrees(z_of_share(gone, RUNS, 1 - exp(-hazard * YEARS)), cases[c].what);
        assert_rejected(z_of_share(gone, RUNS, 1 - exp(-hazard * 1.6 * YEARS)), "0.6 times more often");
    }
    /* The prior of two issues: after two, half of the dissatisfied count; before the first, none. */
    const double half = 1 - exp(-exp(4 * (0.5 - 0.25) - 4 * 0.3) / 15 * YEARS), none = 1 - exp(-exp(-4 * 0.25 - 4 * 0.3) / 15 * YEARS);
    assert_agrees(z_of_share(dissolved(151, RUNS, YEARS, 0.3, 4, 2), RUNS, half), "two issues on record");
    assert_agrees(z_of_share(dissolved(152, RUNS, YEARS, 0.3, 4, 0), RUNS, none), "a forum without a record");
    assert_rejected(z_of_share(dissolved(152, RUNS, YEARS, 0.3, 4, 0), RUNS, half), "as if it had one");
}

/* n_eff = (sum c)^2/sum c^2; a forum that widens from 4 to 9 like members promises (9/4)^-.25 as much. */
static void widening_dilutes_as_stated(void **state)
{
    (void)state;
    plain_inputs(9);
    const int f = add_forum(15);
    inputs.parameters.capital.death_base = 0;
    prepare();
    begin(1, 0);
    assert_near(world.forum[f].effective0, 4, 1e-5, "effective members at the start");
    for (int i = 4; i < 9; i++) membership_admit(&world, f, i);
    capital_update(&constants, &world);
    assert_near(world.forum[f].dilution, pow(9.0 / 4, -0.25), 1e-5, "dilution");
    assert_apart(world.forum[f].dilution, pow(9.0 / 4, -0.5), 1e-2, "another exponent");
    for (int i = 1; i < 9; i++) membership_end(&world, f, i);
    membership_admit(&world, f, 1);
    capital_update(&constants, &world);
    assert_near(world.forum[f].dilution, 1, 1e-6, "a smaller forum gains nothing");
}

/* a' = .97 a + .03 clip(excluded - heard): half-life 22.8 months, limit the share itself. */
static void alienation_accumulates_as_stated(void **state)
{
    (void)state;
    plain_inputs(2);
    prepare();
    begin(1, 0);
    for (int month = 0; month < 48; month++) {
        world.at_stake[0] = 10;
        world.excluded[0] = 6;
        world.heard[0] = 1;
        alienation_update(&constants, &world);
    }
    assert_near(world.alienation[0], 0.5 * (1 - pow(0.97, 48)), 1e-6, "alienation after four years");
    assert_apart(world.alienation[0], 0.5 * (1 - pow(0.98, 48)), 0.02, "another memory");
    assert_near(world.alienation[1], 0, 1e-9, "nothing at stake");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trust_relaxes_at_the_stated_pace),          cmocka_unit_test(votes_change_trust_as_stated),
        cmocka_unit_test(agreement_raises_trust_to_its_equilibrium), cmocka_unit_test(institutions_live_by_use),
        cmocka_unit_test(forums_die_at_the_stated_hazard),           cmocka_unit_test(widening_dilutes_as_stated),
        cmocka_unit_test(alienation_accumulates_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
