/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders nobody thought of: text drawn at random from the whole grammar of params/orders, to be read by the real loader.
 * Everything the grammar offers is used, in every combination that it allows; all numbers are anywhere in their range, low
 * ones more often, so that delays pass within a few years. Include after worlds.h; states and domains are those of `in`.
 */
#ifndef ENT_TESTS_LAW_ORDER_TEXT_H
#define ENT_TESTS_LAW_ORDER_TEXT_H

#include <stdio.h>
#include <string.h>

/* An order being written: who may join what, and which rules decide where. */
struct order_text {
    const struct ent_inputs *in;
    struct dice *dice;
    FILE *out;
    int n_rules, n_forums;
    int borrows_up; /* commands are borrowed from forums further down only, or further up only: never in a circle */
    uint64_t eligible[ENT_MAX_FORUMS];
    uint32_t scope[ENT_MAX_FORUMS];
    int reserved[ENT_MAX_FORUMS][ENT_MAX_DOMAINS];
    int sequence[ENT_MAX_DOMAINS][ENT_MAX_FORUMS], n_sequence[ENT_MAX_DOMAINS];
};

static int text_rule(struct order_text *t)
{
    return dice_below(t->dice, t->n_rules);
}

/* ---- rules ---- */

/* A share in (0, 1], below 1 if asked, as a fraction or as a decimal. */
static void text_share(struct order_text *t, int below_one)
{
    const int32_t den = dice_int(t->dice, 2, 100), num = dice_int(t->dice, 1, den - below_one);
    if (dice_chance(t->dice, .5))
        fprintf(t->out, "%d/%d", (int)num, (int)den);
    else
        fprintf(t->out, "0.%02d", (int)dice_int(t->dice, 1, 99));
}

static void text_tallies(struct order_text *t)
{
    static const char *const weights[] = {"members", "population", "capability"};
    const int n = dice_int(t->dice, 1, ENT_MAX_TALLIES);
    fprintf(t->out, "        tallies:\n");
    for (int i = 0; i < n; i++) {
        fprintf(t->out, "          - {weight: %s, quota: ", weights[dice_below(t->dice, ENT_N_WEIGHTS)]);
        if (dice_chance(t->dice, .15))
            fprintf(t->out, "1");
        else
            text_share(t, 0);
        fprintf(t->out, "}\n");
    }
}

static void text_silence(struct order_text *t)
{
    fprintf(t->out, "        silence: true\n");
    if (dice_chance(t->dice, .5)) fprintf(t->out, "        tallies: [{weight: members, quota: 1}]\n        abstention: allows\n");
}

static void text_rules(struct order_text *t)
{
    static const char *const abstentions[] = {"against", "allows", "excluded", "aside"};
    t->n_rules = dice_int(t->dice, 1, ENT_MAX_RULES);
    fprintf(t->out, "    rules:\n");
    for (int r = 0; r < t->n_rules; r++) {
        fprintf(t->out, "      rule_%d:\n", r);
        if (dice_chance(t->dice, .15)) {
            text_silence(t);
            continue;
        }
        const int abstention = dice_below(t->dice, 4);
        text_tallies(t);
        fprintf(t->out, "        abstention: %s\n", abstentions[abstention]);
        if (abstention == ENT_ABSTENTION_ASIDE && dice_chance(t->dice, .6)) {
            fprintf(t->out, "        aside_limit: ");
            text_share(t, 1);
            fprintf(t->out, "\n");
        }
        if (dice_chance(t->dice, .25)) {
            fprintf(t->out, "        blocking_least: %d\n", (int)dice_below(t->dice, 12));
        } else if (dice_chance(t->dice, .25)) {
            fprintf(t->out, "        blocking_share: ");
            text_share(t, 1);
            fprintf(t->out, "\n");
        }
    }
}

/* ---- sets of states ---- */

static void text_codes(struct order_text *t, uint64_t set)
{
    const char *comma = "";
    fprintf(t->out, "[");
    for (int i = 0; i < t->in->n_states; i++) {
        if (!(set >> i & 1)) continue;
        fprintf(t->out, "%s%s", comma, t->in->state[i].code);
        comma = ", ";
    }
    fprintf(t->out, "]");
}

static uint64_t states_where(const struct ent_inputs *in, int flag)
{
    uint64_t set = 0;
    for (int i = 0; i < in->n_states; i++) {
        const struct ent_state *s = &in->state[i];
        const int32_t is[] = {s->eu, s->pact, s->candidate, s->south, s->nordic, s->border};
        if (is[flag]) set |= UINT64_C(1) << i;
    }
    return set;
}

