/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What output.c and output_file.c share. Both hand over an identifier to be closed, negative where HDF5 fails.
 */
#ifndef ENT_RUNS_OUTPUT_INSIDE_H
#define ENT_RUNS_OUTPUT_INSIDE_H

#include "runs/output.h"

/* The type of a text: of any length, UTF-8. */
hid_t ent_output_text_type(void);

/* How files are opened: closed for good, without locks, with little kept in memory. */
hid_t ent_output_file_access(void);

#endif
