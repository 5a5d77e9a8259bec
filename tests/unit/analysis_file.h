/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small results file with known numbers, written with HDF5 alone, so that readers are tested against the format
 * and not against the writer.
 */
#ifndef ENT_TESTS_ANALYSIS_FILE_H
#define ENT_TESTS_ANALYSIS_FILE_H

#include <hdf5.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "runs/layout.h"

enum { FILE_POINTS = 2, FILE_ORDERS = 3, FILE_SCENARIOS = 2, FILE_STATES = 4, FILE_DOMAINS = 2, FILE_FORUMS = 2, FILE_MONTHS = 130 };

/* What is wrong with the file on purpose. */
struct file_flaws {
    int64_t format;        /* 0: the present one */
    const char *source;    /* NULL: as Entente writes it */
    const char *leave_out; /* name of a variable, axis or attribute that is not written */
    int one_order;         /* 1: one order only */
    int flat;              /* 1: per-run variables without the axis of runs */
};

static const char *const file_orders[FILE_ORDERS] = {"plain", "gated, \"so to say\"", "an_order_with_a_very_long_name_indeed"};
static const char *const file_scenarios[FILE_SCENARIOS] = {"quiet", "every_shock_at_once"};
static const char *const file_states[FILE_STATES] = {"AAA", "BBB", "CCC", "DDD"};
static const char *const file_domains[FILE_DOMAINS] = {"war", "peace"};
static const char *const file_forums[FILE_FORUMS] = {"union", "pact"};

static int file_left_out(const struct file_flaws *flaws, const char *name)
{
    return flaws->leave_out && strcmp(flaws->leave_out, name) == 0;
}

static hid_t file_text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

static void file_add_attribute(hid_t file, const struct file_flaws *flaws, const char *name, const char *text, int64_t number)
{
    if (file_left_out(flaws, name)) return;
    hid_t type = text ? file_text_type() : H5Tcopy(H5T_NATIVE_INT64), space = H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(attribute, type, text ? (const void *)&text : (const void *)&number);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
}

static void file_add_texts(hid_t file, const struct file_flaws *flaws, const char *name, const char *const *texts, hsize_t n)
{
    if (file_left_out(flaws, name)) return;
    hid_t type = file_text_type(), space = H5Screate_simple(1, &n, NULL);
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts);
    H5Dclose(set);
    H5Pclose(list);
    H5Sclose(space);
    H5Tclose(type);
}

static void file_add_values(hid_t file, const struct file_flaws *flaws, const char *name, int n_axes, const hsize_t *shape, hid_t type,
                            const double *values)
{
    if (file_left_out(flaws, name)) return;
    hid_t space = H5Screate_simple(n_axes, shape, NULL), list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_chunk(list, n_axes, shape);
    H5Pset_shuffle(list);
    H5Pset_deflate(list, 1);
    hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    if (values) H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    H5Dclose(set);
    H5Pclose(list);
    H5Sclose(space);
}

/* A number in [0, 1) that depends on its arguments alone. */
static double file_uniform(uint32_t a, uint32_t b)
{
    uint32_t x = a * 2654435761u + b * 2246822519u + 12345u;
    x = (x ^ (x >> 15)) * 2246822519u;
    x = (x ^ (x >> 13)) * 3266489917u;
    return (double)((x ^ (x >> 16)) >> 8) / 16777216.0;
}

/* Run `run` ended so: in the last order of the last scenario the second run failed and the third was not run. */
static int file_status(size_t order, size_t scenario, size_t run)
{
    if (order + 1 != FILE_ORDERS || scenario + 1 != FILE_SCENARIOS) return ENT_RUN_DONE;
    return run == 1 ? ENT_RUN_FAILED : run == 2 ? ENT_RUN_MISSING : ENT_RUN_DONE;
}

/* The value of a metric in a run: mostly shared between orders, .05 higher per order; at point 1 half as much. */
static double file_value(const char *metric, size_t point, size_t order, size_t scenario, size_t run)
{
    uint32_t key = (uint32_t)(metric[0] + 31 * metric[strlen(metric) - 1] + 1000 * (int)scenario);
    double shared = file_uniform(key, (uint32_t)run), own = file_uniform(key + 7u, (uint32_t)(run + 1000 * order));
    if (file_status(order, scenario, run) != ENT_RUN_DONE) return NAN;
    if (strcmp(metric, "order_failed") == 0) return shared < 0.2 * (double)scenario;
    if (strcmp(metric, "decision_cohesion") == 0 && run == 0) return NAN;
    if (strcmp(metric, "accountability") == 0) return 0.5;
    return (0.3 + 0.05 * (double)order + 0.2 * shared + 0.05 * own) / (double)(1 + point);
}

static void file_add_metric(hid_t file, const struct file_flaws *flaws, const char *metric, size_t n_orders, size_t n_runs)
{
    const hsize_t shape[] = {FILE_POINTS, n_orders, FILE_SCENARIOS, n_runs};
    int is_status = strcmp(metric, "status") == 0;
    double *values = malloc(FILE_POINTS * n_orders * FILE_SCENARIOS * n_runs * sizeof *values);
    size_t at = 0;
    for (size_t p = 0; p < FILE_POINTS; p++)
        for (size_t o = 0; o < n_orders; o++)
            for (size_t s = 0; s < FILE_SCENARIOS; s++)
                for (size_t r = 0; r < n_runs; r++) values[at++] = is_status ? file_status(o, s, r) : file_value(metric, p, o, s, r);
    file_add_values(file, flaws, metric, flaws->flat ? 3 : 4, shape, is_status ? H5T_STD_I8LE : H5T_IEEE_F32LE, values);
    free(values);
}

