/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente sensitivity: of a results file, or of anyone's data.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/sensitivity.h"
#include "analysis/summary.h"
#include "params/number.h"
#include "runs/cli/commands.h"

static int format_asked(const struct cli_arguments *arguments, int *format, struct ent_error *error)
{
    static const struct {
        enum cli_option option;
        int format;
    } formats[] = {{OPTION_JSON, ENT_SUMMARY_JSON}, {OPTION_TIDY, ENT_SUMMARY_CSV}, {OPTION_LATEX, ENT_SUMMARY_LATEX}};
    int n = 0;
    *format = ENT_SUMMARY_TEXT;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (!cli_given(arguments, formats[i].option)) continue;
        *format = formats[i].format;
        n++;
    }
    return n > 1 ? ent_error_set(error, ENT_USAGE, "more than one output format is asked for") : ENT_OK;
}

static int threshold_asked(const struct cli_arguments *arguments, struct ent_sensitivity_options *options, struct ent_error *error)
{
    const char *given = arguments->value[OPTION_ABOVE], *wrong = given ? ent_number_real(given, &options->above) : NULL;
    options->has_above = given != NULL;
    return wrong ? ent_error_set(error, ENT_USAGE, "'--above %s' %s", given, wrong) : ENT_OK;
}

/* "X,Y" cut at the comma between two files that exist, at the first comma where none is; NULL if there is no comma. */
static char *cut_in_two(const char *given, const char **second)
{
    char *copy = strdup(given);
    if (!copy || !strchr(copy, ',')) {
        free(copy);
        return NULL;
    }
    for (char *comma = strchr(copy, ','); comma; comma = strchr(comma + 1, ',')) {
        *comma = 0;
        *second = comma + 1;
        if (access(copy, F_OK) == 0 && access(*second, F_OK) == 0) return copy;
        *comma = ',';
    }
    char *comma = strchr(copy, ',');
    *comma = 0;
    *second = comma + 1;
    return copy;
}

static int of_data(const struct cli_arguments *arguments, const struct ent_sensitivity_options *options, char **text,
                   struct ent_error *error)
{
    static const enum cli_option of_results[] = {OPTION_ORDER, OPTION_SCENARIO, OPTION_MAP};
    const char *second = NULL;
    for (size_t i = 0; i < sizeof of_results / sizeof *of_results; i++)
        if (cli_given(arguments, of_results[i]))
            return ent_error_set(error, ENT_USAGE, "'--%s' is for results files; '--csv' reads other data",
                                 cli_options[of_results[i]].name);
    char *first = cut_in_two(arguments->value[OPTION_DATA], &second);
    if (!first || !*first || !*second) {
        free(first);
        return ent_error_set(error, ENT_USAGE, "'--csv %s': expected two files, X.csv,Y.csv", arguments->value[OPTION_DATA]);
    }
    const int code = ent_sensitivity_print_data(first, second, options, text, error);
    free(first);
    return code;
}

static int of_file(const struct cli_arguments *arguments, const struct ent_sensitivity_options *options, char **text,
                   struct ent_error *error)
{
    struct ent_results results = {0};
    int code = ent_results_open(&results, arguments->operands[0], error);
    if (code == ENT_OK) code = ent_sensitivity_print(&results, options, text, error);
    ent_results_close(&results);
    return code;
}

int command_sensitivity(const struct cli_arguments *arguments)
{
    struct ent_sensitivity_options options = {.metric = arguments->value[OPTION_METRIC],
                                              .scenario = arguments->value[OPTION_SCENARIO],
                                              .order = arguments->value[OPTION_ORDER],
                                              .map = arguments->value[OPTION_MAP]};
    struct ent_error error = {0};
    char *text = NULL;
    int code = format_asked(arguments, &options.format, &error);
    if (code == ENT_OK) code = threshold_asked(arguments, &options, &error);
    if (code == ENT_OK && cli_given(arguments, OPTION_DATA) == (arguments->n_operands > 0))
        code = ent_error_set(&error, ENT_USAGE, "'entente sensitivity' needs either a results FILE or --csv X.csv,Y.csv");
    if (code == ENT_OK)
        code =
            cli_given(arguments, OPTION_DATA) ? of_data(arguments, &options, &text, &error) : of_file(arguments, &options, &text, &error);
    if (code == ENT_OK) fputs(text, stdout);
    free(text);
    return code == ENT_OK ? ENT_OK : cli_fail(&error);
}
