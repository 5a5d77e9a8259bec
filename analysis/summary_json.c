/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The summary for programs, with every metric. What is undefined is null; an infinite ratio of variances is the
 * text "infinite".
 */
#include <math.h>

#include "analysis/choice.h"
#include "analysis/json_fields.h"
#include "analysis/summary_formats.h"

static void add_head(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_results *results = summary->results;
    ent_text_add(text, "{\n");
    ent_json_string(text, "file", results->path);
    ent_text_add(text, ",\n");
    ent_json_string(text, "experiment", results->experiment);
    ent_text_add(text, ",\n\"seed\": %s, \"runs\": %zu, \"months\": %lld, \"results_version\": %lld,\n", results->seed, results->n_runs,
                 (long long)results->n_months, (long long)results->results_version);
    ent_json_string(text, "results_digest", results->digest);
    ent_text_add(text, ",\n");
    if (results->stopping) {
        ent_json_string(text, "stopping_rule", results->stopping);
        ent_text_add(text, ",\n");
    }
    ent_json_number(text, "level", summary->level);
    ent_text_add(text, ",\n\"measures\": {\n");
    for (size_t m = 0; m < summary->n_measures; m++) {
        const struct ent_measure *measure = &summary->measure[m];
        ent_text_add(text, "  \"%s\": {", measure->name);
        ent_json_string(text, "unit", measure->unit);
        ent_text_add(text, ", ");
        ent_json_string(text, "doc", measure->doc);
        ent_text_add(text, ", ");
        ent_json_string(text, "undefined", measure->undefined);
        ent_text_add(text, ", ");
        ent_json_string(text, "method", ent_measure_method(measure));
        ent_text_add(text, ", ");
        ent_json_string(text, "difference_method", ent_measure_difference_method(measure));
        ent_text_add(text, ", \"headline\": %s, \"better\": \"%s\"}%s\n", measure->label[0] ? "true" : "false",
                     measure->better > 0   ? "more"
                     : measure->better < 0 ? "less"
                                           : "not judged",
                     m + 1 < summary->n_measures ? "," : "");
    }
    ent_text_add(text, "},\n\"points\": [\n");
}

/* What an estimate rests on: values used and left out of those that the cell should have, runs that failed, how it was made. */
static void add_basis(struct ent_text *text, const struct ent_summary *summary, size_t cell, const struct ent_estimate *estimate,
                      const char *method)
{
    ent_text_add(text, ", \"n\": %lld, \"missing\": %lld, \"failed\": %lld, ", (long long)estimate->n, (long long)estimate->n_missing,
                 (long long)summary->counts[cell].failed);
    ent_json_string(text, "method", method);
    ent_text_add(text, ", ");
    ent_json_number(text, "level", summary->level);
}

static void add_bootstrap(struct ent_text *text, const struct ent_summary *summary, const struct ent_estimate *mean)
{
    ent_text_add(text, ", \"bootstrap\": {");
    ent_json_interval(text, "value", mean);
    ent_text_add(text, ", ");
    ent_json_number(text, "se", mean->sd);
    ent_text_add(text, ", \"method\": \"BCa\", \"replicates\": %d, \"rows\": %zu}", ENT_CHOICE_REPLICATES, summary->choice->n_rows);
}

static void add_measured(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    const struct ent_measure *measure = &summary->measure[i_measure];
    size_t cell = ent_summary_cell(summary, i_scenario, i_order);
    const struct ent_measured *measured = &summary->measured[cell * summary->n_measures + i_measure];
    ent_text_add(text, "      \"%s\": {", measure->name);
    ent_json_interval(text, "value", &measured->mean);
    ent_text_add(text, ", ");
    ent_json_number(text, "sd", measured->mean.sd);
    add_basis(text, summary, cell, &measured->mean, ent_measure_method(measure));
    ent_text_add(text, ", \"undefined\": %lld, \"censored\": %.0f",
                 (long long)ent_summary_undefined(summary, i_scenario, i_order, i_measure),
                 measure->complement && measured->mean.n ? measured->mean.value * (double)measured->mean.n : 0);
    if (measure->share && measured->mean.n > 0) {
        struct ent_estimate jeffreys;
        ent_share_jeffreys((int64_t)(measured->mean.value * (double)measured->mean.n + 0.5), measured->mean.n, summary->level, &jeffreys);
        ent_text_add(text, ", \"jeffreys\": {");
        ent_json_interval(text, "value", &jeffreys);
        ent_text_add(text, ", \"method\": \"Jeffreys\"}");
    }
    if (summary->choice && i_measure < ENT_N_HEADLINES)
        add_bootstrap(text, summary, ent_choice_mean(summary->choice, i_measure, i_scenario, i_order));
    if (measured->quantile[0].n > 0) {
        ent_text_add(text, ", \"quantiles\": [");
        for (size_t i = 0; i < ENT_N_SUMMARY_QUANTILES; i++) {
            ent_text_add(text, "%s{", i ? ", " : "");
            ent_json_number(text, "p", ent_summary_quantiles[i]);
            ent_text_add(text, ", ");
            ent_json_interval(text, "value", &measured->quantile[i]);
            ent_text_add(text, ", \"n\": %lld, \"method\": \"order statistics\"}", (long long)measured->quantile[i].n);
        }
        ent_text_add(text, "]");
    }
    ent_text_add(text, "}");
}

