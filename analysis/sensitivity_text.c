/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The analyses for people: for each outcome the parameters that stand out, ranked, on lines of at most 100 characters.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/sensitivity_document.h"
#include "analysis/sensitivity_sample.h"

enum { NAME_WIDTH = 36, RANGE_WIDTH = 15, INTERVAL_WIDTH = 20, PLAIN_WIDTH = 9 };

enum { MOST_DECIMALS = 4 };

/* The greatest size of a figure, or with NULL of all that have a unit. */
static double greatest(const struct ent_sensitivity_figure *figure, const struct ent_sensitivity *of)
{
    double most = 0;
    for (size_t f = 0; f < ent_n_sensitivity_figures; f++) {
        const struct ent_sensitivity_figure *at = &ent_sensitivity_figures[f];
        if (figure ? at != figure : at->is_share || !ent_sensitivity_shows(at, of->kind)) continue;
        for (size_t i = 0; i < of->k; i++) {
            const double size = fabs(ent_sensitivity_figure_of(at, &of->parameter[i]).value);
            if (isfinite(size)) most = fmax(most, size);
        }
    }
    return most;
}

/* The power of a thousand in which figures with a unit are told: 1, unless all are small or some large. */
static double unit_of(const struct ent_sensitivity *of)
{
    const double most = greatest(NULL, of);
    if (!(most > 0) || (most >= 0.01 && most < 1e5)) return 1;
    return pow(1000, floor(log10(most) / 3));
}

/* A figure with a unit has as many decimals as its size asks for. */
static int decimals_of(const struct ent_sensitivity_figure *figure, const struct ent_sensitivity *of)
{
    const double most = greatest(figure, of) / unit_of(of);
    if (figure->is_share || !(most > 0)) return 3;
    const int decimals = 2 - (int)floor(log10(most));
    return decimals < 0 ? 0 : decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
}

/* A path without the word that most begin with. */
static const char *shown(const char *path)
{
    static const char prefix[] = "parameters.";
    return strncmp(path, prefix, sizeof prefix - 1) == 0 ? path + sizeof prefix - 1 : path;
}

static void add_figure(struct ent_text *text, const struct ent_sensitivity_figure *figure, const struct ent_estimate *estimate,
                       int decimals)
{
    char written[ENT_COLUMN_SIZE];
    ent_column_interval(written, estimate, (struct ent_digits){decimals, 0});
    ent_text_add(text, " ");
    ent_column_add(text, written, (figure->is_estimate ? INTERVAL_WIDTH : PLAIN_WIDTH) - 1);
}

static void add_headings(struct ent_text *text, int kind)
{
    ent_column_add(text, "  parameter", -NAME_WIDTH);
    ent_column_add(text, "range", -RANGE_WIDTH);
    for (size_t f = 0; f < ent_n_sensitivity_figures; f++)
        if (ent_sensitivity_shows(&ent_sensitivity_figures[f], kind))
            ent_column_add(text, ent_sensitivity_figures[f].heading, ent_sensitivity_figures[f].is_estimate ? INTERVAL_WIDTH : PLAIN_WIDTH);
    ent_text_add(text, "\n");
}

static void add_parameter(struct ent_text *text, const struct ent_sensitivity *of, const char *name, size_t i)
{
    const struct ent_sensitivity_parameter *parameter = &of->parameter[i];
    char range[ENT_COLUMN_SIZE];
    ent_text_add(text, "  ");
    ent_column_name(text, shown(name), 2 - NAME_WIDTH);
    if (snprintf(range, sizeof range, "%.3g to %.3g", parameter->low, parameter->high) >= RANGE_WIDTH)
        snprintf(range, sizeof range, "%.2g to %.2g", parameter->low, parameter->high);
    ent_column_name(text, range, -RANGE_WIDTH);
    for (size_t f = 0; f < ent_n_sensitivity_figures; f++) {
        const struct ent_sensitivity_figure *figure = &ent_sensitivity_figures[f];
        struct ent_estimate estimate = ent_sensitivity_figure_of(figure, parameter);
        const double unit = figure->is_share ? 1 : unit_of(of);
        estimate.value /= unit;
        estimate.low /= unit;
        estimate.high /= unit;
        if (ent_sensitivity_shows(figure, of->kind)) add_figure(text, figure, &estimate, decimals_of(figure, of));
    }
    ent_text_add(text, "\n");
}

