/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente version
 */
#include "model/model.h"
#include "runs/cli/commands.h"
#include "runs/dispatch.h"

int command_version(const struct cli_arguments *arguments)
{
    const struct ent_kernel *kernel = NULL;
    struct ent_error error = {0};
    (void)arguments;
    if (ent_dispatch(&kernel, &error) != ENT_OK) return cli_fail(&error);
    printf("entente " ENT_VERSION "\n"
           "revision         " ENT_REVISION "\n"
           "compiler         " ENT_COMPILER "\n"
           "flags            " ENT_FLAGS "\n"
           "results version  %d\n"
           "kernel           %s\n",
           ENT_RESULTS_VERSION, kernel->level);
    return ENT_OK;
}
