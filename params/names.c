/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/names.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "params/inputs.h"

enum { LONGEST_COMPARED = 64 };

static int is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

const char *ent_name_check(const char *name)
{
    if (!*name) return "is empty";
    if (strlen(name) >= ENT_MAX_NAME) return "is too long a name: at most 63 characters";
    for (const char *c = name; *c; c++)
        if (!is_name_character(*c)) return "is not a name: use letters, digits, '_' and '-'";
    return NULL;
}

int ent_name_position(const char *const *names, int n_names, const char *name)
{
    for (int i = 0; i < n_names; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

struct ent_guess ent_guess_start(const char *given)
{
    const size_t length = strlen(given);

    return (struct ent_guess){given, NULL, length < 3 ? 2 : length < 9 ? 3 : length / 3 + 1};
}

static size_t least(size_t a, size_t b, size_t c)
{
    const size_t smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

/* Edits that turn a into b: insert, delete, replace a letter, or swap two neighbours; case counts as nothing. */
static size_t edit_distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t table[3][LONGEST_COMPARED + 1];
    size_t *before = table[0], *last = table[1], *row = table[2], *spare;

    for (size_t j = 0; j <= m; j++) last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            const size_t change = strncasecmp(&a[i - 1], &b[j - 1], 1) != 0;

            row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j]) row[j] = before[j - 2] + 1;
        }
        spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[m];
}

void ent_guess_offer(struct ent_guess *guess, const char *candidate)
{
    const size_t n = strlen(guess->given), m = strlen(candidate);
    size_t distance;

    if (n > LONGEST_COMPARED || m > LONGEST_COMPARED || n == 0) return;
    distance = edit_distance(guess->given, n, candidate, m);
    if (distance < guess->distance) {
        guess->distance = distance;
        guess->best = candidate;
    }
}

const char *ent_guess_hint(const struct ent_guess *guess, char hint[ENT_HINT_SIZE])
{
    hint[0] = 0;
    if (guess->best) snprintf(hint, ENT_HINT_SIZE, "; did you mean '%s'?", guess->best);
    return hint;
}
