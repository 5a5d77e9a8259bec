/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Regret and acceptability: by hand, in closed form, against a slow twin, and where something is missing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/ranking.h"

#define close_to(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

/* --- regret ------------------------------------------------------------------------------------------------------------------ */

/* Three orders in two scenarios: the first is best here, the second there, the third is never best and never far behind. */
static const double gains[] = {10, 4, 8, 3, 9, 7};

static void regret_by_hand(void **state)
{
    (void)state;
    const double less[] = {0, 6, 2, 6, 0, 2}, more_is_worse[] = {6, 0, 4, 0, 6, 4};
    double regret[6], greatest[3];
    assert_int_equal(ent_regret(gains, 2, 3, 1, regret, greatest), 1);
    for (int k = 0; k < 6; k++) close_to(regret[k], less[k], 0);
    assert_true(greatest[0] == 6 && greatest[1] == 6 && greatest[2] == 2);
    assert_int_equal(ent_regret(gains, 2, 3, -1, regret, greatest), 1);
    for (int k = 0; k < 6; k++) close_to(regret[k], more_is_worse[k], 0);
    assert_true(greatest[2] == 4);
}

static void regret_of_the_missing(void **state)
{
    (void)state;
    const double value[] = {1, NAN, 3, 2, 5, 3}, none[] = {NAN, NAN}, equal[] = {1, 1};
    double regret[6], greatest[3];
    assert_int_equal(ent_regret(value, 2, 3, 1, regret, greatest), 1);
    assert_true(isnan(regret[1]) && isnan(greatest[1]));
    assert_true(regret[0] == 2 && greatest[0] == 3 && greatest[2] == 2);
    assert_int_equal(ent_regret(none, 1, 2, 1, regret, greatest), 0);
    assert_true(isnan(regret[0]) && isnan(greatest[1]));
    const double empty_scenario[] = {NAN, NAN, 3, 1};
    assert_int_equal(ent_regret(empty_scenario, 2, 2, 1, regret, greatest), 1);
    assert_true(isnan(regret[0]) && greatest[0] == 0 && greatest[1] == 2);
    assert_int_equal(ent_regret(equal, 1, 2, -1, regret, greatest), 2);
    assert_true(greatest[0] == 0 && greatest[1] == 0);
}

/* Two orders, normal means: the regret of the first is max(0, difference), and its quantiles follow. */
static void minimax_of_normal_replicates(void **state)
{
    (void)state;
    enum { B = 20000 };
    static double replicate[B][2];
    const double value[] = {1, 1.5};
    struct ent_estimate regret[2], greatest[2];
    double chosen[2];
    struct ent_minimax minimax = {regret, greatest, chosen};
    struct ent_error error;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    gsl_rng_set(rng, 2);
    for (int b = 0; b < B; b++) {
        replicate[b][0] = 1 + gsl_ran_gaussian(rng, 0.4);
        replicate[b][1] = 1.5 + gsl_ran_gaussian(rng, 0.3);
    }
    gsl_rng_free(rng);
    const struct ent_minimax_input input = {value, &replicate[0][0], 1, 2, B, 2, 100, 1, 0.95};
    assert_int_equal(ent_minimax(&input, &minimax, &error), ENT_OK);
    /* the difference is normal, mean .5, deviation .5: above 0 with probability .8413 */
    close_to(chosen[1], 0.8413, 4 * sqrt(0.8413 * 0.1587 / B));
    close_to(chosen[0] + chosen[1], 1, 1e-12);
    assert_true(fabs(chosen[1] - 0.8643) > 4 * sqrt(0.8413 * 0.1587 / B)); /* a twin that takes .45 for the deviation */
    close_to(greatest[0].value, 0.5, 1e-15);
    close_to(greatest[0].low, 0, 0);
    close_to(greatest[0].high, 0.5 + 1.96 * 0.5, 0.04);
    close_to(greatest[1].value, 0, 0);
    assert_true(greatest[0].n == 100);
}

