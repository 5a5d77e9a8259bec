/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In which share of the tested space a ranking holds.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/flip.h"

enum ent_flip_verdict ent_flip_judge(const struct ent_estimate *difference, size_t n_readings, int better)
{
    int first = 1, second = 1;
    for (size_t r = 0; r < n_readings; r++) {
        first &= better > 0 ? difference[r].low > 0 : difference[r].high < 0;
        second &= better > 0 ? difference[r].high < 0 : difference[r].low > 0;
    }
    return first ? ENT_FLIP_FIRST : second ? ENT_FLIP_SECOND : ENT_FLIP_OPEN;
}

/* Which points are counted: what `sign` favours in `n` readings from `first` on, and whether their intervals must say so. */
struct counted {
    size_t first, n;
    int sign, decided;
};

static int counts(const struct ent_flip_points *points, size_t i, const struct counted *counted)
{
    const struct ent_estimate *difference = &points->difference[i * points->n_readings + counted->first];
    if (counted->decided)
        return ent_flip_judge(difference, counted->n, points->better) ==
               (counted->sign == points->better ? ENT_FLIP_FIRST : ENT_FLIP_SECOND);
    for (size_t r = 0; r < counted->n; r++)
        if (!(difference[r].value * counted->sign > 0)) return 0;
    return 1;
}

/* Wilson's interval for a share of k of n points, as if they were only so many as their dependence leaves. */
static void wilson(struct ent_estimate *estimate, double n, double level)
{
    const double z = gsl_cdf_ugaussian_Pinv(0.5 + level / 2), p = estimate->value, zz = z * z / n;
    const double centre = (p + zz / 2) / (1 + zz), half = z * sqrt(p * (1 - p) / n + zz / (4 * n)) / (1 + zz);
    estimate->low = p > 0 ? fmax(centre - half, 0) : 0;
    estimate->high = p < 1 ? fmin(centre + half, 1) : 1;
}

/* The share of points that count. The variance is that between clusters; where that is 0, as many points as clusters are counted. */
static void share_of(const struct ent_flip_points *points, const struct counted *counted, double level, double *work,
                     struct ent_estimate *share)
{
    double *k = work, *n = work + points->n, cases = 0, all = 0, n_clusters = 0, squares = 0;
    memset(work, 0, 2 * points->n * sizeof *work);
    *share = (struct ent_estimate){NAN, NAN, NAN, NAN, 0, 0};
    for (size_t i = 0; i < points->n; i++) {
        const size_t of = points->cluster ? points->cluster[i] : i;
        int has = 1;
        for (size_t r = 0; r < points->n_readings; r++) has &= isfinite(points->difference[i * points->n_readings + r].value) != 0;
        share->n_missing += !has;
        if (!has) continue;
        n_clusters += n[of] == 0;
        n[of]++;
        k[of] += counts(points, i, counted);
    }
    for (size_t c = 0; c < points->n; c++) {
        cases += k[c];
        all += n[c];
    }
    if (all == 0) return;
    share->n = (int64_t)all;
    share->value = cases / all;
    for (size_t c = 0; c < points->n; c++) squares += (k[c] - share->value * n[c]) * (k[c] - share->value * n[c]);
    const double variance = n_clusters > 1 ? squares / (all * all) * n_clusters / (n_clusters - 1) : 0;
    wilson(share, variance > 0 ? share->value * (1 - share->value) / variance : n_clusters, level);
}

int ent_flip_shares(const struct ent_flip_points *points, double level, struct ent_flip_share *share, struct ent_error *error)
{
    const size_t all = points->n_readings;
    const int better = points->better;
    if (all == 0 || all > ENT_FLIP_MOST_READINGS)
        return ent_error_set(error, ENT_USAGE, "%zu readings; 1 to %d are possible", all, ENT_FLIP_MOST_READINGS);
    double *work = malloc((2 * points->n + 1) * sizeof *work);
    if (!work) return ent_error_set(error, ENT_BUG, "out of memory");
    share_of(points, &(struct counted){0, all, better, 0}, level, work, &share->first);
    share_of(points, &(struct counted){0, all, -better, 0}, level, work, &share->second);
    share_of(points, &(struct counted){0, all, better, 1}, level, work, &share->decided_first);
    share_of(points, &(struct counted){0, all, -better, 1}, level, work, &share->decided_second);
    for (size_t r = 0; r < all; r++) {
        share_of(points, &(struct counted){r, 1, better, 0}, level, work, &share->reading[r][0]);
        share_of(points, &(struct counted){r, 1, -better, 0}, level, work, &share->reading[r][1]);
    }
    free(work);
    return ENT_OK;
}
