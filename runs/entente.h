/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entente from C, C++ and anything that can call C (ctypes, Rust, Julia): open an experiment, ask what is in it, simulate
 * runs of its cells into your own arrays. Link with `pkg-config --libs entente`.
 *
 * A cell is one (design point, order, scenario). Runs of the same number share their random draws in every cell, so
 * differences between orders can be taken run by run. A run is a pure function of the experiment, the seed and its number:
 * any machine, thread or order of calls gives the same bits.
 *
 * Functions that can fail return 0 or one of the codes below; entente_error then says what was wrong. A handle may be used by
 * one thread at a time; different handles are independent. Nothing is printed, and no file is written.
 */
#ifndef ENTENTE_H
#define ENTENTE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ENT_API
#define ENT_API __attribute__((visibility("default")))
#endif

enum entente_code {
    ENTENTE_OK = 0,
    ENTENTE_USAGE = 64,     /* a call with arguments that do not fit the experiment */
    ENTENTE_BAD_INPUT = 65, /* an experiment that breaks a rule */
    ENTENTE_NO_INPUT = 66,  /* a file that is missing */
    ENTENTE_BUG = 70        /* out of memory, or a defect of Entente */
};

enum entente_status { ENTENTE_RUN_DONE = 0, ENTENTE_RUN_FAILED = 2 };

/* What entente_name lists. */
enum entente_list { ENTENTE_ORDERS = 0, ENTENTE_SCENARIOS = 1, ENTENTE_PARAMETERS = 2 };

struct entente; /* an open experiment */

struct entente_sizes {
    int32_t n_points; /* design points, at least 1 */
    int32_t n_orders;
    int32_t n_scenarios;
    int32_t n_runs;   /* runs per cell that the experiment asks for; entente_run takes any number */
    int32_t n_months; /* horizon, the longest of all cells */
    int32_t n_states;
    int32_t n_parameters; /* varied by the design; 0: nothing varies */
    int32_t n_metrics;
    uint64_t seed;
};

/* A metric: texts belong to the library. A value is NaN when `undefined` says so, and in a failed run. */
struct entente_metric {
    const char *name;
    const char *unit;
    const char *undefined;
    const char *description;
    double low, high; /* every value is within */
};

/* Opens an experiment and checks all of it.
 *   where   a path if it holds a '/' or ends in .yaml, else a name in the params folder
 *   params  the params folder; NULL: $ENTENTE_PARAMS or the installed one
 *   sets    [n_sets] overrides "path=value", as in `entente run --set`; NULL if n_sets is 0
 * *handle is set in every case (NULL only when out of memory) and must be given back with entente_free; after a failure
 * it serves entente_error alone. */
ENT_API int32_t entente_open(struct entente **handle, const char *where, const char *params, const char *const *sets, int32_t n_sets);

/* Gives the handle and its texts back; accepts NULL. */
ENT_API void entente_free(struct entente *handle);

/* Why the last call failed: for entente_open every error on its own line, "file:line:column: error: ...". An empty text if it
 * did not fail. Valid until the next call with this handle. */
ENT_API const char *entente_error(const struct entente *handle);

/* Fills `sizes`. ENTENTE_USAGE for a handle that could not be opened. */
ENT_API int32_t entente_describe(struct entente *handle, struct entente_sizes *sizes);

/* Name number `index` of a list (enum entente_list); NULL if there is none. Belongs to the handle. */
ENT_API const char *entente_name(struct entente *handle, int32_t list, int32_t index);

/* Describes metric number `index`, 0 .. n_metrics - 1. ENTENTE_USAGE if there is none. */
ENT_API int32_t entente_describe_metric(struct entente *handle, int32_t index, struct entente_metric *metric);

/* Value of varied parameter `parameter` at design point `point`; NaN if there is none. */
ENT_API double entente_design(struct entente *handle, int32_t point, int32_t parameter);

/* Simulates runs first .. first + count - 1 of a cell.
 *   metrics        [count][n_metrics], written row by row
 *   status         [count], enum entente_status, or NULL
 *   failure_month  [count], the month in which a run failed, -1: it did not; or NULL
 * ENTENTE_USAGE for a cell that does not exist, or run numbers below 0 or above 2^31 - 2. */
ENT_API int32_t entente_run(struct entente *handle, int32_t point, int32_t order, int32_t scenario, int32_t first, int32_t count,
                            float *metrics, int8_t *status, int16_t *failure_month);

/* "0.1.0" of this library. */
ENT_API const char *entente_version(void);

#ifdef __cplusplus
}
#endif

#endif