/* Some set of states that is not empty, said in one of the ways there are. */
static uint64_t text_set(struct order_text *t)
{
    static const char *const flags[] = {"eu", "pact", "candidate", "south", "nordic", "border"};
    const uint64_t everyone = world_everyone(t->in->n_states);
    const int a = dice_below(t->dice, 6), b = (a + dice_int(t->dice, 1, 5)) % 6;
    const uint64_t first = states_where(t->in, a), out = first & (~first + 1), some = dice_set(t->dice, everyone, dice_unit(t->dice));
    switch (dice_below(t->dice, 5)) {
    case 0:
        fprintf(t->out, "all");
        return everyone;
    case 1:
        fprintf(t->out, "{where: %s}", flags[a]);
        return first;
    case 2:
        fprintf(t->out, "{where: [%s, %s]}", flags[a], flags[b]);
        return first | states_where(t->in, b);
    case 3:
        fprintf(t->out, "{except: ");
        text_codes(t, out);
        fprintf(t->out, "}");
        return everyone & ~out;
    default:
        text_codes(t, some | out);
        return some | out;
    }
}

/* ---- forums: numbers ---- */

/* Fields that make sense only with others; drawn apart. */
static int is_drawn_apart(const char *field)
{
    static const char *const apart[] = {"ratifications", "ratification_low", "ratification_high", "external_leader", "leader_proposes",
                                        "ad_hoc",        "lifetime_months",  "reform_rate",       "reform_failure"};
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        if (strcmp(field, apart[i]) == 0) return 1;
    return 0;
}

/* Low values are likelier: the cube of a uniform. */
static double text_number(struct order_text *t, double low, double high)
{
    const double u = dice_unit(t->dice);
    return low + (high - low) * u * u * u;
}

