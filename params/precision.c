/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/precision.h"

#include <math.h>
#include <string.h>

#include "params/experiment_tree.h"
#include "params/names.h"
#include "params/number.h"
#include "params/yaml.h"

enum { LEAST_RUNS = 128, MOST_RUNS = 100000, ANY_RUNS = 100000000 };

const char *const ent_precision_names[ENT_N_PRECISIONS] = {"mean", "probability", "quantile"};

/* A finite number; NaN (said) if it is none. */
static double number_of(struct ent_load *load, const struct ent_node *node)
{
    double value = NAN;
    const char *wrong;

    if (!node || !ent_load_is(load, node, ENT_NODE_TEXT)) return NAN;
    wrong = node->quoted ? "is between quotes" : ent_number_real(node->text, &value);
    if (!wrong) return value;
    ent_load_complain(load, node->at, "'%s': '%.60s' %s", node->key, node->text, wrong);
    return NAN;
}

static void load_half_width(struct ent_load *load, const struct ent_node *node, struct ent_precision *precision)
{
    const double value = number_of(load, node);

    if (value > 0)
        precision->half_width = value;
    else if (!isnan(value))
        ent_load_complain(load, node->at, "'half_width': %s is not above 0", node->text);
}

static void load_at(struct ent_load *load, const struct ent_node *map, struct ent_precision *precision)
{
    const struct ent_node *node = ent_node_find(map, "at");

    if (precision->of == ENT_PRECISION_MEAN) {
        if (node) ent_load_complain(load, node->key_at, "'at' has no meaning for a mean");
        return;
    }
    node = ent_load_require(load, map, "at",
                            precision->of == ENT_PRECISION_QUANTILE ? "which quantile, such as 0.9"
                                                                    : "the value above which a run is counted");
    precision->at = number_of(load, node);
    if (precision->of == ENT_PRECISION_QUANTILE && !isnan(precision->at) && !(precision->at > 0 && precision->at < 1))
        ent_load_complain(load, node->at, "'at': %s is not between 0 and 1", node->text);
}

void ent_precision_load(struct ent_load *load, const struct ent_node *node, struct ent_precision *precision)
{
    static const char *const keys[] = {"metric", "half_width", "of", "at", "least", "most"};
    const struct ent_node *metric, *of;

    *precision = (struct ent_precision){.at = 0};
    if (!node || !ent_load_is(load, node, ENT_NODE_MAP)) return;
    ent_load_keys(load, node, keys, sizeof keys / sizeof *keys, NULL);
    metric = ent_load_require(load, node, "metric", "whose interval is judged");
    if (metric && ent_load_is(load, metric, ENT_NODE_TEXT)) ent_load_name(load, precision->metric, metric->text, metric->at);
    load_half_width(load, ent_load_require(load, node, "half_width", "of the 95 % interval"), precision);
    of = ent_node_find(node, "of");
    precision->of = of ? ent_load_choice(load, of, ent_precision_names, ENT_N_PRECISIONS, "an estimate: mean, probability or quantile")
                       : ENT_PRECISION_MEAN;
    if (precision->of >= 0) load_at(load, node, precision);
    precision->least = (int32_t)ent_load_int(load, ent_node_find(node, "least"), 2, ANY_RUNS, LEAST_RUNS);
    precision->most = (int32_t)ent_load_int(load, ent_node_find(node, "most"), 2, ANY_RUNS, MOST_RUNS);
    if (precision->most < precision->least)
        ent_load_complain(load, node->at, "'most': %d runs are fewer than the least, %d", precision->most, precision->least);
}

const struct ent_precision *ent_experiment_precision(const struct ent_experiment *experiment)
{
    return &experiment->precision;
}

int ent_experiment_check_metric(const struct ent_experiment *experiment, const char *const *metrics, int n_metrics,
                                struct ent_complaints *complaints)
{
    const struct ent_node *node = ent_node_find(ent_node_find(experiment->root, "precision"), "metric");
    char hint[ENT_HINT_SIZE];
    struct ent_guess guess;

    if (!node || ent_name_position(metrics, n_metrics, node->text) >= 0) return ENT_OK;
    guess = ent_guess_start(node->text);
    for (int i = 0; i < n_metrics; i++) ent_guess_offer(&guess, metrics[i]);
    ent_complaints_add(complaints, ENT_BAD_INPUT, node->at, "'metric': there is no metric '%.60s'%s", node->text,
                       ent_guess_hint(&guess, hint));
    return complaints->code;
}

void ent_precision_of_configuration(const char *yaml, struct ent_precision *precision)
{
    struct ent_arena arena = {0};
    struct ent_complaints complaints = {0};
    struct ent_load load = {.arena = &arena, .complaints = &complaints};
    const struct ent_node *root = ent_yaml_read(&arena, &complaints, "configuration", yaml, strlen(yaml));

    ent_precision_load(&load, ent_node_find(root, "precision"), precision);
    if (complaints.n > 0 || arena.failed) *precision = (struct ent_precision){.at = 0};
    ent_complaints_free(&complaints);
    ent_arena_free(&arena);
}
