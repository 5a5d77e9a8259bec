/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Voting power as a table of 100 columns, JSON and CSV.
 */
#ifndef ENT_RUNS_CLI_POWER_PRINT_H
#define ENT_RUNS_CLI_POWER_PRINT_H

#include "analysis/power.h"
#include "params/body.h"
#include "params/text.h"

void cli_power_table(struct ent_text *text, const struct ent_body *body, const struct ent_power *power);
void cli_power_json(struct ent_text *text, const struct ent_body *body, const struct ent_power *power);
void cli_power_csv(struct ent_text *text, const struct ent_body *body, const struct ent_power *power);

#endif
