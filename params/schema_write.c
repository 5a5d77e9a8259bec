/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parameters as a table, YAML, JSON Schema and Markdown.
 */
#include <math.h>
#include <string.h>

#include "params/schema.h"
#include "params/text.h"

static const char *const type_names[] = {"real", "int", "flag"};

static void add_default(struct ent_text *text, const struct ent_field *field, const char *when_none)
{
    if (isnan(field->fallback))
        ent_text_add(text, "%s", ent_field_may_be_blank(field) ? "blank" : when_none);
    else if (field->type == ENT_FIELD_FLAG)
        ent_text_add(text, "%s", field->fallback != 0 ? "true" : "false");
    else
        ent_text_add_real(text, field->fallback);
}

static void add_range(struct ent_text *text, const struct ent_field *field)
{
    if (field->type == ENT_FIELD_FLAG) return;
    ent_text_add(text, "[");
    ent_text_add_real(text, field->low);
    ent_text_add(text, ", ");
    ent_text_add_real(text, field->high);
    ent_text_add(text, "]");
}

/* Adds spaces until the line that began at `start` is `width` wide, at least one. */
static void pad(struct ent_text *text, size_t start, size_t width)
{
    do ent_text_add(text, " ");
    while (!text->failed && text->length - start < width);
}

char *ent_schema_text(void)
{
    struct ent_text text = {0};

    for (int i = 0; i < ENT_N_TABLES; i++) {
        for (int j = 0; j < ent_tables[i].n_fields; j++) {
            const struct ent_field *field = &ent_tables[i].field[j];
            const size_t start = text.length;

            ent_text_add(&text, "%s.%s", ent_tables[i].path, field->name);
            pad(&text, start, 48);
            ent_text_add(&text, "%s", type_names[field->type]);
            pad(&text, start, 53);
            add_default(&text, field, "required");
            pad(&text, start, 64);
            add_range(&text, field);
            pad(&text, start, 80);
            ent_text_add(&text, "%s", field->unit);
            pad(&text, start, 96);
            ent_text_add(&text, "%s (%s)\n", field->doc, field->source);
        }
    }
    return ent_text_take(&text);
}

static void add_yaml_fields(struct ent_text *text, const struct ent_table *table, int indent, const char *mark)
{
    for (int j = 0; j < table->n_fields; j++) {
        const struct ent_field *field = &table->field[j];

        ent_text_add(text, "%s%*s%s: ", mark, indent, "", field->name);
        if (isnan(field->fallback))
            ent_text_add(text, "~");
        else
            add_default(text, field, "");
        ent_text_add(text, "   # ");
        add_range(text, field);
        ent_text_add(text, "%s%s: %s (%s)\n", field->type == ENT_FIELD_FLAG ? "" : " ", field->unit, field->doc, field->source);
    }
}

char *ent_schema_yaml(void)
{
    struct ent_text text = {0};

    ent_text_add(&text, "# Every parameter with its default, [range], unit, meaning and (source).\nparameters:\n");
    for (int i = 0; i < ENT_N_GROUPS; i++) {
        ent_text_add(&text, "  %s:\n", ent_tables[i].title);
        add_yaml_fields(&text, &ent_tables[i], 4, "");
    }
    for (int i = ENT_N_GROUPS; i < ENT_N_TABLES; i++) {
        ent_text_add(&text, "\n# Each %s (%s):\n", ent_tables[i].title, ent_tables[i].path);
        add_yaml_fields(&text, &ent_tables[i], 0, "# ");
    }
    return ent_text_take(&text);
}

/* A pipe would end the cell. */
static void add_cell(struct ent_text *text, const char *string)
{
    for (; *string; string++) ent_text_add(text, *string == '|' ? "\\%c" : "%c", *string);
}

