/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terms are picked by orthogonal matching pursuit in three stages of growing size: those that correlate most with what is left,
 * then least squares for all picked so far.
 */
#include "analysis/chaos.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { D = ENT_CHAOS_DEGREE, MOST_TERMS = 256, MOST_CANDIDATES = 60000, N_STAGES = 3, POINTS_PER_TERM = 10 };

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory");
}

/* --- the basis --- */

/* Middle ranks of x [n], every `stride`-th, scaled to (-1, 1): z [n]. */
static void rank(const double *x, size_t stride, size_t n, size_t *order, double *z)
{
    gsl_sort_index(order, x, stride, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && x[order[end] * stride] <= x[order[i] * stride];) end++;
        for (size_t l = i; l < end; l++) z[order[l]] = (double)(i + end) / (double)n - 1;
    }
}

/* q [n] minus its projections on the constant and on `degree` columns of phi, twice for the rounding; its mean square. */
static double orthogonalise(double *q, size_t n, const double *phi, size_t stride, size_t degree)
{
    double squares = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t d = 0; d <= degree; d++) {
            double product = 0;
            for (size_t i = 0; i < n; i++) product += q[i] * (d == degree ? 1 : phi[i * stride + d]);
            product /= (double)n;
            for (size_t i = 0; i < n; i++) q[i] -= product * (d == degree ? 1 : phi[i * stride + d]);
        }
    for (size_t i = 0; i < n; i++) squares += q[i] * q[i];
    return squares / (double)n;
}

/* The polynomials of one column: phi [n], every `stride`-th, each of D. */
static void make_column(double *phi, size_t stride, size_t n, const double *z, double *q)
{
    for (size_t d = 0; d < D; d++) {
        for (size_t i = 0; i < n; i++) q[i] = z[i] * (d ? phi[i * stride + d - 1] : 1);
        double squares = orthogonalise(q, n, phi, stride, d);
        if (squares < 1e-9) return; /* as many as there are values */
        for (size_t i = 0; i < n; i++) phi[i * stride + d] = q[i] / sqrt(squares);
    }
}

int ent_basis_make(struct ent_basis *basis, const double *x, size_t n, size_t k, struct ent_error *error)
{
    size_t *order = malloc((n + 1) * sizeof *order);
    double *work = malloc((2 * n + 1) * sizeof *work);
    *basis = (struct ent_basis){n, k, calloc(n * k * D + 1, sizeof(double))};
    int good = order && work && basis->phi;
    for (size_t m = 0; good && m < k; m++) {
        rank(x + m, k, n, order, work);
        make_column(basis->phi + m * D, k * D, n, work, work + n);
    }
    free(order);
    free(work);
    if (good) return ENT_OK;
    ent_basis_free(basis);
    return out_of_memory(error);
}

void ent_basis_free(struct ent_basis *basis)
{
    free(basis->phi);
    *basis = (struct ent_basis){0};
}

static double phi_at(const struct ent_basis *basis, size_t row, size_t column, size_t degree)
{
    return basis->phi[(row * basis->k + column) * D + degree];
}

static double term_at(const struct ent_chaos_term *term, const struct ent_basis *basis, const uint32_t *row)
{
    const double first = phi_at(basis, row[term->i], term->i, term->a);
    return term->i == term->j ? first : first * phi_at(basis, row[term->j], term->j, term->b);
}

double ent_chaos_at(const struct ent_chaos *chaos, const struct ent_basis *basis, const uint32_t *row)
{
    double value = chaos->constant;
    for (size_t t = 0; t < chaos->n_terms; t++) value += chaos->coefficient[t] * term_at(&chaos->term[t], basis, row);
    return value;
}

/* --- fitting --- */

struct fitting {
    const struct ent_basis *basis;
    const struct ent_chaos_points *points;
    size_t n_candidates;
    struct ent_chaos_term *candidate;
    char *is_taken;
    double *product, *left; /* [n_candidates], [points->n] */
    struct ent_chaos now;
};

