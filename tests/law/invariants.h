/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Law 4: what must hold after every month of every world, and of every report. Each check returns NULL, or what does not
 * hold. Include after walk.h and worlds.h.
 */
#ifndef ENT_TESTS_LAW_INVARIANTS_H
#define ENT_TESTS_LAW_INVARIANTS_H

#include <string.h>

static int share(real x)
{
    return x >= 0 && x <= 1;
}

static int padding_is_empty(const real *x, int n)
{
    for (int i = n; i < ENT_P; i++)
        if (r_bits(x[i]) << 1) return 0; /* neither 0 nor -0 */
    return 1;
}

static const char *states_hold(const struct ent_constants *k, const struct ent_world *w)
{
    for (int i = 0; i < k->n; i++) {
        if (!share(w->v[i])) return "values alignment is no share";
        if (!share(w->effort[i])) return "effort is no share";
        if (!share(w->threat[i])) return "threat is no share";
        if (!share(w->alienation[i])) return "alienation is no share";
        if (!share(w->anchor[i])) return "the anchor is no share";
        if (!share(w->trusted_values[i])) return "values of trusted states are no share";
        if (!(w->trusted_erosion[i] >= 0 && w->trusted_erosion[i] <= R(1.00001))) return "trusted erosion is no share";
        if (!(w->capability[i] >= 0 && r_is_finite(w->capability[i]))) return "capability is negative or not finite";
        if (!r_is_finite(w->target[i]) || !r_is_finite(w->gate_error[i])) return "a value is not finite";
        if (w->stage[i] != ENT_STABLE && w->stage[i] != ENT_ERODING && w->stage[i] != ENT_BROKEN) return "no such stage";
        if (w->trust[i][i] != 0) return "a state trusts itself";
        for (int j = 0; j < k->n; j++)
            if (!share(w->trust[i][j])) return "trust is no share";
        for (int j = 0; j < i; j++)
            if (r_bits(w->trust[i][j]) != r_bits(w->trust[j][i])) return "trust is not mutual";
        if (!padding_is_empty(w->trust[i], k->n)) return "trust outside the population";
    }
    const real *const columns[] = {w->v, w->effort, w->threat, w->alienation, w->capability, w->gate_error, w->target};
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        if (!padding_is_empty(columns[c], k->n)) return "a state outside the population";
    return NULL;
}

static const char *world_around_holds(const struct ent_constants *k, const struct ent_world *w)
{
    if (w->leader < ENT_LEADING || w->leader > ENT_ABSENT) return "no such commitment";
    if (!share(w->enablers)) return "enablers are no share";
    if (!(w->war >= 0)) return "the war is negative";
    for (int d = 0; d < k->in.n_domains; d++) {
        if (!share(w->settled[d])) return "settled policy is no share";
        if (!padding_is_empty(w->deviation[d], k->n)) return "a government outside the population";
    }
    for (int s = 0; s < k->in.n_shocks; s++)
        if (!(w->excitation[s] >= 0 && r_is_finite(w->excitation[s]))) return "negative excitation";
    return NULL;
}

static const char *sets_hold(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const struct ent_forum_state *forum = &w->forum[f];
    const struct ent_forum *treaty = &k->in.forum[f];
    if (k->everyone != world_everyone(k->in.n_states)) return "somebody left the population";
    if (forum->members & ~(treaty->founders | treaty->eligible)) return "a member that may not join";
    if (forum->suspended & ~forum->members) return "an outsider is suspended";
    if (forum->candidates & forum->members) return "a member is a candidate";
    if (forum->candidates & ~treaty->eligible) return "a candidate that may not join";
    if (forum->signatories & ~treaty->founders) return "a signatory that did not negotiate";
    if (treaty->ad_hoc && (forum->signatories || forum->life == ENT_RATIFYING)) return "an ad hoc coalition with a treaty";
    if (forum->ratified & ~forum->signatories) return "a ratification without signature";
    if (forum->life != ENT_IN_FORCE && forum->members) return "members of a forum that is not in force";
    if (forum->life == ENT_DISSOLVED && forum->candidates) return "candidates for a forum that is no more";
    for (int i = 0; i < ENT_P; i++)
        if (w->in[f][i] != (real)(int)(forum->members >> i & 1)) return "indicators and bits of membership disagree";
    return NULL;
}

/* Purses, steps of proceedings, reforms, and the lives of coalitions. */
static const char *procedures_hold(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const struct ent_forum_state *forum = &w->forum[f];
    const struct ent_forum *treaty = &k->in.forum[f];
    if (!(forum->purse >= 0 && r_is_finite(forum->purse))) return "a purse is overdrawn";
    if (treaty->budget == 0 && forum->purse > 0) return "money without a budget";
    if (forum->pillar && !treaty->external_leader) return "a pillar of a forum that nobody led";
    if (forum->formed > w->month || forum->active > w->month) return "a coalition of the future";
    for (int i = 0; i < k->n; i++) {
        const int32_t steps = w->determined[f][i];
        if (steps < 0 || steps > treaty->n_determinations) return "more determinations than there are";
        if (steps > 0 && forum->life != ENT_DISSOLVED && !(forum->members >> i & 1)) return "proceedings against an outsider";
    }
    for (int d = 0; d < k->in.n_domains; d++) {
        const int32_t rule = forum->reserved_rule[d];
        const int reformed = (treaty->reform_domains >> d & 1) && rule == treaty->reform_to;
        if (rule != treaty->reserved_rule[d] && !reformed) return "a rule that no reform has made";
    }
    const int idle = forum->life == ENT_IN_FORCE && treaty->ad_hoc && treaty->lifetime_months > 0;
    if (idle && w->month - forum->active > treaty->lifetime_months) return "a coalition outlives its time";
    return NULL;
}

