/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small random worlds; included by the tests that use them (worlds.h).
 */
#include "tests/law/worlds.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- dice ---- */

uint64_t dice_word(struct dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

double dice_unit(struct dice *dice)
{
    return (double)(dice_word(dice) >> 11) * 0x1p-53;
}

double dice_between(struct dice *dice, double low, double high)
{
    return low + (high - low) * dice_unit(dice);
}

int32_t dice_below(struct dice *dice, int32_t n)
{
    return (int32_t)(dice_word(dice) % (uint64_t)n);
}

int32_t dice_int(struct dice *dice, int32_t low, int32_t high)
{
    return low + dice_below(dice, high - low + 1);
}

int dice_chance(struct dice *dice, double p)
{
    return dice_unit(dice) < p;
}

uint64_t dice_set(struct dice *dice, uint64_t from, double p)
{
    uint64_t set = 0;
    for (int i = 0; i < 64; i++)
        if (dice_chance(dice, p)) set |= UINT64_C(1) << i;
    return set & from;
}

void dice_shuffle(struct dice *dice, int32_t *list, int32_t n)
{
    for (int32_t i = n - 1; i > 0; i--) {
        const int32_t j = dice_below(dice, i + 1), other = list[j];
        list[j] = list[i];
        list[i] = other;
    }
}

uint64_t world_everyone(int32_t n_states)
{
    return n_states >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n_states) - 1;
}

/* ---- a world without an order ---- */

#define SET_DEFAULT(type, name, fallback, low, high, unit, source, doc) to->name = fallback;
#define GROUP_DEFAULTS(group, TABLE)                                 \
    {                                                                \
        struct ent_##group##_parameters *to = &in->parameters.group; \
        TABLE(SET_DEFAULT)                                           \
    }

void world_defaults(struct ent_inputs *in, int32_t n_months)
{
    memset(in, 0, sizeof *in);
    in->n_months = n_months;
    in->steps_per_month = 1;
    in->start_year = 2026;
    in->start_month = 1;
    ENT_PARAMETER_GROUPS(GROUP_DEFAULTS)
}

static void state_default(struct ent_state *to)
{
    ENT_STATE_TABLE(SET_DEFAULT)
}

static void domain_default(struct ent_domain *to)
{
    ENT_DOMAIN_TABLE(SET_DEFAULT)
}

static struct ent_shock *shock_add(struct ent_inputs *in, const char *name, int32_t law)
{
    struct ent_shock *to = &in->shock[in->n_shocks++];
    ENT_SHOCK_TABLE(SET_DEFAULT)
    snprintf(to->name, sizeof to->name, "%s", name);
    to->law = law;
    return to;
}

static struct ent_forum *forum_add(struct ent_inputs *in, const char *name)
{
    struct ent_forum *to = &in->forum[in->n_forums++];
    memset(to, 0, sizeof *to);
    ENT_FORUM_TABLE(SET_DEFAULT)
    snprintf(to->name, sizeof to->name, "%s", name);
    for (int d = 0; d < ENT_MAX_DOMAINS; d++) to->reserved_rule[d] = to->ordinary_rule[d] = -1;
    to->entry_rule = to->suspension_rule = -1;
    return to;
}

static void state_random(struct ent_state *s, struct dice *dice, int i)
{
    state_default(s);
    s->code[0] = (char)('A' + i / 26 / 26 % 26);
    s->code[1] = (char)('A' + i / 26 % 26);
    s->code[2] = (char)('A' + i % 26);
    snprintf(s->name, sizeof s->name, "State %d", i);
    s->v = dice_between(dice, .15, .9);
    s->stage = s->v < .4 && dice_chance(dice, .6) ? 2 : dice_chance(dice, .1);
    s->gdp = exp(dice_between(dice, log(5.), log(4000.)));
    s->population = s->gdp / dice_between(dice, 5, 80);
    s->effort = dice_chance(dice, .05) ? 0 : dice_between(dice, .003, .045);
    s->ideal_point = dice_between(dice, -1, 2);
    s->border = dice_chance(dice, .2);
    s->exposure = s->border ? 1 : dice_chance(dice, .1) ? .5 : 0;
    s->eu = dice_chance(dice, .6);
    s->pact = dice_chance(dice, s->eu ? .8 : .3);
    s->candidate = !s->eu && dice_chance(dice, .4);
    s->south = dice_chance(dice, .2);
    s->nordic = !s->south && dice_chance(dice, .2);
    s->eu_position = dice_chance(dice, .1) ? NAN : dice_between(dice, 1, 7);
    s->eu_russia = dice_chance(dice, .1) ? NAN : dice_between(dice, 0, 10);
    s->galtan = dice_chance(dice, .1) ? NAN : dice_between(dice, 0, 10);
    s->hydro = dice_between(dice, 0, 40);
    s->solar = dice_between(dice, 0, 30);
    s->wind = dice_between(dice, 0, 30);
    s->renewables = dice_chance(dice, .1) ? NAN : s->hydro + s->solar + s->wind;
    s->gas = dice_between(dice, 0, 100);
}