/* A parameter that does nothing, estimated like the others. */
static void add_dummy(struct ent_text *text, const struct ent_sensitivity *of)
{
    if (!isfinite(of->dummy_first.value)) return;
    ent_column_add(text, "  (a parameter that does nothing)", -NAME_WIDTH - RANGE_WIDTH);
    for (size_t f = 0; f < ent_n_sensitivity_figures; f++) {
        const struct ent_sensitivity_figure *figure = &ent_sensitivity_figures[f];
        if (!ent_sensitivity_shows(figure, of->kind)) continue;
        if (strcmp(figure->name, "total") == 0) add_figure(text, figure, &of->dummy_total, 3);
        if (strcmp(figure->name, "first") == 0) add_figure(text, figure, &of->dummy_first, 3);
    }
    ent_text_add(text, "\n");
}

static void add_wrapped(struct ent_text *text, int indent, struct ent_text *line)
{
    char *bytes = ent_text_take(line);
    if (bytes) ent_column_wrap(text, indent, bytes);
    free(bytes);
}

/* The parameters that do not stand out, in one sentence. */
static void add_rest(struct ent_text *text, const struct ent_sensitivity_document *document, const struct ent_sensitivity *of)
{
    struct ent_text line = {0};
    size_t n = 0;
    for (size_t r = 0; r < of->k; r++) {
        if (of->parameter[of->ranked[r]].stands_out) continue;
        ent_text_add(&line, "%s%s",
                     n++ ? ", " : "Not distinguishable from a parameter that does nothing: ", shown(document->name[of->ranked[r]]));
    }
    if (n) ent_text_add(&line, ".");
    if (n) add_wrapped(text, 2, &line);
    free(line.bytes);
}

/* "deadlock_risk, calm: clusters minus eu-only" */
static void add_title(struct ent_text *text, const struct ent_sensitivity_case *at)
{
    ent_text_add(text, "\n%s", at->metric);
    if (at->scenario) ent_text_add(text, ", %s", at->scenario);
    if (at->order) ent_text_add(text, ": %s", at->order);
    if (at->against) ent_text_add(text, " minus %s", at->against);
    ent_text_add(text, "\n");
}

/* What the outcome is and what its figures rest on. */
static void add_outcome(struct ent_text *text, const struct ent_sensitivity_case *at)
{
    struct ent_text line = {0};
    const struct ent_sensitivity *of = &at->of;
    ent_text_add(&line, "Mean %.6g", of->mean);
    if (of->variance >= 0) ent_text_add(&line, ", standard deviation over the points %.3g", sqrt(of->variance));
    if (isfinite(of->noise))
        ent_text_add(&line, "; %.1f %% of the %s is Monte Carlo noise%s", 100 * of->noise,
                     of->kind == ENT_STRUCTURE_MORRIS ? "mean squared effect" : "variance over the points",
                     of->kind == ENT_STRUCTURE_MORRIS ? "" : ", which the figures leave out");
    ent_text_add(&line, ".");
    if (unit_of(of) < 1 || unit_of(of) > 1) ent_text_add(&line, " Figures in units of %g.", unit_of(of));
    if (of->n_left_out > 0)
        ent_text_add(&line, " Left out, because a value is missing: %zu of %zu %s.", of->n_left_out, of->n_used + of->n_left_out,
                     of->kind == ENT_STRUCTURE_SALTELLI ? "rows"
                     : of->kind == ENT_STRUCTURE_MORRIS ? "groups"
                                                        : "points");
    if (at->n_failed > 0)
        ent_text_add(&line, " %lld of %lld runs failed and are left out.", (long long)at->n_failed, (long long)at->n_runs);
    add_wrapped(text, 2, &line);
    free(line.bytes);
}

