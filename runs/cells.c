/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params/record.h"
#include "params/sha256.h"

static int out_of_memory(struct ent_error *error)
{
    return ent_error_set(error, ENT_BUG, "out of memory while listing the cells of the experiment");
}

void ent_cells_resolve(const struct ent_cells *cells, int32_t point, int32_t order, int32_t scenario, struct ent_inputs *inputs)
{
    ent_points_resolve(&cells->points, cells->experiment, point, order, scenario, inputs);
}

uint64_t ent_cells_block_mask(const struct ent_cells *cells, int32_t i_cell, int32_t block)
{
    int64_t left = (int64_t)cells->n_runs - (int64_t)block * ENT_BLOCK_RUNS;
    if (cells->n_blocks_of != NULL && block >= cells->n_blocks_of[cells->cell[i_cell].same]) return 0;
    return left >= ENT_BLOCK_RUNS ? UINT64_MAX : left <= 0 ? 0 : ((uint64_t)1 << left) - 1;
}

int64_t ent_cells_all_runs(const struct ent_cells *cells)
{
    int64_t n = 0;
    if (cells->n_blocks_of == NULL) return (int64_t)cells->n_cells * cells->n_runs;
    for (int32_t c = 0; c < cells->n_cells; c++) n += (int64_t)cells->n_blocks_of[cells->cell[c].same] * ENT_BLOCK_RUNS;
    return n;
}

void ent_cells_unsettle(struct ent_cells *cells)
{
    if (!ent_cells_are_precise(cells)) return;
    free(cells->n_blocks_of);
    cells->n_blocks_of = NULL;
    cells->n_runs = (cells->precision.most + ENT_BLOCK_RUNS - 1) / ENT_BLOCK_RUNS * ENT_BLOCK_RUNS;
}

char *ent_cells_yaml(const struct ent_cells *cells)
{
    return ent_cells_are_precise(cells) ? ent_experiment_yaml_precise(cells->experiment, &cells->precision, cells->seed)
                                        : ent_experiment_yaml(cells->experiment, cells->n_runs, cells->seed);
}

/* --- names that all cells share ------------------------------------------------------------------------------ */

static int32_t forum_index(struct ent_cells *cells, const char *name)
{
    for (int32_t i = 0; i < cells->n_forums; i++)
        if (strcmp(cells->forum[i], name) == 0) return i;
    memcpy(cells->forum[cells->n_forums], name, ENT_MAX_NAME);
    return cells->n_forums++;
}

static void read_names(struct ent_cells *cells, struct ent_inputs *inputs)
{
    for (int32_t o = 0; o < cells->n_orders; o++) {
        ent_cells_resolve(cells, 0, o, 0, inputs);
        cells->n_forums_of[o] = inputs->n_forums;
        for (int32_t f = 0; f < inputs->n_forums; f++) cells->forum_of[o][f] = forum_index(cells, inputs->forum[f].name);
        if (o > 0) continue;
        cells->n_states = inputs->n_states;
        cells->n_domains = inputs->n_domains;
        cells->start_year = inputs->start_year;
        cells->start_month = inputs->start_month;
        for (int32_t i = 0; i < inputs->n_states; i++) memcpy(cells->state[i], inputs->state[i].code, sizeof cells->state[i]);
        for (int32_t d = 0; d < inputs->n_domains; d++) memcpy(cells->domain[d], inputs->domain[d].name, ENT_MAX_NAME);
    }
}

