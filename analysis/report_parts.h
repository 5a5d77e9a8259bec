/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of the report, one file each. Each adds the HTML for one mark of the template, from what is read once.
 */
#ifndef ENT_ANALYSIS_REPORT_PARTS_H
#define ENT_ANALYSIS_REPORT_PARTS_H

#include "analysis/report.h"
#include "analysis/report_html.h"
#include "analysis/summary.h"
#include "params/experiment.h"
#include "params/inputs.h"

struct ent_report {
    const struct ent_results *results;
    const struct ent_report_options *options;
    struct ent_summary summary;        /* of the design point, all measures, 95 % */
    char *summary_json;                /* as `entente summary --json --point P` prints it */
    char *sensitivity_json;            /* as `entente sensitivity --json` prints it; NULL: no sweep */
    char *configuration;               /* YAML */
    char *assumptions;                 /* lines */
    char *source, *revision;           /* program that wrote the file */
    struct ent_experiment *experiment; /* the configuration, loaded; NULL if this version cannot load it */
    struct ent_inputs *inputs;         /* its first cell; NULL likewise */
};

/* The readings of deadlock, in the order (a), (b), (c). */
enum { ENT_N_READINGS = 3 };
extern const char *const ent_report_readings[ENT_N_READINGS];
extern const char ent_report_reading_letters[ENT_N_READINGS];

/* Position of a measure in the summary; n_measures if it is not there. */
size_t ent_report_measure(const struct ent_summary *summary, const char *name);

const struct ent_measured *ent_report_measured(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure);
const struct ent_compared *ent_report_compared(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure);

/* What an interval says about a difference: 1 above 0, -1 below, 0 neither, ENT_UNTOLD without an interval. */
enum { ENT_UNTOLD = 2 };
int ent_report_sign(const struct ent_estimate *difference);

/* The sign that the deadlock risk of an order against the first has under all three readings; 0 if they do not all have it. */
int ent_report_ranking(const struct ent_summary *summary, size_t i_scenario, size_t i_order);

/* What a file of orders or scenarios says about itself, "" if nothing. */
const char *ent_report_about(const struct ent_report *report, const char *list, const char *name);

/* The parts. Each returns ENT_OK or the code of what failed. */
typedef int ent_report_part(struct ent_text *text, const struct ent_report *report, struct ent_error *error);
ent_report_part ent_report_add_notices, ent_report_add_question, ent_report_add_answer, ent_report_add_verdicts;
ent_report_part ent_report_add_levels, ent_report_add_differences, ent_report_add_measures, ent_report_add_main_figure;
ent_report_part ent_report_add_orders, ent_report_add_scenarios, ent_report_add_sweep, ent_report_add_holds;
ent_report_part ent_report_add_assumed, ent_report_add_parameters, ent_report_add_vintage, ent_report_add_reproduce;
ent_report_part ent_report_add_series;

#endif
