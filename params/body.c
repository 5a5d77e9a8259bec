/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/body.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/names.h"
#include "params/number.h"
#include "params/order_parts.h"

static const char heads[] = "members";

/* --- members --- */

static void load_member(struct ent_load *load, const struct ent_node *node, struct ent_body *body)
{
    ent_load_name(load, body->member[body->n_members++], node->key, node->key_at);
    if (!ent_load_is(load, node, ENT_NODE_MAP)) return;
    for (const struct ent_node *weight = node->first; weight; weight = weight->next) {
        ent_load_int(load, weight, 0, INT32_MAX, 0);
        if (strcmp(weight->key, heads) == 0)
            ent_load_complain(load, weight->key_at, "'%s' counts heads: each member has one, and it is not written here", heads);
    }
}

static int load_members(struct ent_load *load, const struct ent_node *members, struct ent_body *body)
{
    if (!members || !ent_load_is(load, members, ENT_NODE_MAP)) return 0;
    if (members->n < 1 || members->n > ENT_MAX_STATES) {
        ent_load_complain(load, members->at, "'members': %d; a body has 1 to %d", members->n, ENT_MAX_STATES);
        return 0;
    }
    for (const struct ent_node *node = members->first; node; node = node->next) load_member(load, node, body);
    return 1;
}

/* --- tallies --- */

/* Complains about a weight that no member has. */
static void complain_weight(struct ent_load *load, const struct ent_node *weight, const struct ent_node *members)
{
    struct ent_guess guess = ent_guess_start(weight->text);
    char hint[ENT_HINT_SIZE];

    ent_guess_offer(&guess, heads);
    for (const struct ent_node *member = members->first; member; member = member->next)
        for (const struct ent_node *other = member->kind == ENT_NODE_MAP ? member->first : NULL; other; other = other->next)
            ent_guess_offer(&guess, other->key);
    ent_load_complain(load, weight->at, "'%.60s' is no weight of the members%s", weight->text, ent_guess_hint(&guess, hint));
}

static void weigh_members(struct ent_load *load, const struct ent_node *weight, const struct ent_node *members,
                          struct ent_body_tally *tally)
{
    int32_t i = 0, n_missing = 0;
    int64_t sum = 0;

    for (const struct ent_node *member = members->first; member; member = member->next, i++) {
        const struct ent_node *own = ent_node_find(member->kind == ENT_NODE_MAP ? member : NULL, weight->text);
        int64_t value = 0;

        n_missing += !own;
        if (own && own->kind == ENT_NODE_TEXT && !ent_number_int(own->text, &value) && value >= 0 && value <= INT32_MAX)
            tally->of[i] = (int32_t)value;
        sum += tally->of[i];
    }
    if (n_missing == members->n) {
        complain_weight(load, weight, members);
        return;
    }
    for (const struct ent_node *member = members->first; n_missing && member; member = member->next)
        if (member->kind == ENT_NODE_MAP && !ent_node_find(member, weight->text))
            ent_load_complain(load, member->key_at, "'%s' has no '%s', which a tally counts", member->key, weight->text);
    if (sum == 0 || sum > INT32_MAX)
        ent_load_complain(load, weight->at, "'%s' sums to %" PRId64 " over the members: outside [1, %d]", weight->text, sum, INT32_MAX);
}

static void load_tally(struct ent_load *load, const struct ent_node *node, const struct ent_node *members, struct ent_body_tally *tally)
{
    static const char *const keys[] = {"weight", "quota"};
    const struct ent_node *weight = ent_load_require(load, node, "weight", "what is counted: members, or a weight of theirs");
    const struct ent_node *quota = ent_load_require(load, node, "quota", "the share that must be in favour");

    ent_load_keys(load, node, keys, 2, NULL);
    tally->quota_num = tally->quota_den = 1;
    if (quota) ent_load_quota(load, quota, &tally->quota_num, &tally->quota_den);
    if (!weight || !ent_load_is(load, weight, ENT_NODE_TEXT)) return;
    ent_load_name(load, tally->weight, weight->text, weight->at);
    if (strcmp(weight->text, heads) == 0)
        for (int32_t i = 0; i < members->n; i++) tally->of[i] = 1;
    else
        weigh_members(load, weight, members, tally);
}

