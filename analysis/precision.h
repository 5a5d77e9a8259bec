/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How wide the 95 % interval of an estimate is, for the engine to know when there are runs enough. Formulas: METHODS.md.
 */
#ifndef ENT_ANALYSIS_PRECISION_H
#define ENT_ANALYSIS_PRECISION_H

#include "runs/stops.h"

/* Half the width of the interval of what `precision` names: Student's t for a mean, Wilson's for a probability and for the mean of
 * a metric that is 0 or 1, two order statistics for a quantile (sample->value is sorted). Infinite where the sample does not
 * bound it. Where all values are equal, so that they do not tell their spread, a mean has the width that Wilson's interval of no
 * case in n has on the metric's range. */
ent_half_width_of ent_precision_half_width;

#endif
