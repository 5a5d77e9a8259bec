/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of a sweep with a flipped bit, cut off, missing, empty, of another experiment, or no parts at all.
 */
#include "tests/fault/damaged_parts.h"

static void a_flipped_bit(void **state)
{
    (void)state;
    for (int q = 0; q < N_REQUESTS; q++) {
        begin_sweep(requests[q]);
        for (int p = 0; p < N_PARTS; p++) {
            struct part_bytes *part = &sweep.part[p];
            if (p == q % N_PARTS) flip_fields(part, q);
            for (uint64_t i = 0; i < 3; i++) flip(part, mix(i + 1) % part->size);
            flip(part, part->size - 1);
        }
        end_sweep();
    }
}

static void a_part_that_ends_early(void **state)
{
    (void)state;
    for (int q = 0; q < N_REQUESTS; q++) {
        begin_sweep(requests[q]);
        for (int p = 0; p < N_PARTS; p++) {
            struct part_bytes *part = &sweep.part[p];
            size_t last = part->start[part->n_records - 1];
            const size_t ends[] = {0,    1,        ENT_JOURNAL_HEADER,        part->start[1],     part->start[1] + 95, part->start[2] - 1,
                                   last, last + 1, last + ENT_JOURNAL_HEADER, part->size / 2 + 1, part->size - 1};
            for (size_t i = (size_t)p; i < sizeof ends / sizeof *ends; i += 2) cut(part, ends[i]);
        }
        end_sweep();
    }
}

static void expect_merge(int code, const char *text)
{
    struct ent_error error = {0};
    assert_int_equal(merge_damaged(&error), code);
    if (strstr(error.text, text) == NULL) fail_msg("'%s' is not in: %s", text, error.text);
}

static void missing_parts(void **state)
{
    (void)state;
    for (int q = 0; q < N_REQUESTS; q++) {
        begin_sweep(requests[q]);
        for (int p = 0; p < N_PARTS; p++) {
            restore_parts();
            unlink(sweep.part[p].name);
            expect_merge(ENT_NO_INPUT, "runs are missing, the first in point ");
            complete_damaged(sweep.all_runs - 1, "one part missing", 0);
        }
        restore_parts();
        remove_all(sweep.parts);
        expect_merge(ENT_NO_INPUT, "there is neither this file nor a part");
        complete_damaged(sweep.all_runs, "all parts missing", 0);
        end_sweep();
    }
}

/* Without its first record a part still counts; without all of them there is nothing that says what the experiment is. */
static void no_configuration(void **state)
{
    (void)state;
    for (int q = 0; q < N_REQUESTS; q++) {
        begin_sweep(requests[q]);
        restore_parts();
        for (int p = 0; p < N_PARTS; p++)
            write_part(&sweep.part[p], sweep.part[p].bytes + sweep.part[p].start[1], sweep.part[p].size - sweep.part[p].start[1]);
        expect_merge(ENT_NO_INPUT, "says what the experiment is");
        complete_damaged(0, "no configuration", 0);
        end_sweep();
    }
}

/* Files in the folder that are no parts of anybody. */
static void strangers(void **state)
{
    static const char text[] = "EntPart\nnot quite, and shorter than a header";
    char name[1024];
    (void)state;
    for (int q = 0; q < N_REQUESTS; q++) {
        begin_sweep(requests[q]);
        for (size_t size = 0; size < sizeof text; size += sizeof text - 1) {
            restore_parts();
            struct part_bytes stranger = {.n_records = 0};
            snprintf(stranger.name, sizeof stranger.name, "%s/stranger.part", sweep.parts);
            write_part(&stranger, (const uint8_t *)text, size);
            unlink(sweep.part[0].name);
            expect_merge(ENT_NO_INPUT, "runs are missing");
            complete_damaged(sweep.all_runs - 1, "a stranger beside", size);
        }
        restore_parts();
        snprintf(name, sizeof name, "%s/folder.part", sweep.parts);
        assert_int_equal(mkdir(name, 0777), 0);
        expect_merge(ENT_IO, "folder.part");
        end_sweep();
    }
}

/* A part of the same sweep with another seed: neither run over nor merged, and not removed. */
static void of_another_configuration(void **state)
{
    (void)state;
    for (int q = 0; q < N_REQUESTS; q++) {
        struct ent_error error = {0};
        struct step step = {.n_threads = 1};
        begin_sweep(requests[q]);
        restore_parts();
        struct part_bytes other = sweep.part[0];
        struct ent_cells cells;
        const char *difference = "seed was 5 and is now 6";
        assert_int_equal(ent_cells_init(&cells, sweep.experiment, 0, 6, 0, &error), ENT_OK);
        const struct ent_engine_options options = {
            .kernel = &made_up_kernel, .target = sweep.target, .n_threads = 1, .half_width = ent_precision_half_width};
        assert_int_equal(ent_engine_run(&cells, &options, &step.report, &error), ENT_BAD_INPUT);
        if (strstr(error.text, difference) == NULL) fail_msg("'%s' is not in: %s", difference, error.text);
        ent_cells_free(&cells);

        /* One that got there nevertheless. */
        char elsewhere[256], name[512];
        snprintf(elsewhere, sizeof elsewhere, "%s/other.h5", folder);
        struct ent_engine_options there = options;
        there.target = elsewhere;
        assert_int_equal(ent_cells_init(&cells, sweep.experiment, 0, 6, 0, &error), ENT_OK);
        assert_int_equal(ent_engine_run(&cells, &there, &step.report, &error), ENT_OK);
        ent_cells_free(&cells);
        snprintf(name, sizeof name, "%s.parts", elsewhere);
        DIR *list = opendir(name);
        struct dirent *entry;
        while ((entry = readdir(list)) != NULL)
            if (entry->d_name[0] != '.') snprintf(other.name, sizeof other.name, "%s/%.200s", name, entry->d_name);
        closedir(list);
        char moved[1024];
        snprintf(moved, sizeof moved, "%s/zz.part", sweep.parts);
        assert_int_equal(rename(other.name, moved), 0);
        expect_merge(ENT_BAD_INPUT, difference);
        assert_int_equal(simulate_precisely(sweep.experiment, sweep.target, &step, &error), ENT_BAD_INPUT);
        assert_non_null(strstr(error.text, "seed was 6 and is now 5"));
        assert_true(exists(moved) && exists(sweep.part[0].name) && exists(sweep.part[1].name));
        unlink(moved);
        remove_all(name);
        complete_damaged(0, "after the other part is gone", 0);
        end_sweep();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flipped_bit), cmocka_unit_test(a_part_that_ends_early),
        cmocka_unit_test(missing_parts), cmocka_unit_test(no_configuration),
        cmocka_unit_test(strangers),     cmocka_unit_test(of_another_configuration),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
