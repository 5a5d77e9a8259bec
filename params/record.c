/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/record.h"

#include <string.h>

#include "params/experiment_tree.h"

enum { MOST_RUN = 100000000 - 1, MOST_STRIDE = 600 };

static const char *const flags[] = {"counts", "trajectories", "states"};

enum { N_FLAGS = sizeof flags / sizeof *flags };

/* --- into the tree --- */

/* Appends a value that the map does not have yet. */
static void put_new(struct ent_node *map, const char *key, struct ent_node *value)
{
    if (!value || ent_node_find(map, key)) return;
    value->key = key;
    value->key_at = map->at;
    ent_node_append(map, value);
}

void ent_record_gather(struct ent_load *load, struct ent_node *root)
{
    const int has_design = ent_node_find(root, "design") != NULL;
    struct ent_node *record = ent_node_find(root, "record");

    if (!record) {
        record = ent_node_new(load->arena, ENT_NODE_MAP, root->at);
        put_new(root, "record", record);
    }
    if (!record || record->kind != ENT_NODE_MAP) return;
    for (int i = 0; i < N_FLAGS; i++)
        put_new(record, flags[i], ent_node_text(load->arena, i == 0 || !has_design ? "true" : "false", record->at));
    put_new(record, "runs", ent_node_new(load->arena, ENT_NODE_BLANK, record->at));
}

/* --- from the tree --- */

static void load_list(struct ent_load *load, const struct ent_node *list, struct ent_recording *recording)
{
    int32_t *run, last = -1;

    if (!ent_load_is(load, list, ENT_NODE_LIST)) return;
    if (list->n == 0) ent_load_complain(load, list->at, "'list': at least one run");
    recording->run = run = ent_arena_take(load->arena, (size_t)(list->n + 1) * sizeof *run);
    for (struct ent_node *item = run ? list->first : NULL; item; item = item->next) {
        struct ent_node number = *item;

        number.key = "list";
        *run = (int32_t)ent_load_int(load, &number, 0, MOST_RUN, last + 1);
        if (*run <= last) ent_load_complain(load, item->at, "'list': %d after %d; write the runs in ascending order", *run, last);
        last = *run++;
        recording->n_runs++;
    }
}

static void load_runs(struct ent_load *load, const struct ent_node *runs, struct ent_recording *recording)
{
    static const char *const keys[] = {"every", "list", "months"};
    const struct ent_node *every, *list;

    if (!runs || runs->kind == ENT_NODE_BLANK || !ent_load_is(load, runs, ENT_NODE_MAP)) return;
    ent_load_keys(load, runs, keys, sizeof keys / sizeof *keys, NULL);
    every = ent_node_find(runs, "every");
    list = ent_node_find(runs, "list");
    recording->months = (int32_t)ent_load_int(load, ent_node_find(runs, "months"), 1, MOST_STRIDE, 1);
    recording->every = (int32_t)ent_load_int(load, every, 1, MOST_RUN, list ? 0 : 1);
    if (!every == !list) ent_load_complain(load, runs->at, "'runs': write either 'every', such as 100, or 'list', such as [0, 17]");
    if (list) load_list(load, list, recording);
}

void ent_record_load(struct ent_load *load, const struct ent_node *record, struct ent_recording *recording)
{
    static const char *const keys[] = {"counts", "trajectories", "states", "runs"};
    int32_t *const values[N_FLAGS] = {&recording->counts, &recording->trajectories, &recording->states};

    memset(recording, 0, sizeof *recording);
    if (!record || !ent_load_is(load, record, ENT_NODE_MAP)) return;
    ent_load_keys(load, record, keys, sizeof keys / sizeof *keys, NULL);
    for (int i = 0; i < N_FLAGS; i++) ent_load_flag(load, ent_node_find(record, flags[i]), values[i]);
    load_runs(load, ent_node_find(record, "runs"), recording);
}

/* --- which runs --- */

const struct ent_recording *ent_experiment_recording(const struct ent_experiment *experiment)
{
    return &experiment->recording;
}

int32_t ent_recording_before(const struct ent_recording *recording, int64_t run)
{
    int32_t n = 0;

    if (recording->months == 0 || run <= 0) return 0;
    if (recording->every > 0) return (int32_t)((run - 1) / recording->every + 1);
    while (n < recording->n_runs && recording->run[n] < run) n++;
    return n;
}

int32_t ent_recording_places(const struct ent_recording *recording, int32_t n_runs)
{
    return recording->every > 0 ? ent_recording_before(recording, n_runs) : recording->n_runs;
}

int ent_recording_has(const struct ent_recording *recording, int64_t run)
{
    return ent_recording_before(recording, run + 1) > ent_recording_before(recording, run);
}

int32_t ent_recording_run(const struct ent_recording *recording, int32_t i)
{
    return recording->every > 0 ? i * recording->every : recording->run[i];
}
