/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente report
 */
#include "analysis/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runs/cli/results_command.h"

/* --- the template ----------------------------------------------------------------------------------------------------------- */

static const char page_file[] = "page.html";

/* The page beside the program: of an installation, or of a build tree. */
static int find_page(char path[CLI_PATH_SIZE], struct ent_error *error)
{
    static const char *const beside[] = {"/../share/entente/report/", "/report/"};
    char program[CLI_PATH_SIZE];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        *strrchr(program, '/') = '\0';
        for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
            const int size = snprintf(path, CLI_PATH_SIZE, "%s%s%s", program, beside[i], page_file);
            if (size > 0 && size < CLI_PATH_SIZE && access(path, R_OK) == 0) return ENT_OK;
        }
    }
    return ent_error_set(error, ENT_NO_INPUT,
                         "the template of the report is not built: it needs node (18 or newer), npm and, once, a network. Install them "
                         "(Debian: apt-get install nodejs npm) and build again: 'cmake --build build --target entente_report'. "
                         "'entente summary' prints the same figures, and 'entente report --figure' draws the main one");
}

static int read_file(const char *path, char **text, struct ent_error *error)
{
    FILE *file = fopen(path, "rb");
    if (!file) return ent_error_set(error, ENT_NO_INPUT, "%s: %s", path, strerror(errno));
    int code = ENT_OK;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0)
        code = ent_error_set(error, ENT_IO, "%s: %s", path, strerror(errno));
    else if (!(*text = calloc((size_t)size + 1, 1)))
        code = ent_error_set(error, ENT_BUG, "out of memory");
    else if (fread(*text, 1, (size_t)size, file) != (size_t)size)
        code = ent_error_set(error, ENT_IO, "%s: cannot be read", path);
    fclose(file);
    return code;
}

/* --- writing ---------------------------------------------------------------------------------------------------------------- */

/* Writes beside the target and renames, so that what is there stays until the new page is whole. */
static int write_file(const char *path, const char *text, struct ent_error *error)
{
    char beside[CLI_PATH_SIZE];
    const int size = snprintf(beside, sizeof beside, "%s.tmp-%ld", path, (long)getpid());
    if (size <= 0 || size >= CLI_PATH_SIZE) return ent_error_set(error, ENT_CANT_CREATE, "%s: the path is too long", path);
    FILE *file = fopen(beside, "wb");
    if (!file) return ent_error_set(error, ENT_CANT_CREATE, "%s: %s", path, strerror(errno));
    int good = fwrite(text, 1, strlen(text), file) == strlen(text);
    good = fclose(file) == 0 && good;
    good = good && rename(beside, path) == 0;
    if (good) return ENT_OK;
    const int code = ent_error_set(error, ENT_IO, "%s: cannot be written: %s", path, strerror(errno));
    remove(beside);
    return code;
}

static int write_report(const struct ent_results *results, const struct ent_results *sweep, const struct cli_arguments *arguments,
                        size_t point, struct ent_error *error)
{
    char path[CLI_PATH_SIZE];
    char *page = NULL, *text = NULL;
    struct ent_report_options options = {.page_name = path, .sweep = sweep, .point = point, .version = "Entente " ENT_VERSION};
    int code = find_page(path, error);
    if (code == ENT_OK) code = read_file(path, &page, error);
    options.page = page;
    if (code == ENT_OK) code = ent_report_print(results, &options, &text, error);
    if (code == ENT_OK && cli_given(arguments, OPTION_OUTPUT))
        code = write_file(arguments->value[OPTION_OUTPUT], text, error);
    else if (code == ENT_OK)
        fputs(text, stdout);
    free(text);
    free(page);
    return code;
}

static int write_figure(const struct ent_results *results, const char *path, size_t point, struct ent_error *error)
{
    char *text = NULL;
    int code = ent_report_figure(results, point, &text, error);
    if (code == ENT_OK) code = write_file(path, text, error);
    free(text);
    return code;
}

int command_report(const struct cli_arguments *arguments)
{
    struct ent_results results = {0}, sweep = {0};
    struct ent_error error = {0};
    int64_t point = 0;
    int code = cli_results_point(arguments, &point, &error);
    if (point == ENT_ALL_POINTS) point = 0;
    if (code == ENT_OK) code = ent_results_open(&results, arguments->operands[0], &error);
    if (code == ENT_OK && cli_given(arguments, OPTION_SWEEP)) code = ent_results_open(&sweep, arguments->value[OPTION_SWEEP], &error);
    if (code == ENT_OK && cli_given(arguments, OPTION_FIGURE))
        code = write_figure(&results, arguments->value[OPTION_FIGURE], (size_t)point, &error);
    if (code == ENT_OK && (!cli_given(arguments, OPTION_FIGURE) || cli_given(arguments, OPTION_OUTPUT)))
        code = write_report(&results,
                            sweep.file > 0            ? &sweep
                            : results.parameter.n > 0 ? &results
                                                      : NULL,
                            arguments, (size_t)point, &error);
    ent_results_close(&sweep);
    ent_results_close(&results);
    return code == ENT_OK ? ENT_OK : cli_fail(&error);
}