/* Every term of one column, then of two; only the former where there would be too many. */
static size_t list_candidates(size_t k, struct ent_chaos_term *term)
{
    size_t n = 0, n_pair = (size_t)(D * (D - 1) / 2) * (k * (k - 1) / 2);
    for (size_t i = 0; i < k; i++)
        for (size_t a = 0; a < D; a++, n++)
            if (term) term[n] = (struct ent_chaos_term){(uint16_t)i, (uint16_t)i, (uint16_t)a, 0};
    if (n_pair > MOST_CANDIDATES) return n;
    for (size_t i = 0; i < k; i++)
        for (size_t j = i + 1; j < k; j++)
            for (size_t a = 0; a < D; a++)
                for (size_t b = 0; a + b + 2 <= D; b++, n++)
                    if (term) term[n] = (struct ent_chaos_term){(uint16_t)i, (uint16_t)j, (uint16_t)a, (uint16_t)b};
    return n;
}

static int fitting_init(struct fitting *fitting, const struct ent_basis *basis, const struct ent_chaos_points *points, size_t most)
{
    const size_t n = list_candidates(basis->k, NULL);
    *fitting = (struct fitting){.basis = basis, .points = points, .n_candidates = n};
    fitting->candidate = malloc((n + 1) * sizeof *fitting->candidate);
    fitting->is_taken = calloc(n + 1, 1);
    fitting->product = malloc((n + 1) * sizeof *fitting->product);
    fitting->left = malloc((points->n + 1) * sizeof *fitting->left);
    fitting->now.k = basis->k;
    fitting->now.term = malloc((most + 1) * sizeof *fitting->now.term);
    fitting->now.coefficient = calloc(most + 2, sizeof *fitting->now.coefficient);
    if (!fitting->candidate || !fitting->is_taken || !fitting->product || !fitting->left || !fitting->now.term || !fitting->now.coefficient)
        return 0;
    list_candidates(basis->k, fitting->candidate);
    return 1;
}

static void fitting_free(struct fitting *fitting)
{
    free(fitting->candidate);
    free(fitting->is_taken);
    free(fitting->product);
    free(fitting->left);
    ent_chaos_free(&fitting->now);
}

/* The products of what is left with every candidate. */
static void project(struct fitting *fitting)
{
    memset(fitting->product, 0, fitting->n_candidates * sizeof *fitting->product);
    for (size_t p = 0; p < fitting->points->n; p++) {
        const uint32_t *row = fitting->points->row + p * fitting->basis->k;
        for (size_t t = 0; t < fitting->n_candidates; t++)
            fitting->product[t] += fitting->left[p] * term_at(&fitting->candidate[t], fitting->basis, row);
    }
    for (size_t t = 0; t < fitting->n_candidates; t++) fitting->product[t] = fitting->is_taken[t] ? 1 : -fabs(fitting->product[t]);
}

/* Takes the candidates that correlate most until there are `n` terms. */
static int take(struct fitting *fitting, size_t n)
{
    size_t *order = malloc((fitting->n_candidates + 1) * sizeof *order);
    if (!order) return 0;
    project(fitting);
    gsl_sort_index(order, fitting->product, 1, fitting->n_candidates);
    for (size_t t = 0; t < fitting->n_candidates && fitting->now.n_terms < n; t++) {
        const size_t best = order[t];
        if (!(fitting->product[best] < 0)) break;
        fitting->is_taken[best] = 1;
        fitting->now.term[fitting->now.n_terms++] = fitting->candidate[best];
    }
    free(order);
    return 1;
}

/* Adds the point's part to the normal equations; v [n]. */
static void add_point(gsl_matrix *gram, gsl_vector *right, const double *v, double y)
{
    for (size_t s = 0; s < right->size; s++) {
        double *to = gsl_matrix_ptr(gram, s, 0);
        for (size_t t = 0; t <= s; t++) to[t] += v[s] * v[t];
        *gsl_vector_ptr(right, s) += v[s] * y;
    }
}

