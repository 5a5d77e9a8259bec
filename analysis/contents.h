/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a results file holds, as it describes itself: the axes with their values, the variables with their axes, units, ranges
 * and texts. The values of variables are read with ent_results_read.
 */
#ifndef ENT_ANALYSIS_CONTENTS_H
#define ENT_ANALYSIS_CONTENTS_H

#include "analysis/results.h"

enum ent_content_type { ENT_CONTENT_TEXT, ENT_CONTENT_WHOLE, ENT_CONTENT_FLOAT, ENT_CONTENT_DOUBLE };

enum { ENT_CONTENT_NUMBERS = 4096 };

/* Texts that the file does not have are empty. */
struct ent_content_axis {
    char *name, *long_name, *units;
    enum ent_content_type type;
    size_t n;
    char **text;    /* [n] names, if the type is text */
    double *number; /* [n] numbers, if not; NULL on an axis of more than ENT_CONTENT_NUMBERS, such as runs */
};

struct ent_content_variable {
    char *name, *long_name, *units, *undefined;
    enum ent_content_type type; /* never text */
    int has_range;
    double low, high;
    char *meanings; /* words for the values 0, 1, 2, ..., with blanks between them; NULL: it has none */
    int n_axes;
    int axis[ENT_RESULTS_MAX_DIMENSIONS]; /* positions in ent_contents.axis */
};

struct ent_contents {
    int n_axes, n_variables;
    struct ent_content_axis *axis;
    struct ent_content_variable *variable; /* those in the root that have axes, in the order of the file */
};

/* Reads the contents of an open file; give them back with ent_contents_free, which accepts zeroed ones. ENT_IO: damaged. */
int ent_contents_read(struct ent_contents *contents, const struct ent_results *results, struct ent_error *error);
void ent_contents_free(struct ent_contents *contents);

/* The position of an axis or a variable; -1 if the file has none of this name. */
int ent_contents_axis(const struct ent_contents *contents, const char *name);
int ent_contents_variable(const struct ent_contents *contents, const char *name);

#endif
