/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/summary_formats.h"

typedef void add_format(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place);

static add_format *const formats[] = {
    [ENT_SUMMARY_TEXT] = ent_summary_add_text,
    [ENT_SUMMARY_JSON] = ent_summary_add_json,
    [ENT_SUMMARY_CSV] = ent_summary_add_csv,
    [ENT_SUMMARY_LATEX] = ent_summary_add_latex,
};

void ent_summary_add(struct ent_text *text, const struct ent_summary *summary, int format, struct ent_summary_place place)
{
    formats[format](text, summary, place);
}

const char *ent_measure_method(const struct ent_measure *measure)
{
    return measure->share ? "Wilson" : "t";
}

const char *ent_measure_difference_method(const struct ent_measure *measure)
{
    return measure->share ? "Bonett-Price" : "paired t";
}

int64_t ent_summary_undefined(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    size_t cell = ent_summary_cell(summary, i_scenario, i_order);
    return summary->counts[cell].done - summary->measured[cell * summary->n_measures + i_measure].mean.n;
}
