/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/ranking.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bootstrap.h"

/* --- regret ------------------------------------------------------------------------------------------------------------------ */

static double best_of(const double *value, size_t n, int better)
{
    double best = NAN;
    for (size_t i = 0; i < n; i++)
        if (isfinite(value[i]) && !(better * value[i] <= better * best)) best = value[i];
    return best;
}

/* How many orders have the least greatest regret. */
static size_t count_least(const double *greatest, size_t n_orders, double *least)
{
    size_t n = 0;
    *least = NAN;
    for (size_t i = 0; i < n_orders; i++)
        if (!(greatest[i] >= *least) && isfinite(greatest[i])) *least = greatest[i];
    for (size_t i = 0; i < n_orders; i++) n += greatest[i] <= *least;
    return n;
}

/* The greatest regret of order i over the scenarios in which any order has a value. */
static double greatest_of(const double *value, const double *regret, size_t n_scenarios, size_t n_orders, size_t i)
{
    double greatest = NAN;
    for (size_t s = 0; s < n_scenarios; s++) {
        double here = regret[s * n_orders + i];
        if (isnan(best_of(&value[s * n_orders], n_orders, 1))) continue;
        if (isnan(here)) return NAN;
        greatest = here <= greatest ? greatest : here;
    }
    return greatest;
}

size_t ent_regret(const double *value, size_t n_scenarios, size_t n_orders, int better, double *regret, double *greatest)
{
    double least;
    for (size_t s = 0; s < n_scenarios; s++) {
        const double *row = &value[s * n_orders];
        double best = best_of(row, n_orders, better);
        for (size_t i = 0; i < n_orders; i++) regret[s * n_orders + i] = isfinite(row[i]) ? better * (best - row[i]) : NAN;
    }
    if (!greatest) return 0;
    for (size_t i = 0; i < n_orders; i++) greatest[i] = greatest_of(value, regret, n_scenarios, n_orders, i);
    return count_least(greatest, n_orders, &least);
}

/* The regrets of every replicate: [n_replicates][n_scenarios * n_orders + n_orders]; adds up how often each order is chosen. */
static size_t replicate_regrets(const struct ent_minimax_input *input, double *regrets, double *chosen)
{
    size_t n_cells = input->n_scenarios * input->n_orders, width = n_cells + input->n_orders, n_choices = 0;
    for (size_t b = 0; b < input->n_replicates; b++) {
        double *regret = &regrets[b * width], *greatest = regret + n_cells, least;
        size_t n = ent_regret(&input->replicate[b * input->stride], input->n_scenarios, input->n_orders, input->better, regret, greatest);
        if (n == 0) continue;
        n_choices++;
        count_least(greatest, input->n_orders, &least);
        for (size_t i = 0; i < input->n_orders; i++)
            if (greatest[i] <= least) chosen[i] += 1 / (double)n;
    }
    return n_choices;
}

int ent_minimax(const struct ent_minimax_input *input, struct ent_minimax *minimax, struct ent_error *error)
{
    const struct ent_bootstrap options = {.kind = ENT_BOOTSTRAP_PERCENTILE, .level = input->level};
    size_t n_cells = input->n_scenarios * input->n_orders, width = n_cells + input->n_orders;
    double *point = malloc((width + 1) * sizeof *point), *work = malloc((input->n_replicates + 1) * sizeof *work);
    double *regrets = malloc((input->n_replicates * width + 1) * sizeof *regrets);
    int code = point && work && regrets ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    if (code) goto out;
    ent_regret(input->value, input->n_scenarios, input->n_orders, input->better, point, point + n_cells);
    for (size_t i = 0; i < input->n_orders; i++) minimax->chosen[i] = 0;
    size_t n_choices = replicate_regrets(input, regrets, minimax->chosen);
    for (size_t k = 0; k < width; k++) {
        struct ent_estimate *estimate = k < n_cells ? &minimax->regret[k] : &minimax->greatest[k - n_cells];
        *estimate = (struct ent_estimate){point[k], NAN, NAN, NAN, input->n_runs, 0};
        ent_bootstrap_interval(&regrets[k], input->n_replicates, width, NULL, 0, &options, work, estimate);
    }
    for (size_t i = 0; i < input->n_orders; i++)
        minimax->chosen[i] = n_choices && isfinite(minimax->greatest[i].value) ? minimax->chosen[i] / (double)n_choices : NAN;
out:
    free(point);
    free(work);
    free(regrets);
    return code;
}

/* --- acceptability ----------------------------------------------------------------------------------------------------------- */

enum { DRAWS = 10000 };

/* Weights uniform over the simplex: exponential variables over their sum. */
static void draw_weights(gsl_rng *rng, size_t n, double *weight)
{
    double sum = 0;
    for (size_t c = 0; c < n; c++) sum += weight[c] = gsl_ran_exponential(rng, 1);
    for (size_t c = 0; c < n; c++) weight[c] /= sum;
}

