/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a results file: what is in it, and a sentence for whatever is wrong with it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/patterns.h"
#include "analysis/results.h"
#include "analysis/summary.h"
#include "tests/unit/analysis_file.h"

enum { RUNS = 20 };

static char folder[] = "analysis_results_XXXXXX";
static char path[256];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/small.h5", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void opens(void **state)
{
    (void)state;
    const struct file_flaws none = {0};
    struct ent_results results;
    struct ent_error error;
    file_write(path, RUNS, &none);
    assert_int_equal(ent_results_open(&results, path, &error), ENT_OK);
    assert_int_equal(results.n_points, FILE_POINTS);
    assert_int_equal(results.n_runs, RUNS);
    assert_int_equal(results.n_months, FILE_MONTHS);
    assert_int_equal(results.order.n, FILE_ORDERS);
    assert_string_equal(results.order.name[1], file_orders[1]);
    assert_string_equal(results.scenario.name[1], file_scenarios[1]);
    assert_string_equal(results.experiment, "small");
    assert_string_equal(results.seed, "18446744073709551615");
    assert_int_equal(ent_labels_find(&results.state, "CCC"), 2);
    assert_int_equal(ent_labels_find(&results.state, "ZZZ"), -1);
    assert_true(ent_results_has(&results, "deadlock_risk") && !ent_results_has(&results, "no_such_variable"));
    ent_results_close(&results);
    ent_results_close(&results); /* a closed one is zeroed */
}

static void reads_metrics(void **state)
{
    (void)state;
    const struct file_flaws none = {0};
    struct ent_results results;
    struct ent_error error;
    double values[RUNS];
    struct ent_run_counts counts;
    file_write(path, RUNS, &none);
    assert_int_equal(ent_results_open(&results, path, &error), ENT_OK);
    for (size_t o = 0; o < FILE_ORDERS; o++)
        for (size_t s = 0; s < FILE_SCENARIOS; s++) {
            struct ent_cell_at cell = {1, o, s};
            assert_int_equal(ent_results_metric(&results, "decision_cohesion", cell, values, &error), ENT_OK);
            for (size_t r = 0; r < RUNS; r++) {
                float stored = (float)file_value("decision_cohesion", 1, o, s, r);
                assert_true(isnan(stored) ? isnan(values[r]) : values[r] == (double)stored);
            }
            assert_int_equal(ent_results_counts(&results, cell, &counts, &error), ENT_OK);
            int flawed = o + 1 == FILE_ORDERS && s + 1 == FILE_SCENARIOS;
            assert_int_equal(counts.n, RUNS);
            assert_int_equal(counts.failed, flawed);
            assert_int_equal(counts.not_run, flawed);
            assert_int_equal(counts.done, RUNS - 2 * flawed);
        }
    ent_results_close(&results);
}

static void reads_boxes(void **state)
{
    (void)state;
    const struct file_flaws none = {0};
    struct ent_results results;
    struct ent_error error;
    size_t shape[ENT_RESULTS_MAX_DIMENSIONS], start[] = {0, 1, 1, 1, 1}, count[] = {1, 1, 1, 2, 1};
    double box[2];
    int n;
    file_write(path, RUNS, &none);
    assert_int_equal(ent_results_open(&results, path, &error), ENT_OK);
    assert_int_equal(ent_results_shape(&results, "blocking_count", shape, &n, &error), ENT_OK);
    assert_true(n == 5 && shape[3] == FILE_STATES && shape[4] == FILE_DOMAINS);
    assert_int_equal(ent_results_read(&results, "blocking_count", 5, start, count, box, &error), ENT_OK);
    assert_true(box[0] == 15 && box[1] == 5);
    start[3] = 3; /* two states from the last */
    assert_int_equal(ent_results_read(&results, "blocking_count", 5, start, count, box, &error), ENT_BAD_INPUT);
    assert_int_equal(ent_results_read(&results, "blocking_count", 4, start, count, box, &error), ENT_BAD_INPUT);
    count[3] = (size_t)-1;
    assert_int_equal(ent_results_read(&results, "blocking_count", 5, start, count, box, &error), ENT_BAD_INPUT);
    assert_int_equal(ent_results_read(&results, "no_such_variable", 5, start, count, box, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "'no_such_variable' is missing"));
    ent_results_close(&results);
}

/* Opening fails with this code and a sentence that names the file and holds these words. */
static void refuse(const char *where, int code, const char *words)
{
    struct ent_results results;
    struct ent_error error = {0};
    assert_int_equal(ent_results_open(&results, where, &error), code);
    assert_int_equal(error.code, code);
    assert_true(strncmp(error.text, where, strlen(where)) == 0);
    if (!strstr(error.text, words)) fail_msg("'%s' does not say '%s'", error.text, words);
    assert_true(results.path == NULL && results.file == 0);
}

