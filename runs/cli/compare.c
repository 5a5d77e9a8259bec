/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente compare
 */
#include "runs/cli/results_command.h"

static int compare_table(const struct ent_results *results, const struct cli_arguments *arguments, int format, char **text,
                         struct ent_error *error)
{
    struct ent_summary_options options = {.format = format, .point = ENT_ALL_POINTS};
    int code = cli_results_point(arguments, &options.point, error);
    if (code != ENT_OK) return code;
    return ent_compare_print(results, arguments->operands[1], arguments->operands[2], &options, text, error);
}

int command_compare(const struct cli_arguments *arguments)
{
    return cli_print_results(arguments, compare_table);
}
