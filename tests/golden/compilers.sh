#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the program with the given compilers and optimisation levels ("gcc:-O1 clang:-O3 ...") and compares the digest
# of a small run with that of the program under test. Called by test_compilers.sh and test_long_compilers.sh.
set -eu
: "${ENTENTE:?path of the program}" "${ENTENTE_SOURCE:?root of the sources}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
digest() { "$1" run baseline --runs 66 --set months=61 -o "$2" --params "$ENTENTE_SOURCE/params" 2>&1 | sed -n 's/.*results_digest //p'; }
reference=$(digest "$ENTENTE" "$work/reference.h5")
[ -n "$reference" ] || { echo "the program under test gives no digest"; exit 1; }
failures=0
for build in "$@"; do
    compiler=${build%%:*} level=${build##*:}
    if ! command -v "$compiler" >/dev/null; then
        echo "skipped: $build: there is no $compiler here"
        continue
    fi
    folder="$work/$compiler$level"
    CC=$compiler cmake -S "$ENTENTE_SOURCE" -B "$folder" -G Ninja -DENTENTE_TESTS=OFF -DCMAKE_BUILD_TYPE=None \
        -DCMAKE_C_FLAGS="$level" >"$work/log" 2>&1 && cmake --build "$folder" --target entente >>"$work/log" 2>&1 || {
        tail -n 30 "$work/log"
        echo "FAILED: $build does not build"
        exit 1
    }
    found=$(digest "$folder/entente" "$folder/out.h5")
    if [ "$found" = "$reference" ]; then
        echo "ok: $build"
    else
        echo "FAILED: $build: digest ${found:-missing}, expected $reference"
        failures=1
    fi
done
exit $failures
