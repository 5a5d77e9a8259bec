/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Durations for programs: estimates, tests and curves.
 */
#include "analysis/durations.h"
#include "analysis/json_fields.h"
#include "analysis/summary_formats.h"
#include "model/model.h"

enum { CURVE_DECIMALS = 6 };

/* One kind in one cell. */
struct place {
    const struct ent_summary *summary;
    const struct ent_timing *timing;
    const struct ent_duration_row *row;
    size_t i_scenario, i_order, at;
};

static const char *order_name(const struct ent_summary *summary, size_t i_order)
{
    return summary->results->order.name[summary->order[i_order]];
}

/* Whose figures follow. */
static void add_names(struct ent_text *text, const struct place *place, int with_order)
{
    ent_text_add(text, "    {");
    ent_json_string(text, "of", place->row->name);
    ent_text_add(text, ", ");
    ent_json_string(text, "scenario", place->summary->results->scenario.name[place->i_scenario]);
    if (!with_order) return;
    ent_text_add(text, ", ");
    ent_json_string(text, "order", order_name(place->summary, place->i_order));
}

static double sum_of(const double *count, size_t n)
{
    double sum = 0;
    for (size_t t = 0; t < n; t++) sum += count[t];
    return sum;
}

static void add_test(struct ent_text *text, const struct ent_log_rank *test, size_t n_groups)
{
    ent_json_number(text, "chi_square", test->chi_square);
    ent_text_add(text, ", \"degrees\": %d, ", test->degrees);
    ent_json_number(text, "p", test->p);
    ent_text_add(text, ", ");
    if (n_groups == 2) {
        ent_json_number(text, "z", test->z);
        ent_text_add(text, ", ");
    }
    ent_json_array(text, "observed", test->observed, n_groups <= ENT_MOST_GROUPS ? n_groups : 0, CURVE_DECIMALS);
    ent_text_add(text, ", ");
    ent_json_array(text, "expected", test->expected, n_groups <= ENT_MOST_GROUPS ? n_groups : 0, CURVE_DECIMALS);
    ent_text_add(text, ", \"method\": \"log-rank, hypergeometric variance\"");
}

static void add_estimates(struct ent_text *text, const struct place *place)
{
    const struct ent_timing *timing = place->timing;
    const struct ent_run_counts *counts = &place->summary->counts[place->at];
    size_t n = timing->n_times;
    const struct ent_duration *median = &timing->median[place->at];
    const struct ent_estimate middle = {.value = median->value, .low = median->low, .high = median->high};
    add_names(text, place, 1);
    ent_text_add(text, ", ");
    ent_json_string(text, "unit", place->row->unit);
    ent_text_add(text, ", ");
    ent_json_string(text, "cases", place->row->cases);
    ent_text_add(text, ", \"n\": %lld, \"events\": %.0f, \"censored\": %.0f, \"failed\": %lld, \"not_run\": %lld, \"missing\": %lld, ",
                 (long long)timing->mean[place->at].n, sum_of(&timing->events[place->at * n], n),
                 sum_of(&timing->censored[place->at * n], n), (long long)counts->failed, (long long)counts->not_run,
                 (long long)(counts->failed + counts->not_run));
    ent_json_number(text, "level", place->summary->level);
    ent_text_add(text, ",\n     \"restricted_mean\": {");
    ent_json_interval(text, "value", &timing->mean[place->at]);
    ent_text_add(text, ", ");
    ent_json_number(text, "limit", timing->limit[place->i_scenario]);
    ent_text_add(text, ", \"method\": \"area under Kaplan-Meier's curve, normal interval\"}, \"median\": {");
    ent_json_interval(text, "value", &middle);
    ent_text_add(text, ", \"method\": \"Brookmeyer-Crowley, log-log\"}");
    if (place->i_order > 0) {
        ent_text_add(text, ",\n     \"log_rank\": {");
        ent_json_string(text, "against", order_name(place->summary, 0));
        ent_text_add(text, ", ");
        add_test(text, &timing->against[place->at], 2);
        ent_text_add(text, "}");
    }
    ent_text_add(text, "}");
}

static void add_together(struct ent_text *text, const struct place *place)
{
    add_names(text, place, 0);
    ent_text_add(text, ", ");
    add_test(text, &place->timing->together[place->i_scenario], place->summary->n_orders);
    ent_text_add(text, "}");
}

/* The values at the durations at which the curve changes or somebody leaves view, and at 0. */
static void add_steps(struct ent_text *text, const struct place *place, const char *key, const double *value)
{
    const struct ent_timing *timing = place->timing;
    size_t from = place->at * timing->n_times, n = 0;
    double kept[ENT_MAX_MONTHS + 2];
    for (size_t t = 0; t < timing->n_times && timing->mean[place->at].n > 0; t++)
        if (t == 0 || timing->events[from + t] + timing->censored[from + t] > 0) kept[n++] = value[t];
    ent_text_add(text, ", ");
    ent_json_array(text, key, kept, n, CURVE_DECIMALS);
}

static void add_curve(struct ent_text *text, const struct place *place)
{
    const struct ent_timing *timing = place->timing;
    size_t from = place->at * timing->n_times;
    double at_risk[ENT_MAX_MONTHS + 2], left = (double)timing->mean[place->at].n;
    for (size_t t = 0; t < timing->n_times; t++) {
        at_risk[t] = left;
        left -= timing->events[from + t] + timing->censored[from + t];
    }
    add_names(text, place, 1);
    ent_text_add(text, ", ");
    ent_json_string(text, "unit", place->row->unit);
    ent_text_add(text, ", \"method\": \"Kaplan-Meier, Greenwood's variance, log-log interval\", ");
    ent_json_number(text, "level", place->summary->level);
    add_steps(text, place, "time", timing->at);
    add_steps(text, place, "at_risk", at_risk);
    add_steps(text, place, "survival", timing->survival + from);
    add_steps(text, place, "low", timing->low + from);
    add_steps(text, place, "high", timing->high + from);
    ent_text_add(text, "}");
}

typedef void add_place(struct ent_text *text, const struct place *place);

/* A list of what `add` makes of every kind, scenario and, if per_order, order. */
static void add_list(struct ent_text *text, const struct ent_summary *summary, const char *key, int per_order, add_place *add)
{
    int first = 1;
    ent_text_add(text, ",\n  \"%s\": [\n", key);
    for (int of = 0; of < ENT_N_DURATION_KINDS; of++)
        for (size_t s = 0; summary->durations->timing[of].there && s < summary->results->scenario.n; s++)
            for (size_t i = 0; i < (per_order ? summary->n_orders : 1); i++) {
                const struct place place = {summary, &summary->durations->timing[of], &ent_duration_rows[of], s,
                                            i,       ent_summary_cell(summary, s, i)};
                ent_text_add(text, first ? "" : ",\n");
                add(text, &place);
                first = 0;
            }
    ent_text_add(text, "]");
}

void ent_summary_add_durations_json(struct ent_text *text, const struct ent_summary *summary)
{
    if (!summary->durations) return;
    add_list(text, summary, "durations", 1, add_estimates);
    if (summary->n_orders > 1) add_list(text, summary, "log_rank", 0, add_together);
    add_list(text, summary, "curves", 1, add_curve);
}
