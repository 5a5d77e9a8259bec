/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file being written in large pieces, each of which is checked; counted and hashed on the way.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "analysis/export_inside.h"

void ent_sink_begin(struct ent_sink *sink, int descriptor, const char *path)
{
    sink->descriptor = descriptor;
    sink->path = path;
    sink->n_bytes = sink->n_rows = 0;
    sink->used = 0;
    ent_sha256_init(&sink->hash);
}

int ent_sink_end(struct ent_sink *sink, struct ent_error *error)
{
    size_t done = 0;
    while (done < sink->used) {
        ssize_t n = write(sink->descriptor, sink->buffer + done, sink->used - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return ent_error_set(error, ENT_IO, "%s: cannot be written: %s", sink->path, strerror(n < 0 ? errno : EIO));
        done += (size_t)n;
    }
    ent_sha256_update(&sink->hash, sink->buffer, sink->used);
    sink->used = 0;
    return ENT_OK;
}

int ent_sink_add(struct ent_sink *sink, const char *bytes, size_t length, struct ent_error *error)
{
    if (length > ENT_SINK_BUFFER) return ent_error_set(error, ENT_BUG, "%s: a row of %zu bytes", sink->path, length);
    int code = length > ENT_SINK_BUFFER - sink->used ? ent_sink_end(sink, error) : ENT_OK;
    if (code) return code;
    memcpy(sink->buffer + sink->used, bytes, length);
    sink->used += length;
    sink->n_bytes += length;
    return ENT_OK;
}
