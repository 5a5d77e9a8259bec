/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario discovery as JSON.
 */
#include <math.h>

#include "analysis/discovery_inside.h"
#include "analysis/json_fields.h"

static void add_key(struct ent_text *text, const char *key)
{
    ent_text_add(text, "\"%s\": ", key);
}

static void add_count(struct ent_text *text, const char *key, size_t n)
{
    ent_text_add(text, "\"%s\": %zu, ", key, n);
}

static void add_number(struct ent_text *text, const char *key, double value)
{
    ent_json_number(text, key, value);
    ent_text_add(text, ", ");
}

/* An open side of a box is null. */
static void add_bound(struct ent_text *text, const char *key, double value)
{
    add_number(text, key, isfinite(value) ? value : NAN);
}

static void add_box(struct ent_text *text, const struct ent_prim_box *box, const char *const *name)
{
    ent_text_add(text, "{");
    add_count(text, "points", box->n_points);
    add_count(text, "cases", box->n_cases);
    add_number(text, "coverage", box->coverage);
    add_number(text, "density", box->density);
    add_number(text, "mass", box->mass);
    add_number(text, "gain", box->gain);
    add_number(text, "p", box->p);
    add_number(text, "held_out_coverage", box->held_out_coverage);
    add_number(text, "held_out_density", box->held_out_density);
    add_number(text, "found", box->found);
    ent_text_add(text, "\"restrictions\": [");
    for (size_t i = 0; i < box->n_restricted; i++) {
        const struct ent_prim_restriction *restriction = &box->restriction[i];
        ent_text_add(text, i ? ", {" : "{");
        ent_json_string(text, "parameter", name[restriction->column]);
        ent_text_add(text, ", ");
        add_bound(text, "low", restriction->low);
        add_bound(text, "high", restriction->high);
        add_number(text, "quasi_p", restriction->p);
        add_number(text, "found", restriction->found);
        ent_json_number(text, "found_same", restriction->found_same);
        ent_text_add(text, "}");
    }
    ent_text_add(text, "], \"chosen\": %zu, \"trajectory\": [", box->chosen);
    for (size_t i = 0; i < box->n_steps; i++) {
        ent_text_add(text, i ? ", [" : "[");
        ent_text_add_real(text, box->step[i].coverage);
        ent_text_add(text, ", ");
        ent_text_add_real(text, box->step[i].density);
        ent_text_add(text, ", ");
        ent_text_add_real(text, box->step[i].mass);
        ent_text_add(text, ", %zu]", box->step[i].n_restricted);
    }
    ent_text_add(text, "]}");
}

void discovery_boxes_json(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words)
{
    const struct ent_prim *prim = &boxes->prim;
    ent_text_add(text, "{");
    ent_json_string(text, "outcome", words->what);
    ent_text_add(text, ", ");
    if (words->order) {
        ent_json_string(text, "order", words->order);
        ent_text_add(text, ", ");
    }
    add_count(text, "points", boxes->n);
    add_count(text, "cases", boxes->n_cases);
    add_count(text, "left_out", boxes->n_left_out);
    add_number(text, "coverage", prim->n_boxes ? prim->coverage : NAN);
    add_number(text, "density", prim->n_boxes ? prim->density : NAN);
    ent_text_add(text, "\"boxes\": [");
    for (size_t b = 0; b < prim->n_boxes; b++) {
        if (b) ent_text_add(text, ",\n ");
        add_box(text, &prim->box[b], words->name);
    }
    ent_text_add(text, "], \"rejected\": ");
    if (prim->box && prim->box[prim->n_boxes].n_points > 0)
        add_box(text, &prim->box[prim->n_boxes], words->name);
    else
        ent_text_add(text, "null");
    ent_text_add(text, "}");
}

static void add_shares(struct ent_text *text, const struct ent_flip_share *share)
{
    add_key(text, "holds");
    ent_text_add(text, "{\"points\": %lld, ", (long long)share->first.n);
    ent_json_estimate(text, "order", &share->first);
    ent_text_add(text, ", ");
    ent_json_estimate(text, "against", &share->second);
    ent_text_add(text, ", ");
    ent_json_estimate(text, "order_decided", &share->decided_first);
    ent_text_add(text, ", ");
    ent_json_estimate(text, "against_decided", &share->decided_second);
    ent_text_add(text, ", \"readings\": [");
    for (int r = 0; r < DISCOVERY_READINGS; r++) {
        ent_text_add(text, r ? ", {" : "{");
        ent_json_string(text, "metric", discovery_readings[r]);
        ent_text_add(text, ", ");
        ent_json_estimate(text, "order", &share->reading[r][0]);
        ent_text_add(text, ", ");
        ent_json_estimate(text, "against", &share->reading[r][1]);
        ent_text_add(text, "}");
    }
    ent_text_add(text, "]}");
}

static void add_axis(struct ent_text *text, const char *key, const struct discovery_design *design, size_t parameter)
{
    ent_text_add(text, "\"%s\": {", key);
    ent_json_string(text, "parameter", design->name[parameter]);
    ent_text_add(text, ", ");
    add_number(text, "low", design->low[parameter]);
    add_number(text, "high", design->high[parameter]);
    ent_json_string(text, "scale", design->is_log[parameter] ? "log" : "linear");
    ent_text_add(text, "}, ");
}

