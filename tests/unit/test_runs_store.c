/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Journals, resuming, growing and merging: one digest for every way of doing the same runs, and nothing wrong merged.
 */
#include "tests/unit/runs_world.h"

#include <zlib.h>

#include "runs/journal.h"

static char digest_of_200[65];
static struct ent_experiment *experiment;

/* The only part of a target. */
static const char *part_of(const char *target)
{
    static char found[1024];
    struct dirent *entry;
    char parts[512];
    snprintf(parts, sizeof parts, "%s.parts", target);
    DIR *list = opendir(parts);
    found[0] = '\0';
    while (list != NULL && (entry = readdir(list)) != NULL)
        if (entry->d_name[0] != '.') snprintf(found, sizeof found, "%s/%s", parts, entry->d_name);
    if (list != NULL) closedir(list);
    return found;
}

static int begin(void **state)
{
    experiment = open_baseline(NULL, NULL);
    if (scratch_begin(state) != 0 || experiment == NULL) return -1;
    complete(experiment, path("whole.h5"), 200, 1, digest_of_200);
    return 0;
}

static int end(void **state)
{
    ent_experiment_free(experiment);
    return scratch_end(state);
}

/* --- listener that keeps what was said ------------------------------------------------------------------------------------ */

static char said[4096];

static void keep(const char *remark, void *closure)
{
    (void)closure;
    size_t length = strlen(said);
    snprintf(said + length, sizeof said - length, "%s\n", remark);
}

static const struct ent_listener keeper = {.say = keep};

/* --- one digest --------------------------------------------------------------------------------------------------------------- */

static void threads_do_not_matter(void **state)
{
    static const int32_t n_threads[] = {2, 7};
    char digest[65];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        complete(experiment, path("threads.h5"), 200, n_threads[i], digest);
        assert_string_equal(digest, digest_of_200);
        assert_false(exists(path("threads.h5.parts")));
        unlink(path("threads.h5"));
    }
}

static void shards_do_not_matter(void **state)
{
    static const int32_t order[] = {1, 0, 2};
    struct ent_error error = {0};
    char digest[65];
    int64_t n = 0;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct step step = {.n_runs = 200, .n_threads = 2, .shard = {order[i], 3}};
        assert_int_equal(simulate(experiment, path("shards.h5"), &step, &error), ENT_OK);
        n += step.report.progress.runs_done;
        if (i < 2) {
            assert_int_equal(merge(path("shards.h5"), digest, &error), ENT_NO_INPUT);
            assert_non_null(strstr(error.text, "missing"));
            assert_false(exists(path("shards.h5")));
        }
    }
    assert_int_equal(n, 200 * 10);
    assert_int_equal(merge(path("shards.h5"), digest, &error), ENT_OK);
    assert_string_equal(digest, digest_of_200);
}

static void growing_is_the_same_as_asking_at_once(void **state)
{
    static const int32_t n_runs[] = {52, 64, 130, 200};
    char digest[65], fewer[65];
    struct ent_error error = {0};
    struct step step = {.n_runs = 100, .n_threads = 1, .listener = keeper};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        complete(experiment, path("grown.h5"), n_runs[i], 2, digest);
        assert_int_equal(strcmp(digest, digest_of_200) == 0, i == 3);
    }
    said[0] = '\0';
    assert_int_equal(simulate(experiment, path("grown.h5"), &step, &error), ENT_OK);
    assert_int_equal(step.report.progress.runs_done, 0);
    assert_non_null(strstr(said, "nothing is trimmed"));
    assert_int_equal(merge(path("grown.h5"), fewer, &error), ENT_OK);
    assert_string_equal(fewer, digest_of_200);
}

static void stopped_and_resumed_is_the_same(void **state)
{
    volatile sig_atomic_t stop = 1;
    struct ent_error error = {0};
    struct step step = {.n_runs = 200, .n_threads = 2, .stop = &stop};
    char digest[65];
    (void)state;
    assert_int_equal(simulate(experiment, path("stopped.h5"), &step, &error), ENT_INTERRUPTED);
    assert_int_equal(step.report.progress.runs_done, 0);
    step = (struct step){.n_runs = 200, .n_threads = 1, .max_seconds = 1e-9};
    assert_int_equal(simulate(experiment, path("stopped.h5"), &step, &error), ENT_INTERRUPTED);
    /* However short the time, a call gets on: a block of both orders. */
    assert_int_equal(step.report.progress.blocks_done, 1);
    assert_int_equal(step.report.progress.runs_done, 128);
    complete(experiment, path("stopped.h5"), 200, 2, digest);
    assert_string_equal(digest, digest_of_200);
}