static void states_tie(struct ent_inputs *in, struct dice *dice, const double *x, const double *y)
{
    for (int i = 0; i < in->n_states; i++)
        for (int j = 0; j < i; j++) {
            const double apart = fabs(in->state[i].ideal_point - in->state[j].ideal_point);
            in->distance_km[i][j] = in->distance_km[j][i] = hypot(x[i] - x[j], y[i] - y[j]);
            in->ideal_distance[i][j] = in->ideal_distance[j][i] = dice_chance(dice, .03) ? NAN : apart;
            in->minilateral[i][j] = in->minilateral[j][i] = dice_chance(dice, .2) ? dice_int(dice, 1, 5) : 0;
        }
}

void world_states(struct ent_inputs *in, struct dice *dice, int32_t n)
{
    double x[ENT_MAX_STATES], y[ENT_MAX_STATES];
    in->n_states = n;
    for (int i = 0; i < n; i++) {
        state_random(&in->state[i], dice, i);
        x[i] = dice_between(dice, 0, 3500);
        y[i] = dice_between(dice, 0, 3000);
        in->state[i].rival_km = hypot(x[i] - 4000, y[i] - 2000);
    }
    in->state[0].eu = in->state[n - 1].eu = 1;
    in->state[0].exposure = 1;
    const int front = dice_below(dice, n);
    for (int i = 0; i < n; i++) in->state[i].war_km = hypot(x[i] - x[front], y[i] - y[front]);
    in->state[front].at_war = dice_chance(dice, .7);
    states_tie(in, dice, x, y);
}

static void domain_random(struct ent_domain *d, struct dice *dice, int i)
{
    double *const weight[] = {&d->w_russia, &d->w_europe,    &d->w_liberal, &d->w_income, &d->w_threat,
                              &d->w_un,     &d->w_renewable, &d->w_gas,     &d->w_south};
    domain_default(d);
    snprintf(d->name, sizeof d->name, "domain_%d", i);
    d->arrivals = dice_between(dice, 1, 6);
    d->reserved_share = dice_between(dice, .05, 1);
    d->preparation = dice_between(dice, .5, 10);
    d->urgency = dice_between(dice, 4, 24);
    d->internal_share = dice_between(dice, 0, .9);
    d->excludability = dice_between(dice, .2, .9);
    d->threat_shift = dice_chance(dice, .5) ? dice_between(dice, 0, .3) : 0;
    d->values_shift = dice_chance(dice, .5) ? dice_between(dice, 0, .3) : 0;
    d->leader_bonus = dice_chance(dice, .5) ? .01 : 0;
    d->government_group = dice_below(dice, 8);
    d->defence = i == 0;
    d->complementary = dice_chance(dice, .2);
    d->pooling_effect = dice_chance(dice, .3) ? .3 : 0;
    d->gas_effect = dice_chance(dice, .3) ? .3 : 0;
    d->trust_effect = dice_chance(dice, .3) ? .01 : 0;
    d->lag_effect = dice_chance(dice, .3) ? .5 : 0;
    d->salience_base = dice_between(dice, .2, .7);
    d->salience_threat = dice_between(dice, 0, .5);
    d->salience_near_war = dice_between(dice, 0, .3);
    d->salience_south = dice_between(dice, 0, .3);
    for (int c = 0; c < 9; c++) *weight[c] = dice_chance(dice, .5) ? dice_between(dice, -.8, .8) : 0;
}

