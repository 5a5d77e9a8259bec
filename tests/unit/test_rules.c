/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decision rules: cases from the treaties by hand, and random rules and ballots against an obvious slow twin.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/rules.h"
#include "tests/unit/treaty_rules.h"

/* ---- by hand ---- */

static const struct ent_rule able = {
    .n_tallies = 2, .tally = {{ENT_WEIGHT_MEMBERS, 3, 5}, {ENT_WEIGHT_CAPABILITY, 3, 5}}, .abstention = ENT_ABSTENTION_AGAINST};
static const struct ent_rule present_majority = {
    .n_tallies = 1, .tally = {{ENT_WEIGHT_MEMBERS, 1, 2}}, .abstention = ENT_ABSTENTION_EXCLUDED};

static void unanimity_and_abstention(void **state)
{
    (void)state;
    assert_true(passes(&unanimity, those(0, 26), 0, 0));
    assert_false(passes(&unanimity, those(0, 25), those(26, 26), 0));
    assert_true(passes(&unanimity, those(0, 25), 0, those(26, 26))); /* TFEU 238(4) */
    assert_true(passes(&unanimity, those(0, 0), 0, those(1, 26)));
    assert_false(passes(&unanimity, 0, those(0, 26), 0));
    assert_false(passes(&unanimity, 0, 0, 0)); /* nobody votes: nothing is adopted */
    assert_true(passes(&unanimity, those(0, 63), 0, 0));
    assert_false(passes(&unanimity, those(0, 62), those(63, 63), 0));
    assert_true(ent_rule_is_unanimity(&unanimity));
    assert_false(ent_rule_is_unanimity(&lisbon));
    assert_false(ent_rule_is_unanimity(&able));
}

/* 20 members: 11 are exactly 55 %. Population 650 of 1000 is exactly 65 %. */
static void lisbon_meets_its_quotas_exactly(void **state)
{
    (void)state;
    everybody_weighs(0);
    for (int i = 0; i < 10; i++) population[i] = 60;
    population[10] = 50;
    population[11] = 350;
    assert_true(passes(&lisbon, those(0, 10), those(11, 19), 0)); /* 11 of 20, 650 of 1000 */
    population[10] = 49;
    population[11] = 351;
    assert_false(passes(&lisbon, those(0, 10), those(11, 19), 0)); /* 649 of 1000 */
    population[10] = 351;
    population[11] = 49;
    assert_false(passes(&lisbon, those(0, 8) | those(10, 10), those(11, 19) | those(9, 9), 0)); /* 891 of 1000, but 10 of 20 */
    assert_true(passes(&lisbon, those(0, 10), those(11, 19), 0));
}

/* Three opponents cannot block, whatever their population; four can. */
static void lisbon_blocking_minority(void **state)
{
    (void)state;
    everybody_weighs(1);
    for (int i = 0; i < 4; i++) population[i] = 1000;
    assert_true(passes(&lisbon, those(3, 26), those(0, 2), 0));
    assert_false(passes(&lisbon, those(4, 26), those(0, 3), 0));
    assert_false(passes(&lisbon, those(4, 26), those(0, 2), those(3, 3))); /* an abstention counts against */
    assert_false(passes(&lisbon, those(4, 26), 0, those(0, 3)));
    assert_true(passes(&lisbon, those(3, 26), 0, those(0, 2)));
    everybody_weighs(1);
    assert_true(passes(&lisbon, those(4, 26), those(0, 3), 0)); /* four small ones */
    assert_false(passes(&lisbon, 0, those(0, 2), 0));           /* few opponents, but nobody in favour */
}

static void abstention_counts_against(void **state)
{
    (void)state;
    everybody_weighs(1);
    assert_true(passes(&lisbon, those(0, 12), those(13, 19), 0)); /* 13 of 20: 65 % */
    assert_false(passes(&lisbon, those(0, 11), those(12, 18), those(19, 19)));
    assert_false(passes(&lisbon, those(0, 9), 0, those(10, 19)));
    assert_true(passes(&present_majority, those(0, 0), 0, those(1, 19))); /* left out of the base */
    assert_true(passes(&present_majority, those(0, 4), those(5, 9), those(10, 19)));
    assert_false(passes(&present_majority, those(0, 3), those(5, 9), those(10, 19)));
    assert_false(passes(&present_majority, 0, 0, those(0, 19)));
}

