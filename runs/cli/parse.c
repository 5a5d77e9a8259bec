/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parsing of the command line along the tables: `--name value`, `--name=value`, `-n value`, `-nvalue`; options
 * and operands in any order; `--` ends the options.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "params/names.h"
#include "runs/cli/cli.h"

bool cli_given(const struct cli_arguments *arguments, enum cli_option option)
{
    return arguments->value[option] != NULL;
}

static bool takes(const struct cli_command *command, int option)
{
    return option == OPTION_HELP || (command->options >> option & 1) != 0;
}

const struct cli_command *cli_command_find(const char *name, struct ent_error *error)
{
    struct ent_guess guess = ent_guess_start(name);
    char hint[ENT_HINT_SIZE];
    for (int i = 0; i < n_cli_commands; i++) {
        if (strcmp(cli_commands[i].name, name) == 0) return &cli_commands[i];
        ent_guess_offer(&guess, cli_commands[i].name);
    }
    if (name[0] == '-') {
        ent_error_set(error, ENT_USAGE, "'%s': a subcommand comes first; 'entente help' lists them", name);
    } else {
        const char *remedy = guess.best ? ent_guess_hint(&guess, hint) : "; 'entente help' lists them";
        ent_error_set(error, ENT_USAGE, "unknown subcommand '%s'%s", name, remedy);
    }
    return NULL;
}

/* `given` as typed; `name` without dashes and value. */
static int unknown_option(const struct cli_command *command, const char *given, const char *name, struct ent_error *error)
{
    struct ent_guess guess = ent_guess_start(name);
    for (int o = 0; o < N_OPTIONS; o++) {
        if (takes(command, o)) ent_guess_offer(&guess, cli_options[o].name);
    }
    if (guess.best) {
        return ent_error_set(error, ENT_USAGE, "'entente %s' has no option '%s'; did you mean '--%s'?", command->name, given, guess.best);
    }
    return ent_error_set(error, ENT_USAGE, "'entente %s' has no option '%s'; 'entente help %s' lists them", command->name, given,
                         command->name);
}

/* Stores one occurrence of an option. */
static int store(struct cli_arguments *arguments, int option, const char *value, struct ent_error *error)
{
    const struct cli_option_row *row = &cli_options[option];
    if (arguments->value[option] && !row->repeats) {
        return ent_error_set(error, ENT_USAGE, "'--%s' is given twice", row->name);
    }
    arguments->value[option] = value;
    if (option == OPTION_SET) arguments->sets[arguments->n_sets++] = value;
    return ENT_OK;
}

/* argv[*i] is `--name` or `--name=value`; moves *i on where the value is the next argument. */
static int parse_long(struct cli_arguments *arguments, int argc, char **argv, int *i, struct ent_error *error)
{
    const char *name = argv[*i] + 2;
    size_t length = strcspn(name, "=");
    for (int o = 0; o < N_OPTIONS; o++) {
        const struct cli_option_row *row = &cli_options[o];
        if (!takes(arguments->command, o) || strlen(row->name) != length || strncmp(row->name, name, length) != 0) continue;
        const char *value = name[length] == '=' ? name + length + 1 : NULL;
        if (!row->value) {
            if (value) return ent_error_set(error, ENT_USAGE, "'--%s' takes no value, given '%s'", row->name, value);
            return store(arguments, o, row->name, error);
        }
        if (!value) {
            if (*i + 1 >= argc) return ent_error_set(error, ENT_USAGE, "'--%s' needs a value: --%s %s", row->name, row->name, row->value);
            value = argv[++*i];
        }
        return store(arguments, o, value, error);
    }
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    return unknown_option(arguments->command, argv[*i], word, error);
}