/* The rest of a cell, the same in all: `n` values per cell. */
static void file_add_per_cell(hid_t file, const struct file_flaws *flaws, const char *name, int n_more, const hsize_t *more,
                              size_t n_orders, hid_t type, const double *cell)
{
    hsize_t shape[6] = {FILE_POINTS, n_orders, FILE_SCENARIOS};
    size_t n = 1;
    for (int i = 0; i < n_more; i++) {
        shape[3 + i] = more[i];
        n *= (size_t)more[i];
    }
    double *values = malloc(FILE_POINTS * n_orders * FILE_SCENARIOS * n * sizeof *values);
    for (size_t i = 0; i < FILE_POINTS * n_orders * FILE_SCENARIOS * n; i++) values[i] = cell[i % n];
    file_add_values(file, flaws, name, 3 + n_more, shape, type, values);
    free(values);
}

static void file_add_cells(hid_t file, const struct file_flaws *flaws, size_t n_orders)
{
    static double months[FILE_MONTHS], members[FILE_FORUMS * FILE_STATES * FILE_MONTHS], decided[ENT_N_DURATIONS],
        censored[ENT_N_DURATIONS];
    const hsize_t month = FILE_MONTHS, duration = ENT_N_DURATIONS;
    for (size_t t = 0; t < FILE_MONTHS; t++) months[t] = 0.019 + 0.0001 * (double)t;
    file_add_per_cell(file, flaws, "effort_mean", 1, &month, n_orders, H5T_IEEE_F64LE, months);
    file_add_per_cell(file, flaws, "leader_commitment_mean", 1, &month, n_orders, H5T_IEEE_F64LE, months);
    for (size_t i = 0; i < FILE_FORUMS * FILE_STATES * FILE_MONTHS; i++)
        members[i] = i / FILE_MONTHS < FILE_STATES ? 1 : 0.25; /* all in the first forum, a quarter of each in the second */
    const hsize_t membership[] = {FILE_FORUMS, FILE_STATES, FILE_MONTHS}, blocking[] = {FILE_STATES, FILE_DOMAINS};
    file_add_per_cell(file, flaws, "membership_share", 3, membership, n_orders, H5T_IEEE_F64LE, members);
    const double blocked[] = {1, 2, 30, 15, 4, 5, 23, 20}; /* BBB has 45 of 100 */
    file_add_per_cell(file, flaws, "blocking_count", 2, blocking, n_orders, H5T_STD_I64LE, blocked);
    decided[6] = 60; /* of 100: 60 after 6 months, 35 after 20, 5 never seen to end */
    decided[20] = 35;
    censored[24] = 5;
    file_add_per_cell(file, flaws, "decided_count", 1, &duration, n_orders, H5T_STD_I64LE, decided);
    file_add_per_cell(file, flaws, "censored_count", 1, &duration, n_orders, H5T_STD_I64LE, censored);
}

/* Writes the file to `path`, with `n_runs` runs per cell. */
static void file_write(const char *path, size_t n_runs, const struct file_flaws *flaws)
{
    size_t n_orders = flaws->one_order ? 1 : FILE_ORDERS;
    hid_t list = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, list, H5P_DEFAULT);
    H5Pclose(list);
    const hsize_t points = FILE_POINTS, runs = n_runs, months = FILE_MONTHS;
    file_add_attribute(file, flaws, "format_version", NULL, flaws->format ? flaws->format : ENT_FORMAT_VERSION);
    file_add_attribute(file, flaws, "source", flaws->source ? flaws->source : "Entente 0.1.0", 0);
    file_add_attribute(file, flaws, "results_version", NULL, 0);
    file_add_attribute(file, flaws, "n_months", NULL, FILE_MONTHS);
    file_add_attribute(file, flaws, "title", "small", 0);
    file_add_attribute(file, flaws, "seed", "18446744073709551615", 0);
    file_add_attribute(file, flaws, "results_digest", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 0);
    double *numbers = calloc(n_runs + FILE_MONTHS, sizeof *numbers);
    file_add_values(file, flaws, "point", 1, &points, H5T_STD_I64LE, numbers);
    file_add_values(file, flaws, "run", 1, &runs, H5T_STD_I64LE, numbers);
    file_add_values(file, flaws, "month", 1, &months, H5T_STD_I64LE, numbers);
    free(numbers);
    file_add_texts(file, flaws, "order", file_orders, n_orders);
    file_add_texts(file, flaws, "scenario", file_scenarios, FILE_SCENARIOS);
    file_add_texts(file, flaws, "state", file_states, FILE_STATES);
    file_add_texts(file, flaws, "domain", file_domains, FILE_DOMAINS);
    file_add_texts(file, flaws, "forum", file_forums, FILE_FORUMS);
    const char *const paths[] = {"parameters.values.theta", "shocks.storm.hazard"};
    const hsize_t design[] = {FILE_POINTS, 2};
    file_add_texts(file, flaws, "parameter", paths, 2);
    file_add_values(file, flaws, "design", 2, design, H5T_IEEE_F64LE, (const double[]){0.1, 1, 0.25, 2});
    file_add_metric(file, flaws, "status", n_orders, n_runs);
    for (size_t i = 0; i < ENT_N_METRICS; i++) file_add_metric(file, flaws, ent_metric_rows[i].name, n_orders, n_runs);
    file_add_cells(file, flaws, n_orders);
    H5Fclose(file);
}

#endif
