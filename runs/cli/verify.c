/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente verify
 */
#include "runs/verify.h"

#include <inttypes.h>
#include <stdio.h>

#include "analysis/precision.h"
#include "runs/cli/commands.h"
#include "runs/cli/progress.h"
#include "runs/settle.h"

int command_verify(const struct cli_arguments *arguments)
{
    struct cli_progress progress;
    struct ent_verify_report report = {0};
    struct ent_error error = {0};
    struct ent_listener listener = {cli_progress_say, &progress};
    cli_progress_start(&progress);
    int code = ent_verify(arguments->operands[0], &listener, &report, &error);
    if (code == ENT_OK) code = ent_settle_verify(arguments->operands[0], ent_precision_half_width, &error);
    if (code != ENT_OK) return cli_fail(&error);
    printf("%s  %s\n", report.digest, arguments->operands[0]);
    fprintf(stderr,
            "entente: %" PRId64 " runs in %" PRId64 " cells: %" PRId64 " done, %" PRId64 " failed, %" PRId64 " missing; all holds\n",
            report.n_runs, report.n_cells, report.n_done, report.n_failed, report.n_missing);
    return ENT_OK;
}
