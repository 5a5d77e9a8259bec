/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Completion for bash, from the tables.
 */
#include "runs/cli/cli.h"

static const char *const generators[] = {
    [KIND_TEXT] = "COMPREPLY=()",
    [KIND_FILE] = "COMPREPLY=($(compgen -f -- \"$word\"))",
    [KIND_FOLDER] = "COMPREPLY=($(compgen -d -- \"$word\"))",
    [KIND_COMMAND] = "COMPREPLY=($(compgen -W \"$commands\" -- \"$word\"))",
};

static void print_value_cases(FILE *out)
{
    fputs("    case $before in\n", out);
    for (int o = 0; o < N_OPTIONS; o++) {
        const struct cli_option_row *row = &cli_options[o];
        if (!row->value) continue;
        fputs("        ", out);
        if (row->letter) fprintf(out, "-%c | ", row->letter);
        fprintf(out, "--%s)\n            %s\n            return\n            ;;\n", row->name, generators[row->kind]);
    }
    fputs("    esac\n", out);
}

static void print_command_case(FILE *out, const struct cli_command *command)
{
    fprintf(out, "        %s)\n            options=\"", command->name);
    for (int o = 0; o < N_OPTIONS; o++) {
        if (o == OPTION_HELP || (command->options >> o & 1)) fprintf(out, "--%s ", cli_options[o].name);
    }
    fprintf(out, "\"\n            [[ $word == -* ]] || %s\n            ;;\n",
            command->operands ? generators[command->kind] : generators[KIND_TEXT]);
}

void cli_print_completion(FILE *out)
{
    fputs("# SPDX-License-Identifier: GPL-3.0-or-later\n_entente() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} options=\n    local commands=\"",
          out);
    for (int i = 0; i < n_cli_commands; i++) fprintf(out, "%s%s", i ? " " : "", cli_commands[i].name);
    fputs("\"\n    if ((COMP_CWORD == 1)); then\n        COMPREPLY=($(compgen -W \"$commands\" -- \"$word\"))\n        return\n    fi\n",
          out);
    print_value_cases(out);
    fputs("    case ${COMP_WORDS[1]} in\n", out);
    for (int i = 0; i < n_cli_commands; i++) print_command_case(out, &cli_commands[i]);
    fputs("    esac\n    [[ $word != -* ]] || COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n}\n"
          "complete -o filenames -F _entente entente\n",
          out);
}
