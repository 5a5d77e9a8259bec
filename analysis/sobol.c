/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each numerator is a mean over the rows of a product of outputs (first order: Saltelli et al. 2010, with BA Azzini et al. 2021;
 * total order: Jansen 1999). From each the same product of the noise is taken away, and that of a polynomial expansion of the output,
 * whose indices are known, so that what remains to be estimated is small (a control variate). The rows are split in two halves:
 * the expansion used in one is fitted to the other, so that it cannot follow what it corrects.
 */
#include "analysis/sobol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/chaos.h"

enum { LEAST_ROWS_TO_FIT = 16, N_HALVES = 2 };

/* What is averaged over rows: first order of k, total order of k, then these. */
enum { VARIANCE, DUMMY_FIRST, DUMMY_TOTAL, N_MORE };

struct work {
    const struct ent_saltelli *design;
    size_t n, k, n_parts, n_sums;
    size_t *row;     /* [n] rows used */
    double *y;       /* [n_parts][n] outputs, centred */
    double *field;   /* [n_parts][n] another field */
    double *sum;     /* [n][n_sums] contributions of each row */
    double *exact;   /* [n_sums] what the expansion adds */
    uint32_t *place; /* [n_parts][n][k] of the points in the basis */
    struct ent_basis basis;
    double mean;
};

size_t ent_saltelli_parts(const struct ent_saltelli *design)
{
    return 2 + design->k * (design->has_ba ? 2 : 1);
}

void ent_noise_scale(const double *values, size_t n_batches, double *error)
{
    double mean = 0, n = 0;
    for (size_t b = 0; b < n_batches; b++)
        if (isfinite(values[b])) mean += (values[b] - mean) / ++n;
    for (size_t b = 0; b < n_batches; b++) error[b] = isfinite(values[b]) && n > 1 ? (values[b] - mean) / sqrt(n * (n - 1)) : 0;
}

static int is_whole(const struct ent_saltelli *design, size_t n_parts, size_t r)
{
    for (size_t p = 0; p < n_parts; p++)
        if (!isfinite(design->y[p * design->n_rows + r])) return 0;
    for (size_t i = 0; design->a && i < design->k; i++)
        if (!isfinite(design->a[r * design->k + i]) || !isfinite(design->b[r * design->k + i])) return 0;
    return 1;
}

static int work_init(struct work *work, const struct ent_saltelli *design)
{
    const size_t N = design->n_rows, k = design->k, n_parts = ent_saltelli_parts(design), n_sums = 2 * k + N_MORE;
    *work = (struct work){.design = design, .k = k, .n_parts = n_parts, .n_sums = n_sums};
    work->row = malloc((N + 1) * sizeof *work->row);
    work->y = malloc((n_parts * N + 1) * sizeof *work->y);
    work->field = malloc((n_parts * N + 1) * sizeof *work->field);
    work->sum = calloc(n_sums * (N + 1), sizeof *work->sum);
    work->exact = calloc(n_sums, sizeof *work->exact);
    if (!work->row || !work->y || !work->field || !work->sum || !work->exact) return 0;
    for (size_t r = 0; r < N; r++)
        if (is_whole(design, n_parts, r)) work->row[work->n++] = r;
    return 1;
}

static void work_free(struct work *work)
{
    free(work->row);
    free(work->y);
    free(work->field);
    free(work->sum);
    free(work->exact);
    free(work->place);
    ent_basis_free(&work->basis);
}

/* The used rows of `from` [n_parts][N], minus the mean over A and B. Returns that mean. */
static double gather(const struct work *work, const double *from, double *to)
{
    double mean = 0;
    for (size_t p = 0; p < work->n_parts; p++)
        for (size_t r = 0; r < work->n; r++) {
            to[p * work->n + r] = from[p * work->design->n_rows + work->row[r]];
            if (p < 2) mean += to[p * work->n + r] / (2 * (double)work->n);
        }
    for (size_t i = 0; i < work->n_parts * work->n; i++) to[i] -= mean;
    return mean;
}

