/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente power: a rule file, or a forum of an order under one of its rules, as a simple game.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "params/names.h"
#include "runs/cli/commands.h"
#include "runs/cli/power_print.h"

enum { N_DRAWS = 200000, SEED = 1 };

static bool is_path(const char *where)
{
    const size_t length = strlen(where);
    return strchr(where, '/') || (length > 5 && strcmp(where + length - 5, ".yaml") == 0);
}

static bool is_in(const char *params, const char *folder, const char *name)
{
    struct ent_text path = {0};
    ent_text_add(&path, "%s/%s/%s.yaml", params, folder, name);
    const bool found = path.bytes && access(path.bytes, F_OK) == 0;
    free(path.bytes);
    return found;
}

/* Does the file have the first key of an order? */
static bool is_order_file(const char *path)
{
    static const char key[] = "order:";
    char line[256];
    bool found = false;
    FILE *file = fopen(path, "r");
    while (file && !found && fgets(line, sizeof line, file)) found = strncmp(line, key, sizeof key - 1) == 0;
    if (file) fclose(file);
    return found;
}

/* The world of today under the order; NULL (said) if it cannot be read. */
static struct ent_experiment *load_order(const char *where, struct ent_complaints *complaints)
{
    struct ent_experiment *experiment = NULL;
    struct ent_text text = {0}, file = {0};
    ent_text_add(&file, "%s%s", is_path(where) && !strchr(where, '/') ? "./" : "", where);
    ent_text_add(&text, "experiment: power\nscenarios: [{scenario: power}]\norders: [");
    if (file.bytes) ent_text_add_quoted(&text, file.bytes);
    ent_text_add(&text, "]\n");
    if (text.failed || file.failed)
        complaints->code = ENT_BUG;
    else
        ent_experiment_parse(&experiment, text.bytes, text.length, "power", complaints);
    free(text.bytes);
    free(file.bytes);
    return experiment;
}

/* Position of `given` among names [n]; -1, with an error that names the nearest, if it is none of them. */
static int32_t choose(const char *what, const char *given, const char *const *names, int32_t n, struct ent_error *error)
{
    const int position = ent_name_position(names, n, given);
    struct ent_guess guess = ent_guess_start(given);
    char hint[ENT_HINT_SIZE];
    if (position >= 0) return position;
    for (int32_t i = 0; i < n; i++) ent_guess_offer(&guess, names[i]);
    ent_error_set(error, ENT_USAGE, "'--%s %s': the order has no such %s%s", what, given, what, ent_guess_hint(&guess, hint));
    return -1;
}

static int32_t choose_forum(const struct cli_arguments *arguments, const struct ent_inputs *inputs, struct ent_error *error)
{
    const char *names[ENT_MAX_FORUMS];
    for (int32_t i = 0; i < inputs->n_forums; i++) names[i] = inputs->forum[i].name;
    return cli_given(arguments, OPTION_FORUM) ? choose("forum", arguments->value[OPTION_FORUM], names, inputs->n_forums, error) : 0;
}

/* The rule of the forum in the domain asked for, or in the first in which it decides; -1 (said) if there is none. */
static int32_t choose_rule(const struct cli_arguments *arguments, const struct ent_inputs *inputs, int32_t forum, struct ent_error *error)
{
    const struct ent_forum *from = &inputs->forum[forum];
    const int32_t *rules = cli_given(arguments, OPTION_RESERVED) ? from->reserved_rule : from->ordinary_rule;
    const char *names[ENT_MAX_DOMAINS];
    int32_t domain = 0;
    for (int32_t d = 0; d < inputs->n_domains; d++) names[d] = inputs->domain[d].name;
    if (cli_given(arguments, OPTION_DOMAIN))
        domain = choose("domain", arguments->value[OPTION_DOMAIN], names, inputs->n_domains, error);
    else
        while (domain + 1 < inputs->n_domains && rules[domain] < 0) domain++;
    if (domain >= 0 && rules[domain] < 0) ent_error_set(error, ENT_USAGE, "forum '%s' does not decide in '%s'", from->name, names[domain]);
    return domain < 0 ? -1 : rules[domain];
}

