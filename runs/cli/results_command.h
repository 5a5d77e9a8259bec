/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The frame of a subcommand that prints a table from the result file named by its first operand.
 */
#ifndef ENT_RUNS_CLI_RESULTS_COMMAND_H
#define ENT_RUNS_CLI_RESULTS_COMMAND_H

#include "analysis/results.h"
#include "analysis/summary.h"
#include "runs/cli/commands.h"

/* Makes the malloc'ed text of the table in `format` (enum ent_summary_format). */
typedef int cli_results_table(const struct ent_results *results, const struct cli_arguments *arguments, int format, char **text,
                              struct ent_error *error);

/* The design point of --point; ENT_ALL_POINTS if it is not given. */
int cli_results_point(const struct cli_arguments *arguments, int64_t *point, struct ent_error *error);

/* Opens the file, prints the table, returns the exit status. */
int cli_print_results(const struct cli_arguments *arguments, cli_results_table *table);

#endif