/* Three of five members with three fifths of capability: two large ones block together, though not alone. */
static void members_and_capability(void **state)
{
    (void)state;
    everybody_weighs(10);
    capability[0] = capability[1] = 35; /* of 100 */
    assert_true(passes(&able, those(0, 0) | those(2, 4), those(1, 1), 0));
    assert_false(passes(&able, those(2, 4), those(0, 1), 0));
    capability[0] = capability[1] = 10;
    assert_true(passes(&able, those(2, 4), those(0, 1), 0));
    assert_false(passes(&able, those(3, 4), those(0, 2), 0));
    capability[0] = 20; /* 30 of 60 */
    assert_false(passes(&able, those(2, 4), those(0, 1), 0));
}

/* Nobody in favour is nobody bound. */
static void all_cannot_stand_aside(void **state)
{
    struct ent_rule unlimited = apart;
    (void)state;
    everybody_weighs(1);
    unlimited.aside_num = 0;
    assert_true(passes(&unlimited, those(0, 0), 0, those(1, 26)));
    assert_false(passes(&unlimited, 0, 0, those(0, 26)));
}

static void silence_is_consent(void **state)
{
    (void)state;
    everybody_weighs(1);
    assert_true(passes(&silence, those(0, 31), 0, 0));
    assert_true(passes(&silence, 0, 0, those(0, 31))); /* nobody speaks */
    assert_false(passes(&silence, those(0, 30), those(31, 31), 0));
    assert_false(passes(&silence, 0, 0, 0));
    assert_true(ent_rule_is_unanimity(&silence));
    assert_false(ent_rule_is_unanimity(&among_some));
    assert_true(ent_rule_is_unanimity(&apart));
}

/* A suspended member is in none of the three sets: it neither blocks nor counts. */
static void suspended_members_do_not_count(void **state)
{
    (void)state;
    everybody_weighs(1);
    population[26] = 1000000;
    assert_false(passes(&unanimity, those(0, 25), those(26, 26), 0));
    assert_true(passes(&unanimity, those(0, 25), 0, 0));
    assert_false(passes(&lisbon, those(0, 22), those(23, 26), 0));
    assert_true(passes(&lisbon, those(0, 21), those(22, 25), 0));
}

static void largest_weights_do_not_overflow(void **state)
{
    const struct ent_rule most = {.n_tallies = 1, .tally = {{ENT_WEIGHT_POPULATION, INT32_MAX - 1, INT32_MAX}}};
    (void)state;
    everybody_weighs(INT32_MAX / 64);
    assert_true(passes(&most, those(0, 63), 0, 0));
    assert_false(passes(&most, those(0, 62), those(63, 63), 0));
    assert_true(ent_set_weight(those(0, 63), population) == (int64_t)64 * (INT32_MAX / 64));
}

/* ---- random rules and ballots ---- */

/* The definition, member by member, with fractions compared as exact products in __int128. */
__extension__ typedef __int128 wide;

enum { FOR, AGAINST, ABSTAINS, ABSENT };

static wide slow_weight(int32_t kind, int i)
{
    return kind == ENT_WEIGHT_MEMBERS ? 1 : kind == ENT_WEIGHT_POPULATION ? population[i] : capability[i];
}

