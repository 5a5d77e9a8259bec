/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program as a user of the library would write it: runs two worlds of every order in the first scenario and prints
 * each metric. Built and run by test_install_door.sh.
 */
#include <entente.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(const struct entente *handle)
{
    fprintf(stderr, "%s\n", entente_error(handle));
    return 1;
}

int main(int argc, char **argv)
{
    struct entente *handle = NULL;
    struct entente_sizes sizes;
    const char *sets[] = {"months=24", "split.month=12"};
    int8_t status[2];

    if (argc < 2 || entente_open(&handle, argv[1], NULL, sets, 2) != ENTENTE_OK) return fail(handle);
    if (entente_describe(handle, &sizes) != ENTENTE_OK) return fail(handle);
    float *metrics = (float *)malloc(2 * (size_t)sizes.n_metrics * sizeof(float));
    if (!metrics) return 1;

    printf("%s %d orders %d scenarios\n", entente_version(), (int)sizes.n_orders, (int)sizes.n_scenarios);
    for (int32_t order = 0; order < sizes.n_orders; order++) {
        if (entente_run(handle, 0, order, 0, 0, 2, metrics, status, NULL) != ENTENTE_OK) return fail(handle);
        for (int32_t m = 0; m < sizes.n_metrics; m++) {
            struct entente_metric metric;
            if (entente_describe_metric(handle, m, &metric) != ENTENTE_OK) return fail(handle);
            printf("%s %s %a %a %d\n", entente_name(handle, ENTENTE_ORDERS, order), metric.name, (double)metrics[m],
                   (double)metrics[sizes.n_metrics + m], (int)status[1]);
        }
    }
    if (entente_run(handle, 0, sizes.n_orders, 0, 0, 2, metrics, status, NULL) != ENTENTE_USAGE) return 1;
    free(metrics);
    entente_free(handle);
    return 0;
}
