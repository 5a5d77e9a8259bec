/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Initial values from data: positions, threat, trust, salience (ODD.md, section Initialization).
 *
 *   position   b = logistic(.9 z(sum_w z)),  z-scores over the states, clipped at +-2
 *   threat     S_i = base + border + proximity (W/W_0) exp(-min(d_rival, d_war)/l)
 *   trust      R0 = base + eu + pact + minilateral min(3, n) + likeness exp(-|d ideal|/.5) + nearness exp(-d/1500)
 *
 * Liberal democracy never enters a position: it already acts on erosion, membership and compliance.
 */

/* The intensity of the present war for which `proximity` was chosen. */
#define ENT_WAR_REFERENCE 0.7

/* The covariates behind positions, in the order of the w_* columns of a domain. */
enum { COV_RUSSIA, COV_EUROPE, COV_LIBERAL, COV_INCOME, COV_THREAT, COV_UN, COV_RENEWABLE, COV_GAS, COV_SOUTH, N_COV };

static int is_missing(double x)
{
    return x != x;
}

/* Mean and spread of n values. */
struct scale {
    real mean, sd;
};

static struct scale scale_of(int n, const real *x)
{
    real mean = 0, square = 0;
    for (int i = 0; i < n; i++) mean += x[i];
    mean /= (real)n;
    for (int i = 0; i < n; i++) square += (x[i] - mean) * (x[i] - mean);
    return (struct scale){mean, r_sqrt(square / (real)n)};
}

/* A z-score, clipped at +-clip; 0 if the values do not vary. */
static real z_score(struct scale scale, real x, real clip)
{
    return scale.sd > R(1e-6) ? r_clip((x - scale.mean) / scale.sd, -clip, clip) : 0;
}

static void standardise(int n, const real *x, real clip, real *z)
{
    const struct scale scale = scale_of(n, x);
    for (int i = 0; i < n; i++) z[i] = z_score(scale, x[i], clip);
}

/* Replaces missing values by the mean of the four nearest states that have one, nearest in the z-scores of
 * UN ideal point, log GDP per head, distance to the rival and EU membership. */
static void impute(const struct ent_constants *k, real *x, const uint8_t *missing)
{
    const int n = k->n;
    enum { N_NEAR = 4, N_AXES = 4 };
    real axis[N_AXES][ENT_P];
    for (int i = 0; i < n; i++) {
        const struct ent_state *s = &k->in.state[i];
        axis[0][i] = R(s->ideal_point);
        axis[1][i] = r_log(R(s->gdp / s->population));
        axis[2][i] = R(s->rival_km);
        axis[3][i] = R(s->eu);
    }
    for (int a = 0; a < N_AXES; a++) standardise(n, axis[a], R(1e6), axis[a]);
    real filled[ENT_P];
    for (int i = 0; i < n; i++) {
        filled[i] = x[i];
        if (!missing[i]) continue;
        uint64_t taken = 0;
        real sum = 0;
        int found = 0;
        for (; found < N_NEAR; found++) {
            int nearest = -1;
            real least = 0;
            for (int j = 0; j < n; j++) {
                if (missing[j] || (taken >> j & 1)) continue;
                real d = 0;
                for (int a = 0; a < N_AXES; a++) d += (axis[a][i] - axis[a][j]) * (axis[a][i] - axis[a][j]);
                if (nearest < 0 || d < least) nearest = j, least = d;
            }
            if (nearest < 0) break;
            taken |= UINT64_C(1) << nearest;
            sum += x[nearest];
        }
        filled[i] = found ? sum / (real)found : 0;
    }
    for (int i = 0; i < n; i++) x[i] = filled[i];
}

static void read_covariate(const struct ent_constants *k, real sign, size_t offset, real *x)
{
    uint8_t missing[ENT_P] = {0};
    for (int i = 0; i < k->n; i++) {
        double value;
        memcpy(&value, (const char *)&k->in.state[i] + offset, sizeof value);
        missing[i] = (uint8_t)is_missing(value);
        x[i] = missing[i] ? 0 : sign * R(value);
    }
    impute(k, x, missing);
}

static void set_threat(struct ent_constants *k)
{
    const struct ent_threat_parameters *p = &k->in.parameters.threat;
    for (int i = 0; i < k->n; i++) {
        const struct ent_state *s = &k->in.state[i];
        const real nearest = r_min(R(s->rival_km), R(s->war_km));
        k->threat_constant[i] = R(p->base) + (s->border ? R(p->border) : 0);
        k->threat_war[i] = R(p->proximity / ENT_WAR_REFERENCE) * r_exp(-nearest / R(p->length));
        k->threat0[i] = r_clip(k->threat_constant[i] + k->threat_war[i] * R(p->war_level), 0, 1);
        for (int j = 0; j < k->n; j++) k->threat_near[i][j] = r_exp(-r_max(R(k->in.distance_km[i][j]) - 200, 0) / R(p->length));
    }
}

