/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped orders differ in what they say they differ in: a forum of one name is one institution, with the same members,
 * rules and numbers, in every order that has it. Only the EU that has given up unanimity is another one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "params/experiment.h"

enum { N_ORDERS = 7 };

static struct ent_inputs orders[N_ORDERS];
static char names[N_ORDERS][ENT_MAX_NAME];

static int load_orders(void **state)
{
    struct ent_experiment *experiment = NULL;
    struct ent_complaints complaints = {0};
    int wrong = ent_experiment_load(&experiment, "orders", NULL, NULL, 0, &complaints) != ENT_OK;
    (void)state;
    wrong = wrong || ent_experiment_n_orders(experiment) != N_ORDERS;
    for (int o = 0; o < N_ORDERS && !wrong; o++) {
        strncpy(names[o], ent_experiment_order_name(experiment, o), ENT_MAX_NAME - 1);
        wrong = ent_experiment_resolve(experiment, o, 0, &orders[o]) != ENT_OK;
    }
    ent_experiment_free(experiment);
    ent_complaints_free(&complaints);
    return wrong;
}

static int same_rule(const struct ent_inputs *a, int32_t x, const struct ent_inputs *b, int32_t y)
{
    if (x < 0 || y < 0) return x < 0 && y < 0;
    return memcmp(&a->rule[x], &b->rule[y], sizeof a->rule[x]) == 0;
}

/* 1 if the forums follow the same rules in all they do. */
static int same_rules(const struct ent_inputs *a, const struct ent_forum *f, const struct ent_inputs *b, const struct ent_forum *g)
{
    int same = same_rule(a, f->entry_rule, b, g->entry_rule) && same_rule(a, f->suspension_rule, b, g->suspension_rule);
    for (int d = 0; d < a->n_domains; d++)
        same =
            same && same_rule(a, f->reserved_rule[d], b, g->reserved_rule[d]) && same_rule(a, f->ordinary_rule[d], b, g->ordinary_rule[d]);
    for (int n = 0; n < f->n_determinations && same; n++) same = same_rule(a, f->determination_rule[n], b, g->determination_rule[n]);
    if (f->reform_domains) same = same && same_rule(a, f->reform_rule, b, g->reform_rule) && same_rule(a, f->reform_to, b, g->reform_to);
    for (int c = 0; c < f->n_cooperations && same; c++)
        same = same_rule(a, f->cooperation[c].authorisation, b, g->cooperation[c].authorisation) &&
               same_rule(a, f->cooperation[c].reserved_rule, b, g->cooperation[c].reserved_rule) &&
               same_rule(a, f->cooperation[c].ordinary_rule, b, g->cooperation[c].ordinary_rule);
    return same;
}

/* The forum without what depends on the order around it: numbers of its rules, and whose command is there to be used. */
static void strip(struct ent_forum *forum)
{
    forum->command_of = 0;
    forum->entry_rule = forum->suspension_rule = forum->reform_rule = forum->reform_to = 0;
    memset(forum->determination_rule, 0, sizeof forum->determination_rule);
    memset(forum->reserved_rule, 0, sizeof forum->reserved_rule);
    memset(forum->ordinary_rule, 0, sizeof forum->ordinary_rule);
    for (int c = 0; c < ENT_MAX_COOPERATIONS; c++)
        forum->cooperation[c].authorisation = forum->cooperation[c].reserved_rule = forum->cooperation[c].ordinary_rule = 0;
}

static int same_forum(const struct ent_inputs *a, const struct ent_forum *f, const struct ent_inputs *b, const struct ent_forum *g)
{
    struct ent_forum x, y;
    memcpy(&x, f, sizeof x);
    memcpy(&y, g, sizeof y);
    strip(&x);
    strip(&y);
    return memcmp(&x, &y, sizeof x) == 0 && f->n_determinations == g->n_determinations && same_rules(a, f, b, g);
}

static const struct ent_forum *forum_named(const struct ent_inputs *in, const char *name)
{
    for (int f = 0; f < in->n_forums; f++)
        if (strcmp(in->forum[f].name, name) == 0) return &in->forum[f];
    return NULL;
}

