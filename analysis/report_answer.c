/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The question and the answer in two sentences, computed from the differences between orders in the same runs. The first is about
 * deadlock: a ranking is claimed in a scenario only if the intervals of all three readings lie on the same side of 0. The second is
 * about decision cohesion and the survival of the order.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/columns.h"
#include "analysis/report_parts.h"

const char *const ent_report_readings[ENT_N_READINGS] = {"deadlock_risk_nobody", "deadlock_risk", "deadlock_risk_covered"};
const char ent_report_reading_letters[ENT_N_READINGS] = {'a', 'b', 'c'};

size_t ent_report_measure(const struct ent_summary *summary, const char *name)
{
    size_t m = 0;
    while (m < summary->n_measures && strcmp(summary->measure[m].name, name) != 0) m++;
    return m;
}

const struct ent_measured *ent_report_measured(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    return &summary->measured[ent_summary_cell(summary, i_scenario, i_order) * summary->n_measures + i_measure];
}

const struct ent_compared *ent_report_compared(const struct ent_summary *summary, size_t i_scenario, size_t i_order, size_t i_measure)
{
    return &summary->compared[ent_summary_cell(summary, i_scenario, i_order) * summary->n_measures + i_measure];
}

int ent_report_sign(const struct ent_estimate *difference)
{
    if (!isfinite(difference->low) || !isfinite(difference->high)) return ENT_UNTOLD;
    return (difference->low > 0) - (difference->high < 0);
}

int ent_report_ranking(const struct ent_summary *summary, size_t i_scenario, size_t i_order)
{
    int ranking = 0;
    for (int r = 0; r < ENT_N_READINGS; r++) {
        const size_t m = ent_report_measure(summary, ent_report_readings[r]);
        const int sign = ent_report_sign(&ent_report_compared(summary, i_scenario, i_order, m)->difference);
        if (sign == ENT_UNTOLD || sign == 0 || (r > 0 && sign != ranking)) return 0;
        ranking = sign;
    }
    return ranking;
}

/* --- counting scenarios ----------------------------------------------------------------------------------------------------- */

/* The scenarios in which a difference has one sign: how many, the last of them, and the range of its size, in 0..1. */
struct tally {
    size_t n, last;
    double least, greatest;
};

static void take_in(struct tally *tally, size_t i_scenario, double difference)
{
    const double size = fabs(difference);
    tally->least = tally->n == 0 ? size : fmin(tally->least, size);
    tally->greatest = tally->n == 0 ? size : fmax(tally->greatest, size);
    tally->last = i_scenario;
    tally->n++;
}

/* below, above: scenarios in which the deadlock risk is lower, or higher, under all readings. */
static void tally_rankings(const struct ent_summary *summary, size_t i_order, struct tally *below, struct tally *above)
{
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        struct tally range = {0}, *tally = ent_report_ranking(summary, s, i_order) < 0 ? below : above;
        if (ent_report_ranking(summary, s, i_order) == 0) continue;
        for (int r = 0; r < ENT_N_READINGS; r++)
            take_in(&range, s,
                    ent_report_compared(summary, s, i_order, ent_report_measure(summary, ent_report_readings[r]))->difference.value);
        tally->least = tally->n == 0 ? range.least : fmin(tally->least, range.least);
        tally->greatest = tally->n == 0 ? range.greatest : fmax(tally->greatest, range.greatest);
        tally->last = s;
        tally->n++;
    }
}

static void tally_measure(const struct ent_summary *summary, size_t i_order, size_t i_measure, struct tally *below, struct tally *above)
{
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        const struct ent_estimate *difference = &ent_report_compared(summary, s, i_order, i_measure)->difference;
        const int sign = ent_report_sign(difference);
        if (sign == -1) take_in(below, s, difference->value);
        if (sign == 1) take_in(above, s, difference->value);
    }
}

/* --- words ------------------------------------------------------------------------------------------------------------------ */

