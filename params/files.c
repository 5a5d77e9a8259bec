/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/csv.h"
#include "params/names.h"
#include "params/yaml.h"

static int ends_in(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static int is_path(const char *name)
{
    return strchr(name, '/') || ends_in(name, ".yaml") || ends_in(name, ".csv");
}

const char *ent_load_folder(const char *given)
{
    const char *named = getenv("ENTENTE_PARAMS");

    if (given && *given) return given;
    if (named && *named) return named;
#ifdef ENT_PARAMS_DIR
    return ENT_PARAMS_DIR;
#else
    return "params";
#endif
}

const char *ent_load_path(struct ent_load *load, const char *name, const char *folder)
{
    if (is_path(name)) return ent_arena_copy(load->arena, name, strlen(name));
    return ent_arena_format(load->arena, "%s/%s%s%s.yaml", load->params, folder, *folder ? "/" : "", name);
}

/* A path in a file is relative to the file that names it. */
static const char *relative_path(struct ent_load *load, const char *name, const char *file)
{
    const char *slash = strrchr(file, '/');

    if (name[0] == '/' || !slash) return ent_arena_copy(load->arena, name, strlen(name));
    return ent_arena_format(load->arena, "%.*s/%s", (int)(slash - file), file, name);
}

/* Which name of the folder may have been meant. */
static const char *guess_file(struct ent_load *load, const char *name, const char *folder, char hint[ENT_HINT_SIZE])
{
    const char *path = ent_arena_format(load->arena, "%s/%s", load->params, folder);
    struct ent_guess guess = ent_guess_start(name);
    DIR *directory = path ? opendir(path) : NULL;
    const struct dirent *entry;

    hint[0] = 0;
    if (!directory) return hint;
    while ((entry = readdir(directory)) != NULL) {
        const size_t length = strlen(entry->d_name);
        const char *candidate;

        if (!ends_in(entry->d_name, ".yaml") || entry->d_name[0] == '.') continue;
        candidate = ent_arena_copy(load->arena, entry->d_name, length - 5);
        if (candidate) ent_guess_offer(&guess, candidate);
    }
    closedir(directory);
    return ent_guess_hint(&guess, hint);
}

/* The whole file, or one byte more than is allowed, in a buffer that grows with it; NULL if there is no memory. */
static char *read_all(FILE *file, size_t *length)
{
    size_t room = 16384;
    char *bytes = malloc(room);

    *length = bytes ? fread(bytes, 1, room, file) : 0;
    while (bytes && *length == room && room < ENT_MAX_FILE + 1) {
        const size_t more = 4 * room < ENT_MAX_FILE + 1 ? 4 * room : ENT_MAX_FILE + 1;
        char *larger = realloc(bytes, more);

        if (!larger) free(bytes);
        bytes = larger;
        room = more;
        if (bytes) *length += fread(bytes + *length, 1, room - *length, file);
    }
    return bytes;
}

/* What read_all finds; NULL with errno if it cannot be read. */
static const char *read_bytes(struct ent_load *load, const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    const char *copy = NULL;
    char *bytes;
    int error;

    if (!file) return NULL;
    bytes = read_all(file, length);
    error = ferror(file) ? errno : 0;
    fclose(file);
    if (!bytes)
        load->arena->failed = 1;
    else if (!error)
        copy = ent_arena_copy(load->arena, bytes, *length);
    free(bytes);
    errno = error;
    return copy;
}

static const char *read_file(struct ent_load *load, const char *path, struct ent_place named_at, size_t *length)
{
    const char *bytes = path ? read_bytes(load, path, length) : NULL;

    if (bytes || load->arena->failed) return bytes;
    if (named_at.line && path)
        ent_complaints_add(load->complaints, ENT_NO_INPUT, named_at, "'%s' cannot be read: %s", path, strerror(errno));
    else if (path)
        ent_complaints_add(load->complaints, ENT_NO_INPUT, (struct ent_place){path, 0, 0}, "cannot be read: %s", strerror(errno));
    return NULL;
}

struct ent_node *ent_load_file(struct ent_load *load, const char *path, struct ent_place named_at)
{
    const size_t complaints = load->complaints->n;
    size_t length = 0;
    const char *bytes = read_file(load, path, named_at, &length);
    struct ent_node *root;

    if (!bytes) return NULL;
    root = ent_yaml_read(load->arena, load->complaints, path, bytes, length);
    if (!root && load->complaints->n == complaints && !load->arena->failed)
        ent_load_complain(load, (struct ent_place){path, 1, 1}, "the file is empty");
    return root;
}

static int file_exists(const char *path)
{
    FILE *file = path ? fopen(path, "rb") : NULL;

    if (file) fclose(file);
    return file != NULL;
}

struct ent_node *ent_load_asked_file(struct ent_load *load, const char *where, const char *folder, const char *what)
{
    char hint[ENT_HINT_SIZE];
    const char *path = ent_load_path(load, where, folder);

    if (!path) return NULL;
    if (is_path(where) || file_exists(path) || errno != ENOENT) return ent_load_file(load, path, (struct ent_place){0});
    ent_complaints_add(load->complaints, ENT_NO_INPUT, (struct ent_place){path, 0, 0}, "there is no %s '%.80s'%s", what, where,
                       guess_file(load, where, folder, hint));
    return NULL;
}

struct ent_node *ent_load_named_file(struct ent_load *load, struct ent_node *node, const char *folder, const char *what)
{
    char hint[ENT_HINT_SIZE];
    const char *path, *wrong;

    if (!node || node->kind == ENT_NODE_MAP) return node;
    if (node->kind != ENT_NODE_TEXT) {
        ent_load_complain(load, node->at, "the name of a file, or the %s itself, is expected here, this is %s", what,
                          ent_node_kind_name(node));
        return NULL;
    }
    if (is_path(node->text)) return ent_load_file(load, relative_path(load, node->text, node->at.file), node->at);
    wrong = ent_name_check(node->text);
    if (wrong) {
        ent_load_complain(load, node->at, "'%.80s' %s", node->text, wrong);
        return NULL;
    }
    path = ent_load_path(load, node->text, folder);
    if (path && !file_exists(path)) {
        ent_complaints_add(load->complaints, ENT_NO_INPUT, node->at, "there is no %s '%s'%s", what, node->text,
                           guess_file(load, node->text, folder, hint));
        return NULL;
    }
    return ent_load_file(load, path, node->at);
}

struct ent_node *ent_load_table_file(struct ent_load *load, struct ent_node *node, const char *fallback, struct ent_place at,
                                     const char *const *columns, int n_columns, const char *optional)
{
    const char *name = fallback, *path, *bytes;
    size_t length = 0;

    if (node && node->kind != ENT_NODE_TEXT) return node;
    if (node) {
        name = node->text;
        at = node->at;
    }
    if (is_path(name))
        path = relative_path(load, name, at.file);
    else
        path = ent_arena_format(load->arena, "%s/%s.csv", load->params, name);
    bytes = read_file(load, path, at, &length);
    return bytes ? ent_csv_read(load->arena, load->complaints, path, bytes, length, columns, n_columns, optional) : NULL;
}