static int slow_tally(const struct ent_rule *rule, const struct ent_tally *tally, const int *vote)
{
    wide favour = 0, base = 0;
    int n_base = 0;
    for (int i = 0; i < 64; i++) {
        const int counts = vote[i] == FOR || vote[i] == AGAINST || (vote[i] == ABSTAINS && rule->abstention != ENT_ABSTENTION_EXCLUDED);
        if (counts) base += slow_weight(tally->weight, i);
        n_base += counts;
        if (vote[i] == FOR) favour += slow_weight(tally->weight, i);
        if (vote[i] == ABSTAINS && (rule->abstention == ENT_ABSTENTION_ALLOWS || rule->abstention == ENT_ABSTENTION_ASIDE))
            favour += slow_weight(tally->weight, i);
    }
    return n_base > 0 && favour * tally->quota_den >= base * tally->quota_num;
}

static int falling(const void *left, const void *right)
{
    const int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return (a < b) - (a > b);
}

/* How many opponents can block: the clause, or one more than the fewest with more than its share of the population. */
static int slow_blocking(const struct ent_rule *rule, const int *vote)
{
    int32_t sorted[64];
    wide all = 0, sum = 0;
    int n = 0, fewest = 0;
    if (rule->blocking_num == 0) return rule->blocking_least;
    for (int i = 0; i < 64; i++) {
        if (vote[i] == ABSENT) continue;
        sorted[n++] = population[i];
        all += population[i];
    }
    qsort(sorted, (size_t)n, sizeof *sorted, falling);
    while (fewest < n && sum * rule->blocking_den <= all * rule->blocking_num) sum += sorted[fewest++];
    return fewest + 1 > n ? n : fewest + 1;
}

static int slow_too_many_aside(const struct ent_rule *rule, const int *vote)
{
    wide heads = 0, people = 0, all_heads = 0, all_people = 0;
    for (int i = 0; i < 64; i++) {
        const int is_aside = vote[i] == ABSTAINS, is_here = vote[i] != ABSENT;
        heads += is_aside;
        all_heads += is_here;
        people += is_aside ? population[i] : 0;
        all_people += is_here ? population[i] : 0;
    }
    return rule->aside_num > 0 && heads > 0 && heads * rule->aside_den >= all_heads * rule->aside_num &&
           people * rule->aside_den >= all_people * rule->aside_num;
}

static int slow_passes(const struct ent_rule *rule, const int *vote)
{
    int n_voting = 0, n_favour = 0, n_opposed = 0, met = 1;
    for (int i = 0; i < 64; i++) {
        n_voting += vote[i] != ABSENT;
        n_favour += vote[i] == FOR;
        n_opposed += vote[i] == AGAINST || (vote[i] == ABSTAINS && rule->abstention == ENT_ABSTENTION_AGAINST);
    }
    for (int t = 0; t < rule->n_tallies; t++) met = met && slow_tally(rule, &rule->tally[t], vote);
    if (n_favour > 0 && n_opposed < slow_blocking(rule, vote)) met = 1;
    if (rule->abstention == ENT_ABSTENTION_ASIDE && (n_favour == 0 || slow_too_many_aside(rule, vote))) met = 0;
    if (rule->silence) met = n_opposed == 0;
    return n_voting > 0 && met;
}

static uint64_t rolls = 1;

static uint64_t roll(uint64_t n)
{
    rolls ^= rolls << 13;
    rolls ^= rolls >> 7;
    rolls ^= rolls << 17;
    return (rolls >> 11) % n;
}

static void roll_rule(struct ent_rule *rule)
{
    memset(rule, 0, sizeof *rule);
    rule->n_tallies = 1 + (int32_t)roll(ENT_MAX_TALLIES);
    for (int t = 0; t < rule->n_tallies; t++) {
        struct ent_tally *tally = &rule->tally[t];
        tally->weight = (int32_t)roll(ENT_N_WEIGHTS);
        tally->quota_den = 1 + (int32_t)roll(roll(2) ? 20 : 100000);
        tally->quota_num = 1 + (int32_t)roll((uint64_t)tally->quota_den);
    }
    rule->blocking_least = roll(2) ? (int32_t)roll(8) : 0;
    rule->abstention = (int32_t)roll(4);
    if (roll(3) == 0) {
        rule->blocking_den = 1 + (int32_t)roll(20);
        rule->blocking_num = (int32_t)roll((uint64_t)rule->blocking_den);
    }
    if (rule->abstention == ENT_ABSTENTION_ASIDE) {
        rule->aside_den = 2 + (int32_t)roll(4);
        rule->aside_num = (int32_t)roll((uint64_t)rule->aside_den);
    }
    if (roll(20) == 0) {
        rule->silence = 1;
        rule->abstention = ENT_ABSTENTION_ALLOWS;
    }
}

