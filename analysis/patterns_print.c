/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The patterns as a table for people, or as JSON.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/patterns.h"
#include "params/text.h"

enum { NAME_WIDTH = 54, EXPECTED_WIDTH = 14, FOUND_WIDTH = 24, HOLDS_WIDTH = 7 };

static void add_table(struct ent_text *text, const struct ent_results *results, const struct ent_patterns *patterns)
{
    const struct ent_pattern *pattern = patterns->pattern;
    char figure[ENT_COLUMN_SIZE], line[1024];
    int n_told = 0, n_hold = 0;
    snprintf(line, sizeof line, "%s: order %s, scenario %s; effort in scenario %s; gated forum: %s%s%s", results->path,
             results->order.name[patterns->order], results->scenario.name[patterns->scenario],
             results->scenario.name[patterns->effort_scenario], patterns->forum == SIZE_MAX ? "none" : results->forum.name[patterns->forum],
             patterns->forum == SIZE_MAX ? "" : " of order ",
             patterns->forum == SIZE_MAX ? "" : results->order.name[patterns->gated_order]);
    ent_column_wrap(text, 0, line);
    ent_column_add(text, "\npattern", -NAME_WIDTH - 1);
    ent_column_add(text, "expected", EXPECTED_WIDTH);
    ent_column_add(text, "found", FOUND_WIDTH);
    ent_column_add(text, "holds", HOLDS_WIDTH);
    ent_text_add(text, "\n");
    for (size_t i = 0; i < ENT_N_PATTERNS; i++) {
        int told = isfinite(pattern[i].found.value);
        snprintf(line, sizeof line, "%s, %s", pattern[i].name, pattern[i].unit);
        ent_column_add(text, strcmp(pattern[i].unit, "1") == 0 ? pattern[i].name : line, -NAME_WIDTH);
        snprintf(line, sizeof line, "%g .. %g", pattern[i].low, pattern[i].high);
        ent_column_add(text, line, EXPECTED_WIDTH);
        ent_column_interval(figure, &pattern[i].found, (struct ent_digits){pattern[i].high < 0.1 ? 4 : pattern[i].high <= 1 ? 3 : 2, 0});
        ent_column_add(text, figure, FOUND_WIDTH);
        ent_column_add(text, !told ? "-" : pattern[i].holds ? "yes" : "NO", HOLDS_WIDTH);
        ent_text_add(text, "\n");
        n_told += told;
        n_hold += pattern[i].holds;
    }
    ent_text_add(text, "%d of %d patterns hold; %zu runs, %g %% intervals\n", n_hold, n_told, results->n_runs, 100 * patterns->level);
}

static void add_number(struct ent_text *text, const char *key, double value)
{
    ent_text_add(text, ", \"%s\": ", key);
    if (isfinite(value))
        ent_text_add_real(text, value);
    else
        ent_text_add(text, "null");
}

static void add_json(struct ent_text *text, const struct ent_results *results, const struct ent_patterns *patterns)
{
    const struct ent_pattern *pattern = patterns->pattern;
    ent_text_add(text, "{\"order\": ");
    ent_text_add_quoted(text, results->order.name[patterns->order]);
    ent_text_add(text, ", \"scenario\": ");
    ent_text_add_quoted(text, results->scenario.name[patterns->scenario]);
    ent_text_add(text, ", \"effort_scenario\": ");
    ent_text_add_quoted(text, results->scenario.name[patterns->effort_scenario]);
    if (patterns->forum != SIZE_MAX) {
        ent_text_add(text, ", \"gated_order\": ");
        ent_text_add_quoted(text, results->order.name[patterns->gated_order]);
        ent_text_add(text, ", \"forum\": ");
        ent_text_add_quoted(text, results->forum.name[patterns->forum]);
    }
    ent_text_add(text, ", \"patterns\": [\n");
    for (size_t i = 0; i < ENT_N_PATTERNS; i++) {
        ent_text_add(text, "  {\"name\": ");
        ent_text_add_quoted(text, pattern[i].name);
        ent_text_add(text, ", \"unit\": ");
        ent_text_add_quoted(text, pattern[i].unit);
        ent_text_add(text, ", \"source\": ");
        ent_text_add_quoted(text, pattern[i].source);
        add_number(text, "expected_low", pattern[i].low);
        add_number(text, "expected_high", pattern[i].high);
        add_number(text, "found", pattern[i].found.value);
        add_number(text, "low", pattern[i].found.low);
        add_number(text, "high", pattern[i].found.high);
        ent_text_add(text, ", \"holds\": %s}%s\n", pattern[i].holds ? "true" : "false", i + 1 < ENT_N_PATTERNS ? "," : "");
    }
    ent_text_add(text, "]}\n");
}

int ent_patterns_print(const struct ent_results *results, const struct ent_patterns_request *request, int json, char **text,
                       struct ent_error *error)
{
    struct ent_patterns patterns;
    struct ent_text out = {0};
    *text = NULL;
    int code = ent_patterns_find(results, request, &patterns, error);
    if (code) return code;
    if (json)
        add_json(&out, results, &patterns);
    else
        add_table(&out, results, &patterns);
    *text = ent_text_take(&out);
    return *text ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
}
