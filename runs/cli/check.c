/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente check: every file is read as a run would read it. An order, scenario or shock is no experiment yet, so
 * it is put into one with what the params folder holds.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "params/body.h"
#include "params/text.h"
#include "runs/cli/commands.h"
#include "runs/stops.h"

enum { MOST_NAMES = 32 };

static int is_yaml(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

/* Adds the paths of the first `most` files of a folder of the params folder: "a", "b". */
static void add_folder(struct ent_text *text, const char *params, const char *folder, int most)
{
    struct dirent **entries = NULL;
    struct ent_text path = {0};
    ent_text_add(&path, "%s/%s", params, folder);
    int n = path.bytes ? scandir(path.bytes, &entries, is_yaml, alphasort) : 0;
    for (int i = 0; i < n; i++) {
        struct ent_text file = {0};
        ent_text_add(&file, "%s/%s", path.bytes, entries[i]->d_name);
        if (i < most && file.bytes) {
            ent_text_add(text, "%s", i ? ", " : "");
            ent_text_add_quoted(text, file.bytes);
        }
        free(file.bytes);
        free(entries[i]);
    }
    free(entries);
    free(path.bytes);
}

/* Adds "KEY: [...]": the file alone if it is of this kind, else what the params folder has. */
static void add_list(struct ent_text *text, const char *key, const char *file, const char *params, int most)
{
    ent_text_add(text, "%s: [", key);
    if (file) {
        ent_text_add_quoted(text, file);
    } else {
        add_folder(text, params, key, most);
    }
    ent_text_add(text, "]\n");
}

/* What a file describes, by its first key that tells; NULL: an experiment, or nothing known. */
static const char *kind_of(const char *path)
{
    static const char *const kinds[] = {"experiment", "order", "scenario", "shock", "rule"};
    const char *kind = NULL;
    char line[256];
    FILE *file = fopen(path, "r");
    while (file && !kind && fgets(line, sizeof line, file)) {
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            size_t length = strlen(kinds[k]);
            if (strncmp(line, kinds[k], length) == 0 && line[length] == ':') kind = kinds[k];
        }
    }
    if (file) fclose(file);
    return kind && strcmp(kind, kinds[0]) == 0 ? NULL : kind;
}

static int check_part(const char *path, const char *kind, const char *params, struct ent_complaints *complaints)
{
    struct ent_experiment *experiment = NULL;
    struct ent_text text = {0}, file = {0};
    bool is_scenario = strcmp(kind, "scenario") == 0, is_shock = strcmp(kind, "shock") == 0, is_order = strcmp(kind, "order") == 0;

    ent_text_add(&file, "%s%s", strchr(path, '/') ? "" : "./", path);
    ent_text_add(&text, "experiment: check\n");
    add_list(&text, "orders", is_order ? file.bytes : NULL, params, is_scenario ? MOST_NAMES : 1);
    if (is_scenario) {
        add_list(&text, "scenarios", file.bytes, params, 1);
    } else {
        ent_text_add(&text, "scenarios: [{scenario: check}]\n");
    }
    if (!is_order) add_list(&text, "shocks", is_shock ? file.bytes : NULL, params, MOST_NAMES);
    if (text.failed || file.failed) {
        complaints->code = ENT_BUG;
    } else {
        ent_experiment_parse(&experiment, text.bytes, text.length, "check", complaints);
    }
    ent_experiment_free(experiment);
    free(text.bytes);
    free(file.bytes);
    return complaints->code;
}

static int check_rule(const char *path, const char *params, struct ent_complaints *complaints)
{
    struct ent_text file = {0};
    struct ent_body body;
    ent_text_add(&file, "%s%s", strchr(path, '/') ? "" : "./", path);
    if (file.failed) {
        complaints->code = ENT_BUG;
    } else {
        ent_body_load(&body, file.bytes, params, complaints);
    }
    free(file.bytes);
    return complaints->code;
}

/* Any name without a slash or an ending is an experiment of the params folder. */
static int check_file(const char *name, const char *folder, const char *params, struct ent_complaints *complaints)
{
    struct ent_experiment *experiment = NULL;
    const char *kind = kind_of(name);
    if (kind && strcmp(kind, "rule") == 0) return check_rule(name, params, complaints);
    if (kind) return check_part(name, kind, params, complaints);
    if (ent_experiment_load(&experiment, name, folder, NULL, 0, complaints) == ENT_OK) ent_stops_check(experiment, complaints);
    ent_experiment_free(experiment);
    return complaints->code;
}

int command_check(const struct cli_arguments *arguments)
{
    struct ent_text json = {0};
    char space[CLI_PATH_SIZE];
    const char *folder = cli_params_folder(arguments, space), *params = folder ? folder : getenv("ENTENTE_PARAMS");
    int status = ENT_OK;
    if (!params) params = ENT_PARAMS_DIR;
    setenv("ENTENTE_PARAMS", params, 1);

    ent_text_add(&json, "[");
    for (int i = 0; i < arguments->n_operands; i++) {
        struct ent_complaints complaints = {0};
        int code = check_file(arguments->operands[i], folder, params, &complaints);
        if (cli_given(arguments, OPTION_JSON)) {
            cli_complaints_json(&json, &complaints);
        } else if (code == ENT_OK) {
            printf("%s: ok\n", arguments->operands[i]);
        } else {
            cli_complain(&complaints);
        }
        if (code > status) status = code;
        ent_complaints_free(&complaints);
    }
    if (cli_given(arguments, OPTION_JSON)) printf("%s\n]\n", json.bytes ? json.bytes : "[");
    free(json.bytes);
    return status;
}
