/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/configuration.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runs/difference.h"
#include "runs/journal.h"
#include "runs/output.h"
#include "runs/store.h"

static int out_of_memory(const char *target, struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory while reading the configuration of %s", target);
}

/* --- of a file ---------------------------------------------------------------------------------------------------------- */

static int read_number(hid_t file, const char *name, int64_t *value)
{
    hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
    int good = attribute >= 0 && H5Aread(attribute, H5T_NATIVE_INT64, value) >= 0;
    if (attribute >= 0) H5Aclose(attribute);
    return good;
}

static int read_record(hid_t file, const char *path, uint32_t *record, struct ent_error *error)
{
    int64_t value = 0;
    int good = read_number(file, "record", &value);
    *record = (uint32_t)value & ENT_RECORD_ALL;
    return good ? ENT_OK
                : ent_error_set(error, ENT_BAD_INPUT, "%s: does not say what is recorded: not a file of Entente, or damaged", path);
}

/* The configuration, what is recorded, and how many runs the longest cell has. */
static int read_file(const char *path, char **yaml, uint32_t *record, int64_t *n_runs, struct ent_error *error)
{
    struct ent_output_quiet quiet;
    struct stat status;
    char *precision = NULL;
    *yaml = NULL;
    if (stat(path, &status) != 0) return ent_error_set(error, ENT_NO_INPUT, "%s: %s", path, strerror(errno));
    ent_output_quiet_begin(&quiet);
    hid_t file;
    int code = ent_output_open_file(path, &file, error);
    if (code == ENT_OK) code = read_record(file, path, record, error);
    if (code == ENT_OK && !read_number(file, "n_runs", n_runs))
        code = ent_error_set(error, ENT_BAD_INPUT, "%s: does not say how many runs it holds", path);
    if (code == ENT_OK) code = ent_output_text(file, path, "precision", 0, &precision, error);
    if (code == ENT_OK && strcmp(precision, "double") == 0) *record |= ENT_RECORD_DOUBLE;
    if (code == ENT_OK) code = ent_output_text(file, path, ENT_CONFIGURATION, 1, yaml, error);
    if (file >= 0) H5Fclose(file);
    free(precision);
    ent_output_quiet_end(&quiet);
    return code;
}

int ent_configuration_read(const char *path, char **yaml, uint32_t *record, struct ent_error *error)
{
    int64_t n_runs = 0;
    return read_file(path, yaml, record, &n_runs, error);
}

int ent_configuration_parse(const char *yaml, const char *called, uint32_t record, struct ent_experiment **experiment,
                            struct ent_cells *cells, struct ent_error *error)
{
    struct ent_complaints complaints = {0};
    int code = ent_experiment_parse(experiment, yaml, strlen(yaml), called, &complaints);
    if (code != ENT_OK) {
        const struct ent_complaint *first = complaints.n > 0 ? &complaints.list[0] : NULL;
        code = ent_error_set(error, code, "%s: its configuration cannot be read: line %d: %s", called, first != NULL ? first->line : 0,
                             first != NULL ? first->text : "no reason given");
    } else {
        code = ent_cells_init(cells, *experiment, 0, ent_experiment_seed(*experiment), record, error);
        if (code != ENT_OK) {
            ent_experiment_free(*experiment);
            *experiment = NULL;
        }
    }
    ent_complaints_free(&complaints);
    return code;
}

/* --- of parts ------------------------------------------------------------------------------------------------------------ */

/* Different configurations; seldom more than one. */
struct candidates {
    struct candidate {
        char *yaml, *from;
        uint32_t record;
    } * list;
    size_t n;
    int n_parts;  /* whether they carry a configuration or not */
    int64_t held; /* runs of the longest cell in the file, which is the first candidate; 0: there is no file */
};