static void add_order(struct ent_text *text, const struct ent_summary *summary, size_t i_order)
{
    ent_text_add(text, "<b class=\"order-%zu\">", i_order % 7);
    ent_html_add(text, summary->results->order.name[summary->order[i_order]]);
    ent_text_add(text, "</b>");
}

/* "in one of five scenarios (compound, by 0.29 to 1.56 points)", "in none". */
static void add_tally(struct ent_text *text, const struct ent_summary *summary, const struct tally *tally)
{
    const size_t n = summary->results->scenario.n;
    ent_text_add(text, "in ");
    if (tally->n == 0) {
        ent_text_add(text, "none");
        return;
    }
    if (n > 1 && tally->n == n) {
        ent_text_add(text, "every scenario (");
    } else if (n > 1) {
        ent_html_add_count(text, tally->n);
        ent_text_add(text, " of ");
        ent_html_add_count(text, n);
        ent_text_add(text, " scenarios (");
    } else {
        ent_text_add(text, "this scenario (");
    }
    if (tally->n == 1 && n > 1) {
        ent_html_add_name(text, summary->results->scenario.name[tally->last]);
        ent_text_add(text, ", ");
    }
    ent_text_add(text, "by ");
    ent_html_add_hundredfold(text, tally->least, 2, 0);
    if (ent_column_round(100 * tally->least, 2) < ent_column_round(100 * tally->greatest, 2)) {
        ent_text_add(text, " to ");
        ent_html_add_hundredfold(text, tally->greatest, 2, 0);
    }
    ent_text_add(text, " points)");
}

/* What one sentence claims of every order against the first. */
struct claim {
    const char *lead, *verb, *word[2]; /* "deadlock risk", " is", "lower", "higher" */
    const char *open, *nothing;        /* of orders that differ nowhere; of all */
    int tells_open;                    /* 1: in how many scenarios an order that differs somewhere does not */
};

static const struct claim deadlock_claim = {
    "deadlock risk", " is", {"lower", "higher"}, "no ranking survives all three ways of counting", "", 1};
static const struct claim cohesion_claim = {"Decision cohesion",
                                            " is",
                                            {"lower", "higher"},
                                            "no difference is told from chance",
                                            "No difference in decision cohesion is told from chance",
                                            0};
static const struct claim survival_claim = {"the order survives the horizon",
                                            "",
                                            {"less often", "more often"},
                                            "no difference is told from chance",
                                            "no difference in how often the order survives is told from chance",
                                            0};

/* "FIRST in ... and SECOND in ..." with the one that has cases first, alone where it has all. */
static void add_both(struct ent_text *text, const struct ent_summary *summary, const struct claim *claim, const struct tally tally[2])
{
    const int first = tally[0].n == 0;
    ent_text_add(text, "%s ", claim->word[first]);
    add_tally(text, summary, &tally[first]);
    if (tally[first].n == summary->results->scenario.n) return;
    ent_text_add(text, " and %s ", claim->word[!first]);
    add_tally(text, summary, &tally[!first]);
}

static void add_rest(struct ent_text *text, const struct ent_summary *summary, const struct claim *claim, size_t open)
{
    if (open == 0 || open == summary->results->scenario.n || !claim->tells_open) return;
    ent_text_add(text, ", while in the other ");
    if (open > 1) ent_html_add_count(text, open);
    ent_text_add(text, "%s %s", open == 1 ? "one" : "", claim->open);
}

static int is_open(const struct tally tally[2])
{
    return tally[0].n == 0 && tally[1].n == 0;
}

/* "A, B and C" of the orders that differ nowhere; there are `n`. */
static void add_open_orders(struct ent_text *text, const struct ent_summary *summary, struct tally (*tally)[2], size_t n)
{
    size_t said = 0;
    for (size_t i = 1; i < summary->n_orders; i++) {
        if (!is_open(tally[i])) continue;
        ent_text_add(text, "%s", said == 0 ? "" : said + 1 < n ? ", " : " and ");
        add_order(text, summary, i);
        said++;
    }
}

