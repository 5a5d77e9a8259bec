/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A summary in words: one file per format. Each appends one design point to a text; `place` says whether it is
 * the first or the last, so that a format can open and close what surrounds them.
 */
#ifndef ENT_ANALYSIS_SUMMARY_FORMATS_H
#define ENT_ANALYSIS_SUMMARY_FORMATS_H

#include "analysis/summary.h"
#include "params/text.h"

struct ent_summary_place {
    int first, last;
    int comparison; /* 1: two orders side by side */
};

void ent_summary_add(struct ent_text *text, const struct ent_summary *summary, int format, struct ent_summary_place place);

void ent_summary_add_text(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place);
/* What the file is, at the head of a text. */
void ent_summary_add_head(struct ent_text *text, const struct ent_summary *summary);

/* How the figures of many design points spread, as text or LaTeX; the differences are against order[0]. Errors as of
 * ent_summary_compute. */
int ent_summary_add_points(struct ent_text *text, const struct ent_results *results, const size_t *order, size_t n_orders, double level,
                           int format, struct ent_error *error);

void ent_summary_add_json(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place);
/* Regret, acceptability and durations, where the summary has them; JSON: their fields of a design point, each after a comma. */
void ent_summary_add_choice_text(struct ent_text *text, const struct ent_summary *summary);
void ent_summary_add_durations_text(struct ent_text *text, const struct ent_summary *summary);
void ent_summary_add_choice_json(struct ent_text *text, const struct ent_summary *summary);
void ent_summary_add_durations_json(struct ent_text *text, const struct ent_summary *summary);

void ent_summary_add_csv(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place);
/* One row of the tidy table: whose figure it is. */
enum { ENT_ALL_SCENARIOS = 0x7fffffff };
struct ent_summary_row {
    size_t i_scenario; /* or ENT_ALL_SCENARIOS, and the field is empty */
    size_t i_order;
    const char *minus; /* the order it is compared with, or NULL */
    const char *measure, *figure, *unit, *method;
};
void ent_summary_add_csv_row(struct ent_text *text, const struct ent_summary *summary, const struct ent_summary_row *row,
                             const struct ent_estimate *estimate);
void ent_summary_add_choice_csv(struct ent_text *text, const struct ent_summary *summary);
void ent_summary_add_durations_csv(struct ent_text *text, const struct ent_summary *summary);

void ent_summary_add_latex(struct ent_text *text, const struct ent_summary *summary, struct ent_summary_place place);
/* Words for LaTeX. */
void ent_latex_words(struct ent_text *text, const char *words);
/* Tables of regret, acceptability and durations, each after an empty line. */
void ent_summary_add_choice_latex(struct ent_text *text, const struct ent_summary *summary);
void ent_summary_add_durations_latex(struct ent_text *text, const struct ent_summary *summary);

/* How an interval was made, by the kind of measure. */
const char *ent_measure_method(const struct ent_measure *measure);
const char *ent_measure_difference_method(const struct ent_measure *measure);

/* Runs of a cell that were done but have no value of a measure. */
int64_t ent_summary_undefined(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure);

#endif
