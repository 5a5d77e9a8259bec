/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The summary as a tidy table (RFC 4180): one row per figure; what is undefined is empty.
 */
#include <math.h>
#include <string.h>

#include "analysis/summary_formats.h"

static void add_field(struct ent_text *text, const char *field)
{
    ent_text_add_field(text, field);
    ent_text_add(text, ",");
}

static void add_number(struct ent_text *text, double value)
{
    if (isfinite(value))
        ent_text_add_real(text, value);
    else if (!isnan(value))
        ent_text_add(text, "inf");
    ent_text_add(text, ",");
}

void ent_summary_add_csv_row(struct ent_text *text, const struct ent_summary *summary, const struct ent_summary_row *row,
                             const struct ent_estimate *estimate)
{
    const struct ent_results *results = summary->results;
    struct ent_run_counts counts = {0};
    for (size_t s = 0; s < results->scenario.n; s++) {
        const struct ent_run_counts *of_cell = &summary->counts[ent_summary_cell(summary, s, row->i_order)];
        if (row->i_scenario != ENT_ALL_SCENARIOS && row->i_scenario != s) continue;
        counts.failed += of_cell->failed;
        counts.not_run += of_cell->not_run;
    }
    ent_text_add(text, "%zu,", summary->point);
    add_field(text, row->i_scenario == ENT_ALL_SCENARIOS ? "" : results->scenario.name[row->i_scenario]);
    add_field(text, results->order.name[summary->order[row->i_order]]);
    add_field(text, row->minus ? row->minus : "");
    add_field(text, row->measure);
    add_field(text, row->figure);
    add_field(text, row->unit);
    add_number(text, estimate->value);
    add_number(text, estimate->low);
    add_number(text, estimate->high);
    add_number(text, estimate->sd);
    add_field(text, row->method);
    ent_text_add(text, "%lld,%lld,%lld,%lld\n", (long long)estimate->n, (long long)estimate->n_missing, (long long)counts.failed,
                 (long long)counts.not_run);
}

static void add_measure(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_row row, size_t i_measure)
{
    static const char *const quantile_names[ENT_N_SUMMARY_QUANTILES] = {"quantile 0.05", "quantile 0.5", "quantile 0.95"};
    const struct ent_measure *measure = &summary->measure[i_measure];
    size_t cell = ent_summary_cell(summary, row.i_scenario, row.i_order);
    const struct ent_measured *measured = &summary->measured[cell * summary->n_measures + i_measure];
    row.figure = measure->share ? "share" : "mean";
    row.method = ent_measure_method(measure);
    ent_summary_add_csv_row(text, summary, &row, &measured->mean);
    row.method = "order statistics";
    for (size_t i = 0; measured->quantile[0].n > 0 && i < ENT_N_SUMMARY_QUANTILES; i++) {
        row.figure = quantile_names[i];
        ent_summary_add_csv_row(text, summary, &row, &measured->quantile[i]);
    }
}

static void add_difference(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_row row, size_t i_measure)
{
    const struct ent_measure *measure = &summary->measure[i_measure];
    size_t cell = ent_summary_cell(summary, row.i_scenario, row.i_order);
    const struct ent_compared *compared = &summary->compared[cell * summary->n_measures + i_measure];
    row.minus = summary->results->order.name[summary->order[0]];
    row.figure = "difference";
    row.method = ent_measure_difference_method(measure);
    ent_summary_add_csv_row(text, summary, &row, &compared->difference);
    row.figure = measure->better ? "better" : "greater";
    row.method = "Wilson";
    ent_summary_add_csv_row(text, summary, &row, &compared->better);
    struct ent_estimate ratio = {compared->ratio.ratio, compared->ratio.low,      compared->ratio.high, NAN,
                                 compared->ratio.n,     compared->ratio.n_missing};
    row.figure = "variance ratio";
    row.method = "delta";
    ent_summary_add_csv_row(text, summary, &row, &ratio);
}

void ent_summary_add_csv(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place)
{
    if (place.first)
        ent_text_add(text, "point,scenario,order,minus,measure,figure,unit,value,low,high,sd,method,n,left_out,failed,not_run\n");
    for (size_t s = 0; s < summary->results->scenario.n; s++)
        for (size_t i = 0; i < summary->n_orders; i++)
            for (size_t m = 0; m < summary->n_measures; m++) {
                const struct ent_measure *measure = &summary->measure[m];
                struct ent_summary_row row = {.i_scenario = s, .i_order = i, .measure = measure->name, .unit = measure->unit};
                add_measure(text, summary, row, m);
                if (i > 0) add_difference(text, summary, row, m);
            }
    ent_summary_add_choice_csv(text, summary);
    ent_summary_add_durations_csv(text, summary);
}