/* argv[*i] is `-n`, `-n value` or `-nvalue`. */
static int parse_short(struct cli_arguments *arguments, int argc, char **argv, int *i, struct ent_error *error)
{
    const char *given = argv[*i];
    for (int o = 0; o < N_OPTIONS; o++) {
        const struct cli_option_row *row = &cli_options[o];
        if (!takes(arguments->command, o) || row->letter != given[1]) continue;
        if (!row->value) {
            if (given[2]) return ent_error_set(error, ENT_USAGE, "'-%c' takes no value, given '%s'", row->letter, given + 2);
            return store(arguments, o, row->name, error);
        }
        if (given[2]) return store(arguments, o, given + 2, error);
        if (*i + 1 >= argc) return ent_error_set(error, ENT_USAGE, "'-%c' needs a value: -%c %s", row->letter, row->letter, row->value);
        return store(arguments, o, argv[++*i], error);
    }
    return unknown_option(arguments->command, given, given + 1, error);
}

static int check_operands(const struct cli_arguments *arguments, struct ent_error *error)
{
    const struct cli_command *command = arguments->command;
    if (cli_given(arguments, OPTION_HELP)) return ENT_OK;
    if (arguments->n_operands < command->least) {
        return ent_error_set(error, ENT_USAGE, "'entente %s' needs %s; 'entente help %s' says more", command->name, command->operands,
                             command->name);
    }
    if (command->most >= 0 && arguments->n_operands > command->most) {
        return ent_error_set(error, ENT_USAGE, "'entente %s' has no use for '%s'; 'entente help %s' says what it takes", command->name,
                             arguments->operands[command->most], command->name);
    }
    return ENT_OK;
}

int cli_parse(struct cli_arguments *arguments, int argc, char **argv, struct ent_error *error)
{
    *arguments = (struct cli_arguments){.argc = argc, .argv = argv};
    const char *name = argv[0];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) name = "help";
    if (strcmp(name, "--version") == 0) name = "version";
    arguments->command = cli_command_find(name, error);
    if (!arguments->command) return ENT_USAGE;
    arguments->sets = calloc((size_t)argc + 1, sizeof *arguments->sets);
    arguments->operands = calloc((size_t)argc + 1, sizeof *arguments->operands);
    if (!arguments->sets || !arguments->operands) return ent_error_set(error, ENT_BUG, "out of memory");

    bool options_end = false;
    for (int i = 1; i < argc; i++) {
        int code = ENT_OK;
        if (!options_end && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && strncmp(argv[i], "--", 2) == 0) {
            code = parse_long(arguments, argc, argv, &i, error);
        } else if (!options_end && argv[i][0] == '-' && argv[i][1] != '\0') {
            code = parse_short(arguments, argc, argv, &i, error);
        } else {
            arguments->operands[arguments->n_operands++] = argv[i];
        }
        if (code != ENT_OK) return code;
    }
    return check_operands(arguments, error);
}

void cli_arguments_free(struct cli_arguments *arguments)
{
    free(arguments->sets);
    free(arguments->operands);
    *arguments = (struct cli_arguments){0};
}

int cli_whole_number(const struct cli_arguments *arguments, enum cli_option option, uint64_t least, uint64_t most, uint64_t *value,
                     struct ent_error *error)
{
    const char *text = arguments->value[option];
    if (!text) return ENT_OK;
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno == ERANGE || number < least || number > most) {
        return ent_error_set(error, ENT_USAGE, "'--%s %s': expected a whole number from %llu to %llu", cli_options[option].name, text,
                             (unsigned long long)least, (unsigned long long)most);
    }
    *value = number;
    return ENT_OK;
}

int cli_duration(const struct cli_arguments *arguments, enum cli_option option, double *seconds, struct ent_error *error)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    const char *text = arguments->value[option];
    if (!text) return ENT_OK;
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (text[0] < '0' || text[0] > '9' || end[0] != units[i].letter || end[1] != '\0' || number < 1 || number > 1000000) continue;
        *seconds = (double)number * units[i].seconds;
        return ENT_OK;
    }
    return ent_error_set(error, ENT_USAGE, "'--%s %s': expected a number from 1 and s, m, h or d, like 30m", cli_options[option].name,
                         text);
}
