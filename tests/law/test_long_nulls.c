/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 6, the accusation that clusters win by arithmetic: fewer members and an easier rule pass more texts, whoever the members
 * are. So what an order of clusters gains over the union, on the real states and in paired runs, is taken apart:
 *
 *   rule   the union decides by the clusters' rules
 *   body   the union's members do so in new bodies before the union: no practice, a fallback
 *   n      instead of them as many states as the clusters have, at random
 *   gate   instead of those the states that join the clusters
 *   time   treaties are negotiated and ratified, states enter, leave, and are suspended
 *
 * in readings a (nobody decided), b (not covered) and c (not covered, without spillover) of deadlock; what b adds to a is
 * the coverage that is lost. Bodies whose members are set here exist from the start and keep them.
 *
 * Nulls: a gate at random; one of as much weight (root GDP) as the real one; gates by a trait that does not matter, place in
 * the alphabet; what states want shuffled among them. In reading a the real gate beats none of them: what clusters gain there
 * is rule and number. In b and c it beats those that let in less weight, for weight is what is covered; one of equal weight by
 * less than that; and never shuffled positions: its members are not more of one mind. A twin shows that a gate could matter:
 * where clusters need unanimity, a gate by position leaves a gate at random far behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/law/shipped.h"
#include "tests/law/worlds.c"

enum { N_RUNS = 256, N_SETS = 12, N_SHUFFLES = 8, N_READINGS = 3, JOINED = 60 /* months after which membership is judged */ };

static const int readings[N_READINGS] = {ENT_METRIC_deadlock_risk_nobody, ENT_METRIC_deadlock_risk, ENT_METRIC_deadlock_risk_covered};

static struct ent_inputs shipped[SHIPPED_N];

/* ---- who joins ---- */

/* The forums of the order that are still to be founded by treaty. */
static int is_cluster(const struct ent_forum *forum)
{
    return !forum->in_force && !forum->ad_hoc;
}

/* Who belongs to each forum in month JOINED in most runs. */
static void usual_members(const struct ent_inputs *in, uint64_t *members)
{
    enum { RUNS = 96 };
    static struct ent_run_result result;
    static int32_t count[ENT_MAX_FORUMS][ENT_MAX_STATES];
    const struct ent_kernel *kernel;
    struct ent_error error;
    assert_int_equal(ent_dispatch(&kernel, &error), ENT_OK);
    void *constants = ensemble_room(kernel->constants_size), *world = ensemble_room(kernel->world_size);
    memset(count, 0, sizeof count);
    kernel->prepare(in, constants);
    for (uint32_t run = 0; run < RUNS; run++) {
        kernel->run(constants, world, SHIPPED_SEED, run, &result);
        for (int f = 0; f < in->n_forums; f++)
            for (int i = 0; i < in->n_states; i++) count[f][i] += (int)(result.members[f][JOINED] >> i & 1);
    }
    for (int f = 0; f < in->n_forums; f++) {
        members[f] = 0;
        for (int i = 0; i < in->n_states; i++)
            if (2 * count[f][i] > RUNS) members[f] |= UINT64_C(1) << i;
    }
    free(constants);
    free(world);
}

