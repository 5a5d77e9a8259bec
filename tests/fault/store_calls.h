/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One call of the system, of HDF5 or for memory fails at its n-th time while journals are written and merged: an experiment from
 * nothing, a sweep with kept runs that grows from a file, a precision that is narrowed. Each time: a code and a text, under the
 * final name what was there before or the whole new file, byte by byte, no temporary file, and the same command
 * afterwards gives the undisturbed file.
 */
#ifndef ENT_TESTS_STORE_CALLS_H
#define ENT_TESTS_STORE_CALLS_H

#include "tests/fault/failing_calls.h"
#include "tests/unit/precision_world.h"

struct bytes {
    uint8_t *byte;
    size_t n; /* 0: no such file */
};

#define SWEEP(rest) "design: {method: grid, parameters: {orders.clusters.forums.security.floor: {values: [0.5, 0.6]}}}\n" rest

static struct operation {
    const char *name, *before, *request; /* the rest of an experiment; `before` NULL: there is no file yet */
    int by_parts;                        /* the merge takes the experiment from file and parts */
    struct ent_experiment *experiment;
    struct bytes old, expected; /* file */
    char digest[65];
} operations[] = {
    {.name = "afresh", .request = "runs: 66\nrecord: {runs: {every: 40, months: 2}}\nsplit: {forum: eu, order: clusters, month: 1}"},
    {.name = "grown",
     .before = SWEEP("runs: 10\nrecord: {runs: {every: 7}}"),
     .request = SWEEP("runs: 66\nrecord: {runs: {every: 7}}"),
     .by_parts = 1},
    {.name = "narrowed",
     .before = SWEEP("precision: {metric: decision_cohesion, half_width: 0.08}\nrecord: {runs: {list: [3, 900]}}"),
     .request = SWEEP("precision: {metric: decision_cohesion, half_width: 0.05}\nrecord: {runs: {list: [3, 900]}}")},
};
enum { N_OPERATIONS = sizeof operations / sizeof *operations };

static char target[256], parts[300];

/* --- files ---------------------------------------------------------------------------------------------------------------- */

static struct bytes read_target(void)
{
    struct bytes read = {.n = 0};
    struct stat status;
    FILE *file = fopen(target, "r");
    if (file == NULL) return read;
    assert_int_equal(fstat(fileno(file), &status), 0);
    read.n = (size_t)status.st_size;
    read.byte = malloc(read.n);
    assert_true(read.byte != NULL && fread(read.byte, 1, read.n, file) == read.n);
    fclose(file);
    return read;
}

static int target_is(const struct bytes *expected)
{
    struct bytes now = read_target();
    int same = now.n == expected->n && (now.n == 0 || memcmp(now.byte, expected->byte, now.n) == 0);
    free(now.byte);
    return same;
}

/* The state before the operation: the file of `before`, if any, and no parts. */
static void start_afresh(const struct operation *operation)
{
    remove_all(parts);
    unlink(target);
    if (operation->old.n == 0) return;
    FILE *file = fopen(target, "w");
    assert_true(file != NULL && fwrite(operation->old.byte, 1, operation->old.n, file) == operation->old.n);
    assert_int_equal(fclose(file), 0);
}

static int has_temporary(void)
{
    int found = 0;
    struct dirent *entry;
    DIR *list = opendir(folder);
    while ((entry = readdir(list)) != NULL) found |= strstr(entry->d_name, ".tmp-") != NULL;
    closedir(list);
    return found;
}

/* --- the operation ------------------------------------------------------------------------------------------------------ */

/* Simulates and merges. */
static int operate(const struct operation *operation, char digest[65], struct ent_error *error)
{
    struct ent_cells cells = {0};
    struct ent_engine_report done;
    struct ent_merge_report merged = {0};
    const struct ent_engine_options run = {
        .kernel = &made_up_kernel, .target = target, .n_threads = 1, .half_width = ent_precision_half_width};
    const struct ent_merge_options merging = {.target = target, .half_width = ent_precision_half_width};
    int code = ent_cells_init(&cells, operation->experiment, 0, ent_experiment_seed(operation->experiment), 0, error);
    if (code == ENT_OK) code = ent_engine_run(&cells, &run, &done, error);
    if (code == ENT_OK)
        code = operation->by_parts ? ent_merge_target(&merging, &merged, error) : ent_merge(&cells, &merging, &merged, error);
    memcpy(digest, merged.digest, 65);
    ent_cells_free(&cells);
    return code;
}