static void load_tallies(struct ent_load *load, const struct ent_node *tallies, const struct ent_node *members, struct ent_body *body)
{
    if (!tallies || !ent_load_is(load, tallies, ENT_NODE_LIST)) return;
    if (tallies->n < 1 || tallies->n > ENT_MAX_TALLIES) {
        ent_load_complain(load, tallies->at, "'tallies': %d; a rule has 1 to %d", tallies->n, ENT_MAX_TALLIES);
        return;
    }
    for (const struct ent_node *tally = tallies->first; tally; tally = tally->next, body->n_tallies++)
        if (ent_load_is(load, tally, ENT_NODE_MAP)) load_tally(load, tally, members, &body->tally[body->n_tallies]);
}

/* --- clauses --- */

/* Art. 238(3) TFEU: one more than the fewest members who have more than the share of the population; at most all. */
static int32_t least_that_block(const int32_t *population, int32_t n, int32_t num, int32_t den)
{
    uint64_t taken = 0;
    int64_t all = 0, sum = 0;
    int32_t count = 0;

    for (int32_t i = 0; i < n; i++) all += population[i];
    for (; count < n && sum * den <= all * num; count++) {
        int32_t largest = -1;

        for (int32_t i = 0; i < n; i++)
            if (!(taken >> i & 1) && (largest < 0 || population[i] > population[largest])) largest = i;
        taken |= UINT64_C(1) << largest;
        sum += population[largest];
    }
    return count + 1 < n ? count + 1 : n;
}

static int32_t blocking_of(struct ent_load *load, const struct ent_node *root, const struct ent_node *members, const struct ent_rule *rule)
{
    const struct ent_node *share = ent_node_find(root, "blocking_share");
    const struct ent_node population = {.kind = ENT_NODE_TEXT, .at = share ? share->at : root->at, .text = "population"};
    struct ent_body_tally people = {0};
    const size_t n_complaints = load->complaints->n;

    if (!share || rule->blocking_num <= 0) return rule->blocking_least;
    weigh_members(load, &population, members, &people);
    return load->complaints->n > n_complaints ? 0 : least_that_block(people.of, members->n, rule->blocking_num, rule->blocking_den);
}

/* Everybody votes here, for or against: silence is unanimity, and nobody stands aside. */
static void load_clauses(struct ent_load *load, const struct ent_node *root, const struct ent_node *members, struct ent_body *body)
{
    struct ent_rule rule = {.n_tallies = body->n_tallies};

    ent_load_rule_clauses(load, root, &rule);
    if (members) body->blocking_least = blocking_of(load, root, members, &rule);
    if (!rule.silence) return;
    for (int32_t t = 0; t < body->n_tallies; t++) rule.tally[t] = (struct ent_tally){0, body->tally[t].quota_num, body->tally[t].quota_den};
    ent_load_silence(load, root, &rule);
    body->n_tallies = 1;
    body->tally[0] = (struct ent_body_tally){.quota_num = 1, .quota_den = 1};
    memcpy(body->tally[0].weight, heads, sizeof heads);
    for (int32_t i = 0; i < body->n_members; i++) body->tally[0].of[i] = 1;
}

static void load_body(struct ent_load *load, const struct ent_node *root, struct ent_body *body)
{
    static const char *const keys[] = {"rule",           "about",      "members",     "tallies", "blocking_least",
                                       "blocking_share", "abstention", "aside_limit", "silence"};
    const struct ent_node *name, *members, *tallies = ent_node_find(root, "tallies");

    if (!ent_load_is(load, root, ENT_NODE_MAP)) return;
    ent_load_keys(load, root, keys, sizeof keys / sizeof *keys, NULL);
    name = ent_load_require(load, root, "rule", "its name");
    members = ent_load_require(load, root, "members", "who votes, with the weights of each");
    if (!ent_node_find(root, "silence")) tallies = ent_load_require(load, root, "tallies", "a rule counts something");
    if (name && ent_load_is(load, name, ENT_NODE_TEXT)) ent_load_name(load, body->name, name->text, name->at);
    if (!load_members(load, members, body)) members = NULL;
    if (members) load_tallies(load, tallies, members, body);
    load_clauses(load, root, members, body);
    if (!tallies && ent_node_find(root, "silence") && body->n_tallies == 0)
        ent_load_require(load, root, "tallies", "a rule counts something");
}

