/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kaplan-Meier, restricted means and log-rank against R's package survival, on the lung cancer data that it ships: both computed
 * here and now, compared to 1e-10.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/survival.h"

enum { MOST = 400, MOST_ROWS = 2000, STRATA = 4 };

/* What R prints: a line per row, the first word its kind, then numbers ("NA" where there is none). */
static const char script[] =
    "suppressWarnings(suppressMessages(library(survival)))\n"
    "say <- function(kind, ...) cat(kind, format(c(...), digits = 17), '\\n')\n"
    "for (i in seq_len(nrow(lung)))\n"
    "  say('case', lung$time[i], lung$status[i] == 2, lung$sex[i] - 1, ifelse(is.na(lung$ph.ecog[i]), -1, lung$ph.ecog[i]))\n"
    "curves <- function(kind, level, fit, number) {\n"
    "  for (i in seq_along(fit$time)) say(kind, number, level, fit$time[i], fit$n.risk[i], fit$n.event[i], fit$n.censor[i],\n"
    "    fit$surv[i], (fit$surv[i] * fit$std.err[i])^2, fit$lower[i], fit$upper[i])\n"
    "}\n"
    "for (level in c(.8, .95)) for (group in 1:2) curves('curve', level,\n"
    "  survfit(Surv(time, status) ~ 1, lung[lung$sex == group, ], conf.type = 'log-log', conf.int = level), group - 1)\n"
    "for (limit in c(200, 365.25, 700, 965)) for (group in 1:2) {\n"
    "  table <- summary(survfit(Surv(time, status) ~ 1, lung[lung$sex == group, ]), rmean = limit)$table\n"
    "  say('mean', group - 1, limit, table['rmean'], table['se(rmean)'])\n"
    "}\n"
    "for (group in 1:2) for (p in c(.25, .5, .75)) {\n"
    "  q <- quantile(survfit(Surv(time, status) ~ 1, lung[lung$sex == group, ], conf.type = 'log-log'), p)\n"
    "  say('quantile', group - 1, p, q$quantile, q$lower, q$upper)\n"
    "}\n"
    "tests <- function(number, test) say('test', number, test$chisq,\n"
    "  pchisq(test$chisq, number - 1, lower.tail = FALSE), number - 1, test$obs, test$exp)\n"
    "tests(2, survdiff(Surv(time, status) ~ sex, lung))\n"
    "tests(4, survdiff(Surv(time, status) ~ ph.ecog, lung))\n";

struct row {
    char kind[16];
    double x[16];
    int n;
};

static struct row row[MOST_ROWS];
static size_t n_rows;

/* The cases, and those of the groups. */
static double time_of[MOST], event_of[MOST];
static int sex_of[MOST], status_of[MOST];
static size_t n_cases;

static double number(const char *word)
{
    return strcmp(word, "NA") == 0 || strcmp(word, "NaN") == 0 ? NAN : strcmp(word, "TRUE") == 0 ? 1 : strtod(word, NULL);
}

static void read_row(char *line)
{
    struct row *now = &row[n_rows];
    char *rest = NULL, *word = strtok_r(line, " \n", &rest);
    if (!word || n_rows == MOST_ROWS) return;
    snprintf(now->kind, sizeof now->kind, "%s", word);
    for (now->n = 0; now->n < 16 && (word = strtok_r(NULL, " \n", &rest)); now->n++) now->x[now->n] = number(word);
    n_rows++;
}

static int ask_r(void **state)
{
    char folder[] = "lung_XXXXXX", name[64], command[128], line[1024];
    (void)state;
    if (system("Rscript -e 'quit(status = !requireNamespace(\"survival\", quietly = TRUE))' >/dev/null 2>&1") != 0) {
        printf("skipped: no R with survival; Debian: r-cran-survival\n");
        return 0;
    }
    if (!mkdtemp(folder)) return -1;
    snprintf(name, sizeof name, "%s/lung.R", folder);
    snprintf(command, sizeof command, "Rscript --vanilla %s", name);
    FILE *file = fopen(name, "w");
    if (!file || fputs(script, file) < 0 || fclose(file) != 0) return -1;
    FILE *said = popen(command, "r");
    while (said && fgets(line, sizeof line, said)) read_row(line);
    int status = said ? pclose(said) : -1;
    remove(name);
    remove(folder);
    for (size_t i = 0; i < n_rows; i++) {
        if (strcmp(row[i].kind, "case") != 0 || n_cases == MOST) continue;
        time_of[n_cases] = row[i].x[0];
        event_of[n_cases] = row[i].x[1];
        sex_of[n_cases] = (int)row[i].x[2];
        status_of[n_cases++] = (int)row[i].x[3];
    }
    return status == 0 && n_cases == 228 ? 0 : -1; /* the size of the data set */
}

/* The counts of one sex, or of all cases by group. */
static double at[MOST], events[MOST * STRATA], censored[MOST * STRATA];

