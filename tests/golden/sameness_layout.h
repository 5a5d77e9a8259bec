/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the numbers of inputs and results lie, as text: offset, size, name. Machines that differ in it cannot hand each other
 * worlds as bytes.
 */
#ifndef ENT_TESTS_GOLDEN_SAMENESS_LAYOUT_H
#define ENT_TESTS_GOLDEN_SAMENESS_LAYOUT_H

#include <stddef.h>
#include <stdio.h>

#include "model/model.h"
#include "tests/golden/sameness.h"

/* clang-format off */

static void place(const char *name, size_t offset, size_t size)
{
    printf("%8lu %8lu %s\n", (unsigned long)offset, (unsigned long)size, name);
}

/* A function that prints the type and, of its members, those in the list. */
#define PLACE(member) place("  " #member, offsetof(here, member), sizeof(((here *)0)->member));
#define PLACE_ROW(type, name, fallback, low, high, unit, source, doc) PLACE(name)
#define PLACES_OF(type, LIST)                \
    static void places_of_##type(void)       \
    {                                        \
        typedef struct type here;            \
        place(#type, 0, sizeof(here));       \
        LIST                                 \
    }
#define PLACES_OF_GROUP(group, TABLE) PLACES_OF(ent_##group##_parameters, TABLE(PLACE_ROW))
#define PRINT_GROUP(group, TABLE) places_of_ent_##group##_parameters();
#define PLACE_GROUP(group, TABLE) PLACE(group)

PLACES_OF(sameness_case, PLACE(name) PLACE(seed) PLACE(part) PLACE(n_runs) PLACE(inputs))
PLACES_OF(ent_inputs, PLACE(n_states) PLACE(n_months) PLACE(start_month) PLACE(parameters) PLACE(state) PLACE(distance_km)
    PLACE(ideal_distance) PLACE(minilateral) PLACE(domain) PLACE(rule) PLACE(forum) PLACE(n_sequence) PLACE(sequence) PLACE(shock)
    PLACE(scripted))
PLACES_OF(ent_parameters, ENT_PARAMETER_GROUPS(PLACE_GROUP))
ENT_PARAMETER_GROUPS(PLACES_OF_GROUP)
PLACES_OF(ent_state, PLACE(code) PLACE(name) ENT_STATE_TABLE(PLACE_ROW))
PLACES_OF(ent_domain, PLACE(name) ENT_DOMAIN_TABLE(PLACE_ROW))
PLACES_OF(ent_rule, PLACE(name) PLACE(n_tallies) PLACE(tally) PLACE(blocking_least) PLACE(abstention) PLACE(silence))
PLACES_OF(ent_cooperation, PLACE(name) PLACE(domains) PLACE(authorisation) ENT_COOPERATION_TABLE(PLACE_ROW))
PLACES_OF(ent_forum, PLACE(name) PLACE(founders) PLACE(candidates) PLACE(oversight) PLACE(leader) PLACE(command_of)
    PLACE(reform_domains) PLACE(cooperation) ENT_FORUM_TABLE(PLACE_ROW))
PLACES_OF(ent_shock, PLACE(name) PLACE(law) PLACE(issue_domains) ENT_SHOCK_TABLE(PLACE_ROW))
PLACES_OF(ent_run_result, PLACE(status) PLACE(failure_code) PLACE(failure_month) PLACE(metric) PLACE(welfare_of) PLACE(trajectory)
    PLACE(state_trajectory) PLACE(members) PLACE(blocked) PLACE(decided) PLACE(censored))

static void layout_print(void)
{
    places_of_sameness_case();
    places_of_ent_inputs();
    places_of_ent_parameters();
    ENT_PARAMETER_GROUPS(PRINT_GROUP)
    places_of_ent_state();
    places_of_ent_domain();
    places_of_ent_rule();
    places_of_ent_cooperation();
    places_of_ent_forum();
    places_of_ent_shock();
    places_of_ent_run_result();
}
/* clang-format on */

#endif
