/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantiles of the distributions that a design may give a parameter.
 */
#ifndef ENT_RUNS_QUANTILE_H
#define ENT_RUNS_QUANTILE_H

#include "params/design.h"

/* The value of a parameter below which lies the share p of its distribution, p in [0, 1]; whole for whole numbers and flags.
 * The same bits everywhere: it uses the model's elementary functions in double precision. */
double ent_varied_quantile(const struct ent_varied *varied, double p);

#endif
