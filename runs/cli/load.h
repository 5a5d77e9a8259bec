/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The experiment that a command line asks for: the file, with --precision and --set over it.
 */
#ifndef ENT_RUNS_CLI_LOAD_H
#define ENT_RUNS_CLI_LOAD_H

#include "runs/cli/cli.h"

/* --precision METRIC=HALFWIDTH, of which only the form and the metric are judged here: the loader reads the rest. */
int cli_check_precision(const struct cli_arguments *arguments, struct ent_error *error);

/* Loads the experiment of the first operand, or prints what is wrong with it and returns the code. */
int cli_load(const struct cli_arguments *arguments, struct ent_experiment **experiment);

#endif
