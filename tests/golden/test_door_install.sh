#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The public door from outside: install, then build a C and a C++ program against the installed prefix with pkg-config,
# run both, and expect the same numbers from both, bit by bit, however the runs are cut up. Only the door is visible.
set -euo pipefail
here=$(mktemp -d "${TMPDIR:-/tmp}/entente_door_XXXXXX")
trap 'rm -rf "$here"' EXIT
cmake --install "$ENTENTE_BUILD" --prefix "$here/prefix" > "$here/install.log" || { cat "$here/install.log"; exit 1; }
package=$(find "$here/prefix" -name entente.pc)
[ -n "$package" ] || { echo "entente.pc is not installed"; exit 1; }
export PKG_CONFIG_PATH=${package%/*}
export LD_LIBRARY_PATH=${package%/pkgconfig/*}

cat > "$here/door.c" <<'END'
#include <entente.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(struct entente *e, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, entente_error(e));
    return 1;
}

int main(void)
{
    struct entente *e = NULL;
    struct entente_sizes n;
    struct entente_metric metric;
    const char *sets[2] = {"months=12", "split.month=6"};
    const char *wrong[2] = {"months=twelve", "parameters.values.ph=1"};

    if (entente_open(&e, "baseline", NULL, wrong, 2) != ENTENTE_BAD_INPUT || strstr(entente_error(e), "months") == NULL ||
        strstr(entente_error(e), "ph") == NULL || entente_describe(e, &n) != ENTENTE_USAGE)
        return fail(e, "two errors were expected");
    entente_free(e);
    if (entente_open(&e, "no-such-experiment", NULL, NULL, 0) != ENTENTE_NO_INPUT || entente_error(e)[0] == '\0')
        return fail(e, "a missing file was expected");
    entente_free(e);

    if (entente_open(&e, "baseline", NULL, sets, 2) != ENTENTE_OK || entente_describe(e, &n) != ENTENTE_OK)
        return fail(e, "open");
    if (n.n_points != 1 || n.n_orders < 2 || n.n_scenarios < 2 || n.n_months != 12 || n.n_metrics < 30 || n.n_states < 30)
        return fail(e, "sizes");
    if (entente_name(e, ENTENTE_ORDERS, n.n_orders) != NULL || entente_name(e, ENTENTE_SCENARIOS, -1) != NULL ||
        entente_describe_metric(e, n.n_metrics, &metric) != ENTENTE_USAGE || !isnan(entente_design(e, 0, 0)))
        return fail(e, "what does not exist");
    float *values = (float *)malloc(10 * (size_t)n.n_metrics * sizeof *values);
    float *again = (float *)malloc(10 * (size_t)n.n_metrics * sizeof *again);
    int8_t status[10];
    int16_t month[10];
    if (entente_run(e, 0, n.n_orders, 0, 0, 10, values, status, month) != ENTENTE_USAGE ||
        entente_run(e, 0, 0, 0, -1, 10, values, status, month) != ENTENTE_USAGE)
        return fail(e, "a cell that does not exist");
    for (int32_t o = 0; o < n.n_orders; o++) {
        if (entente_run(e, 0, o, 1, 60, 10, values, status, month) != ENTENTE_OK ||
            entente_run(e, 0, o, 1, 60, 3, again, NULL, NULL) != ENTENTE_OK ||
            entente_run(e, 0, o, 1, 63, 7, again + 3 * n.n_metrics, NULL, NULL) != ENTENTE_OK)
            return fail(e, "run");
        if (memcmp(values, again, 10 * (size_t)n.n_metrics * sizeof *values) != 0)
            return fail(e, "cut up, the runs are others");
        for (int32_t k = 0; k < n.n_metrics; k++) {
            if (entente_describe_metric(e, k, &metric) != ENTENTE_OK)
                return fail(e, "metric");
            for (int32_t r = 0; r < 10; r++) {
                float value = values[r * n.n_metrics + k];
                if (status[r] == ENTENTE_RUN_DONE && !isnan(value) && !(value >= (float)metric.low && value <= (float)metric.high))
                    return fail(e, metric.name);
                printf("%s %s %d %a\n", entente_name(e, ENTENTE_ORDERS, o), metric.name, (int)r, (double)value);
            }
        }
    }
    free(values);
    free(again);
    entente_free(e);
    entente_free(NULL);
    fprintf(stderr, "entente %s\n", entente_version());
    return 0;
}
END
cp "$here/door.c" "$here/door.cc"
read -ra flags <<< "$(pkg-config --cflags --libs entente)"
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror "$here/door.c" -o "$here/door_c" "${flags[@]}" -lm
"${CXX:-c++}" -std=c++17 -Wall -Wextra -Werror "$here/door.cc" -o "$here/door_cxx" "${flags[@]}" -lm
"$here/door_c" > "$here/c.txt"
"$here/door_cxx" > "$here/cxx.txt"
cmp "$here/c.txt" "$here/cxx.txt"
[ "$(wc -l < "$here/c.txt")" -ge 600 ]

shown=$(nm -D --defined-only "$LD_LIBRARY_PATH/libentente.so" | awk '{print $3}' | grep -v '^entente_' || true)
[ -z "$shown" ] || { echo "visible beside the door: $shown"; exit 1; }

# The declared functions are the visible ones.
declared=$(grep -o 'entente_[a-z_]*(' "$here/prefix/include/entente.h" | tr -d '(' | sort -u)
visible=$(nm -D --defined-only "$LD_LIBRARY_PATH/libentente.so" | awk '{print $3}' | sort -u)
[ "$declared" = "$visible" ] || { diff <(echo "$declared") <(echo "$visible"); exit 1; }

# The same through ctypes.
/usr/bin/env python3 - "$LD_LIBRARY_PATH/libentente.so" <<'END'
import ctypes, sys
lib = ctypes.CDLL(sys.argv[1])
lib.entente_version.restype = ctypes.c_char_p
lib.entente_error.restype = ctypes.c_char_p
lib.entente_error.argtypes = lib.entente_free.argtypes = [ctypes.c_void_p]
handle = ctypes.c_void_p()
code = lib.entente_open(ctypes.byref(handle), b"no-such-experiment", None, None, 0)
assert code == 66 and lib.entente_error(handle), code
lib.entente_free(handle)
print("ctypes:", lib.entente_version().decode())
END
echo "door: C, C++ and ctypes agree"
