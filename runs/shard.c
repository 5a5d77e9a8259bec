/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/shard.h"

#include <stdlib.h>
#include <string.h>

/* Launchers and what they tell each process; `first` names the variable with the number of the first rank. */
static const struct {
    const char *rank, *size, *first;
} launchers[] = {
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN"},
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", NULL},
    {"PMIX_RANK", "PMIX_SIZE", NULL},
    {"PMI_RANK", "PMI_SIZE", NULL},
    {"SLURM_PROCID", "SLURM_NTASKS", NULL},
};

/* A whole number of at most nine digits; 0 if `text` is anything else. */
static int read_number(const char *text, int32_t *number)
{
    size_t n = text == NULL ? 0 : strspn(text, "0123456789");
    if (n == 0 || n > 9 || text[n] != '\0') return 0;
    *number = (int32_t)strtol(text, NULL, 10);
    return 1;
}

static int from_launcher(struct ent_shard *shard, struct ent_error *error)
{
    for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++) {
        int32_t rank, size, first = 0;
        if (getenv(launchers[i].rank) == NULL || getenv(launchers[i].size) == NULL) continue;
        if (!read_number(getenv(launchers[i].rank), &rank) || !read_number(getenv(launchers[i].size), &size) ||
            (launchers[i].first != NULL && !read_number(getenv(launchers[i].first), &first)) || rank < first || rank - first >= size)
            return ent_error_set(error, ENT_USAGE, "--shard auto: %s and %s are not a rank below a size%s", launchers[i].rank,
                                 launchers[i].size, launchers[i].first != NULL ? "; the array must be consecutive" : "");
        shard->index = rank - first;
        shard->n = size;
        return ENT_OK;
    }
    return ent_error_set(error, ENT_USAGE, "--shard auto: no variable of Slurm, Open MPI or PMI is set");
}

int ent_shard_parse(const char *text, struct ent_shard *shard, struct ent_error *error)
{
    char first[16];
    const char *slash = strchr(text, '/');
    int32_t index, n;
    if (strcmp(text, "auto") == 0) return from_launcher(shard, error);
    if (slash != NULL && (size_t)(slash - text) < sizeof first) {
        memcpy(first, text, (size_t)(slash - text));
        first[slash - text] = '\0';
        if (read_number(first, &index) && read_number(slash + 1, &n) && index >= 1 && index <= n) {
            *shard = (struct ent_shard){.index = index - 1, .n = n};
            return ENT_OK;
        }
    }
    return ent_error_set(error, ENT_USAGE, "--shard: '%s' is not I/N with 1 <= I <= N, and not 'auto'", text);
}