static void add_case(struct ent_text *text, const struct ent_sensitivity_document *document, const struct ent_sensitivity_case *at)
{
    const struct ent_sensitivity *of = &at->of;
    size_t n_out = 0;
    add_title(text, at);
    if (of->is_constant) {
        ent_text_add(text, "  It is the same at every point (%.6g): no parameter makes a difference.\n", of->mean);
        return;
    }
    if (of->n_used < 2) {
        ent_text_add(text, "  Too few points have a value: %zu used, %zu left out.\n", of->n_used, of->n_left_out);
        return;
    }
    add_outcome(text, at);
    if (of->kind == ENT_STRUCTURE_SAMPLE && document->structure.kind != ENT_STRUCTURE_SAMPLE)
        ent_text_add(text, "  Not every combination has a value: taken as independent points.\n");
    if (of->kind == ENT_STRUCTURE_SAMPLE && of->n_used < ENT_SAMPLE_LEAST) {
        ent_text_add(text, "  Too few points to tell which parameter decides: %zu; a sample needs %d.\n", of->n_used, ENT_SAMPLE_LEAST);
        return;
    }
    if (of->variance <= 0) {
        ent_column_wrap(text, 2,
                        "The points differ by no more than Monte Carlo noise: with more runs a point one could tell what decides.");
        return;
    }
    for (size_t i = 0; i < of->k; i++) n_out += of->parameter[i].stands_out != 0;
    const int all = n_out == 0 || of->k <= 8;
    add_headings(text, of->kind);
    for (size_t r = 0; r < of->k; r++)
        if (all || of->parameter[of->ranked[r]].stands_out) add_parameter(text, of, document->name[of->ranked[r]], of->ranked[r]);
    add_dummy(text, of);
    add_rest(text, document, of);
}

static void add_head(struct ent_text *text, const struct ent_sensitivity_document *document)
{
    struct ent_text line = {0};
    char groups[ENT_GROUPS_TEXT];
    ent_sensitivity_groups(&document->structure, groups);
    if (document->results)
        ent_text_add(&line, "%s: experiment %s, %zu points x %zu runs, %lld months, seed %s, results_digest %s", document->results->path,
                     document->results->experiment, document->n_points, document->n_runs, (long long)document->results->n_months,
                     document->results->seed, document->results->digest);
    else
        ent_text_add(&line, "%s, %s: %zu points, %zu parameters", document->x_path, document->y_path, document->n_points, document->k);
    if (!document->results && document->n_runs > 0) ent_text_add(&line, "; every point has %zu rows, taken as its runs", document->n_runs);
    add_wrapped(text, 0, &line);
    ent_text_add(&line, "Found: %s; %s. What it allows: %s.", document->structure.said, groups,
                 ent_structure_words[document->structure.kind]);
    add_wrapped(text, 0, &line);
}

/* How to read the figures of each kind, and where their intervals come from. */
static const struct {
    const char *figures, *intervals;
} notes[ENT_N_STRUCTURES] = {
    [ENT_STRUCTURE_SALTELLI] =
        {"Total order: share of the variance that would remain if all other parameters were known. First order: share that knowing "
         "this one alone would remove; what the total order has above it is interaction. A parameter that does nothing is estimated "
         "from the same rows; one whose interval of the total order does not lie above that is not distinguishable from it.",
         "percentile bootstrap over the rows"},
    [ENT_STRUCTURE_MORRIS] =
        {"mu*: mean size of the change when the parameter alone moves, per whole range; mu: the mean with its sign; sigma: how much the "
         "change differs from place to place (interaction or curvature); of noise: the mu* that Monte Carlo noise alone would show. "
         "Such points rank parameters; they do not tell shares of variance.",
         "percentile bootstrap over the groups"},
    [ENT_STRUCTURE_ONE_AT_A_TIME] =
        {"Effect: the outcome at the greatest value minus that at the least, all other parameters held; % per %: its relative change per relative change of the parameter. Interaction between "
         "parameters does not show in such points; Saltelli's matrices and Morris' trajectories show it.",
         "Student's t over batches of runs, paired"},
    [ENT_STRUCTURE_GRID] =
        {"Shares of the variance over the combinations, all levels equally likely. Effect: mean at the greatest level minus mean at "
         "the least.",
         "jackknife over batches of runs, because nothing but the runs is sampled"},
    [ENT_STRUCTURE_SAMPLE] =
        {"First order: share of the variance that knowing the parameter would remove (correlation ratio over bins). Rank regression: "
         "direction and strength of what is monotone. Total order cannot be had from such points; Saltelli's matrices have it.",
         "percentile bootstrap over the points"},
};

void ent_sensitivity_add_text(struct ent_text *text, const struct ent_sensitivity_document *document)
{
    struct ent_text line = {0};
    const int kind = document->structure.kind;
    add_head(text, document);
    for (size_t c = 0; c < document->n_cases; c++) add_case(text, document, &document->of[c]);
    ent_text_add(&line, "%s Intervals: %g %%, %s.", notes[kind].figures, 100 * document->level, notes[kind].intervals);
    ent_text_add(text, "\n");
    add_wrapped(text, 0, &line);
    free(line.bytes);
}
