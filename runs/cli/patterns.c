/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente patterns
 */
#include "analysis/patterns.h"
#include "runs/cli/results_command.h"

static int patterns_table(const struct ent_results *results, const struct cli_arguments *arguments, int format, char **text,
                          struct ent_error *error)
{
    struct ent_patterns_request request = {.scenario = arguments->n_operands > 1 ? arguments->operands[1] : NULL};
    return ent_patterns_print(results, &request, format == ENT_SUMMARY_JSON, text, error);
}

int command_patterns(const struct cli_arguments *arguments)
{
    return cli_print_results(arguments, patterns_table);
}
