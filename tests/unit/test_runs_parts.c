/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The small parts of runs/: shards, the choice of kernel, sums and their encoding, statistics from integers, differences.
 */
#include "tests/unit/runs_world.h"

#include "runs/derive.h"
#include "runs/difference.h"
#include "runs/dispatch.h"
#include "runs/journal.h"

/* --- shards -------------------------------------------------------------------------------------------------------------- */

static void shards_are_read(void **state)
{
    static const char *const wrong[] = {"",    "/", "1", "0/3", "4/3", "1/0", "-1/3", "1/3x", "a/b", "1/-3", "01234567890/12345678901",
                                        "2//3"};
    struct ent_shard shard;
    struct ent_error error;
    (void)state;
    assert_int_equal(ent_shard_parse("2/3", &shard, &error), ENT_OK);
    assert_true(shard.index == 1 && shard.n == 3);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_int_equal(ent_shard_parse(wrong[i], &shard, &error), ENT_USAGE);
}

static void shards_come_from_launchers(void **state)
{
    static const char *const names[] = {"SLURM_ARRAY_TASK_ID",
                                        "SLURM_ARRAY_TASK_COUNT",
                                        "SLURM_ARRAY_TASK_MIN",
                                        "OMPI_COMM_WORLD_RANK",
                                        "OMPI_COMM_WORLD_SIZE",
                                        "PMIX_RANK",
                                        "PMIX_SIZE",
                                        "PMI_RANK",
                                        "PMI_SIZE",
                                        "SLURM_PROCID",
                                        "SLURM_NTASKS"};
    struct ent_shard shard;
    struct ent_error error;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
    assert_int_equal(ent_shard_parse("auto", &shard, &error), ENT_USAGE);
    setenv("SLURM_PROCID", "3", 1);
    setenv("SLURM_NTASKS", "8", 1);
    assert_int_equal(ent_shard_parse("auto", &shard, &error), ENT_OK);
    assert_true(shard.index == 3 && shard.n == 8);
    setenv("OMPI_COMM_WORLD_RANK", "0", 1);
    setenv("OMPI_COMM_WORLD_SIZE", "2", 1);
    assert_int_equal(ent_shard_parse("auto", &shard, &error), ENT_OK);
    assert_true(shard.index == 0 && shard.n == 2);
    setenv("SLURM_ARRAY_TASK_ID", "5", 1);
    setenv("SLURM_ARRAY_TASK_COUNT", "4", 1);
    setenv("SLURM_ARRAY_TASK_MIN", "2", 1);
    assert_int_equal(ent_shard_parse("auto", &shard, &error), ENT_OK);
    assert_true(shard.index == 3 && shard.n == 4);
    setenv("SLURM_ARRAY_TASK_ID", "9", 1);
    assert_int_equal(ent_shard_parse("auto", &shard, &error), ENT_USAGE);
}

/* --- dispatch ---------------------------------------------------------------------------------------------------------------- */

static void the_kernel_is_chosen(void **state)
{
    const struct ent_kernel *kernel;
    struct ent_error error;
    int runs_here;
    (void)state;
    unsetenv("ENTENTE_VECTOR");
    assert_int_equal(ent_dispatch(&kernel, &error), ENT_OK);
    assert_ptr_not_equal(kernel, &ent_kernel_double);
    setenv("ENTENTE_VECTOR", "generic", 1);
    assert_int_equal(ent_dispatch(&kernel, &error), ENT_OK);
    assert_ptr_equal(kernel, &ent_kernel_generic);
    setenv("ENTENTE_VECTOR", "double", 1);
    assert_int_equal(ent_dispatch(&kernel, &error), ENT_OK);
    assert_ptr_equal(kernel, &ent_kernel_double);
    setenv("ENTENTE_VECTOR", "mmx", 1);
    assert_int_equal(ent_dispatch(&kernel, &error), ENT_USAGE);
    assert_non_null(strstr(error.text, "'mmx'"));
    if (ent_dispatch_named("avx512", &runs_here) != NULL && !runs_here) {
        setenv("ENTENTE_VECTOR", "avx512", 1);
        assert_int_equal(ent_dispatch(&kernel, &error), ENT_USAGE);
    }
    unsetenv("ENTENTE_VECTOR");
}