char *ent_schema_markdown(void)
{
    struct ent_text text = {0};

    for (int i = 0; i < ENT_N_TABLES; i++) {
        ent_text_add(&text, "%s### `%s`\n\n", i ? "\n" : "", ent_tables[i].path);
        ent_text_add(&text, "| name | meaning | default | range | unit | source |\n| --- | --- | --- | --- | --- | --- |\n");
        for (int j = 0; j < ent_tables[i].n_fields; j++) {
            const struct ent_field *field = &ent_tables[i].field[j];

            ent_text_add(&text, "| `%s` | ", field->name);
            add_cell(&text, field->doc);
            ent_text_add(&text, " | ");
            add_default(&text, field, "required");
            ent_text_add(&text, " | ");
            add_range(&text, field);
            ent_text_add(&text, " | ");
            add_cell(&text, field->unit);
            ent_text_add(&text, " | ");
            add_cell(&text, field->source);
            ent_text_add(&text, " |\n");
        }
    }
    return ent_text_take(&text);
}

/* --- JSON Schema --- */

static void add_json_field(struct ent_text *text, const struct ent_field *field)
{
    static const char *const types[] = {"\"number\"", "\"integer\"", "[\"boolean\", \"integer\"]"};

    ent_text_add_quoted(text, field->name);
    if (ent_field_may_be_blank(field))
        ent_text_add(text, ": {\"type\": [\"number\", \"null\"]");
    else
        ent_text_add(text, ": {\"type\": %s", types[field->type]);
    ent_text_add(text, ", \"minimum\": ");
    ent_text_add_real(text, field->low);
    ent_text_add(text, ", \"maximum\": ");
    ent_text_add_real(text, field->high);
    if (!isnan(field->fallback)) {
        ent_text_add(text, ", \"default\": ");
        add_default(text, field, "");
    }
    ent_text_add(text, ", \"x-unit\": ");
    ent_text_add_quoted(text, field->unit);
    ent_text_add(text, ", \"x-source\": ");
    ent_text_add_quoted(text, field->source);
    ent_text_add(text, ", \"description\": ");
    ent_text_add_quoted(text, field->doc);
    ent_text_add(text, "}");
}

/* An object of the table's fields and `others`, which is JSON: properties with a comma after each. */
static void add_json_table(struct ent_text *text, const struct ent_table *table, const char *others, const char *required)
{
    const char *comma = "";

    ent_text_add(text, "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {%s", others);
    for (int j = 0; j < table->n_fields; j++) {
        ent_text_add(text, "%s\n      ", comma);
        add_json_field(text, &table->field[j]);
        comma = ",";
    }
    ent_text_add(text, "}, \"required\": [");
    comma = "";
    for (int j = 0; j < table->n_fields; j++) {
        if (!isnan(table->field[j].fallback) || ent_field_may_be_blank(&table->field[j])) continue;
        ent_text_add(text, "%s\"%s\"", comma, table->field[j].name);
        comma = ", ";
    }
    ent_text_add(text, "%s%s]}", *required ? comma : "", required);
}

static const char json_head[] =
    "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
    " \"title\": \"Entente experiment\", \"type\": \"object\", \"additionalProperties\": false,\n"
    " \"required\": [\"experiment\", \"orders\", \"scenarios\"],\n"
    " \"properties\": {\n"
    "  \"experiment\": {\"$ref\": \"#/$defs/name\"}, \"about\": {\"type\": \"string\"},\n"
    "  \"orders\": {\"type\": \"array\", \"minItems\": 1, \"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#/$defs/order\"}]}},\n"
    "  \"scenarios\": {\"type\": \"array\", \"minItems\": 1, \"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#/$defs/scenario\"}]}},\n"
    "  \"shocks\": {\"type\": \"array\", \"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#/$defs/shock\"}]}},\n"
    "  \"states\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"object\", \"propertyNames\": {\"pattern\": \"^[A-Z]{3}$\"}, "
    "\"maxProperties\": 64, \"additionalProperties\": {\"$ref\": \"#/$defs/state\"}}]},\n"
    "  \"ties\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/tie\"}}]},\n"
    "  \"domains\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"object\", \"maxProperties\": 8, "
    "\"additionalProperties\": {\"$ref\": \"#/$defs/domain\"}}]},\n"
    "  \"runs\": {\"type\": \"integer\", \"minimum\": 1}, \"seed\": {\"type\": \"integer\", \"minimum\": 0},\n"
    "  \"start\": {\"type\": \"string\", \"pattern\": \"^[0-9]{4}-(0[1-9]|1[0-2])$\"},\n"
    "  \"months\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 600}, "
    "\"steps_per_month\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 2},\n"
    "  \"split\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"order\", \"forum\", \"month\"], \"properties\": "
    "{\"order\": {\"$ref\": \"#/$defs/name\"}, \"forum\": {\"$ref\": \"#/$defs/name\"}, \"month\": {\"type\": \"integer\", \"minimum\": 0}}},\n"
    "  \"parameters\": {\"$ref\": \"#/$defs/parameters\"}, \"set\": {\"type\": \"object\"},\n"
    "  \"design\": {\"$ref\": \"#/$defs/design\"}, \"precision\": {\"$ref\": \"#/$defs/precision\"}, \"record\": {\"$ref\": \"#/$defs/record\"}},\n";

