/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the params folder is when nobody says: beside the program, so that a build tree and a copied
 * installation find their own.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runs/cli/cli.h"

/* Makes the path of a folder beside the program; true if its states are there. */
static bool is_params_folder(char folder[CLI_PATH_SIZE], const char *program, const char *beside)
{
    static const char table[] = "/states.csv";
    int size = snprintf(folder, CLI_PATH_SIZE, "%s%s%s", program, beside, table);
    if (size <= 0 || size >= CLI_PATH_SIZE || access(folder, R_OK) != 0) return false;
    folder[size - (int)(sizeof table - 1)] = '\0';
    return true;
}

const char *cli_params_folder(const struct cli_arguments *arguments, char folder[CLI_PATH_SIZE])
{
    static const char *const beside[] = {"/../share/entente/params", "/../params"};
    const char *named = getenv("ENTENTE_PARAMS");
    char program[CLI_PATH_SIZE];
    if (cli_given(arguments, OPTION_PARAMS)) return arguments->value[OPTION_PARAMS];
    if (named && named[0]) return NULL;

    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) return NULL;
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        if (is_params_folder(folder, program, beside[i])) return folder;
    }
    return NULL;
}
