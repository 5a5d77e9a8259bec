/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M7 against closed forms: Poisson arrivals, the moments of stake, urgency, preparation and status quo, the calendar
 * and the spread of elections, and the compromise of a published case.
 */
#include "tests/reference/reference.h"

enum { N_MONTHS = 240 };

static void busy_agenda(void)
{
    plain_inputs(4);
    inputs.n_domains = 3;
    for (int d = 0; d < 3; d++) {
        inputs.domain[d] = inputs.domain[0];
        inputs.domain[d].arrivals = 1.5 * (d + 1);
        inputs.domain[d].urgency = 10;
        inputs.domain[d].reserved_share = 0.9;
        inputs.domain[d].internal_share = 0.2;
    }
    inputs.state[0].eu = inputs.state[1].eu = 1;
    prepare();
}

/* Lets issues arrive, and hands each to `see` before the agenda is cleared. */
static void issues_arrive(uint64_t seed, int runs, void (*see)(const struct ent_issue *, void *), void (*month)(const int *, void *),
                          void *memory)
{
    for (int run = 0; run < runs; run++) {
        begin(seed, (uint32_t)run);
        for (world.month = 0; world.month < N_MONTHS; world.month++) {
            int n[ENT_MAX_DOMAINS] = {0};
            agenda_arrivals(&constants, &world);
            for (; world.n_pending > 0; agenda_remove(&world, 0)) {
                const struct ent_issue *issue = &world.issue[world.pending[0]];
                n[issue->domain]++;
                if (see) see(issue, memory);
            }
            if (month) month(n, memory);
        }
    }
}

struct arrivals {
    struct sample of[3], squared[3], product;
};

static void count_arrivals(const int *n, void *memory)
{
    struct arrivals *a = memory;
    for (int d = 0; d < 3; d++) {
        sample_add(&a->of[d], n[d]);
        sample_add(&a->squared[d], (n[d] - 0.125 * (d + 1)) * (n[d] - 0.125 * (d + 1)));
    }
    sample_add(&a->product, (n[0] - 0.125) * (n[1] - 0.25));
}

static void issues_arrive_as_a_poisson_process(void **state)
{
    (void)state;
    struct arrivals a = {0};
    busy_agenda();
    issues_arrive(111, 400, NULL, count_arrivals, &a);
    for (int d = 0; d < 3; d++) {
        const double mean = 0.125 * (d + 1);
        assert_agrees(z_of_mean(&a.of[d], mean), "issues a month");
        assert_agrees(z_of_mean(&a.squared[d], mean), "their variance, the same");
        assert_rejected(z_of_mean(&a.of[d], mean * 1.1), "a tenth more");
        assert_rejected(z_of_mean(&a.squared[d], mean * (1 - mean)), "at most one a month");
    }
    assert_agrees(z_of_mean(&a.product, 0), "covariance of two domains");
}

struct issues {
    struct sample stake, stake2, urgency, urgency2, preparation, preparation2, distance;
    double n, high, reserved, internal, below, above_median;
};

static void look_at(const struct ent_issue *issue, void *memory)
{
    struct issues *s = memory;
    const double stake = (double)issue->stake, u = log((double)issue->urgency / 10) / 0.5, p = (double)issue->preparation;
    sample_add(&s->stake, stake);
    sample_add(&s->stake2, (stake - 1) * (stake - 1));
    sample_add(&s->urgency, u);
    sample_add(&s->urgency2, u * u);
    sample_add(&s->preparation, p);
    sample_add(&s->preparation2, (p - 1) * (p - 1));
    sample_add(&s->distance, fabs((double)issue->quo - 0.52));
    s->n++;
    s->high += issue->stake > constants.high_stake;
    s->above_median += issue->urgency > 10;
    s->reserved += issue->reserved;
    s->internal += issue->internal && issue->concerns == 3;
    s->below += (double)issue->quo < 0.52;
}

/* Stake Gamma(2, 1/2): mean 1, variance 1/2; log urgency normal about the domain's median with sd 1/2; preparation
 * Gamma(2) of mean 1; status quo at |N(.28, .12)| below the settled .52 in 85 of 100. */
static void issues_have_the_stated_moments(void **state)
{
    (void)state;
    struct issues s = {0};
    busy_agenda();
    issues_arrive(112, 300, look_at, NULL, &s);
    assert_agrees(z_of_mean(&s.stake, 1), "mean stake");
    assert_rejected(z_of_mean(&s.stake, 1.05), "mean stake 5 % higher");
    assert_agrees(z_of_mean(&s.stake2, 0.5), "variance of stake, Gamma of shape 2");
    assert_rejected(z_of_mean(&s.stake2, 1), "an exponential");
    assert_agrees(z_of_share(s.high, s.n, 0.25), "a quarter of stakes are high");
    assert_rejected(z_of_share(s.high, s.n, 0.22), "22 of 100 are high");
    assert_agrees(z_of_mean(&s.urgency, 0), "mean log urgency");
    assert_agrees(z_of_mean(&s.urgency2, 1), "its variance");
    assert_rejected(z_of_mean(&s.urgency2, 1.1), "its variance a tenth higher");
    assert_agrees(z_of_share(s.above_median, s.n, 0.5), "half are less urgent than the median");
    assert_rejected(z_of_share(s.above_median, s.n, 0.47), "47 of 100");
    assert_agrees(z_of_mean(&s.preparation, 1), "mean preparation");
    assert_agrees(z_of_mean(&s.preparation2, 0.5), "its variance");
    assert_rejected(z_of_mean(&s.preparation2, 0.6), "its variance a fifth higher");
    assert_agrees(z_of_share(s.reserved, s.n, 0.9), "share of the reserved legal basis");
    assert_rejected(z_of_share(s.reserved, s.n, 0.92), "2 points more");
    assert_agrees(z_of_share(s.internal, s.n, 0.2), "share that concerns the union alone");
    assert_rejected(z_of_share(s.internal, s.n, 0.22), "2 points more");
    assert_agrees(z_of_share(s.below, s.n, 0.85), "status quo below settled policy");
    assert_rejected(z_of_share(s.below, s.n, 0.87), "2 points more");
    /* E|N(.28, .12)| = .28 (2 Phi(.28/.12) - 1) + .12 sqrt(2/pi) exp(-(.28/.12)^2/2) */
    const double ratio = 0.28 / 0.12, folded = 0.28 * erf(ratio / sqrt(2)) + 0.12 * sqrt(2 / acos(-1)) * exp(-ratio * ratio / 2);
    assert_agrees(z_of_mean(&s.distance, folded), "distance of the status quo");
    assert_rejected(z_of_mean(&s.distance, folded * 1.03), "3 % further");
}

