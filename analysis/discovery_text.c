/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario discovery in words and tables for people.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/discovery_inside.h"

enum { NAME_WIDTH = 52, TOLD_STEPS = 12 };

/* A bound with as many digits as tell it. */
static void bound_words(char *out, size_t size, double value)
{
    snprintf(out, size, "%.4g", value);
}

static void add_restriction(struct ent_text *text, const struct ent_prim_restriction *restriction, const char *name)
{
    char low[32], high[32], range[80];
    bound_words(low, sizeof low, restriction->low);
    bound_words(high, sizeof high, restriction->high);
    if (isinf(restriction->low))
        snprintf(range, sizeof range, "up to %s", high);
    else if (isinf(restriction->high))
        snprintf(range, sizeof range, "from %s", low);
    else
        snprintf(range, sizeof range, "%s to %s", low, high);
    ent_text_add(text, "    ");
    ent_column_name(text, name, -NAME_WIDTH);
    ent_column_add(text, range, -22);
    ent_text_add(text, " %8.1e %6.0f %%\n", restriction->p, 100 * restriction->found_same);
}

static void add_box(struct ent_text *text, const struct ent_prim_box *box, size_t number, const char *const *name)
{
    char words[DISCOVERY_WORDS];
    snprintf(words, sizeof words,
             "Box %zu: %zu of %zu points inside are cases: density %.3f, coverage %.3f, mass %.3f. Shuffled outcomes give one as good with "
             "p = %.3g. Boxes sought in half of the points have, in the other half, density %.3f and coverage %.3f.",
             number, box->n_cases, box->n_points, box->density, box->coverage, box->mass, box->p, box->held_out_density,
             box->held_out_coverage);
    ent_column_wrap(text, 2, words);
    ent_text_add(text, "    ");
    ent_column_add(text, "", -NAME_WIDTH);
    ent_column_add(text, "range", -22);
    ent_text_add(text, " quasi-p found again\n");
    for (size_t i = 0; i < box->n_restricted; i++) add_restriction(text, &box->restriction[i], name[box->restriction[i].column]);
}

/* A dozen steps of the trajectory, the chosen one among them. */
static void add_trajectory(struct ent_text *text, const struct ent_prim_box *box)
{
    const size_t every = (box->n_steps + TOLD_STEPS - 1) / TOLD_STEPS;
    ent_text_add(text, "  Peeling, before bounds are pasted (* where that began):\n    density  coverage   mass  restricted\n");
    for (size_t i = 0; i < box->n_steps; i++) {
        const struct ent_prim_step *step = &box->step[i];
        if (i % every != 0 && i != box->chosen && i + 1 != box->n_steps) continue;
        ent_text_add(text, "      %.3f     %.3f  %.3f  %10zu%s\n", step->density, step->coverage, step->mass, step->n_restricted,
                     i == box->chosen ? " *" : "");
    }
}

/* Why there is no box, or no further one. */
static void add_none(struct ent_text *text, const struct discovery_boxes *boxes, const struct ent_prim_box *best)
{
    char words[DISCOVERY_WORDS];
    if (boxes->n_cases == 0 || boxes->n_cases == boxes->n)
        snprintf(words, sizeof words, "No box: %s of the points are cases.", boxes->n_cases ? "all" : "none");
    else if (best->n_points == 0)
        snprintf(words, sizeof words, "No box: no region of the inputs tells cases from others.");
    else
        snprintf(
            words, sizeof words,
            "No box: the best one that was found has density %.3f and coverage %.3f, and shuffled outcomes give one as good with p = %.3g.",
            best->density, best->coverage, best->p);
    ent_column_wrap(text, 2, words);
}

void discovery_boxes_text(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words)
{
    const struct ent_prim *prim = &boxes->prim;
    ent_text_add(text, "\n%s\n", words->what);
    ent_text_add(text, "  %zu of %zu points are cases", boxes->n_cases, boxes->n);
    if (boxes->n_left_out) ent_text_add(text, "; %zu without a value are left out", boxes->n_left_out);
    ent_text_add(text, ".\n");
    if (boxes->n < ENT_DISCOVERY_LEAST) {
        ent_text_add(text, "  No box is sought among fewer than %d points that were drawn independently.\n", ENT_DISCOVERY_LEAST);
        return;
    }
    for (size_t b = 0; b < prim->n_boxes; b++) add_box(text, &prim->box[b], b + 1, words->name);
    if (prim->n_boxes > 1)
        ent_text_add(text, "  All %zu boxes: density %.3f, coverage %.3f.\n", prim->n_boxes, prim->density, prim->coverage);
    if (prim->n_boxes == 0)
        add_none(text, boxes, &prim->box[0]);
    else
        add_trajectory(text, &prim->box[0]);
}

void discovery_say_better(char *words, const struct discovery *discovery, const struct discovery_pair *pair, int side)
{
    const struct ent_labels *orders = &discovery->results->order;
    snprintf(words, DISCOVERY_WORDS, "Where %s beats %s: less deadlock by the intervals of all three readings",
             orders->name[side ? pair->against : pair->order], orders->name[side ? pair->order : pair->against]);
}

void discovery_say_high(char *words, const struct discovery *discovery, const struct discovery_scenario *scenario, size_t i_order)
{
    snprintf(words, DISCOVERY_WORDS, "Where deadlock of %s is high: its mean in reading (b) is above %.3f",
             discovery->results->order.name[scenario->order[i_order]], scenario->above);
}

