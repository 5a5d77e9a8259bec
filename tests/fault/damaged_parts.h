/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of three small sweeps - a number of runs, runs kept whole, a precision - as bytes that a test damages. Whatever is
 * done to them: a merge gives the undisturbed digest or says in words why not and leaves nothing under the final name; then the
 * same command does what is missing, and no more, and gives the undisturbed digest.
 */
#ifndef ENT_TESTS_FAULT_DAMAGED_PARTS_H
#define ENT_TESTS_FAULT_DAMAGED_PARTS_H

#include "runs/journal.h"
#include "tests/unit/precision_world.h"

enum { N_PARTS = 2, MOST_RECORDS = 256 };

static const char *const requests[] = {
    "runs: 150",
    "runs: 100\nrecord: {runs: {every: 40, months: 2}}",
    "precision: {metric: decision_cohesion, half_width: 0.05, least: 130}\nrecord: {runs: {list: [3, 70, 400]}}",
};
enum { N_REQUESTS = sizeof requests / sizeof *requests };

struct part_bytes {
    char name[1024];
    uint8_t *bytes;
    size_t size;
    size_t start[MOST_RECORDS + 1]; /* of each record, and the end of the last */
    int n_records;
};

static struct sweep {
    struct ent_experiment *experiment;
    char target[256], parts[512], expected[65];
    struct part_bytes part[N_PARTS];
    int64_t all_runs;
} sweep;

static int collect_start(const struct ent_journal_record *record, void *closure)
{
    struct part_bytes *part = closure;
    assert_true(part->n_records < MOST_RECORDS);
    part->start[part->n_records++] = record->offset;
    part->start[part->n_records] = record->offset + ENT_JOURNAL_HEADER + record->stored[0] + record->stored[1];
    return ENT_OK;
}

static void read_part(struct part_bytes *part)
{
    struct ent_journal_scan scan;
    struct ent_error error = {0};
    FILE *file = fopen(part->name, "r");
    struct stat status;
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &status), 0);
    part->size = (size_t)status.st_size;
    part->bytes = malloc(part->size);
    assert_int_equal(fread(part->bytes, 1, part->size, file), part->size);
    part->n_records = 0;
    assert_int_equal(ent_journal_read_all(fileno(file), part->name, collect_start, part, &scan, &error), ENT_OK);
    assert_int_equal(part->start[part->n_records], part->size);
    fclose(file);
}

static void read_parts(void)
{
    struct dirent *entry;
    DIR *list = opendir(sweep.parts);
    int n = 0;
    assert_non_null(list);
    while ((entry = readdir(list)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        assert_in_range(n, 0, N_PARTS - 1);
        snprintf(sweep.part[n].name, sizeof sweep.part[n].name, "%s/%.200s", sweep.parts, entry->d_name);
        read_part(&sweep.part[n++]);
    }
    closedir(list);
    assert_int_equal(n, N_PARTS);
}

static void write_part(const struct part_bytes *part, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(part->name, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* The parts as they were made, and nothing else. */
static void restore_parts(void)
{
    remove_all(sweep.parts);
    unlink(sweep.target);
    assert_int_equal(mkdir(sweep.parts, 0777), 0);
    for (int p = 0; p < N_PARTS; p++) write_part(&sweep.part[p], sweep.part[p].bytes, sweep.part[p].size);
}

/* The sweep of a request: its parts, made by two shards, and the digest that they give. */
static void begin_sweep(const char *request)
{
    struct ent_error error = {0};
    memset(&sweep, 0, sizeof sweep);
    snprintf(sweep.target, sizeof sweep.target, "%s/x.h5", folder);
    snprintf(sweep.parts, sizeof sweep.parts, "%s.parts", sweep.target);
    sweep.experiment = open_sweep(request);
    assert_non_null(sweep.experiment);
    for (int32_t i = 0; i < N_PARTS; i++) {
        struct step step = {.n_threads = 1, .shard = {i, N_PARTS}};
        assert_int_equal(simulate_precisely(sweep.experiment, sweep.target, &step, &error), ENT_OK);
        sweep.all_runs += step.report.progress.runs_done;
    }
    read_parts();
    if (merge_precisely(sweep.target, sweep.expected, &error) != ENT_OK) fail_msg("%s", error.text);
}

static void end_sweep(void)
{
    for (int p = 0; p < N_PARTS; p++) free(sweep.part[p].bytes);
    ent_experiment_free(sweep.experiment);
    remove_all(sweep.parts);
    unlink(sweep.target);
}

/* Merges what lies there: the undisturbed digest, or a message and no file. Returns the code. */
static int merge_damaged(struct ent_error *error)
{
    char digest[65];
    int code = merge_precisely(sweep.target, digest, error);
    if (code == ENT_OK) {
        assert_string_equal(digest, sweep.expected);
    } else {
        assert_true(code == ENT_NO_INPUT || code == ENT_BAD_INPUT || code == ENT_IO);
        assert_non_null(strstr(error->text, "x.h5"));
        assert_false(exists(sweep.target));
    }
    return code;
}

/* The same command again: it does at most `most_runs` and gives the undisturbed digest. */
static void complete_damaged(int64_t most_runs, const char *what, size_t at)
{
    struct ent_error error = {0};
    struct ent_engine_report done;
    struct ent_merge_report merged;
    int code = run_precisely(sweep.experiment, sweep.target, &done, &merged, &error);
    if (code != ENT_OK) fail_msg("%s at byte %zu: %s", what, at, error.text);
    assert_string_equal(merged.digest, sweep.expected);
    if (done.progress.runs_done > most_runs)
        fail_msg("%s at byte %zu: %lld runs are done again, not at most %lld", what, at, (long long)done.progress.runs_done,
                 (long long)most_runs);
    assert_false(exists(sweep.parts));
}

/* --- one byte, and the end ------------------------------------------------------------------------------------------------ */

/* One bit of one byte of a part is another. */
static void flip(struct part_bytes *part, size_t at)
{
    struct ent_error error = {0};
    restore_parts();
    part->bytes[at] ^= (uint8_t)(1u << (at % 8));
    write_part(part, part->bytes, part->size);
    part->bytes[at] ^= (uint8_t)(1u << (at % 8));
    int code = merge_damaged(&error);
    if (at < part->start[1])
        assert_int_equal(code, ENT_OK); /* the other part says what the experiment is */
    else if (code != ENT_NO_INPUT)
        fail_msg("a flipped bit at byte %zu: code %d: %s", at, code, error.text);
    complete_damaged(ENT_BLOCK_RUNS, "a flipped bit", at);
}

static int record_at(const struct part_bytes *part, size_t at)
{
    int r = 0;
    while (r + 1 < part->n_records && part->start[r + 1] <= at) r++;
    return r;
}

/* The part ends at this byte. */
static void cut(struct part_bytes *part, size_t at)
{
    struct ent_error error = {0};
    int64_t lost = part->n_records - record_at(part, at);
    restore_parts();
    write_part(part, part->bytes, at);
    merge_damaged(&error);
    complete_damaged(lost * ENT_BLOCK_RUNS, "a part that ends", at);
}

/* A field of every kind in the header of record `r`, and both ends of its sections. */
static void flip_fields(struct part_bytes *part, int r)
{
    static const size_t fields[] = {0, 8, 12, 16, 48, 52, 56, 64, 72, 80, 92, ENT_JOURNAL_HEADER};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) flip(part, part->start[r] + fields[i]);
    flip(part, part->start[r + 1] - 1);
}

#endif