/* --- sums ---------------------------------------------------------------------------------------------------------------------- */

/* Sixty-four runs at the upper end of everything come back from the record as plain sums. */
static void the_greatest_sums_fit(void **state)
{
    const struct ent_shape shape = {.n_months = 3, .n_states = 64, .n_domains = 8, .n_forums = 16, .record = ENT_RECORD_ALL};
    struct ent_block block;
    struct ent_totals totals;
    struct ent_error error;
    struct ent_run_result *result = malloc(sizeof *result);
    (void)state;
    assert_non_null(result);
    memset(result, 0xff, sizeof *result);
    result->status = ENT_RUN_DONE;
    result->failure_code = 0;
    assert_int_equal(ent_block_init(&block, &shape, &error), ENT_OK);
    assert_int_equal(ent_totals_init(&totals, &shape, &error), ENT_OK);
    ent_block_reset(&block, &shape);
    for (int r = 0; r < ENT_BLOCK_RUNS; r++) ent_block_add(&block, result);
    uint8_t *bytes = malloc(ent_block_sums_size(&shape));
    assert_non_null(bytes);
    assert_int_equal(ent_block_put_sums(&block, bytes), ent_block_sums_size(&shape));
    ent_totals_reset(&totals, &shape);
    ent_totals_add(&totals, bytes, block.n_counted);
    ent_totals_add(&totals, bytes, block.n_counted);
    const int64_t expected[ENT_N_SUMS] = {128 * 65535LL, 128 * 65535LL * 65535LL, 0, 128 * 4294967295LL, 128, 128 * 65535LL, 128 * 65535LL,
                                          128 * 65535LL};
    assert_int_equal(totals.n_counted, 128);
    for (int s = 0; s < ENT_N_SUMS; s++)
        for (size_t i = 0; i < ent_sum_length(&shape, (enum ent_sum)s); i++)
            assert_int_equal(totals.sum[s][i], s == ENT_SUM_histogram ? (i % ENT_N_BINS == ENT_N_BINS - 1 ? 128 : 0) : expected[s]);
    free(bytes);
    free(result);
    ent_block_free(&block);
    ent_totals_free(&totals);
}

