/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the points of a design belong together: known of Entente's own designs, found in the numbers of others'.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/sensitivity.h"
#include "analysis/sensitivity_sample.h"
#include "params/design.h"

#define NAME(name, file, words) file,
const char *const ent_structure_names[ENT_N_STRUCTURES] = {ENT_STRUCTURES(NAME)};
#define WORDS(name, file, words) words,
const char *const ent_structure_words[ENT_N_STRUCTURES] = {ENT_STRUCTURES(WORDS)};

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

void ent_structure_free(struct ent_structure *structure)
{
    free(structure->point);
    *structure = (struct ent_structure){0};
}

static int allocate(struct ent_structure *structure, int kind, size_t n_groups, size_t per_group)
{
    *structure = (struct ent_structure){.kind = kind, .n_groups = n_groups, .per_group = per_group};
    structure->point = malloc((n_groups * per_group + 1) * sizeof *structure->point);
    for (size_t i = 0; structure->point && i < n_groups * per_group; i++) structure->point[i] = i;
    return structure->point != NULL;
}

static void say(struct ent_structure *structure, const char *words)
{
    snprintf(structure->said, sizeof structure->said, "%s", words);
}

/* --- equality of numbers that may have been printed --- */

struct numbers {
    const struct ent_design_points *points;
    double *scale; /* [k] range of each column */
};

static int same(const struct numbers *numbers, size_t p, size_t q, size_t i)
{
    const double a = numbers->points->x[p * numbers->points->k + i], b = numbers->points->x[q * numbers->points->k + i];
    return isnan(a) || isnan(b) || fabs(a - b) <= 1e-7 * numbers->scale[i];
}

/* How many columns differ; the last of them in *column. */
static size_t n_different(const struct numbers *numbers, size_t p, size_t q, size_t *column)
{
    size_t n = 0;
    for (size_t i = 0; i < numbers->points->k; i++)
        if (!same(numbers, p, q, i)) {
            *column = i;
            n++;
        }
    return n;
}

/* --- Saltelli's matrices --- */

/* Where part p of row r stands: parts 0 A, 1 B, then the mixtures; a layout puts parts in places of a row, or in blocks. */
struct layout {
    const char *words;
    int b_last;  /* B after the mixtures, else after A */
    int blocks;  /* whole parts follow each other, else whole rows */
    int has_ba;  /* both kinds of mixtures */
    int by_row;  /* of blocks: the mixtures of a row together */
    int swapped; /* A and B exchanged */
};

static const struct layout layouts[] = {
    {"row by row: A, AB_1 to AB_k, B", 1, 0, 0, 0, 0},
    {"row by row: A, AB_1 to AB_k, BA_1 to BA_k, B", 1, 0, 1, 0, 0},
    {"row by row: A, B, AB_1 to AB_k", 0, 0, 0, 0, 0},
    {"row by row: A, B, AB_1 to AB_k, BA_1 to BA_k", 0, 0, 1, 0, 0},
    {"in blocks: A, B, AB_1 to AB_k", 0, 1, 0, 0, 0},
    {"in blocks: A, B, AB_1 to AB_k, BA_1 to BA_k", 0, 1, 1, 0, 0},
    {"in blocks: A, AB_1 to AB_k, B", 1, 1, 0, 0, 0},
    {"in blocks: A, AB_1 to AB_k, BA_1 to BA_k, B", 1, 1, 1, 0, 0},
    {"in blocks: A, B, the mixtures AB row by row", 0, 1, 0, 1, 0},
    {"in blocks: A, B, the mixtures AB row by row, the mixtures BA row by row", 0, 1, 1, 1, 0},
    {"in blocks: A, B, BA_1 to BA_k", 0, 1, 0, 0, 1},
    {"row by row: A, B, BA_1 to BA_k", 0, 0, 0, 0, 1},
    {"row by row: A, BA_1 to BA_k, B", 1, 0, 0, 0, 1},
    {"in blocks: A, BA_1 to BA_k, B", 1, 1, 0, 0, 1},
    {"in blocks: A, B, the mixtures BA row by row", 0, 1, 0, 1, 1},
    {"row by row: A, B, BA_1 to BA_k, AB_1 to AB_k", 0, 0, 1, 0, 1},
    {"row by row: A, BA_1 to BA_k, AB_1 to AB_k, B", 1, 0, 1, 0, 1},
    {"in blocks: A, B, BA_1 to BA_k, AB_1 to AB_k", 0, 1, 1, 0, 1},
    {"in blocks: A, BA_1 to BA_k, AB_1 to AB_k, B", 1, 1, 1, 0, 1},
};

