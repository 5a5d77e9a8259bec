/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program: finds the subcommand, prints what went wrong, returns its exit status.
 */
#include <stdio.h>

#include "runs/cli/cli.h"
#include "runs/output.h"

int cli_fail(const struct ent_error *error)
{
    fprintf(stderr, "entente: error: %s\n", error->text);
    if (error->code == ENT_BUG) fprintf(stderr, "entente: this is a bug (%s:%d); please report it\n", error->file, error->line);
    return error->code;
}

int cli_finish(int status)
{
    struct ent_error error = {0};
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    ent_error_set(&error, ENT_IO, "writing to standard output failed");
    cli_fail(&error);
    return status == ENT_OK ? ENT_IO : status;
}

int main(int argc, char **argv)
{
    struct cli_arguments arguments = {0};
    struct ent_error error = {0};
    ent_output_no_exit_handler();
    if (argc < 2) {
        cli_print_overview(stderr);
        return ENT_USAGE;
    }
    int status = cli_parse(&arguments, argc - 1, argv + 1, &error);
    if (status != ENT_OK) {
        cli_fail(&error);
        goto out;
    }
    if (cli_given(&arguments, OPTION_HELP)) {
        cli_print_command_help(stdout, arguments.command);
    } else {
        status = arguments.command->run(&arguments);
    }
    status = cli_finish(status);
out:
    cli_arguments_free(&arguments);
    return status;
}
