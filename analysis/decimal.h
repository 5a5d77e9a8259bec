/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as the shortest text that reads back as the same number, fast enough for tables of millions of rows, whatever the
 * locale. A point stands before the decimals; very large and very small sizes have an exponent ("1.5e-07").
 */
#ifndef ENT_ANALYSIS_DECIMAL_H
#define ENT_ANALYSIS_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { ENT_DECIMAL_SIZE = 32 };

/* Each writes `text` with a zero at its end and returns its length. NaN is an empty text, infinity "INF" or "-INF". */

/* Shortest of what is nearer to `value` than to any other number of 32 bits: at most nine digits. */
size_t ent_decimal_float(char text[ENT_DECIMAL_SIZE], float value);

/* Shortest of what rounds to `value` in 64 bits: at most seventeen digits. */
size_t ent_decimal_double(char text[ENT_DECIMAL_SIZE], double value);

size_t ent_decimal_whole(char text[ENT_DECIMAL_SIZE], int64_t value);

#endif