void world_domains(struct ent_inputs *in, struct dice *dice, int32_t n)
{
    in->n_domains = n;
    for (int d = 0; d < n; d++) domain_random(&in->domain[d], dice, d);
}

void world_shocks(struct ent_inputs *in, struct dice *dice)
{
    const uint32_t domains = (1u << in->n_domains) - 1;
    in->n_shocks = in->n_scripted = 0;
    struct ent_shock *crisis = shock_add(in, "crisis", ENT_LAW_CONSTANT);
    crisis->hazard = .3;
    crisis->branching = dice_between(dice, 0, .5);
    crisis->duration_months = 6;
    crisis->trust_loss_low = .03;
    crisis->trust_loss_high = .08;
    crisis->capital_loss = .05;
    crisis->erosion_pressure = 1;
    crisis->while_leading = 0;
    crisis->issue_domains = (uint32_t)dice_word(dice) & domains;
    struct ent_shock *attack = shock_add(in, "attack", ENT_LAW_DETERRED);
    attack->hazard = dice_between(dice, .02, .2);
    attack->branching = .3;
    attack->severity = .7;
    attack->capability_loss = .2;
    attack->trust_loss_high = .02;
    attack->issue_domains = (uint32_t)dice_word(dice) & domains;
    attack->issue_stake = 2;
    attack->issue_urgency = .5;
    shock_add(in, "erosion", ENT_LAW_EROSION)->hazard = dice_between(dice, .01, .06);
    struct ent_shock *withdrawal = shock_add(in, "withdrawal", ENT_LAW_COMMITMENT);
    withdrawal->probability = dice_between(dice, .1, .8);
    withdrawal->hazard = .02;
    struct ent_shock *leaving = shock_add(in, "leaving", ENT_LAW_CONSTANT);
    leaving->hazard = .1;
    leaving->member_exit = 1;
    in->scripted[in->n_scripted++] = (struct ent_scripted){1, 5, dice_below(dice, in->n_states)};
    in->scripted[in->n_scripted++] = (struct ent_scripted){2, 9, dice_below(dice, in->n_states)};
    in->scripted[in->n_scripted++] = (struct ent_scripted){0, 11, -1};
    if (dice_chance(dice, .5)) in->scripted[in->n_scripted++] = (struct ent_scripted){3, 17, -1};
}

void world_random(struct ent_inputs *in, struct dice *dice, int32_t n_months)
{
    world_defaults(in, n_months);
    world_states(in, dice, dice_int(dice, 3, dice_chance(dice, .2) ? 64 : 24));
    world_domains(in, dice, dice_int(dice, 1, 8));
    world_shocks(in, dice);
}

#define SET_WILD_REAL(name, low, high) to->name = dice_between(dice, low, high);
#define SET_WILD_INT(name, low, high) to->name = dice_int(dice, low, high);
#define SET_WILD_FLAG(name, low, high) to->name = dice_int(dice, low, high);
#define SET_WILD(type, name, fallback, low, high, unit, source, doc) SET_WILD_##type(name, low, high)
#define GROUP_WILD(group, TABLE)                                     \
    {                                                                \
        struct ent_##group##_parameters *to = &in->parameters.group; \
        TABLE(SET_WILD)                                              \
    }

void world_wild_parameters(struct ent_inputs *in, struct dice *dice)
{
    ENT_PARAMETER_GROUPS(GROUP_WILD)
}

void world_wild_institutions(struct ent_inputs *in, struct dice *dice)
{
    for (int d = 0; d < in->n_domains; d++) {
        struct ent_domain *to = &in->domain[d];
        ENT_DOMAIN_TABLE(SET_WILD)
        to->arrivals = dice_between(dice, 0, 2);
    }
    for (int s = 0; s < in->n_shocks; s++) {
        struct ent_shock *to = &in->shock[s];
        ENT_SHOCK_TABLE(SET_WILD)
        to->hazard = dice_between(dice, 0, 1);
        to->trust_loss_high = dice_between(dice, to->trust_loss_low, 1);
    }
    for (int f = 0; f < in->n_forums; f++) {
        struct ent_forum *to = &in->forum[f];
        const int32_t in_force = to->in_force, ratifications = to->ratifications;
        ENT_FORUM_TABLE(SET_WILD)
        to->in_force = in_force;
        to->ratifications = ratifications;
        to->ratification_low = dice_between(dice, 0, 3);
        to->ratification_high = dice_between(dice, to->ratification_low, 4);
        to->entry_delay = dice_between(dice, 0, 3);
    }
}

