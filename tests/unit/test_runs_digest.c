/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two hashes of a file: results are the same however numbers are stored; a number or the way it is stored cannot change
 * without the hash of what is stored.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <hdf5.h>

#include "runs/digest.h"
#include "runs/output.h"

enum { OUTER = 3, ROWS = 10, COLUMNS = 7, CHUNK_ROWS = 4, N = OUTER * ROWS * COLUMNS };

/* How a dataset [OUTER][ROWS][COLUMNS] is stored. */
enum storage { AS_OURS, DEFLATED, PLAIN_CHUNKS, WHOLE_CHUNKS, CONTIGUOUS, N_STORAGES };

static hid_t creation(enum storage storage, hid_t type, const void *fill)
{
    const hsize_t ours[3] = {1, CHUNK_ROWS, COLUMNS}, others[3] = {2, 3, 5};
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    assert_true(list >= 0 && H5Pset_fill_value(list, type, fill) >= 0);
    if (storage != CONTIGUOUS) assert_true(H5Pset_chunk(list, 3, storage == WHOLE_CHUNKS ? others : ours) >= 0);
    if (storage == AS_OURS || storage == WHOLE_CHUNKS) assert_true(H5Pset_shuffle(list) >= 0);
    if (storage < PLAIN_CHUNKS || storage == WHOLE_CHUNKS) assert_true(H5Pset_deflate(list, 1) >= 0);
    return list;
}

/* Writes all rows but those of the last chunk of the last outer place, which hold the fill value. */
static void add(hid_t file, const char *name, enum storage storage, hid_t type, const void *values, const void *fill, size_t element)
{
    const hsize_t size[3] = {OUTER, ROWS, COLUMNS};
    hid_t space = H5Screate_simple(3, size, NULL), list = creation(storage, type, fill);
    hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    assert_true(dataset >= 0);
    for (hsize_t o = 0; o < OUTER; o++) {
        const hsize_t start[3] = {o, 0, 0}, count[3] = {1, o + 1 == OUTER ? CHUNK_ROWS : ROWS, COLUMNS};
        hid_t memory = H5Screate_simple(3, count, NULL);
        assert_true(H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0);
        assert_true(H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, (const char *)values + o * ROWS * COLUMNS * element) >= 0);
        H5Sclose(memory);
    }
    assert_true(H5Dclose(dataset) >= 0 && H5Pclose(list) >= 0 && H5Sclose(space) >= 0);
}

struct hashes {
    uint8_t results[32], stored[32];
};

/* A file of three datasets stored alike, number `changed` of the first raised by one, and its hashes once it is open again. */
static struct hashes hashes_of(enum storage storage, int changed)
{
    static const char path[] = "digest.h5";
    int64_t counts[N];
    float values[N], none = NAN;
    int8_t states[N];
    struct hashes hashes, alone;
    struct ent_output_quiet quiet;
    for (int i = 0; i < N; i++) {
        counts[i] = i % 3 == 0 ? INT64_C(1) << (i % 63) : i - 100;
        values[i] = i % 5 == 0 ? (float)NAN : (float)i / 3;
        states[i] = (int8_t)(i % 3);
    }
    if (changed >= 0) counts[changed]++;
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(file >= 0);
    add(file, "counts", storage, H5T_STD_I64LE, counts, &(int64_t){0}, sizeof *counts);
    add(file, "values", storage, H5T_IEEE_F32LE, values, &none, sizeof *values);
    add(file, "states", storage, H5T_STD_I8LE, states, &(int8_t){1}, sizeof *states);
    assert_true(H5Fclose(file) >= 0);
    file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_true(file >= 0);
    ent_output_quiet_begin(&quiet); /* HDF5 would tell of each chunk that nobody wrote */
    assert_int_equal(ent_digest(file, path, hashes.results, hashes.stored, NULL), 0);
    assert_int_equal(ent_digest(file, path, alone.results, NULL, NULL), 0);
    assert_int_equal(ent_digest(file, path, NULL, alone.stored, NULL), 0);
    ent_output_quiet_end(&quiet);
    assert_memory_equal(&alone, &hashes, sizeof hashes); /* whatever else is asked for */
    assert_true(H5Fclose(file) >= 0);
    unlink(path);
    return hashes;
}

static void storage_is_not_in_the_results(void **state)
{
    (void)state;
    const struct hashes ours = hashes_of(AS_OURS, -1), again = hashes_of(AS_OURS, -1);
    assert_memory_equal(&ours, &again, sizeof ours);
    for (int storage = AS_OURS + 1; storage < N_STORAGES; storage++) {
        const struct hashes other = hashes_of((enum storage)storage, -1);
        assert_memory_equal(other.results, ours.results, 32);
    }
}

static void a_changed_number_is_in_both(void **state)
{
    (void)state;
    for (int storage = 0; storage < N_STORAGES; storage++) {
        const struct hashes before = hashes_of((enum storage)storage, -1);
        for (int changed = 0; changed < (OUTER - 1) * ROWS * COLUMNS; changed += 23) {
            const struct hashes after = hashes_of((enum storage)storage, changed);
            assert_memory_not_equal(after.results, before.results, 32);
            assert_memory_not_equal(after.stored, before.stored, 32);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(storage_is_not_in_the_results), cmocka_unit_test(a_changed_number_is_in_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