/* What is under the final name: the old file, or the new one, whole. */
static void check_target(const struct operation *operation, enum call call, long n)
{
    if (!target_is(&operation->old) && !target_is(&operation->expected))
        fail_msg("%s, %s failed at call %ld: another file under the final name", operation->name, call_names[call], n);
}

static void recover(const struct operation *operation, enum call call, long n)
{
    struct ent_error error = {0};
    char digest[65];
    int code = operate(operation, digest, &error);
    if (code != ENT_OK) fail_msg("%s, after %s failed at call %ld: %s", operation->name, call_names[call], n, error.text);
    assert_string_equal(digest, operation->digest);
    assert_true(target_is(&operation->expected));
    assert_false(exists(parts));
}

/* Lets the call fail at its n-th time; returns 0 once there are fewer than n calls. */
static int fail_at(const struct operation *operation, enum call call, long n, int and_recover)
{
    struct ent_error error = {0};
    char digest[65];
    start_afresh(operation);
    arm(call, n);
    int code = operate(operation, digest, &error);
    if (!disarm()) {
        assert_int_equal(code, ENT_OK);
        return 0;
    }
    if (code == ENT_OK)
        assert_string_equal(digest, operation->digest); /* the failure did not matter */
    else if (error.text[0] == '\0' || error.code != code || code == ENT_INTERRUPTED)
        fail_msg("%s, %s failed at call %ld: code %d, text '%s'", operation->name, call_names[call], n, code, error.text);
    if (call != CALL_unlink && has_temporary())
        fail_msg("%s, %s failed at call %ld: a temporary file is left", operation->name, call_names[call], n);
    check_target(operation, call, n);
    if (and_recover) recover(operation, call, n);
    return 1;
}

/* Every allocation for the first 20 of each kind, then every `stride`-th; each must leave nothing wrong, recovering is looked at
 * now and then. */
static inline void allocations(const struct operation *operation, long stride)
{
    for (int call = 0; call < FIRST_SYSTEM_CALL; call++) {
        long n = 0;
        while (fail_at(operation, (enum call)call, n, n % 16 == 0)) n += n < 20 ? 1 : stride;
        print_message("%s: %s: up to call %ld\n", operation->name, call_names[call], n);
    }
}

/* Two orders in one scenario over three months. */
static struct ent_experiment *open_small(const char *rest)
{
    char text[1024];
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    snprintf(text, sizeof text, "experiment: small\norders: [eu-only, clusters]\nscenarios: [{scenario: calm}]\nmonths: 3\n%s\n", rest);
    ent_experiment_parse(&experiment, text, strlen(text), "small", &complaints);
    for (size_t i = 0; i < complaints.n; i++) print_error("%d: %s\n", complaints.list[i].line, complaints.list[i].text);
    ent_complaints_free(&complaints);
    return experiment;
}

static int prepare(struct operation *operation)
{
    struct ent_error error = {0};
    start_afresh(operation);
    if (operation->before != NULL) {
        operation->experiment = open_small(operation->before);
        if (operation->experiment == NULL || operate(operation, operation->digest, &error) != ENT_OK) return -1;
        ent_experiment_free(operation->experiment);
        operation->old = read_target();
    }
    operation->experiment = open_small(operation->request);
    if (operation->experiment == NULL || operate(operation, operation->digest, &error) != ENT_OK) return -1;
    operation->expected = read_target();
    return 0;
}

static int begin(void **state)
{
    if (scratch_begin(state) != 0) return -1;
    snprintf(target, sizeof target, "%s/x.h5", folder);
    snprintf(parts, sizeof parts, "%s.parts", target);
    for (int o = 0; o < N_OPERATIONS; o++)
        if (prepare(&operations[o]) != 0) return -1;
    return 0;
}

static int end(void **state)
{
    for (int o = 0; o < N_OPERATIONS; o++) {
        ent_experiment_free(operations[o].experiment);
        free(operations[o].old.byte);
        free(operations[o].expected.byte);
    }
    return scratch_end(state);
}

#endif
