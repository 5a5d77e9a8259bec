/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of the values are not measured: flagged in the data, blank, or in a cabinet that is a guess.
 */
#include <string.h>

#include "params/experiment_tree.h"
#include "params/text.h"

static void add_flagged(struct ent_text *text, const char *code, const char *flags)
{
    while (*flags) {
        const size_t length = strcspn(flags, " ");

        if (length) ent_text_add(text, "states.%s.%.*s: assumed\n", code, (int)length, flags);
        flags += length + (flags[length] == ' ');
    }
}

static void add_blanks(struct ent_text *text, const struct ent_node *state)
{
    const struct ent_table *table = &ent_tables[ENT_TABLE_STATE];

    for (int i = 0; i < table->n_fields; i++) {
        const struct ent_node *value = ent_node_find(state, table->field[i].name);

        if (ent_field_may_be_blank(&table->field[i]) && (!value || value->kind == ENT_NODE_BLANK))
            ent_text_add(text, "states.%s.%s: missing, estimated from like states\n", state->key, table->field[i].name);
    }
}

char *ent_experiment_assumptions(const struct ent_experiment *experiment)
{
    const struct ent_node *states = ent_node_find(experiment->root, "states");
    const struct ent_node *scenarios = ent_node_find(experiment->root, "scenarios");
    struct ent_text text = {0};

    for (const struct ent_node *state = states->first; state; state = state->next) {
        const char *flags = ent_node_find_text(state, "flags");

        add_flagged(&text, state->key, flags ? flags : "");
        add_blanks(&text, state);
    }
    for (const struct ent_node *scenario = scenarios->first; scenario; scenario = scenario->next) {
        const struct ent_node *cabinet = ent_node_find(scenario, "cabinet");
        const char *assumed = ent_node_find_text(cabinet, "assumed");

        if (assumed && strcmp(assumed, "true") == 0)
            ent_text_add(&text, "scenarios.%s: cabinet '%s' is assumed\n", ent_node_name(scenario), ent_node_name(cabinet));
    }
    return ent_text_take(&text);
}
