/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * entente doctor: what this build and this machine are, and whether results made here will be those of any other.
 */
#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <yaml.h>
#include <zlib.h>

#include "params/text.h"
#include "runs/cli/commands.h"
#include "runs/clock.h"
#include "runs/dispatch.h"
#include "runs/filesystem.h"
#include "runs/floats.h"
#include "runs/reference.h"

enum verdict { WELL, NOTE, BAD };
static const char *const verdicts[] = {[WELL] = "ok", [NOTE] = "note", [BAD] = "bad"};

static const double least_free_bytes = 1e9, slow_sync_seconds = 0.5;

struct report {
    const struct cli_arguments *arguments;
    bool is_json;
    struct ent_text json;
    int status; /* of the first thing that is bad */
    char inputs[65], bits[65];
};

__attribute__((format(printf, 4, 5))) static void say(struct report *report, enum verdict verdict, const char *topic, const char *format,
                                                      ...)
{
    char text[1400];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (!report->is_json) {
        printf("%-5s %-12s %s\n", verdicts[verdict], topic, text);
        return;
    }
    ent_text_add(&report->json, "%s\n    {\"topic\": \"%s\", \"verdict\": \"%s\", \"text\": ", report->json.length > 0 ? "," : "", topic,
                 verdicts[verdict]);
    ent_text_add_quoted(&report->json, text);
    ent_text_add(&report->json, "}");
}

__attribute__((format(printf, 4, 5))) static void say_bad(struct report *report, int code, const char *topic, const char *format, ...)
{
    char text[1400];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    say(report, BAD, topic, "%s", text);
    if (report->status == ENT_OK) report->status = code;
}

/* --- the build ------------------------------------------------------------------------------------------------------------- */

/* A library that is loaded with another version than it was compiled for is worth a remark. */
static void say_library(struct report *report, const char *name, const char *compiled, const char *loaded)
{
    if (strcmp(compiled, loaded) == 0) {
        say(report, WELL, name, "%s", loaded);
    } else {
        say(report, NOTE, name, "%s, compiled for %s", loaded, compiled);
    }
}

static void look_at_build(struct report *report)
{
    char loaded[32], compiled[32];
    unsigned major = 0, minor = 0, release = 0;
    struct utsname system;
    say(report, WELL, "entente", ENT_VERSION ", revision " ENT_REVISION ", results version %d", ENT_RESULTS_VERSION);
    say(report, WELL, "compiler", ENT_COMPILER ", flags " ENT_FLAGS);
    if (uname(&system) == 0) say(report, WELL, "system", "%s %s on %s", system.sysname, system.release, system.machine);
    if (H5get_libversion(&major, &minor, &release) < 0) major = 0;
    snprintf(loaded, sizeof loaded, "%u.%u.%u", major, minor, release);
    snprintf(compiled, sizeof compiled, "%d.%d.%d", H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE);
    say_library(report, "HDF5", compiled, loaded);
    say_library(report, "GSL", GSL_VERSION, gsl_version);
    say_library(report, "zlib", ZLIB_VERSION, zlibVersion());
    say(report, WELL, "libyaml", "%s", yaml_get_version_string());
}

/* --- the processor --------------------------------------------------------------------------------------------------------- */

static const char *const copies[] = {"generic", "avx2", "avx512"};
enum { N_COPIES = sizeof copies / sizeof *copies };

static void look_at_kernels(struct report *report)
{
    const struct ent_kernel *kernel;
    struct ent_error error = {0};
    struct ent_text here = {0};
    for (size_t i = 0; i < N_COPIES; i++) {
        int runs_here = 0;
        if (ent_dispatch_named(copies[i], &runs_here) && runs_here) ent_text_add(&here, "%s%s", here.length > 0 ? ", " : "", copies[i]);
    }
    const char *forced = getenv("ENTENTE_VECTOR");
    if (ent_dispatch(&kernel, &error) != ENT_OK) {
        say_bad(report, error.code, "vector", "%s", error.text);
    } else if (forced && forced[0]) {
        say(report, NOTE, "vector", "%s, as ENTENTE_VECTOR says; here run %s", kernel->level, here.bytes ? here.bytes : "?");
    } else {
        say(report, WELL, "vector", "%s; here run %s", kernel->level, here.bytes ? here.bytes : "?");
    }
    free(here.bytes);
}

static void look_at_threads(struct report *report)
{
    int32_t n_threads = omp_get_max_threads(), n_processors = omp_get_num_procs();
    int32_t n_wrong = ent_floats_wrong(n_threads);
    say(report, n_threads > n_processors ? NOTE : WELL, "threads", "%d on %d processors, OpenMP %d", n_threads, n_processors, _OPENMP);
    if (n_wrong > 0) {
        say_bad(report, ENT_BUG, "numbers", "%d of %d threads do not round to nearest, or flush small numbers to zero", n_wrong, n_threads);
    } else {
        say(report, WELL, "numbers", "rounded to nearest, subnormal numbers kept, in all threads");
    }
}

/* --- the folder -------------------------------------------------------------------------------------------------------------- */

