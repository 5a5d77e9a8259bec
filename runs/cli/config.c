/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente config
 */
#include <stdlib.h>

#include "runs/cli/commands.h"
#include "runs/configuration.h"

int command_config(const struct cli_arguments *arguments)
{
    struct ent_experiment *experiment = NULL;
    struct ent_cells cells = {0};
    struct ent_error error = {0};
    char *yaml = NULL;
    int code = ent_configuration_load(arguments->operands[0], &experiment, &cells, &error);
    if (code == ENT_OK) {
        yaml = ent_cells_yaml(&cells);
        if (!yaml) code = ent_error_set(&error, ENT_BUG, "out of memory");
    }
    if (code == ENT_OK) {
        fputs(yaml, stdout);
    } else {
        cli_fail(&error);
    }
    free(yaml);
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
    return code;
}
