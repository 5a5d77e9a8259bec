/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a trace names things: months, states, sets of states, and issues by a short handle.
 */
#ifndef ENT_ANALYSIS_TRACE_WORDS_H
#define ENT_ANALYSIS_TRACE_WORDS_H

#include "params/text.h"
#include "runs/chronicle.h"

/* What a trace knows of one issue while it is told. */
struct ent_trace_item {
    struct ent_trace_issue id;
    int32_t shock, state; /* what raised it; -1: it came by itself */
    int32_t reserved;
    double status_quo;
    int32_t forum;    /* that voted last; -1: none */
    int32_t n_failed; /* votes there */
    int32_t proposer; /* -1: a compromise of all */
};

/* All issues of a chronicle, in the order of arrival. */
struct ent_trace_book {
    struct ent_trace_item *item; /* [n] */
    size_t n;
};

/* Lists the issues. ENT_BUG when out of memory; free with ent_trace_book_free. */
int ent_trace_book_init(struct ent_trace_book *book, const struct ent_chronicle *chronicle, struct ent_error *error);
void ent_trace_book_free(struct ent_trace_book *book);

/* The issue; NULL if the chronicle never says that it arrives. */
struct ent_trace_item *ent_trace_book_find(const struct ent_trace_book *book, struct ent_trace_issue id);

/* "2027-03" */
void ent_trace_add_month(struct ent_text *text, const struct ent_inputs *inputs, int32_t month);

/* "foreign 2027-03 #1"; raised by a shock: "foreign 2027-03 #EST", "fiscal 2030-01 #pandemic" */
void ent_trace_add_issue(struct ent_text *text, const struct ent_inputs *inputs, const struct ent_trace_book *book,
                         struct ent_trace_issue id);

/* "DEU, FRA", "all 27", "all 27 but HUN", "nobody": the set, seen as a part of `of` (0: of nothing). */
void ent_trace_add_set(struct ent_text *text, const struct ent_inputs *inputs, uint64_t set, uint64_t of);

#endif
