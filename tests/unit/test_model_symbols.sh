#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The release model library needs nothing from outside but memcpy, memset, memmove: no libm (its functions
# differ between systems), no allocation, no input or output.
set -eu

build=${ENTENTE_BUILD:?the build directory}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# needed LIBRARY: names it uses and does not define itself. The global offset table is the linker's own.
needed() {
    nm "$1" 2>/dev/null | awk 'NF == 2 && $1 ~ /^[Uwv]$/ { uses[$2] } NF == 3 { defines[$3] }
        END { for (name in uses) if (!(name in defines) && name != "_GLOBAL_OFFSET_TABLE_") print name }' | sort
}

# forbidden LIBRARY
forbidden() {
    needed "$1" | grep -v -x -E 'memcpy|memset|memmove' || true
}

# The check must be able to fail.
cat >"$work/twin.c" <<'EOF'
#include <math.h>
#include <stdlib.h>
#include <string.h>
static float own(float x) { return x * x; }
float *twin(float x, void *to)
{
    float *y = malloc(sizeof *y);
    memset(to, 0, (size_t)x);
    *y = expf(own(x));
    return y;
}
EOF
"${ENTENTE_CC:-cc}" -O2 -c "$work/twin.c" -o "$work/twin.o"
ar rc "$work/twin.a" "$work/twin.o"
found=$(forbidden "$work/twin.a" | tr '\n' ' ')
if [ "$found" != 'expf malloc ' ]; then
    echo "the check finds '$found' in a library that needs expf and malloc"
    exit 1
fi

libraries=$(find "$build" -maxdepth 2 -name 'libentente_model*.a' -print)
if [ -z "$libraries" ]; then
    echo "no libentente_model*.a under the build directory"
    exit 1
fi

failed=0
for library in $libraries; do
    name=$(basename "$library")
    if needed "$library" | grep -q -E '^(__asan|__ubsan|__tsan|__msan|__sanitizer|__gcov|__llvm_prof)'; then
        echo "skipped: $name is instrumented; the release build is what promises this"
        continue
    fi
    if ! nm "$library" 2>/dev/null | grep -q ' ent_kernel_generic$'; then
        echo "$name holds no kernel"
        failed=1
    fi
    others=$(forbidden "$library" | tr '\n' ' ')
    if [ -n "$others" ]; then
        echo "$name needs: $others"
        failed=1
    else
        echo "$name needs nothing but memcpy, memset, memmove"
    fi
done
exit "$failed"