static void add_share(struct ent_text *text, const char *name, const struct ent_estimate *share, const struct ent_estimate *decided)
{
    char words[DISCOVERY_WORDS];
    snprintf(words, sizeof words,
             "The ranking '%s first' holds in %.1f %% [%.1f, %.1f] of the tested space by the means of all three readings, and in %.1f %% "
             "[%.1f, %.1f] by their intervals.",
             name, ent_column_percent(share->value), ent_column_percent(share->low), ent_column_percent(share->high),
             ent_column_percent(decided->value), ent_column_percent(decided->low), ent_column_percent(decided->high));
    ent_column_wrap(text, 2, words);
}

static void add_shares(struct ent_text *text, const struct discovery *discovery, const struct discovery_pair *pair)
{
    static const char letters[DISCOVERY_READINGS] = {'a', 'b', 'c'};
    const struct ent_labels *orders = &discovery->results->order;
    add_share(text, orders->name[pair->order], &pair->share.first, &pair->share.decided_first);
    add_share(text, orders->name[pair->against], &pair->share.second, &pair->share.decided_second);
    ent_text_add(text, "  By one reading alone:");
    for (int r = 0; r < DISCOVERY_READINGS; r++)
        ent_text_add(text, " (%c) %.1f and %.1f %%%s", letters[r], ent_column_percent(pair->share.reading[r][0].value),
                     ent_column_percent(pair->share.reading[r][1].value), r + 1 < DISCOVERY_READINGS ? "," : ".\n");
}

static void add_axis(struct ent_text *text, const struct discovery *discovery, const char *which, size_t parameter)
{
    const struct discovery_design *design = &discovery->design;
    ent_text_add(text, "    %s: %s, %.4g to %.4g%s\n", which, design->name[parameter], design->low[parameter], design->high[parameter],
                 design->is_log[parameter] ? " (logarithmic)" : "");
}

static void add_map(struct ent_text *text, const struct discovery *discovery, const struct discovery_pair *pair)
{
    static const char marks[] = {'.', '+', '-'};
    const struct ent_flip_map *map = &pair->map;
    const struct ent_labels *orders = &discovery->results->order;
    char words[DISCOVERY_WORDS];
    if (map->side == 0) {
        ent_text_add(text, "  No map: %s.\n", pair->why_no_map);
        return;
    }
    if (isnan(map->explained[DISCOVERY_HEADLINE])) {
        ent_text_add(text, "  No map: the two orders differ by the same at every point.\n");
        return;
    }
    snprintf(
        words, sizeof words,
        "Where the ranking turns, in the slice of the two that lead; all else varies. + %s has less deadlock in all three readings, - %s "
        "has, . not decided (pointwise %g %% intervals). The two tell %.0f %% of the differences between points.",
        orders->name[pair->order], orders->name[pair->against], 100 * discovery->level, 100 * map->explained[DISCOVERY_HEADLINE]);
    ent_column_wrap(text, 2, words);
    add_axis(text, discovery, "across", pair->lead[0]);
    add_axis(text, discovery, "up", pair->lead[1]);
    for (size_t v = map->side; v-- > 0;) {
        ent_text_add(text, "      |");
        for (size_t u = 0; u < map->side; u++) ent_text_add(text, " %c", marks[map->cell[v * map->side + u].verdict]);
        ent_text_add(text, "\n");
    }
    ent_text_add(text, "      +");
    for (size_t u = 0; u < map->side; u++) ent_text_add(text, "--");
    ent_text_add(text, "\n");
}

static void add_pair(struct ent_text *text, const struct discovery *discovery, const struct discovery_pair *pair)
{
    const char *first = discovery->results->order.name[pair->order], *second = discovery->results->order.name[pair->against];
    char what[DISCOVERY_WORDS];
    ent_text_add(text, "\n%s against %s\n", first, second);
    if (pair->share.first.n == 0) {
        ent_text_add(text, "  No point has runs of both.\n");
        return;
    }
    if (discovery->design.structure.kind == ENT_STRUCTURE_ONE_AT_A_TIME)
        ent_text_add(text, "  One parameter at a time is not a sample of the space: no shares of it.\n");
    else
        add_shares(text, discovery, pair);
    add_map(text, discovery, pair);
    for (int side = 0; side < 2; side++) {
        discovery_say_better(what, discovery, pair, side);
        discovery_boxes_text(text, &pair->better[side], &(struct discovery_words){.what = what, .name = discovery->design.name});
    }
}

void discovery_add_text(struct ent_text *text, const struct discovery *discovery)
{
    char what[DISCOVERY_WORDS];
    for (size_t s = 0; s < discovery->n_scenarios; s++) {
        const struct discovery_scenario *scenario = &discovery->scenario[s];
        ent_text_add(text, "\nScenario discovery: %s\n", discovery->results->scenario.name[scenario->scenario]);
        ent_text_add(text, "%zu points, of which %zu were drawn independently: %s\n", discovery->design.n, discovery->design.n_independent,
                     discovery->design.structure.said);
        for (size_t p = 0; p < scenario->n_pairs; p++) add_pair(text, discovery, &scenario->pair[p]);
        for (size_t o = 0; o < scenario->n_orders; o++) {
            discovery_say_high(what, discovery, scenario, o);
            discovery_boxes_text(text, &scenario->high[o], &(struct discovery_words){.what = what, .name = discovery->design.name});
        }
    }
}
