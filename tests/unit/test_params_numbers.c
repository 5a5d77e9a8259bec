/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What counts as a number in a file.
 */
#include <float.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "params/number.h"

static void reals_are_read(void **state)
{
    static const struct {
        const char *text;
        double value;
    } right[] = {{"0", 0},      {"-0", -0.0}, {"1", 1},         {"+1", 1},     {"-1.5", -1.5}, {".5", 0.5},
                 {"-.5", -0.5}, {"1.", 1},    {"1e3", 1000},    {"1E3", 1000}, {"1e+3", 1000}, {"2.5e-3", 0.0025},
                 {"0.1", 0.1},  {"0e0", 0},   {"1e308", 1e308}, {"0.000", 0},  {"100.0", 100}, {"1e00", 1}};

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        double value = 77;

        assert_null(ent_number_real(right[i].text, &value));
        assert_memory_equal(&value, &right[i].value, sizeof value);
    }
}

static void what_is_no_real_is_refused(void **state)
{
    static const char *const wrong[] = {"",      " ",   "x",    "0.1x", "1 ",  " 1", "1e999", "-1e999",   "1e-999",      "nan",
                                        "NaN",   "inf", "-inf", ".inf", "010", "00", "-01",   "01.5",     "0x10",        "0x1p3",
                                        "1e",    "1e+", "e3",   ".",    "-",   "+",  "--1",   "1,5",      "1_000",       "1.2.3",
                                        "1e3.5", ".e3", "1d3",  "1f",   "1/2", "½",  "１",    "infinity", "1e5000000000"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        double value = 77;

        if (!ent_number_real(wrong[i], &value)) fail_msg("'%s' is read as %g", wrong[i], value);
        assert_true(value == 77);
    }
}

static void whole_numbers_are_plain_digits(void **state)
{
    static const char *const wrong[] = {"1.0", "1e3", "010", "9223372036854775808", "99999999999999999999", "x", "", "0x1", "1.", "-"};
    int64_t value;

    (void)state;
    assert_null(ent_number_int("0", &value));
    assert_int_equal(value, 0);
    assert_null(ent_number_int("-42", &value));
    assert_int_equal(value, -42);
    assert_null(ent_number_int("9223372036854775807", &value));
    assert_true(value == INT64_MAX);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_non_null(ent_number_int(wrong[i], &value));
}

static void shares_are_exact_ratios(void **state)
{
    static const struct {
        const char *text;
        int32_t above, below;
    } right[] = {{"0.55", 11, 20},
                 {"55/100", 11, 20},
                 {"2/3", 2, 3},
                 {"1", 1, 1},
                 {".65", 13, 20},
                 {"0.6", 3, 5},
                 {"0.666667", 666667, 1000000},
                 {"1.0", 1, 1},
                 {"0", 0, 1},
                 {"155/100", 31, 20},
                 {"24/25", 24, 25},
                 {"1/2000000", 1, 2000000},
                 {"0.66666667", 66666667, 100000000},
                 {"0.500000000", 1, 2},
                 {"999999998/999999999", 999999998, 999999999}};
    static const char *const wrong[] = {
        "",     "x", "55%",         "1/0",          "/3",           "2/", "-1/2", "1e-1", "0.5x",  "2/3/4",        "1 / 2",
        "1/2 ", ".", "0.666666667", "1/1000000000", "9999999999/3", "0.", "1./2", "/",    "1.2/3", "0.0000000001", "5000000000.5"};
    int32_t above, below;

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_null(ent_number_ratio(right[i].text, &above, &below));
        assert_int_equal(above, right[i].above);
        assert_int_equal(below, right[i].below);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (!ent_number_ratio(wrong[i], &above, &below)) fail_msg("'%s' is read as %d/%d", wrong[i], above, below);
}

static void check_print(double value)
{
    char text[ENT_NUMBER_SIZE];
    double back = 0;

    ent_number_print(text, value);
    assert_null(ent_number_real(text, &back));
    assert_memory_equal(&back, &value, sizeof value);
}

static void printed_numbers_read_back(void **state)
{
    static const double values[] = {0, -0.0, 1, 0.1, 1.0 / 3, 0.0666666666666667, 1e300, -2.5e-300, DBL_MAX, DBL_MIN, 123456789.123, 1e22};
    char text[ENT_NUMBER_SIZE];
    uint64_t bits = 1;

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) check_print(values[i]);
    for (int i = 0; i < 2000; i++) {
        double value;
        const uint64_t normal = (bits & UINT64_C(0x800fffffffffffff)) | (uint64_t)(1 + (bits >> 33) % 2045) << 52;

        memcpy(&value, &normal, sizeof value);
        check_print(value);
        bits = bits * UINT64_C(6364136223846793005) + 1442695040888963407u;
    }
    ent_number_print(text, 0.3);
    assert_string_equal(text, "0.3");
}

static void the_locale_does_not_matter(void **state)
{
    static const char *const commas[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "cs_CZ.UTF-8", "nl_NL.UTF-8"};
    const char *found = NULL;
    double value;

    (void)state;
    for (size_t i = 0; i < sizeof commas / sizeof *commas && !found; i++) found = setlocale(LC_ALL, commas[i]);
    if (!found) print_message("no locale with a decimal comma is installed: read and printed in the plain one only\n");
    assert_null(ent_number_real("0.5", &value));
    assert_true(value == 0.5);
    assert_non_null(ent_number_real("0,5", &value));
    check_print(0.1);
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reals_are_read),
        cmocka_unit_test(what_is_no_real_is_refused),
        cmocka_unit_test(whole_numbers_are_plain_digits),
        cmocka_unit_test(shares_are_exact_ratios),
        cmocka_unit_test(printed_numbers_read_back),
        cmocka_unit_test(the_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
