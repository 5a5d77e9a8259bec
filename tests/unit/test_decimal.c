/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shortest decimals against the slow, obvious way: the fewest digits of printf that strtof or strtod reads back, over
 * numbers of all sizes; in a locale with a decimal comma too.
 */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/decimal.h"

enum { NUMBERS = 200000, TEXT = 64 };

static uint64_t state_of_draws = 20260101;

static uint64_t draw(void)
{
    state_of_draws ^= state_of_draws << 13;
    state_of_draws ^= state_of_draws >> 7;
    state_of_draws ^= state_of_draws << 17;
    return state_of_draws;
}

static int digits_of(const char *text)
{
    int n = 0, zeros = 0, begun = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9') continue;
        begun |= *text != '0';
        if (begun) n++;
        zeros = *text == '0' ? zeros + 1 : 0;
    }
    return n - (zeros < n ? zeros : 0);
}

/* Whether the text is nearer to the number than to any other of 32 bits. */
static int is_nearest(const char *text, float value)
{
    double read = fabs(strtod(text, NULL)), size = fabs((double)value);
    return read > (size + (double)nextafterf((float)size, 0)) / 2 && read < (size + (double)nextafterf((float)size, INFINITY)) / 2;
}

static void check_float(float value)
{
    char text[ENT_DECIMAL_SIZE], slow[TEXT];
    size_t length = ent_decimal_float(text, value);
    assert_int_equal(length, strlen(text));
    if (strtof(text, NULL) != value) fail_msg("%a is written '%s'", (double)value, text);
    int digits = 1;
    do snprintf(slow, sizeof slow, "%.*e", digits - 1, (double)value);
    while (!is_nearest(slow, value) && digits++ < 9);
    if (digits_of(text) > digits_of(slow)) fail_msg("%a is written '%s', shorter is '%s'", (double)value, text, slow);
}

static void check_double(double value)
{
    char text[ENT_DECIMAL_SIZE], slow[TEXT];
    size_t length = ent_decimal_double(text, value);
    assert_int_equal(length, strlen(text));
    if (strtod(text, NULL) != value) fail_msg("%a is written '%s'", value, text);
    int digits = 1;
    do snprintf(slow, sizeof slow, "%.*e", digits - 1, value);
    while (strtod(slow, NULL) != value && digits++ < 17);
    if (digits_of(text) > digits_of(slow)) fail_msg("%a is written '%s', shorter is '%s'", value, text, slow);
}

static void floats(void **state)
{
    (void)state;
    for (int i = 0; i < NUMBERS; i++) {
        float shares = (float)(draw() >> 11) * 0x1p-53f, any;
        uint32_t bits = (uint32_t)draw();
        memcpy(&any, &bits, sizeof any);
        check_float(shares);
        check_float((float)(draw() % 100000) / 1000);
        if (isfinite(any)) check_float(any);
    }
    for (float power = 1e-45f; power < 3e38f; power *= 1.9f) check_float(power);
    for (int e = -126; e < 128; e++) check_float(ldexpf(1, e));
}

static void doubles(void **state)
{
    (void)state;
    for (int i = 0; i < NUMBERS; i++) {
        uint64_t bits = draw();
        double any;
        memcpy(&any, &bits, sizeof any);
        check_double((double)(draw() >> 11) * 0x1p-53);
        check_double((double)(draw() % 2001) / 2000);
        check_double((double)(draw() % 1000000) / 64);
        if (i % 20 == 0 && isfinite(any) && fabs(any) > 1e-300) check_double(any);
    }
}

static void same(const char *text, const char *expected)
{
    assert_string_equal(text, expected);
}

static void texts(void **state)
{
    static const struct {
        double value;
        const char *text;
    } known[] = {{0, "0"},
                 {-0.0, "-0"},
                 {1, "1"},
                 {-1.5, "-1.5"},
                 {0.1, "0.1"},
                 {100, "100"},
                 {240, "240"},
                 {1e6, "1000000"},
                 {0.00012, "0.00012"},
                 {1.5e-7, "1.5e-07"},
                 {2e20, "2e+20"},
                 {1e100, "1e+100"},
                 {0.3, "0.3"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {NAN, ""},
                 {INFINITY, "INF"},
                 {-INFINITY, "-INF"}};
    char text[ENT_DECIMAL_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        ent_decimal_double(text, known[i].value);
        same(text, known[i].text);
        if (i == 13 || i == 11) continue; /* not numbers of 32 bits */
        ent_decimal_float(text, (float)known[i].value);
        same(text, known[i].text);
    }
    ent_decimal_whole(text, 0);
    same(text, "0");
    ent_decimal_whole(text, INT64_MIN);
    same(text, "-9223372036854775808");
    ent_decimal_whole(text, 1000000);
    same(text, "1000000");
}

/* A locale with a comma, if this machine has one: the texts stay. */
static void with_comma(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "nl_NL.UTF-8"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!setlocale(LC_NUMERIC, names[i])) continue;
        texts(NULL);
        char text[ENT_DECIMAL_SIZE];
        ent_decimal_float(text, 1.5e-30f);
        same(text, "1.5e-30");
        setlocale(LC_NUMERIC, "C");
        return;
    }
    print_message("no locale with a comma here\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(floats), cmocka_unit_test(doubles), cmocka_unit_test(texts),
                                       cmocka_unit_test(with_comma)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
