/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where two resolved configurations differ.
 */
#ifndef ENT_RUNS_DIFFERENCE_H
#define ENT_RUNS_DIFFERENCE_H

#include <stddef.h>

/* The first path of configuration `old` that is absent in `now` or has another value there, the number of runs aside:
 * "path was A and is now B". An empty text if there is none; what is only in `now` is no difference, it is growth. Of a design
 * that cannot grow from the old points to the new ones it says why. */
void ent_difference(const char *old, const char *now, char *text, size_t size);

#endif
