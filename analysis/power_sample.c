/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Voting power from random coalitions, each member in with probability 1/2, and random orders of joining. Draw d is a pure
 * function of (seed, d). A coalition tells for each member whether its vote would decide; an order of joining tells who
 * makes it win, and, read from both ends, where the core of ideal points in that order lies.
 */
#include "analysis/power.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "model/random.h"
#include "model/rules.h"

/* Sums over draws. */
struct tally {
    int64_t n, winning;
    int64_t swings[ENT_POWER_MOST];        /* draws in which the vote of i decides */
    int64_t prevented[ENT_POWER_MOST];     /* of them, those in which it decides by being in favour */
    int64_t swings_by_all[ENT_POWER_MOST]; /* sum of (i decides) times how many decide */
    int64_t all, all_squared;              /* sums of how many decide, and of its square */
    int64_t pivots[ENT_POWER_MOST];
    int64_t core, core_squared;
};

static uint64_t random_set(const struct ent_stream *stream, int n)
{
    uint32_t word[4];

    ent_draw(stream, 0, 0, 0, 0, word);
    return ((uint64_t)word[0] << 32 | word[1]) >> (64 - n);
}

/* A permutation of 0..n-1 (Fisher & Yates). */
static void random_order(const struct ent_stream *stream, int n, int *order)
{
    for (int i = 0; i < n; i++) order[i] = i;
    for (int i = n - 1; i > 0; i--) {
        uint32_t word[4];

        ent_draw(stream, 1, 0, 0, (uint32_t)i, word);
        const int j = (int)ent_choose(word[0], (uint32_t)i + 1), other = order[i];
        order[i] = order[j];
        order[j] = other;
    }
}

static void add_coalition(const struct ent_power_rule *rule, uint64_t set, struct tally *tally)
{
    const int wins = ent_power_wins(rule, set);
    uint64_t decide = 0;

    for (int i = 0; i < rule->n; i++) {
        const uint64_t bit = UINT64_C(1) << i;

        /* More votes in favour never lose: nobody in a losing set decides by leaving, nor outside a winning one by joining. */
        if (((set & bit) != 0) == wins && ent_power_wins(rule, set ^ bit) != wins) decide |= bit;
    }
    const int n = ent_set_count(decide);
    tally->n++;
    tally->winning += wins;
    tally->all += n;
    tally->all_squared += (int64_t)n * n;
    for (uint64_t rest = decide; rest; rest &= rest - 1) {
        const int i = ent_set_first(rest);

        tally->swings[i]++;
        tally->swings_by_all[i] += n;
        tally->prevented[i] += wins;
    }
}

/* How many, taken from one end of the order, it takes to win; *last is the one who makes it win. */
static int joined_until_won(const struct ent_power_rule *rule, const int *order, int step, int *last)
{
    uint64_t set = 0;
    int k = 0;

    do {
        *last = *order;
        set |= UINT64_C(1) << *order;
        order += step;
        k++;
    } while (k < rule->n && !ent_power_wins(rule, set));
    return k;
}

static void add_order(const struct ent_power_rule *rule, const int *order, struct tally *tally)
{
    int pivot, other;
    const int below = joined_until_won(rule, order, 1, &pivot);
    const int above = joined_until_won(rule, order + rule->n - 1, -1, &other);
    const int64_t steps = below + above - rule->n - 1 > 0 ? below + above - rule->n - 1 : 0;

    tally->pivots[pivot]++;
    tally->core += steps;
    tally->core_squared += steps * steps;
}

/* The mean of n values with these sums, as a normal interval: n is large. */
static struct ent_estimate mean_of(double sum, double squares, double n, double scale, double z)
{
    const double mean = sum / n, sd = sqrt(fmax(squares / n - mean * mean, 0));
    const double half = z * sd / sqrt(n);

    return (struct ent_estimate){mean * scale, (mean - half) * scale, (mean + half) * scale, sd * scale, (int64_t)n, 0};
}

/* The share of i in all that decide: a ratio of two means, by linearisation (Cochran 1977, 6.3). */
static struct ent_estimate share_of_all(const struct tally *tally, int i, double z)
{
    const double n = (double)tally->n, all = (double)tally->all, ratio = (double)tally->swings[i] / all;
    const double squares =
        (double)tally->swings[i] - 2 * ratio * (double)tally->swings_by_all[i] + ratio * ratio * (double)tally->all_squared;
    const double sd = sqrt(fmax(squares / n, 0)) * n / all, half = z * sd / sqrt(n);

    return (struct ent_estimate){ratio, fmax(ratio - half, 0), fmin(ratio + half, 1), sd, tally->n, 0};
}

static void set_estimates(const struct ent_power_rule *rule, const struct tally *tally, double level, struct ent_power *power)
{
    const double z = gsl_cdf_ugaussian_Qinv((1 - level) / 2);

    ent_share_of(tally->winning, tally->n, level, &power->act);
    power->core = mean_of((double)tally->core, (double)tally->core_squared, (double)tally->n, 1.0 / (rule->n + 1), z);
    for (int i = 0; i < rule->n; i++) {
        struct ent_power_member *member = &power->member[i];

        /* Whether i decides depends on the others' votes only: no draw is lost. */
        ent_share_of(tally->swings[i], tally->n, level, &member->banzhaf);
        member->normalised = share_of_all(tally, i, z);
        ent_share_of(tally->pivots[i], tally->n, level, &member->shapley);
        ent_share_of(tally->prevented[i], tally->winning, level, &member->prevent);
        ent_share_of(tally->swings[i] - tally->prevented[i], tally->n - tally->winning, level, &member->initiate);
    }
}

void ent_power_sample(const struct ent_power_rule *rule, int64_t n_draws, uint64_t seed, double level, struct ent_power *power)
{
    struct tally tally = {0};

    memset(power, 0, sizeof *power);
    for (int64_t draw = 0; draw < n_draws; draw++) {
        struct ent_stream stream;
        int order[ENT_POWER_MOST];

        ent_stream_init(&stream, seed, (uint32_t)draw);
        add_coalition(rule, random_set(&stream, rule->n), &tally);
        random_order(&stream, rule->n, order);
        add_order(rule, order, &tally);
    }
    power->n_draws = n_draws;
    set_estimates(rule, &tally, level, power);
}
