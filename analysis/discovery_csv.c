/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario discovery as rows of the tidy table that the sensitivity analysis begins (metric, scenario, order, minus, parameter, figure,
 * value, low, high, stands_out, used, left_out), and as LaTeX tables that need no package.
 */
#include <math.h>
#include <stdio.h>

#include "analysis/discovery_inside.h"
#include "analysis/summary_formats.h"

enum { FIGURE_SIZE = 48, PLACE_SIZE = 1200 };
static const char better_name[] = "deadlock_less_in_all_readings", high_name[] = "deadlock_risk_high";

/* What a row is about. */
struct row {
    const struct discovery_words *words;
    const char *parameter;
    size_t used, left_out;
};

static void add_field(struct ent_text *text, const char *field)
{
    ent_text_add_field(text, field ? field : "");
    ent_text_add(text, ",");
}

static void add_number(struct ent_text *text, double value)
{
    if (isfinite(value)) ent_text_add_real(text, value);
    ent_text_add(text, ",");
}

static void add_row(struct ent_text *text, const struct row *row, const char *figure, double value, double low, double high)
{
    add_field(text, row->words->outcome);
    add_field(text, row->words->scenario);
    add_field(text, row->words->order);
    add_field(text, row->words->against);
    add_field(text, row->parameter);
    add_field(text, figure);
    add_number(text, value);
    add_number(text, low);
    add_number(text, high);
    ent_text_add(text, ",%zu,%zu\n", row->used, row->left_out);
}

static void add_box(struct ent_text *text, struct row row, const struct ent_prim_box *box, size_t number)
{
    const struct {
        const char *name;
        double value;
    } figures[] = {{"density", box->density},
                   {"coverage", box->coverage},
                   {"mass", box->mass},
                   {"p", box->p},
                   {"held_out_density", box->held_out_density},
                   {"held_out_coverage", box->held_out_coverage}};
    char figure[FIGURE_SIZE];
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        snprintf(figure, sizeof figure, "box_%zu_%s", number, figures[i].name);
        add_row(text, &row, figure, figures[i].value, NAN, NAN);
    }
    for (size_t i = 0; i < box->n_restricted; i++) {
        const struct ent_prim_restriction *restriction = &box->restriction[i];
        row.parameter = row.words->name[restriction->column];
        snprintf(figure, sizeof figure, "box_%zu_range", number);
        add_row(text, &row, figure, NAN, restriction->low, restriction->high);
        snprintf(figure, sizeof figure, "box_%zu_quasi_p", number);
        add_row(text, &row, figure, restriction->p, NAN, NAN);
        snprintf(figure, sizeof figure, "box_%zu_found_again", number);
        add_row(text, &row, figure, restriction->found_same, NAN, NAN);
    }
}

void discovery_boxes_csv(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words)
{
    const struct row row = {words, "", boxes->n, boxes->n_left_out};
    add_row(text, &row, "cases", boxes->n ? (double)boxes->n_cases / (double)boxes->n : NAN, NAN, NAN);
    add_row(text, &row, "boxes", (double)boxes->prim.n_boxes, NAN, NAN);
    for (size_t b = 0; b < boxes->prim.n_boxes; b++) add_box(text, row, &boxes->prim.box[b], b + 1);
}

static void add_share(struct ent_text *text, const struct discovery_words *words, const char *figure, const struct ent_estimate *share)
{
    const struct row row = {words, "", (size_t)share->n, (size_t)share->n_missing};
    add_row(text, &row, figure, share->value, share->low, share->high);
}

/* A cell of the map, by the place of its centre. */
static void add_cell(struct ent_text *text, const struct discovery_design *design, const struct discovery_pair *pair,
                     struct discovery_words words, size_t i)
{
    const struct ent_flip_cell *cell = &pair->map.cell[i];
    char place[PLACE_SIZE];
    snprintf(place, sizeof place, "%.500s=%.6g %.500s=%.6g", design->name[pair->lead[0]], discovery_value(design, pair->lead[0], cell->u),
             design->name[pair->lead[1]], discovery_value(design, pair->lead[1], cell->v));
    for (int r = 0; r < DISCOVERY_READINGS; r++) {
        words.outcome = discovery_readings[r];
        const struct row row = {&words, place, pair->map.n, design->n - pair->map.n};
        add_row(text, &row, "map", cell->difference[r].value, cell->difference[r].low, cell->difference[r].high);
    }
}

static struct discovery_words words_of(const struct discovery *discovery, const struct discovery_scenario *scenario)
{
    return (struct discovery_words){.name = discovery->design.name, .scenario = discovery->results->scenario.name[scenario->scenario]};
}

static void add_pair(struct ent_text *text, const struct discovery *discovery, const struct discovery_pair *pair,
                     struct discovery_words words)
{
    const struct ent_labels *orders = &discovery->results->order;
    const struct ent_flip_share *share = &pair->share;
    for (int side = 0; side < 2; side++) {
        words.order = orders->name[side ? pair->against : pair->order];
        words.against = orders->name[side ? pair->order : pair->against];
        words.outcome = better_name;
        add_share(text, &words, "holds", side ? &share->second : &share->first);
        add_share(text, &words, "holds_decided", side ? &share->decided_second : &share->decided_first);
        discovery_boxes_csv(text, &pair->better[side], &words);
        for (int r = 0; r < DISCOVERY_READINGS; r++) {
            words.outcome = discovery_readings[r];
            add_share(text, &words, "holds", &share->reading[r][side]);
        }
    }
    words.order = orders->name[pair->order];
    words.against = orders->name[pair->against];
    for (size_t i = 0; i < pair->map.side * pair->map.side; i++) add_cell(text, &discovery->design, pair, words, i);
}

void discovery_add_csv(struct ent_text *text, const struct discovery *discovery)
{
    for (size_t s = 0; s < discovery->n_scenarios; s++) {
        const struct discovery_scenario *scenario = &discovery->scenario[s];
        struct discovery_words words = words_of(discovery, scenario);
        for (size_t p = 0; p < scenario->n_pairs; p++) add_pair(text, discovery, &scenario->pair[p], words);
        for (size_t o = 0; o < scenario->n_orders; o++) {
            words.order = discovery->results->order.name[scenario->order[o]];
            words.outcome = high_name;
            discovery_boxes_csv(text, &scenario->high[o], &words);
        }
    }
}
