/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the subcommands that print tables from a result file share: the format asked for, opening, printing.
 */
#include "runs/cli/results_command.h"

#include <stdlib.h>

static int format_asked(const struct cli_arguments *arguments, int *format, struct ent_error *error)
{
    static const struct {
        enum cli_option option;
        int format;
    } formats[] = {{OPTION_JSON, ENT_SUMMARY_JSON}, {OPTION_CSV, ENT_SUMMARY_CSV}, {OPTION_LATEX, ENT_SUMMARY_LATEX}};
    int n = 0;
    *format = ENT_SUMMARY_TEXT;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (!cli_given(arguments, formats[i].option)) continue;
        *format = formats[i].format;
        n++;
    }
    if (n > 1) return ent_error_set(error, ENT_USAGE, "more than one output format is asked for");
    return ENT_OK;
}

int cli_results_point(const struct cli_arguments *arguments, int64_t *point, struct ent_error *error)
{
    uint64_t number = 0;
    *point = ENT_ALL_POINTS;
    if (!cli_given(arguments, OPTION_POINT)) return ENT_OK;
    int code = cli_whole_number(arguments, OPTION_POINT, 0, INT32_MAX, &number, error);
    if (code == ENT_OK) *point = (int64_t)number;
    return code;
}

int cli_print_results(const struct cli_arguments *arguments, cli_results_table *table)
{
    struct ent_results results = {0};
    struct ent_error error = {0};
    char *text = NULL;
    int format;
    int code = format_asked(arguments, &format, &error);
    if (code != ENT_OK) goto out;
    code = ent_results_open(&results, arguments->operands[0], &error);
    if (code != ENT_OK) goto out;
    code = table(&results, arguments, format, &text, &error);
    if (code != ENT_OK) goto out;
    fputs(text, stdout);
out:
    free(text);
    ent_results_close(&results);
    return code == ENT_OK ? ENT_OK : cli_fail(&error);
}
