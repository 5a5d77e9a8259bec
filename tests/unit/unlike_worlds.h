/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether two worlds, and what their runs will report, are the same to the last bit, and what differs if they are not. Include
 * after plain.h.
 */
#ifndef ENT_TESTS_UNIT_UNLIKE_WORLDS_H
#define ENT_TESTS_UNIT_UNLIKE_WORLDS_H

/* What the model keeps in a world only to save work, and a twin does not have. */
#define FOR_EACH_KEPT(X) X(alliances) X(club) X(confidence) X(n_failed) X(failed)
#define COPY_KEPT(column) memcpy(&to->column, &from->column, sizeof to->column);

PLAIN void copy_kept(const struct ent_constants *k, struct ent_world *to, const struct ent_world *from)
{
    FOR_EACH_KEPT(COPY_KEPT)
    for (int f = 0; f < k->in.n_forums; f++) /* nobody reads what states that are none would have */
        for (int i = k->n; i < ENT_P; i++) to->benefit[f][i] = from->benefit[f][i];
}

/* How many numbers of the worlds differ; -0 and 0 are one number. `first`: where the first of them is, in bytes. */
PLAIN int unlike(const struct ent_world *a, const struct ent_world *b, size_t *first)
{
    int n = 0;
    const char *x = (const char *)a, *y = (const char *)b;
    if (memcmp(x, y, sizeof *a) == 0) return 0;
    for (size_t at = 0; at + 4 <= sizeof *a; at += 4) {
        uint32_t p, q;
        memcpy(&p, x + at, 4);
        memcpy(&q, y + at, 4);
        if (p == q || (p | q) == UINT32_C(0x80000000)) continue;
        if (n++ == 0) *first = at;
    }
    return n;
}

/* clang-format off */
#define COLUMNS(X)                                                                                                                   \
    X(stream) X(v) X(target) X(stage) X(gate_error) X(effort) X(capability) X(threat) X(alienation) X(deviation) X(trust)            \
    X(trusted_values) X(trusted_erosion) X(trust_given) X(anchor)                                                                    \
    X(leader) X(enablers) X(war) X(excitation) X(active_until) X(war_until) X(war_severity)                                          \
    X(pressure) X(trust_lost) X(n_exits) X(raised) X(attacked) X(attack_shock) X(help)                                               \
    X(forum) X(alliances) X(club) X(confidence) X(in) X(benefit) X(due) X(below) X(determined) X(suspension) X(pressing) X(realised) \
    X(n_pending) X(n_free) X(pending) X(n_failed) X(failed) X(free_slot) X(issue) X(noise) X(salience)                               \
    X(settled) X(settled_change) X(position) X(stance)                                                                               \
    X(n_memories) X(remembered) X(excluded) X(heard) X(at_stake) X(failed_month) X(tally)
/* clang-format on */
#define COLUMN(name) {#name, offsetof(struct ent_world, name)},
static const struct {
    const char *name;
    size_t at;
} columns[] = {COLUMNS(COLUMN)};

/* The column of a world in which byte `at` lies, in the order of model/world.h. */
PLAIN const char *column_at(size_t at)
{
    const char *name = columns[0].name;
    size_t best = 0;
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
        if (columns[c].at > at || columns[c].at < best) continue;
        name = columns[c].name;
        best = columns[c].at;
    }
    return name;
}

/* What a run will report of counts, in one place. */
struct counts {
    uint16_t blocked[ENT_MAX_STATES][ENT_MAX_DOMAINS], decided[ENT_N_DURATIONS], censored[ENT_N_DURATIONS];
};

PLAIN void counts_of(const struct ent_run_result *result, struct counts *counts)
{
    memcpy(counts->blocked, result->blocked, sizeof counts->blocked);
    memcpy(counts->decided, result->decided, sizeof counts->decided);
    memcpy(counts->censored, result->censored, sizeof counts->censored);
}

PLAIN void set_counts(struct ent_run_result *result, const struct counts *counts)
{
    memcpy(result->blocked, counts->blocked, sizeof counts->blocked);
    memcpy(result->decided, counts->decided, sizeof counts->decided);
    memcpy(result->censored, counts->censored, sizeof counts->censored);
}

/* 1 if the reports differ in counts, or in what they say of this month. */
PLAIN int reports_unlike(const struct ent_constants *k, const struct ent_run_result *a, const struct ent_run_result *b, int month)
{
    struct counts x, y;
    int n = 0;
    counts_of(a, &x);
    counts_of(b, &y);
    for (int t = 0; t < ENT_N_TRAJECTORIES; t++) n += a->trajectory[t][month] != b->trajectory[t][month];
    for (int s = 0; s < ENT_N_STATE_TRAJECTORIES; s++)
        for (int i = 0; i < k->n; i++) n += a->state_trajectory[s][month][i] != b->state_trajectory[s][month][i];
    for (int f = 0; f < k->in.n_forums; f++) n += a->members[f][month] != b->members[f][month];
    return n > 0 || memcmp(&x, &y, sizeof x) != 0;
}

#endif
