/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/cli/load.h"

#include <stdlib.h>
#include <string.h>

#include "params/names.h"
#include "params/number.h"
#include "params/text.h"
#include "runs/stops.h"

int cli_check_precision(const struct cli_arguments *arguments, struct ent_error *error)
{
    const char *text = arguments->value[OPTION_PRECISION];
    char hint[ENT_HINT_SIZE], name[ENT_MAX_NAME];
    double half_width = 0;
    if (!text) return ENT_OK;
    if (cli_given(arguments, OPTION_RUNS))
        return ent_error_set(error, ENT_USAGE,
                             "'--precision' takes the place of '--runs': --set precision.least=N and precision.most=N bound it");
    size_t length = strcspn(text, "=");
    if (length == 0 || length >= sizeof name || !text[length] || ent_number_real(text + length + 1, &half_width) || !(half_width > 0))
        return ent_error_set(error, ENT_USAGE,
                             "'--precision %s': expected a metric and the half-width of its interval, like deadlock_risk=0.005", text);
    memcpy(name, text, length);
    name[length] = '\0';
    struct ent_guess guess = ent_guess_start(name);
    for (int k = 0; k < ENT_N_METRICS; k++) {
        if (strcmp(ent_metric_rows[k].name, name) == 0) return ENT_OK;
        ent_guess_offer(&guess, ent_metric_rows[k].name);
    }
    return ent_error_set(error, ENT_USAGE, "'--precision': there is no metric '%s'%s", name, ent_guess_hint(&guess, hint));
}

/* The overrides of --precision and of --set, in this order; NULL when out of memory. */
static const char **gather_sets(const struct cli_arguments *arguments, struct ent_text text[2], size_t *n)
{
    const char *precision = arguments->value[OPTION_PRECISION], **sets = calloc(arguments->n_sets + 2, sizeof *sets);
    *n = 0;
    if (!sets) return NULL;
    if (precision) {
        size_t length = strcspn(precision, "=");
        ent_text_add(&text[0], "precision.metric=%.*s", (int)length, precision);
        ent_text_add(&text[1], "precision.half_width=%s", precision + length + 1);
        for (int i = 0; i < 2; i++) sets[(*n)++] = text[i].failed ? "" : text[i].bytes;
    }
    for (size_t i = 0; i < arguments->n_sets; i++) sets[(*n)++] = arguments->sets[i];
    return sets;
}

int cli_load(const struct cli_arguments *arguments, struct ent_experiment **experiment)
{
    char space[CLI_PATH_SIZE];
    struct ent_complaints complaints = {0};
    struct ent_text text[2] = {{0}, {0}};
    size_t n;
    const char **sets = gather_sets(arguments, text, &n);
    int code =
        sets ? ent_experiment_load(experiment, arguments->operands[0], cli_params_folder(arguments, space), sets, n, &complaints) : ENT_BUG;
    if (code == ENT_OK && (code = ent_stops_check(*experiment, &complaints)) != ENT_OK) {
        ent_experiment_free(*experiment);
        *experiment = NULL;
    }
    if (code != ENT_OK) cli_complain(&complaints);
    ent_complaints_free(&complaints);
    free(sets);
    for (int i = 0; i < 2; i++) free(text[i].bytes);
    return code;
}
