/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sensitivity_sample.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_IN_BIN = 8, MOST_BINS = 50, N_DUMMIES = 1000 };

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

size_t ent_sample_bins(size_t n)
{
    size_t bins = (size_t)(2 * cbrt((double)n)), most = n / LEAST_IN_BIN;
    if (bins > most) bins = most;
    if (bins > MOST_BINS) bins = MOST_BINS;
    return bins < 2 ? 2 : bins;
}

/* --- ranks and bins --- */

/* Middle ranks from 1 of x, every `stride`-th of n. */
static void rank(const double *x, size_t stride, size_t n, size_t *order, double *ranks)
{
    gsl_sort_index(order, x, stride, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && x[order[end] * stride] <= x[order[i] * stride];) end++;
        for (size_t l = i; l < end; l++) ranks[order[l]] = (double)(i + 1 + end) / 2;
    }
}

/* Values that are few enough are a bin each, whatever their order: they may be the codes of categories. level [n] from 0; 0 if they
 * are too many, else their number. */
static size_t number_values(const double *ranks, const size_t *order, size_t n, size_t *level)
{
    const size_t most = n / LEAST_IN_BIN < MOST_BINS ? n / LEAST_IN_BIN : MOST_BINS;
    size_t found = 0;
    for (size_t l = 0; l < n; l++) {
        found += l == 0 || ranks[order[l]] > ranks[order[l - 1]];
        if (found > most) return 0;
        level[order[l]] = found - 1;
    }
    return found;
}

/* The bin of each point by its rank, equal values in one bin; their number. */
static size_t bin_by_rank(const double *ranks, size_t n, size_t *bin)
{
    const size_t bins = ent_sample_bins(n);
    size_t number[MOST_BINS] = {0}, n_used = 0;
    for (size_t p = 0; p < n; p++) {
        size_t b = (size_t)((ranks[p] - 0.5) / (double)n * (double)bins);
        bin[p] = b < bins ? b : bins - 1;
        number[bin[p]]++;
    }
    for (size_t b = 0; b < bins; b++) {
        const size_t was = number[b];
        number[b] = n_used;
        n_used += was > 0;
    }
    for (size_t p = 0; p < n; p++) bin[p] = number[bin[p]];
    return n_used;
}

/* What is bootstrapped: squared distances from the mean of all and from the mean of the bin. */
struct ratio {
    const double *all;           /* [n] */
    double *within;              /* [n] */
    double correction;           /* (n - 1)/(n - bins) */
    double noise, noise_between; /* what noise adds to the variance, and to that between bins */
};

/* (all - within - noise between)/(all - noise), all and within unbiased (Kelley 1935). */
static void correlation_ratio(const size_t *row, size_t n, void *context, double *value)
{
    const struct ratio *ratio = context;
    double all = 0, within = 0;
    for (size_t r = 0; r < n; r++) {
        all += ratio->all[row ? row[r] : r];
        within += ratio->within[row ? row[r] : r];
    }
    all /= (double)n;
    within *= ratio->correction / (double)n;
    *value = all > ratio->noise ? (all - within - ratio->noise_between) / (all - ratio->noise) : NAN;
}

/* Squared distances of y [n] from the means of the bins. */
static void spread_within(const double *y, const size_t *bin, size_t n, double *within)
{
    double mean[MOST_BINS] = {0}, number[MOST_BINS] = {0};
    for (size_t p = 0; p < n; p++) {
        number[bin[p]]++;
        mean[bin[p]] += (y[p] - mean[bin[p]]) / number[bin[p]];
    }
    for (size_t p = 0; p < n; p++) within[p] = (y[p] - mean[bin[p]]) * (y[p] - mean[bin[p]]);
}

static double variance_of(const double *y, size_t n)
{
    const double mean = gsl_stats_mean(y, 1, n);
    double squares = 0;
    for (size_t p = 0; p < n; p++) squares += (y[p] - mean) * (y[p] - mean);
    return squares / (double)n;
}

/* Takes these bins: what y spreads within them, and what the noise, treated alike, has between them. */
static void take_bins(struct ratio *ratio, const struct ent_sample_points *sample, const size_t *bin, size_t bins, int with_noise)
{
    const size_t n = sample->n;
    ratio->correction = n > bins ? (double)(n - 1) / (double)(n - bins) : NAN;
    ratio->noise_between = 0;
    for (size_t b = 0; with_noise && b < sample->n_batches; b++) {
        spread_within(sample->error + b * n, bin, n, ratio->within);
        ratio->noise_between += variance_of(sample->error + b * n, n) - ratio->correction * gsl_stats_mean(ratio->within, 1, n);
    }
    spread_within(sample->y, bin, n, ratio->within);
}

/* --- a column of random order --- */

static size_t draw_below(gsl_rng *rng, size_t n)
{
    return (size_t)gsl_rng_uniform_int(rng, n);
}

/* The ratio and the rank correlation of columns that have nothing to do with y: the mean and the quantiles that leave out half of
 * 1 - level on each side. */