/* ---- orders ---- */

static struct ent_rule *rule_set(struct ent_inputs *in, int r, const char *name, int32_t abstention)
{
    struct ent_rule *rule = &in->rule[r];
    memset(rule, 0, sizeof *rule);
    snprintf(rule->name, sizeof rule->name, "%s", name);
    rule->abstention = abstention;
    return rule;
}

static void rule_tally(struct ent_rule *rule, int32_t weight, int32_t num, int32_t den)
{
    rule->tally[rule->n_tallies++] = (struct ent_tally){weight, num, den};
}

static void order_clear(struct ent_inputs *in)
{
    memset(in->rule, 0, sizeof in->rule);
    memset(in->forum, 0, sizeof in->forum);
    memset(in->sequence, 0, sizeof in->sequence);
    memset(in->n_sequence, 0, sizeof in->n_sequence);
    in->n_rules = in->n_forums = 0;
}

static void order_rules(struct ent_inputs *in)
{
    rule_tally(rule_set(in, WORLD_UNANIMITY, "unanimity", ENT_ABSTENTION_ALLOWS), ENT_WEIGHT_MEMBERS, 1, 1);
    struct ent_rule *lisbon = rule_set(in, WORLD_LISBON, "lisbon", ENT_ABSTENTION_AGAINST);
    rule_tally(lisbon, ENT_WEIGHT_MEMBERS, 55, 100);
    rule_tally(lisbon, ENT_WEIGHT_POPULATION, 65, 100);
    lisbon->blocking_least = 4;
    struct ent_rule *capability = rule_set(in, WORLD_CAPABILITY, "capability", ENT_ABSTENTION_AGAINST);
    rule_tally(capability, ENT_WEIGHT_MEMBERS, 60, 100);
    rule_tally(capability, ENT_WEIGHT_CAPABILITY, 60, 100);
    rule_tally(rule_set(in, WORLD_TWO_THIRDS, "two_thirds", ENT_ABSTENTION_AGAINST), ENT_WEIGHT_MEMBERS, 2, 3);
    in->n_rules = WORLD_N_RULES;
}

/* Puts forum f at the end of the sequence of domain d. */
static void forum_decides(struct ent_inputs *in, int f, int d, int reserved, int ordinary)
{
    in->sequence[d][in->n_sequence[d]++] = f;
    in->forum[f].reserved_rule[d] = reserved;
    in->forum[f].ordinary_rule[d] = ordinary;
}

static void union_add(struct ent_inputs *in)
{
    const int f = in->n_forums;
    struct ent_forum *forum = forum_add(in, "union");
    for (int i = 0; i < in->n_states; i++) {
        if (in->state[i].eu) forum->founders |= UINT64_C(1) << i;
        if (in->state[i].candidate) forum->eligible |= UINT64_C(1) << i;
    }
    forum->eligible |= forum->founders;
    forum->in_force = 1;
    forum->floor = .4;
    forum->entry_rule = forum->suspension_rule = WORLD_UNANIMITY;
    forum->entry_delay = 3;
    forum->expulsion_months = 0;
    forum->secretariat = .8;
    forum->budget = .5;
    forum->pooled_command = .1;
    forum->monitoring = .5;
    forum->guarantee = .2;
    forum->capital = .8;
    forum->oversight = ENT_OVERSIGHT_PARLIAMENTARY;
    for (int d = 0; d < in->n_domains; d++) forum_decides(in, f, d, WORLD_UNANIMITY, WORLD_LISBON);
}

void world_order_union(struct ent_inputs *in)
{
    order_clear(in);
    order_rules(in);
    union_add(in);
}

