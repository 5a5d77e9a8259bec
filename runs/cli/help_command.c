/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente help
 */
#include "runs/cli/commands.h"

int command_help(const struct cli_arguments *arguments)
{
    struct ent_error error = {0};
    if (cli_given(arguments, OPTION_MAN)) {
        cli_print_manual(stdout);
    } else if (cli_given(arguments, OPTION_COMPLETION)) {
        cli_print_completion(stdout);
    } else if (arguments->n_operands == 0) {
        cli_print_overview(stdout);
    } else {
        const struct cli_command *command = cli_command_find(arguments->operands[0], &error);
        if (!command) return cli_fail(&error);
        cli_print_command_help(stdout, command);
    }
    return ENT_OK;
}
