/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace for programs: one document, one event a line, every field under the name that trace_fields.c gives it.
 */
#include <math.h>

#include "analysis/trace_text.h"
#include "model/rules.h"
#include "params/sha256.h"

struct writer {
    struct ent_text *text;
    const struct ent_chronicle *chronicle;
    const struct ent_inputs *inputs;
    struct ent_trace_book book;
};

static void add_key(struct writer *w, const char *key)
{
    ent_text_add(w->text, ", ");
    ent_text_add_quoted(w->text, key);
    ent_text_add(w->text, ": ");
}

static void add_name(struct writer *w, const char *key, const char *name)
{
    add_key(w, key);
    ent_text_add_quoted(w->text, name);
}

static void add_number(struct writer *w, const char *key, double value)
{
    add_key(w, key);
    if (isfinite(value))
        ent_text_add_real(w->text, value);
    else
        ent_text_add(w->text, "null");
}

static void add_set(struct writer *w, const char *key, uint64_t set)
{
    add_key(w, key);
    ent_text_add(w->text, "[");
    for (const char *comma = ""; set; set &= set - 1, comma = ", ") {
        ent_text_add(w->text, "%s", comma);
        ent_text_add_quoted(w->text, w->inputs->state[ent_set_first(set)].code);
    }
    ent_text_add(w->text, "]");
}

static void add_issue(struct writer *w, const char *key, struct ent_trace_issue issue)
{
    add_key(w, key);
    ent_text_add(w->text, "\"");
    ent_trace_add_issue(w->text, w->inputs, &w->book, issue);
    ent_text_add(w->text, "\"");
}

static const char *other_name(const struct writer *w, const struct ent_trace_event *event)
{
    switch (ent_trace_other(event->kind)) {
    case ENT_TRACE_OTHER_DOMAIN:
        return w->inputs->domain[event->other].name;
    case ENT_TRACE_OTHER_COOPERATION:
        return w->inputs->forum[event->forum].cooperation[event->other].name;
    default:
        return w->inputs->forum[event->other].name;
    }
}

static void add_event(struct writer *w, const struct ent_trace_event *event)
{
    const struct ent_trace_fields *fields = &ent_trace_fields[event->kind];
    ent_text_add(w->text, "{\"month\": \"");
    ent_trace_add_month(w->text, w->inputs, event->month);
    ent_text_add(w->text, "\"");
    add_name(w, "kind", fields->kind);
    if (event->forum >= 0) add_name(w, "forum", w->inputs->forum[event->forum].name);
    if (event->domain >= 0) add_name(w, "domain", w->inputs->domain[event->domain].name);
    if (event->state >= 0) add_name(w, "state", w->inputs->state[event->state].code);
    if (event->shock >= 0) add_name(w, "shock", w->inputs->shock[event->shock].name);
    if (event->issue.arrival >= 0) add_issue(w, "issue", event->issue);
    if (event->with.arrival >= 0) add_issue(w, "with", event->with);
    if (fields->other && event->other >= 0) add_name(w, fields->other, other_name(w, event));
    if (fields->yes) add_set(w, fields->yes, event->yes);
    if (fields->no) add_set(w, fields->no, event->no);
    if (fields->abstain) add_set(w, fields->abstain, event->abstain);
    if (fields->set) add_set(w, fields->set, event->set);
    for (int v = 0; v < ENT_N_TRACE_VALUES; v++)
        if (fields->value[v]) add_number(w, fields->value[v], event->value[v]);
    ent_text_add(w->text, "}");
}

static void add_head(struct writer *w)
{
    const struct ent_chronicle *chronicle = w->chronicle;
    uint8_t hash[32];
    char hex[65];
    ent_inputs_hash(chronicle->inputs, hash);
    ent_sha256_hex(hash, hex);
    ent_text_add(w->text, "{\"trace_version\": 1, \"results_version\": %d", (int)ENT_RESULTS_VERSION);
    add_name(w, "experiment", chronicle->name);
    add_name(w, "order", chronicle->order);
    add_name(w, "scenario", chronicle->scenario);
    ent_text_add(w->text, ", \"point\": %d, \"run\": %u, \"seed\": %llu, \"months\": %d, \"start\": \"", (int)chronicle->point,
                 (unsigned)chronicle->run, (unsigned long long)chronicle->seed, (int)chronicle->inputs->n_months);
    ent_trace_add_month(w->text, w->inputs, 0);
    ent_text_add(w->text, "\"");
    add_name(w, "inputs_hash", hex);
}

static void add_end(struct writer *w)
{
    const struct ent_run_result *result = w->chronicle->result;
    ent_text_add(w->text, "],\n\"status\": \"%s\"", result->status == ENT_RUN_DONE ? "done" : "failed");
    if (result->status != ENT_RUN_DONE) {
        add_name(w, "failure", ent_run_failure_texts[result->failure_code]);
        add_key(w, "failure_month");
        ent_text_add(w->text, "\"");
        ent_trace_add_month(w->text, w->inputs, result->failure_month);
        ent_text_add(w->text, "\"");
    }
    ent_text_add(w->text, ", \"metrics\": {");
    for (int m = 0; m < ENT_N_METRICS; m++) {
        const double value = (double)result->metric[m];
        ent_text_add(w->text, "%s\"%s\": ", m ? ", " : "", ent_metric_rows[m].name);
        if (isfinite(value))
            ent_text_add_real(w->text, value);
        else
            ent_text_add(w->text, "null");
    }
    ent_text_add(w->text, "}");
    add_name(w, "digest", w->chronicle->digest);
    ent_text_add(w->text, "}\n");
}

int ent_trace_add_json(struct ent_text *text, const struct ent_chronicle *chronicle, const struct ent_trace_view *view,
                       struct ent_error *error)
{
    struct writer w = {.text = text, .chronicle = chronicle, .inputs = chronicle->inputs};
    int code = ent_trace_book_init(&w.book, chronicle, error);
    if (code != ENT_OK) return code;
    add_head(&w);
    ent_text_add(text, ",\n\"events\": [");
    const char *comma = "\n";
    for (size_t e = 0; e < chronicle->n_events; e++) {
        if (!ent_trace_shows(view, &chronicle->event[e])) continue;
        ent_text_add(text, "%s", comma);
        add_event(&w, &chronicle->event[e]);
        comma = ",\n";
    }
    add_end(&w);
    ent_trace_book_free(&w.book);
    return text->failed ? ent_error_set(error, ENT_BUG, "out of memory for a trace") : ENT_OK;
}
