/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/trace_words.h"

#include <stdlib.h>

#include "model/rules.h"

static int same(struct ent_trace_issue a, struct ent_trace_issue b)
{
    return a.arrival == b.arrival && a.domain == b.domain && a.serial == b.serial;
}

int ent_trace_book_init(struct ent_trace_book *book, const struct ent_chronicle *chronicle, struct ent_error *error)
{
    size_t n = 0;
    for (size_t e = 0; e < chronicle->n_events; e++) n += chronicle->event[e].kind == ENT_TRACE_ISSUE;
    *book = (struct ent_trace_book){.item = malloc((n + 1) * sizeof *book->item)};
    if (!book->item) return ent_error_set(error, ENT_BUG, "out of memory for the issues of a run");
    for (size_t e = 0; e < chronicle->n_events; e++) {
        const struct ent_trace_event *event = &chronicle->event[e];
        if (event->kind != ENT_TRACE_ISSUE) continue;
        book->item[book->n++] = (struct ent_trace_item){.id = event->issue,
                                                        .shock = event->shock,
                                                        .state = event->state,
                                                        .reserved = event->value[3] > 0,
                                                        .status_quo = event->value[2],
                                                        .forum = -1,
                                                        .proposer = -1};
    }
    return ENT_OK;
}

void ent_trace_book_free(struct ent_trace_book *book)
{
    free(book->item);
    *book = (struct ent_trace_book){0};
}

/* Issues come in the order of their months: the search starts at the first of the month. */
struct ent_trace_item *ent_trace_book_find(const struct ent_trace_book *book, struct ent_trace_issue id)
{
    size_t low = 0, high = book->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (book->item[middle].id.arrival < id.arrival)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < book->n && book->item[low].id.arrival == id.arrival; low++)
        if (same(book->item[low].id, id)) return &book->item[low];
    return NULL;
}

void ent_trace_add_month(struct ent_text *text, const struct ent_inputs *inputs, int32_t month)
{
    const int32_t since = inputs->start_month - 1 + month;
    ent_text_add(text, "%04d-%02d", (int)(inputs->start_year + since / 12), (int)(since % 12 + 1));
}

void ent_trace_add_issue(struct ent_text *text, const struct ent_inputs *inputs, const struct ent_trace_book *book,
                         struct ent_trace_issue id)
{
    const struct ent_trace_item *item = ent_trace_book_find(book, id);
    ent_text_add(text, "%s ", inputs->domain[id.domain].name);
    ent_trace_add_month(text, inputs, id.arrival);
    if (item && item->state >= 0)
        ent_text_add(text, " #%s", inputs->state[item->state].code);
    else if (item && item->shock >= 0)
        ent_text_add(text, " #%s", inputs->shock[item->shock].name);
    else
        ent_text_add(text, " #%d", (int)(id.serial + 1));
}

static void add_codes(struct ent_text *text, const struct ent_inputs *inputs, uint64_t set)
{
    for (const char *comma = ""; set; set &= set - 1, comma = ", ")
        ent_text_add(text, "%s%s", comma, inputs->state[ent_set_first(set)].code);
}

void ent_trace_add_set(struct ent_text *text, const struct ent_inputs *inputs, uint64_t set, uint64_t of)
{
    enum { MOST_MISSING = 6 };
    const uint64_t missing = of & ~set;
    const int n_missing = ent_set_count(missing), n = ent_set_count(set);
    if (!set) {
        ent_text_add(text, "nobody");
    } else if (n < 3 || (set & ~of) || n_missing > MOST_MISSING || n_missing >= n) {
        add_codes(text, inputs, set);
    } else {
        ent_text_add(text, "all %d", ent_set_count(of));
        if (!missing) return;
        ent_text_add(text, " but ");
        add_codes(text, inputs, missing);
    }
}
