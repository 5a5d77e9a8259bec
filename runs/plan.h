/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an experiment will take: processor time, memory, disk, and into how many tasks to cut it. Estimates from a probe.
 */
#ifndef ENT_RUNS_PLAN_H
#define ENT_RUNS_PLAN_H

#include <stdint.h>

#include "model/model.h"
#include "runs/cells.h"
#include "runs/probe.h"

enum {
    ENT_MOST_TASKS = 1000,   /* Slurm's own default limit of an array is 1,001 */
    ENT_LONGEST_TASK = 86400 /* seconds that a task is given at most */
};

struct ent_plan_request {
    int32_t n_threads;    /* of a process */
    double task_seconds;  /* that a task should last */
    double start_seconds; /* measured: what a process takes before its first run */
    double base_bytes;    /* measured: memory of a process that has read the experiment */
};

struct ent_plan {
    int32_t n_cells;     /* that differ: equal cells are simulated once */
    double runs_of_each; /* with a precision, as guessed from the sample */
    int64_t n_runs;      /* of all of these */
    int64_t n_months;    /* of all runs */
    int64_t n_pieces;    /* into which the work can be cut: blocks, or with a precision design points */
    double seconds;      /* processor time of all runs */
    double uncertain;    /* share of it: two standard errors of the probe's mean; NaN if unknown */
    int32_t n_tasks;     /* of n_threads each */
    double task_time;    /* seconds that one takes */
    double time_limit;   /* of a task, seconds */
    double run_bytes;    /* peak memory of a process of n_threads, with the merge if it is the only one */
    double merge_bytes;
    double parts_bytes; /* on disk, in all parts together */
    double file_bytes;  /* on disk, the output file */
};

/* The number of tasks is the least with which the runs of a task last no longer than asked for; at most one for each piece, and
 * ENT_MOST_TASKS. A task's time limit is twice its time and five minutes, rounded up to five minutes, a day at most: then it
 * goes back into the queue. */
void ent_plan_make(const struct ent_cells *cells, const struct ent_kernel *kernel, const struct ent_probe *probe,
                   const struct ent_plan_request *request, struct ent_plan *plan);

#endif