/* Takes over `yaml`. */
static int add_candidate(struct candidates *candidates, char *yaml, uint32_t record, const char *from, struct ent_error *error)
{
    for (size_t i = 0; i < candidates->n; i++)
        if (candidates->list[i].record == record && strcmp(candidates->list[i].yaml, yaml) == 0) {
            free(yaml);
            return ENT_OK;
        }
    struct candidate *more = realloc(candidates->list, (candidates->n + 1) * sizeof *more);
    char *copy = strdup(from);
    if (more != NULL) candidates->list = more;
    if (more == NULL || copy == NULL) {
        free(yaml);
        free(copy);
        return out_of_memory(from, error);
    }
    more[candidates->n++] = (struct candidate){.yaml = yaml, .from = copy, .record = record};
    return ENT_OK;
}

struct found {
    int any;
    struct ent_journal_record record;
};

/* The configuration is the first record: whatever comes first ends the scan. */
static int take_first(const struct ent_journal_record *record, void *closure)
{
    struct found *found = closure;
    found->any = record->type == ENT_JOURNAL_CONFIGURATION;
    found->record = *record;
    return ENT_INTERRUPTED;
}

int ent_configuration_of_part(const char *path, char **yaml, uint32_t *record, struct ent_error *error)
{
    struct found found = {0};
    struct ent_journal_scan scan;
    *yaml = NULL;
    uint8_t *bytes = NULL;
    size_t capacity = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT ? ENT_OK : ent_error_set(error, ENT_IO, "%s: cannot be opened: %s", path, strerror(errno));
    int code = ent_journal_read_all(fd, path, take_first, &found, &scan, error);
    if (code == ENT_INTERRUPTED) code = ENT_OK;
    if (code == ENT_OK && found.any) code = ent_journal_read_section(fd, path, &found.record, 0, &bytes, &capacity, error);
    if (code == ENT_OK && found.any) {
        *record = found.record.record;
        *yaml = strndup((const char *)bytes, found.record.raw[0]);
        if (*yaml == NULL) code = out_of_memory(path, error);
    }
    free(bytes);
    close(fd);
    return code;
}

static int add_part(struct candidates *candidates, const char *path, struct ent_error *error)
{
    char *yaml;
    uint32_t record;
    int code = ent_configuration_of_part(path, &yaml, &record, error);
    return code == ENT_OK && yaml != NULL ? add_candidate(candidates, yaml, record, path, error) : code;
}

static int add_parts(struct candidates *candidates, const char *target, struct ent_error *error)
{
    struct dirent **entry = NULL;
    char *folder = ent_store_folder(target);
    if (folder == NULL) return out_of_memory(target, error);
    int code = ENT_OK, n = scandir(folder, &entry, NULL, alphasort);
    if (n < 0 && errno != ENOENT) code = ent_error_set(error, ENT_IO, "%s: cannot be read: %s", folder, strerror(errno));
    for (int i = 0; i < n; i++) {
        size_t length = strlen(entry[i]->d_name);
        char *path = NULL;
        if (code == ENT_OK && length > 5 && strcmp(entry[i]->d_name + length - 5, ".part") == 0) {
            candidates->n_parts++;
            if (asprintf(&path, "%s/%s", folder, entry[i]->d_name) < 0) path = NULL;
            code = path != NULL ? add_part(candidates, path, error) : out_of_memory(target, error);
        }
        free(path);
        free(entry[i]);
    }
    free(entry);
    free(folder);
    return code;
}

/* --- of a target ------------------------------------------------------------------------------------------------------------ */

static int gather(struct candidates *candidates, const char *target, struct ent_error *error)
{
    struct stat status;
    int code = ENT_OK;
    if (stat(target, &status) == 0) {
        char *yaml;
        uint32_t record = 0;
        code = read_file(target, &yaml, &record, &candidates->held, error);
        if (code == ENT_OK) code = add_candidate(candidates, yaml, record, target, error);
    }
    if (code == ENT_OK) code = add_parts(candidates, target, error);
    if (code != ENT_OK || candidates->n > 0) return code;
    if (candidates->n_parts > 0)
        return ent_error_set(error, ENT_NO_INPUT,
                             "%s: of the %d parts in %s.parts none says what the experiment is: they are damaged or empty; the same "
                             "'entente run' goes on",
                             target, candidates->n_parts, target);
    return ent_error_set(error, ENT_NO_INPUT, "%s: there is neither this file nor a part in %s.parts", target, target);
}