void world_order_clusters(struct ent_inputs *in)
{
    static const char *const names[] = {"first", "second", "third"};
    order_clear(in);
    order_rules(in);
    const int n = in->n_domains < 3 ? in->n_domains : 3, least = in->n_states / 5 + 2;
    for (int f = 0; f < n; f++) {
        struct ent_forum *forum = forum_add(in, names[f]);
        forum->founders = forum->eligible = world_everyone(in->n_states);
        forum->floor = .6 - .15 * f;
        forum->ratifications = least;
        forum->entry_rule = forum->suspension_rule = WORLD_TWO_THIRDS;
        forum->pressure = 1;
        forum->secretariat = .5;
        forum->pooled_command = f == 0 ? .4 : 0;
        forum->guarantee = f == 0 ? .41 : 0;
        forum->monitoring = .4;
        forum->oversight = ENT_OVERSIGHT_SECRETARIAT;
        forum_decides(in, f, f, f == 0 ? WORLD_CAPABILITY : WORLD_TWO_THIRDS, WORLD_TWO_THIRDS);
    }
    union_add(in);
}

static void rules_random(struct ent_inputs *in, struct dice *dice)
{
    order_rules(in);
    in->n_rules = dice_int(dice, WORLD_N_RULES, ENT_MAX_RULES);
    for (int r = WORLD_N_RULES; r < in->n_rules; r++) {
        struct ent_rule *rule = rule_set(in, r, "any", dice_below(dice, 3));
        const int n = dice_int(dice, 1, ENT_MAX_TALLIES);
        for (int t = 0; t < n; t++) {
            const int32_t den = dice_int(dice, 1, 100);
            rule_tally(rule, dice_below(dice, ENT_N_WEIGHTS), dice_int(dice, 1, den), den);
        }
        rule->blocking_least = dice_chance(dice, .3) ? dice_int(dice, 1, 6) : 0;
    }
}

static void forum_random(struct ent_inputs *in, struct dice *dice)
{
    const uint64_t everyone = world_everyone(in->n_states);
    struct ent_forum *forum = forum_add(in, "forum");
    forum->in_force = dice_chance(dice, .5);
    forum->founders = dice_chance(dice, .2) ? everyone : dice_set(dice, everyone, dice_unit(dice));
    forum->founders |= UINT64_C(1) << dice_below(dice, in->n_states);
    forum->eligible = forum->founders | dice_set(dice, everyone, dice_unit(dice));
    forum->waived = dice_set(dice, everyone, .1);
    forum->oversight = dice_below(dice, 3);
    forum->entry_rule = dice_int(dice, -1, in->n_rules - 1);
    forum->suspension_rule = dice_int(dice, -1, in->n_rules - 1);
    forum->floor = dice_chance(dice, .3) ? 0 : dice_between(dice, .2, .7);
    forum->ratifications = dice_int(dice, 1, 1 + in->n_states / 3);
    forum->ratification_low = dice_between(dice, 0, 1);
    forum->ratification_high = dice_between(dice, 1, 2);
    forum->entry_delay = dice_between(dice, 0, 3);
    forum->pressure = dice_chance(dice, .5);
    forum->secretariat = dice_unit(dice);
    forum->budget = dice_unit(dice);
    forum->pooled_command = dice_unit(dice);
    forum->monitoring = dice_unit(dice);
    forum->guarantee = dice_chance(dice, .5) ? dice_unit(dice) : 0;
    forum->capital = dice_unit(dice);
    forum->crisis_exposure = dice_unit(dice);
    forum->suspension_months = dice_int(dice, 0, 12);
    forum->suspension_margin = dice_between(dice, 0, .1);
    forum->expulsion_months = dice_int(dice, 0, 12);
}

void world_order_random(struct ent_inputs *in, struct dice *dice)
{
    order_clear(in);
    rules_random(in, dice);
    const int n = dice_int(dice, 1, dice_chance(dice, .2) ? ENT_MAX_FORUMS : 5);
    int32_t turn[ENT_MAX_FORUMS];
    for (int f = 0; f < n; f++) {
        forum_random(in, dice);
        turn[f] = f;
    }
    for (int d = 0; d < in->n_domains; d++) {
        const int length = dice_int(dice, 1, n < 4 ? n : 4);
        dice_shuffle(dice, turn, n);
        for (int t = 0; t < length; t++) forum_decides(in, turn[t], d, dice_below(dice, in->n_rules), dice_below(dice, in->n_rules));
    }
}

/* ---- the same world in other words ---- */

