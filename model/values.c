/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M1: values alignment, its slow contagion, and democratic erosion.
 *
 *   dv   = phi (theta v_nb + (1 - theta) v* - v) dt + omega a (v_rival - v) dt + sigma sqrt(dt) noise
 *                                                                               [Janus 2023: phi, theta]
 *   h    = h0 exp(b1 (1/2 - v) + b2 nb + b3 (pressure + a) - b4 anchor)           onset of erosion, per year
 *   v*   falls at the onset, and again at breakdown; recovery undoes both
 *   an episode of erosion ends at `episode_exit`, in breakdown with `breakdown_share`   [Boese et al. 2021]
 *
 * nb: trust-weighted share of eroding or broken states; v_nb: trust-weighted mean of v; a: alienation (M12); anchor:
 * see discipline.c.
 */

static void values_onset(const struct ent_constants *k, struct ent_world *w, int i)
{
    if (w->stage[i] > 0) return;
    w->stage[i] = ENT_ERODING;
    w->target[i] -= R(k->in.parameters.values.onset_drop);
    w->tally.n_onsets++;
    TRACE(w, ONSET, told.state = i, told.value[0] = (double)w->v[i]);
}

/* One state's stage may move with the uniform draw u, which has brought an onset if the state is stable: end of an episode,
 * restoration. */
static void values_stage(const struct ent_constants *k, struct ent_world *w, int i, real u)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    if (w->stage[i] <= 0) {
        values_onset(k, w, i);
    } else if (w->stage[i] < ENT_BROKEN) {
        const real end = k->episode_exit;
        if (u < end * R(p->breakdown_share)) {
            w->stage[i] = ENT_BROKEN;
            w->target[i] -= R(p->breakdown_drop);
            TRACE(w, BREAKDOWN, told.state = i, told.value[0] = (double)w->v[i]);
        } else if (u < end) {
            w->stage[i] = ENT_STABLE;
            w->target[i] += R(p->onset_drop);
            TRACE(w, RECOVERY, told.state = i, told.value[0] = (double)w->v[i], told.value[1] = ENT_ERODING);
        }
    } else if (u < k->restoration) {
        w->stage[i] = ENT_STABLE;
        w->target[i] += R(p->onset_drop) + R(p->breakdown_drop);
        TRACE(w, RECOVERY, told.state = i, told.value[0] = (double)w->v[i], told.value[1] = ENT_BROKEN);
    }
}

static void values_update(const struct ent_constants *k, struct ent_world *w)
{
    const struct ent_values_parameters *p = &k->in.parameters.values;
    const real approach = R(p->phi) * k->dt, theta = R(p->theta), spread = R(p->noise) * r_sqrt(k->dt);
    const real pull = R(k->in.parameters.alienation.rival_pull) * k->dt, rival = R(k->in.parameters.alienation.rival_values);
    const real error_memory = R(p->gate_error_memory), error_spread = R(p->gate_error) * r_sqrt(1 - error_memory * error_memory);
    const int measured = w->step == 0; /* others measure once a month */
    uint32_t a[ENT_P], b[ENT_P], c[ENT_P], d[ENT_P];
    ent_draw_each(&w->stream, ENT_PURPOSE_VALUES_NOISE, (uint32_t)w->month, (uint32_t)w->step, k->id, padded(k), a, b, c, d);
    real hazard[ENT_P];
    for (int i = 0; i < padded(k); i++) {
        real noise, error;
        ent_normal_pair(a[i], b[i], &noise, &error);
        hazard[i] = k->onset_rate * r_exp(R(p->vulnerability) * (R(.5) - w->v[i]) + R(p->contagion) * w->trusted_erosion[i] +
                                          R(p->pressure) * (w->pressure + w->alienation[i]) - R(p->anchoring) * w->anchor[i]);
        const real drift =
            approach * (theta * w->trusted_values[i] + (1 - theta) * w->target[i] - w->v[i]) + pull * w->alienation[i] * (rival - w->v[i]);
        w->v[i] = r_clip(w->v[i] + drift + spread * noise, 0, 1) * k->present[i];
        if (measured) w->gate_error[i] = (error_memory * w->gate_error[i] + error_spread * error) * k->present[i];
    }
    real u[ENT_P], chance[ENT_P];
    /* `u` must lie below `chance` for anything to happen. Of stable states it is the onset; of others the larger of both ends, and
     * values_stage compares u with the one that applies. */
    const real any = r_max(k->episode_exit, k->restoration);
    for (int i = 0; i < padded(k); i++) {
        u[i] = ent_uniform(c[i]);
        chance[i] = w->stage[i] > 0 ? any : r_hazard(hazard[i], k->dt);
    }
    for (uint64_t set = set_above(chance, u, padded(k)) & k->everyone; set; set &= set - 1) {
        const int i = ent_set_first(set);
        values_stage(k, w, i, u[i]);
    }
}
