/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which metrics are summarised, and how: the headlines of every table, and all others.
 */
#ifndef ENT_ANALYSIS_MEASURES_H
#define ENT_ANALYSIS_MEASURES_H

#include <stddef.h>

struct ent_measure {
    const char *name;     /* in tables and files */
    const char *metric;   /* the per-run variable it is computed from */
    const char *label[2]; /* heading on two lines; NULL if not a headline */
    const char *unit;
    const char *undefined; /* when a run has no value */
    const char *doc;
    int share;        /* 1: values are 0 or 1 and their share is estimated */
    int complement;   /* 1: it is 1 - the metric */
    int better;       /* 1: more is better, -1: less is better, 0: not judged */
    int reading;      /* 1: one of several readings of deadlock, which exclude each other */
    double low, high; /* the range of its values */
};

enum { ENT_N_HEADLINES = 6, ENT_MAX_MEASURES = 128 };

/* Whether the metric's values are 0 or 1. */
int ent_measure_is_share(const char *metric);

/* The measures: the headlines first, then, if `all`, every metric of model/metrics.h that is not among them.
 * Fills measure [ENT_MAX_MEASURES] and returns their number. */
size_t ent_measures_list(struct ent_measure *measure, int all);

#endif