/* The stored configuration, run again, gives the same results. */
static void the_stored_configuration_gives_the_same(void **state)
{
    struct ent_experiment *again;
    struct ent_cells cells = {0};
    struct ent_error error = {0};
    char digest[65];
    (void)state;
    assert_int_equal(ent_configuration_load(path("whole.h5"), &again, &cells, &error), ENT_OK);
    assert_int_equal(cells.n_runs, 200);
    complete(again, path("again.h5"), cells.n_runs, 2, digest);
    assert_string_equal(digest, digest_of_200);
    ent_cells_free(&cells);
    ent_experiment_free(again);
}

/* A twin that must be told apart: one other parameter, one other seed. */
static void other_experiments_have_other_digests(void **state)
{
    struct ent_experiment *other = open_baseline("parameters.values.phi=0.17", NULL);
    struct ent_error error = {0};
    struct step step = {.n_runs = 200, .n_threads = 2, .seed = 7};
    char digest[65];
    (void)state;
    assert_non_null(other);
    complete(other, path("other.h5"), 200, 2, digest);
    assert_string_not_equal(digest, digest_of_200);
    assert_int_equal(simulate(experiment, path("seed.h5"), &step, &error), ENT_OK);
    assert_int_equal(merge(path("seed.h5"), digest, &error), ENT_OK);
    assert_string_not_equal(digest, digest_of_200);
    ent_experiment_free(other);
}

/* --- what does not fit ------------------------------------------------------------------------------------------------------- */

static void another_experiment_is_refused(void **state)
{
    struct ent_experiment *other = open_baseline("parameters.values.phi=0.17", NULL);
    struct ent_error error = {0};
    struct step step = {.n_runs = 200, .n_threads = 1};
    (void)state;
    assert_non_null(other);
    assert_int_equal(simulate(other, path("whole.h5"), &step, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "parameters.values.phi was 0.176 and is now 0.17"));
    step.seed = 99;
    assert_int_equal(simulate(experiment, path("whole.h5"), &step, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "seed was 20260101 and is now 99"));
    ent_experiment_free(other);
}

static void foreign_parts_are_refused_and_kept(void **state)
{
    struct ent_experiment *other = open_baseline("parameters.values.phi=0.17", NULL);
    struct ent_error error = {0};
    struct step step = {.n_runs = 64, .n_threads = 1, .listener = keeper};
    struct ent_cells cells;
    struct ent_merge_report report;
    (void)state;
    assert_non_null(other);
    assert_int_equal(simulate(other, path("theirs.h5"), &step, &error), ENT_OK);
    step.n_runs = 200;
    assert_int_equal(simulate(experiment, path("theirs.h5"), &step, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "parameters.values.phi was 0.17 and is now 0.176"));

    /* somebody else's part in the folder of a complete run */
    char mine[1024];
    assert_int_equal(simulate(experiment, path("foreign.h5"), &step, &error), ENT_OK);
    assert_int_equal(step.report.progress.runs_done, 2000);
    snprintf(mine, sizeof mine, "%s.parts/other.part", path("foreign.h5"));
    assert_int_equal(rename(part_of(path("theirs.h5")), mine), 0);
    assert_int_equal(ent_merge_target(&(struct ent_merge_options){.target = path("foreign.h5")}, &report, &error), ENT_BAD_INPUT);
    assert_int_equal(ent_cells_init(&cells, experiment, 200, ent_experiment_seed(experiment), 0, &error), ENT_OK);
    assert_int_equal(ent_merge(&cells, &(struct ent_merge_options){.target = path("foreign.h5")}, &report, &error), ENT_OK);
    assert_string_equal(report.digest, digest_of_200);
    assert_true(exists(part_of(path("foreign.h5"))));
    ent_cells_free(&cells);
    ent_experiment_free(other);
}

