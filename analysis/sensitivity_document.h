/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analyses that one call makes, and their four printed forms.
 */
#ifndef ENT_ANALYSIS_SENSITIVITY_DOCUMENT_H
#define ENT_ANALYSIS_SENSITIVITY_DOCUMENT_H

#include "analysis/sensitivity.h"

/* One outcome. */
struct ent_sensitivity_case {
    const char *metric, *unit;
    const char *scenario, *order, *against; /* NULL: not there; against: the outcome is the difference order - against */
    int64_t n_runs, n_failed;               /* over all points; 0: not from runs */
    struct ent_sensitivity of;
};

struct ent_sensitivity_document {
    const struct ent_results *results; /* NULL: anyone's data */
    const char *x_path, *y_path;       /* of anyone's data */
    struct ent_structure structure;
    size_t n_points, k, n_runs; /* n_runs: most of a point; 0: not from runs */
    const char *const *name;    /* [k] */
    double level;
    size_t n_replicates;
    size_t n_cases, capacity;
    struct ent_sensitivity_case *of;
};

/* Adds an empty case; NULL when out of memory. */
struct ent_sensitivity_case *ent_sensitivity_document_add(struct ent_sensitivity_document *document);
void ent_sensitivity_document_free(struct ent_sensitivity_document *document);

/* A figure of a parameter, in the order of the tables. */
struct ent_sensitivity_figure {
    const char *name, *heading; /* in JSON and CSV; in tables for people */
    size_t offset;              /* in struct ent_sensitivity_parameter */
    int is_estimate;            /* a struct ent_estimate, else a double */
    int is_share;               /* without a unit */
    unsigned kinds, shown;      /* bit for each enum ent_structure_kind: it exists; it is in tables for people */
};
extern const struct ent_sensitivity_figure ent_sensitivity_figures[];
extern const size_t ent_n_sensitivity_figures;

/* The figure of a parameter; a plain number comes without interval. */
struct ent_estimate ent_sensitivity_figure_of(const struct ent_sensitivity_figure *figure,
                                              const struct ent_sensitivity_parameter *parameter);

/* Does the figure exist for this kind of structure? */
int ent_sensitivity_has(const struct ent_sensitivity_figure *figure, int kind);
int ent_sensitivity_shows(const struct ent_sensitivity_figure *figure, int kind);

/* What a resampling draws: "256 rows of 14 points". */
enum { ENT_GROUPS_TEXT = 64 };
void ent_sensitivity_groups(const struct ent_structure *structure, char text[ENT_GROUPS_TEXT]);

/* Each appends the document to a text. JSON: the value of the key "sensitivity". */
void ent_sensitivity_add_text(struct ent_text *text, const struct ent_sensitivity_document *document);
void ent_sensitivity_add_json(struct ent_text *text, const struct ent_sensitivity_document *document);
void ent_sensitivity_add_csv(struct ent_text *text, const struct ent_sensitivity_document *document);
void ent_sensitivity_add_latex(struct ent_text *text, const struct ent_sensitivity_document *document);

#endif
