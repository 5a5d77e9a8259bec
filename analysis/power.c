/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Voting power by counting every coalition. Members are split in two halves; the weights of all subsets of each half are
 * tabulated, those of the low half ordered by size. For each high subset one pass over the low table marks what wins, and
 * the marks are added twice: by low subset and size of the high one, and by high subset and size of the low one. From
 * these two tables every W_i(k) follows.
 */
#include "analysis/power.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include "model/rules.h"

enum { MOST_LOW = ENT_POWER_EXACT / 2 };

/* [k]: winning coalitions of k members; [i][k]: those with member i. */
struct counts {
    uint64_t all[ENT_POWER_MOST + 1];
    uint64_t with[ENT_POWER_MOST][ENT_POWER_MOST + 1];
};

int32_t ent_power_need(int64_t total, int32_t num, int32_t den)
{
    return (int32_t)((total * num + den - 1) / den);
}

int ent_power_wins(const struct ent_power_rule *rule, uint64_t set)
{
    if (rule->blocking_least > 0 && set && rule->n - ent_set_count(set) < rule->blocking_least) return 1;
    for (int t = 0; t < rule->n_tallies; t++)
        if (ent_set_weight(set, rule->tally[t].weight) < rule->tally[t].need) return 0;
    return 1;
}

static int counts_heads(const struct ent_power_rule *rule)
{
    for (int t = 0; t < rule->n_tallies; t++)
        for (int i = 1; i < rule->n; i++)
            if (rule->tally[t].weight[i] != rule->tally[t].weight[0]) return 0;
    return 1;
}

/* Enough that a tally asks for more than half of its weight; the clause on blocking must not undercut it, which is
 * sure if fewer than half are opposed and as many as may be outvoted cannot win by themselves. */
int ent_power_is_proper(const struct ent_power_rule *rule)
{
    const int outvoted = rule->blocking_least > 0 ? rule->blocking_least - 1 : 0;
    int is_majority = 0, is_safe = outvoted == 0;

    for (int t = 0; t < rule->n_tallies; t++) {
        const struct ent_power_tally *tally = &rule->tally[t];
        int64_t total = 0;
        int32_t largest = 0;

        for (int i = 0; i < rule->n; i++) {
            total += tally->weight[i];
            if (tally->weight[i] > largest) largest = tally->weight[i];
        }
        is_majority = is_majority || 2 * (int64_t)tally->need > total;
        is_safe = is_safe || (int64_t)largest * outvoted < tally->need;
    }
    return is_majority && is_safe && 2 * outvoted < rule->n;
}

/* --- counting --- */

/* The subsets of m members from `first` on, by size. */
struct half {
    int m, first;
    uint32_t n;                         /* 2^m */
    uint32_t start[MOST_LOW + 2];       /* subsets of size j are at start[j]..start[j + 1] - 1 */
    uint32_t *set;                      /* [n] */
    int32_t *weight[ENT_POWER_TALLIES]; /* [n] */
};

static void half_free(struct half *half)
{
    free(half->set);
    for (int t = 0; t < ENT_POWER_TALLIES; t++) free(half->weight[t]);
}

static int half_init(struct half *half, const struct ent_power_rule *rule, int first, int m)
{
    uint32_t at[MOST_LOW + 2];

    *half = (struct half){.m = m, .first = first, .n = UINT32_C(1) << m};
    half->set = malloc(half->n * sizeof *half->set);
    if (!half->set) return 0;
    for (uint32_t set = 0; set < half->n; set++) half->start[ent_set_count(set) + 1]++;
    for (int j = 0; j <= m; j++) half->start[j + 1] += half->start[j];
    memcpy(at, half->start, sizeof at);
    for (uint32_t set = 0; set < half->n; set++) half->set[at[ent_set_count(set)]++] = set;
    for (int t = 0; t < rule->n_tallies; t++) {
        half->weight[t] = malloc(half->n * sizeof *half->weight[t]);
        if (!half->weight[t]) return 0;
        for (uint32_t s = 0; s < half->n; s++) half->weight[t][s] = (int32_t)ent_set_weight(half->set[s], rule->tally[t].weight + first);
    }
    return 1;
}

/* Marks which low subsets from..to-1 win with a high one that leaves need[t] to be reached; adds the marks to `sum` and
 * returns how many there are. */
static uint32_t mark(const struct half *low, uint32_t from, uint32_t to, const int32_t *need, int n_tallies, uint32_t *restrict sum)
{
    const int32_t *a = low->weight[0], *b = low->weight[n_tallies > 1 ? 1 : 0], *c = low->weight[n_tallies > 2 ? 2 : 0],
                  *d = low->weight[n_tallies > 3 ? 3 : 0];
    const int32_t p = need[0], q = need[n_tallies > 1 ? 1 : 0], r = need[n_tallies > 2 ? 2 : 0], s = need[n_tallies > 3 ? 3 : 0];
    uint32_t n = 0;

    for (uint32_t i = from; i < to; i++) {
        const uint32_t wins = (uint32_t)((a[i] >= p) & (b[i] >= q) & (c[i] >= r) & (d[i] >= s));
        sum[i] += wins;
        n += wins;
    }
    return n;
}