/* Least squares for the constant and all terms taken. 0: out of memory, or no solution. */
static int solve(struct fitting *fitting)
{
    const size_t n = fitting->now.n_terms + 1;
    gsl_matrix *gram = gsl_matrix_calloc(n, n);
    gsl_vector *right = gsl_vector_calloc(n), *solution = gsl_vector_calloc(n);
    double *v = malloc(n * sizeof *v), trace = 0;
    int good = gram && right && solution && v;
    for (size_t p = 0; good && p < fitting->points->n; p++) {
        v[0] = 1;
        for (size_t t = 0; t + 1 < n; t++)
            v[t + 1] = term_at(&fitting->now.term[t], fitting->basis, fitting->points->row + p * fitting->basis->k);
        add_point(gram, right, v, fitting->points->y[p]);
    }
    for (size_t t = 0; good && t < n; t++) trace += gsl_matrix_get(gram, t, t);
    for (size_t t = 0; good && t < n; t++) *gsl_matrix_ptr(gram, t, t) += 1e-10 * trace / (double)n;
    good = good && gsl_linalg_cholesky_decomp1(gram) == GSL_SUCCESS && gsl_linalg_cholesky_solve(gram, right, solution) == GSL_SUCCESS;
    if (good) fitting->now.constant = gsl_vector_get(solution, 0);
    for (size_t t = 0; good && t + 1 < n; t++) fitting->now.coefficient[t] = gsl_vector_get(solution, t + 1);
    gsl_matrix_free(gram);
    gsl_vector_free(right);
    gsl_vector_free(solution);
    free(v);
    return good;
}

/* Mean square of y minus the expansion; `left` [n] may be NULL. */
static double misfit(const struct ent_chaos *chaos, const struct ent_basis *basis, const struct ent_chaos_points *points, double *left)
{
    double squares = 0;
    for (size_t p = 0; p < points->n; p++) {
        const double d = points->y[p] - ent_chaos_at(chaos, basis, points->row + p * basis->k);
        if (left) left[p] = d;
        squares += d * d;
    }
    return squares / (double)points->n;
}

static int copy(struct ent_chaos *to, const struct ent_chaos *from)
{
    ent_chaos_free(to);
    *to = *from;
    to->term = malloc((from->n_terms + 1) * sizeof *to->term);
    to->coefficient = malloc((from->n_terms + 1) * sizeof *to->coefficient);
    if (!to->term || !to->coefficient) return 0;
    memcpy(to->term, from->term, from->n_terms * sizeof *to->term);
    memcpy(to->coefficient, from->coefficient, from->n_terms * sizeof *to->coefficient);
    return 1;
}

/* Most terms: one in ten points, and not so many that solving takes seconds. */
static size_t most_terms(size_t n_points, size_t n_candidates)
{
    size_t most = n_points / POINTS_PER_TERM, quick = (size_t)sqrt(4e8 / (double)(n_points + 1));
    if (most > MOST_TERMS) most = MOST_TERMS;
    if (most > quick) most = quick;
    return most < n_candidates ? most : n_candidates;
}

int ent_chaos_fit(struct ent_chaos *chaos, const struct ent_basis *basis, const struct ent_chaos_points *fit,
                  const struct ent_chaos_points *check, struct ent_error *error)
{
    const size_t most = most_terms(fit->n, list_candidates(basis->k, NULL));
    struct fitting fitting;
    *chaos = (struct ent_chaos){.k = basis->k};
    if (fit->n == 0 || check->n == 0) return ENT_OK;
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    int good = fitting_init(&fitting, basis, fit, most);
    if (good) {
        for (size_t p = 0; p < fit->n; p++) fitting.now.constant += fit->y[p] / (double)fit->n;
        misfit(&fitting.now, basis, fit, fitting.left);
        chaos->constant = fitting.now.constant;
    }
    double least = good ? 0.95 * misfit(&fitting.now, basis, check, NULL) : 0;
    for (int stage = N_STAGES - 1; good && stage >= 0; stage--) {
        const size_t n = most >> (2 * stage);
        if (n == 0 || n <= fitting.now.n_terms) continue;
        if (!(good = take(&fitting, n)) || !solve(&fitting)) break;
        const double found = misfit(&fitting.now, basis, check, NULL);
        misfit(&fitting.now, basis, fit, fitting.left);
        if (!(found < least)) continue;
        least = found;
        good = copy(chaos, &fitting.now);
    }
    fitting_free(&fitting);
    gsl_set_error_handler(handler);
    if (good) return ENT_OK;
    ent_chaos_free(chaos);
    return out_of_memory(error);
}