/* Adds `sign` times the products of a centred field to the rows' contributions. */
static void add_products(struct work *work, const double *field, double sign)
{
    const size_t n = work->n, k = work->k;
    for (size_t r = 0; r < n; r++) {
        double *to = work->sum + r * work->n_sums;
        const double a = field[r], b = field[n + r];
        for (size_t i = 0; i < k; i++) {
            const double ab = field[(2 + i) * n + r];
            double first = b * (ab - a), total = (a - ab) * (a - ab) / 2;
            if (work->design->has_ba) {
                const double ba = field[(2 + k + i) * n + r];
                first = (b - ba) * (ab - a) / 2;
                total = (total + (b - ba) * (b - ba) / 2) / 2;
            }
            to[i] += sign * first;
            to[k + i] += sign * total;
        }
        to[2 * k + VARIANCE] += sign * (a * a + b * b) / 2;
        to[2 * k + DUMMY_FIRST] += sign * a * b;
        to[2 * k + DUMMY_TOTAL] += sign * (a * a - b * b) / 2;
    }
}

/* --- the control variate --- */

/* Does column i make no difference to any output? */
static int is_inert(const struct work *work, size_t i)
{
    const double *a = work->y, *b = work->y + work->n, *ab = work->y + (2 + i) * work->n, *ba = work->y + (2 + work->k + i) * work->n;
    for (size_t r = 0; r < work->n; r++)
        if (a[r] < ab[r] || a[r] > ab[r] || (work->design->has_ba && (b[r] < ba[r] || b[r] > ba[r]))) return 0;
    return 1;
}

/* The basis of A above B, and where each point's values stand in it. */
static int make_basis(struct work *work, struct ent_error *error)
{
    const size_t n = work->n, k = work->k;
    double *x = malloc((2 * n * k + 1) * sizeof *x);
    work->place = malloc((work->n_parts * n * k + 1) * sizeof *work->place);
    int code = x && work->place ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    for (size_t r = 0; !code && r < n; r++) {
        memcpy(x + r * k, work->design->a + work->row[r] * k, k * sizeof *x);
        memcpy(x + (n + r) * k, work->design->b + work->row[r] * k, k * sizeof *x);
    }
    if (!code) code = ent_basis_make(&work->basis, x, 2 * n, k, error);
    for (size_t i = 0; !code && i < k; i++) { /* the expansion has no use for it: its indices are then exactly 0 */
        if (!is_inert(work, i)) continue;
        for (size_t r = 0; r < 2 * n; r++) memset(work->basis.phi + (r * k + i) * ENT_CHAOS_DEGREE, 0, ENT_CHAOS_DEGREE * sizeof(double));
    }
    for (size_t p = 0; !code && p < work->n_parts; p++)
        for (size_t r = 0; r < n; r++)
            for (size_t i = 0; i < k; i++) {
                const int other = p >= 2 && (p - 2) % k == i, from_b = p == 1 || p >= 2 + k;
                work->place[(p * n + r) * k + i] = (uint32_t)(r + (from_b != other ? n : 0));
            }
    free(x);
    return code;
}

/* All points of the rows [first, last): their places and outputs, copied. */
static int points_of(const struct work *work, size_t first, size_t last, struct ent_chaos_points *points)
{
    const size_t k = work->k, n = last - first;
    uint32_t *row = malloc((work->n_parts * n * k + 1) * sizeof *row);
    double *y = malloc((work->n_parts * n + 1) * sizeof *y);
    *points = (struct ent_chaos_points){work->n_parts * n, row, y};
    if (!row || !y) return 0;
    for (size_t p = 0; p < work->n_parts; p++) {
        memcpy(row + p * n * k, work->place + (p * work->n + first) * k, n * k * sizeof *row);
        memcpy(y + p * n, work->y + p * work->n + first, n * sizeof *y);
    }
    return 1;
}

static void points_free(struct ent_chaos_points *points)
{
    free((void *)(uintptr_t)points->row);
    free((void *)(uintptr_t)points->y);
}

/* The expansion's values in the rows [first, last), into the field. */
static void fill_field(struct work *work, const struct ent_chaos *chaos, size_t first, size_t last)
{
    for (size_t p = 0; p < work->n_parts; p++)
        for (size_t r = first; r < last; r++)
            work->field[p * work->n + r] = ent_chaos_at(chaos, &work->basis, work->place + (p * work->n + r) * work->k);
}