void world_move_forums(struct ent_inputs *in, const int32_t *place)
{
    struct ent_forum old[ENT_MAX_FORUMS];
    memcpy(old, in->forum, sizeof old);
    for (int f = 0; f < in->n_forums; f++) in->forum[place[f]] = old[f];
    for (int d = 0; d < in->n_domains; d++)
        for (int t = 0; t < in->n_sequence[d]; t++) in->sequence[d][t] = place[in->sequence[d][t]];
}

static void rule_moves(int32_t *rule, const int32_t *place)
{
    if (*rule >= 0) *rule = place[*rule];
}

void world_move_rules(struct ent_inputs *in, const int32_t *place)
{
    struct ent_rule old[ENT_MAX_RULES];
    memcpy(old, in->rule, sizeof old);
    for (int r = 0; r < in->n_rules; r++) in->rule[place[r]] = old[r];
    for (int f = 0; f < in->n_forums; f++) {
        rule_moves(&in->forum[f].entry_rule, place);
        rule_moves(&in->forum[f].suspension_rule, place);
        for (int d = 0; d < in->n_domains; d++) {
            rule_moves(&in->forum[f].reserved_rule[d], place);
            rule_moves(&in->forum[f].ordinary_rule[d], place);
        }
    }
}

static uint64_t set_moved(uint64_t set, int n, const int32_t *place)
{
    uint64_t moved = 0;
    for (int i = 0; i < n; i++)
        if (set >> i & 1) moved |= UINT64_C(1) << place[i];
    return moved;
}

void world_move_states(struct ent_inputs *in, const int32_t *place)
{
    static struct ent_inputs old;
    memcpy(&old, in, sizeof old);
    const int n = in->n_states;
    for (int i = 0; i < n; i++) {
        in->state[place[i]] = old.state[i];
        for (int j = 0; j < n; j++) {
            in->distance_km[place[i]][place[j]] = old.distance_km[i][j];
            in->ideal_distance[place[i]][place[j]] = old.ideal_distance[i][j];
            in->minilateral[place[i]][place[j]] = old.minilateral[i][j];
        }
    }
    for (int f = 0; f < in->n_forums; f++) {
        in->forum[f].founders = set_moved(old.forum[f].founders, n, place);
        in->forum[f].eligible = set_moved(old.forum[f].eligible, n, place);
        in->forum[f].waived = set_moved(old.forum[f].waived, n, place);
    }
    for (int e = 0; e < in->n_scripted; e++)
        if (old.scripted[e].target >= 0) in->scripted[e].target = place[old.scripted[e].target];
}

/* Makes a forum that is in force already, but for whom nothing is left to do, or one that never will be. */
static void idle_forum(struct ent_inputs *in, int dead)
{
    const int f = in->n_forums;
    struct ent_forum *forum = forum_add(in, "idle");
    forum->oversight = in->forum[0].oversight;
    if (dead) {
        forum->in_force = 1;
        forum->founders = forum->eligible = 1;
        return;
    }
    forum->founders = forum->eligible = world_everyone(in->n_states);
    forum->ratifications = in->n_states + 1;
    for (int d = 0; d < in->n_domains; d++) {
        forum_decides(in, f, d, 0, 0);
        if (f % 2) continue; /* to the front of the sequence */
        memmove(&in->sequence[d][1], &in->sequence[d][0], (size_t)(in->n_sequence[d] - 1) * sizeof in->sequence[d][0]);
        in->sequence[d][0] = f;
    }
}

void world_add_idle_forums(struct ent_inputs *in, int32_t n_forums)
{
    while (in->n_forums < n_forums) idle_forum(in, in->n_forums % 3 == 0);
}

void world_rename(struct ent_inputs *in)
{
    for (int i = 0; i < in->n_states; i++) snprintf(in->state[i].name, sizeof in->state[i].name, "Land %d", 99 - i);
    for (int d = 0; d < in->n_domains; d++) snprintf(in->domain[d].name, sizeof in->domain[d].name, "field_%d", 9 - d);
    for (int f = 0; f < in->n_forums; f++) snprintf(in->forum[f].name, sizeof in->forum[f].name, "body_%d", 19 - f);
    for (int r = 0; r < in->n_rules; r++) snprintf(in->rule[r].name, sizeof in->rule[r].name, "norm_%d", 19 - r);
}
