/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Order statistics of float32 values that come in pieces, exactly, in memory that does not grow with them: the bit pattern of a
 * float, its sign turned, sorts as a whole number; the first pass counts the values by its upper half, the second those that fall
 * into the wanted upper halves by the lower.
 */
#ifndef ENT_ANALYSIS_SELECTION_H
#define ENT_ANALYSIS_SELECTION_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/estimators.h"
#include "params/error.h"

enum { ENT_SELECTION_HALF = 65536, ENT_SELECTION_MOST = 16 };

struct ent_selection {
    uint32_t *upper;                     /* [ENT_SELECTION_HALF] values by upper half */
    uint32_t *lower;                     /* [ENT_SELECTION_MOST][ENT_SELECTION_HALF] those of the wanted upper halves by lower half */
    int8_t *slot;                        /* [ENT_SELECTION_HALF] place of an upper half in `lower`, -1: not wanted */
    uint64_t before[ENT_SELECTION_MOST]; /* values below the upper half of a slot */
    uint32_t half[ENT_SELECTION_MOST];   /* that upper half */
    int n_slots;
    int64_t n, n_missing;
};

/* Takes memory and starts from nothing; again: starts anew. Errors: ENT_BUG (out of memory). */
int ent_selection_start(struct ent_selection *selection, struct ent_error *error);
void ent_selection_free(struct ent_selection *selection);

/* First pass: x [n]; what is not finite is left out. Values are rounded to float32, which is what files hold. */
void ent_selection_add(struct ent_selection *selection, const double *x, size_t n);
/* Between the passes: what is wanted of the quantiles p [n_p], n_p <= 4, and of their intervals. */
void ent_selection_want(struct ent_selection *selection, const double *p, size_t n_p, double level);
/* Second pass, over the same values. */
void ent_selection_add_again(struct ent_selection *selection, const double *x, size_t n);
/* After both: as ent_quantile, to the bit. */
void ent_selection_quantile(const struct ent_selection *selection, double p, double level, struct ent_estimate *estimate);

#endif