/* Against the slow twin, element by element: numbers of states that fill words of eight and that do not, sums that are mostly zero. */
static void sums_agree_with_plain_loops(void **state)
{
    enum { MONTHS = 7, FORUMS = 3 };
    (void)state;
    for (int32_t n_states = 1; n_states <= 64; n_states += 9) {
        const struct ent_shape shape = {
            .n_months = MONTHS, .n_states = n_states, .n_domains = 2, .n_forums = FORUMS, .record = ENT_RECORD_ALL};
        static int64_t sum[ENT_N_TRAJECTORIES][MONTHS], squares[ENT_N_TRAJECTORIES][MONTHS];
        static int64_t bins[ENT_N_TRAJECTORIES][MONTHS][ENT_N_BINS], members[FORUMS][MONTHS][64];
        static int64_t levels[ENT_N_STATE_TRAJECTORIES][MONTHS][64];
        struct ent_run_result *result = calloc(1, sizeof *result);
        struct ent_block block;
        struct ent_totals totals;
        struct ent_error error;
        memset(sum, 0, sizeof sum), memset(squares, 0, sizeof squares), memset(bins, 0, sizeof bins), memset(members, 0, sizeof members);
        memset(levels, 0, sizeof levels);
        assert_non_null(result);
        assert_int_equal(ent_block_init(&block, &shape, &error), ENT_OK);
        assert_int_equal(ent_totals_init(&totals, &shape, &error), ENT_OK);
        ent_block_reset(&block, &shape);
        ent_totals_reset(&totals, &shape);
        for (uint64_t r = 0; r < 20; r++) {
            for (size_t m = 0; m < MONTHS; m++) {
                for (size_t t = 0; t < ENT_N_TRAJECTORIES; t++) {
                    int64_t level = (int64_t)(mix(r * 1000 + m * 100 + t) % 65536);
                    result->trajectory[t][m] = (uint16_t)level;
                    sum[t][m] += level, squares[t][m] += level * level, bins[t][m][level / 1024]++;
                }
                for (size_t k = 0; k < ENT_N_STATE_TRAJECTORIES; k++)
                    for (int i = 0; i < n_states; i++) { /* in some months of some runs greater than 32 bits can sum */
                        uint32_t level = (uint32_t)(mix(r * 7 + m * 900 + k * 31 + (size_t)i) >> (r % 5 == m ? 32 : 45));
                        result->state_trajectory[k][m][i] = level;
                        levels[k][m][i] += level;
                    }
                for (size_t f = 0; f < FORUMS; f++) {
                    result->members[f][m] = mix(r + m * 50 + f * 7777) >> (64 - n_states);
                    for (int i = 0; i < n_states; i++) members[f][m][i] += (int64_t)(result->members[f][m] >> i & 1);
                }
            }
            ent_block_add(&block, result);
        }
        uint8_t *bytes = malloc(ent_block_sums_size(&shape));
        assert_non_null(bytes);
        ent_block_put_sums(&block, bytes);
        ent_totals_add(&totals, bytes, block.n_counted);
        assert_memory_equal(totals.sum[ENT_SUM_level_sum], sum, sizeof sum);
        assert_memory_equal(totals.sum[ENT_SUM_level_squares], squares, sizeof squares);
        assert_memory_equal(totals.sum[ENT_SUM_histogram], bins, sizeof bins);
        for (size_t i = 0; i < (size_t)ENT_N_STATE_TRAJECTORIES * MONTHS; i++)
            assert_memory_equal(totals.sum[ENT_SUM_state_sum] + i * (size_t)n_states, (&levels[0][0][0]) + i * 64,
                                (size_t)n_states * sizeof(int64_t));
        for (size_t k = 0; k < (size_t)(FORUMS * MONTHS * n_states); k++)
            assert_int_equal(totals.sum[ENT_SUM_member_count][k],
                             members[k / (size_t)n_states / MONTHS][k / (size_t)n_states % MONTHS][k % (size_t)n_states]);
        free(bytes);
        free(result);
        ent_block_free(&block);
        ent_totals_free(&totals);
    }
}

/* Equal blocks are equal bytes, and the values of runs come back bit by bit. */
static void records_are_pure(void **state)
{
    const struct ent_shape shape = {.n_months = 5, .n_states = 7, .n_domains = 3, .n_forums = 2, .record = ENT_RECORD_ALL};
    struct made_up *made = calloc(1, sizeof *made);
    struct ent_run_result *result = malloc(sizeof *result);
    struct ent_block block[2];
    struct ent_encoder encoder[2];
    struct ent_error error;
    static float metric[52][ENT_N_METRICS];
    int8_t status[52], failure_code[52];
    int16_t failure_month[52];
    const uint8_t hash[32] = {1, 2, 3};
    (void)state;
    assert_true(made != NULL && result != NULL);
    made->inputs.n_months = 5, made->inputs.n_states = 7, made->inputs.n_domains = 3, made->inputs.n_forums = 2;
    for (int k = 0; k < 2; k++) {
        assert_int_equal(ent_block_init(&block[k], &shape, &error), ENT_OK);
        assert_int_equal(ent_encoder_init(&encoder[k], &shape, &error), ENT_OK);
        for (int repeat = 0; repeat <= k; repeat++) {
            ent_block_reset(&block[k], &shape);
            for (uint32_t r = 0; r < 52; r++) {
                made_up_run(made, NULL, 5, 448 + r, result);
                ent_block_add(&block[k], result);
            }
            ent_encoder_block(&encoder[k], &block[k], hash, 448);
        }
    }
    assert_int_equal(encoder[0].length, encoder[1].length);
    assert_memory_equal(encoder[0].bytes, encoder[1].bytes, encoder[0].length);
    uint8_t *bytes = malloc(ent_block_runs_size(52));
    assert_non_null(bytes);
    assert_int_equal(ent_block_put_runs(&block[0], bytes), ent_block_runs_size(52));
    ent_block_get_runs(bytes, 52, &metric[0][0], status, failure_code, failure_month);
    assert_memory_equal(metric, block[0].metric, sizeof metric);
    assert_memory_equal(status, block[0].status, sizeof status);
    assert_memory_equal(failure_code, block[0].failure_code, sizeof failure_code);
    assert_memory_equal(failure_month, block[0].failure_month, sizeof failure_month);
    for (int k = 0; k < 2; k++) {
        ent_block_free(&block[k]);
        ent_encoder_free(&encoder[k]);
    }
    free(bytes);
    free(made);
    free(result);
}

