/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The readers of YAML and CSV: what they make of right files, and where things stand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "params/csv.h"
#include "params/names.h"
#include "params/yaml.h"

static struct ent_arena arena;
static struct ent_complaints complaints;

static struct ent_node *yaml(const char *text)
{
    return ent_yaml_read(&arena, &complaints, "f", text, strlen(text));
}

static int clean(void **state)
{
    (void)state;
    ent_arena_free(&arena);
    ent_complaints_free(&complaints);
    return 0;
}

static void check_place(struct ent_place at, int line, int column)
{
    assert_string_equal(at.file, "f");
    assert_int_equal(at.line, line);
    assert_int_equal(at.column, column);
}

static void yaml_becomes_a_tree_with_places(void **state)
{
    const struct ent_node *root = yaml("a: 1\nb:\n  - x\n  - {c: 'q', d: [é, ~]}\ne: \"\"\n");
    const struct ent_node *list, *map;

    (void)state;
    assert_int_equal(complaints.n, 0);
    assert_int_equal(root->n, 3);
    assert_string_equal(ent_node_find_text(root, "a"), "1");
    check_place(ent_node_find(root, "a")->at, 1, 4);
    check_place(ent_node_find(root, "a")->key_at, 1, 1);
    list = ent_node_find(root, "b");
    assert_int_equal(list->kind, ENT_NODE_LIST);
    assert_int_equal(list->n, 2);
    map = list->first->next;
    assert_int_equal(map->kind, ENT_NODE_MAP);
    assert_true(ent_node_find(map, "c")->quoted);
    check_place(ent_node_find(map, "c")->at, 4, 9);
    check_place(ent_node_find(map, "d")->last->at, 4, 21); /* columns count characters, not bytes */
    assert_int_equal(ent_node_find(map, "d")->last->kind, ENT_NODE_BLANK);
    assert_int_equal(ent_node_find(root, "e")->kind, ENT_NODE_TEXT);
    assert_null(ent_node_find(root, "z"));
}

static void depth_and_number_of_keys_are_limited(void **state)
{
    char text[ENT_MAX_KEYS * 8 + 64] = "", *end = text;

    (void)state;
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    assert_non_null(yaml(text));
    assert_int_equal(complaints.n, 0);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    assert_null(yaml(text));
    assert_int_equal(complaints.n, 1);
    for (int i = 0; i <= ENT_MAX_KEYS; i++) {
        *end++ = (char)('a' + i % 26);
        *end++ = (char)('a' + i / 26 % 26);
        *end++ = (char)('a' + i / 676);
        memcpy(end, ": 1\n", 5);
        end += 4;
    }
    assert_null(yaml(text));
    assert_string_equal(complaints.list[1].text, "more than 1024 keys");
    assert_int_equal(complaints.list[1].line, 1025);
}

static void csv_becomes_rows(void **state)
{
    static const char text[] = "\"n\",code,x\r\n\"a \"\"b\"\", c\",AAA,\r\nplain,BBB,2";
    static const char *const columns[] = {"code", "x"};
    const struct ent_node *list = ent_csv_read(&arena, &complaints, "f", text, sizeof text - 1, columns, 2, "n");

    (void)state;
    assert_int_equal(complaints.n, 0);
    assert_int_equal(list->n, 2);
    assert_string_equal(ent_node_find_text(list->first, "n"), "a \"b\", c");
    assert_int_equal(ent_node_find(list->first, "x")->kind, ENT_NODE_BLANK);
    check_place(ent_node_find(list->first, "code")->at, 2, 14);
    assert_string_equal(ent_node_find_text(list->last, "x"), "2");
    check_place(ent_node_find(list->last, "x")->at, 3, 11);
}

static void complaints_are_sorted_counted_and_not_repeated(void **state)
{
    (void)state;
    ent_complaints_add(&complaints, ENT_BAD_INPUT, (struct ent_place){"b", 2, 1}, "two");
    ent_complaints_add(&complaints, ENT_NO_INPUT, (struct ent_place){"a", 1, 1}, "three");
    ent_complaints_add(&complaints, ENT_BAD_INPUT, (struct ent_place){"b", 1, 9}, "one");
    ent_complaints_add(&complaints, ENT_BAD_INPUT, (struct ent_place){"b", 1, 9}, "one");
    ent_complaints_sort(&complaints);
    assert_int_equal(complaints.n, 3);
    assert_int_equal(complaints.code, ENT_NO_INPUT);
    assert_string_equal(complaints.list[0].text, "one");
    assert_string_equal(complaints.list[1].text, "two");
    assert_string_equal(complaints.list[2].text, "three");
    for (int i = 0; i < 1000; i++) ent_complaints_add(&complaints, ENT_BAD_INPUT, (struct ent_place){"c", i + 1, 1}, "more");
    ent_complaints_sort(&complaints);
    assert_int_equal(complaints.n, ENT_MAX_COMPLAINTS + 1);
    assert_string_equal(complaints.list[ENT_MAX_COMPLAINTS].text, "too many errors: the rest are left out");
}

static void check_guess(const char *given, const char *expected)
{
    static const char *const names[] = {"security", "secretariat", "floor", "founders", "eu", "theta"};
    struct ent_guess guess = ent_guess_start(given);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) ent_guess_offer(&guess, names[i]);
    if (expected)
        assert_string_equal(guess.best, expected);
    else
        assert_null(guess.best);
}

static void a_mistyped_name_is_guessed(void **state)
{
    (void)state;
    check_guess("securty", "security");
    check_guess("tehta", "theta");
    check_guess("Floor", "floor");
    check_guess("ue", "eu");
    check_guess("something else", NULL);
    check_guess("", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(yaml_becomes_a_tree_with_places, clean),
        cmocka_unit_test_teardown(depth_and_number_of_keys_are_limited, clean),
        cmocka_unit_test_teardown(csv_becomes_rows, clean),
        cmocka_unit_test_teardown(complaints_are_sorted_counted_and_not_repeated, clean),
        cmocka_unit_test_teardown(a_mistyped_name_is_guessed, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