static int try_dummies(struct ent_sample_indices *indices, const struct ent_sample_points *sample, struct ratio *ratio,
                       const double *rank_y, double level, uint32_t seed, struct ent_error *error)
{
    const size_t n = sample->n;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t *bin = malloc((n + 1) * sizeof *bin);
    double *ranks = malloc((n + 1) * sizeof *ranks), *found = malloc(2 * N_DUMMIES * sizeof *found);
    int good = rng && bin && ranks && found;
    if (good) gsl_rng_set(rng, seed);
    for (size_t p = 0; good && p < n; p++) ranks[p] = (double)p + 1;
    for (size_t d = 0; good && d < N_DUMMIES; d++) {
        for (size_t p = n; p > 1; p--) {
            const size_t other = draw_below(rng, p);
            const double was = ranks[p - 1];
            ranks[p - 1] = ranks[other];
            ranks[other] = was;
        }
        take_bins(ratio, sample, bin, bin_by_rank(ranks, n, bin), 0);
        correlation_ratio(NULL, n, ratio, &found[d]);
        found[N_DUMMIES + d] = gsl_stats_correlation(ranks, 1, rank_y, 1, n);
    }
    for (int of_rank = 0; good && of_rank < 2; of_rank++) {
        double *from = found + of_rank * N_DUMMIES;
        struct ent_estimate *to = of_rank ? &indices->dummy_rank : &indices->dummy;
        gsl_sort(from, 1, N_DUMMIES);
        *to = (struct ent_estimate){gsl_stats_mean(from, 1, N_DUMMIES),
                                    gsl_stats_quantile_from_sorted_data(from, 1, N_DUMMIES, (1 - level) / 2),
                                    gsl_stats_quantile_from_sorted_data(from, 1, N_DUMMIES, (1 + level) / 2),
                                    gsl_stats_sd(from, 1, N_DUMMIES),
                                    N_DUMMIES,
                                    0};
    }
    if (rng) gsl_rng_free(rng);
    free(bin);
    free(ranks);
    free(found);
    return good ? ENT_OK : out_of_memory(error);
}

/* --- rank regression --- */

struct regression {
    size_t n, k;
    const double *ranks; /* [k + 1][n], the last of y */
    gsl_matrix *correlation;
    int *is_constant; /* [k] of the rows at hand: a column that is in no correlation with others */
    double r2;
};

static int fill_correlation(struct regression *regression, const size_t *row, size_t n)
{
    const size_t all = regression->k + 1;
    for (size_t i = 0; i < all; i++)
        for (size_t j = 0; j <= i; j++) {
            const double *a = regression->ranks + i * regression->n, *b = regression->ranks + j * regression->n;
            double sum = 0;
            for (size_t r = 0; r < n; r++) sum += a[row ? row[r] : r] * b[row ? row[r] : r];
            gsl_matrix_set(regression->correlation, i, j, sum);
        }
    if (!(gsl_matrix_get(regression->correlation, all - 1, all - 1) > 0)) return 0;
    for (size_t i = 0; i < all; i++)
        for (size_t j = 0; j < i; j++) {
            const double squares = gsl_matrix_get(regression->correlation, i, i) * gsl_matrix_get(regression->correlation, j, j);
            double *product = gsl_matrix_ptr(regression->correlation, i, j);
            *product = squares > 0 ? *product / sqrt(squares) : 0;
        }
    for (size_t i = 0; i + 1 < all; i++) regression->is_constant[i] = !(gsl_matrix_get(regression->correlation, i, i) > 0);
    for (size_t i = 0; i < all; i++) gsl_matrix_set(regression->correlation, i, i, 1 + 1e-12);
    return 1;
}

/* From the inverse P of the correlations of all ranks: coefficients -P_iy/P_yy, partial correlations -P_iy/sqrt(P_ii P_yy). */
static void regress(const size_t *row, size_t n, void *context, double *value)
{
    struct regression *regression = context;
    const size_t k = regression->k;
    for (size_t i = 0; i < 2 * k; i++) value[i] = NAN;
    regression->r2 = NAN;
    if (n < k + 3 || !fill_correlation(regression, row, n)) return;
    if (gsl_linalg_cholesky_decomp1(regression->correlation) != GSL_SUCCESS) return;
    if (gsl_linalg_cholesky_invert(regression->correlation) != GSL_SUCCESS) return;
    const double yy = gsl_matrix_get(regression->correlation, k, k);
    regression->r2 = 1 - 1 / yy;
    for (size_t i = 0; i < k; i++) {
        const double iy = gsl_matrix_get(regression->correlation, k, i), ii = gsl_matrix_get(regression->correlation, i, i);
        if (regression->is_constant[i] || ii - iy * iy / yy > 1e9) continue; /* constant, or collinear with the other parameters */
        value[i] = -iy / yy;
        value[k + i] = -iy / sqrt(ii * yy);
    }
}