static size_t n_parts_of(const struct layout *layout, size_t k)
{
    return 2 + k * (layout->has_ba ? 2 : 1);
}

static size_t place_of(const struct layout *layout, size_t part, size_t row, size_t n_rows, size_t k)
{
    const size_t n_parts = n_parts_of(layout, k);
    size_t slot = part;
    if (layout->swapped && part < 2) slot = 1 - part;
    if (layout->b_last && slot >= 1) slot = slot == 1 ? n_parts - 1 : slot - 1;
    if (!layout->blocks) return row * n_parts + slot;
    if (!layout->by_row || part < 2) return slot * n_rows + row;
    const size_t mixture = part - 2;
    return (2 + mixture / k * k) * n_rows + row * k + mixture % k;
}

/* Is AB_i of this row A with column i from B, for every i, and BA_i likewise? */
static int row_fits(const struct numbers *numbers, const struct layout *layout, size_t row, size_t n_rows)
{
    const size_t k = numbers->points->k, n_parts = n_parts_of(layout, k);
    const size_t a = place_of(layout, 0, row, n_rows, k), b = place_of(layout, 1, row, n_rows, k);
    for (size_t part = 2; part < n_parts; part++) {
        const size_t at = place_of(layout, part, row, n_rows, k), moved = (part - 2) % k;
        const int is_ba = part >= 2 + k;
        for (size_t i = 0; i < k; i++)
            if (!same(numbers, at, (i == moved) != is_ba ? b : a, i)) return 0;
    }
    return 1;
}

/* Does every column that varies at all take more than one value in A, and in B, and differ between them somewhere? Otherwise the same
 * few points fit, such as the corners of a grid. */
static int columns_vary(const struct numbers *numbers, const struct layout *layout, size_t n_rows)
{
    const size_t k = numbers->points->k;
    for (size_t i = 0; i < k; i++) {
        int in_a = 0, in_b = 0, between = 0;
        const size_t first_a = place_of(layout, 0, 0, n_rows, k), first_b = place_of(layout, 1, 0, n_rows, k);
        for (size_t row = 0; row < n_rows; row++) {
            const size_t a = place_of(layout, 0, row, n_rows, k), b = place_of(layout, 1, row, n_rows, k);
            in_a |= !same(numbers, first_a, a, i);
            in_b |= !same(numbers, first_b, b, i);
            between |= !same(numbers, a, b, i);
        }
        if (numbers->scale[i] > 0 && !(in_a && in_b && between)) return 0;
    }
    return 1;
}

static int is_layout(const struct numbers *numbers, const struct layout *layout)
{
    const size_t n_parts = n_parts_of(layout, numbers->points->k), n_rows = numbers->points->n / n_parts;
    if (n_rows < 2 || numbers->points->n % n_parts) return 0;
    for (size_t row = 0; row < n_rows; row++)
        if (!row_fits(numbers, layout, row, n_rows)) return 0;
    return columns_vary(numbers, layout, n_rows);
}

static int lay_out(struct ent_structure *structure, const struct layout *layout, size_t n, size_t k)
{
    const size_t n_parts = n_parts_of(layout, k), n_rows = n / n_parts;
    if (!allocate(structure, ENT_STRUCTURE_SALTELLI, n_rows, n_parts)) return 0;
    structure->has_ba = layout->has_ba;
    for (size_t row = 0; row < n_rows; row++)
        for (size_t part = 0; part < n_parts; part++) structure->point[row * n_parts + part] = place_of(layout, part, row, n_rows, k);
    snprintf(structure->said, sizeof structure->said, "Saltelli's matrices %s", layout->words);
    return 1;
}

