/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Regret and acceptability for programs.
 */
#include <limits.h>
#include <math.h>

#include "analysis/choice.h"
#include "analysis/json_fields.h"
#include "analysis/summary_formats.h"

static const char *order_name(const struct ent_summary *summary, size_t i_order)
{
    return summary->results->order.name[summary->order[i_order]];
}

static const char *comma(size_t i, size_t n)
{
    return i + 1 < n ? ",\n" : "";
}

/* The fewest runs of an order in the scenarios from `first`, and those that failed or were not run, over all of them. */
static void add_runs(struct ent_text *text, const struct ent_summary *summary, size_t first, size_t n_scenarios)
{
    long long failed = 0, not_run = 0, least = LLONG_MAX;
    for (size_t k = first * summary->n_orders; k < (first + n_scenarios) * summary->n_orders; k++) {
        const struct ent_run_counts *counts = &summary->counts[k];
        failed += (long long)counts->failed;
        not_run += (long long)counts->not_run;
        if ((long long)counts->done < least) least = (long long)counts->done;
    }
    ent_text_add(text, "\"n\": %lld, \"rows\": %zu, \"failed\": %lld, \"not_run\": %lld, \"missing\": %lld", least, summary->choice->n_rows,
                 failed, not_run, failed + not_run);
}

/* --- regret ------------------------------------------------------------------------------------------------------------------ */

static void add_regret_of_order(struct ent_text *text, const struct ent_summary *summary, const struct ent_minimax *minimax, size_t i_order)
{
    size_t n_scenarios = summary->results->scenario.n;
    ent_text_add(text, "      {");
    ent_json_string(text, "order", order_name(summary, i_order));
    ent_text_add(text, ", \"greatest\": {");
    ent_json_interval(text, "value", &minimax->greatest[i_order]);
    ent_text_add(text, "}, ");
    ent_json_number(text, "chosen", minimax->chosen[i_order]);
    ent_text_add(text, ", \"by_scenario\": [");
    for (size_t s = 0; s < n_scenarios; s++) {
        ent_text_add(text, "%s{", s ? ", " : "");
        ent_json_string(text, "scenario", summary->results->scenario.name[s]);
        ent_text_add(text, ", ");
        ent_json_interval(text, "value", &minimax->regret[s * summary->n_orders + i_order]);
        ent_text_add(text, "}");
    }
    ent_text_add(text, "]}%s", comma(i_order, summary->n_orders));
}

static void add_regret(struct ent_text *text, const struct ent_summary *summary)
{
    ent_text_add(text, ",\n  \"regret\": [\n");
    for (size_t m = 0; m < ENT_N_HEADLINES; m++) {
        const struct ent_minimax *minimax = &summary->choice->minimax[m];
        ent_text_add(text, "    {");
        ent_json_string(text, "measure", summary->measure[m].name);
        ent_text_add(text, ", \"method\": \"percentile bootstrap of whole runs\", \"replicates\": %d, ", ENT_CHOICE_REPLICATES);
        ent_json_number(text, "level", summary->level);
        ent_text_add(text, ", ");
        add_runs(text, summary, 0, summary->results->scenario.n);
        ent_text_add(text, ", \"orders\": [\n");
        for (size_t i = 0; i < summary->n_orders; i++) add_regret_of_order(text, summary, minimax, i);
        ent_text_add(text, "]}%s", comma(m, ENT_N_HEADLINES));
    }
    ent_text_add(text, "]");
}

/* --- acceptability ----------------------------------------------------------------------------------------------------------- */

static void add_acceptability_of_order(struct ent_text *text, const struct ent_summary *summary, const struct ent_reading *reading,
                                       size_t i_scenario, size_t i_order)
{
    const struct ent_smaa *smaa = &reading->smaa[i_scenario];
    const double *central = &smaa->central[i_order * reading->n_criteria];
    ent_text_add(text, "      {");
    ent_json_string(text, "order", order_name(summary, i_order));
    ent_text_add(text, ", ");
    ent_json_array(text, "ranks", &smaa->acceptability[i_order * summary->n_orders], summary->n_orders, 9);
    ent_text_add(text, ", \"central_weights\": ");
    if (isnan(central[0])) {
        ent_text_add(text, "null");
    } else {
        ent_text_add(text, "{");
        for (size_t c = 0; c < reading->n_criteria; c++) {
            ent_text_add(text, c ? ", " : "");
            ent_json_number(text, summary->measure[reading->criterion[c]].name, central[c]);
        }
        ent_text_add(text, "}");
    }
    ent_text_add(text, ", ");
    ent_json_number(text, "confidence", smaa->confidence[i_order]);
    ent_text_add(text, "}%s", comma(i_order, summary->n_orders));
}

static void add_acceptability(struct ent_text *text, const struct ent_summary *summary, const struct ent_reading *reading,
                              size_t i_scenario)
{
    ent_text_add(text, "    {");
    ent_json_string(text, "scenario", summary->results->scenario.name[i_scenario]);
    ent_text_add(text, ", ");
    ent_json_string(text, "deadlock", summary->measure[reading->i_deadlock].name);
    ent_text_add(text, ", \"criteria\": [");
    for (size_t c = 0; c < reading->n_criteria; c++)
        ent_text_add(text, "%s\"%s\"", c ? ", " : "", summary->measure[reading->criterion[c]].name);
    ent_text_add(text, "], \"method\": \"SMAA-2, uniform weights, bootstrap of whole runs\", \"weights\": %d, ", ENT_CHOICE_WEIGHTS);
    add_runs(text, summary, i_scenario, 1);
    ent_text_add(text, ", \"orders\": [\n");
    for (size_t i = 0; i < summary->n_orders; i++) add_acceptability_of_order(text, summary, reading, i_scenario, i);
    ent_text_add(text, "]}");
}

void ent_summary_add_choice_json(struct ent_text *text, const struct ent_summary *summary)
{
    const struct ent_choice *choice = summary->choice;
    if (!choice) return;
    add_regret(text, summary);
    ent_text_add(text, ",\n  \"acceptability\": [\n");
    for (size_t s = 0; s < choice->n_scenarios; s++)
        for (size_t r = 0; r < choice->n_readings; r++) {
            add_acceptability(text, summary, &choice->reading[r], s);
            ent_text_add(text, s + 1 < choice->n_scenarios || r + 1 < choice->n_readings ? ",\n" : "");
        }
    ent_text_add(text, "]");
}