static void look_at_folder(struct report *report)
{
    const char *folder = report->arguments->n_operands > 0 ? report->arguments->operands[0] : ".";
    struct ent_filesystem found;
    struct ent_error error = {0};
    if (ent_filesystem_try(folder, &found, &error) != ENT_OK) {
        say_bad(report, error.code, "folder", "%s", error.text);
        return;
    }
    say(report, WELL, "folder", "%s: %s, %.1f GB free; creates, writes, cuts, renames, removes; durable in %.0f ms", folder, found.kind,
        found.free_bytes / 1e9, 1e3 * found.sync_seconds);
    if (found.is_memory) say(report, NOTE, "folder", "%s is in memory: what is there is gone after a restart", found.kind);
    if (found.is_network)
        say(report, NOTE, "folder", "%s may be a network's: a writer that dies may leave a torn end, which is cut", found.kind);
    if (!found.locks) say(report, NOTE, "folder", "locks do not work: merge when no run is writing");
    if (found.free_bytes < least_free_bytes) say(report, NOTE, "folder", "little space is left: %.0f MB", found.free_bytes / 1e6);
    if (found.sync_seconds > slow_sync_seconds) say(report, NOTE, "folder", "slow: a megabyte is durable after %.1f s", found.sync_seconds);
    if (isfinite(found.most_bytes)) say(report, NOTE, "folder", "a file may have %.0f MB at most (ulimit -f)", found.most_bytes / 1e6);
}

/* --- the bits ------------------------------------------------------------------------------------------------------------------ */

/* Hashes the runs of every copy that runs here; whether all agree. */
static bool copies_agree(struct report *report, const struct ent_cells *cells)
{
    struct ent_error error = {0};
    bool agree = true;
    for (size_t i = 0; i <= N_COPIES; i++) {
        int runs_here = 1;
        char bits[65];
        const char *name = i < N_COPIES ? copies[i] : ent_kernel_traced.level;
        const struct ent_kernel *kernel = i < N_COPIES ? ent_dispatch_named(name, &runs_here) : &ent_kernel_traced;
        if (!kernel || !runs_here) continue;
        double before = ent_clock_seconds();
        if (ent_reference_hash_bits(cells, kernel, bits, &error) != ENT_OK) {
            say_bad(report, error.code, "bits", "%s", error.text);
            return false;
        }
        double seconds = ent_clock_seconds() - before;
        if (!report->bits[0]) memcpy(report->bits, bits, sizeof bits);
        if (strcmp(bits, report->bits) != 0) {
            say_bad(report, ENT_BUG, "bits", "%s: %.16s..., where %s has %.16s...", name, bits, copies[0], report->bits);
            agree = false;
        } else {
            say(report, WELL, "bits", "%s: %.16s..., %.2f s", name, bits, seconds);
        }
    }
    return agree;
}

static void compare_bits(struct report *report, const struct ent_cells *cells)
{
    ent_reference_hash_inputs(cells, report->inputs);
    if (!copies_agree(report, cells)) return;
    if (strcmp(report->inputs, ent_reference_inputs) != 0) {
        say(report, NOTE, "reference",
            "the params folder asks something else of '%s' than was asked of the reference machine; all copies agree",
            ent_reference_experiment);
    } else if (strcmp(report->bits, ent_reference_bits) != 0) {
        say_bad(report, ENT_BUG, "reference", "these are not the bits of the reference machine, %.16s...: results made here are others",
                ent_reference_bits);
    } else {
        say(report, WELL, "reference", "these are the bits of the reference machine, in %d runs of each of %d cells", ENT_REFERENCE_RUNS,
            cells->n_cells);
    }
}

static void look_at_bits(struct report *report)
{
    char space[CLI_PATH_SIZE];
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    struct ent_cells cells = {0};
    struct ent_error error = {0};
    const char *params = cli_params_folder(report->arguments, space), *named = params ? params : getenv("ENTENTE_PARAMS");
    if (!named || !named[0]) named = ENT_PARAMS_DIR;
    int code = ent_experiment_load(&experiment, ent_reference_experiment, params, ent_reference_sets, ENT_N_REFERENCE_SETS, &complaints);
    if (code != ENT_OK) {
        char *text = ent_complaints_text(&complaints);
        if (text) text[strcspn(text, "\n")] = '\0';
        say_bad(report, code, "params", "%s: '%s' does not load: %s", named, ent_reference_experiment, text ? text : "out of memory");
        free(text);
    } else {
        say(report, WELL, "params", "%s", named);
        code = ent_cells_init(&cells, experiment, ENT_REFERENCE_RUNS, ent_experiment_seed(experiment), 0, &error);
        if (code == ENT_OK) {
            compare_bits(report, &cells);
        } else {
            say_bad(report, code, "bits", "%s", error.text);
        }
    }
    ent_complaints_free(&complaints);
    ent_cells_free(&cells);
    ent_experiment_free(experiment);
}

/* --- the command ----------------------------------------------------------------------------------------------------------------- */

int command_doctor(const struct cli_arguments *arguments)
{
    struct report report = {.arguments = arguments, .is_json = cli_given(arguments, OPTION_JSON)};
    signal(SIGXFSZ, SIG_IGN); /* a file beyond its limit is to be told, not to end the program */
    look_at_build(&report);
    look_at_kernels(&report);
    look_at_threads(&report);
    look_at_folder(&report);
    look_at_bits(&report);
    if (report.is_json) {
        printf("{\n  \"checks\": [%s\n  ],\n", report.json.bytes && !report.json.failed ? report.json.bytes : "");
        printf("  \"inputs\": \"%s\",\n  \"bits\": \"%s\",\n", report.inputs, report.bits);
        printf("  \"reference_inputs\": \"%s\",\n  \"reference_bits\": \"%s\",\n", ent_reference_inputs, ent_reference_bits);
        printf("  \"exit_status\": %d\n}\n", report.status);
    }
    free(report.json.bytes);
    return report.status;
}