/* --- trajectories, one at a time, grids --- */

static int is_missing(const struct numbers *numbers, size_t p)
{
    for (size_t i = 0; i < numbers->points->k; i++)
        if (isnan(numbers->points->x[p * numbers->points->k + i])) return 1;
    return 0;
}

/* Does every group of k + 1 points move each column once, from the point before or from the group's first? What a missing value
 * hides is not held against it. */
static int is_trajectories(const struct numbers *numbers, int is_star)
{
    const size_t k = numbers->points->k, n = numbers->points->n;
    char *moved = malloc(k + 1);
    int good = moved && n > k && n % (k + 1) == 0;
    for (size_t group = 0; good && group < n; group += k + 1) {
        memset(moved, 0, k);
        for (size_t l = 1; good && l <= k; l++) {
            const size_t from = is_star ? group : group + l - 1, to = group + l;
            size_t column = 0;
            const size_t n_moved = n_different(numbers, from, to, &column);
            good = n_moved == 0 ? is_missing(numbers, from) || is_missing(numbers, to) : n_moved == 1 && !moved[column];
            if (n_moved == 1) moved[column] = 1;
        }
    }
    free(moved);
    return good;
}

/* The point from which every other differs in at most one column; n if there is none. */
static size_t centre_of(const struct numbers *numbers)
{
    const size_t n = numbers->points->n;
    size_t column;
    if (n < numbers->points->k + 1) return n;
    for (size_t centre = 0; centre < n && centre < 1000; centre++) {
        size_t p = 0;
        while (p < n && n_different(numbers, centre, p, &column) <= 1) p++;
        if (p == n) return centre;
    }
    return n;
}

/* Distinct values of a column, at most `most` + 1 counted. */
static size_t n_levels(const struct numbers *numbers, size_t column, size_t most)
{
    const struct ent_design_points *points = numbers->points;
    size_t *found = malloc((most + 2) * sizeof *found), n = 0;
    for (size_t p = 0; found && p < points->n && n <= most; p++) {
        size_t l = 0;
        while (l < n && !same(numbers, p, found[l], column)) l++;
        if (l == n) found[n++] = p;
    }
    free(found);
    return n;
}

static size_t n_varying(const struct numbers *numbers)
{
    size_t n = 0;
    for (size_t i = 0; i < numbers->points->k; i++) n += numbers->scale[i] > 0;
    return n;
}

/* As many points as combinations of the levels of at least two columns, all different. */
static int is_grid(const struct numbers *numbers)
{
    enum { MOST_GRID = 20000 };
    const size_t n = numbers->points->n, k = numbers->points->k;
    double combinations = 1;
    if (n > MOST_GRID || n_varying(numbers) < 2) return 0;
    for (size_t i = 0; i < n * k; i++)
        if (!isfinite(numbers->points->x[i])) return 0;
    for (size_t i = 0; i < k; i++) {
        if (!(numbers->scale[i] > 0)) continue;
        const size_t most = (size_t)((double)n / combinations);
        combinations *= (double)n_levels(numbers, i, most < n / 2 ? most : n / 2);
        if (combinations > (double)n) return 0;
    }
    if (combinations < (double)n) return 0;
    size_t column;
    for (size_t p = 0; p < n; p++)
        for (size_t q = p + 1; q < n; q++)
            if (n_different(numbers, p, q, &column) == 0) return 0;
    return 1;
}

/* --- all --- */

static int scale_of(struct numbers *numbers)
{
    const struct ent_design_points *points = numbers->points;
    numbers->scale = calloc(points->k + 1, sizeof *numbers->scale);
    for (size_t i = 0; numbers->scale && i < points->k; i++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t p = 0; p < points->n; p++) {
            if (!isfinite(points->x[p * points->k + i])) continue;
            low = fmin(low, points->x[p * points->k + i]);
            high = fmax(high, points->x[p * points->k + i]);
        }
        numbers->scale[i] = high > low ? high - low : 0;
    }
    return numbers->scale != NULL;
}