static void write_bytes(const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static void refuses_what_is_not_a_file(void **state)
{
    (void)state;
    refuse("no/such/file.h5", ENT_NO_INPUT, "No such file");
    refuse(folder, ENT_BAD_INPUT, "is a folder");
    write_bytes("", 0);
    refuse(path, ENT_BAD_INPUT, "not HDF5");
    write_bytes("experiment: baseline\n", 21);
    refuse(path, ENT_BAD_INPUT, "not HDF5");
}

static void refuses_foreign_and_newer(void **state)
{
    (void)state;
    const struct file_flaws newer = {.format = ENT_FORMAT_VERSION + 1}, negative = {.format = -1}, foreign = {.source = "Something else"},
                            bare = {.leave_out = "format_version"};
    file_write(path, RUNS, &newer);
    refuse(path, ENT_BAD_INPUT, "newer Entente");
    file_write(path, RUNS, &negative);
    refuse(path, ENT_BAD_INPUT, "does not exist");
    file_write(path, RUNS, &foreign);
    refuse(path, ENT_BAD_INPUT, "not a results file of Entente");
    file_write(path, RUNS, &bare);
    refuse(path, ENT_BAD_INPUT, "not a results file of Entente");
}

static void refuses_incomplete(void **state)
{
    (void)state;
    const char *const needed[] = {"point", "order", "scenario", "run", "title", "seed", "results_digest", "results_version"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        const struct file_flaws flaws = {.leave_out = needed[i]};
        file_write(path, RUNS, &flaws);
        refuse(path, ENT_BAD_INPUT, needed[i]);
    }
}

/* Everything that reads; whatever happens, it ends with a code. */
static int use(const char *where)
{
    struct ent_results results;
    struct ent_error error = {0};
    struct ent_summary_options options = {.format = ENT_SUMMARY_JSON};
    struct ent_patterns_request request = {0};
    char *text = NULL;
    int code = ent_results_open(&results, where, &error);
    if (!code) code = ent_summary_print(&results, &options, &text, &error);
    free(text);
    text = NULL;
    if (!code) code = ent_patterns_print(&results, &request, 0, &text, &error);
    free(text);
    ent_results_close(&results);
    return code != 0 && error.text[0] == '\0' ? ENT_BUG : code;
}

static void incomplete_later(void **state)
{
    (void)state;
    struct file_flaws flaws = {.leave_out = "status"};
    file_write(path, RUNS, &flaws);
    assert_int_equal(use(path), ENT_BAD_INPUT);
    flaws.leave_out = "order_failed";
    file_write(path, RUNS, &flaws);
    assert_int_equal(use(path), ENT_BAD_INPUT);
    flaws.leave_out = "polarisation"; /* not a headline: left out */
    file_write(path, RUNS, &flaws);
    assert_int_equal(use(path), ENT_OK);
    flaws.leave_out = "membership_share"; /* designs have none */
    file_write(path, RUNS, &flaws);
    assert_int_equal(use(path), ENT_OK);
    const struct file_flaws flat = {.flat = 1};
    file_write(path, RUNS, &flat);
    assert_int_equal(use(path), ENT_BAD_INPUT);
}

/* In a process of its own, so that a crash is seen and not shared. */
static void survives(const char *what, size_t at)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(20);
        int code = use(path);
        _exit(code == ENT_OK || code == ENT_BAD_INPUT || code == ENT_IO ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail_msg("%s at byte %zu: status %d", what, at, status);
}

/* Cut anywhere, or one bit flipped. HDF5 1.10.8 itself crashes on about one flip in 2,000: a reference to a text that
 * points beyond its heap. */
static void survives_damage(void **state)
{
    (void)state;
    const struct file_flaws none = {0};
    file_write(path, RUNS, &none);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(file);
    char *bytes = malloc(size), *bad = malloc(size);
    assert_true(bytes && bad);
    rewind(file);
    assert_int_equal(fread(bytes, 1, size, file), size);
    fclose(file);
    for (size_t i = 1; i < 20; i++) {
        write_bytes(bytes, size * i / 20);
        survives("cut", size * i / 20);
    }
    for (uint32_t i = 0; i < 60; i++) {
        size_t at = (size_t)(file_uniform(i, 1) * (double)size);
        memcpy(bad, bytes, size);
        bad[at] = (char)(bad[at] ^ (1 << (i % 8)));
        write_bytes(bad, size);
        survives("flipped", at);
    }
    free(bytes);
    free(bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens),
        cmocka_unit_test(reads_metrics),
        cmocka_unit_test(reads_boxes),
        cmocka_unit_test(refuses_what_is_not_a_file),
        cmocka_unit_test(refuses_foreign_and_newer),
        cmocka_unit_test(refuses_incomplete),
        cmocka_unit_test(incomplete_later),
        cmocka_unit_test(survives_damage),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