void ent_chaos_free(struct ent_chaos *chaos)
{
    free(chaos->term);
    free(chaos->coefficient);
    *chaos = (struct ent_chaos){0};
}

/* --- variances --- */

void ent_chaos_variances(const struct ent_chaos *chaos, struct ent_chaos_parts *parts)
{
    parts->variance = 0;
    for (size_t i = 0; i < chaos->k; i++) parts->first[i] = parts->total[i] = 0;
    for (size_t t = 0; t < chaos->n_terms; t++) {
        const struct ent_chaos_term *term = &chaos->term[t];
        const double square = chaos->coefficient[t] * chaos->coefficient[t];
        parts->variance += square;
        parts->total[term->i] += square;
        if (term->i == term->j)
            parts->first[term->i] += square;
        else
            parts->total[term->j] += square;
    }
}

/* With g_i the part of the expansion in column i alone and h_im that in i and m: inner [i][m][a] is the coefficient of the a-th
 * polynomial of i in h_im(., x_m), and where m = i that in g_i. Returns the sum of g_i(x_i) in value [k]. */
static void fill_inner(const struct ent_chaos *chaos, const struct ent_basis *basis, size_t row, double *inner)
{
    const size_t k = chaos->k;
    memset(inner, 0, k * k * D * sizeof *inner);
    for (size_t t = 0; t < chaos->n_terms; t++) {
        const struct ent_chaos_term *term = &chaos->term[t];
        const size_t i = term->i, j = term->j;
        const double c = chaos->coefficient[t];
        if (i == j) {
            inner[(i * k + i) * D + term->a] += c;
        } else {
            inner[(i * k + j) * D + term->a] += c * phi_at(basis, row, j, term->b);
            inner[(j * k + i) * D + term->b] += c * phi_at(basis, row, i, term->a);
        }
    }
}

/* The variance V of the parts of the expansion depends on the distribution of each column; the influence of a value x_m:
 *   on V_i:   g_i(x_i)^2 - V_i                                          m = i
 *             2 E[g_i h_im(., x_m)]                                     else
 *   on T_i:   g_i(x_i)^2 + sum_j E[h_ij(x_i, .)^2] - T_i                m = i
 *             E[h_im(., x_m)^2] - V_im + 2 E[g_i h_im(., x_m)]          else
 *   on V:     g_m(x_m)^2 + sum_j E[h_jm(., x_m)^2] + 2 sum_j E[g_j h_jm(., x_m)] - T_m
 * The constants -V_i, -V_im, -T_i are those of `exact`; here they are left to the caller's mean: the sums below are without them. */
void ent_chaos_influence(const struct ent_chaos *chaos, const struct ent_basis *basis, size_t row, double *work,
                         struct ent_chaos_parts *parts)
{
    const size_t k = chaos->k;
    fill_inner(chaos, basis, row, work);
    parts->variance = 0;
    for (size_t i = 0; i < k; i++) parts->first[i] = parts->total[i] = 0;
    for (size_t i = 0; i < k; i++) {
        const double *g = work + (i * k + i) * D;
        double value = 0;
        for (size_t a = 0; a < D; a++) value += g[a] * phi_at(basis, row, i, a);
        parts->first[i] += value * value;
        parts->total[i] += value * value;
        parts->variance += value * value;
        for (size_t m = 0; m < k; m++) {
            const double *h = work + (i * k + m) * D;
            double square = 0, cross = 0;
            if (m == i) continue;
            for (size_t a = 0; a < D; a++) {
                square += h[a] * h[a];
                cross += g[a] * h[a];
            }
            parts->first[i] += 2 * cross;
            parts->total[i] += square + 2 * cross;
            parts->total[m] += square;
            parts->variance += square + 2 * cross;
        }
    }
}
