/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Procedures of a forum that concern its domains or other forums: the command it may use, the reform of its rules, and the
 * groups within it that may go ahead without the others.
 */
#include <string.h>

#include "params/order_parts.h"

int ent_forum_decides(const struct ent_inputs *inputs, int32_t forum, int32_t domain)
{
    for (int32_t i = 0; i < inputs->n_sequence[domain]; i++)
        if (inputs->sequence[domain][i] == forum) return 1;
    return 0;
}

static uint32_t domains_of(const struct ent_inputs *inputs, int32_t forum)
{
    uint32_t domains = 0;

    for (int32_t d = 0; d < inputs->n_domains; d++)
        if (ent_forum_decides(inputs, forum, d)) domains |= UINT32_C(1) << d;
    return domains;
}

/* The domains that the node lists, each of which the forum decides; `all`: all that it decides. */
static uint32_t load_scope(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, int32_t forum)
{
    const char *names[ENT_MAX_DOMAINS];
    uint32_t domains = 0;

    if (!node) return 0;
    if (node->kind == ENT_NODE_TEXT && strcmp(node->text, "all") == 0) return domains_of(inputs, forum);
    if (node->kind != ENT_NODE_LIST || node->n == 0) {
        ent_load_complain(load, node->at, "'%s': a list of domains, or all, is expected here, this is %s", node->key,
                          node->kind == ENT_NODE_LIST ? "empty" : ent_node_kind_name(node));
        return 0;
    }
    for (int32_t d = 0; d < inputs->n_domains; d++) names[d] = inputs->domain[d].name;
    for (const struct ent_node *item = node->first; item; item = item->next) {
        const int domain = ent_load_choice(load, item, names, inputs->n_domains, "a domain");

        if (domain < 0) continue;
        if (ent_forum_decides(inputs, forum, domain))
            domains |= UINT32_C(1) << domain;
        else
            ent_load_complain(load, item->at, "'%s': forum '%s' does not decide there", item->text, inputs->forum[forum].name);
    }
    return domains;
}

/* --- command --- */

static void load_command(struct ent_load *load, const struct ent_node *list, const struct ent_inputs *inputs, int32_t i_forum,
                         struct ent_forum *forum)
{
    const char *names[ENT_MAX_FORUMS];

    if (!list || !ent_load_is(load, list, ENT_NODE_LIST)) return;
    for (int32_t i = 0; i < inputs->n_forums; i++) names[i] = inputs->forum[i].name;
    for (const struct ent_node *item = list->first; item; item = item->next) {
        const int other = ent_load_choice(load, item, names, inputs->n_forums, "a forum of this order");

        if (other == i_forum)
            ent_load_complain(load, item->at, "'%s': a forum has its own command without asking for it", item->text);
        else if (other >= 0 && forum->command_of >> other & 1)
            ent_load_complain(load, item->at, "'%s' is there twice", item->text);
        else if (other >= 0)
            forum->command_of |= UINT32_C(1) << other;
    }
}

/* All forums whose command a forum comes to use, directly or through others. */
static uint32_t commands_reached(const struct ent_inputs *inputs, int32_t forum)
{
    uint32_t reached = inputs->forum[forum].command_of, before;

    do {
        before = reached;
        for (int32_t i = 0; i < inputs->n_forums; i++)
            if (reached >> i & 1) reached |= inputs->forum[i].command_of;
    } while (reached != before);
    return reached;
}

static void check_commands(struct ent_load *load, const struct ent_node *forums, const struct ent_inputs *inputs)
{
    const struct ent_node *node = forums->first;

    for (int32_t i = 0; node && i < inputs->n_forums; i++, node = node->next)
        if (commands_reached(inputs, i) >> i & 1)
            ent_load_complain(load, ent_node_find(node, "command_of")->at,
                              "'command_of': a circle: the command that forum '%s' may use is, in the end, its own", node->key);
}

/* --- reform --- */

/* Only where it changes something: a domain named one by one must not have the rule already. */
static uint32_t changed_by_reform(struct ent_load *load, const struct ent_node *domains, const struct ent_node *to,
                                  const struct ent_inputs *inputs, const struct ent_forum *forum)
{
    const int is_list = domains->kind == ENT_NODE_LIST;
    uint32_t changed = 0;

    for (int32_t d = 0; d < inputs->n_domains; d++) {
        if (!(forum->reform_domains >> d & 1)) continue;
        if (forum->reserved_rule[d] != forum->reform_to)
            changed |= UINT32_C(1) << d;
        else if (is_list)
            ent_load_complain(load, to->at, "'to': '%s' is the rule for reserved issues of '%s' already", to->text, inputs->domain[d].name);
    }
    if (!is_list && !changed && forum->reform_domains)
        ent_load_complain(load, to->at, "'to': '%s' is the rule for reserved issues everywhere already", to->text);
    return changed;
}

