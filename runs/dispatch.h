/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which compiled copy of the kernel runs on this processor.
 */
#ifndef ENT_RUNS_DISPATCH_H
#define ENT_RUNS_DISPATCH_H

#include "model/model.h"
#include "params/error.h"

/* The widest copy that this processor can run, or the one that ENTENTE_VECTOR names: generic, avx2, avx512 or
 * double. ENT_USAGE for another name, or for a level that the processor lacks. */
int ent_dispatch(const struct ent_kernel **kernel, struct ent_error *error);

/* The copy called `name`, NULL if there is none; `*runs_here` is 0 if this processor cannot run it. */
const struct ent_kernel *ent_dispatch_named(const char *name, int *runs_here);

#endif
