/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `entente help` prints, from the tables.
 */
#include <string.h>

#include "runs/cli/cli.h"

/* "-o, --output FILE" */
static void option_title(char *title, size_t size, const struct cli_option_row *row)
{
    char letter[8] = "    ";
    if (row->letter) snprintf(letter, sizeof letter, "-%c, ", row->letter);
    snprintf(title, size, "%s--%s%s%s", letter, row->name, row->value ? " " : "", row->value ? row->value : "");
}

void cli_print_overview(FILE *out)
{
    fprintf(out, "Usage: entente SUBCOMMAND [OPTION]... [OPERAND]...\n\n");
    fprintf(out, "Monte Carlo simulation of European political and security orders.\n\nSubcommands:\n");
    for (int i = 0; i < n_cli_commands; i++) fprintf(out, "  %-11s %s\n", cli_commands[i].name, cli_commands[i].summary);
    fprintf(out, "\n'entente help SUBCOMMAND' says more. A first experiment:\n\n");
    fprintf(out, "  entente run baseline -o results.h5\n  entente summary results.h5\n");
}

void cli_print_command_help(FILE *out, const struct cli_command *command)
{
    fprintf(out, "Usage: entente %s%s%s%s\n\n%s\n\nOptions:\n", command->name, command->operands ? " " : "",
            command->operands ? command->operands : "", command->options ? " [OPTION]..." : "", command->doc);
    for (int o = 0; o < N_OPTIONS; o++) {
        if (o != OPTION_HELP && (command->options >> o & 1) == 0) continue;
        char title[64];
        option_title(title, sizeof title, &cli_options[o]);
        fprintf(out, "  %-24s  %s\n", title, cli_options[o].doc);
    }
}
