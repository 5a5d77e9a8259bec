/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char not_a_number[] = "is not a number";
static const char leading_zero[] = "is not a number: drop the leading zero";

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *c)
{
    while (is_digit(*c)) c++;
    return c;
}

/* [+-] ( digits [. [digits]] | . digits ) [ (e|E) [+-] digits ], the integer part without leading zeros. */
static const char *check_real(const char *text)
{
    const char *c = text + (*text == '+' || *text == '-');
    const char *whole = c, *fraction;

    c = skip_digits(c);
    if (c - whole > 1 && *whole == '0') return leading_zero;
    if (*c == '.') {
        fraction = ++c;
        c = skip_digits(c);
        if (c == fraction && fraction - 1 == whole) return not_a_number;
    } else if (c == whole) {
        return not_a_number;
    }
    if (*c == 'e' || *c == 'E') {
        c++;
        c += *c == '+' || *c == '-';
        if (!is_digit(*c)) return not_a_number;
        c = skip_digits(c);
    }
    return *c ? not_a_number : NULL;
}

const char *ent_number_real(const char *text, double *value)
{
    const char *wrong = check_real(text);
    locale_t plain;
    double read;

    if (wrong) return wrong;
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!plain) return "cannot be read: out of memory";
    errno = 0;
    read = strtod_l(text, NULL, plain);
    freelocale(plain);
    if (errno == ERANGE) return fabs(read) > 1 ? "is too large" : "is too close to zero";
    *value = read;
    return NULL;
}

const char *ent_number_int(const char *text, int64_t *value)
{
    const char *c = text + (*text == '+' || *text == '-');
    const char *wrong = check_real(text);
    int64_t magnitude = 0;

    if (wrong) return wrong;
    if (*skip_digits(c)) return "is not a whole number in plain digits";
    if (strlen(c) > 19) return "is too large";
    for (; *c; c++) {
        if (magnitude > (INT64_MAX - (*c - '0')) / 10) return "is too large";
        magnitude = magnitude * 10 + (*c - '0');
    }
    *value = *text == '-' ? -magnitude : magnitude;
    return NULL;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        const int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

enum { MOST_DIGITS = 9 }; /* so that 64 weights of at most 1e8 each, times a share's numerator, are below 2^63 */

/* Reads digits up to `stop`; -1 unless there are 1 to 9 of them. */
static int64_t read_digits(const char *from, const char *stop)
{
    int64_t value = 0;

    if (stop - from < 1 || stop - from > MOST_DIGITS) return -1;
    for (; from < stop; from++) value = value * 10 + (*from - '0');
    return value;
}

const char *ent_number_ratio(const char *text, int32_t *numerator, int32_t *denominator)
{
    static const char rule[] = "is not a share: write it as 0.55, 55/100 or 2/3", too_long[] = "is too long a share: at most 9 digits";
    const char *end = skip_digits(text), *stop = end;
    int64_t above = read_digits(text, end), below = 1, divisor;

    if (*end == '/' || *end == '.') stop = skip_digits(end + 1);
    if (*stop || stop == text || (*end == '/' && (end == text || stop == end + 1)) || (*end == '.' && stop == end + 1)) return rule;
    if (end - text > MOST_DIGITS || stop - end > MOST_DIGITS + 1) return too_long;
    if (*end == '/') {
        below = read_digits(end + 1, stop);
    } else if (*end == '.') {
        for (const char *c = end + 1; c < stop; c++) below *= 10;
        above = (end == text ? 0 : above) * below + read_digits(end + 1, stop);
    }
    if (below == 0) return rule;
    divisor = common_divisor(above, below);
    above /= divisor;
    below /= divisor;
    if (above > 999999999 || below > 999999999) return too_long;
    *numerator = (int32_t)above;
    *denominator = (int32_t)below;
    return NULL;
}

void ent_number_print(char text[ENT_NUMBER_SIZE], double value)
{
    double back;

    if (!isfinite(value)) {
        snprintf(text, ENT_NUMBER_SIZE, "nan");
        return;
    }
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, ENT_NUMBER_SIZE, "%.*g", digits, value);
        for (char *c = text; *c; c++) /* the locale's decimal point */
            if (!is_digit(*c) && *c != '-' && *c != '+' && *c != 'e') *c = '.';
        if (!ent_number_real(text, &back) && memcmp(&back, &value, sizeof back) == 0) return;
    }
}
