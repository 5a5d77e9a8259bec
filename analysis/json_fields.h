/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fields of the JSON documents that tables are printed as. What is undefined is null; what is infinite, the text "infinite".
 */
#ifndef ENT_ANALYSIS_JSON_FIELDS_H
#define ENT_ANALYSIS_JSON_FIELDS_H

#include "analysis/estimators.h"
#include "params/text.h"

/* "key": value */
void ent_json_number(struct ent_text *text, const char *key, double value);
void ent_json_string(struct ent_text *text, const char *key, const char *value);

/* "key": value, "low": ..., "high": ... */
void ent_json_interval(struct ent_text *text, const char *key, const struct ent_estimate *estimate);

/* "key": {"value": ..., "low": ..., "high": ...} */
void ent_json_estimate(struct ent_text *text, const char *key, const struct ent_estimate *estimate);

/* "key": [values], rounded to `decimals` */
void ent_json_array(struct ent_text *text, const char *key, const double *value, size_t n, int decimals);

#endif
