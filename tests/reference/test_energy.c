/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M10, complementarity of energy mixes: the formula by hand and by its obvious twin, and what it does to a climate cluster of
 * real states. It may change who belongs, and it may fail to: without its parameter, or among states of like mixes, it does
 * nothing.
 */
#include "tests/reference/reference.h"

/* Three states: hydro only with 80 % renewables, half solar and half wind with 20 %, and wind only with 45 %.
 *   kappa_01 = 1/2 (1 + .5 + .5) sqrt(.16) = .4;  kappa_02 = sqrt(.36) = .6;  kappa_12 = 1/2 (.5 + .5) sqrt(.09) = .15 */
static void three_mixes(void)
{
    static const double mix[3][4] = {{40, 0, 0, 80}, {0, 10, 10, 20}, {0, 0, 30, 45}};
    plain_inputs(3);
    for (int i = 0; i < 3; i++) {
        inputs.state[i].hydro = mix[i][0];
        inputs.state[i].solar = mix[i][1];
        inputs.state[i].wind = mix[i][2];
        inputs.state[i].renewables = mix[i][3];
    }
    prepare();
}

static void mixes_complement_each_other_as_stated(void **state)
{
    static const double kappa[3][3] = {{0, 0.4, 0.6}, {0.4, 0, 0.15}, {0.6, 0.15, 0}};
    real in[ENT_P] = {1, 1, 0}, factor[ENT_P];
    (void)state;
    three_mixes();
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) assert_near(constants.unlike_energy[i][j], kappa[i][j], 1e-6, "kappa");
    membership_complementarity(&constants, in, factor);
    assert_near(factor[0], 1 + 0.5 * 0.4, 1e-6, "of the pair");
    assert_near(factor[2], 1 + 0.5 * (0.4 + 0.6 + 0.15) / 3, 1e-6, "with a third");
    assert_apart(factor[2], 1 + 0.5 * (0.6 + 0.15) / 2, 1e-3, "the third with each");
    constants.in.parameters.membership.complementarity = 0;
    membership_complementarity(&constants, in, factor);
    assert_near(factor[2], 1, 0, "switched off");
}

/* The climate cluster of the real states: a forum of the complementary domain that is still to be founded. */
static int climate_cluster(const char *setting)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    assert_int_equal(ent_experiment_load(&experiment, "baseline", NULL, &setting, 1, &complaints), ENT_OK);
    assert_int_equal(ent_experiment_resolve(experiment, 1, 0, &inputs), ENT_OK);
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    prepare();
    begin(1, 0);
    for (int d = 0; d < inputs.n_domains; d++)
        for (int t = 0; t < inputs.n_sequence[d]; t++)
            if (inputs.domain[d].complementary && !inputs.forum[inputs.sequence[d][t]].in_force) return inputs.sequence[d][t];
    fail_msg("no cluster in the complementary domain");
    return -1;
}

/* The obvious twin: mean over all pairs of the club with state i in it. */
static double slow_factor(uint64_t club, int i)
{
    double sum = 0, n = 0;
    club |= UINT64_C(1) << i;
    for (int a = 0; a < inputs.n_states; a++)
        for (int b = 0; b < a; b++) {
            if (!(club >> a & 1) || !(club >> b & 1)) continue;
            const struct ent_state *s = &inputs.state[a], *t = &inputs.state[b];
            const double all_s = s->hydro + s->solar + s->wind, all_t = t->hydro + t->solar + t->wind;
            const double apart = fabs(s->hydro / all_s - t->hydro / all_t) + fabs(s->solar / all_s - t->solar / all_t) +
                                 fabs(s->wind / all_s - t->wind / all_t);
            sum += apart / 2 * sqrt(s->renewables * t->renewables) / 100;
            n++;
        }
    return 1 + inputs.parameters.membership.complementarity * sum / n;
}

static void the_twin_agrees_on_real_states(void **state)
{
    real in[ENT_P], factor[ENT_P];
    (void)state;
    const int f = climate_cluster("parameters.membership.complementarity=1");
    for (uint64_t seed = 1; seed < 9; seed++) {
        const uint64_t club = (seed * UINT64_C(0x9e3779b97f4a7c15)) & inputs.forum[f].eligible;
        set_expand(club, constants.n_pad, in);
        membership_complementarity(&constants, in, factor);
        for (int i = 0; i < inputs.n_states; i++) {
            const struct ent_state *s = &inputs.state[i];
            if (s->hydro + s->solar + s->wind > 0 && !isnan(s->renewables)) assert_near(factor[i], slow_factor(club, i), 1e-5, "factor");
        }
    }
}

static uint64_t club_at(const char *setting, int alike)
{
    const int f = climate_cluster(setting);
    for (int i = 0; i < inputs.n_states && alike; i++) {
        inputs.state[i].hydro = inputs.state[i].solar = inputs.state[i].wind = 10;
        inputs.state[i].renewables = 30;
    }
    prepare_constants(&inputs, &constants);
    begin(1, 0);
    return founding_club(&constants, &world, f);
}

static void it_can_change_a_cluster_and_can_fail(void **state)
{
    (void)state;
    const uint64_t none = club_at("parameters.membership.complementarity=0", 0);
    const uint64_t some = club_at("parameters.membership.complementarity=0.5", 0);
    const uint64_t much = club_at("parameters.membership.complementarity=1.5", 0);
    print_message("    founders of a climate cluster: %d at 0, %d at .5, %d at 1.5\n", ent_set_count(none), ent_set_count(some),
                  ent_set_count(much));
    assert_int_equal(none & ~some, 0); /* nobody is put off by it */
    assert_int_equal(some & ~much, 0);
    assert_true(ent_set_count(much) > ent_set_count(none));
    const uint64_t alike = club_at("parameters.membership.complementarity=1.5", 1); /* twin: like mixes complement nobody */
    const uint64_t alike_none = club_at("parameters.membership.complementarity=0", 1);
    assert_true(alike == alike_none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mixes_complement_each_other_as_stated),
        cmocka_unit_test(the_twin_agrees_on_real_states),
        cmocka_unit_test(it_can_change_a_cluster_and_can_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