/* Few or many members, votes leaning one way or the other, weights small enough for exact ties. */
static void roll_ballot(int *vote, struct ent_ballot *ballot)
{
    const uint64_t size = 1 + roll(64), lean = roll(10);
    memset(ballot, 0, sizeof *ballot);
    for (int i = 0; i < 64; i++) {
        const uint64_t bit = UINT64_C(1) << i;
        population[i] = (int32_t)roll(roll(8) ? 10 : INT32_MAX);
        capability[i] = (int32_t)roll(5);
        vote[i] = (uint64_t)i >= size || roll(10) == 0 ? ABSENT : roll(10) < lean ? FOR : roll(3) ? AGAINST : ABSTAINS;
        if (vote[i] == FOR) ballot->yes |= bit;
        if (vote[i] == AGAINST) ballot->no |= bit;
        if (vote[i] == ABSTAINS) ballot->abstain |= bit;
    }
}

/* A wrong engine: quotas must be exceeded. It must be found out. */
static int strict_tally_differs(const struct ent_rule *rule, const struct ent_ballot *ballot)
{
    struct ent_rule strict = *rule;
    for (int t = 0; t < strict.n_tallies; t++) { /* p/q by the least amount */
        if (strict.tally[t].quota_den > 100) continue;
        strict.tally[t].quota_num = strict.tally[t].quota_num * 1000000 + 1;
        strict.tally[t].quota_den *= 1000000;
    }
    return ent_rule_passes(&strict, ballot, &weights) != ent_rule_passes(rule, ballot, &weights);
}

static void engine_is_the_slow_twin(void **state)
{
    enum { N = 300000 };
    int n_passed = 0, n_strict = 0;
    (void)state;
    for (int n = 0; n < N; n++) {
        struct ent_rule rule;
        struct ent_ballot ballot;
        int vote[64];
        roll_rule(&rule);
        roll_ballot(vote, &ballot);
        const int passed = ent_rule_passes(&rule, &ballot, &weights);
        assert_int_equal(passed, slow_passes(&rule, vote));
        n_passed += passed;
        n_strict += strict_tally_differs(&rule, &ballot);
    }
    assert_true(n_passed > N / 5 && n_passed < N * 4 / 5);
    assert_true(n_strict > N / 1000);
}

/* The least blocking minority of Art. 238(3), by trying every group of every size. */
static int tried_blocking(const struct ent_rule *rule, int n)
{
    int fewest = n;
    wide all = 0;
    for (int i = 0; i < n; i++) all += population[i];
    for (uint64_t group = 0; group < UINT64_C(1) << n; group++) {
        wide sum = 0;
        int size = 0;
        for (int i = 0; i < n; i++)
            if (group >> i & 1) {
                sum += population[i];
                size++;
            }
        if (sum * rule->blocking_den > all * rule->blocking_num && size < fewest) fewest = size;
    }
    return fewest + 1 < n ? fewest + 1 : n;
}

static void the_blocking_share_is_found_by_trying(void **state)
{
    (void)state;
    for (int n = 1; n <= 11; n++)
        for (int round = 0; round < 60; round++) {
            struct ent_rule rule = among_some;
            rule.blocking_den = 2 + (int32_t)roll(30);
            rule.blocking_num = 1 + (int32_t)roll((uint64_t)rule.blocking_den - 1);
            for (int i = 0; i < n; i++) population[i] = (int32_t)roll(roll(3) ? 6 : 1000);
            assert_int_equal(ent_rule_blocking_least(&rule, those(0, n - 1), &weights), tried_blocking(&rule, n));
        }
}

