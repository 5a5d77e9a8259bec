/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every way to write a wrong experiment, and exactly what is said about it: bad_inputs/NAME.yaml is loaded, NAME.expected
 * holds the exit code and the messages. With ENTENTE_RENEW set, the expected files are written anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <dirent.h>
#include <unistd.h>

#include <cmocka.h>

#include "params/experiment.h"

enum { MAX_CASES = 400, LEAST_CASES = 100 };

static char *load(const char *file, int *code)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints;
    char *text;

    *code = ent_experiment_load(&experiment, file, "params", NULL, 0, &complaints);
    assert_int_equal(*code, complaints.code);
    assert_true((experiment == NULL) == (*code != ENT_OK));
    text = ent_complaints_text(&complaints);
    assert_non_null(text);
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    return text;
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The cases in the current folder, sorted, without ".yaml". */
static int list_cases(char *names[MAX_CASES])
{
    DIR *folder = opendir(".");
    const struct dirent *entry;
    int n = 0;

    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        const size_t length = strlen(entry->d_name);

        if (length < 6 || strcmp(entry->d_name + length - 5, ".yaml") != 0) continue;
        assert_in_range(n, 0, MAX_CASES - 1);
        names[n] = strndup(entry->d_name, length - 5);
        assert_non_null(names[n++]);
    }
    closedir(folder);
    qsort(names, (size_t)n, sizeof *names, compare);
    return n;
}

static char *read_expected(const char *path)
{
    static char text[100000];
    FILE *file = fopen(path, "r");
    size_t length;

    if (!file) return NULL;
    length = fread(text, 1, sizeof text - 1, file);
    text[length] = 0;
    fclose(file);
    return text;
}

static int check_case(const char *name)
{
    char path[300], first[32];
    int code, is_right;
    char *messages, *expected;
    FILE *renewed;

    snprintf(path, sizeof path, "%s.yaml", name);
    messages = load(path, &code);
    snprintf(path, sizeof path, "%s.expected", name);
    snprintf(first, sizeof first, "exit %d\n", code);
    if (getenv("ENTENTE_RENEW")) {
        renewed = fopen(path, "w");
        assert_non_null(renewed);
        fprintf(renewed, "%s%s", first, messages);
        fclose(renewed);
    }
    expected = read_expected(path);
    is_right = expected && strncmp(expected, first, strlen(first)) == 0 && strcmp(expected + strlen(first), messages) == 0 &&
               (code == ENT_BAD_INPUT || code == ENT_NO_INPUT);
    if (!is_right) print_error("%s: expected\n%sfound\n%s%s", name, expected ? expected : "a file with the messages\n", first, messages);
    free(messages);
    return is_right;
}

static void every_complaint_is_exact(void **state)
{
    char *names[MAX_CASES];
    const int n = list_cases(names);
    int n_wrong = 0;

    (void)state;
    assert_in_range(n, LEAST_CASES, MAX_CASES);
    for (int i = 0; i < n; i++) {
        n_wrong += !check_case(names[i]);
        free(names[i]);
    }
    assert_int_equal(n_wrong, 0);
}

static void the_good_experiment_is_good(void **state)
{
    int code;
    char *messages = load("good", &code);

    (void)state;
    assert_string_equal(messages, "");
    assert_int_equal(code, ENT_OK);
    free(messages);
}

static void a_missing_experiment_is_said(void **state)
{
    int code;
    char *messages = load("nowhere.yaml", &code);

    (void)state;
    assert_string_equal(messages, "nowhere.yaml: error: cannot be read: No such file or directory\n");
    assert_int_equal(code, ENT_NO_INPUT);
    free(messages);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Writes a file of `n` bytes and loads it: the messages, which must come at once. */
static void check_hostile(const char *unit, size_t n, const char *expected)
{
    char path[] = P_tmpdir "/entente_XXXXXX", wanted[256];
    const int descriptor = mkstemp(path);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    const double before = seconds();
    char *messages;
    int code;

    assert_non_null(file);
    for (size_t i = 0; i < n; i += strlen(unit)) assert_true(fputs(unit, file) >= 0);
    assert_int_equal(fclose(file), 0);
    messages = load(path, &code);
    unlink(path);
    snprintf(wanted, sizeof wanted, "%s%s", path, expected);
    assert_int_equal(code, ENT_BAD_INPUT);
    if (*expected) assert_string_equal(messages, wanted);
    assert_true(seconds() - before < 2);
    free(messages);
}

static void hostile_files_fail_at_once(void **state)
{
    (void)state;
    check_hostile("[", 10000000, ":1:1: error: larger than 1 MB\n");
    check_hostile("[", 900000, ":1:65: error: nested more than 64 levels deep\n");
    check_hostile("{a: ", 900000, ":1:257: error: nested more than 64 levels deep\n");
    check_hostile("- ", 900000, ":1:129: error: nested more than 64 levels deep\n");
    check_hostile("a: 1\n", 900000, "");
    check_hostile("'", 900000, "");
    check_hostile("- a\n", 900000, "");
}

static int enter_folder(void **state)
{
    const char *source = getenv("ENTENTE_SOURCE");
    char path[4096];

    (void)state;
    snprintf(path, sizeof path, "%s/tests/golden/bad_inputs", source ? source : ".");
    return chdir(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_good_experiment_is_good),
        cmocka_unit_test(every_complaint_is_exact),
        cmocka_unit_test(a_missing_experiment_is_said),
        cmocka_unit_test(hostile_files_fail_at_once),
    };
    return cmocka_run_group_tests(tests, enter_folder, NULL);
}