static int body_of_order(const struct cli_arguments *arguments, const struct ent_experiment *experiment, struct ent_body *body,
                         struct ent_error *error)
{
    struct ent_inputs *inputs = malloc(sizeof *inputs);
    if (!inputs) return ent_error_set(error, ENT_BUG, "out of memory");
    int code = ent_experiment_resolve(experiment, 0, 0, inputs);
    const int32_t forum = code == ENT_OK ? choose_forum(arguments, inputs, error) : -1;
    const int32_t rule = forum >= 0 ? choose_rule(arguments, inputs, forum, error) : -1;
    if (code == ENT_OK) code = rule >= 0 ? ent_body_of_forum(body, inputs, forum, rule, error) : error->code;
    free(inputs);
    return code;
}

/* Fills the body; complains itself about files. */
static int load_body(const struct cli_arguments *arguments, const char *params, struct ent_body *body)
{
    const char *where = arguments->operands[0];
    const bool is_rule = is_path(where) ? !is_order_file(where) : is_in(params, "rules", where);
    struct ent_complaints complaints = {0};
    struct ent_error error = {0};
    int status;
    if (!is_path(where) && !is_rule && !is_in(params, "orders", where)) {
        ent_error_set(&error, ENT_NO_INPUT, "there is no rule and no order '%s' in %s", where, params);
        return cli_fail(&error);
    }
    if (is_rule) {
        static const enum cli_option of_orders[] = {OPTION_FORUM, OPTION_DOMAIN, OPTION_RESERVED};
        for (size_t i = 0; i < sizeof of_orders / sizeof *of_orders; i++) {
            if (!cli_given(arguments, of_orders[i])) continue;
            ent_error_set(&error, ENT_USAGE, "'--%s' is for orders; '%s' is a rule file", cli_options[of_orders[i]].name, where);
            return cli_fail(&error);
        }
        status = ent_body_load(body, where, params, &complaints);
        if (status != ENT_OK) cli_complain(&complaints);
    } else {
        struct ent_experiment *experiment = load_order(where, &complaints);
        status = experiment ? body_of_order(arguments, experiment, body, &error) : complaints.code;
        if (!experiment) cli_complain(&complaints);
        if (experiment && status != ENT_OK) cli_fail(&error);
        ent_experiment_free(experiment);
    }
    ent_complaints_free(&complaints);
    return status;
}

static struct ent_power_rule rule_of(const struct ent_body *body)
{
    struct ent_power_rule rule = {.n = body->n_members, .n_tallies = body->n_tallies, .blocking_least = body->blocking_least};
    for (int32_t t = 0; t < body->n_tallies; t++) {
        const struct ent_body_tally *tally = &body->tally[t];
        int64_t total = 0;
        for (int32_t i = 0; i < body->n_members; i++) {
            rule.tally[t].weight[i] = tally->of[i];
            total += tally->of[i];
        }
        rule.tally[t].need = ent_power_need(total, tally->quota_num, tally->quota_den);
    }
    return rule;
}

static int print_power(const struct cli_arguments *arguments, const struct ent_body *body, const struct ent_power *power)
{
    struct ent_text text = {0};
    struct ent_error error = {0};
    if (cli_given(arguments, OPTION_JSON))
        cli_power_json(&text, body, power);
    else if (cli_given(arguments, OPTION_CSV))
        cli_power_csv(&text, body, power);
    else
        cli_power_table(&text, body, power);
    char *bytes = ent_text_take(&text);
    if (!bytes) {
        ent_error_set(&error, ENT_BUG, "out of memory");
        return cli_fail(&error);
    }
    fputs(bytes, stdout);
    free(bytes);
    return ENT_OK;
}

int command_power(const struct cli_arguments *arguments)
{
    char space[CLI_PATH_SIZE];
    const char *folder = cli_params_folder(arguments, space), *params = folder ? folder : getenv("ENTENTE_PARAMS");
    struct ent_error error = {0};
    struct ent_body body;
    struct ent_power power;
    uint64_t n_threads = 0;
    if (!params) params = ENT_PARAMS_DIR;
    setenv("ENTENTE_PARAMS", params, 1);

    if (cli_given(arguments, OPTION_JSON) && cli_given(arguments, OPTION_CSV)) {
        ent_error_set(&error, ENT_USAGE, "'--json' and '--csv' exclude each other");
        return cli_fail(&error);
    }
    if (cli_whole_number(arguments, OPTION_THREADS, 1, 1024, &n_threads, &error) != ENT_OK) return cli_fail(&error);
    int status = load_body(arguments, params, &body);
    if (status != ENT_OK) return status;
    const struct ent_power_rule rule = rule_of(&body);
    if (ent_power(&rule, N_DRAWS, SEED, 0.95, (int)n_threads, &power, &error) != ENT_OK) return cli_fail(&error);
    return print_power(arguments, &body, &power);
}