/* Each of 3^9 ballots of nine members under the rules of the treaties. */
static void every_ballot_of_nine(void **state)
{
    const struct ent_rule *const rules[] = {&unanimity, &lisbon, &alone, &among_some, &apart, &silence, &able, &present_majority};
    const int32_t people[9] = {8, 7, 6, 5, 4, 1, 1, 1, 0};
    int n_passed = 0;
    (void)state;
    everybody_weighs(0);
    memcpy(population, people, sizeof people);
    memcpy(capability, people, sizeof people);
    for (int number = 0; number < 19683; number++) {
        struct ent_ballot ballot = {0, 0, 0};
        int vote[64], rest = number;
        for (int i = 0; i < 64; i++, rest /= 3) {
            vote[i] = i < 9 ? rest % 3 : ABSENT;
            if (vote[i] == FOR) ballot.yes |= ONE(i);
            if (vote[i] == AGAINST) ballot.no |= ONE(i);
            if (vote[i] == ABSTAINS) ballot.abstain |= ONE(i);
        }
        for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
            const int passed = ent_rule_passes(rules[r], &ballot, &weights);
            assert_int_equal(passed, slow_passes(rules[r], vote));
            n_passed += passed;
        }
    }
    assert_in_range(n_passed, 8000, 60000);
}

/* More support never hurts: a member that changes from no to yes cannot make a text fail. */
static void rules_are_monotone(void **state)
{
    (void)state;
    for (int n = 0; n < 100000; n++) {
        struct ent_rule rule;
        struct ent_ballot ballot;
        int vote[64];
        roll_rule(&rule);
        roll_ballot(vote, &ballot);
        if (!ballot.no || !ent_rule_passes(&rule, &ballot, &weights)) continue;
        const uint64_t convert = ballot.no & (~ballot.no + 1);
        ballot.no &= ~convert;
        ballot.yes |= convert;
        assert_true(ent_rule_passes(&rule, &ballot, &weights));
    }
}

/* What a rule calls unanimity: each voter alone blocks. The reverse holds for rules that count heads alone. */
static void unanimity_is_recognised(void **state)
{
    (void)state;
    everybody_weighs(3);
    for (int n = 0; n < 20000; n++) {
        struct ent_rule rule;
        roll_rule(&rule);
        const uint64_t all = those(0, 49);
        int each_blocks = 1;
        for (int i = 0; i < 50; i++) each_blocks = each_blocks && !passes(&rule, all & ~(UINT64_C(1) << i), UINT64_C(1) << i, 0);
        if (ent_rule_is_unanimity(&rule)) assert_true(each_blocks);
        if (!each_blocks) assert_false(ent_rule_is_unanimity(&rule));
    }
}

static void sets(void **state)
{
    (void)state;
    assert_int_equal(ent_set_count(0), 0);
    assert_int_equal(ent_set_count(~UINT64_C(0)), 64);
    for (int i = 0; i < 64; i++) {
        assert_int_equal(ent_set_first(UINT64_C(1) << i), i);
        assert_int_equal(ent_set_first(~UINT64_C(0) << i), i);
        assert_int_equal(ent_set_count(~UINT64_C(0) << i), 64 - i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets),
        cmocka_unit_test(unanimity_and_abstention),
        cmocka_unit_test(lisbon_meets_its_quotas_exactly),
        cmocka_unit_test(lisbon_blocking_minority),
        cmocka_unit_test(abstention_counts_against),
        cmocka_unit_test(members_and_capability),
        cmocka_unit_test(all_cannot_stand_aside),
        cmocka_unit_test(silence_is_consent),
        cmocka_unit_test(suspended_members_do_not_count),
        cmocka_unit_test(largest_weights_do_not_overflow),
        cmocka_unit_test(engine_is_the_slow_twin),
        cmocka_unit_test(the_blocking_share_is_found_by_trying),
        cmocka_unit_test(every_ballot_of_nine),
        cmocka_unit_test(rules_are_monotone),
        cmocka_unit_test(unanimity_is_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
