/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OUT.h5.log.json: how the last command on a result file went. What depends on time and place is kept here, so
 * that the result file itself does not.
 */
#ifndef ENT_RUNS_CLI_LOG_H
#define ENT_RUNS_CLI_LOG_H

#include <time.h>

#include "runs/cli/cli.h"
#include "runs/engine.h"
#include "runs/merge.h"

struct cli_log {
    const struct cli_arguments *arguments;
    const char *output;
    time_t started;
    int status; /* exit status */
    struct ent_shard shard;
    const struct ent_engine_report *engine;
    const struct ent_merge_report *merge; /* NULL: not merged */
};

/* Writes OUT.h5.log.json; of one shard of several, OUT.h5.shard-I-of-N.log.json. ENT_CANT_CREATE or ENT_IO. */
int cli_log_write(const struct cli_log *log, struct ent_error *error);

#endif
