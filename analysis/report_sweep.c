/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the answer holds: over the tested space of assumptions, the share of it in which an order has the lower deadlock risk under
 * all three readings; and which assumptions decide the difference.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/discovery_inside.h"
#include "analysis/report_parts.h"
#include "analysis/sensitivity_inside.h"
#include "params/names.h"
#include "params/schema.h"

/* The shares of one pair in one scenario. */
static int shares_of(const struct discovery_design *design, const struct ent_results *sweep, const struct discovery_pair *pair,
                     size_t i_scenario, struct ent_flip_share *share, struct ent_error *error)
{
    struct ent_estimate *difference = calloc(design->n * DISCOVERY_READINGS, sizeof *difference);
    int code = difference ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t r = 0; !code && r < DISCOVERY_READINGS; r++)
        code = discovery_differences(sweep, discovery_readings[r], pair, i_scenario, 0.95, difference + r, DISCOVERY_READINGS, error);
    if (!code) {
        const struct ent_flip_points points = {
            .n = design->n, .n_readings = DISCOVERY_READINGS, .difference = difference, .cluster = design->cluster, .better = -1};
        code = ent_flip_shares(&points, 0.95, share, error);
    }
    free(difference);
    return code;
}

static void add_share(struct ent_text *text, const char *order, const struct ent_estimate *share)
{
    ent_text_add(text, "<b>");
    ent_html_add(text, order);
    ent_text_add(text, "</b> in ");
    ent_html_add_hundredfold(text, share->value, 1, 0);
    ent_text_add(text, " %% of it");
    if (!isfinite(share->low) || !isfinite(share->high)) return;
    ent_text_add(text, " (");
    ent_html_add_hundredfold(text, share->low, 1, 0);
    ent_text_add(text, " to ");
    ent_html_add_hundredfold(text, share->high, 1, 0);
    ent_text_add(text, ")");
}

static int add_pair(struct ent_text *text, const struct discovery_design *design, const struct ent_results *sweep, size_t i_order,
                    size_t i_scenario, struct ent_error *error)
{
    const struct discovery_pair pair = {.order = i_order, .against = 0};
    struct ent_flip_share share;
    const int code = shares_of(design, sweep, &pair, i_scenario, &share, error);
    if (code || !isfinite(share.first.value)) return code;
    ent_text_add(text, "<p data-holds=\"%zu/%zu\">", i_scenario, i_order);
    ent_text_add(text, "Over the tested space of %zu assumption%s (%zu points, scenario ", design->k, design->k == 1 ? "" : "s", design->n);
    ent_html_add_name(text, sweep->scenario.name[i_scenario]);
    ent_text_add(text, ", %.4g years), the lower deadlock risk under all three readings has ", (double)sweep->n_months / 12);
    add_share(text, sweep->order.name[i_order], &share.first);
    ent_text_add(text, ", ");
    add_share(text, sweep->order.name[0], &share.second);
    ent_text_add(text,
                 "; in the rest the readings disagree, and there is no ranking. Counting only points at which the 95 %% intervals "
                 "of all three agree (%zu runs each), it is ",
                 sweep->n_runs);
    ent_html_add_hundredfold(text, share.decided_first.value, 1, 0);
    ent_text_add(text, " and ");
    ent_html_add_hundredfold(text, share.decided_second.value, 1, 0);
    ent_text_add(text, " %%.</p>\n");
    return ENT_OK;
}

/* --- what decides ----------------------------------------------------------------------------------------------------------- */

enum { MOST_NAMED = 5 };

/* What a parameter is, without the symbol that its description begins with ("theta: worth of ..."), and its path. */
static void add_assumption(struct ent_text *text, const char *path)
{
    static const char prefix[] = "parameters.";
    char hint[ENT_HINT_SIZE];
    const struct ent_field *field = ent_schema_find(path, hint, sizeof hint);
    const char *doc = field ? field->doc : "", *colon = strstr(doc, ": ");
    if (colon && (size_t)(colon - doc) == strcspn(doc, " :")) doc = colon + 2;
    if (*doc) {
        ent_text_add(text, "<b>");
        ent_html_add(text, doc);
        ent_text_add(text, "</b> (");
    }
    ent_text_add(text, "<code>");
    ent_html_add(text, strncmp(path, prefix, sizeof prefix - 1) == 0 ? path + sizeof prefix - 1 : path);
    ent_text_add(text, *doc ? "</code>)" : "</code>");
}

