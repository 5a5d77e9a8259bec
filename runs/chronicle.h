/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run told by the traced copy of the kernel, as a list of events, and the proof that it is the run that others have
 * simulated: the same bits, named by a digest.
 */
#ifndef ENT_RUNS_CHRONICLE_H
#define ENT_RUNS_CHRONICLE_H

#include <stddef.h>
#include <stdint.h>

#include "model/model.h"
#include "params/error.h"
#include "params/experiment.h"
#include "runs/design.h"

enum { ENT_MAX_RUN = INT32_MAX - 1 };

struct ent_chronicle {
    const struct ent_experiment *experiment; /* not owned */
    struct ent_points points;                /* of the design */
    int32_t point, i_order, i_scenario;
    const char *name, *order, *scenario; /* of the experiment, not owned */
    uint64_t seed;
    uint32_t run;
    struct ent_inputs *inputs;
    struct ent_run_result *result;
    struct ent_trace_event *event; /* [n_events], in the order in which they happened */
    size_t n_events, capacity;
    int lost;        /* events were lost for want of memory */
    char digest[65]; /* of what the run leaves behind; empty until it is proved */
    void *constants, *world;
};

/* Prepares to tell runs of one cell; order and scenario must exist. ENT_USAGE if the design has no such point, ENT_BUG when out
 * of memory. Free with ent_chronicle_free, which accepts a zeroed one. */
int ent_chronicle_init(struct ent_chronicle *chronicle, const struct ent_experiment *experiment, int32_t point, int32_t i_order,
                       int32_t i_scenario, uint64_t seed, struct ent_error *error);
void ent_chronicle_free(struct ent_chronicle *chronicle);

/* Simulates run 0..ENT_MAX_RUN and keeps its events and its result instead of those of the run before. */
int ent_chronicle_tell(struct ent_chronicle *chronicle, uint32_t run, struct ent_error *error);

/* Simulates the same run with `kernel`, untraced, and compares the results bit by bit: ENT_BUG if they differ. Then fills in
 * what an experiment adds to a run (welfare by its fixed split) and the digest: SHA-256 over the bytes that the journal keeps of
 * this run alone, counts, trajectories and states included. */
int ent_chronicle_prove(struct ent_chronicle *chronicle, const struct ent_kernel *kernel, struct ent_error *error);

#endif
