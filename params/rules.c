/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decision rules: tallies, what blocks, what an abstention does, what silence means.
 */
#include "params/order_parts.h"

/* --- tallies --- */

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

static void load_tallies(struct ent_load *load, const struct ent_node *tallies, struct ent_rule *rule)
{
    if (!tallies || !ent_load_is(load, tallies, ENT_NODE_LIST)) return;
    if (tallies->n < 1 || tallies->n > ENT_MAX_TALLIES) {
        ent_load_complain(load, tallies->at, "'tallies': %d; a rule has 1 to %d", tallies->n, ENT_MAX_TALLIES);
        return;
    }
    for (const struct ent_node *tally = tallies->first; tally; tally = tally->next, rule->n_tallies++)
        if (ent_load_is(load, tally, ENT_NODE_MAP)) load_tally(load, tally, &rule->tally[rule->n_tallies]);
}

/* --- clauses --- */

/* A share below one, left at 0 if the node is not there or wrong (said). */
static void load_share(struct ent_load *load, const struct ent_node *node, int32_t *numerator, int32_t *denominator, const char *why)
{
    if (!node) return;
    ent_load_quota(load, node, numerator, denominator);
    if (*denominator && *numerator == *denominator)
        ent_load_complain(load, node->at, "'%s': %s is not below 1: %s", node->key, node->text, why);
}

static void load_abstention(struct ent_load *load, const struct ent_node *node, struct ent_rule *rule)
{
    static const char *const abstentions[] = {"against", "allows", "excluded", "aside"};
    const struct ent_node *limit = ent_node_find(node, "aside_limit");
    const struct ent_node *abstention = ent_node_find(node, "abstention");
    const int chosen =
        abstention ? ent_load_choice(load, abstention, abstentions, 4, "what an abstention does: against, allows, excluded or aside") : 0;

    rule->abstention = chosen < 0 ? 0 : chosen;
    load_share(load, limit, &rule->aside_num, &rule->aside_den, "not all can stand aside");
    if (limit && abstention && chosen >= 0 && chosen != ENT_ABSTENTION_ASIDE)
        ent_load_complain(load, limit->key_at, "'aside_limit': under abstention '%s' nobody stands aside; it goes with 'aside'",
                          abstention->text);
    else if (limit && !abstention)
        ent_load_complain(load, limit->key_at, "'aside_limit': it goes with 'abstention: aside', which is not there");
}

void ent_load_rule_clauses(struct ent_load *load, const struct ent_node *node, struct ent_rule *rule)
{
    const struct ent_node *least = ent_node_find(node, "blocking_least"), *share = ent_node_find(node, "blocking_share");
    const struct ent_node *silence = ent_node_find(node, "silence");

    rule->blocking_least = (int32_t)ent_load_int(load, least, 0, ENT_MAX_STATES, 0);
    load_share(load, share, &rule->blocking_num, &rule->blocking_den, "no group has more than all of the population");
    if (least && share)
        ent_load_complain(load, share->key_at,
                          "'blocking_share': how many can block is given already by 'blocking_least'; a rule has one of the two");
    load_abstention(load, node, rule);
    rule->silence = silence != NULL; /* if it is neither true nor false, nothing else is missing because of it */
    if (silence) ent_load_flag(load, silence, &rule->silence);
}

/* Under silence one opponent is enough, and who says nothing agrees: whatever else is said must mean the same. */
void ent_load_silence(struct ent_load *load, const struct ent_node *node, struct ent_rule *rule)
{
    static const char *const others[] = {"blocking_least", "blocking_share", "aside_limit"};
    const struct ent_node *abstention = ent_node_find(node, "abstention");
    const struct ent_node *tallies = ent_node_find(node, "tallies"), *item = tallies ? tallies->first : NULL;

    for (int t = 0; item && t < rule->n_tallies; t++, item = item->next)
        if (rule->tally[t].quota_num != rule->tally[t].quota_den)
            ent_load_complain(load, item->at, "a quota of %d/%d contradicts 'silence', under which one opponent stops it",
                              (int)rule->tally[t].quota_num, (int)rule->tally[t].quota_den);
    for (int i = 0; i < 3; i++) {
        const struct ent_node *other = ent_node_find(node, others[i]);

        if (other) ent_load_complain(load, other->key_at, "'%s' contradicts 'silence', under which one opponent stops it", other->key);
    }
    if (abstention && rule->abstention != ENT_ABSTENTION_ALLOWS)
        ent_load_complain(load, abstention->at, "'abstention': %s contradicts 'silence', under which who says nothing agrees: 'allows'",
                          abstention->kind == ENT_NODE_TEXT ? abstention->text : "this");
    rule->abstention = ENT_ABSTENTION_ALLOWS;
    rule->n_tallies = 1;
    rule->tally[0] = (struct ent_tally){ENT_WEIGHT_MEMBERS, 1, 1};
}

/* --- rules --- */

static void load_rule(struct ent_load *load, const struct ent_node *node, struct ent_rule *rule)
{
    static const char *const keys[] = {"tallies", "blocking_least", "blocking_share", "abstention", "aside_limit", "silence", "about"};

    ent_load_keys(load, node, keys, sizeof keys / sizeof *keys, NULL);
    ent_load_rule_clauses(load, node, rule);
    load_tallies(load, ent_node_find(node, "tallies"), rule);
    if (rule->silence) {
        ent_load_silence(load, node, rule);
        return;
    }
    ent_load_require(load, node, "tallies", "a rule counts something");
    ent_load_require(load, node, "abstention", "against, allows, excluded or aside");
}

void ent_load_rules(struct ent_load *load, const struct ent_node *rules, struct ent_inputs *inputs)
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

int32_t ent_load_rule_named(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs)
{
    const char *names[ENT_MAX_RULES];

    for (int32_t i = 0; i < inputs->n_rules; i++) names[i] = inputs->rule[i].name;
    return node ? ent_load_choice(load, node, names, inputs->n_rules, "a rule of this order") : -1;
}

void ent_load_rule_pair(struct ent_load *load, const struct ent_node *pair, const struct ent_inputs *inputs, int32_t *reserved,
                        int32_t *ordinary)
{
    static const char *const keys[] = {"reserved", "ordinary"};
    const char *const what = "one rule is for issues of reserved legal basis and one for all others";
    const struct ent_node *first, *second;

    *reserved = *ordinary = -1;
    if (!ent_load_is(load, pair, ENT_NODE_MAP)) return;
    ent_load_keys(load, pair, keys, 2, NULL);
    first = ent_load_require(load, pair, "reserved", what);
    second = ent_load_require(load, pair, "ordinary", what);
    *reserved = ent_load_rule_named(load, first, inputs);
    *ordinary = ent_load_rule_named(load, second, inputs);
}