/* The sentence, without its full stop: tally [n_orders] of every order but the first. */
static void add_claim(struct ent_text *text, const struct ent_summary *summary, const struct claim *claim, struct tally (*tally)[2])
{
    const size_t n = summary->results->scenario.n;
    size_t n_open = 0, said = 0;
    for (size_t i = 1; i < summary->n_orders; i++) n_open += is_open(tally[i]) != 0;
    for (size_t i = 1; i < summary->n_orders; i++) {
        if (is_open(tally[i])) continue;
        ent_text_add(text, "%s under ", said ? ";" : claim->lead);
        add_order(text, summary, i);
        ent_text_add(text, "%s%s ", said && claim->verb[0] ? " it" : "", claim->verb);
        said++;
        add_both(text, summary, claim, tally[i]);
        add_rest(text, summary, claim, n - tally[i][0].n - tally[i][1].n);
    }
    if (n_open == 0) return;
    if (said == 0) {
        ent_text_add(text, "%s", claim->nothing);
    } else {
        ent_text_add(text, "; under ");
        add_open_orders(text, summary, tally, n_open);
        ent_text_add(text, " %s", claim->open);
    }
    ent_text_add(text, n > 1 ? " in any scenario" : " in this scenario");
}

/* 1 if no order has a ranking in any scenario. */
static int all_open(const struct ent_summary *summary)
{
    for (size_t s = 0; s < summary->results->scenario.n; s++)
        for (size_t i = 1; i < summary->n_orders; i++)
            if (ent_report_ranking(summary, s, i) != 0) return 0;
    return 1;
}

static void add_open(struct ent_text *text, const struct ent_summary *summary)
{
    const size_t n = summary->results->scenario.n;
    ent_text_add(text, "Whether business deadlocks less often under ");
    for (size_t i = 1; i < summary->n_orders; i++) {
        ent_text_add(text, "%s", i == 1 ? "" : i + 1 < summary->n_orders ? ", " : " or ");
        add_order(text, summary, i);
    }
    ent_text_add(text, " than under ");
    add_order(text, summary, 0);
    ent_text_add(text, " depends on how deadlock is counted, or cannot be told from chance: ");
    if (n > 1) {
        ent_text_add(text, "in none of ");
        ent_html_add_count(text, n);
        ent_text_add(text, " scenarios does");
    } else {
        ent_text_add(text, "in this scenario no");
    }
    ent_text_add(text, "%s ranking survive%s all three ways of counting it.", n > 1 ? " a" : "", n > 1 ? "" : "s");
}

/* The first sentence: deadlock. */
static void add_deadlock(struct ent_text *text, const struct ent_summary *summary, struct tally (*tally)[2])
{
    for (size_t i = 1; i < summary->n_orders; i++) tally_rankings(summary, i, &tally[i][0], &tally[i][1]);
    ent_text_add(text, "Compared with ");
    add_order(text, summary, 0);
    ent_text_add(text, " in the same random worlds, and however deadlock is counted, ");
    add_claim(text, summary, &deadlock_claim, tally);
    ent_text_add(text, ".");
}

static void add_measure(struct ent_text *text, const struct ent_summary *summary, const char *name, const struct claim *claim,
                        struct tally (*tally)[2])
{
    memset(tally, 0, summary->n_orders * sizeof *tally);
    for (size_t i = 1; i < summary->n_orders; i++) tally_measure(summary, i, ent_report_measure(summary, name), &tally[i][0], &tally[i][1]);
    add_claim(text, summary, claim, tally);
}

/* The second: cohesion and survival. */
static void add_cohesion(struct ent_text *text, const struct ent_summary *summary, struct tally (*tally)[2])
{
    add_measure(text, summary, "decision_cohesion", &cohesion_claim, tally);
    ent_text_add(text, "; ");
    add_measure(text, summary, "order_survival", &survival_claim, tally);
    ent_text_add(text, ".");
}

/* --- a file with one order -------------------------------------------------------------------------------------------------- */

