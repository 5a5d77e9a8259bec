/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder of an export: everything is written under a temporary name, made durable, and then given its own.
 */
#include "analysis/export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/export_inside.h"
#include "analysis/summary.h"

enum { PATH_SIZE = 4096, NAME_SIZE = 64 };

struct folder {
    char final[PATH_SIZE], temporary[PATH_SIZE], path[PATH_SIZE + NAME_SIZE]; /* path: of the file at hand */
    struct ent_sink sink;
};

static int check_options(const struct ent_results *results, const struct ent_export_options *options, struct ent_error *error)
{
    if (options->point != ENT_ALL_POINTS && (options->point < 0 || (uint64_t)options->point >= results->n_points))
        return ent_error_set(error, ENT_USAGE, "%s has no design point %lld: points are 0 to %zu", results->path, (long long)options->point,
                             results->n_points - 1);
    return ENT_OK;
}

/* --- the folder ----------------------------------------------------------------------------------------------- */

static int is_free(const char *path, struct ent_error *error)
{
    struct stat status;
    struct dirent *entry;
    int n = 0;
    if (lstat(path, &status) != 0) return ENT_OK;
    DIR *folder = S_ISDIR(status.st_mode) ? opendir(path) : NULL;
    while (folder && (entry = readdir(folder)) != NULL) n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (folder) closedir(folder);
    if (folder && n == 0) return ENT_OK;
    return ent_error_set(error, ENT_CANT_CREATE, "%s exists already: remove it, or name another folder", path);
}

static int begin_folder(struct folder *folder, const char *path, struct ent_error *error)
{
    int length = snprintf(folder->final, sizeof folder->final, "%s", path);
    while (length > 1 && length < PATH_SIZE && folder->final[length - 1] == '/') folder->final[--length] = '\0';
    if (length == 0 || length + NAME_SIZE >= PATH_SIZE)
        return ent_error_set(error, ENT_CANT_CREATE, "'%.100s' cannot be the name of a folder: it is %s", path,
                             length ? "too long" : "empty");
    int code = is_free(folder->final, error);
    if (code) return code;
    snprintf(folder->temporary, sizeof folder->temporary, "%.*s.tmp-%ld", PATH_SIZE - NAME_SIZE, folder->final, (long)getpid());
    if (mkdir(folder->temporary, 0777) == 0) return ENT_OK;
    code = ent_error_set(error, ENT_CANT_CREATE, "%s: the folder cannot be created: %s", folder->temporary, strerror(errno));
    folder->temporary[0] = '\0';
    return code;
}

/* Removes what was written, whatever it is: the folder is this process' own. */
static void abandon(const struct folder *folder)
{
    struct dirent *entry;
    if (!folder->temporary[0]) return;
    DIR *opened = opendir(folder->temporary);
    while (opened && (entry = readdir(opened)) != NULL) unlinkat(dirfd(opened), entry->d_name, 0);
    if (opened) closedir(opened);
    rmdir(folder->temporary);
}

static int sync_folder(const char *path, struct ent_error *error)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return ent_error_set(error, ENT_IO, "%s: cannot be opened: %s", path, strerror(errno));
    int failed = fsync(descriptor) != 0 && errno != EINVAL; /* some file systems cannot sync a folder */
    int code = failed ? ent_error_set(error, ENT_IO, "%s: cannot be made durable: %s", path, strerror(errno)) : ENT_OK;
    close(descriptor);
    return code;
}

static int finish_folder(const struct folder *folder, struct ent_error *error)
{
    char parent[PATH_SIZE];
    int code = sync_folder(folder->temporary, error);
    if (code) return code;
    if (rename(folder->temporary, folder->final) != 0)
        return ent_error_set(error, ENT_CANT_CREATE, "%s: cannot be given to the finished folder: %s", folder->final, strerror(errno));
    snprintf(parent, sizeof parent, "%s", folder->final);
    char *slash = strrchr(parent, '/');
    if (slash) slash[slash == parent] = '\0';
    return sync_folder(slash ? parent : ".", error);
}

/* --- files ---------------------------------------------------------------------------------------------------- */

static int open_file(struct folder *folder, const char *name, struct ent_error *error)
{
    snprintf(folder->path, sizeof folder->path, "%s/%s", folder->temporary, name);
    int descriptor = open(folder->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) return ent_error_set(error, ENT_CANT_CREATE, "%s: cannot be created: %s", folder->path, strerror(errno));
    ent_sink_begin(&folder->sink, descriptor, folder->path);
    return ENT_OK;
}

