/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenario discovery as LaTeX tables that need no package: shares of the space, and boxes.
 */
#include <math.h>

#include "analysis/columns.h"
#include "analysis/discovery_inside.h"
#include "analysis/summary_formats.h"

static void add_row(struct ent_text *text, size_t number, const struct ent_prim_restriction *restriction, const char *name)
{
    if (number)
        ent_text_add(text, "%zu & ", number);
    else
        ent_text_add(text, " & ");
    ent_latex_words(text, name);
    if (isfinite(restriction->low))
        ent_text_add(text, " & $%.4g$ & ", restriction->low);
    else
        ent_text_add(text, " & & ");
    if (isfinite(restriction->high)) ent_text_add(text, "$%.4g$", restriction->high);
    ent_text_add(text, " & $%.1e$ & $%.0f$ \\\\\n", restriction->p, 100 * restriction->found_same);
}

void discovery_boxes_latex(struct ent_text *text, const struct discovery_boxes *boxes, const struct discovery_words *words)
{
    ent_text_add(text, "\n%% %s\n%% %zu of %zu points are cases\n", words->what, boxes->n_cases, boxes->n);
    if (boxes->prim.n_boxes == 0) {
        ent_text_add(text, "%% no box\n");
        return;
    }
    ent_text_add(text, "\\begin{tabular}{llrrrr}\n\\hline\nbox & parameter & from & to & quasi-$p$ & found again (\\%%) \\\\\n\\hline\n");
    for (size_t b = 0; b < boxes->prim.n_boxes; b++) {
        const struct ent_prim_box *box = &boxes->prim.box[b];
        for (size_t i = 0; i < box->n_restricted; i++)
            add_row(text, i ? 0 : b + 1, &box->restriction[i], words->name[box->restriction[i].column]);
        ent_text_add(text, " & \\multicolumn{5}{l}{density $%.3f$, coverage $%.3f$, mass $%.3f$, $p = %.3g$} \\\\\n", box->density,
                     box->coverage, box->mass, box->p);
    }
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
}

static void add_share(struct ent_text *text, const char *name, const struct ent_estimate *share, const struct ent_estimate *decided)
{
    ent_latex_words(text, name);
    ent_text_add(text, " & $%.1f\\ [%.1f, %.1f]$ & $%.1f\\ [%.1f, %.1f]$ \\\\\n", ent_column_percent(share->value),
                 ent_column_percent(share->low), ent_column_percent(share->high), ent_column_percent(decided->value),
                 ent_column_percent(decided->low), ent_column_percent(decided->high));
}

static void add_pair(struct ent_text *text, const struct discovery *discovery, const struct discovery_pair *pair)
{
    const struct ent_labels *orders = &discovery->results->order;
    char what[DISCOVERY_WORDS];
    ent_text_add(text, "\n%% share of the tested space (%%) in which each has less deadlock in all three readings, %lld points\n",
                 (long long)pair->share.first.n);
    ent_text_add(text, "\\begin{tabular}{lrr}\n\\hline\nless deadlock & by means & by intervals \\\\\n\\hline\n");
    add_share(text, orders->name[pair->order], &pair->share.first, &pair->share.decided_first);
    add_share(text, orders->name[pair->against], &pair->share.second, &pair->share.decided_second);
    ent_text_add(text, "\\hline\n\\end{tabular}\n");
    for (int side = 0; side < 2; side++) {
        discovery_say_better(what, discovery, pair, side);
        discovery_boxes_latex(text, &pair->better[side], &(struct discovery_words){.what = what, .name = discovery->design.name});
    }
}

void discovery_add_latex(struct ent_text *text, const struct discovery *discovery)
{
    char what[DISCOVERY_WORDS];
    for (size_t s = 0; s < discovery->n_scenarios; s++) {
        const struct discovery_scenario *scenario = &discovery->scenario[s];
        ent_text_add(text, "\n%% scenario discovery: %s, %zu points, %g %% intervals\n",
                     discovery->results->scenario.name[scenario->scenario], discovery->design.n, 100 * discovery->level);
        for (size_t p = 0; p < scenario->n_pairs; p++) add_pair(text, discovery, &scenario->pair[p]);
        for (size_t o = 0; o < scenario->n_orders; o++) {
            discovery_say_high(what, discovery, scenario, o);
            discovery_boxes_latex(text, &scenario->high[o], &(struct discovery_words){.what = what, .name = discovery->design.name});
        }
    }
}