static int regress_ranks(struct ent_sample_indices *indices, const struct ent_sample_points *sample, double *ranks,
                         const struct ent_bootstrap *options, struct ent_error *error)
{
    const size_t n = sample->n, k = sample->k;
    struct regression regression = {
        .n = n, .k = k, .ranks = ranks, .correlation = gsl_matrix_calloc(k + 1, k + 1), .is_constant = calloc(k + 1, sizeof(int))};
    struct ent_estimate *estimate = calloc(2 * k + 1, sizeof *estimate);
    double *value = malloc((2 * k + 1) * sizeof *value);
    size_t *all = malloc((n + 1) * sizeof *all);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    for (size_t i = 0; i < (k + 1) * n; i++) ranks[i] -= ((double)n + 1) / 2;
    int code = regression.correlation && regression.is_constant && estimate && value && all ? ENT_OK : out_of_memory(error);
    if (!code) code = ent_bootstrap_rows(regress, &regression, n, 2 * k, options, estimate, error);
    for (size_t i = 0; !code && i < k; i++) {
        indices->index[i].rank = estimate[i];
        indices->index[i].partial = estimate[k + i];
    }
    if (!code) {
        for (size_t p = 0; p < n; p++) all[p] = p;
        regress(all, n, &regression, value);
        indices->rank_r2 = regression.r2;
    }
    gsl_set_error_handler(handler);
    gsl_matrix_free(regression.correlation);
    free(regression.is_constant);
    free(estimate);
    free(value);
    free(all);
    return code;
}

/* --- all --- */

static int estimate_all(struct ent_sample_indices *indices, const struct ent_sample_points *sample, double *ranks, struct ratio *ratio,
                        const struct ent_bootstrap *options, struct ent_error *error)
{
    const size_t n = sample->n, k = sample->k;
    size_t *order = malloc((n + 1) * sizeof *order), *bin = malloc((n + 1) * sizeof *bin);
    int code = order && bin ? ENT_OK : out_of_memory(error);
    if (!code) rank(sample->y, 1, n, order, ranks + k * n);
    for (size_t i = 0; !code && i < k; i++) {
        rank(sample->x + i, k, n, order, ranks + i * n);
        size_t n_bins = number_values(ranks + i * n, order, n, bin);
        if (n_bins == 0) n_bins = bin_by_rank(ranks + i * n, n, bin);
        take_bins(ratio, sample, bin, n_bins, 1);
        code = ent_bootstrap_rows(correlation_ratio, ratio, n, 1, options, &indices->index[i].first, error);
    }
    free(order);
    free(bin);
    if (!code) code = try_dummies(indices, sample, ratio, ranks + k * n, options->level, options->seed, error);
    if (!code) code = regress_ranks(indices, sample, ranks, options, error);
    return code;
}

int ent_sample_indices(struct ent_sample_indices *indices, const struct ent_sample_points *sample, const struct ent_bootstrap *options,
                       struct ent_error *error)
{
    const size_t n = sample->n, k = sample->k;
    const struct ent_estimate none = {NAN, NAN, NAN, NAN, (int64_t)n, 0};
    struct ent_bootstrap percentile = *options;
    double *all = malloc((n + 1) * sizeof *all), *within = malloc((n + 1) * sizeof *within),
           *ranks = malloc(((k + 1) * n + 1) * sizeof *ranks);
    double most = 0, mean = n ? gsl_stats_mean(sample->y, 1, n) : 0;
    struct ratio ratio = {all, within, NAN, 0, 0};
    *indices = (struct ent_sample_indices){NAN, NAN, NAN, none, none, calloc(k + 1, sizeof *indices->index)};
    int code = all && within && ranks && indices->index ? ENT_OK : out_of_memory(error);
    for (size_t i = 0; !code && i < k; i++) indices->index[i] = (struct ent_sample_index){none, none, none};
    for (size_t p = 0; !code && p < n; p++) {
        all[p] = (sample->y[p] - mean) * (sample->y[p] - mean);
        most = fmax(most, fabs(sample->y[p] - mean));
    }
    for (size_t b = 0; !code && b < sample->n_batches; b++) ratio.noise += variance_of(sample->error + b * n, n);
    if (!code && n > 1) {
        const double variance = variance_of(sample->y, n);
        indices->variance = variance - ratio.noise;
        if (sample->n_batches > 1 && variance > 0) indices->noise = ratio.noise / variance;
    }
    percentile.kind = ENT_BOOTSTRAP_PERCENTILE;
    if (percentile.level == 0) percentile.level = 0.95;
    if (!code && n >= ENT_SAMPLE_LEAST && most > ENT_ROUNDING * fabs(mean))
        code = estimate_all(indices, sample, ranks, &ratio, &percentile, error);
    free(all);
    free(within);
    free(ranks);
    if (code) ent_sample_indices_free(indices);
    return code;
}

void ent_sample_indices_free(struct ent_sample_indices *indices)
{
    free(indices->index);
    *indices = (struct ent_sample_indices){0};
}
