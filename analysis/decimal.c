/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With d = round(value 10^m) of at most 15 digits and |m| <= 22, both d and 10^|m| are exact in 64 bits, so that d / 10^m is the
 * correctly rounded value of the decimal. Rounding is monotonic: where d / 10^m lies strictly between the midpoints to a
 * 32-bit number's neighbours, so does the decimal. The check is therefore exact; what it does not cover goes through
 * printf and is read back.
 */
#include "analysis/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "params/number.h"

enum { MOST_EXACT = 22, FLOAT_SURE = 6, FLOAT_ENOUGH = 9, DOUBLE_SURE = 15, LEAST_FIXED = -5, MOST_FIXED = 16 };

static const double power_of_ten[MOST_EXACT + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* What reads back as the value: everything strictly between `low` and `high`, or, if they are equal, that alone. */
struct target {
    double size, low, high;
    int exponent; /* of ten: 10^exponent <= size, but for rounding */
};

static int hits(const struct target *target, double read)
{
    return target->low == target->high ? read == target->size : target->low < read && read < target->high;
}

/* The size as a whole number of `digits` digits and a number of decimals, below 0 if zeros follow; 0: that does not read back. */
static int round_to(const struct target *target, int digits, uint64_t *whole, int *decimals)
{
    *decimals = digits - 1 - target->exponent;
    if (*decimals < 0) {
        *whole = (uint64_t)(target->size / power_of_ten[-*decimals] + 0.5);
        return hits(target, (double)*whole * power_of_ten[-*decimals]);
    }
    *whole = (uint64_t)(target->size * power_of_ten[*decimals] + 0.5);
    return hits(target, (double)*whole / power_of_ten[*decimals]);
}

static size_t put_digits(char *text, uint64_t whole)
{
    char reversed[24];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole);
    for (size_t i = 0; i < n; i++) text[i] = reversed[n - 1 - i];
    return n;
}

/* The digits with the point after the first of them, and an exponent. */
static size_t put_scientific(char *text, const char *digit, size_t n, int exponent)
{
    size_t length = 0;
    text[length++] = digit[0];
    if (n > 1) text[length++] = '.';
    memcpy(text + length, digit + 1, n - 1);
    length += n - 1;
    text[length++] = 'e';
    text[length++] = exponent < 0 ? '-' : '+';
    int size = exponent < 0 ? -exponent : exponent;
    if (size < 10) text[length++] = '0';
    return length + put_digits(text + length, (uint64_t)size);
}

/* whole / 10^decimals, without zeros at the end. */
static size_t put_decimal(char *text, uint64_t whole, int decimals)
{
    char digit[24];
    size_t length = 0;
    for (; whole % 10 == 0; decimals--) whole /= 10;
    size_t n = put_digits(digit, whole);
    int exponent = (int)n - 1 - decimals;
    if (exponent < LEAST_FIXED || exponent >= MOST_FIXED) return put_scientific(text, digit, n, exponent);
    if (exponent < 0) {
        text[length++] = '0';
        text[length++] = '.';
        for (int i = -1; i > exponent; i--) text[length++] = '0';
    }
    for (size_t i = 0; i < n; i++) {
        if (exponent >= 0 && i == (size_t)exponent + 1) text[length++] = '.';
        text[length++] = digit[i];
    }
    for (int i = (int)n; i <= exponent; i++) text[length++] = '0';
    return length;
}

/* What is neither finite nor other than zero; 0: it is an ordinary number. */
static int put_special(char *text, double value, size_t *length)
{
    const char *special = isnan(value) ? "" : isinf(value) ? (value > 0 ? "INF" : "-INF") : signbit(value) ? "-0" : "0";
    if (isfinite(value) && value != 0) return 0;
    *length = strlen(special);
    memcpy(text, special, *length + 1);
    return 1;
}

/* 0: this way does not reach so large or small a size. */
static size_t put_number(char *text, double value, const struct target *target, int least, int most)
{
    uint64_t whole;
    int decimals;
    size_t sign = value < 0;
    if (least - 1 - target->exponent < -MOST_EXACT || most - 1 - target->exponent > MOST_EXACT) return 0;
    text[0] = '-';
    for (int digits = least; digits <= most; digits++) {
        if (!round_to(target, digits, &whole, &decimals)) continue;
        size_t length = sign + put_decimal(text + sign, whole, decimals);
        text[length] = '\0';
        return length;
    }
    return 0;
}

/* The slow way, for sizes out of the exact way's reach. */
static size_t print_float(char *text, float value, const struct target *target)
{
    for (int digits = 1; digits <= FLOAT_ENOUGH; digits++) {
        double read = 0;
        snprintf(text, ENT_DECIMAL_SIZE, "%.*g", digits, (double)value);
        for (char *c = text; *c; c++) /* the locale's decimal point */
            if (!strchr("0123456789+-e", *c)) *c = '.';
        if (!ent_number_real(text, &read) && hits(target, fabs(read))) break;
    }
    return strlen(text);
}

size_t ent_decimal_float(char text[ENT_DECIMAL_SIZE], float value)
{
    size_t length;
    if (put_special(text, (double)value, &length)) return length;
    float size = fabsf(value);
    struct target target = {.size = (double)size,
                            .low = 0.5 * ((double)nextafterf(size, 0) + (double)size),
                            .high = 0.5 * ((double)size + (double)nextafterf(size, INFINITY)),
                            .exponent = (int)floor(log10((double)size))};
    length = put_number(text, (double)value, &target, FLOAT_SURE, FLOAT_ENOUGH);
    return length ? length : print_float(text, value, &target);
}

size_t ent_decimal_double(char text[ENT_DECIMAL_SIZE], double value)
{
    size_t length;
    if (put_special(text, value, &length)) return length;
    double size = fabs(value);
    struct target target = {.size = size, .low = size, .high = size, .exponent = (int)floor(log10(size))};
    length = put_number(text, value, &target, DOUBLE_SURE, DOUBLE_SURE);
    if (length) return length;
    ent_number_print(text, value);
    return strlen(text);
}

size_t ent_decimal_whole(char text[ENT_DECIMAL_SIZE], int64_t value)
{
    size_t sign = value < 0;
    text[0] = '-';
    size_t length = sign + put_digits(text + sign, sign ? 0 - (uint64_t)value : (uint64_t)value);
    text[length] = '\0';
    return length;
}
