/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures and words of a table for people: aligned columns on lines of at most 100.
 */
#ifndef ENT_ANALYSIS_COLUMNS_H
#define ENT_ANALYSIS_COLUMNS_H

#include "analysis/estimators.h"
#include "params/text.h"

enum { ENT_LINE = 100, ENT_COLUMN_SIZE = 128 };

/* How figures are written: how many decimals, and whether a + stands before what is not negative. */
struct ent_digits {
    int decimals, sign;
};

/* Rounds to `decimals` places, halves away from zero. The page's code does the same operations, so that both show the same digits. */
double ent_column_round(double value, int decimals);

/* A share of 1 in per cent, so rounded to one decimal. */
double ent_column_percent(double share);

/* A figure. From three decimals on, a size below 1 has no 0 before the point (".412"), one of 100 or more has one
 * decimal; NaN is "-". Writes at most ENT_COLUMN_SIZE bytes. */
void ent_column_figure(char *out, double value, struct ent_digits digits);

/* ".412 ±.003": for an interval that is symmetric about the value. Without an interval, the value alone. */
void ent_column_symmetric(char *out, const struct ent_estimate *estimate, struct ent_digits digits);

/* ".412 [.409 .415]". Without an interval, the value alone. */
void ent_column_interval(char *out, const struct ent_estimate *estimate, struct ent_digits digits);

/* `content`, cut at `width` characters (at most 31) and then ending in a tilde. UTF-8 characters count once. */
void ent_column_cut(char *out, const char *content, int width);

/* Adds `content` in a column of `width`: aligned left if width < 0, else right. */
void ent_column_add(struct ent_text *text, const char *content, int width);

/* The same for a name, which is cut where it would touch the next column. */
void ent_column_name(struct ent_text *text, const char *name, int width);

/* Adds a paragraph, broken at spaces, each line after `indent` spaces. */
void ent_column_wrap(struct ent_text *text, int indent, const char *paragraph);

#endif
