/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An order: decision rules, forums, and which forums may decide in each domain, by which rule.
 */
#include "params/order_parts.h"

/* --- who decides what, by which rule --- */

static void give_rules(struct ent_load *load, const struct ent_node *node, struct ent_inputs *inputs, int32_t i_forum, int32_t domain)
{
    const struct ent_node *own = ent_node_find(ent_node_find(node, "domain_rules"), inputs->domain[domain].name);
    const struct ent_node *rules = own ? own : ent_node_find(node, "rules");
    struct ent_forum *forum = &inputs->forum[i_forum];

    if (rules)
        ent_load_rule_pair(load, rules, inputs, &forum->reserved_rule[domain], &forum->ordinary_rule[domain]);
    else if (node->kind == ENT_NODE_MAP)
        ent_load_complain(load, node->key_at, "forum '%s' has no rule for '%s': give 'rules' or 'domain_rules'", node->key,
                          inputs->domain[domain].name);
}

static const struct ent_node *nth_child(const struct ent_node *map, int32_t i)
{
    const struct ent_node *child = map->first;

    while (i-- > 0) child = child->next;
    return child;
}

static void load_sequence(struct ent_load *load, const struct ent_node *list, const struct ent_node *forums, struct ent_inputs *inputs,
                          int32_t domain)
{
    const char *names[ENT_MAX_FORUMS];

    if (!ent_load_is(load, list, ENT_NODE_LIST)) return;
    for (int32_t i = 0; i < inputs->n_forums; i++) names[i] = inputs->forum[i].name;
    if (list->n == 0) ent_load_complain(load, list->at, "nobody may decide in '%s'", inputs->domain[domain].name);
    for (const struct ent_node *item = list->first; item; item = item->next) {
        const int forum = ent_load_choice(load, item, names, inputs->n_forums, "a forum of this order");

        if (forum < 0) continue;
        if (ent_forum_decides(inputs, forum, domain)) {
            ent_load_complain(load, item->at, "'%s' is there twice: an issue never returns to a forum", item->text);
            continue;
        }
        inputs->sequence[domain][inputs->n_sequence[domain]++] = forum;
        give_rules(load, nth_child(forums, forum), inputs, forum, domain);
    }
}

static void load_sequences(struct ent_load *load, const struct ent_node *domains, const struct ent_node *forums, struct ent_inputs *inputs)
{
    const char *names[ENT_MAX_DOMAINS];

    if (!domains || !ent_load_is(load, domains, ENT_NODE_MAP) || !forums || forums->kind != ENT_NODE_MAP || inputs->n_domains == 0) return;
    for (int32_t d = 0; d < inputs->n_domains; d++) {
        const struct ent_node *list = ent_node_find(domains, inputs->domain[d].name);

        names[d] = inputs->domain[d].name;
        if (list)
            load_sequence(load, list, forums, inputs, d);
        else
            ent_load_complain(load, domains->key_at, "nobody may decide in '%s'", inputs->domain[d].name);
    }
    ent_load_keys(load, domains, names, inputs->n_domains, NULL);
}

/* Rules for a domain in which the forum has no say are a mistake. */
static void check_domain_rules(struct ent_load *load, const struct ent_node *forums, const struct ent_inputs *inputs)
{
    const struct ent_node *forum = forums && forums->kind == ENT_NODE_MAP ? forums->first : NULL;

    for (int32_t i = 0; forum && i < inputs->n_forums; i++, forum = forum->next) {
        const struct ent_node *own = ent_node_find(forum, "domain_rules");

        if (!own || !ent_load_is(load, own, ENT_NODE_MAP)) continue;
        for (const struct ent_node *rules = own->first; rules; rules = rules->next) {
            const int32_t domain = ent_domain_index(inputs, rules->key);

            if (domain < 0 || !ent_forum_decides(inputs, i, domain))
                ent_load_complain(load, rules->key_at, "'%s': forum '%s' does not decide there", rules->key, forum->key);
        }
    }
}

void ent_load_order(struct ent_load *load, const struct ent_node *order, struct ent_inputs *inputs)
{
    static const char *const keys[] = {"order", "about", "rules", "forums", "domains"};
    const struct ent_node *forums;

    ent_load_keys(load, order, keys, 5, NULL);
    forums = ent_load_require(load, order, "forums", "an order has at least one");
    ent_load_rules(load, ent_load_require(load, order, "rules", "an order has at least one"), inputs);
    ent_load_forums(load, forums, inputs);
    load_sequences(load, ent_load_require(load, order, "domains", "which forums may decide in each domain"), forums, inputs);
    check_domain_rules(load, forums, inputs);
    ent_load_procedures(load, forums, inputs);
}