static void add_range(struct ent_text *text, const struct ent_summary *summary, size_t i_measure, const char *unit)
{
    double least = NAN, greatest = NAN;
    for (size_t s = 0; s < summary->results->scenario.n; s++) {
        const double value = ent_report_measured(summary, s, 0, i_measure)->mean.value;
        least = fmin(least, value);
        greatest = fmax(greatest, value);
    }
    ent_html_add_hundredfold(text, least, 1, 0);
    if (ent_column_round(100 * least, 1) < ent_column_round(100 * greatest, 1)) {
        ent_text_add(text, " to ");
        ent_html_add_hundredfold(text, greatest, 1, 0);
    }
    ent_text_add(text, "%s", unit);
}

static void add_one_order(struct ent_text *text, const struct ent_summary *summary)
{
    ent_text_add(text, "<p>Under ");
    add_order(text, summary, 0);
    ent_text_add(text, ", deadlock risk over the scenarios is ");
    for (int r = 0; r < ENT_N_READINGS; r++) {
        add_range(text, summary, ent_report_measure(summary, ent_report_readings[r]), " %");
        ent_text_add(text, " in reading (%c)%s", ent_report_reading_letters[r], r == 0 ? ", " : r == 1 ? " and " : ".</p>\n");
    }
    ent_text_add(text, "<p>Decision cohesion is ");
    add_range(text, summary, ent_report_measure(summary, "decision_cohesion"), " of 100");
    ent_text_add(text, ", and the order survives the horizon in ");
    add_range(text, summary, ent_report_measure(summary, "order_survival"), " % of the worlds.</p>\n");
}

/* --- the parts -------------------------------------------------------------------------------------------------------------- */

static int has_intervals(const struct ent_summary *summary)
{
    const size_t m = ent_report_measure(summary, ent_report_readings[1]);
    for (size_t s = 0; s < summary->results->scenario.n; s++)
        for (size_t i = 1; i < summary->n_orders; i++)
            if (ent_report_sign(&ent_report_compared(summary, s, i, m)->difference) != ENT_UNTOLD) return 1;
    return 0;
}

int ent_report_add_answer(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_summary *summary = &report->summary;
    struct tally(*tally)[2] = calloc(summary->n_orders, sizeof *tally);
    if (!tally) return ent_error_set(error, ENT_BUG, "out of memory");
    if (summary->n_orders == 1) {
        add_one_order(text, summary);
    } else if (!has_intervals(summary)) {
        ent_text_add(text, "<p>No ranking of the orders is claimed: this file has too few runs to tell a difference from chance.</p>\n"
                           "<p>Run the experiment again with more runs; at least two give an interval, some hundreds a useful one.</p>\n");
    } else {
        ent_text_add(text, "<p>");
        if (all_open(summary))
            add_open(text, summary);
        else
            add_deadlock(text, summary, tally);
        ent_text_add(text, "</p>\n<p>");
        add_cohesion(text, summary, tally);
        ent_text_add(text, "</p>\n");
    }
    free(tally);
    return ENT_OK;
}

int ent_report_add_question(struct ent_text *text, const struct ent_report *report, struct ent_error *error)
{
    const struct ent_labels *order = &report->results->order, *scenario = &report->results->scenario;
    const double years = (double)report->results->n_months / 12;
    (void)error;
    ent_text_add(text, "How often do ");
    for (size_t i = 0; i < order->n; i++) {
        ent_text_add(text, "%s<b class=\"order-%zu\">", i == 0 ? "" : i + 1 < order->n ? ", " : " and ", i % 7);
        ent_html_add(text, order->name[i]);
        ent_text_add(text, "</b>");
    }
    ent_text_add(text, " hold, and how often do they deadlock, over %.4g years, when the same shocks strike %zu European states in ", years,
                 report->results->state.n);
    ent_html_add_count(text, scenario->n);
    ent_text_add(text, scenario->n == 1 ? " scenario?" : " scenarios?");
    return ENT_OK;
}