/* Makes the header of a part's first record that of another version, with the check sum that belongs to it. */
static void change_version(const char *file, uint8_t version)
{
    uint8_t header[ENT_JOURNAL_HEADER];
    FILE *stream = fopen(file, "r+b");
    assert_non_null(stream);
    assert_int_equal(fread(header, 1, sizeof header, stream), sizeof header);
    header[8] = version;
    uint32_t sum = (uint32_t)crc32(crc32(0, NULL, 0), header, ENT_JOURNAL_HEADER - 4);
    for (int i = 0; i < 4; i++) header[ENT_JOURNAL_HEADER - 4 + i] = (uint8_t)(sum >> (8 * i));
    rewind(stream);
    assert_int_equal(fwrite(header, 1, sizeof header, stream), sizeof header);
    assert_int_equal(fclose(stream), 0);
}

/* A part of another version of the format is no damage: its runs are neither dropped nor made again in silence. */
static void parts_of_another_version_are_refused(void **state)
{
    struct ent_error error = {0};
    struct step step = {.n_runs = 64, .n_threads = 1, .listener = keeper, .shard = {.index = 0, .n = 2}};
    struct ent_merge_report report;
    (void)state;
    assert_int_equal(simulate(experiment, path("older.h5"), &step, &error), ENT_OK);
    change_version(part_of(path("older.h5")), 1);
    assert_int_equal(simulate(experiment, path("older.h5"), &step, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "a part of version 1, this program reads version 2"));
    assert_int_equal(ent_merge_target(&(struct ent_merge_options){.target = path("older.h5")}, &report, &error), ENT_BAD_INPUT);
    assert_non_null(strstr(error.text, "a part of version 1"));
    change_version(part_of(path("older.h5")), ENT_JOURNAL_VERSION);
    assert_int_equal(simulate(experiment, path("older.h5"), &step, &error), ENT_OK);
}

/* --- damage ------------------------------------------------------------------------------------------------------------------- */

static void change_byte(const char *file, long at, int whence)
{
    FILE *stream = fopen(file, "r+b");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, at, whence), 0);
    int byte = fgetc(stream);
    assert_int_equal(fseek(stream, -1, SEEK_CUR), 0);
    fputc(byte ^ 0x10, stream);
    assert_int_equal(fclose(stream), 0);
}

/* Damages the only part with `how`, resumes, and expects the whole; returns how many runs were done again. */
static int64_t resume_after(const char *target, void (*how)(const char *part))
{
    struct ent_error error = {0};
    struct step step = {.n_runs = 200, .n_threads = 1, .listener = keeper};
    char digest[65];
    assert_int_equal(simulate(experiment, target, &step, &error), ENT_OK);
    how(part_of(target));
    said[0] = '\0';
    assert_int_equal(simulate(experiment, target, &step, &error), ENT_OK);
    assert_int_equal(merge(target, digest, &error), ENT_OK);
    assert_string_equal(digest, digest_of_200);
    unlink(target);
    return step.report.progress.runs_done;
}

static void cut_tail(const char *part)
{
    struct stat status;
    assert_int_equal(stat(part, &status), 0);
    assert_int_equal(truncate(part, status.st_size - 100), 0);
}
static void flip_payload(const char *part)
{
    change_byte(part, -5000, SEEK_END);
}
static void flip_configuration(const char *part)
{
    change_byte(part, 200, SEEK_SET);
}
static void flip_magic(const char *part)
{
    change_byte(part, 3, SEEK_SET);
}
static void empty_file(const char *part)
{
    assert_int_equal(truncate(part, 0), 0);
}
static void leave(const char *part)
{
    (void)part;
}

static void damage_is_noticed_and_mended(void **state)
{
    (void)state;
    assert_int_equal(resume_after(path("d0.h5"), leave), 0);
    assert_int_equal(resume_after(path("d1.h5"), cut_tail), 8); /* the last record: 200 = 3 x 64 + 8 */
    int64_t again = resume_after(path("d2.h5"), flip_payload);
    assert_true(again == 8 || again == 64);
    assert_non_null(strstr(said, "damaged"));
    assert_int_equal(resume_after(path("d5.h5"), empty_file), 2000);
}

static void damaged_configuration_does_not_lose_runs(void **state)
{
    static void (*const how[])(const char *part) = {flip_configuration, flip_magic};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct ent_error error = {0};
        struct step step = {.n_runs = 200, .n_threads = 1};
        struct ent_cells cells;
        struct ent_merge_report report;
        assert_int_equal(simulate(experiment, path("dc.h5"), &step, &error), ENT_OK);
        how[i](part_of(path("dc.h5")));
        assert_int_equal(simulate(experiment, path("dc.h5"), &step, &error), ENT_OK);
        assert_int_equal(step.report.progress.runs_done, 0);
        assert_int_equal(ent_cells_init(&cells, experiment, 200, ent_experiment_seed(experiment), 0, &error), ENT_OK);
        assert_int_equal(ent_merge(&cells, &(struct ent_merge_options){.target = path("dc.h5")}, &report, &error), ENT_OK);
        assert_string_equal(report.digest, digest_of_200);
        ent_cells_free(&cells);
        unlink(path("dc.h5"));
    }
}

