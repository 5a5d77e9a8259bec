/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/json_fields.h"

#include <math.h>

static void add_value(struct ent_text *text, double value)
{
    if (isfinite(value))
        ent_text_add_real(text, value);
    else
        ent_text_add(text, isnan(value) ? "null" : "\"infinite\"");
}

void ent_json_number(struct ent_text *text, const char *key, double value)
{
    ent_text_add(text, "\"%s\": ", key);
    add_value(text, value);
}

void ent_json_string(struct ent_text *text, const char *key, const char *value)
{
    ent_text_add(text, "\"%s\": ", key);
    ent_text_add_quoted(text, value ? value : "");
}

void ent_json_interval(struct ent_text *text, const char *key, const struct ent_estimate *estimate)
{
    ent_json_number(text, key, estimate->value);
    ent_text_add(text, ", ");
    ent_json_number(text, "low", estimate->low);
    ent_text_add(text, ", ");
    ent_json_number(text, "high", estimate->high);
}

void ent_json_estimate(struct ent_text *text, const char *key, const struct ent_estimate *estimate)
{
    ent_text_add(text, "\"%s\": {", key);
    ent_json_interval(text, "value", estimate);
    ent_text_add(text, "}");
}

void ent_json_array(struct ent_text *text, const char *key, const double *value, size_t n, int decimals)
{
    double scale = pow(10, decimals);
    ent_text_add(text, "\"%s\": [", key);
    for (size_t i = 0; i < n; i++) {
        if (i) ent_text_add(text, ", ");
        add_value(text, round(value[i] * scale) / scale);
    }
    ent_text_add(text, "]");
}
