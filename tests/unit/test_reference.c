/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `entente doctor` stands on: a hash that every bit of a result changes, floating-point modes that are noticed, a folder
 * that will not do.
 */
#include "runs/reference.h"

#include <fcntl.h>
#include <fenv.h>
#include <signal.h>
#include <sys/resource.h>

#include "runs/filesystem.h"
#include "runs/floats.h"
#include "tests/unit/runs_world.h"
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

/* --- bits ------------------------------------------------------------------------------------------------------------------------ */

/* The made-up kernel, with one place of its last run's result turned over. */
static int spoiled_place;

static void spoiled_run(const void *constants, void *world, uint64_t seed, uint32_t run, struct ent_run_result *result)
{
    uint32_t bits;
    made_up_run(constants, world, seed, run, result);
    if (run != ENT_REFERENCE_RUNS - 1) return;
    switch (spoiled_place) {
    case 0:
        memcpy(&bits, &result->metric[ENT_N_METRICS - 1], sizeof bits);
        bits ^= 1;
        memcpy(&result->metric[ENT_N_METRICS - 1], &bits, sizeof bits);
        break;
    case 1:
        result->status ^= 1;
        break;
    case 2:
        result->welfare_of[0] += 1;
        break;
    case 3:
        result->trajectory[ENT_N_TRAJECTORIES - 1][5] ^= 1;
        break;
    case 4:
        result->state_trajectory[0][5][2] ^= 1;
        break;
    case 5:
        result->members[0][5] ^= 1;
        break;
    case 6:
        result->blocked[1][0] ^= 1;
        break;
    case 7:
        result->decided[ENT_N_DURATIONS - 1] ^= 1;
        break;
    case 8:
        result->censored[0] ^= 1;
        break;
    default:
        result->failure_month ^= 1;
    }
}

static void bits_of(const struct ent_experiment *experiment, const struct ent_kernel *kernel, char inputs[65], char bits[65])
{
    struct ent_cells cells;
    struct ent_error error = {0};
    assert_int_equal(ent_cells_init(&cells, experiment, ENT_REFERENCE_RUNS, 1, 0, &error), ENT_OK);
    ent_reference_hash_inputs(&cells, inputs);
    assert_int_equal(ent_reference_hash_bits(&cells, kernel, bits, &error), ENT_OK);
    ent_cells_free(&cells);
}

static void every_bit_counts(void **state)
{
    struct ent_kernel spoiled = made_up_kernel;
    struct ent_experiment *experiment = open_baseline(NULL, NULL), *other = open_baseline("parameters.values.phi=0.17", NULL);
    char inputs[65], bits[65], inputs_again[65], bits_again[65];
    (void)state;
    assert_non_null(experiment);
    assert_non_null(other);
    bits_of(experiment, &made_up_kernel, inputs, bits);
    bits_of(experiment, &made_up_kernel, inputs_again, bits_again);
    assert_string_equal(inputs, inputs_again);
    assert_string_equal(bits, bits_again);
    spoiled.run = spoiled_run;
    for (spoiled_place = 0; spoiled_place < 10; spoiled_place++) {
        bits_of(experiment, &spoiled, inputs_again, bits_again);
        assert_string_equal(inputs, inputs_again);
        if (strcmp(bits, bits_again) == 0) fail_msg("place %d of the result is not in the hash", spoiled_place);
    }
    bits_of(other, &made_up_kernel, inputs_again, bits_again);
    assert_string_not_equal(inputs, inputs_again);
    ent_experiment_free(experiment);
    ent_experiment_free(other);
}

/* --- modes ------------------------------------------------------------------------------------------------------------------------- */

static void other_modes_are_noticed(void **state)
{
    static const int roundings[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    (void)state;
    assert_int_equal(ent_floats_wrong(1), 0);
    assert_int_equal(ent_floats_wrong(3), 0);
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++) {
        assert_int_equal(fesetround(roundings[i]), 0);
        int32_t n = ent_floats_wrong(1);
        assert_int_equal(fesetround(FE_TONEAREST), 0);
        assert_int_equal(n, 1);
    }
#if defined(__SSE2__)
    /* Only of the unit that computes: flush results; take subnormal operands for 0; down, up, towards zero. */
    static const unsigned bits[] = {0x8000, 0x40, 0x2000, 0x4000, 0x6000};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        unsigned mode = _mm_getcsr();
        _mm_setcsr(mode | bits[i]);
        int32_t n = ent_floats_wrong(1);
        _mm_setcsr(mode);
        if (n != 1) fail_msg("mode %#x is not noticed", bits[i]);
    }
#endif
}

/* --- folders ------------------------------------------------------------------------------------------------------------------------ */

static int n_entries(const char *name)
{
    int n = 0;
    DIR *stream = opendir(name);
    assert_non_null(stream);
    while (readdir(stream) != NULL) n++;
    closedir(stream);
    return n - 2;
}

static void a_good_folder(void **state)
{
    struct ent_filesystem found;
    struct ent_error error = {0};
    (void)state;
    assert_int_equal(ent_filesystem_try(folder, &found, &error), ENT_OK);
    assert_true(found.kind[0] != '\0' && found.free_bytes > 0 && found.sync_seconds >= 0);
    assert_int_equal(n_entries(folder), 0);
}

static void bad_folders(void **state)
{
    struct ent_filesystem found;
    struct ent_error error = {0};
    struct rlimit before, small;
    const char *file = path("file");
    (void)state;
    assert_int_equal(ent_filesystem_try("none/such", &found, &error), ENT_CANT_CREATE);
    int fd = open(file, O_CREAT | O_WRONLY, 0666);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(ent_filesystem_try(file, &found, &error), ENT_CANT_CREATE);

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int code = ent_filesystem_try(folder, &found, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(code, ENT_IO);
    assert_non_null(strstr(error.text, "writing fails"));
    assert_true(found.most_bytes == 100000);
    assert_int_equal(n_entries(folder), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(other_modes_are_noticed),
        cmocka_unit_test_setup_teardown(a_good_folder, scratch_begin, scratch_end),
        cmocka_unit_test_setup_teardown(bad_folders, scratch_begin, scratch_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
