/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line: one table of subcommands and options (table.c), from which parsing, help, manual page and
 * bash completion are made. Data goes to standard output, everything else to standard error.
 */
#ifndef ENT_RUNS_CLI_CLI_H
#define ENT_RUNS_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "params/error.h"
#include "params/experiment.h"

enum cli_option {
    OPTION_OUTPUT,
    OPTION_RUNS,
    OPTION_SEED,
    OPTION_THREADS,
    OPTION_SET,
    OPTION_SHARD,
    OPTION_MAX_TIME,
    OPTION_PRECISION,
    OPTION_KEEP_PARTS,
    OPTION_TASK_MINUTES,
    OPTION_PARAMS,
    OPTION_ALLOW_MISSING,
    OPTION_JSON,
    OPTION_CSV,
    OPTION_LATEX,
    OPTION_DATA,
    OPTION_TIDY,
    OPTION_METRIC,
    OPTION_ABOVE,
    OPTION_MAP,
    OPTION_PAIRING,
    OPTION_FORUM,
    OPTION_DOMAIN,
    OPTION_RESERVED,
    OPTION_ORDER,
    OPTION_SCENARIO,
    OPTION_POINT,
    OPTION_RUN,
    OPTION_FIND,
    OPTION_ONLY,
    OPTION_FROM,
    OPTION_TO,
    OPTION_SWEEP,
    OPTION_FIGURE,
    OPTION_YAML,
    OPTION_SCHEMA,
    OPTION_MARKDOWN,
    OPTION_MAN,
    OPTION_COMPLETION,
    OPTION_HELP,
    N_OPTIONS
};

/* What completion may offer for a value or an operand. */
enum cli_kind { KIND_TEXT, KIND_FILE, KIND_FOLDER, KIND_COMMAND };

struct cli_option_row {
    const char *name;  /* without the dashes */
    char letter;       /* 0: no short form */
    const char *value; /* what follows, in capitals; NULL: a flag */
    enum cli_kind kind;
    bool repeats;
    const char *doc;
};

/* The command line of one call, as parsed. */
struct cli_arguments {
    const struct cli_command *command;
    const char *value[N_OPTIONS]; /* last value given; a flag given is its own name; NULL: not given */
    const char **sets;            /* [n_sets] values of --set, in order */
    size_t n_sets;
    const char **operands; /* [n_operands] */
    int n_operands;
    int argc; /* as given, without the program's name */
    char *const *argv;
};

struct cli_command {
    const char *name;
    const char *operands;                              /* as shown in the synopsis; NULL: takes none */
    enum cli_kind kind;                                /* of the operands */
    int least, most;                                   /* number of operands; most -1: any */
    const char *summary;                               /* one line */
    const char *doc;                                   /* paragraphs for help and manual page */
    uint64_t options;                                  /* bit o: takes option o; --help is taken by all */
    int (*run)(const struct cli_arguments *arguments); /* returns the exit status */
};

extern const struct cli_option_row cli_options[N_OPTIONS];
extern const struct cli_command cli_commands[];
extern const int n_cli_commands;

/* A row of the tables that the manual page lists besides commands and options. */
struct cli_note {
    const char *name, *doc;
};
extern const struct cli_note cli_exit_notes[], cli_environment_notes[], cli_example_notes[];
extern const int n_cli_exit_notes, n_cli_environment_notes, n_cli_example_notes;

/* Parses argv[0..argc), argc > 0, without the program's name. Returns ENT_OK, or ENT_USAGE with a text that names the remedy. */
int cli_parse(struct cli_arguments *arguments, int argc, char **argv, struct ent_error *error);
void cli_arguments_free(struct cli_arguments *arguments);

/* The subcommand of that name; else NULL, with a text that names the nearest. */
const struct cli_command *cli_command_find(const char *name, struct ent_error *error);
bool cli_given(const struct cli_arguments *arguments, enum cli_option option);

/* Values of options. Each returns ENT_OK and leaves *value alone if the option was not given. */
int cli_whole_number(const struct cli_arguments *arguments, enum cli_option option, uint64_t least, uint64_t most, uint64_t *value,
                     struct ent_error *error);
int cli_duration(const struct cli_arguments *arguments, enum cli_option option, double *seconds, struct ent_error *error);

/* Prints "entente: error: ..." and returns the code. */
int cli_fail(const struct ent_error *error);

/* Flushes standard output; a write that failed (a full disk, a closed pipe) becomes ENT_IO. */
int cli_finish(int status);

/* The params folder for the loader: --params, else NULL where $ENTENTE_PARAMS is set, else the folder beside the
 * program if there is one (a build tree, or a copied installation), else NULL for the folder compiled in. `folder` keeps the text. */
enum { CLI_PATH_SIZE = 4096 };
const char *cli_params_folder(const struct cli_arguments *arguments, char folder[CLI_PATH_SIZE]);

/* Prints every complaint, one a line, and returns their code. */
int cli_complain(const struct ent_complaints *complaints);

/* Adds every complaint to the inside of a JSON array. */
struct ent_text;
void cli_complaints_json(struct ent_text *text, const struct ent_complaints *complaints);

/* Text for people and machines, from the tables. */
void cli_print_overview(FILE *out);
void cli_print_command_help(FILE *out, const struct cli_command *command);
void cli_print_manual(FILE *out);
void cli_print_parameter_manual(FILE *out);
void cli_print_completion(FILE *out);

#endif