/* --- the file -------------------------------------------------------------------------------------------------------------------- */

static void a_good_file_verifies_and_a_changed_one_does_not(void **state)
{
    struct ent_verify_report report;
    struct ent_error error = {0};
    struct stat status;
    (void)state;
    assert_int_equal(ent_verify(path("whole.h5"), NULL, &report, &error), ENT_OK);
    assert_string_equal(report.digest, digest_of_200);
    assert_int_equal(report.n_runs, 2000);
    assert_true(report.n_failed > 0);
    assert_int_equal(report.n_done + report.n_failed, 2000);
    assert_int_equal(stat(path("whole.h5"), &status), 0);
    int refused = 0;
    for (int i = 1; i < 12; i++) { /* some bytes are in unused space */
        char digest[65];
        complete(experiment, path("changed.h5"), 200, 2, digest);
        change_byte(path("changed.h5"), (long)(status.st_size / 12 * i), SEEK_SET);
        refused += ent_verify(path("changed.h5"), NULL, &report, &error) != ENT_OK;
        unlink(path("changed.h5"));
    }
    assert_true(refused >= 6);
}

static void missing_runs_are_marked(void **state)
{
    struct ent_error error = {0};
    struct step step = {.n_runs = 200, .n_threads = 2, .shard = {0, 3}};
    struct ent_merge_options options = {.target = path("peek.h5"), .allow_missing = 1};
    struct ent_merge_report report;
    struct ent_verify_report verified;
    (void)state;
    assert_int_equal(simulate(experiment, path("peek.h5"), &step, &error), ENT_OK);
    assert_int_equal(ent_merge_target(&options, &report, &error), ENT_USAGE);
    options.output = path("looked.h5");
    assert_int_equal(ent_merge_target(&options, &report, &error), ENT_OK);
    assert_true(report.n_missing > 0);
    assert_true(exists(path("peek.h5.parts")));
    assert_int_equal(ent_verify(path("looked.h5"), NULL, &verified, &error), ENT_OK);
    assert_int_equal(verified.n_missing, report.n_missing);
    assert_int_equal(verified.n_missing + step.report.progress.runs_done, 2000);
}

static void strangers_are_not_overwritten(void **state)
{
    struct ent_error error = {0};
    struct step step = {.n_runs = 64, .n_threads = 1};
    struct stat status;
    FILE *stream = fopen(path("notes.h5"), "w");
    (void)state;
    assert_non_null(stream);
    fputs("not HDF5 at all", stream);
    fclose(stream);
    assert_int_not_equal(simulate(experiment, path("notes.h5"), &step, &error), ENT_OK);
    assert_int_equal(stat(path("notes.h5"), &status), 0);
    assert_int_equal(status.st_size, 15);
    assert_int_equal(simulate(experiment, path("none/x.h5"), &step, &error), ENT_CANT_CREATE);
    char digest[65];
    assert_int_equal(merge(path("nothing.h5"), digest, &error), ENT_NO_INPUT);
}

int main(void)
{
    ent_output_no_exit_handler(); /* damaged files are read */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(shards_do_not_matter),
        cmocka_unit_test(growing_is_the_same_as_asking_at_once),
        cmocka_unit_test(stopped_and_resumed_is_the_same),
        cmocka_unit_test(the_stored_configuration_gives_the_same),
        cmocka_unit_test(other_experiments_have_other_digests),
        cmocka_unit_test(another_experiment_is_refused),
        cmocka_unit_test(foreign_parts_are_refused_and_kept),
        cmocka_unit_test(parts_of_another_version_are_refused),
        cmocka_unit_test(damage_is_noticed_and_mended),
        cmocka_unit_test(damaged_configuration_does_not_lose_runs),
        cmocka_unit_test(a_good_file_verifies_and_a_changed_one_does_not),
        cmocka_unit_test(missing_runs_are_marked),
        cmocka_unit_test(strangers_are_not_overwritten),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
