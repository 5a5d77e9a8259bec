/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The manual pages entente(1) and entente-params(7), in man(7) macros, from the tables.
 */
#include <ctype.h>
#include <math.h>

#include "params/schema.h"
#include "runs/cli/cli.h"

/* Text with what man(7) would take as a request or an escape made plain; an empty line is a new paragraph. */
static void print_text(FILE *out, const char *text)
{
    bool line_start = true;
    for (const char *c = text; *c; c++) {
        if (line_start && *c == '\n') {
            fputs(".PP\n", out);
            continue;
        }
        if (line_start && (*c == '.' || *c == '\'')) fputs("\\&", out);
        if (*c == '\\') {
            fputs("\\e", out);
        } else if (*c == '-') {
            fputs("\\-", out);
        } else {
            fputc(*c, out);
        }
        line_start = *c == '\n';
    }
    fputc('\n', out);
}

static void print_capitals(FILE *out, const char *text)
{
    for (; *text; text++) fputc(toupper((unsigned char)*text), out);
}

static void print_option(FILE *out, const struct cli_option_row *row)
{
    fputs(".TP\n", out);
    if (row->letter) fprintf(out, "\\fB\\-%c\\fR, ", row->letter);
    fputs("\\fB\\-\\-", out);
    for (const char *c = row->name; *c; c++) fputs(*c == '-' ? "\\-" : (char[2]){*c, '\0'}, out);
    fprintf(out, "\\fR%s%s%s\n", row->value ? " \\fI" : "", row->value ? row->value : "", row->value ? "\\fR" : "");
    print_text(out, row->doc);
}

static void print_notes(FILE *out, const char *title, const struct cli_note *notes, int n)
{
    fprintf(out, ".SH %s\n", title);
    for (int i = 0; i < n; i++) {
        fputs(".TP\n.B ", out);
        print_text(out, notes[i].name);
        print_text(out, notes[i].doc);
    }
}

static void print_command(FILE *out, const struct cli_command *command)
{
    fprintf(out, ".SS ");
    print_capitals(out, command->name);
    fprintf(out, "\n.B entente %s\n%s%s\n.PP\n", command->name, command->operands ? command->operands : "",
            command->options ? " [\\fIOPTION\\fR]..." : "");
    print_text(out, command->doc);
    for (int o = 0; o < N_OPTIONS; o++) {
        if (command->options >> o & 1) print_option(out, &cli_options[o]);
    }
}

static void print_header(FILE *out, const char *name, const char *section, const char *what)
{
    fprintf(out, ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n.TH %s \"\" \"Entente " ENT_VERSION "\"\n", section);
    fprintf(out, ".SH NAME\n%s \\- %s\n", name, what);
}

void cli_print_manual(FILE *out)
{
    print_header(out, "entente", "ENTENTE 1", "Monte Carlo simulation of European political and security orders");
    fprintf(out, ".SH SYNOPSIS\n.B entente\n\\fISUBCOMMAND\\fR [\\fIOPTION\\fR]... [\\fIOPERAND\\fR]...\n.SH DESCRIPTION\n");
    print_text(out,
               "Entente states institutional orders as data, exposes them to the same shocks on the real states of Europe, and measures "
               "how often each holds or deadlocks.\n"
               "Data goes to standard output, everything else to standard error.\n"
               "The same experiment gives the same results, bit for bit, on any machine and number of threads.");
    fprintf(out, ".SH SUBCOMMANDS\nEvery subcommand takes \\fB\\-h\\fR, \\fB\\-\\-help\\fR.\n");
    for (int i = 0; i < n_cli_commands; i++) print_command(out, &cli_commands[i]);
    print_notes(out, "EXIT STATUS", cli_exit_notes, n_cli_exit_notes);
    print_notes(out, "ENVIRONMENT", cli_environment_notes, n_cli_environment_notes);
    print_notes(out, "EXAMPLES", cli_example_notes, n_cli_example_notes);
}

static void print_field(FILE *out, const struct ent_field *field)
{
    fprintf(out, ".TP\n.B %s\n", field->name);
    print_text(out, field->doc);
    fprintf(out, ".br\n");
    if (isnan(field->fallback)) {
        fprintf(out, "No default; ");
    } else {
        fprintf(out, "Default %g; ", field->fallback);
    }
    fprintf(out, "%g to %g; unit: ", field->low, field->high);
    print_text(out, field->unit);
}

void cli_print_parameter_manual(FILE *out)
{
    print_header(out, "entente\\-params", "ENTENTE\\-PARAMS 7", "parameters of Entente");
    fprintf(out, ".SH DESCRIPTION\nEvery number that an input file may give, by the place where it is given.\n");
    for (int t = 0; t < ENT_N_TABLES; t++) {
        fprintf(out, ".SH %s\n", ent_tables[t].path);
        print_text(out, ent_tables[t].title);
        for (int f = 0; f < ent_tables[t].n_fields; f++) print_field(out, &ent_tables[t].field[f]);
    }
}