/* All low subsets with the high subset h: by_low [low.n] of its size, by_high [low.m + 1]. */
static void count_high(const struct ent_power_rule *rule, const struct half *low, const struct half *high, uint32_t h, int size,
                       uint32_t *by_low, uint32_t *by_high)
{
    int32_t need[ENT_POWER_TALLIES];

    for (int t = 0; t < rule->n_tallies; t++) need[t] = rule->tally[t].need - high->weight[t][h];
    for (int j = 0; j <= low->m; j++) {
        const uint32_t from = low->start[j], to = low->start[j + 1];
        const int is_clause = rule->blocking_least > 0 && size + j > 0 && rule->n - size - j < rule->blocking_least;

        if (!is_clause) {
            by_high[j] = mark(low, from, to, need, rule->n_tallies, by_low);
            continue;
        }
        for (uint32_t i = from; i < to; i++) by_low[i]++;
        by_high[j] = to - from;
    }
}

static void add_half(struct counts *counts, const struct half *half, uint32_t set, int size, uint64_t n)
{
    for (int i = 0; i < half->m; i++)
        if (set >> i & 1) counts->with[half->first + i][size] += n;
}

/* What the two passes leave behind; all zero at first. */
struct marks {
    uint32_t *by_low;  /* [high.m + 1][low.n] */
    uint32_t *by_high; /* [high.n][low.m + 1] */
    uint32_t *own;     /* [n_threads][low.n] */
};

static void mark_all(const struct ent_power_rule *rule, const struct half *low, const struct half *high, int n_threads, struct marks *marks)
{
    const size_t width = (size_t)low->m + 1;

    for (int size = 0; size <= high->m; size++) {
        uint32_t *const row = marks->by_low + (size_t)size * low->n;
        const uint32_t from = high->start[size], to = high->start[size + 1];

        memset(marks->own, 0, (size_t)n_threads * low->n * sizeof *marks->own);
#pragma omp parallel for schedule(dynamic, 8) num_threads(n_threads) if (n_threads > 1)
        for (uint32_t h = from; h < to; h++)
            count_high(rule, low, high, h, size, marks->own + (size_t)omp_get_thread_num() * low->n, marks->by_high + h * width);
        for (int t = 0; t < n_threads; t++)
            for (uint32_t i = 0; i < low->n; i++) row[i] += marks->own[(size_t)t * low->n + i];
    }
}

static void add_marks(const struct half *low, const struct half *high, const struct marks *marks, struct counts *counts)
{
    for (int size = 0; size <= high->m; size++)
        for (int j = 0; j <= low->m; j++)
            for (uint32_t i = low->start[j]; i < low->start[j + 1]; i++) {
                const uint64_t n = marks->by_low[(size_t)size * low->n + i];

                counts->all[size + j] += n;
                if (n) add_half(counts, low, low->set[i], size + j, n);
            }
    for (int size = 0; size <= high->m; size++)
        for (uint32_t h = high->start[size]; h < high->start[size + 1]; h++)
            for (int j = 0; j <= low->m; j++)
                add_half(counts, high, high->set[h], size + j, marks->by_high[(size_t)h * ((size_t)low->m + 1) + (size_t)j]);
}

static int count_coalitions(const struct ent_power_rule *rule, int n_threads, struct counts *counts, struct ent_error *error)
{
    struct half low = {0}, high = {0};
    struct marks marks = {0};
    int code = ENT_BUG;

    if (half_init(&low, rule, 0, rule->n / 2) && half_init(&high, rule, rule->n / 2, rule->n - rule->n / 2)) {
        marks.by_low = calloc(((size_t)high.m + 1) * low.n, sizeof *marks.by_low);
        marks.by_high = calloc(((size_t)low.m + 1) * high.n, sizeof *marks.by_high);
        marks.own = calloc((size_t)n_threads * low.n, sizeof *marks.own);
    }
    if (marks.by_low && marks.by_high && marks.own) {
        mark_all(rule, &low, &high, n_threads, &marks);
        add_marks(&low, &high, &marks, counts);
        code = ENT_OK;
    } else {
        ent_error_set(error, ENT_BUG, "out of memory");
    }
    free(marks.by_low);
    free(marks.by_high);
    free(marks.own);
    half_free(&low);
    half_free(&high);
    return code;
}

