/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An order: decision rules, forums, and which forums may decide in each domain.
 */
#include <string.h>

#include "params/load.h"
#include "params/names.h"

/* --- rules --- */

static void load_tally(struct ent_load *load, const struct ent_node *node, struct ent_tally *tally)
{
    static const char *const keys[] = {"weight", "quota"};
    static const char *const weights[] = {"members", "population", "capability"};
    const struct ent_node *weight = ent_load_require(load, node, "weight", "what is counted: members, population or capability");
    const struct ent_node *quota = ent_load_require(load, node, "quota", "the share that must be in favour");
    int chosen;

    ent_load_keys(load, node, keys, 2, NULL);
    chosen = weight ? ent_load_choice(load, weight, weights, ENT_N_WEIGHTS, "a weight: members, population or capability") : 0;
    tally->weight = chosen < 0 ? 0 : chosen;
    tally->quota_num = tally->quota_den = 1;
    if (quota) ent_load_quota(load, quota, &tally->quota_num, &tally->quota_den);
}

static void load_rule(struct ent_load *load, const struct ent_node *node, struct ent_rule *rule)
{
    static const char *const keys[] = {"tallies", "blocking_least", "abstention", "about"};
    static const char *const abstentions[] = {"against", "allows", "excluded"};
    const struct ent_node *tallies = ent_load_require(load, node, "tallies", "a rule counts something");
    const struct ent_node *abstention = ent_load_require(load, node, "abstention", "against, allows or excluded");
    int chosen;

    ent_load_keys(load, node, keys, 4, NULL);
    rule->blocking_least = (int32_t)ent_load_int(load, ent_node_find(node, "blocking_least"), 0, ENT_MAX_STATES, 0);
    chosen = abstention ? ent_load_choice(load, abstention, abstentions, 3, "what an abstention does: against, allows or excluded") : 0;
    rule->abstention = chosen < 0 ? 0 : chosen;
    if (!tallies || !ent_load_is(load, tallies, ENT_NODE_LIST)) return;
    if (tallies->n < 1 || tallies->n > ENT_MAX_TALLIES) {
        ent_load_complain(load, tallies->at, "'tallies': %d; a rule has 1 to %d", tallies->n, ENT_MAX_TALLIES);
        return;
    }
    for (const struct ent_node *tally = tallies->first; tally; tally = tally->next, rule->n_tallies++)
        if (ent_load_is(load, tally, ENT_NODE_MAP)) load_tally(load, tally, &rule->tally[rule->n_tallies]);
}

static void load_rules(struct ent_load *load, const struct ent_node *rules, struct ent_inputs *inputs)
{
    if (!rules || !ent_load_is(load, rules, ENT_NODE_MAP)) return;
    for (const struct ent_node *node = rules->first; node; node = node->next) {
        struct ent_rule *rule = &inputs->rule[inputs->n_rules];

        if (inputs->n_rules == ENT_MAX_RULES) {
            ent_load_complain(load, node->key_at, "%d rules: at most %d", rules->n, ENT_MAX_RULES);
            break;
        }
        inputs->n_rules++;
        ent_load_name(load, rule->name, node->key, node->key_at);
        if (ent_load_is(load, node, ENT_NODE_MAP)) load_rule(load, node, rule);
    }
}

static int32_t choose_rule(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs)
{
    const char *names[ENT_MAX_RULES];

    for (int32_t i = 0; i < inputs->n_rules; i++) names[i] = inputs->rule[i].name;
    return node ? ent_load_choice(load, node, names, inputs->n_rules, "a rule of this order") : -1;
}

/* --- forums --- */