int ent_body_load(struct ent_body *body, const char *where, const char *params, struct ent_complaints *complaints)
{
    struct ent_arena arena = {0};
    struct ent_load load = {.arena = &arena, .complaints = complaints, .params = ent_load_folder(params)};
    const struct ent_node *root;

    memset(body, 0, sizeof *body);
    memset(complaints, 0, sizeof *complaints);
    root = ent_load_asked_file(&load, where, "rules", "rule");
    if (root) load_body(&load, root, body);
    if (arena.failed) ent_complaints_no_memory(complaints);
    ent_complaints_sort(complaints);
    ent_arena_free(&arena);
    return complaints->code;
}

/* --- a forum of an order --- */

/* What state i weighs. Capability is the stock that today's effort sustains, in millions, as the model starts with it. */
static double weight_of(const struct ent_inputs *inputs, int32_t i, int32_t weight)
{
    const struct ent_state *state = &inputs->state[i];
    const struct ent_effort_parameters *effort = &inputs->parameters.effort;

    if (weight == ENT_WEIGHT_POPULATION) return floor(state->population * 1000 + 0.5);
    if (weight == ENT_WEIGHT_CAPABILITY)
        return floor(fmin(state->effort * state->gdp * effort->efficiency / effort->depreciation, 100000) * 1000);
    return 1;
}

static int weigh_founders(struct ent_body_tally *tally, const struct ent_inputs *inputs, uint64_t founders, int32_t weight,
                          struct ent_error *error)
{
    double sum = 0;
    int32_t n = 0;

    for (int32_t i = 0; i < inputs->n_states; i++) {
        const double value = weight_of(inputs, i, weight);

        if (!(founders >> i & 1)) continue;
        sum += value;
        if (value < 0 || sum > INT32_MAX) break;
        tally->of[n++] = (int32_t)value;
    }
    if (sum >= 1 && sum <= INT32_MAX) return ENT_OK;
    return ent_error_set(error, ENT_BAD_INPUT, "'%s' sums to %.0f over the members: outside [1, %d]", tally->weight, sum, INT32_MAX);
}

int ent_body_of_forum(struct ent_body *body, const struct ent_inputs *inputs, int32_t forum, int32_t rule, struct ent_error *error)
{
    static const char *const weights[] = {heads, "population", "capability"};
    const struct ent_rule *from = &inputs->rule[rule];
    const uint64_t founders = inputs->forum[forum].founders;
    struct ent_body_tally people = {.weight = "population"};
    int code = ENT_OK;

    memset(body, 0, sizeof *body);
    snprintf(body->name, sizeof body->name, "%s, %s", inputs->forum[forum].name, from->name);
    for (int32_t i = 0; i < inputs->n_states; i++)
        if (founders >> i & 1) memcpy(body->member[body->n_members++], inputs->state[i].name, ENT_MAX_NAME);
    if (from->blocking_num > 0) code = weigh_founders(&people, inputs, founders, ENT_WEIGHT_POPULATION, error);
    body->blocking_least = from->blocking_num > 0 ? least_that_block(people.of, body->n_members, from->blocking_num, from->blocking_den)
                                                  : from->blocking_least;
    for (int32_t t = 0; t < from->n_tallies && code == ENT_OK; t++, body->n_tallies++) {
        struct ent_body_tally *tally = &body->tally[t];

        tally->quota_num = from->tally[t].quota_num;
        tally->quota_den = from->tally[t].quota_den;
        memcpy(tally->weight, weights[from->tally[t].weight], strlen(weights[from->tally[t].weight]) + 1);
        code = weigh_founders(tally, inputs, founders, from->tally[t].weight, error);
    }
    return code;
}