static const char json_definitions[] =
    " \"$defs\": {\n"
    "  \"name\": {\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_-]{1,63}$\"},\n"
    "  \"set\": {\"anyOf\": [{\"enum\": [\"all\", \"none\"]}, {\"type\": \"array\", \"items\": {\"type\": \"string\", \"pattern\": \"^[A-Z]{3}$\"}}, "
    "{\"type\": \"object\", \"minProperties\": 1, \"additionalProperties\": false, \"properties\": {\"where\": {\"type\": [\"string\", \"array\"]}, "
    "\"except\": {\"type\": \"array\"}}}]},\n"
    "  \"pair\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"reserved\", \"ordinary\"], \"properties\": "
    "{\"reserved\": {\"$ref\": \"#/$defs/name\"}, \"ordinary\": {\"$ref\": \"#/$defs/name\"}}},\n"
    "  \"scope\": {\"anyOf\": [{\"const\": \"all\"}, {\"type\": \"array\", \"minItems\": 1, \"items\": {\"$ref\": \"#/$defs/name\"}}]},\n"
    "  \"share\": {\"type\": [\"number\", \"string\"]},\n"
    "  \"rule\": {\"type\": \"object\", \"additionalProperties\": false, \"anyOf\": [{\"required\": [\"tallies\", \"abstention\"]}, "
    "{\"required\": [\"silence\"]}], \"properties\": "
    "{\"about\": {\"type\": \"string\"}, \"blocking_least\": {\"type\": \"integer\", \"minimum\": 0, \"maximum\": 64}, "
    "\"blocking_share\": {\"$ref\": \"#/$defs/share\"}, \"aside_limit\": {\"$ref\": \"#/$defs/share\"}, "
    "\"silence\": {\"type\": [\"boolean\", \"integer\"]}, "
    "\"abstention\": {\"enum\": [\"against\", \"allows\", \"excluded\", \"aside\"]}, \"tallies\": {\"type\": \"array\", \"minItems\": 1, "
    "\"maxItems\": 4, \"items\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"weight\", \"quota\"], \"properties\": "
    "{\"weight\": {\"enum\": [\"members\", \"population\", \"capability\"]}, \"quota\": {\"$ref\": \"#/$defs/share\"}}}}}},\n"
    "  \"reform\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"domains\", \"rule\", \"to\"], \"properties\": "
    "{\"domains\": {\"$ref\": \"#/$defs/scope\"}, \"rule\": {\"$ref\": \"#/$defs/name\"}, \"to\": {\"$ref\": \"#/$defs/name\"}}},\n"
    "  \"order\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"order\", \"rules\", \"forums\", \"domains\"], "
    "\"properties\": {\"order\": {\"$ref\": \"#/$defs/name\"}, \"about\": {\"type\": \"string\"}, "
    "\"rules\": {\"type\": \"object\", \"maxProperties\": 16, \"additionalProperties\": {\"$ref\": \"#/$defs/rule\"}}, "
    "\"forums\": {\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 16, \"additionalProperties\": {\"$ref\": \"#/$defs/forum\"}}, "
    "\"domains\": {\"type\": \"object\", \"additionalProperties\": {\"type\": \"array\", \"minItems\": 1, \"items\": {\"type\": \"string\"}}}}},\n"
    "  \"cabinet\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"cabinet\"], \"properties\": "
    "{\"cabinet\": {\"$ref\": \"#/$defs/name\"}, \"about\": {\"type\": \"string\"}, \"assumed\": {\"type\": \"boolean\"}, "
    "\"set\": {\"type\": \"object\"}}},\n"
    "  \"scenario\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"scenario\"], \"properties\": "
    "{\"scenario\": {\"$ref\": \"#/$defs/name\"}, \"about\": {\"type\": \"string\"}, "
    "\"cabinet\": {\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#/$defs/cabinet\"}]}, \"set\": {\"type\": \"object\"}, "
    "\"scripted\": {\"type\": \"array\", \"maxItems\": 32, \"items\": {\"type\": \"object\", \"additionalProperties\": false, "
    "\"required\": [\"shock\", \"month\"], \"properties\": {\"shock\": {\"$ref\": \"#/$defs/name\"}, "
    "\"month\": {\"type\": \"integer\", \"minimum\": 0}, \"target\": {\"type\": \"string\", \"pattern\": \"^[A-Z]{3}$\"}}}}}},\n"
    "  \"tie\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"a\", \"b\", \"distance_km\", \"minilateral\"], "
    "\"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"type\": \"string\"}, \"distance_km\": {\"type\": \"number\", \"minimum\": 0}, "
    "\"ideal_distance\": {\"type\": [\"number\", \"null\"], \"minimum\": 0}, \"minilateral\": {\"type\": \"integer\", \"minimum\": 0}}},\n";

