/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/cli/stop.h"

#include <stddef.h>

volatile sig_atomic_t cli_stop, cli_status;

static void on_stop(int number)
{
    (void)number;
    cli_stop = 1;
}

static void on_status(int number)
{
    (void)number;
    cli_status = 1;
}

void cli_signals_install(void)
{
    struct sigaction stop = {.sa_handler = on_stop, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    struct sigaction status = {.sa_handler = on_status, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGUSR1, &status, NULL);
    sigaction(SIGPIPE, &ignore, NULL); /* whoever read the progress may leave; the run goes on */
}
