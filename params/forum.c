/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A forum: who is in it and may join, who leads it, who votes on entry and suspension, and what it has.
 */
#include <stdio.h>
#include <string.h>

#include "params/order_parts.h"

/* The codes of a set, with commas between them. */
static const char *list_codes(struct ent_load *load, const struct ent_inputs *inputs, uint64_t set)
{
    const char *text = "";

    for (int32_t i = 0; i < inputs->n_states && text; i++)
        if (set >> i & 1) text = ent_arena_format(load->arena, "%s%s%s", text, *text ? ", " : "", inputs->state[i].code);
    return text ? text : "";
}

/* --- members --- */

static void load_members(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, struct ent_forum *forum)
{
    const struct ent_node *founders = ent_load_require(load, node, "founders", "the members, or the states that negotiate");
    const struct ent_node *eligible = ent_node_find(node, "eligible"), *candidates = ent_node_find(node, "candidates");
    uint64_t shut_out;

    forum->founders = ent_load_set(load, founders, inputs, 0);
    forum->eligible = ent_load_set(load, eligible, inputs, forum->founders);
    forum->waived = ent_load_set(load, ent_node_find(node, "waived"), inputs, 0);
    forum->candidates = ent_load_set(load, candidates, inputs, 0);
    if (founders && forum->founders == 0 && inputs->n_states) ent_load_complain(load, founders->at, "'founders': no state at all");
    shut_out = forum->founders & ~forum->eligible;
    if (shut_out)
        ent_load_complain(load, eligible->at, "'eligible': a founder can join, but these founders are not among them: %s",
                          list_codes(load, inputs, shut_out));
    shut_out = forum->candidates & ~forum->eligible;
    if (shut_out)
        ent_load_complain(load, candidates->at, "'candidates': a candidate can join, but these are not eligible: %s",
                          list_codes(load, inputs, shut_out));
    if (forum->candidates && !forum->in_force)
        ent_load_complain(load, candidates->at, "'candidates': nobody has applied yet to a forum that is not in force at the start");
    if (forum->pressure && forum->in_force && !eligible)
        ent_load_complain(load, ent_node_find(node, "pressure")->at,
                          "'pressure': nobody outside may press in: without 'eligible' only the founders may be members");
}

/* --- the one that leads --- */

static void load_leader(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, struct ent_forum *forum)
{
    const struct ent_node *leader = ent_node_find(node, "leader"), *proposes = ent_node_find(node, "leader_proposes");
    int32_t state = -1;

    if (leader && forum->external_leader)
        ent_load_complain(load, leader->key_at, "'leader': an external power leads already (external_leader); a forum has one leader");
    if (!leader && !forum->external_leader && forum->leader_proposes)
        ent_load_complain(load, proposes->at, "'leader_proposes': nobody leads: name a member as 'leader', or set 'external_leader'");
    if (!leader || !ent_load_is(load, leader, ENT_NODE_TEXT) || load->states_are_partial) return;
    state = ent_state_index(inputs, leader->text);
    if (state < 0)
        ent_load_complain(load, leader->at, "'leader': '%.60s' is none of the states; an external power leads with 'external_leader: true'",
                          leader->text);
    else if (!(forum->eligible >> state & 1))
        ent_load_complain(load, leader->at, "'leader': '%.60s' is no member and may not become one: it is not eligible", leader->text);
    else
        forum->leader = UINT64_C(1) << state;
}

/* --- coming and going --- */

static void load_determinations(struct ent_load *load, const struct ent_node *list, const struct ent_node *suspension,
                                const struct ent_inputs *inputs, struct ent_forum *forum)
{
    if (!list || !ent_load_is(load, list, ENT_NODE_LIST)) return;
    if (!suspension)
        ent_load_complain(load, list->key_at, "'determinations' come before a vote on suspension, but 'suspension_rule' is not there");
    if (list->n > ENT_MAX_DETERMINATIONS) {
        ent_load_complain(load, list->at, "'determinations': %d; there are at most %d before the vote on suspension", list->n,
                          ENT_MAX_DETERMINATIONS);
        return;
    }
    for (const struct ent_node *item = list->first; item; item = item->next)
        forum->determination_rule[forum->n_determinations++] = ent_load_rule_named(load, item, inputs);
}