static const char *forum_holds(const struct ent_constants *k, const struct ent_world *w, int f)
{
    const struct ent_forum_state *forum = &w->forum[f];
    if (!share(forum->capital)) return "institutional capital is no share";
    if (!(forum->trust >= 0 && forum->trust <= R(1.00001))) return "trust of a forum is no share";
    if (!(forum->dilution > 0 && forum->dilution <= 1)) return "dilution is not in (0, 1]";
    if (!(forum->successes >= 0 && forum->successes <= forum->trials)) return "more successes than trials";
    for (int d = 0; d < k->in.n_domains; d++)
        if (!share(forum->achievement[d])) return "achievement is no share";
    const char *broken = procedures_hold(k, w, f);
    return broken ? broken : sets_hold(k, w, f);
}

static const char *issue_holds(const struct ent_constants *k, const struct ent_issue *issue, int month)
{
    if (!(issue->covered >= 0 && issue->covered <= R(1.00001))) return "coverage is no share";
    if (issue->covered_only > issue->covered) return "coverage without spillover is the larger one";
    if (!share(issue->quo) || !share(issue->text)) return "a policy is no share";
    if (!(issue->depth > 0 && issue->depth <= 1)) return "depth is not in (0, 1]";
    if (!(issue->stake > 0) || !(issue->urgency >= 1)) return "no stake or urgency";
    if (issue->arrival > month || issue->domain >= k->in.n_domains || issue->forum >= k->in.n_forums) return "an index is out of range";
    if (issue->concerns & ~k->everyone) return "an issue concerns nobody";
    if (issue->second >= k->in.n_domains || issue->second == issue->domain) return "an issue touches no second domain";
    if (!share(issue->reach)) return "the reach of a forum is no share";
    return NULL;
}

static const char *agenda_holds(const struct ent_constants *k, const struct ent_world *w)
{
    uint8_t seen[ENT_MAX_ISSUES] = {0};
    if (w->n_pending + w->n_free != ENT_MAX_ISSUES) return "a place on the agenda is lost";
    for (int n = 0; n < w->n_pending; n++) {
        const struct ent_issue *issue = &w->issue[w->pending[n]];
        seen[w->pending[n]]++;
        const char *broken = issue_holds(k, issue, w->month);
        if (broken) return broken;
        if (issue->forum < 0) continue;
        if (position_in_sequence(k, issue->domain, issue->forum) < 0) return "a forum holds what it may not decide";
        const int lapsed = k->in.forum[issue->forum].ad_hoc && w->forum[issue->forum].life == ENT_UNSIGNED;
        if (w->forum[issue->forum].life < ENT_IN_FORCE && !lapsed) return "a forum that does not exist yet holds an issue";
    }
    for (int n = 0; n < w->n_free; n++) seen[w->free_slot[n]]++;
    for (int s = 0; s < ENT_MAX_ISSUES; s++)
        if (seen[s] != 1) return "a place on the agenda is used twice";
    return NULL;
}

static const char *tallies_hold(const struct ent_world *w)
{
    const struct ent_tallies *t = &w->tally;
    const double all = t->stake_urgent * 1.00001;
    if (t->undecided > all || t->uncovered > all || t->uncovered_only > all) return "more undecided than urgent";
    if (t->undecided > t->uncovered * 1.00001 || t->uncovered > t->uncovered_only * 1.00001) return "the readings are out of order";
    if (t->refusal + t->procedural > t->undecided * 1.00001 || t->refusal + t->procedural < t->undecided * .99999)
        return "refusal and procedure do not make up the undecided";
    if (t->stake_internal > all || t->stake_internal_undecided > t->stake_internal) return "more internal than all";
    if (t->cohesion > t->cohesion_stake * 1.00001) return "cohesion above 1";
    if (t->n_uncontested > t->n_majority_acts || t->n_wrongful > t->n_suspensions || t->n_attacks_pact > t->n_attacks)
        return "a part exceeds the whole";
    return NULL;
}

static const char *month_holds(const struct ent_constants *k, const struct ent_world *w)
{
    const char *broken = states_hold(k, w);
    if (!broken) broken = world_around_holds(k, w);
    for (int f = 0; f < k->in.n_forums && !broken; f++) broken = forum_holds(k, w, f);
    if (!broken) broken = agenda_holds(k, w);
    if (!broken) broken = tallies_hold(w);
    return broken;
}

static const char *report_holds(const struct ent_constants *k, const struct ent_run_result *out)
{
    for (int m = 0; m < ENT_N_METRICS; m++) {
        const struct ent_metric_row *row = &ent_metric_rows[m];
        const double x = (double)out->metric[m], slack = 1e-5 * (row->high - row->low);
        if (x != x) {
            if (strcmp(row->undefined, "never") == 0) return row->name;
            continue;
        }
        if (x < row->low - slack || x > row->high + slack) return row->name;
    }
    for (int i = 0; i < k->n; i++)
        for (int month = 0; month < k->in.n_months; month++)
            if (out->state_trajectory[ENT_STATE_TRAJECTORY_alignment][month][i] > 65536) return "trajectory of a state";
    return NULL;
}

#endif