/* Closes the file; it counts as written only when it is durable. */
static int close_file(struct folder *folder, int code, struct ent_error *error)
{
    if (!code && fsync(folder->sink.descriptor) != 0)
        code = ent_error_set(error, ENT_IO, "%s: cannot be made durable: %s", folder->path, strerror(errno));
    if (close(folder->sink.descriptor) != 0 && !code)
        code = ent_error_set(error, ENT_IO, "%s: cannot be closed: %s", folder->path, strerror(errno));
    return code;
}

static int write_table(struct folder *folder, const struct ent_export_source *source, struct ent_export_table *table,
                       struct ent_error *error)
{
    char name[NAME_SIZE];
    uint8_t hash[32];
    snprintf(name, sizeof name, "%s.csv", table->name);
    int code = open_file(folder, name, error);
    if (code) return code;
    code = close_file(folder, ent_export_rows(source, table, &folder->sink, error), error);
    table->n_bytes = folder->sink.n_bytes;
    table->n_rows = folder->sink.n_rows;
    ent_sha256_final(&folder->sink.hash, hash);
    ent_sha256_hex(hash, table->hash);
    return code;
}

/* Takes over `text`, malloc'ed or NULL when out of memory. */
static int write_text(struct folder *folder, const char *name, char *text, struct ent_error *error)
{
    if (!text) return ent_error_set(error, ENT_BUG, "out of memory for %s", name);
    int code = open_file(folder, name, error);
    if (!code) {
        size_t length = strlen(text);
        for (size_t done = 0, n; !code && done < length; done += n) {
            n = length - done < ENT_SINK_BUFFER ? length - done : ENT_SINK_BUFFER;
            code = ent_sink_add(&folder->sink, text + done, n, error);
        }
        if (!code) code = ent_sink_end(&folder->sink, error);
        code = close_file(folder, code, error);
    }
    free(text);
    return code;
}

static int write_all(struct folder *folder, const struct ent_export_source *source, struct ent_export_tables *tables,
                     struct ent_export_report *report, struct ent_error *error)
{
    int code = ENT_OK;
    for (int t = 0; !code && t < tables->n; t++) {
        code = write_table(folder, source, &tables->table[t], error);
        report->n_tables++;
        report->n_rows += tables->table[t].n_rows;
        report->n_bytes += tables->table[t].n_bytes;
    }
    if (code) return code;
    char *experiment = ent_results_configuration(source->results, error);
    if (!experiment) return error->code;
    code = write_text(folder, ENT_EXPORT_EXPERIMENT, experiment, error);
    return code ? code : write_text(folder, "datapackage.json", ent_export_package(source, tables), error);
}

int ent_export_folder(const struct ent_results *results, const char *path, const struct ent_export_options *options,
                      struct ent_export_report *report, struct ent_error *error)
{
    struct ent_error local;
    struct ent_contents contents = {0};
    struct ent_export_tables tables = {0};
    struct ent_export_source source = {results, &contents, options};
    struct folder *folder = calloc(1, sizeof *folder);
    if (!error) error = &local;
    *report = (struct ent_export_report){0};
    int code = folder ? check_options(results, options, error) : ent_error_set(error, ENT_BUG, "out of memory for the export");
    if (!code) code = ent_contents_read(&contents, results, error);
    if (!code) code = ent_export_tables_find(&tables, &contents, options->only, error);
    if (!code) code = begin_folder(folder, path, error);
    if (!code) code = write_all(folder, &source, &tables, report, error);
    if (!code) code = finish_folder(folder, error);
    if (code && folder) abandon(folder);
    ent_export_tables_free(&tables);
    ent_contents_free(&contents);
    free(folder);
    return code;
}

int ent_export_stream(const struct ent_results *results, int descriptor, const struct ent_export_options *options,
                      struct ent_export_report *report, struct ent_error *error)
{
    struct ent_error local;
    struct ent_contents contents = {0};
    struct ent_export_tables tables = {0};
    struct ent_export_source source = {results, &contents, options};
    struct ent_sink *sink = malloc(sizeof *sink);
    if (!error) error = &local;
    *report = (struct ent_export_report){0};
    int code = sink ? check_options(results, options, error) : ent_error_set(error, ENT_BUG, "out of memory for the export");
    if (!code) code = ent_contents_read(&contents, results, error);
    if (!code) code = ent_export_tables_find(&tables, &contents, options->only, error);
    if (!code && tables.n != 1)
        code = ent_error_set(error, ENT_USAGE, "standard output takes one table: name it, as with '--only %s'", tables.table[0].name);
    if (!code) {
        ent_sink_begin(sink, descriptor, "standard output");
        code = ent_export_rows(&source, &tables.table[0], sink, error);
        *report = (struct ent_export_report){1, sink->n_rows, sink->n_bytes};
    }
    ent_export_tables_free(&tables);
    ent_contents_free(&contents);
    free(sink);
    return code;
}
