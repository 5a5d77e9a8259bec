/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders for small random worlds, and the same order in other words; included at the end of worlds.c.
 */

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
    forum->candidates = forum->eligible & ~forum->founders;
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

/* Clauses beyond tallies: who can block, who may stand aside, what silence means. */
static void rule_clauses_random(struct ent_rule *rule, struct dice *dice)
{
    rule->blocking_least = dice_chance(dice, .3) ? dice_int(dice, 1, 6) : 0;
    if (dice_chance(dice, .2)) {
        rule->blocking_den = dice_int(dice, 1, 100);
        rule->blocking_num = dice_int(dice, 1, rule->blocking_den);
    }
    if (rule->abstention == ENT_ABSTENTION_ASIDE && dice_chance(dice, .7)) {
        rule->aside_den = dice_int(dice, 1, 10);
        rule->aside_num = dice_int(dice, 1, rule->aside_den);
    }
    rule->silence = dice_chance(dice, .15);
}

static void rules_random(struct ent_inputs *in, struct dice *dice)
{
    order_rules(in);
    in->n_rules = dice_int(dice, WORLD_N_RULES, ENT_MAX_RULES);
    for (int r = WORLD_N_RULES; r < in->n_rules; r++) {
        struct ent_rule *rule = rule_set(in, r, "any", dice_below(dice, 4));
        const int n = dice_int(dice, 1, ENT_MAX_TALLIES);
        for (int t = 0; t < n; t++) {
            const int32_t den = dice_int(dice, 1, 100);
            rule_tally(rule, dice_below(dice, ENT_N_WEIGHTS), dice_int(dice, 1, den), den);
        }
        rule_clauses_random(rule, dice);
    }
}

static int rule_random(const struct ent_inputs *in, struct dice *dice)
{
    return dice_below(dice, in->n_rules);
}

/* Who leads it, whose command it borrows, how long it lasts, and what it may do without a vote. */
static void forum_ways_random(struct ent_inputs *in, struct ent_forum *forum, struct dice *dice)
{
    const int leader = dice_below(dice, in->n_states);
    forum->external_leader = dice_chance(dice, .25);
    if (!forum->external_leader && dice_chance(dice, .3)) {
        forum->leader = UINT64_C(1) << leader;
        forum->eligible |= forum->leader;
    }
    forum->leader_proposes = (forum->external_leader || forum->leader) && dice_chance(dice, .6);
    forum->leader_position = dice_unit(dice);
    forum->ad_hoc = dice_chance(dice, .25);
    forum->lifetime_months = forum->ad_hoc && dice_chance(dice, .7) ? dice_int(dice, 1, 24) : 0;
    forum->packages = dice_chance(dice, .7);
    forum->statements = dice_chance(dice, .5);
    if (forum->suspension_rule < 0) return;
    forum->n_determinations = dice_below(dice, ENT_MAX_DETERMINATIONS + 1);
    for (int n = 0; n < forum->n_determinations; n++) forum->determination_rule[n] = rule_random(in, dice);
}

static void forum_random(struct ent_inputs *in, struct dice *dice)
{
    const uint64_t everyone = world_everyone(in->n_states);
    struct ent_forum *forum = forum_add(in, "forum");
    forum->in_force = dice_chance(dice, .5);
    forum->founders = dice_chance(dice, .2) ? everyone : dice_set(dice, everyone, dice_unit(dice));
    forum->founders |= UINT64_C(1) << dice_below(dice, in->n_states);
    forum->eligible = forum->founders | dice_set(dice, everyone, dice_unit(dice));
    forum->candidates = dice_set(dice, forum->eligible, .5);
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
    forum_ways_random(in, forum, dice);
}

static uint32_t forum_scope(const struct ent_inputs *in, int f)
{
    uint32_t scope = 0;
    for (int d = 0; d < in->n_domains; d++)
        for (int t = 0; t < in->n_sequence[d]; t++)
            if (in->sequence[d][t] == f) scope |= 1u << d;
    return scope;
}