#define TEXT_REAL(name, low, high) fprintf(t->out, "        %s: %.4f\n", name, text_number(t, low, high))
#define TEXT_INT(name, low, high) fprintf(t->out, "        %s: %d\n", name, (int)text_number(t, low, (high) + .999))
#define TEXT_FLAG(name, low, high) fprintf(t->out, "        %s: %s\n", name, dice_chance(t->dice, .5) ? "true" : "false")
#define TEXT_FIELD(type, name, fallback, low, high, unit, source, doc) \
    if (!is_drawn_apart(#name) && dice_chance(t->dice, .8)) TEXT_##type(#name, low, high);

static void text_numbers(struct order_text *t)
{
    ENT_FORUM_TABLE(TEXT_FIELD)
}

static void text_founding(struct order_text *t)
{
    if (dice_chance(t->dice, .25)) {
        fprintf(t->out, "        ad_hoc: true\n");
        if (dice_chance(t->dice, .7)) TEXT_INT("lifetime_months", 1, 24);
        return;
    }
    const double low = dice_between(t->dice, 0, 1.5);
    TEXT_INT("ratifications", 1, 20);
    fprintf(t->out, "        ratification_low: %.3f\n        ratification_high: %.3f\n", low, low + dice_unit(t->dice));
}

/* ---- forums: members and procedures ---- */

static int nth_state(uint64_t set, int n)
{
    int i = 0;
    for (;; i++)
        if ((set >> i & 1) && n-- == 0) return i;
}

static int set_size(uint64_t set)
{
    int n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

static void text_members(struct order_text *t, int f)
{
    static const char *const oversights[] = {"none", "secretariat", "parliamentary"};
    fprintf(t->out, "        eligible: ");
    t->eligible[f] = text_set(t);
    const uint64_t some = dice_set(t->dice, t->eligible[f], .2 + .8 * dice_unit(t->dice));
    fprintf(t->out, "\n        founders: ");
    text_codes(t, some | (t->eligible[f] & (~t->eligible[f] + 1)));
    if (dice_chance(t->dice, .3)) {
        fprintf(t->out, "\n        waived: ");
        text_codes(t, dice_set(t->dice, world_everyone(t->in->n_states), .15));
    }
    fprintf(t->out, "\n        oversight: %s\n", oversights[dice_below(t->dice, 3)]);
}

static void text_leader(struct order_text *t, int f)
{
    if (dice_chance(t->dice, .3))
        fprintf(t->out, "        external_leader: true\n");
    else if (dice_chance(t->dice, .4))
        fprintf(t->out, "        leader: %s\n",
                t->in->state[nth_state(t->eligible[f], dice_below(t->dice, set_size(t->eligible[f])))].code);
    else
        return;
    if (dice_chance(t->dice, .7)) fprintf(t->out, "        leader_proposes: true\n");
}

static void text_votes(struct order_text *t)
{
    if (dice_chance(t->dice, .7)) fprintf(t->out, "        entry_rule: rule_%d\n", text_rule(t));
    if (dice_chance(t->dice, .3)) return;
    fprintf(t->out, "        suspension_rule: rule_%d\n", text_rule(t));
    const int n = dice_below(t->dice, ENT_MAX_DETERMINATIONS + 1);
    if (n == 1) fprintf(t->out, "        determinations: [rule_%d]\n", text_rule(t));
    if (n == 2) fprintf(t->out, "        determinations: [rule_%d, rule_%d]\n", text_rule(t), text_rule(t));
}

static void text_pair(struct order_text *t, int reserved)
{
    fprintf(t->out, "{reserved: rule_%d, ordinary: rule_%d}\n", reserved, text_rule(t));
}

static void text_forum_rules(struct order_text *t, int f)
{
    const int usual = text_rule(t);
    int own = 0;
    fprintf(t->out, "        rules: ");
    text_pair(t, usual);
    for (int d = 0; d < t->in->n_domains; d++) {
        t->reserved[f][d] = usual;
        if (!(t->scope[f] >> d & 1) || !dice_chance(t->dice, .4)) continue;
        if (!own++) fprintf(t->out, "        domain_rules:\n");
        fprintf(t->out, "          %s: ", t->in->domain[d].name);
        text_pair(t, t->reserved[f][d] = text_rule(t));
    }
}

static void text_command(struct order_text *t, int f)
{
    const char *comma = "        command_of: [";
    for (int g = 0; g < t->n_forums; g++) {
        if (g == f || (g > f) != t->borrows_up || !dice_chance(t->dice, .3)) continue;
        fprintf(t->out, "%sforum_%d", comma, g);
        comma = ", ";
    }
    if (*comma == ',') fprintf(t->out, "]\n");
}

/* Some of the domains `from`, at least one. */
static void text_domains(struct order_text *t, uint32_t from)
{
    const int sure = nth_state(from, dice_below(t->dice, set_size(from)));
    const char *comma = "";
    fprintf(t->out, "[");
    for (int d = 0; d < t->in->n_domains; d++) {
        if (!(from >> d & 1) || (d != sure && dice_chance(t->dice, .5))) continue;
        fprintf(t->out, "%s%s", comma, t->in->domain[d].name);
        comma = ", ";
    }
    fprintf(t->out, "]\n");
}

static void text_reform(struct order_text *t, int f)
{
    const int to = text_rule(t);
    uint32_t changed = 0;
    for (int d = 0; d < t->in->n_domains; d++)
        if ((t->scope[f] >> d & 1) && t->reserved[f][d] != to) changed |= 1u << d;
    if (!changed || dice_chance(t->dice, .5)) return;
    fprintf(t->out, "        reform:\n          rule: rule_%d\n          to: rule_%d\n          domains: ", text_rule(t), to);
    if (dice_chance(t->dice, .3))
        fprintf(t->out, "all\n");
    else
        text_domains(t, changed);
    TEXT_REAL("reform_rate", 0, 2);
    if (dice_chance(t->dice, .6)) TEXT_REAL("reform_failure", 0, 1);
}

static void text_cooperations(struct order_text *t, int f)
{
    const int most = set_size(t->eligible[f]), n = dice_chance(t->dice, .5) ? dice_int(t->dice, 1, ENT_MAX_COOPERATIONS) : 0;
    if (!t->scope[f] || most < 2 || !n) return;
    fprintf(t->out, "        cooperations:\n");
    for (int c = 0; c < n; c++) {
        fprintf(t->out, "          group_%d:\n            domains: ", c);
        if (dice_chance(t->dice, .3))
            fprintf(t->out, "all\n");
        else
            text_domains(t, t->scope[f]);
        if (dice_chance(t->dice, .6)) fprintf(t->out, "            authorisation: rule_%d\n", text_rule(t));
        fprintf(t->out, "            rules: ");
        text_pair(t, text_rule(t));
        fprintf(t->out, "            least: %d\n            last_resort: %.2f\n", (int)text_number(t, 2, most), dice_unit(t->dice));
    }
}

/* ---- the order ---- */

/* Which forums decide in each domain, in turn; some forums decide nothing. */
static void draw_sequences(struct order_text *t)
{
    int32_t turn[ENT_MAX_FORUMS];
    t->n_forums = dice_int(t->dice, 1, dice_chance(t->dice, .15) ? ENT_MAX_FORUMS : 6);
    t->borrows_up = dice_chance(t->dice, .5);
    for (int f = 0; f < t->n_forums; f++) turn[f] = f;
    for (int d = 0; d < t->in->n_domains; d++) {
        dice_shuffle(t->dice, turn, t->n_forums);
        t->n_sequence[d] = dice_int(t->dice, 1, t->n_forums < 4 ? t->n_forums : 4);
        for (int i = 0; i < t->n_sequence[d]; i++) {
            t->sequence[d][i] = turn[i];
            t->scope[turn[i]] |= 1u << d;
        }
    }
}

static void text_forum(struct order_text *t, int f)
{
    fprintf(t->out, "      forum_%d:\n", f);
    text_members(t, f);
    text_numbers(t);
    text_founding(t);
    text_leader(t, f);
    text_votes(t);
    text_forum_rules(t, f);
    text_command(t, f);
    text_reform(t, f);
    text_cooperations(t, f);
}

/* Writes an order as an item of an experiment's list of orders. */
static void order_write(const struct ent_inputs *in, struct dice *dice, FILE *out)
{
    struct order_text text = {.in = in, .dice = dice, .out = out}, *const t = &text;
    fprintf(out, "  - order: random\n");
    text_rules(t);
    draw_sequences(t);
    fprintf(out, "    forums:\n");
    for (int f = 0; f < t->n_forums; f++) text_forum(t, f);
    fprintf(out, "    domains:\n");
    for (int d = 0; d < in->n_domains; d++) {
        fprintf(out, "      %s: [", in->domain[d].name);
        for (int i = 0; i < t->n_sequence[d]; i++) fprintf(out, "%sforum_%d", i ? ", " : "", t->sequence[d][i]);
        fprintf(out, "]\n");
    }
}

#endif