static const char json_asked[] =
    "  \"design\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"method\"], \"properties\": {\"method\": {\"enum\": "
    "[\"grid\", \"one_at_a_time\", \"latin_hypercube\", \"sobol\", \"morris\", \"saltelli\", \"table\"]}, "
    "\"points\": {\"type\": [\"integer\", \"string\", \"array\"]}, \"levels\": {\"type\": \"integer\", \"minimum\": 2}, "
    "\"trajectories\": {\"type\": \"integer\", \"minimum\": 1}, \"seed\": {\"type\": \"integer\", \"minimum\": 0}, "
    "\"parameters\": {\"type\": \"object\", \"minProperties\": 1, \"additionalProperties\": {\"$ref\": \"#/$defs/varied\"}}}},\n"
    "  \"varied\": {\"type\": [\"object\", \"null\"], \"additionalProperties\": false, \"properties\": {\"values\": {\"type\": \"array\", "
    "\"minItems\": 1, \"items\": {\"type\": \"number\"}}, \"low\": {\"type\": \"number\"}, \"high\": {\"type\": \"number\"}, "
    "\"distribution\": {\"enum\": [\"uniform\", \"log_uniform\", \"triangular\", \"normal\"]}, \"mode\": {\"type\": \"number\"}, "
    "\"mean\": {\"type\": \"number\"}, \"sd\": {\"type\": \"number\", \"exclusiveMinimum\": 0}}},\n"
    "  \"precision\": {\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"metric\", \"half_width\"], \"properties\": "
    "{\"metric\": {\"$ref\": \"#/$defs/name\"}, \"half_width\": {\"type\": \"number\", \"exclusiveMinimum\": 0}, "
    "\"of\": {\"enum\": [\"mean\", \"probability\", \"quantile\"], \"default\": \"mean\"}, \"at\": {\"type\": \"number\"}, "
    "\"least\": {\"type\": \"integer\", \"minimum\": 2, \"default\": 128}, "
    "\"most\": {\"type\": \"integer\", \"minimum\": 2, \"default\": 100000}}},\n"
    "  \"record\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {\"counts\": {\"type\": \"boolean\"}, "
    "\"trajectories\": {\"type\": \"boolean\"}, \"states\": {\"type\": \"boolean\"}, \"runs\": {\"type\": [\"object\", \"null\"], "
    "\"additionalProperties\": false, \"oneOf\": [{\"required\": [\"every\"]}, {\"required\": [\"list\"]}], \"properties\": "
    "{\"every\": {\"type\": \"integer\", \"minimum\": 1}, \"list\": {\"type\": \"array\", \"minItems\": 1, \"items\": "
    "{\"type\": \"integer\", \"minimum\": 0}}, \"months\": {\"type\": \"integer\", \"minimum\": 1}}}}},\n";

