/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/cli/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "params/text.h"

static void add_text_member(struct ent_text *text, const char *name, const char *value)
{
    ent_text_add(text, "  \"%s\": ", name);
    ent_text_add_quoted(text, value);
    ent_text_add(text, ",\n");
}

static void add_real_member(struct ent_text *text, const char *name, double value)
{
    ent_text_add(text, "  \"%s\": %.3f,\n", name, value);
}

static void add_whole_member(struct ent_text *text, const char *name, int64_t value)
{
    ent_text_add(text, "  \"%s\": %" PRId64 ",\n", name, value);
}

static void add_command(struct ent_text *text, const struct cli_arguments *arguments)
{
    ent_text_add(text, "  \"command\": [\"entente\"");
    for (int i = 0; i < arguments->argc; i++) {
        ent_text_add(text, ", ");
        ent_text_add_quoted(text, arguments->argv[i]);
    }
    ent_text_add(text, "],\n");
}

static void add_place_and_time(struct ent_text *text, time_t started)
{
    char host[256] = "", folder[CLI_PATH_SIZE] = "", when[32] = "";
    struct tm utc;
    gethostname(host, sizeof host - 1);
    if (!getcwd(folder, sizeof folder)) folder[0] = '\0';
    if (gmtime_r(&started, &utc)) strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    add_text_member(text, "host", host);
    add_text_member(text, "folder", folder);
    add_text_member(text, "started", when);
}

static void add_engine(struct ent_text *text, const struct ent_engine_report *engine)
{
    struct rusage usage;
    add_text_member(text, "kernel", engine->level ? engine->level : "none");
    add_whole_member(text, "threads", engine->n_threads);
    add_whole_member(text, "blocks_found_done", engine->blocks_before);
    add_whole_member(text, "blocks_done", engine->progress.blocks_done);
    add_whole_member(text, "runs_done", engine->progress.runs_done);
    add_whole_member(text, "runs_failed", engine->progress.runs_failed);
    add_real_member(text, "prepare_seconds", engine->prepare_seconds);
    add_real_member(text, "simulate_seconds", engine->progress.seconds);
    if (getrusage(RUSAGE_SELF, &usage) == 0) add_real_member(text, "peak_memory_mb", (double)usage.ru_maxrss / 1024);
}

static void add_merge(struct ent_text *text, const struct ent_merge_report *merge)
{
    add_real_member(text, "merge_seconds", merge->seconds);
    add_whole_member(text, "file_bytes", (int64_t)merge->file_bytes);
    add_whole_member(text, "runs", merge->n_runs);
    add_whole_member(text, "runs_missing", merge->n_missing);
    add_text_member(text, "results_digest", merge->digest);
}

/* Writes all of it under another name first: a reader sees the old log or the new one. */
static int write_whole(const char *path, const struct ent_text *text, struct ent_error *error)
{
    struct ent_text temporary = {0};
    ent_text_add(&temporary, "%s.tmp-%ld", path, (long)getpid());
    if (!temporary.bytes || temporary.failed) {
        free(temporary.bytes);
        return ent_error_set(error, ENT_BUG, "out of memory");
    }
    int code = ENT_OK;
    FILE *file = fopen(temporary.bytes, "w");
    if (!file) {
        code = ent_error_set(error, ENT_CANT_CREATE, "%s: cannot be created: %s", temporary.bytes, strerror(errno));
    } else {
        int failed = fwrite(text->bytes, 1, text->length, file) != text->length;
        failed |= fclose(file) != 0;
        if (failed || rename(temporary.bytes, path) != 0) {
            code = ent_error_set(error, ENT_IO, "%s: cannot be written: %s", path, strerror(errno));
            unlink(temporary.bytes);
        }
    }
    free(temporary.bytes);
    return code;
}

int cli_log_write(const struct cli_log *log, struct ent_error *error)
{
    struct ent_text path = {0}, text = {0};
    ent_text_add(&path, "%s", log->output);
    if (log->shard.n > 1) ent_text_add(&path, ".shard-%d-of-%d", (int)log->shard.index + 1, (int)log->shard.n);
    ent_text_add(&path, ".log.json");

    ent_text_add(&text, "{\n");
    add_command(&text, log->arguments);
    add_place_and_time(&text, log->started);
    add_text_member(&text, "revision", ENT_REVISION);
    add_engine(&text, log->engine);
    if (log->merge) add_merge(&text, log->merge);
    ent_text_add(&text, "  \"exit_status\": %d\n}\n", log->status);

    int code = path.failed || text.failed ? ent_error_set(error, ENT_BUG, "out of memory") : write_whole(path.bytes, &text, error);
    free(path.bytes);
    free(text.bytes);
    return code;
}
