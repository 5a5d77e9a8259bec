/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Anyone's numbers from a file of separated values, as other programs write them: with or without a header; separated by
 * commas, semicolons, tabs or spaces; decimal points, or commas where these do not separate; in quotes or not; lines ending in LF, CR LF
 * or CR, or in a separator; a byte order mark; comments after #; missing values as nothing, NA, NaN, null, None or infinite. A first column
 * of row numbers or row names without a name of its own is passed over.
 */
#ifndef ENT_ANALYSIS_SENSITIVITY_TABLE_H
#define ENT_ANALYSIS_SENSITIVITY_TABLE_H

#include <stddef.h>

#include "params/error.h"

struct ent_number_table {
    size_t n_rows, n_columns;
    char **name;    /* [n_columns]; without a header the given letter and a number from 1 */
    double *value;  /* [n_rows][n_columns], NaN: missing */
    size_t n_lines; /* of the file */
    int has_decimal_commas;
};

/* Reads a file; has_decimal_commas: 1 if a file that belongs to it has numbers with decimal commas, so that a line "0,5" is one
 * number here, too. Free with ent_number_table_free. Errors: ENT_NO_INPUT, ENT_BAD_INPUT with "file:line: ", ENT_BUG (out of memory). */
int ent_number_table_read(struct ent_number_table *table, const char *path, char letter, int has_decimal_commas, struct ent_error *error);
void ent_number_table_free(struct ent_number_table *table);

#endif
