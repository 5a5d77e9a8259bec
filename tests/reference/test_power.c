/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M8 against the literature on voting power: Coleman's (1971) power of a collectivity to act and Banzhaf's swings for
 * the Council from 1958 to today, and the length of the core when ideal points are uniform.
 */
#include "tests/reference/reference.h"

#include "tests/reference/council.h"

/* Every coalition of the small Councils. Coleman's A: 21.9, 14.7 and 7.8 %. */
static void small_councils_are_counted_in_full(void **state)
{
    (void)state;
    const struct council *const all[] = {&council_1958, &council_1973, &council_1995};
    static const double published[] = {0.219, 0.147, 0.078};
    for (size_t c = 0; c < 3; c++) {
        int64_t winning, swings[27], sum = 0;
        council_count(all[c], 0, UINT64_C(1) << all[c]->n, &winning, swings);
        for (int i = 0; i < all[c]->n; i++) sum += swings[i];
        assert_near(winning, all[c]->winning, 0, "winning coalitions");
        assert_near(sum, all[c]->swings, 0, "swings");
        assert_near(swings[all[c]->least], all[c]->least_swings, 0, "swings of the least powerful");
        assert_near(swings[all[c]->most], all[c]->most_swings, 0, "swings of the most powerful");
        assert_near((double)winning / (double)(1 << all[c]->n), published[c], 0.0006, "power to act");
        struct council other = *all[c];
        other.rule.tally[0].quota_num--;
        council_count(&other, 0, UINT64_C(1) << other.n, &winning, swings);
        assert_apart(winning, all[c]->winning, 0, "a quota one vote lower");
    }
}

/* Coalitions out of n drawn in which each member votes yes with probability 1/2. */
static double wins(const struct council *council, uint32_t n)
{
    double won = 0;
    for (uint32_t draw = 0; draw < n; draw++) {
        uint32_t word[4];
        struct ent_stream stream;
        ent_stream_init(&stream, 151, draw);
        ent_draw(&stream, 0, 0, 0, 0, word);
        won += council_passes(council, word[0] >> 5);
    }
    return won;
}

static void large_councils_are_sampled(void **state)
{
    (void)state;
    enum { N = 400000 };
    const struct council *const all[] = {&council_nice, &council_lisbon};
    for (size_t c = 0; c < 2; c++) {
        assert_agrees(z_of_share(wins(all[c], N), N, all[c]->winning / (1 << 27)), c ? "power to act, Lisbon" : "power to act, Nice");
        struct council other = *all[c];
        other.rule.tally[c ? 1 : 0].quota_num -= c ? 2 : 6;
        assert_rejected(z_of_share(wins(&other, N), N, all[c]->winning / (1 << 27)), "a quota 2 % lower");
    }
}

/* The clause that a blocking minority needs four members lets exactly 20 coalitions of 27 pass. */
static void the_blocking_clause_adds_twenty_coalitions(void **state)
{
    (void)state;
    struct council without = council_lisbon;
    without.rule.blocking_least = 0;
    const uint64_t all = (UINT64_C(1) << 27) - 1;
    int added = 0;
    for (int i = 0; i < 27; i++)
        for (int j = i; j < 27; j++)
            for (int k = j; k < 27; k++) {
                const uint64_t against = UINT64_C(1) << i | UINT64_C(1) << j | UINT64_C(1) << k;
                if ((i == j) != (j == k) && i == j) continue; /* pairs once, as i < j = k */
                added += council_passes(&council_lisbon, all & ~against) - council_passes(&without, all & ~against);
            }
    assert_int_equal(added, 20);
}

/* Length of the interval of positions that no winning coalition would leave to either side. */
static double core_length(const struct council *council, const double *x)
{
    double low = 1, high = 0;
    for (int i = 0; i < council->n; i++) {
        uint64_t above = 0, below = 0;
        for (int j = 0; j < council->n; j++) {
            above |= (uint64_t)(x[j] > x[i]) << j;
            below |= (uint64_t)(x[j] < x[i]) << j;
        }
        if (x[i] < low && !council_passes(council, above)) low = x[i];
        if (x[i] > high && !council_passes(council, below)) high = x[i];
    }
    return high > low ? high - low : 0;
}

static void core_lengths(const struct council *council, uint32_t n, struct sample *length)
{
    for (uint32_t draw = 0; draw < n; draw++) {
        double x[64];
        struct ent_stream stream;
        ent_stream_init(&stream, 152, draw);
        for (uint32_t i = 0; i < (uint32_t)council->n; i++) {
            uint32_t word[4];
            ent_draw(&stream, 0, 0, 0, i, word);
            x[i] = (double)ent_uniform(word[0]);
        }
        sample_add(length, core_length(council, x));
    }
}

static struct council members_only(int n, int quota)
{
    struct council council = {.n = n, .rule = {.n_tallies = 1, .tally = {QUOTA(MEMBERS, quota, n)}}};
    return council;
}

/* n ideal points uniform on [0, 1]: the core of a quota q has the expected length (2 q - n - 1)/(n + 1). */
static void the_core_is_as_long_as_computed(void **state)
{
    (void)state;
    static const struct {
        int n, quota;
        double length;
        const char *what;
    } cases[] = {{27, 27, 0.9285714285714286, "core, 27 unanimous"},
                 {27, 26, 0.8571428571428571, "core, 27 less one"},
                 {27, 15, 0.0714285714285714, "core, 15 of 27"},
                 {32, 32, 0.9393939393939394, "core, 32 by consensus"}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct sample length = {0};
        const struct council council = members_only(cases[c].n, cases[c].quota);
        core_lengths(&council, 4000, &length);
        assert_agrees(z_of_mean(&length, cases[c].length), cases[c].what);
        assert_rejected(z_of_mean(&length, cases[c].length * (cases[c].quota == 15 ? 1.2 : 0.98)), "another length");
    }
    struct sample length = {0};
    core_lengths(&council_lisbon, 20000, &length);
    assert_agrees(z_of_mean(&length, 0.2977), "core, Lisbon");
    assert_rejected(z_of_mean(&length, 0.32), "another length");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_councils_are_counted_in_full),
        cmocka_unit_test(large_councils_are_sampled),
        cmocka_unit_test(the_blocking_clause_adds_twenty_coalitions),
        cmocka_unit_test(the_core_is_as_long_as_computed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
