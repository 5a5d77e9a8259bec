/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The experiment that a file or its parts carry with them.
 */
#ifndef ENT_RUNS_CONFIGURATION_H
#define ENT_RUNS_CONFIGURATION_H

#include <stdint.h>

#include "params/error.h"
#include "params/experiment.h"
#include "runs/cells.h"

/* The configuration text in the output file `path` (malloc'ed), and what is recorded there (set of enum ent_record). */
int ent_configuration_read(const char *path, char **yaml, uint32_t *record, struct ent_error *error);

/* The same of one part; *yaml is NULL if the part is gone or carries none. */
int ent_configuration_of_part(const char *path, char **yaml, uint32_t *record, struct ent_error *error);

/* The experiment of a configuration text and its cells. Free with ent_cells_free and ent_experiment_free. */
int ent_configuration_parse(const char *yaml, const char *called, uint32_t record, struct ent_experiment **experiment,
                            struct ent_cells *cells, struct ent_error *error);

/* The experiment of a target OUT.h5, with its cells: of the configurations in the file and in the parts, the one that asks for
 * most. ENT_BAD_INPUT if another one has cells that it has not, naming the first path that differs; ENT_NO_INPUT if there is
 * neither file nor part. */
int ent_configuration_load(const char *target, struct ent_experiment **experiment, struct ent_cells *cells, struct ent_error *error);

#endif
