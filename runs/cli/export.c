/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente export
 */
#include "analysis/export.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "runs/cli/results_command.h"
#include "runs/cli/stop.h"

/* The folder that is named, or the file's own name with "-csv" for its ending. */
static int folder_of(const struct cli_arguments *arguments, char folder[CLI_PATH_SIZE], struct ent_error *error)
{
    static const char ending[] = ".h5";
    const char *file = arguments->operands[0], *given = arguments->value[OPTION_OUTPUT];
    size_t length = strlen(file), cut = sizeof ending - 1;
    if (length > cut && strcmp(file + length - cut, ending) == 0) length -= cut;
    int n = given ? snprintf(folder, CLI_PATH_SIZE, "%s", given) : snprintf(folder, CLI_PATH_SIZE, "%.*s-csv", (int)length, file);
    return n < CLI_PATH_SIZE ? ENT_OK : ent_error_set(error, ENT_CANT_CREATE, "'%.100s...' is too long a name", folder);
}

static int export_folder(const struct ent_results *results, const struct cli_arguments *arguments, struct ent_export_options *options,
                         struct ent_error *error)
{
    char folder[CLI_PATH_SIZE];
    struct ent_export_report report;
    int code = folder_of(arguments, folder, error);
    if (code) return code;
    cli_signals_install();
    signal(SIGXFSZ, SIG_IGN); /* a file beyond its limit is to be told, not to end the program */
    options->stop = &cli_stop;
    code = ent_export_folder(results, folder, options, &report, error);
    if (!code)
        fprintf(stderr, "entente: %s: %d table%s, %llu rows, %.1f MB\n", folder, report.n_tables, report.n_tables == 1 ? "" : "s",
                (unsigned long long)report.n_rows, (double)report.n_bytes / 1e6);
    return code;
}

int command_export(const struct cli_arguments *arguments)
{
    struct ent_results results = {0};
    struct ent_error error = {0};
    struct ent_export_report report;
    struct ent_export_options options = {.only = arguments->value[OPTION_ONLY]};
    const char *output = arguments->value[OPTION_OUTPUT];
    int code = cli_results_point(arguments, &options.point, &error);
    if (!code) code = ent_results_open(&results, arguments->operands[0], &error);
    if (!code && output && strcmp(output, "-") == 0)
        code = ent_export_stream(&results, STDOUT_FILENO, &options, &report, &error);
    else if (!code)
        code = export_folder(&results, arguments, &options, &error);
    ent_results_close(&results);
    return code == ENT_OK ? ENT_OK : cli_fail(&error);
}