static void add_deciding(struct ent_text *text, const struct ent_sensitivity_document *document, const struct ent_sensitivity_case *at)
{
    const struct ent_sensitivity *of = &at->of;
    size_t n = 0, named = 0;
    if (of->is_constant || of->n_used < 2) return;
    for (size_t r = 0; r < of->k; r++) n += of->parameter[of->ranked[r]].stands_out != 0;
    ent_text_add(text, "<p data-decides=\"%s/%s\">", at->scenario, at->order);
    ent_text_add(text, n ? "What decides between <b>" : "Which assumptions decide between <b>");
    ent_html_add(text, at->order);
    ent_text_add(text, "</b> and <b>");
    ent_html_add(text, at->against);
    ent_text_add(text, "</b>");
    if (document->results->scenario.n > 1) {
        ent_text_add(text, " in the scenario ");
        ent_html_add_name(text, at->scenario);
    }
    if (n == 0) {
        ent_text_add(text, " cannot be told: none stands out in reading (b).</p>\n");
        return;
    }
    ent_text_add(text, ", in reading (b), the leading first: ");
    for (size_t r = 0; r < of->k && named < MOST_NAMED; r++) {
        if (!of->parameter[of->ranked[r]].stands_out) continue;
        ent_text_add(text, "%s", named ? "; " : "");
        add_assumption(text, document->name[of->ranked[r]]);
        named++;
    }
    if (n > named) ent_text_add(text, "; and %zu more", n - named);
    if (n < of->k) ent_text_add(text, ". The other %zu are not told apart from an assumption that does nothing", of->k - n);
    ent_text_add(text, ".</p>\n");
}

/* The analyses are those that `entente sensitivity --json` prints, of one metric. */
static int add_all_deciding(struct ent_text *text, const struct ent_results *sweep, struct ent_error *error)
{
    const struct ent_sensitivity_options options = {.metric = discovery_readings[DISCOVERY_HEADLINE]};
    struct ent_sensitivity_document document = {.level = 0.95, .n_replicates = ENT_BOOTSTRAP_REPLICATES};
    const int code = ent_sensitivity_of_results(&document, sweep, &options, error);
    for (size_t c = 0; !code && c < document.n_cases; c++)
        if (document.of[c].against) add_deciding(text, &document, &document.of[c]);
    ent_sensitivity_document_free(&document);
    return code;
}

int ent_report_add_holds(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_results *sweep = report->options->sweep;
    struct discovery_design design = {0};
    if (!sweep || sweep->order.n < 2) return ENT_OK;
    int code = discovery_design_read(&design, sweep, error);
    ent_text_add(text, "<div class=\"holds\"><h3>How far does it hold?</h3>\n");
    for (size_t s = 0; !code && s < sweep->scenario.n; s++)
        for (size_t i = 1; !code && i < sweep->order.n; i++) code = add_pair(text, &design, sweep, i, s, error);
    if (!code) code = add_all_deciding(text, sweep, error);
    ent_text_add(text, "</div>\n");
    discovery_design_free(&design);
    return code;
}

int ent_report_add_sweep(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_results *sweep = report->options->sweep;
    (void)error;
    if (!sweep) {
        ent_text_add(text,
                     "<p class=\"notice\" data-notice=\"no-sweep\">This page was made without a sweep of assumptions, so it cannot say "
                     "which of them decide. Make one with <code>entente run assumptions -o assumptions.h5</code> and the page again "
                     "with <code>entente report … --sweep assumptions.h5</code>.</p>\n");
        return ENT_OK;
    }
    ent_text_add(text, "<p>From the experiment <b>");
    ent_html_add(text, sweep->experiment);
    ent_text_add(text, "</b>: %zu assumption%s varied over %zu points, %zu runs of each order at each point, %lld months; digest ",
                 sweep->parameter.n, sweep->parameter.n == 1 ? "" : "s", sweep->n_points, sweep->n_runs, (long long)sweep->n_months);
    ent_text_add(text, "<code class=\"digest\">%s</code>.</p>\n", sweep->digest);
    return ENT_OK;
}