/* Reforms of its rules, and groups that may go ahead, within what forum f decides; whose command it may use. */
static void procedures_random(struct ent_inputs *in, int f, struct dice *dice)
{
    struct ent_forum *forum = &in->forum[f];
    const uint32_t scope = forum_scope(in, f);
    forum->command_of = (uint32_t)dice_set(dice, (UINT64_C(1) << in->n_forums) - 1, .2) & ~(1u << f);
    if (dice_chance(dice, .4)) {
        forum->reform_domains = (uint32_t)dice_word(dice) & scope;
        forum->reform_rule = rule_random(in, dice);
        forum->reform_to = rule_random(in, dice);
        forum->reform_rate = dice_between(dice, 0, 2);
        forum->reform_failure = dice_chance(dice, .5) ? dice_between(dice, 0, .3) : 0;
    }
    forum->n_cooperations = dice_chance(dice, .5) ? dice_int(dice, 1, ENT_MAX_COOPERATIONS) : 0;
    for (int c = 0; c < forum->n_cooperations; c++) {
        struct ent_cooperation *group = &forum->cooperation[c];
        snprintf(group->name, sizeof group->name, "group_%d", c);
        group->domains = (uint32_t)dice_word(dice) & scope;
        group->authorisation = dice_int(dice, -1, in->n_rules - 1);
        group->reserved_rule = rule_random(in, dice);
        group->ordinary_rule = rule_random(in, dice);
        group->least = dice_int(dice, 2, 2 + in->n_states / 2);
        group->last_resort = dice_unit(dice);
    }
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
        for (int t = 0; t < length; t++) forum_decides(in, turn[t], d, rule_random(in, dice), rule_random(in, dice));
    }
    for (int f = 0; f < n; f++) procedures_random(in, f, dice);
}

/* ---- an order with everything that institutions can have ---- */

static struct ent_cooperation *cooperation_add(struct ent_inputs *in, int f, const char *name, int authorisation)
{
    struct ent_forum *forum = &in->forum[f];
    struct ent_cooperation *to = &forum->cooperation[forum->n_cooperations++];
    memset(to, 0, sizeof *to);
    ENT_COOPERATION_TABLE(SET_DEFAULT)
    snprintf(to->name, sizeof to->name, "%s", name);
    to->domains = forum_scope(in, f);
    to->authorisation = authorisation;
    to->reserved_rule = WORLD_UNANIMITY;
    to->ordinary_rule = WORLD_LISBON;
    to->least = 3;
    to->last_resort = .6;
    return to;
}

void world_equip(struct ent_inputs *in, int f)
{
    struct ent_forum *forum = &in->forum[f];
    forum->statements = 1;
    forum->reform_domains = forum_scope(in, f) & 0x55u;
    forum->reform_rule = WORLD_UNANIMITY;
    forum->reform_to = WORLD_LISBON;
    forum->reform_rate = .5;
    forum->reform_failure = .02;
    forum->n_determinations = 2;
    forum->determination_rule[0] = WORLD_TWO_THIRDS;
    forum->determination_rule[1] = WORLD_LISBON;
    forum->n_cooperations = 0;
    cooperation_add(in, f, "enhanced", WORLD_LISBON);
    cooperation_add(in, f, "structured", -1)->domains = 1;
}

/* Names as leader the member whom nature gave the largest economy. */
static uint64_t largest_member(const struct ent_inputs *in, uint64_t members)
{
    int largest = -1;
    for (int i = 0; i < in->n_states; i++)
        if ((members >> i & 1) && (largest < 0 || in->state[i].gdp > in->state[largest].gdp)) largest = i;
    return largest < 0 ? 0 : UINT64_C(1) << largest;
}