/* The worth of every order under weights; NaN where a utility is missing. */
static void weigh(const struct ent_smaa_input *input, size_t i_utility, const double *weight, double *worth)
{
    const double *utility = &input->utility[i_utility * input->n_orders * input->n_criteria];
    for (size_t i = 0; i < input->n_orders; i++) {
        worth[i] = 0;
        for (size_t c = 0; c < input->n_criteria; c++) worth[i] += weight[c] * utility[i * input->n_criteria + c];
    }
}

static bool is_better(double a, double b)
{
    return a > b || (isfinite(a) && !isfinite(b));
}

/* How many orders are better than i and how many as good, itself among these. */
static void place_of(const double *worth, size_t n_orders, size_t i, size_t *n_better, size_t *n_equal)
{
    *n_better = *n_equal = 0;
    for (size_t j = 0; j < n_orders; j++) {
        *n_better += is_better(worth[j], worth[i]);
        *n_equal += !is_better(worth[j], worth[i]) && !is_better(worth[i], worth[j]);
    }
}

/* Gives each order its rank in one draw, ties in equal parts, and the first ones the weights. */
static void add_ranks(const struct ent_smaa_input *input, const double *worth, const double *weight, struct ent_smaa *smaa)
{
    for (size_t i = 0; i < input->n_orders; i++) {
        size_t n_better, n_equal;
        place_of(worth, input->n_orders, i, &n_better, &n_equal);
        for (size_t r = n_better; r < n_better + n_equal; r++) smaa->acceptability[i * input->n_orders + r] += 1 / (double)n_equal;
        if (n_better > 0 || !isfinite(worth[i])) continue;
        for (size_t c = 0; c < input->n_criteria; c++) smaa->central[i * input->n_criteria + c] += weight[c] / (double)n_equal;
    }
}

static bool any_is_finite(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) return true;
    return false;
}

/* Sums over draws to shares and means; `ranked` tells the orders that were ever ranked. */
static void average(const struct ent_smaa_input *input, size_t n_counted, const bool *ranked, struct ent_smaa *smaa)
{
    for (size_t i = 0; i < input->n_orders; i++) {
        double *central = &smaa->central[i * input->n_criteria], sum = 0;
        for (size_t c = 0; c < input->n_criteria; c++) sum += central[c];
        for (size_t c = 0; c < input->n_criteria; c++) central[c] = sum > 0 ? central[c] / sum : NAN;
        for (size_t r = 0; r < input->n_orders; r++) {
            double *share = &smaa->acceptability[i * input->n_orders + r];
            *share = ranked[i] ? *share / (double)n_counted : NAN;
        }
    }
}

/* How often each order is first with the weights that speak for it most. */
static void add_confidence(const struct ent_smaa_input *input, double *worth, struct ent_smaa *smaa)
{
    for (size_t i = 0; i < input->n_orders; i++) {
        const double *central = &smaa->central[i * input->n_criteria];
        double first = 0;
        smaa->confidence[i] = NAN;
        if (input->n_criteria == 0 || isnan(central[0])) continue;
        for (size_t k = 0; k < input->n_utilities; k++) {
            size_t n_better, n_equal;
            weigh(input, k, central, worth);
            place_of(worth, input->n_orders, i, &n_better, &n_equal);
            if (n_better == 0 && isfinite(worth[i])) first += 1 / (double)n_equal;
        }
        smaa->confidence[i] = first / (double)input->n_utilities;
    }
}

/* All draws of weights; returns how many count. */
static size_t draw_all(const struct ent_smaa_input *input, double *room, bool *ranked, struct ent_smaa *smaa, gsl_rng *rng)
{
    double *weight = room, *worth = room + input->n_criteria;
    size_t n_draws = input->n_draws ? input->n_draws : DRAWS, n_counted = 0;
    gsl_rng_set(rng, input->seed);
    for (size_t k = 0; k < n_draws; k++) {
        draw_weights(rng, input->n_criteria, weight);
        weigh(input, k % input->n_utilities, weight, worth);
        if (!any_is_finite(worth, input->n_orders)) continue;
        n_counted++;
        for (size_t i = 0; i < input->n_orders; i++) ranked[i] |= isfinite(worth[i]);
        add_ranks(input, worth, weight, smaa);
    }
    return n_counted;
}

int ent_smaa(const struct ent_smaa_input *input, struct ent_smaa *smaa, struct ent_error *error)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double *room = malloc((input->n_criteria + input->n_orders + 1) * sizeof *room);
    bool *ranked = calloc(input->n_orders + 1, sizeof *ranked);
    int code = rng && room && ranked ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    if (code) goto out;
    memset(smaa->acceptability, 0, input->n_orders * input->n_orders * sizeof *smaa->acceptability);
    memset(smaa->central, 0, input->n_orders * input->n_criteria * sizeof *smaa->central);
    average(input, draw_all(input, room, ranked, smaa, rng), ranked, smaa);
    add_confidence(input, room, smaa);
out:
    free(room);
    free(ranked);
    if (rng) gsl_rng_free(rng);
    return code;
}
