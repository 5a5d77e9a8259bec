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
    int months;                          /* 16: the counts of a cell fill a chunk, which is then filtered past HDF5 */
    int by_parts;                        /* the merge takes the experiment from file and parts */
    struct ent_experiment *experiment;
    struct bytes old, expected; /* file */
    char digest[65];
} operations[] = {
    {.name = "afresh",
     .months = 16,
     .request = "runs: 66\nrecord: {runs: {every: 40, months: 2}}\nsplit: {forum: eu, order: clusters, month: 1}"},
    {.name = "grown",
     .months = 3,
     .before = SWEEP("runs: 10\nrecord: {runs: {every: 7}}"),
     .request = SWEEP("runs: 66\nrecord: {runs: {every: 7}}"),
     .by_parts = 1},
    {.name = "narrowed",
     .months = 3,
     .before = SWEEP("precision: {metric: decision_cohesion, half_width: 0.08}\nrecord: {counts: false, runs: {list: [3, 900]}}"),
     .request = SWEEP("precision: {metric: decision_cohesion, half_width: 0.05}\nrecord: {counts: false, runs: {list: [3, 900]}}")},
};
enum { N_OPERATIONS = sizeof operations / sizeof *operations };

static char target[256], parts[300];

/* --- files ---------------------------------------------------------------------------------------------------------------- */

static struct bytes read_file(const char *name)
{
    struct bytes read = {.n = 0};
    struct stat status;
    FILE *file = fopen(name, "r");
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
    struct bytes now = read_file(target);
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

/* NULL, or what is wrong after an operation in which a call failed: the code has no text, something is left, another file than the
 * old or the new one, whole, is under the final name. */
static const char *wrong_after(const struct operation *operation, enum call call, int code, const char *digest,
                               const struct ent_error *error)
{
    if (code == ENT_OK) { /* the failure did not matter */
        if (strcmp(digest, operation->digest) != 0) return "another digest";
    } else if (error->text[0] == '\0' || error->code != code || code == ENT_INTERRUPTED) {
        return "a code without its text";
    }
    if (call != CALL_unlink && has_temporary()) return "a temporary file is left";
    if (!target_is(&operation->old) && !target_is(&operation->expected)) return "another file under the final name";
    return NULL;
}

/* NULL, or what is wrong with the same command again, undisturbed. */
static const char *wrong_again(const struct operation *operation, struct ent_error *error)
{
    char digest[65];
    *error = (struct ent_error){0};
    if (operate(operation, digest, error) != ENT_OK) return "it fails again";
    if (strcmp(digest, operation->digest) != 0) return "afterwards, another digest";
    if (!target_is(&operation->expected)) return "afterwards, another file";
    return exists(parts) ? "afterwards, parts are left" : NULL;
}

/* Two orders in one scenario over some months. */
static struct ent_experiment *open_small(int months, const char *rest)
{
    char text[1024];
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    snprintf(text, sizeof text, "experiment: small\norders: [eu-only, clusters]\nscenarios: [{scenario: calm}]\nmonths: %d\n%s\n", months,
             rest);
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
        operation->experiment = open_small(operation->months, operation->before);
        if (operation->experiment == NULL || operate(operation, operation->digest, &error) != ENT_OK) return -1;
        ent_experiment_free(operation->experiment);
        operation->old = read_file(target);
    }
    operation->experiment = open_small(operation->months, operation->request);
    if (operation->experiment == NULL || operate(operation, operation->digest, &error) != ENT_OK) return -1;
    operation->expected = read_file(target);
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