static int is_reformed(int o, const char *forum)
{
    return strcmp(names[o], "eu-qmv") == 0 && strcmp(forum, "eu") == 0;
}

static void one_name_is_one_institution(void **state)
{
    int compared = 0;
    (void)state;
    for (int o = 0; o < N_ORDERS; o++)
        for (int f = 0; f < orders[o].n_forums; f++)
            for (int p = o + 1; p < N_ORDERS; p++) {
                const struct ent_forum *one = &orders[o].forum[f], *other = forum_named(&orders[p], one->name);
                if (!other) continue;
                compared++;
                if (same_forum(&orders[o], one, &orders[p], other) == (is_reformed(o, one->name) || is_reformed(p, one->name)))
                    fail_msg("forum %s of %s and of %s", one->name, names[o], names[p]);
            }
    assert_true(compared >= 21 + 1 + 3 + 2); /* the EU in all; NATO, coalitions and clusters in two each */
}

/* Whatever is changed in a forum must show. */
static void a_difference_shows(void **state)
{
    static struct ent_inputs changed;
    (void)state;
#define SHOWS(change)                                                                           \
    do {                                                                                        \
        memcpy(&changed, &orders[0], sizeof changed);                                           \
        change;                                                                                 \
        assert_false(same_forum(&orders[0], &orders[0].forum[0], &changed, &changed.forum[0])); \
    } while (0)
    SHOWS(changed.forum[0].capital -= .01);
    SHOWS(changed.forum[0].founders ^= 1);
    SHOWS(changed.forum[0].statements ^= 1);
    SHOWS(changed.forum[0].reform_rate += .1);
    SHOWS(changed.forum[0].reserved_rule[2] = changed.forum[0].ordinary_rule[2]);
    SHOWS(changed.forum[0].determination_rule[0] = changed.forum[0].determination_rule[1]);
    SHOWS(changed.forum[0].cooperation[1].authorisation = -1);
    SHOWS(changed.forum[0].cooperation[1].least--);
    SHOWS(changed.rule[changed.forum[0].suspension_rule].tally[0].quota_num--);
    memcpy(&changed, &orders[0], sizeof changed);
    assert_true(same_forum(&orders[0], &orders[0].forum[0], &changed, &changed.forum[0]));
}

/* What the treaties say about the EU of today, in numbers. */
static void the_union_is_that_of_the_treaties(void **state)
{
    const struct ent_inputs *in = &orders[0];
    const struct ent_forum *eu = &in->forum[0];
    const struct ent_rule *first = &in->rule[eu->determination_rule[0]], *third = &in->rule[eu->suspension_rule];
    int members = 0;
    (void)state;
    for (uint64_t set = eu->founders; set; set &= set - 1) members++;
    assert_int_equal(members, 27);
    assert_int_equal(eu->n_determinations, 2);
    assert_true(first->tally[0].quota_num * 5 == first->tally[0].quota_den * 4);                                  /* Art. 7(1) TEU */
    assert_true(third->tally[0].quota_num * 100 == third->tally[0].quota_den * 72 && third->blocking_least == 0); /* 238(3)(b) TFEU */
    for (int d = 0; d < in->n_domains; d++) {
        const struct ent_rule *reserved = &in->rule[eu->reserved_rule[d]], *ordinary = &in->rule[eu->ordinary_rule[d]];
        assert_true(reserved->tally[0].quota_num == reserved->tally[0].quota_den);
        assert_int_equal(ordinary->n_tallies, 2);
        assert_int_equal(ordinary->blocking_least, 4);
        assert_true((reserved->abstention == ENT_ABSTENTION_ASIDE) == (in->domain[d].leader_bonus > 0)); /* security and foreign policy */
        if (in->domain[d].defence) assert_false(eu->reform_domains >> d & 1);                            /* Art. 48(7) TEU */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_name_is_one_institution),
        cmocka_unit_test(a_difference_shows),
        cmocka_unit_test(the_union_is_that_of_the_treaties),
    };
    return cmocka_run_group_tests(tests, load_orders, NULL);
}
