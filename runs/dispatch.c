/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/dispatch.h"

#include <stdlib.h>
#include <string.h>

/* Every bit of single precision is the same in all copies, so the choice is one of speed. */
static const struct {
    const char *name;
    const struct ent_kernel *kernel;
} copies[] = {
    {"generic", &ent_kernel_generic},
#if defined(__x86_64__)
    {"avx2", &ent_kernel_avx2},
    {"avx512", &ent_kernel_avx512},
#endif
    {"double", &ent_kernel_double},
};

static int can_run(const char *name)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (strcmp(name, "avx2") == 0) return __builtin_cpu_supports("avx2") != 0;
    if (strcmp(name, "avx512") == 0)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
#endif
    (void)name;
    return 1;
}

const struct ent_kernel *ent_dispatch_named(const char *name, int *runs_here)
{
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
        if (strcmp(copies[i].name, name) == 0) {
            *runs_here = can_run(name);
            return copies[i].kernel;
        }
    *runs_here = 0;
    return NULL;
}

int ent_dispatch(const struct ent_kernel **kernel, struct ent_error *error)
{
    static const char *const widest_first[] = {"avx512", "avx2", "generic"};
    const char *forced = getenv("ENTENTE_VECTOR");
    int runs_here;
    if (forced != NULL && forced[0] != '\0') {
        *kernel = ent_dispatch_named(forced, &runs_here);
        if (*kernel == NULL) return ent_error_set(error, ENT_USAGE, "ENTENTE_VECTOR: '%s' is not generic, avx2, avx512 or double", forced);
        if (!runs_here) return ent_error_set(error, ENT_USAGE, "ENTENTE_VECTOR: this processor has no %s", forced);
        return ENT_OK;
    }
    for (size_t i = 0; i < sizeof widest_first / sizeof *widest_first; i++) {
        *kernel = ent_dispatch_named(widest_first[i], &runs_here);
        if (*kernel != NULL && runs_here) return ENT_OK;
    }
    return ent_error_set(error, ENT_BUG, "no copy of the kernel runs on this processor");
}