static void load_reform(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, int32_t i_forum,
                        struct ent_forum *forum)
{
    static const char *const keys[] = {"domains", "rule", "to"};
    const struct ent_node *reform = ent_node_find(node, "reform"), *rate = ent_node_find(node, "reform_rate");
    const struct ent_node *domains, *rule, *to;

    if (!reform && forum->reform_rate > 0)
        ent_load_complain(load, rate->at, "'reform_rate': there is nothing to propose: 'reform' is not there");
    if (!reform || !ent_load_is(load, reform, ENT_NODE_MAP)) return;
    if (!rate) ent_load_complain(load, reform->key_at, "'reform': nobody would ever propose it: 'reform_rate' is not there");
    ent_load_keys(load, reform, keys, 3, NULL);
    domains = ent_load_require(load, reform, "domains", "those whose rule can be reformed, or all");
    rule = ent_load_require(load, reform, "rule", "the rule of the vote on the reform");
    to = ent_load_require(load, reform, "to", "the rule for reserved issues once it is adopted");
    forum->reform_domains = load_scope(load, domains, inputs, i_forum);
    forum->reform_rule = ent_load_rule_named(load, rule, inputs);
    forum->reform_to = ent_load_rule_named(load, to, inputs);
    if (domains && to && forum->reform_to >= 0) forum->reform_domains = changed_by_reform(load, domains, to, inputs, forum);
}

/* --- groups that go ahead --- */

static int count_states(uint64_t set)
{
    int n = 0;

    for (; set; set &= set - 1) n++;
    return n;
}

static void load_cooperation(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, int32_t i_forum,
                             struct ent_cooperation *cooperation)
{
    static const char *const keys[] = {"about", "domains", "authorisation", "rules"};
    const struct ent_node *domains, *rules, *least = ent_node_find(node, "least");
    const int n_eligible = count_states(inputs->forum[i_forum].eligible);
    const size_t n_complaints = load->complaints->n;

    ent_load_keys(load, node, keys, 4, &ent_tables[ENT_TABLE_COOPERATION]);
    ent_load_fields(load, node, &ent_tables[ENT_TABLE_COOPERATION], cooperation);
    if (cooperation->least > n_eligible && n_eligible > 0 && !load->states_are_partial && load->complaints->n == n_complaints)
        ent_load_complain(load, least ? least->at : node->key_at,
                          "'least': %d states must take part, but forum '%s' can have no more than %d members", (int)cooperation->least,
                          inputs->forum[i_forum].name, n_eligible);
    domains = ent_load_require(load, node, "domains", "those in which a group may go ahead, or all");
    rules = ent_load_require(load, node, "rules", "by which those who take part decide: {reserved: RULE, ordinary: RULE}");
    cooperation->domains = load_scope(load, domains, inputs, i_forum);
    cooperation->authorisation = ent_load_rule_named(load, ent_node_find(node, "authorisation"), inputs);
    cooperation->reserved_rule = cooperation->ordinary_rule = -1;
    if (rules) ent_load_rule_pair(load, rules, inputs, &cooperation->reserved_rule, &cooperation->ordinary_rule);
}

static void load_cooperations(struct ent_load *load, const struct ent_node *map, const struct ent_inputs *inputs, int32_t i_forum,
                              struct ent_forum *forum)
{
    if (!map || !ent_load_is(load, map, ENT_NODE_MAP)) return;
    for (const struct ent_node *node = map->first; node; node = node->next) {
        struct ent_cooperation *cooperation = &forum->cooperation[forum->n_cooperations];

        if (forum->n_cooperations == ENT_MAX_COOPERATIONS) {
            ent_load_complain(load, node->key_at, "%d cooperations: at most %d in a forum", map->n, ENT_MAX_COOPERATIONS);
            break;
        }
        forum->n_cooperations++;
        ent_load_name(load, cooperation->name, node->key, node->key_at);
        if (ent_load_is(load, node, ENT_NODE_MAP)) load_cooperation(load, node, inputs, i_forum, cooperation);
    }
}

void ent_load_procedures(struct ent_load *load, const struct ent_node *forums, struct ent_inputs *inputs)
{
    const struct ent_node *node = forums && forums->kind == ENT_NODE_MAP ? forums->first : NULL;

    for (int32_t i = 0; node && i < inputs->n_forums; i++, node = node->next) {
        struct ent_forum *forum = &inputs->forum[i];

        if (node->kind != ENT_NODE_MAP) continue;
        load_command(load, ent_node_find(node, "command_of"), inputs, i, forum);
        load_reform(load, node, inputs, i, forum);
        load_cooperations(load, ent_node_find(node, "cooperations"), inputs, i, forum);
    }
    if (forums && forums->kind == ENT_NODE_MAP) check_commands(load, forums, inputs);
}