static void load_votes(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, struct ent_forum *forum)
{
    const struct ent_node *suspension = ent_node_find(node, "suspension_rule");

    forum->entry_rule = ent_load_rule_named(load, ent_node_find(node, "entry_rule"), inputs);
    forum->suspension_rule = ent_load_rule_named(load, suspension, inputs);
    load_determinations(load, ent_node_find(node, "determinations"), suspension, inputs, forum);
}

/* --- treaty or coalition --- */

/* 1 if the forum's file says something else than the default, which stands in every resolved configuration. */
static int is_changed(const struct ent_node *node, const struct ent_forum *forum, const char *name)
{
    const struct ent_field *field = ent_table_field(&ent_tables[ENT_TABLE_FORUM], name);

    return ent_node_find(node, name) && ent_field_get(field, forum) != field->fallback;
}

static void check_founding(struct ent_load *load, const struct ent_node *node, const struct ent_forum *forum)
{
    static const char *const of_treaties[] = {"ratifications", "ratification_low", "ratification_high"};
    const struct ent_node *low = ent_node_find(node, "ratification_low");

    if (forum->ratification_low > forum->ratification_high)
        ent_load_complain(load, low ? low->at : node->key_at, "'ratification_low': %g is above ratification_high, %g",
                          forum->ratification_low, forum->ratification_high);
    for (int i = 0; forum->ad_hoc && i < 3; i++)
        if (is_changed(node, forum, of_treaties[i]))
            ent_load_complain(load, ent_node_find(node, of_treaties[i])->key_at, "'%s': an ad hoc coalition has no treaty to ratify",
                              of_treaties[i]);
    if (!forum->ad_hoc && is_changed(node, forum, "lifetime_months"))
        ent_load_complain(load, ent_node_find(node, "lifetime_months")->key_at,
                          "'lifetime_months': only an ad hoc coalition dissolves by itself: 'ad_hoc: true' is not there");
}

/* --- forums --- */

static void load_forum(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, struct ent_forum *forum)
{
    static const char *const keys[] = {"about",           "founders",       "eligible",   "waived",       "leader",
                                       "candidates",      "oversight",      "rules",      "domain_rules", "entry_rule",
                                       "suspension_rule", "determinations", "command_of", "reform",       "cooperations"};
    static const char *const oversights[] = {"none", "secretariat", "parliamentary"};
    const struct ent_node *oversight = ent_node_find(node, "oversight");
    const int chosen = oversight ? ent_load_choice(load, oversight, oversights, 3, "an oversight: none, secretariat or parliamentary") : 0;

    ent_load_keys(load, node, keys, sizeof keys / sizeof *keys, &ent_tables[ENT_TABLE_FORUM]);
    ent_load_fields(load, node, &ent_tables[ENT_TABLE_FORUM], forum);
    forum->oversight = chosen < 0 ? 0 : chosen;
    load_members(load, node, inputs, forum);
    load_leader(load, node, inputs, forum);
    load_votes(load, node, inputs, forum);
    check_founding(load, node, forum);
    for (int d = 0; d < ENT_MAX_DOMAINS; d++) forum->reserved_rule[d] = forum->ordinary_rule[d] = -1;
}

void ent_load_forums(struct ent_load *load, const struct ent_node *forums, struct ent_inputs *inputs)
{
    if (!forums || !ent_load_is(load, forums, ENT_NODE_MAP)) return;
    if (forums->n == 0) ent_load_complain(load, forums->at, "'forums': an order has at least one");
    for (const struct ent_node *node = forums->first; node; node = node->next) {
        struct ent_forum *forum = &inputs->forum[inputs->n_forums];

        if (inputs->n_forums == ENT_MAX_FORUMS) {
            ent_load_complain(load, node->key_at, "%d forums: at most %d", forums->n, ENT_MAX_FORUMS);
            break;
        }
        inputs->n_forums++;
        ent_load_name(load, forum->name, node->key, node->key_at);
        if (ent_load_is(load, node, ENT_NODE_MAP)) load_forum(load, node, inputs, forum);
    }
}