/* Without replicates there is a regret, but no interval and no choice. */
static void minimax_of_one_run(void **state)
{
    (void)state;
    struct ent_estimate regret[6], greatest[3];
    double chosen[3];
    struct ent_minimax minimax = {regret, greatest, chosen};
    struct ent_error error;
    const struct ent_minimax_input input = {gains, NULL, 2, 3, 0, 6, 1, 1, 0.95};
    assert_int_equal(ent_minimax(&input, &minimax, &error), ENT_OK);
    assert_true(greatest[2].value == 2 && isnan(greatest[2].low) && isnan(chosen[2]));
}

/* --- acceptability ----------------------------------------------------------------------------------------------------------- */

enum { DRAWS = 40000 };

/* Two orders, two criteria, certain utilities: the first comes first where w1 d1 > w2 d2. With d = (3, 1) that is w1 > 1/4. */
static void acceptability_in_closed_form(void **state)
{
    (void)state;
    const double utility[] = {0.8, 0.4, 0.5, 0.5};
    double acceptability[4], central[4], confidence[2];
    struct ent_smaa smaa = {acceptability, central, confidence};
    struct ent_error error;
    const struct ent_smaa_input input = {utility, 1, 2, 2, DRAWS, 5};
    double deviation = sqrt(0.25 * 0.75 / DRAWS);
    assert_int_equal(ent_smaa(&input, &smaa, &error), ENT_OK);
    close_to(acceptability[0], 0.75, 4 * deviation);
    assert_true(fabs(acceptability[0] - 2.0 / 3) > 4 * deviation); /* a twin that weighs by a triangle's angle */
    close_to(acceptability[0], acceptability[3], 1e-12);
    close_to(acceptability[0] + acceptability[1], 1, 1e-12);
    close_to(central[0], 0.625, 0.01); /* mean of w1 on (1/4, 1) */
    close_to(central[2], 0.125, 0.01);
    close_to(central[0] + central[1], 1, 1e-12);
    assert_true(confidence[0] == 1 && confidence[1] == 1);
}

/* Three criteria: weights are uniform on the triangle, so that P(w1 > 1/2) = 1/4. */
static void weights_are_uniform(void **state)
{
    (void)state;
    const double utility[] = {1, 0, 0, 0.5, 0.5, 0.5};
    double acceptability[4], central[6], confidence[2];
    struct ent_smaa smaa = {acceptability, central, confidence};
    struct ent_error error;
    const struct ent_smaa_input input = {utility, 1, 2, 3, DRAWS, 0};
    assert_int_equal(ent_smaa(&input, &smaa, &error), ENT_OK);
    close_to(acceptability[0], 0.25, 4 * sqrt(0.25 * 0.75 / DRAWS));
    close_to(central[0], 2.0 / 3, 0.01); /* the corner's centre of mass */
    close_to(central[1], 1.0 / 6, 0.01);
}

/* Uncertain utilities: how often an order is first under its central weights. */
static void confidence_of_uncertain_utilities(void **state)
{
    (void)state;
    const double utility[][4] = {{0.6, 0.6, 0.5, 0.5}, {0.6, 0.6, 0.5, 0.5}, {0.6, 0.6, 0.5, 0.5}, {0.4, 0.4, 0.5, 0.5}};
    double acceptability[4], central[4], confidence[2];
    struct ent_smaa smaa = {acceptability, central, confidence};
    struct ent_error error;
    const struct ent_smaa_input input = {&utility[0][0], 4, 2, 2, 4000, 0};
    assert_int_equal(ent_smaa(&input, &smaa, &error), ENT_OK);
    close_to(acceptability[0], 0.75, 1e-12); /* draws take the utilities in turn */
    close_to(confidence[0], 0.75, 0);
    close_to(confidence[1], 0.25, 0);
}