static int put_first(struct ent_structure *structure, size_t centre)
{
    memmove(structure->point + 1, structure->point, centre * sizeof *structure->point);
    structure->point[0] = centre;
    return 1;
}

/* Where one column alone varies, points are a sample if they are enough for one. */
static int is_worth_a_centre(const struct numbers *numbers)
{
    const size_t n = n_varying(numbers);
    return n > 1 || (n == 1 && numbers->points->n < ENT_SAMPLE_LEAST);
}

/* A grid comes first: in some order its points are matrices or trajectories, too. */
static int find(struct ent_structure *structure, const struct numbers *numbers)
{
    const size_t n = numbers->points->n, k = numbers->points->k;
    size_t centre;
    if (is_grid(numbers)) {
        if (!allocate(structure, ENT_STRUCTURE_GRID, n, 1)) return 0;
        say(structure, "every combination of the levels");
        return 1;
    }
    for (size_t l = 0; k > 1 && l < sizeof layouts / sizeof *layouts; l++)
        if (is_layout(numbers, &layouts[l])) return lay_out(structure, &layouts[l], n, k);
    for (int is_star = 0; k > 1 && is_star < 2; is_star++) {
        if (!is_trajectories(numbers, is_star) || (n == k + 1 && is_star)) continue;
        if (!allocate(structure, ENT_STRUCTURE_MORRIS, n / (k + 1), k + 1)) return 0;
        structure->is_star = is_star;
        say(structure, is_star ? "stars: k points that each differ from a first in one parameter" : "trajectories of k + 1 points");
        return 1;
    }
    if (is_worth_a_centre(numbers) && (centre = centre_of(numbers)) < n) {
        if (!allocate(structure, ENT_STRUCTURE_ONE_AT_A_TIME, 1, n)) return 0;
        say(structure, "one parameter at a time from a centre");
        return put_first(structure, centre);
    }
    if (!allocate(structure, ENT_STRUCTURE_SAMPLE, n, 1)) return 0;
    say(structure, "no structure: taken as independent points");
    return 1;
}

int ent_structure_find(struct ent_structure *structure, const struct ent_design_points *points, struct ent_error *error)
{
    struct numbers numbers = {points, NULL};
    *structure = (struct ent_structure){0};
    int good = scale_of(&numbers) && find(structure, &numbers);
    free(numbers.scale);
    return good ? ENT_OK : out_of_memory(error);
}

int ent_structure_of(struct ent_structure *structure, const struct ent_design_points *points, int method, struct ent_error *error)
{
    static const struct layout own = {"row by row: A, B, AB_1 to AB_k", 0, 0, 0, 0, 0};
    const size_t n = points->n, k = points->k;
    int good = 0;
    *structure = (struct ent_structure){0};
    if ((method == ENT_DESIGN_saltelli && n % (k + 2)) || (method == ENT_DESIGN_morris && n % (k + 1)))
        return ent_error_set(error, ENT_BAD_INPUT, "a design of method '%s' with %zu parameters does not have %zu points",
                             ent_design_method_names[method], k, n);
    switch (method) {
    case ENT_DESIGN_saltelli:
        good = lay_out(structure, &own, n, k);
        break;
    case ENT_DESIGN_morris:
        good = allocate(structure, ENT_STRUCTURE_MORRIS, n / (k + 1), k + 1);
        break;
    case ENT_DESIGN_one_at_a_time:
        good = allocate(structure, ENT_STRUCTURE_ONE_AT_A_TIME, 1, n);
        break;
    case ENT_DESIGN_grid:
        good = allocate(structure, ENT_STRUCTURE_GRID, n, 1);
        break;
    default:
        good = allocate(structure, ENT_STRUCTURE_SAMPLE, n, 1);
    }
    if (good && !structure->said[0]) say(structure, ent_design_method_names[method]);
    return good ? ENT_OK : out_of_memory(error);
}
