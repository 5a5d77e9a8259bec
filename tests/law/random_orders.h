/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders nobody thought of, read by the real loader and walked in every shipped scenario: what must hold holds after every
 * month. The work is shared out among processes.
 */
#ifndef ENT_TESTS_LAW_RANDOM_ORDERS_H
#define ENT_TESTS_LAW_RANDOM_ORDERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <glob.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "params/experiment.h"
#include "tests/law/walk.h"
#include "tests/law/worlds.c"

#include "tests/law/invariants.h"
#include "tests/law/order_text.h"

/* What some run must have seen, or these orders prove little: metrics whose sum over all runs is positive. */
static const char *const random_events[] = {"vetoes",     "suspensions", "wrongful_suspensions", "bought",           "packages",
                                            "statements", "reforms",     "cooperations",         "coalitions_formed"};
enum { N_RANDOM_EVENTS = sizeof random_events / sizeof *random_events };

/* Shared by all processes; each has its own row. */
enum { RANDOM_PROCESSES = 64 };
struct random_count {
    int done, full;
    double events[N_RANDOM_EVENTS];
};

/* ---- an experiment with one random order ---- */

/* "key: [names of the files in a folder of params]". */
static void write_names(FILE *out, const char *key, const char *folder)
{
    char pattern[4096];
    glob_t files;
    snprintf(pattern, sizeof pattern, "%s/%s/*.yaml", getenv("ENTENTE_PARAMS"), folder);
    if (glob(pattern, 0, NULL, &files) != 0) fail_msg("no file matches %s", pattern);
    fprintf(out, "%s:\n", key);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        const char *name = strrchr(files.gl_pathv[i], '/') + 1;
        fprintf(out, "  - %.*s\n", (int)(strlen(name) - 5), name);
    }
    globfree(&files);
}

static void write_experiment(FILE *out, const struct ent_inputs *in, int number, int n_months)
{
    struct dice dice = {(uint64_t)(31000 + number)};
    fprintf(out, "experiment: random\nruns: 64\nseed: 1\nmonths: %d\nsteps_per_month: %d\n", n_months, 1 + number % 2);
    write_names(out, "scenarios", "scenarios");
    write_names(out, "shocks", "shocks");
    fprintf(out, "orders:\n");
    if (in)
        order_write(in, &dice, out);
    else
        fprintf(out, "  - eu-only\n");
}

/* Loads an experiment with random order `number`, or without `in` the one from which states and domains are taken. */
static struct ent_experiment *random_experiment(const struct ent_inputs *in, int number, int n_months)
{
    char path[] = "/tmp/entente-order-XXXXXX.yaml";
    struct ent_complaints complaints = {0};
    struct ent_experiment *experiment = NULL;
    const int fd = mkstemps(path, 5);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    assert_non_null(file);
    write_experiment(file, in, number, n_months);
    assert_int_equal(fclose(file), 0);
    if (ent_experiment_load(&experiment, path, NULL, NULL, 0, &complaints) != ENT_OK) {
        write_experiment(stderr, in, number, n_months);
        fail_msg("random order %d:\n%s", number, ent_complaints_text(&complaints));
    }
    unlink(path);
    return experiment;
}

/* ---- its runs ---- */

static void count_events(const struct ent_run_result *out, struct random_count *count)
{
    for (int e = 0; e < N_RANDOM_EVENTS; e++)
        for (int m = 0; m < ENT_N_METRICS; m++)
            if (strcmp(ent_metric_rows[m].name, random_events[e]) == 0 && out->metric[m] > 0) count->events[e] += (double)out->metric[m];
}

/* NULL, or what did not hold; walk.w.month says when. Each order has a seed of its own, or all would meet the same few shocks. */
static const char *run_holds(struct walk *walk, const struct ent_inputs *in, uint64_t seed, uint32_t run, struct random_count *count)
{
    for (walk_start(walk, in, seed, run); walk_goes_on(walk); walk->w.month++) {
        step_month(&walk->k, &walk->w);
        if (walk->w.failure == ENT_FAILURE_AGENDA_FULL) {
            count->full++; /* a full table is a recorded failure */
            return NULL;
        }
        const char *broken = walk->w.failure ? "the run failed" : month_holds(&walk->k, &walk->w);
        if (broken) return broken;
    }
    walk_finish(walk);
    count->done++;
    count_events(&walk->out, count);
    return report_holds(&walk->k, &walk->out);
}

static void order_holds(const struct ent_inputs *base, int number, int n_runs, int n_months, struct random_count *count)
{
    static struct ent_inputs in;
    static struct walk walk;
    struct ent_experiment *experiment = random_experiment(base, number, n_months);
    for (int s = 0; s < ent_experiment_n_scenarios(experiment); s++) {
        assert_int_equal(ent_experiment_resolve(experiment, 0, s, &in), ENT_OK);
        for (int run = 0; run < n_runs; run++) {
            const char *broken = run_holds(&walk, &in, (uint64_t)number + 1, (uint32_t)run, count);
            if (!broken) continue;
            write_experiment(stderr, base, number, n_months);
            fail_msg("random order %d, scenario %s, run %d, month %d: %s", number, ent_experiment_scenario_name(experiment, s), run,
                     walk.w.month, broken);
        }
    }
    ent_experiment_free(experiment);
}

/* ---- all of them ---- */

static void share_out(const struct ent_inputs *base, int n_orders, int n_runs, int n_months, struct random_count *counts, int n)
{
    pid_t child[RANDOM_PROCESSES];
    int failed = 0;
    fflush(NULL);
    for (int p = 0; p < n; p++) {
        child[p] = fork();
        if (child[p] > 0) continue;
        if (child[p] < 0) fail_msg("no process can be made");
        for (int number = p; number < n_orders; number += n) order_holds(base, number, n_runs, n_months, &counts[p]);
        fflush(NULL);
        _exit(0);
    }
    for (int p = 0; p < n; p++) {
        int status;
        failed += waitpid(child[p], &status, 0) != child[p] || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
    assert_int_equal(failed, 0);
}

static void random_orders_hold(int n_orders, int n_runs, int n_months)
{
    static struct ent_inputs base;
    struct ent_experiment *experiment = random_experiment(NULL, 0, n_months);
    const int n_scenarios = ent_experiment_n_scenarios(experiment), processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    const int n = processors < 1 ? 1 : processors < RANDOM_PROCESSES ? processors : RANDOM_PROCESSES;
    struct random_count *counts = mmap(NULL, RANDOM_PROCESSES * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct random_count all = {0};
    assert_int_equal(ent_experiment_resolve(experiment, 0, 0, &base), ENT_OK);
    ent_experiment_free(experiment);
    assert_true(counts != MAP_FAILED && n_scenarios >= 6);
    share_out(&base, n_orders, n_runs, n_months, counts, n);
    for (int p = 0; p < n; p++) {
        all.done += counts[p].done;
        all.full += counts[p].full;
        for (int e = 0; e < N_RANDOM_EVENTS; e++) all.events[e] += counts[p].events[e];
    }
    munmap(counts, RANDOM_PROCESSES * sizeof *counts);
    printf("%d orders, %d scenarios, %d runs of %d months; %d filled the agenda\n", n_orders, n_scenarios, all.done, n_months, all.full);
    assert_int_equal(all.done + all.full, n_orders * n_scenarios * n_runs);
    assert_true(all.full * 100 < all.done);
    for (int e = 0; e < N_RANDOM_EVENTS; e++) {
        printf("  %s: %.0f\n", random_events[e], all.events[e]);
        assert_true(all.events[e] > 0);
    }
}

#endif