/* What must be equal in all cells; the text says what is not, NULL: all is. */
static const char *disagreement(const struct ent_cells *cells, int32_t order, const struct ent_inputs *inputs)
{
    if (inputs->n_states != cells->n_states || inputs->n_domains != cells->n_domains) return "the number of states or domains";
    for (int32_t i = 0; i < inputs->n_states; i++)
        if (memcmp(inputs->state[i].code, cells->state[i], sizeof cells->state[i]) != 0) return "the states";
    for (int32_t d = 0; d < inputs->n_domains; d++)
        if (strcmp(inputs->domain[d].name, cells->domain[d]) != 0) return "the domains";
    if (inputs->start_year != cells->start_year || inputs->start_month != cells->start_month) return "the first month";
    if (inputs->n_forums != cells->n_forums_of[order]) return "the number of forums";
    for (int32_t f = 0; f < inputs->n_forums; f++)
        if (strcmp(inputs->forum[f].name, cells->forum[cells->forum_of[order][f]]) != 0) return "the names of the forums";
    return NULL;
}

/* --- hashes ---------------------------------------------------------------------------------------------------- */

static void hash_text(struct ent_sha256 *sha, const char *text)
{
    ent_sha256_update(sha, text, strlen(text) + 1);
}

static void hash_real(struct ent_sha256 *sha, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    ent_sha256_u64(sha, bits);
}

static void hash_rows(struct ent_sha256 *sha, const struct ent_metric_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hash_text(sha, rows[i].name);
        hash_real(sha, rows[i].low);
        hash_real(sha, rows[i].high);
    }
}

/* Which runs are kept whole; nothing if none are. */
static void hash_kept_runs(struct ent_sha256 *sha, const struct ent_recording *recording)
{
    if (recording->months == 0) return;
    hash_text(sha, "runs");
    ent_sha256_u32(sha, (uint32_t)recording->months);
    ent_sha256_u32(sha, (uint32_t)recording->every);
    ent_sha256_u32(sha, (uint32_t)recording->n_runs);
    for (int32_t i = 0; i < recording->n_runs; i++) ent_sha256_u32(sha, (uint32_t)recording->run[i]);
}

/* Everything but the inputs: what is asked of the cell and what its numbers mean. */
static void hash_common(const struct ent_cells *cells, uint8_t hash[32])
{
    struct ent_sha256 sha;
    ent_sha256_init(&sha);
    hash_text(&sha, "entente cell");
    ent_sha256_u32(&sha, (uint32_t)ENT_RESULTS_VERSION);
    ent_sha256_u64(&sha, cells->seed);
    ent_sha256_u32(&sha, cells->record);
    hash_rows(&sha, ent_metric_rows, ENT_N_METRICS);
    hash_rows(&sha, ent_trajectory_rows, ENT_N_TRAJECTORIES);
    hash_rows(&sha, ent_state_trajectory_rows, ENT_N_STATE_TRAJECTORIES);
    hash_kept_runs(&sha, ent_experiment_recording(cells->experiment));
    ent_sha256_final(&sha, hash);
}

static void hash_cell(const struct ent_cells *cells, const uint8_t common[32], const struct ent_inputs *inputs, const uint8_t *split_hash,
                      uint8_t hash[32])
{
    struct ent_sha256 sha;
    uint8_t inputs_hash[32];
    ent_inputs_hash(inputs, inputs_hash);
    ent_sha256_init(&sha);
    ent_sha256_update(&sha, common, 32);
    ent_sha256_update(&sha, inputs_hash, 32);
    ent_sha256_u32(&sha, (uint32_t)inputs->n_months);
    if (split_hash != NULL) {
        ent_sha256_update(&sha, split_hash, 32);
        ent_sha256_u32(&sha, (uint32_t)cells->split.forum);
        ent_sha256_u32(&sha, (uint32_t)cells->split.month);
    }
    ent_sha256_final(&sha, hash);
}