void world_order_patchwork(struct ent_inputs *in)
{
    order_clear(in);
    order_rules(in);
    rule_set(in, in->n_rules, "consensus", ENT_ABSTENTION_ALLOWS)->silence = 1;
    rule_tally(&in->rule[in->n_rules++], ENT_WEIGHT_MEMBERS, 1, 1);
    struct ent_forum *alliance = forum_add(in, "alliance");
    for (int i = 0; i < in->n_states; i++)
        if (in->state[i].pact || in->state[i].eu) alliance->founders |= UINT64_C(1) << i;
    alliance->eligible = world_everyone(in->n_states);
    alliance->in_force = alliance->external_leader = alliance->leader_proposes = 1;
    alliance->pooled_command = .8;
    alliance->guarantee = .41;
    alliance->capital = .8;
    alliance->entry_rule = WORLD_UNANIMITY;
    forum_decides(in, 0, 0, WORLD_N_RULES, WORLD_N_RULES);
    struct ent_forum *willing = forum_add(in, "willing");
    willing->ad_hoc = willing->pressure = willing->leader_proposes = 1;
    willing->founders = willing->eligible = world_everyone(in->n_states);
    willing->leader = largest_member(in, willing->eligible);
    willing->lifetime_months = 12;
    willing->command_of = 1;
    for (int d = 0; d < in->n_domains && d < 2; d++) forum_decides(in, 1, d, WORLD_TWO_THIRDS, WORLD_TWO_THIRDS);
    union_add(in);
    world_equip(in, 2);
    in->forum[2].command_of = 1;
}

/* ---- the same world in other words ---- */

void world_move_forums(struct ent_inputs *in, const int32_t *place)
{
    struct ent_forum old[ENT_MAX_FORUMS];
    memcpy(old, in->forum, sizeof old);
    for (int f = 0; f < in->n_forums; f++) {
        struct ent_forum *to = &in->forum[place[f]];
        *to = old[f];
        to->command_of = 0;
        for (int g = 0; g < in->n_forums; g++)
            if (old[f].command_of >> g & 1) to->command_of |= 1u << place[g];
    }
    for (int d = 0; d < in->n_domains; d++)
        for (int t = 0; t < in->n_sequence[d]; t++) in->sequence[d][t] = place[in->sequence[d][t]];
}

static void rule_moves(int32_t *rule, const int32_t *place)
{
    if (*rule >= 0) *rule = place[*rule];
}

/* The rules that forum names, in other words. */
static void forum_rules_move(struct ent_forum *forum, int n_domains, const int32_t *place)
{
    rule_moves(&forum->entry_rule, place);
    rule_moves(&forum->suspension_rule, place);
    for (int n = 0; n < forum->n_determinations; n++) rule_moves(&forum->determination_rule[n], place);
    rule_moves(&forum->reform_rule, place);
    rule_moves(&forum->reform_to, place);
    for (int c = 0; c < forum->n_cooperations; c++) {
        rule_moves(&forum->cooperation[c].authorisation, place);
        rule_moves(&forum->cooperation[c].reserved_rule, place);
        rule_moves(&forum->cooperation[c].ordinary_rule, place);
    }
    for (int d = 0; d < n_domains; d++) {
        rule_moves(&forum->reserved_rule[d], place);
        rule_moves(&forum->ordinary_rule[d], place);
    }
}

void world_move_rules(struct ent_inputs *in, const int32_t *place)
{
    struct ent_rule old[ENT_MAX_RULES];
    memcpy(old, in->rule, sizeof old);
    for (int r = 0; r < in->n_rules; r++) in->rule[place[r]] = old[r];
    for (int f = 0; f < in->n_forums; f++) forum_rules_move(&in->forum[f], in->n_domains, place);
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
        in->forum[f].candidates = set_moved(old.forum[f].candidates, n, place);
        in->forum[f].waived = set_moved(old.forum[f].waived, n, place);
        in->forum[f].leader = set_moved(old.forum[f].leader, n, place);
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
    for (int f = 0; f < in->n_forums; f++)
        for (int c = 0; c < in->forum[f].n_cooperations; c++)
            snprintf(in->forum[f].cooperation[c].name, sizeof in->forum[f].cooperation[c].name, "club_%d", 9 - c);
    for (int r = 0; r < in->n_rules; r++) snprintf(in->rule[r].name, sizeof in->rule[r].name, "norm_%d", 19 - r);
}
