/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/measures.h"

#include <string.h>

#include "model/model.h"

/* The headlines, in the order of the columns. Unit and texts come from the metric's own row. */
static const struct ent_measure headline_rows[ENT_N_HEADLINES] = {
    {.name = "structural_cohesion", .metric = "structural_cohesion", .label = {"structural", "cohesion"}, .better = 1},
    {.name = "decision_cohesion", .metric = "decision_cohesion", .label = {"decision", "cohesion"}, .better = 1},
    {.name = "deadlock_risk", .metric = "deadlock_risk", .label = {"deadlock", "risk (b)"}, .better = -1, .reading = 1},
    {.name = "deadlock_risk_nobody", .metric = "deadlock_risk_nobody", .label = {"deadlock", "nobody (a)"}, .better = -1, .reading = 1},
    {.name = "deadlock_risk_covered", .metric = "deadlock_risk_covered", .label = {"deadlock", "covered (c)"}, .better = -1, .reading = 1},
    {.name = "order_survival",
     .metric = "order_failed",
     .label = {"order", "survival"},
     .doc = "1 if the order had not failed by the horizon, where it is censored",
     .share = 1,
     .complement = 1,
     .better = 1},
};

/* Metrics whose values are 0 or 1. */
static const char *const share_metrics[] = {"long_deadlock", "order_failed"};

int ent_measure_is_share(const char *metric)
{
    for (size_t i = 0; i < sizeof share_metrics / sizeof *share_metrics; i++)
        if (strcmp(share_metrics[i], metric) == 0) return 1;
    return 0;
}

static int is_headline(const char *metric)
{
    for (size_t i = 0; i < ENT_N_HEADLINES; i++)
        if (strcmp(headline_rows[i].name, metric) == 0) return 1;
    return 0;
}

static void describe(struct ent_measure *measure)
{
    for (size_t i = 0; i < ENT_N_METRICS; i++) {
        const struct ent_metric_row *row = &ent_metric_rows[i];
        if (strcmp(row->name, measure->metric) != 0) continue;
        measure->unit = row->unit;
        measure->undefined = row->undefined;
        if (!measure->doc) measure->doc = row->doc;
        measure->low = measure->complement ? 1 - row->high : row->low;
        measure->high = measure->complement ? 1 - row->low : row->high;
    }
}

size_t ent_measures_list(struct ent_measure *measure, int all)
{
    _Static_assert(ENT_N_HEADLINES + ENT_N_METRICS <= ENT_MAX_MEASURES, "the list of measures is too short");
    size_t n = 0;
    for (; n < ENT_N_HEADLINES; n++) {
        measure[n] = headline_rows[n];
        describe(&measure[n]);
    }
    for (size_t i = 0; all && i < ENT_N_METRICS; i++) {
        const char *name = ent_metric_rows[i].name;
        if (is_headline(name)) continue;
        measure[n] = (struct ent_measure){.name = name, .metric = name, .share = ent_measure_is_share(name)};
        describe(&measure[n++]);
    }
    return n;
}
