/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How anything in Entente says what went wrong. A function that can fail returns one of these codes and
 * fills the error once, at its origin; libraries never print and never exit.
 */
#ifndef ENT_PARAMS_ERROR_H
#define ENT_PARAMS_ERROR_H

/* The command's exit status is the code (sysexits.h). */
enum ent_code {
    ENT_OK = 0,
    ENT_USAGE = 64,       /* wrong command line or call */
    ENT_BAD_INPUT = 65,   /* a file or value breaks a rule */
    ENT_NO_INPUT = 66,    /* an input file is missing or unreadable */
    ENT_BUG = 70,         /* a broken invariant of Entente itself, or out of memory */
    ENT_CANT_CREATE = 73, /* an output cannot be created */
    ENT_IO = 74,          /* reading or writing failed: disk full, damaged file */
    ENT_INTERRUPTED = 75  /* stopped early; the same command resumes */
};

struct ent_error {
    int code;         /* enum ent_code */
    char text[1024];  /* one or more sentences: the place, what was given, the rule */
    const char *file; /* where in Entente's source it arose */
    int line;
};

/* Records a failure and returns `code`. printf-like; `error` may be NULL. */
#define ent_error_set(error, code, ...) ent_error_set_at((error), (code), __FILE__, __LINE__, __VA_ARGS__)
int ent_error_set_at(struct ent_error *error, int code, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
