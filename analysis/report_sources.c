/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands behind the figures: what is wrong with the file, who the orders and scenarios are, which values are assumed and where
 * the others come from, and how to get the same file again.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report_parts.h"
#include "params/schema.h"

/* --- notices ---------------------------------------------------------------------------------------------------------------- */

static struct ent_run_counts all_runs(const struct ent_summary *summary)
{
    struct ent_run_counts sum = {0};
    for (size_t i = 0; i < summary->results->scenario.n * summary->n_orders; i++) {
        sum.n += summary->counts[i].n;
        sum.done += summary->counts[i].done;
        sum.failed += summary->counts[i].failed;
        sum.not_run += summary->counts[i].not_run;
    }
    return sum;
}

static void add_point(struct ent_text *text, const struct ent_report *report)
{
    const struct ent_labels *parameter = &report->results->parameter;
    ent_text_add(text, "<p class=\"notice\" data-notice=\"points\">The file has %zu design points. Tables and charts show point %zu",
                 report->results->n_points, report->options->point);
    for (size_t i = 0; i < parameter->n; i++) {
        ent_text_add(text, "%s<code>", i ? ", " : ": ");
        ent_html_add(text, parameter->name[i]);
        ent_text_add(text, "</code> ");
        ent_html_add_quantity(text, report->summary.design[i]);
    }
    ent_text_add(text, "; <code>--point</code> chooses another.</p>\n");
}

int ent_report_add_notices(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_run_counts runs = all_runs(&report->summary);
    (void)error;
    if (runs.not_run > 0)
        ent_text_add(text,
                     "<p class=\"notice warning\" data-notice=\"incomplete\"><b>This file is incomplete:</b> %" PRId64 " of %" PRId64
                     " runs have not been carried out. The figures come from the runs that are there.</p>\n",
                     runs.not_run, runs.n);
    if (runs.failed > 0)
        ent_text_add(text,
                     "<p class=\"notice warning\" data-notice=\"failed\"><b>%" PRId64 " of %" PRId64
                     " runs failed</b> and are in no figure.</p>\n",
                     runs.failed, runs.n);
    if (report->results->n_runs == 1)
        ent_text_add(text, "<p class=\"notice warning\" data-notice=\"one-run\"><b>There is one run of each cell:</b> it shows what can "
                           "happen, not how often. No interval can be given and no difference be told from chance.</p>\n");
    if (!report->experiment)
        ent_text_add(
            text, "<p class=\"notice\" data-notice=\"experiment\">This version of Entente cannot load the experiment stored in the file: "
                  "descriptions and parameters are left out.</p>\n");
    if (report->results->n_points > 1) add_point(text, report);
    return ENT_OK;
}

/* --- orders and scenarios --------------------------------------------------------------------------------------------------- */

static int add_descriptions(struct ent_text *text, const struct ent_report *report, const char *list, const struct ent_labels *labels,
                            int coloured)
{
    ent_text_add(text, "<dl>\n");
    for (size_t i = 0; i < labels->n; i++) {
        ent_text_add(text, "<dt");
        if (coloured) ent_text_add(text, " class=\"order-%zu\"", i % 7);
        ent_text_add(text, ">");
        if (coloured)
            ent_html_add(text, labels->name[i]);
        else
            ent_html_add_name(text, labels->name[i]);
        ent_text_add(text, "</dt><dd>");
        ent_html_add(text, ent_report_about(report, list, labels->name[i]));
        ent_text_add(text, "</dd>\n");
    }
    ent_text_add(text, "</dl>\n");
    return ENT_OK;
}

int ent_report_add_orders(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    return add_descriptions(text, report, "orders", &report->results->order, 1);
}

int ent_report_add_scenarios(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    return add_descriptions(text, report, "scenarios", &report->results->scenario, 0);
}

/* --- assumptions ------------------------------------------------------------------------------------------------------------ */

/* A line "PLACE: what it is" as a row of a table. */
static void add_assumed_line(struct ent_text *text, const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length), *end = line + length;
    if (!colon) return;
    const char *what = colon + 1 < end && colon[1] == ' ' ? colon + 2 : colon + 1;
    ent_text_add(text, "<tr><th scope=\"row\"><code>");
    ent_html_add_part(text, line, (size_t)(colon - line));
    ent_text_add(text, "</code></th><td>");
    ent_html_add_part(text, what, (size_t)(end - what));
    ent_text_add(text, "</td></tr>\n");
}

int ent_report_add_assumed(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    if (!report->assumptions[0]) {
        ent_text_add(text, "<p>The file lists no value that is assumed or estimated instead of measured.</p>\n");
        return ENT_OK;
    }
    ent_text_add(text,
                 "<table class=\"plain\"><thead><tr><th scope=\"col\">Value</th><th scope=\"col\">What it is</th></tr></thead><tbody>\n");
    for (const char *line = report->assumptions; *line;) {
        const size_t length = strcspn(line, "\n");
        add_assumed_line(text, line, length);
        line += length + (line[length] == '\n');
    }
    ent_text_add(text, "</tbody></table>\n");
    return ENT_OK;
}

