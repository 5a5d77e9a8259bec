/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of params/tables.h as data, to be read, listed and searched.
 */
#ifndef ENT_PARAMS_SCHEMA_H
#define ENT_PARAMS_SCHEMA_H

#include <stddef.h>

#include "params/inputs.h"

enum ent_field_type { ENT_FIELD_REAL, ENT_FIELD_INT, ENT_FIELD_FLAG };

struct ent_field {
    enum ent_field_type type;
    const char *name;
    double fallback; /* NaN: must be given */
    double low, high;
    const char *unit, *source, *doc;
    size_t offset; /* in the struct of the table */
};

/* One table of params/tables.h: a struct and its fields. */
struct ent_table {
    const char *path; /* dotted path of the struct, its names in capitals: "parameters.values", "domains.DOMAIN" */
    const char *title;
    const struct ent_field *field;
    int n_fields;
    size_t offset; /* of the struct: in struct ent_parameters for a group of mechanisms' parameters, else 0 */
};

#define ENT_COUNT_GROUP(group, TABLE) +1
enum { ENT_N_GROUPS = 0 ENT_PARAMETER_GROUPS(ENT_COUNT_GROUP) };

/* The tables: ENT_N_GROUPS groups of mechanisms' parameters, then these five. */
enum { ENT_TABLE_DOMAIN = ENT_N_GROUPS, ENT_TABLE_STATE, ENT_TABLE_SHOCK, ENT_TABLE_FORUM, ENT_TABLE_COOPERATION, ENT_N_TABLES };
extern const struct ent_table ent_tables[ENT_N_TABLES];

/* A blank is allowed (and becomes NaN). */
int ent_field_may_be_blank(const struct ent_field *field);

/* The field of a table with this name; NULL if there is none. */
const struct ent_field *ent_table_field(const struct ent_table *table, const char *name);

/* The value of a field of a struct at `base`. */
double ent_field_get(const struct ent_field *field, const void *base);
void ent_field_set(const struct ent_field *field, void *base, double value);

/* Looks a dotted path up ("parameters.values.theta", "states.HUN.v", "orders.O.forums.F.floor"): the field, or NULL with a
 * guess at what was meant in `hint` ("; did you mean '...'?" or empty). */
const struct ent_field *ent_schema_find(const char *path, char *hint, size_t hint_size);

/* All parameters, malloc'ed; NULL when out of memory. */
char *ent_schema_text(void);        /* a table to be read on a terminal */
char *ent_schema_yaml(void);        /* every default, with unit, range and meaning as comments */
char *ent_schema_json_schema(void); /* JSON Schema (2020-12) of an experiment file */
char *ent_schema_markdown(void);    /* tables for model/ODD.md */

#endif
