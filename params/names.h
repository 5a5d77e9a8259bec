/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names in input files: which are allowed, and which one a mistyped name was meant to be.
 */
#ifndef ENT_PARAMS_NAMES_H
#define ENT_PARAMS_NAMES_H

#include <stddef.h>

/* NULL if `name` may name an order, shock, forum, ...; else what is wrong, as the end of a sentence. */
const char *ent_name_check(const char *name);

/* Where `name` stands among `names` [n_names]; -1: nowhere. */
int ent_name_position(const char *const *names, int n_names, const char *name);

/* The best guess so far at what was meant by `given`. */
struct ent_guess {
    const char *given;
    const char *best; /* NULL: nothing is near enough */
    size_t distance;
};

/* A guess costs far more than a look-up: start one only for a name that was not found. */
struct ent_guess ent_guess_start(const char *given);
void ent_guess_offer(struct ent_guess *guess, const char *candidate);

enum { ENT_HINT_SIZE = 128 };

/* "; did you mean 'x'?", or "" without a guess. Returns `hint`. */
const char *ent_guess_hint(const struct ent_guess *guess, char hint[ENT_HINT_SIZE]);

#endif