static void add_parts(const struct work *work, double *to, const struct ent_chaos_parts *parts, double weight)
{
    for (size_t i = 0; i < work->k; i++) {
        to[i] += weight * parts->first[i];
        to[work->k + i] += weight * parts->total[i];
    }
    to[2 * work->k + VARIANCE] += weight * parts->variance;
}

/* What the expansion's own indices add, `weight` its share of the rows; and how they would differ with other rows. */
static int add_exact(struct work *work, const struct ent_chaos *chaos, double weight)
{
    const size_t n = work->n, k = work->k;
    double *space = calloc(k * k * ENT_CHAOS_DEGREE + 2 * k + work->n_sums, sizeof *space);
    struct ent_chaos_parts parts = {0};
    if (!space) return 0;
    double *influence = space + 2 * k, *mean = influence + k * k * ENT_CHAOS_DEGREE;
    parts.first = space;
    parts.total = space + k;
    ent_chaos_variances(chaos, &parts);
    add_parts(work, work->exact, &parts, weight);
    for (size_t r = 0; r < 2 * n; r++) {
        ent_chaos_influence(chaos, &work->basis, r, influence, &parts);
        add_parts(work, work->sum + r % n * work->n_sums, &parts, weight / 2);
        add_parts(work, mean, &parts, weight / 2 / (double)n);
    }
    for (size_t r = 0; r < n; r++)
        for (size_t s = 0; s < work->n_sums; s++) work->sum[r * work->n_sums + s] -= mean[s];
    free(space);
    return 1;
}

/* Fits an expansion to each half for the other, and lets it correct the sums. */
static int add_control(struct work *work, struct ent_error *error)
{
    const size_t cut[N_HALVES + 1] = {0, work->n / 2, work->n};
    int code = make_basis(work, error);
    for (size_t half = 0; !code && half < N_HALVES; half++) {
        struct ent_chaos_points here = {0}, there = {0};
        struct ent_chaos chaos = {0};
        int good = points_of(work, cut[half], cut[half + 1], &here) && points_of(work, cut[1 - half], cut[2 - half], &there);
        code = good ? ent_chaos_fit(&chaos, &work->basis, &there, &here, error) : ent_error_set(error, ENT_BUG, "out of memory");
        if (!code) {
            fill_field(work, &chaos, cut[half], cut[half + 1]);
            good = add_exact(work, &chaos, (double)(cut[half + 1] - cut[half]) / (double)work->n);
            if (!good) code = ent_error_set(error, ENT_BUG, "out of memory");
        }
        ent_chaos_free(&chaos);
        points_free(&here);
        points_free(&there);
    }
    if (code) return code;
    double mean = 0;
    for (size_t r = 0; r < 2 * work->n; r++) mean += work->field[r] / (2 * (double)work->n);
    for (size_t i = 0; i < work->n_parts * work->n; i++) work->field[i] -= mean;
    add_products(work, work->field, -1);
    return ENT_OK;
}

/* --- estimates --- */

/* Indices of the rows drawn: first [k], total [k], then the dummy's two. */
static void indices(const size_t *row, size_t n, void *context, double *value)
{
    const struct work *work = context;
    const size_t k = work->k;
    double *sum = value; /* n_sums = 2k + 3 values: the last is left as the variance */
    memset(sum, 0, work->n_sums * sizeof *sum);
    for (size_t r = 0; r < n; r++) {
        const double *from = work->sum + row[r] * work->n_sums;
        for (size_t s = 0; s < work->n_sums; s++) sum[s] += from[s];
    }
    for (size_t s = 0; s < work->n_sums; s++) sum[s] = sum[s] / (double)n + work->exact[s];
    const double variance = sum[2 * k + VARIANCE];
    for (size_t s = 0; s < work->n_sums; s++)
        if (s != 2 * k + VARIANCE) value[s] = variance > 0 ? sum[s] / variance : NAN;
}