/* n over k, n up to 64: at most 64 over 32, which is below 2^61. */
static uint64_t choose(int n, int k)
{
    uint64_t row[ENT_POWER_MOST + 1] = {1};

    if (k < 0 || k > n) return 0;
    for (int i = 1; i <= n; i++)
        for (int j = i; j > 0; j--) row[j] += row[j - 1];
    return row[k];
}

/* Where all weigh the same, only the size of a coalition matters. */
static void count_sizes(const struct ent_power_rule *rule, struct counts *counts)
{
    for (int k = 1; k <= rule->n; k++) {
        if (!ent_power_wins(rule, UINT64_MAX >> (64 - k))) continue;
        counts->all[k] = choose(rule->n, k);
        for (int i = 0; i < rule->n; i++) counts->with[i][k] = choose(rule->n - 1, k - 1);
    }
}

/* --- from counts to figures --- */

static struct ent_estimate known(double value)
{
    return (struct ent_estimate){.value = value, .low = value, .high = value, .sd = 0};
}

/* Swings of member i among coalitions of k members. */
static uint64_t swings_of(const struct counts *counts, int i, int k)
{
    return counts->with[i][k] - (counts->all[k - 1] - counts->with[i][k - 1]);
}

static void set_member(const struct counts *counts, int n, int i, struct ent_power *power)
{
    struct ent_power_member *member = &power->member[i];
    const uint64_t losing = (n < 64 ? UINT64_C(1) << n : 0) - power->winning; /* modulo 2^64: at least one wins */
    double shapley = 0;

    member->swings = 0;
    for (int k = 1; k <= n; k++) {
        const uint64_t swings = swings_of(counts, i, k);

        member->swings += swings;
        shapley += (double)swings / ((double)n * (double)choose(n - 1, k - 1)); /* (k-1)! (n-k)! / n! */
    }
    member->shapley = known(shapley);
    member->banzhaf = known(ldexp((double)member->swings, 1 - n));
    member->prevent = known((double)member->swings / (double)power->winning);
    member->initiate = known((double)member->swings / (double)losing);
}

/* Let K be how many of a random order of joining it takes to win; E K = sum over k < n of the share of sets of k that lose.
 * The core of a proper rule lies between the order statistics n + 1 - K from below and K from above, so that its
 * expected length is (2 E K - n - 1)/(n + 1). */
static double core_length(const struct counts *counts, int n)
{
    double joined = 0;

    for (int k = 0; k < n; k++) joined += 1 - (double)counts->all[k] / (double)choose(n, k);
    return (2 * joined - n - 1) / (n + 1);
}

static void set_figures(const struct ent_power_rule *rule, const struct counts *counts, struct ent_power *power)
{
    double sum = 0;

    power->exact = 1;
    power->winning = 0;
    for (int k = 0; k <= rule->n; k++) power->winning += counts->all[k];
    power->act = known(ldexp((double)power->winning, -rule->n));
    for (int i = 0; i < rule->n; i++) {
        set_member(counts, rule->n, i, power);
        sum += (double)power->member[i].swings;
    }
    for (int i = 0; i < rule->n; i++) power->member[i].normalised = known((double)power->member[i].swings / sum);
    power->core_exact = ent_power_is_proper(rule);
    if (power->core_exact) power->core = known(core_length(counts, rule->n));
}

int ent_power_count(const struct ent_power_rule *rule, int n_threads, struct ent_power *power, struct ent_error *error)
{
    struct counts *counts = calloc(1, sizeof *counts);
    int code = ENT_OK;

    if (!counts) return ent_error_set(error, ENT_BUG, "out of memory");
    if (n_threads < 1) n_threads = omp_get_max_threads();
    if (counts_heads(rule))
        count_sizes(rule, counts);
    else if (rule->n > ENT_POWER_EXACT)
        code = ent_error_set(error, ENT_USAGE, "%d members: all coalitions are counted up to %d", (int)rule->n, ENT_POWER_EXACT);
    else
        code = count_coalitions(rule, n_threads, counts, error);
    if (code == ENT_OK) set_figures(rule, counts, power);
    free(counts);
    return code;
}

int ent_power(const struct ent_power_rule *rule, int64_t n_draws, uint64_t seed, double level, int n_threads, struct ent_power *power,
              struct ent_error *error)
{
    struct ent_power sampled;
    int code;

    memset(power, 0, sizeof *power);
    if (rule->n > ENT_POWER_EXACT && !counts_heads(rule)) {
        ent_power_sample(rule, n_draws, seed, level, power);
        return ENT_OK;
    }
    code = ent_power_count(rule, n_threads, power, error);
    if (code != ENT_OK || power->core_exact) return code;
    ent_power_sample(rule, n_draws, seed, level, &sampled);
    power->core = sampled.core;
    power->n_draws = n_draws;
    return ENT_OK;
}