static void ties_and_the_missing(void **state)
{
    (void)state;
    const double utility[] = {0.5, 0.5, 0.5, 0.5, NAN, 0.9, 0.1, 0.1};
    double acceptability[16], central[8], confidence[4];
    struct ent_smaa smaa = {acceptability, central, confidence};
    struct ent_error error;
    const struct ent_smaa_input input = {utility, 1, 4, 2, 500, 0};
    assert_int_equal(ent_smaa(&input, &smaa, &error), ENT_OK);
    close_to(acceptability[0], 0.5, 1e-12);
    close_to(acceptability[1], 0.5, 1e-12);
    close_to(acceptability[4], 0.5, 1e-12);
    assert_true(isnan(acceptability[8 + 3])); /* never ranked */
    close_to(acceptability[12 + 2], 1, 1e-12);
    close_to(confidence[0], 0.5, 1e-12);
    assert_true(isnan(central[4]) && isnan(confidence[2]) && isnan(central[6]));
}

/* An order that is there in every other draw comes last in the others; draws without anybody do not count. */
static void sometimes_missing(void **state)
{
    (void)state;
    const double utility[][2] = {{0.9, 0.1}, {NAN, 0.1}, {NAN, NAN}}, none[] = {NAN, NAN};
    double acceptability[4], central[2], confidence[2];
    struct ent_smaa smaa = {acceptability, central, confidence};
    struct ent_error error;
    const struct ent_smaa_input input = {&utility[0][0], 3, 2, 1, 3000, 0}, empty = {none, 1, 2, 1, 100, 0};
    assert_int_equal(ent_smaa(&input, &smaa, &error), ENT_OK);
    for (int k = 0; k < 4; k++) close_to(acceptability[k], 0.5, 1e-12);
    close_to(confidence[0], 1.0 / 3, 1e-12);
    assert_int_equal(ent_smaa(&empty, &smaa, &error), ENT_OK);
    for (int k = 0; k < 4; k++) assert_true(isnan(acceptability[k]));
    assert_true(isnan(central[0]) && isnan(confidence[1]));
}

/* The ranks of a slow twin, by sorting, with weights from spacings instead of exponentials. */
static void like_a_slow_twin(void **state)
{
    (void)state;
    enum { ORDERS = 4, CRITERIA = 3 };
    double utility[ORDERS * CRITERIA], acceptability[16], central[12], confidence[4], twin[16] = {0};
    struct ent_smaa smaa = {acceptability, central, confidence};
    struct ent_error error;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus);
    gsl_rng_set(rng, 11);
    for (int k = 0; k < ORDERS * CRITERIA; k++) utility[k] = gsl_rng_uniform(rng);
    for (int k = 0; k < DRAWS; k++) {
        double a = gsl_rng_uniform(rng), b = gsl_rng_uniform(rng), low = fmin(a, b), high = fmax(a, b), worth[ORDERS];
        for (int i = 0; i < ORDERS; i++)
            worth[i] = low * utility[i * 3] + (high - low) * utility[i * 3 + 1] + (1 - high) * utility[i * 3 + 2];
        for (int i = 0; i < ORDERS; i++) {
            int rank = 0;
            for (int j = 0; j < ORDERS; j++) rank += worth[j] > worth[i];
            twin[i * ORDERS + rank] += 1.0 / DRAWS;
        }
    }
    gsl_rng_free(rng);
    const struct ent_smaa_input input = {utility, 1, ORDERS, CRITERIA, DRAWS, 1};
    assert_int_equal(ent_smaa(&input, &smaa, &error), ENT_OK);
    for (int k = 0; k < 16; k++) close_to(acceptability[k], twin[k], 4 * sqrt(2 * 0.25 / DRAWS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regret_by_hand),
        cmocka_unit_test(regret_of_the_missing),
        cmocka_unit_test(minimax_of_normal_replicates),
        cmocka_unit_test(minimax_of_one_run),
        cmocka_unit_test(acceptability_in_closed_form),
        cmocka_unit_test(weights_are_uniform),
        cmocka_unit_test(confidence_of_uncertain_utilities),
        cmocka_unit_test(ties_and_the_missing),
        cmocka_unit_test(sometimes_missing),
        cmocka_unit_test(like_a_slow_twin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
