/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/report_html.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/report.h"

static void add_escaped(struct ent_text *text, char c)
{
    switch (c) {
    case '&':
        ent_text_add(text, "&amp;");
        break;
    case '<':
        ent_text_add(text, "&lt;");
        break;
    case '>':
        ent_text_add(text, "&gt;");
        break;
    case '"':
        ent_text_add(text, "&quot;");
        break;
    case '\'':
        ent_text_add(text, "&#39;");
        break;
    default:
        ent_text_add(text, "%c", c);
    }
}

void ent_html_add_part(struct ent_text *text, const char *content, size_t length)
{
    const char *end = content + length;
    while (content < end) {
        const size_t plain = strcspn(content, "&<>\"'"), left = (size_t)(end - content);
        ent_text_add(text, "%.*s", (int)(plain < left ? plain : left), content);
        content += plain;
        if (content < end) add_escaped(text, *content++);
    }
}

void ent_html_add(struct ent_text *text, const char *content)
{
    ent_html_add_part(text, content, strlen(content));
}

void ent_html_add_name(struct ent_text *text, const char *name)
{
    for (; *name; name++) add_escaped(text, (char)(*name == '_' ? ' ' : *name));
}

void ent_html_add_json(struct ent_text *text, const char *id, const char *json)
{
    ent_text_add(text, "<script type=\"application/json\" id=\"%s\">", id);
    while (*json) {
        const size_t plain = strcspn(json, "<");
        ent_text_add(text, "%.*s", (int)plain, json);
        json += plain;
        if (*json) {
            ent_text_add(text, "\\u003c");
            json++;
        }
    }
    ent_text_add(text, "</script>\n");
}

void ent_html_add_hundredfold(struct ent_text *text, double value, int decimals, int sign)
{
    if (!isfinite(value)) {
        ent_text_add(text, "–");
        return;
    }
    const double rounded = ent_column_round(100 * value, decimals);
    ent_text_add(text, "%s%.*f", rounded < 0 ? "−" : sign && rounded > 0 ? "+" : "", decimals, fabs(rounded));
}

void ent_html_add_estimate(struct ent_text *text, const struct ent_estimate *estimate, int decimals, int sign)
{
    ent_text_add(text, "<b>");
    ent_html_add_hundredfold(text, estimate->value, decimals, sign);
    ent_text_add(text, "</b> <small>");
    if (isfinite(estimate->low) && isfinite(estimate->high)) {
        ent_html_add_hundredfold(text, estimate->low, decimals, sign);
        ent_text_add(text, " to ");
        ent_html_add_hundredfold(text, estimate->high, decimals, sign);
    } else {
        ent_text_add(text, isfinite(estimate->value) ? "no interval" : "no value");
    }
    ent_text_add(text, "</small>");
}

void ent_html_add_quantity(struct ent_text *text, double value)
{
    if (!isfinite(value))
        ent_text_add(text, "–");
    else
        ent_text_add(text, "%s%.4g", value < 0 ? "−" : "", fabs(value));
}

void ent_html_add_count(struct ent_text *text, size_t n)
{
    static const char *const word[] = {"none",  "one",   "two",  "three", "four",   "five",  "six",
                                       "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    if (n < sizeof word / sizeof *word)
        ent_text_add(text, "%s", word[n]);
    else
        ent_text_add(text, "%zu", n);
}
