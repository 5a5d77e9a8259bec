/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analyses as a tidy table (RFC 4180), a row for each figure, and as LaTeX tables that need no package.
 */
#include <math.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/summary_formats.h"
#include "analysis/sensitivity_document.h"

static void add_field(struct ent_text *text, const char *field)
{
    ent_text_add_field(text, field ? field : "");
    ent_text_add(text, ",");
}

static void add_number(struct ent_text *text, double value)
{
    if (isfinite(value)) ent_text_add_real(text, value);
    ent_text_add(text, ",");
}

static void add_row(struct ent_text *text, const struct ent_sensitivity_case *at, const char *parameter, const char *figure,
                    const struct ent_estimate *estimate, int stands_out)
{
    add_field(text, at->metric);
    add_field(text, at->scenario);
    add_field(text, at->order);
    add_field(text, at->against);
    add_field(text, parameter);
    add_field(text, figure);
    add_number(text, estimate->value);
    add_number(text, estimate->low);
    add_number(text, estimate->high);
    ent_text_add(text, "%s,%zu,%zu\n", stands_out < 0 ? "" : stands_out ? "yes" : "no", at->of.n_used, at->of.n_left_out);
}

static void add_outcome(struct ent_text *text, const struct ent_sensitivity_case *at)
{
    const struct ent_estimate mean = {at->of.mean, NAN, NAN, NAN, 0, 0}, variance = {at->of.variance, NAN, NAN, NAN, 0, 0},
                              noise = {at->of.noise, NAN, NAN, NAN, 0, 0};
    add_row(text, at, "", "mean", &mean, -1);
    add_row(text, at, "", "variance", &variance, -1);
    add_row(text, at, "", "noise_share", &noise, -1);
    if (isfinite(at->of.dummy_first.value)) add_row(text, at, "dummy", "first", &at->of.dummy_first, -1);
    if (isfinite(at->of.dummy_total.value)) add_row(text, at, "dummy", "total", &at->of.dummy_total, -1);
}

void ent_sensitivity_add_csv(struct ent_text *text, const struct ent_sensitivity_document *document)
{
    ent_text_add(text, "metric,scenario,order,minus,parameter,figure,value,low,high,stands_out,used,left_out\n");
    for (size_t c = 0; c < document->n_cases; c++) {
        const struct ent_sensitivity_case *at = &document->of[c];
        add_outcome(text, at);
        for (size_t r = 0; r < at->of.k; r++)
            for (size_t f = 0; f < ent_n_sensitivity_figures; f++) {
                const struct ent_sensitivity_parameter *parameter = &at->of.parameter[at->of.ranked[r]];
                const struct ent_sensitivity_figure *figure = &ent_sensitivity_figures[f];
                const struct ent_estimate estimate = ent_sensitivity_figure_of(figure, parameter);
                if (ent_sensitivity_has(figure, at->of.kind))
                    add_row(text, at, document->name[at->of.ranked[r]], figure->name, &estimate, parameter->stands_out);
            }
    }
}

/* --- LaTeX --- */

static void add_figure(struct ent_text *text, const struct ent_sensitivity_figure *figure, const struct ent_estimate *estimate)
{
    char value[ENT_COLUMN_SIZE], low[ENT_COLUMN_SIZE], high[ENT_COLUMN_SIZE];
    const struct ent_digits digits = {figure->is_share ? 3 : 4, 0};
    ent_column_figure(value, estimate->value, digits);
    ent_column_figure(low, estimate->low, digits);
    ent_column_figure(high, estimate->high, digits);
    if (isfinite(estimate->low) && isfinite(estimate->high))
        ent_text_add(text, " & $%s\\ [%s, %s]$", value, low, high);
    else
        ent_text_add(text, " & $%s$", value);
}

static void add_table(struct ent_text *text, const struct ent_sensitivity_document *document, const struct ent_sensitivity_case *at)
{
    size_t n = 0;
    for (size_t f = 0; f < ent_n_sensitivity_figures; f++) n += ent_sensitivity_shows(&ent_sensitivity_figures[f], at->of.kind) != 0;
    ent_text_add(text, "\n%% %s%s%s%s%s%s%s\n\\begin{tabular}{l", at->metric, at->scenario ? ", " : "", at->scenario ? at->scenario : "",
                 at->order ? ", " : "", at->order ? at->order : "", at->against ? " minus " : "", at->against ? at->against : "");
    for (size_t f = 0; f < n; f++) ent_text_add(text, "r");
    ent_text_add(text, "}\n\\hline\nparameter");
    for (size_t f = 0; f < ent_n_sensitivity_figures; f++)
        if (ent_sensitivity_shows(&ent_sensitivity_figures[f], at->of.kind)) {
            ent_text_add(text, " & ");
            ent_latex_words(text, ent_sensitivity_figures[f].heading);
        }
    ent_text_add(text, " \\\\\n\\hline\n");
    for (size_t r = 0; r < at->of.k; r++) {
        const struct ent_sensitivity_parameter *parameter = &at->of.parameter[at->of.ranked[r]];
        ent_latex_words(text, document->name[at->of.ranked[r]]);
        for (size_t f = 0; f < ent_n_sensitivity_figures; f++) {
            const struct ent_estimate estimate = ent_sensitivity_figure_of(&ent_sensitivity_figures[f], parameter);
            if (ent_sensitivity_shows(&ent_sensitivity_figures[f], at->of.kind)) add_figure(text, &ent_sensitivity_figures[f], &estimate);
        }
        ent_text_add(text, " \\\\\n");
    }
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
}

void ent_sensitivity_add_latex(struct ent_text *text, const struct ent_sensitivity_document *document)
{
    char groups[ENT_GROUPS_TEXT];
    ent_sensitivity_groups(&document->structure, groups);
    ent_text_add(text, "%% %s; %s", ent_structure_words[document->structure.kind], groups);
    if (document->results) ent_text_add(text, ", %zu runs a point; results_digest %s", document->n_runs, document->results->digest);
    ent_text_add(text, "; %g %% intervals\n", 100 * document->level);
    for (size_t c = 0; c < document->n_cases; c++) add_table(text, document, &document->of[c]);
}
