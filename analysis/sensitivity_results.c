/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outcomes of a results file with a design: means over the runs of every point, for each order and for differences of two
 * in the same runs, with the noise that the runs show.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/measures.h"
#include "analysis/sensitivity_document.h"
#include "analysis/sensitivity_inside.h"
#include "analysis/sobol.h"
#include "model/model.h"
#include "params/design.h"
#include "params/names.h"
#include "runs/quantile.h"

enum { MOST_BATCHES = 64, LEAST_BATCHES = 8, AT_ONCE = 262144, MOST_NUMBERS = 64000000 };

/* An order, or a difference of two. */
struct item {
    size_t order, against; /* positions in the file; equal: no difference */
    double *y, *error;     /* [n_points], [n_batches][n_points] */
    int64_t n_runs, n_failed;
};

struct reading {
    const struct ent_results *results;
    size_t n_items, n_batches, n_at_once;
    struct item *item;
    double *value, *status; /* [n_orders][n_at_once][n_runs] */
    char *is_wanted;        /* [n_orders] */
};

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* --- what is asked --- */

/* Position of the n characters at `name` among labels; -1 (said). */
static int64_t find_label(const char *what, const struct ent_labels *labels, const char *name, size_t n, struct ent_error *error)
{
    char copy[ENT_MAX_NAME * 4] = "", hint[ENT_HINT_SIZE];
    if (n < sizeof copy) memcpy(copy, name, n);
    struct ent_guess guess = ent_guess_start(copy);
    const int64_t found = ent_labels_find(labels, copy);
    if (found >= 0) return found;
    for (size_t i = 0; i < labels->n; i++) ent_guess_offer(&guess, labels->name[i]);
    ent_error_set(error, ENT_USAGE, "the file has no %s '%s'%s", what, copy, ent_guess_hint(&guess, hint));
    return -1;
}

static void add_item(struct reading *reading, size_t order, size_t against)
{
    reading->item[reading->n_items++] = (struct item){.order = order, .against = against};
    reading->is_wanted[order] = reading->is_wanted[against] = 1;
}

/* Every order, then every difference against the first; or those named. */
static int choose_items(struct reading *reading, const char *order, struct ent_error *error)
{
    const struct ent_labels *labels = &reading->results->order;
    if (!order) {
        for (size_t o = 0; o < labels->n; o++) add_item(reading, o, o);
        for (size_t o = 1; o < labels->n; o++) add_item(reading, o, 0);
        return ENT_OK;
    }
    const size_t n = strcspn(order, ",");
    const int64_t first = find_label("order", labels, order, n, error);
    const int64_t second = first < 0 ? -1 : order[n] ? find_label("order", labels, order + n + 1, strlen(order + n + 1), error) : 0;
    if (first < 0 || second < 0) return error->code;
    add_item(reading, (size_t)first, (size_t)first);
    if (order[n] && first != second) add_item(reading, (size_t)second, (size_t)second);
    if (first != second) add_item(reading, (size_t)first, (size_t)second);
    return ENT_OK;
}

/* The measures named, or the headlines. */
static int choose_measures(const char *names, struct ent_measure measure[ENT_MAX_MEASURES], size_t *n, struct ent_error *error)
{
    struct ent_measure all[ENT_MAX_MEASURES];
    const size_t n_all = ent_measures_list(all, 1);
    if (!names) {
        *n = ent_measures_list(measure, 0);
        return ENT_OK;
    }
    for (*n = 0; *names && *n < ENT_MAX_MEASURES; names += *names == ',') {
        char copy[ENT_MAX_NAME * 2] = "", hint[ENT_HINT_SIZE];
        const size_t length = strcspn(names, ",");
        if (length < sizeof copy) memcpy(copy, names, length);
        struct ent_guess guess = ent_guess_start(copy);
        size_t m = 0;
        while (m < n_all && strcmp(all[m].name, copy) != 0) ent_guess_offer(&guess, all[m++].name);
        if (m == n_all) return ent_error_set(error, ENT_USAGE, "there is no metric '%s'%s", copy, ent_guess_hint(&guess, hint));
        measure[(*n)++] = all[m];
        names += length;
    }
    return ENT_OK;
}

/* --- values --- */

static int reading_init(struct reading *reading, const struct ent_results *results, const char *order, struct ent_error *error)
{
    const size_t P = results->n_points, R = results->n_runs, O = results->order.n;
    *reading = (struct reading){.results = results};
    reading->item = calloc(2 * O + 4, sizeof *reading->item);
    reading->is_wanted = calloc(O, 1);
    if (!reading->item || !reading->is_wanted) return out_of_memory(error);
    int code = choose_items(reading, order, error);
    if (code) return code;
    reading->n_batches = R < MOST_BATCHES ? R : MOST_BATCHES;
    while (reading->n_batches > LEAST_BATCHES && reading->n_batches * P * reading->n_items > MOST_NUMBERS) reading->n_batches /= 2;
    if (reading->n_batches < 2) reading->n_batches = 0;
    reading->n_at_once = AT_ONCE / (R * O) ? AT_ONCE / (R * O) : 1;
    if (reading->n_at_once > P) reading->n_at_once = P;
    reading->value = malloc(O * reading->n_at_once * R * sizeof *reading->value);
    reading->status = malloc(O * reading->n_at_once * R * sizeof *reading->status);
    for (size_t i = 0; i < reading->n_items; i++) {
        reading->item[i].y = malloc((P + 1) * sizeof(double));
        reading->item[i].error = malloc((reading->n_batches * P + 1) * sizeof(double));
        if (!reading->item[i].y || !reading->item[i].error) return out_of_memory(error);
    }
    return reading->value && reading->status ? ENT_OK : out_of_memory(error);
}

