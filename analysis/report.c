/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/report.h"

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report_parts.h"
#include "analysis/sensitivity.h"
#include "params/experiment_tree.h"
#include "runs/output.h"

/* --- reading what every part needs ------------------------------------------------------------------------------------------ */

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* A text that the file may lack: then "". */
static int read_optional(const struct ent_results *results, const char *name, int dataset, char **text, struct ent_error *error)
{
    struct ent_output_quiet quiet;
    ent_output_quiet_begin(&quiet);
    const htri_t has = dataset ? H5Lexists(results->file, name, H5P_DEFAULT) : H5Aexists(results->file, name);
    const int code = has > 0 ? ent_output_text(results->file, results->path, name, dataset, text, error) : ENT_OK;
    ent_output_quiet_end(&quiet);
    if (!code && !*text && !(*text = calloc(1, 1))) return out_of_memory(error);
    return code;
}

/* A configuration of another version may not load any more: the report then goes without what depends on it. */
static int read_experiment(struct ent_report *report, struct ent_error *error)
{
    struct ent_complaints complaints = {0};
    if (!(report->configuration = ent_results_configuration(report->results, error))) return error->code;
    ent_experiment_parse(&report->experiment, report->configuration, strlen(report->configuration), ENT_CONFIGURATION, &complaints);
    ent_complaints_free(&complaints);
    if (!report->experiment) return ENT_OK;
    if (!(report->inputs = malloc(sizeof *report->inputs))) return out_of_memory(error);
    return ent_experiment_resolve(report->experiment, 0, 0, report->inputs);
}

static int read_summary(struct ent_report *report, struct ent_error *error)
{
    const struct ent_results *results = report->results;
    struct ent_summary_options options = {.format = ENT_SUMMARY_JSON, .point = (int64_t)report->options->point};
    double level = 0;
    size_t point = 0;
    int code = ent_summary_range(results, &options, &level, &point, &point, error);
    size_t *order = malloc(results->order.n * sizeof *order);
    if (!code && !order) code = out_of_memory(error);
    for (size_t i = 0; order && i < results->order.n; i++) order[i] = i;
    if (!code) code = ent_summary_compute(&report->summary, results, order, results->order.n, point, 1, level, error);
    if (!code) code = ent_summary_print(results, &options, &report->summary_json, error);
    free(order);
    return code;
}

static int report_read(struct ent_report *report, struct ent_error *error)
{
    const struct ent_sensitivity_options sensitivity = {.format = ENT_SUMMARY_JSON};
    int code = read_summary(report, error);
    if (!code && report->options->sweep)
        code = ent_sensitivity_print(report->options->sweep, &sensitivity, &report->sensitivity_json, error);
    if (!code) code = read_experiment(report, error);
    if (!code) code = read_optional(report->results, ENT_ASSUMPTIONS, 1, &report->assumptions, error);
    if (!code) code = read_optional(report->results, "source", 0, &report->source, error);
    if (!code) code = read_optional(report->results, "build_revision", 0, &report->revision, error);
    return code;
}

static void report_free(struct ent_report *report)
{
    if (report->summary.results) ent_summary_free(&report->summary);
    ent_experiment_free(report->experiment);
    free(report->inputs);
    free(report->summary_json);
    free(report->sensitivity_json);
    free(report->configuration);
    free(report->assumptions);
    free(report->source);
    free(report->revision);
}

const char *ent_report_about(const struct ent_report *report, const char *list, const char *name)
{
    const struct ent_node *nodes = report->experiment ? ent_node_find(report->experiment->root, list) : NULL;
    const struct ent_node *node = nodes ? ent_node_named(nodes, name) : NULL;
    const char *about = node ? ent_node_find_text(node, "about") : NULL;
    return about ? about : "";
}

/* --- the template ----------------------------------------------------------------------------------------------------------- */

static int add_title(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    (void)error;
    ent_html_add(text, report->results->experiment);
    return ENT_OK;
}

static int add_data(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    struct ent_text series = {0};
    ent_html_add_json(text, "summary", report->summary_json);
    int code = ent_report_add_series(&series, report, error);
    char *document = ent_text_take(&series);
    if (!code && !document) code = out_of_memory(error);
    if (!code) ent_html_add_json(text, "series", document);
    if (!code && report->sensitivity_json) ent_html_add_json(text, "sensitivity", report->sensitivity_json);
    free(document);
    return code;
}

/* What stands where the template says <!--entente:NAME-->. */
static const struct {
    const char *name;
    ent_report_part *add;
} marks[] = {
    {"title", add_title},
    {"notices", ent_report_add_notices},
    {"question", ent_report_add_question},
    {"answer", ent_report_add_answer},
    {"verdicts", ent_report_add_verdicts},
    {"main-figure", ent_report_add_main_figure},
    {"levels", ent_report_add_levels},
    {"differences", ent_report_add_differences},
    {"measures", ent_report_add_measures},
    {"orders", ent_report_add_orders},
    {"scenarios", ent_report_add_scenarios},
    {"holds", ent_report_add_holds},
    {"sweep", ent_report_add_sweep},
    {"assumed", ent_report_add_assumed},
    {"parameters", ent_report_add_parameters},
    {"vintage", ent_report_add_vintage},
    {"reproduce", ent_report_add_reproduce},
    {"data", add_data},
};

static int fill_mark(struct ent_text *text, const struct ent_report *report, const char *name, size_t length, struct ent_error *error)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strlen(marks[i].name) == length && memcmp(marks[i].name, name, length) == 0) return marks[i].add(text, report, error);
    return ent_error_set(error, ENT_BAD_INPUT, "%s: the mark '%.*s' is unknown: the page belongs to another version of Entente",
                         report->options->page_name, (int)length, name);
}

static int fill(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    static const char opening[] = "<!--entente:", closing[] = "-->";
    const char *rest = report->options->page;
    for (;;) {
        const char *mark = strstr(rest, opening), *end = mark ? strstr(mark, closing) : NULL;
        if (!end) break;
        ent_text_add(text, "%.*s", (int)(mark - rest), rest);
        const char *name = mark + sizeof opening - 1;
        const int code = fill_mark(text, report, name, (size_t)(end - name), error);
        if (code) return code;
        rest = end + sizeof closing - 1;
    }
    ent_text_add(text, "%s", rest);
    return ENT_OK;
}

int ent_report_print(const struct ent_results *results, const struct ent_report_options *options, char **text, struct ent_error *error)
{
    struct ent_report report = {.results = results, .options = options};
    struct ent_text out = {0};
    struct ent_error local;
    if (!error) error = &local;
    int code = report_read(&report, error);
    if (!code) code = fill(&out, &report, error);
    *text = ent_text_take(&out);
    if (code) {
        free(*text);
        *text = NULL;
    }
    report_free(&report);
    return !code && !*text ? out_of_memory(error) : code;
}
