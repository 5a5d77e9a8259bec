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
    leaving->departure = 1;
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
        if (to->external_leader) to->leader = 0;
        if (!to->external_leader && !to->leader) to->leader_proposes = 0;
    }
}

#include "tests/law/orders.c"
