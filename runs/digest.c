/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/digest.h"

#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runs/digest_axes.h"
#include "runs/digest_chunks.h"
#include "runs/output.h"

enum { MOST_NAMES = 1024, NAME_SIZE = ENT_SCALE_NAME };

/* --- names -------------------------------------------------------------------------------------------------------------- */

struct names {
    char (*name)[NAME_SIZE];
    int n, too_many;
};

static herr_t collect(hid_t group, const char *name, const H5O_info_t *info, void *closure)
{
    struct names *names = closure;
    (void)group;
    if (info->type != H5O_TYPE_DATASET || strcmp(name, ENT_CONFIGURATION) == 0 || strcmp(name, ENT_ASSUMPTIONS) == 0) return 0;
    if (names->n == MOST_NAMES || strlen(name) >= NAME_SIZE) {
        names->too_many = 1;
        return -1;
    }
    snprintf(names->name[names->n++], NAME_SIZE, "%s", name);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* --- one dataset ----------------------------------------------------------------------------------------------------------- */

/* Name, kind, and each axis with its name and length. */
static int hash_header(struct ent_hashing *hashing, struct ent_scales *scales, const char *name, const char *kind,
                       const struct ent_numbers *numbers)
{
    char axis[H5S_MAX_RANK][NAME_SIZE];
    const htri_t is_scale = H5DSis_scale(numbers->dataset);
    if (is_scale < 0 || (is_scale == 0 && !ent_scales_name_axes(scales, numbers->dataset, numbers->rank, axis))) return 0;
    ent_hashing_both(hashing, name, strlen(name) + 1);
    ent_hashing_both(hashing, kind, strlen(kind) + 1);
    ent_hashing_number(hashing, (uint64_t)numbers->rank, 4);
    for (int a = 0; a < numbers->rank; a++) {
        const char *own = is_scale ? "" : axis[a];
        ent_hashing_both(hashing, own, strlen(own) + 1);
        ent_hashing_number(hashing, numbers->size[a], 8);
    }
    return 1;
}

static int hash_texts(struct ent_hashing *hashing, hid_t dataset, hid_t type, hid_t space, size_t n)
{
    char **text = calloc(n + 1, sizeof *text);
    int good = text != NULL && H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) >= 0;
    for (size_t i = 0; good && i < n; i++)
        ent_hashing_both(hashing, text[i] != NULL ? text[i] : "", strlen(text[i] != NULL ? text[i] : "") + 1);
    if (good) H5Dvlen_reclaim(type, space, H5P_DEFAULT, text);
    free(text);
    return good;
}

/* The type in memory that leaves the stored little-endian bytes as they are, with its name in the recipe and its size. */
static hid_t canonical_type(hid_t stored, const char **kind, size_t *size)
{
    H5T_class_t class = H5Tget_class(stored);
    *size = H5Tget_size(stored);
    int is_signed = class == H5T_INTEGER && H5Tget_sign(stored) == H5T_SGN_2;
    const struct {
        H5T_class_t class;
        size_t size;
        int is_signed;
        hid_t type;
        const char *kind;
    } rows[] = {{H5T_FLOAT, 4, 0, H5T_IEEE_F32LE, "f4"}, {H5T_FLOAT, 8, 0, H5T_IEEE_F64LE, "f8"},  {H5T_INTEGER, 1, 1, H5T_STD_I8LE, "i1"},
                {H5T_INTEGER, 1, 0, H5T_STD_U8LE, "u1"}, {H5T_INTEGER, 2, 1, H5T_STD_I16LE, "i2"}, {H5T_INTEGER, 4, 1, H5T_STD_I32LE, "i4"},
                {H5T_INTEGER, 8, 1, H5T_STD_I64LE, "i8"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].class == class && rows[i].size == *size && rows[i].is_signed == is_signed) {
            *kind = rows[i].kind;
            return rows[i].type;
        }
    return -1;
}

static int hash_dataset(struct ent_hashing *hashing, struct ent_scales *scales, hid_t file, const char *name)
{
    struct ent_numbers numbers = {.dataset = H5Dopen2(file, name, H5P_DEFAULT)};
    const char *kind = "text";
    hid_t dataset = numbers.dataset, type = dataset >= 0 ? H5Dget_type(dataset) : -1;
    numbers.space = dataset >= 0 ? H5Dget_space(dataset) : -1;
    numbers.rank = numbers.space >= 0 ? H5Sget_simple_extent_dims(numbers.space, numbers.size, NULL) : -1;
    int good = type >= 0 && numbers.rank > 0;
    if (good) {
        const htri_t is_text = H5Tis_variable_str(type);
        numbers.type = is_text > 0 ? type : canonical_type(type, &kind, &numbers.element);
        hssize_t n = H5Sget_simple_extent_npoints(numbers.space);
        good = is_text >= 0 && numbers.type >= 0 && n > 0 && hash_header(hashing, scales, name, kind, &numbers) &&
               (is_text > 0 ? hash_texts(hashing, dataset, type, numbers.space, (size_t)n) : ent_hashing_numbers(hashing, &numbers));
    }
    if (numbers.space >= 0) H5Sclose(numbers.space);
    if (type >= 0) H5Tclose(type);
    if (dataset >= 0 && H5Dclose(dataset) < 0) good = 0;
    return good;
}

int ent_digest(hid_t file, const char *path, uint8_t results[32], uint8_t stored[32], struct ent_error *error)
{
    struct names names = {.name = malloc(MOST_NAMES * sizeof *names.name)};
    struct ent_hashing hashing;
    struct ent_scales scales = {0};
    if (names.name == NULL) return ent_error_set(error, ENT_BUG, "out of memory while reading %s", path);
    int code = ENT_OK;
    if (H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, collect, &names) < 0)
        code = ent_output_fail(error, ENT_IO, path, names.too_many ? "holds too many datasets" : "cannot be listed");
    qsort(names.name, (size_t)names.n, sizeof *names.name, by_name);
    ent_hashing_init(&hashing, results != NULL, stored != NULL);
    for (int i = 0; code == ENT_OK && i < names.n; i++)
        if (!hash_dataset(&hashing, &scales, file, names.name[i])) code = ent_output_fail(error, ENT_IO, path, "a dataset cannot be read");
    if (code == ENT_OK && results != NULL) ent_sha256_final(&hashing.results, results);
    if (code == ENT_OK && stored != NULL) ent_sha256_final(&hashing.stored, stored);
    ent_hashing_free(&hashing);
    free(names.name);
    return code;
}
