/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the analyses of a document come from.
 */
#ifndef ENT_ANALYSIS_SENSITIVITY_INSIDE_H
#define ENT_ANALYSIS_SENSITIVITY_INSIDE_H

#include "analysis/sensitivity_document.h"

/* Fills the document, whose level and replicates are set, from a results file. Errors as ent_sensitivity_print. */
int ent_sensitivity_of_results(struct ent_sensitivity_document *document, const struct ent_results *results,
                               const struct ent_sensitivity_options *options, struct ent_error *error);

#endif