static void add_cell(struct ent_text *text, const struct discovery_pair *pair, const struct discovery_design *design, size_t i)
{
    static const char *const verdicts[] = {"null", "\"order\"", "\"against\""};
    const struct ent_flip_cell *cell = &pair->map.cell[i];
    ent_text_add(text, i ? ",\n  {" : "\n  {");
    add_number(text, "x", discovery_value(design, pair->lead[0], cell->u));
    add_number(text, "y", discovery_value(design, pair->lead[1], cell->v));
    ent_text_add(text, "\"verdict\": %s, ", verdicts[cell->verdict]);
    add_number(text, "order_share", cell->first);
    add_number(text, "against_share", cell->second);
    add_number(text, "support", cell->support);
    ent_text_add(text, "\"difference\": [");
    for (int r = 0; r < DISCOVERY_READINGS; r++) {
        ent_text_add(text, r ? ", {" : "{");
        ent_json_interval(text, "value", &cell->difference[r]);
        ent_text_add(text, "}");
    }
    ent_text_add(text, "]}");
}

static void add_map(struct ent_text *text, const struct discovery_pair *pair, const struct discovery_design *design)
{
    const struct ent_flip_map *map = &pair->map;
    add_key(text, "map");
    if (map->side == 0) {
        ent_text_add(text, "null, ");
        ent_json_string(text, "why_no_map", pair->why_no_map);
        return;
    }
    ent_text_add(text, "{");
    add_axis(text, "x", design, pair->lead[0]);
    add_axis(text, "y", design, pair->lead[1]);
    add_count(text, "side", map->side);
    add_count(text, "points", map->n);
    add_count(text, "independent", map->n_clusters);
    add_number(text, "bandwidth", map->bandwidth);
    ent_text_add(text, "\"explained\": [");
    for (int r = 0; r < DISCOVERY_READINGS; r++) {
        if (r) ent_text_add(text, ", ");
        if (isfinite(map->explained[r]))
            ent_text_add_real(text, map->explained[r]);
        else
            ent_text_add(text, "null");
    }
    ent_text_add(text, "], \"cells\": [");
    for (size_t i = 0; i < map->side * map->side; i++) add_cell(text, pair, design, i);
    ent_text_add(text, "]}");
}

static void add_pair(struct ent_text *text, const struct discovery *discovery, const struct discovery_pair *pair)
{
    const struct ent_labels *orders = &discovery->results->order;
    char what[DISCOVERY_WORDS];
    ent_text_add(text, "{");
    ent_json_string(text, "order", orders->name[pair->order]);
    ent_text_add(text, ", ");
    ent_json_string(text, "against", orders->name[pair->against]);
    ent_text_add(text, ",\n ");
    add_shares(text, &pair->share);
    ent_text_add(text, ",\n ");
    add_map(text, pair, &discovery->design);
    ent_text_add(text, ",\n \"better\": [");
    for (int side = 0; side < 2; side++) {
        discovery_say_better(what, discovery, pair, side);
        if (side) ent_text_add(text, ",\n ");
        discovery_boxes_json(text, &pair->better[side], &(struct discovery_words){.what = what, .name = discovery->design.name});
    }
    ent_text_add(text, "]}");
}

static void add_scenario(struct ent_text *text, const struct discovery *discovery, const struct discovery_scenario *scenario)
{
    char what[DISCOVERY_WORDS];
    ent_text_add(text, "{");
    ent_json_string(text, "scenario", discovery->results->scenario.name[scenario->scenario]);
    ent_text_add(text, ", \"pairs\": [");
    for (size_t p = 0; p < scenario->n_pairs; p++) {
        if (p) ent_text_add(text, ",\n");
        add_pair(text, discovery, &scenario->pair[p]);
    }
    ent_text_add(text, "],\n");
    add_number(text, "high_deadlock_above", scenario->above);
    ent_text_add(text, "\"high_deadlock\": [");
    for (size_t o = 0; o < scenario->n_orders; o++) {
        if (o) ent_text_add(text, ",\n ");
        discovery_say_high(what, discovery, scenario, o);
        discovery_boxes_json(text, &scenario->high[o],
                             &(struct discovery_words){.what = what,
                                                       .name = discovery->design.name,
                                                       .order = discovery->results->order.name[scenario->order[o]]});
    }
    ent_text_add(text, "]}");
}

void discovery_add_json(struct ent_text *text, const struct discovery *discovery)
{
    const struct discovery_design *design = &discovery->design;
    ent_text_add(text, "{");
    add_number(text, "level", discovery->level);
    ent_text_add(text, "\"readings\": [\"%s\", \"%s\", \"%s\"], ", discovery_readings[0], discovery_readings[1], discovery_readings[2]);
    add_count(text, "points", design->n);
    add_count(text, "independent", design->n_independent);
    ent_text_add(text, "\"trajectory_columns\": [\"coverage\", \"density\", \"mass\", \"restricted\"], \"scenarios\": [\n");
    for (size_t s = 0; s < discovery->n_scenarios; s++) {
        if (s) ent_text_add(text, ",\n");
        add_scenario(text, discovery, &discovery->scenario[s]);
    }
    ent_text_add(text, "]}");
}