static int is_within(const struct ent_cells *cells, const struct ent_cells *all)
{
    for (int32_t c = 0; c < cells->n_cells; c++)
        if (ent_cells_find(all, cells->cell[c].hash) < 0) return 0;
    return 1;
}

/* Which of two asks for more: 1, -1, or 0 if that cannot be said. `held` is what a file holds whose configuration `a` is, else 0. */
static int compare_requests(const struct ent_cells *a, int64_t held, const struct ent_cells *b)
{
    int a_is_precise = ent_cells_are_precise(a), b_is_precise = ent_cells_are_precise(b);
    const struct ent_precision *p = &a->precision, *q = &b->precision;
    if (!a_is_precise && !b_is_precise) return (int64_t)b->n_cells * b->n_runs > (int64_t)a->n_cells * a->n_runs ? -1 : 1;
    if (a->n_cells != b->n_cells) return b->n_cells > a->n_cells ? -1 : 1;
    if (!a_is_precise) return -1;
    if (!b_is_precise) return held > 0 && b->n_runs >= held ? -1 : 1;
    if (strcmp(p->metric, q->metric) != 0 || p->of != q->of || p->at < q->at || p->at > q->at) return held > 0 ? -1 : 0;
    if (p->half_width <= q->half_width && p->least >= q->least && p->most >= q->most) return 1;
    return p->half_width >= q->half_width && p->least <= q->least && p->most <= q->most ? -1 : 0;
}

/* Keeps in *experiment, *cells the larger of what they hold and candidate `i`; *best says which. */
static int compare_candidate(const struct candidates *candidates, size_t i, size_t *best, struct ent_experiment **experiment,
                             struct ent_cells *cells, struct ent_error *error)
{
    struct ent_experiment *other = NULL;
    struct ent_cells other_cells = {0};
    const struct candidate *candidate = &candidates->list[i];
    int code = ent_configuration_parse(candidate->yaml, candidate->from, candidate->record, &other, &other_cells, error);
    if (code != ENT_OK) return code;
    int order = *experiment == NULL ? -1 : compare_requests(cells, *best == 0 ? candidates->held : 0, &other_cells);
    int is_larger = order < 0;
    if (order == 0) {
        code =
            ent_error_set(error, ENT_BAD_INPUT, "%s and %s ask for different precisions; 'entente run' with the one that is meant goes on",
                          candidates->list[*best].from, candidate->from);
    } else if (*experiment != NULL && !(is_larger ? is_within(cells, &other_cells) : is_within(&other_cells, cells))) {
        char difference[512];
        const char *old = candidates->list[*best].yaml;
        ent_difference(old, candidate->yaml, difference, sizeof difference);
        code = ent_error_set(error, ENT_BAD_INPUT, "%s and %s belong to different experiments: %s", candidates->list[*best].from,
                             candidate->from, difference[0] != '\0' ? difference : "other things are recorded");
    }
    if (code == ENT_OK && is_larger) {
        struct ent_experiment *kept = *experiment;
        struct ent_cells kept_cells = *cells;
        *experiment = other;
        *cells = other_cells;
        *best = i;
        other = kept;
        other_cells = kept_cells;
    }
    ent_cells_free(&other_cells);
    ent_experiment_free(other);
    return code;
}

int ent_configuration_load(const char *target, struct ent_experiment **experiment, struct ent_cells *cells, struct ent_error *error)
{
    struct candidates candidates = {0};
    size_t best = 0;
    *experiment = NULL;
    memset(cells, 0, sizeof *cells);
    int code = gather(&candidates, target, error);
    for (size_t i = 0; code == ENT_OK && i < candidates.n; i++) code = compare_candidate(&candidates, i, &best, experiment, cells, error);
    if (code != ENT_OK) {
        ent_cells_free(cells);
        ent_experiment_free(*experiment);
        *experiment = NULL;
    }
    for (size_t i = 0; i < candidates.n; i++) {
        free(candidates.list[i].yaml);
        free(candidates.list[i].from);
    }
    free(candidates.list);
    return code;
}