static void add_compared(struct ent_text *text, const struct ent_summary *summary, size_t cell, size_t i_measure)
{
    const struct ent_measure *measure = &summary->measure[i_measure];
    const struct ent_compared *compared = &summary->compared[cell * summary->n_measures + i_measure];
    ent_text_add(text, "      \"%s\": {", measure->name);
    ent_json_interval(text, "value", &compared->difference);
    ent_text_add(text, ", ");
    ent_json_number(text, "sd", compared->difference.sd);
    add_basis(text, summary, cell, &compared->difference, ent_measure_difference_method(measure));
    ent_text_add(text, ", \"%s\": {", measure->better ? "better" : "greater");
    ent_json_interval(text, "value", &compared->better);
    ent_text_add(text, ", ");
    ent_json_number(text, "ties", compared->ties);
    ent_text_add(text, ", \"n\": %lld, \"method\": \"Wilson\"", (long long)compared->better.n);
    ent_text_add(text, "}, \"variance_ratio\": {");
    ent_json_number(text, "value", compared->ratio.ratio);
    ent_text_add(text, ", ");
    ent_json_number(text, "low", compared->ratio.low);
    ent_text_add(text, ", ");
    ent_json_number(text, "high", compared->ratio.high);
    ent_text_add(text, ", ");
    ent_json_number(text, "z", compared->ratio.z);
    ent_text_add(text, ", \"n\": %lld, \"method\": \"delta\"}}", (long long)compared->ratio.n);
}

static void add_cell(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    const struct ent_results *results = summary->results;
    size_t cell = ent_summary_cell(summary, i_scenario, i_order);
    const struct ent_run_counts *counts = &summary->counts[cell];
    ent_text_add(text, "    {");
    ent_json_string(text, "scenario", results->scenario.name[i_scenario]);
    ent_text_add(text, ", ");
    ent_json_string(text, "order", results->order.name[summary->order[i_order]]);
    ent_text_add(text, ", \"runs\": {\"done\": %lld, \"failed\": %lld, \"not_run\": %lld},\n     \"measures\": {\n",
                 (long long)counts->done, (long long)counts->failed, (long long)counts->not_run);
    for (size_t m = 0; m < summary->n_measures; m++) {
        add_measured(text, summary, i_scenario, i_order, m);
        ent_text_add(text, m + 1 < summary->n_measures ? ",\n" : "}}");
    }
}

static void add_difference(struct ent_text *text, const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    const struct ent_results *results = summary->results;
    size_t cell = ent_summary_cell(summary, i_scenario, i_order);
    ent_text_add(text, "    {");
    ent_json_string(text, "scenario", results->scenario.name[i_scenario]);
    ent_text_add(text, ", ");
    ent_json_string(text, "order", results->order.name[summary->order[i_order]]);
    ent_text_add(text, ", ");
    ent_json_string(text, "minus", results->order.name[summary->order[0]]);
    ent_text_add(text, ",\n     \"measures\": {\n");
    for (size_t m = 0; m < summary->n_measures; m++) {
        add_compared(text, summary, cell, m);
        ent_text_add(text, m + 1 < summary->n_measures ? ",\n" : "}}");
    }
}

void ent_summary_add_json(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place)
{
    size_t n_scenarios = summary->results->scenario.n;
    if (place.first) add_head(text, summary);
    ent_text_add(text, "{\"point\": %zu,\n  \"design\": {", summary->point);
    for (size_t i = 0; i < summary->results->parameter.n; i++) {
        ent_text_add(text, i ? ", " : "");
        ent_text_add_quoted(text, summary->results->parameter.name[i]);
        ent_text_add(text, ": ");
        if (isfinite(summary->design[i]))
            ent_text_add_real(text, summary->design[i]);
        else
            ent_text_add(text, "null");
    }
    ent_text_add(text, "},\n  \"cells\": [\n");
    for (size_t s = 0; s < n_scenarios; s++)
        for (size_t i = 0; i < summary->n_orders; i++) {
            add_cell(text, summary, s, i);
            ent_text_add(text, s + 1 < n_scenarios || i + 1 < summary->n_orders ? ",\n" : "");
        }
    ent_text_add(text, "],\n  \"differences\": [\n");
    for (size_t s = 0; s < n_scenarios; s++)
        for (size_t i = 1; i < summary->n_orders; i++) {
            add_difference(text, summary, s, i);
            ent_text_add(text, s + 1 < n_scenarios || i + 1 < summary->n_orders ? ",\n" : "");
        }
    ent_text_add(text, "]");
    ent_summary_add_choice_json(text, summary);
    ent_summary_add_durations_json(text, summary);
    ent_text_add(text, "}%s", place.last ? "\n]}\n" : ",\n");
}
