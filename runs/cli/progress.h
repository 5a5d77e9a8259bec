/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a run is, on standard error: a bar that is redrawn on a terminal, else a line a minute, and a line
 * whenever SIGUSR1 asks.
 */
#ifndef ENT_RUNS_CLI_PROGRESS_H
#define ENT_RUNS_CLI_PROGRESS_H

#include "runs/engine.h"

struct cli_progress {
    int is_terminal;
    int is_drawn; /* a bar stands on the last line */
    double said;  /* seconds into the run at the last bar or line */
    struct ent_progress last;
};

void cli_progress_start(struct cli_progress *progress);

/* Callbacks of the engine; `closure` is the struct cli_progress. */
void cli_progress_block(const struct ent_progress *now, void *closure);
void cli_progress_say(const char *remark, void *closure);

/* Ends the line of the bar. */
void cli_progress_end(struct cli_progress *progress);

#endif
