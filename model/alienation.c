/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * M12: alienation.
 *
 *   a' = .97 a + .03 clip(excluded - heard, 0, 1)
 * excluded: share of a state's stakes decided this month without binding it; heard: share decided with
 * its vote. It lowers trust (trust.c), pulls v towards the rival (values.c) and obstructs elsewhere (bargaining.c).
 */
static void alienation_update(const struct ent_constants *k, struct ent_world *w)
{
    const real memory = R(k->in.parameters.alienation.memory);
    for (int i = 0; i < padded(k); i++) {
        const real share = (w->excluded[i] - w->heard[i]) / r_max(w->at_stake[i], R(1e-9));
        w->alienation[i] = memory * w->alienation[i] + (1 - memory) * r_clip(share, 0, 1);
    }
}