char *ent_schema_json_schema(void)
{
    struct ent_text text = {0};

    ent_text_add(&text, "%s%s%s  \"parameters\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {", json_head,
                 json_definitions, json_asked);
    for (int i = 0; i < ENT_N_GROUPS; i++) {
        ent_text_add(&text, "%s\n    \"%s\": ", i ? "," : "", ent_tables[i].title);
        add_json_table(&text, &ent_tables[i], "", "");
    }
    ent_text_add(&text, "}},\n  \"domain\": ");
    add_json_table(&text, &ent_tables[ENT_TABLE_DOMAIN], "\"about\": {\"type\": \"string\"},", "");
    ent_text_add(&text, ",\n  \"state\": ");
    add_json_table(&text, &ent_tables[ENT_TABLE_STATE], "\"name\": {\"type\": \"string\"}, \"flags\": {\"type\": [\"string\", \"null\"]},",
                   "\"name\"");
    ent_text_add(&text, ",\n  \"shock\": ");
    add_json_table(&text, &ent_tables[ENT_TABLE_SHOCK],
                   "\"shock\": {\"$ref\": \"#/$defs/name\"}, \"about\": {\"type\": \"string\"}, "
                   "\"law\": {\"enum\": [\"constant\", \"deterred\", \"erosion\", \"commitment\"]}, "
                   "\"issues\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}},",
                   "\"shock\", \"law\"");
    ent_text_add(&text, ",\n  \"forum\": ");
    add_json_table(
        &text, &ent_tables[ENT_TABLE_FORUM],
        "\"about\": {\"type\": \"string\"}, \"founders\": {\"$ref\": \"#/$defs/set\"}, \"eligible\": {\"$ref\": \"#/$defs/set\"}, "
        "\"waived\": {\"$ref\": \"#/$defs/set\"}, \"candidates\": {\"$ref\": \"#/$defs/set\"}, \"oversight\": {\"enum\": [\"none\", \"secretariat\", \"parliamentary\"]}, "
        "\"rules\": {\"$ref\": \"#/$defs/pair\"}, "
        "\"domain_rules\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/pair\"}}, "
        "\"entry_rule\": {\"$ref\": \"#/$defs/name\"}, \"suspension_rule\": {\"$ref\": \"#/$defs/name\"}, "
        "\"determinations\": {\"type\": \"array\", \"maxItems\": 2, \"items\": {\"$ref\": \"#/$defs/name\"}}, "
        "\"leader\": {\"type\": \"string\", \"pattern\": \"^[A-Z]{3}$\"}, "
        "\"command_of\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/name\"}}, \"reform\": {\"$ref\": \"#/$defs/reform\"}, "
        "\"cooperations\": {\"type\": \"object\", \"maxProperties\": 4, \"additionalProperties\": {\"$ref\": \"#/$defs/cooperation\"}},",
        "\"founders\"");
    ent_text_add(&text, ",\n  \"cooperation\": ");
    add_json_table(&text, &ent_tables[ENT_TABLE_COOPERATION],
                   "\"about\": {\"type\": \"string\"}, \"domains\": {\"$ref\": \"#/$defs/scope\"}, "
                   "\"authorisation\": {\"$ref\": \"#/$defs/name\"}, \"rules\": {\"$ref\": \"#/$defs/pair\"},",
                   "\"domains\", \"rules\"");
    ent_text_add(&text, "}}\n");
    return ent_text_take(&text);
}