/* All orders of one point and scenario: they share the hash of the split order's inputs. */
static int hash_column(struct ent_cells *cells, const uint8_t common[32], int32_t point, int32_t scenario, struct ent_inputs *inputs,
                       struct ent_error *error)
{
    const struct ent_split *split = &cells->split;
    uint8_t split_hash[32];
    char place[256];
    if (split->order >= 0) {
        ent_cells_resolve(cells, point, split->order, scenario, inputs);
        ent_inputs_hash(inputs, split_hash);
        if (split->forum < 0 || split->forum >= inputs->n_forums || split->month < 0 || split->month >= inputs->n_months)
            return ent_error_set(error, ENT_BAD_INPUT, "split: forum %d and month %d are not within the order's %d forums and %d months",
                                 split->forum, split->month, inputs->n_forums, inputs->n_months);
    }
    for (int32_t o = 0; o < cells->n_orders; o++) {
        int32_t c = ent_cells_index(cells, point, o, scenario);
        ent_cells_describe(cells, c, place, sizeof place);
        ent_cells_resolve(cells, point, o, scenario, inputs);
        const char *differs = disagreement(cells, o, inputs);
        if (differs != NULL)
            return ent_error_set(error, ENT_BAD_INPUT, "%s: %s differs from the first cell's; cells of one experiment must share it", place,
                                 differs);
        cells->cell[c].n_months = inputs->n_months;
        hash_cell(cells, common, inputs, split->order >= 0 ? split_hash : NULL, cells->cell[c].hash);
    }
    return ENT_OK;
}

static int hash_all(struct ent_cells *cells, struct ent_error *error)
{
    uint8_t common[32];
    int first_code = ENT_OK;
    int32_t n_columns = cells->n_points * cells->n_scenarios;
    hash_common(cells, common);
#pragma omp parallel if (n_columns > 64)
    {
        struct ent_inputs *inputs = malloc(sizeof *inputs);
#pragma omp for schedule(dynamic)
        for (int32_t k = 0; k < n_columns; k++) {
            struct ent_error here = {0};
            int code = inputs == NULL ? out_of_memory(&here)
                                      : hash_column(cells, common, k / cells->n_scenarios, k % cells->n_scenarios, inputs, &here);
            if (code != ENT_OK) {
#pragma omp critical(ent_cells_error)
                if (first_code == ENT_OK) {
                    first_code = code;
                    if (error != NULL) *error = here;
                }
            }
        }
        free(inputs);
    }
    return first_code;
}

/* --- the table of hashes --------------------------------------------------------------------------------------- */

static uint32_t bucket_of(const struct ent_cells *cells, const uint8_t hash[32])
{
    uint32_t key = (uint32_t)hash[0] | (uint32_t)hash[1] << 8 | (uint32_t)hash[2] << 16 | (uint32_t)hash[3] << 24;
    return key & (cells->n_buckets - 1);
}

int32_t ent_cells_find(const struct ent_cells *cells, const uint8_t hash[32])
{
    for (int32_t c = cells->bucket[bucket_of(cells, hash)]; c >= 0; c = cells->cell[c].next)
        if (memcmp(cells->cell[c].hash, hash, 32) == 0) return c;
    return -1;
}

