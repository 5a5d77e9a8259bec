/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente trace: one run told month by month, or the first run in which something happens.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/trace_find.h"
#include "analysis/trace_text.h"
#include "runs/cli/commands.h"
#include "runs/configuration.h"
#include "runs/dispatch.h"

enum { MOST_TRIED = 10000, MOST_SOUGHT = 16 };

struct wish {
    uint64_t point, run, seed;
    int32_t order, scenario;
    struct ent_trace_view view;
    int sought[MOST_SOUGHT];
    int n_sought;
};

/* --- the experiment ------------------------------------------------------------------------------------------------------- */

/* Is it a results file? It begins with the signature of HDF5. */
static bool is_results(const char *path)
{
    static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    unsigned char head[8];
    FILE *file = fopen(path, "rb");
    const bool is = file && fread(head, 1, sizeof head, file) == sizeof head && memcmp(head, signature, sizeof head) == 0;
    if (file) fclose(file);
    return is;
}

static int load_results(const struct cli_arguments *arguments, struct ent_experiment **experiment, struct ent_complaints *complaints)
{
    struct ent_error error = {0};
    char *yaml = NULL;
    uint32_t record;
    if (arguments->n_sets > 0) {
        ent_error_set(&error, ENT_USAGE, "'--set' changes an experiment, not a file of results: '%s'", arguments->operands[0]);
        return cli_fail(&error);
    }
    if (ent_configuration_read(arguments->operands[0], &yaml, &record, &error) != ENT_OK) return cli_fail(&error);
    int code = ent_experiment_parse(experiment, yaml, strlen(yaml), arguments->operands[0], complaints);
    if (code != ENT_OK) cli_complain(complaints);
    free(yaml);
    return code;
}

/* Loads the experiment, or prints what is wrong with it. */
static int load(const struct cli_arguments *arguments, struct ent_experiment **experiment)
{
    char space[CLI_PATH_SIZE];
    struct ent_complaints complaints = {0};
    int code;
    if (is_results(arguments->operands[0])) {
        code = load_results(arguments, experiment, &complaints);
    } else {
        code = ent_experiment_load(experiment, arguments->operands[0], cli_params_folder(arguments, space), arguments->sets,
                                   arguments->n_sets, &complaints);
        if (code != ENT_OK) cli_complain(&complaints);
    }
    ent_complaints_free(&complaints);
    return code;
}

/* --- the wish --------------------------------------------------------------------------------------------------------------- */

static int choose(const struct cli_arguments *arguments, enum cli_option option, const struct ent_experiment *experiment, int32_t n,
                  const char *(*name)(const struct ent_experiment *, int32_t), int32_t *chosen, struct ent_error *error)
{
    const char *given = arguments->value[option], *what = cli_options[option].name;
    char hint[ENT_HINT_SIZE];
    *chosen = 0;
    if (!given) return ENT_OK;
    for (int32_t i = 0; i < n; i++)
        if (strcmp(name(experiment, i), given) == 0) {
            *chosen = i;
            return ENT_OK;
        }
    struct ent_guess guess = ent_guess_start(given);
    for (int32_t i = 0; i < n; i++) ent_guess_offer(&guess, name(experiment, i));
    return ent_error_set(error, ENT_USAGE, "'--%s %s': the experiment has no such %s%s", what, given, what, ent_guess_hint(&guess, hint));
}

/* "2031-04" as a month of the run; a month before or after it is as good as its first or last. */
static int read_month(const struct cli_arguments *arguments, enum cli_option option, const struct ent_inputs *inputs, int32_t *month,
                      struct ent_error *error)
{
    const char *text = arguments->value[option];
    int year, of_year, length = 0;
    if (!text) return ENT_OK;
    if (sscanf(text, "%4d-%2d%n", &year, &of_year, &length) != 2 || text[length] || length != 7 || text[0] < '0' || text[0] > '9' ||
        of_year < 1 || of_year > 12)
        return ent_error_set(error, ENT_USAGE, "'--%s %s': expected a month like 2031-04", cli_options[option].name, text);
    *month = (year - inputs->start_year) * 12 + of_year - inputs->start_month;
    return ENT_OK;
}

/* The names of a list, one after another: "veto,bought". Returns the next, NULL at the end; `list` moves on. */
static const char *next_name(const char **list, char name[64])
{
    const char *from = *list;
    if (!from) return NULL;
    const size_t length = strcspn(from, ",");
    snprintf(name, 64, "%.*s", (int)(length < 63 ? length : 63), from);
    *list = from[length] ? from + length + 1 : NULL;
    return name;
}

static int read_sought(const char *list, enum cli_option option, int *sought, int *n, struct ent_error *error)
{
    char name[64], hint[ENT_HINT_SIZE];
    while (next_name(&list, name)) {
        struct ent_guess guess;
        const int one = ent_trace_sought(name, &guess);
        if (one < 0)
            return ent_error_set(error, ENT_USAGE, "'--%s': '%s' is nothing that a trace tells%s; 'entente help trace' lists what it does",
                                 cli_options[option].name, name, ent_guess_hint(&guess, hint));
        if (*n == MOST_SOUGHT) return ent_error_set(error, ENT_USAGE, "'--%s' names more than %d", cli_options[option].name, MOST_SOUGHT);
        sought[(*n)++] = one;
    }
    return ENT_OK;
}

