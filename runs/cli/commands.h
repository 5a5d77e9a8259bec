/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands, one file each. Each returns the exit status and prints its own errors.
 */
#ifndef ENT_RUNS_CLI_COMMANDS_H
#define ENT_RUNS_CLI_COMMANDS_H

#include "runs/cli/cli.h"

int command_run(const struct cli_arguments *arguments);
int command_check(const struct cli_arguments *arguments);
int command_merge(const struct cli_arguments *arguments);
int command_verify(const struct cli_arguments *arguments);
int command_config(const struct cli_arguments *arguments);
int command_summary(const struct cli_arguments *arguments);
int command_compare(const struct cli_arguments *arguments);
int command_export(const struct cli_arguments *arguments);
int command_patterns(const struct cli_arguments *arguments);
int command_sensitivity(const struct cli_arguments *arguments);
int command_power(const struct cli_arguments *arguments);
int command_report(const struct cli_arguments *arguments);
int command_trace(const struct cli_arguments *arguments);
int command_plan(const struct cli_arguments *arguments);
int command_doctor(const struct cli_arguments *arguments);
int command_bench(const struct cli_arguments *arguments);
int command_params(const struct cli_arguments *arguments);
int command_version(const struct cli_arguments *arguments);
int command_help(const struct cli_arguments *arguments);

#endif