static void load_forum(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, struct ent_forum *forum)
{
    static const char *const keys[] = {"about", "founders",     "eligible",   "waived",         "oversight",
                                       "rules", "domain_rules", "entry_rule", "suspension_rule"};
    static const char *const oversights[] = {"none", "secretariat", "parliamentary"};
    const struct ent_node *oversight = ent_node_find(node, "oversight");
    const struct ent_node *low = ent_node_find(node, "ratification_low");
    const struct ent_node *founders = ent_load_require(load, node, "founders", "the members, or the states that negotiate");
    const int chosen = oversight ? ent_load_choice(load, oversight, oversights, 3, "an oversight: none, secretariat or parliamentary") : 0;

    ent_load_keys(load, node, keys, 9, &ent_tables[ENT_TABLE_FORUM]);
    ent_load_fields(load, node, &ent_tables[ENT_TABLE_FORUM], forum);
    if (forum->ratification_low > forum->ratification_high)
        ent_load_complain(load, low ? low->at : node->key_at, "'ratification_low': %g is above ratification_high, %g",
                          forum->ratification_low, forum->ratification_high);
    forum->founders = ent_load_set(load, founders, inputs, 0);
    forum->eligible = ent_load_set(load, ent_node_find(node, "eligible"), inputs, forum->founders);
    forum->waived = ent_load_set(load, ent_node_find(node, "waived"), inputs, 0);
    if (founders && forum->founders == 0 && inputs->n_states) ent_load_complain(load, founders->at, "'founders': no state at all");
    if (forum->founders & ~forum->eligible)
        ent_load_complain(load, ent_node_find(node, "eligible")->at, "'eligible': the founders are not all among them");
    forum->oversight = chosen < 0 ? 0 : chosen;
    forum->entry_rule = choose_rule(load, ent_node_find(node, "entry_rule"), inputs);
    forum->suspension_rule = choose_rule(load, ent_node_find(node, "suspension_rule"), inputs);
    for (int d = 0; d < ENT_MAX_DOMAINS; d++) forum->reserved_rule[d] = forum->ordinary_rule[d] = -1;
}

static void load_forums(struct ent_load *load, const struct ent_node *forums, struct ent_inputs *inputs)
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

/* --- who decides what, by which rule --- */

static void set_rules(struct ent_load *load, const struct ent_node *rules, const struct ent_inputs *inputs, struct ent_forum *forum,
                      int32_t domain)
{
    static const char *const keys[] = {"reserved", "ordinary"};
    const char *const what = "a forum has a rule for issues of reserved legal basis and one for all others";
    const struct ent_node *reserved, *ordinary;

    if (!ent_load_is(load, rules, ENT_NODE_MAP)) return;
    ent_load_keys(load, rules, keys, 2, NULL);
    reserved = ent_load_require(load, rules, "reserved", what);
    ordinary = ent_load_require(load, rules, "ordinary", what);
    forum->reserved_rule[domain] = choose_rule(load, reserved, inputs);
    forum->ordinary_rule[domain] = choose_rule(load, ordinary, inputs);
}

static void give_rules(struct ent_load *load, const struct ent_node *node, struct ent_inputs *inputs, int32_t i_forum, int32_t domain)
{
    const struct ent_node *own = ent_node_find(ent_node_find(node, "domain_rules"), inputs->domain[domain].name);
    const struct ent_node *rules = own ? own : ent_node_find(node, "rules");

    if (rules)
        set_rules(load, rules, inputs, &inputs->forum[i_forum], domain);
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
        int is_repeated = 0;

        if (forum < 0) continue;
        for (int32_t i = 0; i < inputs->n_sequence[domain]; i++) is_repeated = is_repeated || inputs->sequence[domain][i] == forum;
        if (is_repeated) {
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
            int has_say = 0;

            for (int32_t j = 0; domain >= 0 && j < inputs->n_sequence[domain]; j++) has_say = has_say || inputs->sequence[domain][j] == i;
            if (!has_say) ent_load_complain(load, rules->key_at, "'%s': forum '%s' does not decide there", rules->key, forum->key);
        }
    }
}

void ent_load_order(struct ent_load *load, const struct ent_node *order, struct ent_inputs *inputs)
{
    static const char *const keys[] = {"order", "about", "rules", "forums", "domains"};
    const struct ent_node *forums;

    ent_load_keys(load, order, keys, 5, NULL);
    forums = ent_load_require(load, order, "forums", "an order has at least one");
    load_rules(load, ent_load_require(load, order, "rules", "an order has at least one"), inputs);
    load_forums(load, forums, inputs);
    load_sequences(load, ent_load_require(load, order, "domains", "which forums may decide in each domain"), forums, inputs);
    check_domain_rules(load, forums, inputs);
}
