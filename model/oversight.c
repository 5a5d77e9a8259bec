/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control: what the oversight of a forum costs and brings, at one price for all.
 *
 *   preparation x haste      none .7, secretariat .85, parliamentary body 1: who is watched takes longer
 *   log-odds of compliance + legitimacy
 *
 * The third effect, fairness of suspensions, is in discipline.c.
 */

static real oversight_haste(const struct ent_constants *k, int f)
{
    const struct ent_oversight_parameters *p = &k->in.parameters.oversight;
    const int32_t oversight = k->in.forum[f].oversight;
    if (oversight == ENT_OVERSIGHT_PARLIAMENTARY) return 1;
    return R(oversight == ENT_OVERSIGHT_SECRETARIAT ? p->haste_secretariat : p->haste_none);
}

static real oversight_legitimacy(const struct ent_constants *k, int f)
{
    const struct ent_oversight_parameters *p = &k->in.parameters.oversight;
    const int32_t oversight = k->in.forum[f].oversight;
    if (oversight == ENT_OVERSIGHT_PARLIAMENTARY) return R(p->legitimacy_parliamentary);
    return oversight == ENT_OVERSIGHT_SECRETARIAT ? R(p->legitimacy_secretariat) : 0;
}