static void read_out(struct ent_sobol *sobol, const struct work *work, const struct ent_estimate *estimate)
{
    const size_t k = work->k;
    sobol->variance = estimate[2 * k + VARIANCE].value;
    sobol->dummy_first = estimate[2 * k + DUMMY_FIRST];
    sobol->dummy_total = estimate[2 * k + DUMMY_TOTAL];
    for (size_t i = 0; i < k; i++) {
        sobol->index[i].first = estimate[i];
        sobol->index[i].total = estimate[k + i];
        sobol->index[i].stands_out = estimate[k + i].low > fmax(0, sobol->dummy_total.high);
    }
}

/* What the outputs vary, what of it is noise, and what the expansion leaves. */
static void describe(struct ent_sobol *sobol, const struct work *work, double noise)
{
    double squares = 0, rest = 0;
    for (size_t r = 0; r < 2 * work->n; r++) {
        const double d = work->place ? work->y[r] - work->field[r] : work->y[r];
        squares += work->y[r] * work->y[r];
        rest += d * d;
    }
    squares /= 2 * (double)work->n;
    rest /= 2 * (double)work->n;
    sobol->mean = work->mean;
    sobol->noise = work->design->n_batches > 1 ? noise / squares : NAN;
    sobol->predicted = work->place ? 1 - rest / squares : 0;
}

static double take_noise_away(struct work *work)
{
    const size_t per_batch = work->n_parts * work->design->n_rows;
    double noise = 0;
    for (size_t b = 0; b < work->design->n_batches; b++) {
        gather(work, work->design->error + b * per_batch, work->field);
        add_products(work, work->field, -1);
        for (size_t r = 0; r < 2 * work->n; r++) noise += work->field[r] * work->field[r] / (2 * (double)work->n);
    }
    return noise;
}

static int varies(const struct work *work)
{
    double most = 0;
    for (size_t i = 0; i < work->n_parts * work->n; i++) most = fmax(most, fabs(work->y[i]));
    return most > ENT_ROUNDING * fabs(work->mean) && most > 0;
}

static void set_undefined(struct ent_sobol *sobol, const struct work *work)
{
    const struct ent_estimate none = {NAN, NAN, NAN, NAN, (int64_t)work->n, (int64_t)sobol->n_left_out};
    sobol->mean = work->n ? work->mean : NAN;
    sobol->is_constant = work->n > 1;
    sobol->variance = work->n > 1 ? 0 : NAN;
    sobol->noise = sobol->predicted = NAN;
    sobol->dummy_first = sobol->dummy_total = none;
    for (size_t i = 0; i < work->k; i++) sobol->index[i] = (struct ent_sobol_index){none, none, 0};
}

int ent_sobol(struct ent_sobol *sobol, const struct ent_saltelli *design, const struct ent_bootstrap *options, struct ent_error *error)
{
    struct ent_bootstrap percentile = *options;
    struct work work;
    *sobol = (struct ent_sobol){.index = calloc(design->k + 1, sizeof *sobol->index)};
    struct ent_estimate *estimate = calloc(2 * design->k + N_MORE, sizeof *estimate);
    int good = work_init(&work, design) && sobol->index && estimate;
    int code = good ? ENT_OK : ent_error_set(error, ENT_BUG, "out of memory");
    if (code) goto out;
    sobol->n_rows = work.n;
    sobol->n_left_out = design->n_rows - work.n;
    work.mean = gather(&work, design->y, work.y);
    if (work.n < 2 || !varies(&work)) {
        set_undefined(sobol, &work);
        goto out;
    }
    add_products(&work, work.y, 1);
    const double noise = take_noise_away(&work);
    if (design->a && design->b && work.n >= LEAST_ROWS_TO_FIT) code = add_control(&work, error);
    if (code) goto out;
    describe(sobol, &work, noise);
    percentile.kind = ENT_BOOTSTRAP_PERCENTILE;
    code = ent_bootstrap_rows(indices, &work, work.n, work.n_sums, &percentile, estimate, error);
    if (!code) read_out(sobol, &work, estimate);
out:
    free(estimate);
    work_free(&work);
    if (code) ent_sobol_free(sobol);
    return code;
}

void ent_sobol_free(struct ent_sobol *sobol)
{
    free(sobol->index);
    *sobol = (struct ent_sobol){0};
}
