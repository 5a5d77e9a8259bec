#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The release model library needs nothing from outside but memcpy, memset, memmove: no libm (its functions
# differ between systems), no allocation, no input or output.
set -eu

build=${ENTENTE_BUILD:?the build directory}
libraries=$(find "$build" -name 'libentente_model*.a' -print)
if [ -z "$libraries" ]; then
    echo "no libentente_model*.a under the build directory"
    exit 1
fi

failed=0
for library in $libraries; do
    # Names the library needs and does not define itself.
    nm "$library" 2>/dev/null | awk 'NF == 2 && $1 == "U" { needed[$2] } NF == 3 { defined[$3] }
        END { for (name in needed) if (!(name in defined)) print name }' | sort >"$library.needed"
    if grep -q -E '^(__asan|__ubsan|__tsan|__msan|__gcov|__llvm_prof|__sanitizer)' "$library.needed"; then
        echo "skipped: $(basename "$library") is instrumented; a release build is what promises this"
        rm -f "$library.needed"
        continue
    fi
    if ! nm "$library" 2>/dev/null | grep -q ' ent_kernel_generic$'; then
        echo "$(basename "$library") holds no kernel"
        failed=1
    fi
    # The address of the global offset table is the linker's own.
    others=$(grep -v -x -E 'memcpy|memset|memmove|_GLOBAL_OFFSET_TABLE_' "$library.needed" || true)
    rm -f "$library.needed"
    if [ -n "$others" ]; then
        echo "$(basename "$library") needs:" $others
        failed=1
    else
        echo "$(basename "$library") needs nothing but memcpy, memset, memmove"
    fi
done
exit "$failed"
