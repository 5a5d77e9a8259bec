/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente merge
 */
#include "runs/merge.h"

#include <inttypes.h>
#include <stdio.h>

#include "analysis/precision.h"
#include "runs/cli/commands.h"
#include "runs/cli/progress.h"

int command_merge(const struct cli_arguments *arguments)
{
    struct cli_progress progress;
    struct ent_merge_report report = {0};
    struct ent_error error = {0};
    struct ent_merge_options options = {
        .target = arguments->operands[0],
        .output = arguments->value[OPTION_OUTPUT],
        .keep_parts = cli_given(arguments, OPTION_KEEP_PARTS),
        .allow_missing = cli_given(arguments, OPTION_ALLOW_MISSING),
        .half_width = ent_precision_half_width,
        .listener = {cli_progress_say, &progress},
    };
    cli_progress_start(&progress);
    int code = ent_merge_target(&options, &report, &error);
    if (code != ENT_OK) return cli_fail(&error);

    const char *output = options.output ? options.output : options.target;
    fprintf(stderr, "entente: %s: %" PRId64 " runs", output, report.n_runs);
    if (report.n_missing > 0) fprintf(stderr, ", %" PRId64 " of them missing", report.n_missing);
    fprintf(stderr, "%s\nentente: results_digest %s\n", report.unchanged ? "; it held everything already" : "", report.digest);
    return ENT_OK;
}
