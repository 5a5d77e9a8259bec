/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/load.h"

#include <string.h>

#include "params/names.h"

void ent_load_parameters(struct ent_load *load, const struct ent_node *parameters, struct ent_inputs *inputs)
{
    const char *groups[ENT_N_GROUPS];

    if (parameters && !ent_load_is(load, parameters, ENT_NODE_MAP)) parameters = NULL;
    for (int i = 0; i < ENT_N_GROUPS; i++) {
        const struct ent_table *table = &ent_tables[i];
        const struct ent_node *group;

        groups[i] = table->title;
        group = ent_node_find(parameters, table->title);
        if (group && ent_load_is(load, group, ENT_NODE_MAP)) ent_load_keys(load, group, NULL, 0, table);
        ent_load_fields(load, group, table, (char *)&inputs->parameters + table->offset);
    }
    ent_load_keys(load, parameters, groups, ENT_N_GROUPS, NULL);
}

int32_t ent_domain_index(const struct ent_inputs *inputs, const char *name)
{
    for (int32_t i = 0; i < inputs->n_domains; i++)
        if (strcmp(inputs->domain[i].name, name) == 0) return i;
    return -1;
}

void ent_load_domains(struct ent_load *load, const struct ent_node *domains, struct ent_inputs *inputs)
{
    if (!ent_load_is(load, domains, ENT_NODE_MAP)) return;
    for (const struct ent_node *node = domains->first; node; node = node->next) {
        struct ent_domain *domain = &inputs->domain[inputs->n_domains];

        if (inputs->n_domains == ENT_MAX_DOMAINS) {
            ent_load_complain(load, node->key_at, "%d domains: at most %d", domains->n, ENT_MAX_DOMAINS);
            break;
        }
        inputs->n_domains++;
        ent_load_name(load, domain->name, node->key, node->key_at);
        if (ent_load_is(load, node, ENT_NODE_MAP)) {
            static const char *const keys[] = {"about"};

            ent_load_keys(load, node, keys, 1, &ent_tables[ENT_TABLE_DOMAIN]);
            ent_load_fields(load, node, &ent_tables[ENT_TABLE_DOMAIN], domain);
        }
    }
    if (domains->n == 0) ent_load_complain(load, domains->at, "there is no domain");
}

int32_t ent_shock_index(const struct ent_inputs *inputs, const char *name)
{
    for (int32_t i = 0; i < inputs->n_shocks; i++)
        if (strcmp(inputs->shock[i].name, name) == 0) return i;
    return -1;
}

static int choose_domain(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs)
{
    const char *names[ENT_MAX_DOMAINS];

    for (int32_t i = 0; i < inputs->n_domains; i++) names[i] = inputs->domain[i].name;
    return ent_load_choice(load, node, names, inputs->n_domains, "a domain");
}

static void load_shock(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, struct ent_shock *shock)
{
    static const char *const keys[] = {"shock", "about", "law", "issues"};
    static const char *const laws[] = {"constant", "deterred", "erosion", "commitment"};
    const struct ent_node *law = ent_load_require(load, node, "law", "a shock has one: constant, deterred, erosion or commitment");
    const struct ent_node *issues = ent_node_find(node, "issues");
    const int chosen = law ? ent_load_choice(load, law, laws, 4, "a law: constant, deterred, erosion or commitment") : 0;

    ent_load_keys(load, node, keys, 4, &ent_tables[ENT_TABLE_SHOCK]);
    ent_load_fields(load, node, &ent_tables[ENT_TABLE_SHOCK], shock);
    shock->law = chosen < 0 ? ENT_LAW_CONSTANT : chosen;
    if (shock->trust_loss_low > shock->trust_loss_high)
        ent_load_complain(load, ent_node_find(node, "trust_loss_low") ? ent_node_find(node, "trust_loss_low")->at : node->at,
                          "'trust_loss_low': %g is above trust_loss_high, %g", shock->trust_loss_low, shock->trust_loss_high);
    if (!issues || !ent_load_is(load, issues, ENT_NODE_LIST) || inputs->n_domains == 0) return;
    for (const struct ent_node *item = issues->first; item; item = item->next) {
        const int domain = choose_domain(load, item, inputs);

        if (domain >= 0) shock->issue_domains |= UINT32_C(1) << domain;
    }
}

void ent_load_shocks(struct ent_load *load, const struct ent_node *shocks, struct ent_inputs *inputs)
{
    int32_t commitment = -1;

    if (!shocks || !ent_load_is(load, shocks, ENT_NODE_LIST)) return;
    for (const struct ent_node *node = shocks->first; node; node = node->next) {
        struct ent_shock *shock = &inputs->shock[inputs->n_shocks];
        const char *name = ent_node_name(node);

        if (!name) continue; /* said when the file was read */
        if (inputs->n_shocks == ENT_MAX_SHOCKS) {
            ent_load_complain(load, node->at, "%d shocks: at most %d", shocks->n, ENT_MAX_SHOCKS);
            break;
        }
        load_shock(load, node, inputs, shock);
        memcpy(shock->name, name, strlen(name) + 1);
        if (shock->law == ENT_LAW_COMMITMENT && commitment >= 0)
            ent_load_complain(load, ent_node_find(node, "law")->at, "a second shock of law commitment: '%s' is one already",
                              inputs->shock[commitment].name);
        if (shock->law == ENT_LAW_COMMITMENT) commitment = inputs->n_shocks;
        inputs->n_shocks++;
    }
}

static void load_event(struct ent_load *load, const struct ent_node *node, const struct ent_inputs *inputs, struct ent_scripted *scripted)
{
    static const char *const keys[] = {"shock", "month", "target"};
    const struct ent_node *shock = ent_load_require(load, node, "shock", "a scripted event names one");
    const struct ent_node *month = ent_load_require(load, node, "month", "a scripted event has one, 0 being the first");
    const struct ent_node *target = ent_node_find(node, "target");
    const char *names[ENT_MAX_STATES];

    ent_load_keys(load, node, keys, 3, NULL);
    for (int32_t i = 0; i < inputs->n_shocks; i++) names[i] = inputs->shock[i].name;
    scripted->shock = shock ? ent_load_choice(load, shock, names, inputs->n_shocks, "a shock of this experiment") : -1;
    scripted->month = (int32_t)ent_load_int(load, month, 0, inputs->n_months - 1, 0);
    for (int32_t i = 0; i < inputs->n_states; i++) names[i] = inputs->state[i].code;
    scripted->target = target ? ent_load_choice(load, target, names, inputs->n_states, "a state of this experiment") : -1;
}

void ent_load_scripted(struct ent_load *load, const struct ent_node *scripted, struct ent_inputs *inputs)
{
    if (!scripted || !ent_load_is(load, scripted, ENT_NODE_LIST)) return;
    for (const struct ent_node *node = scripted->first; node; node = node->next) {
        if (inputs->n_scripted == ENT_MAX_SCRIPTED) {
            ent_load_complain(load, node->at, "%d scripted events: at most %d", scripted->n, ENT_MAX_SCRIPTED);
            break;
        }
        if (ent_load_is(load, node, ENT_NODE_MAP)) load_event(load, node, inputs, &inputs->scripted[inputs->n_scripted++]);
    }
}
