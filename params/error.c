/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/error.h"

#include <stdarg.h>
#include <stdio.h>

int ent_error_set_at(struct ent_error *error, int code, const char *file, int line, const char *format, ...)
{
    if (error) {
        va_list arguments;

        error->code = code;
        error->file = file;
        error->line = line;
        va_start(arguments, format);
        vsnprintf(error->text, sizeof error->text, format, arguments);
        va_end(arguments);
    }
    return code;
}
