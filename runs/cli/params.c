/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente params
 */
#include <stdlib.h>

#include "params/schema.h"
#include "runs/cli/commands.h"

int command_params(const struct cli_arguments *arguments)
{
    struct ent_error error = {0};
    if (cli_given(arguments, OPTION_MAN)) {
        cli_print_parameter_manual(stdout);
        return ENT_OK;
    }
    char *text = cli_given(arguments, OPTION_YAML)       ? ent_schema_yaml()
                 : cli_given(arguments, OPTION_SCHEMA)   ? ent_schema_json_schema()
                 : cli_given(arguments, OPTION_MARKDOWN) ? ent_schema_markdown()
                                                         : ent_schema_text();
    if (!text) {
        ent_error_set(&error, ENT_BUG, "out of memory");
        return cli_fail(&error);
    }
    fputs(text, stdout);
    free(text);
    return ENT_OK;
}