static void reading_free(struct reading *reading)
{
    for (size_t i = 0; reading->item && i < reading->n_items; i++) {
        free(reading->item[i].y);
        free(reading->item[i].error);
    }
    free(reading->item);
    free(reading->is_wanted);
    free(reading->value);
    free(reading->status);
}

/* Value of run r of point p, counted from the box: NaN unless the run was done. */
static double value_of(const struct reading *reading, const struct ent_measure *measure, size_t order, size_t p, size_t r)
{
    const size_t at = (order * reading->n_at_once + p) * reading->results->n_runs + r;
    if ((int)reading->status[at] != ENT_RUN_DONE) return NAN;
    return measure->complement ? 1 - reading->value[at] : reading->value[at];
}

/* The mean over the runs of a point and the errors of its batches; runs r, r + G, r + 2G, ... are batch r. */
static void take_point(struct reading *reading, const struct ent_measure *measure, struct item *item, size_t first, size_t p)
{
    const size_t R = reading->results->n_runs, G = reading->n_batches, P = reading->results->n_points;
    double batch[MOST_BATCHES] = {0}, in_batch[MOST_BATCHES] = {0}, error[MOST_BATCHES], mean = 0, n = 0;
    for (size_t r = 0; r < R; r++) {
        double value = value_of(reading, measure, item->order, p, r);
        const size_t at = (item->order * reading->n_at_once + p) * R + r;
        if (item->against != item->order) value -= value_of(reading, measure, item->against, p, r);
        item->n_runs += (int)reading->status[at] != ENT_RUN_MISSING;
        item->n_failed += (int)reading->status[at] == ENT_RUN_FAILED;
        if (!isfinite(value)) continue;
        mean += (value - mean) / ++n;
        if (G) batch[r % G] += (value - batch[r % G]) / ++in_batch[r % G];
    }
    for (size_t b = 0; b < G; b++)
        if (in_batch[b] < 1) batch[b] = NAN;
    item->y[first + p] = n > 0 ? mean : NAN;
    if (G) ent_noise_scale(batch, G, error);
    for (size_t b = 0; b < G; b++) item->error[b * P + first + p] = error[b];
}

/* Reads one measure in one scenario for all items. */
static int read_items(struct reading *reading, const struct ent_measure *measure, size_t scenario, struct ent_error *error)
{
    const size_t P = reading->results->n_points, R = reading->results->n_runs;
    int code = ENT_OK;
    for (size_t i = 0; i < reading->n_items; i++) reading->item[i].n_runs = reading->item[i].n_failed = 0;
    for (size_t first = 0, n; !code && first < P; first += n) {
        n = P - first < reading->n_at_once ? P - first : reading->n_at_once;
        for (size_t o = 0; !code && o < reading->results->order.n; o++) {
            const size_t start[] = {first, o, scenario, 0}, count[] = {n, 1, 1, R}, at = o * reading->n_at_once * R;
            if (!reading->is_wanted[o]) continue;
            code = ent_results_read(reading->results, measure->metric, 4, start, count, reading->value + at, error);
            if (!code) code = ent_results_read(reading->results, "status", 4, start, count, reading->status + at, error);
        }
        for (size_t i = 0; !code && i < reading->n_items; i++)
            for (size_t p = 0; p < n; p++) take_point(reading, measure, &reading->item[i], first, p);
    }
    return code;
}

/* --- the design --- */

/* The level of Morris' whose value is nearest, as a probability. */
static double probability_of(const struct ent_design *design, size_t k, double value)
{
    double best = 0, nearest = INFINITY;
    for (int32_t l = 0; l < design->levels; l++) {
        const double p = (double)l / (design->levels - 1), distance = fabs(ent_varied_quantile(&design->varied[k], p) - value);
        if (distance < nearest) {
            nearest = distance;
            best = p;
        }
    }
    return best;
}

struct sweep {
    struct ent_experiment *experiment;
    const struct ent_design *design;
    double *x; /* [n_points][k] */
};

