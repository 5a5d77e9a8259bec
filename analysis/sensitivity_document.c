/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sensitivity_document.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIT(kind) (1u << ENT_STRUCTURE_##kind)
#define AT(field) offsetof(struct ent_sensitivity_parameter, field)

const struct ent_sensitivity_figure ent_sensitivity_figures[] = {
    {"total", "total order", AT(total), 1, 1, BIT(SALTELLI) | BIT(GRID), BIT(SALTELLI) | BIT(GRID)},
    {"first", "first order", AT(first), 1, 1, BIT(SALTELLI) | BIT(GRID) | BIT(SAMPLE), BIT(SALTELLI) | BIT(GRID) | BIT(SAMPLE)},
    {"mu_star", "mu*", AT(mu_star), 1, 0, BIT(MORRIS), BIT(MORRIS)},
    {"mu", "mu", AT(mu), 1, 0, BIT(MORRIS), 0},
    {"mu", "mu", AT(mu.value), 0, 0, 0, BIT(MORRIS)},
    {"sigma", "sigma", AT(sigma), 0, 0, BIT(MORRIS), BIT(MORRIS)},
    {"noise_mu_star", "of noise", AT(noise), 0, 0, BIT(MORRIS), BIT(MORRIS)},
    {"rank_regression", "rank regression", AT(rank), 1, 1, BIT(SAMPLE), BIT(SAMPLE)},
    {"partial_rank", "partial rank", AT(partial), 1, 1, BIT(SAMPLE), 0},
    {"at_low", "lowest", AT(at_low), 1, 0, BIT(ONE_AT_A_TIME) | BIT(GRID), 0},
    {"at_low", "lowest", AT(at_low.value), 0, 0, 0, BIT(ONE_AT_A_TIME)},
    {"at_high", "highest", AT(at_high), 1, 0, BIT(ONE_AT_A_TIME) | BIT(GRID), 0},
    {"at_high", "highest", AT(at_high.value), 0, 0, 0, BIT(ONE_AT_A_TIME)},
    {"effect", "effect", AT(effect), 1, 0, BIT(ONE_AT_A_TIME) | BIT(GRID), BIT(ONE_AT_A_TIME)},
    {"effect", "effect", AT(effect.value), 0, 0, 0, BIT(GRID)},
    {"elasticity", "% per %", AT(elasticity), 0, 1, BIT(ONE_AT_A_TIME), BIT(ONE_AT_A_TIME)},
};
const size_t ent_n_sensitivity_figures = sizeof ent_sensitivity_figures / sizeof *ent_sensitivity_figures;

struct ent_estimate ent_sensitivity_figure_of(const struct ent_sensitivity_figure *figure,
                                              const struct ent_sensitivity_parameter *parameter)
{
    const char *at = (const char *)parameter + figure->offset;
    struct ent_estimate estimate = {NAN, NAN, NAN, NAN, 0, 0};
    if (figure->is_estimate)
        memcpy(&estimate, at, sizeof estimate);
    else
        memcpy(&estimate.value, at, sizeof estimate.value);
    return estimate;
}

int ent_sensitivity_has(const struct ent_sensitivity_figure *figure, int kind)
{
    return (figure->kinds >> kind & 1u) != 0;
}

int ent_sensitivity_shows(const struct ent_sensitivity_figure *figure, int kind)
{
    return (figure->shown >> kind & 1u) != 0;
}

void ent_sensitivity_groups(const struct ent_structure *structure, char text[ENT_GROUPS_TEXT])
{
    static const char *const groups[ENT_N_STRUCTURES] = {"rows", "trajectories", "centre", "combinations", "points"};
    if (structure->kind == ENT_STRUCTURE_ONE_AT_A_TIME)
        snprintf(text, ENT_GROUPS_TEXT, "%zu points", structure->per_group);
    else if (structure->per_group > 1)
        snprintf(text, ENT_GROUPS_TEXT, "%zu %s of %zu points", structure->n_groups, structure->is_star ? "stars" : groups[structure->kind],
                 structure->per_group);
    else
        snprintf(text, ENT_GROUPS_TEXT, "%zu %s", structure->n_groups, groups[structure->kind]);
}

struct ent_sensitivity_case *ent_sensitivity_document_add(struct ent_sensitivity_document *document)
{
    if (document->n_cases == document->capacity) {
        const size_t capacity = document->capacity ? 2 * document->capacity : 16;
        struct ent_sensitivity_case *more = realloc(document->of, capacity * sizeof *more);
        if (!more) return NULL;
        document->of = more;
        document->capacity = capacity;
    }
    struct ent_sensitivity_case *added = &document->of[document->n_cases++];
    memset(added, 0, sizeof *added);
    return added;
}

void ent_sensitivity_document_free(struct ent_sensitivity_document *document)
{
    for (size_t c = 0; c < document->n_cases; c++) ent_sensitivity_free(&document->of[c].of);
    free(document->of);
    ent_structure_free(&document->structure);
    *document = (struct ent_sensitivity_document){0};
}
