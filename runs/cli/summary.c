/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente summary
 */
#include "analysis/common_random_numbers.h"
#include "runs/cli/results_command.h"

static int summary_table(const struct ent_results *results, const struct cli_arguments *arguments, int format, char **text,
                         struct ent_error *error)
{
    struct ent_summary_options options = {.format = format, .point = ENT_ALL_POINTS};
    int code = cli_results_point(arguments, &options.point, error);
    if (code != ENT_OK) return code;
    if (cli_given(arguments, OPTION_PAIRING)) {
        if (format != ENT_SUMMARY_TEXT)
            return ent_error_set(error, ENT_USAGE, "'--pairing' prints a text; JSON and CSV hold the ratios already");
        return ent_common_random_numbers_print(results, &options, text, error);
    }
    return ent_summary_print(results, &options, text, error);
}

int command_summary(const struct cli_arguments *arguments)
{
    return cli_print_results(arguments, summary_table);
}