/* Month of the last election of each state, or -1; at an election all deviations move. */
static void elections_are_held_every_four_years(void **state)
{
    (void)state;
    enum { N = 64 };
    int late = 0;
    plain_inputs(N);
    prepare();
    begin(1, 0);
    int last[N], first[N], held = 0;
    for (int i = 0; i < N; i++) last[i] = first[i] = -1;
    for (world.month = 0; world.month < N_MONTHS; world.month++) {
        real before[ENT_P];
        memcpy(before, world.deviation[0], sizeof before);
        agenda_elections(&constants, &world);
        for (int i = 0; i < N; i++) {
            if (memcmp(&before[i], &world.deviation[0][i], sizeof *before) == 0) continue;
            if (last[i] >= 0) assert_int_equal(world.month - last[i], 48);
            if (first[i] < 0) first[i] = world.month;
            last[i] = world.month;
            held++;
        }
    }
    for (int i = 0; i < N; i++) {
        assert_in_range(first[i], 1, 48);
        late += first[i] > 24;
    }
    assert_in_range(held, 4 * N, 5 * N);
    assert_agrees(z_of_share(late, N, 0.5), "first elections in the second half of the term");
    assert_int_equal(constants.first_election[0], first[0]);
    begin(2, 7);
    assert_int_equal(constants.first_election[0], first[0]); /* the calendar is the same in every run */
}

/* f <- .4 f + .10 (.8 z + .6 z_g): in the long run of variance .01/(1 - .16), fields correlated by .64. */
static void governments_spread_as_stated(void **state)
{
    (void)state;
    enum { N = 64 };
    struct sample variance = {0}, across = {0};
    plain_inputs(N);
    inputs.n_domains = 3;
    inputs.domain[1] = inputs.domain[2] = inputs.domain[0];
    inputs.domain[1].government_group = 0;
    inputs.domain[2].government_group = 1;
    prepare();
    for (uint32_t run = 0; run < 200; run++) {
        begin(121, run);
        for (world.month = 0; world.month < 600; world.month++) agenda_elections(&constants, &world);
        for (int i = 0; i < N; i++) {
            const double f = (double)world.deviation[0][i], g = (double)world.deviation[2][i];
            assert_true(memcmp(&world.deviation[0][i], &world.deviation[1][i], sizeof(real)) == 0);
            sample_add(&variance, f * f);
            sample_add(&across, f * g);
        }
    }
    assert_agrees(z_of_mean(&variance, 0.01 / 0.84), "variance of government deviations");
    assert_rejected(z_of_mean(&variance, 0.01 * 1.1 / 0.84), "a tenth higher");
    assert_agrees(z_of_mean(&across, 0.64 * 0.01 / 0.84), "covariance of two policy fields");
    assert_rejected(z_of_mean(&across, 0.01 / 0.84), "one field only");
}

/* The date of car emission standards in the European Community: capability, position (years) and salience of the ten
 * members in B. Bueno de Mesquita (1994), Political forecasting, in Bueno de Mesquita and Stokman (eds), European
 * Community Decision Making, Yale; mean weighted by capability x salience. The proposal weighs by salience x root GDP. */
static void a_proposal_is_the_compromise_of_those_bound(void **state)
{
    (void)state;
    enum { N = 10 };
    static const double capability[N] = {8, 8, 3, 16, 16, 16, 16, 5, 5, 8}, position[N] = {4, 7, 4, 4, 10, 10, 10, 7, 4, 7};
    static const double salience[N] = {80, 40, 20, 80, 60, 60, 90, 10, 100, 70};
    plain_inputs(N + 1); /* an outsider, whose wish does not count */
    for (int i = 0; i < N; i++) inputs.state[i].gdp = capability[i] * capability[i];
    const int f = add_forum((UINT64_C(1) << N) - 1);
    prepare();
    begin(1, 0);
    real x[ENT_P] = {0};
    struct ent_issue *issue = &world.issue[0];
    issue->forum = f;
    for (int i = 0; i < N; i++) {
        x[i] = R(position[i]);
        world.salience[0][i] = R(salience[i]);
    }
    x[N] = 100;
    world.salience[0][N] = 100;
    bargaining_propose(&constants, &world, 0, x);
    assert_near(issue->text, 7.389956, 5e-6, "capability- and salience-weighted mean");
    for (int i = 0; i < N; i++) world.salience[0][i] = 1;
    bargaining_propose(&constants, &world, 0, x);
    assert_apart(issue->text, 7.389956, 0.05, "salience left out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(issues_arrive_as_a_poisson_process),          cmocka_unit_test(issues_have_the_stated_moments),
        cmocka_unit_test(elections_are_held_every_four_years),         cmocka_unit_test(governments_spread_as_stated),
        cmocka_unit_test(a_proposal_is_the_compromise_of_those_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
