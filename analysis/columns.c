/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The decimal point, whatever the locale of the caller. */
static void point_only(char *number)
{
    char *comma = strchr(number, ',');
    if (comma) *comma = '.';
}

double ent_column_round(double value, int decimals)
{
    double scale = 1;
    for (int i = 0; i < decimals; i++) scale *= 10;
    const double size = floor(fabs(value) * scale + 0.5) / scale;
    return value < 0 && size > 0 ? -size : size;
}

double ent_column_percent(double share)
{
    return ent_column_round(100 * share, 1);
}

void ent_column_figure(char *out, double value, struct ent_digits digits)
{
    char number[400];
    if (!isfinite(value)) {
        snprintf(out, ENT_COLUMN_SIZE, "%s", isnan(value) ? "-" : value > 0 ? "inf" : "-inf");
        return;
    }
    int decimals = fabs(value) < 99.9995 || digits.decimals < 1 ? digits.decimals : 1;
    if (fabs(value) < 0.5 * pow(10, -decimals)) value = 0; /* no "-.000" */
    snprintf(number, sizeof number, digits.sign ? "%+.*f" : "%.*f", fabs(value) < 1e15 ? decimals : 0, value);
    point_only(number);
    char *zero = number + (number[0] == '-' || number[0] == '+');
    if (digits.decimals >= 3 && zero[0] == '0' && zero[1] == '.') memmove(zero, zero + 1, strlen(zero));
    snprintf(out, ENT_COLUMN_SIZE, "%.100s", number);
}

void ent_column_symmetric(char *out, const struct ent_estimate *estimate, struct ent_digits digits)
{
    char value[ENT_COLUMN_SIZE], half[ENT_COLUMN_SIZE];
    ent_column_figure(value, estimate->value, digits);
    ent_column_figure(half, (estimate->high - estimate->low) / 2, (struct ent_digits){digits.decimals, 0});
    if (isnan(estimate->low) || isnan(estimate->high))
        snprintf(out, ENT_COLUMN_SIZE, "%.40s", value);
    else
        snprintf(out, ENT_COLUMN_SIZE, "%.40s \u00b1%.40s", value, half);
}

void ent_column_interval(char *out, const struct ent_estimate *estimate, struct ent_digits digits)
{
    char value[ENT_COLUMN_SIZE], low[ENT_COLUMN_SIZE], high[ENT_COLUMN_SIZE];
    ent_column_figure(value, estimate->value, digits);
    ent_column_figure(low, estimate->low, (struct ent_digits){digits.decimals, 0});
    ent_column_figure(high, estimate->high, (struct ent_digits){digits.decimals, 0});
    if (isnan(estimate->low) && isnan(estimate->high))
        snprintf(out, ENT_COLUMN_SIZE, "%.40s", value);
    else
        snprintf(out, ENT_COLUMN_SIZE, "%.40s [%.40s %.40s]", value, low, high);
}

/* Characters in n bytes of UTF-8. */
static int characters(const char *content, size_t n)
{
    int count = 0;
    for (size_t i = 0; i < n; i++) count += ((unsigned char)content[i] & 0xC0) != 0x80;
    return count;
}

/* Bytes of the first `n` characters. */
static size_t bytes_of(const char *content, int n)
{
    size_t i = 0;
    while (content[i] && (n > 0 || ((unsigned char)content[i] & 0xC0) == 0x80)) {
        n -= ((unsigned char)content[i + 1] & 0xC0) != 0x80;
        i++;
    }
    return i;
}

void ent_column_cut(char *out, const char *content, int width)
{
    if (characters(content, strlen(content)) <= width)
        snprintf(out, ENT_COLUMN_SIZE, "%s", content);
    else
        snprintf(out, ENT_COLUMN_SIZE, "%.*s~", (int)bytes_of(content, width - 1), content);
}

void ent_column_add(struct ent_text *text, const char *content, int width)
{
    int gap = abs(width) - characters(content, strlen(content));
    if (gap < 0) gap = 0;
    if (width < 0)
        ent_text_add(text, "%s%*s", content, gap, "");
    else
        ent_text_add(text, "%*s%s", gap, "", content);
}

void ent_column_name(struct ent_text *text, const char *name, int width)
{
    char fit[ENT_COLUMN_SIZE];
    ent_column_cut(fit, name, abs(width) - 1);
    ent_column_add(text, fit, width);
}

void ent_column_wrap(struct ent_text *text, int indent, const char *paragraph)
{
    int used = 0;
    while (*paragraph) {
        size_t bytes = strcspn(paragraph, " ");
        int length = characters(paragraph, bytes);
        if (used > 0 && used + 1 + length > ENT_LINE) {
            ent_text_add(text, "\n");
            used = 0;
        }
        if (used == 0) ent_text_add(text, "%*s", indent, "");
        ent_text_add(text, "%s%.*s", used ? " " : "", (int)bytes, paragraph);
        used += length + (used ? 1 : indent);
        paragraph += bytes + strspn(paragraph + bytes, " ");
    }
    ent_text_add(text, "\n");
}