static void add_range(struct ent_text *text, const struct ent_field *field)
{
    ent_html_add_quantity(text, field->low);
    ent_text_add(text, " to ");
    ent_html_add_quantity(text, field->high);
}

static void add_parameter(struct ent_text *text, const struct ent_field *field, const void *base)
{
    const double value = ent_field_get(field, base);
    const int changed = !isnan(field->fallback) && value != field->fallback;
    ent_text_add(text, "<tr><th scope=\"row\"><code>%s</code></th><td>%s", field->name, changed ? "<mark>" : "");
    ent_html_add_quantity(text, value);
    ent_text_add(text, "%s</td><td>", changed ? "</mark>" : "");
    ent_html_add(text, field->unit);
    ent_text_add(text, "</td><td>");
    add_range(text, field);
    ent_text_add(text, "</td><td>");
    ent_html_add(text, field->source);
    ent_text_add(text, "</td><td>");
    ent_html_add(text, field->doc);
    ent_text_add(text, "</td></tr>\n");
}

static void add_parameters_of(struct ent_text *text, const struct ent_table *table, const void *base)
{
    ent_text_add(text, "<details><summary>");
    ent_html_add(text, table->title);
    ent_text_add(text, " <small><code>%s</code></small></summary><div class=\"scroll\"><table class=\"plain\">\n<thead><tr>", table->path);
    ent_text_add(text,
                 "<th scope=\"col\">Parameter</th><th scope=\"col\">Value</th><th scope=\"col\">Unit</th><th scope=\"col\">Allowed</th>"
                 "<th scope=\"col\">Source</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n");
    for (int i = 0; i < table->n_fields; i++) add_parameter(text, &table->field[i], base);
    ent_text_add(text, "</tbody></table></div></details>\n");
}

int ent_report_add_parameters(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    if (!report->inputs) return ENT_OK;
    for (int t = 0; t < ENT_N_GROUPS; t++)
        add_parameters_of(text, &ent_tables[t], (const char *)&report->inputs->parameters + ent_tables[t].offset);
    return ENT_OK;
}

/* --- data ------------------------------------------------------------------------------------------------------------------- */

int ent_report_add_vintage(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_table *table = &ent_tables[ENT_TABLE_STATE];
    (void)report;
    (void)error;
    ent_text_add(
        text, "<table class=\"plain\"><thead><tr><th scope=\"col\">Column</th><th scope=\"col\">What it is</th><th scope=\"col\">Unit</th>"
              "<th scope=\"col\">Source and year</th></tr></thead><tbody>\n");
    for (int i = 0; i < table->n_fields; i++) {
        const struct ent_field *field = &table->field[i];
        ent_text_add(text, "<tr><th scope=\"row\"><code>%s</code></th><td>", field->name);
        ent_html_add(text, field->doc);
        ent_text_add(text, "</td><td>");
        ent_html_add(text, field->unit);
        ent_text_add(text, "</td><td>");
        ent_html_add(text, field->source);
        ent_text_add(text, "</td></tr>\n");
    }
    ent_text_add(text, "</tbody></table>\n");
    return ENT_OK;
}

/* --- the same file again ---------------------------------------------------------------------------------------------------- */

static void add_row(struct ent_text *text, const char *name, const char *value)
{
    ent_text_add(text, "<tr><th scope=\"row\">%s</th><td><code>", name);
    ent_html_add(text, value && value[0] ? value : "unknown");
    ent_text_add(text, "</code></td></tr>\n");
}

/* The last part of a path. */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void add_identity(struct ent_text *text, const struct ent_report *report)
{
    const struct ent_results *results = report->results;
    char runs[ENT_RUNS_TEXT];
    ent_summary_runs(&report->summary, runs);
    ent_text_add(text, "<table class=\"plain identity\"><tbody>\n");
    add_row(text, "Experiment", results->experiment);
    add_row(text, "results_digest", results->digest);
    add_row(text, "Seed", results->seed);
    add_row(text, "Runs of each order in each scenario", runs);
    if (results->stopping) add_row(text, "Stopping rule", results->stopping);
    add_row(text, "Written by", report->source);
    add_row(text, "Revision", report->revision);
    add_row(text, "This page by", report->options->version);
    ent_text_add(text, "</tbody></table>\n");
}

int ent_report_add_reproduce(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const char *file = file_name(report->results->path);
    (void)error;
    add_identity(text, report);
    ent_text_add(text, "<p>The file holds its whole experiment. To get the same figures on any machine:</p>\n<pre>entente config ");
    ent_html_add(text, file);
    ent_text_add(
        text, " &gt; experiment.yaml\nentente run ./experiment.yaml -o again.h5\nentente verify again.h5        # prints the digest above\n"
              "entente summary again.h5       # prints the tables\n</pre>\n<p>To cite: <q>The Entente authors. ");
    ent_html_add(text, report->source[0] ? report->source : "Entente");
    ent_text_add(text, ": Monte Carlo simulation of European political and security orders. Experiment ");
    ent_html_add(text, report->results->experiment);
    ent_text_add(text, ", results_digest %.16s.</q></p>\n", report->results->digest);
    return ENT_OK;
}
