/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What sharing random numbers between orders saves: var(independent difference) / var(paired difference), for
 * every headline and scenario. A ratio of 3 means that a third of the runs gives the same precision.
 */
#ifndef ENT_ANALYSIS_COMMON_RANDOM_NUMBERS_H
#define ENT_ANALYSIS_COMMON_RANDOM_NUMBERS_H

#include "analysis/summary.h"

/* The table of ratios, each with its interval and z, for every order against the first; below each scenario, which
 * of all metrics share least. Uses point and level of the options; the text is malloc'ed. The same ratios are in the
 * JSON and CSV of ent_summary_print.
 * Errors: as ent_summary_print; ENT_USAGE also if the file has one order only. */
int ent_common_random_numbers_print(const struct ent_results *results, const struct ent_summary_options *options, char **text,
                                    struct ent_error *error);

#endif
