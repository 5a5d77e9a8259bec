/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text as HTML: what must be escaped, and how figures are written in the report.
 */
#ifndef ENT_ANALYSIS_REPORT_HTML_H
#define ENT_ANALYSIS_REPORT_HTML_H

#include "analysis/estimators.h"
#include "params/text.h"

/* Adds text for an element's content or a quoted attribute: & < > " ' become references. */
void ent_html_add(struct ent_text *text, const char *content);
void ent_html_add_part(struct ent_text *text, const char *content, size_t length);

/* A name of a file, such as us_withdrawal, as words: underscores become spaces. */
void ent_html_add_name(struct ent_text *text, const char *name);

/* Adds <script type="application/json" id="ID"> with the document; every < in it becomes \u003c, so that no text in it can
 * end the element. */
void ent_html_add_json(struct ent_text *text, const char *id, const char *json);

/* A figure on the scale 0..100: 100 times the value, rounded by ent_column_round. A minus is U+2212; `sign` adds a + to what is
 * above 0; NaN is a dash. */
void ent_html_add_hundredfold(struct ent_text *text, double value, int decimals, int sign);

/* The same, and below it the interval in small: "38.8" over "38.5 to 39.1". Without an interval, "no interval". */
void ent_html_add_estimate(struct ent_text *text, const struct ent_estimate *estimate, int decimals, int sign);

/* A quantity of no fixed scale, to four significant digits. */
void ent_html_add_quantity(struct ent_text *text, double value);

/* "one", "two", ... "twelve", then digits. */
void ent_html_add_count(struct ent_text *text, size_t n);

#endif
