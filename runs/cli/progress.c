/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/cli/progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "runs/cli/stop.h"

enum { BAR_WIDTH = 24, DURATION_SIZE = 24 };

static const double bar_seconds = 0.2, line_seconds = 60;

/* "1 h 05 min", "3 min 20 s", "12 s". */
static const char *duration(double seconds, char text[DURATION_SIZE])
{
    if (!isfinite(seconds)) {
        snprintf(text, DURATION_SIZE, "?");
    } else if (seconds >= 3600) {
        snprintf(text, DURATION_SIZE, "%.0f h %02.0f min", floor(seconds / 3600), floor(fmod(seconds, 3600) / 60));
    } else if (seconds >= 60) {
        snprintf(text, DURATION_SIZE, "%.0f min %02.0f s", floor(seconds / 60), floor(fmod(seconds, 60)));
    } else {
        snprintf(text, DURATION_SIZE, "%.0f s", seconds);
    }
    return text;
}

static void print_state(const struct ent_progress *now)
{
    char remaining[DURATION_SIZE];
    double percent = now->runs_total > 0 ? 100 * (double)now->runs_done / (double)now->runs_total : 100;
    fprintf(stderr, "%" PRId64 "/%" PRId64 " runs (%.0f %%), %.0f a second, %s left", now->runs_done, now->runs_total, percent, now->rate,
            duration(now->remaining, remaining));
    if (now->asked > 0 && isfinite(now->widest)) fprintf(stderr, ", half-width %.3g of %.3g", now->widest, now->asked);
    if (now->runs_failed > 0) fprintf(stderr, ", %" PRId64 " failed", now->runs_failed);
}

static void draw_bar(const struct ent_progress *now)
{
    int filled = now->runs_total > 0 ? (int)(BAR_WIDTH * now->runs_done / now->runs_total) : BAR_WIDTH;
    fprintf(stderr, "\r\033[K[%.*s%.*s] ", filled, "########################", BAR_WIDTH - filled, "........................");
    print_state(now);
    fflush(stderr);
}

void cli_progress_start(struct cli_progress *progress)
{
    *progress = (struct cli_progress){.is_terminal = isatty(STDERR_FILENO)};
}

void cli_progress_end(struct cli_progress *progress)
{
    if (progress->is_drawn) fputc('\n', stderr);
    progress->is_drawn = 0;
}

void cli_progress_block(const struct ent_progress *now, void *closure)
{
    struct cli_progress *progress = closure;
    progress->last = *now;
    if (cli_status || (!progress->is_terminal && now->seconds - progress->said >= line_seconds)) {
        cli_status = 0;
        cli_progress_end(progress);
        fputs("entente: ", stderr);
        print_state(now);
        fputc('\n', stderr);
        progress->said = now->seconds;
    }
    if (progress->is_terminal && (now->seconds - progress->said >= bar_seconds || now->blocks_done == now->blocks_total)) {
        draw_bar(now);
        progress->is_drawn = 1;
        progress->said = now->seconds;
    }
}

void cli_progress_say(const char *remark, void *closure)
{
    cli_progress_end(closure);
    fprintf(stderr, "entente: %s\n", remark);
}
