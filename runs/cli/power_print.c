/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/cli/power_print.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>

/* The estimates of a member, as they are printed. */
static const struct {
    const char *name, *title;
    size_t offset;
} figures[] = {
    {"banzhaf_absolute", "Banzhaf", offsetof(struct ent_power_member, banzhaf)},
    {"banzhaf_normalised", "normalised", offsetof(struct ent_power_member, normalised)},
    {"shapley_shubik", "Shapley-Sh.", offsetof(struct ent_power_member, shapley)},
    {"coleman_prevent", "prevent", offsetof(struct ent_power_member, prevent)},
    {"coleman_initiate", "initiate", offsetof(struct ent_power_member, initiate)},
};
enum { N_FIGURES = sizeof figures / sizeof *figures };

static const struct ent_estimate *figure(const struct ent_power_member *member, int f)
{
    return (const struct ent_estimate *)((const char *)member + figures[f].offset);
}

static uint64_t sum_of_swings(const struct ent_body *body, const struct ent_power *power)
{
    uint64_t sum = 0;
    for (int32_t i = 0; i < body->n_members; i++) sum += power->member[i].swings;
    return sum;
}

/* --- table --- */

static void add_rule(struct ent_text *text, const struct ent_body *body)
{
    ent_text_add(text, "%s: %d members\n", body->name, (int)body->n_members);
    for (int32_t t = 0; t < body->n_tallies; t++) {
        const struct ent_body_tally *tally = &body->tally[t];
        int64_t total = 0;
        for (int32_t i = 0; i < body->n_members; i++) total += tally->of[i];
        ent_text_add(text, "  %s: at least %d of %" PRId64 "\n", tally->weight,
                     (int)ent_power_need(total, tally->quota_num, tally->quota_den), total);
    }
    if (body->blocking_least > 0) ent_text_add(text, "  fewer than %d opponents do not block\n", (int)body->blocking_least);
}

static void add_whole(struct ent_text *text, const char *what, const struct ent_estimate *estimate, int is_exact)
{
    ent_text_add(text, "%-28s %.9f", what, estimate->value);
    if (!is_exact) ent_text_add(text, "   [%.6f, %.6f]", estimate->low, estimate->high);
    ent_text_add(text, "\n");
}

static void add_sampled_figure(struct ent_text *text, const struct ent_estimate *estimate)
{
    if (isnan(estimate->value))
        ent_text_add(text, "               -");
    else
        ent_text_add(text, " %7.5f \302\261%.5f", estimate->value, (estimate->high - estimate->low) / 2);
}

static void add_member(struct ent_text *text, const struct ent_body *body, const struct ent_power *power, int32_t i)
{
    const struct ent_power_member *member = &power->member[i];
    ent_text_add(text, power->exact ? "%-20.20s" : "%-18.18s", body->member[i]);
    if (power->exact) ent_text_add(text, " %19" PRIu64, member->swings);
    for (int f = 0; f < N_FIGURES; f++) {
        if (power->exact)
            ent_text_add(text, " %11.8f", figure(member, f)->value);
        else
            add_sampled_figure(text, figure(member, f));
    }
    ent_text_add(text, "\n");
}

void cli_power_table(struct ent_text *text, const struct ent_body *body, const struct ent_power *power)
{
    add_rule(text, body);
    if (power->exact)
        ent_text_add(text, "\n%-28s %" PRIu64 " of 2^%d; %" PRIu64 " swings\n", "winning coalitions", power->winning, (int)body->n_members,
                     sum_of_swings(body, power));
    else
        ent_text_add(text, "\nsampled: %" PRId64 " coalitions and orders of joining, 95 %% intervals\n", power->n_draws);
    add_whole(text, "power to act (Coleman)", &power->act, power->exact);
    add_whole(text, "expected length of the core", &power->core, power->core_exact);
    ent_text_add(text, power->exact ? "\n%-20s %19s" : "\n%-18s", "member", "swings");
    for (int f = 0; f < N_FIGURES; f++) ent_text_add(text, power->exact ? " %11s" : " %15s", figures[f].title);
    ent_text_add(text, "\n");
    for (int32_t i = 0; i < body->n_members; i++) add_member(text, body, power, i);
}

/* --- JSON --- */

static void add_json_number(struct ent_text *text, double value)
{
    if (isfinite(value))
        ent_text_add_real(text, value);
    else
        ent_text_add(text, "null");
}

