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