static int sweep_read(struct sweep *sweep, const struct ent_results *results, struct ent_error *error)
{
    const size_t P = results->n_points, K = results->parameter.n;
    struct ent_complaints complaints = {0};
    if (K == 0 || P < 2)
        return ent_error_set(
            error, ENT_BAD_INPUT,
            "%s: no parameter varies in it; a sweep is an experiment with a key 'design', such as params/experiments/assumptions.yaml",
            results->path);
    char *yaml = ent_results_configuration(results, error);
    if (!yaml) return error->code;
    const int unread = ent_experiment_parse(&sweep->experiment, yaml, strlen(yaml), results->path, &complaints) != ENT_OK;
    free(yaml);
    ent_complaints_free(&complaints);
    if (unread)
        return ent_error_set(error, ENT_BAD_INPUT, "%s: its configuration cannot be read; 'entente verify' says more", results->path);
    sweep->design = ent_experiment_varies(sweep->experiment);
    if (sweep->design->method == ENT_DESIGN_NONE || (size_t)sweep->design->n_varied != K)
        return ent_error_set(error, ENT_BAD_INPUT, "%s: its points are not those of its configuration", results->path);
    sweep->x = malloc((P * K + 1) * sizeof *sweep->x);
    if (!sweep->x) return out_of_memory(error);
    const size_t start[] = {0, 0}, count[] = {P, K};
    int code = ent_results_read(results, "design", 2, start, count, sweep->x, error);
    for (size_t i = 0; !code && sweep->design->method == ENT_DESIGN_morris && i < P * K; i++)
        sweep->x[i] = probability_of(sweep->design, i % K, sweep->x[i]);
    return code;
}

static void sweep_free(struct sweep *sweep)
{
    if (sweep->experiment) ent_experiment_free(sweep->experiment);
    free(sweep->x);
}

/* The ranges that the design gives, which its points do not reach. */
static void restore_ranges(const struct sweep *sweep, struct ent_sensitivity *of)
{
    for (size_t i = 0; sweep->design->method != ENT_DESIGN_table && i < of->k; i++) {
        if (sweep->design->varied[i].n_values > 0 && sweep->design->method != ENT_DESIGN_morris) continue;
        of->parameter[i].low = ent_varied_quantile(&sweep->design->varied[i], 0);
        of->parameter[i].high = ent_varied_quantile(&sweep->design->varied[i], 1);
    }
}

/* --- all --- */

static int analyse_items(struct ent_sensitivity_document *document, const struct sweep *sweep, const struct reading *reading,
                         const struct ent_sensitivity_case *about, const struct ent_bootstrap *options, struct ent_error *error)
{
    const struct ent_design_points points = {document->n_points, document->k, sweep->x, sweep->design->method == ENT_DESIGN_morris};
    int code = ENT_OK;
    for (size_t i = 0; !code && i < reading->n_items; i++) {
        const struct item *item = &reading->item[i];
        struct ent_sensitivity_case *added = ent_sensitivity_document_add(document);
        if (!added) return out_of_memory(error);
        *added = *about;
        added->order = document->results->order.name[item->order];
        added->against = item->against == item->order ? NULL : document->results->order.name[item->against];
        added->n_runs = item->n_runs;
        added->n_failed = item->n_failed;
        const struct ent_outcome outcome = {item->y, reading->n_batches, item->error};
        code = ent_sensitivity(&added->of, &points, &document->structure, &outcome, options, error);
        if (!code) restore_ranges(sweep, &added->of);
    }
    return code;
}

static int analyse_file(struct ent_sensitivity_document *document, const struct sweep *sweep, const struct ent_sensitivity_options *options,
                        struct ent_error *error)
{
    const struct ent_results *results = document->results;
    const struct ent_bootstrap bootstrap = {.level = document->level, .n_replicates = document->n_replicates, .seed = options->seed};
    struct ent_measure measure[ENT_MAX_MEASURES];
    struct reading reading;
    size_t n_measures = 0, first = 0, last = results->scenario.n;
    int code = reading_init(&reading, results, options->order, error);
    if (!code) code = choose_measures(options->metric, measure, &n_measures, error);
    if (!code && options->scenario) {
        const int64_t found = find_label("scenario", &results->scenario, options->scenario, strlen(options->scenario), error);
        if (found < 0) code = error->code;
        first = (size_t)(found < 0 ? 0 : found);
        last = first + 1;
    }
    for (size_t s = first; !code && s < last; s++)
        for (size_t m = 0; !code && m < n_measures; m++) {
            const struct ent_sensitivity_case about = {
                .metric = measure[m].name, .unit = measure[m].unit, .scenario = results->scenario.name[s]};
            code = read_items(&reading, &measure[m], s, error);
            if (!code) code = analyse_items(document, sweep, &reading, &about, &bootstrap, error);
        }
    reading_free(&reading);
    return code;
}

int ent_sensitivity_of_results(struct ent_sensitivity_document *document, const struct ent_results *results,
                               const struct ent_sensitivity_options *options, struct ent_error *error)
{
    struct sweep sweep = {0};
    int code = sweep_read(&sweep, results, error);
    document->results = results;
    document->n_points = results->n_points;
    document->n_runs = results->n_runs;
    document->k = results->parameter.n;
    document->name = (const char *const *)results->parameter.name;
    const struct ent_design_points points = {document->n_points, document->k, sweep.x, 0};
    if (!code) code = ent_structure_of(&document->structure, &points, (int)sweep.design->method, error);
    if (!code) code = analyse_file(document, &sweep, options, error);
    sweep_free(&sweep);
    return code;
}