static int read_kinds(const struct cli_arguments *arguments, uint64_t *kinds, struct ent_error *error)
{
    char name[64];
    const char *list = arguments->value[OPTION_ONLY];
    if (!list) {
        *kinds = ~UINT64_C(0);
        return ENT_OK;
    }
    while (next_name(&list, name)) {
        int kind[1], n = 0;
        int code = read_sought(name, OPTION_ONLY, kind, &n, error);
        if (code != ENT_OK) return code;
        if (kind[0] >= ENT_N_TRACE_KINDS)
            return ent_error_set(error, ENT_USAGE, "'--only %s': a situation is found in a run with '--find', not shown by itself", name);
        *kinds |= UINT64_C(1) << kind[0];
    }
    return ENT_OK;
}

static int read_wish(const struct cli_arguments *arguments, const struct ent_experiment *experiment, struct wish *wish,
                     struct ent_error *error)
{
    wish->seed = ent_experiment_seed(experiment);
    int code =
        choose(arguments, OPTION_ORDER, experiment, ent_experiment_n_orders(experiment), ent_experiment_order_name, &wish->order, error);
    if (code == ENT_OK)
        code = choose(arguments, OPTION_SCENARIO, experiment, ent_experiment_n_scenarios(experiment), ent_experiment_scenario_name,
                      &wish->scenario, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_POINT, 0, INT32_MAX, &wish->point, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_RUN, 0, ENT_MAX_RUN, &wish->run, error);
    if (code == ENT_OK) code = cli_whole_number(arguments, OPTION_SEED, 0, INT64_MAX, &wish->seed, error);
    if (code == ENT_OK && arguments->value[OPTION_FIND])
        code = read_sought(arguments->value[OPTION_FIND], OPTION_FIND, wish->sought, &wish->n_sought, error);
    if (code == ENT_OK) code = read_kinds(arguments, &wish->view.kinds, error);
    return code;
}

static int read_months(const struct cli_arguments *arguments, const struct ent_inputs *inputs, struct ent_trace_view *view,
                       struct ent_error *error)
{
    view->from = 0;
    view->to = inputs->n_months - 1;
    int code = read_month(arguments, OPTION_FROM, inputs, &view->from, error);
    if (code == ENT_OK) code = read_month(arguments, OPTION_TO, inputs, &view->to, error);
    if (code == ENT_OK && (view->from > view->to || view->to < 0 || view->from >= inputs->n_months))
        code = ent_error_set(error, ENT_USAGE, "'--from' and '--to' leave no month of the run");
    return code;
}

/* --- telling ---------------------------------------------------------------------------------------------------------------- */

static bool has_all(const struct ent_chronicle *chronicle, const struct wish *wish)
{
    for (int s = 0; s < wish->n_sought; s++)
        if (!ent_trace_occurs(chronicle, wish->sought[s])) return false;
    return true;
}

/* Tells the run asked for, or the first from it on in which all that is sought occurs. */
static int tell(struct ent_chronicle *chronicle, const struct wish *wish, struct ent_error *error)
{
    const uint64_t tries = wish->n_sought ? MOST_TRIED : 1;
    for (uint64_t t = 0; t < tries && wish->run + t <= ENT_MAX_RUN; t++) {
        int code = ent_chronicle_tell(chronicle, (uint32_t)(wish->run + t), error);
        if (code != ENT_OK) return code;
        if (!has_all(chronicle, wish)) continue;
        if (wish->n_sought)
            fprintf(stderr, "entente: found in run %" PRIu32 ", after %" PRIu64 " run%s without it\n", chronicle->run, t,
                    t == 1 ? "" : "s");
        return ENT_OK;
    }
    return ent_error_set(error, ENT_NO_INPUT, "not found in %d runs from run %" PRIu64 " on", (int)MOST_TRIED, wish->run);
}

static int print(const struct cli_arguments *arguments, const struct ent_chronicle *chronicle, const struct wish *wish,
                 struct ent_error *error)
{
    struct ent_text text = {0};
    int code = cli_given(arguments, OPTION_JSON) ? ent_trace_add_json(&text, chronicle, &wish->view, error)
                                                 : ent_trace_add_text(&text, chronicle, &wish->view, error);
    if (code == ENT_OK) fwrite(text.bytes, 1, text.length, stdout);
    free(text.bytes);
    return code;
}

/* The copy whose bits the trace must have. */
static int choose_kernel(const struct ent_kernel **kernel, struct ent_error *error)
{
    int code = ent_dispatch(kernel, error);
    if (code == ENT_OK && *kernel == &ent_kernel_double)
        code = ent_error_set(error, ENT_USAGE, "ENTENTE_VECTOR: a trace is in single precision, not double");
    return code;
}

int command_trace(const struct cli_arguments *arguments)
{
    struct ent_experiment *experiment = NULL;
    struct ent_chronicle chronicle = {0};
    struct wish wish = {0};
    struct ent_error error = {0};
    const struct ent_kernel *kernel;
    int code = load(arguments, &experiment);
    if (code != ENT_OK) return code;
    code = choose_kernel(&kernel, &error);
    if (code == ENT_OK) code = read_wish(arguments, experiment, &wish, &error);
    if (code == ENT_OK)
        code = ent_chronicle_init(&chronicle, experiment, (int32_t)wish.point, wish.order, wish.scenario, wish.seed, &error);
    if (code == ENT_OK) code = read_months(arguments, chronicle.inputs, &wish.view, &error);
    if (code == ENT_OK) code = tell(&chronicle, &wish, &error);
    if (code == ENT_OK) code = ent_chronicle_prove(&chronicle, kernel, &error);
    if (code == ENT_OK) code = print(arguments, &chronicle, &wish, &error);
    ent_chronicle_free(&chronicle);
    ent_experiment_free(experiment);
    return code == ENT_OK ? ENT_OK : cli_fail(&error);
}
