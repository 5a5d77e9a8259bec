/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes the worlds by which the sameness of machines is judged (sameness.h) to standard output. Runs where the loader
 * does; sameness.c, which simulates them, needs only the model.
 */
#include <stdio.h>
#include <string.h>

#include "params/experiment.h"
#include "runs/reference.h"
#include "tests/golden/sameness.h"
#include "tests/law/worlds.c"

enum { N_RANDOM = 60, RANDOM_MONTHS = 30, N_RANDOM_ORDERS = 5 };

static struct sameness_case asked;

static void fill_name(const char *a, const char *b)
{
    memset(asked.name, 0, sizeof asked.name);
    snprintf(asked.name, sizeof asked.name, "%s %s", a, b);
}

static int write_case(void)
{
    return fwrite(&asked, sizeof asked, 1, stdout) != 1;
}

/* Every cell of an experiment in the order of its table; 0 if all is well. */
static int write_experiment(const char *name, const char *const *sets, size_t n_sets)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    int wrong = ent_experiment_load(&experiment, name, NULL, sets, n_sets, &complaints) != ENT_OK;
    if (wrong) fprintf(stderr, "%s does not load: %s\n", name, complaints.n > 0 ? complaints.list[0].text : "out of memory");
    const int32_t n_scenarios = wrong ? 0 : ent_experiment_n_scenarios(experiment);
    const int32_t n_cells = wrong ? 0 : n_scenarios * ent_experiment_n_orders(experiment);
    for (int32_t c = 0; c < n_cells && !wrong; c++) {
        fill_name(ent_experiment_order_name(experiment, c / n_scenarios), ent_experiment_scenario_name(experiment, c % n_scenarios));
        asked.seed = ent_experiment_seed(experiment);
        wrong = ent_experiment_resolve(experiment, c / n_scenarios, c % n_scenarios, &asked.inputs) != ENT_OK || write_case();
    }
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    return wrong;
}

static int write_reference(void)
{
    asked.part = SAMENESS_REFERENCE;
    asked.n_runs = ENT_REFERENCE_RUNS;
    return write_experiment(ent_reference_experiment, ent_reference_sets, ENT_N_REFERENCE_SETS);
}

static int write_shipped(void)
{
    static const char *const sets[] = {"months=60", "split.month=12"};
    asked.part = SAMENESS_SHIPPED;
    asked.n_runs = 2;
    return write_experiment("orders", sets, 2);
}

/* One order in each world, every second world wild; one step or two a month. */
static int write_random(void)
{
    int wrong = 0;
    asked.part = SAMENESS_RANDOM;
    asked.n_runs = 1;
    for (int s = 0; s < N_RANDOM && !wrong; s++) {
        struct ent_inputs *in = &asked.inputs;
        struct dice dice = {(uint64_t)(500 + s)};
        const int order = s / 2 % N_RANDOM_ORDERS, is_wild = s % 2;
        char number[16];
        snprintf(number, sizeof number, "%d", s);
        fill_name(is_wild ? "wild" : "random", number);
        world_random(in, &dice, RANDOM_MONTHS);
        if (is_wild) world_wild_parameters(in, &dice);
        in->steps_per_month = 1 + s / 10 % 2;
        if (order <= 1) world_order_union(in);
        if (order == 1) world_equip(in, 0);
        if (order == 2) world_order_clusters(in);
        if (order == 3) world_order_patchwork(in);
        if (order == 4) world_order_random(in, &dice);
        if (is_wild) world_wild_institutions(in, &dice);
        asked.seed = UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)(s + 1);
        wrong = write_case();
    }
    return wrong;
}

int main(void)
{
    if (write_reference() || write_shipped() || write_random()) return 1;
    return fclose(stdout) != 0;
}