static void set_positions(struct ent_constants *k)
{
    const int n = k->n;
    real z[N_COV][ENT_P] = {{0}};
    read_covariate(k, -1, offsetof(struct ent_state, eu_russia), z[COV_RUSSIA]);
    read_covariate(k, 1, offsetof(struct ent_state, eu_position), z[COV_EUROPE]);
    read_covariate(k, -1, offsetof(struct ent_state, galtan), z[COV_LIBERAL]);
    read_covariate(k, 1, offsetof(struct ent_state, ideal_point), z[COV_UN]);
    read_covariate(k, 1, offsetof(struct ent_state, renewables), z[COV_RENEWABLE]);
    for (int i = 0; i < n; i++) {
        const struct ent_state *s = &k->in.state[i];
        k->sovereignty[i] = (8 - z[COV_EUROPE][i]) / 7;
        z[COV_INCOME][i] = r_log(R(s->gdp / s->population));
        z[COV_THREAT][i] = k->threat0[i];
        z[COV_GAS][i] = -R(s->gas);
        z[COV_SOUTH][i] = R(s->south);
    }
    const real no_gas = z_score(scale_of(n, z[COV_GAS]), 0, 2);
    for (int c = 0; c < N_COV; c++) standardise(n, z[c], 2, z[c]);
    for (int d = 0; d < k->in.n_domains; d++) {
        const struct ent_domain *domain = &k->in.domain[d];
        const double weight[N_COV] = {domain->w_russia, domain->w_europe,    domain->w_liberal, domain->w_income, domain->w_threat,
                                      domain->w_un,     domain->w_renewable, domain->w_gas,     domain->w_south};
        real sum[ENT_P] = {0};
        for (int c = 0; c < N_COV; c++)
            for (int i = 0; i < n; i++) sum[i] += R(weight[c]) * z[c][i];
        const struct scale scale = scale_of(n, sum);
        for (int i = 0; i < n; i++) {
            const real free = sum[i] + R(domain->w_gas) * (no_gas - z[COV_GAS][i]);
            k->base[d][i] = r_logistic(R(.9) * z_score(scale, sum[i], 2));
            k->without_gas[d][i] = r_logistic(R(.9) * z_score(scale, free, 2)) - k->base[d][i];
        }
    }
}

static void set_salience(struct ent_constants *k)
{
    for (int d = 0; d < k->in.n_domains; d++) {
        const struct ent_domain *domain = &k->in.domain[d];
        for (int i = 0; i < k->n; i++) {
            const struct ent_state *s = &k->in.state[i];
            k->salience[d][i] = R(domain->salience_base) + R(domain->salience_threat) * k->threat0[i] +
                                R(domain->salience_near_war) * r_exp(-R(s->war_km) / 1500) + R(domain->salience_south) * R(s->south);
            k->weight[d][i] = k->salience[d][i] * k->root_gdp[i];
        }
    }
}

static void set_trust(struct ent_constants *k)
{
    const struct ent_trust_parameters *p = &k->in.parameters.trust;
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < k->n; j++) {
            const struct ent_state *a = &k->in.state[i], *b = &k->in.state[j];
            const int32_t groups = k->in.minilateral[i][j] < 3 ? k->in.minilateral[i][j] : 3;
            const double ideal = is_missing(k->in.ideal_distance[i][j]) ? 0.5 : k->in.ideal_distance[i][j];
            const real trust = R(p->base) + (a->eu && b->eu ? R(p->both_eu) : 0) + (a->pact && b->pact ? R(p->both_pact) : 0) +
                               R(p->minilateral) * (real)groups + R(p->likeness) * r_exp(-R(ideal / p->likeness_scale)) +
                               R(p->nearness) * r_exp(-R(k->in.distance_km[i][j] / p->nearness_scale));
            k->trust0[i][j] = i == j ? 0 : r_clip(trust, 0, 1);
        }
}

/* kappa_ij = 1/2 sum_h |h_i - h_j| sqrt(r_i r_j), h the shares of hydro, solar and wind within their sum. */
static void set_energy(struct ent_constants *k)
{
    enum { N_SOURCES = 3 };
    real share[N_SOURCES][ENT_P] = {{0}}, renewable[ENT_P] = {0};
    for (int i = 0; i < k->n; i++) {
        const struct ent_state *s = &k->in.state[i];
        const double source[N_SOURCES] = {s->hydro, s->solar, s->wind};
        const double sum = s->hydro + s->solar + s->wind;
        for (int h = 0; h < N_SOURCES; h++) share[h][i] = sum > 0 ? R(source[h] / sum) : 0;
        renewable[i] = is_missing(s->renewables) ? 0 : R(s->renewables / 100);
    }
    for (int i = 0; i < k->n; i++)
        for (int j = 0; j < k->n; j++) {
            real apart = 0;
            for (int h = 0; h < N_SOURCES; h++) apart += r_abs(share[h][i] - share[h][j]);
            k->unlike_energy[i][j] = i == j ? 0 : apart / 2 * r_sqrt(renewable[i] * renewable[j]);
        }
}
