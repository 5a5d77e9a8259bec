/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analyses for programs. What is undefined is null.
 */
#include "analysis/json_fields.h"
#include "analysis/sensitivity_document.h"

static void add_optional(struct ent_text *text, const char *key, const char *value)
{
    if (value)
        ent_json_string(text, key, value);
    else
        ent_text_add(text, "\"%s\": null", key);
    ent_text_add(text, ", ");
}

static void add_parameter(struct ent_text *text, const struct ent_sensitivity *of, const char *name, size_t i, int rank)
{
    const struct ent_sensitivity_parameter *parameter = &of->parameter[i];
    ent_text_add(text, "      {");
    ent_json_string(text, "name", name);
    ent_text_add(text, ", \"rank\": %d, ", rank);
    ent_json_number(text, "low", parameter->low);
    ent_text_add(text, ", ");
    ent_json_number(text, "high", parameter->high);
    for (size_t f = 0; f < ent_n_sensitivity_figures; f++) {
        const struct ent_sensitivity_figure *figure = &ent_sensitivity_figures[f];
        const struct ent_estimate estimate = ent_sensitivity_figure_of(figure, parameter);
        if (!ent_sensitivity_has(figure, of->kind)) continue;
        ent_text_add(text, ", ");
        if (figure->is_estimate)
            ent_json_estimate(text, figure->name, &estimate);
        else
            ent_json_number(text, figure->name, estimate.value);
    }
    ent_text_add(text, ", \"stands_out\": %s}", parameter->stands_out ? "true" : "false");
}

static void add_case(struct ent_text *text, const struct ent_sensitivity_document *document, const struct ent_sensitivity_case *at)
{
    ent_text_add(text, "    {");
    add_optional(text, "metric", at->metric);
    add_optional(text, "unit", at->unit);
    add_optional(text, "scenario", at->scenario);
    add_optional(text, "order", at->order);
    add_optional(text, "against", at->against);
    ent_text_add(text, "\n     \"kind\": \"%s\", \"n_used\": %zu, \"n_left_out\": %zu, \"runs\": %lld, \"failed\": %lld,\n     ",
                 ent_structure_names[at->of.kind], at->of.n_used, at->of.n_left_out, (long long)at->n_runs, (long long)at->n_failed);
    ent_json_number(text, "mean", at->of.mean);
    ent_text_add(text, ", ");
    ent_json_number(text, "variance", at->of.variance);
    ent_text_add(text, ", ");
    ent_json_number(text, "noise_share", at->of.noise);
    ent_text_add(text, ", ");
    ent_json_number(text, "predicted_share", at->of.predicted);
    ent_text_add(text, ", \"constant\": %s,\n     \"dummy\": {", at->of.is_constant ? "true" : "false");
    ent_json_estimate(text, "first", &at->of.dummy_first);
    ent_text_add(text, ", ");
    ent_json_estimate(text, "total", &at->of.dummy_total);
    ent_text_add(text, "},\n     \"parameters\": [\n");
    for (size_t r = 0; r < at->of.k; r++) {
        add_parameter(text, &at->of, document->name[at->of.ranked[r]], at->of.ranked[r], (int)r + 1);
        ent_text_add(text, r + 1 < at->of.k ? ",\n" : "\n");
    }
    ent_text_add(text, "     ]}");
}

static void add_head(struct ent_text *text, const struct ent_sensitivity_document *document)
{
    const struct ent_results *results = document->results;
    char groups[ENT_GROUPS_TEXT];
    ent_sensitivity_groups(&document->structure, groups);
    if (results) {
        add_optional(text, "file", results->path);
        add_optional(text, "experiment", results->experiment);
        ent_text_add(text, "\n  \"seed\": %s, \"runs\": %zu, \"months\": %lld, \"results_version\": %lld, ", results->seed,
                     document->n_runs, (long long)results->n_months, (long long)results->results_version);
        add_optional(text, "results_digest", results->digest);
    } else {
        add_optional(text, "x", document->x_path);
        add_optional(text, "y", document->y_path);
        ent_text_add(text, "\"runs\": %zu, ", document->n_runs);
    }
    ent_text_add(text, "\n  \"method\": \"%s\", ", ent_structure_names[document->structure.kind]);
    add_optional(text, "what", ent_structure_words[document->structure.kind]);
    add_optional(text, "structure", document->structure.said);
    add_optional(text, "sampled", groups);
    ent_text_add(text, "\n  \"n_points\": %zu, \"n_groups\": %zu, \"n_parameters\": %zu, ", document->n_points,
                 document->structure.n_groups, document->k);
    ent_json_number(text, "level", document->level);
    ent_text_add(text, ", \"replicates\": %zu,\n", document->n_replicates);
}

void ent_sensitivity_add_json(struct ent_text *text, const struct ent_sensitivity_document *document)
{
    ent_text_add(text, "{\n  ");
    add_head(text, document);
    ent_text_add(text, "  \"outcomes\": [\n");
    for (size_t c = 0; c < document->n_cases; c++) {
        add_case(text, document, &document->of[c]);
        ent_text_add(text, c + 1 < document->n_cases ? ",\n" : "\n");
    }
    ent_text_add(text, "  ]}");
}