/* --- statistics ----------------------------------------------------------------------------------------------------------------- */

/* Against the slow twin: the levels themselves, sorted. */
static void statistics_agree_with_the_levels(void **state)
{
    enum { N = 1000 };
    static int64_t level[N];
    int64_t sum = 0, squares = 0, histogram[ENT_N_BINS] = {0};
    (void)state;
    for (int i = 0; i < N; i++) {
        level[i] = (int64_t)(mix((uint64_t)i + 9) % 30000 + mix((uint64_t)i * 77) % 30000);
        sum += level[i];
        squares += level[i] * level[i];
        histogram[level[i] / 1024]++;
    }
    double mean = 0, spread = 0;
    for (int i = 0; i < N; i++) mean += (double)level[i] / N;
    for (int i = 0; i < N; i++) spread += ((double)level[i] - mean) * ((double)level[i] - mean) / (N - 1);
    assert_true(fabs(ent_level_mean(N, sum, -1, 3) - (-1 + 4 * mean / 65535)) < 1e-12);
    assert_true(fabs(ent_level_sd(N, sum, squares, -1, 3) - 4 * sqrt(spread) / 65535) < 1e-12);
    for (double p = 0.05; p < 1; p += 0.05) {
        double quantile = (ent_level_quantile(N, histogram, p, 0, 65535));
        int below = 0, reached = 0;
        for (int i = 0; i < N; i++) {
            below += (double)level[i] < quantile - 1024;
            reached += (double)level[i] <= quantile + 1024;
        }
        assert_true(below <= p * N && reached >= p * N);
    }
    assert_true(isnan(ent_level_mean(0, 0, 0, 1)) && isnan(ent_level_sd(1, 5, 25, 0, 1)) &&
                isnan(ent_level_quantile(0, histogram, .5, 0, 1)));
    assert_true(ent_level_sd(7, 7 * 65535LL, 7 * 65535LL * 65535LL, 0, 1) == 0);
    assert_true(ent_level_mean(3, 3 * 65535LL, 0, 1) == 1 && ent_level_mean(3, 0, -1, 1) == -1);
}

/* --- difference -------------------------------------------------------------------------------------------------------------------- */

static void the_first_difference_is_named(void **state)
{
    static const struct {
        const char *old, *now, *text;
    } rows[] = {
        {"a: 1\nruns: 5\n", "a: 1\nruns: 6\n", ""},
        {"a: 1\n", "a: 1\nb: 2\n", ""},
        {"a: {b: 1, c: 2}\n", "a: {b: 1, c: 3}\n", "a.c was 2 and is now 3"},
        {"l: [{n: x, v: 1}, {n: y, v: 2}]\n", "l: [{n: y, v: 2}, {n: z, v: 3}, {n: x, v: 4}]\n", "l.x.v was 1 and is now 4"},
        {"l: [{n: x, v: 1}, {n: x, v: 2}]\n", "l: [{n: x, v: 1}, {n: x, v: 3}]\n", "l[1].v was 2 and is now 3"},
        {"a: 1\nb: 2\n", "a: 1\n", "b was 2 and is now absent"},
    };
    char text[200];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ent_difference(rows[i].old, rows[i].now, text, sizeof text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shards_are_read),
        cmocka_unit_test(shards_come_from_launchers),
        cmocka_unit_test(the_kernel_is_chosen),
        cmocka_unit_test(the_greatest_sums_fit),
        cmocka_unit_test(sums_agree_with_plain_loops),
        cmocka_unit_test(records_are_pure),
        cmocka_unit_test(statistics_agree_with_the_levels),
        cmocka_unit_test(the_first_difference_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
