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

/* What a row is about. */
struct subject {
    size_t i_scenario, i_order;
    const char *minus;
    const struct ent_measure *measure;
    const char *figure, *method;
};

static void add_row(struct ent_text *text, const struct ent_summary *summary, const struct subject *subject,
                    const struct ent_estimate *estimate)
{
    const struct ent_results *results = summary->results;
    const struct ent_run_counts *counts = &summary->counts[ent_summary_cell(summary, subject->i_scenario, subject->i_order)];
    ent_text_add(text, "%zu,", summary->point);
    add_field(text, results->scenario.name[subject->i_scenario]);
    add_field(text, results->order.name[summary->order[subject->i_order]]);
    add_field(text, subject->minus);
    add_field(text, subject->measure->name);
    add_field(text, subject->figure);
    add_field(text, subject->measure->unit);
    add_number(text, estimate->value);
    add_number(text, estimate->low);
    add_number(text, estimate->high);
    add_number(text, estimate->sd);
    add_field(text, subject->method);
    ent_text_add(text, "%lld,%lld,%lld,%lld\n", (long long)estimate->n, (long long)estimate->n_missing, (long long)counts->failed,
                 (long long)counts->not_run);
}

static void add_measure(struct ent_text *text, const struct ent_summary *summary, struct subject subject, size_t at)
{
    static const char *const quantile_names[ENT_N_SUMMARY_QUANTILES] = {"quantile 0.05", "quantile 0.5", "quantile 0.95"};
    const struct ent_measured *measured = &summary->measured[at];
    subject.minus = "";
    subject.figure = subject.measure->share ? "share" : "mean";
    subject.method = ent_measure_method(subject.measure);
    add_row(text, summary, &subject, &measured->mean);
    subject.method = "order statistics";
    for (size_t i = 0; measured->quantile[0].n > 0 && i < ENT_N_SUMMARY_QUANTILES; i++) {
        subject.figure = quantile_names[i];
        add_row(text, summary, &subject, &measured->quantile[i]);
    }
}

static void add_difference(struct ent_text *text, const struct ent_summary *summary, struct subject subject, size_t at)
{
    const struct ent_compared *compared = &summary->compared[at];
    subject.minus = summary->results->order.name[summary->order[0]];
    subject.figure = "difference";
    subject.method = ent_measure_difference_method(subject.measure);
    add_row(text, summary, &subject, &compared->difference);
    subject.figure = subject.measure->better ? "better" : "greater";
    subject.method = "Wilson";
    add_row(text, summary, &subject, &compared->better);
    struct ent_estimate ratio = {compared->ratio.ratio, compared->ratio.low,      compared->ratio.high, NAN,
                                 compared->ratio.n,     compared->ratio.n_missing};
    subject.figure = "variance ratio";
    subject.method = "delta";
    add_row(text, summary, &subject, &ratio);
}

void ent_summary_add_csv(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place)
{
    if (place.first)
        ent_text_add(text, "point,scenario,order,minus,measure,figure,unit,value,low,high,sd,method,n,left_out,failed,not_run\n");
    for (size_t s = 0; s < summary->results->scenario.n; s++)
        for (size_t i = 0; i < summary->n_orders; i++)
            for (size_t m = 0; m < summary->n_measures; m++) {
                struct subject subject = {.i_scenario = s, .i_order = i, .measure = &summary->measure[m]};
                size_t at = ent_summary_cell(summary, s, i) * summary->n_measures + m;
                add_measure(text, summary, subject, at);
                if (i > 0) add_difference(text, summary, subject, at);
            }
}
