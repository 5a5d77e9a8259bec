/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An open results file whose numbers are known, and what holds of every text that is printed of one.
 */
#ifndef ENT_TESTS_KNOWN_RESULTS_H
#define ENT_TESTS_KNOWN_RESULTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <unistd.h>

#include "analysis/estimators.h"
#include "analysis/results.h"
#include "tests/unit/analysis_file.h"

enum { RUNS = 50 };

#define close_to(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static char folder[] = "analysis_summary_XXXXXX";
static char path[256];
static struct ent_results results;

static inline int make_file(void **state)
{
    const struct file_flaws none = {0};
    struct ent_error error;
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/small.h5", folder);
    file_write(path, RUNS, &none);
    return ent_results_open(&results, path, &error);
}

static inline int remove_file(void **state)
{
    (void)state;
    ent_results_close(&results);
    unlink(path);
    return rmdir(folder);
}

/* The values of a metric as the file holds them. */
static inline void stored_values(const char *metric, size_t point, size_t order, size_t scenario, double *values)
{
    for (size_t r = 0; r < RUNS; r++) values[r] = (double)(float)file_value(metric, point, order, scenario, r);
}

static inline void same_estimate(const struct ent_estimate *a, const struct ent_estimate *b)
{
    assert_true(a->n == b->n && a->n_missing == b->n_missing);
    close_to(a->value, b->value, 1e-14);
    close_to(a->low, b->low, 1e-14);
    close_to(a->high, b->high, 1e-14);
}

static inline int characters(const char *line, size_t n)
{
    int count = 0;
    for (size_t i = 0; i < n; i++) count += ((unsigned char)line[i] & 0xC0) != 0x80;
    return count;
}

static inline void fits(const char *text)
{
    assert_true(text[0] && text[strlen(text) - 1] == '\n');
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        size_t n = strcspn(line, "\n");
        if (characters(line, n) > 100) fail_msg("too wide: %.*s", (int)n, line);
        assert_true(n == 0 || line[n - 1] != ' ');
    }
}

static inline void has(const char *text, const char *words)
{
    if (!strstr(text, words)) fail_msg("no '%s' in:\n%s", words, text);
}

#endif