static int size_of(uint64_t set)
{
    int n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

/* The first n states of a list. */
static uint64_t first_of(const int32_t *list, int n)
{
    uint64_t set = 0;
    for (int i = 0; i < n; i++) set |= UINT64_C(1) << list[i];
    return set;
}

/* ---- worlds between the union and the clusters ---- */

/* Clusters that nobody founds and that decide nothing; the union decides by its own rules or by theirs. */
static void union_alone(struct ent_inputs *in, const struct ent_inputs *order, int by_their_rules)
{
    memcpy(in, order, sizeof *in);
    for (int d = 0; d < in->n_domains; d++) {
        const int first = in->sequence[d][0], last = in->sequence[d][in->n_sequence[d] - 1];
        in->sequence[d][0] = last;
        in->n_sequence[d] = 1;
        if (first == last || !by_their_rules) continue;
        in->forum[last].reserved_rule[d] = order->forum[first].reserved_rule[d];
        in->forum[last].ordinary_rule[d] = order->forum[first].ordinary_rule[d];
    }
    for (int f = 0; f < in->n_forums; f++)
        if (is_cluster(&in->forum[f])) in->forum[f].ratifications = 64;
}

/* Clusters that exist from the start, with these members, and keep them. */
static void clusters_of(struct ent_inputs *in, const struct ent_inputs *order, const uint64_t *members)
{
    memcpy(in, order, sizeof *in);
    in->parameters.membership.exit_rate = 0;
    for (int f = 0; f < in->n_forums; f++) {
        struct ent_forum *forum = &in->forum[f];
        if (!is_cluster(&order->forum[f])) continue;
        forum->in_force = 1;
        forum->founders = forum->eligible = members[f];
        forum->floor = 0;
        forum->pressure = 0;
    }
}

/* What states want, moved among them; what they are stays. */
static void shuffle_positions(struct ent_inputs *in, const int32_t *place)
{
    static struct ent_state old[ENT_MAX_STATES];
    memcpy(old, in->state, sizeof old);
    for (int i = 0; i < in->n_states; i++) {
        struct ent_state *to = &in->state[place[i]];
        to->eu_position = old[i].eu_position;
        to->eu_russia = old[i].eu_russia;
        to->galtan = old[i].galtan;
        to->ideal_point = old[i].ideal_point;
        to->renewables = old[i].renewables;
        to->gas = old[i].gas;
    }
}

/* ---- measuring ---- */

/* Paired differences in each reading: over runs of one world, or of the mean over several worlds, whose own spread is added. */
struct effect {
    struct moments runs[N_READINGS], worlds[N_READINGS];
};

static double effect_mean(const struct effect *effect, int r)
{
    return effect->runs[r].mean;
}

/* Half-width of the 95 % interval. */
static double effect_half(const struct effect *effect, int r)
{
    const double between = effect->worlds[r].n > 1 ? moments_error(&effect->worlds[r]) : 0;
    return 1.96 * hypot(moments_error(&effect->runs[r]), between);
}

/* Means over several worlds, run by run. */
struct pile {
    int n;
    double sum[N_RUNS][N_READINGS];
    struct moments worlds[N_READINGS];
};

static void pile_add(struct pile *pile, const struct ensemble *base, const struct ensemble *found)
{
    pile->n++;
    for (int r = 0; r < N_READINGS; r++) {
        for (int i = 0; i < N_RUNS; i++) pile->sum[i][r] += (double)found->metric[i][readings[r]] - (double)base->metric[i][readings[r]];
        moments_add(&pile->worlds[r], ensemble_difference(base, found, readings[r]).mean);
    }
}

static struct effect pile_effect(const struct pile *pile)
{
    struct effect effect;
    memset(&effect, 0, sizeof effect);
    for (int r = 0; r < N_READINGS; r++) {
        for (int i = 0; i < N_RUNS; i++) moments_add(&effect.runs[r], pile->sum[i][r] / pile->n);
        effect.worlds[r] = pile->worlds[r];
    }
    return effect;
}

/* found - base of one world. */
static struct effect effect_of(const struct ensemble *base, const struct ensemble *found)
{
    static struct pile pile;
    memset(&pile, 0, sizeof pile);
    pile_add(&pile, base, found);
    return pile_effect(&pile);
}

static void effect_print(const char *called, const struct effect *effect)
{
    printf("  %-34s", called);
    for (int r = 0; r < N_READINGS; r++) printf("  %+.4f +-%.4f", effect_mean(effect, r), effect_half(effect, r));
    printf("\n");
}

/* One order of clusters under examination. */
struct case_of {
    const struct ent_inputs *order;
    uint64_t members[ENT_MAX_FORUMS]; /* who usually joins */
    struct ensemble alone, ruled, bodies, gated, real;
};

static void run(const struct ent_inputs *in, struct ensemble *ensemble)
{
    assert_int_equal(ensemble_run(in, 0, N_RUNS, ensemble), 0);
}

/* Clusters whose members are the first of the list. */
static void run_lists(const struct case_of *of, const int32_t *list, struct ensemble *found)
{
    static struct ent_inputs in;
    uint64_t members[ENT_MAX_FORUMS];
    for (int f = 0; f < of->order->n_forums; f++) members[f] = first_of(list, size_of(of->members[f]));
    clusters_of(&in, of->order, members);
    run(&in, found);
}

static double weight_of(const struct ent_inputs *in, uint64_t set)
{
    double sum = 0;
    for (int i = 0; i < in->n_states; i++)
        if (set >> i & 1) sum += sqrt(in->state[i].gdp);
    return sum;
}

/* 1 if every cluster has, within a tolerance, the weight of those who join it in truth. */
static int weighs_the_same(const struct case_of *of, const int32_t *list, double tolerance)
{
    for (int f = 0; f < of->order->n_forums; f++) {
        const double real = weight_of(of->order, of->members[f]);
        if (fabs(weight_of(of->order, first_of(list, size_of(of->members[f]))) - real) > tolerance * real) return 0;
    }
    return 1;
}

/* Clusters of as many states at random, of equal weight if so wished: against the bodies of the union's members, and what the
 * real gate adds to them. */
static void random_gates(const struct case_of *of, int equal_weight, struct effect *by_n, struct effect *by_gate)
{
    static struct ensemble found;
    static struct pile n, gate;
    struct dice dice = {6};
    int32_t list[ENT_MAX_STATES];
    double widest = 0;
    memset(&n, 0, sizeof n);
    memset(&gate, 0, sizeof gate);
    for (int i = 0; i < of->order->n_states; i++) list[i] = i;
    for (int s = 0; s < N_SETS; s++) {
        double tolerance = .05; /* widened where hardly any list weighs the same in all clusters */
        do {
            dice_shuffle(&dice, list, of->order->n_states);
            tolerance += 2e-6;
        } while (equal_weight && !weighs_the_same(of, list, tolerance));
        if (tolerance > widest) widest = tolerance;
        run_lists(of, list, &found);
        pile_add(&n, &of->bodies, &found);
        pile_add(&gate, &found, &of->gated);
    }
    if (equal_weight) print_message("equal weight: within %.0f %%\n", 100 * widest);
    *by_n = pile_effect(&n);
    *by_gate = pile_effect(&gate);
}

/* What the real gate adds to gates by place in the alphabet: the first, the last, those between. */
static struct effect alphabetic_gates(const struct case_of *of)
{
    static struct ensemble found;
    static struct pile gate;
    const int n = of->order->n_states;
    int32_t list[ENT_MAX_STATES];
    memset(&gate, 0, sizeof gate);
    for (int start = 0; start < n; start += n / 5) {
        for (int i = 0; i < n; i++) list[i] = (start + i) % n;
        run_lists(of, list, &found);
        pile_add(&gate, &found, &of->gated);
    }
    return pile_effect(&gate);
}

/* What the gate gains over the union with what states want shuffled among them. */
static struct effect shuffled_positions(const struct case_of *of)
{
    static struct ent_inputs in;
    static struct ensemble alone, gated;
    static struct pile pile;
    struct dice dice = {66};
    int32_t place[ENT_MAX_STATES];
    memset(&pile, 0, sizeof pile);
    for (int i = 0; i < of->order->n_states; i++) place[i] = i;
    for (int s = 0; s < N_SHUFFLES; s++) {
        dice_shuffle(&dice, place, of->order->n_states);
        union_alone(&in, of->order, 0);
        shuffle_positions(&in, place);
        run(&in, &alone);
        clusters_of(&in, of->order, of->members);
        shuffle_positions(&in, place);
        run(&in, &gated);
        pile_add(&pile, &alone, &gated);
    }
    return pile_effect(&pile);
}

/* States from those who accommodate the rival least to those who do most; states whose governments are unknown come last. */
static void list_by_position(const struct ent_inputs *in, int32_t *list)
{
    for (int i = 0; i < in->n_states; i++) {
        const double x = in->state[i].eu_russia == in->state[i].eu_russia ? in->state[i].eu_russia : 99;
        int at = i;
        for (; at > 0; at--) {
            const double before = in->state[list[at - 1]].eu_russia;
            if (before == before && before <= x) break;
            list[at] = list[at - 1];
        }
        list[at] = i;
    }
}

/* Twin: small clusters that need unanimity and have no union to fall back on, gated by position, and at random. */
static struct effect gate_by_position(const struct case_of *of)
{
    static struct ent_inputs order;
    static struct case_of twin;
    static struct ensemble found;
    static struct pile gate;
    struct dice dice = {666};
    int32_t list[ENT_MAX_STATES];
    memset(&gate, 0, sizeof gate);
    memcpy(&order, of->order, sizeof order);
    twin.order = &order;
    for (int f = 0; f < order.n_forums; f++) twin.members[f] = first_of((const int32_t[]){0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10);
    for (int d = 0; d < order.n_domains; d++) {
        if (order.n_sequence[d] < 2) continue;
        struct ent_forum *forum = &order.forum[order.sequence[d][0]];
        forum->reserved_rule[d] = forum->ordinary_rule[d] = order.forum[order.sequence[d][1]].reserved_rule[d];
        order.n_sequence[d] = 1;
    }
    list_by_position(&order, list);
    run_lists(&twin, list, &twin.gated);
    for (int s = 0; s < N_SETS / 2; s++) {
        dice_shuffle(&dice, list, order.n_states);
        run_lists(&twin, list, &found);
        pile_add(&gate, &found, &twin.gated);
    }
    return pile_effect(&gate);
}

static void prepare(struct case_of *of, const struct ent_inputs *order)
{
    static struct ent_inputs in;
    uint64_t everywhere[ENT_MAX_FORUMS];
    of->order = order;
    usual_members(order, of->members);
    for (int f = 0; f < order->n_forums; f++) everywhere[f] = 0;
    for (int i = 0; i < order->n_states; i++)
        for (int f = 0; f < order->n_forums && order->state[i].eu; f++) everywhere[f] |= UINT64_C(1) << i;
    run(order, &of->real);
    union_alone(&in, order, 0);
    run(&in, &of->alone);
    union_alone(&in, order, 1);
    run(&in, &of->ruled);
    clusters_of(&in, order, everywhere);
    run(&in, &of->bodies);
    clusters_of(&in, order, of->members);
    run(&in, &of->gated);
}

/* ---- the law ---- */

static const double LITTLE = .01; /* deadlock by which a gate may beat a null and still count as no better */

static struct case_of of;

/* The order without its clusters is the order of the union alone, bit for bit. */
static void without_clusters_it_is_the_union(const struct ensemble *alone)
{
    static struct ensemble shipped_union;
    run(&shipped[SHIPPED_EU_ONLY], &shipped_union);
    assert_memory_equal(alone->metric, shipped_union.metric, sizeof alone->metric[0] * N_RUNS);
}

/* The parts of the clusters' gain. */
struct parts {
    struct effect rule, body, n, gate, time, total;
};

static void parts_print(const struct parts *parts)
{
    printf("  change of deadlock                  a nobody          b not covered     c without spillover\n");
    effect_print("rule", &parts->rule);
    effect_print("body", &parts->body);
    effect_print("n (a random gate)", &parts->n);
    effect_print("gate (beyond a random one)", &parts->gate);
    effect_print("time (ratification, entry, exit)", &parts->time);
    effect_print("total, clusters less union", &parts->total);
    printf("  coverage (b less a): %+.4f of the total, %+.4f of n, %+.4f of the gate\n",
           effect_mean(&parts->total, 1) - effect_mean(&parts->total, 0), effect_mean(&parts->n, 1) - effect_mean(&parts->n, 0),
           effect_mean(&parts->gate, 1) - effect_mean(&parts->gate, 0));
}

static void parts_add_up(const struct parts *parts)
{
    const struct effect *const all[] = {&parts->rule, &parts->body, &parts->n, &parts->gate, &parts->time};
    for (int r = 0; r < N_READINGS; r++) {
        double sum = 0;
        for (int p = 0; p < 5; p++) sum += effect_mean(all[p], r);
        assert_float_equal(sum, effect_mean(&parts->total, r), 1e-6);
    }
}

/* Not lower by more than `little`: the lower end of the interval. */
static int beats(const struct effect *effect, int r, double little)
{
    return effect_mean(effect, r) + effect_half(effect, r) < -little;
}

static void examine(int order)
{
    struct parts parts;
    struct effect n_weight, weight;
    prepare(&of, &shipped[order]);
    printf("%s: members in month %d:", shipped_name[order], JOINED);
    for (int f = 0; f < of.order->n_forums; f++)
        if (is_cluster(&of.order->forum[f])) printf(" %s %d", of.order->forum[f].name, size_of(of.members[f]));
    printf("\n");
    without_clusters_it_is_the_union(&of.alone);
    parts.total = effect_of(&of.alone, &of.real);
    parts.rule = effect_of(&of.alone, &of.ruled);
    parts.body = effect_of(&of.ruled, &of.bodies);
    parts.time = effect_of(&of.gated, &of.real);
    random_gates(&of, 0, &parts.n, &parts.gate);
    parts_print(&parts);
    parts_add_up(&parts);
    random_gates(&of, 1, &n_weight, &weight);
    const struct effect gated = effect_of(&of.alone, &of.gated), alphabet = alphabetic_gates(&of), shuffled = shuffled_positions(&of);
    effect_print("the gate less one of equal weight", &weight);
    effect_print("the gate less one by the alphabet", &alphabet);
    effect_print("the gate from the start", &gated);
    effect_print("the same, positions shuffled", &shuffled);
    const struct effect *const nulls[] = {&parts.gate, &weight, &alphabet};
    for (int null = 0; null < 3; null++) assert_false(beats(nulls[null], 0, LITTLE));
    for (int r = 0; r < N_READINGS; r++) {
        if (r > 0) assert_true(fabs(effect_mean(&weight, r)) < fabs(effect_mean(&parts.gate, r)));
        const double apart = effect_mean(&gated, r) - effect_mean(&shuffled, r);
        assert_true(apart + hypot(effect_half(&gated, r), effect_half(&shuffled, r)) > -LITTLE);
    }
}

static void clusters_do_not_win_by_arithmetic(void **state)
{
    (void)state;
    assert_int_equal(shipped_load(shipped, SHIPPED_SCENARIO), 0);
    examine(SHIPPED_CLUSTERS_CORE);
    examine(SHIPPED_CLUSTERS);
}

static void a_gate_that_matters_is_seen(void **state)
{
    (void)state;
    const struct effect twin = gate_by_position(&of);
    effect_print("twin: unanimity, gate by position", &twin);
    assert_true(beats(&twin, 0, LITTLE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters_do_not_win_by_arithmetic),
        cmocka_unit_test(a_gate_that_matters_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