static size_t tabulate_sex(int sex)
{
    double time[MOST], event[MOST];
    size_t n = 0, n_times;
    struct ent_error error;
    for (size_t i = 0; i < n_cases; i++) {
        time[n] = time_of[i];
        event[n] = event_of[i];
        n += sex_of[i] == sex;
    }
    const struct ent_survival_cases cases = {time, event, NULL, n, 1};
    assert_int_equal(ent_survival_tabulate(&cases, at, events, censored, &n_times, &error), ENT_OK);
    return n_times;
}

static void close_to(double a, double b)
{
    if (!(fabs(a - b) <= 1e-10 * fmax(1, fabs(b)))) fail_msg("%.17g, but R says %.17g", a, b);
}

/* Runs the check on every row of a kind, and fails if there is none. */
static void each(const char *kind, size_t least, void (*check)(const struct row *))
{
    size_t n = 0;
    if (n_rows == 0) skip();
    for (size_t i = 0; i < n_rows; i++) {
        if (strcmp(row[i].kind, kind) != 0) continue;
        check(&row[i]);
        n++;
    }
    assert_true(n >= least);
}

/* sex, level, time, at risk, events, censored, survival, variance, low, high */
static void check_curve(const struct row *r)
{
    double survival[MOST], variance[MOST], low, high, at_risk = 0;
    size_t n = tabulate_sex((int)r->x[0]), t = 0;
    ent_survival(events, censored, n, survival, variance);
    while (t < n && at[t] < r->x[2]) t++;
    assert_true(t < n && at[t] == r->x[2]);
    for (size_t k = t; k < n; k++) at_risk += events[k] + censored[k];
    close_to(at_risk, r->x[3]);
    close_to(events[t], r->x[4]);
    close_to(censored[t], r->x[5]);
    close_to(survival[t], r->x[6]);
    if (!(survival[t] > 0)) return; /* where R's standard error is infinite */
    close_to(variance[t], r->x[7]);
    ent_survival_interval(survival[t], variance[t], r->x[1], &low, &high);
    if (isnan(r->x[8])) return; /* before the first event, where R gives no interval */
    close_to(low, r->x[8]);
    close_to(high, r->x[9]);
}

static void curves(void **state)
{
    (void)state;
    each("curve", 400, check_curve);
}

static void check_mean(const struct row *r)
{
    struct ent_estimate mean;
    size_t n = tabulate_sex((int)r->x[0]);
    ent_survival_mean(at, events, censored, n, r->x[1], 0.95, &mean);
    close_to(mean.value, r->x[2]);
    close_to(mean.sd / sqrt((double)mean.n), r->x[3]);
    close_to(mean.high - mean.value, 1.959963984540054 * r->x[3]);
}

static void restricted_means(void **state)
{
    (void)state;
    each("mean", 8, check_mean);
}

/* Brookmeyer and Crowley's interval of a quantile. */
static void check_quantile(const struct row *r)
{
    double survival[MOST], variance[MOST];
    size_t n = tabulate_sex((int)r->x[0]);
    struct ent_duration d;
    ent_survival(events, censored, n, survival, variance);
    ent_survival_quantile(survival, variance, n, r->x[1], 0.95, &d);
    close_to(at[(size_t)d.value], r->x[2]);
    close_to(at[(size_t)d.low], r->x[3]);
    if (isnan(r->x[4]))
        assert_true(isnan(d.high));
    else
        close_to(at[(size_t)d.high], r->x[4]);
}

static void quantiles(void **state)
{
    (void)state;
    each("quantile", 6, check_quantile);
}

/* groups, chi-square, p, degrees, observed, expected */
static void check_test(const struct row *r)
{
    double time[MOST], event[MOST];
    int group[MOST], n_groups = (int)r->x[0];
    size_t n = 0, n_times;
    struct ent_log_rank test, twin;
    struct ent_error error;
    for (size_t i = 0; i < n_cases; i++) {
        time[n] = time_of[i];
        event[n] = event_of[i];
        group[n] = n_groups == 2 ? sex_of[i] : status_of[i];
        n += group[n] >= 0;
    }
    const struct ent_survival_cases cases = {time, event, group, n, (size_t)n_groups};
    assert_int_equal(ent_survival_tabulate(&cases, at, events, censored, &n_times, &error), ENT_OK);
    ent_log_rank(events, censored, n_times, (size_t)n_groups, &test);
    close_to(test.chi_square, r->x[1]);
    close_to(test.p, r->x[2]);
    assert_int_equal(test.degrees, (int)r->x[3]);
    for (int g = 0; g < n_groups; g++) {
        close_to(test.observed[g], r->x[4 + g]);
        close_to(test.expected[g], r->x[4 + n_groups + g]);
    }
    /* a twin that counts those who leave view as events must come out elsewhere */
    for (size_t i = 0; i < n_times * (size_t)n_groups; i++) events[i] += censored[i];
    memset(censored, 0, sizeof censored);
    ent_log_rank(events, censored, n_times, (size_t)n_groups, &twin);
    assert_true(fabs(twin.chi_square - r->x[1]) > 0.01);
}

static void log_rank(void **state)
{
    (void)state;
    each("test", 2, check_test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves),
        cmocka_unit_test(restricted_means),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(log_rank),
    };
    return cmocka_run_group_tests(tests, ask_r, NULL);
}
