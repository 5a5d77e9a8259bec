/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals as flags: SIGTERM and SIGINT ask a run to finish the block at hand, SIGUSR1 asks how far it is.
 */
#ifndef ENT_RUNS_CLI_STOP_H
#define ENT_RUNS_CLI_STOP_H

#include <signal.h>

extern volatile sig_atomic_t cli_stop;   /* not 0: stop */
extern volatile sig_atomic_t cli_status; /* not 0: say how far it is; whoever says it sets it back */

/* Installs the handlers. A second SIGINT or SIGTERM ends the program at once. */
void cli_signals_install(void);

#endif
