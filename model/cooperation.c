/* SPDX-License-Identifier: GPL-3.0-or-later */
static void cooperation_month(const struct ent_constants *k, struct ent_world *w)
{
    (void)k;
    (void)w;
}