static void add_json_estimate(struct ent_text *text, const char *name, const struct ent_estimate *estimate)
{
    ent_text_add(text, "\"%s\": {\"value\": ", name);
    add_json_number(text, estimate->value);
    ent_text_add(text, ", \"low\": ");
    add_json_number(text, estimate->low);
    ent_text_add(text, ", \"high\": ");
    add_json_number(text, estimate->high);
    ent_text_add(text, "}");
}

static void add_json_tallies(struct ent_text *text, const struct ent_body *body)
{
    ent_text_add(text, " \"tallies\": [");
    for (int32_t t = 0; t < body->n_tallies; t++) {
        const struct ent_body_tally *tally = &body->tally[t];
        int64_t total = 0;
        for (int32_t i = 0; i < body->n_members; i++) total += tally->of[i];
        ent_text_add(text, "%s{\"weight\": ", t ? ", " : "");
        ent_text_add_quoted(text, tally->weight);
        ent_text_add(text, ", \"need\": %d, \"total\": %" PRId64 "}", (int)ent_power_need(total, tally->quota_num, tally->quota_den),
                     total);
    }
    ent_text_add(text, "],\n \"blocking_least\": %d,\n", (int)body->blocking_least);
}

void cli_power_json(struct ent_text *text, const struct ent_body *body, const struct ent_power *power)
{
    ent_text_add(text, "{\"rule\": ");
    ent_text_add_quoted(text, body->name);
    ent_text_add(text, ",\n \"n_members\": %d,\n", (int)body->n_members);
    add_json_tallies(text, body);
    ent_text_add(text, " \"exact\": %s,\n \"n_draws\": %" PRId64 ",\n", power->exact ? "true" : "false", power->n_draws);
    if (power->exact)
        ent_text_add(text, " \"winning\": %" PRIu64 ",\n \"sum_swings\": %" PRIu64 ",\n", power->winning, sum_of_swings(body, power));
    ent_text_add(text, " ");
    add_json_estimate(text, "power_to_act", &power->act);
    ent_text_add(text, ",\n ");
    add_json_estimate(text, "core_length", &power->core);
    ent_text_add(text, ",\n \"core_exact\": %s,\n \"members\": [", power->core_exact ? "true" : "false");
    for (int32_t i = 0; i < body->n_members; i++) {
        ent_text_add(text, "%s\n  {\"member\": ", i ? "," : "");
        ent_text_add_quoted(text, body->member[i]);
        if (power->exact) ent_text_add(text, ", \"swings\": %" PRIu64, power->member[i].swings);
        for (int f = 0; f < N_FIGURES; f++) {
            ent_text_add(text, ", ");
            add_json_estimate(text, figures[f].name, figure(&power->member[i], f));
        }
        ent_text_add(text, "}");
    }
    ent_text_add(text, "\n ]}\n");
}

/* --- CSV: one figure a row; the member is empty for the body as a whole --- */

static void add_csv_row(struct ent_text *text, const char *member, const char *name, const struct ent_estimate *estimate)
{
    const double numbers[] = {estimate->value, estimate->low, estimate->high};
    ent_text_add(text, "%s,%s", member, name);
    for (int i = 0; i < 3; i++) {
        ent_text_add(text, ",");
        if (isfinite(numbers[i])) ent_text_add_real(text, numbers[i]);
    }
    ent_text_add(text, "\n");
}

static void add_csv_count(struct ent_text *text, const char *member, const char *name, uint64_t count)
{
    ent_text_add(text, "%s,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n", member, name, count, count, count);
}

void cli_power_csv(struct ent_text *text, const struct ent_body *body, const struct ent_power *power)
{
    ent_text_add(text, "member,figure,value,low,high\n");
    if (power->exact) {
        add_csv_count(text, "", "winning", power->winning);
        add_csv_count(text, "", "sum_swings", sum_of_swings(body, power));
    }
    add_csv_row(text, "", "power_to_act", &power->act);
    add_csv_row(text, "", "core_length", &power->core);
    for (int32_t i = 0; i < body->n_members; i++) {
        if (power->exact) add_csv_count(text, body->member[i], "swings", power->member[i].swings);
        for (int f = 0; f < N_FIGURES; f++) add_csv_row(text, body->member[i], figures[f].name, figure(&power->member[i], f));
    }
}