static void fill_table(struct ent_cells *cells)
{
    for (uint32_t b = 0; b < cells->n_buckets; b++) cells->bucket[b] = -1;
    for (int32_t c = 0; c < cells->n_cells; c++) {
        struct ent_cell *cell = &cells->cell[c];
        int32_t same = ent_cells_find(cells, cell->hash);
        cell->same = same >= 0 ? same : c;
        cell->next = -1;
        if (same < 0) {
            int32_t *head = &cells->bucket[bucket_of(cells, cell->hash)];
            cell->next = *head;
            *head = c;
        }
        if (cell->n_months > cells->n_months) cells->n_months = cell->n_months;
    }
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

static uint32_t asked_record(const struct ent_recording *recording)
{
    return (recording->counts ? ENT_RECORD_COUNTS : 0u) | (recording->trajectories ? ENT_RECORD_TRAJECTORIES : 0u) |
           (recording->states ? ENT_RECORD_STATES : 0u);
}

static int allocate(struct ent_cells *cells)
{
    cells->n_buckets = 16;
    while (cells->n_buckets < (uint32_t)cells->n_cells * 2) cells->n_buckets *= 2;
    size_t n_orders = (size_t)cells->n_orders;
    cells->state = calloc(ENT_MAX_STATES, sizeof *cells->state);
    cells->domain = calloc(ENT_MAX_DOMAINS, sizeof *cells->domain);
    cells->forum = calloc(n_orders * ENT_MAX_FORUMS, sizeof *cells->forum);
    cells->n_forums_of = calloc(n_orders, sizeof *cells->n_forums_of);
    cells->forum_of = calloc(n_orders, sizeof *cells->forum_of);
    cells->cell = calloc((size_t)cells->n_cells, sizeof *cells->cell);
    cells->bucket = calloc(cells->n_buckets, sizeof *cells->bucket);
    return cells->state && cells->domain && cells->forum && cells->n_forums_of && cells->forum_of && cells->cell && cells->bucket;
}

int ent_cells_init(struct ent_cells *cells, const struct ent_experiment *experiment, int32_t n_runs, uint64_t seed, uint32_t record,
                   struct ent_error *error)
{
    memset(cells, 0, sizeof *cells);
    cells->experiment = experiment;
    int code = ent_points_make(&cells->points, ent_experiment_varies(experiment), error);
    if (code != ENT_OK) return code;
    cells->n_points = cells->points.n;
    cells->n_orders = ent_experiment_n_orders(experiment);
    cells->n_scenarios = ent_experiment_n_scenarios(experiment);
    cells->n_runs = n_runs == 0 ? ent_experiment_n_runs(experiment) : n_runs;
    if (n_runs == 0) cells->precision = *ent_experiment_precision(experiment);
    ent_cells_unsettle(cells);
    cells->seed = seed;
    cells->record = record;
    if ((record & ENT_RECORD_ALL) == 0) cells->record |= asked_record(ent_experiment_recording(experiment));
    cells->split = ent_experiment_split(experiment);
    int64_t n_cells = (int64_t)cells->n_points * cells->n_orders * cells->n_scenarios;
    if (cells->n_runs < 1 || n_cells < 1 || n_cells > INT32_MAX / 2) {
        ent_cells_free(cells);
        return ent_error_set(error, ENT_BAD_INPUT, "an experiment needs runs and cells, at most %d cells; this one asks for %lld x %d runs",
                             INT32_MAX / 2, (long long)n_cells, n_runs);
    }
    cells->n_cells = (int32_t)n_cells;

    struct ent_inputs *inputs = malloc(sizeof *inputs);
    code = inputs != NULL && allocate(cells) ? ENT_OK : out_of_memory(error);
    if (code == ENT_OK) read_names(cells, inputs);
    free(inputs);
    if (code == ENT_OK) code = hash_all(cells, error);
    if (code == ENT_OK)
        fill_table(cells);
    else
        ent_cells_free(cells);
    return code;
}

void ent_cells_free(struct ent_cells *cells)
{
    free(cells->state);
    free(cells->domain);
    free(cells->forum);
    free(cells->n_forums_of);
    free(cells->forum_of);
    free(cells->cell);
    free(cells->bucket);
    free(cells->n_blocks_of);
    ent_points_free(&cells->points);
    memset(cells, 0, sizeof *cells);
}

void ent_cells_place(const struct ent_cells *cells, int32_t i_cell, size_t place[3])
{
    place[0] = (size_t)(i_cell / cells->n_scenarios / cells->n_orders);
    place[1] = (size_t)ent_cells_order(cells, i_cell);
    place[2] = (size_t)(i_cell % cells->n_scenarios);
}

void ent_cells_describe(const struct ent_cells *cells, int32_t i_cell, char *text, size_t size)
{
    int32_t scenario = i_cell % cells->n_scenarios;
    int32_t point = i_cell / cells->n_scenarios / cells->n_orders;
    snprintf(text, size, "point %d, order '%s', scenario '%s'", point,
             ent_experiment_order_name(cells->experiment, ent_cells_order(cells, i_cell)),
             ent_experiment_scenario_name(cells->experiment, scenario));
}
