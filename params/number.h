/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as a file may write them: decimal only, whole text, finite, no leading zeros, whatever the locale.
 */
#ifndef ENT_PARAMS_NUMBER_H
#define ENT_PARAMS_NUMBER_H

#include <stdint.h>

enum { ENT_NUMBER_SIZE = 32 };

/* Each returns NULL and sets *value, or says what is wrong, as the end of a sentence: "is not a number". */
const char *ent_number_real(const char *text, double *value);
const char *ent_number_int(const char *text, int64_t *value);

/* A share as a ratio of whole numbers in lowest terms: 0.55, 55/100, 2/3, 1. */
const char *ent_number_ratio(const char *text, int32_t *numerator, int32_t *denominator);

/* Writes the shortest decimal that reads back as `value`; "nan" if there is none. */
void ent_number_print(char text[ENT_NUMBER_SIZE], double value);

#endif
